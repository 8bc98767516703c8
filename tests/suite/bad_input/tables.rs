//! Hazard tables that a scenario refers to and that cannot be used.

use super::Folder;

const SCENARIO: &str = r#"format = 1

[attrition.mine]
voluntary = 0.08
layoff = { monthly = "hazards.csv" }

[[offers]]
name = "Acme"
attrition = "mine"
base_salary = 150_000
"#;

fn beside_scenario() -> Folder {
    Folder::new().with("offer.toml", SCENARIO)
}

/// A test for each line: its name and what the table holds.
macro_rules! tables {
    ($($name:ident: $bytes:expr;)+) => {
        $(
            #[test]
            fn $name() {
                let folder = beside_scenario().with("hazards.csv", $bytes);
                insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
            }
        )+
    };
}

tables! {
    nothing: "";
    blank_lines_alone: "\n\n\r\n";
    another_header: "months,hazard\n1,0.05\n";
    a_header_in_capitals: "Month,Annual_Hazard\n1,0.05\n";
    columns_the_other_way_round: "annual_hazard,month\n0.05,1\n";
    a_month_by_halves: "month,annual_hazard\n1.5,0.05\n";
    faulty_lines: "month,annual_hazard\n1,5 %\n2,-1\n3\n4,0.05\n6,0.05\n7,0.05\n";
    a_month_with_a_zero_fraction: "month,annual_hazard\n1.0,0.05\n";
    a_month_by_name: "month,annual_hazard\nJanuary,0.05\n";
    a_negative_month: "month,annual_hazard\n-1,0.05\n";
    a_month_beyond_all_integers: "month,annual_hazard\n99999999999999999999999,0.05\n";
    months_backwards: "month,annual_hazard\n2,0.05\n1,0.05\n";
    infinity: "month,annual_hazard\n1,0.05\n2,inf\n";
    beyond_f64: "month,annual_hazard\n1,1e400\n";
    below_nothing: "month,annual_hazard\n1,0.05\n2,0.05\n3,-0.05\n";
    above_the_most: "month,annual_hazard\n1,101\n";
    percent: "month,annual_hazard\n1,5%\n";
    an_empty_cell: "month,annual_hazard\n1,\n";
    a_decimal_comma: "month,annual_hazard\n1,0,05\n";
    one_column: "month,annual_hazard\n1\n";
    tabs: "month\tannual_hazard\n1\t0.05\n";
    a_quote_never_closed: "month,annual_hazard\n1,\"0.05\n2,0.05\n3,0.05\n";
    an_escape_sequence: "month,annual_hazard\n1,\u{1b}[31mred\u{1b}[0m\n";
    nul_bytes: "month,annual_hazard\n1,0\0.05\n";
    nothing_but_nul_bytes: [0; 5_000];
    utf16_without_a_mark: utf16("month,annual_hazard\n1,0.05\n");
    utf16_with_a_mark: utf16("\u{feff}month,annual_hazard\n1,0.05\n");
    binary: (0..=255).cycle().skip(127).take(2_000).collect::<Vec<u8>>();
    a_long_line: "1".repeat(1_000_000);
    a_long_cell: format!("month,annual_hazard\n1,{}\n", "x".repeat(1_000_000));
    many_columns: format!("month,annual_hazard\n1{}\n", ",0.05".repeat(100_000));
    a_web_page: "<!DOCTYPE html>\n<html><body>Not found</body></html>\n";
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn no_file() {
    insta::assert_snapshot!(beside_scenario().refuses(&["check", "offer.toml"]));
}

#[test]
fn a_folder() {
    let folder = beside_scenario().with_folder("hazards.csv");
    insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
}

#[test]
fn one_byte_over_64_mebibytes() {
    let folder = beside_scenario().with_zeros("hazards.csv", (64 << 20) + 1);
    insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
}

/// No more than the limit is read of it.
#[test]
fn terabytes() {
    let folder = beside_scenario().with_zeros("hazards.csv", 1 << 42);
    insta::assert_snapshot!(folder.refuses(&["run", "offer.toml", "--out", "out.txt"]));
}

/// A test for each line: its name and the path in the place of `hazards.csv`.
macro_rules! paths {
    ($($name:ident: $path:expr;)+) => {
        $(
            #[test]
            fn $name() {
                let text = SCENARIO.replace("hazards.csv", $path);
                let folder = Folder::new().with("offer.toml", text);
                insta::assert_snapshot!(folder.refuses(&["run", "offer.toml"]));
            }
        )+
    };
}

paths! {
    a_path_of_no_text: "";
    a_path_with_a_nul_byte: "hazards\\u0000.csv";
    a_path_under_a_file: "offer.toml/hazards.csv";
    a_path_longer_than_systems_allow: &"x".repeat(5_000);
    a_path_to_the_scenario_itself: "offer.toml";
}

#[test]
fn standard_input_and_built_in_scenarios_have_no_folder_to_look_in() {
    let set = "attrition.mine.layoff={ monthly = \"hazards.csv\" }";
    let folder = Folder::new();
    insta::assert_snapshot!(folder.refuses(&["--set", set]));
}

/// A mark at the beginning, the line ends of Windows and blank lines are no fault.
#[test]
fn tables_as_spreadsheets_write_them_are_read() {
    for table in [
        "\u{feff}month,annual_hazard\r\n1,0.05\r\n2,0.06\r\n",
        "month,annual_hazard\n\n1,0.05\n\n2,0.06",
        "\"month\",\"annual_hazard\"\n\"1\",\"0.05\"\n 2 , 0.06 \n",
    ] {
        let folder = beside_scenario().with("hazards.csv", table);
        let mut command = crate::support::vestrisk();
        let output = command.current_dir(folder.0.path()).args(["check", "offer.toml"]).output();
        let output = output.expect("the binary starts");
        let talk = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), talk.as_ref()), (Some(0), ""), "{table}");
    }
}
