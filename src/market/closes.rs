//! Brownian motion at daily closes between today and the start date, and the averages of prices over
//! them. The motion at the start date carries on into the tree.

use crate::error::ParameterError;
use crate::processor::Processor;
use crate::quantity::Price;
use crate::random::{Column, Columns, Entity, LANES, Purpose, Runs, Stream, normal_quads, zeroed};

/// Closes at falling times after today, the first of which is the end of the segment.
///
/// **Law.** With B standard Brownian motion and times t₀ > t₁ > … > 0 in years, B(t₀) = √t₀ z₀, and each
/// earlier time by the bridge from today: B(tⱼ₊₁) = B(tⱼ) tⱼ₊₁/tⱼ + √((tⱼ − tⱼ₊₁) tⱼ₊₁/tⱼ) zⱼ₊₁ (Lévy 1948). Each
/// z is addressed by its place j, so that asking for earlier closes changes no later one.
///
/// ```
/// use vestrisk::market::Closes;
/// // Half a year, with a close at its end and one a quarter earlier.
/// let closes = Closes::new(&[0.5, 0.25]).unwrap();
/// assert_eq!(closes.times(), [0.5, 0.25]);
/// assert!(Closes::new(&[0.25, 0.5]).is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Closes {
    times: Vec<f64>,
}

impl Closes {
    /// Closes at some times in years after today; none at all needs no draw.
    ///
    /// # Errors
    /// Unless times fall and are above 0.
    pub fn new(times: &[f64]) -> Result<Self, ParameterError> {
        let falls = times.windows(2).all(|pair| pair[1] < pair[0]);
        if falls && times.iter().all(|time| *time > 0.0 && time.is_finite()) {
            return Ok(Self { times: times.to_vec() });
        }
        Err(ParameterError {
            path: "closes".to_owned(),
            given: format!("{times:?}"),
            allowed: "falling times above 0".to_owned(),
        })
    }

    /// The segment from today to the start date, and as many daily closes before its end as are asked
    /// for and lie after today.
    #[must_use]
    pub fn before_start(start_in_days: u32, average_days: u32) -> Self {
        let end = f64::from(start_in_days) / 365.0;
        let closes = (0..=average_days).map(|close| end - f64::from(close) / 252.0);
        Self { times: closes.take_while(|time| *time > 0.0).collect() }
    }

    /// The times in years after today.
    #[must_use]
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// Columns that this fills, one a time and some unused ones: shocks are drawn in fours.
    #[must_use]
    pub fn columns(&self) -> Columns {
        zeroed(self.times.len().next_multiple_of(4))
    }

    /// Draws the shocks of one stock.
    pub fn draw(
        &self,
        processor: Processor,
        (seed, entity): (u64, Entity),
        runs: &Runs,
        shocks: &mut [Column],
    ) {
        let stream = Stream::new(seed, Purpose::CloseShock, entity);
        normal_quads(processor, &stream, runs, 0.., shocks.as_chunks_mut::<4>().0);
    }

    /// Turns shocks into Brownian motion at the times, in √years.
    pub fn build(&self, processor: Processor, shocks: &[Column], motion: &mut [Column]) {
        let still = Column::of(0.0);
        for (place, &time) in self.times.iter().enumerate() {
            let (before, own) = motion.split_at_mut(place);
            let (share, deviation) = match place.checked_sub(1) {
                None => (0.0, time.sqrt()),
                Some(later) => {
                    let share = time / self.times[later];
                    (share, ((self.times[later] - time) * share).sqrt())
                }
            };
            let (later, out, shock) =
                (before.last().unwrap_or(&still), &mut own[0], &shocks[place]);
            processor.run(
                #[inline(always)]
                || {
                    for lane in 0..LANES {
                        out[lane] = deviation.mul_add(shock[lane], later[lane] * share);
                    }
                },
            );
        }
    }
}

/// A mean of closes, of which some may be known: what a grant is converted at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AveragePrice {
    /// Position of the stock.
    pub stock: usize,
    /// Closes averaged, n.
    pub average_days: u32,
    /// What each close up to today counts as.
    pub trailing: Price,
}

impl AveragePrice {
    /// The sum of the closes that are known already, when some lie after today.
    #[must_use]
    pub fn known_sum(&self, closes_after_today: usize) -> f64 {
        (f64::from(self.average_days) - closes_after_today as f64) * self.trailing.get()
    }
}
