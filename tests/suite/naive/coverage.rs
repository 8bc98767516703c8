//! What the full random worlds cover beyond the plain ones, as the naive reader sees it: every rule of
//! bands, bonuses, refreshers, ratings, layoff terms, responses and conversions is met by many runs.

use vestrisk::attrition::{Cause, Hazard, Hazards, Profile};
use vestrisk::offer::{
    Band, BandShape, Component, Grant, GrantSize, Money, Offer, RefreshKind, TargetRefresh,
};
use vestrisk::simulation::{Sampler, Setup};

use super::scene::{Scene, UNBIASED};
use super::{Career, Job, career, exits};
use crate::worlds::coverage::Counts;
use crate::worlds::{some_lanes, world};

/// Worlds looked at; `agreement` compares more.
const WORLDS: u64 = 2_000;
/// Runs of each, under every offer.
const LANES: usize = 5;
/// Each case is met at least so often.
const LEAST: u64 = 25;

#[test]
fn full_worlds_cover_every_branch() {
    let mut counts = Counts::default();
    for number in 0..WORLDS {
        let scene = Scene::new(world(number), 0);
        let setup = &scene.setup;
        counts.saw("an outside option", setup.outside_option.is_some());
        counts.saw("no outside option", setup.outside_option.is_none());
        for kind in ["gbm", "merton", "heston", "gjr_garch", "bootstrap", "fixed"] {
            let has = setup.market.stocks.iter().any(|stock| stock.model.kind() == kind);
            counts.saw(kind, has);
        }
        counts.saw("a start today", setup.market.start_in_days == 0);
        counts.saw("a later start", setup.market.start_in_days > 0);
        for offer in &setup.offers {
            letter(&mut counts, setup, offer);
            for lane in some_lanes(number, LANES) {
                scene.with_run(offer, lane, UNBIASED, |run| {
                    let job = Job::new(setup, offer, run);
                    let end = career(setup, offer, run);
                    reviews(&mut counts, &job);
                    bonuses(&mut counts, &job, &end);
                    left(&mut counts, &job, &end);
                    if let Some(Profile::Hazards(hazards)) =
                        offer.profile.map(|at| &setup.profiles[at])
                    {
                        responses(&mut counts, &job, hazards, &end);
                    }
                });
            }
        }
    }
    counts.assert_met(LEAST);
}

/// What the letter says: bands and conversions.
fn letter(counts: &mut Counts, setup: &Setup, offer: &Offer) {
    let band = |money: Money| if let Money::Band(band) = money { Some(band) } else { None };
    let mut bands: Vec<Band> = Vec::new();
    let base = band(offer.salary.base);
    counts.saw("a base in a band", base.is_some());
    bands.extend(base);
    let sign_on = offer.sign_on.iter().filter_map(|payment| band(payment.amount));
    let sign_on: Vec<Band> = sign_on.collect();
    counts.saw("a sign-on in a band", !sign_on.is_empty());
    bands.extend(sign_on);
    for grant in &offer.grants {
        if let GrantSize::Value(value) = grant.size {
            counts.saw("a grant in a band", band(value).is_some());
            counts.saw("a grant in a band, whole", band(value).is_some() && grant.whole_units);
            bands.extend(band(value));
        }
        converted(counts, setup, grant);
    }
    match offer.refresh.as_ref().map(|refresh| &refresh.kind) {
        Some(RefreshKind::Fixed { value, .. }) => {
            counts.saw("a fixed refresher in a band", band(*value).is_some());
        }
        Some(RefreshKind::Target(target)) => {
            counts.saw("a target in a band", band(target.target_pay).is_some());
        }
        None => counts.saw("no refreshers", true),
    }
    for band in &bands {
        let alone = band.is_independent();
        counts.saw("an independent band", alone);
        counts.saw("a band at the shared level", !alone);
        counts.saw("a uniform band", band.shape() == BandShape::Uniform);
        if let BandShape::Triangular { mode } = band.shape() {
            counts.saw("a mode inside", band.low() < mode && mode < band.high());
            counts.saw("a mode at the low end", mode == band.low());
            counts.saw("a mode at the high end", mode == band.high());
        }
    }
    let own = |alone| bands.iter().any(|band| band.is_independent() == alone);
    counts.saw("both kinds of bands in an offer", own(true) && own(false));
    let mirrored = setup.settings.sampler == Sampler::Antithetic;
    counts.saw("a band in antithetic runs", mirrored && !bands.is_empty());
    counts.saw("no band", bands.is_empty());
}

