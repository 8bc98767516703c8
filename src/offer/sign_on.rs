//! Sign-on payments: how much, when, and what may be claimed back.

use super::clawback::Clawback;
use super::money::Money;
use super::payment::Payment;

/// A sign-on payment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignOn {
    /// The whole amount.
    pub amount: Money,
    /// When it is paid.
    pub paid: Payment,
    /// What is claimed back on an early exit; `None`: nothing.
    pub clawback: Option<Clawback>,
}
