//! Conversions between types: PostgreSQL's casts, one row each.

use super::tree::Callee;
use crate::types::{ExprType, MAX_LENGTH};

/// Where PostgreSQL applies a cast by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Context {
    /// Anywhere.
    Implicit,
    /// Into a column.
    Assignment,
    /// Only where it is written.
    Explicit,
}

/// One conversion. Lengths, precision and scale are applied apart from it.
pub(super) struct Cast {
    from: ExprType,
    to: ExprType,
    context: Context,
    /// The Rust function.
    rust: &'static str,
    fallible: bool,
    scratch: bool,
    monotone: bool,
    lossy: bool,
    feature: Option<&'static str>,
}

use Context::{Assignment, Explicit, Implicit};
use ExprType::{
    BigInt, Boolean, Bytea, Date, Double, Integer, Interval, Json, Real, SmallInt, Text, Time,
    Timestamp, TimestampTz, Uuid,
};

const DECIMAL: ExprType = ExprType::Decimal(None);

const fn cast(from: ExprType, to: ExprType, context: Context, rust: &'static str) -> Cast {
    Cast {
        from,
        to,
        context,
        rust,
        fallible: false,
        scratch: false,
        monotone: false,
        lossy: false,
        feature: None,
    }
}

impl Cast {
    /// It returns a `Result`.
    const fn fallible(self) -> Cast {
        Cast {
            fallible: true,
            ..self
        }
    }

    /// It takes `scratch`.
    const fn scratch(self) -> Cast {
        Cast {
            scratch: true,
            ..self
        }
    }

    /// It keeps order, and keeps apart what is apart.
    const fn monotone(self) -> Cast {
        Cast {
            monotone: true,
            ..self
        }
    }

    /// It drops part of the value, which an assignment must not do silently.
    const fn lossy(self) -> Cast {
        Cast {
            lossy: true,
            ..self
        }
    }

    /// The runtime has it only with this feature.
    const fn feature(self, feature: &'static str) -> Cast {
        Cast {
            feature: Some(feature),
            ..self
        }
    }

    /// Whether assigning this way would silently drop part of the value.
    pub(super) fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// How the conversion is called.
    pub(super) fn callee(&self) -> Callee {
        Callee {
            rust: self.rust.to_owned(),
            fallible: self.fallible,
            scratch: self.scratch,
            monotone: self.monotone,
            feature: self.feature,
            ..Callee::default()
        }
    }
}

