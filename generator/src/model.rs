//! The checked job: what analysis hands to planning. Valid by construction: every name resolved,
//! every type known, every default filled in where the generated crate must carry it. Nothing here
//! knows YAML, and nothing here can fail.

use std::fmt;

use crate::expr::Compiled;
use crate::names::backend_ident;
use crate::types::SqlType;

/// One checked job.
#[derive(Debug, Clone)]
pub struct Job {
    /// `job:`; names the crate, the binary and the ledger rows.
    pub name: String,
    /// `description:`.
    pub description: Option<String>,
    /// The spec file's path with `/`, relative to the folder of the `connections.yaml` or workspace
    /// that holds it: the same on every machine.
    pub spec: String,
    /// The mapping's name.
    pub mapping: String,
    /// Full or incremental.
    pub load: Load,
    /// Source side.
    pub source: Source,
    /// Target side.
    pub target: Target,
    /// Run parameters, by name.
    pub params: Vec<Param>,
    /// Settings that the spec gives; `None`: left to the runtime's defaults.
    pub settings: Settings,
    /// SQL texts to run on the target.
    pub hooks: Hooks,
    /// Rust file with user functions: its text and the functions' names.
    pub udf: Option<Udf>,
    /// Unit tests of the generated crate.
    pub examples: Vec<Example>,
}

/// Kind of connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Files below a root folder.
    Files,
    /// A database, by the name of its dialect.
    Database(&'static str),
}

impl Backend {
    /// Its word in connections.yaml.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Backend::Files => "files",
            Backend::Database(name) => name,
        }
    }
}

/// As the runtime's variant, by which it enters the digests of specs.
impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", backend_ident(self.name()))
    }
}

/// `load:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// The source is the whole truth.
    Full,
    /// The source holds some keys only.
    Incremental,
}

/// Where rows come from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Connection name.
    pub connection: String,
    /// Kinds it may have when the job runs.
    pub backends: Vec<Backend>,
    /// File, table or query.
    pub from: From,
    /// Columns in the spec's order.
    pub columns: Vec<SourceColumn>,
    /// Zone in which naive timestamps are read.
    pub timezone: String,
    /// Optional filter, of type boolean.
    pub filter: Option<Compiled>,
    /// `allow_empty`.
    pub allow_empty: bool,
}

/// What is read.
#[derive(Debug, Clone)]
pub enum From {
    /// Files.
    File {
        /// Path or glob, with `${param}`.
        pattern: String,
        /// File handling.
        files: Files,
        /// Dialect.
        csv: Csv,
    },
    /// Table or view, with `${param}`.
    Table(String),
    /// Query with `:param`.
    Query(String),
}

/// `files:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Files {
    /// By time of change instead of by name.
    pub order_by_modified: bool,
    /// Files loaded before are passed over.
    pub skip_loaded: bool,
    /// No matching file is an error.
    pub none_is_error: bool,
}

/// `csv:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csv {
    /// `header`.
    pub header: bool,
    /// `match: name`.
    pub by_name: bool,
    /// `extra: error`.
    pub extra_is_error: bool,
    /// `missing: error`.
    pub missing_is_error: bool,
    /// `delimiter`.
    pub delimiter: u8,
    /// `quote`.
    pub quote: u8,
    /// `skip_lines`.
    pub skip_lines: u64,
    /// `footer_lines`.
    pub footer_lines: u64,
    /// `encoding`, a WHATWG label in lower case.
    pub encoding: String,
    /// `empty_lines: ignore`.
    pub ignore_empty_lines: bool,
}

/// A source column.
#[derive(Debug, Clone)]
pub struct SourceColumn {
    /// Name.
    pub name: String,
    /// `from`: what the source calls it, where that is something else.
    pub from: Option<String>,
    /// Type.
    pub ty: SqlType,
    /// `not null`.
    pub not_null: bool,
    /// Texts that mean NULL: the column's own, else those of `csv:`, else `[""]` in files and none
    /// in databases.
    pub nulls: Vec<String>,
    /// Quoted fields are compared with them too: the column's own `quoted_nulls`, else that of
    /// `csv:`.
    pub quoted_nulls: bool,
    /// `trim`.
    pub trim: Trim,
    /// `format`.
    pub format: Option<String>,
    /// `decimal`.
    pub decimal_mark: u8,
    /// `values` of a boolean, in the spec's order: true, false.
    pub booleans: Option<(String, String)>,
    /// Some expression, key, filter or order uses it (others are not read).
    pub used: bool,
}

