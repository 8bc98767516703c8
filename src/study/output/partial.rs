//! What a file of cases holds that a killed or stopped process left: how many cases of this table are whole, and where the
//! rest is to be cut.

use std::io::{self, BufRead};

use super::container::{FirstLine, Frames};
use super::identity::Identity;

/// A file that an earlier process left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing of use, not even its first line is whole.
    Nothing,
    /// Whole cases of this table.
    Cases {
        /// How many, the first of the table's first.
        done: u64,
        /// Bytes up to the end of the last.
        bytes: u64,
    },
    /// A file of another table: what differs, in words; nothing where it is no file of cases at all.
    Foreign(Vec<String>),
}

impl Left {
    /// Looks at what was left of the table that is asked for.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read(input: &mut impl BufRead, wanted: &Identity) -> io::Result<Self> {
        let (identity, head) = match FirstLine::read(input)? {
            FirstLine::Cases { identity, bytes } => (identity, bytes),
            FirstLine::Torn => return Ok(Self::Nothing),
            FirstLine::Foreign => return Ok(Self::Foreign(Vec::new())),
        };
        if *identity != *wanted {
            return Ok(Self::Foreign(wanted.differences(&identity, false)));
        }
        let range = wanted.range();
        let mut frames = Frames::new(input, range.start + 1);
        while frames.next_case() <= range.end && frames.next_content()?.is_some() {}
        let done = frames.next_case() - 1 - range.start;
        Ok(Self::Cases { done, bytes: head + frames.whole() })
    }
}
