//! The binary: hands its arguments to the command line and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    vestrisk::cli::main(std::env::args_os().collect())
}
