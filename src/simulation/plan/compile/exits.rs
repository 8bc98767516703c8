//! Exits: which offers leave together, and how their hazards respond.

use super::super::employment::{ClockDraw, Employment, RespondingClock};
use super::super::response::{Follows, Outstanding, ReturnFactor, UnvestedFactor};
use super::equity::sum_of;
use super::{Holding, OfferCompiler};
use crate::attrition::{Cause, Hazards, MonthlyClock, Profile, Responses, VestTiming};
use crate::offer::Payment;
use crate::quantity::Elasticity;
use crate::random::Entity;

/// Distinct employments in order of appearance, and the clocks they draw.
#[derive(Default)]
pub(super) struct Employments {
    pub distinct: Vec<Employment>,
    pub responding: Vec<RespondingClock>,
    pub draws: Vec<ClockDraw>,
}

impl Employments {
    fn place(&mut self, employment: Employment) -> usize {
        let known = self.distinct.iter().position(|held| *held == employment);
        known.unwrap_or_else(|| {
            self.distinct.push(employment);
            self.distinct.len() - 1
        })
    }

    fn respond(&mut self, clock: RespondingClock) -> usize {
        let known = self.responding.iter().position(|held| *held == clock);
        known.unwrap_or_else(|| {
            self.responding.push(clock);
            self.responding.len() - 1
        })
    }

    fn draw(&mut self, owner: Entity, pairs: usize) -> usize {
        if let Some(at) = self.draws.iter().position(|draw| draw.owner == owner) {
            self.draws[at].pairs = self.draws[at].pairs.max(pairs);
            return at;
        }
        self.draws.push(ClockDraw { owner, pairs });
        self.draws.len() - 1
    }
}

impl OfferCompiler<'_, '_> {
    /// The position of the offer's employment.
    pub(super) fn employment(&self, employments: &mut Employments) -> usize {
        let setup = self.shared.setup;
        let Some(profile) = self.offer.profile.map(|at| &setup.profiles[at]) else {
            return employments.place(Employment::certain(None));
        };
        let hazards = match profile {
            Profile::Certain(exit) => return employments.place(Employment::certain(Some(*exit))),
            Profile::Hazards(hazards) => hazards,
        };
        let owner = setup.settings.shared_exits.clock_owner(&self.offer.employer);
        let draw = match ClockDraw::pairs_for(profile) {
            0 => None,
            pairs => Some(employments.draw(owner, pairs)),
        };
        let layoffs = hazards.can_happen(Cause::Layoff);
        let notice = if layoffs { self.offer.layoff_terms.notice_months } else { 0 };
        let employment =
            Employment::hazards(hazards, self.shared.horizon, (draw, notice), |cause| {
                let clock = self.responding(hazards, cause, draw?)?;
                Some(employments.respond(clock))
            });
        employments.place(employment)
    }

    /// A cause's clock month by month, `None` where nothing about it responds.
    fn responding(&self, hazards: &Hazards, cause: Cause, draw: usize) -> Option<RespondingClock> {
        if !hazards.can_happen(cause) {
            return None;
        }
        let Responses { layoff_to_return, voluntary_to_unvested, vest_timing, layoff_waves } =
            &hazards.responses;
        let hazard = hazards.of(cause);
        let horizon = self.shared.horizon;
        let mut factors = vec![1.0; horizon as usize];
        let mut jumps = Vec::new();
        let follows = match cause {
            Cause::Layoff => {
                if let Some(waves) = layoff_waves {
                    jumps.extend(waves.months().iter().map(|month| (*month, waves.jump())));
                }
                layoff_to_return.and_then(|elasticity| self.follow_return(elasticity))
            }
            Cause::Voluntary => {
                if let (Some(timing), Some(hazard)) = (vest_timing, hazard) {
                    let months = horizon.max(VestTiming::KEPT_MONTHS);
                    let monthly: Vec<f64> =
                        (0..months).map(|month| hazard.in_month(month)).collect();
                    factors = timing.factors(&monthly, &self.large_vests(timing));
                    factors.truncate(horizon as usize);
                }
                voluntary_to_unvested.map(|elasticity| self.follow_unvested(elasticity))
            }
            Cause::Performance => self.follow_rating(),
        };
        let timed = cause == Cause::Voluntary && vest_timing.is_some();
        if follows.is_none() && jumps.is_empty() && !timed {
            return None;
        }
        let clock = MonthlyClock::new(hazard, &factors, &jumps);
        Some(RespondingClock { draw, cause, clock, follows })
    }

    /// The months of the letter's vests that are large enough to count.
    fn large_vests(&self, timing: &VestTiming) -> Vec<u32> {
        let vests = self.offer.grants.iter().flat_map(|grant| {
            let large = grant.vesting.tranches().iter().filter(|t| timing.counts(t.percent.get()));
            large.map(|tranche| grant.month + tranche.month)
        });
        vests.collect()
    }

    fn follow_return(&self, elasticity: Elasticity) -> Option<Follows> {
        let stock = self.offer.grants.first()?.stock;
        let months = 0..self.shared.horizon;
        let prices = months.map(|month| self.shared.price(stock, month)).collect();
        Some(Follows::Return(ReturnFactor { elasticity, prices }))
    }

    fn follow_rating(&self) -> Option<Follows> {
        let factor = |month| self.rating_factor(month, |tier| tier.performance_factor.get());
        (0..self.shared.horizon).map(factor).collect::<Option<Vec<_>>>().map(Follows::Rating)
    }

    fn follow_unvested(&self, elasticity: Elasticity) -> Follows {
        let months = (0..self.shared.horizon).map(|month| self.outstanding(month)).collect();
        Follows::Unvested(UnvestedFactor { elasticity, months })
    }

    /// What vests and is due in (month, month + 12], of what was granted by then.
    fn outstanding(&self, month: u32) -> Outstanding {
        let mut outstanding = Outstanding::default();
        let within = |at: u32| at > month && at <= month + 12;
        let vests = |holding: &&Holding| holding.made <= month && within(holding.month);
        for holding in self.holdings.iter().filter(vests) {
            let price = self.shared.price(holding.stock, month);
            let Some(conversion) = holding.conversion else { continue };
            sum_of(&mut outstanding.units, price).add(holding.units, 1.0);
            sum_of(&mut outstanding.converted, conversion).add(holding.units, 1.0);
        }
        for (payment, amount) in self.offer.sign_on.iter().zip(&self.sign_on) {
            let part = match payment.paid {
                Payment::Lump { month: at } => f64::from(u8::from(within(at))),
                Payment::Instalments { from, to } => {
                    let (a, b) = (from.max(month), to.min(month + 12));
                    f64::from(b.saturating_sub(a)) / f64::from(to - from)
                }
            };
            if part > 0.0 {
                outstanding.due.add(*amount, part);
            }
        }
        outstanding
    }
}
