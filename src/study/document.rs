//! The study's document: from text to its cases and the scenario they change, with every fault of the file at once.

use std::path::PathBuf;

use super::axis::{self, Axis};
use super::design::{self, Asked, DesignAxis};
use super::fields::{self, Fields};
use super::table::{CaseTable, WORDING};
use super::unchanged::Unchanged;
use super::{MOST_CASES, StudyChanges, StudySources};
use crate::error::{Error, FaultKind, Flag};
use crate::quantity::{LARGEST_SEED, MOST_RUNS, grouped};
use crate::scenario::csv_table::closed;
use crate::scenario::{
    Document, Faults, Field, Format, Library, Overrides, TableReader, builtin, nearest, notes,
};

/// Studies, as documents.
static STUDY: Format = Format {
    noun: "study",
    top: &["format", "title", "notes", "scenario", "runs", "seed", "design", "cases"],
    too_large: "many cases belong into a CSV: cases = \"offers.csv\"",
};
/// The most axes of a study, and the most columns of its cases.
const MOST_AXES: usize = 64;

/// A study's document, read.
pub(super) struct Read {
    pub title: Option<String>,
    pub notes: Option<String>,
    /// The scenario with the changes of study and command line.
    pub scenario: Document,
    pub library: Library,
    /// Whether the study states the number of runs.
    pub states_runs: bool,
    pub cases: ReadCases,
    /// Where the scenario and the table of cases lie on disk.
    pub files: Vec<PathBuf>,
    /// The folder of the scenario's own files.
    pub folder: Option<PathBuf>,
}

/// Cases as a document states them.
pub(super) enum ReadCases {
    Grid(Vec<Axis>),
    Design(Asked, Vec<DesignAxis>),
    Table(CaseTable),
}

impl ReadCases {
    /// The paths of all fields that cases set.
    pub fn paths(&self) -> Vec<&str> {
        match self {
            Self::Grid(axes) => texts(axes.iter().map(|axis| &axis.paths)),
            Self::Design(_, axes) => texts(axes.iter().map(|axis| &axis.paths)),
            Self::Table(table) => {
                let names = table.columns.iter().map(|column| column.name.as_str());
                names.filter(|name| *name != axis::STRESS).collect()
            }
        }
    }
}

fn texts<'p>(paths: impl Iterator<Item = &'p Vec<String>>) -> Vec<&'p str> {
    paths.flatten().map(String::as_str).collect()
}

/// The scenario of a study.
struct Base {
    document: Result<Document, Error>,
    library: Library,
    path: Option<PathBuf>,
}

impl Base {
    /// The scenario for those that look up paths in it, if it could be read.
    fn unchanged<'d>(&'d self, overrides: &'d Overrides) -> Option<Unchanged<'d>> {
        let document = self.document.as_ref().ok()?;
        Some(Unchanged { document, library: &self.library, overrides })
    }
}

/// Reads a study's document and what it names.
///
/// # Errors
/// All faults of the document at once; those of the scenario once it has none.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    sources: &dyn StudySources,
    changes: &StudyChanges,
) -> Result<Read, Error> {
    let document = Document::parse_as(&STUDY, name, bytes, &[])?;
    let (read, base, states_runs) =
        document.read(|top, faults| Reader { sources, changes }.top(top, faults))?;
    let Base { document, library, path } = base;
    let folder = path.as_ref().and_then(|path| path.parent().map(Into::into));
    let Top { title, notes, cases, file } = read;
    let scenario = document?;
    let files = [path, file].into_iter().flatten().collect();
    Ok(Read { title, notes, scenario, library, states_runs, cases, files, folder })
}

struct Top {
    title: Option<String>,
    notes: Option<String>,
    cases: ReadCases,
    /// Where the table of cases lies on disk.
    file: Option<PathBuf>,
}

struct Reader<'s> {
    sources: &'s dyn StudySources,
    changes: &'s StudyChanges,
}

