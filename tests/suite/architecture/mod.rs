//! The house rules, as tests: who may import whom, how long files and functions get, what the core
//! may not do and which words are not committed. Every check takes a list of files and returns its
//! violations, so each stands beside controls: small file sets that must be flagged, and innocent
//! ones that must not.

mod layers;
mod purity;
mod reading;
mod size;
mod words;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A file as the checks see it: its path from the package's root, with `/`, and its text.
struct File {
    path: String,
    text: String,
}

/// What of the package is checked. Top-level Markdown files are added to these.
const CHECKED: [&str; 7] =
    ["src", "tests", "benches", "scenarios", ".ci", "justfile", "Cargo.toml"];

static TREE: LazyLock<Vec<File>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<String> = CHECKED.iter().map(ToString::to_string).collect();
    paths.extend(children(root, "").into_iter().filter(|path| ends(path, "md")));
    let mut files = Vec::new();
    for path in &paths {
        gather(root, path, &mut files);
    }
    files
});

/// The names in a folder, each prefixed with the folder's own path, in a fixed order.
fn children(root: &Path, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root.join(folder)).expect("a folder of the package is readable");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a folder's entry is readable").file_name())
        .map(|name| format!("{folder}/{}", name.to_string_lossy()))
        .map(|path| path.trim_start_matches('/').to_owned())
        .collect();
    names.sort();
    names
}

/// Reads a file, or a folder with all that is in it. What does not exist yet has nothing to check, nor
/// has what Python leaves beside its sources, which is never committed.
fn gather(root: &Path, path: &str, files: &mut Vec<File>) {
    if path.ends_with("/__pycache__") {
        return;
    }
    let place = root.join(path);
    if place.is_dir() {
        for child in children(root, path) {
            gather(root, &child, files);
        }
    } else if place.is_file() {
        let bytes = fs::read(&place).expect("a file of the package is readable");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        files.push(File { path: path.to_owned(), text });
    }
}

fn ends(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == extension)
}

/// The Rust files below a folder.
fn rust<'a>(files: &'a [File], folder: &'a str) -> impl Iterator<Item = &'a File> {
    files.iter().filter(move |file| {
        let below = file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        below && ends(&file.path, "rs")
    })
}

/// The package itself keeps the rule.
#[track_caller]
fn kept(check: impl Fn(&[File]) -> Vec<String>) {
    assert!(rust(&TREE, "src").next().is_some(), "no source file was found: nothing was checked");
    let violations = check(&TREE);
    assert!(violations.is_empty(), "the rule is broken:\n  {}", violations.join("\n  "));
}

/// How many violations the check finds in files given as (path, text).
fn found(check: impl Fn(&[File]) -> Vec<String>, files: &[(&str, &str)]) -> usize {
    let own = |&(path, text): &(&str, &str)| File { path: path.into(), text: text.into() };
    check(&files.iter().map(own).collect::<Vec<_>>()).len()
}

#[test]
fn the_walk_sees_every_kind_of_file() {
    for path in ["src/main.rs", "tests/suite/architecture/mod.rs", "Cargo.toml", ".ci/run"] {
        assert!(TREE.iter().any(|file| file.path == path), "{path} was not read");
    }
}
