//! The hazard of one cause: one number, a list by year of tenure, Weibull, or a monthly CSV.

use super::files::Files;
use super::tables::{self, Flaw, Flaws, Wording, shown};
use crate::attrition::Hazard;
use crate::error::FaultKind;
use crate::quantity::{HazardRate, LAST_MONTH, WeibullScale, WeibullShape};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::node::Value;
use crate::scenario::table::TableReader;

const WANTED: &str = "an annual hazard (0.08 is 8 % a year) or one of the other forms";
const FORMS: &str = "write a number, a list by year of tenure such as [0.05, 0.08], { weibull = { \
                     shape = 1.2, scale_years = 5 } } or { monthly = \"hazard.csv\" }";
/// The longest list by year of tenure: as long as the months that a document may name.
pub(in crate::scenario) const MOST_YEARS: usize = LAST_MONTH as usize / 12;

/// Reads a hazard in any of its forms.
pub(super) fn read(
    field: &Field<'_>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Option<Hazard> {
    match &field.node.value {
        Value::Integer(_) | Value::Float(_) => {
            let rate = field.number(HazardRate::new, faults)?;
            Hazard::by_year(&[rate]).ok()
        }
        Value::List(_) => by_year(field, faults),
        Value::Table(_) => {
            field.table(WANTED, faults, |table, faults| special(table, files, faults))
        }
        _ => {
            let fault = faults.wrong_type(field, WANTED);
            match field.number_in_quotes() {
                Some(number) => fault.help(format!("write {number}, without quotes")),
                None => fault.help(FORMS),
            };
            None
        }
    }
}

fn by_year(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Hazard> {
    let years = field.list(WANTED, faults)?;
    if years.is_empty() || years.len() > MOST_YEARS {
        let allowed = format!("1 to {MOST_YEARS} annual hazards; the last one continues");
        faults.out_of_range(field, &allowed);
        return None;
    }
    // Collected before it is judged, so that every faulty year is reported.
    let rates: Vec<_> = years.iter().map(|year| year.number(HazardRate::new, faults)).collect();
    let rates: Vec<HazardRate> = rates.into_iter().collect::<Option<_>>()?;
    Hazard::by_year(&rates).ok()
}

/// `{ weibull = … }` or `{ monthly = … }`.
fn special(
    table: &mut TableReader<'_>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Option<Hazard> {
    match (table.optional("weibull"), table.optional("monthly")) {
        (Some(field), None) => weibull(&field, faults),
        (None, Some(field)) => monthly(&field, files, faults),
        (Some(_), Some(field)) => {
            let message = format!("`{}` stands beside `weibull`", field.path);
            let rule = "a hazard is either `weibull` or `monthly`";
            let added = faults.at_key(&field, message, rule).kind(FaultKind::Shape);
            added.help("remove one of the two");
            None
        }
        (None, None) => {
            let label = "a hazard in braces is `weibull` or `monthly`";
            table.note_missing("weibull", label.to_owned(), FORMS.to_owned());
            None
        }
    }
}

fn weibull(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Hazard> {
    field.table("a table such as { shape = 1.2, scale_years = 5 }", faults, |table, faults| {
        let shape = table.required("shape", "shape = 1.2");
        let shape = shape.and_then(|field| field.number(WeibullShape::new, faults));
        let scale = table.required("scale_years", "scale_years = 5");
        let scale = scale.and_then(|field| field.number(WeibullScale::new, faults));
        Some(Hazard::Weibull { shape: shape?, scale_years: scale? })
    })
}

fn monthly(field: &Field<'_>, files: &mut Files<'_>, faults: &mut Faults<'_>) -> Option<Hazard> {
    let wording = Wording {
        not: "a monthly hazard table",
        form: "its first line is `month,annual_hazard`; then one line a month: `1,0.05`, `2,0.05`, …",
    };
    let rates = tables::read(field, &wording, files, faults, monthly_rates)?;
    Hazard::by_month(&rates).ok()
}

/// Why a cell is no hazard.
fn no_number(cell: &str) -> String {
    let fraction = cell.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok());
    match fraction {
        Some(percent) => format!("{} is not a number; write {}", shown(cell), percent / 100.0),
        None if cell.is_empty() => "the hazard is missing".to_owned(),
        None => format!("{} is not a number", shown(cell)),
    }
}

/// The rates of a CSV with the header `month,annual_hazard` and months 1, 2, 3, … without gaps.
fn monthly_rates(bytes: &[u8]) -> Result<Vec<HazardRate>, Flaws> {
    const HEADER: [&str; 2] = ["month", "annual_hazard"];
    let (mut rates, mut flaws) = (Vec::new(), Flaws::default());
    let mut expected = 0;
    let mut header_seen = false;
    for record in tables::records(bytes) {
        let (line, record) = record?;
        let flaw = |reason: String| Flaw { line, reason };
        if !header_seen {
            header_seen = true;
            if !record.iter().eq(HEADER) {
                let found = shown(&record.iter().collect::<Vec<_>>().join(","));
                let reason = format!("the header is {found}, not `month,annual_hazard`");
                return Err(flaw(reason).into());
            }
            continue;
        }
        expected += 1;
        if expected > LAST_MONTH {
            flaws.add(flaw(format!("more than {LAST_MONTH} months")));
            break;
        }
        let [month, hazard] = [0, 1].map(|column| record.get(column).unwrap_or_default());
        if record.len() != HEADER.len() {
            let fields = if record.len() == 1 { "field" } else { "fields" };
            flaws.add(flaw(format!("{} {fields} where 2 are expected", record.len())));
            continue;
        }
        if month.parse() != Ok(expected) {
            let month = shown(month);
            flaws.add(flaw(format!("month {month} where month {expected} is expected")));
            // Every further line would be one month off as well.
            break;
        }
        let rate = hazard.parse().map_err(|_| no_number(hazard)).and_then(|rate| {
            HazardRate::new(rate)
                .map_err(|error| format!("annual_hazard is {hazard}; allowed: {}", error.allowed))
        });
        match rate {
            Ok(rate) => rates.push(rate),
            Err(reason) => flaws.add(flaw(reason)),
        }
    }
    if expected == 0 {
        let reason = if header_seen { "no month follows the header" } else { "the file is empty" };
        flaws.add(Flaw::of_all(reason));
    }
    flaws.or_none(rates)
}
