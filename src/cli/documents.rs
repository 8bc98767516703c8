//! The `completions` and `man` commands: what the arguments say of themselves, for shells and for man.

use std::io::Write;

use clap::CommandFactory;

use super::arguments::{Arguments, CompletionsArguments};
use super::exit::Failure;
use super::output::Output;

/// Writes the completions of a shell.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "vestrisk", &mut script);
    print(&script)
}

/// Writes the manual page, every command's section in it.
pub(super) fn manual() -> Result<(), Failure> {
    let mut page = Vec::new();
    let mut command = Arguments::command();
    command.build();
    let rendered = clap_mangen::Man::new(command.clone()).render(&mut page).and_then(|()| {
        let commands = command.get_subcommands().filter(|command| command.get_name() != "help");
        commands.cloned().try_for_each(|command| {
            let name = command.get_name().to_uppercase();
            page.extend_from_slice(format!(".SH COMMAND {name}\n").as_bytes());
            let manual = clap_mangen::Man::new(command);
            manual.render_synopsis_section(&mut page)?;
            manual.render_options_section(&mut page)
        })
    });
    // Rendering into memory cannot fail.
    debug_assert!(rendered.is_ok());
    print(&page)
}

fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    let written = out.write_all(bytes);
    written.map_err(|source| Failure::After(out.write_failure()(source)))?;
    out.finish().map_err(Failure::After)
}
