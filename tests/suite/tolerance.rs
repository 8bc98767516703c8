//! The one tolerance of every statistical test: how far an estimate may lie from the truth, how
//! close the whole of a test must not lie, and the seeds. What is estimated belongs to the tests.
//!
//! # The level
//! All statistical tests of the suite together fail by chance with probability [`SUITE_LEVEL`] at
//! most, for seeds drawn once. It is shared out evenly over at most [`FAMILIES`] families
//! (Bonferroni); a family is one test, or a part of one, with many cells. Half of a family's level
//! goes to its cells: each of its n cells is turned into a standard normal score z and may reach
//! the two-sided point of 1 − (1 − level/2)^(1/n) (Šidák 1967). That holds for cells that depend on
//! each other as well (Šidák's inequality for normal scores).
//!
//! # The other way
//! The other half of the level is a band for the sum of squares, so that nothing passes by absurdly
//! large standard errors. Cells come in groups that are independent of each other; the mean of z²
//! over a group's cells counts once. For k groups their sum is taken as χ² with k degrees of
//! freedom, a quarter of the level at either end. If a group's cells depend on each other, the sum
//! is steadier than that in the tails, so the band errs on the careful side.
//!
//! # Seeds
//! Every seed is [`seed`] of a label: fixed, listed where it is used, and never one more than
//! another. A test that fails is not drawn again with another seed: by chance alone that happens to
//! one change of draws in a million.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use statrs::distribution::{Binomial, ContinuousCDF, Discrete, DiscreteCDF, StudentsT};
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// The chance that any statistical test of the suite fails although everything is right.
pub const SUITE_LEVEL: f64 = 1e-6;
/// The most families that may share it.
pub const FAMILIES: usize = 64;
/// The level of one family.
pub const FAMILY_LEVEL: f64 = SUITE_LEVEL / FAMILIES as f64;

/// A standard error below this share of its estimate is rounding: the cell is exact.
const ROUNDING: f64 = 1e-11;
/// How far an exact cell may miss, as a share of the truth (or of 1, if that is more).
const EXACT: f64 = 1e-9;
/// Below this variance a count is compared by its binomial law instead of its normal limit.
const FEW: f64 = 400.0;
/// The largest score that can be told from a probability in an `f64`.
const LARGEST: f64 = 38.0;

/// The families that have passed, to keep the promise of [`FAMILIES`].
static PASSED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The seed of a label: FNV-1a of its bytes, its top 53 bits (the largest seed is 2^53 − 1).
pub fn seed(label: &str) -> u64 {
    let hash = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash >> 11
}

