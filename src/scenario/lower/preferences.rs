//! `[preferences]`: how the candidate weighs uncertain pay, and the wealth beside it.

use crate::error::FaultKind;
use crate::quantity::{Dollars, RiskAversion};
use crate::scenario::Preferences;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// Reads the table.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Preferences> {
    field.table("a table [preferences]", faults, |table, faults| {
        let aversion = table.required("risk_aversion", "risk_aversion = 3.0");
        let aversion = aversion.and_then(|field| field.number(RiskAversion::new, faults));
        let wealth = table.required("outside_wealth", "outside_wealth = 500_000");
        let field = wealth?;
        let wealth = field.number(Dollars::new, faults)?;
        if wealth.get() <= 0.0 && aversion.is_some_and(|aversion| aversion.get() > 0.0) {
            let message = format!("`{}` is {}", field.path, faults.given(field.node));
            let label = "allowed: dollars above 0 where `risk_aversion` is above 0";
            let help = "constant relative risk aversion needs wealth to be relative to: count savings, a home, a \
                        partner's income; or set `risk_aversion = 0`";
            faults.at(&field, message, label).kind(FaultKind::Shape).help(help);
            return None;
        }
        Some(Preferences { risk_aversion: aversion?, outside_wealth: wealth })
    })
}
