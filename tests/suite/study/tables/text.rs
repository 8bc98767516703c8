//! Any text in a cell reads back as it was, by whoever takes the apostrophe away.

use proptest::prelude::*;
use vestrisk::analysis::{Answer, answers};
use vestrisk::report::csv::safe_text;
use vestrisk::report::study::{
    Case, Column, ColumnKind, Columns, Lines, RowWriter, convert, header, write_case,
};
use vestrisk::simulation::SweepRoom;
use vestrisk::{Detail, Document, NoSources, Options, Overrides, Unobserved};

/// What one offer answers.
fn answer() -> Answer {
    let text = "format = 1\n[[offers]]\nname = \"A\"\nbase_salary = 1\n";
    let overrides = Overrides { runs: Some(2), ..Overrides::default() };
    let scenario = Document::parse("a.toml", text.as_bytes()).expect("a document");
    let scenario = scenario.lower(&NoSources, &overrides).expect("a scenario");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads start");
    let processor = crate::support::processor();
    let options = Options { pool: &pool, memory: 1 << 30, detail: Detail::Means, processor };
    answers(&[scenario], &mut SweepRoom::default(), &options, &Unobserved)
        .expect("an answer")
        .remove(0)
}

/// Texts that spreadsheets run, readers split, or apostrophes make doubtful, and any others.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "'{0,3}[=+\\-@\t\r'a]{0,3}[ \n\r\",;\u{feff}]{0,2}\\PC{0,3}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cells_read_back_as_the_text(axis in texts(), offer in texts()) {
        thread_local!(static ANSWER: Answer = answer());
        let mut answer = ANSWER.with(Clone::clone);
        answer.offers[0].name.clone_from(&offer);
        let column = Column { name: "notes".to_owned(), kind: ColumnKind::Text };
        let columns = Columns::new(&[column], &["mean".to_owned()]).expect("a figure");
        let cells = [axis.clone()];
        let mut rows = Vec::new();
        write_case(&columns, &Case { number: 7, cells: &cells, offers: &[0], answer: &answer }, &mut rows);
        let table = super::rows(&[header(&columns), rows.clone()].concat());
        prop_assert_eq!(&table[1][..5], ["7", &safe_text(&axis), &safe_text(&offer), "2", "1"].map(String::from));
        let mut lines = Vec::new();
        let mut writer = Box::new(Lines::new(columns.all(), &mut lines));
        convert(&rows[..], writer.as_mut()).expect("rows");
        writer.finish().expect("memory takes it");
        let line: serde_json::Value = serde_json::from_slice(&lines).expect("a line of JSON");
        prop_assert_eq!((line["notes"].as_str(), line["offer"].as_str()), (Some(&*axis), Some(&*offer)));
    }
}
