//! An exit profile: the hazards of the three competing causes, or one certain exit.

use super::cause::Cause;
use super::hazard::Hazard;
use super::response::Responses;

/// Hazards of the three competing causes, `None` where a hazard is nothing by itself, and how they respond
/// to the world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hazards {
    /// By [`Cause::index`].
    by_cause: [Option<Hazard>; 3],
    /// How they respond.
    pub responses: Responses,
}

impl Hazards {
    /// Hazards in the order voluntary, layoff, performance.
    #[must_use]
    pub fn new(
        voluntary: Option<Hazard>,
        layoff: Option<Hazard>,
        performance: Option<Hazard>,
    ) -> Self {
        Self { by_cause: [voluntary, layoff, performance], responses: Responses::default() }
    }

    /// The same hazards with responses.
    #[must_use]
    pub fn responding(self, responses: Responses) -> Self {
        Self { responses, ..self }
    }

    /// Whether a cause can end the job: it has a hazard, or comes in waves.
    #[must_use]
    pub fn can_happen(&self, cause: Cause) -> bool {
        let waves = cause == Cause::Layoff && self.responses.layoff_waves.is_some();
        waves || self.of(cause).is_some()
    }

    /// The hazard of a cause, if it can happen.
    #[must_use]
    pub fn of(&self, cause: Cause) -> Option<&Hazard> {
        self.by_cause[cause.index()].as_ref()
    }

    /// The integrated hazard of all causes from 0 to a time in months, before any response.
    #[must_use]
    pub fn integrated(&self, month: f64) -> f64 {
        self.by_cause.iter().flatten().map(|hazard| hazard.integrated(month)).sum()
    }
}

/// An exit that is certain: T = `month` exactly, with that cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertainExit {
    /// Month of the exit since the start.
    pub month: u32,
    /// Its cause.
    pub cause: Cause,
}

/// When and why one kind of job ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Profile {
    /// Competing hazards. With none at all, nobody ever leaves.
    Hazards(Hazards),
    /// A certain exit.
    Certain(CertainExit),
}
