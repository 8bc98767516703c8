//! The command line as it was given, for manifests and for whoever has to go on.

use crate::report::shell;

/// The command line, without the program's folder.
pub(super) fn given() -> String {
    shell::command_line(&words())
}

/// The same, asking to go on where it was stopped.
pub(super) fn to_go_on() -> String {
    let mut words = words();
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".to_owned());
    }
    shell::command_line(&words)
}

fn words() -> Vec<String> {
    let given = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    std::iter::once("vestrisk".to_owned()).chain(given).collect()
}
