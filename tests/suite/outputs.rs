//! Where results go: inputs are never overwritten, links are followed, a closed pipe is no failure, and
//! no end of a job, not even a killed one, leaves half a file under the name that was asked for.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use super::support::screen;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn text(path: &Path) -> String {
    path.to_str().expect("a UTF-8 path").to_owned()
}

#[test]
fn no_file_that_was_read_is_written() {
    let folder = folder();
    let hazards = folder.path().join("hazards.csv");
    let scenario = folder.path().join("offer.toml");
    fs::write(&hazards, "month,annual_hazard\n1,0.1\n").expect("a file");
    let offer = "format = 1\n[attrition.mine]\nvoluntary = { monthly = \"hazards.csv\" }\n\
                 [[offers]]\nname = \"A\"\nattrition = \"mine\"\nbase_salary = 1000\n";
    fs::write(&scenario, offer).expect("a file");
    for input in [&hazards, &scenario] {
        let before = fs::read_to_string(input).expect("the file");
        let refused = screen(&["run", &text(&scenario), "--runs", "10", "--out", &text(input)]);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{}", refused.talk);
        assert_eq!(fs::read_to_string(input).expect("the file"), before);
    }
}

#[test]
fn links_are_followed_even_to_nothing() {
    let folder = folder();
    let (link, target) = (folder.path().join("link"), folder.path().join("target.txt"));
    symlink("target.txt", &link).expect("a link");
    let twice = ["--runs", "10", "--out", &text(&link), "--runs-csv", &text(&target)];
    assert_eq!(screen(&twice).code, 2, "the link and its target are one file");
    assert_eq!(screen(&["--runs", "10", "--out", &text(&link)]).code, 0);
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert!(fs::read_to_string(&target).expect("the target").contains("careers"));
}

