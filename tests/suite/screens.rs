//! Screens fit the terminal: every command's lines at every width that is supported, on standard output and
//! standard error; and flags that a command cannot use are refused.

use super::support::{Screen, screen, screen_with_input, vestrisk};

/// A guide whose year one contradicts its parts, so that there is something to remark.
const GUIDE: &str = "tests/suite/data/guide.md";
/// A precision that is soon reached.
const PRECISION: &str =
    "simulation.precision={ metric = \"probability_walk_away\", std_error = 0.1 }";
/// What a candidate is like.
const PREFERENCES: &str = "preferences={ risk_aversion = 3, outside_wealth = 500_000 }";
/// The narrowest, the usual and the widest layout.
const WIDTHS: [usize; 3] = [60, 80, 120];

fn at(width: usize, arguments: &[&str], input: &str) -> Screen {
    let mut command = vestrisk();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("COLUMNS", width.to_string());
    Screen::of(command.args(arguments).write_stdin(input))
}

fn assert_fits(width: usize, arguments: &[&str], text: &str) {
    for line in text.lines() {
        let columns = line.chars().count();
        assert!(columns <= width, "{arguments:?} at {width}: {columns} columns: {line}");
    }
}

#[test]
fn every_result_fits_its_width() {
    for width in WIDTHS {
        for arguments in [
            &["run", "--detail", "--runs", "2000"][..],
            &["run", "scenarios/bedrock-arlington.toml", "--detail", "--runs", "2000"],
            &["run", "--sampler", "antithetic", "--runs", "2000", "--set", PRECISION],
            &["run", "--models", "gbm,merton,heston,gjr_garch", "--runs", "2000"],
            &["run", "--models", "gbm,merton", "--set", PRECISION, "--sampler", "antithetic"],
            &["run", "scenarios/bedrock-arlington.toml", "--models", "merton", "--runs", "99999"],
            &["compare", "bedrock-seattle", "outside-option", "--runs", "2000"],
            &["tornado", "--runs", "2048"],
            &["tornado", "bedrock-nyc", "--metric", "probability_ahead", "--runs", "2048"],
            &["tornado", "guide-band", "--global", "--points", "32", "--runs", "64"],
            &["stress", "--runs", "2000"],
            &["stress", "correlated-employers", "--stress", "halved,flat", "--runs", "2000"],
            &["stress", "--reweight", "mean log return of AMZN = -0.2", "--runs", "2000"],
            &["replay", "--run", "7"],
            &["replay", "scenarios/golden-clawback-month-9.toml", "--run", "0"],
            &["presets"],
            &["selftest"],
        ] {
            let screen = at(width, arguments, "");
            assert_eq!(screen.code, 0, "{arguments:?}: {}", screen.talk);
            assert_fits(width, arguments, &screen.out);
        }
    }
}

#[test]
fn worth_and_asks_fit_their_width() {
    let plain = ["--runs", "500", "--sampler", "random", "--exits", "sampled"];
    for width in [60, 80, 100, 200] {
        for arguments in [
            &["run", "--detail", "--set", PREFERENCES][..],
            &["run", "scenarios/bedrock-arlington.toml", "--set", PREFERENCES],
            &["run", "--models", "gbm,merton", "--set", PREFERENCES],
            &["solve"],
            &["solve", "--until", "probability_walk_away=95%"],
            &["solve", "--until", "p05=50_000", "--vary", "annual_raise", "grants.0.month"],
        ] {
            let arguments = [arguments, &plain].concat();
            let screen = at(width, &arguments, "");
            assert_eq!(screen.code, 0, "{arguments:?}: {}", screen.talk);
            assert_fits(width, &arguments, &screen.out);
        }
    }
}

