//! The ledger's tables, in the target's database. Readable by anyone with SQL: this is the users'
//! job log.

use crate::database::Dialect;

/// What the tables are called behind the prefix.
pub(crate) const TABLES: [&str; 10] = [
    "run", "chunk", "missing", "reject", "lease", "control", "file", "step", "session", "version",
];

/// The longest name behind the prefix, those of indexes included.
pub(super) const LONGEST: &str = "run_target";

/// The ledger's version. Raised with each change of its tables; a change that programs of an older
/// version can live with (a new table, a new column that may be NULL or has a default) leaves
/// [`MIN_VERSION`] as it is.
///
/// 1: runs, chunks, missing keys, rejects, the lease, stop requests, files.
/// 2: `closed_at` and `superseded_by` of runs; steps, sessions, the version itself.
/// 3: `scope_keys` of runs.
/// 4: on a server missing keys are told apart by a hash, for an index holds no long ones.
pub(crate) const VERSION: i64 = 4;

/// The oldest version whose programs can work on these tables.
pub(crate) const MIN_VERSION: i64 = 1;

/// Columns that a version added: version, table, definition.
const ADDED: &[(i64, &str, &str)] = &[
    (2, "run", "closed_at TEXT"),
    (2, "run", "superseded_by INTEGER"),
    (3, "run", "scope_keys INTEGER"),
];

/// What a version's new columns hold of older rows: version, statement.
const FILLED: &[(i64, &str)] = &[(
    2,
    "UPDATE \"{p}run\" SET closed_at = finished_at WHERE status = 'SUCCEEDED'",
)];

/// Columns that are moments where the database has a type for them.
const INSTANTS: [&str; 10] = [
    "effective_at",
    "started_at",
    "heartbeat_at",
    "closed_at",
    "finished_at",
    "committed_at",
    "rejected_at",
    "acquired_at",
    "requested_at",
    "loaded_at",
];

/// Statements that create the ledger where it is missing; `{s}` is the schema, `{n}` its name as a
/// literal, `{p}` the prefix.
pub(crate) fn text(dialect: Dialect) -> String {
    let schema = dialect.ledger_schema();
    let (tables, indexes) = (
        dialect.ledger_tables(TABLES_SQL, &INSTANTS),
        dialect.ledger_names(dialect.ledger_indexes()),
    );
    let end = if schema.is_empty() { "" } else { "\n" };
    format!("{schema}{tables}{indexes}{end}")
}

/// Statements that make a ledger of an older version one of this version, new tables apart.
pub(crate) fn migration(dialect: Dialect, from: i64) -> String {
    let added = ADDED.iter().filter(|(version, ..)| *version > from);
    let words = |column| dialect.ledger_tables(column, &INSTANTS);
    let added = added.map(|(_, table, column)| {
        format!(
            "ALTER TABLE \"{{p}}{table}\" ADD COLUMN {};\n",
            words(column)
        )
    });
    let filled = FILLED
        .iter()
        .filter(|(version, _)| *version > from)
        .map(|(_, sql)| format!("{sql};\n"));
    dialect.ledger_names(&added.chain(filled).collect::<String>()) + dialect.ledger_changes(from)
}

