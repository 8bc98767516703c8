//! What a valid setting changes: the same as a file that says so, down to the hash.

use super::{VALID, read, set};
use crate::support::{json, screen};

/// The flags do what the changes of the text do.
#[track_caller]
fn same(sets: &[&str], changes: &[(&str, &str)]) {
    let text = changes.iter().fold(VALID.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the valid document has no {from:?}");
        text.replacen(from, to, 1)
    });
    let expected = read(&text, &[]).expect("the changed document is valid");
    let found = set(sets);
    assert_eq!(found, expected, "{sets:?}");
    assert_eq!(found.sha256, expected.sha256);
}

#[test]
fn a_key_that_is_there() {
    same(&["simulation.seed=5"], &[("seed = 7", "seed = 5")]);
    same(&["title=\"New\""], &[("Two offers", "New")]);
    same(&["stocks.AMZN.model.volatility=0.5"], &[("volatility = 0.32", "volatility = 0.5")]);
    same(&["correlation.\"AMZN,GOOG\"=-0.1"], &[("= 0.6", "= -0.1")]);
    same(&["correlation.'AMZN,GOOG'=-0.1"], &[("= 0.6", "= -0.1")]);
}

#[test]
fn a_key_that_is_not_there() {
    same(&["simulation.sampler=antithetic"], &[("seed = 7", "seed = 7\nsampler = \"antithetic\"")]);
    same(&["notes=a = b"], &[("title =", "notes = \"a = b\"\ntitle =")]);
    same(&["offers.1.annual_raise=0.1"], &[("180_000", "180_000\nannual_raise = 0.1")]);
}

#[test]
fn an_element_by_index() {
    same(&["offers.1.base_salary=1"], &[("180_000", "1")]);
    same(&["offers.0.sign_on.1.amount=1"], &[("80_000", "1")]);
    same(&["offers.0.sign_on.1.paid.to=18"], &[("to = 24", "to = 18")]);
    same(&["attrition.mine.voluntary.1=0.5"], &[("[0.05, 0.08]", "[0.05, 0.5]")]);
    same(&["stocks.FLAT.model.points.1.1=9"], &[("[24, 12.0]", "[24, 9]")]);
}

#[test]
fn an_offer_by_name() {
    same(&["offers.\"Even\".base_salary=1"], &[("180_000", "1")]);
    same(&["offers.'Even'.base_salary=1"], &[("180_000", "1")]);
    same(&["offers.\"\\u0045ven\".base_salary=1"], &[("180_000", "1")]);
    let text = VALID.replace("\"Even\"", "\"0, 5/15 = \\\"x.y\\\"\"");
    let flag = "offers.\"0, 5/15 = \\\"x.y\\\"\".base_salary=1";
    let found = read(&text, &[flag]).expect("the name has every sign");
    assert_eq!(found.setup.offers[1].salary.base.typical().to_bits(), 1f64.to_bits());
    // The name that counts is the one that earlier flags gave.
    same(
        &["offers.1.name=New", "baseline=New", "offers.\"New\".base_salary=1"],
        &[
            ("baseline = \"Even\"", "baseline = \"New\""),
            ("name = \"Even\"", "name = \"New\""),
            ("180_000", "1"),
        ],
    );
}

#[test]
fn tables_are_made() {
    same(
        &[
            "stocks.NEW.price=5",
            "stocks.NEW.expected_return=0",
            "stocks.NEW.model.kind=gbm",
            "stocks.NEW.model.volatility=0.2",
        ],
        &[(
            "[correlation]",
            "[stocks.NEW]\nprice = 5\nexpected_return = 0\n\
           model = { kind = \"gbm\", volatility = 0.2 }\n[correlation]",
        )],
    );
    let bare = "format = 1\n[[offers]]\nname = \"A\"\nbase_salary = 1\n";
    let made = read(
        bare,
        &[
            "goals.walk_away=9",
            "attrition.x.exit.month=3",
            "attrition.x.exit.cause=layoff",
            "offers.0.attrition=x",
        ],
    );
    let written = read(
        &format!(
            "{bare}attrition = \"x\"\n[attrition.x]\nexit = {{ month = 3, cause = \"layoff\" }}\n\
                  [goals]\nwalk_away = 9\n"
        ),
        &[],
    );
    assert_eq!(made.expect("it is valid"), written.expect("it is valid"));
}

