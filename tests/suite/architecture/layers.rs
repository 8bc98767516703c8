//! Layer order: a module names modules of lower layers only, and its own. Paths in function
//! bodies, macro calls and test code count like imports.

use super::reading::Reading;
use super::{File, found, kept, rust};

/// Modules by layer. Those of one layer never import each other; within a module files may.
const LAYERS: [&[&str]; 11] = [
    &["error", "processor", "room"],
    &["quantity", "random", "statistics"],
    &["market", "attrition"],
    &["offer"],
    &["simulation"],
    &["scenario"],
    &["analysis"],
    &["report"],
    &["study"],
    &["web", "python"],
    &["cli"],
];

/// Documentation only: it names nothing and nothing names it.
const GUIDE: &str = "guide";

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

fn order(files: &[File]) -> Vec<String> {
    let sources = rust(files, "src").filter(|file| file.path != "src/lib.rs");
    sources.flat_map(|file| violations(&file.path, &Reading::of(file))).collect()
}

fn violations(path: &str, reading: &Reading) -> Vec<String> {
    let Some(own) = reading.module.first() else { return entry(path, reading) };
    if own != GUIDE && layer(own).is_none() {
        return vec![format!("{path}: the module `{own}` is new; give it a layer")];
    }
    let mut wrong = Vec::new();
    for name in reading.names() {
        let Some(target) = reading.resolve(&name).and_then(|path| path.into_iter().next()) else {
            continue;
        };
        let fault = match (layer(own), layer(&target)) {
            _ if target == *own => continue,
            (_, None) => "has no layer; name an item by the module that owns it".to_owned(),
            (None, _) => "is code, and the guide is documentation only".to_owned(),
            (Some(here), Some(there)) if there < here => continue,
            (Some(here), Some(there)) => format!("is layer {there}, and `{own}` is layer {here}"),
        };
        let line = name.at.line;
        wrong.push(format!("{path}:{line}: `{}`: `{target}` {fault}", name.segments.join("::")));
    }
    wrong
}

/// `main.rs` calls `cli` and nothing else of the library.
fn entry(path: &str, reading: &Reading) -> Vec<String> {
    let names = reading.names().into_iter();
    let library = names.filter(|name| name.segments[0] == "vestrisk");
    let wrong = library.filter(|name| name.segments.get(1).is_none_or(|module| module != "cli"));
    let tell = |line, name: &str| format!("{path}:{line}: `{name}`: main.rs calls `cli` only");
    wrong.map(|name| tell(name.at.line, &name.segments.join("::"))).collect()
}

#[test]
fn modules_name_only_lower_layers() {
    kept(order);
}

/// The number of violations of one file in a package of its own.
fn faults(path: &str, text: &str) -> usize {
    found(order, &[(path, text)])
}

#[test]
fn control_wrong_directions_are_flagged() {
    for text in [
        "use crate::cli::run;",
        "use crate::cli;",
        "pub use crate::scenario::Document;",
        "fn f() { crate::report::text(); }",
        "fn f() { use crate::report::text; }",
        "fn f(x: &crate::offer::Offer) {}",
        "impl crate::analysis::Question for () {}",
        "use crate::attrition::Hazard;",
        "use crate::{error::Error, attrition};",
        "use crate::{error::{Error, Kind}, random, web::{page::{self}}};",
        "use super::super::cli;",
        "use super::{super::cli::run};",
        "mod inner { use super::super::super::cli::run; }",
        "#[cfg(test)] mod tests { use crate::simulation::engine; }",
        "fn f() -> String { format!(\"{}\", crate::offer::NAME) }",
        "macro_rules! m { () => { $crate::cli::run() }; }",
        "use crate::guide::design;",
        "use crate::Offer;",
        "use crate::*;",
        "use crate as root;",
        "use super::super as root;",
        "use super::super::{self as root};",
    ] {
        assert_eq!(faults("src/market/jumps.rs", text), 1, "{text}");
    }
    let both = "use crate::{web::page, error::Error, cli};";
    assert_eq!(faults("src/market/jumps.rs", both), 2, "each branch of a group counts");
}

#[test]
fn control_a_files_place_decides_where_super_leads() {
    let sibling = "use super::attrition::Hazard;";
    assert_eq!(faults("src/market.rs", sibling), 1);
    assert_eq!(faults("src/market/mod.rs", sibling), 1);
    assert_eq!(faults("src/market/jumps.rs", sibling), 0, "a child of market");
    assert_eq!(faults("src/market/jumps/law.rs", "use super::super::cli;"), 0, "market::cli");
    assert_eq!(faults("src/market/jumps/law.rs", "use super::super::super::cli;"), 1);
    assert_eq!(faults("src/market/mod.rs", "use super::*;"), 1, "all of the crate");
    assert_eq!(faults("src/quantity.rs", "use crate::random::Draw;"), 1, "one layer");
    assert_eq!(faults("src/error.rs", "use crate::quantity::Dollars;"), 1, "the lowest layer");
    assert_eq!(faults("src/python.rs", "use crate::web::page;"), 1, "two front ends");
    assert_eq!(faults("src/guide/mod.rs", "use crate::market::Market;"), 1);
    assert_eq!(faults("src/helpers/mod.rs", ""), 1, "a module without a layer");
    assert_eq!(faults("src/bin/other.rs", "fn main() {}"), 1);
    assert_eq!(faults("src/main.rs", "use vestrisk::market::Market;"), 1);
    assert_eq!(faults("src/main.rs", "use vestrisk::{cli, Scenario};"), 1);
}

#[test]
fn control_rightful_names_pass() {
    for text in [
        "use crate::market::gbm;",
        "use crate::error::Error;",
        "use crate::{error::{self, Error}, quantity::*, random as draws};",
        "use super::gbm::Law;",
        "use super::super::error::Error;",
        "use self::super::gbm;",
        "#[cfg(test)] mod tests { use super::*; use crate::statistics; }",
        "mod deep { use super::super::gbm; pub(super) fn f() {} }",
        "pub(crate) fn f() {} pub(in super::super) fn g() {}",
        "use std::{fmt, ops::{Add, Sub}}; use rand::cli;",
        "//! Not [`crate::cli`].\n/// Nor `use crate::cli;`\n// use crate::cli;\nfn f() {}",
        "const S: &str = \"use crate::cli;\"; const T: &str = r#\"crate::web\"#;",
        "struct S; impl S { fn f(self) -> Self { let cli = self; cli } }",
    ] {
        assert_eq!(faults("src/market/jumps.rs", text), 0, "{text}");
    }
    assert_eq!(faults("src/cli/run.rs", "use crate::{web, error, study::Shard};"), 0);
    assert_eq!(faults("src/lib.rs", "pub mod cli; pub use crate::cli::run;"), 0);
    assert_eq!(faults("src/lib.rs", "extern crate self as vestrisk; use vestrisk::error;"), 0);
    assert_eq!(faults("src/main.rs", "use vestrisk::cli; fn main() { vestrisk::cli::run() }"), 0);
    assert_eq!(faults("tests/suite/x.rs", "use crate::cli;"), 0, "not the library");
}
