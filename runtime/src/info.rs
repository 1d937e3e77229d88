//! What is constant about a job: plain data, written into the generated crate by the compiler and read by the runtime.

pub use crate::value::SqlType;

/// The constants of one job.
#[derive(Debug)]
pub struct JobInfo {
    /// The job's name: crate, binary and ledger rows carry it.
    pub name: &'static str,
    /// The spec's description, or empty.
    pub description: &'static str,
    /// The spec file, as the generator was told.
    pub spec: &'static str,
    /// The mapping's name: watermarks belong to it.
    pub mapping: &'static str,
    /// Digest of the checked spec: what decides whether an unfinished run may be resumed.
    pub digest: &'static str,
    /// Whether the source is the whole truth.
    pub load: Load,
    /// Where rows come from.
    pub source: SourceInfo,
    /// Where rows go.
    pub target: TargetInfo,
    /// Run parameters, in the order that [`crate::scratch::RunConstants::params`] has.
    pub params: &'static [Param],
    /// The spec's own settings: one layer above the built-in defaults.
    pub settings: SettingsInfo,
    /// SQL to run on the target.
    pub hooks: Hooks,
    /// Every statement that a run sends, one set a dialect.
    pub sql: &'static [(Backend, Statements)],
}

/// A kind of connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Files below a root folder.
    Files,
    /// A SQLite database file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Whether a load sees the whole source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// The source is the whole truth: a key that is not in it is gone.
    Full,
    /// The source holds some keys only.
    Incremental,
}

/// Where a job reads.
#[derive(Debug)]
pub struct SourceInfo {
    /// The connection's name in `connections.yaml`.
    pub connection: &'static str,
    /// The kinds of connection that the crate was generated for.
    pub backends: &'static [Backend],
    /// File, table or query.
    pub from: From,
    /// The source's columns, in the spec's order; a column's `index` is its place here.
    pub columns: &'static [Column],
    /// Time zone in which naive timestamps are read.
    pub timezone: &'static str,
    /// The filter as the user wrote it, or empty.
    pub filter: &'static str,
    /// A full load that reads no row is allowed.
    pub allow_empty: bool,
}

/// What a job reads.
#[derive(Debug)]
pub enum From {
    /// Files below the connection's root.
    File {
        /// Path or glob; may hold `${param}`.
        pattern: &'static str,
        /// How several files are handled.
        files: Files,
        /// How CSV is read.
        csv: Csv,
    },
    /// A table or view, `name` or `schema.name`; may hold `${param}`.
    Table(&'static str),
    /// A query, wrapped as a subquery; params are bound by name.
    Query(&'static str),
}

/// How the files of one load are handled.
#[derive(Debug, Clone, Copy)]
pub struct Files {
    /// Order in which several files are read.
    pub order: FileOrder,
    /// What to do with a file that an earlier run loaded.
    pub loaded: LoadedFiles,
    /// Whether it is an error that no file matches.
    pub none_is_error: bool,
}

impl Files {
    /// What a spec means that says nothing about it.
    pub const DEFAULT: Files = Files { order: FileOrder::Name, loaded: LoadedFiles::Reload, none_is_error: true };
}

/// Order of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOrder {
    /// By path, bytewise.
    Name,
    /// By time of last change, then path.
    Modified,
}

/// What to do with files that were loaded before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadedFiles {
    /// Read them again (keyed loads).
    Reload,
    /// Pass over them.
    Skip,
}

/// The CSV dialect.
#[derive(Debug, Clone, Copy)]
pub struct Csv {
    /// The first record names the columns.
    pub header: bool,
    /// Columns are found by name (with a header) or by position.
    pub by_name: bool,
    /// Columns in the file that the spec does not name are an error.
    pub extra_is_error: bool,
    /// Columns of the spec that the file does not have are an error; else they are NULL.
    pub missing_is_error: bool,
    /// Field separator, one byte.
    pub delimiter: u8,
    /// Quote character, one byte.
    pub quote: u8,
    /// Lines to pass over before the header.
    pub skip_lines: u64,
    /// Records to leave out at the end.
    pub footer_lines: u64,
    /// Encoding label (WHATWG names); `utf-8` needs no transcoding.
    pub encoding: &'static str,
}