#[test]
fn a_preset_of_a_model_removes_its_kind_and_the_other_way_round() {
    let gbm = "kind = \"gbm\", volatility = 0.32";
    let preset = "preset = \"merton\", volatility = 0.32";
    same(&["stocks.AMZN.model.preset=merton"], &[(gbm, preset)]);
    same(&["stocks.AMZN.model.preset=merton", "stocks.AMZN.model.kind=gbm"], &[]);
    // A stock may have any name.
    same(&["stocks.\"GOOG\".model.preset=gbm"], &[]);
}

#[test]
fn one_of_an_exclusive_pair_removes_the_other() {
    same(&["offers.0.grants.0.shares=5"], &[("value = 650_000", "shares = 5")]);
    same(&["offers.0.grants.1.value=5"], &[("shares = 100", "value = 5")]);
    same(
        &["offers.0.grants.0.shares=5", "offers.\"Back-loaded\".grants.0.value=6"],
        &[("650_000", "6")],
    );
    same(&["offers.0.grants.0.\"shares\"=5"], &[("value = 650_000", "shares = 5")]);
}

#[test]
fn a_lump_and_instalments_exclude_each_other() {
    same(
        &["offers.0.sign_on.1.paid.at=0"],
        &[("paid = { from = 12, to = 24 }", "paid = { at = 0 }")],
    );
    same(
        &["offers.0.sign_on.0.paid.from=0", "offers.0.sign_on.0.paid.to=6"],
        &[("paid = { at = 0 }", "paid = { from = 0, to = 6 }")],
    );
    same(
        &["offers.\"Back-loaded\".sign_on.1.paid.to=30"],
        &[("paid = { from = 12, to = 24 }", "paid = { from = 12, to = 30 }")],
    );
}

#[test]
fn a_band_is_set_whole_or_by_its_parts() {
    let base = ("base_salary = 180_000", "base_salary = { low = 170_000, high = 190_000 }");
    same(&["offers.1.base_salary={ low = 170_000, high = 190_000 }"], &[base]);
    let parts = "offers.1.base_salary={ low = 1, high = 190_000 }";
    same(&[parts, "offers.\"Even\".base_salary.low=170_000"], &[base]);
    same(&[parts, "offers.1.base_salary=180_000"], &[]);
    let value = ("value = 650_000", "value = { low = 5, high = 6, shape = \"triangular\" }");
    same(
        &[
            "offers.0.grants.0.value={ low = 5, high = 6 }",
            "offers.0.grants.0.value.shape=triangular",
        ],
        &[value],
    );
    // A part of a band makes the band, and that is one of the exclusive pair.
    same(
        &["offers.0.grants.1.value.low=5", "offers.0.grants.1.value.high=6"],
        &[("shares = 100", "value = { low = 5, high = 6 }")],
    );
    same(&["offers.0.grants.1.value.low=5", "offers.0.grants.1.shares=100"], &[]);
}

#[test]
fn tables_of_employment_are_made_and_changed() {
    same(
        &["outside_option.annual_pay=220_000"],
        &[("[goals]", "[outside_option]\nannual_pay = 220_000\n[goals]")],
    );
    same(
        &[
            "attrition.mine.response.layoff_waves={ months = [14, 30], hit = 0.08 }",
            "attrition.mine.response.layoff_waves.months.0=12",
            "attrition.mine.response.vest_timing.before=0.7",
            "attrition.mine.response.vest_timing.after=2",
            "attrition.mine.response.vest_timing.share=0.1",
        ],
        &[(
            "layoff = 0.02",
            "layoff = 0.02\nresponse = { layoff_waves = { months = [12, 30], hit = 0.08 }, \
            vest_timing = { before = 0.7, after = 2, share = 0.1 } }",
        )],
    );
    same(
        &[
            "offers.0.bonus.target=0.15",
            "offers.0.layoff_terms.notice_months=2",
            "offers.0.refresh={ kind = \"target\", target_pay = 5, review_months = [12] }",
            "offers.0.refresh.ratings={ tiers = [\"a\", \"b\"], probabilities = [1, 0] }",
            "offers.0.refresh.ratings.probabilities=[0.5, 0.5]",
        ],
        &[(
            "annual_raise = 0.03",
            "annual_raise = 0.03\nbonus = { target = 0.15 }\nlayoff_terms = { \
            notice_months = 2 }\nrefresh = { kind = \"target\", target_pay = 5, review_months = [12], ratings = \
            { tiers = [\"a\", \"b\"], probabilities = [0.5, 0.5] } }",
        )],
    );
    same(
        &[
            "offers.0.grants.0.conversion.average_days=21",
            "offers.0.grants.0.conversion.start_in_days=30",
        ],
        &[(
            "value = 650_000",
            "value = 650_000\nconversion = { average_days = 21, start_in_days = 30 }",
        )],
    );
}

