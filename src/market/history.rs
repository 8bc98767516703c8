//! A price history: dated closes, their spacing, and what several have in common. How a file is read belongs to the
//! scenario; how returns are resampled to the bootstrap.

use jiff::civil::Date;

use crate::error::ParameterError;
use crate::quantity::Price;
use crate::random::elementary;

/// The fewest closes of a history: twelve returns.
pub const FEWEST_CLOSES: usize = 13;

/// How far closes are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spacing {
    /// A close each trading day, 252 a year.
    Daily,
    /// One a week, 52 a year.
    Weekly,
    /// One a month, 12 a year.
    Monthly,
}

impl Spacing {
    /// All spacings.
    pub const ALL: [Self; 3] = [Self::Daily, Self::Weekly, Self::Monthly];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// Returns a year.
    #[must_use]
    pub const fn steps_a_year(self) -> u32 {
        match self {
            Self::Daily => 252,
            Self::Weekly => 52,
            Self::Monthly => 12,
        }
    }

    /// Trading days that a return spans, 252 a year.
    #[must_use]
    pub fn trading_days(self) -> f64 {
        252.0 / f64::from(self.steps_a_year())
    }

    /// The longest usual gap between two closes in calendar days: holidays, a closed exchange, the ends of months.
    #[must_use]
    pub const fn longest_gap(self) -> i32 {
        match self {
            Self::Daily => 10,
            Self::Weekly => 17,
            Self::Monthly => 45,
        }
    }

    /// The spacing whose usual gaps include a median gap of so many calendar days.
    const fn of_median_gap(days: i32) -> Option<Self> {
        match days {
            1..=4 => Some(Self::Daily),
            5..=10 => Some(Self::Weekly),
            26..=35 => Some(Self::Monthly),
            _ => None,
        }
    }
}

/// The most that a close may be of the one before, and the one before of it. No share has moved so far in a month.
const MOST_RATIO: f64 = 100.0;

/// One gap in so many may be longer than usual.
const GAPS_TO_ONE_LONG: usize = 10;

/// Closes by date.
///
/// ```
/// use vestrisk::market::{PriceHistory, Spacing};
/// use vestrisk::quantity::Price;
/// let dates = (1..=12).map(|month| jiff::civil::date(2000, month, 1));
/// let closes = dates.chain([jiff::civil::date(2001, 1, 1)]).zip(1..);
/// let closes = closes.map(|(date, close)| (date, Price::new(f64::from(close)).unwrap()));
/// let history = PriceHistory::new(closes.collect()).unwrap();
/// assert_eq!(history.spacing(), Spacing::Monthly);
/// assert_eq!(history.gross_returns()[1], 1.5);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PriceHistory {
    closes: Vec<(Date, Price)>,
    spacing: Spacing,
}

impl PriceHistory {
    /// A history of closes in order of their dates.
    ///
    /// # Errors
    /// When dates do not rise, when there are fewer than [`FEWEST_CLOSES`], when they are spaced neither by trading days
    /// nor by weeks or months (by the median of their gaps) or many gaps are longer than such ones, or when a close is
    /// over 100 times the one before or below a hundredth of it.
    pub fn new(closes: Vec<(Date, Price)>) -> Result<Self, ParameterError> {
        let refused = |given: String, allowed: &str| ParameterError {
            path: "closes".to_owned(),
            given,
            allowed: allowed.to_owned(),
        };
        if let Some(pair) = closes.windows(2).find(|pair| pair[1].0 <= pair[0].0) {
            let given = format!("{} after {}", pair[1].0, pair[0].0);
            return Err(refused(given, "dates that rise from line to line"));
        }
        if closes.len() < FEWEST_CLOSES {
            let allowed = format!("at least {FEWEST_CLOSES} closes");
            return Err(refused(format!("{} closes", closes.len()), &allowed));
        }
        let mut gaps: Vec<i32> =
            closes.windows(2).map(|pair| days_between(pair[0].0, pair[1].0)).collect();
        gaps.sort_unstable();
        let median = gaps[gaps.len() / 2];
        let spacing = Spacing::of_median_gap(median).ok_or_else(|| {
            let allowed =
                "closes of trading days (1 to 4 days apart), weeks (5 to 10) or months (26 to 35)";
            refused(format!("closes mostly {median} days apart"), allowed)
        })?;
        let history = Self { closes, spacing };
        let long = history.long_gaps().count();
        if long * GAPS_TO_ONE_LONG > gaps.len() {
            let days = spacing.longest_gap();
            let given =
                format!("{} closes, {long} of which come over {days} days later", spacing.name());
            return Err(refused(given, "closes of one spacing throughout, with few gaps"));
        }
        let beyond = |pair: &&[(Date, Price)]| {
            let ratio = pair[1].1.get() / pair[0].1.get();
            !(MOST_RATIO.recip()..=MOST_RATIO).contains(&ratio)
        };
        if let Some(pair) = history.closes.windows(2).find(beyond) {
            let given = format!(
                "a close of {} on {} after {} on {}",
                pair[1].1.get(),
                pair[1].0,
                pair[0].1.get(),
                pair[0].0
            );
            return Err(refused(given, "closes within a factor of 100 of the one before"));
        }
        Ok(history)
    }

