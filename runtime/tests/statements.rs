//! The compiler's statements over names, texts, scopes and queries that look like marks, places,
//! params, quotes and comments: executed by a real database, each name and text comes back as it
//! was written.

use std::path::Path;

use loadwright_generator::check::check_job;
use loadwright_generator::diag::Style;
use loadwright_generator::dialects::{self, statements::statements};
use loadwright_generator::model::{Backend, Job};
use loadwright_generator::spec::Files;
use loadwright_types::pieces::filled;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::server::Server;
use crate::support::Route;

/// What statements of ours hold, and what SQL is made of.
const FRAGMENTS: &[&str] = &[
    "${target}",
    "${table}",
    "${source}",
    "${where}",
    "${stage}",
    "${effective}",
    "${first}",
    "${run}",
    "${now}",
    "${index_current}",
    "${",
    "}",
    ":who",
    ":",
    "::",
    "?1",
    "?",
    "$1",
    "$$",
    "$q$",
    "'",
    "''",
    "\"",
    "--",
    "/*",
    "*/",
    "\\",
    "E'",
    ";",
    "VALUES ",
    "{run}",
    "{{ key }}",
    "ä",
    "番",
    " ",
    "\n",
    "%",
    "a",
];

/// A text of some fragments; a letter keeps it from being no name, and another's.
fn text(first: char) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..5)
        .prop_map(move |parts| format!("{first}{}z", parts.concat()))
}

#[derive(Debug, Clone)]
struct Texts {
    /// Names: key, a column, start, end and flag of versions, hash, surrogate key.
    names: [String; 7],
    /// Names of the source's columns: of the key, of the column.
    from: [String; 2],
    /// A member's value, the flag's values, a text of the query, the param's value.
    texts: [String; 5],
}

fn texts() -> impl Strategy<Value = Texts> {
    let names = [
        text('k'),
        text('c'),
        text('f'),
        text('t'),
        text('i'),
        text('h'),
        text('s'),
    ];
    (
        names,
        [text('x'), text('y')],
        [text('m'), text('Y'), text('N'), text('q'), text('p')],
    )
        .prop_map(|(names, from, texts)| Texts { names, from, texts })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The job of these texts: one row of a query, a scope that asks for the row's text and the param.
fn job(texts: &Texts) -> Job {
    let [key, column, start, end, flag, hash, surrogate] = &texts.names;
    let [from_key, from_column] = &texts.from;
    let [member, on, off, said, _] = &texts.texts;
    let query = format!(
        "SELECT 7 AS {}, {} AS {}",
        quoted(from_key),
        literal(said),
        quoted(from_column)
    );
    let spec = json!({
        "version": 1, "job": "dim_any", "source": "place", "target": "place", "load": "full", "params": {"who": {"type": "text"}},
        "mapping": {
            "version": 1,
            "mapping": "dim_any",
            "source": {"query": query, "columns": {from_key: "integer not null", from_column: "text"}},
            "target": {
                "table": "dim_any", "kind": "dimension", "key": [key], "surrogate_key": surrogate, "scd": 2, "on_source_delete": "close",
                "missing_scope": format!("{} = {} and {} <> :who", quoted(column), literal(said), quoted(column)),
                "history": {"valid_from": start, "valid_to": end, "is_current": {"column": flag, "values": [on, off]}},
                "row_hash": hash, "unknown_member": {"key": -1, "values": {column: member}},
            },
            "columns": {key: quoted(from_key), column: quoted(from_column)},
        },
    });
    let connections = json!({"version": 1, "connections": {"place": {"kind": ["sqlite", "postgres"], "url": "${PLACE}"}}});
    let files = [
        ("job.yaml", yaml(&spec)),
        ("connections.yaml", yaml(&connections)),
    ];
    let checked = check_job(&Files::in_memory(files), Path::new("job.yaml"));
    let said: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.render(Style::Plain))
        .collect();
    checked.job.unwrap_or_else(|| panic!("{}", said.join("\n")))
}

