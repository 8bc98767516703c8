//! The JSON Schemas: that of the scenario file says of a document's *shape* what the reader says of it,
//! and that of the output fits what `run` writes.
//!
//! Shape is what a schema can see, one table or value at a time: unknown and missing keys, keys that
//! exclude each other in one table, wrong types, single values out of range, words that are not among
//! the choices. Beyond it are the text itself (size, encoding, TOML's syntax), names that refer to
//! nothing or are taken, sums, orders, values that contradict others, what other files hold, and whole
//! numbers written `48.0`, which JSON does not tell from 48. The reader gives every fault its
//! [`FaultKind`] where it finds it, so the two verdicts are compared by machine: a document is refused
//! by the schema exactly when one of its faults is of [`FaultKind::Shape`]; one that is no TOML has no
//! verdict. The modules `errors` and `scenario` ask for this on every document of theirs.
//!
//! One document is known to get two verdicts: `every_months = 5.0`, where the reader tells only that 5.0
//! is no whole number and the schema that 5 does not divide 12.

mod keys;
mod mutations;
mod output;

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};
use toml::de::{DeTable, DeValue};
use vestrisk::error::{Error, FaultKind};
use vestrisk::scenario::{Document, Overrides, Scenario, builtin};

use super::support::{project_file, screen};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = vestrisk::scenario::schema::scenario();
    jsonschema::validator_for(&schema).expect("the schema is one")
});

/// A TOML document as JSON; `None` where it is no TOML.
fn as_json(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let table = DeTable::parse(text).ok()?;
    Some(table_as_json(table.get_ref()))
}

fn table_as_json(table: &DeTable<'_>) -> Value {
    let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        (AsRef::<str>::as_ref(key.get_ref()).to_owned(), value_as_json(value.get_ref()))
    };
    table.iter().map(entry).collect()
}

fn value_as_json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(integer) => {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix());
            whole.map_or_else(|_| json!(integer.as_str().parse::<f64>().ok()), |whole| json!(whole))
        }
        // NaN and infinities become null: JSON has none.
        DeValue::Float(float) => json!(float.as_str().parse::<f64>().ok()),
        DeValue::Boolean(flag) => json!(flag),
        // Nor has it dates; whatever stands for one is no text.
        DeValue::Datetime(date) => json!({ "date": date.to_string() }),
        DeValue::Array(list) => list.iter().map(|value| value_as_json(value.get_ref())).collect(),
        DeValue::Table(table) => table_as_json(table),
    }
}

/// Why the schema's verdict is not the reader's, if it is not.
pub fn disagreement(bytes: &[u8], read: &Result<Scenario, Error>) -> Option<String> {
    let of_shape = match read {
        Ok(_) => false,
        Err(Error::Document(document)) => {
            let kinds = || document.faults.iter().map(|fault| fault.kind);
            if kinds().any(|kind| kind == FaultKind::Text) {
                return None;
            }
            kinds().any(|kind| kind == FaultKind::Shape)
        }
        Err(other) => return Some(format!("not a fault of the document: {other}")),
    };
    let Some(document) = as_json(bytes) else {
        return Some("the reader takes for TOML what is none".to_owned());
    };
    let refused: Vec<String> = VALIDATOR
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if refused.is_empty() != of_shape {
        return None;
    }
    let reader = read.as_ref().err().map_or("accepts".to_owned(), ToString::to_string);
    Some(format!("the reader: {reader}\nthe schema: {refused:?}"))
}

/// Asserts that the schema says of a document's shape what the reader said.
#[track_caller]
pub fn assert_agreement(bytes: &[u8], read: &Result<Scenario, Error>) {
    if let Some(why) = disagreement(bytes, read) {
        panic!("{why}\n{}", String::from_utf8_lossy(bytes));
    }
}

fn read(text: &str) -> Result<Scenario, Error> {
    Document::parse("offer.toml", text.as_bytes())?.lower(&builtin::Files, &Overrides::default())
}

#[track_caller]
fn assert_accepted(name: &str, text: &str) {
    let document = as_json(text.as_bytes()).expect("it is TOML");
    let errors: Vec<String> = VALIDATOR.iter_errors(&document).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
}

#[test]
fn both_schemas_are_schemas_of_their_dialect() {
    for schema in [vestrisk::scenario::schema::scenario(), vestrisk::report::schema::output()] {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(jsonschema::draft202012::meta::is_valid(&schema));
        assert!(schema["title"].is_string() && schema["description"].is_string());
    }
}

