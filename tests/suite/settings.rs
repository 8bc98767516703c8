//! Settings by field path, `--set PATH=VALUE`: what they change, what they refuse and how they say so.

mod faults;
mod meaning;
mod random;

use vestrisk::error::{DocumentFaults, Error, Flag};
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::{Document, NoSources, Overrides, Scenario};

/// The document that the flags change.
const VALID: &str = include_str!("errors/valid.toml");

fn flags(texts: &[&str]) -> Vec<Flag> {
    texts.iter().map(|text| Flag { name: "--set".to_owned(), text: (*text).to_owned() }).collect()
}

fn read(text: &str, sets: &[&str]) -> Result<Scenario, Error> {
    Document::parse_with("offer.toml", text.as_bytes(), &flags(sets))?
        .lower(&NoSources, &Overrides::default())
}

/// The scenario that the document with these flags describes.
#[track_caller]
fn set(sets: &[&str]) -> Scenario {
    match read(VALID, sets) {
        Ok(scenario) => scenario,
        Err(Error::Document(faults)) => panic!("{}", render(&faults, false, 100)),
        Err(other) => panic!("{other}"),
    }
}

/// The faults of the document with these flags.
#[track_caller]
fn faults_of(text: &str, sets: &[&str]) -> DocumentFaults {
    match read(text, sets) {
        Err(Error::Document(faults)) => *faults,
        Err(other) => panic!("not a fault of the document: {other}"),
        Ok(_) => panic!("nothing is wrong with {sets:?}"),
    }
}

#[track_caller]
fn screen(sets: &[&str]) -> String {
    render(&faults_of(VALID, sets), false, 100)
}
