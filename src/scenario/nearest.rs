//! The nearest valid name to one that was mistyped.

/// How alike two names must be, from 0 to 1, for one to be suggested for the other.
const LIKENESS: f64 = 0.6;
/// The shortest name that is suggested for being a part of the other (`salary` in `base_salary`).
const SHORTEST_PART: usize = 4;
/// Longer names are nobody's typing mistake, and comparing costs the product of the lengths.
const LONGEST: usize = 100;

/// The name most like the given one, if any is alike enough. Case does not count.
pub(crate) fn nearest<'n>(
    given: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    if given.len() > LONGEST {
        return None;
    }
    let given = given.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let alike = strsim::normalized_damerau_levenshtein(&given, &name);
        let (short, long) =
            if given.len() < name.len() { (&given, &name) } else { (&name, &given) };
        let part = short.chars().count() >= SHORTEST_PART && long.contains(short.as_str());
        if part { alike.max(LIKENESS) } else { alike }
    };
    let scored = names.into_iter().map(|name| (likeness(name), name));
    let alike = scored.filter(|(score, _)| *score >= LIKENESS);
    // The first of equals: names come in the order of the format.
    alike.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, name)| name)
}

/// What to tell about a name that is not among the valid ones: the nearest, or all of them.
pub(crate) fn advice<'n>(
    given: &str,
    names: impl IntoIterator<Item = &'n str> + Clone,
    what: &str,
) -> String {
    /// More names than this are not listed.
    const MOST_LISTED: usize = 24;
    if let Some(name) = nearest(given, names.clone()) {
        return format!("did you mean `{name}`?");
    }
    let all: Vec<&str> = names.into_iter().collect();
    let listed = all.iter().take(MOST_LISTED).map(|name| format!("`{name}`"));
    let list = listed.collect::<Vec<_>>().join(", ");
    match all.len() {
        0 => format!("there are no {what}"),
        n if n > MOST_LISTED => format!("{what}: {list} and {} more", n - MOST_LISTED),
        _ => format!("{what}: {list}"),
    }
}
