//! Present values: discount factors of lumps and annuities of accruals.

use crate::processor::Processor;
use crate::quantity::ContinuousRate;
use crate::random::{Column, LANES, elementary, vector};

/// Discounting at a continuously compounded rate r a year, to the start date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discount {
    per_month: f64,
}

impl Discount {
    /// Discounting at a rate.
    #[must_use]
    pub fn new(rate: ContinuousRate) -> Self {
        Self { per_month: rate.get() / 12.0 }
    }

    /// The present value of a dollar at a month: exp(−r t / 12).
    #[inline]
    #[must_use]
    pub fn factor(&self, month: f64) -> f64 {
        elementary::exp(-self.per_month * month)
    }

    /// The present value of a dollar a month paid continuously from 0 to a month:
    /// (1 − exp(−r t / 12)) × 12 / r, or t when r = 0.
    #[inline]
    #[must_use]
    pub fn annuity(&self, month: f64) -> f64 {
        if self.per_month == 0.0 {
            month
        } else {
            // As over lanes, so that annuities of neighbouring times differ by what lies between.
            vector::exp_minus_one(-self.per_month * month) * (-1.0 / self.per_month)
        }
    }

    /// The annuities of a column of months.
    pub fn annuities(&self, processor: Processor, months: &Column, annuities: &mut Column) {
        if self.per_month == 0.0 {
            annuities.copy_from_slice(&months[..]);
            return;
        }
        let (rate, months_a_dollar) = (-self.per_month, -1.0 / self.per_month);
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    annuities[lane] = vector::exp_minus_one(rate * months[lane]) * months_a_dollar;
                }
            },
        );
    }

    /// The discount factor at a time whose annuity is known: 1 − (r / 12) × annuity.
    #[inline(always)]
    #[must_use]
    pub fn factor_from_annuity(&self, annuity: f64) -> f64 {
        1.0 - self.per_month * annuity
    }
}
