//! The distribution of each year's pay, on request.

use std::io::Write;

use super::layout::{self, Row};
use crate::analysis::{Distribution, OfferSummary, Summary};
use crate::report::number::{exact_money, money, significant};
use crate::statistics::Estimate;

/// Writes as many tables as the width needs.
pub(super) fn write(summary: &Summary, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    for offers in summary.offers.chunks(layout::columns_that_fit(width)) {
        writeln!(out)?;
        let names: Vec<&str> = offers.iter().map(|offer| offer.name.as_str()).collect();
        let mut rows = vec![Row::heading("All years")];
        let pay = |offer: &OfferSummary| Some(offer.pay.distribution);
        rows.extend(distribution(offers, &pay));
        let years = summary.offers.first().map_or(0, |offer| offer.years.len());
        for year in 0..years {
            rows.push(Row::heading(&format!("Year {}", year + 1)));
            rows.extend(distribution(offers, &|offer| offer.years[year].pay));
        }
        layout::table(&names, rows, width, out)?;
    }
    Ok(())
}

fn distribution(
    offers: &[OfferSummary],
    of: &dyn Fn(&OfferSummary) -> Option<Distribution>,
) -> Vec<Row> {
    let Some(all) = offers.iter().map(of).collect::<Option<Vec<Distribution>>>() else {
        return Vec::new();
    };
    let estimates = |label: &str, figure: &dyn Fn(&Distribution) -> Estimate| {
        Row::values(label, all.iter().map(|distribution| money(figure(distribution))))
    };
    let exact = |label: &str, figure: &dyn Fn(&Distribution) -> f64| {
        Row::values(label, all.iter().map(|pay| exact_money(figure(pay).round())))
    };
    let mut rows = vec![
        estimates("mean", &|distribution| distribution.mean),
        Row::values("standard deviation", all.iter().map(|pay| deviation(pay.sd))),
        exact("smallest", &|distribution| distribution.min),
    ];
    for at in 0..9 {
        let label = all[0].percentiles.named()[at].0;
        rows.push(estimates(label, &|distribution| distribution.percentiles.named()[at].1));
    }
    rows.push(exact("largest", &|distribution| distribution.max));
    rows.push(estimates("expected shortfall", &|distribution| distribution.expected_shortfall));
    rows
}

/// A standard deviation to three significant digits: its own error is not estimated.
fn deviation(sd: Option<f64>) -> String {
    sd.map_or_else(|| "–".to_owned(), |sd| significant(sd, 3))
}
