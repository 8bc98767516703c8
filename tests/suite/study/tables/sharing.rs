//! Shares of a study, in any order and by any number of threads, are merged into the bytes of one run.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use vestrisk::study::{Shard, ShardBy};

use super::Folder;

/// Runs every share in a random order by 1, 2 or 3 threads; returns their files, shuffled again.
fn shares(folder: &Folder, flag: &str, of: u64, more: &[&str]) -> Vec<String> {
    const SEED: u64 = 16;
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut order: Vec<u64> = (1..=of).collect();
    order.shuffle(&mut rng);
    let name = |index: u64| format!("share-{index}.csv");
    for index in &order {
        let (share, threads) = (format!("{index}/{of}"), (1 + index % 3).to_string());
        let out = name(*index);
        folder.run(
            &[&["--out", &out, flag, &share, "--threads", &threads, "--quiet"], more].concat(),
        );
    }
    order.shuffle(&mut rng);
    order.into_iter().map(name).collect()
}

fn merge(folder: &Folder, shares: &[String], more: &[&str]) -> super::Screen {
    let mut arguments = vec!["merge"];
    arguments.extend(shares.iter().map(String::as_str));
    arguments.extend(["--out", "merged.csv"]);
    arguments.extend(more);
    folder.study(&arguments)
}

#[track_caller]
fn merges_to_the_whole(folder: &Folder, shares: &[String], screen: &super::Screen) {
    assert_eq!((screen.code, screen.out.as_str()), (0, ""), "{}", screen.talk);
    let said = format!("{} shares, 24 cases, 72 rows in ", shares.len());
    assert!(screen.talk.starts_with(&said), "{}", screen.talk);
    assert!(folder.read("merged.csv") == folder.read("whole.csv"));
    assert!(folder.read("merged.jsonl") == folder.read("whole.jsonl"));
    let (merged, whole) = (folder.manifest("merged.csv"), folder.manifest("whole.csv"));
    assert_eq!((merged.identity, merged.rows), (whole.identity, whole.rows));
    assert_eq!(merged.file.sha256, whole.file.sha256);
    let found: Vec<u32> =
        merged.merged.expect("its shares").iter().map(|share| share.shard.index).collect();
    assert!(found.iter().copied().eq(1..=u32::try_from(shares.len()).expect("few")));
}

#[test]
fn sixteen_shares_of_the_cases_are_the_whole() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv", "--jsonl", "whole.jsonl"]);
    let shares = shares(&folder, "--shard", 16, &[]);
    let screen = merge(&folder, &shares, &["--jsonl", "merged.jsonl"]);
    merges_to_the_whole(&folder, &shares, &screen);
    // What is merged is a whole table like any other.
    let again = folder.run(&["--out", "merged.csv", "--resume"]);
    assert_eq!(again.talk, "merged.csv is whole already, 24 cases\n");
    let piped = folder.study(
        &[
            &["merge"],
            &shares.iter().map(String::as_str).collect::<Vec<_>>()[..],
            &["--out", "-", "--quiet"],
        ]
        .concat(),
    );
    assert_eq!((piped.code, piped.talk.as_str()), (0, ""));
    assert_eq!(piped.out, folder.text("whole.csv"));
}

#[test]
fn sixteen_shares_of_the_runs_are_the_whole() {
    let folder = Folder::new();
    // More runs than one chunk, so that most shares have some and some have none.
    let runs = ["--runs", "12_000"];
    folder.run(&[&["--out", "whole.csv", "--jsonl", "whole.jsonl"], &runs[..]].concat());
    let shares = shares(&folder, "--shard-runs", 16, &runs);
    let screen = merge(&folder, &shares, &["--jsonl", "merged.jsonl"]);
    merges_to_the_whole(&folder, &shares, &screen);
    // Their first line says what they are.
    let first = folder.read("share-3.csv");
    let line = first.split(|byte| *byte == b'\n').next().expect("a line");
    let head: serde_json::Value = serde_json::from_slice(line).expect("JSON");
    assert_eq!(head["vestrisk"], "study parts");
    assert_eq!(head["shard"], serde_json::json!({ "by": "runs", "index": 3, "of": 16 }));
}

#[test]
fn a_share_of_the_runs_is_gone_on_with() {
    let folder = Folder::new();
    let share = ["--shard-runs", "1/2", "--quiet"];
    folder.run(&[&["--out", "whole.part"], &share[..]].concat());
    let whole = folder.read("whole.part");
    let head = whole.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    for end in [0, head / 2, head, head + 30, whole.len() / 3, whole.len() - 1, whole.len()] {
        folder.write("cut.part.partial", &whole[..end]);
        folder.run(&[&["--out", "cut.part", "--resume"], &share[..]].concat());
        assert!(folder.read("cut.part") == whole, "cut at {end}");
        assert!(!folder.holds("cut.part.partial"));
        std::fs::remove_file(folder.path("cut.part")).expect("the file");
    }
}

#[test]
fn more_shares_than_cases_leave_some_empty() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv", "--jsonl", "whole.jsonl"]);
    let shares = shares(&folder, "--shard", 30, &[]);
    assert_eq!(folder.rows("share-1.csv").len(), 1, "only a header");
    let screen = merge(&folder, &shares, &["--jsonl", "merged.jsonl"]);
    merges_to_the_whole(&folder, &shares, &screen);
}

/// Shares are contiguous, complete and alike in size, of any number of cases.
#[test]
fn shares_partition_the_cases() {
    for cases in [0, 1, 7, 24, 1_000, 10_000_000] {
        for of in [1, 2, 3, 16, 31] {
            let mut next = 0;
            let mut sizes = Vec::new();
            for index in 1..=of {
                let range = Shard { by: ShardBy::Cases, index, of }.cases(cases);
                assert_eq!(range.start, next, "share {index} of {of} of {cases}");
                sizes.push(range.end - range.start);
                next = range.end;
            }
            assert_eq!(next, cases);
            let [least, most] =
                [sizes.iter().min(), sizes.iter().max()].map(|size| *size.expect("shares"));
            assert!(most - least <= 1, "{of} shares of {cases}: {least} to {most}");
        }
    }
}
