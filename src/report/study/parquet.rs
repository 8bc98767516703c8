//! The rows of a study as Parquet: whole numbers as INT64, numbers as optional DOUBLE, text as UTF-8, uncompressed, so that
//! the same rows give the same bytes.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::columns::{Column, ColumnKind};
use super::{RowWriter, not_a, number};
use crate::report::csv::raw_text;

/// Rows that are held in memory before they are written as a group.
const GROUP: usize = 8_192;

/// Writes Parquet.
pub struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    held: Vec<Values>,
    rows: usize,
}

/// The values of a column that wait to be written.
enum Values {
    Integers(Vec<i64>),
    Numbers {
        /// Those that are there.
        values: Vec<f64>,
        /// 1 for each that is there, 0 for each absent one.
        there: Vec<i16>,
    },
    Texts(Vec<ByteArray>),
}

impl<W: Write + Send> Parquet<W> {
    /// Starts a file of these columns.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(columns: &[Column], out: W) -> io::Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<_, _>>().map_err(write_error)?;
        let schema = Type::group_type_builder("study").with_fields(fields).build();
        let properties = WriterProperties::builder()
            .set_created_by(concat!("vestrisk ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = Arc::new(schema.map_err(write_error)?);
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties));
        let held = columns.iter().map(|column| Values::none(column.kind)).collect();
        Ok(Self { writer: writer.map_err(write_error)?, held, rows: 0 })
    }

    fn write_group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let mut group = self.writer.next_row_group().map_err(write_error)?;
        let written = self.held.iter_mut().try_for_each(|values| values.write(&mut group));
        written.and_then(|()| group.close().map(drop)).map_err(write_error)
    }
}

impl<W: Write + Send> RowWriter for Parquet<W> {
    fn row(&mut self, cells: &csv::StringRecord) -> io::Result<()> {
        self.held.iter_mut().zip(cells).try_for_each(|(values, cell)| values.push(cell))?;
        self.rows += 1;
        if self.rows == GROUP { self.write_group() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write_group()?;
        self.writer.close().map(drop).map_err(write_error)
    }
}

impl Values {
    const fn none(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Integer => Self::Integers(Vec::new()),
            ColumnKind::Number => Self::Numbers { values: Vec::new(), there: Vec::new() },
            ColumnKind::Text => Self::Texts(Vec::new()),
        }
    }

    fn push(&mut self, cell: &str) -> io::Result<()> {
        match self {
            Self::Integers(values) => {
                values.push(cell.parse().map_err(|_| not_a("whole number", cell))?);
            }
            Self::Numbers { values, there } => {
                let number = number(cell)?;
                there.push(i16::from(number.is_some()));
                values.extend(number);
            }
            Self::Texts(values) => values.push(ByteArray::from(raw_text(cell))),
        }
        Ok(())
    }

    /// Writes the next column of a group, and forgets its values.
    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let mut column =
            group.next_column()?.expect("a group has a column for each of the schema's");
        match self {
            Self::Integers(values) => {
                column.typed::<Int64Type>().write_batch(values, None, None)?;
                values.clear();
            }
            Self::Numbers { values, there } => {
                column.typed::<DoubleType>().write_batch(values, Some(there), None)?;
                values.clear();
                there.clear();
            }
            Self::Texts(values) => {
                column.typed::<ByteArrayType>().write_batch(values, None, None)?;
                values.clear();
            }
        }
        column.close()
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical, repetition) = match column.kind {
        ColumnKind::Integer => (Physical::INT64, None, Repetition::REQUIRED),
        ColumnKind::Number => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
    };
    let builder = Type::primitive_type_builder(&column.name, physical);
    builder.with_logical_type(logical).with_repetition(repetition).build().map(Arc::new)
}

/// The error of writing behind one of the format.
fn write_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}
