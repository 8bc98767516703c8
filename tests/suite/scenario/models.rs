//! What the models of stocks mean: parameters arrive, presets are the parameters they stand for, price files are read
//! whatever program wrote them, and the hash follows all of it.

use std::collections::BTreeSet;

use super::{Folder, SMALLEST, lower, lower_with};
use vestrisk::error::Error;
use vestrisk::market::{Bootstrap, Model, Spacing};
use vestrisk::quantity::{DailyVariance, DegreesOfFreedom, GarchCoefficient};
use vestrisk::scenario::{Overrides, Scenario, Sources, builtin};
use vestrisk::simulation::Setup;

const MODELS: &str = include_str!("../errors/models.toml");
const AMAZON: &str = "prices/amzn-monthly.csv";

/// The smallest scenario with one stock of this model.
fn text_of(model: &str) -> String {
    format!("{SMALLEST}[stocks.X]\nprice = 100\nexpected_return = 0.04\nmodel = {model}\n")
}

fn scenario(model: &str) -> Scenario {
    lower(&text_of(model))
}

/// The only stock's model.
fn model(text: &str) -> Model {
    scenario(text).setup.market.stocks[0].model.clone()
}

/// A bootstrap of a CSV.
fn bootstrap(csv: impl Into<Vec<u8>>) -> Bootstrap {
    let folder = Folder([("closes.csv", csv.into())].into());
    let text = text_of("{ kind = \"bootstrap\", prices = \"closes.csv\" }");
    let setup = lower_with(&text, &folder, &Overrides::default()).setup;
    let Model::Bootstrap(bootstrap) = &setup.market.stocks[0].model else { panic!("a bootstrap") };
    bootstrap.clone()
}

/// To the last bit.
#[track_caller]
fn assert_same(found: &[f64], expected: &[f64]) {
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(found), bits(expected), "{found:?} {expected:?}");
}

#[test]
fn every_parameter_arrives() {
    let market = lower(MODELS).setup.market;
    let model = |name: &str| {
        let stock = market.stocks.iter().find(|stock| stock.name == name);
        stock.unwrap_or_else(|| panic!("no {name}")).model.clone()
    };
    let Model::Merton(merton) = model("JUMPS") else { panic!("JUMPS jumps") };
    let (volatility, jumps) = (merton.volatility.get(), merton.jumps);
    assert_same(
        &[volatility, jumps.intensity.get(), jumps.mean.get(), jumps.volatility.get()],
        &[0.3, 1.0, -0.02, 0.1],
    );
    let Model::Heston(heston) = model("MOODS") else { panic!("MOODS is of Heston") };
    assert_same(
        &[
            heston.initial_variance.get(),
            heston.long_run_variance.get(),
            heston.mean_reversion.get(),
            heston.vol_of_variance.get(),
            heston.correlation.get(),
        ],
        &[0.09, 0.1, 3.0, 0.6, -0.5],
    );
    let Model::GjrGarch(garch) = model("DAYS") else { panic!("DAYS is a GJR-GARCH") };
    let coefficients = garch.coefficients;
    let [alpha, beta] = [coefficients.alpha(), coefficients.beta()].map(GarchCoefficient::get);
    let degrees = garch.degrees_of_freedom.map(DegreesOfFreedom::get).expect("they are stated");
    let first = garch.initial_variance.map(DailyVariance::get).expect("it is stated");
    assert_same(
        &[garch.omega.get(), alpha, coefficients.gamma().get(), beta, first, degrees],
        &[8e-6, 0.03, 0.12, 0.88, 4e-4, 6.0],
    );
    let Model::Bootstrap(bootstrap) = model("PAST") else { panic!("PAST is resampled") };
    assert_eq!(bootstrap.mean_block_days().get().to_bits(), 42f64.to_bits());
    assert_eq!(bootstrap.history().closes().len(), 123);
    assert_eq!(bootstrap.history().spacing(), Spacing::Monthly);
    assert_eq!(model("PAST"), model("AGAIN"), "two stocks may name one file");
    for stock in market.stocks.iter().filter(|stock| stock.model.is_random()) {
        let growth = stock.model.growth().expect("it is random");
        let dividends = if stock.name == "LEAPS" { 0.01 } else { 0.0 };
        assert_eq!(growth.expected_return.get().to_bits(), 0.04f64.to_bits(), "{}", stock.name);
        assert_eq!(
            growth.dividend_yield.get().to_bits(),
            f64::to_bits(dividends),
            "{}",
            stock.name
        );
    }
}

#[test]
fn what_is_absent_is_as_the_guide_says() {
    let garch = "kind = \"gjr_garch\", omega = 8e-6, alpha = 0.03, gamma = 0.12, beta = 0.88";
    let Model::GjrGarch(garch) = model(&format!("{{ {garch} }}")) else { panic!("a GJR-GARCH") };
    assert_eq!((garch.initial_variance, garch.degrees_of_freedom), (None, None));
    let block = bootstrap(builtin::Files.read(AMAZON).expect("it ships")).mean_block_days();
    assert_eq!(block.get().to_bits(), Bootstrap::DEFAULT_BLOCK_DAYS.to_bits());
}