impl Reader<'_> {
    fn top(&self, top: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<(Top, Base, bool)> {
        let [title, notes_field] = ["title", "notes"].map(|key| top.optional(key));
        let scenario = top.required("scenario", "scenario = \"offer.toml\"");
        let [runs, seed] = ["runs", "seed"].map(|key| top.optional(key));
        let [design, axes, cases] = ["design", "axes", "cases"].map(|key| top.optional(key));
        let title = title.map(|field| field.name(faults).map(str::to_owned));
        let notes = notes_field.and_then(|field| notes(&field, faults));
        let numbers = [("runs", &runs, 1..=MOST_RUNS), ("seed", &seed, 0..=LARGEST_SEED)];
        let numbers = numbers.map(|(key, field, range)| {
            let number = field.as_ref()?.whole("a whole number", range, faults)?;
            Some(Flag { name: key.to_owned(), text: format!("simulation.{key}={number}") })
        });
        let base = scenario.and_then(|field| self.base(&field, numbers, faults));
        let known = base.as_ref().and_then(|base| base.unchanged(&self.changes.overrides));
        let known = known.as_ref();
        let mut claimed = Vec::new();
        let (cases, file) = match (&axes, &cases) {
            (None, Some(field)) => {
                refuse_design(design.as_ref(), faults);
                self.table(field, known, faults).unzip()
            }
            (Some(axes), None) => {
                (read_axes(axes, design.as_ref(), known, &mut claimed, faults), None)
            }
            (Some(_), Some(field)) => {
                let message = "`cases` stands beside `axes`";
                let rule = "cases are the rows of a table, or they are made of axes";
                let added = faults.at_key(field, message, rule).kind(FaultKind::Shape);
                added.help("remove one of the two; a value for every row belongs into the scenario or `--set`");
                (None, None)
            }
            (None, None) => {
                let label = "a study has `axes` or `cases`".to_owned();
                let help = "add [[axes]] with `set` and `values`, or `cases = \"offers.csv\"`";
                top.note_missing("axes", label, help.to_owned());
                (None, None)
            }
        };
        fields::check(&claimed, faults);
        if let Some(known) = known {
            fields::tell_unknown(&claimed, known, faults);
        }
        for (key, field) in [("runs", &runs), ("seed", &seed)] {
            beside_axis(key, field.as_ref(), &claimed, faults);
        }
        let title = title.map_or(Some(None), |title| title.map(Some))?;
        let top = Top { title, notes, cases: cases?, file: file.flatten() };
        Some((top, base?, runs.is_some()))
    }

    /// The scenario that a field names, with what the study and the command line change.
    fn base(
        &self,
        field: &Field<'_>,
        own: [Option<Flag>; 2],
        faults: &mut Faults<'_>,
    ) -> Option<Base> {
        let path = field.name(faults)?;
        let found = self.sources.scenario(path).map_err(|reason| {
            let message = format!("`{}` is {}: {reason}", field.path, faults.given(field.node));
            let near = nearest(path, builtin::names());
            let added = faults.at(field, message, "this scenario cannot be read");
            let help = "the path is relative to the study file; without a file of this name it is that of a built-in \
                        scenario";
            let added = added.help(help);
            if let Some(near) = near {
                added.help(format!("did you mean the built-in scenario `{near}`?"));
            }
        });
        let (file, sources) = found.ok()?;
        let own = own.into_iter().flatten();
        let flags: Vec<Flag> = own.chain(self.changes.flags.iter().cloned()).collect();
        let document = Document::parse_with(&file.name, &file.bytes, &flags);
        Some(Base { document, library: Library::new(sources), path: file.path })
    }

    /// The cases of a CSV, and where it lies on disk.
    fn table(
        &self,
        field: &Field<'_>,
        scenario: Option<&Unchanged<'_>>,
        faults: &mut Faults<'_>,
    ) -> Option<(ReadCases, Option<PathBuf>)> {
        let path = field.name(faults)?;
        match self.sources.cases(path) {
            Err(reason) => closed(field, &reason, faults),
            Ok(file) => match CaseTable::read(&file, scenario) {
                Ok(table) if table.columns.len() > MOST_AXES => {
                    let columns = table.columns.len();
                    let message = format!("`{}`: {path} has {columns} columns", field.path);
                    faults.at(field, message, format!("allowed: up to {MOST_AXES} columns"));
                }
                Ok(table) => return Some((ReadCases::Table(table), file.path)),
                Err(flaws) => flaws.tell((field, path), &WORDING, faults),
            },
        }
        None
    }
}

