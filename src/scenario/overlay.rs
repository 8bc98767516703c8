//! A stress laid over a setup: the same offers in a world that the stress says. What each stress is belongs to the presets,
//! what it does to the results to `analysis`.

use super::presets::stresses::{Effect, StressPreset};
use crate::attrition::{CertainExit, Profile};
use crate::error::Error;
use crate::market::{Correlations, FixedPath, Market, Model, Stock};
use crate::quantity::{Price, PriceRatio};
use crate::simulation::Setup;

/// A setup under a stress.
///
/// Stresses of prices leave stated paths as they are. A stock that a stress puts on a stated path has no shocks any more:
/// correlations with it are dropped, and histories are no longer resampled with its own. Draws of everything else stay as
/// they are, so that the same run is the same career in another world.
///
/// ```
/// use vestrisk::scenario::{Document, NoSources, Overrides, builtin, overlay, presets::stresses};
/// let text = builtin::text(builtin::DEFAULT).unwrap();
/// let document = Document::parse("offer.toml", text.as_bytes())?;
/// let setup = document.lower(&NoSources, &Overrides::default())?.setup;
/// let flat = overlay(&setup, stresses::find("flat").unwrap())?;
/// assert!(flat.market.stocks.iter().all(|stock| !stock.model.is_random()));
/// assert_eq!(overlay(&setup, stresses::find("none").unwrap())?, setup);
/// # Ok::<(), vestrisk::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] when a scaled price leaves the range of prices; those of [`Setup::new`].
pub fn overlay(setup: &Setup, stress: &StressPreset) -> Result<Setup, Error> {
    let mut changed = setup.clone();
    match stress.effect {
        Effect::Nothing => return Ok(changed),
        Effect::Path { every_months, closes } => {
            changed.market = on_path(setup.market.clone(), every_months, closes)?;
        }
        Effect::Jump(share) => {
            let ratio = PriceRatio::new(share)?;
            let random = changed.market.stocks.iter_mut().filter(|stock| stock.model.is_random());
            random.for_each(|stock| stock.start_jump = Some(ratio));
        }
        Effect::Exit { month, cause } => {
            changed.profiles = vec![Profile::Certain(CertainExit { month, cause })];
            changed.offers.iter_mut().for_each(|offer| offer.profile = Some(0));
        }
    }
    let Setup { market, profiles, offers, outside_option, settings } = changed;
    Ok(Setup::new(market, profiles, offers, settings)?.with_outside_option(outside_option))
}

/// The market with every stock that moves at random on a path of closes, scaled to its price today.
fn on_path(market: Market, every_months: u32, closes: &[f64]) -> Result<Market, Error> {
    let Market { mut stocks, correlations, start_in_days } = market;
    let moved: Vec<bool> = stocks.iter().map(|stock| stock.model.is_random()).collect();
    for stock in stocks.iter_mut().filter(|stock| stock.model.is_random()) {
        stock.model = Model::Fixed(path(stock, every_months, closes)?);
    }
    let mut pairs = correlations.pairs().to_vec();
    pairs.retain(|pair| !moved[pair.first] && !moved[pair.second]);
    let correlations = Correlations::new(stocks.len(), &pairs, |at| stocks[at].name.clone())?;
    Ok(Market { stocks, correlations, start_in_days })
}

fn path(stock: &Stock, every_months: u32, closes: &[f64]) -> Result<FixedPath, Error> {
    let Some((first, later)) = closes.split_first() else { return Ok(FixedPath::new(&[])?) };
    let today = stock.price.get();
    let scaled = (1..).zip(later).map(|(at, close)| {
        let price = Price::new(today * close / first)?;
        Ok((at * every_months, price))
    });
    Ok(FixedPath::new(&scaled.collect::<Result<Vec<_>, Error>>()?)?)
}
