//! How a measure is read off a block: its column, the runs it is over, and what of the pay it needs.

use super::kernel::{Block, PayColumns, Wanted};
use super::plan::Plan;
use super::request::Measure;
use crate::attrition::{Cause, ExitColumns};
use crate::offer::Component;
use crate::quantity::HALF_CENT;
use crate::random::{Column, LANES};

/// A measure in a block.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Its value in every run.
    pub column: &'a Column,
    /// 1 for the runs that it is over, else 0; `None`: it is over all of them.
    pub marks: Option<&'a Column>,
}

/// What measures are read off in a block.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    /// Pay by offer.
    pub pay: &'a [PayColumns],
    /// Exits by employment.
    pub exits: &'a [ExitColumns],
}

/// Columns for measures that no column of a block is.
#[derive(Clone, Debug)]
pub struct ReadingScratch {
    values: Column,
    marks: Column,
}

impl Default for ReadingScratch {
    fn default() -> Self {
        Self { values: Column::of(0.0), marks: Column::of(0.0) }
    }
}

impl Measure {
    /// Whether it is 1 or 0 in every run.
    #[must_use]
    pub const fn is_indicator(&self) -> bool {
        matches!(
            self,
            Self::Ahead { .. }
                | Self::Reaches { .. }
                | Self::Left { .. }
                | Self::Retained { .. }
                | Self::OwesClawback { .. }
        )
    }

    /// What of the pay it needs beside totals.
    #[must_use]
    pub const fn wants(&self) -> Wanted {
        Wanted {
            present_value: matches!(
                self,
                Self::PresentValue { .. }
                    | Self::Utility { .. }
                    | Self::UtilityOverMix { .. }
                    | Self::ValueIfLess { .. }
            ),
            parts: matches!(
                self,
                Self::Component { .. }
                    | Self::Year { .. }
                    | Self::PayWithoutOption { .. }
                    | Self::OwesClawback { .. }
                    | Self::ClawbackIfOwed { .. }
            ),
            unvested: matches!(self, Self::Unvested { .. }),
        }
    }

