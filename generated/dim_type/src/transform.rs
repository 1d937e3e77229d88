// @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `id`
pub fn id(id: i32) -> i32 {
    id
}

/// `flag`
pub fn flag(flag: Option<bool>) -> Option<bool> {
    flag
}

/// `small`
pub fn small(small: Option<i16>) -> Option<i16> {
    small
}

/// `middle`
pub fn middle(middle: Option<i32>) -> Option<i32> {
    middle
}

/// `big`
pub fn big(big: Option<i64>) -> Option<i64> {
    big
}

/// `single`
pub fn single(single: Option<f32>) -> Option<f32> {
    single
}

/// `"double"`
pub fn double(double: Option<f64>) -> Option<f64> {
    double
}

/// `whole`
pub fn whole(whole: Option<types::Decimal>) -> Option<types::Decimal> {
    whole
}

/// `amount`
pub fn amount(amount: Option<types::Decimal>) -> Option<types::Decimal> {
    amount
}

/// `exact`
pub fn exact(exact: Option<types::Decimal>) -> Option<types::Decimal> {
    exact
}

/// `words`
pub fn words(words: Option<&str>) -> Option<&str> {
    words
}

/// `short`
pub fn short(short: Option<&str>) -> Option<&str> {
    short
}

/// `code`
pub fn code(code: Option<&str>) -> Option<&str> {
    code
}

/// `bytes`
pub fn bytes(bytes: Option<&[u8]>) -> Option<&[u8]> {
    bytes
}

/// `day`
pub fn day(day: Option<types::Date>) -> Option<types::Date> {
    day
}

/// `clock`
pub fn clock(clock: Option<types::Time>) -> Option<types::Time> {
    clock
}

/// `moment`
pub fn moment(moment: Option<types::Timestamp>) -> Option<types::Timestamp> {
    moment
}

/// `instant`
pub fn instant(instant: Option<types::TimestampTz>) -> Option<types::TimestampTz> {
    instant
}

/// `ident`
pub fn ident(ident: Option<types::Uuid>) -> Option<types::Uuid> {
    ident
}

/// `doc`
pub fn doc(doc: Option<types::Json<'_>>) -> Option<types::Json<'_>> {
    doc
}

/// `docb`
pub fn docb(docb: Option<types::Json<'_>>) -> Option<types::Json<'_>> {
    docb
}

/// `mood`
pub fn mood(mood: Option<&str>) -> Option<&str> {
    mood
}

/// `price`
pub fn price(price: Option<types::Decimal>) -> Option<types::Decimal> {
    price
}

/// `label`
pub fn label(label: Option<&str>) -> Option<&str> {
    label
}
