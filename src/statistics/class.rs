//! One class of a sample whose values are known only by number: where they are taken to lie. Which class
//! a value is in belongs to `classes`.

use super::order::Order;

/// A class of values: its edges, and how many are in it.
///
/// A value lies between the edges; the edge next to zero is in the class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// The lower edge, −∞ for the first class of all.
    pub low: f64,
    /// The upper edge, ∞ for the last class of all.
    pub high: f64,
    /// The number of values.
    pub count: u64,
}

/// A sample whose order is known by the classes that its values are in.
pub trait Classed: Order {
    /// The classes that hold a value, in ascending order.
    fn each_class(&self) -> Box<dyn Iterator<Item = Class> + '_>;
}

impl Class {
    /// The value at a place of the class, counted from 0.
    ///
    /// The values lie evenly: that at place i of k at (i + ½)/k of the width. In the class around zero all
    /// are 0, in a class without end all are at its edge.
    pub(super) fn value(&self, place: u64) -> f64 {
        match self.point() {
            Some(point) => point,
            None => self.low + self.width() * ((place as f64 + 0.5) / self.count as f64),
        }
    }

    /// How many of its values are below a number.
    pub(super) fn below(&self, x: f64) -> u64 {
        match self.point() {
            Some(point) => {
                if point < x {
                    self.count
                } else {
                    0
                }
            }
            None => self.within((self.share(x) - 0.5).ceil()),
        }
    }

    /// How many of its values are at or below a number.
    pub(super) fn at_or_below(&self, x: f64) -> u64 {
        match self.point() {
            Some(point) => {
                if point <= x {
                    self.count
                } else {
                    0
                }
            }
            None => self.within((self.share(x) - 0.5).floor() + 1.0),
        }
    }

    /// Σ(x − c) and Σ(x − c)² of its lowest values: with u = low − c, v = width/k and r of k values, whose
    /// places are at i + ½: r u + v r²/2 and r u² + u v r² + v² (r³/3 − r/12).
    pub(super) fn lower_sums(&self, lowest: u64, around: f64) -> (f64, f64) {
        let taken = lowest as f64;
        if let Some(point) = self.point() {
            let from = point - around;
            return (taken * from, taken * from * from);
        }
        let (from, apart) = (self.low - around, self.width() / self.count as f64);
        let places = taken * taken / 2.0;
        let squares = taken * taken * taken / 3.0 - taken / 12.0;
        let sum = taken * from + apart * places;
        (sum, taken * from * from + 2.0 * from * apart * places + apart * apart * squares)
    }

    /// Where all its values are taken to be, if at one point.
    fn point(&self) -> Option<f64> {
        if self.low < 0.0 && self.high > 0.0 {
            Some(0.0)
        } else if self.low == f64::NEG_INFINITY {
            Some(self.high)
        } else {
            (self.high == f64::INFINITY || self.high <= self.low).then_some(self.low)
        }
    }

    fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Where a number is within the class, counted in values.
    fn share(&self, x: f64) -> f64 {
        (x - self.low) / self.width() * self.count as f64
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number, clamped to 0 … count"
    )]
    fn within(&self, count: f64) -> u64 {
        (count.max(0.0) as u64).min(self.count)
    }
}

/// Σ(x − c) and Σ(x − c)² over the values of lower rank than `rank` in some classes that ascend.
pub(super) fn lower_sums(
    classes: impl Iterator<Item = Class>,
    rank: u64,
    around: f64,
) -> (f64, f64) {
    let mut left = rank;
    let mut sums = (0.0, 0.0);
    for class in classes {
        if left == 0 {
            break;
        }
        let taken = left.min(class.count);
        let (sum, squares) = class.lower_sums(taken, around);
        sums = (sums.0 + sum, sums.1 + squares);
        left -= taken;
    }
    sums
}
