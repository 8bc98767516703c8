//! Every case read before anything runs: what is wrong with the first faulty ones, and how many there are.

use std::collections::HashSet;

use rayon::ThreadPool;
use rayon::prelude::*;

use super::document::ReadCases;
use super::fields::Undoing;
use super::{Study, StudyChanges, identity};
use crate::error::{DocumentFaults, Error, Fault, FaultKind, Flag};
use crate::quantity::grouped;
use crate::scenario::{Document, Scenario};
use crate::simulation::Observer;

/// Faulty cases that are told; a case whose faults all are like some that are told is only counted.
const MOST_TOLD: u64 = 5;
/// Cases lowered between two looks at the observer.
const BATCH: u64 = 1_024;
/// What no case can ask for.
const PRECISION: [&str; 2] = ["simulation", "precision"];
/// Lowered scenarios are kept up to so many bytes, so that they are not lowered again when they are simulated.
const MOST_KEPT: usize = 96 << 20;

/// A study whose every case can be simulated.
#[derive(Debug)]
pub struct Checked<'s> {
    study: &'s Study,
    /// The first cases.
    kept: Vec<Scenario>,
}

impl<'s> Checked<'s> {
    /// The study.
    #[must_use]
    pub const fn study(&self) -> &'s Study {
        self.study
    }

    /// A case, as [`Study::scenario`] lowers it.
    ///
    /// # Errors
    /// None, unless a file has changed that it refers to.
    pub fn scenario(&self, case: u64) -> Result<Scenario, Error> {
        let kept = usize::try_from(case).ok().and_then(|case| self.kept.get(case));
        kept.map_or_else(|| self.study.scenario(case), |scenario| Ok(scenario.clone()))
    }
}

impl Study {
    /// Lowers every case.
    ///
    /// # Errors
    /// [`Error::Document`] with the faults of the first faulty cases that differ, and how many more there are;
    /// [`Error::Interrupted`].
    pub fn check(&self, pool: &ThreadPool, observer: &dyn Observer) -> Result<Checked<'_>, Error> {
        let (mut kept, mut bytes) = (Vec::new(), 0);
        let mut refused = Refused::default();
        for first in (0..self.len()).step_by(usize::try_from(BATCH).unwrap_or(1)) {
            if observer.cancelled() {
                return Err(Error::Interrupted);
            }
            let cases = first..self.len().min(first + BATCH);
            let lowered: Vec<Result<Scenario, Error>> =
                pool.install(|| cases.into_par_iter().map(|case| self.scenario(case)).collect());
            for lowered in lowered {
                match lowered {
                    Ok(scenario) if bytes < MOST_KEPT && refused.count == 0 => {
                        bytes += weight(&scenario);
                        kept.push(scenario);
                    }
                    Ok(_) => bytes = MOST_KEPT,
                    Err(Error::Document(faults)) => refused.add(*faults),
                    Err(other) => return Err(other),
                }
            }
        }
        if let Some(error) = refused.into_error(self.len()) {
            return Err(error);
        }
        let files = self.library.files();
        if !files.is_empty() {
            self.checked.get_or_init(|| identity::with_files(&self.identity, &files));
        }
        Ok(Checked { study: self, kept })
    }

    /// The faults of a case, its changes called by its number.
    pub(super) fn named(&self, case: u64, flags: &[Flag], error: Error) -> Error {
        let Error::Document(mut faults) = error else { return error };
        let own = faults.flags.len() - flags.len();
        let number = grouped((case + 1) as f64);
        let place = self.cases.origin(case).map_or(String::new(), |origin| format!(", {origin}"));
        for flag in &mut faults.flags[own..] {
            flag.name = format!("case {number}{place}");
        }
        let changes = shown(flags);
        for fault in &mut faults.faults {
            let elsewhere = fault.flag.is_none_or(|flag| flag < own);
            if elsewhere || flags.len() > 1 {
                fault.help.push(format!("case {number} sets {changes}"));
            }
        }
        Error::Document(faults)
    }

    /// Refuses a case with more offers than the scenario has, or fewer: rows of both have the same columns.
    pub(super) fn as_many_offers(
        &self,
        case: u64,
        flags: &[Flag],
        offers: usize,
    ) -> Result<(), Error> {
        let base = self.base.setup.offers.len();
        if offers == base {
            return Ok(());
        }
        let whole = |flag: &Flag| {
            let place = self.document.place_of_setting(&flag.text);
            place.is_some_and(|place| place.path == ["offers"])
        };
        let flag = flags.iter().rposition(whole);
        let named = |count: usize| format!("{count} offer{}", if count == 1 { "" } else { "s" });
        let [offers, base] = [offers, base].map(named);
        let fault = Fault {
            kind: FaultKind::Meaning,
            message: format!("the case has {offers}, the scenario itself {base}"),
            path: "offers".to_owned(),
            flag,
            span: flag.map(|flag| {
                let text = &flags[flag].text;
                text.find('=').map_or(0, |sign| sign + 1)..text.len()
            }),
            label: format!("every case has {base}, as the scenario has"),
            help: vec!["put every offer into the scenario, or make two studies".to_owned()],
        };
        let (name, flags) = (self.document.name().to_owned(), flags.to_vec());
        let faults =
            DocumentFaults { name, text: String::new(), flags: flags.clone(), faults: vec![fault] };
        Err(self.named(case, &flags, Error::Document(Box::new(faults))))
    }

    /// A stress that cannot be laid over a case.
    pub(super) fn of_stress(&self, case: u64, stress: &str, error: &Error) -> Error {
        let text = format!("stress={stress}");
        let fault = Fault {
            kind: FaultKind::Meaning,
            message: error.to_string(),
            path: "stress".to_owned(),
            flag: Some(0),
            span: Some("stress=".len()..text.len()),
            label: "this stress cannot be laid over the case".to_owned(),
            help: Vec::new(),
        };
        let flags = vec![Flag { name: String::new(), text }];
        let name = self.document.name().to_owned();
        let faults =
            DocumentFaults { name, text: String::new(), flags: flags.clone(), faults: vec![fault] };
        self.named(case, &flags, Error::Document(Box::new(faults)))
    }
}

