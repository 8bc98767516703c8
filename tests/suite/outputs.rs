//! Where results go: inputs are never overwritten, links are followed, a closed pipe is no failure, and
//! an interrupted job leaves nothing behind.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
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

#[test]
fn an_interrupted_job_ends_with_130_and_leaves_nothing() {
    let folder = folder();
    let (out, runs) = (folder.path().join("out.txt"), folder.path().join("runs.csv"));
    fs::write(&out, "old").expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vestrisk"))
        .args(["--runs", "4_000_000", "--out", &text(&out), "--runs-csv", &text(&runs)])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // Both neighbours are there: the job has started.
    while fs::read_dir(folder.path()).expect("a folder").count() < 3 {
        assert!(child.try_wait().expect("its state").is_none(), "it ended early");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(200));
    assert!(child.try_wait().expect("its state").is_none(), "the job is long enough");
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().expect("kill is there");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(&out).expect("the old file"), "old");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no neighbour is left");
}
