//! A study that was stopped anywhere goes on to the bytes of one that was not.

use std::fs;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{CASES, Folder, OFFERS, Whole};

/// Resumes and compares with the whole table; nothing but the table and its manifest may be left.
#[track_caller]
fn ends_whole(folder: &Folder, whole: &Whole, what: &str) {
    let screen = folder.run(&["--out", "cut.csv", "--resume"]);
    assert!(folder.read("cut.csv") == whole.csv, "{what}: {}", screen.talk);
    assert!(!folder.holds("cut.csv.partial"), "{what}");
    assert_eq!(folder.manifest("cut.csv").rows, (CASES * OFFERS.len()) as u64);
    for name in ["cut.csv", "cut.csv.manifest.json"] {
        fs::remove_file(folder.path(name)).expect("the file");
    }
}

#[test]
fn a_file_cut_anywhere_is_gone_on_with() {
    const SEED: u64 = 9;
    const RANDOM: usize = 12;
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv"]);
    let whole = Whole::of(&folder, "whole.csv");
    let (head, first, last) = (whole.ends[0], whole.ends[1], *whole.ends.last().expect("cases"));
    // Within the first line, at its end, in a mark, in rows, before and behind a line feed, at the end.
    let mut places = vec![
        0,
        1,
        head / 2,
        head - 1,
        head,
        head + 4,
        head + 100,
        first - 1,
        first,
        last - 1,
        last,
    ];
    let mut rng = StdRng::seed_from_u64(SEED);
    places.extend((0..RANDOM).map(|_| rng.random_range(0..last)));
    for place in places {
        folder.write("cut.csv.partial", &whole.partial[..place]);
        ends_whole(&folder, &whole, &format!("cut at {place} of {last}"));
    }
}

#[test]
fn what_a_power_cut_leaves_is_cut_off() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv"]);
    let whole = Whole::of(&folder, "whole.csv");
    let (head, third, fifth) = (whole.ends[0], whole.ends[3], whole.ends[5]);
    let zeros = vec![0; 5_000];
    for end in [0, head / 2, head, third, third + 7, fifth - 3] {
        folder.write("cut.csv.partial", [&whole.partial[..end], &zeros].concat());
        ends_whole(&folder, &whole, &format!("zeros from {end}"));
    }
    // Blocks reach the disk in any order: a hole before cases that are whole, and one wrong bit.
    let mut hole = whole.partial.clone();
    hole[third + 30..fifth - 30].fill(0);
    folder.write("cut.csv.partial", &hole);
    ends_whole(&folder, &whole, "a hole");
    let mut flipped = whole.partial.clone();
    flipped[fifth - 20] ^= 1;
    folder.write("cut.csv.partial", &flipped);
    ends_whole(&folder, &whole, "a bit");
    // A case twice is no next case.
    let twice = [&whole.partial[..third], &whole.partial[head..]].concat();
    folder.write("cut.csv.partial", twice);
    ends_whole(&folder, &whole, "a case twice");
}

/// What is kept is not simulated again: rows that were changed, with a checksum that fits, stand in the table.
#[test]
fn control_cases_that_are_done_are_not_done_again() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv"]);
    let whole = Whole::of(&folder, "whole.csv");
    let mut changed = whole.partial[..whole.ends[0]].to_vec();
    vestrisk::study::write_frame(1, b"1,2,3\n", &mut changed).expect("memory takes it");
    folder.write("cut.csv.partial", &changed);
    let screen = folder.run(&["--out", "cut.csv", "--resume"]);
    assert!(folder.text("cut.csv").contains("\n1,2,3\n2,"), "the row that was kept");
    assert!(screen.talk.contains("24 cases (1 done before), 72 rows in "), "{}", screen.talk);
    assert_eq!(folder.manifest("cut.csv").cases_resumed, 1);
}

/// Killed between the last case and the last rename: the table may stand there, the manifest too.
#[test]
fn an_end_while_files_are_named_is_gone_on_with() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv", "--jsonl", "whole.jsonl"]);
    let whole = Whole::of(&folder, "whole.csv");
    let manifest = folder.read("whole.csv.manifest.json");
    for (csv, of_manifest) in
        [(None, None), (Some(&whole.csv), None), (Some(&whole.csv), Some(&manifest))]
    {
        folder.write("cut.csv.partial", &whole.partial);
        for (name, bytes) in [("cut.csv", csv), ("cut.csv.manifest.json", of_manifest)] {
            if let Some(bytes) = bytes {
                folder.write(name, bytes);
            }
        }
        folder.run(&["--out", "cut.csv", "--jsonl", "cut.jsonl", "--resume"]);
        assert_eq!(folder.text("cut.jsonl"), folder.text("whole.jsonl"));
        ends_whole(&folder, &whole, "named");
    }
}

#[test]
fn a_table_that_is_whole_is_left_alone() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv", "--jsonl", "all.jsonl"]);
    let held = || (folder.read("all.csv"), folder.read("all.csv.manifest.json"));
    let before = held();
    let screen = folder.run(&["--out", "all.csv", "--resume"]);
    assert_eq!(screen.talk, "all.csv is whole already, 24 cases\n");
    assert!(held() == before);
    // Other formats are converted from it.
    folder.run(&["--out", "all.csv", "--resume", "--jsonl", "late.jsonl", "--quiet"]);
    assert_eq!(folder.text("late.jsonl"), folder.text("all.jsonl"));
    assert!(held() == before);
    // A table that somebody has changed is no longer whole, and not written over unasked.
    folder.write("all.csv", folder.text("all.csv").replace("90000", "90001"));
    let talk = folder.refuses(&["run", "study.toml", "--out", "all.csv", "--resume"]);
    assert!(
        talk.starts_with("error: all.csv has been changed since it was written whole"),
        "{talk}"
    );
    // Neither is one of another table, or a file that no manifest speaks for; without --resume both are.
    let whole_of = |name: &str, flags: &[&str]| {
        let all = [&["run", "study.toml", "--out", name, "--resume"], flags].concat();
        folder.refuses(&all).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    folder.run(&["--out", "all.csv", "--quiet"]);
    let talk = whole_of("all.csv", &["--metrics", "mean"]);
    assert!(talk.starts_with("error: all.csv is of another table (columns: "), "{talk}");
    folder.write("notes.csv", "mine\n");
    let talk = whole_of("notes.csv", &[]);
    assert!(talk.starts_with("error: notes.csv is there, with no manifest"), "{talk}");
    folder.run(&["--out", "all.csv", "--seed", "6", "--quiet"]);
    assert_eq!(folder.manifest("all.csv").seed, 6);
}

/// Single runs that an earlier process was not asked for, or did not come to, are made up for.
#[test]
fn dumps_of_cases_done_before_are_made() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv", "--runs-csv", "runs", "--quiet"]);
    let whole = Whole::of(&folder, "whole.csv");
    folder.write("cut.csv.partial", &whole.partial[..whole.ends[5]]);
    folder.run(&["--out", "cut.csv", "--runs-csv", "later", "--resume", "--quiet"]);
    folder.run(&["--out", "whole.csv", "--runs-csv", "last", "--resume", "--quiet"]);
    for case in 1..=24 {
        let name = format!("case-{case:06}.csv");
        let expected = folder.read(&format!("runs/{name}"));
        assert!(folder.read(&format!("later/{name}")) == expected, "{name}");
        assert!(folder.read(&format!("last/{name}")) == expected, "{name}");
    }
}
