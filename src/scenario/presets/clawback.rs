//! Clawback presets: how documented sign-on terms ask money back. They disagree, and none is *the*
//! rule.

use super::Confidence::{High, Medium};
use super::{Provenance, seen};
use crate::attrition::{Cause, Causes};
use crate::offer::{Clawback, Proration, WindowStart};

/// The name of the preset for payments that stop at the exit and are never owed back.
pub const INSTALMENTS: &str = "instalments";

/// Terms of repayment as a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// The window in months.
    pub window_months: u32,
    /// How the debt falls.
    pub proration: Proration,
    /// Causes of exit that trigger it.
    pub causes: &'static [Cause],
}

/// Clawback terms by name; the window of each starts at the payment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClawbackPreset {
    /// The name in scenario files.
    pub name: &'static str,
    /// The terms; `None`: nothing is ever owed.
    pub terms: Option<Terms>,
    /// Where it was seen.
    pub provenance: Provenance,
}

impl ClawbackPreset {
    /// The clawback itself, `None` where nothing is ever owed.
    #[must_use]
    pub fn clawback(&self) -> Option<Clawback> {
        self.terms.map(|terms| Clawback {
            window_months: terms.window_months,
            proration: terms.proration,
            causes: Causes::of(terms.causes),
            from: WindowStart::Payment,
        })
    }
}

/// Exits for which most letters ask money back: all but a layoff.
const OWN_DOING: &[Cause] = &[Cause::Voluntary, Cause::Performance];

const fn terms(window_months: u32, proration: Proration, causes: &'static [Cause]) -> Terms {
    Terms { window_months, proration, causes }
}

const fn row(name: &'static str, terms: Option<Terms>, provenance: Provenance) -> ClawbackPreset {
    ClawbackPreset { name, terms, provenance }
}

const SHAPE: Provenance = seen("sign-on terms in offer letters; they differ", "2026", Medium);
const LAW: Provenance = seen("California AB 692: the most that may be asked", "2026-01", High);

/// All clawback presets.
pub static ALL: [ClawbackPreset; 5] = [
    row(INSTALMENTS, None, SHAPE),
    row("prorated_12", Some(terms(12, Proration::Monthly, OWN_DOING)), SHAPE),
    row("prorated_24", Some(terms(24, Proration::Monthly, OWN_DOING)), SHAPE),
    row("cliff_12", Some(terms(12, Proration::None, OWN_DOING)), SHAPE),
    row("california_2026", Some(terms(24, Proration::Daily, &[Cause::Voluntary])), LAW),
];

/// The preset of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ClawbackPreset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// The names of all presets.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().map(|preset| preset.name)
}
