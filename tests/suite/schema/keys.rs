//! The keys of the format are the same everywhere: those that the reader asks for, those of the schema,
//! and the rows of the guide's table, which is made out of the schema.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;
use vestrisk::error::Error;

use super::super::support::project_file;
use super::read;

/// Documents that have every table of the format between them.
const WHOLE: [&str; 5] = [
    include_str!("../scenario/whole.toml"),
    include_str!("../errors/valid.toml"),
    include_str!("../errors/employment.toml"),
    include_str!("../errors/models.toml"),
    FORMS,
];
/// Every cause with a law, and a refresher that vests by year.
const FORMS: &str = "format = 1
[attrition.mine]
voluntary = { weibull = { shape = 1.2, scale_years = 5 } }
layoff = { weibull = { shape = 1, scale_years = 40 } }
[[offers]]
name = \"A\"
base_salary = 1
[[offers.grants]]
stock = \"X\"
value = 1
vesting = \"meta\"
[offers.refresh]
kind = \"fixed\"
review_months = [12]
value = 1
vesting = { yearly = [100], every_months = 12 }
[stocks.X]
price = 1
model = { kind = \"fixed\", points = [] }
";
/// A key like no other, so that the reader answers with all it knows.
const STRANGE: &str = "qqqqqqqqqqqqqqqqqqqq";
/// Tables whose keys are names that users choose.
const NAMED: [&str; 2] = ["stocks", "attrition"];

/// Adds the keys that the reader asks for in each table of a document, by writing one into it that it
/// does not know: the fault lists those that it knows.
fn asked(text: &str, at: &[String], keys: &mut BTreeSet<String>) {
    let whole: toml::Value = toml::Value::Table(text.parse().expect("it is TOML"));
    let place = at.iter().fold(&whole, |value, step| match value {
        toml::Value::Array(list) => &list[step.parse::<usize>().expect("an index")],
        value => &value[step.as_str()],
    });
    let inner: Vec<String> = match place {
        toml::Value::Table(table) => table.keys().cloned().collect(),
        toml::Value::Array(list) => (0..list.len()).map(|index| index.to_string()).collect(),
        _ => return,
    };
    if place.is_table() {
        let mut changed = whole.clone();
        let mut table = &mut changed;
        for step in at {
            table = match table {
                toml::Value::Array(list) => &mut list[step.parse::<usize>().expect("an index")],
                value => &mut value[step.as_str()],
            };
        }
        let table = table.as_table_mut().expect("it is a table");
        table.insert(STRANGE.to_owned(), toml::Value::Boolean(true));
        let text = toml::to_string(&changed).expect("a tree is TOML");
        let Err(Error::Document(document)) = read(&text) else { panic!("{STRANGE} is read") };
        let fault = document.faults.iter().find(|fault| fault.path.ends_with(STRANGE));
        for help in fault.iter().flat_map(|fault| &fault.help) {
            let Some(list) = help.strip_prefix("keys here: ") else { continue };
            keys.extend(list.split(", ").map(|key| path(at, key.trim_matches('`'))));
        }
    }
    for step in inner {
        asked(text, &[at, &[step]].concat(), keys);
    }
}

/// A key's path without indexes, with NAME for the names that users choose.
fn path(at: &[String], key: &str) -> String {
    let mut path = String::new();
    let mut before = "";
    for step in at.iter().map(String::as_str).filter(|step| step.parse::<usize>().is_err()) {
        let shown =
            if path.matches('.').count() == 1 && NAMED.contains(&before) { "NAME" } else { step };
        path.push_str(shown);
        path.push('.');
        before = step;
    }
    path + key
}

/// One key of the schema.
struct Row {
    path: String,
    schema: Value,
    required: bool,
    /// Below a definition that another key has shown already.
    repeated: bool,
}

/// Adds the keys of a schema in its order.
fn rows(schema: &Value, root: &Value, path: &str, seen: &mut Vec<String>, rows_of: &mut Vec<Row>) {
    let mut repeated = false;
    let schema = match schema["$ref"].as_str() {
        Some(name) => {
            repeated = seen.iter().any(|other| other == name);
            seen.push(name.to_owned());
            root.pointer(name.trim_start_matches('#')).expect("the definition is there")
        }
        None => schema,
    };
    let from = rows_of.len();
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let required =
            schema["required"].as_array().is_some_and(|all| all.iter().any(|k| k == key));
        rows_of.push(Row { path: path.clone(), schema: inner.clone(), required, repeated: false });
        rows(inner, root, &path, seen, rows_of);
    }
    for form in schema["anyOf"].as_array().into_iter().flatten() {
        rows(form, root, path, seen, rows_of);
    }
    if schema["items"].is_object() {
        rows(&schema["items"], root, path, seen, rows_of);
    }
    if schema["additionalProperties"].is_object() {
        rows(&schema["additionalProperties"], root, &format!("{path}.NAME"), seen, rows_of);
    }
    if repeated {
        rows_of[from..].iter_mut().for_each(|row| row.repeated = true);
    }
}

