//! What a study's document means: axes, values, ranges, stresses, and what of a scenario it changes.

use vestrisk::error::{Error, Flag};
use vestrisk::scenario::presets::stresses;
use vestrisk::scenario::{Document, overlay};
use vestrisk::study::AxisKind;
use vestrisk::{Overrides, Unobserved};

use super::{Folder, OFFER, POOL, case, changed, flags, read_with, study, told};

#[test]
fn the_last_axis_varies_fastest() {
    let study = study(
        "[[axes]]\nset = \"stocks.AMZN.model.volatility\"\nvalues = [0.25, 3.2e-1, 0.450]\n\
         [[axes]]\nset = \"offers.0.base_salary\"\nvalues = [170_000, 180_000]\n",
    );
    assert_eq!(study.len(), 6);
    let cells: Vec<Vec<String>> = (0..6).map(|case| study.cells(case)).collect();
    let expected = [
        ["0.25", "170000"],
        ["0.25", "180000"],
        ["0.32", "170000"],
        ["0.32", "180000"],
        ["0.45", "170000"],
        ["0.45", "180000"],
    ];
    assert_eq!(cells, expected);
    let names: Vec<&str> = study.axes().iter().map(|axis| axis.name.as_str()).collect();
    assert_eq!(names, ["stocks.AMZN.model.volatility", "offers.0.base_salary"]);
    assert!(study.axes().iter().all(|axis| axis.kind == AxisKind::Number));
    let sets = ["stocks.AMZN.model.volatility=0.45", "offers.0.base_salary=170000"];
    assert_eq!(case(&study, 4), changed(&sets));
    assert_eq!(study.base().setup, changed(&[]).setup);
}

#[test]
fn fields_move_together_with_one_value_or_one_each() {
    let study = study(
        "[[axes]]\nset = [\"offers.0.base_salary\", \"offers.1.base_salary\"]\n\
         values = [150_000, [160_000, 170_000]]\n",
    );
    assert_eq!(study.cells(0), ["150000"]);
    assert_eq!(study.cells(1), ["160000"]);
    let both = ["offers.0.base_salary=150000", "offers.1.base_salary=150000"];
    assert_eq!(case(&study, 0), changed(&both));
    let each = ["offers.0.base_salary=160000", "offers.1.base_salary=170000"];
    assert_eq!(case(&study, 1), changed(&each));
}

#[test]
fn values_are_any_toml_and_their_cells_read_back() {
    let study = study(
        "[[axes]]\nset = \"stocks.AMZN.model\"\n\
         values = [{ preset = \"merton\", volatility = 0.5 }, { kind = \"gbm\", volatility = 2e-1 }]\n\
         [[axes]]\nset = 'offers.\"Even, \\\"v2\\\"\".name'\n\
         values = ['=1+1', \"Zoë's \\\"offer\\\",\\tfirst\", \"+3\", \"2026\"]\n\
         [[axes]]\nset = \"attrition.mine.voluntary\"\nvalues = [[0.1, 0.2], 0.3]\n",
    );
    // A tab is no part of a name, and says so in the case that has one.
    assert_eq!(study.len(), 16);
    let cells = study.cells(0);
    assert_eq!(cells, ["{ preset = \"merton\", volatility = 0.5 }", "=1+1", "[0.1, 0.2]"]);
    assert_eq!(study.cells(15), ["{ kind = \"gbm\", volatility = 0.2 }", "2026", "0.3"]);
    assert!(study.axes().iter().all(|axis| axis.kind == AxisKind::Text));
    assert_eq!(case(&study, 15).setup.offers[1].name, "2026");
    assert!(study.scenario(2).is_err() && study.scenario(4).is_ok());
    let path = study.axes()[1].name.clone();
    let sets = [
        format!("stocks.AMZN.model={}", cells[0]),
        format!("{path}='=1+1'"),
        format!("attrition.mine.voluntary={}", cells[2]),
    ];
    assert_eq!(case(&study, 0), changed(&sets.each_ref().map(String::as_str)));
}

