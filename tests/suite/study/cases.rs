//! Cases from a table: what a CSV may look like and what its cells mean.

use vestrisk::Unobserved;
use vestrisk::report::csv::safe_text;
use vestrisk::study::AxisKind;

use super::{POOL, case, changed, of_rows, told};

#[test]
fn rows_are_cases_and_empty_cells_leave_the_scenarios_value() {
    let study = of_rows(
        "stocks.AMZN.model.volatility,offers.0.base_salary,offers.1.name\n\
         0.25,,\n\
         ,160_000,Globex\n\
         ,,\n\
         4e-1,1.5e5,\"A, B and \"\"C\"\"\"\n",
    );
    assert_eq!(study.len(), 4);
    assert_eq!(study.cells(0), ["0.25", "", ""]);
    assert_eq!(study.cells(1), ["", "160000", "Globex"]);
    assert_eq!(study.cells(3), ["0.4", "150000", "A, B and \"C\""]);
    let kinds: Vec<AxisKind> = study.axes().iter().map(|axis| axis.kind).collect();
    assert_eq!(kinds, [AxisKind::Number, AxisKind::Number, AxisKind::Text]);
    assert_eq!(case(&study, 0), changed(&["stocks.AMZN.model.volatility=0.25"]));
    assert_eq!(case(&study, 2), changed(&[]));
    assert_eq!(case(&study, 3).setup.offers[1].name, "A, B and \"C\"");
    told(study.check(&POOL, &Unobserved));
}

#[test]
fn marks_of_order_line_ends_blanks_and_blank_lines_do_not_matter() {
    let plain = of_rows("goals.tail,offers.1.name\n0.1,Zoë 株式\n0.2,B\n");
    let other =
        of_rows("\u{feff}goals.tail , offers.1.name\r\n\r\n 0.1,\"Zoë 株式\"\r\n0.2,  B\r\n\r\n");
    assert_eq!(plain.len(), 2);
    assert_eq!(plain.axes(), other.axes());
    assert!((0..2).all(|case| plain.cells(case) == other.cells(case)));
    assert_eq!(plain.sha256(), other.sha256());
    assert_eq!(case(&other, 0).setup.offers[1].name, "Zoë 株式");
}

#[test]
fn a_cell_is_toml_or_else_text() {
    let study = of_rows(
        "notes,attrition.mine.voluntary,offers.0.sign_on.0.paid,offers.1.name\n\
         \"one\ntwo\",\"[0.1, 0.2]\",{ at = 3 },\"\"\"2026\"\"\"\n\
         3 %,0.07,,007\n",
    );
    assert_eq!(case(&study, 0).notes.as_deref(), Some("one\ntwo"));
    assert_eq!(case(&study, 0).setup.offers[1].name, "2026");
    assert_eq!(case(&study, 1).notes.as_deref(), Some("3 %"));
    assert_eq!(case(&study, 1).setup.offers[1].name, "007");
    let sets = [
        "notes=\"one\\ntwo\"",
        "attrition.mine.voluntary=[0.1, 0.2]",
        "offers.0.sign_on.0.paid={ at = 3 }",
        "offers.1.name=\"2026\"",
    ];
    assert_eq!(case(&study, 0), changed(&sets));
}

#[test]
fn whole_numbers_may_have_a_fraction_of_zero_as_data_frames_write_them() {
    let study = of_rows("simulation.horizon_months\n36.0\n24\n");
    assert_eq!(study.cells(0), ["36"]);
    assert_eq!(case(&study, 0).setup.settings.horizon_months, 36);
}

#[test]
fn the_apostrophe_that_outputs_write_is_taken_off_again() {
    let names = ["=1+1", "+cmd", "-5 %", "@x", "plain", "'quoted", "it's", "''=x", "'=a'"];
    let rows = names.map(|name| format!("\"{}\"\n", safe_text(name)));
    let study = of_rows(&format!("offers.1.name\n{}", rows.concat()));
    let read: Vec<String> = (0..study.len()).map(|case| study.cells(case).remove(0)).collect();
    assert_eq!(read, names);
    // The last is a TOML string in single quotes.
    let last = case(&study, names.len() as u64 - 1).setup.offers.swap_remove(1);
    assert_eq!(last.name, "=a");
    let first = case(&study, 0).setup.offers.swap_remove(1);
    assert_eq!(first.name, "=1+1");
    // A number that a spreadsheet-safe writer took for text is a number again.
    assert_eq!(of_rows("stocks.AMZN.expected_return\n'-0.05\n").cells(0), ["-0.05"]);
}

#[test]
fn a_table_may_lay_stresses() {
    let study = of_rows("stress,goals.tail\nhalved,0.1\n,0.1\nnone,\n");
    assert_eq!(study.cells(0), ["halved", "0.1"]);
    assert!(case(&study, 0).setup.market.stocks[0].start_jump.is_some());
    assert_eq!(case(&study, 1), changed(&["goals.tail=0.1"]));
    assert_eq!(case(&study, 2), changed(&[]));
}

#[test]
fn of_two_fields_that_exclude_each_other_a_row_has_one() {
    let study = of_rows("offers.0.grants.0.value,offers.0.grants.0.shares\n5000,\n,20\n");
    assert_eq!(case(&study, 0), changed(&["offers.0.grants.0.value=5000"]));
    assert_eq!(case(&study, 1), changed(&["offers.0.grants.0.shares=20"]));
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    let row = |row: u32| format!("0.{:05},{}\n", row + 1, 150_000 + row);
    let rows = (0..99_999).map(row).collect::<Vec<String>>().concat() + "0.1,249999\n";
    let study = of_rows(&format!("stocks.AMZN.model.volatility,offers.0.base_salary\n{rows}"));
    assert_eq!(study.len(), 100_000);
    let last = study.cells(99_999);
    assert_eq!(last, ["0.1", "249999"]);
    let sets = ["stocks.AMZN.model.volatility=0.1", "offers.0.base_salary=249999"];
    assert_eq!(case(&study, 99_999), changed(&sets));
}
