//! Whole screens of `study`: help, what a study would do, what is wrong with one.

use super::Folder;
use crate::support::{Screen, screen, vestrisk};

fn at(folder: &Folder, width: usize, arguments: &[&str]) -> Screen {
    let mut command = vestrisk();
    command.current_dir(folder.0.path()).env("COLUMNS", width.to_string());
    Screen::of(command.arg("study").args(arguments))
}

/// A screen without how long it would take, and on how many threads.
fn timeless(text: &str) -> String {
    let line = |line: &str| match line.find("about ") {
        Some(start) if line.starts_with("time") => format!("{}about …", &line[..start]),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn help_says_what_to_type() {
    insta::assert_snapshot!("study-help", screen(&["study", "--help"]).out);
    insta::assert_snapshot!("study-run-help", screen(&["study", "run", "--help"]).out);
    insta::assert_snapshot!("study-merge-help", screen(&["study", "merge", "--help"]).out);
    let bare = screen(&["study"]);
    assert_eq!((bare.code, bare.out.as_str()), (2, ""));
    assert!(bare.talk.contains("Usage: vestrisk study <COMMAND>"), "{}", bare.talk);
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = Folder::new();
    let before = folder.names();
    let dry = |arguments: &[&str]| {
        let screen = at(&folder, 80, &[&["run", "study.toml", "--dry-run"], arguments].concat());
        assert_eq!((screen.code, screen.talk.as_str()), (0, ""), "{arguments:?}");
        timeless(&screen.out)
    };
    let whole = dry(&["--out", "all.csv"]);
    insta::assert_snapshot!("study-dry-run", whole);
    let share = dry(&["--shard", "2/5", "--metrics", "mean,p05", "--set", "simulation.runs=128"]);
    insta::assert_snapshot!("study-dry-run-share", share);
    assert_eq!(folder.names(), before);
    // It estimates, and says from what.
    let said = folder.study(&["run", "study.toml", "--dry-run", "--threads", "2"]).out;
    let time = said.lines().find(|line| line.starts_with("time")).expect("a time");
    assert!(time.contains(" on 2 threads, an estimate from ") && time.ends_with("cases"), "{time}");
}

#[test]
fn screens_fit_their_width() {
    let folder = Folder::new();
    folder.run(&["--out", "a.csv", "--shard", "1/2", "--quiet"]);
    for width in [60, 80, 120] {
        for arguments in [
            &["run", "study.toml", "--dry-run", "--shard", "2/5"][..],
            &[
                "run",
                "study.toml",
                "--out",
                "a.csv",
                "--resume",
                "--metrics",
                "maen,p51,difference_mena",
            ],
            &["run", "study.toml", "--out", "-", "--resume", "--shard-runs", "1/2", "--jsonl", "b"],
            &["merge", "a.csv", "study.toml", "--out", "c.csv"],
        ] {
            let screen = at(&folder, width, arguments);
            for line in screen.out.lines().chain(screen.talk.lines()) {
                assert!(line.chars().count() <= width, "{arguments:?} at {width}: {line}");
            }
        }
    }
}

#[test]
fn what_is_asked_is_refused_all_at_once() {
    let folder = Folder::new();
    let talk = at(
        &folder,
        100,
        &[
            "run",
            "study.toml",
            "--out",
            "a.csv",
            "--metrics",
            "maen,p51,mean_se",
            "--offers",
            "-minus",
        ],
    )
    .talk;
    insta::assert_snapshot!("study-refusals", talk);
}
