//! The reasons of a replay in sentences: why each amount is what it is, and what the run settled before.

use super::number::{exact_money, grouped};
use crate::attrition::{Cause, Profile};
use crate::offer::{
    Bonus, Component, GrantSize, Money, Offer, Payment, Refresh, RefreshKind, TargetRefresh, Tier,
    VestingSchedule,
};
use crate::simulation::Setup;
use crate::simulation::ledger::{Fact, Line, NothingOwed, Reason};
use crate::simulation::plan::{MoneyPlace, Origin, Reckoning};

/// A month as short as it can be: whole, or with two decimals.
pub(super) fn month(month: f64) -> String {
    if month.fract() == 0.0 { format!("{month:.0}") } else { format!("{month:.2}") }
}

/// The reason for a line's amount, in a sentence.
pub(super) fn explain(setup: &Setup, offer: &Offer, line: &Line) -> String {
    let what = promise(setup, offer, line);
    match line.reason {
        Reason::Accrued { per_month } => {
            let months = line.until.unwrap_or(line.month) - line.month;
            format!("{what}: {} months at {} a month", month(months), exact_money(per_month))
        }
        Reason::Paid => what,
        Reason::Sold { units, price, growth, vested } => {
            let sold = format!("{what}: {} shares at {}", grouped(units, 3), grouped(price, 2));
            if line.month > vested {
                format!("{sold}, vested in month {vested:.0}, dividends × {growth:.4}")
            } else {
                sold
            }
        }
        Reason::Forfeited { forgone } => {
            format!("{what}: not paid, staying would have paid {}", grouped(forgone, 2))
        }
        Reason::Repaid { paid, fraction } => format!(
            "{what}: {} of the {} paid by then is owed",
            format_args!("{:.2} %", fraction * 100.0),
            grouped(paid, 2)
        ),
        Reason::NothingOwed(why) => {
            let why = match why {
                NothingOwed::Stayed => "no exit",
                NothingOwed::CauseNotCovered => "it does not cover this cause of exit",
                NothingOwed::NotYetPaid => "nothing was paid yet",
                NothingOwed::OutsideWindow => "the exit is outside its window",
            };
            format!("{what}: nothing owed, {why}")
        }
        Reason::Severance { months, annual } => {
            format!("{what}: {} months of {} a year", month(months), exact_money(annual))
        }
        Reason::NotLaidOff => format!("{what}: none, no layoff ended the job"),
    }
}

fn promise(setup: &Setup, offer: &Offer, line: &Line) -> String {
    match line.origin {
        Origin::Salary => format!("base salary of year {}", line.year.unwrap_or_default()),
        Origin::SignOn(at) => {
            let payment = &offer.sign_on[at];
            let amount = money(&payment.amount);
            let kind = match payment.paid {
                Payment::Lump { month } => format!("lump in month {month}"),
                Payment::Instalments { from, to } => format!("instalments, months {from} to {to}"),
            };
            let clawback = if line.component == Component::Clawback { "clawback of " } else { "" };
            format!("{clawback}sign-on {} ({amount}, {kind})", at + 1)
        }
        Origin::Tranche { grant, tranche } => {
            let held = &offer.grants[grant];
            let stock = &setup.market.stocks[held.stock].name;
            format!("grant {}, {stock}, {}", grant + 1, part(tranche, &held.vesting))
        }
        Origin::Refresher { review, tranche } => refresher(offer, review, tranche),
        Origin::Bonus { year } => bonus(offer, u64::from(year)),
        Origin::LayoffTerms => "severance".to_owned(),
        Origin::OutsideOption => "income after the exit".to_owned(),
    }
}

/// What a bonus is before the factors that the run settled for it.
fn bonus(offer: &Offer, year: u64) -> String {
    let Some(Bonus { target, factor, .. }) = &offer.bonus else {
        return format!("bonus of year {year}");
    };
    let factor = factor.get();
    let expected = if is_one(factor) { String::new() } else { format!(" × {factor} expected") };
    let percent = percent(target.get() * 100.0);
    format!("bonus of year {year}, {percent} of the year's base{expected}")
}

fn refresher(offer: &Offer, review: usize, tranche: usize) -> String {
    let Some(refresh) = &offer.refresh else { return "refresher".to_owned() };
    let made = format!("refresher of month {}", refresh.review_months[review]);
    match &refresh.kind {
        RefreshKind::Fixed { vesting, .. } => format!("{made}, {}", part(tranche, vesting)),
        RefreshKind::Target(_) => {
            format!("{made}, tranche {} of {} (25 %)", tranche + 1, TargetRefresh::VESTS.len())
        }
    }
}

fn part(tranche: usize, vesting: &VestingSchedule) -> String {
    let tranches = vesting.tranches();
    let percent = percent(tranches[tranche].percent.get());
    format!("tranche {} of {} ({percent})", tranche + 1, tranches.len())
}

fn percent(percent: f64) -> String {
    let whole = (percent - percent.round()).abs() < 1e-9;
    format!("{} %", grouped(percent, if whole { 0 } else { 2 }))
}

/// An amount as the letter has it: dollars, or a band.
fn money(money: &Money) -> String {
    match money {
        Money::Stated(dollars) => exact_money(dollars.get()),
        Money::Band(band) => {
            format!("{} to {}", exact_money(band.low().get()), exact_money(band.high().get()))
        }
    }
}

