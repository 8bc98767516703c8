//! Results as Markdown, to be handed over.

mod assumptions;
mod brief;
mod email;
mod table;

pub use brief::{Depth, write as write_brief};
