//! Cases from a CSV: the header holds paths of fields, each row is a case. Checks shape and paths; what the cells mean is
//! found out when a case is lowered.

use super::axis::{AxisColumn, AxisKind, STRESS};
use super::fields::Undoing;
use super::unchanged::Unchanged;
use super::value::number_in;
use super::{MOST_CASES, StudyFile};
use crate::error::Fault;
use crate::report::csv::raw_text;
use crate::scenario::csv_table::{Flaw, Flaws, Wording, no_text, records, shown};
use crate::scenario::presets::stresses::{self, StressPreset};
use crate::scenario::{LARGEST_FILE, Place, advice};

/// What a table of cases is, in words.
pub(super) const WORDING: Wording = Wording {
    not: "a table of cases",
    form: "its first line holds the paths of fields, such as `stocks.AMZN.model.volatility,offers.0.base_salary`, or \
           `stress`; then one line a case",
};

/// Cases by row.
#[derive(Clone, Debug)]
pub(super) struct CaseTable {
    /// What the file is called.
    pub file: String,
    pub columns: Vec<AxisColumn>,
    /// All cells, one behind the other.
    text: String,
    /// Where each cell ends.
    ends: Vec<u32>,
    /// The line of each row.
    lines: Vec<u32>,
}

impl CaseTable {
    /// Reads the table; paths are looked up in the scenario where that could be read.
    pub fn read(file: &StudyFile, scenario: Option<&Unchanged<'_>>) -> Result<Self, Flaws> {
        if file.bytes.len() > LARGEST_FILE {
            return Err(Flaw::of_all("it has over 64 MiB, the most that is read of a file").into());
        }
        no_text(&file.bytes)?;
        let mut records = records(&file.bytes);
        let empty = || Err(Flaw::of_all("the file is empty"));
        let (line, header) = records.next().unwrap_or_else(empty)?;
        let header = Header::read(line, &header, scenario)?;
        let mut table = Self {
            file: file.name.clone(),
            columns: Vec::new(),
            text: String::with_capacity(file.bytes.len()),
            ends: Vec::new(),
            lines: Vec::new(),
        };
        let mut flaws = Flaws::default();
        let mut text_columns = vec![false; header.names.len()];
        let mut alone = true;
        for record in records {
            let (line, record) = record?;
            alone = false;
            if table.len() == MOST_CASES {
                flaws.add(Flaw { line, reason: format!("allowed: up to {MOST_CASES} cases") });
                break;
            }
            match header.flaw(&record) {
                Some(reason) => flaws.add(Flaw { line, reason }),
                None => table.push(line, &record, &mut text_columns),
            }
        }
        if alone {
            flaws.add(Flaw::of_all("no case follows the header"));
        }
        let kind = |text: bool| if text { AxisKind::Text } else { AxisKind::Number };
        let columns = header.names.into_iter().zip(text_columns);
        table.columns = columns.map(|(name, text)| AxisColumn { name, kind: kind(text) }).collect();
        flaws.or_none(table)
    }

