//! The main question: what do these offers really pay? Asks for every measure of the report, runs the
//! job once and reads the answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::axis::{PayHistogram, on_one_axis};
use super::cash::{CashEquivalent, cash_equivalents};
use super::certainty::Certainty;
use super::comparison::{Comparison, ComparisonMeasures};
use super::decided::Decided;
use super::distribution::{Distribution, Estimator, PayDistribution, ValueDistribution};
use super::equivalent::plain_runs;
use super::precision::summarize_until;
use super::settings::Simulation;
use super::warnings::{Warning, warnings};
use crate::attrition::Cause;
use crate::error::Error;
use crate::offer::{Component, CostOfLeaving, Letter, cost_of_leaving, letter};
use crate::processor::Processor;
use crate::scenario::{Preferences, Scenario};
use crate::simulation::{Keep, Measure, MeasureId, Observer, Outcome, Request, Sample, engine};
use crate::statistics::Estimate;

/// How much of the distributions to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Years as means only: less memory and time.
    Means,
    /// Years as whole distributions.
    Whole,
}

/// The means of a job.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Threads.
    pub pool: &'a rayon::ThreadPool,
    /// Bytes that samples may take.
    pub memory: u64,
    /// How much to compute.
    pub detail: Detail,
    /// The vector instructions to use; they change no bit.
    pub processor: Processor,
}

impl<'a> Options<'a> {
    /// A request with these means that asks for nothing yet.
    pub(super) fn request(&self) -> Request<'a> {
        let mut request = Request::new(self.pool, self.memory);
        request.processor = self.processor;
        request
    }
}

/// Means by component, in dollars.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "one field for each Component")]
pub struct Components {
    pub base: Estimate,
    pub sign_on: Estimate,
    pub clawback: Estimate,
    pub rsu: Estimate,
    pub refresh: Estimate,
    pub bonus: Estimate,
    pub severance: Estimate,
    pub other_income: Estimate,
}

impl Components {
    /// Each component's mean, in the order of [`Component::ALL`].
    #[must_use]
    pub fn named(&self) -> [(Component, Estimate); 8] {
        let means = [
            self.base,
            self.sign_on,
            self.clawback,
            self.rsu,
            self.refresh,
            self.bonus,
            self.severance,
            self.other_income,
        ];
        std::array::from_fn(|at| (Component::ALL[at], means[at]))
    }

    fn from_means(means: [Estimate; 8]) -> Self {
        let [base, sign_on, clawback, rsu, refresh, bonus, severance, other_income] = means;
        Self { base, sign_on, clawback, rsu, refresh, bonus, severance, other_income }
    }
}

/// One year's pay.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct YearSummary {
    /// The year, from 1.
    pub year: u32,
    /// Mean, the only figure under [`Detail::Means`].
    #[serde(skip)]
    pub mean: Estimate,
    /// The distribution; JSON has it always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay: Option<Distribution>,
}

/// The share still employed at the end of a month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Retention {
    /// The month.
    pub month: u32,
    /// P(T ≥ month).
    pub stayed: Estimate,
}

/// How runs end.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExitSummary {
    /// P(no exit by the horizon).
    pub stayed: Estimate,
    /// P(quit by the horizon).
    pub voluntary: Estimate,
    /// P(laid off by the horizon).
    pub layoff: Estimate,
    /// P(dismissed for performance by the horizon).
    pub performance: Estimate,
    /// At months 12, 24, … up to the horizon.
    pub retention: Vec<Retention>,
    /// Mean pay of the runs that end in each way.
    pub mean_pay_if: MeanPayIf,
}

/// Mean pay of the runs that end in each way; `None` where none does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "one field for each way to end")]
pub struct MeanPayIf {
    pub stayed: Option<Estimate>,
    pub voluntary: Option<Estimate>,
    pub layoff: Option<Estimate>,
    pub performance: Option<Estimate>,
}

