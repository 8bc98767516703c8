//! The hazard of one cause: one number, a list by year of tenure, Weibull, or a monthly CSV.

use super::files::Files;
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
    let path = field.name(faults)?;
    let read = files.read(path).map_err(|reason| {
        let message = format!("`{}` is {}: {reason}", field.path, faults.given(field.node));
        faults
            .at(field, message, "this file cannot be read")
            .help("the path is relative to the scenario file");
    });
    let rates = monthly_rates(&read.ok()?).map_err(|flaw| {
        let line = flaw.line.map_or(String::new(), |line| format!(", line {line}"));
        let message = format!("`{}`: {path}{line}: {}", field.path, flaw.reason);
        faults.at(field, message, "this file is not a monthly hazard table").help(
            "its first line is `month,annual_hazard`; then one line a month: `1,0.05`, `2,0.05`, …",
        );
    });
    Hazard::by_month(&rates.ok()?).ok()
}

/// What is wrong with a hazard table, and in which of its lines.
struct Flaw {
    line: Option<u64>,
    reason: String,
}

/// Refuses bytes that are no text at all.
fn no_text(bytes: &[u8]) -> Result<(), Flaw> {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        let reason = "it is UTF-16 text; save it as UTF-8".to_owned();
        return Err(Flaw { line: None, reason });
    }
    let Some(at) = bytes.iter().position(|byte| *byte == 0) else { return Ok(()) };
    let lines = bytes[..at].split(|byte| *byte == b'\n').count() as u64;
    let reason = "it has a NUL byte, so it is not text; save it as plain UTF-8".to_owned();
    Err(Flaw { line: Some(lines), reason })
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

/// The first line of a cell, cut where it is long.
fn shown(cell: &str) -> String {
    const LONGEST: usize = 40;
    let line = cell.lines().next().unwrap_or_default();
    let start: String = line.chars().take(LONGEST).collect();
    if start.len() < cell.len() { format!("`{start}…`") } else { format!("`{start}`") }
}

/// The rates of a CSV with the header `month,annual_hazard` and months 1, 2, 3, … without gaps.
fn monthly_rates(bytes: &[u8]) -> Result<Vec<HazardRate>, Flaw> {
    const HEADER: [&str; 2] = ["month", "annual_hazard"];
    no_text(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let mut rates = Vec::new();
    let mut header_seen = false;
    for record in reader.records() {
        let record = record.map_err(|error| Flaw {
            line: error.position().map(csv::Position::line),
            reason: "the line is not UTF-8 text".to_owned(),
        })?;
        let line = record.position().map(csv::Position::line);
        let flaw = |reason: String| Flaw { line, reason };
        if !header_seen {
            header_seen = true;
            if !record.iter().eq(HEADER) {
                let found = shown(&record.iter().collect::<Vec<_>>().join(","));
                return Err(flaw(format!("the header is {found}, not `month,annual_hazard`")));
            }
            continue;
        }
        if rates.len() == LAST_MONTH as usize {
            return Err(flaw(format!("more than {LAST_MONTH} months")));
        }
        let [month, hazard] = [0, 1].map(|column| record.get(column).unwrap_or_default());
        if record.len() != HEADER.len() {
            let fields = if record.len() == 1 { "field" } else { "fields" };
            return Err(flaw(format!("{} {fields} where 2 are expected", record.len())));
        }
        let expected = rates.len() + 1;
        if month.parse() != Ok(expected) {
            let month = shown(month);
            return Err(flaw(format!("month {month} where month {expected} is expected")));
        }
        let rate = hazard.parse().map_err(|_| flaw(no_number(hazard)))?;
        let rate = HazardRate::new(rate).map_err(|error| {
            flaw(format!("annual_hazard is {hazard}; allowed: {}", error.allowed))
        })?;
        rates.push(rate);
    }
    if rates.is_empty() {
        let reason = if header_seen { "no month follows the header" } else { "the file is empty" };
        return Err(Flaw { line: None, reason: reason.to_owned() });
    }
    Ok(rates)
}
