//! What a person sees who hands in a bad document: whole screens as snapshots, one fault class a case.
//! A case changes lines of one valid document, so that what is shown is due to the change alone.

mod employment;
mod fields;
mod hazards;
mod models;
mod offers;
mod preferences;
mod stocks;
mod syntax;

use std::collections::BTreeMap;

use super::schema::assert_agreement;
use vestrisk::error::{DocumentFaults, Error};
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::{Document, Overrides, Scenario, Sources};

/// A valid document that has most of the format.
const VALID: &str = include_str!("errors/valid.toml");

/// Files by name, as a folder beside the document would hold them.
#[derive(Default)]
struct Folder(BTreeMap<&'static str, Vec<u8>>);

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

/// The document with the first occurrence of each text replaced.
fn changed(changes: &[(&str, &str)]) -> String {
    replaced(VALID, changes)
}

fn replaced(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the valid document has no {from:?}");
        text.replacen(from, to, 1)
    })
}

fn read(bytes: &[u8], folder: &Folder) -> Result<Scenario, Error> {
    let read = Document::parse("offer.toml", bytes)
        .and_then(|document| document.lower(folder, &Overrides::default()));
    // The whole corpus passes here.
    assert_agreement(bytes, &read);
    read
}

fn faults(bytes: &[u8], folder: &Folder) -> DocumentFaults {
    match read(bytes, folder) {
        Err(Error::Document(faults)) => *faults,
        Err(other) => panic!("not a fault of the document: {other}"),
        Ok(_) => panic!("the document is valid"),
    }
}

fn screen(text: impl AsRef<[u8]>) -> String {
    render(&faults(text.as_ref(), &Folder::default()), false, 100)
}

/// A test for each line: its name, then the texts of the valid document and what stands for them.
macro_rules! cases {
    ($($name:ident: $($from:literal => $to:expr),+;)+) => {
        $(
            #[test]
            fn $name() {
                let text = super::changed(&[$(($from, $to)),+]);
                insta::assert_snapshot!(super::screen(text));
            }
        )+
    };
}
use cases;

#[test]
fn the_valid_document_is_valid() {
    read(VALID.as_bytes(), &Folder::default()).expect("it has no fault");
}

#[test]
fn all_faults_of_a_file_at_once_in_order() {
    let text = changed(&[
        ("format = 1", "format = 1\ncolour = \"blue\""),
        ("baseline = \"Even\"", "baseline = \"Evn\""),
        ("runs = 1_000", "runs = 0"),
        ("price = 230.0", "price = -230.0"),
        ("voluntary = [0.05, 0.08]", "voluntary = [0.05, nan, \"x\"]"),
        ("base_salary = 175_000", "base_salry = 175_000"),
        ("paid = { at = 0 }", "paid = { at = 0.0 }"),
        ("stock = \"AMZN\"", "stock = \"AMZ\""),
        ("value = 650_000", "value = 650_000\nshares = 2_826"),
        ("vesting = \"amazon\"", "vesting = [[12, 5], [24, 15], [36, 40], [48, 39]]"),
    ]);
    insta::assert_snapshot!(screen(text));
}

#[test]
fn a_faulty_part_does_not_make_the_parts_that_name_it_faulty() {
    let text = changed(&[
        ("price = 230.0", "price = \"a lot\""),
        ("layoff = 0.02", "layoff = 200"),
        ("name = \"Even\"", "name = 7"),
    ]);
    insta::assert_snapshot!(screen(text));
}
