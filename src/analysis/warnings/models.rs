//! Warnings about the models of stocks: parameters in percent, and histories too short for their blocks.

use super::{Warning, WarningCode, listed};
use crate::market::{Model, RESTARTS, ResampledGroup, Spacing, Stock};
use crate::quantity::{grouped, to_digits};
use crate::simulation::Setup;

/// No share has a volatility above this for long.
const MOST_VOLATILITY: f64 = 2.0;
/// The least that a jump of the log price is suspected from: prices nearly triple, or fall by 63 %.
const LARGE_JUMP: f64 = 1.0;
/// The fewest mean blocks that a history holds before runs repeat each other.
const FEWEST_BLOCKS: f64 = 10.0;

/// The least part of a history that is resampled without a word.
const LEAST_KEPT: f64 = 0.8;
/// How many times the close before a close may be, and the other way, before it is doubted.
const LARGE_CHANGE: f64 = 3.0;

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
        let (key, today, long_run) = match &stock.model {
            Model::Heston(heston) => {
                let today = heston.initial_variance.get().sqrt();
                ("long_run_variance", today, heston.total_volatility())
            }
            Model::GjrGarch(garch) => {
                // As it is written, without the bound of a day's volatility.
                let annual =
                    |variance: f64| (f64::from(Spacing::Daily.steps_a_year()) * variance).sqrt();
                ("omega", annual(garch.first_variance()), annual(garch.long_run_variance()))
            }
            _ => continue,
        };
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

pub(super) fn price_histories_cut(setup: &Setup) -> Vec<Warning> {
    let stocks = &setup.market.stocks;
    let groups = ResampledGroup::all(stocks).unwrap_or_default();
    let mut found = Vec::new();
    for group in groups.iter().filter(|group| group.stocks.len() > 1) {
        for at in &group.stocks {
            let Stock { name, model: Model::Bootstrap(bootstrap), .. } = &stocks[*at] else {
                continue;
            };
            let (whole, kept) = (bootstrap.history().closes().len() - 1, group.returns[0].len());
            if (kept as f64) < LEAST_KEPT * whole as f64 {
                found.push(Warning {
                    code: WarningCode::PriceHistoryCut,
                    message: format!(
                        "of the {} returns of {name} only {} are resampled, those at dates that the other resampled \
                         stocks have as well; give all of them histories of the same years, or fewer of them one",
                        grouped(whole as f64),
                        grouped(kept as f64)
                    ),
                });
            }
        }
    }
    found
}

/// Closes that may be missing, or wrong.
pub(super) fn doubtful_closes(setup: &Setup) -> Vec<Warning> {
    let mut found = Vec::new();
    for Stock { name, model, .. } in &setup.market.stocks {
        let Model::Bootstrap(bootstrap) = model else { continue };
        let history = bootstrap.history();
        let longest = history
            .long_gaps()
            .max_by_key(|[from, to]| from.until(*to).map_or(0, |s| s.get_days()));
        if let Some([from, to]) = longest {
            found.push(Warning {
                code: WarningCode::GapsInPriceHistory,
                message: format!(
                    "the {} prices of {name} have {}, the longest from {from} to {to}; what happened meanwhile counts \
                     as one step; fill in the closes that are missing",
                    history.spacing().name(),
                    plural(history.long_gaps().count())
                ),
            });
        }
        let [(_, before), (date, close)] = history.largest_change();
        let ratio = close.get() / before.get();
        if !(LARGE_CHANGE.recip()..=LARGE_CHANGE).contains(&ratio) {
            found.push(Warning {
                code: WarningCode::LargePriceChange,
                message: format!(
                    "{name} closed at {} on {date}, after {}; one such return can decide everything that is resampled; \
                     if it is a bad close or a split that the prices are not adjusted for, mend the file",
                    close.get(),
                    before.get()
                ),
            });
        }
    }
    found
}

fn plural(gaps: usize) -> String {
    if gaps == 1 { "a gap".to_owned() } else { format!("{gaps} gaps") }
}
