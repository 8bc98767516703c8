//! What cases of a sweep have in common, stage by stage: which multiples of prices, prices, careers and payments in cash are
//! made once, and for whom.

use super::Case;
use crate::attrition::Cause;
use crate::market::CentralPrices;
use crate::offer::Component;
use crate::simulation::plan::{OfferPlan, Plan, Rule};
use crate::simulation::request::Measure;

/// The distinct stages of some cases with the same draws. Cases are known by their place in the window.
pub(super) struct Stages {
    pub motions: Vec<Motion>,
    pub careers: Vec<CareersStage>,
    pub cash: Vec<CashStage>,
    pub questions: Vec<Question>,
    /// By case, the question that answers each of its measures, if one does.
    pub answers: Vec<(usize, Vec<Option<usize>>)>,
}

/// Markets whose prices are the same multiples.
pub(super) struct Motion {
    pub markets: Vec<MarketStage>,
}

/// Cases with the same market.
pub(super) struct MarketStage {
    /// One of them.
    pub place: usize,
    /// What multiples are multiplied by, where there are any.
    pub central: Option<CentralPrices>,
    pub cases: Vec<CaseStage>,
}

/// One case.
pub(super) struct CaseStage {
    pub place: usize,
    pub careers: usize,
    /// By offer.
    pub cash: Vec<usize>,
}

/// Careers of one case or more.
pub(super) struct CareersStage {
    pub place: usize,
    pub users: usize,
    /// What is asked about their exits.
    pub questions: Vec<usize>,
}

/// What an offer pays whatever prices are.
pub(super) struct CashStage {
    pub careers: usize,
    pub place: usize,
    pub offer: usize,
    pub users: usize,
}

/// Something asked about exits.
pub(super) struct Question {
    subject: Subject,
    pub place: usize,
    pub measure: Measure,
}

/// What a question is about, whichever case it is asked of.
#[derive(PartialEq)]
enum Subject {
    Left(usize, Option<Cause>),
    Retained(usize, u32),
    Owes(usize, Vec<Rule>),
}

impl Measure {
    /// Whether it is read off exits alone, whatever prices are.
    pub(super) const fn is_of_exits(&self) -> bool {
        matches!(self, Self::Left { .. } | Self::Retained { .. } | Self::OwesClawback { .. })
    }
}

impl Subject {
    fn new(measure: &Measure, plan: &Plan) -> Option<Self> {
        let employment = |offer: usize| plan.offers[offer].employment;
        Some(match *measure {
            Measure::Left { offer, cause } => Self::Left(employment(offer), cause),
            Measure::Retained { offer, month } => Self::Retained(employment(offer), month),
            Measure::OwesClawback { offer } => {
                Self::Owes(employment(offer), clawbacks(&plan.offers[offer]))
            }
            _ => return None,
        })
    }
}

fn clawbacks(offer: &OfferPlan) -> Vec<Rule> {
    let flows = offer.flows.iter().filter(|flow| flow.component == Component::Clawback);
    flows.map(|flow| flow.rule.clone()).collect()
}

/// Whether careers depend on prices.
fn needs_prices(plan: &Plan) -> bool {
    !(plan.rules.is_empty() && plan.responding.is_empty())
}

fn same_careers(one: &Case<'_>, other: &Case<'_>) -> bool {
    let (a, b) = (&one.plan, &other.plan);
    a.horizon == b.horizon
        && a.years == b.years
        && a.discount == b.discount
        && one.values == other.values
        && a.gap_months == b.gap_months
        && a.employments == b.employments
        && a.responding == b.responding
        && a.rules == b.rules
        && a.columns == b.columns
        && (!needs_prices(a) || a.market == b.market)
}

