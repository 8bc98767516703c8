//! The search for the value of one term: a grid that shows where the goal is crossed, a bracket around one crossing with
//! a part of the runs, and then one with all of them. Which jobs answer it is `jobs`' affair.

use super::field::Field;
use crate::statistics::{Bracket, Estimate};

/// What a value comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub(super) x: f64,
    /// The metric.
    pub(super) reached: Estimate,
    /// The metric less the target.
    pub(super) gap: Estimate,
    /// How near 0 the gap has to come, and the least difference that is more than rounding.
    pub(super) tolerance: (f64, f64),
}

impl Judged {
    /// Whether the metric is near enough to the target.
    fn is_near(&self) -> bool {
        self.gap.value.abs() <= self.tolerance.0
    }
}

/// What a search has come to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// A value reaches the goal.
    At { value: Estimate, reached: Estimate },
    /// So does the least.
    Everywhere { least: f64, reached: Estimate },
    /// No value does; the best.
    Nowhere { best: f64, reached: Estimate },
}

/// A search.
#[derive(Clone, Debug)]
pub(super) struct Quest {
    pub(super) field: Field,
    /// Values judged by a part of the runs, in order of value.
    grid: Vec<Judged>,
    /// Those judged by all of them.
    points: Vec<Judged>,
    /// What was judged since the last step.
    fresh: Vec<Judged>,
    /// The step with which a crossing was looked for: the length of the secant of the slope.
    step: f64,
    /// Where it is looked for with all runs: from the crossing before to the one behind, so that a wide step does not leave
    /// the dip between two of them unseen.
    within: (f64, f64),
    state: State,
}

/// How far a search is.
#[derive(Clone, Copy, Debug)]
enum State {
    /// Nothing is known.
    Begun,
    /// A crossing lies between two values, by a part of the runs.
    Near(Bracket, usize),
    /// Whether this value reaches the goal decides.
    Doubtful(f64),
    /// Whether the best values of the grid reach it decides, and what stands now beside them.
    Best,
    /// A crossing is expected about here, within a step.
    About {
        center: f64,
        step: f64,
    },
    /// A crossing lies between two values, by all runs.
    Between(Bracket),
    Ended(Found),
}

/// Points that a part of the runs may take.
const MOST_COARSE: usize = 4;

impl Quest {
    pub(super) fn new(field: Field) -> Self {
        let (grid, points, fresh) = (Vec::new(), Vec::new(), Vec::new());
        let within = (field.least, field.most);
        Self { field, grid, points, fresh, step: 0.0, within, state: State::Begun }
    }

    /// The values of the grid.
    pub(super) fn grid(&self) -> Vec<f64> {
        self.field.grid()
    }

    /// The values to judge next by a part of the runs.
    pub(super) fn coarse_values(&self) -> Vec<f64> {
        match &self.state {
            State::Near(bracket, _) => vec![self.field.rounded(bracket.next())],
            _ => Vec::new(),
        }
    }

    /// The values to judge next by all runs.
    pub(super) fn values(&self) -> Vec<f64> {
        match &self.state {
            State::Doubtful(x) => vec![*x],
            State::Best => self.best_of_grid(),
            State::About { center, step } => {
                let around = [center - step, center + step];
                let mut values = around.map(|x| self.inside(x)).to_vec();
                values.dedup();
                values
            }
            State::Between(bracket) => vec![self.next(bracket)],
            State::Begun | State::Near(..) | State::Ended(_) => Vec::new(),
        }
    }

    /// Takes in what a value comes to.
    pub(super) fn take(&mut self, judged: Judged) {
        self.fresh.push(judged);
    }

    /// Makes the next step, once all values asked for are judged.
    pub(super) fn advance(&mut self) {
        let fresh = std::mem::take(&mut self.fresh);
        self.state = match self.state {
            State::Begun => {
                self.grid = fresh;
                self.within = self.about_nearest();
                self.first()
            }
            State::Near(bracket, count) => self.nearer(bracket, count, &fresh),
            State::Best => {
                self.points.extend(&fresh);
                let best = fresh.iter().max_by(|a, b| a.gap.value.total_cmp(&b.gap.value));
                best.map_or_else(|| State::Ended(self.nowhere()), |best| self.settled(*best))
            }
            State::Doubtful(_) => {
                self.points.extend(&fresh);
                self.settled(fresh[0])
            }
            State::About { center, step } => {
                self.step = step;
                self.points.extend(&fresh);
                self.points.sort_by(|one, other| one.x.total_cmp(&other.x));
                self.around(center, step).unwrap_or_else(|| {
                    // What a part of the runs crosses here all of them do not: it may be anywhere.
                    self.within = (self.field.least, self.field.most);
                    State::About { center, step: 4.0 * step }
                })
            }
            State::Between(bracket) => {
                self.points.extend(&fresh);
                self.between(bracket, fresh[0])
            }
            State::Ended(found) => State::Ended(found),
        };
    }

    /// What the search has come to. One that was cut short tells its best value.
    pub(super) fn found(&self) -> Found {
        match self.state {
            State::Ended(found) => found,
            _ => self.nowhere(),
        }
    }

