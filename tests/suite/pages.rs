//! Every block of the README and of the guide runs: files that a page names are written, console blocks
//! are run in order in one folder and print what the page says they print, scenarios are valid.
//!
//! A block's info string gives its kind and, for a file, its name. A shown line `…` stands for lines left
//! out, `…` inside a line for text left out.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use super::support::{Screen, project_file};

/// The pages, each with the fewest commands that it must run.
const PAGES: [(&str, usize); 15] = [
    ("README.md", 4),
    ("src/guide/cookbook.md", 20),
    ("src/guide/compare.md", 5),
    ("src/guide/tornado.md", 2),
    ("src/guide/scenario.md", 11),
    ("src/guide/methods.md", 0),
    ("src/guide/models.md", 0),
    ("src/guide/samplers.md", 0),
    ("src/guide/brief.md", 3),
    ("src/guide/stress.md", 3),
    ("src/guide/tail.md", 2),
    ("src/guide/solve.md", 3),
    ("src/guide/studies.md", 30),
    ("src/guide/worth.md", 1),
    ("src/guide/design.md", 0),
];
/// A command of the README that would run this suite again.
const NOT_RUN: &str = "cargo test";
/// Programs that a machine may lack; commands that begin with them are then passed over.
const OPTIONAL: [&str; 2] = ["jq", "python3"];
/// Stands for what a page leaves out.
const LEFT_OUT: char = '…';

/// A fenced block: its info string and its lines.
struct Block {
    info: String,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (inside, line.strip_prefix("```"), blocks.last_mut()) {
            (false, Some(info), _) => {
                blocks.push(Block { info: info.to_owned(), lines: Vec::new() });
                inside = true;
            }
            (true, Some(_), _) => inside = false,
            (true, None, Some(block)) => block.lines.push(line.to_owned()),
            _ => {}
        }
    }
    assert!(!inside, "the last block is closed");
    blocks
}

/// The commands of a console block, each with the output shown below it.
fn shown(block: &Block) -> Vec<(String, Vec<&str>)> {
    let mut shown: Vec<(String, Vec<&str>)> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), line.strip_prefix("> "), shown.last_mut()) {
            (Some(command), _, _) => shown.push((command.to_owned(), Vec::new())),
            (None, Some(more), Some((command, output))) if output.is_empty() => {
                command.push('\n');
                command.push_str(more);
            }
            (None, _, Some((_, output))) => output.push(line),
            (None, _, None) => panic!("output before any command: {line}"),
        }
    }
    shown
}

/// The folder that a page's commands run in: the shipped scenarios stand in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for part in ["scenarios", "scenarios/prices"] {
        fs::create_dir(folder.path().join(part)).expect("an empty folder");
        for entry in fs::read_dir(project_file(part)).expect("there are files") {
            let entry = entry.expect("an entry");
            if entry.path().is_file() {
                let copy = folder.path().join(part).join(entry.file_name());
                fs::copy(entry.path(), copy).expect("a copy");
            }
        }
    }
    folder
}

/// Runs a command line as a shell does, with the built binary as `vestrisk`.
fn shell(command: &str, folder: &Path, input: &str) -> Screen {
    let command = command.replacen("cargo run --release", "vestrisk", 1);
    let binary = Path::new(env!("CARGO_BIN_EXE_vestrisk")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &command])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C")
        .env_remove("COLUMNS")
        .timeout(std::time::Duration::from_mins(2))
        .write_stdin(input);
    Screen::of(&mut shell)
}

/// Whether the printed text is the shown one, but for what that leaves out.
fn matches(shown: &str, printed: &str) -> bool {
    let parts: Vec<&str> = shown.split(LEFT_OUT).collect();
    let [first, between @ .., last] = &parts[..] else { return shown == printed };
    let Some(mut rest) = printed.strip_prefix(first) else { return false };
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Runs a command and compares what it prints; a command that fails must show what it says. Whether it
/// was run.
fn run(page: &str, command: &str, expected: &[&str], folder: &Path) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    let lacks = |program| shell(&format!("command -v {program}"), folder, "").code != 0;
    if command == NOT_RUN || OPTIONAL.contains(&program) && lacks(program) {
        return false;
    }
    let screen = shell(command, folder, "");
    let told = if screen.code == 0 { "" } else { screen.talk.as_str() };
    let printed = format!("{}{told}", screen.out);
    assert!(
        screen.code == 0 || screen.code == 2 && !expected.is_empty(),
        "{page}: {command}: exit code {}\n{}",
        screen.code,
        screen.talk
    );
    let expected = expected.join("\n");
    assert!(
        expected.is_empty() || matches(expected.trim_end(), printed.trim_end()),
        "{page}: {command}\n--- shown\n{expected}\n--- printed\n{printed}"
    );
    true
}

#[test]
fn every_block_runs_and_prints_what_is_shown() {
    for (page, fewest) in PAGES {
        let text = fs::read_to_string(project_file(page)).expect("there is the page");
        let folder = folder();
        let mut ran = 0;
        for block in blocks(&text) {
            match block.info.split_once(' ') {
                Some((_, name)) => {
                    let text = block.lines.join("\n") + "\n";
                    fs::write(folder.path().join(name), text).expect("a file of the page");
                }
                None if block.info == "console" => {
                    let shown = shown(&block);
                    let run = |(command, output): &&(String, Vec<&str>)| {
                        run(page, command, output, folder.path())
                    };
                    ran += shown.iter().filter(run).count();
                }
                None if block.info == "toml" => {
                    let text = block.lines.join("\n");
                    let screen = shell("vestrisk run - --runs 1000", folder.path(), &text);
                    assert_eq!(screen.code, 0, "{page}: {}", screen.talk);
                }
                None => assert_eq!(block.info, "text", "{page}: a kind of block that is not run"),
            }
        }
        assert!(ran >= fewest, "{page} runs {ran} commands");
    }
}

#[test]
fn every_page_of_the_guide_is_run() {
    for entry in fs::read_dir(project_file("src/guide")).expect("there is a guide") {
        let path = entry.expect("an entry").path();
        let listed = PAGES.iter().any(|(page, _)| path.ends_with(page));
        let is_page = path.extension().is_some_and(|extension| extension == "md");
        assert!(listed || !is_page, "{} is not run", path.display());
    }
}

#[test]
fn the_readme_has_the_two_commands() {
    let text = fs::read_to_string(project_file("README.md")).expect("there is a README");
    let consoles = blocks(&text).into_iter().filter(|block| block.info == "console");
    let lines: Vec<String> = consoles.flat_map(|block| block.lines).collect();
    for wanted in ["$ cargo run --release", "$ cargo test"] {
        assert!(lines.iter().any(|line| line == wanted), "{wanted}");
    }
}

/// The control: what is shown must be printed, in its order, and nothing else where nothing is left out.
#[test]
fn control_other_output_is_not_what_is_shown() {
    let printed = "one\ntwo\nthree\nfour";
    for shown in [printed, "one\n…\nfour", "…\nthree\n…", "one\nt…o\nthree\nf…", "…"] {
        assert!(matches(shown, printed), "{shown}");
    }
    for shown in ["one\ntwo\nthree", "two\n…", "…\nthree\n…\ntwo\n…", "one\n…\nthree", "one\nt…\n"]
    {
        assert!(!matches(shown, printed), "{shown}");
    }
}
