//! The stationary bootstrap of a price history: the law, its parameters, which stocks are resampled together, and the exact
//! mean of what is resampled.

use std::sync::Arc;

use super::history::{self, PriceHistory, Spacing};
use super::{Growth, Model, Stock};
use crate::error::ParameterError;
use crate::quantity::BlockDays;

/// Circular stationary block bootstrap of a history's returns.
///
/// **Law.** The history has N returns (each close over the one before). The first step takes one of them, each with
/// probability 1/N; every later step takes, with probability p, one of them anew, and otherwise the one that follows, the first
/// after the last. p is the spacing over the mean block. The mean is kept exactly: the return of step k is divided by
/// `E(k)/E(k − 1) exp(−(m − q) Δ)`, E(k) the mean of the product of k resampled returns, so that the price is
/// S0 exp((m − q) k Δ) over E(k) times the product of the k returns taken.
/// Dividing each return by its own mean instead would leave the mean of products wrong wherever returns depend on those
/// before.
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `growth` | m, q | [`Growth`] | |
/// | `prices` | | a file of dates and closes | daily, weekly or monthly |
/// | `mean_block_days` | 1/p | trading days, 252 a year | from the spacing to 25,200; default 63 |
///
/// Δ is 1/252, 1/52 or 1/12 year. A date between two steps takes the earlier one's price × exp((m − q) × the time since).
///
/// **Method.** Exact: the index of every step from today on. Stocks whose histories have dates in common are resampled
/// together over these dates, so that their returns of a day stay together. p is rounded to 2⁻²⁴, and E(k) counts with
/// what is rounded. **Assumes** that the future is made of pieces of this past: nothing happens that did not.
///
/// Source: D. N. Politis and J. P. Romano (1994).
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// Expected growth of the price.
    pub growth: Growth,
    history: Arc<PriceHistory>,
    mean_block_days: BlockDays,
}

impl Bootstrap {
    /// The mean block where none is stated: 63 trading days, 13 weeks, 3 months.
    pub const DEFAULT_BLOCK_DAYS: f64 = 63.0;

    /// The bootstrap of a history in blocks of so many trading days on average.
    ///
    /// # Errors
    /// When a block is shorter than a step of the history.
    pub fn new(
        growth: Growth,
        history: Arc<PriceHistory>,
        mean_block_days: BlockDays,
    ) -> Result<Self, ParameterError> {
        let spacing = history.spacing();
        if mean_block_days.get() < spacing.trading_days() {
            return Err(ParameterError {
                path: "mean_block_days".to_owned(),
                given: mean_block_days.get().to_string(),
                allowed: format!(
                    "at least {:.2} trading days, a step of {} prices",
                    spacing.trading_days(),
                    spacing.name()
                ),
            });
        }
        Ok(Self { growth, history, mean_block_days })
    }

    /// The history.
    #[must_use]
    pub fn history(&self) -> &PriceHistory {
        &self.history
    }

    /// The mean length of a block in trading days.
    #[must_use]
    pub const fn mean_block_days(&self) -> BlockDays {
        self.mean_block_days
    }

    /// The annualized volatility of the whole history; what is resampled may be a part of it
    /// ([`ResampledGroup::volatility`]).
    #[must_use]
    pub fn total_volatility(&self) -> f64 {
        self.history.volatility()
    }
}

/// Stocks that are resampled together, and what of.
#[derive(Clone, Debug, PartialEq)]
pub struct ResampledGroup {
    /// Positions of the stocks, rising. Draws are addressed by the name of the first.
    pub stocks: Vec<usize>,
    /// Their returns at the dates that all have, by stock: as many of each.
    pub returns: Vec<Vec<f64>>,
    /// How far the returns are apart.
    pub spacing: Spacing,
    /// The chance that a step starts a new block, in units of 2⁻²⁴.
    pub restart: u32,
}

/// Units of [`ResampledGroup::restart`].
pub const RESTARTS: u32 = 1 << 24;