impl Csv {
    /// What a spec means that says nothing about it.
    pub const DEFAULT: Csv = Csv {
        header: true,
        by_name: true,
        extra_is_error: false,
        missing_is_error: true,
        delimiter: b',',
        quote: b'"',
        skip_lines: 0,
        footer_lines: 0,
        encoding: "utf-8",
    };
}

/// A column to read: of the source, or of the target when rows are read back.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name as written in the spec.
    pub name: &'static str,
    /// Place in the row that is read, from 0.
    pub index: usize,
    /// Type.
    pub ty: SqlType,
    /// Texts that mean NULL: unquoted CSV fields, TEXT cells of a table.
    pub nulls: &'static [&'static str],
    /// White space to take off before anything else.
    pub trim: Trim,
    /// strftime-like format of dates and timestamps; empty: ISO 8601.
    pub format: &'static str,
    /// Decimal mark of numbers in text.
    pub decimal_mark: u8,
    /// Texts for true and false; empty: true/false/t/f/1/0, any case.
    pub booleans: Option<(&'static str, &'static str)>,
    /// Time zone for values without one; empty: none is assumed.
    pub timezone: &'static str,
}

impl Column {
    /// A column of a file with default reading rules (empty text is NULL); the compiler writes only what differs.
    #[must_use]
    pub const fn new(name: &'static str, index: usize, ty: SqlType) -> Column {
        Column { name, index, ty, nulls: &[""], trim: Trim::None, format: "", decimal_mark: b'.', booleans: None, timezone: "" }
    }

    /// A column of a table with default reading rules: no text means NULL, not even an empty one.
    #[must_use]
    pub const fn stored(name: &'static str, index: usize, ty: SqlType) -> Column {
        Column { nulls: &[], ..Column::new(name, index, ty) }
    }

    /// With its own texts that mean NULL.
    #[must_use]
    pub const fn nulls(self, nulls: &'static [&'static str]) -> Column {
        Column { nulls, ..self }
    }

    /// With white space taken off.
    #[must_use]
    pub const fn trim(self, trim: Trim) -> Column {
        Column { trim, ..self }
    }

    /// With a format of dates and timestamps.
    #[must_use]
    pub const fn format(self, format: &'static str) -> Column {
        Column { format, ..self }
    }

    /// With another decimal mark than the point.
    #[must_use]
    pub const fn decimal_mark(self, decimal_mark: u8) -> Column {
        Column { decimal_mark, ..self }
    }

    /// With its own texts for true and false.
    #[must_use]
    pub const fn booleans(self, yes: &'static str, no: &'static str) -> Column {
        Column { booleans: Some((yes, no)), ..self }
    }

    /// With a time zone for values without one.
    #[must_use]
    pub const fn timezone(self, timezone: &'static str) -> Column {
        Column { timezone, ..self }
    }
}

/// White space to take off a text field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trim {
    /// None.
    None,
    /// At both ends.
    Both,
    /// At the right end.
    Right,
}

/// Where a job writes.
#[derive(Debug)]
pub struct TargetInfo {
    /// The connection's name in `connections.yaml`.
    pub connection: &'static str,
    /// The kinds of connection that the crate was generated for.
    pub backends: &'static [Backend],
    /// `table` or `schema.table`; may hold `${param}`.
    pub table: &'static str,
    /// Dimension, fact or staging.
    pub kind: TableKind,
    /// The mapping's columns in the table's order.
    pub columns: &'static [TargetColumn],
    /// Places of the business key's columns in `columns`, in the order of `target.key`.
    pub key: &'static [usize],
    /// For each key column, the source column that it is a plain (order-preserving, injective) copy of. Empty unless all are.
    pub key_source: &'static [usize],
    /// Whether the written key may hold empty text.
    pub empty_key_allowed: bool,
    /// The surrogate key column.
    pub surrogate_key: Option<SurrogateKey>,
    /// How rows are written.
    pub write: Write,
    /// Version columns; present where a column is type 2.
    pub history: Option<History>,
    /// Name of the change-detection hash's column.
    pub row_hash: Option<&'static str>,
    /// What happens to keys that a full load does not hold.
    pub on_source_delete: OnSourceDelete,
    /// Flag column and its values for deleted and living rows (`on_source_delete: flag`).
    pub deleted: Option<Flag>,
    /// Whether the slice says which rows can be missing (`missing_scope`).
    pub missing_scope: bool,
    /// What to do with several rows of one key.
    pub duplicates: Duplicates,
    /// Directions of the `order_by` values.
    pub order_by: &'static [OrderBy],
    /// Which versions a type 1 change is written to.
    pub type1_scope: Type1Scope,
    /// Unknown and not-applicable rows.
    pub members: &'static [Member],
    /// Audit columns.
    pub audit: Audit,
}

