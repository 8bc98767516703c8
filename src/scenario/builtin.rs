//! The scenarios that ship with the program, as text.

/// The scenario that runs where none is named.
pub const DEFAULT: &str = "bedrock-seattle";

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../scenarios/", $name, ".toml")))),+]
    };
}

static SHIPPED: &[(&str, &str)] = shipped!(
    "bedrock-seattle",
    "bedrock-bay-area",
    "bedrock-nyc",
    "bedrock-arlington",
    "recruiter-counter",
    "flat-stock",
    "crash-year-two",
    "quit-after-cliff",
    "wave-after-crash",
    "instalments-or-lump",
    "refresh-target",
    "california-ab-692",
    "guide-band",
    "start-later",
    "outside-option",
    "golden-no-exit",
    "golden-quit-month-18",
    "golden-clawback-month-9",
);

/// The names of all shipped scenarios.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The text of a shipped scenario.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}