#[test]
fn presets_have_the_total_volatility_whatever_stands_beside_them() {
    for beside in [
        "\"gbm\"",
        "\"merton\"",
        "\"merton\", jump_intensity = 3, jump_mean = 0.05, jump_volatility = 0.05",
        "\"heston\"",
        "\"heston\", mean_reversion = 4, vol_of_variance = 1, correlation = 0.2, initial_variance = 0.3",
        "\"gjr_garch\"",
        "\"gjr_garch\", alpha = 0.1, gamma = 0, beta = 0.8, degrees_of_freedom = 9, initial_variance = 1e-3",
    ] {
        let model = model(&format!("{{ preset = {beside}, volatility = 0.4 }}"));
        let total = model.total_volatility().expect("it is random");
        assert!((total - 0.4).abs() < 1e-12, "{beside}: {total}");
    }
    let Model::Heston(heston) =
        model("{ preset = \"heston\", volatility = 0.4, initial_variance = 0.3 }")
    else {
        panic!("of Heston")
    };
    assert_eq!(heston.initial_variance.get().to_bits(), 0.3f64.to_bits());
    assert_eq!(heston.mean_reversion.get().to_bits(), 2f64.to_bits(), "the preset's own");
}

/// A preset's parameters, and those that follow from the total, written out.
fn spelled(model: &Model) -> String {
    match model {
        Model::Gbm(gbm) => format!("{{ kind = \"gbm\", volatility = {} }}", gbm.volatility.get()),
        Model::Merton(merton) => format!(
            "{{ kind = \"merton\", volatility = {}, jump_intensity = {}, jump_mean = {}, jump_volatility = {} }}",
            merton.volatility.get(),
            merton.jumps.intensity.get(),
            merton.jumps.mean.get(),
            merton.jumps.volatility.get()
        ),
        Model::Heston(heston) => format!(
            "{{ kind = \"heston\", initial_variance = {}, long_run_variance = {}, mean_reversion = {}, \
             vol_of_variance = {}, correlation = {} }}",
            heston.initial_variance.get(),
            heston.long_run_variance.get(),
            heston.mean_reversion.get(),
            heston.vol_of_variance.get(),
            heston.correlation.get()
        ),
        Model::GjrGarch(garch) => format!(
            "{{ kind = \"gjr_garch\", omega = {}, alpha = {}, gamma = {}, beta = {}, degrees_of_freedom = {} }}",
            garch.omega.get(),
            garch.coefficients.alpha().get(),
            garch.coefficients.gamma().get(),
            garch.coefficients.beta().get(),
            garch.degrees_of_freedom.expect("the preset has it").get()
        ),
        other => panic!("no preset makes {other:?}"),
    }
}

#[test]
fn a_preset_is_the_parameters_it_stands_for() {
    for preset in vestrisk::scenario::presets::models::names() {
        let by_preset = scenario(&format!("{{ preset = \"{preset}\", volatility = 0.32 }}"));
        let by_kind = scenario(&spelled(&by_preset.setup.market.stocks[0].model));
        assert_eq!(by_preset.setup, by_kind.setup, "{preset}");
        assert_eq!(by_preset.sha256, by_kind.sha256, "{preset}");
    }
    // A first day at the long run's variance is what is meant without one.
    let garch = "kind = \"gjr_garch\", omega = 1e-5, alpha = 0.0, gamma = 0.0, beta = 0.5";
    let stated = format!("{{ {garch}, initial_variance = 2e-5 }}");
    assert_eq!(scenario(&format!("{{ {garch} }}")).sha256, scenario(&stated).sha256);
    let block = format!("{{ kind = \"bootstrap\", prices = \"{AMAZON}\"");
    let stated = scenario(&format!("{block}, mean_block_days = 63 }}")).sha256;
    assert_eq!(scenario(&format!("{block} }}")).sha256, stated);
}

