//! The schema of `[[offers]]`: salary, sign-on payments with their clawbacks, and grants.

use serde_json::{Value, json};

use super::build::{
    Keys, boolean, choice, choices, defined, example, forms, list, month, name, number, pair,
    whole, with,
};
use super::employment::{bonus, conversion, layoff_terms, money, refresh};
use crate::attrition::Cause;
use crate::offer::VestingSchedule;
use crate::quantity::{LAST_MONTH, Percent, Raise, Shares};
use crate::scenario::lower::{MOST_OFFERS, MOST_YEARS};
use crate::scenario::names::{PRORATIONS, SALES, STARTS};
use crate::scenario::presets::attrition::NONE;
use crate::scenario::presets::{clawback, vesting};

/// All offers.
pub(super) fn all() -> Value {
    let text = format!("Offers, 1 to {MOST_OFFERS}, each under a header `[[offers]]`");
    list(&text, &offer(), 1..=MOST_OFFERS)
}

fn offer() -> Value {
    let attrition = name("Exit profile: the file's, else a preset; `none`: nobody leaves");
    let any = 0..=usize::MAX;
    Keys::new("An offer")
        .must("name", example(name("Name of the offer, unique"), "Amazon L6"))
        .may("employer", name("Employer; without it, the offer's name"))
        .or("attrition", attrition, NONE)
        .must("base_salary", example(money("Base salary a year"), 175_000))
        .or("annual_raise", number::<Raise>("Raise, compounded each anniversary"), 0)
        .may(
            "sign_on",
            list(
                "Sign-on payments, each under a header `[[offers.sign_on]]`",
                &sign_on(),
                any.clone(),
            ),
        )
        .may("grants", list("Stock grants, each under a header `[[offers.grants]]`", &grant(), any))
        .may("bonus", bonus())
        .may("refresh", refresh())
        .may("layoff_terms", layoff_terms())
        .build()
}

fn sign_on() -> Value {
    // Other keys are refused anyway, so that counting tells one form from the other.
    let lump = json!({ "required": ["at"], "maxProperties": 1 });
    let instalments = json!({ "required": ["from", "to"] });
    let instalments = with(instalments, "maxProperties", 2);
    let paid = Keys::new("When it is paid: `{ at }` for a lump, `{ from, to }` for instalments")
        .may("at", month("Month of a lump", 0))
        .may("from", month("Instalments start", 0))
        .may("to", month("Instalments end, after `from`", 1))
        .rule("anyOf", json!([lump, instalments]))
        .rule("examples", json!([{ "at": 0 }, { "from": 0, "to": 12 }]))
        .build();
    Keys::new("A sign-on payment")
        .must("amount", example(money("Amount"), 120_000))
        .must("paid", paid)
        .may("clawback", clawback())
        .build()
}

fn clawback() -> Value {
    let preset = choice("Preset; `instalments` is not for lumps", clawback::names());
    let months = 1..=u64::from(LAST_MONTH);
    let cause = choice("Cause", Cause::ALL.map(Cause::name));
    let causes = list("Causes of exit that it follows, each once", &cause, 1..=usize::MAX);
    let from = choices("Where the window starts", &STARTS);
    let terms = Keys::new("The terms")
        .must("window_months", whole("Length of the window", "a whole number of months", months))
        .must("proration", choices("How the debt falls along the window", &PRORATIONS))
        .must("causes", example(with(causes, "uniqueItems", true), json!(["voluntary"])))
        .or("from", from, STARTS[0].0)
        .build();
    forms(
        "What is repaid on leaving early: a preset or terms; without it, nothing",
        &[preset, terms],
    )
}

fn grant() -> Value {
    let size = json!([{ "required": ["value"] }, { "required": ["shares"] }]);
    let value = money("Size at the price of the grant's month; either this or `shares`");
    let shares = number::<Shares>("Size; either this or `value`");
    Keys::new("A stock grant")
        .must("stock", example(name("Stock, by its name in `[stocks]`"), "AMZN"))
        .may("value", example(value, 650_000))
        .may("shares", example(shares, 2_826))
        .or("month", month("Month of the grant; one after the horizon counts nowhere", 0), 0)
        .must("vesting", defined("vesting", &format!("When it vests: {VESTING}")))
        .may("conversion", conversion())
        .or("whole_units", boolean("Whether tranches are whole shares"), false)
        .or("sell", choices("When vested shares are sold", &SALES), SALES[0].0)
        .rule("oneOf", size)
        .build()
}

/// The forms of a schedule.
pub(super) const VESTING: &str = "a preset, tranches `[[month, percent], …]`, or a table by year";

/// A schedule in any of its forms.
pub(super) fn vesting() -> Value {
    let text = "A month after the grant and the percent that vests then";
    let tranche =
        pair(text, month("Month after the grant", 0), number::<Percent>("Part that vests"));
    let most = 1..=VestingSchedule::MOST_TRANCHES;
    let tranches =
        list("Tranches `[month, percent]`: months rise, percents sum to 100", &tranche, most);
    let steps: Vec<u64> = (1..=12).filter(|months| 12 % months == 0).collect();
    let step = json!({ "type": "integer", "enum": steps });
    let every = [step.clone(), list("One a year", &step, 1..=MOST_YEARS)];
    let every = forms("Months between vests, dividing 12: one number, or one a year", &every);
    let percent = number::<Percent>("Part that vests in the year");
    let years = list("Percent by year, with a sum of 100", &percent, 1..=MOST_YEARS);
    let yearly = Keys::new("By year")
        .must("yearly", example(years, json!([25, 25, 25, 25])))
        .must("every_months", example(every, 3))
        .or("cliff_months", month("What would vest before this month vests at it", 0), 0)
        .build();
    let preset = choice("Preset", vesting::names());
    let text = format!("A vesting schedule: {VESTING}");
    let forms = forms(&text, &[preset, tranches, yearly]);
    with(forms, "examples", json!(["even_quarterly", [[12, 25], [24, 75]]]))
}