impl TargetInfo {
    /// A table with none of what a spec may ask for: what the compiler fills up from.
    pub const NONE: TargetInfo = TargetInfo {
        connection: "",
        backends: &[],
        table: "",
        kind: TableKind::Staging,
        columns: &[],
        key: &[],
        key_source: &[],
        empty_key_allowed: false,
        surrogate_key: None,
        write: Write::Append,
        history: None,
        row_hash: None,
        on_source_delete: OnSourceDelete::Ignore,
        deleted: None,
        missing_scope: false,
        duplicates: Duplicates::Error,
        order_by: &[],
        type1_scope: Type1Scope::AllVersions,
        members: &[],
        audit: Audit::NONE,
    };
}

/// Kind of target table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Dimension.
    Dimension,
    /// Fact.
    Fact,
    /// Staging.
    Staging,
}

/// One column of the mapping.
#[derive(Debug, Clone, Copy)]
pub struct TargetColumn {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub ty: SqlType,
    /// NULL is refused.
    pub not_null: bool,
    /// What a changed value does.
    pub change: Change,
    /// The expression as the user wrote it.
    pub expression: &'static str,
    /// The source columns that it uses, by name.
    pub from: &'static [&'static str],
}

impl TargetColumn {
    /// A column of the business key.
    #[must_use]
    pub const fn key(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn { name, ty, not_null: false, change: Change::Key, expression, from: &[] }
    }

    /// A type 0 column.
    #[must_use]
    pub const fn type0(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn { change: Change::Keep, ..TargetColumn::key(name, ty, expression) }
    }

    /// A type 1 column.
    #[must_use]
    pub const fn type1(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn { change: Change::Overwrite, ..TargetColumn::key(name, ty, expression) }
    }

    /// A type 2 column.
    #[must_use]
    pub const fn type2(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn { change: Change::Version, ..TargetColumn::key(name, ty, expression) }
    }

    /// A column that is not tracked.
    #[must_use]
    pub const fn untracked(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn { change: Change::Untracked, ..TargetColumn::key(name, ty, expression) }
    }

    /// The same column, computed of these source columns.
    #[must_use]
    pub const fn from(self, from: &'static [&'static str]) -> TargetColumn {
        TargetColumn { from, ..self }
    }

    /// The same column, refusing NULL.
    #[must_use]
    pub const fn not_null(self) -> TargetColumn {
        TargetColumn { not_null: true, ..self }
    }
}

/// What a changed value of a column does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Part of the business key: never changes.
    Key,
    /// Type 0: the first value stays.
    Keep,
    /// Type 1: overwrite.
    Overwrite,
    /// Type 2: a new version.
    Version,
    /// Not tracked: written with a new version, never compared or hashed.
    Untracked,
}

/// The surrogate key column.
#[derive(Debug, Clone, Copy)]
pub struct SurrogateKey {
    /// Name.
    pub column: &'static str,
    /// Type.
    pub ty: SqlType,
    /// The database makes it: identity, else the column's own default.
    pub identity: bool,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// By business key: new keys are inserted, known ones compared (dimensions; facts with `upsert`).
    Merge,
    /// Rows are added. With a key, rows whose key is there already are left alone.
    Append,
    /// The table's rows are replaced by the load's.
    Replace,
}

/// The version columns.
#[derive(Debug, Clone, Copy)]
pub struct History {
    /// Start of validity, inclusive.
    pub valid_from: &'static str,
    /// End of validity, exclusive.
    pub valid_to: &'static str,
    /// Current flag: column, value of the current row, value of older ones.
    pub is_current: Flag,
    /// `timestamptz`, `timestamp` or `date`.
    pub ty: SqlType,
    /// `valid_to` of a current row, as ISO text; `None`: NULL.
    pub current_valid_to: Option<&'static str>,
    /// Start of a key's first version ever.
    pub first_version_from: FirstVersion,
}

