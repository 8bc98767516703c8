//! The columns of a study's table, and which of them are asked for.

use serde::{Deserialize, Serialize};

use super::figures::Figure;
use crate::scenario::advice;

/// What stands in a column's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Whole numbers, one in every row.
    Integer,
    /// Numbers; a cell may be empty.
    Number,
    /// Text, one in every row.
    Text,
}

/// A column of a study's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name, as the header has it.
    pub name: String,
    /// What stands in its cells.
    pub kind: ColumnKind,
}

impl Column {
    fn new(name: &str, kind: ColumnKind) -> Self {
        Self { name: name.to_owned(), kind }
    }
}

/// The columns of a study's table: `case`, the axes, `offer`, `runs`, `seed`, then the figures.
#[derive(Clone, Debug)]
pub struct Columns {
    pub(super) all: Vec<Column>,
    pub(super) axes: usize,
    pub(super) figures: Vec<Figure>,
}

impl Columns {
    /// The columns with these axes and the figures of these names, every figure where none is named. A figure brings its
    /// standard error, and the order is the table's.
    ///
    /// # Errors
    /// In words, every name that is no figure's.
    pub fn new(axes: &[Column], metrics: &[String]) -> Result<Self, Vec<String>> {
        let every = Figure::all();
        let names: Vec<String> = every.iter().map(|figure| figure.name()).collect();
        let unknown = metrics.iter().filter(|metric| !names.contains(metric));
        let problems: Vec<String> = unknown.map(|metric| refusal(metric, &names)).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let asked = |name: &String| metrics.is_empty() || metrics.contains(name);
        let pairs = every.into_iter().zip(&names).filter(|(_, name)| asked(name));
        let figures: Vec<Figure> = pairs.map(|(figure, _)| figure).collect();
        Ok(Self::of(axes, figures))
    }

    fn of(axes: &[Column], figures: Vec<Figure>) -> Self {
        let mut all = vec![Column::new("case", ColumnKind::Integer)];
        all.extend_from_slice(axes);
        all.push(Column::new("offer", ColumnKind::Text));
        all.extend(["runs", "seed"].map(|name| Column::new(name, ColumnKind::Integer)));
        for figure in &figures {
            let name = figure.name();
            all.push(Column::new(&name, ColumnKind::Number));
            if figure.has_error() {
                all.push(Column::new(&format!("{name}_se"), ColumnKind::Number));
            }
        }
        Self { all, axes: axes.len(), figures }
    }

    /// The columns of a table that was written; `None` where no study has such columns.
    #[must_use]
    pub fn read(all: &[Column]) -> Option<Self> {
        let offer = all.iter().position(|column| column.name == "offer")?;
        let named =
            |figure: &Figure| all[offer..].iter().any(|column| column.name == figure.name());
        let figures = Figure::all().into_iter().filter(named).collect();
        Some(Self::of(all.get(1..offer)?, figures)).filter(|columns| columns.all == all)
    }

    /// Each column, in order.
    #[must_use]
    pub fn all(&self) -> &[Column] {
        &self.all
    }
}

/// What is wrong with the name of a metric.
fn refusal(metric: &str, names: &[String]) -> String {
    let figure =
        metric.strip_suffix("_se").filter(|figure| names.iter().any(|name| name == figure));
    let advice = match figure {
        Some(figure) => format!("ask for `{figure}`, which brings its standard error"),
        None => advice(metric, names.iter().map(String::as_str), "metrics"),
    };
    format!("--metrics: a study's table has no metric `{metric}`; {advice}")
}
