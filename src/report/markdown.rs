//! Results as Markdown, to be handed over.

mod assumptions;
mod brief;
mod email;
mod table;

pub(super) use assumptions::all as assumptions;
pub use brief::{Depth, write as write_brief};
pub(super) use brief::{in_words as argument_in_words, said_asks, shown_arguments};
pub(super) use email::draft;