static CASTS: &[Cast] = &[
    // Numbers to wider numbers.
    cast(SmallInt, Integer, Implicit, "i32::from").monotone(),
    cast(SmallInt, BigInt, Implicit, "i64::from").monotone(),
    cast(SmallInt, DECIMAL, Implicit, "types::Decimal::from"),
    cast(SmallInt, Real, Implicit, "f32::from"),
    cast(SmallInt, Double, Implicit, "f64::from"),
    cast(Integer, BigInt, Implicit, "i64::from").monotone(),
    cast(Integer, DECIMAL, Implicit, "types::Decimal::from"),
    cast(Integer, Real, Implicit, "sql::integer_to_real"),
    cast(Integer, Double, Implicit, "f64::from"),
    cast(BigInt, DECIMAL, Implicit, "types::Decimal::from"),
    cast(BigInt, Real, Implicit, "sql::bigint_to_real"),
    cast(BigInt, Double, Implicit, "sql::bigint_to_double"),
    cast(DECIMAL, Real, Implicit, "sql::decimal_to_real").fallible(),
    cast(DECIMAL, Double, Implicit, "sql::decimal_to_double"),
    cast(Real, Double, Implicit, "f64::from"),
    // Numbers to narrower numbers.
    cast(Integer, SmallInt, Assignment, "sql::to_smallint").fallible(),
    cast(BigInt, SmallInt, Assignment, "sql::to_smallint").fallible(),
    cast(BigInt, Integer, Assignment, "sql::to_integer").fallible(),
    cast(DECIMAL, SmallInt, Assignment, "sql::decimal_to_smallint")
        .fallible()
        .lossy(),
    cast(DECIMAL, Integer, Assignment, "sql::decimal_to_integer")
        .fallible()
        .lossy(),
    cast(DECIMAL, BigInt, Assignment, "sql::decimal_to_bigint")
        .fallible()
        .lossy(),
    cast(Real, SmallInt, Assignment, "sql::real_to_smallint")
        .fallible()
        .lossy(),
    cast(Real, Integer, Assignment, "sql::real_to_integer")
        .fallible()
        .lossy(),
    cast(Real, BigInt, Assignment, "sql::real_to_bigint")
        .fallible()
        .lossy(),
    cast(Real, DECIMAL, Assignment, "sql::real_to_decimal").fallible(),
    cast(Double, SmallInt, Assignment, "sql::double_to_smallint")
        .fallible()
        .lossy(),
    cast(Double, Integer, Assignment, "sql::double_to_integer")
        .fallible()
        .lossy(),
    cast(Double, BigInt, Assignment, "sql::double_to_bigint")
        .fallible()
        .lossy(),
    cast(Double, Real, Assignment, "sql::double_to_real").fallible(),
    cast(Double, DECIMAL, Assignment, "sql::double_to_decimal").fallible(),
    // Truth.
    cast(Boolean, Integer, Explicit, "i32::from"),
    cast(Integer, Boolean, Explicit, "sql::integer_to_boolean"),
    // Days and times; the session's zone is UTC.
    cast(Date, Timestamp, Implicit, "sql::date_to_timestamp").monotone(),
    cast(Date, TimestampTz, Implicit, "sql::date_to_timestamptz").monotone(),
    cast(
        Timestamp,
        TimestampTz,
        Implicit,
        "sql::timestamp_to_timestamptz",
    )
    .monotone(),
    cast(Timestamp, Date, Assignment, "sql::timestamp_to_date").lossy(),
    cast(Timestamp, Time, Assignment, "sql::timestamp_to_time").lossy(),
    cast(
        TimestampTz,
        Timestamp,
        Assignment,
        "sql::timestamptz_to_timestamp",
    )
    .monotone(),
    cast(TimestampTz, Date, Assignment, "sql::timestamptz_to_date").lossy(),
    cast(TimestampTz, Time, Assignment, "sql::timestamptz_to_time").lossy(),
    cast(Time, Interval, Implicit, "sql::time_to_interval").monotone(),
    cast(Interval, Time, Assignment, "sql::interval_to_time").lossy(),
    // Anything to text.
    cast(Boolean, Text, Assignment, "sql::boolean_to_text"),
    cast(SmallInt, Text, Assignment, "sql::smallint_to_text").scratch(),
    cast(Integer, Text, Assignment, "sql::integer_to_text").scratch(),
    cast(BigInt, Text, Assignment, "sql::bigint_to_text").scratch(),
    cast(Real, Text, Assignment, "sql::real_to_text").scratch(),
    cast(Double, Text, Assignment, "sql::double_to_text").scratch(),
    cast(DECIMAL, Text, Assignment, "sql::decimal_to_text").scratch(),
    cast(Bytea, Text, Assignment, "sql::bytea_to_text").scratch(),
    cast(Date, Text, Assignment, "sql::date_to_text").scratch(),
    cast(Time, Text, Assignment, "sql::time_to_text").scratch(),
    cast(Timestamp, Text, Assignment, "sql::timestamp_to_text").scratch(),
    cast(TimestampTz, Text, Assignment, "sql::timestamptz_to_text").scratch(),
    cast(Interval, Text, Assignment, "sql::interval_to_text").scratch(),
    cast(Uuid, Text, Assignment, "sql::uuid_to_text").scratch(),
    cast(Json, Text, Assignment, "sql::json_to_text"),
    // Text to anything.
    cast(Text, Boolean, Explicit, "sql::text_to_boolean").fallible(),
    cast(Text, SmallInt, Explicit, "sql::text_to_smallint").fallible(),
    cast(Text, Integer, Explicit, "sql::text_to_integer").fallible(),
    cast(Text, BigInt, Explicit, "sql::text_to_bigint").fallible(),
    cast(Text, Real, Explicit, "sql::text_to_real").fallible(),
    cast(Text, Double, Explicit, "sql::text_to_double").fallible(),
    cast(Text, DECIMAL, Explicit, "sql::text_to_decimal").fallible(),
    cast(Text, Bytea, Explicit, "sql::text_to_bytea")
        .fallible()
        .scratch(),
    cast(Text, Date, Explicit, "sql::text_to_date").fallible(),
    cast(Text, Time, Explicit, "sql::text_to_time").fallible(),
    cast(Text, Timestamp, Explicit, "sql::text_to_timestamp").fallible(),
    cast(Text, TimestampTz, Explicit, "sql::text_to_timestamptz")
        .fallible()
        .feature("timezones"),
    cast(Text, Interval, Explicit, "sql::text_to_interval").fallible(),
    cast(Text, Uuid, Explicit, "sql::text_to_uuid").fallible(),
    cast(Text, Json, Explicit, "sql::text_to_json").fallible(),
];

