//! The self-test's checks as text: what was checked and how far off it was.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use super::number::{grouped, plural};
use super::wrap::hanging;
use crate::analysis::{Check, MOST_STANDARD_ERRORS};

/// Writes the checks for a width in columns, a table for each subject, and the verdict.
///
/// # Errors
/// Those of the writer.
pub fn write(checks: &[Check], width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let note = "Of each check: what is expected, what was found, and how far off that is (SE: standard \
                errors)";
    hanging("", note, width, out)?;
    for group in checks.chunk_by(|one, other| subject(one).0 == subject(other).0) {
        writeln!(out)?;
        hanging("", subject(&group[0]).0, width, out)?;
        let rows: Vec<[String; 5]> = group.iter().map(row).collect();
        let widths: [usize; 5] = std::array::from_fn(|column| {
            rows.iter().map(|row| row[column].width()).max().unwrap_or(0)
        });
        let [_, name, expected, found, off] = widths;
        for [verdict, what, known, value, by] in &rows {
            let row = format!("{what:name$}  {known:>expected$}  {value:>found$}  {by:>off$}");
            writeln!(out, "{verdict:4}  {row}")?;
        }
    }
    let failed = checks.iter().filter(|check| !check.passed).count();
    let worst = checks.iter().filter(|check| check.measured.std_error.is_some());
    let worst = worst.map(|check| check.off.abs()).fold(0.0, f64::max);
    let verdict = format!(
        "{}, {failed} failed; the largest deviation is {worst:.2} standard errors (allowed: \
         {MOST_STANDARD_ERRORS})",
        plural(checks.len() as u64, "check")
    );
    writeln!(out)?;
    hanging("", &verdict, width, out)
}

/// The subject of a check, and what of it was checked.
fn subject(check: &Check) -> (&str, &str) {
    check.name.rsplit_once(": ").unwrap_or(("", &check.name))
}

/// Verdict, what was checked, what is expected, what was found, how far off.
fn row(check: &Check) -> [String; 5] {
    let verdict = if check.passed { "ok" } else { "FAIL" };
    let estimated = check.measured.std_error.is_some_and(|error| error > 0.0);
    let decimals = if estimated && check.expected.abs() < 10.0 { 6 } else { 2 };
    let off =
        if estimated { format!("{} SE", grouped(check.off, 2)) } else { grouped(check.off, 2) };
    [
        verdict.to_owned(),
        subject(check).1.to_owned(),
        grouped(check.expected, decimals),
        grouped(check.measured.value, decimals),
        off,
    ]
}
