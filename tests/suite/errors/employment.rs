//! Faults of what employment brings beyond salary and grants: bands, responses, refreshers, bonus, layoff
//! terms, averaged conversion and the outside option, each as a change of a document that has them all.

mod bands;
mod refreshers;
mod responses;
mod terms;

use super::{Folder, cases, read, replaced, screen};

/// A valid document that has all of these keys.
const EMPLOYMENT: &str = include_str!("employment.toml");

fn changed(changes: &[(&str, &str)]) -> String {
    replaced(EMPLOYMENT, changes)
}

#[test]
fn the_valid_document_is_valid() {
    read(EMPLOYMENT.as_bytes(), &Folder::default()).expect("it has no fault");
}

#[test]
fn all_faults_of_every_table_at_once() {
    insta::assert_snapshot!(screen(changed(&[
        ("annual_pay = 220_000", "annual_pay = \"a lot\""),
        ("preset = \"amazon\"", "preset = \"amazn\"\nlayoff = -1"),
        ("layoff_to_return = 0.5", "layoff_to_return = -0.5"),
        ("share = 0.1", "share = 10"),
        ("low = 160_000", "low = 190_000"),
        ("average_days = 21", "average_days = 0"),
        ("volatility = 0.3\n", "volatilty = 0.3\n"),
        ("[12, 24, 36]", "[12, 24, 24]"),
        ("notice_months = 2", "notice_months = 2.0"),
        ("true_up = 0.8", "true_up = -1"),
        ("[0.1, 0.7, 0.2]\ntransition", "[0.1, 0.7]\ntransition"),
        ("bonus_factor = [0.0,", "bonus_factor = [nan,"),
    ])));
}
