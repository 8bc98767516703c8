//! Files of cases that may end anywhere: a first line of JSON that says of which table, then a frame a case, each with its
//! length and a checksum, so that whatever a kill, a full disk or a power cut leaves behind is told from what is whole.
//!
//! A frame is a line `#CASE LENGTH CHECKSUM`, that many bytes, and a line feed. Bytes that are rows stay readable.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::identity::{Content, Identity};

/// The longest first line: thousands of columns with long names.
const LONGEST_HEAD: u64 = 64 << 20;
/// The longest line that opens a frame.
const LONGEST_MARK: u64 = 80;
/// How a first line begins.
const MAGIC: &str = "{\"vestrisk\":\"study ";

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    vestrisk: String,
    format: u32,
    #[serde(flatten)]
    identity: Identity,
}

/// What the first line of a file is.
#[derive(Debug)]
pub enum FirstLine {
    /// That of a file of cases; so many bytes with the line feed.
    Cases {
        /// Of which table.
        identity: Box<Identity>,
        /// Its length.
        bytes: u64,
    },
    /// The beginning of one, or nothing: the file was cut before a case could be in it.
    Torn,
    /// Something else.
    Foreign,
}

impl FirstLine {
    /// The bytes of a first line.
    #[must_use]
    pub fn write(identity: &Identity) -> Vec<u8> {
        let head = Head {
            vestrisk: format!("study {}", name(identity.content())),
            format: 1,
            identity: identity.clone(),
        };
        let mut line = serde_json::to_vec(&head).expect("names and numbers are JSON");
        line.push(b'\n');
        line
    }

    /// Reads the first line of a file.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn read(input: &mut impl BufRead) -> io::Result<Self> {
        let mut line = Vec::new();
        let bytes = input.take(LONGEST_HEAD).read_until(b'\n', &mut line)? as u64;
        let common = line.iter().zip(MAGIC.as_bytes()).take_while(|(a, b)| a == b).count();
        // A power cut leaves zeros in place of what was not written yet.
        let blank = line[common..].iter().all(|byte| *byte == 0);
        if !line.ends_with(b"\n") {
            let torn = blank || common == MAGIC.len();
            return Ok(if torn { Self::Torn } else { Self::Foreign });
        }
        Ok(match serde_json::from_slice::<Head>(&line) {
            Ok(head) if head.format == 1 && head.vestrisk.starts_with("study ") => {
                Self::Cases { identity: Box::new(head.identity), bytes }
            }
            _ => Self::Foreign,
        })
    }
}

const fn name(content: Content) -> &'static str {
    match content {
        Content::Rows => "rows",
        Content::Parts => "parts",
    }
}

/// Appends the frame of a case, counted from 1.
///
/// # Errors
/// Those of the writer.
pub fn write_frame(case: u64, content: &[u8], out: &mut impl Write) -> io::Result<()> {
    let mark = mark(case, content);
    out.write_all(mark.as_bytes())?;
    out.write_all(content)?;
    out.write_all(b"\n")
}

/// The line that opens a frame.
fn mark(case: u64, content: &[u8]) -> String {
    let open = format!("#{case} {} ", content.len());
    let digest = Sha256::new().chain_update(&open).chain_update(content).finalize();
    let checksum = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    format!("{open}{}\n", checksum.collect::<String>())
}

/// Reads frames, case after case.
#[derive(Debug)]
pub struct Frames<R> {
    input: R,
    next: u64,
    content: Vec<u8>,
    /// Bytes of the whole frames read.
    whole: u64,
    torn: bool,
}

impl<R: BufRead> Frames<R> {
    /// Frames behind the first line, the first of which must be of this case, counted from 1.
    pub const fn new(input: R, first: u64) -> Self {
        Self { input, next: first, content: Vec::new(), whole: 0, torn: false }
    }

    /// The content of the next case; `None` at the end, or where what follows is not the whole frame of that case.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_content(&mut self) -> io::Result<Option<&[u8]>> {
        let mut line = Vec::new();
        (&mut self.input).take(LONGEST_MARK).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        self.torn = true;
        let text = str::from_utf8(&line).ok();
        let mut words = text.and_then(|text| text.strip_prefix('#')).unwrap_or("").split(' ');
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok());
        let (Some(case), Some(length)) = (number(), number()) else { return Ok(None) };
        if case != self.next {
            return Ok(None);
        }
        self.content.clear();
        // No more is allocated than there is: the length may be damaged.
        (&mut self.input).take(length).read_to_end(&mut self.content)?;
        let mut end = [0];
        let ended = self.input.read(&mut end)? == 1 && end == *b"\n";
        if !ended || mark(case, &self.content).as_bytes() != line {
            return Ok(None);
        }
        self.torn = false;
        self.next += 1;
        self.whole += line.len() as u64 + length + 1;
        Ok(Some(&self.content))
    }

    /// The case that comes next, counted from 1.
    pub const fn next_case(&self) -> u64 {
        self.next
    }

    /// Bytes of the whole frames that were read.
    pub const fn whole(&self) -> u64 {
        self.whole
    }

    /// Whether the last look found something that is no whole frame.
    pub const fn is_torn(&self) -> bool {
        self.torn
    }
}
