//! Stresses and views: worlds are what they state and nothing else moves, runs weighed anew agree with a fresh simulation of
//! the tilted law, and what cannot be asked is refused as a whole.

mod overlays;
mod refusals;
mod restated;
mod screens;
mod weights;

use vestrisk::analysis::{Reweighting, StatedView, StressSummary, StressTest, reweight};
use vestrisk::scenario::{Sources, builtin};
use vestrisk::{
    Detail, Document, Options, Overrides, Processor, Scenario, Setup, Unobserved, scenario,
};

use crate::reference::measured::POOL;

/// Two shares that move together, layoffs that follow one of them, and a later grant.
const TWO: &str = "format = 1\nbaseline = \"of B\"\n[simulation]\nruns = 32_768\n[goals]\nwalk_away = 700_000\n\
    [stocks.A]\nprice = 100\nexpected_return = 0.06\ndividend_yield = 0.01\n\
    model = { kind = \"gbm\", volatility = 0.4 }\n\
    [stocks.B]\nprice = 20\nexpected_return = 0.03\nmodel = { kind = \"gbm\", volatility = 0.25 }\n\
    [correlation]\n\"A,B\" = 0.6\n\
    [attrition.both]\nvoluntary = 0.08\nlayoff = 0.06\nresponse = { layoff_to_return = 1.0 }\n\
    [[offers]]\nname = \"of A\"\nattrition = \"both\"\nbase_salary = 100_000\n\
    [[offers.grants]]\nstock = \"A\"\nvalue = 400_000\nvesting = \"even_quarterly\"\n\
    [[offers.grants]]\nstock = \"A\"\nvalue = 50_000\nmonth = 12\nvesting = \"even_quarterly\"\n\
    [[offers]]\nname = \"of B\"\nattrition = \"both\"\nbase_salary = 110_000\n\
    [[offers.grants]]\nstock = \"B\"\nvalue = 400_000\nvesting = \"even_quarterly\"\n";

fn read(text: &str, overrides: &Overrides) -> Scenario {
    let document = Document::parse("stress.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&builtin::Files, overrides).expect("it has no fault")
}

fn options() -> Options<'static> {
    let processor = Processor::best();
    Options { pool: &POOL, memory: 1 << 30, detail: Detail::Means, processor }
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The setup under a stress.
fn under(setup: &Setup, stress: &str) -> Setup {
    let stress = scenario::presets::stresses::find(stress).expect("a stress");
    scenario::overlay(setup, stress).expect("it can be laid over")
}

fn stressed(scenario: &Scenario, names: &[&str]) -> StressSummary {
    let test = StressTest::new(scenario, &named(names)).expect("the stresses can be asked");
    test.summarize(&options(), &Unobserved).expect("the jobs run")
}

fn restated(scenario: &Scenario, views: &[&str]) -> Reweighting {
    let views = StatedView::read_all(&named(views), scenario).expect("views without a fault");
    reweight(scenario, &views, &options(), &Unobserved).expect("the views can hold")
}

/// A shipped file.
fn shipped(path: &str) -> String {
    String::from_utf8(builtin::Files.read(path).expect("it ships")).expect("it is text")
}
