//! What a brief rests on, in sentences.

use super::Depth;
use crate::analysis::Brief;
use crate::attrition::Profile;
use crate::market::Stock;
use crate::offer::{Offer, value_of_grants};
use crate::quantity::to_digits;
use crate::report::number::{exact_money, percentage};
use crate::simulation::SharedExits;

/// The assumptions of a brief.
pub(in crate::report) fn all(brief: &Brief, depth: Depth) -> Vec<String> {
    let private = depth == Depth::Recruiter;
    let setup = &brief.scenario.setup;
    let mut said: Vec<String> =
        setup.market.stocks.iter().filter_map(|stock| price(brief, depth, stock)).collect();
    let [own, baseline] = [brief.offer, brief.scenario.baseline].map(|at| (at, exits(brief, at)));
    let name = |at: usize| setup.offers[at].name.as_str();
    if private {
        said.push(format!("{}: {}", name(own.0), own.1));
    } else if own.0 != baseline.0 && own.1 == baseline.1 {
        said.push(format!("{} and {}: {}", name(own.0), name(baseline.0), own.1));
    } else {
        said.push(format!("{}: {}", name(own.0), own.1));
        if own.0 != baseline.0 {
            said.push(format!("{}: {}", name(baseline.0), baseline.1));
        }
    }
    if !private && setup.offers.len() > 1 && setup.settings.shared_exits == SharedExits::All {
        said.push(
            "All offers share their luck: in one simulated career they have the same share prices and the same clocks of \
             leaving."
                .to_owned(),
        );
    }
    if setup.outside_option.is_none() {
        said.push("Who leaves earns nothing elsewhere up to the horizon.".to_owned());
    }
    said.push(format!(
        "Pay is nominal and before tax, over the first {} months. ± is one standard error of the simulation, not of the \
         assumptions.",
        setup.settings.horizon_months
    ));
    said
}

/// How a share moves; `None` where no offer has it.
fn price(brief: &Brief, depth: Depth, stock: &Stock) -> Option<String> {
    let setup = &brief.scenario.setup;
    let at = setup.market.stocks.iter().position(|known| known == stock)?;
    let held = |offer: &Offer| {
        offer.grants.iter().any(|grant| grant.stock == at)
            && value_of_grants(offer, &setup.market) > 0.0
    };
    let told = match depth {
        Depth::Recruiter => &setup.offers[brief.offer..=brief.offer],
        _ => &setup.offers[..],
    };
    told.iter().any(held).then(|| {
        let name = &stock.name;
        let today = exact_money(stock.price.get());
        let moves = match (stock.model.growth(), setup.market.total_volatility(at)) {
            (Some(growth), Some(volatility)) => format!(
                "moves at random ({}), with an expected return of {} % and a volatility of {} % a year",
                stock.model.kind(),
                to_digits(100.0 * growth.expected_return.get(), 4),
                to_digits(100.0 * volatility, 3)
            ),
            _ => "follows a stated path".to_owned(),
        };
        format!("{name} costs {today} today and {moves}.")
    })
}

/// How an offer ends, as the rest of a sentence.
fn exits(brief: &Brief, offer: usize) -> String {
    let setup = &brief.scenario.setup;
    let (offer, summary) = (&setup.offers[offer], &brief.summary.offers[offer]);
    match offer.profile.map(|at| &setup.profiles[at]) {
        None => "nobody leaves before the horizon.".to_owned(),
        Some(Profile::Certain(exit)) => {
            format!("the job ends in month {} for certain.", exit.month)
        }
        Some(Profile::Hazards(_)) => {
            let there = summary.exit.retention.iter();
            let there: Vec<String> = there
                .map(|of| format!("{} at month {}", percentage(of.stayed), of.month))
                .collect();
            format!("still there are {}.", there.join(", "))
        }
    }
}