#[test]
fn a_closed_pipe_is_no_failure_in_any_format() {
    for format in ["text", "json", "csv"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vestrisk"))
            .args(["--runs", "2000", "--quiet", "--format", format, "--detail"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let talk = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{format}: {talk}");
        assert_eq!(talk, "", "{format}");
    }
}

/// A job that writes over an old `out.txt` and dumps its runs, many enough to be stopped at any time.
struct Job {
    folder: tempfile::TempDir,
    child: Child,
}

impl Job {
    fn start(runs: &str) -> Self {
        let folder = folder();
        let out = folder.path().join("out.txt");
        fs::write(&out, "old").expect("a file");
        let dump = folder.path().join("runs.csv");
        fs::write(&dump, "old").expect("a file");
        let child = Command::new(env!("CARGO_BIN_EXE_vestrisk"))
            .args(["--runs", runs, "--out", &text(&out), "--runs-csv", &text(&dump)])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        Self { folder, child }
    }

    /// The temporary neighbours, with their sizes.
    fn neighbours(&self) -> Vec<(String, u64)> {
        let entries = fs::read_dir(self.folder.path()).expect("a folder").map(|entry| {
            let entry = entry.expect("an entry");
            // A neighbour may go between two looks.
            let size = entry.metadata().map_or(0, |held| held.len());
            (entry.file_name().to_string_lossy().into_owned(), size)
        });
        entries.filter(|(name, _)| !["out.txt", "runs.csv"].contains(&name.as_str())).collect()
    }

    /// Waits until the neighbours are as a test wants to find them.
    fn wait_for(&mut self, found: impl Fn(&[(String, u64)]) -> bool) {
        while !found(&self.neighbours()) {
            assert!(self.child.try_wait().expect("its state").is_none(), "it ended early");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends a signal and waits for the end; the old files must be there, whole.
    fn end_by(mut self, signal: &str) -> (Output, Vec<(String, u64)>) {
        assert!(self.child.try_wait().expect("its state").is_none(), "the job is long enough");
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().expect("kill is there");
        assert!(sent.success());
        let output = self.child.wait_with_output().expect("it ends");
        for name in ["out.txt", "runs.csv"] {
            let old = fs::read_to_string(self.folder.path().join(name));
            assert_eq!(old.expect("the old file"), "old", "{name}");
        }
        let entries = fs::read_dir(self.folder.path()).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry"));
        let left = names.map(|entry| (entry.file_name().to_string_lossy().into_owned(), 0));
        let left = left.filter(|(name, _)| !["out.txt", "runs.csv"].contains(&name.as_str()));
        (output, left.collect())
    }
}

/// Both neighbours are there: the job has started.
fn simulating(neighbours: &[(String, u64)]) -> bool {
    neighbours.len() == 2
}

/// The simulation is over: the dump grows.
fn dumping(neighbours: &[(String, u64)]) -> bool {
    neighbours.iter().any(|(_, size)| *size > 0)
}

#[test]
fn an_interrupted_job_ends_with_130_and_leaves_nothing() {
    for (runs, stage) in
        [("4_000_000", simulating as fn(&[(String, u64)]) -> bool), ("400_000", dumping)]
    {
        let mut job = Job::start(runs);
        job.wait_for(stage);
        let (output, left) = job.end_by("-INT");
        assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "interrupted\n");
        assert_eq!(left, [], "no neighbour is left");
    }
}

/// Nobody can clean up after a kill: what is left is named `.vestrisk-` and six letters.
#[test]
fn a_job_killed_while_it_writes_leaves_the_old_files() {
    let mut job = Job::start("400_000");
    job.wait_for(dumping);
    let (output, left) = job.end_by("-KILL");
    assert_eq!(output.status.code(), None, "a signal ended it");
    assert_eq!(left.len(), 2, "{left:?}");
    for (name, _) in left {
        assert!(name.starts_with(".vestrisk-") && name.len() == ".vestrisk-".len() + 6, "{name}");
    }
}

/// A command whose files may not grow over some kilobytes.
fn limited(arguments: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", "ulimit -f 8; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_vestrisk")])
        .args(arguments)
        .output()
        .expect("a shell is there")
}

#[test]
fn a_file_over_the_systems_limit_is_a_failed_write() {
    let folder = folder();
    let [out, dump] = ["out.txt", "runs.csv"].map(|name| folder.path().join(name));
    for file in [&out, &dump] {
        fs::write(file, "old").expect("a file");
    }
    let (to_out, to_dump) = (text(&out), text(&dump));
    for arguments in [
        &["--runs", "5000", "--out", &to_out, "--runs-csv", &to_dump][..],
        &["--runs", "1000", "--out", &to_out, "--format", "csv"],
        &["--runs", "1000", "--out", &to_out, "--format", "json", "--quiet"],
        &["replay", "--run", "1", "--out", &to_out, "--format", "json"],
    ] {
        let failed = limited(arguments);
        let talk = String::from_utf8_lossy(&failed.stderr);
        assert_eq!(failed.status.code(), Some(1), "{arguments:?}: {talk}");
        assert!(talk.starts_with("error: cannot write ") && talk.contains("too large"), "{talk}");
        for file in [&out, &dump] {
            assert_eq!(fs::read_to_string(file).expect("the old file"), "old");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "no neighbour");
    }
}

#[test]
fn a_full_device_is_a_failed_write_of_every_output() {
    let folder = folder();
    let out = text(&folder.path().join("out.txt"));
    for arguments in [
        &["--runs", "100", "--out", "/dev/full"][..],
        &["--runs", "100", "--out", "/dev/full", "--format", "json"],
        &["--runs", "100", "--out", &out, "--runs-csv", "/dev/full"],
        &["--runs", "100", "--out", &out, "--paths-csv", "/dev/full"],
        &["replay", "--run", "1", "--out", "/dev/full"],
    ] {
        let failed = screen(arguments);
        assert_eq!((failed.code, failed.out.as_str()), (1, ""), "{arguments:?}: {}", failed.talk);
        assert!(failed.talk.contains("cannot write /dev/full: No space left"), "{}", failed.talk);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "{arguments:?}");
    }
    // Standard output too, of commands that print documents as well.
    for arguments in
        [&["--runs", "100"][..], &["man"], &["presets"], &["init"], &["completions", "zsh"]]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
        let failed = Command::new(env!("CARGO_BIN_EXE_vestrisk"))
            .args(arguments)
            .stdout(full)
            .output()
            .expect("the binary starts");
        let talk = String::from_utf8_lossy(&failed.stderr);
        assert_eq!(failed.status.code(), Some(1), "{arguments:?}: {talk}");
        assert!(talk.contains("cannot write standard output"), "{arguments:?}: {talk}");
    }
}
