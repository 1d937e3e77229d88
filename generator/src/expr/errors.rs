//! What can be wrong with an expression: the table of codes, and how each error is worded.

use std::ops::Range;

use super::ExprError;
use crate::types::ExprType;

/// Every code of this part of the compiler, with its title.
pub const CODES: &[(&str, &str)] = &[
    (SYNTAX, "syntax error in an expression"),
    (UNKNOWN_COLUMN, "no such column"),
    (AMBIGUOUS_COLUMN, "a column name that fits several columns"),
    (UNKNOWN_PARAM, "no such parameter"),
    (UNKNOWN_FUNCTION, "no such function"),
    (ARGUMENTS, "a function does not take these arguments"),
    (OPERATOR, "an operator does not take these types"),
    (UNIFY, "values of different types where one type is needed"),
    (CAST, "no such cast"),
    (LITERAL, "a literal that is no value of its type"),
    (ASSIGNMENT, "an expression of the wrong type for its column"),
    (LOSSY, "an assignment that would lose part of the value"),
    (NULL, "NULL where it is not allowed"),
    (CONDITION, "a condition that is not boolean"),
    (UNSUPPORTED, "SQL that is not supported here"),
    (TYPE, "a type that is not known"),
    (UDF, "a user function that SQL cannot call"),
    (PATTERN, "a regular expression that is none"),
];

pub(super) const PATTERN: &str = "LW0218";
pub(super) const SYNTAX: &str = "LW0201";
pub(super) const UNKNOWN_COLUMN: &str = "LW0202";
pub(super) const AMBIGUOUS_COLUMN: &str = "LW0203";
pub(super) const UNKNOWN_PARAM: &str = "LW0204";
pub(super) const UNKNOWN_FUNCTION: &str = "LW0205";
pub(super) const ARGUMENTS: &str = "LW0206";
pub(super) const OPERATOR: &str = "LW0207";
pub(super) const UNIFY: &str = "LW0208";
pub(super) const CAST: &str = "LW0209";
pub(super) const LITERAL: &str = "LW0210";
/// The two types do not fit.
pub const ASSIGNMENT: &str = "LW0211";
/// The column would hold less than the value.
pub const LOSSY: &str = "LW0212";
pub(super) const NULL: &str = "LW0213";
pub(super) const CONDITION: &str = "LW0214";
pub(super) const UNSUPPORTED: &str = "LW0215";
pub(super) const TYPE: &str = "LW0216";
pub(super) const UDF: &str = "LW0217";

impl ExprError {
    /// An error at one place.
    pub(super) fn new(
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> ExprError {
        ExprError {
            code,
            message: message.into(),
            span: span.clone(),
            label: label.into(),
            others: Vec::new(),
            help: None,
        }
    }

    /// With what to write instead.
    pub(super) fn help(mut self, help: impl Into<String>) -> ExprError {
        self.help = Some(help.into());
        self
    }

    /// With a second place.
    pub(super) fn also(mut self, span: &Range<usize>, label: impl Into<String>) -> ExprError {
        self.others.push((span.clone(), label.into()));
        self
    }

    /// With "did you mean", where a known name is near enough.
    pub(super) fn near<'n>(
        mut self,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> ExprError {
        self.help = near(name, known)
            .map(|near| format!("did you mean `{near}`?"))
            .or(self.help);
        self
    }

    /// With the error's places moved: what was found in a part of a text is told of the whole.
    pub(super) fn unsupported(span: &Range<usize>, what: &str) -> ExprError {
        ExprError::new(
            UNSUPPORTED,
            span,
            format!("{what} is not supported"),
            "not supported",
        )
    }
}

/// The nearest of the known names, if it is near enough to be meant.
fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase();
    let limit = 1 + name.chars().count() / 4;
    let distance = |other: &str| strsim::damerau_levenshtein(&name, &other.to_lowercase());
    known
        .map(|other| (distance(other), other))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, other)| other)
}

/// How an error names a type: PostgreSQL's "unknown" is a text literal to everyone else.
pub(super) fn type_name(ty: Option<ExprType>) -> String {
    ty.map_or_else(|| "an untyped literal".to_owned(), |ty| ty.to_string())
}
