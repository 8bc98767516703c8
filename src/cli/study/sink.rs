//! A table on its way into its files: the CSV with its hash, and what is converted from its rows.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::targets::{Targets, file_name};
use crate::cli::output::Output;
use crate::error::Error;
use crate::report::study::{self as table, Columns, Lines, RowWriter};
use crate::study::FileFacts;

/// The opened files of a table.
pub(super) struct Files {
    csv: Option<Output>,
    jsonl: Option<Output>,
    parquet: Option<Output>,
    name: String,
}

impl Files {
    /// Opens all of them, or without the table itself only those that are converted from it.
    pub(super) fn open(targets: &Targets, table_itself: bool) -> Result<Self, Error> {
        let open = |path: &Option<_>| match path {
            Some(path) => Output::open(Some(Path::new(path))).map(Some),
            None => Ok(None),
        };
        let csv = table_itself.then(|| Output::open(Some(&targets.out))).transpose()?;
        let (jsonl, parquet) = (open(&targets.jsonl)?, open(&targets.parquet)?);
        Ok(Self { csv, jsonl, parquet, name: file_name(&targets.out) })
    }

    /// Starts the table.
    pub(super) fn start(&mut self, columns: &Columns) -> Result<Sink<'_>, Error> {
        let mut converted: Vec<Converted<'_>> = Vec::new();
        if let Some(output) = &mut self.jsonl {
            let failure = output.write_failure();
            converted.push((Box::new(failure), Box::new(Lines::new(columns.all(), output))));
        }
        if let Some(output) = &mut self.parquet {
            let failure = output.write_failure();
            let writer = parquet(columns, output).map_err(&failure)?;
            converted.push((Box::new(failure), writer));
        }
        let header = table::header(columns);
        let mut sink = Sink {
            csv: self.csv.as_mut(),
            converted,
            hash: Sha256::new(),
            bytes: 0,
            name: self.name.clone(),
        };
        sink.raw(&header)?;
        Ok(sink)
    }

    /// Gives the files their names.
    pub(super) fn finish(self) -> Result<(), Error> {
        let end = |mut output: Output| {
            output.settle()?;
            output.finish()
        };
        for converted in [self.jsonl, self.parquet].into_iter().flatten() {
            match end(converted) {
                Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => {}
                ended => ended?,
            }
        }
        self.csv.map_or(Ok(()), end)
    }
}

#[cfg(feature = "parquet")]
fn parquet<'a>(columns: &Columns, output: &'a mut Output) -> io::Result<Box<dyn RowWriter + 'a>> {
    Ok(Box::new(table::Parquet::new(columns.all(), output)?))
}

#[cfg(not(feature = "parquet"))]
fn parquet<'a>(_columns: &Columns, _output: &'a mut Output) -> io::Result<Box<dyn RowWriter + 'a>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// How an error of a file is told, and who writes it.
type Converted<'a> = (Box<dyn Fn(io::Error) -> Error>, Box<dyn RowWriter + 'a>);

/// Takes the rows of a table in order.
pub(super) struct Sink<'a> {
    csv: Option<&'a mut Output>,
    converted: Vec<Converted<'a>>,
    hash: Sha256,
    bytes: u64,
    name: String,
}

impl Sink<'_> {
    /// Whole rows.
    pub(super) fn rows(&mut self, rows: &[u8]) -> Result<(), Error> {
        self.raw(rows)?;
        self.convert(|| Ok(rows))
    }

    /// The file of a share by cases behind its header.
    pub(super) fn table(&mut self, path: &Path, header: u64) -> Result<(), Error> {
        let failure = |source| Error::Io { path: path.to_path_buf(), action: "read", source };
        let open = || -> io::Result<BufReader<File>> {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(header))?;
            Ok(BufReader::new(file))
        };
        each_piece(&mut open().map_err(failure)?, failure, |piece| self.raw(piece))?;
        self.convert(|| open().map_err(failure))
    }

    /// What is converted, of whole rows that are opened anew for each format.
    pub(super) fn convert<R: Read>(
        &mut self,
        rows: impl Fn() -> Result<R, Error>,
    ) -> Result<(), Error> {
        let mut left = Vec::new();
        for (failure, mut writer) in std::mem::take(&mut self.converted) {
            match table::convert(rows()?, writer.as_mut()) {
                Ok(()) => left.push((failure, writer)),
                // Who reads has read enough; the table goes on without.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                Err(error) => return Err(failure(error)),
            }
        }
        self.converted = left;
        Ok(())
    }

    fn raw(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(csv) = &mut self.csv else { return Ok(()) };
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        csv.write_all(bytes).map_err(csv.write_failure())
    }

    /// Ships what is buffered: to a reader of a pipe rows come as they are done.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        self.csv.as_mut().map_or(Ok(()), |csv| csv.flush().map_err(csv.write_failure()))
    }

    /// Ends every format.
    pub(super) fn finish(self) -> Result<FileFacts, Error> {
        for (failure, writer) in self.converted {
            match writer.finish() {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                ended => ended.map_err(failure)?,
            }
        }
        Ok(FileFacts { name: self.name, bytes: self.bytes, sha256: hex(self.hash) })
    }
}

/// The length and the hash of a file.
pub(super) fn facts(path: &Path) -> Result<FileFacts, Error> {
    let failure = |source| Error::Io { path: path.to_path_buf(), action: "read", source };
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    each_piece(&mut File::open(path).map_err(failure)?, failure, |piece| {
        hash.update(piece);
        bytes += piece.len() as u64;
        Ok(())
    })?;
    Ok(FileFacts { name: file_name(path), bytes, sha256: hex(hash) })
}

/// Hands over what a file holds, piece by piece.
fn each_piece(
    input: &mut impl Read,
    failure: impl Fn(io::Error) -> Error,
    mut take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&buffer[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failure(error)),
        }
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
