//! Amounts of dollars or units as the plan knows them: the same in every run, or made from columns.

use crate::random::{Column, LANES};

/// An amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// The same in every run.
    Constant(f64),
    /// A part of a column.
    Share {
        /// The column.
        column: usize,
        /// The part.
        fraction: f64,
    },
}

impl Amount {
    /// The amount in one lane.
    #[inline]
    #[must_use]
    pub fn at(&self, columns: &[Column], lane: usize) -> f64 {
        match *self {
            Self::Constant(amount) => amount,
            Self::Share { column, fraction } => columns[column][lane] * fraction,
        }
    }

    /// The amount times a factor.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        match self {
            Self::Constant(amount) => Self::Constant(amount * factor),
            Self::Share { column, fraction } => Self::Share { column, fraction: fraction * factor },
        }
    }

    /// The amount over a divisor.
    #[must_use]
    pub fn over(self, divisor: f64) -> Self {
        match self {
            Self::Constant(amount) => Self::Constant(amount / divisor),
            Self::Share { column, fraction } => {
                Self::Share { column, fraction: fraction / divisor }
            }
        }
    }

    /// Calls `work` with the amount by lane. What kind of amount it is, is asked once, so that
    /// the loops over lanes stay without branches.
    #[inline(always)]
    pub fn with(&self, columns: &[Column], mut work: impl FnMut(LaneAmount<'_>)) {
        match *self {
            Self::Constant(amount) => work(LaneAmount { whole: None, part: amount }),
            Self::Share { column, fraction } => {
                work(LaneAmount { whole: Some(&columns[column]), part: fraction });
            }
        }
    }
}

/// An amount by lane: a part of a column, or the same everywhere.
#[derive(Clone, Copy, Debug)]
pub struct LaneAmount<'a> {
    whole: Option<&'a Column>,
    part: f64,
}

impl LaneAmount<'_> {
    /// The amount in one lane.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, lane: usize) -> f64 {
        self.whole.map_or(self.part, |whole| whole[lane] * self.part)
    }
}

/// A sum of amounts, each times a weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Combination {
    constant: f64,
    /// (column, weight), columns rising.
    terms: Vec<(usize, f64)>,
}

impl Combination {
    /// Adds an amount times a weight.
    pub fn add(&mut self, amount: Amount, weight: f64) {
        match amount {
            Amount::Constant(amount) => self.constant += amount * weight,
            Amount::Share { column, fraction } => {
                match self.terms.binary_search_by_key(&column, |(column, _)| *column) {
                    Ok(place) => self.terms[place].1 += fraction * weight,
                    Err(place) => self.terms.insert(place, (column, fraction * weight)),
                }
            }
        }
    }

    /// The sum in one lane.
    #[inline]
    #[must_use]
    pub fn at(&self, columns: &[Column], lane: usize) -> f64 {
        let part = |(column, weight): &(usize, f64)| columns[*column][lane] * weight;
        self.terms.iter().map(part).sum::<f64>() + self.constant
    }

    /// Adds the sum times a weight by lane to a column.
    #[inline(always)]
    pub fn add_to(&self, columns: &[Column], out: &mut Column, weight: impl Fn(usize) -> f64) {
        for (column, share) in &self.terms {
            let whole = &columns[*column];
            for lane in 0..LANES {
                out[lane] += whole[lane] * share * weight(lane);
            }
        }
        if self.constant != 0.0 {
            for lane in 0..LANES {
                out[lane] += self.constant * weight(lane);
            }
        }
    }
}