fn converted(counts: &mut Counts, setup: &Setup, grant: &Grant) {
    let days = f64::from(setup.market.start_in_days) / 365.0;
    let random = setup.market.stocks[grant.stock].model.is_random();
    let Some(conversion) = &grant.conversion else {
        let first = random && grant.month == 0 && matches!(grant.size, GrantSize::Value(_));
        counts.saw("converted at the price of a later start", first && days > 0.0);
        return;
    };
    let closes = f64::from(conversion.average_days) / 252.0;
    let inside = days > 1.0 / 252.0 && days <= closes;
    counts.saw("an average of known closes", days <= 1.0 / 252.0 && random);
    counts.saw("an average with some known closes", inside && random);
    counts.saw("an average of closes to come", days > closes && random);
    counts.saw("an average on a stated path", inside && !random);
    counts.saw("an average of whole units", random && grant.whole_units && days > closes);
    counts.saw("an average of one close", conversion.average_days == 1);
    let given = conversion.trailing_average.is_some();
    counts.saw("a trailing average given", inside && given);
    counts.saw("a trailing average not given", inside && !given);
    counts.saw("an average of shares", matches!(grant.size, GrantSize::Shares(_)));
}

fn reviews(counts: &mut Counts, job: &Job<'_>) {
    let Some(refresh) = &job.offer.refresh else { return };
    let after = refresh.review_months.iter().any(|month| *month > job.horizon);
    counts.saw("a review after the horizon", after);
    counts.saw("a review at the horizon", refresh.review_months.contains(&job.horizon));
    let held = job.held.iter().filter(|holding| holding.component == Component::Refresh);
    let later = |vests: &[(u32, f64)]| vests.iter().any(|(month, _)| *month > job.horizon);
    match &refresh.kind {
        RefreshKind::Fixed { .. } => {
            counts.saw("a fixed refresher", held.clone().next().is_some());
            counts
                .saw("a fixed refresher beyond the horizon", held.clone().any(|h| later(&h.vests)));
        }
        RefreshKind::Target(target) => {
            for holding in held {
                let gap = job.gap(holding.made, target);
                counts.saw("a gap to fill", gap > 0.0);
                counts.saw("no gap to fill", gap <= 0.0);
                counts.saw("a target refresher beyond the horizon", later(&holding.vests));
                let overlaps = |other: &&super::Holding| {
                    other.made < holding.made && other.in_year_after(holding.made).next().is_some()
                };
                let before = job.held.iter().filter(overlaps);
                let earlier = |component| before.clone().any(|other| other.component == component);
                counts.saw("a gap less earlier refreshers", earlier(Component::Refresh));
                counts.saw("a gap less grants", earlier(Component::Rsu));
                let stocks = before.clone().any(|other| other.stock != holding.stock);
                counts.saw("a gap less another stock", stocks);
            }
            rated(counts, job, target);
        }
    }
}

fn rated(counts: &mut Counts, job: &Job<'_>, target: &TargetRefresh) {
    let Some(ratings) = &target.ratings else {
        return counts.saw("a target without ratings", true);
    };
    let moved = job.tiers.windows(2).any(|pair| pair[0].1.name != pair[1].1.name);
    counts.saw("a tier that changes by a matrix", moved && ratings.transition().is_some());
    counts.saw("a tier that changes independently", moved && ratings.transition().is_none());
    let impossible = ratings.tiers().iter().any(|tier| tier.probability.get() == 0.0);
    counts.saw("a tier of no probability", impossible);
}

fn bonuses(counts: &mut Counts, job: &Job<'_>, end: &Career) {
    let Some(bonus) = job.offer.bonus else { return counts.saw("no bonus", true) };
    let paid = end.components[Component::Bonus as usize] > 0.0;
    counts.saw("a certain bonus", paid && bonus.volatility.get() == 0.0);
    counts.saw("a volatile bonus", paid && bonus.volatility.get() > 0.0);
    counts.saw("a volatile bonus in three years", paid && job.horizon >= 36 && end.exit.is_none());
    let yearly = job.tiers.iter().any(|(month, _)| *month > 0 && month % 12 == 0);
    counts.saw("a bonus at a review", paid && yearly);
    counts.saw("a rated bonus", paid && !job.tiers.is_empty());
    let left = end.exit.map_or(f64::INFINITY, |(month, _)| month);
    counts.saw("a bonus forgone", left < 12.0 * f64::from(job.horizon / 12));
}

fn left(counts: &mut Counts, job: &Job<'_>, end: &Career) {
    let profile = job.offer.profile.map(|at| &job.setup.profiles[at]);
    let terms = job.offer.layoff_terms;
    if let Some(Profile::Hazards(hazards)) = profile {
        let without = {
            let mut job = Job {
                offer: job.offer.clone(),
                tiers: job.tiers.clone(),
                held: job.held.clone(),
                ..*job
            };
            job.offer.layoff_terms.notice_months = 0;
            exits::first(&job, hazards)
        };
        let laid_off = without.is_some_and(|(_, cause)| cause == Cause::Layoff);
        counts.saw("kept by notice to the horizon", laid_off && end.exit.is_none());
        let noticed = laid_off && end.exit.is_some() && terms.notice_months > 0;
        counts.saw("notice worked", noticed);
        let owes = end.components[Component::Clawback as usize] < 0.0;
        counts.saw("a clawback after notice", noticed && owes);
    }
    let Some((month, cause)) = end.exit else { return };
    let severed = end.components[Component::Severance as usize] > 0.0;
    counts.saw("severance", severed);
    counts.saw("severance after a raise", severed && month >= 12.0);
    counts.saw("a layoff without severance", cause == Cause::Layoff && terms.severance_months == 0);
    if let Some(Profile::Certain(_)) = profile {
        let noticed = cause == Cause::Layoff && terms.notice_months > 0;
        counts.saw("a certain layoff with notice in the letter", noticed);
        counts.saw("severance after a certain layoff", severed);
    }
    if let Some(option) = job.setup.outside_option {
        let starts = month + f64::from(option.gap_months);
        let horizon = f64::from(job.horizon);
        counts.saw("income elsewhere", starts < horizon && option.gap_months > 0);
        counts.saw("income elsewhere at once", starts < horizon && option.gap_months == 0);
        counts.saw("a gap beyond the horizon", starts >= horizon && month < horizon);
    }
}