/// Start of a key's first version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstVersion {
    /// This ISO date or timestamp (`low_date`, or one given).
    At(&'static str),
    /// The run's effective time.
    Effective,
}

/// A column with two values.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// Name.
    pub column: &'static str,
    /// Value when set.
    pub on: Literal,
    /// Value when not set.
    pub off: Literal,
}

/// A constant of the spec.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// NULL.
    Null,
    /// true or false.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Double(f64),
    /// Text (also decimals and temporals, in their canonical text).
    Text(&'static str),
}

/// What happens to keys that a full load does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSourceDelete {
    /// Nothing.
    Ignore,
    /// The current version is closed.
    Close,
    /// The row is deleted.
    Delete,
    /// The row is flagged.
    Flag,
}

/// What to do with several rows of one key in one load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// Reject all rows of the key.
    Error,
    /// The first by `order_by` wins.
    First,
    /// The last by `order_by` wins.
    Last,
}

/// Direction of one `order_by` value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderBy {
    /// Descending.
    pub descending: bool,
    /// NULLs come first.
    pub nulls_first: bool,
}

/// Which versions a type 1 change is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type1Scope {
    /// All versions of the key.
    AllVersions,
    /// The current one.
    CurrentVersion,
}

/// A special member: a row that facts point to when they have no other.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// `unknown_member` or `not_applicable`.
    pub name: &'static str,
    /// Its surrogate key.
    pub key: i64,
    /// Values of the mapping's columns, in the table's order.
    pub values: &'static [Literal],
}

/// Audit columns, stored but never compared or hashed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Audit {
    /// Run that inserted the row.
    pub inserted_run: Option<&'static str>,
    /// Run that last changed the row.
    pub updated_run: Option<&'static str>,
    /// When the row was inserted.
    pub inserted_at: Option<&'static str>,
    /// When the row was last changed.
    pub updated_at: Option<&'static str>,
}

impl Audit {
    /// No audit column.
    pub const NONE: Audit = Audit { inserted_run: None, updated_run: None, inserted_at: None, updated_at: None };
}

/// A run parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Name, as in `:name` and `--param name=value`.
    pub name: &'static str,
    /// Type.
    pub ty: SqlType,
    /// Default as text; `None`: must be given.
    pub default: Option<&'static str>,
}

/// The spec's settings. `None`: the spec leaves it to the built-in default.
#[derive(Debug, Clone, Copy, Default)]
pub struct SettingsInfo {
    /// `parallel.enable_parallel`.
    pub enable_parallel: Option<bool>,
    /// `parallel.max_workers`.
    pub max_workers: Option<u64>,
    /// `parallel.chunk_size`, rows.
    pub chunk_size: Option<u64>,
    /// `parallel.min_rows_for_parallel`.
    pub min_rows_for_parallel: Option<u64>,
    /// `checkpoint.enabled`.
    pub resume: Option<bool>,
    /// `checkpoint.resume_within`, seconds.
    pub resume_within_seconds: Option<u64>,
    /// `retry.max_attempts`.
    pub retry_max_attempts: Option<u64>,
    /// `retry.initial_delay_ms`.
    pub retry_initial_delay_ms: Option<u64>,
    /// `retry.multiplier`.
    pub retry_multiplier: Option<f64>,
    /// `retry.max_delay_ms`.
    pub retry_max_delay_ms: Option<u64>,
    /// `rejects.max_rows`.
    pub rejects_max_rows: Option<u64>,
    /// `rejects.max_percent` of rows read.
    pub rejects_max_percent: Option<f64>,
    /// `rejects.store`.
    pub rejects_store: Option<StoreRejects>,
    /// `close_limit.percent` of the current rows.
    pub close_limit_percent: Option<f64>,
    /// `close_limit.min_rows`.
    pub close_limit_min_rows: Option<u64>,
    /// `analyze`.
    pub analyze: Option<Analyze>,
}

impl SettingsInfo {
    /// A spec that leaves everything to the defaults: what the compiler fills up from.
    pub const NONE: SettingsInfo = SettingsInfo {
        enable_parallel: None,
        max_workers: None,
        chunk_size: None,
        min_rows_for_parallel: None,
        resume: None,
        resume_within_seconds: None,
        retry_max_attempts: None,
        retry_initial_delay_ms: None,
        retry_multiplier: None,
        retry_max_delay_ms: None,
        rejects_max_rows: None,
        rejects_max_percent: None,
        rejects_store: None,
        close_limit_percent: None,
        close_limit_min_rows: None,
        analyze: None,
    };
}

