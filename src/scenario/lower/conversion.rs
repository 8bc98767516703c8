//! `conversion` of a grant: a price averaged over closes before the start date, and the start date that
//! all grants of a scenario share.

use crate::error::FaultKind;
use crate::offer::Conversion;
use crate::quantity::{MOST_AVERAGE_DAYS, MOST_START_DAYS, Price};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::table::TableReader;

/// When the scenario starts: what the first grant says that says it, and where.
#[derive(Default)]
pub(super) struct StartDate {
    first: Option<(u32, String)>,
}

impl StartDate {
    /// Calendar days from today to the start date; 0 where no grant says it.
    pub fn days(&self) -> u32 {
        self.first.as_ref().map_or(0, |(days, _)| *days)
    }

    /// Notes what a grant says, which must be what the others say.
    fn note(&mut self, field: &Field<'_>, days: u32, faults: &mut Faults<'_>) -> Option<()> {
        match &self.first {
            Some((first, path)) if *first != days => {
                let allowed = format!("{first}, as `{path}` says: there is one start date");
                let help = "write it once, or the same number in every grant";
                faults.out_of_range(field, &allowed).kind(FaultKind::Meaning).help(help);
                None
            }
            Some(_) => Some(()),
            None => {
                self.first = Some((days, field.path.clone()));
                Some(())
            }
        }
    }
}

/// Reads the table of a grant that is made in a month, where that is known.
pub(super) fn read(
    field: &Field<'_>,
    month: Option<u32>,
    start: &mut StartDate,
    faults: &mut Faults<'_>,
) -> Option<Conversion> {
    let later = month.filter(|month| *month > 0);
    if let Some(month) = later {
        let message = format!("`{}` stands on a grant of month {month}", field.path);
        let rule = "only a grant of month 0 is converted at an average before the start date";
        let help = "remove `conversion`: a later grant is converted at the price of its month";
        faults.at_key(field, message, rule).help(help);
    }
    let wanted = "a table such as { average_days = 21, start_in_days = 30 }";
    let read = field.table(wanted, faults, |table, faults| conversion(table, start, faults));
    read.filter(|_| later.is_none())
}

fn conversion(
    table: &mut TableReader<'_>,
    start: &mut StartDate,
    faults: &mut Faults<'_>,
) -> Option<Conversion> {
    let days = table.required("average_days", "average_days = 21");
    let days = days.and_then(|field| {
        let range = 1..=u64::from(MOST_AVERAGE_DAYS);
        field.whole("a whole number of trading days", range, faults)
    });
    let starts = table.optional("start_in_days").map_or(Some(()), |field| {
        let range = 0..=u64::from(MOST_START_DAYS);
        let days = field.whole("a whole number of calendar days", range, faults)?;
        start.note(&field, u32::try_from(days).ok()?, faults)
    });
    let trailing = table.optional("trailing_average");
    let trailing = trailing.map_or(Some(None), |field| field.number(Price::new, faults).map(Some));
    starts?;
    Some(Conversion { average_days: u32::try_from(days?).ok()?, trailing_average: trailing? })
}
