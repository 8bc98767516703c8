//! The cash equivalent of a grant dollar against offers that pay such cash: as sign-on payments of the vests' months, run by
//! run, and with exits that answer to the grant.

use vestrisk::attrition::Cause;
use vestrisk::offer::{Component, Settlement};
use vestrisk::simulation::{Exits, Keep, Measure, Request, Sampler, engine};
use vestrisk::{Scenario, Unobserved};

use super::{certainty, methods, scenario, summary};
use crate::reference::measured::{MEMORY, POOL};
use crate::support::samples;

/// An offer with cash of its own, one grant in three tranches, refreshers, and exits that may respond to it; `{grant}` and
/// `{response}` stand for the parts that vary.
const OFFER: &str = "format = 1\nsimulation.discount_rate = 0.03\n\
    preferences = { risk_aversion = 2.5, outside_wealth = 150_000 }\n\
    [stocks.A]\nprice = 50\nexpected_return = 0.05\nmodel = { kind = \"gbm\", volatility = 0.45 }\n\
    [attrition.a]\npreset = \"amazon\"\n{response}\n\
    [[offers]]\nname = \"a\"\nattrition = \"a\"\nbase_salary = 120_000\nannual_raise = 0.02\n\
    refresh = { kind = \"fixed\", value = 20_000, review_months = [12], vesting = \"even_quarterly\" }\n\
    [[offers.sign_on]]\namount = 40_000\npaid = { at = 0 }\nclawback = \"prorated_12\"\n{grant}";

fn with(grant: &str, response: &str) -> String {
    OFFER.replace("{grant}", grant).replace("{response}", response)
}

const GRANT: &str =
    "[[offers.grants]]\nstock = \"A\"\nvalue = 400_000\nvesting = [[12, 25], [30, 25], [48, 50]]\n";

/// Sign-on payments of the tranches' months, so much a dollar.
fn in_cash(per_dollar: f64) -> String {
    let paid = |(month, value): (u32, f64)| {
        format!("[[offers.sign_on]]\namount = {}\npaid = {{ at = {month} }}\n", value * per_dollar)
    };
    // Refreshers are of the first grant's stock.
    let nothing = "[[offers.grants]]\nstock = \"A\"\nvalue = 0\nvesting = [[48, 100]]\n".to_owned();
    [(12, 100_000.0), (30, 100_000.0), (48, 200_000.0)].map(paid).concat() + &nothing
}

/// How much the offer in cash is worth more, by the certainty equivalents of two runs of the command's own question.
fn gain(response: &str, method: (Sampler, Exits)) -> (f64, f64) {
    let own = summary(&scenario(&with(GRANT, response), (4_096, 77), method));
    let found = own.offers[0].cash_equivalent.as_ref().expect("it has a grant");
    let per_dollar = found.value.expect("there is one");
    let paid = summary(&scenario(&with(&in_cash(per_dollar.value), response), (4_096, 77), method));
    let error = certainty(&own, 0).std_error.expect("many runs");
    (certainty(&paid, 0).value - certainty(&own, 0).value, error)
}

/// What the analysis calls a dollar's cash leaves the certainty equivalent where it is when it is really paid.
#[test]
fn an_offer_that_pays_it_is_worth_the_same() {
    for method in methods() {
        let (gain, _) = gain("", method);
        // λ is found to 1e-7 of 400,000 dollars.
        assert!(gain.abs() < 0.1, "{method:?}: {gain}");
    }
    // The control: where quits answer to what is unvested, sign-on payments do not keep the employee as the grant does,
    // and the comparison above is another one.
    let method = (Sampler::Sobol, Exits::Integrated);
    let (gain, error) = gain("response = { voluntary_to_unvested = 2.0 }", method);
    assert!(gain.abs() > 6.0 * error, "{gain} ± {error}");
}

/// The scenario with a second offer: the first with its grants in cash.
fn beside(text: &str, method: (Sampler, Exits)) -> Scenario {
    let mut of = scenario(text, (2_048, 5), method);
    let mut paid = of.setup.offers[0].clone();
    for grant in &mut paid.grants {
        grant.settlement = Settlement::Cash { per_dollar: 1.0 };
    }
    of.setup.offers.push(paid);
    of
}

