//! The three documents as they were written: every field known and of the right shape, with its
//! place; nothing resolved yet.
//!
//! A required field is an `Option` where its absence was already told.

use crate::diag::{Span, Spanned};
use crate::model::{Backend, Duplicates, Files, Load, OnSourceDelete, Settings, TableKind, Trim};

use super::yaml::{Node, Scalar};

/// `connections.yaml`: names and kinds; the rest is the running job's.
#[derive(Debug)]
pub struct Connections {
    /// The connections by name.
    pub connections: Vec<Connection>,
}

/// One connection.
#[derive(Debug)]
pub struct Connection {
    /// Its name.
    pub name: Spanned<String>,
    /// Its kinds; empty where a fault in them was told.
    pub kinds: Vec<Spanned<ConnectionKind>>,
}

/// `kind:` of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionKind {
    /// Served by this version.
    Known(Backend),
    /// A word that a later version will serve.
    Later(&'static str),
}

/// A job document.
#[derive(Debug)]
pub struct Job {
    /// `job`.
    pub name: Option<Spanned<String>>,
    /// `description`.
    pub description: Option<String>,
    /// `mapping`: a path, or the whole mapping.
    pub mapping: Option<MappingRef>,
    /// `connections`.
    pub connections: Option<Spanned<String>>,
    /// `override`.
    pub replace: Replace,
    /// `source`.
    pub source: Option<Spanned<String>>,
    /// `target`.
    pub target: Option<Spanned<String>>,
    /// `load`.
    pub load: Load,
    /// Where `load` is written.
    pub load_span: Option<Span>,
    /// `params`.
    pub params: Vec<Param>,
    /// `parallel`, `checkpoint`, `retry`, `rejects`, `close_limit` and `analyze`.
    pub settings: Settings,
    /// `hooks`.
    pub hooks: Hooks,
}

/// Where the mapping is.
#[derive(Debug)]
pub enum MappingRef {
    /// In a file, relative to the job's.
    Path(Spanned<String>),
    /// In the job.
    Inline(Node),
}

/// `override`.
#[derive(Debug, Default)]
pub struct Replace {
    /// The source's `file`.
    pub file: Option<Spanned<String>>,
    /// The source's `query`.
    pub query: Option<Spanned<String>>,
    /// The source's `table`.
    pub source_table: Option<Spanned<String>>,
    /// The target's `table`.
    pub table: Option<Spanned<String>>,
}

/// One of `params`.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: Spanned<String>,
    /// `type`.
    pub ty: Option<Spanned<String>>,
    /// `default`.
    pub default: Option<Spanned<String>>,
}

/// `hooks`.
#[derive(Debug, Default)]
pub struct Hooks {
    /// `before_run`.
    pub before_run: Vec<Hook>,
    /// `after_success`.
    pub after_success: Vec<Hook>,
    /// `after_failure`.
    pub after_failure: Vec<Hook>,
}

/// One hook.
#[derive(Debug)]
pub enum Hook {
    /// The SQL itself.
    Sql(Spanned<String>),
    /// A file with it, relative to the job's.
    File(Spanned<String>),
}

/// A mapping document.
#[derive(Debug)]
pub struct Mapping {
    /// `mapping`; an inline mapping may leave it out and is called as its job.
    pub name: Option<Spanned<String>>,
    /// `timezone`.
    pub timezone: Option<Spanned<String>>,
    /// `source`.
    pub source: Source,
    /// `target`.
    pub target: Target,
    /// `columns`.
    pub columns: Vec<Column>,
    /// `udf`.
    pub udf: Option<Spanned<String>>,
    /// `examples`.
    pub examples: Vec<Example>,
}

/// `source`.
#[derive(Debug, Default)]
pub struct Source {
    /// Where the section stands.
    pub span: Option<Span>,
    /// `file`, `table` or `query`.
    pub from: Option<From>,
    /// `files`, with the place of its key.
    pub files: Option<Spanned<Files>>,
    /// `csv`, with the place of its key.
    pub csv: Option<Spanned<Csv>>,
    /// `columns`.
    pub columns: Vec<SourceColumn>,
    /// `filter`.
    pub filter: Option<Spanned<String>>,
    /// `allow_empty`.
    pub allow_empty: bool,
}

/// What is read.
#[derive(Debug, Clone)]
pub enum From {
    /// `file`.
    File(Spanned<String>),
    /// `table`.
    Table(Spanned<String>),
    /// `query`.
    Query(Spanned<String>),
}

/// `csv`: what is written of it.
#[derive(Debug, Default)]
pub struct Csv {
    /// `header`.
    pub header: Option<bool>,
    /// `match: name`.
    pub by_name: Option<Spanned<bool>>,
    /// `extra: error`.
    pub extra_is_error: Option<Spanned<bool>>,
    /// `missing: error`.
    pub missing_is_error: Option<bool>,
    /// `delimiter`.
    pub delimiter: Option<Spanned<u8>>,
    /// `quote`.
    pub quote: Option<Spanned<u8>>,
    /// `nulls`.
    pub nulls: Option<Vec<String>>,
    /// `quoted_nulls`.
    pub quoted_nulls: Option<bool>,
    /// `empty_lines: ignore`.
    pub ignore_empty_lines: Option<bool>,
    /// `skip_lines`.
    pub skip_lines: Option<u64>,
    /// `footer_lines`.
    pub footer_lines: Option<u64>,
    /// `encoding`.
    pub encoding: Option<Spanned<String>>,
}

