//! Where rows come from: tables, queries, files, and their columns.

use super::SqlType;

/// Where a job reads.
#[derive(Debug)]
pub struct SourceInfo {
    /// The connection's name in `connections.yaml`.
    pub connection: &'static str,
    /// The kinds of connection that the crate was generated for.
    pub kinds: &'static [&'static str],
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
    pub const DEFAULT: Files = Files {
        order: FileOrder::Name,
        loaded: LoadedFiles::Reload,
        none_is_error: true,
    };
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
    /// Empty lines among records of several fields are passed over; else each is a record that does
    /// not fit.
    pub ignore_empty_lines: bool,
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
        ignore_empty_lines: false,
    };
}

/// A column to read: of the source, or of the target when rows are read back.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name as written in the spec.
    pub name: &'static str,
    /// What the source calls it.
    pub header: &'static str,
    /// Place in the row that is read, from 0.
    pub index: usize,
    /// Type.
    pub ty: SqlType,
    /// Texts that mean NULL: unquoted CSV fields, TEXT cells of a table.
    pub nulls: &'static [&'static str],
    /// Quoted CSV fields are compared with those texts too.
    pub quoted_nulls: bool,
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
    /// A column of a file with default reading rules (empty text is NULL); the compiler writes only
    /// what differs.
    #[must_use]
    pub const fn new(name: &'static str, index: usize, ty: SqlType) -> Column {
        Column {
            name,
            header: name,
            index,
            ty,
            nulls: &[""],
            quoted_nulls: false,
            trim: Trim::None,
            format: "",
            decimal_mark: b'.',
            booleans: None,
            timezone: "",
        }
    }

    /// A column of a table with default reading rules: no text means NULL, not even an empty one.
    #[must_use]
    pub const fn stored(name: &'static str, index: usize, ty: SqlType) -> Column {
        Column {
            nulls: &[],
            ..Column::new(name, index, ty)
        }
    }

    /// With the name that the source has for it.
    #[must_use]
    pub const fn header(self, header: &'static str) -> Column {
        Column { header, ..self }
    }

    /// With its own texts that mean NULL.
    #[must_use]
    pub const fn nulls(self, nulls: &'static [&'static str]) -> Column {
        Column { nulls, ..self }
    }

    /// With quoted fields that may mean NULL.
    #[must_use]
    pub const fn quoted_nulls(self) -> Column {
        Column {
            quoted_nulls: true,
            ..self
        }
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
        Column {
            decimal_mark,
            ..self
        }
    }

    /// With its own texts for true and false.
    #[must_use]
    pub const fn booleans(self, yes: &'static str, no: &'static str) -> Column {
        Column {
            booleans: Some((yes, no)),
            ..self
        }
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
