//! Files that do not belong together are refused, with what differs and what to do.

use std::fs;

use super::{Folder, STUDY, Whole};

/// What is said of a file of cases that another table left.
fn foreign(folder: &Folder, arguments: &[&str]) -> String {
    let before = folder.read("out.csv.partial");
    let talk = folder
        .refuses(&[&["run", "study.toml", "--out", "out.csv", "--resume"], arguments].concat());
    assert!(folder.read("out.csv.partial") == before, "it is as it was");
    talk.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn cases_of_another_table_are_refused() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv"]);
    let whole = Whole::of(&folder, "whole.csv");
    folder.write("out.csv.partial", &whole.partial[..whole.ends[4]]);
    for (arguments, difference) in [
        (&["--seed", "6"][..], "base scenario: "),
        (&["--set", "goals.walk_away=5"], "base scenario: "),
        (&["--metrics", "mean"], "columns: `sd`, `min`, `max` and "),
        (&["--offers", "'+quoted"], "offers: `=SUM(A1), "),
        (&["--memory", "2G"], "--memory: 1024M there, 2048M here"),
        (&["--shard", "1/2"], "share: the whole study there, 1/2 by cases here"),
        (&["--shard-runs", "1/2"], "share: the whole study there, 1/2 by runs here"),
    ] {
        let talk = foreign(&folder, arguments);
        assert!(talk.starts_with("error: out.csv.partial is of another table ("), "{talk}");
        assert!(talk.contains(difference), "{arguments:?}: {talk}");
    }
    folder.write("study.toml", STUDY.replace("steps = 3", "steps = 4"));
    let talk = foreign(&folder, &[]);
    assert!(talk.contains("(study: ") && talk.contains("cases: 24 there, 32 here"), "{talk}");
    folder.write("study.toml", STUDY);
    // Another version draws or rounds otherwise.
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let text = String::from_utf8(whole.partial.clone()).expect("UTF-8");
    assert!(text.contains(&version));
    folder.write("out.csv.partial", text.replacen(&version, "\"version\":\"0.0.1\"", 1));
    let talk = foreign(&folder, &[]);
    assert!(talk.contains("version: 0.0.1 there, "), "{talk}");
    for other in ["month,annual_hazard\n", "{\"format\":1}\n", "precious notes, one line"] {
        folder.write("out.csv.partial", other);
        let talk = foreign(&folder, &[]);
        assert!(talk.contains("was not written by a study"), "{talk}");
    }
}

#[test]
fn shares_that_are_not_one_study_are_refused() {
    let folder = Folder::new();
    let run = |out: &str, flags: &[&str]| {
        folder.run(&[&["--out", out, "--metrics", "mean", "--quiet"], flags].concat());
    };
    run("a1.csv", &["--shard", "1/3"]);
    run("a2.csv", &["--shard", "2/3"]);
    run("a3.csv", &["--shard", "3/3"]);
    run("b3.csv", &["--shard", "3/3", "--seed", "6"]);
    run("c3.csv", &["--shard-runs", "3/3"]);
    run("d4.csv", &["--shard", "4/4"]);
    run("whole.csv", &[]);
    std::fs::copy(folder.path("a1.csv"), folder.path("bare.csv")).expect("a copy");
    std::fs::copy(folder.path("a1.csv"), folder.path("same.csv")).expect("a copy");
    let manifest = "same.csv.manifest.json";
    std::fs::copy(folder.path("a1.csv.manifest.json"), folder.path(manifest)).expect("a copy");
    folder.write("e3.csv", folder.text("a3.csv").replace(",64,", ",65,"));
    std::fs::copy(folder.path("a3.csv.manifest.json"), folder.path("e3.csv.manifest.json"))
        .expect("a copy");
    for (shares, said) in [
        (&["a1.csv", "a3.csv"][..], "of 3 shares these are missing: 2; name their files too"),
        (&["a2.csv"], "of 3 shares these are missing: 1, 3; name their files too"),
        (
            &["a1.csv", "a2.csv", "a3.csv", "same.csv"],
            "a1.csv and same.csv are the same share; leave one out",
        ),
        (&["a1.csv", "a2.csv", "b3.csv"], "b3.csv and a1.csv are not shares of one study: study: "),
        (&["a1.csv", "a2.csv", "c3.csv"], "share: one of 3 by runs there, one of 3 by cases here"),
        (&["a1.csv", "a2.csv", "d4.csv"], "share: one of 4 by cases there, one of 3 by cases here"),
        (
            &["a1.csv", "a2.csv", "whole.csv"],
            "whole.csv is a whole study, not a share of one; leave it out",
        ),
        (&["bare.csv", "a2.csv", "a3.csv"], "bare.csv has no manifest beside it"),
        (
            &["a1.csv", "a2.csv", "e3.csv"],
            "e3.csv has been changed since it was written; run the share again",
        ),
        (&["a1.csv", "a2.csv", "nowhere.csv"], "cannot read nowhere.csv"),
    ] {
        let arguments = [&["merge"], shares, &["--out", "merged.csv"]].concat();
        let talk = folder.refuses(&arguments);
        let talk = talk.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(talk.contains(said), "{shares:?}: {talk}");
    }
    let over = folder.refuses(&["merge", "a1.csv", "a2.csv", "a3.csv", "--out", "a1.csv"]);
    assert!(over.contains("a1.csv is named twice"), "{over}");
}

