//! Everything a simulation needs, checked as a whole: market, exit profiles, offers, settings.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::attrition::{Profile, Responses};
use crate::error::Error;
use crate::market::{Market, ResampledGroup};
use crate::offer::{Offer, OutsideOption};
use crate::quantity::{ContinuousRate, LARGEST_SEED, LONGEST_HORIZON, MOST_RUNS};
use crate::random::{Coupling, Entity};

/// How runs are sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sampler {
    /// Independent runs.
    Random,
    /// Runs in antithetic pairs: helps means and medians, makes tails worse.
    Antithetic,
    /// Runs at scrambled Sobol points, which cover clocks and paths evenly; 32 scrambles, run r a point of scramble
    /// r mod 32. Best with 32 × a power of two runs.
    Sobol,
}

impl Sampler {
    /// All samplers.
    pub const ALL: [Self; 3] = [Self::Random, Self::Antithetic, Self::Sobol];

    /// The sampler's name in scenario files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Antithetic => "antithetic",
            Self::Sobol => "sobol",
        }
    }

    /// How this sampler couples runs.
    #[must_use]
    pub const fn coupling(self) -> Coupling {
        match self {
            // What is no Sobol coordinate is drawn by run.
            Self::Random | Self::Sobol => Coupling::Independent,
            Self::Antithetic => Coupling::Antithetic,
        }
    }
}

/// How exits enter the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exits {
    /// One exit a run, drawn.
    Sampled,
    /// Every exit that a run may come to, with its probability.
    Integrated,
}

impl Exits {
    /// All treatments.
    pub const ALL: [Self; 2] = [Self::Sampled, Self::Integrated];

    /// The treatment's name in scenario files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sampled => "sampled",
            Self::Integrated => "integrated",
        }
    }
}

/// Which offers share their exit clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SharedExits {
    /// All offers of a run.
    All,
    /// Offers of the same employer.
    Employer,
}

impl SharedExits {
    /// All settings.
    pub const ALL: [Self; 2] = [Self::All, Self::Employer];

    /// The setting's name in scenario files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Employer => "employer",
        }
    }

    /// The entity whose clocks an employer's offers use.
    #[must_use]
    pub fn clock_owner(self, employer: &str) -> Entity {
        match self {
            Self::All => Entity::of("all employers"),
            Self::Employer => Entity::of(employer),
        }
    }
}

/// Settings of a simulation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Number of runs, 1 to [`MOST_RUNS`].
    pub runs: u64,
    /// Seed, 0 to [`LARGEST_SEED`].
    pub seed: u64,
    /// Horizon H in months, 1 to [`LONGEST_HORIZON`].
    pub horizon_months: u32,
    /// How runs are sampled.
    pub sampler: Sampler,
    /// How exits enter the results.
    pub exits: Exits,
    /// Which offers share their exit clocks.
    pub shared_exits: SharedExits,
    /// Discount rate r, continuously compounded a year.
    pub discount_rate: ContinuousRate,
}

impl Settings {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Unusable`] for settings out of range.
    pub fn checked(self) -> Result<Self, Error> {
        let in_range = (1..=MOST_RUNS).contains(&self.runs)
            && self.seed <= LARGEST_SEED
            && (1..=LONGEST_HORIZON).contains(&self.horizon_months);
        if in_range {
            Ok(self)
        } else {
            Err(Error::Unusable(format!("settings out of range: {self:?}")))
        }
    }

    /// Whether standard errors come from replicates: where runs depend on each other, or are more than a draw.
    #[must_use]
    pub const fn is_replicated(&self) -> bool {
        !matches!((self.sampler, self.exits), (Sampler::Random, Exits::Sampled))
    }
}

/// One world and the offers in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// Stocks.
    pub market: Market,
    /// Exit profiles.
    pub profiles: Vec<Profile>,
    /// Offers, at least one.
    pub offers: Vec<Offer>,
    /// Income after an exit, if it counts.
    pub outside_option: Option<OutsideOption>,
    /// Settings.
    pub settings: Settings,
}

impl Setup {
    /// Checks what no single part can: positions that refer to something, ranges of the settings, and
    /// names whose draws would share addresses.
    ///
    /// # Errors
    /// [`Error::Unusable`] that says which rule is broken and what to change.
    pub fn new(
        market: Market,
        profiles: Vec<Profile>,
        offers: Vec<Offer>,
        settings: Settings,
    ) -> Result<Self, Error> {
        let settings = settings.checked()?;
        if offers.is_empty() {
            return Err(Error::Unusable("a simulation needs at least one offer".to_owned()));
        }
        for offer in &offers {
            let profile_known = offer.profile.is_none_or(|at| at < profiles.len());
            let stocks_known = offer.grants.iter().all(|grant| grant.stock < market.stocks.len());
            if !(profile_known && stocks_known) {
                let name = &offer.name;
                return Err(Error::Unusable(format!("{name}: a position refers to nothing")));
            }
        }
        let names: HashSet<&str> = market.stocks.iter().map(|stock| stock.name.as_str()).collect();
        if names.len() < market.stocks.len() {
            let why = "two stocks have the same name, so they would get the same draws; rename one";
            return Err(Error::Unusable(why.to_owned()));
        }
        resampled_together(&market)?;
        distinct_entities("stock", market.stocks.iter().map(|stock| stock.name.as_str()))?;
        distinct_entities("employer", offers.iter().map(|offer| offer.employer.as_str()))?;
        distinct_entities("offer", offers.iter().map(|offer| offer.name.as_str()))?;
        Ok(Self { market, profiles, offers, outside_option: None, settings })
    }

    /// The same setup with income after an exit.
    #[must_use]
    pub fn with_outside_option(self, outside_option: Option<OutsideOption>) -> Self {
        Self { outside_option, ..self }
    }

    /// The same setup with hazards that respond to nothing.
    #[must_use]
    pub fn without_responses(mut self) -> Self {
        for profile in &mut self.profiles {
            if let Profile::Hazards(hazards) = profile {
                hazards.responses = Responses::default();
            }
        }
        self
    }

    /// The same setup with prices that stay at today's.
    #[must_use]
    pub fn at_todays_prices(&self) -> Self {
        Self { market: self.market.at_todays_prices(), ..self.clone() }
    }

    /// The number of years that results report, ⌈H / 12⌉; the last may be short.
    #[must_use]
    pub fn years(&self) -> u32 {
        self.settings.horizon_months.div_ceil(12)
    }
}

/// Refuses bootstrapped stocks with dates in common that cannot be resampled together.
fn resampled_together(market: &Market) -> Result<(), Error> {
    ResampledGroup::all(&market.stocks).map(drop).map_err(|(one, other, why)| {
        let [one, other] = [one, other].map(|at| market.stocks[at].name.as_str());
        Error::Unusable(format!(
            "the stocks {one} and {other} {why}, and stocks with dates in common are resampled together; give \
             both the same mean block and enough common dates"
        ))
    })
}

/// Refuses two different names of one kind with the same draws.
fn distinct_entities<'a>(kind: &str, names: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen: HashMap<Entity, &str> = HashMap::new();
    for name in names {
        match seen.insert(Entity::of(name), name) {
            Some(other) if other != name => {
                return Err(Error::Unusable(format!(
                    "the {kind} names `{other}` and `{name}` have the same hash, so they would get the \
                     same random draws; rename one"
                )));
            }
            _ => {}
        }
    }
    Ok(())
}
