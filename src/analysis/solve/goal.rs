//! What an ask is to reach, as it is written: a metric and a value, or the baseline's.

use crate::error::Error;
use crate::scenario::{Metric, Scenario, Unit, advice};

/// A metric and what it is to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The metric.
    pub metric: Metric,
    /// What it is to reach.
    pub target: Target,
}

/// What a metric is to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A value: dollars, or a probability.
    Value(f64),
    /// What the baseline has.
    Baseline,
}

impl Goal {
    /// Reads `METRIC=VALUE`, `METRIC>=VALUE` or `METRIC=baseline`. Values may have underscores, and those of
    /// probabilities a percent sign.
    ///
    /// # Errors
    /// What is wrong and what is allowed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let names = Metric::ALL.map(Metric::name);
        let Some((name, value)) = text.split_once('=') else {
            return Err(format!(
                "`{text}` has no `=`; write METRIC=VALUE or METRIC=baseline, such as p50=1_600_000"
            ));
        };
        let name = name.trim_end().trim_end_matches('>').trim();
        let metric = Metric::ALL.into_iter().find(|metric| metric.name() == name);
        let Some(metric) = metric else {
            return Err(format!("`{name}` is no metric; {}", advice(name, names, "metrics")));
        };
        let value = value.trim_start_matches('=').trim();
        if value == "baseline" {
            return Ok(Self { metric, target: Target::Baseline });
        }
        let (written, scale) = value.strip_suffix('%').map_or((value, 1.0), |text| (text, 0.01));
        let number =
            written.trim().replace('_', "").parse::<f64>().ok().map(|number| number * scale);
        let (allowed, number) = match metric.unit() {
            Unit::Probability => (
                "a probability above 0 and up to 1 (0.6 or 60%), or `baseline`",
                number.filter(|number| *number > 0.0 && *number <= 1.0),
            ),
            Unit::Dollars => (
                "a number of dollars up to 10,000,000,000 (1_600_000), or `baseline`",
                number.filter(|number| number.abs() <= 1e10 && scale >= 1.0),
            ),
        };
        let number =
            number.ok_or_else(|| format!("{name} cannot be `{value}`; allowed: {allowed}"))?;
        Ok(Self { metric, target: Target::Value(number) })
    }

    /// The goal of a scenario that names none: even odds of the walk-away, else the baseline's median.
    ///
    /// # Errors
    /// Where there is neither.
    pub fn default_of(scenario: &Scenario) -> Result<Self, Error> {
        let metric = Metric::Percentile(crate::scenario::Level::P50);
        match scenario.goals.walk_away {
            Some(walk_away) => Ok(Self { metric, target: Target::Value(walk_away.get()) }),
            None if scenario.setup.offers.len() > 1 => {
                Ok(Self { metric, target: Target::Baseline })
            }
            None => Err(Error::Unusable(
                "the scenario has neither a walk-away nor a second offer to reach; say what the ask is to reach \
                 with --until, such as --until p50=1_600_000"
                    .to_owned(),
            )),
        }
    }

    /// What keeps an offer of a scenario from having such a goal.
    pub(super) fn problem(&self, scenario: &Scenario, offer: usize) -> Option<String> {
        let name = &scenario.setup.offers[offer].name;
        let is_baseline = offer == scenario.baseline;
        let metric = self.metric.name();
        match (self.metric, self.target) {
            (Metric::ProbabilityAhead, Target::Baseline) => Some(
                "probability_ahead is against the baseline already; write a probability, such as \
                 probability_ahead=60%"
                    .to_owned(),
            ),
            (Metric::ProbabilityAhead, _) if is_baseline => Some(format!(
                "{name} is the baseline, so it cannot be ahead of it; name another offer with --offer, or another \
                 baseline (--set 'baseline=\"…\"')"
            )),
            (_, Target::Baseline) if is_baseline => Some(format!(
                "{name} is the baseline, so it cannot be compared with it; name another offer with --offer, another \
                 baseline (--set 'baseline=\"…\"'), or a value to reach (--until {metric}=…)"
            )),
            (Metric::ProbabilityWalkAway, _) if scenario.goals.walk_away.is_none() => Some(
                "probability_walk_away needs a walk-away; add `walk_away = …` to [goals], or --set goals.walk_away=…"
                    .to_owned(),
            ),
            (Metric::CertaintyEquivalent, _) if scenario.preferences.is_none() => Some(
                "certainty_equivalent needs [preferences] with risk_aversion and outside_wealth; add them, or choose \
                 another metric"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
