//! Values as a source writes them, beside what a target holds of them.

/// A column's type, by its name in the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    BigInt,
    Decimal,
    Date,
    Timestamp,
    TimestampTz,
    Uuid,
    Boolean,
}

/// A cell of a source row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    /// As it is written, and as it is read: fixed-width ISO times, decimals at their scale, uuids
    /// in lower case.
    Value {
        written: &'static str,
        read: &'static str,
    },
    /// No value of the column's type: only sources that are not typed hold it.
    Unreadable(&'static str),
}

/// (written, read); the same value may be written in several ways.
type Pool = &'static [(&'static str, &'static str)];

const TEXTS: Pool = &[
    ("a", "a"),
    ("A", "A"),
    ("b", "b"),
    (" a ", " a "),
    ("a ", "a "),
    ("", ""),
    (" ", " "),
    ("O'Hara", "O'Hara"),
    ("ä", "ä"),
    ("a\u{308}", "a\u{308}"),
    ("\u{1F600}", "\u{1F600}"),
    ("\u{ffff}", "\u{ffff}"),
    ("x\ty", "x\ty"),
    ("two\nlines", "two\nlines"),
    ("say \"hi\"", "say \"hi\""),
    ("\\N", "\\N"),
    ("NULL", "NULL"),
    ("?", "?"),
    ("$1 :batch", "$1 :batch"),
    ("a, b; c", "a, b; c"),
    ("a longer text than others", "a longer text than others"),
];
const INTEGERS: Pool = &[
    ("0", "0"),
    ("1", "1"),
    ("-1", "-1"),
    ("2", "2"),
    ("7", "7"),
    ("10", "10"),
    ("9", "9"),
    ("32767", "32767"),
    ("-32768", "-32768"),
    ("70000", "70000"),
    ("2147483647", "2147483647"),
    ("-2147483648", "-2147483648"),
];
const BIGINTS: Pool = &[
    ("0", "0"),
    ("1", "1"),
    ("-5", "-5"),
    ("10", "10"),
    ("9", "9"),
    ("1000000007", "1000000007"),
    ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
];
const DECIMALS: Pool = &[
    ("0", "0.00"),
    ("0.00", "0.00"),
    ("1.5", "1.50"),
    ("1.50", "1.50"),
    ("-1.5", "-1.50"),
    ("10", "10.00"),
    ("9.99", "9.99"),
    ("9.994", "9.99"),
    ("12345678.90", "12345678.90"),
    ("-0.01", "-0.01"),
];
const DATES: Pool = &[
    ("2024-02-29", "2024-02-29"),
    ("2024-03-01", "2024-03-01"),
    ("1999-12-31", "1999-12-31"),
    ("1969-07-20", "1969-07-20"),
    ("2100-01-01", "2100-01-01"),
];
const TIMESTAMPS: Pool = &[
    ("2024-01-01T10:00:00", "2024-01-01T10:00:00.000000"),
    ("2024-01-01 10:00:00.5", "2024-01-01T10:00:00.500000"),
    ("2024-01-01T10:00:00.500000", "2024-01-01T10:00:00.500000"),
    ("1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999"),
    ("2099-06-30T00:00:00", "2099-06-30T00:00:00.000000"),
];
const INSTANTS: Pool = &[
    ("2024-01-01T10:00:00Z", "2024-01-01T10:00:00.000000Z"),
    ("2024-01-01T12:00:00+02:00", "2024-01-01T10:00:00.000000Z"),
    ("2024-01-01T10:00:00.25Z", "2024-01-01T10:00:00.250000Z"),
    ("1960-01-01T00:00:00-01:30", "1960-01-01T01:30:00.000000Z"),
];
const UUIDS: Pool = &[
    (
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-000000000000",
    ),
    (
        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    ),
    (
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    ),
    (
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ),
    (
        "12345678-1234-1234-1234-1234567890ab",
        "12345678-1234-1234-1234-1234567890ab",
    ),
];
const BOOLEANS: Pool = &[("1", "1"), ("0", "0")];

impl Kind {
    /// Its name in a spec.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::BigInt => "bigint",
            Kind::Decimal => "decimal(12,2)",
            Kind::Date => "date",
            Kind::Timestamp => "timestamp",
            Kind::TimestampTz => "timestamptz",
            Kind::Uuid => "uuid",
            Kind::Boolean => "boolean",
        }
    }

    /// The type of a column of SQLite that holds what is written.
    pub(crate) fn in_sqlite(self) -> &'static str {
        match self {
            Kind::Integer | Kind::BigInt | Kind::Boolean => "INTEGER",
            _ => "TEXT",
        }
    }

    fn pool(self) -> Pool {
        match self {
            Kind::Text => TEXTS,
            Kind::Integer => INTEGERS,
            Kind::BigInt => BIGINTS,
            Kind::Decimal => DECIMALS,
            Kind::Date => DATES,
            Kind::Timestamp => TIMESTAMPS,
            Kind::TimestampTz => INSTANTS,
            Kind::Uuid => UUIDS,
            Kind::Boolean => BOOLEANS,
        }
    }

    /// A value out of few, so that rows meet.
    pub(crate) fn draw(self, random: &mut fastrand::Rng) -> Cell {
        let (written, read) = self.pool()[random.usize(..self.pool().len())];
        Cell::Value { written, read }
    }

    /// What a column of the type cannot be read from, where there is such a thing.
    pub(crate) fn unreadable(self) -> Option<Cell> {
        match self {
            Kind::Text => None,
            Kind::Date | Kind::Timestamp | Kind::TimestampTz => {
                Some(Cell::Unreadable("2024-02-30"))
            }
            _ => Some(Cell::Unreadable("many")),
        }
    }
}
