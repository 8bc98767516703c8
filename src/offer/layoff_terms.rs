//! What a layoff comes with: notice and severance.

/// Terms of a layoff.
///
/// A layoff that rings first ends employment `notice_months` later, at T, and the other clocks stop. If
/// T is within the horizon, severance is one payment at T of `severance_months` of the base in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LayoffTerms {
    /// Months between the layoff and the end of employment.
    pub notice_months: u32,
    /// Months of base salary paid at the end.
    pub severance_months: u32,
}
