//! What a person sees whose study is refused: whole screens as snapshots, one fault class a case.

use vestrisk::Overrides;
use vestrisk::study::{Study, StudyChanges};

use super::{Folder, OFFER, read_with, screen_of};

fn screen(body: &str) -> String {
    screen_of(read_with(body, &Folder::of(&[]), &[], Overrides::default()))
}

/// The screen of a study with an axis that is as it should be.
fn beside(body: &str) -> String {
    screen(&format!("{body}[[axes]]\nset = \"goals.tail\"\nvalues = [0.1]\n"))
}

fn rows(rows: &str) -> String {
    let folder = Folder::of(&[("cases.csv", rows)]);
    screen_of(read_with("cases = \"cases.csv\"\n", &folder, &[], Overrides::default()))
}

/// A test for each line: its name, then what stands on the screen.
macro_rules! cases {
    ($($name:ident: $screen:expr;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!($screen);
            }
        )+
    };
}

/// The screen of an axis.
fn axis(lines: &str) -> String {
    screen(&format!("[[axes]]\n{lines}\n"))
}

fn design(axis: &str) -> String {
    screen(&format!("design = {{ kind = \"sobol\", points = 8 }}\n[[axes]]\n{axis}\n"))
}

cases! {
    no_cases: screen("");
    an_unknown_key: beside("run = 5\n");
    a_key_of_the_top_below_an_axis: screen("[[axes]]\nset = \"goals.tail\"\nvalues = [0.1]\ncases = \"a.csv\"\n");
    runs_out_of_range: beside("runs = 0\nseed = -1\n");
    axes_and_cases: beside("cases = \"cases.csv\"\n");
    a_table_and_a_design: screen("cases = \"cases.csv\"\ndesign = { kind = \"sobol\", points = 8 }\n");
    no_table_of_that_name: screen("cases = \"cases.csv\"\n");
    axes_that_are_one_table: screen("[axes]\nset = \"goals.tail\"\nvalues = [0.1]\n");

    an_axis_of_nothing: axis("values = [1]");
    an_axis_without_values: axis("set = \"goals.tail\"");
    an_axis_with_values_and_a_range: axis("set = \"goals.tail\"\nvalues = [0.1]\nrange = { from = 0.1, to = 0.2, steps = 2 }");
    an_axis_of_fields_and_stresses: axis("set = \"goals.tail\"\nstress = [\"none\"]");
    no_values: axis("set = \"goals.tail\"\nvalues = []");
    no_paths: axis("set = []\nvalues = [1]");
    a_path_that_is_no_text: axis("set = [\"goals.tail\", 5]\nvalues = [0.1]");
    a_path_that_is_none: axis("set = \"goals..tail\"\nvalues = [0.1]");
    a_path_with_a_value: axis("set = \"goals.tail=0.1\"\nvalues = [0.1]");
    a_path_to_an_offer_that_is_not_there: axis("set = \"offers.2.base_salary\"\nvalues = [1]");
    a_path_to_a_mistyped_offer: axis("set = 'offers.\"Back-load\".base_salary'\nvalues = [1]");
    a_path_to_a_mistyped_key: axis("set = [\"goals.tail\", \"offers.0.basesalary\"]\nvalues = [0.1, 0.2]");
    a_path_beside_one_that_is_right: screen("[[axes]]\nset = \"offers.0.base_salary\"\nvalues = [1, 2]\n\
        [[axes]]\nset = \"offers.0.basesalary\"\nvalues = [1, 2]\n");
    a_path_to_a_key_of_no_part: axis("set = \"case\"\nvalues = [1, 2]");
    a_stress_as_a_field: axis("set = \"stress\"\nvalues = [\"none\", \"flat\"]");
    the_settings_as_a_whole: axis("set = \"simulation\"\nvalues = [{ sampler = \"sobol\" }, { precision = { std_error = 5 } }]");
    the_settings_as_a_whole_of_a_design: design("set = \"simulation\"\nrange = { from = 0.1, to = 0.2 }");
    the_same_field_twice: screen("[[axes]]\nset = \"offers.0.base_salary\"\nvalues = [1]\n\
        [[axes]]\nset = 'offers.\"Back-loaded\".base_salary'\nvalues = [2]\n");
    a_field_that_replaces_another: screen("[[axes]]\nset = \"stocks.AMZN.model.volatility\"\nvalues = [1]\n\
        [[axes]]\nset = \"stocks.AMZN.model\"\nvalues = [{ kind = \"gbm\", volatility = 0.1 }]\n");
    fields_that_exclude_each_other: axis(
        "set = [\"offers.0.grants.0.value\", \"offers.0.grants.0.shares\"]\nvalues = [1]");
    runs_beside_an_axis_of_runs: screen("runs = 5\n[[axes]]\nset = \"simulation.runs\"\nvalues = [5, 6]\n");
    a_value_twice: axis("set = \"goals.tail\"\nvalues = [0.1, 0.2, 1e-1]");
    too_few_values_for_the_paths: axis(
        "set = [\"offers.0.base_salary\", \"offers.1.base_salary\"]\nvalues = [[1, 2], [3]]");
    a_date: axis("set = \"goals.tail\"\nvalues = [2026-01-01]");
    an_unknown_stress: axis("stress = [\"none\", \"dotcom\", \"none\", 5]");
    two_axes_of_stresses: screen("[[axes]]\nstress = [\"none\"]\n[[axes]]\nstress = [\"flat\"]\n");
    a_range_without_steps: axis("set = \"goals.tail\"\nrange = { from = 0.1, to = 0.2 }");
    a_range_of_one_step: axis("set = \"goals.tail\"\nrange = { from = 0.1, to = 0.2, steps = 1 }");
    a_range_of_no_width: axis("set = \"goals.tail\"\nrange = { from = 0.1, to = 0.1, steps = 5 }");
    a_range_to_infinity: axis("set = \"goals.tail\"\nrange = { from = \"0.1\", to = inf, steps = 5, whole = true }");
    too_many_cases: screen("[[axes]]\nset = \"goals.tail\"\nrange = { from = 0.1, to = 0.2, steps = 10_000 }\n\
        [[axes]]\nset = \"goals.walk_away\"\nrange = { from = 1, to = 2, steps = 10_000 }\n");

    an_unknown_design: screen("design = { kind = \"halton\", points = 0 }\n[[axes]]\nset = \"goals.tail\"\n\
        range = { from = 0.1, to = 0.2 }\n");
    a_design_without_axes: screen("design = { kind = \"sobol\", points = 8 }\n");
    a_design_of_values: design("set = \"goals.tail\"\nvalues = [0.1]");
    a_design_of_stresses: design("stress = [\"none\"]");
    a_design_with_steps: design("set = \"goals.tail\"\nrange = { from = 0.1, to = 0.2, steps = 5 }");
    a_design_downwards: design("set = \"goals.tail\"\nrange = { from = 0.2, to = 0.1 }");
    a_design_of_whole_numbers_between_halves:
        design("set = \"simulation.horizon_months\"\nrange = { from = 1.5, to = 10, whole = true }");

    an_empty_table: rows("");
    a_header_alone: rows("goals.tail\n");
    a_header_with_faults: rows("goals.tail,goals.tail,,offers.2.name,a b\n1,2,3,4,5\n");
    a_header_of_unknown_keys: rows("case,offers.0.basesalary,goals.tail,simulation\n1,2,0.1,{}\n");
    ragged_rows: rows("goals.tail,title\n0.1\n0.1,a\n\n0.1,b,c\n");
    a_row_with_rivals: rows("offers.0.grants.0.value,offers.0.grants.0.shares\n1,2\n");
    an_unknown_stress_in_a_row: rows("stress,goals.tail\nnone,0.1\nhalfed,0.1\n");
    a_table_in_utf16: screen_of(read_with("cases = \"cases.csv\"\n", &utf16(), &[], Overrides::default()));
    a_quote_never_closed: rows("title,goals.tail\n\"a,0.1\nb,0.2\n");
    many_faulty_rows: rows(&format!("goals.tail,title\n{}", "0.1\n".repeat(15)));

    a_faulty_case: axis("set = \"goals.tail\"\nvalues = [0.1, 5, 0.2]");
    a_case_with_several_fields: axis(
        "set = [\"offers.0.base_salary\", \"offers.1.base_salary\"]\nvalues = [[1, 2], [3, -1]]");
    a_mistyped_field_is_told_once: axis(
        "set = \"stocks.AMZN.model.volatilty\"\nrange = { from = 0.1, to = 0.4, steps = 2_000 }");
    cases_that_are_wrong_in_many_ways: screen(
        "[[axes]]\nset = \"stocks.AMZN.price\"\nvalues = [-1, 1, \"x\"]\n\
         [[axes]]\nset = \"offers.0.grants.0.vesting\"\n\
         values = [\"amazn\", \"amazon\", [[12, 50]], [[12, 50], [12, 50]], { yearly = [50, 50], every_months = 5 }]\n");
    cases_with_other_numbers_of_offers: axis(
        "set = \"offers\"\nvalues = [[{ name = \"A\", base_salary = 1 }, { name = \"B\", base_salary = 2 }], \
         [{ name = \"A\", base_salary = 1 }], [{ name = \"B\", base_salary = 1 }]]");
    a_row_with_another_number_of_offers: rows(
        "offers,goals.tail\n,0.1\n\"[{ name = 'A', base_salary = 1 }]\",0.2\n");
    a_case_that_makes_another_part_wrong: axis("set = \"offers.0.name\"\nvalues = [\"A\", 'Even, \"v2\"']");
    a_faulty_row: rows("goals.tail,title\n0.1,\"two\nlines\"\n0.1,fine\n2,fine\n");
}

