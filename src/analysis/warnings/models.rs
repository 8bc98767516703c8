//! Warnings about the models of stocks: parameters in percent, and histories too short for their blocks.

use super::{Warning, WarningCode, listed};
use crate::market::{Model, RESTARTS, ResampledGroup, Spacing};
use crate::quantity::{grouped, to_digits};
use crate::simulation::Setup;

/// No share has a volatility above this for long.
const MOST_VOLATILITY: f64 = 2.0;
/// The least that a jump of the log price is suspected from: prices nearly triple, or fall by 63 %.
const LARGE_JUMP: f64 = 1.0;
/// The fewest mean blocks that a history holds before runs repeat each other.
const FEWEST_BLOCKS: f64 = 10.0;

/// Parameters of a model that are fractions: the key, the value, and the most that is not suspected.
pub(super) fn fractions_of(model: &Model) -> Vec<(&'static str, f64, f64)> {
    match model {
        Model::Gbm(gbm) => vec![("volatility", gbm.volatility.get(), MOST_VOLATILITY)],
        Model::Merton(merton) => vec![
            // A preset's is computed; nobody recognizes its last digits.
            ("volatility", to_digits(merton.volatility.get(), 4), MOST_VOLATILITY),
            ("jump_mean", merton.jumps.mean.get(), LARGE_JUMP),
            ("jump_volatility", merton.jumps.volatility.get(), LARGE_JUMP),
        ],
        // Variances are squares: percent is told otherwise.
        Model::Heston(_) | Model::GjrGarch(_) | Model::Bootstrap(_) | Model::Fixed(_) => Vec::new(),
    }
}

/// Variances of returns in percent are 10,000 times those of returns in decimals.
pub(super) fn variances_look_like_percent(setup: &Setup) -> Vec<Warning> {
    let mut found = Vec::new();
    for stock in &setup.market.stocks {
        let (key, today) = match &stock.model {
            Model::Heston(heston) => ("long_run_variance", heston.initial_variance.get().sqrt()),
            Model::GjrGarch(garch) => {
                let days = f64::from(Spacing::Daily.steps_a_year());
                ("omega", (days * garch.first_variance()).sqrt())
            }
            _ => continue,
        };
        let long_run = stock.model.total_volatility().unwrap_or_default();
        let (key, when, volatility) = if long_run > MOST_VOLATILITY {
            (key, "in the long run", long_run)
        } else {
            ("initial_variance", "today", today)
        };
        if volatility > MOST_VOLATILITY {
            let percent = grouped(to_digits(100.0 * volatility, 3));
            found.push(Warning {
                code: WarningCode::LooksLikePercent,
                message: format!(
                    "{} has a volatility of {percent} % a year {when} by its {key}, which is the square of a \
                     fraction; if it is that of returns in percent, divide it by 10,000",
                    stock.name
                ),
            });
        }
    }
    found
}

pub(super) fn short_price_histories(setup: &Setup) -> Vec<Warning> {
    let stocks = &setup.market.stocks;
    // A setup has stocks that can be resampled.
    let groups = ResampledGroup::all(stocks).unwrap_or_default();
    let short = |group: ResampledGroup| {
        let returns = group.returns.first().map_or(0, Vec::len) as f64;
        let restart = f64::from(group.restart) / f64::from(RESTARTS);
        let names: Vec<&str> = group.stocks.iter().map(|at| stocks[*at].name.as_str()).collect();
        let steps = 1.0 / restart;
        (returns < FEWEST_BLOCKS * steps).then(|| Warning {
            code: WarningCode::ShortPriceHistory,
            message: format!(
                "the prices of {} hold {} {} returns, {} blocks of {} on average; with fewer than {FEWEST_BLOCKS} \
                 blocks careers are much the same few stretches, and bad cases are no worse than these; use a longer \
                 history, or a mean_block_days of at most {}",
                listed(&names),
                grouped(returns),
                group.spacing.name(),
                to_digits(returns / steps, 2),
                to_digits(steps, 3),
                (returns / FEWEST_BLOCKS * group.spacing.trading_days()).floor(),
            ),
        })
    };
    groups.into_iter().filter_map(short).collect()
}
