//! `connections.yaml`.

use std::iter;
use std::sync::LazyLock;

use super::Shape::{
    Choice, Either, FilledList, Map, Name, Nothing, OneOf, Prefix, Secret, TimeOrReference, Version,
};
use super::{Field, Section, Shape};
use loadwright_types::bounds::{KEEP, TIMEOUT};

use crate::dialects::{self, ConnectionField};

/// The document.
pub(in crate::spec) const CONNECTIONS: Section = Section::new(
    "Connections by name. The compiler takes only names and kinds from this file; the job's \
     binary reads it when it runs. Values may hold `${NAME}`, `${NAME:-default}` (environment \
     variables) and `${file:PATH}`.",
    &[
        Field::new("version", Version, "Version of the spec: 1.").examples(&["1"]),
        Field::new(
            "connections",
            Either(&[
                Map(&Either(&[
                    Shape::Section(&FILES_CONNECTION),
                    Shape::Section(&DATABASE_CONNECTION),
                ])),
                Nothing,
            ]),
            "The connections by name. A job names two of them: `source` and `target`.",
        )
        .examples(&["{warehouse: {kind: sqlite, url: '${WAREHOUSE_URL:-sqlite:warehouse.db}'}}"]),
        Field::new(
            "environments",
            Either(&[
                Map(&Either(&[
                    Map(&Shape::Section(&ENVIRONMENT_CONNECTION)),
                    Nothing,
                ])),
                Nothing,
            ]),
            "What differs between environments, by environment and connection. One is picked by \
             `--env NAME` or LOADWRIGHT_ENV; with `environments` present and none picked, a run \
             ends with exit code 2.",
        )
        .examples(&["{dev: {warehouse: {schema: main}}, prod: {}}"]),
    ],
)
.require(&["version", "connections"]);

/// A connection of kind `files`.
pub(in crate::spec) const FILES_CONNECTION: Section = Section::new(
    "A folder of files.",
    &[
        Field::new(
            "kind",
            Choice(&["files"]),
            "`files`: files below a root folder. They are read, never written.",
        )
        .examples(&["files"]),
        ROOT,
    ],
)
.require(&["kind", "root"]);

const ROOT: Field = Field::new(
    "root",
    Name,
    "The folder that paths in `file:` start from; a path may not leave it.",
)
.examples(&["data", "'${NYC_DATA:-jobs/nycflights/data}'"]);

const DATABASE_KIND: Shape = OneOf(|| {
    dialects::ALL
        .iter()
        .map(|dialect| dialect.name())
        .chain(dialects::LATER.iter().copied())
        .collect()
});

/// A connection to a database.
pub(in crate::spec) const DATABASE_CONNECTION: Section =
    Section::new("A database.", &[LEDGER_FIELD])
        .and(|| &DATABASE_FIELDS)
        .require(&["kind"]);

/// What an environment changes of a connection.
pub(in crate::spec) const ENVIRONMENT_CONNECTION: Section = Section::new(
    "What this environment changes of the connection.",
    &[ROOT, LEDGER_FIELD],
)
.and(|| &DATABASE_FIELDS[1..]);

/// The kind, the fields of every database with what each has to say of them, and those that only
/// some have.
static DATABASE_FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let noted = |field: Field, doc: String| {
        let notes = dialects::ALL
            .iter()
            .flat_map(|dialect| dialect.connection().notes)
            .filter(|(name, _)| *name == field.name);
        let doc = iter::once(doc.as_str())
            .chain(notes.map(|(_, note)| *note))
            .collect::<Vec<_>>()
            .join(" ");
        // Once for the whole process, as long as the tables themselves.
        Field {
            doc: doc.leak(),
            ..field
        }
    };
    let common = [
        noted(KIND, format!("{}{}", KIND.doc, later())),
        noted(
            URL,
            format!("Where the database is: {}. {}", urls(), URL.doc),
        ),
        noted(USER, USER.doc.to_owned()),
        noted(PASSWORD, PASSWORD.doc.to_owned()),
        noted(
            SCHEMA,
            format!("{} Default: {}.", SCHEMA.doc, default_schemas()),
        ),
    ];
    let own = dialects::ALL
        .iter()
        .flat_map(|dialect| dialect.connection().fields);
    let own = own.map(
        |ConnectionField {
             name,
             doc,
             default,
             example,
         }| {
            let examples = vec![*example].leak();
            noted(
                Field {
                    name,
                    shape: TimeOrReference(&TIMEOUT),
                    doc,
                    default: *default,
                    examples,
                },
                (*doc).to_owned(),
            )
        },
    );
    common.into_iter().chain(own).collect()
});

