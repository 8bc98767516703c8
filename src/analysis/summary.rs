//! The main question: what do these offers really pay? Asks for every measure of the report, runs the
//! job once and reads the answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::axis::{PayHistogram, on_one_axis};
use super::comparison::{Comparison, ComparisonMeasures};
use super::decided::Decided;
use super::distribution::{Distribution, Estimator, PayDistribution, ValueDistribution};
use super::equivalent::{PlainRuns, plain_runs};
use super::precision::{PrecisionFound, summarize_until};
use super::warnings::{Warning, warnings};
use crate::attrition::Cause;
use crate::error::Error;
use crate::offer::{Component, CostOfLeaving, Letter, cost_of_leaving, letter};
use crate::processor::Processor;
use crate::scenario::Scenario;
use crate::simulation::{
    Exits, Keep, Measure, MeasureId, Observer, Outcome, Request, Sample, Sampler, Settings,
    SharedExits, engine,
};
use crate::statistics::{Estimate, RELATIVE_ERROR};

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

/// Settings as reported.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Simulation {
    /// Number of runs that were done.
    pub runs: u64,
    /// Seed.
    pub seed: u64,
    /// Horizon in months.
    pub horizon_months: u32,
    /// Sampler.
    #[schemars(extend("enum" = Sampler::ALL.map(Sampler::name)))]
    pub sampler: &'static str,
    /// Treatment of exits.
    #[schemars(extend("enum" = Exits::ALL.map(Exits::name)))]
    pub exits: &'static str,
    /// Which offers share exit clocks.
    #[schemars(extend("enum" = SharedExits::ALL.map(SharedExits::name)))]
    pub shared_exits: &'static str,
    /// Discount rate, continuously compounded a year.
    pub discount_rate: f64,
    /// How far percentiles and expected shortfalls may be off by counting in classes, as a fraction of their
    /// size: 0 where every run's amount was kept.
    pub percentile_error: f64,
    /// The precision that was asked and what came of it; absent where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<PrecisionFound>,
    /// How many independent runs with sampled exits would have the same standard error, by metric: the
    /// median, and the metric of the precision asked; the least over the offers, `None` where no error is
    /// known and above 0. Absent where the runs are such runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equivalent_plain_runs: Option<BTreeMap<&'static str, Option<u64>>>,
}

impl Simulation {
    fn new(settings: &Settings, outcome: &Outcome, plain_runs: Option<PlainRuns>) -> Self {
        let percentile_error = if outcome.keeps_samples() { 0.0 } else { RELATIVE_ERROR };
        Self {
            percentile_error,
            precision: None,
            equivalent_plain_runs: plain_runs,
            runs: settings.runs,
            seed: settings.seed,
            horizon_months: settings.horizon_months,
            sampler: settings.sampler.name(),
            exits: settings.exits.name(),
            shared_exits: settings.shared_exits.name(),
            discount_rate: settings.discount_rate.get(),
        }
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
}

impl<'a> Asked<'a> {
    fn new(scenario: &Scenario, options: &Options<'a>) -> Self {
        let mut request = options.request();
        let all = 0..scenario.setup.offers.len();
        let offers = all
            .clone()
            .map(|offer| OfferMeasures::request(&mut request, scenario, offer, options.detail))
            .collect();
        let comparisons = all
            .filter(|offer| *offer != scenario.baseline)
            .map(|offer| ComparisonMeasures::request(&mut request, offer, scenario.baseline))
            .collect();
        Self { request, offers, comparisons }
    }
}

/// Whether the answer's samples are kept.
pub(super) fn keeps_samples(scenario: &Scenario, options: &Options<'_>) -> Result<bool, Error> {
    engine::keeps_samples(&scenario.setup, &Asked::new(scenario, options).request)
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
    let Asked { request, offers, comparisons } = Asked::new(scenario, options);
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
    let (offers, comparisons, histogram, plain_runs) =
        found.expect("every measure has at least one run and its samples");
    let warnings = warnings(scenario, &offers, &outcome);
    let summary = Summary {
        title: scenario.title.clone(),
        sha256: scenario.sha256.clone(),
        simulation: Simulation::new(&setup.settings, &outcome, plain_runs),
        walk_away: scenario.goals.walk_away.map(crate::quantity::Dollars::get),
        tail: estimator.tail,
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
