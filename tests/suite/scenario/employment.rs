//! What employment's keys mean: bands, responses, bonus, refreshers with ratings, layoff terms, averaged
//! conversion and the outside option arrive as they are written.

use super::{NoSources, SMALLEST, lower, with_profile};
use vestrisk::attrition::{Cause, LayoffWaves, Profile, Responses, VestTiming};
use vestrisk::offer::{
    Band, BandShape, Bonus, Conversion, GrantSize, LayoffTerms, Money, OutsideOption, RefreshKind,
};
use vestrisk::quantity::{
    BonusTarget, Dollars, Elasticity, Factor, Fraction, HazardFactor, Hit, Price, Volatility,
};

const EMPLOYMENT: &str = include_str!("../errors/employment.toml");

fn dollars(amount: f64) -> Dollars {
    Dollars::new(amount).expect("dollars")
}

fn uniform(low: f64, high: f64) -> Money {
    let band = Band::new(dollars(low), dollars(high), BandShape::Uniform, false);
    Money::Band(band.expect("a band"))
}

fn triangular(low: f64, mode: f64, high: f64, independent: bool) -> Money {
    let shape = BandShape::Triangular { mode: dollars(mode) };
    Money::Band(Band::new(dollars(low), dollars(high), shape, independent).expect("a band"))
}

/// The responses of the only profile.
fn responses(text: &str) -> Responses {
    match &with_profile(text, &NoSources).setup.profiles[..] {
        [Profile::Hazards(hazards)] => hazards.responses.clone(),
        other => panic!("not one profile with hazards: {other:?}"),
    }
}

#[test]
fn money_is_a_number_or_a_band_wherever_it_stands() {
    let scenario = lower(EMPLOYMENT);
    let [fixed, target] = &scenario.setup.offers[..] else { panic!("two offers") };
    assert_eq!(fixed.salary.base, triangular(160e3, 175e3, 185e3, true));
    assert_eq!(target.salary.base, Money::Stated(dollars(175e3)));
    assert_eq!(fixed.sign_on[0].amount, uniform(40e3, 60e3));
    assert_eq!(fixed.grants[0].size, GrantSize::Value(uniform(300e3, 700e3)));
    let refresh = fixed.refresh.as_ref().expect("refreshers");
    let RefreshKind::Fixed { value, .. } = &refresh.kind else { panic!("of a fixed value") };
    assert_eq!(*value, triangular(60e3, 80e3, 100e3, false), "the mode is the middle");
    let refresh = target.refresh.as_ref().expect("refreshers");
    let RefreshKind::Target(refresh) = &refresh.kind else { panic!("up to a target") };
    assert_eq!(refresh.target_pay, uniform(300e3, 340e3));
}

#[test]
fn responses_arrive_whole() {
    let scenario = lower(EMPLOYMENT);
    let offer = &scenario.setup.offers[0];
    let profile = &scenario.setup.profiles[offer.profile.expect("a profile")];
    let Profile::Hazards(hazards) = profile else { panic!("hazards") };
    let elasticity = |value| Elasticity::new(value).ok();
    let factor = |value| HazardFactor::new(value).expect("a factor");
    let waves = LayoffWaves::new(&[14, 30], Hit::new(0.08).expect("a hit"));
    assert_eq!(
        hazards.responses,
        Responses {
            layoff_to_return: elasticity(0.5),
            voluntary_to_unvested: elasticity(0.3),
            vest_timing: Some(VestTiming {
                before: factor(0.7),
                after: factor(2.0),
                share: Fraction::new(0.1).expect("a share"),
            }),
            layoff_waves: waves.ok(),
        }
    );
    assert!(hazards.of(Cause::Performance).is_some(), "the preset stands beside its response");
    let plain = &scenario.setup.profiles[scenario.setup.offers[1].profile.expect("a profile")];
    assert!(
        matches!(plain, Profile::Hazards(hazards) if hazards.responses == Responses::default())
    );
}

#[test]
fn responses_may_stand_without_the_hazards_they_move() {
    let waves = responses("response = { layoff_waves = { months = [1], hit = 0.5 } }");
    assert_eq!(waves.layoff_waves.map(|waves| waves.months().to_vec()), Some(vec![1]));
    let quits = responses("layoff = 0.1\nresponse = { voluntary_to_unvested = 0 }");
    assert_eq!(quits.voluntary_to_unvested, Elasticity::new(0.0).ok());
    assert_eq!(responses("layoff = 0.1\nresponse = {}"), Responses::default());
    // Without a grant there is no stock to answer to, but nobody has this profile.
    lower(&format!("{SMALLEST}[attrition.a]\nresponse = {{ layoff_to_return = 1 }}\n"));
}