/// A column of the source.
#[derive(Debug)]
pub struct SourceColumn {
    /// Its name.
    pub name: Spanned<String>,
    /// `from`.
    pub from: Option<Spanned<String>>,
    /// `type`, without `not null`.
    pub ty: Option<Spanned<String>>,
    /// `not null` behind the type, or `not_null: true`.
    pub not_null: bool,
    /// `nulls`.
    pub nulls: Option<Vec<String>>,
    /// `quoted_nulls`.
    pub quoted_nulls: Option<Spanned<bool>>,
    /// `trim`.
    pub trim: Trim,
    /// `format`.
    pub format: Option<Spanned<String>>,
    /// `decimal`.
    pub decimal_mark: Option<Spanned<u8>>,
    /// `values`: true, false.
    pub booleans: Option<Spanned<(String, String)>>,
}

/// `target`.
#[derive(Debug, Default)]
pub struct Target {
    /// Where the section stands.
    pub span: Option<Span>,
    /// `table`.
    pub table: Option<Spanned<String>>,
    /// `kind`.
    pub kind: Option<Spanned<TableKind>>,
    /// `key`.
    pub key: Vec<Spanned<String>>,
    /// `key` has a fault that was told.
    pub key_told: bool,
    /// `empty_key: allow`.
    pub empty_key_allowed: bool,
    /// `surrogate_key`.
    pub surrogate_key: Option<SurrogateKey>,
    /// `scd`.
    pub scd: Option<Spanned<Scd>>,
    /// `write`.
    pub write: Option<Spanned<Write>>,
    /// `on_source_delete`.
    pub on_source_delete: Option<Spanned<OnSourceDelete>>,
    /// `deleted`.
    pub deleted: Option<Flag>,
    /// `missing_scope`.
    pub missing_scope: Option<Spanned<String>>,
    /// `indexes: none`.
    pub no_indexes: bool,
    /// `duplicates`.
    pub duplicates: Option<Spanned<Duplicates>>,
    /// `order_by`, each entry as written.
    pub order_by: Vec<Spanned<String>>,
    /// `history`.
    pub history: Option<Spanned<History>>,
    /// `row_hash`.
    pub row_hash: Option<RowHash>,
    /// `type1_scope: current_version`, with its place.
    pub type1_current_only: Option<Spanned<bool>>,
    /// `row_security: view`.
    pub row_security_view: bool,
    /// `unknown_member` and `not_applicable`.
    pub members: Vec<Member>,
    /// `audit`.
    pub audit: Audit,
}

/// `surrogate_key`.
#[derive(Debug)]
pub struct SurrogateKey {
    /// `column`.
    pub column: Spanned<String>,
    /// `type`.
    pub ty: Option<Spanned<String>>,
    /// `generate: identity`.
    pub identity: bool,
}

/// `scd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scd {
    /// 0
    Keep,
    /// 1
    Overwrite,
    /// 2
    Version,
}

/// `write`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// `append`
    Append,
    /// `upsert`
    Upsert,
    /// `replace`
    Replace,
}

/// A column with two values.
#[derive(Debug)]
pub struct Flag {
    /// `column`.
    pub column: Spanned<String>,
    /// `values`: set, not set.
    pub values: Option<(Spanned<Scalar>, Spanned<Scalar>)>,
}

/// `history`: what is written of it.
#[derive(Debug, Default)]
pub struct History {
    /// `valid_from`.
    pub valid_from: Option<Spanned<String>>,
    /// `valid_to`.
    pub valid_to: Option<Spanned<String>>,
    /// `is_current`.
    pub is_current: Option<Flag>,
    /// `type`.
    pub ty: Option<Spanned<String>>,
    /// `current_valid_to`; inside, `None` is null.
    pub current_valid_to: Option<Option<Spanned<String>>>,
    /// `first_version_from`.
    pub first_version_from: Option<Spanned<String>>,
    /// `low_date`.
    pub low_date: Option<Spanned<String>>,
}

/// `row_hash`.
#[derive(Debug)]
pub enum RowHash {
    /// `none`.
    None,
    /// Its column.
    Column(Spanned<String>),
}

/// A special member.
#[derive(Debug)]
pub struct Member {
    /// `unknown_member` or `not_applicable`.
    pub name: &'static str,
    /// Where it is written.
    pub span: Span,
    /// `key`.
    pub key: Option<Spanned<i64>>,
    /// `values`, by target column.
    pub values: Vec<(Spanned<String>, Spanned<Scalar>)>,
}

/// `audit`.
#[derive(Debug, Default)]
pub struct Audit {
    /// `inserted_run`.
    pub inserted_run: Option<Spanned<String>>,
    /// `updated_run`.
    pub updated_run: Option<Spanned<String>>,
    /// `inserted_at`.
    pub inserted_at: Option<Spanned<String>>,
    /// `updated_at`.
    pub updated_at: Option<Spanned<String>>,
}

/// A column of the target.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: Spanned<String>,
    /// Its expression or constant; `None` where a fault in it was told.
    pub value: Option<ColumnValue>,
    /// `type`.
    pub ty: Option<Spanned<String>>,
    /// `not_null`, where it is written.
    pub not_null: Option<bool>,
    /// `scd`.
    pub scd: Option<Spanned<Scd>>,
    /// `track: false`, with its place.
    pub track: Option<Spanned<bool>>,
    /// `comment`.
    pub comment: Option<String>,
}

/// What a target column is made of.
#[derive(Debug)]
pub enum ColumnValue {
    /// `expr`.
    Expression(Spanned<String>),
    /// `value`.
    Constant(Spanned<Scalar>),
}

/// One of `examples`: cells by column; `None`: NULL.
#[derive(Debug)]
pub struct Example {
    /// `given`.
    pub given: Vec<(Spanned<String>, Cell)>,
    /// `expect`.
    pub expect: Vec<(Spanned<String>, Cell)>,
}

/// A cell of an example; `None`: NULL.
pub type Cell = Spanned<Option<String>>;
