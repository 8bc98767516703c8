//! What a run lacks of its letter, by cause: the decomposition and its parts. Which runs are looked at belongs to `lowest`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::attrition::Cause;

/// What takes pay away from a letter, or adds to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TailCause {
    /// Prices that left today's.
    Stock,
    /// Leaving by a quit, the clawback left out.
    Voluntary,
    /// Leaving by a layoff, the clawback left out.
    Layoff,
    /// Leaving by a dismissal, the clawback left out.
    Performance,
    /// What is repaid.
    Clawback,
    /// What prices and an exit do together beside what each does alone: negative where both took the same shares.
    Overlap,
    /// What the letter counts otherwise than the terms do: levels of bands, chance and rating of bonuses, refreshers,
    /// averaged conversions, whole units, dividends until a sale at the horizon.
    Terms,
}

impl TailCause {
    /// All causes, in the order of reports.
    pub const ALL: [Self; 7] = [
        Self::Stock,
        Self::Voluntary,
        Self::Layoff,
        Self::Performance,
        Self::Clawback,
        Self::Overlap,
        Self::Terms,
    ];

    /// The cause's name in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Voluntary => "voluntary",
            Self::Layoff => "layoff",
            Self::Performance => "performance",
            Self::Clawback => "clawback",
            Self::Overlap => "overlap",
            Self::Terms => "terms",
        }
    }

    /// The cause that takes most by what each takes, overlaps aside; of equal ones the first. `None` where nothing is taken.
    #[must_use]
    pub fn main(taken: &[f64; 7]) -> Option<Self> {
        let parts = Self::ALL.into_iter().zip(*taken);
        let own = parts.filter(|(cause, part)| *cause != Self::Overlap && *part > 0.0);
        own.reduce(|most, next| if next.1 > most.1 { next } else { most }).map(|(cause, _)| cause)
    }

    /// The cause that leaving for a reason is.
    const fn of_exit(cause: Cause) -> Self {
        match cause {
            Cause::Voluntary => Self::Voluntary,
            Cause::Layoff => Self::Layoff,
            Cause::Performance => Self::Performance,
        }
    }
}

/// Pay of one run in four worlds that share its draws, in dollars.
///
/// With P(prices, exit) the pay, S the run's prices, S0 prices that stay at today's, T its exit and ∞ none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FourWorlds {
    /// d = P(S, T): what the run pays.
    pub paid: f64,
    /// b = P(S, ∞).
    pub stayed: f64,
    /// c = P(S0, T).
    pub flat: f64,
    /// a = P(S0, ∞).
    pub neither: f64,
    /// What of c is repaid: 0 or less.
    pub clawback: f64,
    /// Why the run leaves; `None` for who stays.
    pub exit: Option<Cause>,
}

impl FourWorlds {
    /// What each cause takes from a letter, in the order of [`TailCause::ALL`]; negative where it adds.
    ///
    /// # Formula
    /// With k ≤ 0 the clawback in c: stock = a − b; the exit's cause = a − (c − k); clawback = −k; overlap = (b + c) − (a + d);
    /// terms = letter − a. Their sum is letter − d, whatever the numbers: overlap is what is left of a − d, the
    /// interaction of two factors that are switched on one at a time (factor separation, Stein and Alpert 1993; the
    /// decomposition anchored at (S0, ∞) of Kuo, Sloan, Wasilkowski and Woźniakowski 2010).
    ///
    /// ```
    /// use vestrisk::analysis::FourWorlds;
    /// use vestrisk::attrition::Cause;
    /// // Half of 400 in shares is forfeited by a quit that repays 30; the price has halved.
    /// let run = FourWorlds {
    ///     paid: 100.0 - 30.0,
    ///     stayed: 200.0,
    ///     flat: 200.0 - 30.0,
    ///     neither: 400.0,
    ///     clawback: -30.0,
    ///     exit: Some(Cause::Voluntary),
    /// };
    /// let [stock, quit, .., clawback, overlap, terms] = run.shortfall_by_cause(400.0);
    /// assert_eq!([stock, quit, clawback, overlap, terms], [200.0, 200.0, 30.0, -100.0, 0.0]);
    /// ```
    #[must_use]
    pub fn shortfall_by_cause(&self, letter: f64) -> [f64; 7] {
        let Self { paid, stayed, flat, neither, clawback, exit } = *self;
        let left = neither - (flat - clawback);
        // Who stays has no exit to book: c is a, and k is 0.
        let leaving = exit.map(TailCause::of_exit);
        TailCause::ALL.map(|cause| match cause {
            TailCause::Stock => neither - stayed,
            TailCause::Clawback => 0.0 - clawback,
            TailCause::Overlap => (stayed + flat) - (neither + paid),
            TailCause::Terms => letter - neither,
            _ if leaving == Some(cause) => left,
            _ => 0.0,
        })
    }
}