#[test]
fn bonus_layoff_terms_and_outside_option_arrive() {
    let setup = lower(EMPLOYMENT).setup;
    let [fixed, target] = &setup.offers[..] else { panic!("two offers") };
    let bonus = |target, volatility, factor| Bonus {
        target: BonusTarget::new(target).expect("a target"),
        volatility: Volatility::new(volatility).expect("a volatility"),
        factor: Factor::new(factor).expect("a factor"),
    };
    assert_eq!(fixed.bonus, Some(bonus(0.15, 0.3, 0.9)));
    assert_eq!(fixed.layoff_terms, LayoffTerms { notice_months: 2, severance_months: 3 });
    assert_eq!((target.bonus, target.layoff_terms), (None, LayoffTerms::default()));
    let option = OutsideOption { annual_pay: dollars(220e3), gap_months: 3 };
    assert_eq!(setup.outside_option, Some(option));
    let smallest = lower(&format!("{SMALLEST}[offers.bonus]\ntarget = 1\n")).setup;
    assert_eq!(smallest.offers[0].bonus, Some(bonus(1.0, 0.0, 1.0)));
    assert_eq!(smallest.outside_option, None);
}

#[test]
fn refreshers_arrive_with_their_ratings() {
    let setup = lower(EMPLOYMENT).setup;
    let fixed = setup.offers[0].refresh.as_ref().expect("refreshers");
    assert_eq!(fixed.review_months, [12, 24, 36]);
    let RefreshKind::Fixed { vesting, .. } = &fixed.kind else { panic!("of a fixed value") };
    let months: Vec<u32> = vesting.tranches().iter().map(|tranche| tranche.month).collect();
    assert_eq!(months, [12, 24]);

    let target = setup.offers[1].refresh.as_ref().expect("refreshers");
    assert_eq!(target.review_months, [11, 23, 35]);
    let RefreshKind::Target(target) = &target.kind else { panic!("up to a target") };
    let (growth, true_up) = (target.assumed_growth.get(), target.true_up.get());
    assert_eq!((growth.to_bits(), true_up.to_bits()), (0.1f64.to_bits(), 0.8f64.to_bits()));
    let ratings = target.ratings.as_ref().expect("ratings");
    let tiers: Vec<(&str, [f64; 4])> = ratings
        .tiers()
        .iter()
        .map(|tier| {
            let factors = [tier.target_factor, tier.bonus_factor, tier.performance_factor];
            let [target, bonus, performance] = factors.map(Factor::get);
            (tier.name.as_str(), [tier.probability.get(), target, bonus, performance])
        })
        .collect();
    let expected = [
        ("low", [0.1, 0.6, 0.0, 5.0]),
        ("meets", [0.7, 1.0, 1.0, 1.0]),
        ("exceeds", [0.2, 1.3, 1.5, 0.2]),
    ];
    assert_eq!(tiers, expected);
    let rows = ratings.transition().expect("a matrix");
    let rows: Vec<Vec<f64>> =
        rows.iter().map(|row| row.iter().map(|entry| entry.get()).collect()).collect();
    assert_eq!(rows, [[0.5, 0.5, 0.0], [0.1, 0.7, 0.2], [0.0, 0.5, 0.5]]);
}

#[test]
fn one_start_date_for_all_grants() {
    let setup = lower(EMPLOYMENT).setup;
    assert_eq!(setup.market.start_in_days, 30);
    let conversions: Vec<Option<Conversion>> = setup
        .offers
        .iter()
        .flat_map(|offer| offer.grants.iter().map(|grant| grant.conversion))
        .collect();
    let average = |average_days, trailing: Option<f64>| {
        let trailing_average = trailing.map(|price| Price::new(price).expect("a price"));
        Some(Conversion { average_days, trailing_average })
    };
    assert_eq!(conversions, [average(21, Some(228.1)), average(10, None), average(5, None)]);
    // Absent everywhere it is 0, and where an offer without it comes first the later one counts.
    let none = EMPLOYMENT.replace("start_in_days = 30, ", "").replace(", start_in_days = 30", "");
    assert_eq!(lower(&none).setup.market.start_in_days, 0);
    let last = none.replace("average_days = 5", "average_days = 5, start_in_days = 60");
    assert_eq!(lower(&last).setup.market.start_in_days, 60);
}
