//! The document: scenario text to fields with positions to a [`Setup`], with every fault of a file
//! found at once. Owns the scenario format, its presets and the built-in scenarios; reads other files
//! only through [`Sources`], and leaves how faults look to `report`.
//!
//! The way of a document, a file each:
//!
//! 1. `document` checks size and encoding and has the text parsed; `syntax` words all faults of syntax;
//! 2. `node` keeps values with their positions, table keys in file order;
//! 3. `assign` puts the values of flags such as `--set` at their field paths;
//! 4. `table` and `field` hand out fields, read them as quantities and note which keys were asked for,
//!    so that a key nobody asked for is an unknown key;
//! 5. `lower` builds the parts of a [`Setup`], one file for each table of the format;
//! 6. `faults` collects what went wrong on the way.
//!
//! `schema` describes the shape of all this to editors; tests hold it to the readers.
//!
//! Beside that way, `merge` makes one scenario of several, `guide` reads a compensation guide and `starter` writes scenarios as
//! text, for `vestrisk init`; `overlay` lays a stress over a setup.
//!
//! To add a key, ask for it in the file of its table in `lower` (before the first `?` there), put what
//! it means into the type it ends up in, add its line to `schema` and `effective`, and cases to the test suite's
//! `errors` and `scenario`.
//!
//! # The hash of a scenario
//! [`Scenario::sha256`] is the SHA-256 of the *effective* scenario: one line `path = value` for every
//! value that the simulation and its reports use, sorted, and one line for the bytes of each file the
//! document refers to. Defaults, presets and command-line overrides are filled in first and numbers are
//! written in their shortest round-trip form, so that comments, the order of keys in a table, `4e4` for
//! `40_000`, or a preset for the list it stands for make no difference. The order of offers counts; the
//! order of stocks counts where some are correlated, because it decides how shocks are factored. A
//! profile that no offer uses, and the names of profiles and files, do not count. Of scenarios that [`merge()`] has made
//! one it is the SHA-256 of their hashes in their order, a line each.

pub mod builtin;
pub mod guide;
pub mod presets;
pub mod schema;
pub mod starter;

mod assign;
mod document;
mod effective;
mod faults;
mod field;
mod format;
mod lower;
mod merge;
mod names;
mod nearest;
mod node;
mod overlay;
mod path;
mod precision;
mod syntax;
mod table;
mod worlds;

pub(crate) use assign::Place;
pub use document::{Document, LARGEST_DOCUMENT};
pub(crate) use effective::hex;
pub(crate) use faults::{Added, Faults};
pub(crate) use field::Field;
pub(crate) use format::Format;
pub use lower::{LARGEST_FILE, MOST_OFFERS, MOST_STOCKS};
pub(crate) use lower::{Library, csv_table, notes};
pub use merge::{Merged, Part, merge};
pub(crate) use nearest::{advice, nearest};
pub(crate) use node::{Entry, Node, Table, Value};
pub use overlay::overlay;
pub(crate) use path::{join, quoted};
pub use precision::{Level, Metric, Precision, Unit};
pub(crate) use table::TableReader;
pub use worlds::{Standing, Worlds};

use crate::quantity::{Dollars, RiskAversion, TailLevel};
use crate::simulation::{Exits, Sampler, Setup};

/// Where the files come from that a scenario refers to: the disk, an upload, or nowhere.
pub trait Sources {
    /// The bytes of a file. The path is as written in the document and relative to the document.
    ///
    /// # Errors
    /// The reason in words, such as `no such file`. Files above [`LARGEST_FILE`] bytes are refused by
    /// the caller in any case; a source should not read them into memory first.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// No files at all: for documents that must stand alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSources;

impl Sources for NoSources {
    fn read(&self, _path: &str) -> Result<Vec<u8>, String> {
        Err("this scenario has no folder, so it cannot refer to files".to_owned())
    }
}

/// What the candidate wants from an offer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goals {
    /// The least four-year pay worth accepting, if one is stated.
    pub walk_away: Option<Dollars>,
    /// The tail level of expected shortfall.
    pub tail: TailLevel,
}

impl Goals {
    /// The tail level where none is stated: the worst 1 in 20.
    pub const DEFAULT_TAIL: f64 = 0.05;
}

/// How the candidate weighs uncertain pay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    /// The coefficient γ of constant relative risk aversion.
    pub risk_aversion: RiskAversion,
    /// Wealth beside the offer, W0; above 0 where γ is.
    pub outside_wealth: Dollars,
}

/// Settings from the command line that replace the document's; each already checked for its range.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Number of runs; where a precision is asked, the most.
    pub runs: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// How runs are sampled.
    pub sampler: Option<Sampler>,
    /// How exits enter the results.
    pub exits: Option<Exits>,
    /// Whether hazards respond to the world.
    pub responses: Option<ResponseSwitch>,
}

/// Whether the responses of a scenario's hazards count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseSwitch {
    /// As the scenario has them.
    On,
    /// Hazards respond to nothing.
    Off,
}

/// A document read as a whole: what to simulate and what to say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The title; by default the first offer's name.
    pub title: String,
    /// Free text for reports.
    pub notes: Option<String>,
    /// Position of the offer that the others are compared with; by default the first.
    pub baseline: usize,
    /// What the candidate wants.
    pub goals: Goals,
    /// How they weigh uncertain pay, if they say so.
    pub preferences: Option<Preferences>,
    /// What decides how many of the runs are done; `None`: all are.
    pub precision: Option<Precision>,
    /// The world, the offers and the settings.
    pub setup: Setup,
    /// SHA-256 of the effective scenario in lower-case hex; see the module's documentation.
    pub sha256: String,
}

impl Scenario {
    /// The position of the offer of a name.
    ///
    /// # Errors
    /// In words, with the nearest name or all of them.
    pub fn offer_named(&self, name: &str) -> Result<usize, String> {
        let names = self.setup.offers.iter().map(|offer| offer.name.as_str());
        names.clone().position(|known| known == name).ok_or_else(|| {
            let advice = advice(name, names, "offers");
            format!("there is no offer `{name}` in this scenario; {advice}")
        })
    }
}