#[test]
fn shipped_scenarios_are_accepted() {
    for name in builtin::names() {
        assert_accepted(name, builtin::text(name).expect("it ships"));
    }
    let folder = std::fs::read_dir(project_file("scenarios")).expect("the scenarios are there");
    let mut files = 0;
    for file in folder {
        let path = file.expect("a file").path();
        if path.extension().is_some_and(|end| end == "toml") {
            let text = std::fs::read_to_string(&path).expect("it is text");
            assert_accepted(&path.display().to_string(), &text);
            files += 1;
        }
    }
    assert!(files >= 10, "{files} scenarios");
}

#[test]
fn what_init_writes_is_accepted() {
    let guide = ["init", "--guide", "tests/suite/data/guide.md", "--region"];
    let preset = |name| vec!["init", "--preset", name];
    let presets = vestrisk::scenario::presets::vesting::names().map(preset);
    let guides = ["low", "mid", "high", "band"]
        .map(|level| [&guide[..], &["Seattle", "--level", level]].concat());
    for arguments in presets.chain(guides).chain([vec!["init"]]) {
        let screen = screen(&arguments);
        assert_eq!(screen.code, 0, "{arguments:?}: {}", screen.talk);
        assert_accepted(&arguments.join(" "), &screen.out);
    }
}

#[test]
fn scenarios_of_the_readme_are_accepted() {
    let text = std::fs::read_to_string(project_file("README.md")).expect("there is a README");
    let blocks: Vec<&str> = text.split("```toml\n").skip(1).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        assert_accepted("README.md", block.split("```").next().unwrap_or_default());
    }
}

#[test]
fn the_command_writes_to_standard_output_or_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (flag, schema) in [
        (None, vestrisk::scenario::schema::scenario()),
        (Some("--output"), vestrisk::report::schema::output()),
    ] {
        let arguments: Vec<&str> = ["schema"].into_iter().chain(flag).collect();
        let shown = screen(&arguments);
        assert_eq!((shown.code, shown.talk.as_str()), (0, ""));
        assert_eq!(serde_json::from_str::<Value>(&shown.out).expect("it is JSON"), schema);
        let file = folder.path().join("schema.json");
        let path = file.to_str().expect("a UTF-8 path");
        let quiet = screen(&[&arguments[..], &["--out", path]].concat());
        assert_eq!((quiet.code, quiet.out.as_str(), quiet.talk.as_str()), (0, "", ""));
        assert_eq!(std::fs::read_to_string(&file).expect("it is written"), shown.out);
    }
    let nowhere = folder.path().join("no folder/schema.json");
    assert_eq!(screen(&["schema", "--out", nowhere.to_str().expect("a UTF-8 path")]).code, 2);
}

/// Documents whose only faults no schema can see; it must accept them.
#[test]
fn what_is_beyond_shape_is_accepted() {
    let smallest = "format = 1\n[[offers]]\nname = \"A\"\nbase_salary = 1\n";
    let grant = |vesting: &str| {
        format!(
            "{smallest}grants = [{{ stock = \"X\", value = 1, vesting = {vesting} }}]\n[stocks.X]\n\
             price = 1\nmodel = {{ kind = \"fixed\", points = [] }}\n"
        )
    };
    for text in [
        format!("baseline = \"B\"\n{smallest}"),
        format!("{smallest}attrition = \"nobody\"\n"),
        format!("{smallest}{}", smallest.replace("format = 1\n", "")),
        format!("{smallest}[simulation]\nruns = 1e6\n"),
        format!("{smallest}[correlation]\n\"A,B\" = 0.5\n"),
        format!("{smallest}[attrition.mine]\nlayoff = {{ monthly = \"nowhere.csv\" }}\n"),
        format!("{smallest}sign_on = [{{ amount = 1, paid = {{ from = 9, to = 3 }} }}]\n"),
        grant("[[12, 99]]"),
        grant("[[12, 50], [6, 50]]"),
        grant("{ yearly = [50, 50], every_months = [3, 3, 3] }"),
        smallest.replace("format = 1", "format = 1.0"),
    ] {
        let read = read(&text);
        assert!(read.is_err(), "{text}");
        assert_accepted(&text, &text);
        assert_agreement(text.as_bytes(), &read);
    }
}

/// The comparison itself can fail: a reader's verdict on another document is found out.
#[test]
fn control_wrong_verdicts_are_found() {
    let valid = "format = 1\n[[offers]]\nname = \"A\"\nbase_salary = 1\n";
    for (shown, judged) in [
        (valid, "format = 1\n[[offers]]\nname = \"A\"\nbase_salary = -1\n"),
        ("format = 1\n[[offers]]\nname = \"A\"\nbase_salry = 1\n", valid),
    ] {
        assert!(disagreement(shown.as_bytes(), &read(judged)).is_some());
        assert!(disagreement(shown.as_bytes(), &read(shown)).is_none());
    }
}
