//! Which rules can pay anything when exits are known to lie in a window of time, so that the kernel leaves out the others.

use super::flow::Rule;
use super::totals::FixedVest;
use crate::attrition::Cause;

/// What is known of the exits of a block.
#[derive(Clone, Copy, Debug)]
pub enum ExitWindow {
    /// Nothing.
    Any,
    /// Nobody leaves.
    Stays,
    /// All leave after a month and by another, for a cause, or stay if the other is infinite.
    Leaves {
        /// After this month.
        from: f64,
        /// By this month.
        to: f64,
        /// For this cause, or for another that the promises do not tell from it.
        cause: Cause,
    },
}

impl ExitWindow {
    /// Whether a rule can pay.
    #[must_use]
    pub fn admits(&self, rule: &Rule) -> bool {
        let Self::Leaves { from, to, cause } = *self else {
            let at_exit = matches!(rule, Rule::Repayment(_) | Rule::Severance(_) | Rule::Income(_));
            return matches!(self, Self::Any) || !at_exit;
        };
        match rule {
            Rule::Accrual(accrual) => accrual.from < to,
            Rule::Lump(lump) => lump.month <= to,
            Rule::Vest(vest) => vest.month <= to,
            Rule::Repayment(repayment) => {
                let terms = &repayment.terms;
                let opens = terms.opens(&repayment.paid);
                let closes = f64::from(opens + terms.window_months);
                let open = f64::from(opens) < to && from < closes;
                open && terms.causes.contains_code(cause.code())
            }
            Rule::Severance(_) => cause == Cause::Layoff,
            Rule::Income(income) => from < income.to,
        }
    }

    /// Whether a tranche can vest.
    #[must_use]
    pub fn admits_vest(&self, tranche: &FixedVest) -> bool {
        match *self {
            Self::Leaves { to, .. } => tranche.month <= to,
            Self::Any | Self::Stays => true,
        }
    }
}
