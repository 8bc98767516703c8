//! What several scenarios say of time, money and goals: one value of each, or a conflict; and which settings of a job are
//! the first scenario's.

use super::{Findings, Part};
use crate::offer::OutsideOption;
use crate::quantity::{ContinuousRate, grouped};
use crate::scenario::{Goals, Preferences, Scenario};

/// What all have in common.
pub(super) struct Settled {
    pub(super) horizon_months: u32,
    pub(super) discount_rate: ContinuousRate,
    pub(super) outside_option: Option<OutsideOption>,
    pub(super) goals: Goals,
    pub(super) preferences: Option<Preferences>,
}

/// A setting of the world: its path, its value and the value in words.
struct Setting<T> {
    path: &'static [&'static str],
    value: fn(&Scenario) -> T,
    word: fn(&T) -> String,
}

/// A setting that may differ, of which the first scenario's counts: its path and its value in words.
type Own = (&'static [&'static str], fn(&Scenario) -> String);

/// Finds one value of everything.
pub(super) fn settled(parts: &[Part<'_>], found: &mut Findings) -> Settled {
    let horizon = Setting {
        path: &["simulation", "horizon_months"],
        value: |of| of.setup.settings.horizon_months,
        word: u32::to_string,
    };
    let rate = Setting {
        path: &["simulation", "discount_rate"],
        value: |of| of.setup.settings.discount_rate,
        word: |rate| rate.get().to_string(),
    };
    let option = Setting {
        path: &["outside_option"],
        value: |of| of.setup.outside_option,
        word: |option| option.as_ref().map_or_else(|| "nothing".to_owned(), outside),
    };
    let walk_away = Setting {
        path: &["goals", "walk_away"],
        value: |of| of.goals.walk_away,
        word: |goal| goal.map_or_else(|| "nothing".to_owned(), |goal| grouped(goal.get())),
    };
    let tail = Setting {
        path: &["goals", "tail"],
        value: |of| of.goals.tail,
        word: |tail| tail.get().to_string(),
    };
    let preferences = Setting {
        path: &["preferences"],
        value: |of| of.preferences,
        word: |of| of.as_ref().map_or_else(|| "nothing".to_owned(), preferred),
    };
    let settled = Settled {
        horizon_months: horizon.settle(parts, found),
        discount_rate: rate.settle(parts, found),
        outside_option: option.settle(parts, found),
        goals: Goals { walk_away: walk_away.settle(parts, found), tail: tail.settle(parts, found) },
        preferences: preferences.settle(parts, found),
    };
    of_the_first(parts, found);
    settled
}

fn outside(option: &OutsideOption) -> String {
    let OutsideOption { annual_pay, gap_months } = option;
    format!("{} a year after {gap_months} months", grouped(annual_pay.get()))
}

fn preferred(preferences: &Preferences) -> String {
    let Preferences { risk_aversion, outside_wealth } = preferences;
    format!("{} with {} beside", risk_aversion.get(), grouped(outside_wealth.get()))
}

impl<T: PartialEq> Setting<T> {
    /// The value that is stated, or the default; a conflict where two are stated.
    fn settle(&self, parts: &[Part<'_>], found: &mut Findings) -> T {
        let path = self.path.join(".");
        let states = |part: &&Part<'_>| part.document.states(self.path);
        let stating: Vec<&Part<'_>> = parts.iter().filter(states).collect();
        let deciding = stating.first().copied().unwrap_or(&parts[0]);
        let value = (self.value)(deciding.scenario);
        for part in parts {
            let own = (self.value)(part.scenario);
            if own == value {
                continue;
            }
            let (word, other) = ((self.word)(&value), (self.word)(&own));
            if states(&part) {
                found.conflicts.push(format!(
                    "`{path}` is {word} in {} and {other} in {}; give both the same, remove one, or say one \
                     for all with --set {path}=…",
                    deciding.name(),
                    part.name()
                ));
            } else {
                found.notes.push(format!(
                    "{} has no `{path}`; that of {} counts for its offers too: {word}",
                    part.name(),
                    deciding.name()
                ));
            }
        }
        value
    }
}

/// Notes what the first scenario decides although another states something else.
fn of_the_first(parts: &[Part<'_>], found: &mut Findings) {
    let own: [Own; 6] = [
        (&["simulation", "runs"], |of| grouped(of.setup.settings.runs as f64)),
        (&["simulation", "seed"], |of| of.setup.settings.seed.to_string()),
        (&["simulation", "sampler"], |of| of.setup.settings.sampler.name().to_owned()),
        (&["simulation", "exits"], |of| of.setup.settings.exits.name().to_owned()),
        (&["simulation", "shared_exits"], |of| of.setup.settings.shared_exits.name().to_owned()),
        (&["simulation", "precision"], |of| {
            of.precision.map_or_else(String::new, |asked| {
                format!("{} to {}", asked.metric().name(), asked.std_error())
            })
        }),
    ];
    let Some((first, others)) = parts.split_first() else { return };
    for part in others {
        let differs = own.iter().filter(|(path, value)| {
            part.document.states(path) && value(part.scenario) != value(first.scenario)
        });
        let told: Vec<String> = differs
            .map(|(path, value)| {
                let key = path.last().copied().unwrap_or_default();
                match value(first.scenario).as_str() {
                    "" => format!("no {key} and not {}", value(part.scenario)),
                    own => format!("{key} {own} and not {}", value(part.scenario)),
                }
            })
            .collect();
        if !told.is_empty() {
            found.notes.push(format!(
                "[simulation] is that of {}, not of {}: {}",
                first.name(),
                part.name(),
                told.join(", ")
            ));
        }
    }
}