    /// Reads the measure off a block.
    pub fn read<'a>(
        &self,
        plan: &Plan,
        block: &'a Block,
        scratch: &'a mut ReadingScratch,
    ) -> Reading<'a> {
        self.read_off(plan, Seen { pay: &block.pay, exits: &block.careers.exits }, scratch)
    }

    /// Reads the measure off the columns of a block.
    pub(super) fn read_off<'a>(
        &self,
        plan: &Plan,
        seen: Seen<'a>,
        scratch: &'a mut ReadingScratch,
    ) -> Reading<'a> {
        let ReadingScratch { values, marks } = scratch;
        let column = self.column(plan, seen, values);
        let marks = self.marks(plan, seen, column, marks).then_some(&*marks);
        Reading { column, marks }
    }

    /// The measure's column in a block: one that is there, or computed into `scratch`.
    fn column<'a>(&self, plan: &Plan, seen: Seen<'a>, scratch: &'a mut Column) -> &'a Column {
        let Seen { pay: all, exits } = seen;
        let pay = |offer: usize| &*all[offer].total;
        let exits = |offer: usize| &exits[plan.offers[offer].employment];
        let component = |offer: usize, component| {
            plan.offers[offer].slot(component).map(|slot| &all[offer].components[slot])
        };
        let each = Lanes { plan };
        match *self {
            Self::Pay { offer } | Self::PayIf { offer, .. } => return pay(offer),
            Self::PresentValue { offer } | Self::ValueIfLess { offer, .. } => {
                return &all[offer].present_value;
            }
            Self::Year { offer, year } => return &all[offer].years[year as usize - 1],
            Self::Unvested { offer } => return &all[offer].unvested,
            Self::PayWithoutOption { offer } => match component(offer, Component::OtherIncome) {
                Some(income) => {
                    let total = pay(offer);
                    each.set(
                        scratch,
                        #[inline(always)]
                        |lane| total[lane] - income[lane],
                    );
                }
                None => return pay(offer),
            },
            Self::Component { offer, component: which } => match component(offer, which) {
                Some(column) => return column,
                None => scratch.fill(0.0),
            },
            Self::ClawbackIfOwed { offer } => match component(offer, Component::Clawback) {
                Some(column) => return column,
                None => scratch.fill(0.0),
            },
            Self::OwesClawback { offer } => match component(offer, Component::Clawback) {
                Some(column) => each.mark(
                    scratch,
                    #[inline(always)]
                    |lane| owes(column[lane]),
                ),
                None => scratch.fill(0.0),
            },
            Self::Difference { offer, baseline } => {
                let (a, b) = (pay(offer), pay(baseline));
                each.set(
                    scratch,
                    #[inline(always)]
                    |lane| a[lane] - b[lane],
                );
            }
            Self::Ahead { offer, baseline } => {
                let (a, b) = (pay(offer), pay(baseline));
                each.mark(
                    scratch,
                    #[inline(always)]
                    |lane| is_ahead(a[lane], b[lane]),
                );
            }
            Self::Reaches { offer, threshold } => {
                let total = pay(offer);
                each.mark(
                    scratch,
                    #[inline(always)]
                    |lane| reaches(total[lane], threshold),
                );
            }
            Self::Utility { .. } | Self::UtilityOverMix { .. } => self.worth(&each, all, scratch),
            Self::Left { offer, cause } => {
                let (code, causes) = (cause.map_or(0, Cause::code), &exits(offer).cause);
                each.mark(
                    scratch,
                    #[inline(always)]
                    |lane| causes[lane] == code,
                );
            }
            Self::Retained { offer, month } => {
                let (end, months) = (f64::from(month), &exits(offer).month);
                each.mark(
                    scratch,
                    #[inline(always)]
                    |lane| months[lane] >= end,
                );
            }
        }
        scratch
    }

    /// Fills a column with utilities.
    fn worth(&self, each: &Lanes<'_>, pay: &[PayColumns], out: &mut Column) {
        let values = |at: usize| &*pay[at].present_value;
        match *self {
            Self::Utility { offer, preference } => {
                let own = values(offer);
                each.set(
                    out,
                    #[inline(always)]
                    |lane| preference.of(own[lane]),
                );
            }
            Self::UtilityOverMix { offer, with, without, share, preference } => {
                let [own, with, without] = [offer, with, without].map(values);
                each.set(
                    out,
                    #[inline(always)]
                    |lane| {
                        let mix = share.mul_add(with[lane] - without[lane], without[lane]);
                        preference.of(own[lane]) - preference.of(mix)
                    },
                );
            }
            _ => out.fill(0.0),
        }
    }

    /// Marks the runs of a block that the measure is over, given its column; false: all of them.
    fn marks(&self, plan: &Plan, seen: Seen<'_>, column: &Column, marks: &mut Column) -> bool {
        let each = Lanes { plan };
        match *self {
            Self::ClawbackIfOwed { .. } => {
                each.mark(
                    marks,
                    #[inline(always)]
                    |lane| owes(column[lane]),
                );
            }
            Self::ValueIfLess { than, .. } => {
                let other = &*seen.pay[than].present_value;
                each.mark(
                    marks,
                    #[inline(always)]
                    |lane| other[lane] - column[lane] >= HALF_CENT,
                );
            }
            Self::PayIf { offer, cause } => {
                let code = cause.map_or(0, Cause::code);
                let causes = &seen.exits[plan.offers[offer].employment].cause;
                each.mark(
                    marks,
                    #[inline(always)]
                    |lane| causes[lane] == code,
                );
            }
            _ => return false,
        }
        true
    }
}

/// Whether an amount is more than another by half a cent at least.
#[inline(always)]
pub(super) fn is_ahead(amount: f64, other: f64) -> bool {
    amount - other >= HALF_CENT
}

/// Whether an amount reaches a threshold, within half a cent.
#[inline(always)]
pub(super) fn reaches(amount: f64, threshold: f64) -> bool {
    amount >= threshold - HALF_CENT
}

/// Whether a clawback is more than rounding.
#[inline(always)]
pub(super) fn owes(clawback: f64) -> bool {
    clawback <= -HALF_CENT
}

/// Loops over the lanes of a block.
struct Lanes<'a> {
    plan: &'a Plan,
}

impl Lanes<'_> {
    /// Fills a column.
    #[inline(always)]
    fn set(&self, column: &mut Column, value: impl Fn(usize) -> f64) {
        self.plan.processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    column[lane] = value(lane);
                }
            },
        );
    }

    /// Fills a column with 1 where something holds, else 0.
    #[inline(always)]
    fn mark(&self, column: &mut Column, holds: impl Fn(usize) -> bool) {
        self.set(
            column,
            #[inline(always)]
            |lane| if holds(lane) { 1.0 } else { 0.0 },
        );
    }
}