/// Reports a setting of the study that an axis sets for every case.
fn beside_axis(
    key: &str,
    field: Option<&Field<'_>>,
    claimed: &[Fields<'_>],
    faults: &mut Faults<'_>,
) {
    let Some(field) = field.filter(|_| fields::sets(claimed, &["simulation", key])) else { return };
    let message = format!("`{key}` stands beside an axis that sets `simulation.{key}`");
    faults.at_key(field, message, "every case has its own").help(format!("remove `{key}`"));
}

fn refuse_design(design: Option<&Field<'_>>, faults: &mut Faults<'_>) {
    if let Some(design) = design {
        let message = "`design` stands beside `cases`";
        let rule = "a design makes its own cases, of axes";
        let added = faults.at_key(design, message, rule).kind(FaultKind::Shape);
        added.help("remove one of the two");
    }
}

/// Reads `[[axes]]`: those of a design where one is asked for, else of a grid.
fn read_axes<'a>(
    field: &Field<'a>,
    design: Option<&Field<'a>>,
    scenario: Option<&Unchanged<'_>>,
    claimed: &mut Vec<Fields<'a>>,
    faults: &mut Faults<'_>,
) -> Option<ReadCases> {
    let tables = field.tables("axes", faults)?;
    if tables.is_empty() || tables.len() > MOST_AXES {
        faults.out_of_range(field, &format!("1 to {MOST_AXES} axes"));
        return None;
    }
    let wanted = "a table [[axes]] with `set` and `values`";
    if let Some(design) = design {
        let asked = design::read(design, faults);
        let read = tables.iter().map(|table| {
            let axis = |table: &mut TableReader<'a>, faults: &mut Faults<'_>| {
                design::read_axis(table, scenario, claimed, faults)
            };
            table.table(wanted, faults, axis)
        });
        let read: Vec<Option<DesignAxis>> = read.collect();
        let axes: Vec<DesignAxis> = read.into_iter().collect::<Option<_>>()?;
        design::check(&axes, field, faults);
        return Some(ReadCases::Design(asked?, axes));
    }
    let read = tables.iter().map(|table| {
        let axis = |table: &mut TableReader<'a>, faults: &mut Faults<'_>| {
            axis::read(table, scenario, claimed, faults)
        };
        table.table(wanted, faults, axis)
    });
    let read: Vec<Option<Axis>> = read.collect();
    let axes: Vec<Axis> = read.into_iter().collect::<Option<_>>()?;
    let stresses = axes.iter().filter(|axis| axis.column.name == axis::STRESS).count();
    if stresses > 1 {
        faults.at(field, "two axes are stresses", "one stress can lie over a case");
    }
    let cases =
        axes.iter().try_fold(1_u64, |cases, axis| cases.checked_mul(axis.levels.len() as u64));
    if cases.is_none_or(|cases| cases > MOST_CASES) {
        let count = cases.map_or("over 10^19".to_owned(), |cases| grouped(cases as f64));
        let message = format!("`{}` make {count} cases", field.path);
        let label = format!("allowed: up to {} cases", grouped(MOST_CASES as f64));
        faults.at(field, message, label).help(
            "take fewer values, or a `design`, which covers ranges with as many cases as you like",
        );
        return None;
    }
    Some(ReadCases::Grid(axes))
}