    /// Pairs of values of the grid between which the goal is crossed.
    pub(super) fn crossings(&self) -> Vec<[f64; 2]> {
        self.crossed().map(|(low, high)| [low.x, high.x]).collect()
    }

    /// Whether the metric only rises or only falls over the grid, but for rounding.
    pub(super) fn is_monotone(&self) -> bool {
        let moves = || {
            self.grid.windows(2).map(|pair| {
                let rise = pair[1].gap.value - pair[0].gap.value;
                if rise.abs() > pair[1].tolerance.1 { rise } else { 0.0 }
            })
        };
        moves().all(|rise| rise >= 0.0) || moves().all(|rise| rise <= 0.0)
    }

    fn crossed(&self) -> impl Iterator<Item = (&Judged, &Judged)> {
        let pairs = self.grid.windows(2).map(|pair| (&pair[0], &pair[1]));
        pairs.filter(|(low, high)| (low.gap.value < 0.0) != (high.gap.value < 0.0))
    }

    /// The crossing of the grid that is nearest to what stands now.
    fn nearest(&self) -> Option<(&Judged, &Judged)> {
        let now = self.field.current.unwrap_or(self.field.least);
        let distance = |(low, high): &(&Judged, &Judged)| (low.x - now).max(now - high.x).max(0.0);
        self.crossed().min_by(|one, other| distance(one).total_cmp(&distance(other)))
    }

    /// The values between the crossings before and behind the nearest one.
    fn about_nearest(&self) -> (f64, f64) {
        let Some((low, high)) = self.nearest() else { return (self.field.least, self.field.most) };
        let before = self.crossed().filter(|(_, end)| end.x <= low.x).last();
        let behind = self.crossed().find(|(start, _)| start.x >= high.x);
        let least = before.map_or(self.field.least, |(_, end)| end.x);
        let most = behind.map_or(self.field.most, |(start, _)| start.x);
        (least, most)
    }

    /// The first step, by the grid: to the crossing nearest to what stands now.
    fn first(&self) -> State {
        let nearest = self.nearest();
        let best = self.grid.iter().max_by(|a, b| a.gap.value.total_cmp(&b.gap.value));
        match (nearest, best) {
            (Some((low, high)), _) => match bracket(low, high) {
                Some(bracket) if self.field.whole => State::Between(bracket),
                Some(bracket) => State::Near(bracket, 0),
                None => State::Doubtful(low.x),
            },
            (None, Some(best)) if best.gap.value < 0.0 => State::Best,
            (None, Some(best)) if self.grid.iter().any(|point| point.gap.value < 0.0) => {
                State::Doubtful(best.x)
            }
            _ => State::Doubtful(self.field.least),
        }
    }

    /// Narrows a bracket by a part of the runs until their error is more than its width.
    fn nearer(&self, mut bracket: Bracket, count: usize, fresh: &[Judged]) -> State {
        let mut error = 0.0;
        for judged in fresh {
            bracket.narrow((judged.x, judged.gap.value));
            error = judged.gap.std_error.unwrap_or(0.0);
        }
        let (center, slope) = (bracket.met().0, bracket.rise() / bracket.width());
        let by_error = if slope > 0.0 { 4.0 * error / slope } else { 0.0 };
        let step = by_error.max(1e-4 * (center.abs() + 1e-6 * self.field.most));
        if bracket.width() > 0.1 * step && count < MOST_COARSE {
            return State::Near(bracket, count + 1);
        }
        State::About { center, step: self.wide(step.max(bracket.width())) }
    }

    /// The best values of the grid, which a part of the runs may have put in the wrong order, and what stands now.
    fn best_of_grid(&self) -> Vec<f64> {
        const MOST: usize = 3;
        let mut points: Vec<&Judged> = self.grid.iter().collect();
        points.sort_by(|one, other| other.gap.value.total_cmp(&one.gap.value));
        let best = points.iter().take(MOST).map(|point| point.x);
        let mut values: Vec<f64> = best.chain(self.field.current).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }

    /// What follows from the one value that decides.
    fn settled(&self, judged: Judged) -> State {
        let Judged { x, reached, gap, .. } = judged;
        let least = x <= self.field.least;
        let never_crossed = self.crossed().next().is_none();
        if gap.value >= 0.0 && least && never_crossed {
            return State::Ended(Found::Everywhere { least: x, reached });
        }
        if judged.is_near() {
            return State::Ended(self.at(&judged));
        }
        if gap.value < 0.0 && self.grid.iter().all(|point| point.gap.value < 0.0) {
            return State::Ended(self.nowhere());
        }
        State::About { center: x, step: self.wide(0.05 * (x.abs() + 1e-3 * self.field.most)) }
    }

