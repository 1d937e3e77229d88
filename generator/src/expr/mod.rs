//! SQL expressions to typed Rust.

use std::ops::Range;

use proc_macro2::TokenStream;

use crate::types::SqlType;

/// An expression, typed and compiled to Rust.
///
/// `body` is one Rust expression over plain identifiers: each source column it uses (see [`Compiled::columns`]; the identifier is
/// [`crate::names::column_ident`]) holds the column's value (`T` when not null, `Option<T>` else), and `scratch: &'a Scratch`.
/// It has type `T` (not nullable) or `Option<T>`; where [`Compiled::fallible`], it uses `?` on `Result<_, Fault>`.
/// Paths begin at `sql::` (`loadwright_runtime::sql`), `types::` (`loadwright_runtime::value`), `param::` (the crate's parameter
/// indices) and `udf::`.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The expression as the user wrote it, on one line.
    pub text: String,
    /// Its type.
    pub ty: SqlType,
    /// It may be NULL.
    pub nullable: bool,
    /// It may fail on some row's values.
    pub fallible: bool,
    /// It needs the scratch arena or the run's constants.
    pub uses_scratch: bool,
    /// Places of the source columns it uses, ascending.
    pub columns: Vec<usize>,
    /// Names of the params it uses, sorted.
    pub params: Vec<String>,
    /// It differs from run to run or row to row on equal source values: `run_id()`, `effective_at()`, `source_line()` …, or params
    /// without any column. A tracked column must not.
    pub volatile: bool,
    /// It is a source column as it stands, or an order-preserving, injective cast of one.
    pub plain_column: Option<usize>,
    /// It uses no column, no param and nothing of the run.
    pub constant: bool,
    /// The Rust.
    pub body: TokenStream,
}

/// What an expression may refer to.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Source columns by place: name, type, not null.
    pub columns: Vec<(String, SqlType, bool)>,
    /// Params: name, type.
    pub params: Vec<(String, SqlType)>,
    /// User functions, from [`parse_udf`].
    pub udfs: Vec<UdfSignature>,
}

/// A user's function.
#[derive(Debug, Clone)]
pub struct UdfSignature {
    /// Name, as called in SQL.
    pub name: String,
    /// Argument types; true: takes an `Option`.
    pub args: Vec<(SqlType, bool)>,
    /// Result type; true: an `Option`.
    pub result: (SqlType, bool),
    /// It returns `Result<_, Fault>`.
    pub fallible: bool,
    /// Its last argument is `&Scratch`.
    pub takes_scratch: bool,
}

/// What the place that the expression stands in asks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Its own type and nullability.
    Any,
    /// Assigned to a column of this type, with PostgreSQL's assignment casts made strict (every value checked, none cut).
    /// `not_null`: NULL rejects the row.
    Assign {
        /// Column type.
        ty: SqlType,
        /// Column is not null.
        not_null: bool,
    },
    /// A condition: boolean, nullable allowed.
    Condition,
}

/// An error in an expression, located in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// Code, as `LW0201`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Bytes of the expression's text that the caret points at.
    pub span: Range<usize>,
    /// Text at the caret.
    pub label: String,
    /// Further places with their labels (both operands of a mismatch).
    pub others: Vec<(Range<usize>, String)>,
    /// "did you mean", what to write instead.
    pub help: Option<String>,
}
