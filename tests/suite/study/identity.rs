//! The hash of a study: what decides its rows counts, and nothing else.

use std::sync::atomic::Ordering;

use vestrisk::scenario::builtin;
use vestrisk::{Overrides, Unobserved};

use super::{Folder, OFFER, POOL, of_rows, read_with, study, told};

const AXIS: &str = "[[axes]]\nset = \"goals.tail\"\nvalues = [0.1, 0.2]\n";

#[test]
fn words_and_ways_to_write_a_number_do_not_count() {
    let one = study(AXIS);
    let other = study(
        "title = \"T\"\nnotes = \"N\"\n# a comment\n[[axes]]\nvalues = [\n  1e-1, 0.20,\n]\nset = [\"goals.tail\"]\n",
    );
    assert_eq!(one.sha256(), other.sha256());
    assert_eq!(one.sha256().len(), 64);
}

#[test]
fn everything_that_decides_the_rows_counts() {
    let design = |kind: &str, points: u32, range: &str| {
        format!(
            "design = {{ kind = \"{kind}\", points = {points} }}\n[[axes]]\nset = \"goals.tail\"\nrange = {range}\n"
        )
    };
    let bodies = [
        AXIS.to_owned(),
        AXIS.replace("0.2", "0.3"),
        AXIS.replace("0.1, 0.2", "0.2, 0.1"),
        AXIS.replace("[0.1, 0.2]", "[0.1]"),
        AXIS.replace("goals.tail", "stocks.AMZN.expected_return"),
        AXIS.replace("\"goals.tail\"", "[\"goals.tail\", \"stocks.AMZN.expected_return\"]"),
        format!("{AXIS}[[axes]]\nstress = [\"none\"]\n"),
        format!("{AXIS}[[axes]]\nstress = [\"flat\"]\n"),
        format!("runs = 5\n{AXIS}"),
        format!("seed = 5\n{AXIS}"),
        design("sobol", 8, "{ from = 0.1, to = 0.2 }"),
        design("sobol", 9, "{ from = 0.1, to = 0.2 }"),
        design("sobol", 8, "{ from = 0.1, to = 0.3 }"),
        design("latin_hypercube", 8, "{ from = 0.1, to = 0.2 }"),
    ];
    let mut hashes: Vec<String> =
        bodies.iter().map(|body| study(body).sha256().to_owned()).collect();
    let rows = [
        "goals.tail\n0.1\n0.2\n",
        "goals.tail\n0.1\n0.20001\n",
        "goals.tail,title\n0.1,\n0.2,\n",
        "goals.tail,title\n0.1,0.2\n,\n",
        "goals.tail,title\n0.1,\n,0.2\n",
    ];
    hashes.extend(rows.map(|rows| of_rows(rows).sha256().to_owned()));
    let set = told(read_with(AXIS, &Folder::of(&[]), &["goals.walk_away=1"], Overrides::default()));
    hashes.push(set.sha256().to_owned());
    let overrides = Overrides { seed: Some(99), ..Overrides::default() };
    hashes.push(told(read_with(AXIS, &Folder::of(&[]), &[], overrides)).sha256().to_owned());
    let count = hashes.len();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), count);
}

#[test]
fn files_are_read_once_and_those_that_only_cases_name_count() {
    let prices = builtin::Files;
    let prices = vestrisk::Sources::read(&prices, "prices/amzn-monthly.csv").expect("it ships");
    let prices = String::from_utf8(prices).expect("text");
    let cheaper = prices.replace("64.56", "64.57");
    assert_ne!(prices, cheaper);
    let body = "[[axes]]\nset = \"stocks.AMZN.model\"\n\
                values = [{ kind = \"bootstrap\", prices = \"a.csv\" }, { kind = \"bootstrap\", prices = \"b.csv\" }]\n\
                [[axes]]\nset = \"goals.tail\"\nrange = { from = 0.1, to = 0.5, steps = 50 }\n";
    let hash = |second: &str| {
        let folder = Folder::of(&[("a.csv", &prices), ("b.csv", second)]);
        let study = told(read_with(body, &folder, &[], Overrides::default()));
        let before = study.sha256().to_owned();
        told(study.check(&POOL, &Unobserved));
        assert_eq!(folder.reads.load(Ordering::SeqCst), 2, "two files, a hundred cases");
        let files: Vec<String> =
            study.files().iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect();
        assert_eq!(files, ["folder/offer.toml", "folder/a.csv", "folder/b.csv"]);
        (before, study.sha256().to_owned())
    };
    let (before, one) = hash(&prices);
    let (same, other) = hash(&cheaper);
    assert_eq!(before, same);
    assert!(one != before && one != other);
}

#[test]
fn keys_of_the_scenario_that_only_cases_use_count() {
    let body = "[[axes]]\nset = \"offers.0.attrition\"\nvalues = [\"mine\", \"spare\"]\n";
    let spare = "[attrition.spare]\nvoluntary = [0.01, 0.02]\nlayoff = 0.01\n";
    let of = |text: &str| {
        let folder = Folder::of(&[("offer.toml", text)]);
        told(read_with(body, &folder, &[], Overrides::default()))
    };
    let one = of(&format!("{OFFER}{spare}"));
    let same = [
        format!("# a comment\n{OFFER}\n{spare}"),
        format!(
            "{OFFER}[attrition.spare]\nlayoff = 1e-2 # a comment\nvoluntary = [\n  0.010, 0.02,\n]\n"
        ),
        OFFER.replace("[attrition.mine]", &format!("{spare}[attrition.mine]")),
        format!("{OFFER}[attrition]\nspare = {{ voluntary = [0.01, 0.02], layoff = 0.01 }}\n")
            .replace("[attrition.mine]\nvoluntary = [0.05, 0.08]\n", "")
            .replace("spare =", "mine.voluntary = [0.05, 0.08]\nspare ="),
    ];
    for text in same {
        assert_eq!(of(&text).sha256(), one.sha256(), "{text}");
    }
    let others = [
        spare.replace("0.01, 0.02", "0.01, 0.03"),
        spare.replace("0.01, 0.02", "0.02, 0.01"),
        spare.replace("0.01, 0.02", "0.01"),
        spare.replace("layoff = 0.01", "layoff = 0.02"),
        spare.replace("layoff = 0.01\n", ""),
        format!("{spare}[attrition.other]\nvoluntary = 0.5\n"),
    ];
    let mut hashes = vec![one.sha256().to_owned()];
    for spare in &others {
        let other = of(&format!("{OFFER}{spare}"));
        assert_eq!(other.base().sha256, one.base().sha256, "the scenario itself uses none of it");
        hashes.push(other.sha256().to_owned());
    }
    let count = hashes.len();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), count);
}