/// `trim:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trim {
    /// `none`.
    None,
    /// `both`.
    Both,
    /// `right`.
    Right,
}

/// Where rows go.
#[derive(Debug, Clone)]
pub struct Target {
    /// Connection name.
    pub connection: String,
    /// Kinds it may have when the job runs.
    pub backends: Vec<Backend>,
    /// `table` or `schema.table`, with `${param}`.
    pub table: String,
    /// Kind.
    pub kind: TableKind,
    /// Columns in the table's order.
    pub columns: Vec<TargetColumn>,
    /// Places of the key's columns in `columns`, in the order of `key:`.
    pub key: Vec<usize>,
    /// For each key column, the source column (place) it plainly copies; `None` unless all are
    /// plain, order-preserving, injective.
    pub key_source: Option<Vec<usize>>,
    /// `empty_key: allow`.
    pub empty_key_allowed: bool,
    /// Surrogate key.
    pub surrogate_key: Option<SurrogateKey>,
    /// How rows are written.
    pub write: Write,
    /// Version columns, where a column is type 2 or `history` is written.
    pub history: Option<History>,
    /// Hash column; `None`: compare by column.
    pub row_hash: Option<String>,
    /// Keys gone from a full load.
    pub on_source_delete: OnSourceDelete,
    /// Flag for `on_source_delete: flag` and `version`.
    pub deleted: Option<Flag>,
    /// `missing_scope`.
    pub missing_scope: Option<TargetCondition>,
    /// `indexes: create`.
    pub creates_indexes: bool,
    /// Several rows of one key.
    pub duplicates: Duplicates,
    /// `order_by`.
    pub order_by: Vec<OrderBy>,
    /// Type 1 changes go to all versions.
    pub type1_all_versions: bool,
    /// `row_security: view`: rows that a policy hides from the role are no part of source and
    /// target.
    pub row_security_view: bool,
    /// Special members.
    pub members: Vec<Member>,
    /// Audit columns.
    pub audit: Audit,
}

/// A condition over target columns that the target's database asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetCondition {
    /// As the user wrote it, on one line.
    pub text: String,
    /// Names of the params that it uses.
    pub params: Vec<String>,
    /// As SQL of each kind of database that the target may be, with `:name` where a param's value
    /// goes.
    pub sql: Vec<(Backend, String)>,
}

impl Job {
    /// The kinds of its connections, those of the source first.
    pub fn backends(&self) -> impl Iterator<Item = Backend> {
        self.source
            .backends
            .iter()
            .chain(&self.target.backends)
            .copied()
    }
}

impl TargetCondition {
    /// Its SQL for a kind of database that the target may be.
    #[must_use]
    pub fn sql(&self, backend: Backend) -> Option<&str> {
        self.sql
            .iter()
            .find(|(other, _)| *other == backend)
            .map(|(_, sql)| sql.as_str())
    }
}

/// `kind:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Dimension.
    Dimension,
    /// Fact.
    Fact,
    /// Staging.
    Staging,
}

/// A target column.
#[derive(Debug, Clone)]
pub struct TargetColumn {
    /// Name.
    pub name: String,
    /// Type.
    pub ty: SqlType,
    /// `not null`.
    pub not_null: bool,
    /// What a changed value does.
    pub change: Change,
    /// The expression, compiled to this column's type and nullability (assignment checks included).
    pub value: Compiled,
    /// `comment:`.
    pub comment: Option<String>,
}

/// What a changed value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Part of the key.
    Key,
    /// Type 0.
    Keep,
    /// Type 1.
    Overwrite,
    /// Type 2.
    Version,
    /// `track: false`.
    Untracked,
}

/// Surrogate key.
#[derive(Debug, Clone)]
pub struct SurrogateKey {
    /// Column.
    pub column: String,
    /// Type.
    pub ty: SqlType,
    /// `generate: identity` (else `default`).
    pub identity: bool,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// By key.
    Merge,
    /// Added.
    Append,
    /// Replaced.
    Replace,
}

/// Version columns.
#[derive(Debug, Clone)]
pub struct History {
    /// `valid_from`.
    pub valid_from: String,
    /// `valid_to`.
    pub valid_to: String,
    /// `is_current`.
    pub is_current: Flag,
    /// Type of both.
    pub ty: SqlType,
    /// `current_valid_to` in canonical text of `ty`; `None`: NULL.
    pub current_valid_to: Option<String>,
    /// `first_version_from`: canonical text of `ty`, or `None`: the effective time.
    pub first_version_from: Option<String>,
}

