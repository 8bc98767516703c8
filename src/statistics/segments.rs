//! Stochastic dominance between samples that are not sorted: from the classes that two quantile functions
//! run through, and from the values of only those classes that decide. What dominance is belongs to
//! `dominance`.

use std::ops::Range;

use super::cells::Cell;
use super::class::{Class, Classed};
use super::classes::at_key;
use super::dominance::{
    Differences, Dominance, Dominant, dominance_while, dominant, shortfall, verdict,
};
use super::order::Order;
use super::sample::PIECE;
use super::selection::Selection;
use super::sift::Pieces;

/// Compares two counted samples of equal size, as [`dominance`](super::dominance()) does sorted ones.
///
/// # Method
/// Between the ranks at which either sample enters another class both quantile functions are taken as
/// straight, as [`Class`] takes them. D and its integral are read off at the ends of these segments.
///
/// # Error
/// D is off by at most the width of the two classes that it is taken from: a difference within 2⁻¹¹ of the
/// outcomes is not told from none, and the tolerance is of no use below that. Samples of unequal size are
/// not compared; the verdict is that on an empty one.
pub fn dominance_of_classes(
    offer: &dyn Classed,
    baseline: &dyn Classed,
    tolerance: f64,
) -> Dominance {
    let count = offer.count();
    if count == 0 || baseline.count() != count {
        return Dominance::UNKNOWN;
    }
    let mut quantiles = Differences::new(tolerance);
    let mut integrals = Differences::new(tolerance);
    let mut integral = 0.0;
    for Segment { ranks, offer, baseline } in segments(classes(offer), classes(baseline)) {
        let value = |(class, start): (Class, u64), rank: u64| class.value(rank - start);
        let difference = |rank| value(offer, rank) - value(baseline, rank);
        let (first, last) = (difference(ranks.start), difference(ranks.end - 1));
        integral += f64::midpoint(first, last) * ((ranks.end - ranks.start) as f64 / count as f64);
        quantiles.see(first);
        quantiles.see(last);
        integrals.see(integral);
    }
    verdict(&quantiles, &integrals)
}

/// Some classes, each with the rank at which it begins, for itself and for [`segments`].
fn classes(counted: &dyn Classed) -> impl Iterator<Item = ((Class, u64), u64, u64)> + '_ {
    let mut end = 0;
    counted.each_class().map(move |class| {
        let start = end;
        end += class.count;
        ((class, start), start, class.count)
    })
}

