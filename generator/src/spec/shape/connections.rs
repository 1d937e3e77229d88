//! `connections.yaml`.

use super::Shape::{Choice, Either, FilledList, Map, Name, Nothing, Prefix, Secret, TimeOrReference, Version};
use super::{Field, Section, Shape};
use loadwright_types::bounds::{KEEP, TIMEOUT};

/// The document.
pub(in crate::spec) const CONNECTIONS: Section = Section::new(
    "Connections by name. The compiler takes only names and kinds from this file; the job's binary reads it when it runs. Values may hold \
     `${NAME}`, `${NAME:-default}` (environment variables) and `${file:PATH}`.",
    &[
        Field::new("version", Version, "Version of the spec: 1.").examples(&["1"]),
        Field::new(
            "connections",
            Either(&[Map(&Either(&[Shape::Section(&FILES_CONNECTION), Shape::Section(&DATABASE_CONNECTION)])), Nothing]),
            "The connections by name. A job names two of them: `source` and `target`.",
        )
        .examples(&["{warehouse: {kind: sqlite, url: '${WAREHOUSE_URL:-sqlite:warehouse.db}'}}"]),
        Field::new(
            "environments",
            Either(&[Map(&Either(&[Map(&Shape::Section(&ENVIRONMENT_CONNECTION)), Nothing])), Nothing]),
            "What differs between environments, by environment and connection. One is picked by `--env NAME` or LOADWRIGHT_ENV; with \
             `environments` present and none picked, a run ends with exit code 2.",
        )
        .examples(&["{dev: {warehouse: {schema: main}}, prod: {}}"]),
    ],
)
.require(&["version", "connections"]);

/// A connection of kind `files`.
pub(in crate::spec) const FILES_CONNECTION: Section = Section::new(
    "A folder of files.",
    &[
        Field::new("kind", Choice(&["files"]), "`files`: files below a root folder. They are read, never written.").examples(&["files"]),
        ROOT,
    ],
)
.require(&["kind", "root"]);

const ROOT: Field = Field::new("root", Name, "The folder that paths in `file:` start from; a path may not leave it.")
    .examples(&["data", "'${NYC_DATA:-jobs/nycflights/data}'"]);

const DATABASE_KIND: Shape = Choice(&["sqlite", "postgres", "mysql"]);

/// A connection to a database.
pub(in crate::spec) const DATABASE_CONNECTION: Section = Section::new(
    "A database.",
    &[
        Field::new(
            "kind",
            Either(&[DATABASE_KIND, FilledList(&DATABASE_KIND)]),
            "The kind of database, or a list of kinds: then the URL's scheme picks one when the job runs. No job of this version can use `mysql`.",
        )
        .examples(&["sqlite", "postgres", "[sqlite, postgres]"]),
        URL,
        USER,
        PASSWORD,
        SCHEMA,
        STATEMENT_TIMEOUT,
        LOCK_TIMEOUT,
        LEDGER_FIELD,
    ],
)
.require(&["kind"]);

/// What an environment changes of a connection.
pub(in crate::spec) const ENVIRONMENT_CONNECTION: Section = Section::new(
    "What this environment changes of the connection.",
    &[ROOT, URL, USER, PASSWORD, SCHEMA, STATEMENT_TIMEOUT, LOCK_TIMEOUT, LEDGER_FIELD],
);

const URL: Field = Field::new(
    "url",
    Name,
    "Where the database is: `sqlite:PATH` or `postgres://host:port/database`. A literal password in it is an error. PostgreSQL: `sslmode` is \
     disable, prefer (default), require, verify-ca or verify-full; `sslrootcert=FILE` names the authorities.",
)
.examples(&["'sqlite:target/warehouse.db'", "'${WAREHOUSE_URL}'", "'postgres://db.example.com:5432/dw?sslmode=verify-full'"]);

const USER: Field =
    Field::new("user", Name, "The database's user; overrides the URL's. Default for PostgreSQL: PGUSER.").examples(&["'${DW_USER}'"]);

const PASSWORD: Field = Field::new(
    "password",
    Secret,
    "A reference to the password: `${NAME}` or `${file:PATH}`. A literal password is an error. Without one PostgreSQL's PGPASSWORD and \
     passfile count.",
)
.examples(&["'${DW_PASSWORD}'", "'${file:/run/secrets/dw}'"]);

const SCHEMA: Field =
    Field::new("schema", Name, "The schema of table names without one. Default: `public` in PostgreSQL, `main` in SQLite.")
        .examples(&["dw", "'${DW_SCHEMA:-dw}'"]);

const STATEMENT_TIMEOUT: Field =
    Field::new("statement_timeout", TimeOrReference(&TIMEOUT), "PostgreSQL: how long one statement may take. Default: no limit.")
        .examples(&["30 minutes"]);

const LOCK_TIMEOUT: Field = Field::new("lock_timeout", TimeOrReference(&TIMEOUT), "PostgreSQL: how long a statement waits for a lock.")
    .default("1 minute")
    .examples(&["2 minutes"]);

const LEDGER_FIELD: Field =
    Field::new("ledger", Shape::Section(&LEDGER), "The job log: tables with the runs, chunks and rejects, in the target's database.")
        .examples(&["{schema: etl_log, prefix: lw_, keep_runs: 400 days, keep_rejects: 90 days}"]);

/// `ledger`.
pub(in crate::spec) const LEDGER: Section = Section::new(
    "The job log.",
    &[
        Field::new("schema", Name, "The schema of the job log's tables; created where it is missing. Default: the connection's.")
            .examples(&["etl_log"]),
        Field::new("prefix", Prefix, "What the names of the job log's tables begin with.").default("lw_").examples(&["lw_"]),
        Field::new("keep_runs", TimeOrReference(&KEEP), "How long finished runs are kept. Default: for ever.").examples(&["400 days"]),
        Field::new("keep_rejects", TimeOrReference(&KEEP), "How long rejected rows are kept. Default: as long as their run.")
            .examples(&["90 days"]),
    ],
);
