//! Results into bytes: text, Markdown, JSON, CSV and diagnostics. Writes to a `Write` or a string and opens
//! nothing; what the numbers mean is the business of `analysis`.

pub mod csv;
pub mod diagnostics;
pub mod dump;
mod explain;
pub mod json;
pub mod ledger;
pub mod markdown;
mod metric;
pub mod number;
pub mod presets;
pub mod schema;
pub mod selftest;
pub mod shell;
pub mod study;
pub mod text;
pub mod wrap;
