//! The model ladder: each model's answer is that of a plain run with the model spelled out, what is held equal is equal,
//! verdicts follow their definitions, and what cannot be asked is refused as a whole.

mod decisions;
mod refusals;
mod rungs;

use vestrisk::analysis::{Ladder, LadderSummary};
use vestrisk::{Detail, Document, NoSources, Options, Overrides, Processor, Scenario, Unobserved};

use super::support::plain_default;
use crate::reference::measured::POOL;

/// Two offers on one stock, a third on a second stock and a fourth on a stated path.
const SEVERAL: &str = "format = 1\n\
    [stocks.A]\nprice = 100\nexpected_return = 0.06\ndividend_yield = 0.01\n\
    model = { kind = \"gbm\", volatility = 0.4 }\n\
    [stocks.B]\nprice = 20\nexpected_return = 0.03\nmodel = { kind = \"gbm\", volatility = 0.25 }\n\
    [stocks.C]\nprice = 10\nmodel = { kind = \"fixed\", points = [[48, 12]] }\n\
    [[offers]]\nname = \"of A\"\nattrition = \"low\"\nbase_salary = 100_000\n\
    [[offers.grants]]\nstock = \"A\"\nvalue = 400_000\nvesting = \"even_quarterly\"\n\
    [[offers]]\nname = \"of B\"\nattrition = \"low\"\nbase_salary = 110_000\n\
    [[offers.grants]]\nstock = \"B\"\nvalue = 300_000\nvesting = \"even_quarterly\"\n\
    [[offers]]\nname = \"of C\"\nbase_salary = 110_000\n\
    [[offers.grants]]\nstock = \"C\"\nvalue = 300_000\nvesting = \"even_quarterly\"\n";

fn scenario(text: &str, overrides: &Overrides) -> Scenario {
    let document = Document::parse("ladder.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, overrides).expect("it has no fault")
}

/// The default scenario with independent runs.
fn default(runs: u64) -> Scenario {
    scenario(&plain_default(), &Overrides { runs: Some(runs), ..Overrides::default() })
}

fn named(models: &[&str]) -> Vec<String> {
    models.iter().map(|model| (*model).to_owned()).collect()
}

fn options() -> Options<'static> {
    let processor = Processor::best();
    Options { pool: &POOL, memory: 1 << 30, detail: Detail::Whole, processor }
}

fn climbed(scenario: &Scenario, models: &[&str]) -> LadderSummary {
    let ladder = Ladder::new(scenario, &named(models)).expect("the models can be asked");
    ladder.summarize(&options(), &Unobserved).expect("the jobs run")
}