/// What is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClawbackSummary {
    /// P(something is owed).
    pub probability: Estimate,
    /// Mean over the runs that owe; negative, `None` when none does.
    pub mean_if_any: Option<Estimate>,
}

/// What one offer pays.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OfferSummary {
    /// The offer's name.
    pub name: String,
    /// Realized pay over the horizon.
    pub pay: PayDistribution,
    /// Its present value.
    pub present_value: ValueDistribution,
    /// Pay without income after an exit, where there is an outside option.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_without_option: Option<Distribution>,
    /// Means by component.
    pub components: Components,
    /// What a dollar of its grants is worth in cash; absent without preferences, and without grants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cash_equivalent: Option<CashEquivalent>,
    /// By year.
    pub years: Vec<YearSummary>,
    /// How runs end.
    pub exit: ExitSummary,
    /// What of it the terms decide.
    #[serde(skip)]
    pub decided: Decided,
    /// What is repaid.
    pub clawback: ClawbackSummary,
    /// Value at the horizon of what vests after it, 0 for who left.
    pub unvested_at_horizon: Estimate,
    /// What the letter says.
    pub letter: Letter,
    /// What a quit at months 1 … H pays, owes and forgoes, by the letter.
    pub cost_of_leaving: Vec<CostOfLeaving>,
}

/// The answer to the main question.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The scenario's title.
    pub title: String,
    /// Hash of the effective scenario.
    pub sha256: String,
    /// Settings.
    pub simulation: Simulation,
    /// The walk-away in dollars, if there is one.
    pub walk_away: Option<f64>,
    /// The tail level of the expected shortfall.
    pub tail: f64,
    /// How the candidate weighs uncertain pay, if they say so.
    pub preferences: Option<Preferences>,
    /// By offer.
    pub offers: Vec<OfferSummary>,
    /// Every other offer against the baseline.
    pub comparisons: Vec<Comparison>,
    /// Pay on one axis.
    pub histogram: PayHistogram,
    /// Warnings.
    pub warnings: Vec<Warning>,
}

/// Simulates a scenario and summarizes it: with all its runs, or, where it asks for a precision, with as
/// few as that takes.
///
/// # Errors
/// Those of [`engine::run`].
pub fn summarize(
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Summary, Error> {
    match scenario.precision {
        Some(precision) => summarize_until(precision, scenario, options, observer),
        None => answer(scenario, options, observer),
    }
}

/// Everything that the answer of a scenario asks for.
struct Asked<'a> {
    request: Request<'a>,
    offers: Vec<OfferMeasures>,
    comparisons: Vec<ComparisonMeasures>,
    /// The utilities of the offers, where there are preferences.
    utilities: Vec<MeasureId>,
}

impl<'a> Asked<'a> {
    fn new(scenario: &Scenario, options: &Options<'a>, certainty: Option<&Certainty>) -> Self {
        let mut request = options.request();
        let all = 0..scenario.setup.offers.len();
        let offers = all
            .clone()
            .map(|offer| OfferMeasures::request(&mut request, scenario, offer, options.detail))
            .collect();
        let utility = |certainty: &Certainty| {
            let measures = all.clone().map(|offer| certainty.measure(offer));
            measures.map(|measure| request.add(measure, Keep::Moments)).collect()
        };
        let utilities = certainty.map(utility).unwrap_or_default();
        let comparisons = all
            .filter(|offer| *offer != scenario.baseline)
            .map(|offer| ComparisonMeasures::request(&mut request, offer, scenario.baseline))
            .collect();
        Self { request, offers, comparisons, utilities }
    }
}

/// Whether the answer's samples are kept.
pub(super) fn keeps_samples(scenario: &Scenario, options: &Options<'_>) -> Result<bool, Error> {
    engine::keeps_samples(&scenario.setup, &Asked::new(scenario, options, None).request)
}