    /// What follows from values around an expected crossing: a bracket, or a look farther on; `None` where there is no
    /// farther within which to look and other crossings may be beyond.
    fn around(&self, center: f64, step: f64) -> Option<State> {
        let now = center;
        let pairs = self.points.windows(2).filter_map(|pair| {
            let away = (pair[0].x - now).max(now - pair[1].x).max(0.0);
            Some((away, bracket(&pair[0], &pair[1])?))
        });
        let nearest = pairs.min_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((_, bracket)) = nearest {
            let near = self.points.iter().find(|point| point.is_near());
            let ended = near.map(|near| State::Ended(self.at(near)));
            let next = ended.or_else(|| self.closed(bracket));
            return Some(next.unwrap_or(State::Between(bracket)));
        }
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return Some(State::Ended(self.nowhere()));
        };
        // Where all fall short towards the better end, where all reach it towards the worse.
        let short = first.gap.value < 0.0;
        let up = (last.gap.value >= first.gap.value) == short;
        let (end, limit) = if up { (last, self.within.1) } else { (first, self.within.0) };
        if end.x.total_cmp(&limit).is_eq() {
            if self.within != (self.field.least, self.field.most) {
                return None;
            }
            return Some(State::Ended(if short {
                self.nowhere()
            } else {
                Found::Everywhere { least: first.x, reached: first.reached }
            }));
        }
        // As far on as the secant says, and no farther than what is known bears.
        let slope = (last.gap.value - first.gap.value) / (last.x - first.x);
        let farthest = 20.0 * step.max(last.x - first.x);
        let on = (end.gap.value / slope).abs();
        let on = if on < farthest { on.max(step) } else { farthest };
        let center = if up { end.x + on } else { end.x - on };
        Some(State::About { center, step: self.wide(step.max(0.25 * on)) })
    }

    fn between(&self, mut bracket: Bracket, judged: Judged) -> State {
        if judged.is_near() {
            return State::Ended(self.at(&judged));
        }
        bracket.narrow((judged.x, judged.gap.value));
        self.closed(bracket).unwrap_or(State::Between(bracket))
    }

    /// The answer, if a bracket is narrow enough for one.
    fn closed(&self, bracket: Bracket) -> Option<State> {
        /// Several runs may come to a goal at once within the width at which one does on average.
        const OF_FINEST: f64 = 0.1;
        // What a jump leaves between the ends is worth less than that of half a dollar, or of a run that is counted.
        let narrowest = if self.field.whole {
            1.0
        } else {
            let slope = self.slope(bracket.met().0).map_or(f64::INFINITY, f64::abs);
            (OF_FINEST * self.finest() / slope).max(1e-12 * (self.field.most - self.field.least))
        };
        if bracket.width() > narrowest {
            return None;
        }
        // An end that only a part of the runs has seen is seen by all of them first.
        let (x, _) = bracket.met();
        let point = self.points.iter().find(|point| point.x.total_cmp(&x).is_eq());
        Some(point.map_or(State::Doubtful(x), |point| State::Ended(self.at(point))))
    }

    /// The answer at a value judged by all runs.
    fn at(&self, point: &Judged) -> Found {
        let std_error = point.gap.std_error.zip(self.slope(point.x));
        let std_error = std_error.map(|(error, slope)| error / slope.abs());
        let value = Estimate { value: point.x, std_error };
        Found::At { value, reached: point.reached }
    }

    /// How much the metric rises with the value about there: a secant as long as the runs' noise asks for.
    fn slope(&self, x: f64) -> Option<f64> {
        if self.field.whole {
            return None;
        }
        let mut points: Vec<&Judged> = self.points.iter().collect();
        points.sort_by(|one, other| one.x.total_cmp(&other.x));
        let (first, last) = (points.first()?, points.last()?);
        let enough = 0.5 * self.step;
        let low = points.iter().rev().find(|point| point.x <= x - enough).unwrap_or(first);
        let high = points.iter().find(|point| point.x >= x + enough).unwrap_or(last);
        let slope = (high.gap.value - low.gap.value) / (high.x - low.x);
        (slope.is_finite() && slope != 0.0).then_some(slope)
    }

    fn next(&self, bracket: &Bracket) -> f64 {
        if !self.field.whole {
            return bracket.next();
        }
        // The whole number inside that is nearest to where the search would look.
        let (low, high) = bracket.ends();
        bracket.next().round().clamp(low + 1.0, (high - 1.0).max(low + 1.0))
    }

    /// The difference of the metric that is not looked into any more.
    fn finest(&self) -> f64 {
        self.points.iter().map(|point| point.tolerance.0).fold(f64::INFINITY, f64::min)
    }

    /// A step that leads to another value.
    fn wide(&self, step: f64) -> f64 {
        if self.field.whole { step.max(1.0) } else { step }
    }

    fn inside(&self, x: f64) -> f64 {
        self.field.rounded(x.clamp(self.within.0, self.within.1))
    }

    /// The best of all values judged, by all runs where some were.
    fn nowhere(&self) -> Found {
        let judged = if self.points.is_empty() { &self.grid } else { &self.points };
        let best = judged.iter().max_by(|a, b| a.gap.value.total_cmp(&b.gap.value));
        let none = Estimate { value: f64::NAN, std_error: None };
        let (best, reached) = best.map_or((self.field.least, none), |best| (best.x, best.reached));
        Found::Nowhere { best, reached }
    }
}

fn bracket(one: &Judged, other: &Judged) -> Option<Bracket> {
    Bracket::new((one.x, one.gap.value), (other.x, other.gap.value))
}
