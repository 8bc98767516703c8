//! A document's text: size, encoding and TOML syntax, checked before any field is read.

use std::ops::Range;

use toml::de::DeTable;

use super::assign::{
    Place, ReadAsText, assign, look_up, place_of, place_of_setting, segments_before,
};
use super::faults::Faults;
use super::field::grouped;
use super::format::{Format, SCENARIO};
use super::lower::{self, Files, LARGEST_FILE, Library};
use super::node::{Table, Value};
use super::table::{TableReader, UNKNOWN_KEY};
use super::worlds::Standing;
use super::{Overrides, Scenario, Sources, effective, syntax};
use crate::error::{DocumentFaults, Error, Fault, FaultKind, Flag};

/// The largest document in bytes: 4 MiB.
pub const LARGEST_DOCUMENT: usize = 4 << 20;

/// A scenario document whose syntax is right; its fields are read by [`Document::lower`].
#[derive(Clone, Debug)]
pub struct Document {
    format: &'static Format,
    texts: Texts,
    root: Table,
    /// What is wrong with the flags already.
    faults: Vec<Fault>,
    read_as_text: Vec<ReadAsText>,
}

impl Document {
    /// Parses a document. `name` is what its user calls it: a path, `<stdin>`, a built-in's name.
    ///
    /// # Errors
    /// [`Error::Document`] with every fault of syntax, or with the one reason why the bytes are no text
    /// of at most [`LARGEST_DOCUMENT`] bytes.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        Self::parse_with(name, bytes, &[])
    }

    /// Parses a document and changes it by flags `PATH=VALUE`, of which a later one wins. The path is a
    /// TOML dotted key in which a bare integer indexes a list and a segment in quotes under `offers` is
    /// an offer's name; the value is TOML, or else text. Missing tables are made, and of the keys
    /// `value` and `shares` of a grant one removes the other. What is wrong with a flag alone is told
    /// by [`Document::lower`], together with all other faults.
    ///
    /// ```
    /// use vestrisk::error::Flag;
    /// use vestrisk::scenario::{Document, NoSources, Overrides};
    ///
    /// let text = "format = 1\n[[offers]]\nname = \"Plan B\"\nbase_salary = 100_000\n";
    /// let flag = |text: &str| Flag { name: "--set".to_owned(), text: text.to_owned() };
    /// let flags = [flag("simulation.seed=5"), flag("offers.\"Plan B\".base_salary=120_000")];
    /// let document = Document::parse_with("b.toml", text.as_bytes(), &flags)?;
    /// let scenario = document.lower(&NoSources, &Overrides::default())?;
    /// assert_eq!(scenario.setup.settings.seed, 5);
    /// # Ok::<(), vestrisk::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Document::parse`], with the faults of syntax of the flags.
    pub fn parse_with(name: &str, bytes: &[u8], flags: &[Flag]) -> Result<Self, Error> {
        Self::parse_as(&SCENARIO, name, bytes, flags)
    }

    /// The same for a document of any kind.
    pub(crate) fn parse_as(
        format: &'static Format,
        name: &str,
        bytes: &[u8],
        flags: &[Flag],
    ) -> Result<Self, Error> {
        let (text, root) = parse(bytes, format);
        let texts = Texts::new(name, text, flags);
        let mut faults = Faults::new(&texts.joined);
        let (mut root, own) = match root {
            Ok(root) => (Some(root), Vec::new()),
            Err(faults) => (None, faults),
        };
        let read_as_text = assign(&texts.joined, &texts.flags(), root.as_mut(), &mut faults);
        let of_flags = faults.into_sorted();
        match root {
            Some(root) => Ok(Self { format, texts, root, faults: of_flags, read_as_text }),
            None => Err(texts.refuse(own.into_iter().chain(of_flags).collect())),
        }
    }

    /// The same document with more flags behind its own. What is wrong with one is told by [`Document::lower`].
    #[must_use]
    pub fn with(&self, flags: &[Flag]) -> Self {
        let texts = self.texts.with(flags);
        let places = texts.flags().split_off(self.texts.flags.len());
        let mut root = self.root.clone();
        let mut faults = Faults::with(&texts.joined, self.format, self.faults.clone());
        let mut read_as_text = self.read_as_text.clone();
        read_as_text.extend(assign(&texts.joined, &places, Some(&mut root), &mut faults));
        let faults = faults.into_sorted();
        Self { format: self.format, texts, root, faults, read_as_text }
    }

    /// All that it says, changed by its flags.
    pub(crate) const fn root(&self) -> &Table {
        &self.root
    }

    /// Where a field path leads to.
    ///
    /// # Errors
    /// What is wrong with the path, without a position.
    pub(crate) fn place(&self, path: &str) -> Result<Place, Box<Fault>> {
        place_of(path, &self.root)
    }

    /// What is wrong with a path that has a place but leads to a key that its table does not have, whatever the value: the
    /// number of keys and indices that lead to that table, and the fault without a position.
    pub(crate) fn unknown_key(
        &self,
        path: &str,
        library: &Library,
        overrides: &Overrides,
    ) -> Option<(usize, Fault)> {
        // The value does not matter: one of a wrong type is a fault of its own.
        let flag = Flag { name: String::new(), text: format!("{path}=0") };
        let probe = self.with(std::slice::from_ref(&flag));
        let Err(Error::Document(faults)) = probe.lower_under("", library, overrides) else {
            return None;
        };
        let own = Some(self.texts.flags.len());
        let mut faults = faults.faults.into_iter();
        let fault = faults.find(|fault| fault.flag == own && fault.label == UNKNOWN_KEY)?;
        let tables = segments_before(&flag.text, fault.span.as_ref()?.start);
        Some((tables, Fault { flag: None, span: None, ..fault }))
    }

    /// Where a setting `PATH=VALUE` puts its value; `None` where it cannot.
    pub(crate) fn place_of_setting(&self, text: &str) -> Option<Place> {
        place_of_setting(text, &self.root)
    }

    /// What stands at a field path that a flag gave.
    pub(super) fn standing(&self, flag: &str, path: &str) -> Result<Standing, Error> {
        let text = format!("{path}=0");
        let mut faults = Faults::new(&text);
        let found = look_up(&text, &self.root, &mut faults);
        found.ok_or_else(|| {
            let flag = Flag { name: flag.to_owned(), text: path.to_owned() };
            let Texts { name, joined, end, .. } = &self.texts;
            let mut faults = faults.into_sorted();
            for fault in &mut faults {
                fault.flag = Some(0);
                fault.span = fault.span.take().map(|span| span.start..span.end.min(path.len()));
            }
            let (name, text) = (name.clone(), joined[..*end].to_owned());
            Error::Document(Box::new(DocumentFaults { name, text, flags: vec![flag], faults }))
        })
    }

    /// What the document's user calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.texts.name
    }

    /// Whether the document, or a flag that changes it, has a value at a path of tables' keys. What is absent there is a
    /// default.
    #[must_use]
    pub fn states(&self, path: &[&str]) -> bool {
        let Some((last, tables)) = path.split_last() else { return false };
        let mut table = &self.root;
        for key in tables {
            let Some(Value::Table(inner)) = table.get(key).map(|entry| &entry.node.value) else {
                return false;
            };
            table = inner;
        }
        table.get(last).is_some()
    }

    /// Reads the fields and builds the scenario. Files that it refers to come from `sources`; settings
    /// in `overrides` replace the document's and those of flags.
    ///
    /// # Errors
    /// [`Error::Document`] with all faults at once, in order of position.
    pub fn lower(&self, sources: &dyn Sources, overrides: &Overrides) -> Result<Scenario, Error> {
        self.lower_hashed(&mut Files::new(sources), overrides)
    }

    /// The same, with files that other scenarios refer to as well.
    pub(crate) fn lower_from(
        &self,
        library: &Library,
        overrides: &Overrides,
    ) -> Result<Scenario, Error> {
        self.lower_hashed(&mut Files::of(library), overrides)
    }

    /// The same with a stated hash in place of its own, which takes a third of the time: for one of many scenarios that
    /// something else tells apart.
    pub(crate) fn lower_under(
        &self,
        sha256: &str,
        library: &Library,
        overrides: &Overrides,
    ) -> Result<Scenario, Error> {
        let scenario = self.lower_with(&mut Files::of(library), overrides)?;
        Ok(Scenario { sha256: sha256.to_owned(), ..scenario })
    }

    fn lower_hashed(
        &self,
        files: &mut Files<'_>,
        overrides: &Overrides,
    ) -> Result<Scenario, Error> {
        let mut scenario = self.lower_with(files, overrides)?;
        scenario.sha256 = effective::hash(&scenario, files.digests());
        Ok(scenario)
    }

    fn lower_with(&self, files: &mut Files<'_>, overrides: &Overrides) -> Result<Scenario, Error> {
        self.read(|top, faults| lower::scenario(top, files, overrides, faults))
    }

    /// Has the fields read, and reports every key that is unknown or missing; `read` returns `None` only where it has
    /// added a fault.
    ///
    /// # Errors
    /// [`Error::Document`] with all faults at once, in order of position.
    pub(crate) fn read<'d, T>(
        &'d self,
        read: impl FnOnce(&mut TableReader<'d>, &mut Faults<'_>) -> Option<T>,
    ) -> Result<T, Error> {
        let mut faults = Faults::with(&self.texts.joined, self.format, self.faults.clone());
        let read = TableReader::document(&self.root, &mut faults, read);
        if let Some(read) = read.filter(|_| faults.is_empty()) {
            return Ok(read);
        }
        if faults.is_empty() {
            let message = "the document cannot be read and no fault says why; please report this";
            faults.add("", None, message, "");
        }
        let mut faults = faults.into_sorted();
        for ReadAsText { span, reason } in &self.read_as_text {
            for fault in faults.iter_mut().filter(|fault| fault.span.as_ref() == Some(span)) {
                let help = format!("the value is not TOML, so it was read as text ({reason})");
                fault.help.insert(0, help);
            }
        }
        Err(self.texts.clone().refuse(faults))
    }
}

