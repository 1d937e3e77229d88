//! SQL expressions to typed Rust.
//!
//! ```text
//! text ──parse──▶ sqlparser's tree ──analyse──▶ typed tree ──coerce──▶ of the column's type ──emit──▶ Rust
//! ```
//!
//! PostgreSQL 15 is the reference for every rule; a function is one row in `functions/` and one
//! function in `runtime/src/sql/`.

// An error is made once for a user's mistake, never on a hot path: a box around it would buy
// nothing.
#![allow(clippy::result_large_err)]

use std::ops::Range;

use proc_macro2::TokenStream;

use crate::types::{ExprType, SqlType};

mod analyse;
mod casts;
pub mod catalogue;
mod coerce;
mod deciding;
mod emit;
pub mod errors;
mod functions;
mod literal;
mod parse;
mod pattern;
mod target_sql;
#[cfg(test)]
mod tests;
mod tree;
mod udf;

pub(crate) use self::literal::decimal_text;
pub use self::target_sql::{Condition, ConditionSql, Constant, target_condition};
pub use self::udf::parse_udf;

use self::tree::{Kind, Node};

/// An expression, typed and compiled to Rust.
///
/// `body` is one Rust expression over plain identifiers: each source column it uses (see
/// [`Compiled::columns`]; the identifier is [`crate::names::column_ident`]) holds the column's
/// value (`T` when not null, `Option<T>` else), and `scratch: &'a Scratch`. It has type `T` (not
/// nullable) or `Option<T>`; where [`Compiled::fallible`], it uses `?` on `Result<_, Fault>`. Paths
/// begin at `sql::` (`loadwright_runtime::sql`), `types::` (`loadwright_runtime::value`), `param::`
/// (the crate's parameter indices) and `udf::`.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The expression as the user wrote it, on one line.
    pub text: String,
    /// Its type.
    pub ty: ExprType,
    /// It may be NULL.
    pub nullable: bool,
    /// It may fail on some row's values.
    pub fallible: bool,
    /// It needs the scratch arena or the run's constants.
    pub uses_scratch: bool,
    /// Places of the source columns it uses, ascending.
    pub columns: Vec<usize>,
    /// Those of them that only decide what the value is, as CASE's conditions do, and do not come
    /// into it; ascending.
    pub deciding: Vec<usize>,
    /// Names of the params it uses, sorted.
    pub params: Vec<String>,
    /// It differs from run to run or row to row on equal source values: `run_id()`,
    /// `effective_at()`, `source_line()` …, or params without any column. A tracked column must
    /// not.
    pub volatile: bool,
    /// It is a source column as it stands, or an order-preserving, injective cast of one.
    pub plain_column: Option<usize>,
    /// It uses no column, no param and nothing of the run.
    pub constant: bool,
    /// Features of the runtime that it needs, sorted.
    pub features: Vec<&'static str>,
    /// The Rust.
    pub body: TokenStream,
}

/// `docs/expressions.md` with its tables of functions as they are: what stands between
/// `<!-- functions: … -->` and `<!-- end -->`.
#[must_use]
pub fn reference(page: &str) -> String {
    let mut page = page.to_owned();
    for (family, table) in functions::tables() {
        let head = format!("<!-- functions: {family} -->\n");
        let place = page.find(&head).map(|at| at + head.len());
        let end = place.and_then(|place| {
            page[place..]
                .find("<!-- end -->")
                .map(|length| place + length)
        });
        match place.zip(end) {
            Some((place, end)) => page.replace_range(place..end, &table),
            None => page.push_str(&format!("\n## {family}\n\n{head}{table}<!-- end -->\n")),
        }
    }
    page
}

/// A name as an expression takes it, whatever is in it.
#[must_use]
pub fn quoted_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
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
    pub args: Vec<(ExprType, bool)>,
    /// Result type; true: an `Option`.
    pub result: (ExprType, bool),
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
    /// Assigned to a column of this type, with PostgreSQL's assignment casts made strict (every
    /// value checked, none cut). `not_null`: NULL rejects the row.
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

