//! Every code that the compiler gives, once: constant, code, title, explanation. `docs/errors.md`
//! is this table.
//!
//! LW00xx: the documents and their shape. LW01xx: what they mean. LW02xx: expressions (see
//! [`crate::expr`]).

use crate::expr;

/// What there is to say about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// `LW0004`.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// A paragraph: why, and what to write instead.
    pub text: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $text:literal;)*) => {
        $(#[doc = $title] pub const $name: &str = $code;)*

        /// The table.
        pub const CODES: &[Explanation] = &[$(Explanation { code: $code, title: $title, text: $text }),*];
    };
}

codes! {
    UNREADABLE = "LW0001", "a file cannot be read",
        "A spec, or a file that it names, is missing, is not readable or is not UTF-8. Paths are relative to the document that names them.";
    NOT_YAML = "LW0002", "not valid YAML",
        "The text is no YAML document. Most often an expression bites: one that contains `: ` or ends in `:`, or begins with a quote or one of `* & ! % @ { [ | >`, must be quoted as a whole, for example `name: \"'x: ' || name\"`.";
    DUPLICATE_KEY = "LW0003", "a field is given twice",
        "YAML keeps one of two equal keys and says nothing about it; here it is an error, because a column or setting would be lost.";
    UNKNOWN_FIELD = "LW0004", "unknown field",
        "The document has a field that the specification does not know. Nothing is ignored: a mistyped setting would otherwise silently keep its default.";
    MISSING_FIELD = "LW0005", "a required field is missing",
        "The field has no default, and nothing can be generated without it.";
    WRONG_SHAPE = "LW0006", "a value of the wrong shape",
        "A text, number, list or map stands where another is expected. Booleans are `true` and `false`; `yes`, `no`, `on` and `off` are texts.";
    NOT_A_CHOICE = "LW0007", "not one of the words that fit here",
        "The field takes one of a few words, and this is none of them.";
    OUT_OF_RANGE = "LW0008", "a number out of range",
        "The number is smaller or larger than the setting allows. Zero is never taken for `use the default`.";
    WRONG_VERSION = "LW0009", "unknown version of the spec",
        "Every document begins with `version: 1`, so that later versions of the language can tell old documents from new ones.";
    NOT_YET = "LW0010", "not supported yet",
        "The specification has this capability, and this version of the compiler does not. It refuses rather than do something else.";
    COMMENT_BEHIND = "LW0011", "a comment right behind an expression",
        "In YAML, everything from ` #` to the end of the line is a comment: `tags #>> '{a}'` would lose its operator and still be a valid expression. A comment behind an unquoted expression is therefore an error. Quote the expression, or put the comment on a line of its own.";
    BAD_NAME = "LW0012", "a name that cannot be used",
        "Names of jobs and mappings are lower-case letters, digits and `_`, because they name crates, binaries and ledger rows. Names of parameters and tables are SQL identifiers.";
    NOT_A_DURATION = "LW0013", "not a duration",
        "A duration is a whole number and a unit: `90 seconds`, `5 minutes`, `6 hours`, `400 days`. What the job log keeps is counted in days and weeks.";
    CONFLICT = "LW0014", "two settings exclude each other",
        "Both settings answer the same question, or one makes the other meaningless. Keep one.";
    YAML_FEATURE = "LW0015", "a feature of YAML that specs do not use",
        "Anchors, aliases, tags and several documents in one file are refused: a spec says what it means where it stands.";
    CUT_BY_COMMA = "LW0016", "a comma ends the value",
        "Inside `{ }`, YAML ends an unquoted value at the next comma: `{expr: round(a, 2)}` is the value `round(a` and a field called `2)`. Quote the value.";
    NO_CONNECTIONS = "LW0020", "no connections.yaml",
        "A job names its two connections; the nearest connections.yaml at or above the job's folder, or the job's own `connections: PATH`, says what they are.";
    UNKNOWN_CONNECTION = "LW0021", "unknown connection",
        "The name is not listed under `connections` in connections.yaml.";
    LITERAL_PASSWORD = "LW0022", "a password in plain text",
        "Secrets come from the environment (`${NAME}`) or from a file (`${file:PATH}`) and are never written into a spec, not even as a default.";
    WRONG_CONNECTION = "LW0023", "a connection of the wrong kind",
        "A `file` source needs a connection of kind `files`; tables, queries and all targets need a database.";
    NOT_A_MAPPING = "LW0024", "the document is something else",
        "The path leads to a document of another kind: jobs have a field `job`, mappings a field `mapping` and columns.";
    DUPLICATE_JOB = "LW0025", "two jobs have one name",
        "A job's name is the name of its crate, its binary and its rows in the ledger, so no two specs may share one.";

    UNKNOWN_TYPE = "LW0101", "unknown type",
        "The types are boolean, smallint, integer, bigint, real, double precision, decimal(p,s) with p up to 38, text, varchar(n), char(n), bytea, date, time, timestamp, timestamptz, uuid and json, with their usual aliases.";
    UNKNOWN_COLUMN = "LW0102", "unknown column",
        "The name is no column of the side that it stands for. Names outside expressions are exact, case included.";
    NEEDS_KEY = "LW0103", "a business key is needed",
        "Dimensions, `upsert`, deletes and duplicate policies work on the rows of a business key: list its target columns under `target.key`.";
    NAME_CLASH = "LW0104", "two columns have one name",
        "Mapped columns, surrogate key, history, hash, deleted flag and audit columns share one table. Names that differ only in case clash too: SQLite does not tell them apart. In PostgreSQL each table has the columns `tableoid`, `xmin`, `cmin`, `xmax`, `cmax` and `ctid` already.";
    IDENT_CLASH = "LW0105", "two names are one identifier in Rust",
        "Column names become lower-case Rust identifiers with `_` for everything that is no letter or digit, so `Net Price` and `net_price` would collide. Names are never changed silently: rename one. A source's column is renamed with `from`: `net: {from: Net Price, type: text}`.";
    TYPE_NEEDED = "LW0106", "the type of a column is open",
        "The expression has no definite column type: NULL has none, and arithmetic on decimals has no precision. Give the column a `type:`, or cast the expression.";
    VOLATILE_TRACKED = "LW0107", "a tracked column that changes every run",
        "The value depends on the run, the clock, the row's place or only on a parameter, so every run would see every row changed. `track: false` writes it with a new row or version and never compares it.";
    NO_SCD = "LW0108", "a dimension without `scd`",
        "A dimension says what a changed value does: 0 keeps the first, 1 overwrites, 2 makes a new version. `target.scd` is the default of its columns.";
    NOT_FOR_KIND = "LW0109", "a setting that this kind of table does not have",
        "History, `scd` and special members belong to dimensions; `write` belongs to facts and staging tables; a hash belongs to tables whose rows are compared.";
    DELETE_RULE = "LW0110", "`on_source_delete` does not fit",
        "Only a full load can tell that a key is gone. `close` ends the current version and needs history; `delete` removes the row and needs a table without; `flag` and `version` need the column under `deleted`, and `version` history as `close` does.";
    NEEDS_ORDER = "LW0111", "`duplicates` needs an order",
        "`first` and `last` of a key's rows are defined by `order_by` only; without it the result would depend on chance.";
    BAD_VALUE = "LW0112", "a value that does not fit its type",
        "A default, special member, example or bound is written in a form that its type does not have, or is out of its range. Dates are ISO 8601.";
    MEMBER_RULE = "LW0113", "a special member that cannot be stored",
        "Special members are rows that facts point to by surrogate key: keys are distinct and fit the surrogate's type, and columns that are `not_null` need a value.";
    UNKNOWN_PARAM = "LW0114", "unknown parameter",
        "`:name` in queries, hooks and expressions and `${name}` in file, table and schema names are run parameters, declared under the job's `params`.";
    BAD_PATH = "LW0115", "a path or table name that is not allowed",
        "File patterns stay below their connection's root: relative, without `..`. Table names are `table` or `schema.table`, each part an identifier.";
    BAD_FORMAT = "LW0116", "a reading rule that does not fit its column",
        "`format` is for dates and times, `decimal` for numbers, `values` for booleans; csv settings and `quoted_nulls` are for files. A format is written in strftime's letters (`%d.%m.%Y %H:%M`), not in those of SQL templates or spreadsheets (`DD.MM.YYYY HH24:MI`, `dd.MM.yyyy HH:mm`), and must give all that its type has: a date its day, month and year, a time its hour and minute.";
    FLAG_VALUES = "LW0117", "the two values of a flag do not fit",
        "The two values must differ and be of one kind: both booleans, both whole numbers or both texts.";
    TIMEZONE = "LW0118", "unknown time zone or encoding",
        "Time zones are IANA names such as `Europe/Zurich`; encodings are the labels of the WHATWG Encoding Standard, such as `utf-8`, `cp1252`, `gb2312` and `utf-16`.";
    HISTORY_RULE = "LW0119", "history that does not fit together",
        "`valid_from` and `valid_to` are of one type (timestamptz, timestamp or date), and a first version must begin before a current version ends.";
    NAME_TOO_LONG = "LW0120", "a name that PostgreSQL would cut",
        "PostgreSQL keeps 63 bytes of a name and cuts the rest without a word: two tables or columns that agree in 63 bytes would be one, and two jobs would close each other's keys. Names that depend on params or on connections.yaml are looked at when the job runs.";

    UNUSED = "LW0190", "declared and not used",
        "Nothing uses this column, parameter or setting. It does no harm; it may be a slip.";
    FLOAT_KEY = "LW0191", "a key of floating-point numbers",
        "Key equality is bytewise. Floating-point values that print alike may differ; cast the column to a decimal or a text.";
    NARROWED = "LW0192", "a column narrower than its expression",
        "The column's type holds fewer digits or characters than the expression may give. Fractions are rounded to the column's scale, and a row with a value that does not fit is rejected; nothing is cut. Write the cast where that is meant: a column of the expression's own type needs none.";
    NULL_REJECTS = "LW0193", "a nullable value in a column that is not null",
        "Each row for which the expression is NULL is rejected. Give those rows a value (`coalesce`), or say of the source's column that it is `not null`: then the compiled code has no NULL to look at, and the reject names the source's column.";
    NULL_KEY = "LW0194", "a key that may be NULL",
        "A row whose business key is NULL is rejected, and a full load with such a row closes and deletes nothing: it could have been any row's key. Declare the source's columns of the key `not null`, or give NULL a value in the expression. Where such rows are to be rejected, `not_null: false` at the key's column says that it is meant.";
}

