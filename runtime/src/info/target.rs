//! Where rows go: the table's columns, keys and history.

use super::SqlType;

/// Where a job writes.
#[derive(Debug)]
pub struct TargetInfo {
    /// The connection's name in `connections.yaml`.
    pub connection: &'static str,
    /// The kinds of connection that the crate was generated for.
    pub kinds: &'static [&'static str],
    /// `table` or `schema.table`; may hold `${param}`.
    pub table: &'static str,
    /// Dimension, fact or staging.
    pub kind: TableKind,
    /// The mapping's columns in the table's order.
    pub columns: &'static [TargetColumn],
    /// Places of the business key's columns in `columns`, in the order of `target.key`.
    pub key: &'static [usize],
    /// For each key column, the source column that it is a plain (order-preserving, injective) copy
    /// of. Empty unless all are.
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
    /// Flag column and its values for deleted and living rows (`on_source_delete: flag` and
    /// `version`).
    pub deleted: Option<Flag>,
    /// Whether the slice says which rows can be missing (`missing_scope`).
    pub missing_scope: bool,
    /// Whether Loadwright makes its own indexes (`indexes: create`).
    pub creates_indexes: bool,
    /// What to do with several rows of one key.
    pub duplicates: Duplicates,
    /// Directions of the `order_by` values.
    pub order_by: &'static [OrderBy],
    /// Which versions a type 1 change is written to.
    pub type1_scope: Type1Scope,
    /// What becomes of rows that a policy hides from the job's role.
    pub row_security: RowSecurity,
    /// Unknown and not-applicable rows.
    pub members: &'static [Member],
    /// Audit columns.
    pub audit: Audit,
}

impl TargetInfo {
    /// A table with none of what a spec may ask for: what the compiler fills up from.
    pub const NONE: TargetInfo = TargetInfo {
        connection: "",
        kinds: &[],
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
        creates_indexes: true,
        duplicates: Duplicates::Error,
        order_by: &[],
        type1_scope: Type1Scope::AllVersions,
        row_security: RowSecurity::Refuse,
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
        TargetColumn {
            name,
            ty,
            not_null: false,
            change: Change::Key,
            expression,
            from: &[],
        }
    }

    /// A type 0 column.
    #[must_use]
    pub const fn type0(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn {
            change: Change::Keep,
            ..TargetColumn::key(name, ty, expression)
        }
    }

    /// A type 1 column.
    #[must_use]
    pub const fn type1(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn {
            change: Change::Overwrite,
            ..TargetColumn::key(name, ty, expression)
        }
    }

    /// A type 2 column.
    #[must_use]
    pub const fn type2(name: &'static str, ty: SqlType, expression: &'static str) -> TargetColumn {
        TargetColumn {
            change: Change::Version,
            ..TargetColumn::key(name, ty, expression)
        }
    }

    /// A column that is not tracked.
    #[must_use]
    pub const fn untracked(
        name: &'static str,
        ty: SqlType,
        expression: &'static str,
    ) -> TargetColumn {
        TargetColumn {
            change: Change::Untracked,
            ..TargetColumn::key(name, ty, expression)
        }
    }

    /// The same column, computed of these source columns.
    #[must_use]
    pub const fn from(self, from: &'static [&'static str]) -> TargetColumn {
        TargetColumn { from, ..self }
    }

    /// The same column, refusing NULL.
    #[must_use]
    pub const fn not_null(self) -> TargetColumn {
        TargetColumn {
            not_null: true,
            ..self
        }
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
    /// By business key: new keys are inserted, known ones compared (dimensions; facts with
    /// `upsert`).
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
    /// The current version ends, and one with its values begins that is flagged.
    Version,
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

/// Rows of source, target or ledger that a policy of a server hides from the job's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowSecurity {
    /// The run ends before a row moves.
    Refuse,
    /// What the role sees is the truth.
    View,
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
    pub const NONE: Audit = Audit {
        inserted_run: None,
        updated_run: None,
        inserted_at: None,
        updated_at: None,
    };
}
