//! Every kind of measure of random worlds, also those that no study asks for: sums, order and replicates of merged shares are
//! those of one run.

use vestrisk::attrition::Cause;
use vestrisk::offer::Component;
use vestrisk::simulation::{
    Exits, Keep, Measure, MeasureId, Outcome, Request, Sampler, Setup, Unobserved, engine,
};
use vestrisk::statistics::Order;

use super::{PLENTY, pool, share};
use crate::support::{processor, samples};
use crate::worlds::world;

fn measures(setup: &Setup) -> Vec<(Measure, Keep)> {
    let mut all = Vec::new();
    for offer in 0..setup.offers.len() {
        let whole = [
            Measure::PresentValue { offer },
            Measure::Difference { offer, baseline: 0 },
            Measure::Component { offer, component: Component::Rsu },
            Measure::Pay { offer },
        ];
        let sums = [
            Measure::Ahead { offer, baseline: 0 },
            Measure::ClawbackIfOwed { offer },
            Measure::PayIf { offer, cause: Some(Cause::Voluntary) },
            Measure::ValueIfLess { offer, than: 0 },
            Measure::Year { offer, year: 1 },
        ];
        all.extend(whole.map(|measure| (measure, Keep::Samples)));
        all.extend(sums.map(|measure| (measure, Keep::Moments)));
    }
    all
}

/// All that can be read off an outcome, as text.
fn told(outcome: &Outcome, ids: &[MeasureId]) -> String {
    let of = |id: &MeasureId| {
        let order = outcome.sample(*id).map(|mut sample| {
            let ranks = [0, 1, sample.count() / 3, sample.count() / 2, sample.count() - 1];
            sample.settle(&ranks, Some(ranks[2]), &|| true).expect("nobody cancels");
            (ranks.map(|rank| sample.value(rank)), sample.lower_sums(ranks[2], 0.0))
        });
        let replicates: Vec<_> = outcome
            .streamed_replicates(*id)
            .iter()
            .map(|of| (of.count(), of.value(of.count() / 2)))
            .collect();
        format!("{:?} {order:?} {replicates:?} {:?}", outcome.tally(*id), samples(outcome, *id))
    };
    let all: Vec<String> = ids.iter().map(of).collect();
    format!("{} {:?} {:?} {all:#?}", outcome.runs, outcome.exits, outcome.stratified)
}

#[test]
fn merged_shares_are_one_run_for_every_measure() {
    let worlds = (0..200).map(world).filter(|setup| setup.offers.len() > 1);
    let mut kinds = 0;
    for (number, mut setup) in worlds.take(12).enumerate() {
        setup.settings.sampler = Sampler::ALL[number % 3];
        setup.settings.exits = Exits::ALL[number / 3 % 2];
        setup.settings.runs = [2_500, 1_030][number % 2];
        let pool = pool(1 + number % 3);
        let mut request = Request::new(&pool, PLENTY);
        request.replicates = number % 4 == 0;
        let ids: Vec<MeasureId> = measures(&setup)
            .into_iter()
            .map(|(measure, keep)| request.add(measure, keep))
            .collect();
        let whole = engine::run(&setup, &request, &Unobserved).expect("the world is simulated");
        let shares = [2, 3, 1].map(|index| {
            engine::run_share(&setup, &request, share(index, 3), &Unobserved).expect("as above")
        });
        let merged = Outcome::merge(shares.to_vec(), processor()).expect("all are there");
        assert_eq!(told(&merged, &ids), told(&whole, &ids), "world {number}");
        assert_eq!(merged.memory(), whole.memory());
        kinds += usize::from(whole.keeps_samples());
    }
    assert_eq!(kinds, 6, "half of the worlds keep samples");
}
