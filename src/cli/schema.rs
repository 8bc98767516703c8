//! The `schema` command: the JSON Schema of the scenario file or of the JSON output.

use super::arguments::SchemaArguments;
use super::exit::Failure;
use super::output::Output;
use crate::report::schema::{output, write};
use crate::scenario::schema::scenario;

/// Runs the command.
pub(super) fn run(arguments: &SchemaArguments) -> Result<(), Failure> {
    let mut out = Output::open(arguments.out.as_deref())?;
    let schema = if arguments.output { output() } else { scenario() };
    let written = write(&schema, &mut out);
    written.map_err(|source| Failure::After(out.write_failure()(source)))?;
    out.finish().map_err(Failure::After)
}