/// Simulates all runs of a scenario and summarizes them.
pub(super) fn answer(
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Summary, Error> {
    answer_and(scenario, options, observer, &|_, _| ()).map(|(summary, ())| summary)
}

/// The same, and what `more` reads off the outcome, given each offer's measure of pay.
pub(super) fn answer_and<T>(
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
    more: &dyn Fn(&Outcome, &[MeasureId]) -> T,
) -> Result<(Summary, T), Error> {
    let setup = &scenario.setup;
    let certainty = Certainty::new(scenario, options, observer)?;
    let Asked { request, offers, comparisons, utilities } =
        Asked::new(scenario, options, certainty.as_ref());
    let outcome = engine::run(setup, &request, observer)?;
    let pay: Vec<MeasureId> = offers.iter().map(|of| of.pay).collect();
    let more = more(&outcome, &pay);
    let estimator = Estimator::new(scenario, observer);
    let read = || {
        // One after another: each goes through its samples on all threads already.
        let read_offer = |measures: &OfferMeasures| measures.read(scenario, &outcome, &estimator);
        let (offers, mut pay): (Vec<OfferSummary>, Vec<Sample<'_>>) =
            offers.iter().map(read_offer).collect::<Option<_>>()?;
        let comparisons: Vec<Comparison> = comparisons
            .iter()
            .map(|measures| measures.read(setup, &outcome, &estimator, &mut pay))
            .collect::<Option<_>>()?;
        let plain_runs = plain_runs(scenario, &estimator, &offers, &comparisons, &pay);
        let histogram = on_one_axis(&mut pay, &|| estimator.watch.goes_on())?;
        Some((offers, comparisons, histogram, plain_runs))
    };
    let found = options.pool.install(read);
    if estimator.watch.has_ended() {
        return Err(Error::Interrupted);
    }
    let (mut offers, comparisons, histogram, plain_runs) =
        found.expect("every measure has at least one run and its samples");
    let mut warnings = warnings(scenario, &offers, &outcome);
    if let Some(certainty) = certainty {
        let of = (&outcome, &utilities[..]);
        let (equivalents, unknown) = certainty.equivalents(scenario, of, options, observer)?;
        warnings.extend(unknown);
        for (offer, equivalent) in offers.iter_mut().zip(equivalents) {
            offer.present_value.certainty_equivalent = equivalent;
        }
        let of_dollars = cash_equivalents(scenario, options, observer)?;
        for (offer, of_dollar) in offers.iter_mut().zip(of_dollars) {
            offer.cash_equivalent = of_dollar;
        }
    }
    let summary = Summary {
        title: scenario.title.clone(),
        sha256: scenario.sha256.clone(),
        simulation: Simulation::new(&setup.settings, &outcome, plain_runs),
        walk_away: scenario.goals.walk_away.map(crate::quantity::Dollars::get),
        tail: estimator.tail,
        preferences: scenario.preferences,
        offers,
        comparisons,
        histogram,
        warnings,
    };
    Ok((summary, more))
}

/// The measures of one offer.
struct OfferMeasures {
    offer: usize,
    pay: MeasureId,
    present_value: MeasureId,
    without_option: Option<MeasureId>,
    walk_away: Option<MeasureId>,
    components: [MeasureId; 8],
    years: Vec<MeasureId>,
    exits: [MeasureId; 4],
    pay_if: [MeasureId; 4],
    retention: Vec<(u32, MeasureId)>,
    clawed_back: MeasureId,
    clawback: MeasureId,
    unvested: MeasureId,
}

impl OfferMeasures {
    fn request(
        request: &mut Request<'_>,
        scenario: &Scenario,
        offer: usize,
        detail: Detail,
    ) -> Self {
        let horizon = scenario.setup.settings.horizon_months;
        let option = scenario.setup.outside_option;
        let years = match detail {
            Detail::Means => Keep::Moments,
            Detail::Whole => Keep::Samples,
        };
        let walk_away = scenario.goals.walk_away.map(crate::quantity::Dollars::get);
        let mut moments = |measure| request.add(measure, Keep::Moments);
        let walk_away = walk_away.map(|threshold| moments(Measure::Reaches { offer, threshold }));
        let components =
            Component::ALL.map(|component| moments(Measure::Component { offer, component }));
        let causes = [None, Some(Cause::Voluntary), Some(Cause::Layoff), Some(Cause::Performance)];
        let exits = causes.map(|cause| moments(Measure::Left { offer, cause }));
        let pay_if = causes.map(|cause| moments(Measure::PayIf { offer, cause }));
        let months = (12..=horizon).step_by(12);
        let retention =
            months.map(|month| (month, moments(Measure::Retained { offer, month }))).collect();
        let clawed_back = moments(Measure::OwesClawback { offer });
        let clawback = moments(Measure::ClawbackIfOwed { offer });
        let unvested = moments(Measure::Unvested { offer });
        Self {
            offer,
            walk_away,
            components,
            exits,
            pay_if,
            retention,
            clawed_back,
            clawback,
            unvested,
            pay: request.add(Measure::Pay { offer }, Keep::Samples),
            present_value: request.add(Measure::PresentValue { offer }, Keep::Samples),
            years: (1..=scenario.setup.years())
                .map(|year| request.add(Measure::Year { offer, year }, years))
                .collect(),
            without_option: option
                .map(|_| request.add(Measure::PayWithoutOption { offer }, Keep::Samples)),
        }
    }

    fn read<'o>(
        &self,
        scenario: &Scenario,
        outcome: &'o Outcome,
        estimator: &Estimator<'_>,
    ) -> Option<(OfferSummary, Sample<'o>)> {
        let setup = &scenario.setup;
        let offer = &setup.offers[self.offer];
        let mean = |measure: MeasureId| estimator.mean(outcome.tally(measure));
        let probability = |measure: MeasureId| estimator.probability(outcome.tally(measure));
        let (pay, sample) = estimator.distribution(outcome, self.pay)?;
        let (present_value, _) = estimator.distribution(outcome, self.present_value)?;
        let without_option = match self.without_option {
            Some(measure) => Some(estimator.distribution(outcome, measure)?.0),
            None => None,
        };
        let mut components = [pay.mean; 8];
        for (slot, measure) in components.iter_mut().zip(self.components) {
            *slot = mean(measure)?;
        }
        let year = |(year, measure): (u32, &MeasureId)| {
            let pay = estimator.distribution(outcome, *measure).map(|(pay, _)| pay);
            Some(YearSummary { year, mean: mean(*measure)?, pay })
        };
        let retained = |&(month, measure): &(u32, MeasureId)| {
            Some(Retention { month, stayed: probability(measure)? })
        };
        let summary = OfferSummary {
            name: offer.name.clone(),
            pay: PayDistribution {
                distribution: pay,
                probability_walk_away: self.walk_away.and_then(probability),
            },
            present_value: ValueDistribution {
                distribution: present_value,
                certainty_equivalent: None,
            },
            pay_without_option: without_option,
            cash_equivalent: None,
            components: Components::from_means(components),
            years: (1..).zip(&self.years).map(year).collect::<Option<_>>()?,
            exit: ExitSummary {
                stayed: probability(self.exits[0])?,
                voluntary: probability(self.exits[1])?,
                layoff: probability(self.exits[2])?,
                performance: probability(self.exits[3])?,
                retention: self.retention.iter().map(retained).collect::<Option<_>>()?,
                mean_pay_if: MeanPayIf {
                    stayed: mean(self.pay_if[0]),
                    voluntary: mean(self.pay_if[1]),
                    layoff: mean(self.pay_if[2]),
                    performance: mean(self.pay_if[3]),
                },
            },
            decided: Decided::new(setup, offer),
            clawback: ClawbackSummary {
                probability: probability(self.clawed_back)?,
                mean_if_any: mean(self.clawback),
            },
            unvested_at_horizon: mean(self.unvested)?,
            letter: letter(offer, &setup.market, setup.settings.horizon_months),
            cost_of_leaving: cost_of_leaving(offer, &setup.market, setup.settings.horizon_months),
        };
        Some((summary, sample))
    }
}
