//! Faults of the models of stocks: kinds, presets, parameters that contradict each other, price files, and what cannot
//! be correlated or resampled together.

use super::{Folder, faults, read, replaced};
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::{Sources, builtin};

/// A valid document that has every kind and every preset.
const MODELS: &str = include_str!("models.toml");
/// Its price file.
const PRICES: &str = "prices/amzn-monthly.csv";

fn changed(changes: &[(&str, &str)]) -> String {
    replaced(MODELS, changes)
}

/// The shipped prices, and one more file.
fn folder(name: &'static str, bytes: impl Into<Vec<u8>>) -> Folder {
    let shipped = builtin::Files.read(PRICES).expect("it ships");
    Folder([(PRICES, shipped), (name, bytes.into())].into())
}

fn screen(text: impl AsRef<[u8]>) -> String {
    render(&faults(text.as_ref(), &folder("none.csv", "")), false, 100)
}

#[test]
fn the_valid_document_is_valid() {
    read(MODELS.as_bytes(), &folder("none.csv", "")).expect("it has no fault");
}

#[test]
fn all_faults_of_all_models_at_once() {
    insta::assert_snapshot!(screen(changed(&[
        ("preset = \"gbm\", volatility = 0.32", "preset = \"gmb\", volatility = 0.32"),
        ("jump_intensity = 1,", "jump_intensity = -1,"),
        ("volatility = 0.4, jump_mean = -0.05", "volatility = 0.05, jump_mean = -0.05"),
        ("correlation = -0.5", "correlation = \"-0.5\""),
        ("initial_variance = 0.2 ", "initial_varance = 0.2 "),
        ("beta = 0.88", "beta = 0.98"),
        ("degrees_of_freedom = 4", "degrees_of_freedom = 2, omega = 8e-6"),
        ("prices/amzn-monthly.csv\", mean_block_days = 42", "nowhere.csv\", mean_block_days = 0"),
        ("mean_block_days = 42", "mean_block_days = 20"),
        ("\"WALK,JUMPS\" = 0.5", "\"WALK,MOODS\" = 0.5"),
    ])));
}

/// A test for each line: its name, then the texts of the valid document and what stands for them.
macro_rules! cases {
    ($($name:ident: $($from:literal => $to:expr),+;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(screen(changed(&[$(($from, $to)),+])));
            }
        )+
    };
}