/// A fact in a sentence.
pub(super) fn explain_fact(setup: &Setup, offer: &Offer, fact: &Fact) -> String {
    match fact {
        Fact::Drawn { place, amount } => {
            let (what, band) = banded(offer, *place);
            let band = band.map(money).unwrap_or_default();
            format!("{what} is {}, drawn from {band}", grouped(*amount, 2))
        }
        Fact::Averaged { grant, price } => {
            let closes = offer.grants[*grant].conversion.map_or(0, |terms| terms.average_days);
            let price = grouped(*price, 2);
            format!("grant {} converts at {price}, the mean of {closes} closes", grant + 1)
        }
        Fact::Rated { tier, .. } => {
            let ratings = offer.refresh.as_ref().and_then(Refresh::ratings);
            ratings.map_or_else(String::new, |ratings| rated(setup, offer, &ratings.tiers()[*tier]))
        }
        Fact::Granted { units, price, reckoning, .. } => {
            let stock = offer.grants.first().map(|grant| &setup.market.stocks[grant.stock].name);
            let stock = stock.map_or("", String::as_str);
            let units = format!("refresher of {} {stock} shares", grouped(*units, 3));
            match reckoning {
                None => format!("{units} at {}", grouped(*price, 2)),
                Some(reckoning) if reckoning.gap > 0.0 => {
                    format!("{units}: {}", reckoned(offer, reckoning))
                }
                Some(reckoning) => format!("no refresher: {}", reached(reckoning)),
            }
        }
        Fact::Paid { month, rating, chance } => {
            let (rating, chance) =
                (factor(*rating, "for the rating"), factor(*chance, "by chance"));
            let factors = format!("{rating}{chance}");
            let factors = if factors.is_empty() { " as expected" } else { factors.as_str() };
            format!("bonus of year {}:{factors}", month / 12)
        }
        Fact::Noticed { .. } => match offer.layoff_terms.notice_months {
            1 => "told of the layoff, with a month of notice".to_owned(),
            months => format!("told of the layoff, with {months} months of notice"),
        },
    }
}

/// A factor with its reason, where it changes anything.
fn factor(factor: f64, reason: &str) -> String {
    if is_one(factor) { String::new() } else { format!(" × {factor:.4} {reason}") }
}

/// Whether a factor changes nothing.
fn is_one(factor: f64) -> bool {
    (factor - 1.0).abs() < f64::EPSILON
}

/// A rating, with what it changes in this offer.
fn rated(setup: &Setup, offer: &Offer, tier: &Tier) -> String {
    let bonus = offer.bonus.as_ref().map(|_| ("bonus", tier.bonus_factor));
    let dismissed = match offer.profile.map(|at| &setup.profiles[at]) {
        Some(Profile::Hazards(hazards)) => hazards.of(Cause::Performance),
        _ => None,
    };
    let dismissed = dismissed.map(|_| ("hazard of dismissal", tier.performance_factor));
    let target = Some(("pay target", tier.target_factor));
    let factors = [target, bonus, dismissed]
        .into_iter()
        .flatten()
        .filter(|(_, factor)| !is_one(factor.get()));
    let factors: Vec<String> =
        factors.map(|(what, factor)| format!("{what} × {}", factor.get())).collect();
    if factors.is_empty() {
        return format!("rated {}", tier.name);
    }
    format!("rated {}: {}", tier.name, factors.join(", "))
}

/// Why there was no gap to fill.
fn reached(reckoning: &Reckoning) -> String {
    let Reckoning { target, base, vesting, .. } = reckoning;
    let [target, base, vesting] = [target, base, vesting].map(|amount| grouped(*amount, 2));
    format!("base {base} and reckoned vests {vesting} reach the target {target}")
}

/// How a refresher to a target came about.
fn reckoned(offer: &Offer, reckoning: &Reckoning) -> String {
    let Reckoning { target, base, vesting, gap, mean_price, .. } = reckoning;
    let true_up = match offer.refresh.as_ref().map(|refresh| &refresh.kind) {
        Some(RefreshKind::Target(target)) => target.true_up.get(),
        _ => 1.0,
    };
    let part = if is_one(true_up) { String::new() } else { format!(", {true_up} of it granted") };
    let [target, base, vesting, gap, price] =
        [target, base, vesting, gap, mean_price].map(|amount| grouped(*amount, 2));
    format!(
        "target {target} − base {base} − reckoned vests {vesting} = gap {gap}{part}, at a reckoned \
         {price} a share"
    )
}

/// What a band is of.
fn banded(offer: &Offer, place: MoneyPlace) -> (String, Option<&Money>) {
    let refresh = offer.refresh.as_ref().map(|refresh| &refresh.kind);
    match place {
        MoneyPlace::Base => ("base salary".to_owned(), Some(&offer.salary.base)),
        MoneyPlace::RefreshValue | MoneyPlace::RefreshTarget => match refresh {
            Some(RefreshKind::Fixed { value, .. }) => ("refresher".to_owned(), Some(value)),
            Some(RefreshKind::Target(target)) => {
                ("pay target".to_owned(), Some(&target.target_pay))
            }
            None => (String::new(), None),
        },
        MoneyPlace::SignOn(at) => (format!("sign-on {}", at + 1), Some(&offer.sign_on[at].amount)),
        MoneyPlace::Grant(at) => {
            let value = match &offer.grants[at].size {
                GrantSize::Value(value) => Some(value),
                GrantSize::Shares(_) => None,
            };
            (format!("grant {}", at + 1), value)
        }
    }
}
