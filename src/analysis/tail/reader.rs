//! Reads the answer for one offer off the records of all runs and the other worlds of those in a tail.

use super::attribution::TailCause;
use super::batches::{Batches, Tails};
use super::features::{Figures, TailFeatures};
use super::lowest::{Lowest, of};
use super::records::{OfferRecords, Records, stocks_of};
use super::representatives::{Stands, representatives};
use super::worlds::Worlds;
use super::{OfferTail, Representative, TailPart};
use crate::offer::letter;
use crate::quantity::HALF_CENT;
use crate::simulation::Setup;
use crate::statistics::{Estimate, from_replicates};

/// Everything about one offer.
pub(super) struct Reader<'a> {
    pub(super) setup: &'a Setup,
    pub(super) records: &'a Records,
    pub(super) of_offer: &'a OfferRecords,
    pub(super) batches: &'a Batches,
    pub(super) tails: &'a Tails,
    pub(super) worlds: &'a Worlds,
}

/// What the runs of one tail lack on average.
struct Lacking {
    /// The expected shortfall.
    mean: f64,
    /// By cause.
    taken: [f64; 7],
}

impl Lacking {
    /// A cause's part of all that is lacking, if something is.
    fn share(&self, cause: usize, letter: f64) -> Option<f64> {
        let lacking = letter - self.mean;
        (lacking >= HALF_CENT).then(|| self.taken[cause] / lacking)
    }
}

impl Reader<'_> {
    /// The answer; `None` if a run of a tail was not seen in the other worlds.
    pub(super) fn read(&self) -> Option<OfferTail> {
        let offer = &self.setup.offers[self.of_offer.offer];
        let horizon = self.setup.settings.horizon_months;
        let letter = letter(offer, &self.setup.market, horizon).total;
        let all = self.lacking(&self.tails.all, letter)?;
        let replicates: Vec<Lacking> = self
            .tails
            .replicates
            .iter()
            .map(|tail| self.lacking(tail, letter))
            .collect::<Option<_>>()?;
        let estimate = |value: f64, of: &dyn Fn(&Lacking) -> Option<f64>| {
            let replicates: Vec<Option<f64>> = replicates.iter().map(of).collect();
            from_replicates(value, &replicates)
        };
        let part = |at: usize| TailPart {
            cause: TailCause::ALL[at],
            dollars: estimate(all.taken[at], &|of| Some(of.taken[at])),
            share: all.share(at, letter).map(|share| estimate(share, &|of| of.share(at, letter))),
        };
        let shown = representatives(&self.tails.all, self.worlds, letter, &all.taken);
        Some(OfferTail {
            name: offer.name.clone(),
            letter_total: letter,
            expected_shortfall: estimate(all.mean, &|of| Some(of.mean)),
            shortfall: estimate(letter - all.mean, &|of| Some(letter - of.mean)),
            parts: std::array::from_fn(part),
            features: self.features(),
            representatives: shown
                .into_iter()
                .map(|(run, stands)| self.representative(run, stands, letter))
                .collect::<Option<_>>()?,
        })
    }

    /// What a tail lacks, by weighted means over its runs.
    fn lacking(&self, tail: &Lowest, letter: f64) -> Option<Lacking> {
        let parts = |run: u64| self.worlds.of(run).map(|of| of.shortfall_by_cause(letter));
        let by_run: Vec<[f64; 7]> =
            tail.runs.iter().map(|(run, _)| parts(*run)).collect::<Option<_>>()?;
        let mut taken = [0.0; 7];
        for (at, taken) in taken.iter_mut().enumerate() {
            *taken = tail.mean_of(by_run.iter().map(|parts| parts[at]))?;
        }
        let pay = self.of_offer.pay();
        Some(Lacking { mean: tail.mean(|run| of(pay, run))?, taken })
    }

    fn features(&self) -> TailFeatures {
        let Self { setup, records, of_offer, batches, tails, .. } = self;
        let stocks = stocks_of(setup, of_offer.offer);
        let of = |runs: &mut dyn Iterator<Item = (u64, f64)>| {
            Figures::new(records, of_offer, &stocks, runs)
        };
        let of_tail = |tail: &Lowest| of(&mut tail.runs.iter().copied());
        let in_tails: Vec<Figures> = tails.replicates.iter().map(of_tail).collect();
        let in_all: Vec<Figures> =
            batches.each().map(|runs| of(&mut runs.map(|run| (run, 1.0)))).collect();
        let tail = of_tail(&tails.all).estimates(&in_tails);
        let all = of(&mut batches.all().map(|run| (run, 1.0))).estimates(&in_all);
        let names = stocks.iter().map(|stock| setup.market.stocks[*stock].name.clone());
        TailFeatures::new(&tail, &all, names)
    }

    fn representative(&self, run: u64, stands: Stands, letter: f64) -> Option<Representative> {
        let worlds = self.worlds.of(run)?;
        let growth = stocks_of(self.setup, self.of_offer.offer).into_iter().map(|stock| {
            let name = self.setup.market.stocks[stock].name.clone();
            Some((name, self.records.growth(stock, run)?))
        });
        Some(Representative {
            run,
            stands,
            pay: of(self.of_offer.pay(), run),
            taken: worlds.shortfall_by_cause(letter),
            exit: worlds.exit.map(|cause| (self.of_offer.exit(run), cause)),
            clawback: worlds.clawback,
            growth: growth.collect::<Option<_>>()?,
        })
    }
}

impl Figures {
    /// Each figure with its standard error from those of the replicates.
    fn estimates(&self, replicates: &[Self]) -> Vec<Option<Estimate>> {
        let one = |(at, value): (usize, Option<f64>)| {
            let replicates: Vec<Option<f64>> = replicates.iter().map(|of| of.get(at)).collect();
            value.map(|value| from_replicates(value, &replicates))
        };
        self.all().enumerate().map(one).collect()
    }
}
