//! Why a value was refused: before its column is known, and then.

use std::borrow::Cow;
use std::fmt;

use crate::temporal::Problem;

/// Why a value could not be computed or read, before it is known of which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in a few words: `out of range for integer`.
    pub reason: Cow<'static, str>,
    /// The value as text, where there is one to show.
    pub value: Option<String>,
}

impl Fault {
    /// A fault without a value to show.
    #[cold]
    #[must_use]
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Fault {
        Fault {
            reason: reason.into(),
            value: None,
        }
    }

    /// A fault that shows the value that caused it.
    #[cold]
    #[must_use]
    pub fn of(value: impl fmt::Display, reason: impl Into<Cow<'static, str>>) -> Fault {
        Fault {
            reason: reason.into(),
            value: Some(value.to_string()),
        }
    }

    /// The fault of a named column.
    #[cold]
    #[must_use]
    pub fn at(self, column: &'static str) -> Reject {
        Reject {
            column,
            value: self.value,
            reason: self.reason,
        }
    }
}

impl From<Problem> for Fault {
    #[cold]
    fn from(problem: Problem) -> Fault {
        Fault::new(problem.reason)
    }
}

/// A row that cannot be loaded: the column, its value and the reason, as `lw_reject` shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The source or target column.
    pub column: &'static str,
    /// The offending value as text; `None` for NULL or where there is none.
    pub value: Option<String>,
    /// What is wrong, in a few words.
    pub reason: Cow<'static, str>,
}

impl Reject {
    /// NULL where the column is `not null`.
    #[cold]
    #[must_use]
    pub fn null(column: &'static str) -> Reject {
        Reject {
            column,
            value: None,
            reason: "NULL in a column that is not null".into(),
        }
    }

    /// A business key column that is NULL.
    #[cold]
    #[must_use]
    pub fn null_key(column: &'static str) -> Reject {
        Reject {
            column,
            value: None,
            reason: "NULL in the business key".into(),
        }
    }

    /// A business key column whose text is empty.
    #[cold]
    #[must_use]
    pub fn empty_key(column: &'static str) -> Reject {
        Reject {
            column,
            value: Some(String::new()),
            reason: "empty business key (`empty_key: allow` permits it)".into(),
        }
    }
}
