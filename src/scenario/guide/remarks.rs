//! What a guide says against itself, and what of it should not be relied upon.

use super::{COMPANY, Date, Ends, Guide, between, schedule};
use crate::scenario::starter::by_year;

/// Totals that differ by less than this part of them agree: guides round.
const AGREEMENT: f64 = 0.01;
/// The part of the grant that an even schedule vests in a year.
const QUARTER: f64 = 0.25;

/// All remarks, the gravest first.
pub(super) fn of(guide: &Guide, today: Date) -> Vec<String> {
    let mut remarks: Vec<String> = contradiction(guide).into_iter().collect();
    if let Some(due) = guide.next_review_due.filter(|due| *due < today) {
        remarks.push(format!(
            "the guide's figures are of {}, and its review was due on {due}: that day is past, so look \
             for a newer one",
            guide.last_updated
        ));
    }
    if !guide.company.eq_ignore_ascii_case(COMPANY) {
        remarks.push(format!(
            "the guide is about {}, and it has no schedule: the vesting and the attrition written are \
             Amazon's, the share's price is a placeholder; put your letter's in",
            guide.company_display
        ));
    }
    remarks
}

/// "Total Comp (Yr 1)" against what the schedule pays in year 1.
fn contradiction(guide: &Guide) -> Option<String> {
    let region = &guide.region;
    let stated = region.first_year?;
    let vested = schedule().yearly.first().map_or(0.0, |percent| percent / 100.0);
    let paid = |share: f64| {
        let end = |base: f64, bonus: f64, stock: f64| base + bonus + share * stock;
        Ends {
            low: end(region.base.low, region.signing_bonus.low, region.stock.low),
            high: end(region.base.high, region.signing_bonus.high, region.stock.high),
        }
    };
    let scheduled = paid(vested);
    let agrees = |stated: f64, paid: f64| (stated - paid).abs() <= AGREEMENT * stated.max(paid);
    if agrees(stated.low, scheduled.low) && agrees(stated.high, scheduled.high) {
        return None;
    }
    Some(format!(
        "the guide contradicts itself in {}: its \"Total Comp (Yr 1)\" is {}, but base, the whole signing \
         bonus and the {} % of the grant that {} vests in year 1 are {}; with a quarter of the grant \
         they would be {}. The scenario follows the schedule",
        region.name,
        between(stated),
        vested * 100.0,
        by_year(schedule()),
        between(scheduled),
        between(paid(QUARTER))
    ))
}