/// JSON is YAML.
fn yaml(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// A database that answers in texts.
enum Place {
    Sqlite(Connection),
    Postgres(postgres::Client),
}

impl Place {
    fn execute(&mut self, sql: &str) {
        let done = match self {
            Place::Sqlite(connection) => connection
                .execute_batch(sql)
                .map_err(|error| error.to_string()),
            Place::Postgres(client) => client
                .batch_execute(sql)
                .map_err(|error| format!("{error:?}")),
        };
        done.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }

    /// The columns' names, and the first row's cells.
    fn ask(&mut self, sql: &str) -> (Vec<String>, Vec<Option<String>>) {
        let sql = sql.trim_end().trim_end_matches(';');
        match self {
            Place::Sqlite(connection) => {
                let mut statement = connection
                    .prepare(sql)
                    .unwrap_or_else(|error| panic!("{error}\n{sql}"));
                assert_eq!(statement.parameter_count(), 0, "{sql}");
                let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
                let width = names.len();
                let mut rows = statement.query([]).unwrap();
                let row = rows
                    .next()
                    .unwrap()
                    .unwrap_or_else(|| panic!("no row\n{sql}"));
                let cell = |place| match row.get::<_, rusqlite::types::Value>(place).unwrap() {
                    rusqlite::types::Value::Null => None,
                    rusqlite::types::Value::Integer(value) => Some(value.to_string()),
                    rusqlite::types::Value::Text(text) => Some(text),
                    other => panic!("{other:?}"),
                };
                (names, (0..width).map(cell).collect())
            }
            Place::Postgres(client) => {
                let names = client
                    .prepare(sql)
                    .unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
                let names: Vec<String> = names
                    .columns()
                    .iter()
                    .map(|column| column.name().to_owned())
                    .collect();
                let row =
                    client.simple_query(sql).unwrap().into_iter().find_map(
                        |message| match message {
                            postgres::SimpleQueryMessage::Row(row) => Some(row),
                            _ => None,
                        },
                    );
                let row = row.unwrap_or_else(|| panic!("no row\n{sql}"));
                // Booleans as SQLite has them.
                let cell = |place| {
                    row.get(place).map(|text| {
                        if text == "t" {
                            "1".to_owned()
                        } else {
                            text.to_owned()
                        }
                    })
                };
                let cells = (0..names.len()).map(cell).collect();
                (names, cells)
            }
        }
    }
}

const SQLITE: Backend = Backend::Database("sqlite");

fn round_trip(texts: &Texts, backend: Backend, place: &mut Place) {
    let job = job(texts);
    let [key, column, start, end, flag, hash, surrogate] = &texts.names;
    let [member, on, _, said, param] = &texts.texts;
    let list = statements(&job, dialects::of(backend).unwrap());
    let schema = if backend == SQLITE { "main" } else { "dw" };
    let target = format!("{}.{}", quoted(schema), quoted("dim_any"));
    let statement = |name: &str, predicate: &str| {
        let sql = &list
            .iter()
            .find(|statement| statement.name == name)
            .unwrap()
            .sql;
        let index = |role: &str| {
            if backend == SQLITE {
                format!("main.\"{role}\"")
            } else {
                quoted(role)
            }
        };
        filled(sql, |mark| match mark {
            "${target}" => Some(target.clone()),
            "${table}" => Some(quoted("dim_any")),
            "${index_current}" => Some(index("current")),
            "${index_versions}" => Some(index("versions")),
            "${where}" => Some(predicate.to_owned()),
            ":who" => Some(literal(param)),
            _ => None,
        })
    };
    place.execute(&format!("DROP TABLE IF EXISTS {target}"));
    place.execute(&statement("create_table", ""));
    place.execute(&statement("create_unique_index", ""));
    place.execute(&statement("create_versions_index", ""));
    place.execute(&statement("insert_member", ""));
    let (names, cells) = place.ask(&format!("SELECT * FROM {target}"));
    // JSON orders the mapping's columns by name.
    let mut mapped = [key, column];
    mapped.sort();
    assert_eq!(
        names,
        [surrogate, mapped[0], mapped[1], start, end, flag, hash].map(String::as_str)
    );
    let cell =
        |name: &String| cells[names.iter().position(|other| other == name).unwrap()].as_deref();
    assert_eq!(
        (cell(column), cell(flag), cell(key)),
        (Some(member.as_str()), Some(on.as_str()), None)
    );

    // The source's row, picked by its own text.
    let query = match &job.source.from {
        loadwright_generator::model::From::Query(query) => format!("(\n{query}\n) AS \"source\""),
        other => panic!("{other:?}"),
    };
    let is_said = format!("{} = {}", quoted(&texts.from[1]), literal(said));
    let sql = &list
        .iter()
        .find(|statement| statement.name == "read_source")
        .unwrap()
        .sql;
    let sql = filled(sql, |mark| match mark {
        "${source}" => Some(query.clone()),
        "${where}" => Some(is_said.clone()),
        _ => None,
    });
    let (names, cells) = place.ask(&sql);
    assert_eq!(names, texts.from.each_ref().map(String::as_str));
    assert_eq!(cells, [Some("7".to_owned()), Some(said.clone())]);

    // A row in the scope, picked by its own text.
    let columns = [key, column, start, end, flag]
        .map(|name| quoted(name))
        .join(", ");
    place.execute(&format!(
        "INSERT INTO {target} ({columns}) VALUES (7, {}, '2024-01-01T00:00:00.000000Z', \
         '9999-12-31T00:00:00.000000Z', {})",
        literal(said),
        literal(on)
    ));
    let predicate = format!("{} = {}", quoted(column), literal(said));
    let (_, cells) = place.ask(&statement("read_slice", &predicate));
    assert_eq!(
        (cells[0].as_deref(), cells[3].as_deref()),
        (Some("7"), Some("1"))
    );
    let (_, cells) = place.ask(&statement("count_scope", "1 = 1"));
    assert_eq!(cells, [Some("1".to_owned())]);
    place.execute(&format!(
        "UPDATE {target} SET {} = {}",
        quoted(column),
        literal(param)
    ));
    let (_, cells) = place.ask(&statement("count_scope", "1 = 1"));
    assert_eq!(cells, [Some("0".to_owned())]);
}

#[test]
fn names_texts_scopes_and_queries_come_back_as_they_were_written() {
    // Its schema is made with the database, which goes with the server's value.
    let server = (Route::of_test() == Route::Postgres).then(Server::new);
    let (backend, place) = match &server {
        Some(server) => (
            Backend::Database("postgres"),
            Place::Postgres(server.client("dw")),
        ),
        None => (SQLITE, Place::Sqlite(Connection::open_in_memory().unwrap())),
    };
    let place = std::cell::RefCell::new(place);
    proptest!(ProptestConfig::with_cases(150), |(texts in texts())| {
        round_trip(&texts, backend, &mut place.borrow_mut());
    });
}