#[test]
fn an_amount_and_its_error_stand_on_one_line() {
    let scenario = "scenarios/bedrock-arlington.toml";
    for width in WIDTHS {
        let screen = at(width, &["run", scenario, "--detail", "--runs", "2000"], "");
        let tables = screen.out.lines().filter(|line| line.starts_with("  "));
        for line in tables {
            assert!(!line.ends_with('±'), "{width}: {line}");
        }
    }
}

#[test]
fn talk_fits_its_width() {
    for width in WIDTHS {
        for arguments in [
            &["run", "--runs", "100", "--sampler", "antithetic", "--format", "csv"][..],
            &["init", "--guide", GUIDE, "--region", "Seattle", "--level", "mid"],
            &["run", "--runs", "1_000_000", "--threads", "2", "--memory", "1M"],
            &["presets", "vesting", "gogle"],
            &["run", "scenarios/bedrock-nyc.toml", "--models", "heston,bootstrap,gjr"],
            &["run", "--models", "gbm,merton", "--runs", "100", "--format", "csv"],
            &["stress", "--stress", "flat,dotcom,a-recession", "--runs", "100"],
            &["stress", "--reweight", "probability of layoff at \"Google\" = 20"],
            &["stress", "--reweight", "mean log return of AMZN = 9", "--runs", "2000"],
            &["an-offer-with-a-rather-long-name-that-is-no-command.toml"],
        ] {
            let screen = at(width, arguments, "");
            assert!(screen.talk.lines().count() > 1 || width > 60, "{arguments:?}");
            assert_fits(width, arguments, &screen.talk);
        }
    }
}

#[test]
fn diagnostics_fit_their_width() {
    let text = "format = 1\n[goals]\nwalk_away = \"a million dollars, which is the least I would take\"\n\
                [stocks.A]\nprice = -100\nexpected_return = 0.04\n\
                model = { kind = \"gbm\", volatility = 32 }  # implied by the options of last week\n\
                [[offers]]\nname = \"A\"\nbase_salry = 150_000\nattrition = \"amazn\"\n\
                [[offers.sign_on]]\namount = 5\npaid = { at = 0, from = 0, to = 12 }\n";
    for width in WIDTHS {
        let screen = at(width, &["check", "-"], text);
        assert_eq!(screen.code, 2);
        assert_fits(width, &["check"], &screen.talk);
        for kept in ["from 0 to 10", "32 %", "base_salary", "nothing was simulated"] {
            let flat = screen.talk.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(kept), "{width}: {kept}: {flat}");
        }
    }
    insta::assert_snapshot!("diagnostics-narrow", at(60, &["check", "-"], text).talk);
}

#[test]
fn a_replay_is_read_on_the_narrowest_terminal() {
    let arguments = ["replay", "scenarios/golden-clawback-month-9.toml", "--run", "0"];
    insta::assert_snapshot!("replay-narrow", at(60, &arguments, "").out);
}

#[test]
fn selftest_groups_its_checks() {
    insta::assert_snapshot!("selftest-narrow", at(60, &["selftest"], "").out);
}

#[test]
fn flags_that_a_command_cannot_use_are_refused() {
    for arguments in [
        &["replay", "--run", "1", "--threads", "2"][..],
        &["check", "scenarios/flat-stock.toml", "--runs", "5"],
        &["selftest", "--format", "json"],
        &["init", "--level", "low"],
        &["presets", "--threads", "2"],
    ] {
        let refused = screen(arguments);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{arguments:?}");
    }
    assert_eq!(screen(&["replay", "--run", "1", "--quiet"]).code, 0);
    assert_eq!(screen(&["run", "--runs", "100", "--threads", "2"]).code, 0);
}

#[test]
fn a_faulty_guide_says_that_nothing_was_written() {
    let screen = screen_with_input(&["init", "--guide", "-", "--region", "X"], "# no guide\n");
    assert_eq!((screen.code, screen.out.as_str()), (2, ""));
    assert!(screen.talk.ends_with("1 fault; nothing was written\n"), "{}", screen.talk);
}
