//! `clawback` of a sign-on payment: a preset's name or the terms themselves.

use crate::attrition::{Cause, Causes};
use crate::error::FaultKind;
use crate::offer::{Clawback, Payment, WindowStart};
use crate::quantity::LAST_MONTH;
use crate::scenario::faults::{Faults, Told};
use crate::scenario::field::Field;
use crate::scenario::names::{PRORATIONS, STARTS};
use crate::scenario::node::Value;
use crate::scenario::presets::clawback as presets;
use crate::scenario::table::TableReader;

const WANTED: &str = "a preset's name in quotes, or a table of terms";
const FORMS: &str = "write \"prorated_12\", or { window_months = 12, proration = \"monthly\", \
                     causes = [\"voluntary\"] }";

/// Reads the terms; `None` means that nothing is ever owed. `paid` is how the payment is
/// made, where that is known.
pub(super) fn read(
    field: &Field<'_>,
    paid: Option<Payment>,
    faults: &mut Faults<'_>,
) -> Result<Option<Clawback>, Told> {
    match field.node.value {
        Value::Text(_) => preset(field, paid, faults),
        Value::Table(_) => field.table(WANTED, faults, terms).ok_or(Told).map(Some),
        _ => {
            faults.wrong_type(field, WANTED).help(FORMS);
            Err(Told)
        }
    }
}

fn preset(
    field: &Field<'_>,
    paid: Option<Payment>,
    faults: &mut Faults<'_>,
) -> Result<Option<Clawback>, Told> {
    let name = field.text(WANTED, faults).ok_or(Told)?;
    let Some(preset) = presets::find(name) else {
        let added = faults.unknown_name(field, name, "clawback presets", presets::names());
        added.kind(FaultKind::Shape);
        return Err(Told);
    };
    if name == presets::INSTALMENTS && matches!(paid, Some(Payment::Lump { .. })) {
        let message = format!("`{}` is \"{name}\" on a lump", field.path);
        let rule = "`instalments` means: stopped at the exit, nothing owed. A lump is paid at once";
        faults
            .at(field, message, rule)
            .help("pay it as { from = …, to = … }")
            .help("or choose a clawback for lumps, such as \"prorated_12\", or leave the key out");
        return Err(Told);
    }
    Ok(preset.clawback())
}

fn terms(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Clawback> {
    let window = table.required("window_months", "window_months = 12");
    let window = window.and_then(|field| {
        let range = 1..=u64::from(LAST_MONTH);
        field.whole("a whole number of months", range, faults)
    });
    let proration = table.required("proration", "proration = \"monthly\"");
    let proration = proration.and_then(|field| field.choice(&PRORATIONS, faults));
    let causes = table.required("causes", "causes = [\"voluntary\"]");
    let causes = causes.and_then(|field| causes_of(&field, faults));
    let from = match table.optional("from") {
        Some(field) => field.choice(&STARTS, faults),
        None => Some(WindowStart::Payment),
    };
    Some(Clawback {
        window_months: u32::try_from(window?).ok()?,
        proration: proration?,
        causes: causes?,
        from: from?,
    })
}

fn causes_of(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Causes> {
    let names = Cause::ALL.map(|cause| (cause.name(), cause));
    let wanted = "a list of causes: \"voluntary\", \"layoff\", \"performance\"";
    let elements = field.list(wanted, faults)?;
    if elements.is_empty() {
        let help = "without a cause nothing is ever owed: leave `clawback` out instead";
        faults.out_of_range(field, "at least one cause").help(help);
        return None;
    }
    let mut causes: Vec<Cause> = Vec::new();
    let mut whole = true;
    for element in &elements {
        match element.choice(&names, faults) {
            Some(cause) if causes.contains(&cause) => {
                faults.out_of_range(element, "each cause once").help("remove the second one");
                whole = false;
            }
            Some(cause) => causes.push(cause),
            None => whole = false,
        }
    }
    whole.then(|| Causes::of(&causes))
}
