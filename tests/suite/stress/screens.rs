//! Whole screens and tables of stresses and views as their users meet them.

use crate::support::screen;

fn shown(arguments: &[&str]) -> String {
    let screen = screen(&[&["stress"], arguments, &["--quiet"]].concat());
    assert_eq!((screen.code, screen.talk.as_str()), (0, ""), "{arguments:?}");
    screen.out
}

#[test]
fn stresses_are_one_table() {
    insta::assert_snapshot!("stress", shown(&["--runs", "16_384"]));
    let two = ["correlated-employers", "--stress", "halved,flat", "--runs", "16_384"];
    insta::assert_snapshot!("stress-correlated", shown(&two));
    insta::assert_snapshot!("stress-stated", shown(&["wave-after-crash", "--runs", "2_000"]));
}

#[test]
fn views_stand_beside_what_was_simulated() {
    let views = [
        "--reweight",
        "mean log return of AMZN = -0.2",
        "--reweight",
        "probability of layoff = 0.2",
    ];
    insta::assert_snapshot!(
        "stress-reweight",
        shown(&[&views[..], &["--runs", "16_384"]].concat())
    );
}

#[test]
fn csv_has_one_more_column() {
    let rows = |arguments: &[&str]| -> Vec<Vec<String>> {
        let text = shown(&[arguments, &["--runs", "2048", "--format", "csv"]].concat());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    };
    let stresses = rows(&["--stress", "flat"]);
    assert_eq!(stresses[0][..3], ["scenario", "stress", "offer"]);
    let change = stresses.iter().filter(|row| row[3] == "change");
    assert!(change.clone().all(|row| row[1] == "flat" && row[4] == "mean" && !row[6].is_empty()));
    assert_eq!(change.count(), 2, "one an offer");
    // Without its column and without changes these are the rows of a plain run.
    let alone = screen(&["run", "--runs", "2048", "--format", "csv", "--quiet"]).out;
    let none = stresses[1..].iter().filter(|row| row[1] == "none");
    assert_eq!(none.count(), alone.lines().count() - 1);
    let views = rows(&["--reweight", "probability of quit = 0.2"]);
    assert_eq!(views[0][..3], ["scenario", "weights", "offer"]);
    assert!(
        views[1..]
            .iter()
            .all(|row| row.len() == 7 && ["equal", "views"].contains(&row[1].as_str()))
    );
    assert!(views.iter().any(|row| row[4] == "effective_runs"));
    let count = |name: &str| views.iter().filter(|row| row[1] == name && row[3] == "pay").count();
    assert_eq!((count("equal"), count("views")), (24, 24));
}
