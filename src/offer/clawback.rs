//! The terms on which a sign-on payment is repaid after an early exit.

use super::payment::Payment;
use crate::attrition::Causes;

/// How the debt falls with time since the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proration {
    /// The whole debt until the window ends.
    None,
    /// By completed months: (W − ⌊t⌋) / W.
    Monthly,
    /// Continuously: (W − t) / W.
    Daily,
}

/// Where the window starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowStart {
    /// At the lump's month or the instalments' first month.
    Payment,
    /// At the start of the job.
    Start,
}

/// Clawback terms of one payment; each payment is its own debt.
///
/// With p the window's start and W its length, an exit at T with p ≤ T < p + W and a cause in `causes`
/// owes (the payment's amount paid by T) × f, f by [`Proration`]. At T = p + W nothing is owed, and
/// nothing before the payment is made. Never clipped at final pay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clawback {
    /// Window W in months, above 0.
    pub window_months: u32,
    /// How the debt falls.
    pub proration: Proration,
    /// Causes of exit that trigger it.
    pub causes: Causes,
    /// Where the window starts.
    pub from: WindowStart,
}

impl Clawback {
    /// The month p at which the window of a payment opens.
    #[must_use]
    pub fn opens(&self, paid: &Payment) -> u32 {
        match self.from {
            WindowStart::Payment => paid.first_month(),
            WindowStart::Start => 0,
        }
    }

    /// The fraction f still owed `since` months after the window opened, 0 outside the window.
    #[inline]
    #[must_use]
    pub fn fraction_owed(&self, since: f64) -> f64 {
        let window = f64::from(self.window_months);
        let elapsed = match self.proration {
            Proration::None => 0.0,
            Proration::Monthly => since.floor(),
            Proration::Daily => since,
        };
        if since >= 0.0 && since < window { (window - elapsed) / window } else { 0.0 }
    }

    /// What an exit with one of the causes at `time` owes on a payment of `amount`, as a positive
    /// amount.
    #[inline]
    #[must_use]
    pub fn debt(&self, paid: &Payment, amount: f64, time: f64) -> f64 {
        let since = time - f64::from(self.opens(paid));
        amount * paid.fraction_paid_by(time) * self.fraction_owed(since)
    }
}