cases! {
    a_kind_beside_a_preset: "preset = \"gbm\"" => "kind = \"merton\", preset = \"gbm\"";
    a_preset_like_no_other: "preset = \"gbm\"" => "preset = \"sabr\"";
    a_preset_that_is_a_kind: "preset = \"gbm\"" => "preset = \"bootstrap\"";
    a_preset_as_a_number: "preset = \"gbm\"" => "preset = 1";
    a_preset_without_a_volatility: "preset = \"gbm\", volatility = 0.32" => "preset = \"gbm\"";
    a_preset_in_percent: "preset = \"gbm\", volatility = 0.32" => "preset = \"gbm\", volatility = 32";
    a_parameter_of_another_preset: "preset = \"gbm\"" => "preset = \"gbm\", jump_mean = -0.02";
    what_follows_from_a_total_of_heston: "initial_variance = 0.2 " => "initial_variance = 0.2, long_run_variance = 0.1 ";
    what_follows_from_a_total_of_gjr_garch: "degrees_of_freedom = 4" => "omega = 8e-6";
    no_parameter_of_merton: "kind = \"merton\", volatility = 0.3, jump_intensity = 1, jump_mean = -0.02, jump_volatility = 0.1" =>
        "kind = \"merton\"";
    no_parameter_of_heston: "initial_variance = 0.09\nlong_run_variance = 0.1\nmean_reversion = 3\nvol_of_variance = 0.6\n\
        correlation = -0.5\n" => "";
    no_parameter_of_gjr_garch: "omega = 8e-6\nalpha = 0.03\ngamma = 0.12\nbeta = 0.88\n" => "";
    no_prices: "prices = \"prices/amzn-monthly.csv\", " => "";
    ranges_of_merton: "volatility = 0.3, jump_intensity = 1, jump_mean = -0.02, jump_volatility = 0.1" =>
        "volatility = -1, jump_intensity = 51, jump_mean = -6, jump_volatility = nan";
    ranges_of_heston: "initial_variance = 0.09\nlong_run_variance = 0.1\nmean_reversion = 3\nvol_of_variance = 0.6\n\
        correlation = -0.5\n" => "initial_variance = -1\nlong_run_variance = 0\nmean_reversion = 0\n\
        vol_of_variance = 101\ncorrelation = 1.5\n";
    ranges_of_gjr_garch: "omega = 8e-6\nalpha = 0.03\ngamma = 0.12\nbeta = 0.88\ninitial_variance = 4e-4\n\
        degrees_of_freedom = 6" => "omega = 0.07\nalpha = -0.1\ngamma = 3\nbeta = 2\ninitial_variance = 1\n\
        degrees_of_freedom = 2";
    range_of_blocks: "mean_block_days = 42" => "mean_block_days = 30_000";
    volatilities_where_there_are_none: "kind = \"heston\"" => "kind = \"heston\"\nvolatility = 0.3",
        "kind = \"gjr_garch\"" => "kind = \"gjr_garch\"\nvolatility = 0.3",
        "kind = \"bootstrap\"," => "kind = \"bootstrap\", volatility = 0.3,",
        "kind = \"fixed\"," => "kind = \"fixed\", volatility = 0.3,";
    parameters_of_other_kinds: "kind = \"merton\"" => "kind = \"merton\", initial_variance = 0.1, correlation = 0.5",
        "kind = \"heston\"" => "kind = \"heston\"\njump_intensity = 1\nomega = 1e-5",
        "kind = \"gjr_garch\"" => "kind = \"gjr_garch\"\nlong_run_variance = 0.1\nprices = \"x.csv\"",
        "kind = \"bootstrap\"," => "kind = \"bootstrap\", beta = 0.9, points = [],",
        "kind = \"fixed\"," => "kind = \"fixed\", mean_block_days = 63,";
    a_total_below_the_jumps: "volatility = 0.4, jump_mean = -0.05" => "volatility = 0.05, jump_mean = -0.05";
    a_total_of_zero_under_heston: "volatility = 0.35" => "volatility = 0";
    a_total_beyond_gjr_garch: "volatility = 0.3, degrees" => "volatility = 9, beta = 0, degrees";
    a_variance_that_grows_without_end: "beta = 0.88" => "beta = 0.95";
    a_variance_that_grows_without_end_by_a_preset: "degrees_of_freedom = 4" => "gamma = 0.4";
    a_variance_below_zero: "gamma = 0.12" => "gamma = -0.5";
    a_block_shorter_than_a_step: "mean_block_days = 42" => "mean_block_days = 20";
    a_mistyped_kind: "kind = \"heston\"" => "kind = \"hestn\"";
    an_unknown_parameter: "kind = \"merton\"" => "kind = \"merton\", kurtosis = 3";
    a_path_that_is_no_text: "prices = \"prices/amzn-monthly.csv\"" => "prices = 7";
    a_missing_price_file: "prices = \"prices/amzn-monthly.csv\"" => "prices = \"nowhere.csv\"";
    correlated_with_heston: "\"WALK,JUMPS\"" => "\"WALK,MOODS\"";
    correlated_with_gjr_garch: "\"WALK,JUMPS\"" => "\"DAYS,WALK\"";
    correlated_with_a_bootstrap: "\"WALK,JUMPS\"" => "\"WALK,PAST\"";
    correlated_with_each_other: "\"WALK,JUMPS\"" => "\"MOODS,WHIMS\"";
    blocks_that_differ: "mean_block_days = 42 }\n\n[stocks.AGAIN]" => "mean_block_days = 63 }\n\n[stocks.AGAIN]";
}

#[test]
fn a_nonzero_correlation_alone_is_refused() {
    let zero = changed(&[("\"WALK,JUMPS\" = 0.5", "\"WALK,PAST\" = 0\n\"MOODS,DAYS\" = 0")]);
    read(zero.as_bytes(), &folder("none.csv", "")).expect("0 says what is so");
}

/// Monthly closes of so many months from a month on.
fn months(from: i32, count: i32) -> String {
    let line =
        |month: i32| format!("{}-{:02}-01,{}\n", 2000 + month / 12, month % 12 + 1, 100 + month);
    (from..from + count).fold("date,close\n".to_owned(), |csv, month| csv + &line(month))
}

/// The later stock's price file.
fn with_file(csv: impl Into<Vec<u8>>) -> (String, Folder) {
    let again = "[stocks.AGAIN]\nprice = 180.0\nexpected_return = 0.04\nmodel = { kind = \"bootstrap\", prices = ";
    let old = format!("{again}\"{PRICES}\"");
    let text = changed(&[(&old, &format!("{again}\"closes.csv\""))]);
    (text, folder("closes.csv", csv))
}

fn screen_of_prices(csv: impl Into<Vec<u8>>) -> String {
    let (text, folder) = with_file(csv);
    render(&faults(text.as_bytes(), &folder), false, 100)
}

