//! The schema of what employment brings beyond salary and grants: bands of money, responses, bonus,
//! refreshers with ratings, layoff terms and averaged conversions.

use serde_json::{Value, json};

use super::build::{
    Keys, boolean, choice, choices, defined, example, forms, list, month, name, number, whole, with,
};
use super::offers::VESTING;
use crate::offer::{Ratings, TargetRefresh};
use crate::quantity::{
    BonusTarget, Dollars, Elasticity, Factor, Fraction, HazardFactor, Hit, MOST_AVERAGE_DAYS,
    MOST_LAYOFF_MONTHS, MOST_START_DAYS, Price, Probability, Quantity, Raise, Volatility,
};
use crate::scenario::lower::MOST_MONTHS;
use crate::scenario::names::BAND_SHAPES;

/// Money of an offer: a number or a band.
pub(super) fn money(text: &str) -> Value {
    let number = number::<Dollars>("Dollars");
    let text = format!("{text}: {}, or a band of them", Dollars::ALLOWED);
    forms(&text, &[number, defined("band", "A band")])
}

/// A band of money.
pub(super) fn band() -> Value {
    let shape = choices("How amounts are spread between the ends", &BAND_SHAPES);
    let triangular = json!({ "const": BAND_SHAPES[1].0 });
    let triangular = json!({ "required": ["shape"], "properties": { "shape": triangular } });
    let mode = number::<Dollars>("Most likely amount of a `triangular` band, else the middle");
    let own =
        "Whether it draws a level of its own, not the one that the offer's bands share in a run";
    Keys::new("A band, of which each run draws an amount")
        .must("low", example(number::<Dollars>("Low end"), 160_000))
        .must("high", example(number::<Dollars>("High end, above `low`"), 185_000))
        .or("shape", shape, BAND_SHAPES[0].0)
        .may("mode", mode)
        .or("independent", boolean(own), false)
        .rule("if", triangular)
        .rule("else", json!({ "properties": { "mode": false } }))
        .build()
}

/// Whole months that rise.
fn months(text: &str) -> Value {
    let text = format!("{text}: 1 to {MOST_MONTHS} whole months that rise, from 1");
    list(&text, &month("Month", 1), 1..=MOST_MONTHS)
}

/// How hazards answer to the world.
pub(super) fn response() -> Value {
    let layoff =
        "Layoffs × exp(−elasticity × the log return over 12 months of the first grant's stock)";
    let unvested =
        "Quits × (what vests and is due within a year ÷ the same as promised)^−elasticity";
    let before = number::<HazardFactor>("On quits in the two months before a large vest");
    let after = number::<HazardFactor>("On quits in the month after it");
    let share = number::<Fraction>("The least part of a grant that is a large vest");
    let timing = Keys::new("Quits wait for a large vest and follow it, as many in 48 months")
        .must("before", example(before, 0.7))
        .must("after", example(after, 2.0))
        .must("share", example(share, 0.1))
        .build();
    let hit = number::<Hit>("Part of those still there whom each wave takes");
    let waves = Keys::new("Waves of layoffs")
        .must("months", example(months("When they come"), json!([14, 30])))
        .must("hit", example(hit, 0.08))
        .build();
    Keys::new("How hazards answer to prices, vests and waves; without it, not at all")
        .may("layoff_to_return", example(number::<Elasticity>(layoff), 0.5))
        .may("voluntary_to_unvested", example(number::<Elasticity>(unvested), 0.3))
        .may("vest_timing", timing)
        .may("layoff_waves", waves)
        .build()
}

/// The annual bonus.
pub(super) fn bonus() -> Value {
    let target = number::<BonusTarget>("Target, on the base of the year just ended");
    let volatility = number::<Volatility>("Of the payout, whose mean it leaves alone");
    Keys::new("Annual bonus at months 12, 24, …; without it, none")
        .must("target", example(target, 0.15))
        .or("volatility", volatility, 0)
        .or("factor", number::<Factor>("What is expected to be paid of the target"), 1)
        .build()
}

