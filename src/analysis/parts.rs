//! Scenarios whose runs are divided among machines: the part of each that a share of its runs is, to be stored and joined.
//! What is asked of a scenario belongs to `batch`, what a share adds up to and how shares merge to `simulation`.

mod stored;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::batch::{Answer, Case, CaseMeasures};
use super::summary::Options;
use crate::error::Error;
use crate::scenario::Scenario;
use crate::simulation::{Measures, Observer, Outcome, PartialOutcome, RunShare, Settings, engine};
use stored::Stored;

/// What a share of a scenario's runs adds up to, with all that reading the answer takes: the scenario is not needed again.
///
/// It can be stored: as bytes with the program's version and a checksum ([`Self::to_bytes`]), or within something else that has
/// both. What is read again is checked: what cannot be a part is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    sha256: String,
    case: Case,
    outcome: PartialOutcome,
}

/// Simulates a share of the runs of scenarios, each with its own runs and seed; [`join`] makes of all shares of a scenario what
/// [`answers`](super::answers) says of it, to the bit.
///
/// # Errors
/// Those of [`engine::run_share`].
pub fn parts(
    scenarios: &[Scenario],
    share: RunShare,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Part>, Error> {
    let each = || {
        let parts = scenarios.par_iter().map(|scenario| {
            let mut request = options.request();
            let case = Case::of(scenario);
            CaseMeasures::of_case(&case, &mut |measure, keep| request.add(measure, keep));
            let outcome = engine::run_share(&scenario.setup, &request, share, observer)?;
            Ok(Part { sha256: scenario.sha256.clone(), case, outcome })
        });
        parts.collect()
    };
    options.pool.install(each)
}

/// The answer of a scenario, given the parts that are all shares of its runs, in any order. Where they keep their samples it
/// holds these, whatever memory the options allow: see [`Outcome::merge`].
///
/// # Errors
/// [`Error::Refused`] where parts are missing, twice there or not of one scenario; otherwise those of [`Outcome::merge`], and
/// [`Error::Interrupted`] when the observer cancels.
pub fn join(
    parts: Vec<Part>,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Answer, Error> {
    let problems: Vec<String> = match parts.split_first() {
        None => vec!["there is no part to join".to_owned()],
        Some((first, others)) => others.iter().filter_map(|part| first.differs(part)).collect(),
    };
    let case = parts.first().map(|part| part.case.clone()).filter(|_| problems.is_empty());
    let Some(case) = case else { return Err(Error::Refused(problems)) };
    let outcomes = parts.into_iter().map(|part| part.outcome).collect();
    let (_, measures) = asked(&case);
    options.pool.install(|| {
        let outcome = Outcome::merge(outcomes, options.processor)?;
        case.read(&measures, &outcome, observer)
    })
}

/// What is asked of a case, and where.
fn asked(case: &Case) -> (Measures, Vec<CaseMeasures>) {
    let mut list = Measures::default();
    let measures = CaseMeasures::of_case(case, &mut |measure, keep| list.add(measure, keep));
    (list, measures)
}

impl Part {
    /// Which share of the runs it is.
    #[must_use]
    pub const fn share(&self) -> RunShare {
        self.outcome.share()
    }

    /// The hash of the effective scenario.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The names of the offers, in the scenario's order.
    #[must_use]
    pub fn offers(&self) -> &[String] {
        &self.case.names
    }

    /// The settings of the whole job, its runs and seed among them.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.case.settings
    }

    /// Why another part is not of the same scenario, if it is not.
    fn differs(&self, other: &Self) -> Option<String> {
        let share =
            |part: &Self| format!("share {} of {}", part.share().index(), part.share().of());
        let what = if self.sha256 != other.sha256 {
            "scenario"
        } else if self.case != other.case {
            "reading of the scenario"
        } else {
            return None;
        };
        let (own, others) = (share(self), share(other));
        Some(format!("{others} is of another {what} than {own}"))
    }
}

/// The version of this program: parts of different ones do not belong together.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Bytes of the checksum.
const SEAL: usize = 32;

impl Part {
    /// The part as bytes: this version of vestrisk, the part, and the SHA-256 of both.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let encoded = postcard::to_allocvec(&(VERSION, self));
        let mut bytes = encoded.expect("numbers, texts and lists can be encoded");
        let seal = Sha256::digest(&bytes);
        bytes.extend_from_slice(&seal);
        bytes
    }

    /// The part that some bytes are.
    ///
    /// # Errors
    /// [`Error::Refused`] where they are damaged, of another version, or no part; where their checksum fits, any error
    /// of what is said in them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let refused = |why: String| Err(Error::Refused(vec![why]));
        let sealed = bytes.split_last_chunk::<SEAL>();
        let intact = sealed.filter(|(body, seal)| Sha256::digest(body)[..] == seal[..]);
        let Some((body, _)) = intact else {
            return refused(
                "a part is damaged: its checksum is another; simulate this share again".to_owned(),
            );
        };
        let version = postcard::take_from_bytes::<&str>(body);
        if let Ok((version, _)) = version
            && version != VERSION
        {
            return refused(format!(
                "a part is of version {version}, and this is {VERSION}; use one version for all shares"
            ));
        }
        let stored = version.and_then(|(_, body)| postcard::take_from_bytes::<Stored<'_>>(body));
        match stored {
            Ok((stored, [])) => stored.try_into(),
            _ => refused(
                "a part cannot be read: its checksum fits, but this version writes no such part"
                    .to_owned(),
            ),
        }
    }
}
