//! What an exit leads to: income elsewhere until the horizon.

use crate::quantity::Dollars;

/// Income after any exit: accrues from T + `gap_months` to the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutsideOption {
    /// Annual pay elsewhere.
    pub annual_pay: Dollars,
    /// Months without income after the exit.
    pub gap_months: u32,
}
