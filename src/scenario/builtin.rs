//! The scenarios and studies that ship with the program, as text, and the files they refer to.

use super::{Sources, advice, nearest};

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
    "dot-com-bootstrap",
    "bedrock-merton",
    "bedrock-heston",
    "bedrock-garch-t",
    "correlated-employers",
    "rsu-or-cash",
    "golden-no-exit",
    "golden-quit-month-18",
    "golden-clawback-month-9",
    "workload",
);

macro_rules! shipped_studies {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../scenarios/studies/", $name, ".toml")))),+]
    };
}

static STUDIES: &[(&str, &str)] = shipped_studies!(
    "guide-regions",
    "grant-or-sign-on",
    "volatility-return-model",
    "ten-thousand",
);

/// The files that shipped scenarios refer to, by the paths that they name.
static FILES: &[(&str, &str)] =
    &[("prices/amzn-monthly.csv", include_str!("../../scenarios/prices/amzn-monthly.csv"))];

/// The files that come with the shipped scenarios, and no others: these scenarios have no folder.
///
/// ```
/// use vestrisk::scenario::{Sources, builtin};
/// assert!(builtin::Files.read("prices/amzn-monthly.csv").is_ok());
/// assert!(builtin::Files.read("my-prices.csv").is_err());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Files;

impl Sources for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let found = FILES.iter().find(|(known, _)| *known == path);
        found.map(|(_, text)| text.as_bytes().to_vec()).ok_or_else(|| {
            "a built-in scenario has no folder, so it refers only to files that ship with it"
                .to_owned()
        })
    }
}

/// The names of all shipped scenarios.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The text of a shipped scenario.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

/// The names of all shipped studies.
pub fn study_names() -> impl Iterator<Item = &'static str> {
    STUDIES.iter().map(|(name, _)| *name)
}

/// The text of a shipped study.
#[must_use]
pub fn study(name: &str) -> Option<&'static str> {
    STUDIES.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

/// What to say of a name that is no shipped study's and no file's: the nearest study, or all of them where the name does not
/// look like a file's; `None` where it does.
///
/// ```
/// use vestrisk::scenario::builtin;
/// let said = builtin::study_advice("guide-region").unwrap();
/// assert_eq!(said, "did you mean the built-in study `guide-regions`?");
/// assert_eq!(builtin::study_advice("my/grid.toml"), None);
/// ```
#[must_use]
pub fn study_advice(name: &str) -> Option<String> {
    if let Some(near) = nearest(name, study_names()) {
        return Some(format!("did you mean the built-in study `{near}`?"));
    }
    let names: Vec<&str> = study_names().collect();
    let of_file = name.contains(['.', '/', '\\']);
    (!of_file).then(|| advice(name, names, "built-in studies"))
}