/// Every cast: from, to, and where it is applied.
pub(super) fn all() -> impl Iterator<Item = (ExprType, ExprType, Context)> {
    CASTS.iter().map(|cast| (cast.from, cast.to, cast.context))
}

/// The type without length, precision and scale: what operators and functions see.
pub(super) fn base(ty: ExprType) -> ExprType {
    match ty {
        ExprType::Varchar(_) | ExprType::Char(_) => Text,
        ExprType::Decimal(_) => DECIMAL,
        ty => ty,
    }
}

/// The conversion between two base types, if there is one in this context.
pub(super) fn find(from: ExprType, to: ExprType, context: Context) -> Option<&'static Cast> {
    CASTS
        .iter()
        .find(|cast| cast.from == from && cast.to == to && cast.context <= context)
}

/// Whether a value of one type may stand where the other is asked for.
pub(super) fn implicit(from: ExprType, to: ExprType) -> bool {
    base(from) == base(to) || find(base(from), base(to), Implicit).is_some()
}

/// A char(n) of any length, as casts between texts give it.
pub(super) const ANY_CHAR: ExprType = ExprType::Char(MAX_LENGTH);

/// A varchar(n) of any length, as a choice between several gives it.
pub(super) const ANY_VARCHAR: ExprType = ExprType::Varchar(MAX_LENGTH);

/// The type that both may stand for, as CASE, COALESCE and IN choose it.
pub(super) fn unified(left: ExprType, right: ExprType) -> Option<ExprType> {
    // A time stands for an interval, but is of another of PostgreSQL's categories, which no choice
    // brings together.
    let of_two_kinds = matches!((left, right), (Time, Interval) | (Interval, Time));
    if of_two_kinds {
        None
    } else {
        common(left, right)
    }
}

/// The type that both may stand for, as operators choose it.
pub(super) fn common(left: ExprType, right: ExprType) -> Option<ExprType> {
    if left == right {
        return Some(left);
    }
    let (left, right) = (base(left), base(right));
    if implicit(right, left) {
        Some(left)
    } else {
        implicit(left, right).then_some(right)
    }
}

/// A type that arithmetic works on.
pub(super) fn is_number(ty: ExprType) -> bool {
    matches!(
        ty,
        SmallInt | Integer | BigInt | Real | Double | ExprType::Decimal(_)
    )
}

/// A type with Rust's own total order and equality; for floats, NaN stands in the way.
pub(super) fn has_rust_order(ty: ExprType) -> bool {
    !matches!(ty, Real | Double | Json)
}
