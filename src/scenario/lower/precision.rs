//! `precision` of `[simulation]`: the metric that decides when a job is done, and the standard error asked.

use crate::quantity::StandardError;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::node::Value;
use crate::scenario::table::TableReader;
use crate::scenario::{Metric, Precision};

const WANTED: &str = "a table such as { metric = \"p05\", std_error = 500 }";

/// A precision and where its metric stands.
pub(super) struct Asked<'a> {
    pub precision: Precision,
    metric: Field<'a>,
}

/// Reads the table.
pub(super) fn read<'a>(field: &Field<'a>, faults: &mut Faults<'_>) -> Option<Asked<'a>> {
    field.table(WANTED, faults, precision)
}

fn precision<'a>(table: &mut TableReader<'a>, faults: &mut Faults<'_>) -> Option<Asked<'a>> {
    let names = Metric::ALL.map(|metric| (metric.name(), metric));
    let field = table.required("metric", "metric = \"p05\"");
    let metric = field.and_then(|field| field.choice(&names, faults).zip(Some(field)));
    let std_error = table.required("std_error", "std_error = 500");
    let Some((metric, field)) = metric else {
        // What its error is counted in is not known; what no metric allows is told all the same.
        std_error.and_then(|field| field.number(StandardError::new, faults));
        return None;
    };
    let precision = std_error?.number(|number| Precision::new(metric, number), faults)?;
    Some(Asked { precision, metric: field })
}

impl Asked<'_> {
    /// Reports a metric that the rest of the document has no figure for. A walk-away that is stated and
    /// faulty has its own fault.
    pub fn check(
        &self,
        (goals, preferences): (Option<&Field<'_>>, bool),
        only: Option<&str>,
        faults: &mut Faults<'_>,
    ) {
        let stated = goals.is_some_and(|goals| match &goals.node.value {
            Value::Table(table) => table.get("walk_away").is_some(),
            _ => true,
        });
        let message = format!("`{}` is {}", self.metric.path, faults.given(self.metric.node));
        match (self.precision.metric(), only) {
            (Metric::ProbabilityWalkAway, _) if !stated => {
                let label = "this file states no walk-away to reach";
                faults.at(&self.metric, message, label).help("add `walk_away = …` to [goals]");
            }
            (Metric::CertaintyEquivalent, _) if !preferences => {
                let label = "this file states no preferences to weigh pay with";
                let help = "add [preferences] with `risk_aversion = …` and `outside_wealth = …`";
                faults.at(&self.metric, message, label).help(help);
            }
            (Metric::ProbabilityAhead, Some(name)) => {
                let label = format!("`{name}` is the only offer, so none is compared with it");
                let help = "add the offer to compare it with, or choose another metric";
                faults.at(&self.metric, message, label).help(help);
            }
            _ => {}
        }
    }
}
