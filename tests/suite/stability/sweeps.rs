//! A sweep's outcomes are those of jobs of their own, to the bit: of random worlds and their neighbours, which differ in
//! every stage that a sweep shares, on every sampler and number of threads.

use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::attrition::{Cause, CertainExit, Profile};
use vestrisk::market::{Growth, Model};
use vestrisk::offer::Component;
use vestrisk::quantity::{ContinuousRate, Dollars, Price, Volatility};
use vestrisk::simulation::{
    Keep, Measure, MeasureId, Outcome, Request, Sampler, Setup, SweepRoom, Unobserved, engine,
    sweep,
};
use vestrisk::statistics::{
    expected_shortfall_estimate, quantile_estimate, quantile_estimate_ranks, shortfall_boundary,
    shortfall_ranks,
};

use crate::support::{processor, samples};
use crate::worlds::world;

const MEMORY: u64 = 1 << 30;
const LEVELS: [f64; 4] = [0.01, 0.05, 0.5, 0.99];
const TAIL: f64 = 0.05;

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

/// What a study asks of every offer; with `more` something that no sweep shares.
fn measures(setup: &Setup, more: bool) -> Vec<(Measure, Keep)> {
    let mut all = Vec::new();
    for offer in 0..setup.offers.len() {
        let horizon = setup.settings.horizon_months;
        let kept = [
            Measure::Pay { offer },
            Measure::PresentValue { offer },
            Measure::Difference { offer, baseline: 0 },
        ];
        all.extend(kept.map(|measure| (measure, Keep::Samples)));
        let sums = [
            Measure::Ahead { offer, baseline: 0 },
            Measure::Reaches { offer, threshold: 300_000.0 },
            Measure::Retained { offer, month: horizon / 2 },
            Measure::Left { offer, cause: None },
            Measure::Left { offer, cause: Some(Cause::Layoff) },
            Measure::OwesClawback { offer },
        ];
        all.extend(sums.map(|measure| (measure, Keep::Moments)));
    }
    if more {
        let component = Component::Rsu;
        all.push((Measure::Component { offer: 0, component }, Keep::Moments));
    }
    all
}

fn request<'p>(pool: &'p ThreadPool, setup: &Setup, more: bool) -> Request<'p> {
    let mut request = Request::new(pool, MEMORY);
    request.processor = processor();
    for (measure, keep) in measures(setup, more) {
        request.add(measure, keep);
    }
    request
}

/// A world and others that differ from it in one stage each: prices and growth, volatility, hazards, cash, grants,
/// discounting, the horizon, the seed.
fn neighbours(number: u64) -> Vec<Setup> {
    let base = world(number);
    let changed = |change: &dyn Fn(&mut Setup)| {
        let mut setup = base.clone();
        change(&mut setup);
        setup
    };
    let stocks = |setup: &mut Setup, change: &dyn Fn(&mut Price, &mut Model)| {
        for stock in &mut setup.market.stocks {
            change(&mut stock.price, &mut stock.model);
        }
    };
    let rate = |rate: f64| ContinuousRate::new(rate).expect("a rate");
    vec![
        base.clone(),
        changed(&|setup| {
            stocks(setup, &|price, model| {
                *price = Price::new(1.1 * price.get()).expect("a price");
                if let Some(growth) = model.growth() {
                    let grown = Growth { expected_return: rate(0.11), ..*growth };
                    *model = model.clone().with_growth(grown);
                }
            });
        }),
        changed(&|setup| {
            stocks(setup, &|_, model| {
                if let Model::Gbm(gbm) = model {
                    gbm.volatility = Volatility::new(0.55).expect("a volatility");
                }
            });
        }),
        changed(&|setup| {
            let exit = CertainExit { month: 7, cause: Cause::Voluntary };
            setup.profiles[0] = Profile::Certain(exit);
        }),
        changed(&|setup| {
            let more = setup.offers.len() - 1;
            setup.offers[more].salary.base = Dollars::new(123_456.0).expect("dollars").into();
        }),
        changed(&|setup| setup.settings.discount_rate = rate(0.0)),
        changed(&|setup| setup.settings.discount_rate = rate(0.05)),
        changed(&|setup| setup.settings.seed += 1),
        world(number + 1),
        base.without_responses(),
    ]
}