#[test]
fn ranges_have_clean_decimals_and_both_ends() {
    let range = |range: &str| {
        let axis = format!("[[axes]]\nset = \"goals.walk_away\"\nrange = {range}\n");
        let study = study(&axis);
        (0..study.len()).map(|case| study.cells(case).remove(0)).collect::<Vec<String>>()
    };
    // Steps of a tenth in binary are 0.30000000000000004 and the like.
    let tenths = ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"];
    assert_eq!(range("{ from = 0.0, to = 1.0, steps = 11 }"), tenths);
    assert_eq!(
        range("{ from = 300_000, to = 700_000, steps = 3 }"),
        ["300000", "500000", "700000"]
    );
    assert_eq!(range("{ from = 0, to = 1, steps = 3 }"), ["0", "0.5", "1"]);
    assert_eq!(
        range("{ from = 1, to = 0, steps = 4 }"),
        ["1", "0.666666666667", "0.333333333333", "0"]
    );
    assert_eq!(range("{ from = 0.1, to = 0.3, steps = 2 }"), ["0.1", "0.3"]);
    let all = range("{ from = 0.12, to = 0.6, steps = 25 }");
    assert!(all.iter().all(|cell| cell.len() <= 4), "{all:?}");
}

#[test]
fn stresses_are_laid_over_what_the_fields_make() {
    let study = study(
        "[[axes]]\nstress = [\"none\", \"halved\", \"layoff_month_14\"]\n\
         [[axes]]\nset = \"stocks.AMZN.price\"\nvalues = [100, 200]\n",
    );
    assert_eq!(study.cells(3), ["halved", "200"]);
    assert_eq!(study.axes()[0].name, "stress");
    let plain = changed(&["stocks.AMZN.price=200"]);
    assert_eq!(case(&study, 1), plain);
    let halved = stresses::find("halved").expect("a stress");
    assert_eq!(case(&study, 3).setup, overlay(&plain.setup, halved).expect("a setup"));
}

#[test]
fn the_command_line_beats_the_study_and_the_study_beats_the_scenario() {
    let axis = "[[axes]]\nset = \"goals.tail\"\nvalues = [0.1]\n";
    let settings = |head: &str, sets: &[&str], overrides: Overrides| {
        let study = told(read_with(&format!("{head}{axis}"), &Folder::of(&[]), sets, overrides));
        let of_case = case(&study, 0).setup.settings;
        assert_eq!(of_case, study.base().setup.settings);
        (of_case.runs, of_case.seed)
    };
    let none = Overrides::default();
    assert_eq!(settings("", &[], none), (1_000, 7));
    assert_eq!(settings("runs = 50\nseed = 8\n", &[], none), (50, 8));
    assert_eq!(settings("runs = 50\nseed = 8\n", &["simulation.runs=60"], none), (60, 8));
    let overrides = Overrides { runs: Some(70), seed: Some(9), ..none };
    assert_eq!(settings("runs = 50\nseed = 8\n", &["simulation.runs=60"], overrides), (70, 9));
}

#[test]
fn a_precision_gives_way_to_a_stated_number_of_runs() {
    let axis = "[[axes]]\nset = \"goals.tail\"\nvalues = [0.1]\n";
    let precise = ["simulation.precision={ metric = \"mean\", std_error = 500 }"];
    let read = |head: &str, overrides| {
        read_with(&format!("{head}{axis}"), &Folder::of(&[]), &precise, overrides)
    };
    let stated = told(read("runs = 50\n", Overrides::default()));
    assert_eq!(case(&stated, 0).precision, None);
    let flag = Overrides { runs: Some(60), ..Overrides::default() };
    assert_eq!(case(&told(read("", flag)), 0).precision, None);
    let refused = read("", Overrides::default()).expect_err("no number of runs is stated");
    assert!(refused.to_string().contains("a precision"), "{refused}");
}

