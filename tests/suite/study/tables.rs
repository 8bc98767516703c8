//! Tables of studies: their rows and formats, and that they are the same bytes whether they were made at once, after any
//! number of ends, or in shares.

mod formats;
#[cfg(unix)]
mod killed;
mod refusals;
mod resuming;
mod screens;
mod sharing;
mod text;

use std::fs;
use std::path::PathBuf;

use vestrisk::study::{FirstLine, Manifest, write_frame};

use crate::support::{Screen, vestrisk};

/// Offers whose names a spreadsheet would run, or a careless reader split.
const SCENARIO: &str = r#"
format = 1
title = "Odd names"
[simulation]
runs = 64
seed = 5
[goals]
walk_away = 400_000
[stocks.S]
price = 50.0
expected_return = 0.04
model = { kind = "gbm", volatility = 0.3 }
[attrition.mine]
voluntary = [0.1]
[[offers]]
name = "=SUM(A1), \"Größe\" 株"
attrition = "mine"
base_salary = 100_000
[[offers.sign_on]]
amount = 20_000
paid = { at = 0 }
[[offers.grants]]
stock = "S"
value = 100_000
vesting = "even_quarterly"
[[offers]]
name = "-minus, @at"
base_salary = 130_000
[[offers]]
name = "'+quoted"
attrition = "mine"
base_salary = 120_000
"#;

/// 24 cases: a number, a text of several lines, two fields moved together.
const STUDY: &str = r#"
format = 1
scenario = "offer.toml"
[[axes]]
set = "stocks.S.model.volatility"
values = [0.2, 0.45]
[[axes]]
set = "notes"
values = ["=1+1", "two\nlines, \"quoted\"", "'@home", "\tTab ☕"]
[[axes]]
set = ["offers.0.base_salary", "offers.1.base_salary"]
range = { from = 90_000, to = 110_000, steps = 3 }
"#;

/// Cases, offers and rows of the study.
const CASES: usize = 24;
const OFFERS: [&str; 3] = ["=SUM(A1), \"Größe\" 株", "-minus, @at", "'+quoted"];

/// A folder with a study in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        folder.write("offer.toml", SCENARIO);
        folder.write("study.toml", STUDY);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a file");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("UTF-8")
    }

    fn holds(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The names of all files, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry.expect("an entry").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    /// Runs `study` with more arguments here.
    fn study(&self, arguments: &[&str]) -> Screen {
        let mut command = vestrisk();
        command.current_dir(self.0.path()).arg("study").args(arguments);
        Screen::of(&mut command)
    }

    /// Runs the study here; it must succeed.
    fn run(&self, arguments: &[&str]) -> Screen {
        let screen = self.study(&[&["run", "study.toml"], arguments].concat());
        assert_eq!((screen.code, screen.out.as_str()), (0, ""), "{arguments:?}: {}", screen.talk);
        screen
    }

    /// The same, which must be refused before anything runs; what it says.
    fn refuses(&self, arguments: &[&str]) -> String {
        let before = self.names();
        let screen = self.study(arguments);
        assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{arguments:?}: {}", screen.talk);
        assert_eq!(self.names(), before, "{arguments:?}: the folder is as it was");
        screen.talk
    }

    fn manifest(&self, name: &str) -> Manifest {
        let text = self.read(&format!("{name}.manifest.json"));
        serde_json::from_slice(&text).expect("a manifest")
    }

    /// The rows of a CSV, its header first.
    fn rows(&self, name: &str) -> Vec<Vec<String>> {
        rows(&self.read(name))
    }
}

fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// The column of a name.
fn column<'r>(rows: &'r [Vec<String>], name: &str) -> Vec<&'r str> {
    let at = rows[0].iter().position(|column| column == name);
    let at = at.unwrap_or_else(|| panic!("no column {name}"));
    rows[1..].iter().map(|row| row[at].as_str()).collect()
}

/// A whole table, and the file of cases that stood beside it before its end.
struct Whole {
    csv: Vec<u8>,
    partial: Vec<u8>,
    /// Where each frame ends in the file of cases, the first line's end first.
    ends: Vec<usize>,
}

impl Whole {
    /// Of the table `name` in a folder, uninterrupted.
    fn of(folder: &Folder, name: &str) -> Self {
        let csv = folder.read(name);
        let identity = folder.manifest(name).identity;
        let mut reader = csv::ReaderBuilder::new().from_reader(&csv[..]);
        let header = reader.headers().expect("a header").clone();
        let mut starts = vec![csv_length(&header)];
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).expect("a row") {
            starts.push(usize::try_from(reader.position().byte()).expect("a short file"));
        }
        let mut partial = FirstLine::write(&identity);
        let mut ends = vec![partial.len()];
        let offers = identity.offers.len();
        for (case, first) in identity.range().zip((0..).step_by(offers)) {
            let content = &csv[starts[first]..starts[first + offers]];
            write_frame(case + 1, content, &mut partial).expect("memory takes it");
            ends.push(partial.len());
        }
        Self { csv, partial, ends }
    }
}

/// Bytes of a record in a CSV.
fn csv_length(record: &csv::StringRecord) -> usize {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(record).expect("memory takes it");
    writer.into_inner().expect("memory takes it").len()
}