fn responses(counts: &mut Counts, job: &Job<'_>, hazards: &Hazards, end: &Career) {
    let responses = &hazards.responses;
    let kinds = [
        responses.layoff_to_return.is_some(),
        responses.voluntary_to_unvested.is_some(),
        responses.vest_timing.is_some(),
        responses.layoff_waves.is_some(),
    ];
    let alone = |at: usize| kinds[at] && kinds.iter().filter(|given| **given).count() == 1;
    counts.saw("no response", kinds == [false; 4]);
    counts.saw("the return alone", alone(0));
    counts.saw("unvested pay alone", alone(1));
    counts.saw("vests alone", alone(2));
    counts.saw("waves alone", alone(3));
    counts.saw("all responses", kinds == [true; 4]);
    let exit = end.exit.map_or(job.horizon, |(month, _)| exits::begun(month, job.horizon));
    for month in 0..job.horizon.min(exit + 1) {
        clipped(counts, job, hazards, month);
    }
    let Some((time, cause)) = end.exit else { return };
    let notice = job.offer.layoff_terms.notice_months;
    if let Some(waves) = responses.layoff_waves.as_ref().filter(|_| cause == Cause::Layoff) {
        let whole = time.fract() == 0.0;
        let at = exits::begun(time, job.horizon).saturating_sub(notice);
        let struck = whole && waves.months().contains(&at);
        counts.saw("an exit in a wave", struck);
        counts.saw("an exit in a wave at the horizon", struck && at == job.horizon);
        counts.saw("waves without a hazard", struck && hazards.of(Cause::Layoff).is_none());
        counts.saw("an exit between waves", !struck);
    }
    let shape = |cause| matches!(hazards.of(cause), Some(Hazard::Weibull { .. }));
    let moved = kinds[1] || kinds[2];
    counts.saw("a Weibull exit that responds", cause == Cause::Voluntary && moved && shape(cause));
    counts.saw(
        "an exit for performance by rating",
        cause == Cause::Performance && !job.tiers.is_empty(),
    );
}

/// The factors of one month.
fn clipped(counts: &mut Counts, job: &Job<'_>, hazards: &Hazards, month: u32) {
    let responses = &hazards.responses;
    let bounds = |factor: f64| (factor <= 0.25, factor >= 4.0);
    if let (true, Some(_)) = (responses.layoff_to_return.is_some(), hazards.of(Cause::Layoff)) {
        let [factor, ..] = exits::factors(job, hazards, Cause::Layoff, month);
        let (low, high) = bounds(factor);
        counts.saw("a response to return at its least", low);
        counts.saw("a response to return at its most", high);
        counts.saw("a response to return between", !low && !high && factor < 1.0);
        counts.saw("a return over twelve months", month > 12);
    }
    if hazards.of(Cause::Voluntary).is_none() {
        return;
    }
    if responses.voluntary_to_unvested.is_some() {
        let [_, factor, ..] = exits::factors(job, hazards, Cause::Voluntary, month);
        let (low, high) = bounds(factor);
        counts.saw("a response to unvested pay at its least", low);
        counts.saw("a response to unvested pay at its most", high);
        counts.saw("a response to unvested pay between", !low && !high && factor > 1.0);
        let [now, then] = exits::unvested(job, month);
        counts.saw("nothing unvested", then == 0.0);
        counts.saw("more unvested than at conversion", now > then);
    }
    if let Some(timing) = &responses.vest_timing {
        let factor = exits::timed(job, timing, month);
        let is = |given: f64| factor.total_cmp(&given).is_eq();
        counts.saw("a month before a vest", is(timing.before.get()));
        counts.saw("a month after a vest", is(timing.after.get()));
        counts.saw("a month without a vest", is(1.0));
        counts.saw("a month beyond the 48", month >= 48 && !is(1.0));
        let both = is(timing.after.get())
            && job.offer.grants.iter().any(|grant| {
                let near = |at: u32| at == month + 1 || at == month + 2;
                grant.vesting.tranches().iter().any(|part| near(grant.month + part.month))
            });
        counts.saw("a month between two vests", both);
    }
}
