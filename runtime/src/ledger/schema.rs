//! The ledger's tables, in the target's database. Readable by anyone with SQL: this is the users' job log.

/// Statements that create the ledger where it is missing; `{p}` is the prefix.
pub(crate) const SQLITE: &str = r#"
CREATE TABLE IF NOT EXISTS "{p}run" (
    run_id              INTEGER PRIMARY KEY AUTOINCREMENT,
    job                 TEXT NOT NULL,
    target              TEXT NOT NULL,
    status              TEXT NOT NULL,     -- RUNNING, SUCCEEDED, FAILED, STOPPED, REFUSED, ABANDONED
    message             TEXT,              -- why it ended so
    effective_at        TEXT NOT NULL,     -- start of the versions that the run makes
    started_at          TEXT NOT NULL,
    heartbeat_at        TEXT NOT NULL,
    finished_at         TEXT,
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
    digest              TEXT NOT NULL,     -- xxh3-128 of the file's bytes
    name                TEXT NOT NULL,
    size                INTEGER NOT NULL,
    run_id              INTEGER NOT NULL,
    loaded_at           TEXT NOT NULL,
    PRIMARY KEY (target, job, digest)
) WITHOUT ROWID;
"#;