/// What there is to say about expressions' errors as a whole; each of them shows its place and what
/// to write.
const EXPRESSION: &str = "Expressions are SQL with PostgreSQL's semantics, typed when the job is \
                          generated. The message shows the part of the expression that is meant.";

/// The table with the expressions' codes behind it.
pub fn all() -> impl Iterator<Item = Explanation> {
    let expressions = expr::errors::CODES.iter().map(|(code, title)| Explanation {
        code,
        title,
        text: EXPRESSION,
    });
    CODES.iter().copied().chain(expressions)
}

/// What there is to say about a code of any range.
#[must_use]
pub fn explain(code: &str) -> Option<Explanation> {
    all().find(|explanation| explanation.code.eq_ignore_ascii_case(code))
}

/// The table as a page, for `docs/errors.md`.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Errors and warnings\n\n`loadwright explain CODE` prints the same. Written from \
         `generator/src/diag/codes.rs`: `UPDATE_EXPECT=1 cargo test`.\n",
    );
    for explanation in all() {
        let Explanation { code, title, text } = explanation;
        page.push_str(&format!("\n## {code}: {title}\n\n{text}\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_in_order() {
        let codes: Vec<&str> = all().map(|explanation| explanation.code).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    }

    #[test]
    fn codes_of_every_range_are_explained_in_any_case() {
        assert_eq!(
            explain("lw0004").map(|found| found.title),
            Some("unknown field")
        );
        assert!(explain("LW0201").is_some());
        assert_eq!(explain("LW9999"), None);
    }
}