/// The tables, in SQLite's words: they are written once, and each dialect has its own words for
/// them.
const TABLES_SQL: &str = r#"
CREATE TABLE IF NOT EXISTS "{p}run" (
    run_id              INTEGER PRIMARY KEY AUTOINCREMENT,
    job                 TEXT NOT NULL,
    target              TEXT NOT NULL,
    status              TEXT NOT NULL,     -- RUNNING, SUCCEEDED, FAILED, STOPPED, REFUSED, ABANDONED
    message             TEXT,              -- why it ended so
    effective_at        TEXT NOT NULL,     -- start of the versions that the run makes
    started_at          TEXT NOT NULL,
    heartbeat_at        TEXT NOT NULL,
    closed_at           TEXT,              -- all rows are in and the closing transaction is committed; steps may follow
    finished_at         TEXT,
    superseded_by       INTEGER,           -- the run that took its place
    rows_read           INTEGER NOT NULL DEFAULT 0,
    inserted            INTEGER NOT NULL DEFAULT 0,
    versioned           INTEGER NOT NULL DEFAULT 0,
    updated             INTEGER NOT NULL DEFAULT 0,
    closed              INTEGER NOT NULL DEFAULT 0,
    unchanged           INTEGER NOT NULL DEFAULT 0,
    filtered            INTEGER NOT NULL DEFAULT 0,
    rejected            INTEGER NOT NULL DEFAULT 0,
    duplicates          INTEGER NOT NULL DEFAULT 0,
    chunks_done         INTEGER NOT NULL DEFAULT 0,
    chunks_total        INTEGER,           -- NULL until the plan is made
    workers             INTEGER,
    retries             INTEGER NOT NULL DEFAULT 0,
    resumes             INTEGER NOT NULL DEFAULT 0,
    epoch               INTEGER NOT NULL DEFAULT 1, -- a new one for each snapshot of the source that the run read
    initial             INTEGER NOT NULL DEFAULT 0, -- 1: the target held no row when the run was planned
    current_keys        INTEGER NOT NULL DEFAULT 0, -- current rows at plan time: what the close limit is a share of
    scope_keys          INTEGER,           -- those in missing_scope, where the job has one
    plan                TEXT,              -- how the chunks are cut (JSON)
    settings            TEXT NOT NULL,     -- each setting with its layer (JSON)
    params              TEXT NOT NULL,     -- the params (JSON)
    spec_digest         TEXT NOT NULL,
    runtime_format      INTEGER NOT NULL,
    source_fingerprint  TEXT NOT NULL,
    target_fingerprint  TEXT NOT NULL,
    holder              TEXT NOT NULL      -- who runs it: host and process
);
CREATE INDEX IF NOT EXISTS "{p}run_target" ON "{p}run" (target, run_id);
CREATE INDEX IF NOT EXISTS "{p}run_job" ON "{p}run" (job, run_id);
CREATE TABLE IF NOT EXISTS "{p}chunk" (
    run_id              INTEGER NOT NULL,
    chunk               INTEGER NOT NULL,
    bounds              TEXT NOT NULL,     -- key range, partition, byte range or records, for people and for resume (JSON)
    estimated_rows      INTEGER NOT NULL,
    epoch               INTEGER,
    status              TEXT NOT NULL,     -- PENDING, DONE, FAILED
    attempts            INTEGER NOT NULL DEFAULT 0,
    rows_read           INTEGER NOT NULL DEFAULT 0,
    inserted            INTEGER NOT NULL DEFAULT 0,
    versioned           INTEGER NOT NULL DEFAULT 0,
    updated             INTEGER NOT NULL DEFAULT 0,
    unchanged           INTEGER NOT NULL DEFAULT 0,
    filtered            INTEGER NOT NULL DEFAULT 0,
    rejected            INTEGER NOT NULL DEFAULT 0,
    duplicates          INTEGER NOT NULL DEFAULT 0,
    keyless             INTEGER NOT NULL DEFAULT 0, -- rejected rows whose key could not be computed
    started_at          TEXT,
    committed_at        TEXT,
    error               TEXT,
    PRIMARY KEY (run_id, chunk)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "{p}missing" (
    run_id              INTEGER NOT NULL,
    chunk               INTEGER NOT NULL,
    business_key        BLOB NOT NULL,     -- canonical bytes: what makes two keys equal
    written             BLOB NOT NULL,     -- the key's cells, as they are bound
    epoch               INTEGER NOT NULL,
    PRIMARY KEY (run_id, chunk, business_key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "{p}reject" (
    run_id              INTEGER NOT NULL,
    chunk               INTEGER NOT NULL,
    number              INTEGER NOT NULL,
    source_file         TEXT,
    source_line         INTEGER,
    business_key        TEXT,
    column_name         TEXT,
    value               TEXT,
    reason              TEXT NOT NULL,
    row                 TEXT,              -- the source row (JSON)
    rejected_at         TEXT NOT NULL,
    PRIMARY KEY (run_id, chunk, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "{p}lease" (
    target              TEXT PRIMARY KEY,
    token               INTEGER NOT NULL,  -- rises with each holder: an older holder's commits fail
    holder              TEXT NOT NULL,
    acquired_at         TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "{p}control" (
    run_id              INTEGER PRIMARY KEY,
    request             TEXT NOT NULL,     -- STOP
    requested_by        TEXT NOT NULL,
    requested_at        TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS "{p}file" (
    target              TEXT NOT NULL,
    job                 TEXT NOT NULL,     -- two jobs may load one file into one table, each by its own mapping
    digest              TEXT NOT NULL,     -- of the file's bytes, its kind before it (blake3; without a kind: xxh3-128, of older runtimes)
    name                TEXT NOT NULL,
    size                INTEGER NOT NULL,
    run_id              INTEGER NOT NULL,
    loaded_at           TEXT NOT NULL,
    PRIMARY KEY (target, job, digest)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "{p}step" (
    run_id              INTEGER NOT NULL,
    number              INTEGER NOT NULL,
    kind                TEXT NOT NULL,     -- BEFORE_RUN, INDEXES, STATISTICS, AFTER_SUCCESS
    place               INTEGER NOT NULL,  -- which of the spec's hooks of that kind, from 1
    status              TEXT NOT NULL,     -- PENDING, DONE, FAILED, SKIPPED
    attempts            INTEGER NOT NULL DEFAULT 0,
    finished_at         TEXT,
    error               TEXT,              -- why it failed or was skipped
    PRIMARY KEY (run_id, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "{p}session" (
    target              TEXT NOT NULL,
    pid                 INTEGER NOT NULL,  -- the server's process: who takes a dead run's lease over ends its sessions first
    backend_start       TEXT NOT NULL,     -- tells it from a later process of the same number
    token               INTEGER NOT NULL,
    PRIMARY KEY (target, pid, backend_start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "{p}version" (
    version             INTEGER NOT NULL,
    min_version         INTEGER NOT NULL   -- programs of an older version must not use these tables
);
"#;
