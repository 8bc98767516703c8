//! Studies: the cases that a document makes, and what is said of one that makes none.

mod cases;
mod designs;
mod document;
mod faults;
mod identity;
mod parts;
mod shipped;
mod tables;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use vestrisk::error::{Error, Flag};
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::{Document, Overrides, Sources};
use vestrisk::study::{Study, StudyChanges, StudyFile, StudySources};
use vestrisk::{Scenario, Unobserved};

/// The scenario that the studies here are about, unless they bring one.
const OFFER: &str = r#"
format = 1
title = "Two offers"
[simulation]
runs = 1_000
seed = 7
[stocks.AMZN]
price = 230.0
expected_return = 0.04
model = { kind = "gbm", volatility = 0.32 }
[attrition.mine]
voluntary = [0.05, 0.08]
[[offers]]
name = "Back-loaded"
attrition = "mine"
base_salary = 175_000
[[offers.sign_on]]
amount = 120_000
paid = { from = 0, to = 12 }
[[offers.grants]]
stock = "AMZN"
value = 650_000
vesting = "amazon"
[[offers]]
name = "Even, \"v2\""
base_salary = 180_000
"#;

/// Files by name, and how often the scenario's own were read.
#[derive(Clone, Default)]
struct Folder {
    files: BTreeMap<String, Vec<u8>>,
    reads: Arc<AtomicUsize>,
}

impl Folder {
    /// A folder with the scenario `offer.toml` and other files.
    fn of(files: &[(&str, &str)]) -> Self {
        let all = [("offer.toml", OFFER)].into_iter().chain(files.iter().copied());
        let files = all.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
        Self { files, reads: Arc::default() }
    }

    fn file(&self, path: &str) -> Result<StudyFile, String> {
        let bytes = self.files.get(path).cloned().ok_or("no such file")?;
        let place = PathBuf::from("folder").join(path);
        Ok(StudyFile { name: path.to_owned(), bytes, path: Some(place) })
    }
}

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.file(path).map(|file| file.bytes)
    }
}

impl StudySources for Folder {
    fn scenario(&self, path: &str) -> Result<(StudyFile, Box<dyn Sources + Send + Sync>), String> {
        Ok((self.file(path)?, Box::new(self.clone())))
    }

    fn cases(&self, path: &str) -> Result<StudyFile, String> {
        self.file(path)
    }
}

static POOL: LazyLock<rayon::ThreadPool> = LazyLock::new(|| {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads start")
});

/// The start of every study here.
const HEAD: &str = "format = 1\nscenario = \"offer.toml\"\n";

fn flags(texts: &[&str]) -> Vec<Flag> {
    texts.iter().map(|text| Flag { name: "--set".to_owned(), text: (*text).to_owned() }).collect()
}

fn read_with(
    body: &str,
    folder: &Folder,
    sets: &[&str],
    overrides: Overrides,
) -> Result<Study, Error> {
    let changes = StudyChanges { flags: flags(sets), overrides };
    Study::read("study.toml", format!("{HEAD}{body}").as_bytes(), folder, &changes)
}

/// A study of the offers above.
#[track_caller]
fn study(body: &str) -> Study {
    told(read_with(body, &Folder::of(&[]), &[], Overrides::default()))
}

/// A study whose cases are the rows of a table.
#[track_caller]
fn of_rows(rows: &str) -> Study {
    let folder = Folder::of(&[("cases.csv", rows)]);
    told(read_with("cases = \"cases.csv\"\n", &folder, &[], Overrides::default()))
}

#[track_caller]
fn told<T>(read: Result<T, Error>) -> T {
    match read {
        Ok(read) => read,
        Err(Error::Document(faults)) => panic!("{}", render(&faults, false, 100)),
        Err(other) => panic!("{other}"),
    }
}

/// What stands on the screen for a study that is refused, by its document or by its check.
fn screen_of(read: Result<Study, Error>) -> String {
    let refused = match read {
        Ok(study) => study.check(&POOL, &Unobserved).expect_err("a fault"),
        Err(error) => error,
    };
    match refused {
        Error::Document(faults) => render(&faults, false, 100),
        Error::Refused(problems) => problems.join("\n"),
        other => other.to_string(),
    }
}

/// The scenario with some settings, without its hash.
#[track_caller]
fn changed(sets: &[&str]) -> Scenario {
    let document = Document::parse_with("offer.toml", OFFER.as_bytes(), &flags(sets));
    let lowered =
        document.and_then(|document| document.lower(&Folder::of(&[]), &Overrides::default()));
    Scenario { sha256: String::new(), ..told(lowered) }
}

/// A case without its hash.
#[track_caller]
fn case(study: &Study, case: u64) -> Scenario {
    Scenario { sha256: String::new(), ..told(study.scenario(case)) }
}