impl Stages {
    /// The places of a window in an order in which cases with the same stages stand together.
    pub(super) fn order(cases: &[Case<'_>], window: &[usize]) -> Vec<usize> {
        let case = |place: usize| &cases[window[place]];
        let mut kinds: Vec<usize> = Vec::new();
        let mut keyed: Vec<(usize, usize)> = Vec::new();
        for place in 0..window.len() {
            let market = &case(place).plan.market;
            let known = kinds.iter().position(|first| {
                let other = &case(*first).plan.market;
                other == market || other.has_multiples_of(market)
            });
            let kind = known.unwrap_or_else(|| {
                kinds.push(place);
                kinds.len() - 1
            });
            keyed.push((kind, place));
        }
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, place)| place).collect()
    }

    /// The stages of the cases at some places of a window.
    pub(super) fn new(cases: &[Case<'_>], window: &[usize], places: &[usize]) -> Self {
        let mut stages = Self {
            motions: Vec::new(),
            careers: Vec::new(),
            cash: Vec::new(),
            questions: Vec::new(),
            answers: Vec::new(),
        };
        for &place in places {
            stages.add(&|at: usize| &cases[window[at]], place);
        }
        stages
    }

    /// The places of all cases, in the order of [`Self::cases`].
    pub(super) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.cases().map(|case| case.place)
    }

    /// All cases, motion by motion and market by market.
    pub(super) fn cases(&self) -> impl Iterator<Item = &CaseStage> {
        self.motions.iter().flat_map(|motion| &motion.markets).flat_map(|market| &market.cases)
    }

    fn add<'c>(&mut self, case: &dyn Fn(usize) -> &'c Case<'c>, place: usize) {
        let careers = self.careers_of(case, place);
        let plan = &case(place).plan;
        let offers = 0..plan.offers.len();
        let paid = offers.map(|offer| self.cash_of(case, place, careers, offer)).collect();
        let measures = case(place).asked.measures.iter();
        let answers =
            measures.map(|(measure, _)| self.question(plan, place, careers, *measure)).collect();
        self.answers.push((place, answers));
        let stage = CaseStage { place, careers, cash: paid };
        let market = &plan.market;
        let same_motion = |motion: &Motion| {
            let other = &case(motion.markets[0].place).plan.market;
            other == market || (plan.paths.has_multiples() && other.has_multiples_of(market))
        };
        let at = self.motions.iter().rposition(same_motion).unwrap_or_else(|| {
            self.motions.push(Motion { markets: Vec::new() });
            self.motions.len() - 1
        });
        let markets = &mut self.motions[at].markets;
        let same = |held: &&mut MarketStage| case(held.place).plan.market == *market;
        if let Some(held) = markets.iter_mut().rfind(same) {
            held.cases.push(stage);
            return;
        }
        let multiples = plan.paths.has_multiples();
        let central = multiples.then(|| plan.paths.central_prices(market));
        markets.push(MarketStage { place, central, cases: vec![stage] });
    }

    fn careers_of<'c>(&mut self, case: &dyn Fn(usize) -> &'c Case<'c>, place: usize) -> usize {
        let own = case(place);
        let known = self.careers.iter().rposition(|held| same_careers(case(held.place), own));
        let at = known.unwrap_or_else(|| {
            self.careers.push(CareersStage { place, users: 0, questions: Vec::new() });
            self.careers.len() - 1
        });
        self.careers[at].users += 1;
        at
    }

    fn cash_of<'c>(
        &mut self,
        case: &dyn Fn(usize) -> &'c Case<'c>,
        place: usize,
        careers: usize,
        offer: usize,
    ) -> usize {
        let own = &case(place).plan.offers[offer];
        let same = |held: &CashStage| {
            let other = &case(held.place).plan.offers[held.offer];
            held.careers == careers
                && own.employment == other.employment
                && own.totals.is_cash()
                && own.totals.rules == other.totals.rules
        };
        let at = self.cash.iter().rposition(same).unwrap_or_else(|| {
            self.cash.push(CashStage { careers, place, offer, users: 0 });
            self.cash.len() - 1
        });
        self.cash[at].users += 1;
        at
    }

    fn question(
        &mut self,
        plan: &Plan,
        place: usize,
        careers: usize,
        measure: Measure,
    ) -> Option<usize> {
        let subject = Subject::new(&measure, plan)?;
        let known = self.careers[careers].questions.iter().copied();
        let same = |at: &usize| self.questions[*at].subject == subject;
        let found = known.clone().find(same);
        Some(found.unwrap_or_else(|| {
            self.questions.push(Question { subject, place, measure });
            let at = self.questions.len() - 1;
            self.careers[careers].questions.push(at);
            at
        }))
    }
}
