//! Certainty equivalents: the sure present value that a candidate finds as good as an offer. Which job is run for what
//! belongs to others; what is known of the answer's error is here.

use super::distribution::Estimator;
use super::summary::Options;
use super::warnings::{Warning, no_certainty_equivalent};
use crate::error::Error;
use crate::quantity::Dollars;
use crate::random::CHUNK_RUNS;
use crate::scenario::{Preferences, Scenario};
use crate::simulation::plan::Plan;
use crate::simulation::{
    Isoelastic, Keep, Measure, MeasureId, Observer, Outcome, Preference, Tally, engine,
};
use crate::statistics::{Estimate, Moments};

/// How the candidate of a scenario weighs each offer.
///
/// # Formula
/// With isoelastic utility u of risk aversion γ and outside wealth W0 the certainty equivalent CE of a present value
/// PV solves u(W0 + CE) = E\[u(W0 + PV)\] (Pratt 1964); its standard error is SE(mean u)/u′(W0 + CE).
///
/// # Reference wealth
/// A power of wealth takes many orders of magnitude, and sums are exact within some: each offer's utility is taken
/// around the least wealth that its runs 0 … 1,023 have. Where another run falls so far below that it would not be told
/// apart, [`Self::settle`] does the job again around the least wealth of all.
#[derive(Clone, Debug)]
pub(super) struct Certainty {
    preferences: Preferences,
    /// By offer.
    by_offer: Vec<Preference>,
}

/// What a job says of a certainty equivalent.
pub(super) enum Certain {
    /// It is known, and of each replicate where there are some.
    Known(Equivalent),
    /// Some outcome leaves no wealth, which has no utility.
    Ruined,
}

/// A certainty equivalent, and those of the replicates.
pub(super) struct Equivalent {
    pub(super) estimate: Estimate,
    pub(super) replicates: Vec<Option<f64>>,
}

