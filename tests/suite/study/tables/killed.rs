//! Studies that are really killed, interrupted, or run out of disk.

use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::Folder;

/// 360 cases.
const MANY: &str = r#"
format = 1
scenario = "offer.toml"
runs = 2_000
[[axes]]
set = "stocks.S.model.volatility"
range = { from = 0.2, to = 0.4, steps = 20 }
[[axes]]
set = "offers.0.base_salary"
range = { from = 90_000, to = 120_000, steps = 18 }
"#;

fn start(folder: &Folder, out: &str, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_vestrisk"))
        .current_dir(folder.0.path())
        .args(["study", "run", "many.toml", "--out", out])
        .args(more)
        .env("COLUMNS", "200")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts")
}

fn end(child: Child) -> Output {
    child.wait_with_output().expect("it ends")
}

/// Waits until some cases are kept.
fn wait_for_cases(folder: &Folder, child: &mut Child) {
    let some = |path: std::path::PathBuf| path.metadata().is_ok_and(|held| held.len() > 20_000);
    while !some(folder.path("out.csv.partial")) {
        assert!(child.try_wait().expect("its state").is_none(), "it ended early");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn killed_at_25_moments_it_ends_in_the_same_bytes() {
    const KILLS: usize = 25;
    const SEED: u64 = 25;
    let folder = Folder::new();
    folder.write("many.toml", MANY);
    let started = Instant::now();
    let whole = end(start(&folder, "whole.csv", &["--jsonl", "whole.jsonl"]));
    let whole_time = started.elapsed();
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
    let same = |name: &str, other: &str| assert!(folder.read(name) == folder.read(other), "{name}");
    let mut rng = StdRng::seed_from_u64(SEED);
    let (mut killed, mut finished) = (0, 0);
    while killed < KILLS {
        let mut child = start(&folder, "out.csv", &["--jsonl", "out.jsonl", "--resume"]);
        std::thread::sleep(whole_time.mul_f64(rng.random_range(0.0..0.25)));
        child.kill().expect("it can be killed");
        let output = end(child);
        if output.status.success() {
            // It was faster: the table is whole, and the next one starts from nothing.
            same("out.csv", "whole.csv");
            same("out.jsonl", "whole.jsonl");
            for name in ["out.csv", "out.csv.manifest.json", "out.jsonl"] {
                std::fs::remove_file(folder.path(name)).expect("the file");
            }
            finished += 1;
            assert!(finished < 10 * KILLS, "hardly any kill hits");
        } else {
            assert_eq!(output.status.code(), None, "{}", String::from_utf8_lossy(&output.stderr));
            killed += 1;
        }
    }
    let last = end(start(&folder, "out.csv", &["--jsonl", "out.jsonl", "--resume"]));
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    same("out.csv", "whole.csv");
    same("out.jsonl", "whole.jsonl");
    assert!(!folder.holds("out.csv.partial"));
}

#[test]
fn an_interrupted_study_says_how_to_go_on() {
    let folder = Folder::new();
    folder.write("many.toml", MANY.replace("2_000", "20_000"));
    let mut child = start(&folder, "out.csv", &[]);
    wait_for_cases(&folder, &mut child);
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill is there").success());
    let output = end(child);
    let talk = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{talk}");
    let mut lines = talk.lines();
    assert_eq!(lines.next(), Some("interrupted"));
    let kept = lines.next().expect("what is kept");
    let done = kept.strip_suffix(" of 360 cases are done and kept in out.csv.partial; to go on:");
    let done: u64 = done.and_then(|done| done.parse().ok()).unwrap_or_else(|| panic!("{talk}"));
    assert!((1..360).contains(&done), "{talk}");
    assert_eq!(lines.next(), Some("  vestrisk study run many.toml --out out.csv --resume"));
    assert_eq!(lines.next(), None);
    assert!(!folder.holds("out.csv") && folder.holds("out.csv.partial"));
    // Without --resume it is not started over by accident.
    let refused = end(start(&folder, "out.csv", &[]));
    let talk = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{talk}");
    assert_eq!(
        talk,
        format!(
            "error: out.csv.partial is of this study, {done} of 360 cases done; add --resume to go on, or delete \
             it to start over\n"
        )
    );
}

#[test]
fn two_processes_do_not_share_a_file() {
    let folder = Folder::new();
    folder.write("many.toml", MANY.replace("2_000", "20_000"));
    let mut child = start(&folder, "out.csv", &[]);
    wait_for_cases(&folder, &mut child);
    let second = end(start(&folder, "out.csv", &["--resume"]));
    assert!(child.try_wait().expect("its state").is_none(), "the first is still at work");
    child.kill().expect("it can be killed");
    end(child);
    let talk = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(2), "{talk}");
    assert!(talk.starts_with("error: another process is at work on out.csv.partial"), "{talk}");
}

/// Bytes of a block of `ulimit -f`, which shells count differently.
fn block(folder: &Folder) -> usize {
    let grow = "ulimit -f 8; trap '' XFSZ; head -c 100000 /dev/zero > limited; :";
    let grown = Command::new("sh").current_dir(folder.0.path()).args(["-c", grow]).output();
    grown.expect("a shell is there");
    folder.read("limited").len() / 8
}

/// A command whose files may not grow over about so many bytes.
fn limited(folder: &Folder, bytes: usize, arguments: &[&str]) -> Output {
    let limit = format!("ulimit -f {}; exec \"$0\" \"$@\"", bytes / block(folder));
    Command::new("sh")
        .current_dir(folder.0.path())
        .args(["-c", &limit, env!("CARGO_BIN_EXE_vestrisk")])
        .args(["study", "run", "study.toml"])
        .args(arguments)
        .env("COLUMNS", "200")
        .output()
        .expect("a shell is there")
}

#[test]
fn a_full_disk_keeps_what_is_done() {
    let folder = Folder::new();
    folder.run(&["--out", "whole.csv"]);
    let size = folder.read("whole.csv").len();
    // Room for about half of the cases, then for all cases but not for JSON lines, which are longer.
    let failed = limited(&folder, size / 2, &["--out", "out.csv"]);
    let talk = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1), "{talk}");
    let lines: Vec<&str> = talk.lines().collect();
    assert!(
        lines[0].starts_with("error: cannot write out.csv.partial: ")
            && lines[0].contains("too large"),
        "{talk}"
    );
    assert!(
        lines[1].ends_with(" of 24 cases are done and kept in out.csv.partial; to go on:"),
        "{talk}"
    );
    assert_eq!(lines[2..], ["  vestrisk study run study.toml --out out.csv --resume"]);
    assert!(!folder.holds("out.csv") && !folder.holds("out.csv.manifest.json"));
    let more = ["--out", "out.csv", "--jsonl", "out.jsonl", "--resume"];
    let failed = limited(&folder, size * 3 / 2, &more);
    let talk = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1), "{talk}");
    assert!(talk.starts_with("error: cannot write out.jsonl: "), "{talk}");
    assert!(talk.contains("24 of 24 cases are done and kept in out.csv.partial"), "{talk}");
    assert!(!folder.holds("out.jsonl"));
    folder.run(&["--out", "out.csv", "--resume"]);
    assert!(folder.read("out.csv") == folder.read("whole.csv"));
    assert!(!folder.names().iter().any(|name| name.starts_with(".vestrisk-")), "no neighbour");
}

#[test]
fn rows_to_a_full_device_are_a_failed_write() {
    let folder = Folder::new();
    let failed = folder.study(&["run", "study.toml", "--out", "/dev/full"]);
    assert_eq!((failed.code, failed.out.as_str()), (1, ""), "{}", failed.talk);
    assert!(failed.talk.contains("cannot write /dev/full: No space left"), "{}", failed.talk);
}
