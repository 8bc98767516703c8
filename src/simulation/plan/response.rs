//! Factors on a month's hazard that a run settles as if employed, stage 3: returns, what is still to
//! vest, ratings.

use super::amount::Combination;
use super::columns::TierFactor;
use super::units::ConversionPrice;
use crate::attrition::Responses;
use crate::market::PriceColumns;
use crate::processor::Processor;
use crate::quantity::Elasticity;
use crate::random::{Column, LANES};

/// How one cause's hazard follows the run, month by month from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum Follows {
    /// The stock's return.
    Return(ReturnFactor),
    /// What vests and is due within a year.
    Unvested(UnvestedFactor),
    /// The rating in force, by month.
    Rating(Vec<TierFactor>),
}

impl Follows {
    /// Fills a column with the factors of a month; false where they are all 1. Months come in order, and
    /// between two of them the column stays as it is.
    pub fn fill(
        &self,
        processor: Processor,
        month: usize,
        columns: &[Column],
        prices: &PriceColumns,
        (out, scratch): (&mut Column, &mut Column),
    ) -> bool {
        match self {
            Self::Return(factor) => factor.fill(processor, month, prices, out),
            Self::Unvested(factor) => {
                factor.fill(processor, month, columns, prices, (out, scratch))
            }
            // The tier, and with it the factors that are still in the column, changes at reviews only.
            Self::Rating(tiers) if month > 0 && tiers[month] == tiers[month - 1] => true,
            Self::Rating(tiers) => {
                for lane in 0..LANES {
                    out[lane] = tiers[month].at(columns, lane);
                }
                true
            }
        }
    }
}

/// exp(−γ R) with R the log return over the last 12 months, or since the start.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnFactor {
    /// γ.
    pub elasticity: Elasticity,
    /// Columns of the price at each month from 0.
    pub prices: Vec<usize>,
}

impl ReturnFactor {
    fn fill(
        &self,
        processor: Processor,
        month: usize,
        prices: &PriceColumns,
        out: &mut Column,
    ) -> bool {
        let from = month.saturating_sub(12);
        if from == month {
            return false;
        }
        let [now, then] = [month, from].map(|at| &prices.prices[self.prices[at]]);
        ratios(processor, now, then, out);
        Responses::factors(processor, out, self.elasticity);
        true
    }
}

/// (u/u0)^−β with u what vests and is due in (t, t + 12], at today's and at conversion prices.
#[derive(Clone, Debug, PartialEq)]
pub struct UnvestedFactor {
    /// β.
    pub elasticity: Elasticity,
    /// By month from 0.
    pub months: Vec<Outstanding>,
}

/// What vests and is due within a year of a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outstanding {
    /// Units by the column of their stock's price at the month.
    pub units: Vec<(usize, Combination)>,
    /// The same units by their conversion price.
    pub converted: Vec<(ConversionPrice, Combination)>,
    /// Sign-on due.
    pub due: Combination,
}

impl UnvestedFactor {
    fn fill(
        &self,
        processor: Processor,
        month: usize,
        columns: &[Column],
        prices: &PriceColumns,
        (out, scratch): (&mut Column, &mut Column),
    ) -> bool {
        let Outstanding { units, converted, due } = &self.months[month];
        if units.is_empty() {
            return false;
        }
        processor.run(
            #[inline(always)]
            || {
                out.fill(0.0);
                due.add_to(columns, out, |_| 1.0);
                scratch.copy_from_slice(&out[..]);
                for (price, units) in units {
                    let price = &prices.prices[*price];
                    units.add_to(columns, out, |lane| price[lane]);
                }
                for (price, units) in converted {
                    match *price {
                        ConversionPrice::Known(price) => units.add_to(columns, scratch, |_| price),
                        ConversionPrice::Price(column) => {
                            let price = &prices.prices[column];
                            units.add_to(columns, scratch, |lane| price[lane]);
                        }
                        ConversionPrice::Average(column) => {
                            let price = &prices.averages[column];
                            units.add_to(columns, scratch, |lane| price[lane]);
                        }
                    }
                }
            },
        );
        let now = *out;
        ratios(processor, &now, scratch, out);
        Responses::factors(processor, out, self.elasticity);
        true
    }
}

/// The ratios of two columns.
fn ratios(processor: Processor, now: &Column, then: &Column, out: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                out[lane] = ratio(now[lane], then[lane]);
            }
        },
    );
}

/// now / then as a positive normal number; 1 where nothing was there, or where a price has left the
/// range of numbers and says nothing any more.
#[inline(always)]
#[expect(clippy::manual_range_contains, reason = "without the short circuit of `contains`")]
fn ratio(now: f64, then: f64) -> f64 {
    let ratio = now / then;
    let sound = (ratio >= f64::MIN_POSITIVE) & (ratio < f64::INFINITY);
    if sound { ratio } else { 1.0 }
}