/// Everything that is asked of an outcome, to the last bit.
fn told(outcome: &Outcome, ids: &[MeasureId]) -> String {
    let mut all = Vec::new();
    for &id in ids {
        all.push(format!("{:?}", outcome.tally(id)));
        let Some(mut sample) = outcome.sample(id) else { continue };
        let count = outcome.runs;
        let ranks = LEVELS.iter().flat_map(|level| quantile_estimate_ranks(count, *level));
        let ranks: Vec<u64> = ranks.chain(shortfall_ranks(count, TAIL)).collect();
        sample.settle(&ranks, shortfall_boundary(count, TAIL), &|| true).expect("nobody stops it");
        let levels = LEVELS.map(|level| quantile_estimate(&sample, level));
        all.push(format!("{levels:?} {:?}", expected_shortfall_estimate(&sample, TAIL)));
        let values = samples(outcome, id).unwrap_or_default();
        all.push(format!("{:?}", values.into_iter().map(f64::to_bits).collect::<Vec<u64>>()));
    }
    all.join("\n")
}

/// What a sweep says of setups.
fn swept(setups: &[Setup], threads: usize, room: &mut SweepRoom) -> Vec<String> {
    let pool = pool(threads);
    let requests: Vec<Request<'_>> =
        (0..).zip(setups).map(|(at, setup)| request(&pool, setup, at == 3)).collect();
    let cases: Vec<(&Setup, &Request<'_>)> = setups.iter().zip(&requests).collect();
    let ids = |at: usize| -> Vec<MeasureId> {
        let mut request = Request::new(&pool, MEMORY);
        measures(&setups[at], at == 3).iter().map(|(m, keep)| request.add(*m, *keep)).collect()
    };
    let read = |at: usize, outcome: &Outcome| Ok(told(outcome, &ids(at)));
    sweep(&cases, room, &Unobserved, &read).expect("every setup is simulated")
}

/// What jobs of their own say.
fn alone(setups: &[Setup]) -> Vec<String> {
    let pool = pool(1);
    let one = |(at, setup): (usize, &Setup)| {
        let mut request = Request::new(&pool, MEMORY);
        request.processor = processor();
        let asked = measures(setup, at == 3);
        let ids: Vec<MeasureId> = asked.iter().map(|(m, keep)| request.add(*m, *keep)).collect();
        told(&engine::run(setup, &request, &Unobserved).expect("it is simulated"), &ids)
    };
    setups.iter().enumerate().map(one).collect()
}

fn with(mut setups: Vec<Setup>, runs: u64, sampler: Sampler) -> Vec<Setup> {
    for setup in &mut setups {
        (setup.settings.runs, setup.settings.sampler) = (runs, sampler);
    }
    setups
}

#[test]
fn a_sweep_says_what_jobs_of_their_own_say() {
    let mut room = SweepRoom::default();
    for number in 0..16 {
        let sampler = Sampler::ALL[(number % 3) as usize];
        let runs = [1, 300, 1_100, 2_049][(number % 4) as usize];
        let setups = with(neighbours(number), runs, sampler);
        let expected = alone(&setups);
        let threads = 1 + (number % 3) as usize;
        assert_eq!(
            swept(&setups, threads, &mut room),
            expected,
            "world {number}, {threads} threads"
        );
    }
}

/// More than 65,536 runs are counted in classes, as those of a job are.
#[test]
fn large_samples_are_counted_as_those_of_a_job() {
    let number = (0..100).find(|number| world(*number).offers.len() == 2).expect("a world of two");
    let setups = with(neighbours(number)[..3].to_vec(), 65_537, Sampler::Random);
    assert_eq!(swept(&setups, 2, &mut SweepRoom::default()), alone(&setups));
}

#[test]
fn control_neighbours_do_not_say_the_same() {
    let setups = with(neighbours(5), 300, Sampler::Random);
    let told = alone(&setups);
    for at in [1, 4, 7] {
        assert_ne!(told[0], told[at], "neighbour {at} differs");
    }
}

/// Room of sizes that no longer serve is given back: many sizes in a row hold no more than one does.
#[test]
fn room_does_not_pile_up() {
    let number = (0..100).find(|number| world(*number).offers.len() == 2).expect("a world of two");
    let setups = |runs: u64| with(neighbours(number)[..2].to_vec(), runs, Sampler::Random);
    let mut room = SweepRoom::default();
    for runs in (1..8).map(|step| 2_048 * step) {
        swept(&setups(runs), 1, &mut room);
        assert!(room.bytes() <= 2 * 4 * 8 * (runs + 1_024), "{runs} runs: {} bytes", room.bytes());
    }
    assert!(room.bytes() > 0, "it is kept for the next sweep");
}