/// What `lw_reject` keeps of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreRejects {
    /// The whole row as JSON.
    Row,
    /// Key, column, value and reason.
    Key,
    /// Reason and column only.
    None,
}

/// When to refresh the target's statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analyze {
    /// After a first load or more than 10 % changed.
    Auto,
    /// After every run.
    Always,
    /// Never.
    Never,
}

/// SQL to run on the target, params bound.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hooks {
    /// Before the first chunk.
    pub before_run: &'static [&'static str],
    /// After the closing transaction.
    pub after_success: &'static [&'static str],
    /// After a failed run.
    pub after_failure: &'static [&'static str],
}

impl Hooks {
    /// No hook.
    pub const NONE: Hooks = Hooks { before_run: &[], after_success: &[], after_failure: &[] };
}

/// The statements of one dialect; empty where the job has no use for one.
///
/// `${target}` and `${source}` stand for quoted, qualified names, `${table}` and `${index_…}` for plain ones; `${where}` for a predicate on
/// key columns, decided per chunk. Values are bound by place: the key's columns first where a statement is about one key, then what
/// the statement's own text sets from left to right; the run's number and clock, which audit columns take, come last.
#[derive(Debug, Clone, Copy)]
pub struct Statements {
    /// Creates the target table.
    pub create_table: &'static str,
    /// Creates Loadwright's indexes.
    pub create_indexes: &'static str,
    /// Reads the source: the spec's columns in order.
    pub read_source: &'static str,
    /// Reads key, hash, start, scope flag and deleted flag of current rows.
    pub read_slice: &'static str,
    /// The same, then the mapping's columns, to compare by column.
    pub read_current: &'static str,
    /// Reads the versions of one key: start, end, current, hash, then the type 0 columns.
    pub read_versions: &'static str,
    /// Inserts one row, current where the table has a history.
    pub insert: &'static str,
    /// Ends the current version of one key.
    pub close: &'static str,
    /// Writes the columns that a change overwrites, and the hash, to the current row of one key.
    pub update_current: &'static str,
    /// Writes type 1 columns and the hash to one older version.
    pub update_version: &'static str,
    /// Overwrites the current version in place (second change on one day).
    pub overwrite_current: &'static str,
    /// Writes the hash of the current row of one key.
    pub rehash: &'static str,
    /// Deletes the row (or the current version) of one key.
    pub delete: &'static str,
    /// Flags the row of one key as deleted.
    pub flag: &'static str,
    /// Flags the row of one key as living again.
    pub unflag: &'static str,
    /// Inserts the special members that are not there yet.
    pub insert_member: &'static str,
    /// Counts violations of the history's rules for one key.
    pub check_key: &'static str,
    /// Removes the rows that one run inserted.
    pub delete_run: &'static str,
    /// Removes the rows of all other runs (the end of a load that replaces).
    pub delete_others: &'static str,
    /// PostgreSQL: takes the first rows of new keys by binary COPY.
    pub copy_in: &'static str,
    /// PostgreSQL: creates the staging table.
    pub create_stage: &'static str,
    /// PostgreSQL: takes changed rows into the staging table by binary COPY.
    pub copy_stage: &'static str,
    /// PostgreSQL: takes keys into the staging table by binary COPY.
    pub copy_stage_keys: &'static str,
    /// PostgreSQL: inserts the staged versions.
    pub insert_versions: &'static str,
}

impl Statements {
    /// No statement at all: what the compiler fills up from.
    pub const NONE: Statements = Statements {
        create_table: "",
        create_indexes: "",
        read_source: "",
        read_slice: "",
        read_current: "",
        read_versions: "",
        insert: "",
        close: "",
        update_current: "",
        update_version: "",
        overwrite_current: "",
        rehash: "",
        delete: "",
        flag: "",
        unflag: "",
        insert_member: "",
        check_key: "",
        delete_run: "",
        delete_others: "",
        copy_in: "",
        create_stage: "",
        copy_stage: "",
        copy_stage_keys: "",
        insert_versions: "",
    };
}