fn utf16() -> Folder {
    let mut folder = Folder::of(&[]);
    folder.files.insert("cases.csv".to_owned(), vec![0xff, 0xfe, 0x61, 0]);
    folder
}

#[test]
fn a_study_without_a_scenario_and_one_of_another_format() {
    let read = |text: &str| {
        let changes = StudyChanges::default();
        screen_of(Study::read("study.toml", text.as_bytes(), &Folder::of(&[]), &changes))
    };
    let axis = "[[axes]]\nset = \"goals.tail\"\nvalues = [0.1]\n";
    let screens = [
        read(axis),
        read(&format!("format = 2\n{axis}")),
        read(&format!("format = 1\nscenario = \"bedrock-seatle\"\n{axis}")),
        read("format = 1\nscenario =\n"),
    ];
    insta::assert_snapshot!(screens.join("\n"));
}

#[test]
fn a_fault_of_the_scenario_is_told_once_as_its_own() {
    let mut folder = Folder::of(&[]);
    let faulty = OFFER.replace("price = 230.0", "price = -230.0");
    folder.files.insert("offer.toml".to_owned(), faulty.into_bytes());
    let body = "[[axes]]\nset = \"goals.tail\"\nvalues = [0.1, 7]\n";
    let sets = ["goals.walk_away=-1"];
    insta::assert_snapshot!(screen_of(read_with(body, &folder, &sets, Overrides::default())));
}

#[test]
fn flags_that_contradict_the_study_are_refused_together() {
    let body = "[[axes]]\nset = \"simulation.runs\"\nvalues = [5, 6]\n\
                [[axes]]\nset = \"stocks.AMZN.model\"\nvalues = [{ kind = \"gbm\", volatility = 0.1 }]\n";
    let body = &format!("{body}[[axes]]\nset = \"simulation.precision.std_error\"\nvalues = [5]\n");
    let overrides = Overrides { runs: Some(7), seed: Some(1), ..Overrides::default() };
    let sets = ["stocks.AMZN.model.volatility=0.5", "goals.tail=0.1"];
    insta::assert_snapshot!(screen_of(read_with(body, &Folder::of(&[]), &sets, overrides)));
}

#[test]
fn every_fault_of_a_study_at_once() {
    let body = "runs = 1.5\ncolour = \"blue\"\n[[axes]]\nset = \"offers.7.name\"\nvalue = [1]\n\
                [[axes]]\nstress = [\"boom\"]\n";
    insta::assert_snapshot!(screen(body));
}
