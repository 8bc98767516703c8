//! Tables of Markdown, aligned so that they read well as plain text too.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

/// Writes a table: the first column to the left, all others to the right.
pub(super) fn write(
    header: &[&str],
    rows: &[Vec<String>],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let header: Vec<String> = header.iter().map(|text| cell(text)).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| &row[column]).chain([&header[column]]);
        cells.map(|text| text.width()).max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).enumerate().map(|(column, (text, width))| {
            let pad = " ".repeat(width - text.width());
            if column == 0 { format!("{text}{pad}") } else { format!("{pad}{text}") }
        });
        format!("| {} |", padded.collect::<Vec<_>>().join(" | "))
    };
    writeln!(out, "{}", line(&header))?;
    let rules = widths.iter().enumerate().map(|(column, width)| {
        if column == 0 { "-".repeat(*width) } else { format!("{}:", "-".repeat(width - 1)) }
    });
    writeln!(out, "| {} |", rules.collect::<Vec<_>>().join(" | "))?;
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row)))
}