fn values(of: &Scenario, measures: &[Measure]) -> Vec<Vec<u64>> {
    let mut request = Request::new(&POOL, MEMORY);
    let ids: Vec<_> = measures.iter().map(|measure| request.add(*measure, Keep::Samples)).collect();
    let outcome = engine::run(&of.setup, &request, &Unobserved).expect("the job runs");
    let bits = |id| samples(&outcome, id).expect("kept").into_iter().map(f64::to_bits).collect();
    ids.into_iter().map(bits).collect()
}

/// Exits answer to the grant, not to what it is paid in: every run ends as it did, and everything but the grant pays what it
/// did.
#[test]
fn employment_stays_that_of_the_grant() {
    for response in [
        "",
        "response = { voluntary_to_unvested = 2.0 }",
        "response = { layoff_to_return = 0.7 }",
        "response = { vest_timing = { before = 0.5, after = 3, share = 0.1 } }",
    ] {
        for sampler in Sampler::ALL {
            let of = beside(&with(GRANT, response), (sampler, Exits::Sampled));
            let measures = |offer: usize| {
                let causes = Cause::ALL.map(|cause| Measure::Left { offer, cause: Some(cause) });
                let months = (1..=48).map(|month| Measure::Retained { offer, month });
                let parts = Component::ALL.into_iter().filter(|part| *part != Component::Rsu);
                let parts = parts.map(|component| Measure::Component { offer, component });
                causes.into_iter().chain(months).chain(parts).collect::<Vec<_>>()
            };
            let [shares, cash] = [0, 1].map(|offer| values(&of, &measures(offer)));
            assert!(shares == cash, "{response} {}", sampler.name());
            let rsu = [0, 1].map(|offer| Measure::Component { offer, component: Component::Rsu });
            let rsu = values(&of, &rsu);
            assert_ne!(rsu[0], rsu[1], "the control: the grant itself pays something else");
        }
    }
}

/// A tranche that vests when it is converted is worth its cash in every run, whatever the size is made of: dollars, a band,
/// shares, a later month.
#[test]
fn a_tranche_at_its_conversion_is_its_cash_in_every_run() {
    for size in [
        "value = 90_000",
        "value = { low = 80_000, high = 120_000, shape = \"uniform\" }",
        "shares = 1_500",
        "shares = 1_500\nmonth = 7",
        "value = 90_000\nmonth = 7",
        "value = { low = 80_000, high = 120_000, shape = \"triangular\", mode = 90_000 }\nmonth = 13",
    ] {
        let grant = format!("[[offers.grants]]\nstock = \"A\"\n{size}\nvesting = [[0, 100]]\n");
        let of = beside(&with(&grant, ""), (Sampler::Random, Exits::Sampled));
        let rsu = [0, 1].map(|offer| Measure::Component { offer, component: Component::Rsu });
        let rsu = values(&of, &rsu);
        let mut paid = 0;
        for (shares, cash) in rsu[0].iter().zip(&rsu[1]) {
            let [shares, cash] = [*shares, *cash].map(f64::from_bits);
            assert!((shares - cash).abs() < 1e-6, "{size}: {shares} {cash}");
            paid += usize::from(cash > 0.0);
        }
        assert!(paid > 1_000, "{size}");
    }
}

/// Units are by the average of each run, cash is the value: what a dollar is worth is the mean of the same runs.
#[test]
fn averaged_conversions_are_the_grants_own() {
    let text = "format = 1\npreferences = { risk_aversion = 0, outside_wealth = 0 }\n\
        [stocks.A]\nprice = 100\nexpected_return = 0\nmodel = { kind = \"gbm\", volatility = 0.5 }\n\
        [[offers]]\nname = \"a\"\nbase_salary = 0\n[[offers.grants]]\nstock = \"A\"\nvalue = 100_000\n\
        conversion = { average_days = 5, start_in_days = 30, trailing_average = 80 }\nvesting = [[24, 100]]\n";
    let of = scenario(text, (4_096, 6), (Sampler::Random, Exits::Sampled));
    let found = summary(&of);
    let dollar = found.offers[0].cash_equivalent.as_ref().and_then(|found| found.value);
    let mean = found.offers[0].components.rsu;
    let dollar = dollar.expect("it has a grant");
    assert!((dollar.value - mean.value / 100_000.0).abs() < 2e-7, "{dollar:?} {mean:?}");
    let unaveraged = text.replace(
        "average_days = 5, start_in_days = 30, trailing_average = 80",
        "average_days = 1, start_in_days = 30",
    );
    let other = summary(&scenario(&unaveraged, (4_096, 6), (Sampler::Random, Exits::Sampled)));
    assert_ne!(
        other.offers[0].components.rsu, mean,
        "the control: another conversion pays something else"
    );
}