/// Compiles one SQL expression to Rust.
///
/// With [`Want::Condition`] the body is always a plain `bool`: whether the condition is TRUE.
///
/// # Errors
/// Every error that was found, in the order of the text.
pub fn compile(text: &str, scope: &Scope, want: Want) -> Result<Compiled, Vec<ExprError>> {
    let expr = parse::parse(text).map_err(|error| vec![error])?;
    let node = analyse::analyse(text, &expr, scope)?;
    let one = |error| vec![error];
    let (node, form) = match want {
        Want::Any => (analyse::typed_text(node), emit::Form::Value),
        Want::Condition => (analyse::boolean(node).map_err(one)?, emit::Form::Truth),
        Want::Assign { ty, not_null } => {
            let form = if not_null {
                emit::Form::NotNull
            } else {
                emit::Form::Value
            };
            (
                coerce::assigned(node, ty.into(), not_null).map_err(one)?,
                form,
            )
        }
    };
    let ty = match want {
        Want::Assign { ty, .. } => ty.into(),
        _ => node.ty.unwrap_or(ExprType::Text),
    };
    Ok(compiled(text, &node, scope, ty, form))
}

fn compiled(text: &str, node: &Node, scope: &Scope, ty: ExprType, form: emit::Form) -> Compiled {
    let emitted = emit::emit(node, scope, form);
    let used = emitted.used;
    let valued = deciding::valued(node);
    let only_params = !used.params.is_empty() && used.columns.is_empty();
    Compiled {
        text: on_one_line(text),
        ty,
        nullable: emitted.nullable,
        fallible: used.fallible,
        uses_scratch: used.scratch,
        constant: used.columns.is_empty() && used.params.is_empty() && !used.volatile,
        deciding: used.columns.difference(&valued).copied().collect(),
        columns: used.columns.into_iter().collect(),
        params: used.params.into_iter().collect(),
        volatile: used.volatile || only_params,
        plain_column: if form == emit::Form::Truth {
            None
        } else {
            plain_column(node)
        },
        features: used.features.into_iter().collect(),
        body: emitted.body,
    }
}

/// The column that a node copies, value by value, in the same order.
fn plain_column(node: &Node) -> Option<usize> {
    match &node.kind {
        Kind::Column(place) => Some(*place),
        Kind::Call(callee, args) if callee.monotone => args.first().and_then(plain_column),
        _ => None,
    }
}

/// Compiles the constant of `{value: …}`, given as the YAML scalar's text. Without a type it is an
/// integer, a decimal or a boolean where it is written as one (`7`, `1.5`, `true`), else text.
///
/// # Errors
/// The text is no value of the type, or does not fit it.
pub fn constant(value: &str, ty: Option<SqlType>) -> Result<Compiled, Vec<ExprError>> {
    let (span, ty) = (0..value.len(), ty.map(ExprType::from));
    let untyped = Node {
        span: span.clone(),
        ty: None,
        fallible: false,
        kind: Kind::Untyped(value.to_owned()),
    };
    let node = match ty {
        Some(ty) => coerce::assigned(untyped, ty, true).map_err(|error| vec![error])?,
        None => match guessed(value) {
            Some((ty, literal)) => Node::literal(&span, ty, literal),
            None => analyse::typed_text(untyped),
        },
    };
    let ty = ty.or(node.ty).unwrap_or(ExprType::Text);
    let scope = Scope {
        columns: Vec::new(),
        params: Vec::new(),
        udfs: Vec::new(),
    };
    Ok(compiled(value, &node, &scope, ty, emit::Form::Value))
}

/// The literal that a YAML scalar is without quotes; leading zeros make a code, not a number.
fn guessed(value: &str) -> Option<(ExprType, tree::Literal)> {
    match value {
        "true" => return Some((ExprType::Boolean, tree::Literal::Boolean(true))),
        "false" => return Some((ExprType::Boolean, tree::Literal::Boolean(false))),
        _ => {}
    }
    let digits = value.strip_prefix('-').unwrap_or(value);
    let code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    if code || !number {
        None
    } else {
        literal::number(value)
    }
}

/// The text with its runs of white space as single blanks, but for what stands in quotes.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut quote = None;
    for c in text.trim().chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None if c.is_whitespace() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
                continue;
            }
            _ => {}
        }
        line.push(c);
    }
    line
}
