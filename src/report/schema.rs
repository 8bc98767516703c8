//! The JSON Schema (2020-12) of the JSON that `run` and `tail` write, derived from the types that are written and
//! their documentation, so that it cannot fall behind. Open to keys that later versions add.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::Value;

use super::json::Output;

/// The schema of the output.
///
/// ```
/// let schema = vestrisk::report::schema::output();
/// assert_eq!(schema["$defs"]["Document"]["properties"]["format"]["const"], 1);
/// ```
#[must_use]
pub fn output() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Output<'static>>();
    RecursiveTransform(without_rust).transform(&mut schema);
    schema.to_value()
}

/// Takes out what only readers of Rust know: the names of its number types, which strict validators
/// refuse as unknown formats, and of what is not there.
fn without_rust(schema: &mut Schema) {
    schema.remove("format");
    if let Some(text) = schema.get("description").and_then(Value::as_str) {
        let text = text.replace("`None`", "null").replace('\n', " ");
        schema.insert("description".to_owned(), text.into());
    }
}

/// Writes a schema as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write(schema: &Value, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, schema)?;
    out.write_all(b"\n")
}