/// Compares two stored samples: the same answer to the last bit as [`dominance`](super::dominance()) on the
/// sorted ones, mostly without sorting them. `None` once `go_on` says no.
///
/// # Method
/// On the ranks at which the offer is in one class and the baseline in another, D lies between the
/// differences of the classes' ends. These bounds decide most of the verdict. Where they leave it open
/// only what can decide it is settled: for an extreme of D the segments whose bound reaches the best value
/// that is certain (branch and bound); for the sign of the integral the ranks up to the last at which it
/// is open, with room for the rounding of its sum. Offers that differ by a constant, cross, or lie apart
/// need few values or none.
///
/// # Memory
/// If all is open, as between samples that are the same, all is settled: another 8 bytes a value of both
/// samples, 16 for a moment. Samples of unequal size, and such that hold NaN or magnitudes from 2⁴⁶ on, are
/// sorted.
pub fn dominance_of_selections<P: Pieces, Q: Pieces>(
    offer: &mut Selection<P>,
    baseline: &mut Selection<Q>,
    tolerance: f64,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Option<Dominance> {
    /// Rounds of looking and settling; three have sufficed.
    const ROUNDS: usize = 16;
    let bounded = !has_no_bounds(offer.cells()) && !has_no_bounds(baseline.cells());
    let rounds = if bounded && offer.count() == baseline.count() { ROUNDS } else { 0 };
    for _ in 0..rounds {
        match View::new(offer.cells(), baseline.cells(), tolerance, go_on)?.verdict() {
            Ok(dominance) => return Some(dominance),
            Err(open) => {
                offer.settle_ranges(&open, go_on)?;
                baseline.settle_ranges(&open, go_on)?;
            }
        }
    }
    let (offer, baseline) = (offer.sorted(go_on)?, baseline.sorted(go_on)?);
    dominance_while(&offer, &baseline, tolerance, &|| go_on())
}

/// Whether a sample is empty, or its least or greatest value may be anything.
fn has_no_bounds(cells: &[Cell]) -> bool {
    let ends = cells.first().zip(cells.last());
    ends.is_none_or(|(low, high)| !at_key(low.first).is_finite() || !at_key(high.last).is_finite())
}

/// Ranks on which either sample is in one class.
struct Segment<C> {
    ranks: Range<u64>,
    offer: C,
    baseline: C,
}

/// The segments of two samples of equal size, from their classes, each with the rank at which it begins and
/// the number of its values.
fn segments<C: Copy>(
    offer: impl Iterator<Item = (C, u64, u64)>,
    baseline: impl Iterator<Item = (C, u64, u64)>,
) -> impl Iterator<Item = Segment<C>> {
    let (mut offer, mut baseline) = (offer.peekable(), baseline.peekable());
    let mut start = 0;
    std::iter::from_fn(move || {
        let &(of_offer, offer_start, offer_count) = offer.peek()?;
        let &(of_baseline, baseline_start, baseline_count) = baseline.peek()?;
        let (offer_end, baseline_end) =
            (offer_start + offer_count, baseline_start + baseline_count);
        let end = offer_end.min(baseline_end);
        offer.next_if(|_| offer_end == end);
        baseline.next_if(|_| baseline_end == end);
        let ranks = std::mem::replace(&mut start, end)..end;
        Some(Segment { ranks, offer: of_offer, baseline: of_baseline })
    })
}

/// A number that is known to be between two.
#[derive(Clone, Copy)]
struct Between {
    low: f64,
    high: f64,
}

impl Between {
    fn is_known(self) -> bool {
        self.low >= self.high
    }

    /// Whether it may be on either side of a number, or at it.
    fn leaves_open(self, number: f64) -> bool {
        !self.is_known() && self.low <= number && number <= self.high
    }

    /// The shortfall of the offer where this is the least of D.
    fn shortfall_of_offer(self) -> Self {
        Self { low: shortfall(-self.high), high: shortfall(-self.low) }
    }

    /// The shortfall of the baseline where this is the greatest of D.
    fn shortfall_of_baseline(self) -> Self {
        Self { low: shortfall(self.low), high: shortfall(self.high) }
    }
}

/// Where the extremes of a function lie.
#[derive(Clone, Copy)]
struct Extremes {
    least: Between,
    greatest: Between,
}

impl Extremes {
    /// Those of a function without values.
    const NONE: Self = Self {
        least: Between { low: f64::INFINITY, high: f64::INFINITY },
        greatest: Between { low: f64::NEG_INFINITY, high: f64::NEG_INFINITY },
    };

    /// Takes note of a value.
    fn see(&mut self, value: Between) {
        self.see_all(&Self { least: value, greatest: value });
    }

    /// Takes note of the function on a part.
    fn see_all(&mut self, part: &Self) {
        self.least.low = self.least.low.min(part.least.low);
        self.least.high = self.least.high.min(part.least.high);
        self.greatest.low = self.greatest.low.max(part.greatest.low);
        self.greatest.high = self.greatest.high.max(part.greatest.high);
    }

    /// The dominant, if it is the same wherever the extremes lie.
    fn dominant(&self, tolerance: f64) -> Option<Dominant> {
        let open = self.least.leaves_open(-tolerance) || self.greatest.leaves_open(tolerance);
        (!open).then(|| dominant(self.least.low, self.greatest.low, tolerance))
    }
}

/// The integral of D from the low end to a rank, as far as it is known.
struct Integral {
    low: f64,
    high: f64,
    /// The integral of a bound of |D|.
    size: f64,
    /// Whether every value so far is known. It is then the sum that `dominance` forms, to the last bit.
    is_exact: bool,
    /// The number of ranks, and the share of each.
    count: f64,
    width: f64,
}

impl Integral {
    fn new(count: u64) -> Self {
        let units = u128::from(count) * u128::from(count);
        let width = count as f64 / units as f64;
        Self { low: 0.0, high: 0.0, size: 0.0, is_exact: true, count: count as f64, width }
    }

    fn add(&mut self, difference: Between, ranks: f64) {
        let share = ranks * self.width;
        self.low += difference.low * share;
        self.high += difference.high * share;
        self.size += difference.low.abs().max(difference.high.abs()) * share;
    }

    /// Its value, with room for how differently sums of as many terms may round: 2⁻⁵³ of the terms' sizes
    /// for each term, here and in `dominance`.
    fn value(&self) -> Between {
        let room = if self.is_exact { 0.0 } else { (self.count + 8.0) * f64::EPSILON * self.size };
        Between { low: self.low - room, high: self.high + room }
    }

    /// Goes on over a segment; the extremes of D there, and its own.
    fn pass(&mut self, segment: &Segment<&Cell>) -> [Extremes; 2] {
        let Segment { ranks, offer, baseline } = segment;
        let (mut quantiles, mut integrals) = (Extremes::NONE, Extremes::NONE);
        if offer.is_settled() && baseline.is_settled() {
            let (of_offer, of_baseline) = (offer.known(ranks), baseline.known(ranks));
            for (offer, baseline) in of_offer.zip(of_baseline) {
                let difference = offer - baseline;
                let difference = Between { low: difference, high: difference };
                self.add(difference, 1.0);
                quantiles.see(difference);
                integrals.see(self.value());
            }
            return [quantiles, integrals];
        }
        let of_offer = offer.bounds(ranks.start, ranks.end - 1);
        let of_baseline = baseline.bounds(ranks.start, ranks.end - 1);
        let difference =
            Between { low: of_offer.0 - of_baseline.1, high: of_offer.1 - of_baseline.0 };
        quantiles.see(difference);
        self.is_exact = false;
        // Bounds of D are constant here, so those of the integral are straight: two points bound the rest.
        self.add(difference, 1.0);
        integrals.see(self.value());
        self.add(difference, (ranks.end - ranks.start - 1) as f64);
        integrals.see(self.value());
        [quantiles, integrals]
    }
}

/// What is known of D and its integral from the cells as they stand.
struct View {
    tolerance: f64,
    /// The extremes of D and of its integral.
    whole: [Extremes; 2],
    /// The same by segment.
    parts: Vec<(Range<u64>, [Extremes; 2])>,
}

impl View {
    fn new(
        offer: &[Cell],
        baseline: &[Cell],
        tolerance: f64,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut integral = Integral::new(offer.last().map_or(0, Cell::end));
        let mut view = Self { tolerance, whole: [Extremes::NONE; 2], parts: Vec::new() };
        let mut asked_at = 0;
        let cells = |cells| <[Cell]>::iter(cells).map(|cell| (cell, cell.start, cell.count));
        for whole in segments(cells(offer), cells(baseline)) {
            for start in whole.ranks.clone().step_by(PIECE) {
                let ranks = start..whole.ranks.end.min(start + PIECE as u64);
                if ranks.end > asked_at {
                    go_on().then_some(())?;
                    asked_at = ranks.end + PIECE as u64;
                }
                let part = integral.pass(&Segment { ranks: ranks.clone(), ..whole });
                view.whole.iter_mut().zip(&part).for_each(|(whole, part)| whole.see_all(part));
                view.parts.push((ranks, part));
            }
        }
        Some(view)
    }

    /// The verdict, or the ranks that must be settled for it.
    fn verdict(&self) -> Result<Dominance, Vec<Range<u64>>> {
        let [quantiles, integrals] = &self.whole;
        let Some(first) = quantiles.dominant(self.tolerance) else {
            return Err(self.open([true; 2], 0));
        };
        let of_offer = quantiles.least.shortfall_of_offer();
        let of_baseline = quantiles.greatest.shortfall_of_baseline();
        let violation = match first {
            Dominant::Offer => of_offer,
            Dominant::Baseline => of_baseline,
            Dominant::None => Between {
                low: of_offer.low.min(of_baseline.low),
                high: of_offer.high.min(of_baseline.high),
            },
        };
        let second = match first {
            Dominant::None => integrals.dominant(self.tolerance),
            _ => Some(first),
        };
        match second {
            Some(second) if violation.is_known() => {
                Ok(Dominance { first, second, largest_violation: violation.low })
            }
            _ => {
                let decides = |side: Dominant, by: Between| {
                    let named = first == side || first == Dominant::None;
                    named && !by.is_known() && by.low < violation.high
                };
                let extremes =
                    [decides(Dominant::Offer, of_offer), decides(Dominant::Baseline, of_baseline)];
                Err(self.open(extremes, if second.is_none() { self.open_end() } else { 0 }))
            }
        }
    }

    /// The rank up to which the integral leaves the second-order verdict open.
    fn open_end(&self) -> u64 {
        let (low, high) = (-self.tolerance, self.tolerance);
        let least_is_open = self.whole[1].least.leaves_open(low);
        let greatest_is_open = self.whole[1].greatest.leaves_open(high);
        let is_open = |extremes: &Extremes| {
            least_is_open && extremes.least.low <= low
                || greatest_is_open && extremes.greatest.high >= high
        };
        let last = self.parts.iter().rev().find(|(_, [_, integral])| is_open(integral));
        last.map_or(0, |(ranks, _)| ranks.end)
    }

    /// The ranks that may hold the least or the greatest of D, where asked for, and those before `end`.
    fn open(&self, [least, greatest]: [bool; 2], end: u64) -> Vec<Range<u64>> {
        let whole = &self.whole[0];
        let mut open: Vec<Range<u64>> = Vec::new();
        for (ranks, [part, _]) in &self.parts {
            let may_hold = least && part.least.low < whole.least.high
                || greatest && part.greatest.high > whole.greatest.low;
            if may_hold || ranks.start < end {
                match open.last_mut() {
                    Some(before) if before.end == ranks.start => before.end = ranks.end,
                    _ => open.push(ranks.clone()),
                }
            }
        }
        open
    }
}
