//! Price histories: what is refused of them, alone and together, and which part of them counts.

use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use vestrisk::market::{Bootstrap, Market, Model, PriceHistory, ResampledGroup, Spacing, Stock};
use vestrisk::quantity::{BlockDays, Price};

use super::history;
use crate::reference::build::{self, growth};

/// Closes from a date on, so far apart, 10 % up and down in turns.
fn closes(first: Date, step: Span, count: i64) -> Vec<(Date, Price)> {
    let close = |at: i64| if at % 2 == 0 { 100.0 } else { 110.0 };
    let on = |at: i64| first.checked_add(step.checked_mul(at).expect("a few years"));
    let each = (0..count).map(|at| (on(at).expect("a date"), Price::new(close(at)).unwrap()));
    each.collect()
}

fn stock(name: &str, history: PriceHistory, block: f64) -> Stock {
    let block = BlockDays::new(block).unwrap();
    let bootstrap = Bootstrap::new(growth(0.04, 0.0), Arc::new(history), block).expect("a block");
    build::stock(name, 100.0, Model::Bootstrap(bootstrap))
}

/// Why stocks of these histories cannot be resampled.
fn refusal(histories: Vec<Vec<(Date, Price)>>) -> String {
    let stocks = histories.into_iter().enumerate().map(|(at, closes)| {
        stock(&at.to_string(), PriceHistory::new(closes).expect("a history"), 63.0)
    });
    let stocks: Vec<Stock> = stocks.collect();
    let (one, other, why) = ResampledGroup::all(&stocks).expect_err("they are refused");
    format!("{one} and {other} {why}")
}

#[test]
fn spacings_are_told_by_the_median_gap() {
    for (step, spacing) in
        [(1.day(), Spacing::Daily), (7.days(), Spacing::Weekly), (1.month(), Spacing::Monthly)]
    {
        let history = PriceHistory::new(closes(date(2000, 1, 3), step, 30)).expect("a history");
        assert_eq!(history.spacing(), spacing);
        assert_eq!(history.long_gaps().count(), 0);
    }
    let refused = |closes| PriceHistory::new(closes).expect_err("it is refused").to_string();
    for step in [14.days(), 3.months()] {
        assert!(refused(closes(date(2000, 1, 3), step, 30)).contains("days apart"));
    }
    assert!(refused(closes(date(2000, 1, 3), 1.day(), 12)).contains("12 closes"));
    let mut twice = closes(date(2000, 1, 3), 1.day(), 30);
    twice[3].0 = twice[2].0;
    assert!(refused(twice).contains("2000-01-05 after 2000-01-05"));
}

#[test]
fn gaps_are_few_or_refused() {
    // Years of days, then months: the median gap alone would take them for days.
    let mut mixed = closes(date(2000, 1, 1), 1.day(), 400);
    mixed.extend(closes(date(2003, 1, 1), 1.month(), 60));
    let error = PriceHistory::new(mixed).expect_err("it is refused").to_string();
    assert!(error.contains("60 of which come over 10 days later"), "{error}");
    let mut hole = closes(date(2000, 1, 1), 1.day(), 600);
    hole.extend(closes(date(2004, 1, 1), 1.day(), 600));
    let hole = PriceHistory::new(hole).expect("one hole is told, not refused");
    assert_eq!(hole.long_gaps().collect::<Vec<_>>(), [[date(2001, 8, 22), date(2004, 1, 1)]]);
}

#[test]
fn closes_beyond_belief_are_refused() {
    for wrong in [0.9, 12_000.0] {
        let mut ticks = closes(date(2000, 1, 3), 1.day(), 300);
        ticks[200].1 = Price::new(wrong).unwrap();
        let error = PriceHistory::new(ticks).expect_err("it is refused").to_string();
        assert!(error.contains(&format!("a close of {wrong} on 2000-07-21 after 110")), "{error}");
    }
}

#[test]
fn stocks_that_cannot_be_resampled_together_are_told_why() {
    let days = |first, count| closes(first, 1.day(), count);
    let start = date(2000, 1, 3);
    assert_eq!(
        refusal(vec![days(start, 30), closes(start, 1.month(), 30)]),
        "0 and 1 have dates in common, but daily and monthly prices"
    );
    assert_eq!(
        refusal(vec![days(start, 30), days(date(2000, 1, 28), 30)]),
        "0 and 1 have 5 closes in common; needed: at least 13 closes"
    );
    // Both are daily; what they share comes once a week.
    let part = |kept: fn(i64) -> bool| {
        let each = days(start, 300).into_iter().zip(0..);
        each.filter(|(_, at)| kept(at % 7)).map(|(close, _)| close).collect::<Vec<_>>()
    };
    assert_eq!(
        refusal(vec![part(|day| day < 4), part(|day| day > 2)]),
        "0 and 1 have weekly closes in common; needed: daily closes, as each has by itself"
    );
    let chain = [start, date(2000, 1, 23), date(2000, 2, 12)].map(|first| days(first, 40));
    let told = refusal(chain.to_vec());
    assert_eq!(
        told,
        "0 and 2 have 0 closes in common (others have dates in common with both); needed: at least 13 closes"
    );
}

#[test]
fn the_volatility_of_a_market_is_that_of_the_returns_resampled() {
    let stocks = vec![
        stock("AAPL", history("aapl-daily"), 63.0),
        stock("GOOG", history("goog-daily"), 63.0),
    ];
    let market = build::market(stocks, &[]);
    let alone = Market { stocks: market.stocks[..1].to_vec(), ..market.clone() };
    let whole = alone.total_volatility(0).expect("it is random");
    assert_eq!(whole.to_bits(), history("aapl-daily").volatility().to_bits());
    let cut = history("aapl-daily").at_dates_of(&[&history("goog-daily")]).expect("common dates");
    let joint = market.total_volatility(0).expect("it is random");
    assert_eq!(joint.to_bits(), cut.volatility().to_bits());
    assert!(whole - joint > 0.05, "{whole} and {joint}");
}
