//! Studies: many cases of one scenario, each with some fields or the world changed. Owns the study's document, the cases
//! that its axes, designs and tables make, their check before anything runs, and the table of what they answer; opens no
//! file.
//!
//! `document` reads the study's file, on the way of a scenario's (see [`scenario`](crate::scenario)); `axis` and `range` its
//! axes, `fields` the paths they set, `unchanged` whether the scenario has these, `design` points that cover ranges, `table` cases from a CSV, `sources` says where
//! files come from; `cases` numbers what they make; `check` lowers every case; `identity` hashes what decides the rows;
//! `output` makes the table, or a share of it.

mod axis;
mod cases;
mod check;
mod design;
mod document;
mod fields;
mod identity;
mod output;
mod range;
mod sources;
mod table;
mod unchanged;
mod value;

use std::path::PathBuf;
use std::sync::OnceLock;

pub use axis::{AxisColumn, AxisKind};
pub use check::Checked;
pub use design::DesignKind;
pub use output::{
    Content, FileFacts, FirstLine, Frames, Identity, Joiner, Left, MOST_SHARDS, Manifest, Shard,
    ShardBy, Share, Table, Wanted, in_order, write_frame,
};
pub use sources::{BuiltIn, StudyFile, StudySources};
pub use value::shortest;

use cases::Cases;

use crate::error::{Error, Flag};
use crate::scenario::{Document, Library, Overrides, Scenario, overlay};

/// The most cases of a study.
pub const MOST_CASES: u64 = 10_000_000;

/// What of a study the command line changes.
#[derive(Clone, Debug, Default)]
pub struct StudyChanges {
    /// Settings of the scenario by field path, `--set`; cases change what they leave.
    pub flags: Vec<Flag>,
    /// Flags of their own, which win over scenario and study.
    pub overrides: Overrides,
}

/// A study and the scenario it is about.
///
/// Its cases are numbered from 0 here and from 1 in messages. Of a grid the last axis varies fastest.
///
/// ```
/// use vestrisk::study::{BuiltIn, Study, StudyChanges};
/// let text = r#"
///     format = 1
///     scenario = "bedrock-seattle"
///     [[axes]]
///     set = "stocks.AMZN.model.volatility"
///     values = [0.25, 0.45]
///     [[axes]]
///     set = ["offers.0.grants.0.value", "offers.1.grants.0.value"]
///     range = { from = 300_000, to = 700_000, steps = 5 }
/// "#;
/// let study = Study::read("a.toml", text.as_bytes(), &BuiltIn, &StudyChanges::default())?;
/// assert_eq!(study.len(), 10);
/// assert_eq!(study.cells(1), ["0.25", "400000"]);
/// let offers = study.scenario(1)?.setup.offers;
/// assert_eq!(offers[0].grants[0].size, offers[1].grants[0].size);
/// # Ok::<(), vestrisk::Error>(())
/// ```
#[derive(Debug)]
pub struct Study {
    title: Option<String>,
    notes: Option<String>,
    document: Document,
    library: Library,
    overrides: Overrides,
    base: Scenario,
    axes: Vec<AxisColumn>,
    cases: Cases,
    files: Vec<PathBuf>,
    folder: Option<PathBuf>,
    /// The hash as far as the scenario's own files go.
    identity: String,
    /// The hash with the files that only cases name.
    checked: OnceLock<String>,
}

impl Study {
    /// Reads a study, the scenario it names and the table of its cases. `name` is what its user calls it.
    ///
    /// Of the number of runs and of the seed, the study's replace the scenario's, `--set` the study's, and overrides all.
    ///
    /// # Errors
    /// [`Error::Document`] with every fault of the study, or else of its scenario; [`Error::Refused`] with what the command
    /// line says that contradicts the study. Faults of single cases are [`Study::check`]'s.
    pub fn read(
        name: &str,
        bytes: &[u8],
        sources: &dyn StudySources,
        changes: &StudyChanges,
    ) -> Result<Self, Error> {
        let read = document::read(name, bytes, sources, changes)?;
        let document::Read {
            title, notes, scenario: document, library, cases, files, folder, ..
        } = read;
        check::refuse_changes(&document, &cases, changes)?;
        let overrides = changes.overrides;
        let mut base = document.lower_from(&library, &overrides)?;
        if base.precision.take().is_some() && !read.states_runs && overrides.runs.is_none() {
            return Err(Error::Refused(vec![
                "the scenario asks for a precision, but a study does the same number of runs for every case; state \
                 `runs` in the study, or give --runs"
                    .to_owned(),
            ]));
        }
        let cases = Cases::new(cases, base.setup.settings.seed);
        let axes = cases.columns();
        let identity = identity::hash(&document, &base, &cases);
        let checked = OnceLock::new();
        Ok(Self {
            title,
            notes,
            document,
            library,
            overrides,
            base,
            axes,
            cases,
            files,
            folder,
            identity,
            checked,
        })
    }

    /// Its title, if it has one.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Its notes, if it has some.
    #[must_use]
    pub fn notes(&self) -> Option<&str> {
        self.notes.as_deref()
    }

    /// The columns that tell cases apart.
    #[must_use]
    pub fn axes(&self) -> &[AxisColumn] {
        &self.axes
    }

    /// The number of cases.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a study has at least one case")]
    pub fn len(&self) -> u64 {
        self.cases.len()
    }

    /// The cell of each column: numbers in their shortest form, texts as they are; empty where the scenario's own value
    /// stands.
    #[must_use]
    pub fn cells(&self, case: u64) -> Vec<String> {
        self.cases.cells(case)
    }

    /// A case. Its hash is that of the scenario without the changes: what tells cases apart are their cells.
    ///
    /// # Errors
    /// [`Error::Document`] with all faults of the case, those of its changes in flags called `case N`.
    pub fn scenario(&self, case: u64) -> Result<Scenario, Error> {
        let cases::Changes { fields, stress } = self.cases.changes(case);
        let flag = |text| Flag { name: String::new(), text };
        let flags: Vec<Flag> = fields.into_iter().map(flag).collect();
        let world = self.document.with(&flags);
        let lowered = world.lower_under(&self.base.sha256, &self.library, &self.overrides);
        let mut scenario = lowered.map_err(|error| self.named(case, &flags, error))?;
        self.as_many_offers(case, &flags, scenario.setup.offers.len())?;
        scenario.precision = None;
        if let Some(stress) = stress {
            let laid = overlay(&scenario.setup, stress);
            scenario.setup = laid.map_err(|error| self.of_stress(case, stress.name, &error))?;
        }
        Ok(scenario)
    }

    /// The scenario without any case's changes.
    #[must_use]
    pub const fn base(&self) -> &Scenario {
        &self.base
    }

    /// The SHA-256, in lower-case hex, of all that decides the rows but the program: the effective scenario, every key of its
    /// document, whether or not the scenario uses it, the axes with their values and, once the study is checked, the files
    /// that only cases name. Comments and the study's title and notes do not count.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.checked.get().unwrap_or(&self.identity)
    }

    /// The files on disk that were read so far: the scenario, the table of cases, and what scenarios refer to. Not the study
    /// itself.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let of_cases = self
            .folder
            .iter()
            .flat_map(|folder| self.library.files().into_iter().map(|(path, _)| folder.join(path)));
        self.files.iter().cloned().chain(of_cases).collect()
    }
}
