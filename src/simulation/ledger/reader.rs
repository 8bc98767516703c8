//! Reads the flows of one lane.

use super::{Line, NothingOwed, Reason};
use crate::attrition::Cause;
use crate::offer::year_of_payment;
use crate::simulation::kernel::Block;
use crate::simulation::plan::{
    Accrual, Amount, Flow, Lump, Plan, Repayment, Rule, Severance, Vest,
};

/// One lane of a block under one employment.
pub(super) struct Reader<'a> {
    pub plan: &'a Plan,
    pub block: &'a Block,
    pub employment: usize,
    pub lane: usize,
}

impl Reader<'_> {
    fn exit(&self) -> f64 {
        self.block.careers.exits[self.employment].month[self.lane]
    }

    fn cause(&self) -> u64 {
        self.block.careers.exits[self.employment].cause[self.lane]
    }

    /// An amount in this lane.
    pub fn amount(&self, amount: Amount) -> f64 {
        amount.at(&self.block.careers.columns, self.lane)
    }

    /// A planned price in this lane.
    pub fn price(&self, column: usize) -> f64 {
        self.block.prices.prices[column][self.lane]
    }

    /// What a tranche is worth at its sale, as if it vested.
    pub fn worth(&self, vest: &Vest) -> f64 {
        self.amount(vest.units) * self.price(vest.price) * vest.growth
    }

    /// The line of a flow; `None` for income that does not begin in its year.
    pub fn line(&self, flow: &Flow) -> Option<Line> {
        let blank = Line {
            month: 0.0,
            until: None,
            component: flow.component,
            year: flow.year,
            amount: 0.0,
            present_value: 0.0,
            origin: flow.origin,
            reason: Reason::Paid,
        };
        match &flow.rule {
            Rule::Accrual(accrual) => Some(self.accrual(accrual, blank)),
            Rule::Income(accrual) => self.income(accrual, blank),
            Rule::Lump(lump) => Some(self.lump(lump, blank)),
            Rule::Vest(vest) => Some(self.vest(vest, blank)),
            Rule::Repayment(repayment) => Some(self.repayment(repayment, blank)),
            Rule::Severance(severance) => Some(self.severance(severance, blank)),
        }
    }

    fn accrual(&self, accrual: &Accrual, blank: Line) -> Line {
        let employed = self.block.careers.employed[self.employment][self.lane];
        let annuity = self.block.careers.annuity[self.employment][self.lane];
        let per_month = self.amount(accrual.per_month);
        let none = employed <= accrual.from;
        Line {
            month: accrual.from,
            until: Some(if none { accrual.to } else { accrual.to.min(employed) }),
            amount: per_month * accrual.months(employed),
            present_value: per_month * accrual.annuity(annuity),
            reason: if none {
                Reason::Forfeited { forgone: per_month * accrual.months(accrual.to) }
            } else {
                Reason::Accrued { per_month }
            },
            ..blank
        }
    }

    fn income(&self, accrual: &Accrual, blank: Line) -> Option<Line> {
        let resumed = self.block.careers.resumed[self.employment][self.lane];
        let annuity = self.block.careers.annuity_resumed[self.employment][self.lane];
        let per_month = self.amount(accrual.per_month);
        let months = accrual.months_after(resumed);
        (months > 0.0).then(|| Line {
            month: resumed.max(accrual.from),
            until: Some(accrual.to),
            amount: per_month * months,
            present_value: per_month * accrual.annuity_after(annuity),
            reason: Reason::Accrued { per_month },
            ..blank
        })
    }

    fn lump(&self, lump: &Lump, blank: Line) -> Line {
        let amount = self.amount(lump.amount);
        let month = lump.month;
        if self.exit() < month {
            return Line { month, reason: Reason::Forfeited { forgone: amount }, ..blank };
        }
        Line { month, amount, present_value: amount * lump.discount, ..blank }
    }

    fn vest(&self, vest: &Vest, blank: Line) -> Line {
        let (month, worth) = (vest.sold, self.worth(vest));
        if self.exit() < vest.month {
            return Line { month, reason: Reason::Forfeited { forgone: worth }, ..blank };
        }
        let (units, price) = (self.amount(vest.units), self.price(vest.price));
        let (growth, vested) = (vest.growth, vest.month);
        let reason = Reason::Sold { units, price, growth, vested };
        Line { month, amount: worth, present_value: worth * vest.discount, reason, ..blank }
    }

    fn repayment(&self, repayment: &Repayment, blank: Line) -> Line {
        let (exit, cause) = (self.exit(), self.cause());
        let Repayment { amount: payment, paid, terms, .. } = repayment;
        let payment = self.amount(*payment);
        let amount = repayment.amount(payment, exit, cause);
        let since = exit - f64::from(terms.opens(paid));
        let fraction = terms.fraction_owed(since);
        let covered = terms.causes.contains_code(cause);
        if !covered || fraction == 0.0 || paid.fraction_paid_by(exit) == 0.0 {
            let why = if cause == 0 {
                NothingOwed::Stayed
            } else if !covered {
                NothingOwed::CauseNotCovered
            } else if paid.fraction_paid_by(exit) == 0.0 {
                NothingOwed::NotYetPaid
            } else {
                NothingOwed::OutsideWindow
            };
            return self.nothing(Reason::NothingOwed(why), blank);
        }
        let reason = Reason::Repaid { paid: payment * paid.fraction_paid_by(exit), fraction };
        self.at_exit(amount, reason, blank)
    }

    fn severance(&self, severance: &Severance, blank: Line) -> Line {
        let base = self.amount(severance.base);
        let amount = severance.amount(base, self.exit(), self.cause());
        if self.cause() != Cause::Layoff.code() {
            return self.nothing(Reason::NotLaidOff, blank);
        }
        let months = severance.months;
        let reason = Reason::Severance { months, annual: 12.0 * amount / months };
        self.at_exit(amount, reason, blank)
    }

    fn nothing(&self, reason: Reason, blank: Line) -> Line {
        Line { month: self.exit().min(f64::from(self.plan.horizon)), reason, ..blank }
    }

    fn at_exit(&self, amount: f64, reason: Reason, blank: Line) -> Line {
        let exit = self.exit();
        Line {
            month: exit,
            year: Some(year_of_payment(exit, self.plan.horizon)),
            amount,
            present_value: amount * self.plan.discount.factor(exit),
            reason,
            ..blank
        }
    }
}