impl ResampledGroup {
    /// The groups of some stocks.
    ///
    /// # Errors
    /// When stocks with dates in common have different spacings or mean blocks, or not enough common dates: the positions of
    /// two of them, and why.
    pub fn all(stocks: &[Stock]) -> Result<Vec<Self>, (usize, usize, String)> {
        let resampled = stocks.iter().enumerate().filter_map(|(at, stock)| match &stock.model {
            Model::Bootstrap(bootstrap) => Some((at, bootstrap)),
            _ => None,
        });
        let mut groups: Vec<Vec<(usize, &Bootstrap)>> = Vec::new();
        for one in resampled {
            let (joined, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| {
                group.iter().any(|other| {
                    let (history, others) = (one.1.history(), other.1.history());
                    history.spacing() == others.spacing() && history.meets(others)
                })
            });
            groups = apart;
            let mut group = joined.concat();
            group.push(one);
            group.sort_by_key(|(at, _)| *at);
            groups.push(group);
        }
        groups.sort_by_key(|group| group[0].0);
        for (at, group) in groups.iter().enumerate() {
            for other in &groups[..at] {
                unlike(other, group).map_or(Ok(()), Err)?;
            }
        }
        groups.iter().map(|group| Self::new(group)).collect()
    }

    /// Annualized standard deviation (n − 1) of the log returns that a stock takes, by its place in the group.
    #[must_use]
    pub fn volatility(&self, place: usize) -> f64 {
        history::volatility(&self.returns[place], self.spacing)
    }

    fn new(group: &[(usize, &Bootstrap)]) -> Result<Self, (usize, usize, String)> {
        let (first, own) = group[0];
        if let Some((at, other)) =
            group.iter().find(|(_, other)| other.mean_block_days != own.mean_block_days)
        {
            let [one, other] = [own, other].map(|bootstrap| bootstrap.mean_block_days.get());
            let why = format!("have dates in common, but mean blocks of {one} and {other} days");
            return Err((first, *at, why));
        }
        let histories: Vec<&PriceHistory> = group.iter().map(|(_, own)| own.history()).collect();
        let shared = histories.iter().zip(group).enumerate().map(|(place, (history, (at, _)))| {
            let shared = history.at_dates_of(&histories);
            shared.map(|history| history.gross_returns()).map_err(|error| {
                let other = if *at == first { group.len() - 1 } else { place };
                let linked = if histories[0].meets(histories[other]) {
                    ""
                } else {
                    " (others have dates in common with both)"
                };
                let why =
                    format!("have {} in common{linked}; needed: {}", error.given, error.allowed);
                (first, group[other].0, why)
            })
        });
        let returns = shared.collect::<Result<_, _>>()?;
        let spacing = own.history().spacing();
        let chance = spacing.trading_days() / own.mean_block_days.get();
        let restart = (chance * f64::from(RESTARTS)).round().clamp(1.0, f64::from(RESTARTS));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to 2^24")]
        let restart = restart as u32;
        let stocks = group.iter().map(|(at, _)| *at).collect();
        Ok(Self { stocks, returns, spacing, restart })
    }

    /// The means E(k) of the products of k resampled returns, from k = 0 on, of a stock by its place in the group.
    ///
    /// With w(k, i) what runs that take return g(i) in step k contribute, w(1, i) = g(i)/N and
    /// w(k, i) = g(i) \[(1 − p) w(k − 1, i − 1) + p E(k − 1)/N\]; E(k) is the sum of w(k, i) over i.
    #[must_use]
    pub fn expected(&self, place: usize, steps: u32) -> Vec<f64> {
        let returns = &self.returns[place];
        let count = returns.len() as f64;
        let restart = f64::from(self.restart) / f64::from(RESTARTS);
        let mut weights: Vec<f64> = vec![0.0; returns.len()];
        let mut expected = vec![1.0];
        for _ in 0..steps {
            let sum = expected[expected.len() - 1];
            // Step 1 takes each return alike, as if a block had ended before it.
            let (stay, anew) = if expected.len() == 1 {
                (0.0, 1.0 / count)
            } else {
                (1.0 - restart, restart * sum / count)
            };
            let mut before = weights[weights.len() - 1];
            for (weight, gross) in weights.iter_mut().zip(returns) {
                let here = *weight;
                *weight = gross * (stay * before + anew);
                before = here;
            }
            expected.push(weights.iter().sum());
        }
        expected
    }
}

/// Two stocks of different groups whose histories have dates in common but not their spacing, and why they cannot be.
fn unlike(
    one: &[(usize, &Bootstrap)],
    other: &[(usize, &Bootstrap)],
) -> Option<(usize, usize, String)> {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (one, other)));
    let mut met = pairs.filter(|((_, one), (_, other))| one.history().meets(other.history()));
    let ((first, one), (second, other)) = met.next()?;
    let [one, other] = [one, other].map(|bootstrap| bootstrap.history().spacing().name());
    let why = format!("have dates in common, but {one} and {other} prices");
    Some((*first, *second, why))
}
