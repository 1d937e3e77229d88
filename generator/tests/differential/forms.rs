//! What is no function: operators and SQL's own syntax, as shapes over types; and arguments that must have a form of their own.

use loadwright_generator::types::SqlType;

use SqlType::{BigInt, Boolean, Bytea, Date, Double, Integer, Json, Real, SmallInt, Text, Time, Timestamp, TimestampTz, Uuid};

const DECIMAL: SqlType = SqlType::Decimal(None);
const NUMBERS: &[SqlType] = &[SmallInt, Integer, BigInt, Real, Double, DECIMAL];
const ALL: &[SqlType] =
    &[Boolean, SmallInt, Integer, BigInt, Real, Double, DECIMAL, Text, Bytea, Date, Time, Timestamp, TimestampTz, Uuid, Json];

/// One shape over some types.
pub(crate) struct Form {
    pub(crate) text: String,
    pub(crate) args: Vec<SqlType>,
    pub(crate) result: SqlType,
}

/// Arguments that are drawn from a list, by function (or form) and place.
pub(crate) struct Hint {
    pub(crate) name: &'static str,
    pub(crate) place: usize,
    pub(crate) values: &'static [&'static str],
    /// Anything else is refused when the job is generated.
    pub(crate) only: bool,
}

const fn hint(name: &'static str, place: usize, values: &'static [&'static str]) -> Hint {
    Hint { name, place, values, only: false }
}

const LIKE: &[&str] = &["'%'", "'a%'", "'%b%'", "'_'", "'%é'", "'A_c'", "'\\%%'", "'%__%'", "''", "c_word", "n_text", "'%😀%'", "'STR%'"];
const PLACES: &[&str] = &["0", "1", "2", "-1", "-3", "c_count", "n_count", "20"];
const SIZES: &[&str] = &["0", "1", "5", "-1", "c_count", "n_count", "2147483647", "-2147483648"];

pub(crate) const HINTS: &[Hint] = &[
    hint("{0} LIKE {1}", 1, LIKE),
    hint("{0} NOT LIKE {1}", 1, LIKE),
    hint("round", 1, PLACES),
    hint("left", 1, SIZES),
    hint("right", 1, SIZES),
    hint("substr", 1, SIZES),
    hint("substr", 2, SIZES),
    hint("substring", 1, SIZES),
    hint("substring", 2, SIZES),
    hint("replace", 1, &["'a'", "''", "'b'", "'aa'", "'é'", "' '", "c_word"]),
    hint("strpos", 1, &["'a'", "''", "'b'", "'aa'", "'é'", "' '", "c_word"]),
    hint("btrim", 1, &["'a'", "''", "' '", "'abx'", "'é1'", "n_var"]),
    hint("ltrim", 1, &["'a'", "''", "' '", "'abx'", "'é1'", "n_var"]),
    hint("rtrim", 1, &["'a'", "''", "' '", "'abx'", "'é1'", "n_var"]),
];

/// Every form.
pub(crate) fn all() -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |text: &str, args: &[SqlType], result: SqlType| forms.push(Form { text: text.to_owned(), args: args.to_vec(), result });
    for ty in NUMBERS.iter().copied() {
        for operator in ["+", "-", "*", "/"] {
            add(&format!("{{0}} {operator} {{1}}"), &[ty, ty], ty);
        }
        if !matches!(ty, Real | Double) {
            add("{0} % {1}", &[ty, ty], ty);
        }
        add("- {0}", &[ty], ty);
        add("+ {0}", &[ty], ty);
    }
    // Operands of two types: what they are brought to is PostgreSQL's to decide.
    for (left, right, result) in [
        (SmallInt, BigInt, BigInt),
        (Integer, DECIMAL, DECIMAL),
        (DECIMAL, Double, Double),
        (Real, Integer, Double),
        (BigInt, Real, Double),
        (Real, DECIMAL, Double),
    ] {
        for operator in ["+", "*", "/"] {
            add(&format!("{{0}} {operator} {{1}}"), &[left, right], result);
        }
        for operator in ["<", "="] {
            add(&format!("{{0}} {operator} {{1}}"), &[left, right], Boolean);
        }
        add("CASE WHEN {2} THEN {0} ELSE {1} END", &[left, right, Boolean], result);
    }
    for ty in ALL.iter().copied() {
        if ty != Json {
            for operator in ["=", "<>", "<", "<=", ">", ">="] {
                add(&format!("{{0}} {operator} {{1}}"), &[ty, ty], Boolean);
            }
            add("{0} IS DISTINCT FROM {1}", &[ty, ty], Boolean);
            add("{0} IS NOT DISTINCT FROM {1}", &[ty, ty], Boolean);
            add("{0} BETWEEN {1} AND {2}", &[ty, ty, ty], Boolean);
            add("{0} NOT BETWEEN {1} AND {2}", &[ty, ty, ty], Boolean);
            add("{0} IN ({1}, {2}, {3})", &[ty, ty, ty, ty], Boolean);
            add("{0} NOT IN ({1}, {2})", &[ty, ty, ty], Boolean);
            add("NULLIF({0}, {1})", &[ty, ty], ty);
            add("GREATEST({0}, {1})", &[ty, ty], ty);
            add("LEAST({0}, {1}, {2})", &[ty, ty, ty], ty);
            add("CASE {0} WHEN {1} THEN {3} WHEN {2} THEN {4} ELSE {5} END", &[ty, ty, ty, Text, Text, Text], Text);
        }
        add("{0} IS NULL", &[ty], Boolean);
        add("{0} IS NOT NULL", &[ty], Boolean);
        add("COALESCE({0}, {1})", &[ty, ty], ty);
        add("COALESCE({0}, {1}, {2})", &[ty, ty, ty], ty);
        add("CASE WHEN {0} THEN {1} ELSE {2} END", &[Boolean, ty, ty], ty);
        add("CASE WHEN {0} THEN {1} WHEN {2} THEN {3} END", &[Boolean, ty, Boolean, ty], ty);
        if ty != Bytea {
            add("{0} || {1}", &[Text, ty], Text);
            add("{0} || {1}", &[ty, Text], Text);
        }
    }
    add("{0} || {1}", &[Bytea, Bytea], Bytea);
    for text in ["{0} AND {1}", "{0} OR {1}"] {
        add(text, &[Boolean, Boolean], Boolean);
    }
    for text in ["NOT {0}", "{0} IS TRUE", "{0} IS NOT TRUE", "{0} IS FALSE", "{0} IS NOT FALSE", "{0} IS UNKNOWN", "{0} IS NOT UNKNOWN"] {
        add(text, &[Boolean], Boolean);
    }
    for text in ["{0} LIKE {1}", "{0} NOT LIKE {1}"] {
        add(text, &[Text, Text], Boolean);
    }
    add("TRIM({0})", &[Text], Text);
    add("TRIM(LEADING 'a' FROM {0})", &[Text], Text);
    add("TRIM(TRAILING {1} FROM {0})", &[Text, Text], Text);
    add("TRIM(BOTH {1} FROM {0})", &[Text, Text], Text);
    add("POSITION({1} IN {0})", &[Text, Text], Integer);
    add("SUBSTRING({0} FROM {1} FOR {2})", &[Text, Integer, Integer], Text);
    add("SUBSTRING({0} FROM {1})", &[Text, Integer], Text);
    add("SUBSTRING({0} FOR {1})", &[Text, Integer], Text);
    add("{0} + {1}", &[Date, Integer], Date);
    add("{0} + {1}", &[Integer, Date], Date);
    add("{0} - {1}", &[Date, Integer], Date);
    add("{0} - {1}", &[Date, Date], Integer);
    forms
}