/// The document's text and those of the flags, joined, so that a position says which text it is in.
#[derive(Clone, Debug)]
struct Texts {
    name: String,
    joined: String,
    /// Where the document's text ends.
    end: usize,
    flags: Vec<Flag>,
}

impl Texts {
    fn new(name: &str, text: String, flags: &[Flag]) -> Self {
        let (name, end) = (name.to_owned(), text.len());
        Self { name, joined: text, end, flags: Vec::new() }.with(flags)
    }

    /// The same texts with those of more flags behind them.
    fn with(&self, flags: &[Flag]) -> Self {
        let mut texts = self.clone();
        for flag in flags {
            texts.joined.push('\n');
            texts.joined.push_str(&flag.text);
        }
        texts.flags.extend_from_slice(flags);
        texts
    }

    /// Where each flag stands.
    fn flags(&self) -> Vec<Range<usize>> {
        let mut end = self.end;
        let place = |flag: &Flag| {
            let start = end + 1;
            end = start + flag.text.len();
            start..end
        };
        self.flags.iter().map(place).collect()
    }

    /// The error of these faults, each placed in its own text.
    fn refuse(mut self, mut faults: Vec<Fault>) -> Error {
        let flags = self.flags();
        for fault in &mut faults {
            let Some(span) = &fault.span else { continue };
            fault.flag = flags.iter().rposition(|place| place.start <= span.start);
            if let Some(place) = fault.flag.and_then(|flag| flags.get(flag)) {
                let end = span.end.min(place.end);
                fault.span = Some(span.start - place.start..end - place.start);
            }
        }
        self.joined.truncate(self.end);
        let Self { name, joined: text, flags, .. } = self;
        Error::Document(Box::new(DocumentFaults { name, text, flags, faults }))
    }
}