/// A column with two values.
#[derive(Debug, Clone)]
pub struct Flag {
    /// Column.
    pub column: String,
    /// Value when set.
    pub on: Literal,
    /// Value when not.
    pub off: Literal,
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// NULL.
    Null,
    /// Boolean.
    Boolean(bool),
    /// Integer.
    Integer(i64),
    /// Double.
    Double(f64),
    /// Text, and everything else in canonical text (see [`Example::expect`]).
    Text(String),
}

/// `on_source_delete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSourceDelete {
    /// `ignore`.
    Ignore,
    /// `close`.
    Close,
    /// `delete`.
    Delete,
    /// `flag`.
    Flag,
    /// `version`.
    Version,
}

/// `duplicates`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// `error`.
    Error,
    /// `first`.
    First,
    /// `last`.
    Last,
}

/// One `order_by` entry.
#[derive(Debug, Clone)]
pub struct OrderBy {
    /// Its expression over the source.
    pub value: Compiled,
    /// `desc`.
    pub descending: bool,
    /// NULLs first (PostgreSQL: the default for `desc`).
    pub nulls_first: bool,
}

/// Special member.
#[derive(Debug, Clone)]
pub struct Member {
    /// `unknown_member` or `not_applicable`.
    pub name: String,
    /// Surrogate key.
    pub key: i64,
    /// Values in the table's order; NULL where the spec gives none.
    pub values: Vec<Literal>,
}

/// Audit columns.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    /// `inserted_run`. An append without a key always has one (default `lw_run_id`): it is how an
    /// abandoned run's rows are found.
    pub inserted_run: Option<String>,
    /// `updated_run`.
    pub updated_run: Option<String>,
    /// `inserted_at`.
    pub inserted_at: Option<String>,
    /// `updated_at`.
    pub updated_at: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Name.
    pub name: String,
    /// Type.
    pub ty: SqlType,
    /// Default as text.
    pub default: Option<String>,
}

/// The spec's settings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// `parallel.enable_parallel`.
    pub enable_parallel: Option<bool>,
    /// `parallel.max_workers`.
    pub max_workers: Option<u64>,
    /// `parallel.chunk_size`.
    pub chunk_size: Option<u64>,
    /// `parallel.min_rows_for_parallel`.
    pub min_rows_for_parallel: Option<u64>,
    /// `checkpoint.enabled`.
    pub resume: Option<bool>,
    /// `checkpoint.resume_within`.
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
    /// `rejects.max_percent`.
    pub rejects_max_percent: Option<f64>,
    /// `rejects.store`.
    pub rejects_store: Option<StoreRejects>,
    /// `close_limit.percent`.
    pub close_limit_percent: Option<f64>,
    /// `close_limit.min_rows`.
    pub close_limit_min_rows: Option<u64>,
    /// `analyze`.
    pub analyze: Option<Analyze>,
}

/// `rejects.store`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreRejects {
    /// `row`.
    Row,
    /// `key`.
    Key,
    /// `none`.
    None,
}

/// `analyze`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analyze {
    /// `auto`.
    Auto,
    /// `always`.
    Always,
    /// `never`.
    Never,
}

/// Hooks, each a SQL text (files are read when generated).
#[derive(Debug, Clone, Default)]
pub struct Hooks {
    /// `before_run`.
    pub before_run: Vec<String>,
    /// `after_success`.
    pub after_success: Vec<String>,
    /// `after_failure`.
    pub after_failure: Vec<String>,
}

/// A user's Rust file.
#[derive(Debug, Clone)]
pub struct Udf {
    /// File name, for the header of the copy.
    pub file: String,
    /// Its text, as it was read.
    pub text: String,
}

/// One entry of `examples:`.
#[derive(Debug, Clone)]
pub struct Example {
    /// Source cells as text, by place of the source column; `None`: NULL. Columns not given are
    /// NULL.
    pub given: Vec<(usize, Option<String>)>,
    /// Expected target cells, by place of the target column; `None`: NULL. Values are in the column
    /// type's canonical text: `true`; digits, a decimal's to its scale; `2013-01-01`,
    /// `05:00:00.000000`, `2013-01-01T05:00:00.000000`, an instant with `Z` behind it; a uuid in
    /// lower case; bytes as `\x00ff`; texts as they are.
    pub expect: Vec<(usize, Option<String>)>,
}