#[test]
fn a_share_that_was_not_finished_is_not_merged() {
    let folder = Folder::new();
    for (flag, name) in [("--shard", "1/2"), ("--shard-runs", "1/2")] {
        folder.run(&["--out", "a.csv", flag, name, "--quiet"]);
        let identity = folder.manifest("a.csv").identity;
        folder.write("cut.csv", vestrisk::study::FirstLine::write(&identity));
        let talk = folder.refuses(&["merge", "cut.csv", "--out", "merged.csv"]);
        assert!(talk.starts_with("error: cut.csv "), "{talk}");
    }
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    let folder = Folder::new();
    for (arguments, said) in [
        (&["--out", "-", "--resume"][..], "--resume needs a file"),
        (&["--out", "-", "--shard", "1/2"], "a share (--shard, --shard-runs) needs a file"),
        (
            &["--out", "a.csv", "--shard-runs", "1/2", "--jsonl", "a.jsonl"],
            "--jsonl: a share of the runs has no rows",
        ),
        (&["--out", "a.csv", "--jsonl", "a.csv"], "a.csv is named twice"),
        (&["--out", "a.csv", "--jsonl", "a.csv.partial"], "a.csv.partial is named twice"),
        (
            &["--out", "a.csv", "--jsonl", "a.csv.manifest.json"],
            "a.csv.manifest.json is named twice",
        ),
        (&["--out", "offer.toml"], "offer.toml is named twice"),
        (&["--out", "study.toml"], "study.toml is named twice"),
        (&["--out", "nowhere/a.csv"], "there is no folder nowhere"),
        (&["--out", "a.csv", "--jsonl", "nowhere/a"], "there is no folder nowhere"),
        (&["--out", "a.csv", "--metrics", "maen,p51,mean_se"], "did you mean `mean`?"),
        (&["--out", "a.csv", "--offers", "=SUM(A1)"], "--offers: there is no offer `=SUM(A1)`"),
        (&["--out", "a.csv", "--shard", "3/2"], "I from 1 to N"),
        (&[], "--out"),
    ] {
        let talk = folder.refuses(&[&["run", "study.toml"], arguments].concat());
        let talk = talk.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(talk.contains(said), "{arguments:?}: {talk}");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_says_how_it_is_built() {
    let folder = Folder::new();
    let talk = folder.refuses(&["run", "study.toml", "--out", "a.csv", "--parquet", "a.parquet"]);
    assert!(talk.contains("--features parquet"), "{talk}");
}

/// What a case reads is never written over: a table of hazards that only a case names, a table of cases among runs, the
/// manifest of a share.
#[test]
fn inputs_are_no_outputs() {
    let folder = Folder::new();
    folder.write("hazards.csv", "month,annual_hazard\n1,0.1\n");
    let cases = "attrition.mine.voluntary\n0.2\n{ monthly = \"hazards.csv\" }\n";
    fs::create_dir(folder.path("runs")).expect("a folder");
    for name in ["cases.csv", "runs/case-000002.csv"] {
        folder.write(name, cases);
    }
    let study = |cases: &str| {
        format!("format = 1\nscenario = \"offer.toml\"\ncases = \"{cases}\"\nruns = 32\n")
    };
    folder.write("other.toml", study("cases.csv"));
    folder.write("among.toml", study("runs/case-000002.csv"));
    for (arguments, said) in [
        (&["other.toml", "--out", "hazards.csv"][..], "hazards.csv is named twice"),
        (&["other.toml", "--out", "a.csv", "--jsonl", "hazards.csv"], "hazards.csv is named twice"),
        (&["among.toml", "--out", "a.csv", "--runs-csv", "runs"], "case-000002.csv is there"),
        (
            &["other.toml", "--out", "runs/case-000001.csv", "--runs-csv", "runs"],
            "name another folder",
        ),
    ] {
        let talk = folder.refuses(&[&["run"], arguments].concat());
        let talk = talk.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(talk.contains(said), "{arguments:?}: {talk}");
    }
    folder.run(&["--out", "part.csv", "--shard", "1/1", "--quiet"]);
    let talk = folder.refuses(&["merge", "part.csv", "--out", "part.csv.manifest.json"]);
    assert!(talk.contains("named twice"), "{talk}");
}

#[test]
fn an_unfinished_share_of_the_runs_is_told_as_one() {
    let folder = Folder::new();
    folder.run(&["--out", "part.csv", "--shard-runs", "1/2", "--quiet"]);
    fs::rename(folder.path("part.csv"), folder.path("part.csv.partial")).expect("a file");
    let talk = folder.refuses(&["merge", "part.csv.partial", "nowhere.csv", "--out", "all.csv"]);
    assert!(talk.contains("not finished") && talk.contains("nowhere.csv"), "{talk}");
}