/// A document's text, and its tree or what is wrong with it.
fn parse(bytes: &[u8], format: &Format) -> (String, Result<Table, Vec<Fault>>) {
    if bytes.len() > LARGEST_DOCUMENT {
        return (String::new(), Err(vec![too_large(bytes.len(), format)]));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            let fault = not_utf8(bytes, error.valid_up_to(), format);
            return (String::from_utf8_lossy(bytes).into_owned(), Err(vec![fault]));
        }
    };
    if let Some(at) = text.find('\0') {
        let fault = fault(
            Some(at..at + 1),
            "the document has a NUL byte, so it is not text",
            "NUL byte",
            "save it as plain UTF-8 text",
        );
        return (text, Err(vec![fault]));
    }
    let root = match DeTable::parse(&text) {
        Ok(table) => Ok(Table::new(table.get_ref(), 0)),
        Err(first) => Err(syntax::faults(&text, &first)),
    };
    (text, root)
}

fn fault(span: Option<Range<usize>>, message: &str, label: &str, help: &str) -> Fault {
    let (message, label, help) = (message.to_owned(), label.to_owned(), vec![help.to_owned()]);
    let kind = FaultKind::Text;
    Fault { kind, message, path: String::new(), flag: None, span, label, help }
}

fn too_large(bytes: usize, format: &Format) -> Fault {
    // Of a larger file no more than its first bytes are read.
    let over = if bytes > LARGEST_FILE { "over " } else { "" };
    let size = grouped(bytes.min(LARGEST_FILE) as u64);
    let noun = format.noun;
    let message =
        format!("the document has {over}{size} bytes; a {noun} has at most 4 MiB (4,194,304)");
    fault(None, &message, "", format.too_large)
}

fn not_utf8(bytes: &[u8], at: usize, format: &Format) -> Fault {
    // Replacement characters take three bytes in the text that is shown.
    let span = Some(at..at + '\u{fffd}'.len_utf8());
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        let message = format!("the document is UTF-16 text; a {} is UTF-8", format.noun);
        return fault(span, &message, "byte-order mark of UTF-16", "save it as UTF-8");
    }
    let message =
        format!("the document is not UTF-8 text: byte 0x{:02X} at offset {at}", bytes[at]);
    fault(span, &message, "not UTF-8", "save it as UTF-8")
}
