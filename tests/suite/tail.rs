//! Why the worst runs are bad: the parts of a shortfall add up to it, each is what its own world says, the runs shown are
//! in the tail and replay, and what cannot be asked is refused.

mod attribution;
mod command;
mod worlds;

use vestrisk::analysis::{Tail, tail};
use vestrisk::quantity::TailLevel;
use vestrisk::scenario::Goals;
use vestrisk::{
    Detail, Document, NoSources, Options, Overrides, Processor, Scenario, Setup, Unobserved,
};

use crate::reference::measured::POOL;

fn options() -> Options<'static> {
    let processor = Processor::best();
    Options { pool: &POOL, memory: 1 << 30, detail: Detail::Means, processor }
}

/// The tails of all offers.
fn tails(scenario: &Scenario) -> Tail {
    tail(scenario, None, &options(), &Unobserved).expect("the job runs")
}

/// A scenario that no document states.
fn of_setup(setup: Setup, alpha: f64) -> Scenario {
    Scenario {
        title: "a world".to_owned(),
        notes: None,
        baseline: 0,
        goals: Goals { walk_away: None, tail: TailLevel::new(alpha).expect("a tail level") },
        preferences: None,
        precision: None,
        setup,
        sha256: String::new(),
    }
}

fn scenario(text: &str) -> Scenario {
    let document = Document::parse("tail.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, &Overrides::default()).expect("it has no fault")
}

/// Only clawbacks hurt: whoever leaves earns the same elsewhere at once, and the whole sign-on is repaid for a year.
const ONLY_CLAWBACKS: &str = "format = 1\n[simulation]\nruns = 4_000\nseed = 9\n\
    [outside_option]\nannual_pay = 120_000\ngap_months = 0\n\
    [attrition.restless]\nvoluntary = 0.3\n\
    [[offers]]\nname = \"Sign-on\"\nattrition = \"restless\"\nbase_salary = 120_000\n\
    [[offers.sign_on]]\namount = 60_000\npaid = { at = 0 }\nclawback = \"cliff_12\"\n";

/// Only prices hurt: nobody leaves.
const ONLY_STOCK: &str = "format = 1\n[simulation]\nruns = 4_000\nseed = 9\n\
    [stocks.ACME]\nprice = 50\nexpected_return = 0.04\nmodel = { kind = \"gbm\", volatility = 0.5 }\n\
    [[offers]]\nname = \"Stock\"\nbase_salary = 100_000\n\
    [[offers.grants]]\nstock = \"ACME\"\nvalue = 400_000\nvesting = \"even_quarterly\"\n";
