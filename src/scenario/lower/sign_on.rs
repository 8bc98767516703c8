//! `[[offers.sign_on]]`: sign-on payments, when they are paid and on which terms they are repaid.

use super::{clawback, money};
use crate::error::FaultKind;
use crate::offer::{Payment, SignOn};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::table::TableReader;

/// Reads all sign-on payments of an offer.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Vec<SignOn>> {
    let fields = field.tables("offers.sign_on", faults)?;
    let wanted = "a table under a header [[offers.sign_on]]";
    // Collected before they are judged, so that every faulty payment is reported.
    let payments: Vec<_> =
        fields.iter().map(|field| field.table(wanted, faults, payment)).collect();
    payments.into_iter().collect()
}

fn payment(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<SignOn> {
    let amount = table.required("amount", "amount = 120_000");
    let amount = amount.and_then(|field| money::read(&field, faults));
    let paid = table.required("paid", "paid = { at = 0 }");
    let paid = paid.and_then(|field| paid_when(&field, faults));
    let clawback = table.optional("clawback");
    let clawback = clawback.map_or(Ok(None), |field| clawback::read(&field, paid, faults));
    Some(SignOn { amount: amount?, paid: paid?, clawback: clawback.ok()? })
}

/// `{ at = month }` or `{ from = month, to = month }`.
fn paid_when(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Payment> {
    let wanted = "{ at = 0 } for a lump, { from = 0, to = 12 } for instalments";
    field.table(wanted, faults, |table, faults| {
        let at = table.optional("at");
        let spans = table.optional("from").is_some() || table.optional("to").is_some();
        let Some(at) = at else {
            if spans {
                return instalments(table, faults);
            }
            let label = "`paid` has `at`, or `from` and `to`".to_owned();
            table.note_missing("at", label, format!("write {wanted}"));
            return None;
        };
        if spans {
            let message = format!("`{}` stands beside `from` or `to`", at.path);
            let rule = "a payment is either a lump (`at`) or instalments (`from` and `to`)";
            let added = faults.at_key(&at, message, rule).kind(FaultKind::Shape);
            added.help(format!("write {wanted}"));
            return None;
        }
        at.month(0, faults).map(|month| Payment::Lump { month })
    })
}

fn instalments(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Payment> {
    let from = table.required("from", "from = 0");
    let from = from.and_then(|field| field.month(0, faults));
    let end = table.required("to", "to = 12")?;
    let to = end.month(1, faults);
    let (from, to) = (from?, to?);
    let payment = Payment::instalments(from, to);
    if payment.is_err() {
        let allowed = format!("a whole month after `from`, which is {from}");
        let added = faults.out_of_range(&end, &allowed).kind(FaultKind::Meaning);
        added.help("for a lump write { at = … }");
    }
    payment.ok()
}