/// The changes of a case in words.
fn shown(flags: &[Flag]) -> String {
    /// More changes are counted.
    const MOST: usize = 6;
    /// Characters of one change.
    const LONGEST: usize = 80;
    let change = |flag: &Flag| match flag.text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &flag.text[..cut]),
        None => flag.text.clone(),
    };
    let mut changes: Vec<String> = flags.iter().take(MOST).map(change).collect();
    if flags.len() > MOST {
        changes.push(format!("{} more fields", flags.len() - MOST));
    }
    if changes.is_empty() { "nothing".to_owned() } else { changes.join(", ") }
}

/// Faulty cases: those of their faults that differ, in one document.
#[derive(Default)]
struct Refused {
    told: Option<DocumentFaults>,
    /// The cases told.
    cases: u64,
    /// Path and label of each fault told.
    kinds: HashSet<(String, String)>,
    /// All faulty cases.
    count: u64,
}

impl Refused {
    fn add(&mut self, mut faults: DocumentFaults) {
        self.count += 1;
        if self.cases == MOST_TOLD {
            return;
        }
        let kinds = &mut self.kinds;
        faults.faults.retain(|fault| kinds.insert((fault.path.clone(), fault.label.clone())));
        if faults.faults.is_empty() {
            return;
        }
        self.cases += 1;
        let Some(told) = &mut self.told else {
            self.told = Some(faults);
            return;
        };
        let before = told.flags.len();
        told.flags.extend(faults.flags);
        told.faults.extend(faults.faults.into_iter().map(|mut fault| {
            fault.flag = fault.flag.map(|flag| flag + before);
            fault
        }));
    }

    fn into_error(self, cases: u64) -> Option<Error> {
        let mut faults = self.told?;
        let more = self.count - self.cases;
        if more > 0 {
            let are = if more == 1 { "is" } else { "are" };
            let [more, cases] = [more, cases].map(|count| grouped(count as f64));
            let message =
                format!("{more} more of the {cases} cases {are} faulty: mend these first");
            faults.faults.push(Fault {
                kind: FaultKind::Meaning,
                message,
                path: String::new(),
                flag: None,
                span: None,
                label: String::new(),
                help: Vec::new(),
            });
        }
        Some(Error::Document(Box::new(faults)))
    }
}

/// About the bytes that a lowered scenario takes.
fn weight(scenario: &Scenario) -> usize {
    let setup = &scenario.setup;
    let tranches = |offer: &crate::offer::Offer| -> usize {
        let grants = offer.grants.iter().map(|grant| grant.vesting.tranches().len());
        grants.sum()
    };
    let offer = |offer: &crate::offer::Offer| {
        let parts = offer.grants.len() + offer.sign_on.len() + offer.refresh.iter().count();
        1_024 + 512 * parts + 16 * tranches(offer)
    };
    let offers: usize = setup.offers.iter().map(offer).sum();
    let notes = scenario.notes.as_ref().map_or(0, String::len);
    size_of::<Scenario>()
        + notes
        + offers
        + 1_024 * (setup.market.stocks.len() + setup.profiles.len())
}

/// Refuses cases that ask for a precision, and what the command line says of fields that the study sets itself.
pub(super) fn refuse_changes(
    scenario: &Document,
    cases: &ReadCases,
    changes: &StudyChanges,
) -> Result<(), Error> {
    let paths = cases.paths();
    let places: Vec<_> = paths.iter().filter_map(|path| scenario.place(path).ok()).collect();
    let overrides = &changes.overrides;
    let own = [
        ("--runs", "runs", overrides.runs.is_some()),
        ("--seed", "seed", overrides.seed.is_some()),
        ("--sampler", "sampler", overrides.sampler.is_some()),
        ("--exits", "exits", overrides.exits.is_some()),
    ];
    let mut problems = Vec::new();
    if let Some(place) =
        places.iter().find(|place| place.path.starts_with(&PRECISION.map(Into::into)))
    {
        let path = place.path.join(".");
        problems.push(format!("the study's cases set `{path}`, but a study does a stated number of runs for each; vary `simulation.runs`"));
    }
    for (flag, key, _) in own.iter().filter(|(_, _, given)| *given) {
        if places.iter().any(|place| place.path == ["simulation", key]) {
            problems.push(format!(
                "{flag}: the study's cases set `simulation.{key}` themselves; leave the flag out"
            ));
        }
    }
    for flag in &changes.flags {
        let Some(place) = scenario.place_of_setting(&flag.text) else { continue };
        if let Some(other) = places.iter().find(|other| Undoing::of(other, &place).is_some()) {
            let (name, path) = (&flag.name, other.path.join("."));
            problems.push(format!(
                "{name} {}: the study's cases set `{path}` after it; leave the flag out",
                flag.text
            ));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}
