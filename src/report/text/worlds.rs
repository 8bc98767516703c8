//! The tables of texts that show the same offers in several worlds: offer by offer, a row a world.

use std::io::Write;

use super::layout::{self, Column};

/// Writes as many tables as the width needs: each with the columns that fit beside the worlds' names. A column has a value for
/// each offer and world, the worlds of the first offer first; one without any text is left out.
pub(super) fn write(
    (corner, worlds): (&str, &[&str]),
    offers: &[&str],
    columns: &[Column],
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let labels: Vec<String> =
        offers.iter().flat_map(|_| worlds.iter().map(|world| format!("  {world}"))).collect();
    let label = labels.iter().map(String::len).max().unwrap_or(0);
    let mut rest: Vec<&Column> =
        columns.iter().filter(|column| column.values.iter().any(|cell| !cell.is_empty())).collect();
    while !rest.is_empty() {
        let mut used = label;
        let fits = |column: &&&Column| {
            used += column.width();
            used <= width
        };
        let fit = rest.iter().take_while(fits).count().max(1);
        let after = rest.split_off(fit);
        let (header, rows) = layout::grid((corner, &labels, label), &rest);
        writeln!(out)?;
        header.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        for (at, offer) in offers.iter().enumerate() {
            let of_offer = at * worlds.len()..(at + 1) * worlds.len();
            let filled = |column: &&Column| {
                column.values[of_offer.clone()].iter().any(|cell| !cell.is_empty())
            };
            if rest.iter().any(filled) {
                layout::paragraph(offer, width, out)?;
                rows[of_offer].iter().try_for_each(|line| writeln!(out, "{line}"))?;
            }
        }
        rest = after;
    }
    Ok(())
}