    /// The closes in order of their dates.
    #[must_use]
    pub fn closes(&self) -> &[(Date, Price)] {
        &self.closes
    }

    /// How far they are apart.
    #[must_use]
    pub const fn spacing(&self) -> Spacing {
        self.spacing
    }

    /// Each close over the one before.
    #[must_use]
    pub fn gross_returns(&self) -> Vec<f64> {
        let ratio = |pair: &[(Date, Price)]| pair[1].1.get() / pair[0].1.get();
        self.closes.windows(2).map(ratio).collect()
    }

    /// Annualized standard deviation (n − 1) of log returns.
    #[must_use]
    pub fn volatility(&self) -> f64 {
        volatility(&self.gross_returns(), self.spacing)
    }

    /// Pairs of closes further apart than the spacing's longest usual gap.
    pub fn long_gaps(&self) -> impl Iterator<Item = [Date; 2]> {
        let dates = self.closes.windows(2).map(|pair| [pair[0].0, pair[1].0]);
        dates.filter(|[from, to]| days_between(*from, *to) > self.spacing.longest_gap())
    }

    /// The close that is the farthest from the one before, by their ratio: where it stands.
    #[must_use]
    pub fn largest_change(&self) -> [(Date, Price); 2] {
        let size = |pair: &[(Date, Price)]| {
            let ratio = pair[1].1.get() / pair[0].1.get();
            ratio.max(ratio.recip())
        };
        let pairs = self.closes.windows(2);
        let largest = pairs.reduce(|a, b| if size(b) > size(a) { b } else { a });
        largest.map_or([self.closes[0]; 2], |pair| [pair[0], pair[1]])
    }

    /// Whether two histories have a date in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.closes.iter().any(|(date, _)| other.close_on(*date).is_some())
    }

    /// The history at the dates that all of `others` have as well.
    ///
    /// # Errors
    /// As those of [`Self::new`], and when these dates have another spacing.
    pub fn at_dates_of(&self, others: &[&Self]) -> Result<Self, ParameterError> {
        let shared = |date: Date| others.iter().all(|other| other.close_on(date).is_some());
        let closes = self.closes.iter().copied().filter(|(date, _)| shared(*date)).collect();
        let shared = Self::new(closes)?;
        if shared.spacing != self.spacing {
            return Err(ParameterError {
                path: "closes".to_owned(),
                given: format!("{} closes", shared.spacing.name()),
                allowed: format!("{} closes, as each has by itself", self.spacing.name()),
            });
        }
        Ok(shared)
    }

    fn close_on(&self, date: Date) -> Option<Price> {
        let at = self.closes.binary_search_by_key(&date, |(date, _)| *date).ok()?;
        Some(self.closes[at].1)
    }
}

/// Annualized standard deviation (n − 1) of the logarithms of gross returns.
pub(super) fn volatility(returns: &[f64], spacing: Spacing) -> f64 {
    let logs: Vec<f64> = returns.iter().map(|gross| elementary::ln(*gross)).collect();
    let count = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / count;
    let squares: f64 = logs.iter().map(|log| (log - mean) * (log - mean)).sum();
    (squares / (count - 1.0) * f64::from(spacing.steps_a_year())).sqrt()
}

/// Calendar days from one date to a later one.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}