#[test]
fn every_parameter_counts() {
    let changes = [
        ("format = 1", "format = 1"),
        ("preset = \"gbm\", volatility = 0.32", "preset = \"gbm\", volatility = 0.33"),
        ("preset = \"gbm\", volatility = 0.32", "preset = \"merton\", volatility = 0.32"),
        ("volatility = 0.3, jump_intensity", "volatility = 0.31, jump_intensity"),
        ("jump_intensity = 1", "jump_intensity = 2"),
        ("jump_mean = -0.02", "jump_mean = -0.03"),
        ("jump_volatility = 0.1", "jump_volatility = 0.2"),
        ("volatility = 0.4, jump_mean", "volatility = 0.41, jump_mean"),
        ("jump_mean = -0.05", "jump_mean = -0.06"),
        ("initial_variance = 0.09", "initial_variance = 0.08"),
        ("long_run_variance = 0.1", "long_run_variance = 0.11"),
        ("mean_reversion = 3", "mean_reversion = 2"),
        ("vol_of_variance = 0.6", "vol_of_variance = 0.7"),
        ("correlation = -0.5", "correlation = -0.4"),
        (", initial_variance = 0.2 ", " "),
        ("omega = 8e-6", "omega = 9e-6"),
        ("alpha = 0.03", "alpha = 0.02"),
        ("gamma = 0.12", "gamma = 0.11"),
        ("beta = 0.88", "beta = 0.87"),
        ("initial_variance = 4e-4\n", ""),
        ("degrees_of_freedom = 6\n", ""),
        ("degrees_of_freedom = 6", "degrees_of_freedom = 7"),
        ("degrees_of_freedom = 4", "degrees_of_freedom = 3"),
    ];
    let hash = |(from, to): (&str, &str)| {
        assert!(MODELS.contains(from), "the document has no {from:?}");
        lower(&MODELS.replacen(from, to, 1)).sha256
    };
    let hashes: BTreeSet<String> = changes.into_iter().map(hash).collect();
    assert_eq!(hashes.len(), changes.len(), "each text has a hash of its own");
    let blocks = MODELS.replace("mean_block_days = 42", "mean_block_days = 43");
    assert!(!hashes.contains(&lower(&blocks).sha256));
}

#[test]
fn one_close_counts_and_the_name_of_the_file_does_not() {
    let prices = String::from_utf8(builtin::Files.read(AMAZON).expect("it ships")).expect("text");
    let hash = |name: &'static str, csv: &str| {
        let folder = Folder([(name, csv.as_bytes().to_vec())].into());
        let text = text_of(&format!("{{ kind = \"bootstrap\", prices = \"{name}\" }}"));
        lower_with(&text, &folder, &Overrides::default()).sha256
    };
    let expected = hash("a.csv", &prices);
    assert_eq!(hash("b.csv", &prices), expected);
    for (from, to) in
        [("\n2000-02-01,68.87\n", "\n2000-02-01,68.88\n"), ("2000-02-01", "2000-02-02")]
    {
        assert!(prices.contains(from));
        assert_ne!(hash("a.csv", &prices.replace(from, to)), expected, "{to}");
    }
}

/// Monthly closes with these columns; a line is made of the date and the close.
fn table(header: &str, line: impl Fn(&str, f64) -> String) -> String {
    let lines = (0..20).map(|month| {
        let date = format!("{}-{:02}-28", 2000 + month / 12, month % 12 + 1);
        line(&date, f64::from(10 + month))
    });
    lines.fold(format!("{header}\n"), |csv, line| csv + &line + "\n")
}

#[test]
fn files_of_other_programs_are_read() {
    let plain = table("date,close", |date, close| format!("{date},{close}"));
    let expected = bootstrap(plain.clone());
    assert_eq!(expected.history().closes()[0].1.get().to_bits(), 10f64.to_bits());
    for csv in [
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        plain.trim_end().to_owned(),
        plain.replacen('\n', "\n\n\n", 3),
        table("Date,Close", |date, close| format!(" {date} , {close} ")),
        table("\"DATE\",\"Price\"", |date, close| format!("\"{date}\",\"{close}\"")),
        table("close,volume,date", |date, close| format!("{close},\"1,000\",{date}")),
        table("Date,Open,High,Low,Close,Adj Close,Volume", |date, close| {
            format!("{date},1,2,0.5,1000,{close},77")
        }),
        table("adj_close,close,date", |date, close| format!("{close},1000,{date}")),
        table("adjusted_close,price,date", |date, close| format!("{close},1000,{date}")),
        table("price,close,date", |date, close| format!("1000,{close},{date}")),
        table("note,note,date,close", |date, close| format!("a,b,{date},{close:e}")),
    ] {
        assert_eq!(bootstrap(csv.clone()), expected, "{csv}");
    }
}

#[test]
fn every_shipped_history_is_read() {
    let folder = crate::support::project_file("scenarios/prices");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("there are prices") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "csv") {
            let history = bootstrap(std::fs::read(&path).expect("a file"));
            let daily = path.to_string_lossy().contains("daily");
            let spacing = if daily { Spacing::Daily } else { Spacing::Monthly };
            assert_eq!(history.history().spacing(), spacing, "{}", path.display());
            read += 1;
        }
    }
    assert_eq!(read, 8);
}

/// What lowering tells with a position, a setup of one's own making is refused for.
#[test]
fn a_setup_refuses_stocks_that_cannot_be_resampled_together() {
    let setup = lower(MODELS).setup;
    let mut market = setup.market.clone();
    let other = scenario(&format!("{{ kind = \"bootstrap\", prices = \"{AMAZON}\" }}"));
    let past = market.stocks.iter().position(|stock| stock.name == "PAST").expect("PAST");
    market.stocks[past].model = other.setup.market.stocks[0].model.clone();
    let refused = Setup::new(market, setup.profiles, setup.offers, setup.settings);
    let Err(Error::Unusable(why)) = refused else { panic!("it is refused: {refused:?}") };
    assert!(why.contains("PAST and AGAIN") && why.contains("63 and 42 days"), "{why}");
}
