//! The small functions of a crate: one for each target column, for the filter and for each
//! `order_by` entry.

use proc_macro2::{Ident, Span, TokenStream};

use super::row::{Row, borrows};
use crate::expr::Compiled;
use crate::model::{OrderBy, TargetColumn};
use crate::names;
use crate::types::{ExprType, SqlType};

/// A function of the source columns that it uses.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub ident: Ident,
    /// The expression as the user wrote it.
    pub text: String,
    /// What else its documentation says; may be empty.
    pub comment: String,
    /// The source columns that it takes.
    pub arguments: Vec<Argument>,
    /// It takes the scratch arena as its last argument.
    pub scratch: bool,
    /// Result type.
    pub ty: ExprType,
    /// The result is an `Option`.
    pub nullable: bool,
    /// The result is a `Result<_, Fault>`.
    pub fallible: bool,
    /// How the borrow of its result is written.
    pub life: Life,
    /// Its body.
    pub body: TokenStream,
}

/// One argument: a source column.
#[derive(Debug)]
pub struct Argument {
    /// Place of the source column.
    pub place: usize,
    /// Its name, in the function and as a field of the source row.
    pub ident: Ident,
    /// Its type.
    pub ty: SqlType,
    /// It is an `Option`.
    pub nullable: bool,
}

/// How the borrows of a function are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Left out: nothing is borrowed, or from one argument only.
    Elided,
    /// `'a` throughout: the result borrows, and it must be said from what.
    Named,
    /// `'static`: the result borrows although no argument can be borrowed from.
    Static,
}

impl Function {
    pub(super) fn of_column(column: &TargetColumn, source: &Row) -> Function {
        let comment = column.comment.clone().unwrap_or_default();
        Function {
            comment,
            ..Function::new(names::column_ident(&column.name), &column.value, source)
        }
    }

    pub(super) fn of_filter(filter: &Compiled, source: &Row) -> Function {
        Function::new(Ident::new("keep", Span::call_site()), filter, source)
    }

    pub(super) fn of_order(place: usize, by: &OrderBy, source: &Row) -> Function {
        let direction = if by.descending {
            "Descending"
        } else {
            "Ascending"
        };
        let nulls = if by.nulls_first {
            "NULLs first"
        } else {
            "NULLs last"
        };
        let ident = Ident::new(&format!("by_{}", place + 1), Span::call_site());
        Function {
            comment: format!("{direction}, {nulls}."),
            ..Function::new(ident, &by.value, source)
        }
    }

    fn new(ident: Ident, compiled: &Compiled, source: &Row) -> Function {
        let argument = |place: &usize| {
            let cell = &source.cells[*place];
            Argument {
                place: *place,
                ident: cell.field.clone(),
                ty: cell.ty,
                nullable: cell.nullable,
            }
        };
        let arguments: Vec<Argument> = compiled.columns.iter().map(argument).collect();
        let borrowed = arguments
            .iter()
            .filter(|argument| borrows(argument.ty))
            .count()
            + usize::from(compiled.uses_scratch);
        let life = match (borrows(compiled.ty), borrowed) {
            (false, _) | (true, 1) => Life::Elided,
            (true, 0) => Life::Static,
            (true, _) => Life::Named,
        };
        Function {
            ident,
            text: compiled.text.clone(),
            comment: String::new(),
            arguments,
            scratch: compiled.uses_scratch,
            ty: compiled.ty,
            nullable: compiled.nullable,
            fallible: compiled.fallible,
            life,
            body: compiled.body.clone(),
        }
    }
}
