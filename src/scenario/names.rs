//! The words of the format for choices whose types carry no names of their own. Readers look choices up
//! in these tables, and the hash writes them.

use crate::offer::{Proration, Sell, WindowStart};

/// How a clawback's debt falls.
pub(super) const PRORATIONS: [(&str, Proration); 3] =
    [("none", Proration::None), ("monthly", Proration::Monthly), ("daily", Proration::Daily)];
/// Where a clawback's window starts.
pub(super) const STARTS: [(&str, WindowStart); 2] =
    [("payment", WindowStart::Payment), ("start", WindowStart::Start)];
/// When vested shares are sold.
pub(super) const SALES: [(&str, Sell); 2] =
    [("at_vest", Sell::AtVest), ("at_horizon", Sell::AtHorizon)];

/// How a band's amounts are distributed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ShapeName {
    Uniform,
    /// With a mode, for which the format has a key of its own.
    Triangular,
}
/// The shapes of bands.
pub(super) const BAND_SHAPES: [(&str, ShapeName); 2] =
    [("uniform", ShapeName::Uniform), ("triangular", ShapeName::Triangular)];

/// The word for a choice.
pub(super) fn word<T: PartialEq>(choices: &[(&'static str, T)], value: &T) -> &'static str {
    choices.iter().find(|(_, choice)| choice == value).map_or("", |(word, _)| word)
}
