//! The table that is asked of a study, and the bytes of its cases: rows, or parts of answers where the runs are divided.

use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::identity::{Identity, VERSION};
use super::shard::{Shard, ShardBy};
use crate::analysis::{Answer, Options, Part, answers, join, parts};
use crate::error::Error;
use crate::report::study::{Case, Column, ColumnKind, Columns, write_case};
use crate::scenario::Scenario;
use crate::simulation::{Observer, RunShare, SweepRoom};
use crate::study::{AxisColumn, AxisKind, Checked, Study};

/// What of a study's table is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Figures by name; none: all.
    pub metrics: &'a [String],
    /// Offers of the base scenario, each text a name or a CSV record of names; none: all.
    pub offers: &'a [String],
    /// Bytes allowed for samples and threads.
    pub memory: u64,
    /// The share; `None` for the whole study.
    pub shard: Option<Shard>,
}

/// The table that is asked of a study.
#[derive(Clone, Debug)]
pub struct Table {
    /// What decides its bytes.
    pub identity: Identity,
    columns: Columns,
    /// Positions of the offers that have rows.
    offers: Vec<usize>,
}

/// What one share of the runs says of a case.
#[derive(Serialize, Deserialize)]
struct CasePart {
    cells: Vec<String>,
    /// Positions of the offers that have rows.
    offers: Vec<usize>,
    part: Part,
}

impl Table {
    /// The table that is wanted of a study.
    ///
    /// # Errors
    /// [`Error::Refused`] with every unknown metric and offer.
    pub fn new(study: &Study, wanted: &Wanted<'_>) -> Result<Self, Error> {
        let axes: Vec<Column> = study.axes().iter().map(column).collect();
        let offers = offers(study.base(), wanted.offers);
        let columns = Columns::new(&axes, wanted.metrics);
        let (offers, columns) = match (offers, columns) {
            (Ok(offers), Ok(columns)) => (offers, columns),
            (offers, columns) => {
                let problems = [columns.err(), offers.err()].into_iter().flatten().flatten();
                return Err(Error::Refused(problems.collect()));
            }
        };
        let name = |offer: &usize| study.base().setup.offers[*offer].name.clone();
        let identity = Identity {
            version: VERSION.to_owned(),
            study_sha256: study.sha256().to_owned(),
            scenario_sha256: study.base().sha256.clone(),
            cases: study.len(),
            offers: offers.iter().map(name).collect(),
            columns: columns.all().to_vec(),
            memory: wanted.memory,
            shard: wanted.shard,
        };
        Ok(Self { identity, columns, offers })
    }

    /// The columns.
    #[must_use]
    pub const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Takes over what is known of a study only once it is checked: the hash with the files that only cases name.
    pub fn settle(&mut self, study: &Study) {
        study.sha256().clone_into(&mut self.identity.study_sha256);
    }

    /// Simulates cases, counted from 0, and returns the bytes of each. `room` is for the calls to come.
    ///
    /// # Errors
    /// Those of the simulation.
    pub fn contents(
        &self,
        (study, checked): (&Study, &Checked<'_>),
        cases: Range<u64>,
        (options, room): (&Options<'_>, &mut SweepRoom),
        observer: &dyn Observer,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let pool = options.pool;
        let lowered = cases.clone().into_par_iter().map(|case| checked.scenario(case));
        let scenarios: Vec<Scenario> = pool.install(|| lowered.collect::<Result<_, Error>>())?;
        if let Some(Shard { by: ShardBy::Runs, index, of }) = self.identity.shard {
            let parts = parts(&scenarios, RunShare::new(index, of)?, options, observer)?;
            let each = parts.into_par_iter().enumerate().map(|(at, part)| {
                let cells = study.cells(cases.start + at as u64);
                let part = CasePart { cells, offers: self.offers.clone(), part };
                postcard::to_allocvec(&part).expect("numbers, texts and lists can be encoded")
            });
            return Ok(pool.install(|| each.collect()));
        }
        let answers = answers(&scenarios, room, options, observer)?;
        let each = answers.par_iter().enumerate().map(|(at, answer)| {
            let case = cases.start + at as u64;
            rows(&self.columns, case + 1, &study.cells(case), &self.offers, answer)
        });
        Ok(pool.install(|| each.collect()))
    }
}

/// The rows of a case, counted from 1.
fn rows(
    columns: &Columns,
    number: u64,
    cells: &[String],
    offers: &[usize],
    answer: &Answer,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_case(columns, &Case { number, cells, offers, answer }, &mut bytes);
    bytes
}

/// Joins what the shares of a table by runs say of its cases.
#[derive(Debug)]
pub struct Joiner<'a> {
    columns: &'a Columns,
}

impl<'a> Joiner<'a> {
    /// A joiner of cases into rows of these columns.
    #[must_use]
    pub const fn new(columns: &'a Columns) -> Self {
        Self { columns }
    }

    /// The rows of a case, counted from 1, of what every share says of it.
    ///
    /// # Errors
    /// [`Error::Unusable`] where the bytes are not what a share says of a case; those of [`join`].
    pub fn rows(
        &self,
        number: u64,
        shares: &[Vec<u8>],
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<Vec<u8>, Error> {
        let read =
            |bytes: &Vec<u8>| postcard::from_bytes(bytes).map_err(|error| unreadable(&error));
        let mut read: Vec<CasePart> = shares.iter().map(read).collect::<Result<_, _>>()?;
        let (cells, offers) = match read.first_mut() {
            None => return Ok(Vec::new()),
            Some(first) => (std::mem::take(&mut first.cells), std::mem::take(&mut first.offers)),
        };
        let answer = join(read.into_iter().map(|of| of.part).collect(), options, observer)?;
        if offers.iter().any(|offer| *offer >= answer.offers.len()) {
            return Err(unreadable(&"it names an offer that has no answer"));
        }
        Ok(rows(self.columns, number, &cells, &offers, &answer))
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> Error {
    Error::Unusable(format!(
        "a case of a share by runs cannot be read: {error}; run the share again"
    ))
}

fn column(axis: &AxisColumn) -> Column {
    let kind = match axis.kind {
        AxisKind::Number => ColumnKind::Number,
        AxisKind::Text => ColumnKind::Text,
    };
    Column { name: axis.name.clone(), kind }
}

/// The positions of the offers that texts name, in the scenario's order: each text is a name as it stands, or a CSV record
/// of names.
fn offers(scenario: &Scenario, texts: &[String]) -> Result<Vec<usize>, Vec<String>> {
    let all = 0..scenario.setup.offers.len();
    if texts.is_empty() {
        return Ok(all.collect());
    }
    let mut asked = Vec::new();
    let mut problems = Vec::new();
    for text in texts {
        if let Ok(offer) = scenario.offer_named(text) {
            asked.push(offer);
            continue;
        }
        for name in record(text) {
            match scenario.offer_named(&name) {
                Ok(offer) => asked.push(offer),
                Err(problem) => problems.push(format!("--offers: {problem}")),
            }
        }
    }
    if problems.is_empty() {
        Ok(all.filter(|offer| asked.contains(offer)).collect())
    } else {
        Err(problems)
    }
}

/// The cells of a text that is one CSV record.
fn record(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut cells = csv::StringRecord::new();
    match reader.read_record(&mut cells) {
        Ok(true) => cells.iter().map(|cell| cell.trim().to_owned()).collect(),
        _ => vec![text.to_owned()],
    }
}