/// Refreshers.
pub(super) fn refresh() -> Value {
    let kind = |kind: &str, text: &str| choice(text, [kind]);
    let reviews = || example(months("Reviews"), json!([12, 24, 36]));
    let value = money("Value at the price of the review, of `fixed` only");
    let vesting = format!("When it vests after the review, of `fixed` only: {VESTING}");
    let fixed = Keys::new("The same dollars at each review")
        .must("kind", kind("fixed", "A value at each review, or what pay lacks to a target"))
        .must("review_months", reviews())
        .must("value", example(value, 80_000))
        .must("vesting", defined("vesting", &vesting))
        .build();
    let pay = money("Pay of the year after a review that is filled up, of `target` only");
    let growth = "Growth a year that the employer reckons with, of `target` only";
    let growth = with(
        number::<Raise>(growth),
        "description",
        format!("{growth}: above -1 and up to 10 (0.15 is 15 %)"),
    );
    let true_up = number::<Factor>("Part of the gap that is granted, of `target` only");
    let target = Keys::new("What pay lacks to a target, in the four quarters after each review")
        .must("kind", kind("target", "What pay lacks to a target"))
        .must("review_months", reviews())
        .must("target_pay", example(pay, 400_000))
        .or("assumed_growth", growth, TargetRefresh::DEFAULT_GROWTH)
        .or("true_up", true_up, 1)
        .may("ratings", ratings())
        .build();
    let text = "Refreshers of the first grant's stock, so there must be a grant: a table by `kind`";
    forms(text, &[fixed, target])
}

fn ratings() -> Value {
    let tier = name("Name of a tier");
    let tiers = list("Tiers, 1 to 20 different names", &tier, 1..=Ratings::MOST_TIERS);
    let each = |text: &str, element: Value| list(text, &element, 0..=usize::MAX);
    let factors = |text: &str| {
        let text = format!("{text}, one a tier, else 1 each: {}", Factor::ALLOWED);
        each(&text, number::<Factor>("Of a tier"))
    };
    let probabilities = |text: &str| each(text, number::<Probability>("Of a tier"));
    let first = "Probabilities of the tiers, one each with a sum of 1: at the start, and at each review \
                 without `transition`";
    let rows =
        "Probabilities of the next tier by the tier before: a row each, each with a sum of 1";
    Keys::new("Ratings that decide, of `target` only")
        .must("tiers", example(with(tiers, "uniqueItems", true), json!(["meets", "exceeds"])))
        .must("probabilities", example(probabilities(first), json!([0.7, 0.3])))
        .may("transition", each(rows, probabilities("A row")))
        .may("target_factor", factors("Factors on the pay target"))
        .may("bonus_factor", factors("Factors on the bonus"))
        .may("performance_factor", factors("Factors on the hazard `performance`"))
        .build()
}

/// Notice and severance.
pub(super) fn layoff_terms() -> Value {
    let months = |text| {
        let range = 0..=u64::from(MOST_LAYOFF_MONTHS);
        whole(text, "a whole number of months", range)
    };
    Keys::new("What a layoff comes with")
        .or("notice_months", months("Between a layoff and the end of employment"), 0)
        .or("severance_months", months("Base salary paid at the end"), 0)
        .build()
}

/// A conversion price averaged over closes before the start date.
pub(super) fn conversion() -> Value {
    let average = 1..=u64::from(MOST_AVERAGE_DAYS);
    let average = whole("Closes that are averaged", "a whole number of trading days", average);
    let start = 0..=u64::from(MOST_START_DAYS);
    let text = "Days from today to the start date, the same for all grants; absent everywhere: 0";
    let start = whole(text, "a whole number of calendar days", start);
    let trailing = number::<Price>("What closes up to today count as; without it, today's price");
    Keys::new(
        "Price averaged before the start date, for grants of month 0; else the price of the month",
    )
    .must("average_days", example(average, 21))
    .may("start_in_days", start)
    .may("trailing_average", trailing)
    .build()
}
