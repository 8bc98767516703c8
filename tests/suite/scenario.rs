//! What a valid document means: every key, every default, presets, overrides and files.

mod employment;
mod hash;
mod mutations;
mod presets;

use std::collections::BTreeMap;

use super::schema::assert_agreement;
use vestrisk::attrition::{Cause, CertainExit, Hazard, Profile};
use vestrisk::error::Error;
use vestrisk::market::Model;
use vestrisk::offer::{GrantSize, Payment, Proration, Sell, WindowStart};
use vestrisk::quantity::Dollars;
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::{
    Document, LARGEST_FILE, Level, Metric, NoSources, Overrides, Precision, Scenario, Sources,
    builtin,
};
use vestrisk::simulation::{Exits, Sampler, SharedExits};

/// Files by name, as a folder beside the document would hold them.
#[derive(Default)]
struct Folder(BTreeMap<&'static str, Vec<u8>>);

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

fn lower_with(text: &str, sources: &dyn Sources, overrides: &Overrides) -> Scenario {
    let lowered = Document::parse("offer.toml", text.as_bytes())
        .and_then(|document| document.lower(sources, overrides));
    assert_agreement(text.as_bytes(), &lowered);
    match lowered {
        Ok(scenario) => scenario,
        Err(Error::Document(faults)) => panic!("{}", render(&faults, false, 100)),
        Err(other) => panic!("{other}"),
    }
}

fn lower(text: &str) -> Scenario {
    lower_with(text, &builtin::Files, &Overrides::default())
}

const SMALLEST: &str = "format = 1\n[[offers]]\nname = \"Cash\"\nbase_salary = 100_000\n";

/// A smallest scenario with a stock and a grant that vests like this.
fn with_vesting(vesting: &str) -> Scenario {
    lower(&format!(
        "{SMALLEST}grants = [{{ stock = \"X\", value = 1, vesting = {vesting} }}]\n\
         [stocks.X]\nprice = 1\nmodel = {{ kind = \"fixed\", points = [] }}\n"
    ))
}

/// Months and percents of the only grant's tranches.
fn tranches(scenario: &Scenario) -> Vec<(u32, f64)> {
    let tranches = scenario.setup.offers[0].grants[0].vesting.tranches();
    tranches.iter().map(|tranche| (tranche.month, tranche.percent.get())).collect()
}

/// A smallest scenario with an exit profile like this.
fn with_profile(profile: &str, sources: &dyn Sources) -> Scenario {
    let text = format!("{SMALLEST}attrition = \"mine\"\n[attrition.mine]\n{profile}\n");
    lower_with(&text, sources, &Overrides::default())
}

/// The hazard of a cause in the only profile.
fn hazard(scenario: &Scenario, cause: Cause) -> Option<Hazard> {
    match &scenario.setup.profiles[..] {
        [Profile::Hazards(hazards)] => hazards.of(cause).cloned(),
        other => panic!("not one profile with hazards: {other:?}"),
    }
}

/// Annual rates of a piecewise hazard and the length of its steps.
fn rates(hazard: Option<Hazard>) -> (u32, Vec<f64>) {
    match hazard {
        Some(Hazard::Piecewise { step_months, rates }) => {
            (step_months, rates.iter().map(|rate| rate.get()).collect())
        }
        other => panic!("not piecewise: {other:?}"),
    }
}

#[test]
fn defaults() {
    let scenario = lower(SMALLEST);
    assert_eq!(scenario.title, "Cash");
    assert_eq!(scenario.notes, None);
    assert_eq!(scenario.baseline, 0);
    assert_eq!(scenario.goals.walk_away, None);
    assert!((scenario.goals.tail.get() - 0.05).abs() < f64::EPSILON);
    let settings = scenario.setup.settings;
    assert_eq!((settings.runs, settings.seed, settings.horizon_months), (100_000, 1, 48));
    assert_eq!((settings.sampler, settings.exits), (Sampler::Random, Exits::Sampled));
    assert_eq!(settings.shared_exits, SharedExits::All);
    assert_eq!(settings.discount_rate.get().to_bits(), 0);
    assert_eq!(scenario.precision, None);
    assert!(scenario.setup.market.stocks.is_empty());
    assert!(scenario.setup.profiles.is_empty());
    let offer = &scenario.setup.offers[0];
    assert_eq!(offer.employer, "Cash");
    assert_eq!(offer.profile, None);
    assert_eq!(offer.salary.annual_raise.get().to_bits(), 0);
    assert!(offer.sign_on.is_empty() && offer.grants.is_empty());
}

#[test]
fn every_key_arrives() {
    let scenario = lower(include_str!("scenario/whole.toml"));
    assert_eq!(scenario.title, "Every key");
    assert_eq!(scenario.notes.as_deref(), Some("free text\nin two lines\n"));
    assert_eq!(scenario.baseline, 1);
    assert_eq!(scenario.goals.walk_away.map(Dollars::get), Some(1.6e6));
    assert_eq!(scenario.goals.tail.get().to_bits(), 0.1f64.to_bits());
    let settings = scenario.setup.settings;
    assert_eq!((settings.runs, settings.seed), (10_000_000_000, 9_007_199_254_740_991));
    assert_eq!(settings.horizon_months, 120);
    assert_eq!((settings.sampler, settings.exits), (Sampler::Antithetic, Exits::Sampled));
    assert_eq!(settings.shared_exits, SharedExits::Employer);
    assert_eq!(settings.discount_rate.get().to_bits(), 0.04f64.to_bits());
    assert_eq!(scenario.precision.map(Precision::metric), Some(Metric::Percentile(Level::P05)));
    assert_eq!(scenario.precision.map(Precision::std_error), Some(500.0));

    let market = &scenario.setup.market;
    let names: Vec<&str> = market.stocks.iter().map(|stock| stock.name.as_str()).collect();
    assert_eq!(names, ["ZZZ", "AMZN", "Private, Inc."], "in file order");
    let Model::Gbm(gbm) = &market.stocks[0].model else { panic!("ZZZ is a gbm") };
    assert_eq!(gbm.growth.expected_return.get().to_bits(), (-0.01f64).to_bits());
    assert_eq!(gbm.growth.dividend_yield.get().to_bits(), 0.02f64.to_bits());
    assert_eq!(gbm.volatility.get().to_bits(), 0.3f64.to_bits());
    let Model::Fixed(path) = &market.stocks[2].model else { panic!("the last is fixed") };
    let points: Vec<_> = path.points().iter().map(|(month, price)| (*month, price.get())).collect();
    assert_eq!(points, [(12, 11.0), (24, 9.5)]);
    let pair = market.correlations.pairs()[0];
    assert_eq!((pair.first, pair.second), (0, 1));
    assert_eq!(pair.value.get().to_bits(), 0.6f64.to_bits());

    let [first, second] = &scenario.setup.offers[..] else { panic!("two offers") };
    assert_eq!((first.name.as_str(), first.employer.as_str()), ("A", "Amazon"));
    assert_eq!(first.salary.base.typical().to_bits(), 175_000f64.to_bits());
    assert_eq!(first.salary.annual_raise.get().to_bits(), 0.03f64.to_bits());
    assert_eq!(first.sign_on[0].paid, Payment::Lump { month: 1 });
    assert_eq!(first.sign_on[1].paid, Payment::Instalments { from: 12, to: 24 });
    assert_eq!(first.sign_on[1].clawback, None);
    let clawback = first.sign_on[0].clawback.expect("terms are stated");
    assert_eq!(clawback.window_months, 18);
    assert_eq!((clawback.proration, clawback.from), (Proration::Daily, WindowStart::Start));
    let causes: Vec<Cause> = clawback.causes.iter().collect();
    assert_eq!(causes, [Cause::Voluntary, Cause::Performance]);
    let grant = &first.grants[0];
    assert_eq!((grant.stock, grant.month, grant.whole_units), (1, 6, true));
    assert_eq!(grant.sell, Sell::AtHorizon);
    assert!(
        matches!(grant.size, GrantSize::Value(value) if value.typical().to_bits() == 650_000f64.to_bits())
    );
    assert!(matches!(first.grants[1].size, GrantSize::Shares(shares) if shares.get() > 2_825.0));
    let profile = second.profile.expect("it has a profile");
    let exit = CertainExit { month: 18, cause: Cause::Layoff };
    assert_eq!(scenario.setup.profiles[profile], Profile::Certain(exit));
}

#[test]
fn overrides_replace_what_the_file_says_and_what_it_leaves_out() {
    let overrides = Overrides {
        runs: Some(10),
        seed: Some(20),
        sampler: Some(Sampler::Antithetic),
        exits: Some(Exits::Sampled),
        responses: None,
    };
    for text in [SMALLEST.to_owned(), format!("{SMALLEST}[simulation]\nruns = 5\nseed = 6\n")] {
        let settings = lower_with(&text, &NoSources, &overrides).setup.settings;
        assert_eq!((settings.runs, settings.seed), (10, 20));
        assert_eq!(settings.sampler, Sampler::Antithetic);
    }
}

#[test]
fn every_form_of_a_hazard() {
    let folder = Folder([("h.csv", b"month,annual_hazard\n1,0.1\r\n2 , 0.2\n".to_vec())].into());
    let scenario = with_profile(
        "voluntary = 0.05\nlayoff = [0.02, 0]\nperformance = { monthly = \"h.csv\" }",
        &folder,
    );
    assert_eq!(rates(hazard(&scenario, Cause::Voluntary)), (12, vec![0.05]));
    assert_eq!(rates(hazard(&scenario, Cause::Layoff)), (12, vec![0.02, 0.0]));
    assert_eq!(rates(hazard(&scenario, Cause::Performance)), (1, vec![0.1, 0.2]));
    let scenario =
        with_profile("voluntary = { weibull = { shape = 1.5, scale_years = 5 } }", &NoSources);
    let weibull = hazard(&scenario, Cause::Voluntary).expect("it is stated");
    assert!((weibull.integrated(60.0) - 1.0).abs() < 1e-12);
    assert_eq!(hazard(&scenario, Cause::Layoff), None);
}

#[test]
fn a_csv_may_have_a_byte_order_mark_and_no_last_line_end() {
    let csv = "\u{feff}month,annual_hazard\n1,0.1\n2,0.2";
    let folder = Folder([("h.csv", csv.as_bytes().to_vec())].into());
    let scenario = with_profile("layoff = { monthly = \"h.csv\" }", &folder);
    assert_eq!(rates(hazard(&scenario, Cause::Layoff)), (1, vec![0.1, 0.2]));
}

#[test]
fn a_file_above_the_limit_is_refused() {
    let folder = Folder([("h.csv", vec![b' '; LARGEST_FILE + 1])].into());
    let text = format!("{SMALLEST}[attrition.mine]\nlayoff = {{ monthly = \"h.csv\" }}\n");
    let document = Document::parse("offer.toml", text.as_bytes()).expect("it is TOML");
    let error = document.lower(&folder, &Overrides::default()).expect_err("it is too large");
    assert!(error.to_string().contains("over 64 MiB"), "{error}");
}

#[test]
fn every_shipped_scenario_stands_alone() {
    let names: Vec<&str> = builtin::names().collect();
    assert!(names.contains(&builtin::DEFAULT));
    for name in names {
        let scenario = lower(builtin::text(name).expect("a name has a text"));
        assert_ne!(scenario.title, scenario.setup.offers[0].name, "{name} has a title of its own");
    }
    assert_eq!(builtin::text("no-such-scenario"), None);
}

#[test]
fn integers_are_numbers_and_minus_zero_is_zero() {
    let text = format!("{SMALLEST}annual_raise = -0.0\n[simulation]\ndiscount_rate = 0\n");
    let scenario = lower(&text);
    assert_eq!(scenario.setup.offers[0].salary.annual_raise.get().to_bits(), 0);
    assert_eq!(scenario.setup.settings.discount_rate.get().to_bits(), 0);
}

#[test]
fn a_cliff_over_the_whole_schedule_vests_everything_at_it() {
    for every in [1, 2, 3, 4, 6, 12] {
        for yearly in ["[100]", "[50, 50]", "[25, 25, 25, 25]", "[33, 33, 22, 12]"] {
            let vesting =
                format!("{{ yearly = {yearly}, every_months = {every}, cliff_months = 48 }}");
            let found = tranches(&with_vesting(&vesting));
            let [(48, percent)] = found[..] else { panic!("{vesting}: {found:?}") };
            assert!((percent - 100.0).abs() < 1e-9, "{vesting}: {percent}");
        }
    }
}

#[test]
fn the_yearly_form_is_the_list_it_stands_for() {
    let yearly = "{ yearly = [5, 15, 40, 40], every_months = [12, 12, 6, 6], cliff_months = 0 }";
    let list = "[[12, 5], [24, 15], [30, 20], [36, 20], [42, 20], [48, 20]]";
    assert_eq!(with_vesting(yearly).setup, with_vesting(list).setup);
    assert_eq!(with_vesting(yearly).sha256, with_vesting(list).sha256);
}
