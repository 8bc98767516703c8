//! Pay of all offers counted on one axis, so that their histograms can be compared.

use crate::simulation::Sample;
use crate::statistics::{Histogram, histogram, nice_edges, quantile};

/// Pay of all offers counted on one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct PayHistogram {
    /// One histogram an offer, all with the same edges.
    pub offers: Vec<Histogram>,
}

/// Counts every offer's pay on one axis from the smallest 1st to the largest 99th percentile, which are
/// settled.
pub(super) fn on_one_axis(
    pay: &mut [Sample<'_>],
    go_on: &(dyn Fn() -> bool + Sync),
) -> Option<PayHistogram> {
    const CLASSES: usize = 16;
    let at = |pay: &Sample<'_>, p: f64| quantile(pay, p).unwrap_or_default();
    let low = pay.iter().map(|pay| at(pay, 0.01)).fold(f64::INFINITY, f64::min);
    let high = pay.iter().map(|pay| at(pay, 0.99)).fold(f64::NEG_INFINITY, f64::max);
    let edges = nice_edges(low, high, CLASSES);
    let counted = pay.iter_mut().map(|pay| {
        pay.settle_edges(&edges, go_on)?;
        Some(histogram(pay, &edges))
    });
    Some(PayHistogram { offers: counted.collect::<Option<_>>()? })
}