impl Certainty {
    /// The preferences of a scenario, if it states some. Simulates the first runs.
    pub(super) fn new(
        scenario: &Scenario,
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<Option<Self>, Error> {
        let Some(preferences) = scenario.preferences else { return Ok(None) };
        Self::with(preferences, scenario, options, observer).map(Some)
    }

    /// Other preferences than those that a scenario states.
    pub(super) fn with(
        preferences: Preferences,
        scenario: &Scenario,
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        let mut pilot = scenario.clone();
        pilot.setup.settings.runs = pilot.setup.settings.runs.min(CHUNK_RUNS as u64);
        let offers = 0..scenario.setup.offers.len();
        let least = least_values(&pilot, offers, options, &Quiet(observer))?;
        let by_offer = least.into_iter().map(|least| preference(preferences, least)).collect();
        Ok(Self { preferences, by_offer })
    }

    /// The measure of an offer's utility.
    pub(super) fn measure(&self, offer: usize) -> Measure {
        Measure::Utility { offer, preference: self.by_offer[offer] }
    }

    /// The certainty equivalent of each offer, given a job's sums of their utilities, and a warning about those that
    /// have none.
    pub(super) fn equivalents(
        &self,
        scenario: &Scenario,
        (outcome, utilities): (&Outcome, &[MeasureId]),
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<(Vec<Option<Estimate>>, Vec<Warning>), Error> {
        let (mut equivalents, mut warnings) = (Vec::new(), Vec::new());
        for (offer, utility) in utilities.iter().enumerate() {
            let tally = outcome.tally(*utility);
            equivalents.push(match self.settle((scenario, offer), tally, options, observer)? {
                Certain::Known(known) => Some(known.estimate),
                Certain::Ruined => {
                    let wealth = self.preferences.outside_wealth;
                    let runs = ruined_runs((scenario, offer), wealth, options, observer)?;
                    warnings.push(no_certainty_equivalent(scenario, offer, &runs));
                    None
                }
            });
        }
        Ok((equivalents, warnings))
    }

    /// The certainty equivalent of an offer, given a job's sums of its utility.
    pub(super) fn settle(
        &self,
        (scenario, offer): (&Scenario, usize),
        tally: &Tally,
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<Certain, Error> {
        let estimator = Estimator::new(scenario, observer);
        let preference = self.by_offer[offer];
        if let Some(known) = equivalent(preference, tally, &estimator) {
            return Ok(Certain::Known(known));
        }
        let least = least_values(scenario, [offer].into_iter(), options, &Quiet(observer))?[0];
        if self.preferences.outside_wealth.get() + least <= 0.0 {
            return Ok(Certain::Ruined);
        }
        let preference = self::preference(self.preferences, least);
        let mut request = options.request();
        request.replicates = !tally.replicates.is_empty();
        let measure = request.add(Measure::Utility { offer, preference }, Keep::Moments);
        let outcome = engine::run(&scenario.setup, &request, &Quiet(observer))?;
        let known = equivalent(preference, outcome.tally(measure), &estimator);
        Ok(known.map_or(Certain::Ruined, Certain::Known))
    }
}

/// Utility around the least wealth that some runs have; around the outside wealth where they have none.
pub(super) fn preference(preferences: Preferences, least: f64) -> Preference {
    let Preferences { risk_aversion, outside_wealth } = preferences;
    let wealth = [outside_wealth.get() + least, outside_wealth.get(), 1.0];
    let reference = wealth.into_iter().find(|wealth| *wealth > 0.0).unwrap_or(1.0);
    let utility = Isoelastic::new(risk_aversion.get(), reference);
    Preference { utility, outside_wealth: outside_wealth.get() }
}

/// The certainty equivalent; `None` where some wealth is at the floor of the utility or below.
fn equivalent(
    Preference { utility, outside_wealth }: Preference,
    tally: &Tally,
    estimator: &Estimator<'_>,
) -> Option<Equivalent> {
    if !utility.is_linear() && tally.total.min()? <= utility.utility(utility.floor()) {
        return None;
    }
    let mean = estimator.mean(tally)?;
    let wealth = utility.wealth(mean.value)?;
    let std_error = mean.std_error.map(|error| error / utility.marginal(wealth));
    let of_replicate = |moments: &Moments| Some(utility.wealth(moments.mean()?)? - outside_wealth);
    Some(Equivalent {
        estimate: Estimate { value: wealth - outside_wealth, std_error },
        replicates: tally.replicates.iter().map(of_replicate).collect(),
    })
}

/// The least present value of offers over all runs.
pub(super) fn least_values(
    scenario: &Scenario,
    offers: impl Iterator<Item = usize>,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<f64>, Error> {
    let mut request = options.request();
    // With integrated exits the least of all outcomes is known of what is counted only.
    let asked: Vec<MeasureId> =
        offers.map(|offer| request.add(Measure::PresentValue { offer }, Keep::Samples)).collect();
    let outcome = engine::run(&scenario.setup, &request, observer)?;
    let least = |measure: &MeasureId| outcome.tally(*measure).total.min();
    Ok(asked.iter().map(|measure| least(measure).unwrap_or_default()).collect())
}

/// Runs of an offer, at most three, whose own exits leave no wealth.
fn ruined_runs(
    (scenario, offer): (&Scenario, usize),
    outside_wealth: Dollars,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<u64>, Error> {
    const MOST: usize = 3;
    let plan = Plan::new(&scenario.setup).on(options.processor);
    let mut found = Vec::new();
    let ended = engine::visit_blocks(
        &scenario.setup,
        &plan,
        options.pool,
        &Quiet(observer),
        |runs, lanes, block| {
            let values = &block.pay[offer].present_value;
            let ruined = (0..lanes).filter(|lane| outside_wealth.get() + values[*lane] <= 0.0);
            found.extend(ruined.map(|lane| runs.run(lane)));
            if found.len() < MOST { Ok(()) } else { Err(Error::Interrupted) }
        },
    );
    let enough = found.len() >= MOST;
    found.truncate(MOST);
    match ended {
        Err(Error::Interrupted) if enough => Ok(found),
        ended => ended.map(|()| found),
    }
}

/// Lets an observer cancel a job whose runs are none of those it counts.
pub(super) struct Quiet<'a>(pub(super) &'a dyn Observer);

impl Observer for Quiet<'_> {
    fn advanced(&self, _runs: u64) {}

    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}