/// The chance that a standard normal lies farther from 0 than `z`.
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The inverse of [`two_sided`], by bisection to the last bits; NaN for NaN.
pub fn two_sided_point(probability: f64) -> f64 {
    if probability.is_nan() {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0, LARGEST);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if two_sided(middle) > probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The score at which one of `cells` cells fails.
pub fn limit(cells: usize) -> f64 {
    let each = -libm::expm1(libm::log1p(-FAMILY_LEVEL / 2.0) / cells.max(1) as f64);
    two_sided_point(each)
}

struct Cell {
    name: String,
    group: usize,
    score: f64,
}

/// The cells of one test.
pub struct Family {
    name: String,
    group: usize,
    cells: Vec<Cell>,
    exact: usize,
    faults: Vec<String>,
}

impl Family {
    /// No cells yet. The name is unique in the suite.
    pub fn new(name: &str) -> Self {
        let name = name.to_owned();
        Self { name, group: 0, cells: Vec::new(), exact: 0, faults: Vec::new() }
    }

    /// What follows is independent of what came before.
    pub fn next_group(&mut self) {
        self.group += 1;
    }

    /// A cell with a standard normal score.
    pub fn check_score(&mut self, name: &str, score: f64) {
        let score = if score.is_nan() { f64::INFINITY } else { score };
        self.cells.push(Cell { name: name.to_owned(), group: self.group, score });
    }

    /// An estimate with the standard error of many independent runs. Without any spread it must be
    /// the truth to rounding.
    pub fn check_mean(&mut self, name: &str, estimate: f64, std_error: f64, truth: f64) {
        if std_error <= ROUNDING * estimate.abs() {
            self.check_exact(name, estimate, truth, EXACT * truth.abs().max(1.0));
        } else {
            self.check_score(name, (estimate - truth) / std_error);
        }
    }

    /// An estimate whose standard error comes from `replicates`: a Student t score, taken to the
    /// normal one with the same tail.
    pub fn check_replicated(
        &mut self,
        name: &str,
        estimate: f64,
        std_error: f64,
        truth: f64,
        replicates: usize,
    ) {
        if std_error <= ROUNDING * estimate.abs() {
            return self.check_mean(name, estimate, std_error, truth);
        }
        let ratio = (estimate - truth) / std_error;
        if !ratio.is_finite() {
            return self.check_score(name, ratio);
        }
        let law = StudentsT::new(0.0, 1.0, (replicates - 1) as f64).expect("a valid law");
        let score = two_sided_point(2.0 * law.sf(ratio.abs()));
        self.check_score(name, score.copysign(ratio));
    }

    /// A count of successes in independent trials of known probability.
    pub fn check_count(&mut self, name: &str, successes: u64, trials: u64, probability: f64) {
        let (count, mean) = (successes as f64, trials as f64 * probability);
        let variance = mean * (1.0 - probability);
        if variance >= FEW {
            return self.check_score(name, (count - mean) / variance.sqrt());
        }
        if variance <= EXACT {
            return self.check_exact(name, count, mean, 0.5);
        }
        let law = Binomial::new(probability, trials).expect("a probability");
        let below = law.cdf(successes) - 0.5 * law.pmf(successes);
        let above = law.sf(successes) + 0.5 * law.pmf(successes);
        self.check_probability(name, (2.0 * below.min(above)).min(1.0));
    }

    /// A test with a probability of its own, uniform on (0, 1) if all is right and small if not.
    pub fn check_probability(&mut self, name: &str, probability: f64) {
        self.check_score(name, two_sided_point(probability));
    }

    /// A number without chance.
    pub fn check_exact(&mut self, name: &str, value: f64, truth: f64, tolerance: f64) {
        self.exact += 1;
        if (value - truth).abs() <= tolerance {
            return;
        }
        self.faults.push(format!("{name} is {value} and not {truth} within {tolerance:e}"));
    }

    /// What the cells say together.
    pub fn verdict(&self) -> Verdict {
        let mut squares = vec![(0.0, 0.0); self.group + 1];
        for cell in &self.cells {
            let score = cell.score.clamp(-LARGEST, LARGEST);
            squares[cell.group].0 += score * score;
            squares[cell.group].1 += 1.0;
        }
        let means =
            squares.iter().filter(|(_, cells)| *cells > 0.0).map(|(sum, cells)| sum / cells);
        let worst = self.cells.iter().max_by(|a, b| a.score.abs().total_cmp(&b.score.abs()));
        Verdict {
            name: self.name.clone(),
            cells: self.cells.len(),
            exact: self.exact,
            faults: self.faults.clone(),
            limit: limit(self.cells.len()),
            largest: worst.map_or(0.0, |cell| cell.score),
            worst: worst.map_or_else(String::new, |cell| cell.name.clone()),
            groups: means.clone().count(),
            squares: means.sum(),
        }
    }

    /// Asserts that the family holds, and tells its figures (shown with `--nocapture`).
    #[track_caller]
    pub fn holds(self) {
        let verdict = self.verdict();
        let mut passed = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
        passed.insert(self.name);
        assert!(passed.len() <= FAMILIES, "more than {FAMILIES} families share the suite's level");
        drop(passed);
        println!("{verdict}");
        assert!(verdict.passes(), "{verdict}");
    }

    /// Asserts that some cell is out of bounds: what a negative control must show.
    #[track_caller]
    pub fn must_fail(self) {
        let verdict = self.verdict();
        println!("control: {verdict}");
        assert!(!verdict.cells_pass(), "the control passes: {verdict}");
    }
}

/// A family's figures.
pub struct Verdict {
    name: String,
    /// Cells with a score.
    pub cells: usize,
    exact: usize,
    faults: Vec<String>,
    limit: f64,
    /// The score farthest from 0.
    pub largest: f64,
    worst: String,
    /// Independent groups of cells.
    pub groups: usize,
    squares: f64,
}

impl Verdict {
    /// Whether every cell is where it may be.
    pub fn cells_pass(&self) -> bool {
        self.faults.is_empty() && self.largest.abs() < self.limit
    }

    /// Whether the sum of squares is within its band.
    pub fn spread_passes(&self) -> bool {
        if self.groups == 0 {
            return true;
        }
        let (half_groups, half_sum) = (0.5 * self.groups as f64, 0.5 * self.squares);
        let (below, above) = (gamma_lr(half_groups, half_sum), gamma_ur(half_groups, half_sum));
        below.min(above) >= FAMILY_LEVEL / 4.0
    }

    /// Whether the family holds.
    pub fn passes(&self) -> bool {
        self.cells_pass() && self.spread_passes()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, cells, exact, limit, largest, worst, groups, squares, .. } = self;
        let mean = squares / (*groups).max(1) as f64;
        write!(f, "{name}: {cells} cells in {groups} groups, largest |z| {:.2}", largest.abs())?;
        write!(f, " ({worst}; limit {limit:.2}), mean z² {mean:.3}, {exact} exact cells")?;
        if !self.spread_passes() {
            write!(f, "; the scores spread too little or too much")?;
        }
        self.faults.iter().try_for_each(|fault| write!(f, "; {fault}"))
    }
}

