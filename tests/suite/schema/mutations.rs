//! Every single change of a kind to valid scenarios, and random pairs of them: the schema's verdict on
//! the shape stays the reader's.

use proptest::prelude::*;
use toml::{Table, Value};

use super::{disagreement, read};

const VALID: [&str; 5] = [
    include_str!("../scenario/whole.toml"),
    include_str!("../errors/valid.toml"),
    include_str!("../errors/employment.toml"),
    include_str!("../errors/models.toml"),
    include_str!("../../../scenarios/bedrock-bay-area.toml"),
];

/// Values of every type, and numbers at and beyond the ends of ranges. Not 5.0: see `schema`.
fn values() -> Vec<Value> {
    let numbers = [-1e300, -11.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 12.0, 101.0, 1e9, 1e300];
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    let whole = [i64::MIN, -11, -1, 0, 1, 5, 12, 121, 1_201, 10_000_000_001, i64::MAX];
    let texts =
        ["", " ", "none", "amazon", "gbm", "heston", "a,b", "two\nlines", "\u{7}", "\u{3000}"];
    let mut values: Vec<Value> = numbers.into_iter().chain(odd).map(Value::Float).collect();
    values.extend(whole.map(Value::Integer));
    values.extend(texts.map(|text| Value::String(text.to_owned())));
    values.extend([Value::Boolean(true), Value::Array(Vec::new()), Value::Table(Table::new())]);
    values.push(Value::Datetime("2026-02-23".parse().expect("a date")));
    values.push(Value::Array(vec![Value::Integer(12), Value::Integer(100)]));
    values
}

/// One change at one place.
#[derive(Clone, Debug)]
enum Change {
    Rename,
    Delete,
    Set(Value),
}

/// A step into a value.
#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Index(usize),
}

/// The ways to all values below one.
fn places(value: &Value, way: &mut Vec<Step>, all: &mut Vec<Vec<Step>>) {
    let mut visit = |step: Step, inner: &Value| {
        way.push(step);
        all.push(way.clone());
        places(inner, way, all);
        way.pop();
    };
    match value {
        Value::Table(table) => {
            table.iter().for_each(|(key, inner)| visit(Step::Key(key.clone()), inner));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, inner)| visit(Step::Index(at), inner));
        }
        _ => {}
    }
}

/// Changes the value at the end of a way; what is no longer there stays as it is.
fn change(value: &mut Value, way: &[Step], change_of: &Change) {
    let Some((first, rest)) = way.split_first() else { return };
    match (value, first) {
        (Value::Table(table), Step::Key(key)) if rest.is_empty() => {
            let Some(old) = table.remove(key) else { return };
            match change_of {
                Change::Rename => table.insert(format!("{key}x"), old),
                Change::Set(new) => table.insert(key.clone(), new.clone()),
                Change::Delete => None,
            };
        }
        (Value::Array(list), Step::Index(at)) if rest.is_empty() && *at < list.len() => {
            match change_of {
                Change::Rename => {}
                Change::Set(new) => list[*at] = new.clone(),
                Change::Delete => drop(list.remove(*at)),
            }
        }
        (Value::Table(table), Step::Key(key)) => {
            if let Some(inner) = table.get_mut(key) {
                change(inner, rest, change_of);
            }
        }
        (Value::Array(list), Step::Index(at)) => {
            if let Some(inner) = list.get_mut(*at) {
                change(inner, rest, change_of);
            }
        }
        _ => {}
    }
}

fn tree(text: &str) -> Value {
    Value::Table(text.parse().expect("it is TOML"))
}

fn all_places(tree: &Value) -> Vec<Vec<Step>> {
    let mut all = Vec::new();
    places(tree, &mut Vec::new(), &mut all);
    all
}

fn changes() -> Vec<Change> {
    let plain = [Change::Rename, Change::Delete];
    plain.into_iter().chain(values().into_iter().map(Change::Set)).collect()
}

fn check(tree: &Value) -> Option<String> {
    let text = toml::to_string(tree).expect("a tree is TOML");
    disagreement(text.as_bytes(), &read(&text)).map(|why| format!("{why}\n{text}"))
}

#[test]
fn every_single_change_gets_one_verdict() {
    let mut checked = 0;
    for text in VALID {
        let valid = tree(text);
        assert_eq!(check(&valid), None);
        for way in all_places(&valid) {
            for one in changes() {
                let mut changed = valid.clone();
                change(&mut changed, &way, &one);
                if let Some(why) = check(&changed) {
                    panic!("{way:?} {one:?}: {why}");
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 5_000, "{checked} documents");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn pairs_of_changes_get_one_verdict(
        base in 0..VALID.len(),
        places in prop::collection::vec(any::<prop::sample::Index>(), 2),
        kinds in prop::collection::vec(prop::sample::select(changes()), 2),
    ) {
        let mut changed = tree(VALID[base]);
        for (place, kind) in places.iter().zip(&kinds) {
            let all = all_places(&changed);
            if !all.is_empty() {
                change(&mut changed, &all[place.index(all.len())], kind);
            }
        }
        prop_assert_eq!(check(&changed), None);
    }
}