    fn push(&mut self, line: Option<u64>, record: &csv::StringRecord, text_columns: &mut [bool]) {
        for (cell, text_column) in record.iter().zip(text_columns) {
            let cell = without_apostrophe(cell);
            if let Some(number) = number_in(cell) {
                self.text.push_str(&number);
            } else {
                *text_column |= !cell.is_empty();
                self.text.push_str(cell);
            }
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
        self.lines.push(line.and_then(|line| u32::try_from(line).ok()).unwrap_or(0));
    }

    /// The number of cases.
    pub fn len(&self) -> u64 {
        self.lines.len() as u64
    }

    /// The number of rows, as a position.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The line of a case in its file.
    pub fn line(&self, case: usize) -> u32 {
        self.lines[case]
    }

    /// The cells of a case.
    pub fn cells(&self, case: usize) -> impl Iterator<Item = &str> {
        let columns = self.columns.len();
        let start = move |cell: usize| if cell == 0 { 0 } else { self.ends[cell - 1] as usize };
        (case * columns..(case + 1) * columns)
            .map(move |cell| &self.text[start(cell)..self.ends[cell] as usize])
    }

    /// What a case changes: fields, each as `PATH=VALUE`, and the stress.
    pub fn changes(&self, case: usize) -> (Vec<String>, Option<&'static StressPreset>) {
        let (mut fields, mut stress) = (Vec::new(), None);
        for (column, cell) in self.columns.iter().zip(self.cells(case)) {
            if cell.is_empty() {
                continue;
            }
            if column.name == STRESS {
                stress = stresses::find(cell);
            } else {
                fields.push(format!("{}={cell}", column.name));
            }
        }
        (fields, stress)
    }
}

/// A cell without the apostrophe that keeps a spreadsheet from running what follows it. One in single quotes is TOML and
/// stays.
fn without_apostrophe(cell: &str) -> &str {
    let inner = cell.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    if inner.is_some_and(|inner| !inner.contains('\'')) { cell } else { raw_text(cell) }
}

/// A column whose name leads to no field.
fn no_field(name: &str, fault: &Fault) -> String {
    let next = fault.help.first().map_or(String::new(), |help| format!("; {help}"));
    format!("{} is no field: {}{next}", shown(name), fault.message)
}

/// The columns of a table of cases.
struct Header {
    names: Vec<String>,
    /// Which of them is the stress.
    stress: Option<usize>,
    /// Columns of which only one may have a cell in a row, with the reason.
    rivals: Vec<(usize, usize, Undoing)>,
}

impl Header {
    fn read(
        line: Option<u64>,
        record: &csv::StringRecord,
        scenario: Option<&Unchanged<'_>>,
    ) -> Result<Self, Flaws> {
        let (mut flaws, mut rivals) = (Flaws::default(), Vec::new());
        let mut add = |reason: String| flaws.add(Flaw { line, reason });
        let mut places: Vec<Option<Place>> = Vec::new();
        let names: Vec<String> =
            record.iter().map(|name| without_apostrophe(name).to_owned()).collect();
        for (at, name) in names.iter().enumerate() {
            let column = at + 1;
            let mut found = None;
            if name.is_empty() {
                add(format!("column {column} has no path"));
            } else if names[..at].contains(name) {
                add(format!("two columns are called {}; remove or rename one", shown(name)));
            } else if name != STRESS {
                match scenario.map(|scenario| scenario.place(name)) {
                    Some(Err(fault)) => add(no_field(name, &fault)),
                    place => found = place.and_then(Result::ok),
                }
            }
            for (other, earlier) in places.iter().enumerate() {
                let how = found.as_ref().zip(earlier.as_ref());
                if let Some(how) = how.and_then(|(later, earlier)| Undoing::of(later, earlier)) {
                    rivals.push((other, at, how));
                }
            }
            places.push(found);
        }
        if let Some(scenario) = scenario {
            let paths = names.iter().zip(&places);
            let paths: Vec<(&str, &Place)> =
                paths.filter_map(|(name, place)| Some((name.as_str(), place.as_ref()?))).collect();
            let unknown = scenario.unknown(&paths).into_iter();
            unknown.for_each(|(at, fault)| add(no_field(paths[at].0, &fault)));
        }
        let stress = names.iter().position(|name| name == STRESS);
        flaws.or_none(Self { names, stress, rivals })
    }

    /// What is wrong with a row as a row.
    fn flaw(&self, record: &csv::StringRecord) -> Option<String> {
        let count = |cells: usize| format!("{cells} cell{}", if cells == 1 { "" } else { "s" });
        if record.len() != self.names.len() {
            return Some(format!(
                "{} where the header has {}; put a cell with a comma in double quotes",
                count(record.len()),
                self.names.len()
            ));
        }
        let has = |at: usize| record.get(at).is_some_and(|cell| !cell.is_empty());
        let rivals = self.rivals.iter().find(|(one, other, _)| has(*one) && has(*other));
        if let Some((one, other, how)) = rivals {
            let [one, other] = [one, other].map(|at| shown(&self.names[*at]));
            let how = how.words();
            return Some(format!("{other} undoes {one}: {how}; leave one of the cells empty"));
        }
        let name = without_apostrophe(record.get(self.stress?)?);
        let unknown = !name.is_empty() && stresses::find(name).is_none();
        unknown.then(|| {
            let advice = advice(name, stresses::names(), "stresses");
            format!("the stress is {}; {advice}", shown(name))
        })
    }
}
