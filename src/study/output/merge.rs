//! Which shares make one table: every share once, all of one study, in any order.

use super::identity::Identity;
use crate::report::number::count;

/// The positions of shares in the order of their indices.
///
/// # Errors
/// In words, everything that keeps them from being one table.
pub fn in_order(shares: &[(String, Identity)]) -> Result<Vec<usize>, Vec<String>> {
    let divided = shares.iter().find(|(_, identity)| identity.shard.is_some());
    let Some((first_name, first)) = divided.or(shares.first()) else {
        return Err(vec!["there is nothing to merge; name every share's file".to_owned()]);
    };
    let mut problems = Vec::new();
    for (name, identity) in shares {
        if identity.shard.is_none() {
            problems.push(format!("{name} is a whole study, not a share of one; leave it out"));
            continue;
        }
        let differences = first.differences(identity, true);
        if !differences.is_empty() {
            problems.push(format!(
                "{name} and {first_name} are not shares of one study: {}; `there` is {name}",
                differences.join("; ")
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let index = |at: usize| shares[at].1.shard.map_or(0, |shard| shard.index);
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|at| index(*at));
    for pair in order.windows(2).filter(|pair| index(pair[0]) == index(pair[1])) {
        let (one, other) = (&shares[pair[0]].0, &shares[pair[1]].0);
        problems.push(format!("{one} and {other} are the same share; leave one out"));
    }
    let of = first.shard.map_or(0, |shard| shard.of);
    let missing: Vec<u32> = (1..=of)
        .filter(|wanted| order.binary_search_by_key(wanted, |at| index(*at)).is_err())
        .collect();
    if !missing.is_empty() {
        problems.push(format!(
            "of {} shares these are missing: {}; name their files too",
            count(of.into()),
            ranges(&missing)
        ));
    }
    if problems.is_empty() { Ok(order) } else { Err(problems) }
}

/// Numbers with their runs as ranges: `1, 3 to 7, 9`.
fn ranges(numbers: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => parts.push((*number, *number)),
        }
    }
    let part = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first} to {last}") }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}