/// A family of normal scores that are `scale` times too wide.
fn scores(label: &str, count: usize, scale: f64) -> Family {
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed(label));
    let mut family = Family::new(label);
    for cell in 0..count {
        let z: f64 = StandardNormal.sample(&mut generator);
        family.check_score(&cell.to_string(), scale * z);
        family.next_group();
    }
    family
}

#[test]
fn the_limit_is_the_normal_quantile_of_the_level() {
    // Quantiles from published tables of the normal law.
    assert!((two_sided_point(0.05) - 1.959_963_984_540_054).abs() < 1e-12);
    assert!((two_sided_point(1e-9) - 6.109_410_204_869_6).abs() < 1e-9);
    assert!((two_sided(two_sided_point(1e-13)) / 1e-13 - 1.0).abs() < 1e-9);
    assert!(limit(1) < limit(2) && limit(1_000) < limit(1_001));
    // By Bonferroni's simpler rule, which is a shade more careful.
    let simple = two_sided_point(FAMILY_LEVEL / 2.0 / 500.0);
    assert!(limit(500) <= simple && simple - limit(500) < 1e-6, "{simple}");
}

#[test]
fn honest_scores_pass() {
    scores("honest scores", 500, 1.0).holds();
}

#[test]
fn control_scores_too_wide_or_too_narrow_fail() {
    scores("standard errors a third as large as they should be", 500, 3.0).must_fail();
    let narrow = scores("standard errors twice as large as they should be", 500, 0.5).verdict();
    assert!(narrow.cells_pass() && !narrow.spread_passes(), "{narrow}");
    let wide = scores("standard errors a third too small", 500, 1.5).verdict();
    assert!(!wide.spread_passes(), "{wide}");
}

#[test]
fn control_one_wrong_cell_among_many_fails() {
    let mut family = scores("one wrong cell", 500, 1.0);
    family.check_mean("the wrong one", 109.0, 1.0, 100.0);
    family.must_fail();
    let mut family = scores("no number", 10, 1.0);
    family.check_mean("not a number", f64::NAN, 1.0, 100.0);
    family.must_fail();
    let mut family = scores("no number from replicates", 10, 1.0);
    family.check_replicated("not a number", 100.0, f64::NAN, 100.0, 32);
    family.must_fail();
    let mut family = Family::new("no spread");
    family.check_mean("constant but wrong", 100.0, 0.0, 100.01);
    family.must_fail();
}

#[test]
fn scores_of_students_and_counts_have_the_tails_of_their_laws() {
    let mut family = Family::new("tails of counts and replicates");
    // The two-sided 5 % point of Student's t with 31 degrees of freedom, from published tables.
    family.check_replicated("t", 2.039_513, 1.0, 0.0, 32);
    let score = family.verdict().largest;
    assert!((score - 1.959_964).abs() < 1e-5, "{score}");
    // No success in 10 trials of 1 %: chance 0.99^10, of which the middle half.
    let mut family = Family::new("a rare count");
    family.check_count("none", 0, 10, 0.01);
    assert!(family.verdict().largest < 1.0);
    family.check_count("six of ten at one percent", 6, 10, 0.01);
    family.must_fail();
    let mut family = Family::new("a frequent count");
    family.check_count("half", 50_500, 100_000, 0.5);
    let score = family.verdict().largest;
    assert!((score - 3.162_277_66).abs() < 1e-6, "{score}");
}
