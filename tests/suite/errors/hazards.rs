//! Faults of exit profiles, with the files they refer to.

use super::{Folder, cases, changed, faults};
use vestrisk::report::diagnostics::render;

cases! {
    a_negative_hazard: "layoff = 0.02" => "layoff = -0.02";
    a_faulty_year: "voluntary = [0.05, 0.08]" => "voluntary = [0.05, \"8 %\", 0.08, inf]";
    no_year: "voluntary = [0.05, 0.08]" => "voluntary = []";
    a_hazard_as_text: "layoff = 0.02" => "layoff = \"0.02\"";
    an_unknown_preset: "layoff = 0.02" => "preset = \"amazn\"";
    an_unknown_cause: "layoff = 0.02" => "layoffs = 0.02";
    an_unknown_form: "performance = { weibull = { shape = 1.2, scale_years = 40 } }" =>
        "performance = { gamma = 2 }";
    two_forms: "{ weibull = { shape = 1.2, scale_years = 40 } }" =>
        "{ weibull = { shape = 1.2, scale_years = 40 }, monthly = \"h.csv\" }";
    no_shape: "shape = 1.2, scale_years = 40" => "scale_years = 0";
    the_reserved_name: "[attrition.mine]" => "[attrition.none]",
        "attrition = \"mine\"" => "attrition = \"none\"";
    a_certain_exit_beside_hazards: "layoff = 0.02" =>
        "preset = \"low\"\nexit = { month = 18, cause = \"voluntary\" }";
    a_certain_exit_with_faults: "voluntary = [0.05, 0.08]\nlayoff = 0.02\nperformance = { weibull = \
        { shape = 1.2, scale_years = 40 } }" => "exit = { month = 18.0, cause = \"fired\" }";
    a_missing_file: "layoff = 0.02" => "layoff = { monthly = \"hazard.csv\" }";
    a_path_that_is_no_text: "layoff = 0.02" => "layoff = { monthly = 7 }";
    an_unknown_profile: "attrition = \"mine\"" => "attrition = \"mime\"";
    a_profile_like_no_other: "attrition = \"mine\"" => "attrition = \"xyzzy\"";
    a_profile_named_like_a_cause_with_a_fault: "[attrition.mine]" => "[attrition.layoff]\nlayoff = -1\n\
        [attrition.mine]";
    profiles_as_a_name: "[attrition.mine]" => "[attrition]";
}

/// The screen for a document that refers to a CSV with this content.
fn screen_of_csv(csv: impl Into<Vec<u8>>) -> String {
    let text = changed(&[("layoff = 0.02", "layoff = { monthly = \"hazard.csv\" }")]);
    let folder = Folder([("hazard.csv", csv.into())].into());
    render(&faults(text.as_bytes(), &folder), false, 100)
}

/// A test for each line: its name and the CSV.
macro_rules! tables {
    ($($name:ident: $csv:expr;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(screen_of_csv($csv));
            }
        )+
    };
}

tables! {
    table_empty: "";
    table_with_a_header_only: "month,annual_hazard\n";
    table_without_a_header: "1,0.05\n2,0.05\n";
    table_with_a_gap: "month,annual_hazard\n1,0.05\n2,0.05\n4,0.05\n";
    table_with_a_month_twice: "month,annual_hazard\n1,0.05\n1,0.05\n";
    table_from_month_0: "month,annual_hazard\n0,0.05\n";
    table_with_text: "month,annual_hazard\n1,five\n";
    table_with_nan: "month,annual_hazard\n1,0.05\n2,NaN\n";
    table_with_a_third_column: "month,annual_hazard\n1,0.05,layoff\n";
    table_not_utf8: *b"month,annual_hazard\n1,0.05\xff\n";
    table_with_semicolons: "month;annual_hazard\n1;0,05\n";
    table_of_200_years: (1..=2_400).fold("month,annual_hazard\n".to_owned(), |csv, month| {
        csv + &format!("{month},0.05\n")
    });
}