#[test]
fn a_checked_study_hands_out_the_cases_that_it_lowers() {
    let study = study(
        "[[axes]]\nset = \"stocks.AMZN.expected_return\"\n\
         range = { from = 0.0, to = 0.2, steps = 1_500 }\n",
    );
    let checked = told(study.check(&POOL, &Unobserved));
    for number in [0, 1, 700, 1_023, 1_024, 1_499] {
        assert_eq!(told(checked.scenario(number)), told(study.scenario(number)));
        assert_eq!(checked.study().cells(number), study.cells(number));
    }
}

#[test]
fn a_check_that_is_cancelled_ends() {
    struct Impatient;
    impl vestrisk::Observer for Impatient {
        fn advanced(&self, _runs: u64) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let study = study("[[axes]]\nset = \"goals.tail\"\nvalues = [0.1]\n");
    let ended = study.check(&POOL, &Impatient).expect_err("it is cancelled");
    assert!(matches!(ended, vestrisk::Error::Interrupted));
}

#[test]
fn a_changed_document_is_the_document_parsed_with_all_flags() {
    let sets = [
        "simulation.seed=9",
        "offers.0.grants.0.shares=10",
        "offers.1.grants=[{ stock = \"AMZN\", value = 5, vesting = \"amazon\" }]",
        "offers.1.grants.0.value={ low = 1, high = 2 }",
        "stocks.AMZN.model.preset=merton",
        "offers.1.name=[C",
        "goals.walk_away=5",
        "goals.tail=7",
        "offers.5.base_salary=1",
        "outside_option.annual_pay=-1",
        "offers.0.grants.0.vesting=[[12, 50",
        "title",
    ];
    let all = flags(&sets);
    for (count, split) in (0..=sets.len()).flat_map(|count| (0..=count).map(move |at| (count, at)))
    {
        let parse =
            |flags: &[Flag]| told(Document::parse_with("offer.toml", OFFER.as_bytes(), flags));
        let lower = |document: &Document| {
            document
                .lower(&Folder::of(&[]), &Overrides::default())
                .map_err(|error| format!("{error:?}"))
        };
        let at_once = lower(&parse(&all[..count]));
        assert_eq!(lower(&parse(&all[..split]).with(&all[split..count])), at_once);
        // The first seven are right, all others wrong.
        assert_eq!(at_once.is_ok(), count <= 7, "{count}");
    }
}

#[test]
fn keys_that_only_another_field_brings_are_left_to_the_cases() {
    let whole = "[[axes]]\nset = \"stocks.AMZN.model\"\nvalues = [{ kind = \"merton\", volatility = 0.3, \
                 jump_intensity = 1, jump_mean = -0.02, jump_volatility = 0.05 }]\n";
    let part = "[[axes]]\nset = \"stocks.AMZN.model.jump_volatility\"\nvalues = [0.04, 0.06]\n";
    told(study(&format!("{whole}{part}")).check(&POOL, &Unobserved));
    // A mistyped key is a fault of the axis, found before any case, unless another axis decides which keys there are.
    let mistyped = part.replace("jump_volatility", "jump_volatilty");
    let read = |body: &str| read_with(body, &Folder::of(&[]), &[], Overrides::default());
    let told_by = |error| match error {
        Error::Document(faults) => faults.name,
        other => panic!("{other}"),
    };
    assert_eq!(told_by(read(&mistyped).expect_err("no such key")), "study.toml");
    let both = told(read(&format!("{whole}{mistyped}")));
    assert_eq!(told_by(both.check(&POOL, &Unobserved).expect_err("no such key")), "offer.toml");
}

#[test]
fn offers_may_change_as_a_whole_and_be_renamed() {
    let offer = |name: &str| format!("{{ name = \"{name}\", base_salary = 1 }}");
    let body = format!("[[axes]]\nset = \"offers\"\nvalues = [[{}, {}]]\n", offer("A"), offer("B"));
    let study = study(&body);
    let checked = told(study.check(&POOL, &Unobserved));
    let names: Vec<String> =
        told(checked.scenario(0)).setup.offers.iter().map(|offer| offer.name.clone()).collect();
    assert_eq!(names, ["A", "B"]);
}
