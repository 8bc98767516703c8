//! `response` of an exit profile: how its hazards answer to prices, vests and waves of layoffs.

use super::months;
use crate::attrition::{LayoffWaves, Responses, VestTiming};
use crate::quantity::{Elasticity, Fraction, HazardFactor, Hit};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::table::TableReader;

/// Reads all responses of a profile.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Responses> {
    field.table("a table such as { layoff_to_return = 0.5 }", faults, responses)
}

fn responses(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Responses> {
    let mut elasticity = |key| {
        let field = table.optional(key);
        field.map_or(Some(None), |field| field.number(Elasticity::new, faults).map(Some))
    };
    let layoff_to_return = elasticity("layoff_to_return");
    let voluntary_to_unvested = elasticity("voluntary_to_unvested");
    let wanted = "a table such as { before = 0.7, after = 2.0, share = 0.1 }";
    let timing = table.optional("vest_timing");
    let timing =
        timing.map_or(Some(None), |field| field.table(wanted, faults, vest_timing).map(Some));
    let wanted = "a table such as { months = [14, 30], hit = 0.08 }";
    let waves = table.optional("layoff_waves");
    let waves =
        waves.map_or(Some(None), |field| field.table(wanted, faults, layoff_waves).map(Some));
    Some(Responses {
        layoff_to_return: layoff_to_return?,
        voluntary_to_unvested: voluntary_to_unvested?,
        vest_timing: timing?,
        layoff_waves: waves?,
    })
}

fn vest_timing(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<VestTiming> {
    let before = table.required("before", "before = 0.7");
    let before = before.and_then(|field| field.number(HazardFactor::new, faults));
    let after = table.required("after", "after = 2.0");
    let after = after.and_then(|field| field.number(HazardFactor::new, faults));
    let share = table.required("share", "share = 0.1");
    let share = share.and_then(|field| field.number(Fraction::new, faults));
    Some(VestTiming { before: before?, after: after?, share: share? })
}

fn layoff_waves(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<LayoffWaves> {
    let months_field = table.required("months", "months = [14, 30]");
    let months = months_field.as_ref().and_then(|field| months::read(field, faults));
    let hit = table.required("hit", "hit = 0.08");
    let hit = hit.and_then(|field| field.number(Hit::new, faults));
    let (months, hit) = (months?, hit?);
    let fault = |error: crate::error::ParameterError| {
        let field = months_field.as_ref()?;
        faults.out_of_range(field, &error.allowed);
        None
    };
    LayoffWaves::new(&months, hit).map_or_else(fault, Some)
}