#[test]
fn the_grid_has_the_stated_case_and_offers_without_grants_have_none() {
    let text = with(GRANT, "").replace("risk_aversion = 2.5", "risk_aversion = 3")
        + "[[offers]]\nname = \"cash\"\nbase_salary = 200_000\n\
           [[offers]]\nname = \"late\"\nbase_salary = 200_000\n[[offers.grants]]\nstock = \"A\"\nvalue = 1_000\nmonth = 48\n\
           vesting = [[1, 100]]\n";
    // The wealth of which the grant is half.
    let text = text.replace("outside_wealth = 150_000", "outside_wealth = 400_000");
    let of = scenario(&text, (8_192, 8), (Sampler::Sobol, Exits::Integrated));
    let options = vestrisk::Options { detail: vestrisk::Detail::Whole, ..super::options(&POOL) };
    let found = vestrisk::summarize(&of, &options, &Unobserved).expect("the job runs");
    assert!(found.offers[1..].iter().all(|offer| offer.cash_equivalent.is_none()));
    let found = found.offers[0].cash_equivalent.as_ref().expect("it has a grant");
    assert_eq!(found.grid.len(), 16);
    let same = found.grid.iter().find(|cell| (cell.risk_aversion, cell.wealth_share) == (3.0, 0.5));
    let same = same.expect("it is in the grid");
    assert_eq!(Some(same.outside_wealth), Some(400_000.0));
    assert_eq!(same.value, found.value, "the grid has as many runs as the job");
    // More aversion, or a larger share of wealth, and a dollar is worth less.
    let value = |at: usize| found.grid[at].value.expect("there is one").value;
    for row in 0..4 {
        for column in 0..4 {
            let at = 4 * row + column;
            assert!(column == 0 || value(at) < value(at - 1));
            assert!(row == 0 || value(at) < value(at - 4));
        }
    }
}

/// Little wealth and a steep utility: what those who left early have would drown the difference that is looked for. There is
/// an answer all the same, with an error, and both ways to count exits agree (level: 5 standard errors for eight pairs, 5 in
/// a million; the seed is the scenario's).
#[test]
fn steep_preferences_have_an_answer_with_an_error() {
    let text = |stated: &str| {
        let own = with(GRANT, "");
        let preferences = "preferences = { risk_aversion = 2.5, outside_wealth = 150_000 }";
        assert!(own.contains(preferences));
        own.replace(preferences, &format!("preferences = {{ {stated} }}"))
    };
    let mut last = f64::INFINITY;
    for stated in [
        "risk_aversion = 2, outside_wealth = 1_000",
        "risk_aversion = 5, outside_wealth = 1_000",
        "risk_aversion = 10, outside_wealth = 1_000",
        "risk_aversion = 20, outside_wealth = 20_000",
    ] {
        let of = |method| {
            let found = summary(&scenario(&text(stated), (8_192, 5), method));
            let found = found.offers[0].cash_equivalent.clone().expect("it has a grant");
            let value = found.value.expect("there is one");
            (value.value, value.std_error.expect("many runs"))
        };
        let (integrated, sampled) =
            (of((Sampler::Sobol, Exits::Integrated)), of((Sampler::Random, Exits::Sampled)));
        assert!(integrated.1 > 0.0 && sampled.1 > 0.0, "{stated}: {integrated:?} {sampled:?}");
        let error = (integrated.1 * integrated.1 + sampled.1 * sampled.1).sqrt();
        let z = (integrated.0 - sampled.0) / error;
        assert!(z.abs() < 5.0, "{stated}: {integrated:?} {sampled:?}, z = {z:.1}");
        assert!(integrated.0 < last, "{stated}: more risk aversion, less cash");
        last = integrated.0;
    }
}