#[test]
fn lists_and_tables_replace_whole_ones() {
    same(
        &["offers.0.grants.0.vesting=[[12, 25], [24, 75]]"],
        &[("vesting = \"amazon\"", "vesting = [[12, 25], [24, 75]]")],
    );
    same(
        &["stocks.FLAT.model={ kind = \"fixed\", points = [[12, 5]] }", "correlation={}"],
        &[("[[12, 11.0], [24, 12.0]]", "[[12, 5]]"), ("\"AMZN,GOOG\" = 0.6", "")],
    );
    same(
        &["offers.1={ name = \"Even\", base_salary = 2 }"],
        &[("attrition = \"amazon\"\nbase_salary = 180_000", "base_salary = 2")],
    );
    same(
        &[
            "offers.0.grants=[]",
            "offers.0.grants=[{ stock = \"GOOG\", shares = 1, vesting = \"meta\" }]",
            "offers.0.grants.0.shares=2",
        ],
        &[
            (
                "stock = \"AMZN\"\nvalue = 650_000\nmonth = 0\nvesting = \"amazon\"\nsell = \"at_vest\"\n",
                "stock = \"GOOG\"\nshares = 2\nvesting = \"meta\"\n",
            ),
            (
                "[[offers.grants]]\nstock = \"GOOG\"\nshares = 100\nmonth = 12\n\
          vesting = { yearly = [25, 25, 25, 25], every_months = 3 }\nwhole_units = true\n",
                "",
            ),
        ],
    );
}

#[test]
fn what_is_not_toml_is_text() {
    for (value, title) in [
        ("My offer", "My offer"),
        ("  My offer  ", "My offer"),
        ("\"My offer\"", "My offer"),
        ("'C:\\Users'", "C:\\Users"),
        ("a=b", "a=b"),
        ("5 % more # really", "5 % more # really"),
        ("[draft", "[draft"),
        ("\"open", "\"open"),
        ("truely", "truely"),
        ("東京 🎉", "東京 🎉"),
    ] {
        assert_eq!(set(&[&format!("title={value}")]).title, title, "{value}");
    }
    same(&["offers.0.grants.0.sell=at_horizon"], &[("at_vest", "at_horizon")]);
}

#[test]
fn numbers_are_read_as_in_a_file() {
    for value in ["40_000", "4e4", "40000.0", "0x9C40", " 40000 "] {
        same(&[&format!("offers.1.base_salary={value}")], &[("180_000", "40_000")]);
    }
    same(&[" simulation . seed = 5"], &[("seed = 7", "seed = 5")]);
}

#[test]
fn the_last_of_several_wins() {
    same(&["simulation.seed=5", "simulation.seed=6"], &[("seed = 7", "seed = 6")]);
    same(
        &["simulation={ seed = 5 }", "simulation.runs=9"],
        &[(
            "runs = 1_000\nseed = 7\nhorizon_months = 48\ndiscount_rate = 0.04",
            "seed = 5\nruns = 9",
        )],
    );
}

#[test]
fn a_flag_that_repeats_the_document_changes_nothing() {
    same(&["simulation.seed=7", "offers.0.grants.0.value=650_000", "stocks.AMZN.price=230"], &[]);
}

#[test]
fn flags_reach_every_command() {
    let common = ["--format", "json", "--quiet"];
    let with = |sets: &[&str]| json(&[sets, &common].concat())["scenario"]["sha256"].clone();
    let typed = with(&["run", "--runs", "100", "--seed", "5"]);
    assert_eq!(with(&["--set", "simulation.seed=5", "--set", "simulation.runs=100"]), typed);
    let both = ["--set", "simulation.seed=6", "--runs", "100", "--seed", "5"];
    assert_eq!(with(&both), typed, "the flag of its own wins");
    let replay = with(&["replay", "--run", "1", "--set=simulation.seed=5", "--runs", "100"]);
    assert_eq!(replay, typed);
    let check = screen(&[
        "check",
        "scenarios/flat-stock.toml",
        "scenarios/bedrock-seattle.toml",
        "--set",
        "simulation.runs=77",
    ]);
    assert_eq!((check.code, check.out.matches("77 runs").count()), (0, 2), "{}", check.talk);
}