fn schema_rows() -> Vec<Row> {
    let root = vestrisk::scenario::schema::scenario();
    let mut all = Vec::new();
    rows(&root, &root, "", &mut Vec::new(), &mut all);
    all
}

#[test]
fn the_schema_has_the_keys_that_the_reader_asks_for() {
    let mut reader = BTreeSet::new();
    for text in WHOLE {
        asked(text, &[], &mut reader);
    }
    let schema: BTreeSet<String> = schema_rows().into_iter().map(|row| row.path).collect();
    let only = |of: &BTreeSet<String>, other| of.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!(only(&reader, &schema), [""; 0], "the reader's keys that the schema lacks");
    assert_eq!(
        only(&schema, &reader),
        [""; 0],
        "the schema's keys that the reader never asked for; a new table must be in whole.toml"
    );
    assert!(reader.len() > 50, "{reader:?}");
}

/// The guide's table of keys.
fn table() -> String {
    let mut table = "| key | meaning and range | default |\n|---|---|---|\n".to_owned();
    let all = schema_rows();
    for (at, row) in all.iter().enumerate().filter(|(_, row)| !row.repeated) {
        if all[..at].iter().any(|before| before.path == row.path) {
            continue;
        }
        // The forms of one key may each have words of their own.
        let same = all.iter().filter(|other| other.path == row.path && !row.repeated);
        let words = same.flat_map(|row| {
            let words = row.schema["enum"].as_array();
            words.or(row.schema["items"]["enum"].as_array()).into_iter().flatten()
        });
        let words: Vec<String> =
            words.map(|word| format!("`{}`", word.as_str().unwrap_or(""))).collect();
        let words = match words.len() {
            0 => String::new(),
            1..=4 => format!(": {}", words.join(", ")),
            _ => ", listed below".to_owned(),
        };
        let text = row.schema["description"].as_str().expect("every key is described");
        let default = match (&row.schema["default"], row.required) {
            (_, true) => "required".to_owned(),
            (Value::Null, false) => "none".to_owned(),
            (value, false) => format!("`{}`", value.to_string().trim_matches('"')),
        };
        writeln!(table, "| `{}` | {text}{words} | {default} |", row.path).expect("text grows");
    }
    table
}

/// The page has the table word for word. `just golden` rewrites it; a person reads the diff.
#[test]
fn the_guide_has_the_keys_of_the_schema() {
    const START: &str = "<!-- keys: made from the schema by `just golden` -->\n\n";
    const END: &str = "\n<!-- end of keys -->";
    let file = project_file("src/guide/scenario.md");
    let page = std::fs::read_to_string(&file).expect("the page is there");
    let (before, rest) = page.split_once(START).expect("the table starts");
    let (shown, after) = rest.split_once(END).expect("the table ends");
    let table = table();
    if shown != table && std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        let page = format!("{before}{START}{table}{END}{after}");
        std::fs::write(&file, page).expect("the page is written");
        return;
    }
    for (shown, made) in shown.lines().zip(table.lines()) {
        assert_eq!(shown, made, "the guide's table is not the schema's; `just golden` rewrites it");
    }
    assert_eq!(shown, table);
}
