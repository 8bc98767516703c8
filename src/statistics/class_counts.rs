//! Counts of a sample in classes once it is complete: a list of the classes that hold values, which takes no more
//! memory than they do. How values are counted belongs to `bins` and `share_bins`, how a list is stored to `stored`.

mod stored;

use serde::{Deserialize, Serialize};

use super::class::{Class, Classed, lower_sums};
use super::classes::{class_of, edges};
use super::order::Order;
use super::share_bins::{PART_FOLD, PART_ROOM};
use super::sole_value::SoleValue;

/// The classes that hold values, ascending, with their counts.
///
/// # Weights
/// A value may count many times, so that a run with several outcomes counts each in proportion to its probability:
/// the count is then that of such shares, and ranks are among them.
///
/// # As an order
/// [`Order`] takes the values of a class as spread evenly over it, as [`Bins`](super::Bins) do, unless they are a single
/// one, which is exact. So an order statistic is off by less than the width of its class: at most
/// [`RELATIVE_ERROR`](super::RELATIVE_ERROR) of its size, eight times that for [`ShareBins::part`](super::ShareBins::part).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "stored::Stored", try_from = "stored::Stored")]
pub struct ClassCounts {
    classes: Vec<u32>,
    /// Each is 2^fold classes together.
    fold: u32,
    /// How many values are in each class and below.
    ends: Vec<u64>,
    sole: Vec<SoleValue>,
}

impl ClassCounts {
    /// The width of the classes of parts, as [`Self::fold`] says it.
    pub const OF_PARTS: u32 = PART_FOLD;

    /// Counts by class, the classes ascending, each 2^fold of the usual ones together.
    pub(super) fn new(
        fold: u32,
        counts: impl Iterator<Item = (u32, u64, SoleValue)> + Clone,
    ) -> Self {
        let held = counts.filter(|(_, count, _)| *count > 0);
        let room = held.clone().count();
        let mut all = Self {
            classes: Vec::with_capacity(room),
            fold,
            ends: Vec::with_capacity(room),
            sole: Vec::with_capacity(room),
        };
        let mut end = 0;
        for (class, count, sole) in held {
            end += count;
            all.classes.push(class);
            all.ends.push(end);
            all.sole.push(sole);
        }
        all
    }

    /// The counts of both. Associative and commutative.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        if self.classes.is_empty() {
            return other.clone();
        }
        debug_assert!(other.classes.is_empty() || other.fold == self.fold, "classes of one width");
        let (mut mine, mut theirs) = (self.numbered().peekable(), other.numbered().peekable());
        let next = std::iter::from_fn(|| match (mine.peek(), theirs.peek()) {
            (Some((class, ..)), Some((another, ..))) if class == another => {
                let (class, count, sole) = mine.next()?;
                let (_, more, other) = theirs.next()?;
                Some((class, count + more, sole.joined(other)))
            }
            (Some((class, ..)), Some((another, ..))) if class > another => theirs.next(),
            (Some(_), _) => mine.next(),
            (None, _) => theirs.next(),
        });
        let all: Vec<(u32, u64, SoleValue)> = next.collect();
        Self::new(self.fold, all.iter().copied())
    }

    /// Which classes of parts hold a single value of all that is counted here.
    #[must_use]
    pub fn wide(&self) -> WideClasses {
        let mut all = vec![SoleValue::NONE; PART_ROOM];
        for (class, sole) in self.classes.iter().zip(&self.sole) {
            let wide = &mut all[(class >> (PART_FOLD - self.fold)) as usize];
            *wide = wide.joined(*sole);
        }
        WideClasses(all)
    }

    /// Each is so many powers of two of the usual classes together.
    #[must_use]
    pub fn fold(&self) -> u32 {
        self.fold
    }

    /// The same counts, of a part of what some bins have counted, told which of its classes hold a single value.
    #[must_use]
    pub fn knowing(mut self, whole: &WideClasses) -> Self {
        for (class, sole) in self.classes.iter().zip(&mut self.sole) {
            *sole = whole.0[*class as usize];
        }
        self
    }

    /// The classes in ascending order.
    pub fn classes(&self) -> impl Iterator<Item = Class> + '_ {
        (0..self.classes.len()).map(|place| self.class(place))
    }

    pub(super) fn numbered(&self) -> impl Iterator<Item = (u32, u64, SoleValue)> + '_ {
        let count = |at: usize| self.ends[at] - self.start(at);
        (0..self.classes.len()).map(move |at| (self.classes[at], count(at), self.sole[at]))
    }

    /// How many values are below the class at a place.
    fn start(&self, place: usize) -> u64 {
        place.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn class(&self, place: usize) -> Class {
        let (class, count) = (self.classes[place], self.ends[place] - self.start(place));
        let (first, last) = (class << self.fold, ((class + 1) << self.fold) - 1);
        match self.sole[place].value() {
            Some(value) => Class { low: value, high: value, count },
            None => Class { low: edges(first).0, high: edges(last).1, count },
        }
    }

    /// How many values are below a number, or at or below it, as `within` says of those of its class.
    fn up_to(&self, x: f64, within: impl Fn(Class) -> u64) -> u64 {
        if x.is_nan() {
            return 0;
        }
        let class = class_of(x) >> self.fold;
        let place = self.classes.partition_point(|held| *held < class);
        let held = self.classes.get(place) == Some(&class);
        self.start(place) + if held { within(self.class(place)) } else { 0 }
    }
}

/// The classes of parts, eight times as wide as the usual ones, and which hold a single value of the whole.
#[derive(Clone, Debug)]
pub struct WideClasses(Vec<SoleValue>);

impl Classed for ClassCounts {
    fn each_class(&self) -> Box<dyn Iterator<Item = Class> + '_> {
        Box::new(self.classes())
    }
}

impl Order for ClassCounts {
    fn count(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    fn value(&self, rank: u64) -> f64 {
        let Some(last) = self.count().checked_sub(1) else { return f64::NAN };
        let rank = rank.min(last);
        let place = self.ends.partition_point(|end| *end <= rank);
        self.class(place).value(rank - self.start(place))
    }

    fn below(&self, x: f64) -> u64 {
        self.up_to(x, |class| class.below(x))
    }

    fn at_or_below(&self, x: f64) -> u64 {
        self.up_to(x, |class| class.at_or_below(x))
    }

    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64) {
        lower_sums(self.classes(), rank, around)
    }
}
