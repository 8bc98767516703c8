//! Signals: Ctrl-C and a request to end stop a job in order, and a file that grows over the system's limit
//! is a failed write, not the end of the process.

use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of an interrupted process: 128 + SIGINT.
pub(super) const INTERRUPTED: u8 = 130;

/// Whether the job should stop.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether somebody asked for the end.
pub(super) fn stop_asked() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Listens for Ctrl-C from now on: the first asks the job to stop, the second ends the process. Called
/// before the first output is opened: until then nothing is half done, and the default serves.
pub(super) fn listen() {
    // A handler that is in place already serves as well.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    });
}

/// Lets a write over the limit of `ulimit -f` fail as any other write does. The system's default is to
/// end the process where it stands, with its temporary files left behind.
#[cfg(unix)]
pub(super) fn let_large_files_fail() {
    // With any handler the write returns an error. Without one the default is no worse than before.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub(super) fn let_large_files_fail() {}
