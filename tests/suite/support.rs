//! What several modules share: the binary, temporary folders, shipped scenarios, what a job has kept. Simulates nothing.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use assert_cmd::Command;
use vestrisk::Processor;
use vestrisk::scenario::builtin;
use vestrisk::simulation::{MeasureId, Observer, Outcome};
use vestrisk::statistics::Pieces;

/// The built binary, without the environment's colour and width.
pub fn vestrisk() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestrisk"));
    command.env_remove("COLUMNS").env("NO_COLOR", "1").timeout(std::time::Duration::from_mins(2));
    command
}

/// The vector instructions that programs use here.
pub fn processor() -> Processor {
    Processor::best()
}

/// The values of a measure in order of run, if they were kept.
pub fn samples(outcome: &Outcome, measure: MeasureId) -> Option<Vec<f64>> {
    let kept = outcome.kept(measure)?;
    let mut scratch = Vec::new();
    let mut values = Vec::new();
    for piece in 0..kept.pieces() {
        values.extend_from_slice(kept.values(piece, &mut scratch));
    }
    Some(values)
}

/// The default scenario, but with independent runs and one drawn exit each.
pub fn plain_default() -> String {
    let text = builtin::text(builtin::DEFAULT).expect("the default scenario is built in");
    let better = |line: &&str| !line.starts_with("sampler = ") && !line.starts_with("exits = ");
    let plain: Vec<&str> = text.lines().filter(better).collect();
    assert_eq!(plain.len() + 2, text.lines().count(), "it names a sampler and exits");
    plain.join("\n") + "\n"
}

/// A file of the project.
pub fn project_file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Standard output, standard error and exit code of a command.
pub struct Screen {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub talk: String,
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
}

impl Screen {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the command starts");
        Self {
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            talk: String::from_utf8(output.stderr).expect("talk is UTF-8"),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// Runs the binary in the project's folder.
pub fn screen(arguments: &[&str]) -> Screen {
    screen_with_input(arguments, "")
}

/// Runs the binary in the project's folder with text on standard input.
pub fn screen_with_input(arguments: &[&str], input: &str) -> Screen {
    let mut command = vestrisk();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).write_stdin(input);
    Screen::of(&mut command)
}

/// The JSON document that a command prints.
pub fn json(arguments: &[&str]) -> serde_json::Value {
    let screen = screen(arguments);
    assert_eq!(screen.code, 0, "{arguments:?}: {}", screen.talk);
    serde_json::from_str(&screen.out).expect("the output is JSON")
}

/// An observer that cancels once so many runs are done, and counts those done.
pub struct Patience {
    pub runs: u64,
    pub done: AtomicU64,
}

impl Patience {
    /// Cancels once so many are done.
    pub fn of(runs: u64) -> Self {
        Self { runs, done: AtomicU64::new(0) }
    }
}

impl Observer for Patience {
    fn advanced(&self, runs: u64) {
        self.done.fetch_add(runs, Ordering::SeqCst);
    }

    fn cancelled(&self) -> bool {
        self.done.load(Ordering::SeqCst) >= self.runs
    }
}
