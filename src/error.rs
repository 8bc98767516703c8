//! The one public error of the crate and its kinds. Imports nothing of ours; how an error is shown is
//! the business of `report` (documents) and `cli` (exit codes).

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// A parameter outside its range: which, what was given, what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterError {
    /// The parameter's field path or name, such as `volatility`.
    pub path: String,
    /// The value given, as its writer would recognize it.
    pub given: String,
    /// The allowed range in words, such as `from 0 to 10`.
    pub allowed: String,
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}; allowed: {}", self.path, self.given, self.allowed)
    }
}

impl std::error::Error for ParameterError {}

/// What a fault breaks, by what it takes to see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The text: its size, its encoding, its syntax. Nothing of what it says is looked at.
    Text,
    /// The shape of one table or value: unknown and missing keys, keys that exclude each other, wrong
    /// types, single values out of range, words that are not among the choices. A schema sees these.
    Shape,
    /// The meaning: names that refer to nothing or are taken, sums, orders, values that contradict
    /// others, files; and whole numbers written `48.0`, which JSON does not tell from 48.
    Meaning,
}

/// One fault in a document: where, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it breaks.
    pub kind: FaultKind,
    /// What is wrong, in one line; names the field's path and the value given.
    pub message: String,
    /// The field's path (`offers.0.grants.1.value`), empty for the document itself.
    pub path: String,
    /// The flag it points into, by its position in [`DocumentFaults::flags`]; `None` is the document.
    pub flag: Option<usize>,
    /// Bytes of that text the fault points to; `None` when nothing stands there.
    pub span: Option<Range<usize>>,
    /// What stands under the caret: the range allowed, the rule broken.
    pub label: String,
    /// Next steps: the nearest valid name, an example.
    pub help: Vec<String>,
}

/// A flag that changes a document, such as `--set simulation.runs=5000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What its user calls it: `--set`.
    pub name: String,
    /// What stands behind the name.
    pub text: String,
}

/// All faults of one document and of the flags that change it, with their texts, so that each can be
/// shown in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFaults {
    /// The document's name as its user gave it: a path, `<stdin>`, a built-in's name.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The flags, in their order.
    pub flags: Vec<Flag>,
    /// At least one fault, in order of position: the document's, then those of each flag.
    pub faults: Vec<Fault>,
}

/// Everything that can go wrong in vestrisk.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A parameter outside its range.
    Parameter(ParameterError),
    /// A document with faults, all of them.
    Document(Box<DocumentFaults>),
    /// Input that is valid field by field but cannot be simulated; says why and what to change.
    Unusable(String),
    /// Requests that a scenario cannot answer (models, stresses, goals, files that contradict each other), everything that is
    /// wrong at once; at least one line.
    Refused(Vec<String>),
    /// Views that no weights of the runs hold; says what they reach.
    Views(String),
    /// Samples and the columns of the threads do not fit into the memory allowed (bytes).
    Memory {
        /// Bytes that the job needs.
        needed: u64,
        /// Bytes that were allowed.
        allowed: u64,
    },
    /// A measure left the range that exact sums can hold, or is not a number.
    Overflow {
        /// The measure's name.
        measure: String,
    },
    /// The observer asked to stop.
    Interrupted,
    /// A file could not be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried, such as `read` or `write`.
        action: &'static str,
        /// The system's answer.
        source: std::io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(error) => error.fmt(f),
            Self::Document(document) => {
                let count = document.faults.len();
                let noun = if count == 1 { "fault" } else { "faults" };
                write!(f, "{}: {count} {noun}", document.name)?;
                document.faults.iter().try_for_each(|fault| write!(f, "; {}", fault.message))
            }
            Self::Unusable(message) | Self::Views(message) => f.write_str(message),
            Self::Refused(problems) => f.write_str(&problems.join("; ")),
            Self::Memory { needed, allowed } => write!(
                f,
                "this job needs {} MiB, and {} MiB are allowed or fewer are free; lower the number of \
                 runs or of threads, or allow more memory",
                needed.div_ceil(1 << 20),
                allowed >> 20
            ),
            Self::Overflow { measure } => write!(
                f,
                "{measure} leaves the range of exact sums (about 10^12 dollars a run); lower the \
                 volatility, the expected return, a negative discount rate or the amounts"
            ),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Io { path, action, source } => {
                write!(f, "cannot {action} {}: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Parameter(error) => Some(error),
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<ParameterError> for Error {
    fn from(error: ParameterError) -> Self {
        Self::Parameter(error)
    }
}
