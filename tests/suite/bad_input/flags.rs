//! Flags, commands and paths that are refused before anything is simulated.

use super::Folder;

/// A test for each line: its name, then the arguments.
macro_rules! cases {
    ($($name:ident: $($argument:expr),*;)+) => {
        $(
            #[test]
            fn $name() {
                let folder = Folder::new()
                    .with("offer.toml", include_str!("../errors/valid.toml"))
                    .with("empty.toml", "")
                    .with("binary.toml", [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff])
                    .with_folder("folder");
                insta::assert_snapshot!(folder.refuses::<&str>(&[$($argument),*]));
            }
        )+
    };
}

cases! {
    runs_of_none: "--runs", "0";
    runs_below_nothing: "--runs", "-3";
    runs_above_the_most: "--runs", "10_000_000_001";
    runs_beyond_all_integers: "--runs", "99999999999999999999999999";
    runs_as_a_float: "--runs", "1e6";
    runs_with_commas: "--runs", "100,000";
    runs_with_a_unit: "--runs", "100k";
    runs_as_nan: "--runs", "nan";
    runs_of_no_text: "--runs", "";
    runs_of_underscores: "--runs", "__";
    runs_in_other_digits: "--runs", "１００";
    runs_without_a_value: "--runs";
    runs_twice: "--runs", "5", "--runs", "6";
    seed_below_nothing: "--seed", "-1";
    seed_above_the_most: "--seed", "9007199254740992";
    seed_as_text: "--seed", "random";
    seed_in_hexadecimal: "--seed", "0xFF";
    threads_of_none: "--threads", "0";
    threads_below_nothing: "--threads", "-2";
    threads_above_the_most: "--threads", "1025";
    threads_by_halves: "--threads", "2.5";
    threads_as_text: "--threads", "all";
    a_mistyped_format: "--format", "jsn";
    a_format_in_capitals: "--format", "JSON";
    a_format_of_a_later_version: "--format", "parquet";
    format_without_a_value: "--format";
    memory_without_a_unit: "--memory", "4096";
    memory_of_none: "--memory", "0G";
    memory_below_nothing: "--memory", "-1G";
    memory_by_halves: "--memory", "1.5G";
    memory_beyond_all_integers: "--memory", "99999999999T";
    memory_of_a_unit_alone: "--memory", "G";
    memory_of_no_text: "--memory", "";
    memory_in_an_unknown_unit: "--memory", "4É";
    memory_too_small_for_counts: "--runs", "1_000_000", "--threads", "2", "--sampler", "random", "--exits", "sampled", "--memory", "1M";
    memory_too_small_for_any_counts: "--runs", "10_000_000_000", "--threads", "2", "--sampler", "random", "--exits", "sampled", "--memory", "4M";
    memory_too_small_for_integrated_exits: "--runs", "10_000_000_000", "--threads", "2", "--memory", "16M";
    memory_too_small_for_replicates: "--runs", "10_000_000_000", "--threads", "2", "--sampler", "antithetic", "--exits", "sampled", "--memory", "100M";
    a_sampler_of_a_later_version: "--sampler", "halton";
    a_mistyped_sampler: "--sampler", "antithetc";
    exits_of_no_kind: "--exits", "never";
    a_value_for_a_switch: "--quiet=yes";
    a_mistyped_flag: "--treads", "2";
    a_flag_like_no_other: "--frobnicate";
    a_flag_of_one_letter: "-n", "5";
    a_flag_of_another_command: "check", "offer.toml", "--runs", "5";
    set_without_a_value: "--set";
    set_to_nan: "--set", "offers.0.base_salary=nan";
    set_to_infinity: "--set", "simulation.discount_rate=-inf";
    set_beyond_f64: "--set", "goals.walk_away=1e400";
    set_to_a_date: "--set", "simulation.seed=2026-11-22";
    set_to_a_thousands_comma: "run", "offer.toml", "--set", "offers.1.base_salary=175,000";
    set_to_a_percent: "run", "offer.toml", "--set", "offers.0.annual_raise=3%";
    set_to_an_unclosed_list: "--set", "offers.0.grants=[";
    set_a_bell: "--set", "title=\u{7}";
    set_with_another_sign: "--set", "simulation.runs:5000";
    set_of_a_flag_name: "--set", "runs=5000";
    set_with_faults_of_both: "run", "offer.toml", "--set", "simulation.runs=0", "--set", "stocks.AMZ.price=5";
    several_bad_flags: "--runs", "0", "--seed", "-1", "--format", "yaml";

    an_unknown_command: "frobnicate";
    a_mistyped_command: "chek", "offer.toml";
    a_command_of_a_later_version: "report", "offer.toml", "offer.toml";
    a_file_in_place_of_a_command: "offer.toml";
    a_folder_in_place_of_a_command: "folder";
    an_empty_command: "";
    two_scenarios_for_one: "run", "offer.toml", "empty.toml";
    a_missing_scenario: "run", "nowhere.toml";
    a_mistyped_study: "study", "run", "guide-region", "--dry-run";
    a_study_of_no_name: "study", "run", "everything", "--dry-run";
    a_missing_study: "study", "run", "my/grid.toml", "--dry-run";
    a_folder_for_a_scenario: "run", "folder";
    a_scenario_under_a_file: "run", "offer.toml/offer.toml";
    a_scenario_without_a_name: "run", "";
    an_empty_scenario: "run", "empty.toml";
    a_binary_scenario: "run", "binary.toml";
    nothing_on_standard_input: "run", "-";
    check_of_nothing: "check";
    check_of_many_kinds: "check", "nowhere.toml", "folder", "empty.toml", "binary.toml", "--quiet";
    replay_of_no_run: "replay";
    replay_below_nothing: "replay", "--run", "-1";
    replay_above_the_most: "replay", "--run", "10_000_000_000";
    replay_of_a_word: "replay", "--run", "last";
    an_unknown_kind_of_presets: "presets", "vestng";
    an_unknown_preset: "presets", "vesting", "gogle_33";
    an_unknown_shell: "completions", "tcsh";
    selftest_of_a_file: "selftest", "offer.toml";

    out_without_a_value: "--out";
    out_of_no_text: "--out", "";
    out_to_a_folder: "--runs", "10", "--out", "folder";
    out_into_a_missing_folder: "--runs", "10", "--out", "nowhere/out.txt";
    out_under_a_file: "--runs", "10", "--out", "offer.toml/out.txt";
    out_onto_the_scenario: "run", "offer.toml", "--runs", "10", "--out", "./folder/../offer.toml";
    out_twice: "--runs", "10", "--out", "out.txt", "--runs-csv", "./out.txt";
    dumps_to_one_file: "--runs", "10", "--runs-csv", "dump.csv", "--paths-csv", "dump.csv";
    a_dump_among_the_results: "--runs", "10", "--runs-csv", "-";
    two_dumps_to_standard_output: "--runs", "10", "--out", "out.txt", "--runs-csv", "-", "--paths-csv", "-";
    a_dump_to_a_folder: "--runs", "10", "--runs-csv", "folder";
    a_dump_into_a_missing_folder: "--runs", "10", "--out", "out.txt", "--paths-csv", "nowhere/paths.csv";
}

/// The reader stops at the limit and says which one it is, of a file that no memory could hold too.
#[test]
fn a_scenario_of_100_megabytes() {
    let folder = Folder::new().with_zeros("offer.toml", 100_000_000);
    insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
}

#[test]
fn a_scenario_of_terabytes() {
    let folder = Folder::new().with_zeros("offer.toml", 1 << 42);
    insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let screens = [
        &[b"--set".as_slice(), b"title=caf\xe9"][..],
        &[b"--runs", b"\xff"],
        &[b"run", b"caf\xe9.toml"],
        &[b"caf\xe9"],
    ]
    .map(|arguments| {
        let arguments: Vec<&OsStr> = arguments.iter().map(|part| OsStr::from_bytes(part)).collect();
        folder.refuses(&arguments)
    });
    insta::assert_snapshot!(screens.join("\n"));
}