fn later() -> String {
    let words: Vec<String> = dialects::LATER
        .iter()
        .map(|word| format!("`{word}`"))
        .collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" No job of this version can use {}.", words.join(" or "))
    }
}

fn urls() -> String {
    dialects::ALL
        .iter()
        .map(|dialect| dialect.connection().url)
        .collect::<Vec<_>>()
        .join(" or ")
}

/// By the databases' names.
fn default_schemas() -> String {
    let mut schemas: Vec<(&str, &str)> = dialects::ALL
        .iter()
        .map(|dialect| (dialect.title(), dialect.connection().default_schema))
        .collect();
    schemas.sort_unstable();
    schemas
        .into_iter()
        .map(|(title, schema)| format!("`{schema}` in {title}"))
        .collect::<Vec<_>>()
        .join(", ")
}

const KIND: Field = Field::new(
    "kind",
    Either(&[DATABASE_KIND, FilledList(&DATABASE_KIND)]),
    "The kind of database, or a list of kinds: then the URL's scheme picks one when the job runs.",
)
.examples(&["sqlite", "postgres", "[sqlite, postgres]"]);

const URL: Field = Field::new("url", Name, "A literal password in it is an error.").examples(&[
    "'sqlite:target/warehouse.db'",
    "'${WAREHOUSE_URL}'",
    "'postgres://db.example.com:5432/dw?sslmode=verify-full'",
]);

const USER: Field = Field::new("user", Name, "The database's user; overrides the URL's.")
    .examples(&["'${DW_USER}'"]);

const PASSWORD: Field = Field::new(
    "password",
    Secret,
    "A reference to the password: `${NAME}` or `${file:PATH}`. A literal password is an error.",
)
.examples(&["'${DW_PASSWORD}'", "'${file:/run/secrets/dw}'"]);

const SCHEMA: Field = Field::new("schema", Name, "The schema of table names without one.")
    .examples(&["dw", "'${DW_SCHEMA:-dw}'"]);

const LEDGER_FIELD: Field = Field::new(
    "ledger",
    Shape::Section(&LEDGER),
    "The job log: tables with the runs, chunks and rejects, in the target's database.",
)
.examples(&["{schema: etl_log, prefix: lw_, keep_runs: 400 days, keep_rejects: 90 days}"]);

/// `ledger`.
pub(in crate::spec) const LEDGER: Section = Section::new(
    "The job log.",
    &[
        Field::new(
            "schema",
            Name,
            "The schema of the job log's tables; created where it is missing. Default: the \
             connection's.",
        )
        .examples(&["etl_log"]),
        Field::new(
            "prefix",
            Prefix,
            "What the names of the job log's tables begin with.",
        )
        .default("lw_")
        .examples(&["lw_"]),
        Field::new(
            "keep_runs",
            TimeOrReference(&KEEP),
            "How long finished runs are kept. Default: for ever.",
        )
        .examples(&["400 days"]),
        Field::new(
            "keep_rejects",
            TimeOrReference(&KEEP),
            "How long rejected rows are kept. Default: as long as their run.",
        )
        .examples(&["90 days"]),
    ],
);