#[test]
fn histories_that_barely_meet() {
    // The shipped file ends with 2010-03.
    insta::assert_snapshot!(screen_of_prices(months(117, 40)));
}

/// Three that cannot go together are told as two faults.
#[test]
fn every_stock_that_does_not_go_with_the_others_is_told() {
    let third = "[stocks.FLAT]\nprice = 10.0\nmodel = { kind = \"fixed\", points = [] }";
    let model = format!("model = {{ kind = \"bootstrap\", prices = \"{PRICES}\" }}");
    let (text, folder) = with_file(months(117, 40));
    let text = replaced(
        &text,
        &[(third, &format!("[stocks.FLAT]\nprice = 10.0\nexpected_return = 0\n{model}"))],
    );
    insta::assert_snapshot!(render(&faults(text.as_bytes(), &folder), false, 100));
}

#[test]
fn histories_without_a_common_date_are_resampled_apart() {
    let (text, folder) = with_file(months(123, 40));
    let text = replaced(
        &text,
        &[("\"closes.csv\", mean_block_days = 42", "\"closes.csv\", mean_block_days = 63")],
    );
    read(text.as_bytes(), &folder).expect("they have no date in common");
}

/// A test for each line: its name and the CSV.
macro_rules! tables {
    ($($name:ident: $csv:expr;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(screen_of_prices($csv));
            }
        )+
    };
}

/// Thirteen closes and more, with one line in another's place.
fn with_line(line: &str) -> String {
    let all = months(0, 20);
    let old = all.lines().nth(7).expect("a line");
    all.replace(old, line)
}

tables! {
    prices_empty: "";
    prices_with_a_header_only: "date,close\n";
    prices_without_a_header: months(0, 20).replace("date,close\n", "");
    prices_without_dates: "day,close\n2000-01-01,1\n";
    prices_without_closes: "date,open,high,low,volume\n2000-01-01,1,2,1,500\n";
    prices_with_two_columns_of_one_name: "Date,Close,close\n2000-01-01,1,1\n";
    prices_with_many_other_columns: format!("a{}\n", ",b".repeat(40));
    prices_with_semicolons: "date;close\n2000-01-01;1,5\n";
    prices_with_an_american_date: with_line("03/01/2000,103");
    prices_with_a_time: with_line("2000-07-01 00:00:00,103");
    prices_with_a_day_that_is_none: with_line("2000-02-30,103");
    prices_without_a_date: with_line(",103");
    prices_with_text: with_line("2000-07-01,null");
    prices_without_a_price: with_line("2000-07-01,");
    prices_of_nothing: with_line("2000-07-01,0");
    prices_below_nothing: with_line("2000-07-01,-5");
    prices_that_are_no_number: with_line("2000-07-01,NaN");
    prices_with_a_dollar_sign: with_line("2000-07-01,\"$1,234.50\"");
    prices_with_a_decimal_comma: with_line("2000-07-01,103,5");
    prices_with_a_short_line: with_line("2000-07-01");
    prices_twice_on_a_date: with_line("2000-06-01,103");
    prices_newest_first: months(0, 20).lines().rev().fold("date,close\n".to_owned(), |csv, line| {
        if line.starts_with("date") { csv } else { csv + line + "\n" }
    });
    prices_too_few: months(0, 12);
    prices_two_weeks_apart: (0..20).fold("date,close\n".to_owned(), |csv, step| {
        csv + &format!("2000-{:02}-{:02},1\n", step / 2 + 1, step % 2 * 14 + 1)
    });
    prices_not_utf8: [months(0, 20).as_bytes(), b"2005-01-01,1\xff\n"].concat();
    prices_in_utf16: "\u{feff}date,close\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    prices_with_a_nul_byte: with_line("2000-07-01,1\u{0}3");
}

/// The line told is the line meant, whatever ends lines and wherever blank ones stand.
#[test]
fn lines_are_counted_as_editors_count_them() {
    let bad = with_line("2000-07-01,-5");
    for (csv, line) in [
        (bad.clone(), 8),
        (bad.replace('\n', "\r\n"), 8),
        (format!("\u{feff}{bad}"), 8),
        (bad.replacen('\n', "\n\n\n", 1), 10),
        (bad.replacen("\n2000-07", "\n\n\n2000-07", 1), 10),
        (bad.replacen("\n2000-07", "\n\n\n2000-07", 1).replace('\n', "\r\n"), 10),
        (format!("\n{bad}"), 9),
    ] {
        let screen = screen_of_prices(csv.clone());
        assert!(screen.contains(&format!("closes.csv, line {line}: ")), "{line}: {screen}\n{csv}");
    }
}
