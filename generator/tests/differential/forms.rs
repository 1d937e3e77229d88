//! What is no function: operators and SQL's own syntax, as shapes over types; and arguments that
//! must have a form of their own.

use loadwright_generator::types::ExprType;

use ExprType::{
    BigInt, Boolean, Bytea, Date, Double, Integer, Interval, Json, Real, SmallInt, Text, Time,
    Timestamp, TimestampTz, Uuid,
};

const DECIMAL: ExprType = ExprType::Decimal(None);
const NUMBERS: &[ExprType] = &[SmallInt, Integer, BigInt, Real, Double, DECIMAL];
const ALL: &[ExprType] = &[
    Boolean,
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    DECIMAL,
    Text,
    Bytea,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Uuid,
    Json,
];

/// One shape over some types.
pub(crate) struct Form {
    pub(crate) text: String,
    pub(crate) args: Vec<ExprType>,
    pub(crate) result: ExprType,
}

/// Arguments that are drawn from a list, by function (or form) and place.
pub(crate) struct Hint {
    pub(crate) name: &'static str,
    pub(crate) place: usize,
    pub(crate) values: &'static [&'static str],
    /// Only of the function whose first argument is of this type.
    pub(crate) of: Option<ExprType>,
    /// Only where the argument itself is of this type.
    pub(crate) asked: Option<ExprType>,
    /// Only of the function with so many arguments.
    pub(crate) arity: Option<usize>,
    /// Anything else is refused when the job is generated.
    pub(crate) only: bool,
}

const fn hint(name: &'static str, place: usize, values: &'static [&'static str]) -> Hint {
    Hint {
        name,
        place,
        values,
        of: None,
        asked: None,
        arity: None,
        only: false,
    }
}

impl Hint {
    const fn of(self, ty: ExprType) -> Hint {
        Hint {
            of: Some(ty),
            ..self
        }
    }

    /// What must be a constant of this type.
    const fn asked(self, ty: ExprType) -> Hint {
        Hint {
            asked: Some(ty),
            only: true,
            ..self
        }
    }

    const fn arity(self, count: usize) -> Hint {
        Hint {
            arity: Some(count),
            ..self
        }
    }

    const fn only(self) -> Hint {
        Hint { only: true, ..self }
    }
}

/// In place of columns of a type that no column has.
pub(crate) const INTERVALS: &[&str] = &[
    "(c_at - n_at)",
    "(n_instant - c_instant)",
    "(c_time - n_time)",
    "(c_count * interval '1 day 02:03:04.5')",
    "(n_count * interval '1 month')",
    "(c_at - c_date)",
];

const LIKE: &[&str] = &[
    "'%'", "'a%'", "'%b%'", "'_'", "'%é'", "'A_c'", "'\\%%'", "'%__%'", "''", "c_word", "n_text",
    "'%😀%'", "'STR%'",
];
const PLACES: &[&str] = &["0", "1", "2", "-1", "-3", "c_count", "n_count", "20"];
const SHIFTS: &[&str] = &[
    "0", "1", "5", "31", "32", "33", "63", "64", "-1", "c_count", "c_int",
];
const SIZES: &[&str] = &[
    "0",
    "1",
    "5",
    "-1",
    "c_count",
    "n_count",
    "2147483647",
    "-2147483648",
];
const PARTS: &[&str] = &[
    "'a'", "''", "'b'", "'aa'", "'é'", "' '", "','", "c_word", "n_var", "'😀'", "'bc'",
];
const FIELDS: &[&str] = &[
    "century",
    "day",
    "decade",
    "dow",
    "doy",
    "epoch",
    "hour",
    "isodow",
    "isoyear",
    "julian",
    "microseconds",
    "millennium",
    "milliseconds",
    "minute",
    "month",
    "quarter",
    "second",
    "week",
    "year",
];
const NAMED_FIELDS: &[&str] = &[
    "'year'",
    "'month'",
    "'day'",
    "'dow'",
    "'doy'",
    "'isodow'",
    "'week'",
    "'hour'",
    "'minute'",
    "'second'",
    "'milliseconds'",
    "'epoch'",
    "'quarter'",
    "'century'",
    "'Decade'",
    "'isoyear'",
    "'microseconds'",
    "'millennium'",
    "'julian'",
    "c_word",
];
const UNITS: &[&str] = &[
    "'year'",
    "'month'",
    "'day'",
    "'week'",
    "'hour'",
    "'minute'",
    "'second'",
    "'milliseconds'",
    "'microseconds'",
    "'quarter'",
    "'decade'",
    "'century'",
    "'MILLENNIUM'",
];
const ZONES: &[&str] = &[
    "'UTC'",
    "'Europe/Zurich'",
    "'America/New_York'",
    "'Asia/Kolkata'",
    "'EST'",
    "'+02'",
    "'-03:30'",
    "'Nowhere/Land'",
    "c_word",
];
const DAY_TEMPLATES: &[&str] = &[
    "'YYYY-MM-DD'",
    "'DD.MM.YYYY HH24:MI:SS'",
    "'YYYY-MM-DD HH12:MI:SS.MS AM'",
    "'FMDay, FMMonth FMDD, YYYY'",
    "'IYYY-\"W\"IW-ID'",
    "'Q CC WW DDD J'",
    "'YY MON Dy'",
    "'HH24MISSUS'",
    "'DDth \"of\" Month'",
    "'FMHH:FMMI pm'",
    "'Y,YYY BC'",
    "'SSSS RM rm'",
    "'FF3 FF6 OF'",
    "'D ID IDDD W'",
    "'TZ'",
    "''",
    "'no pattern'",
    "c_word",
];
const READ_TEMPLATES: &[&str] = &[
    "'YYYY-MM-DD'",
    "'YYYYMMDD'",
    "'DD/MM/YYYY'",
    "'YYYY-MM-DD HH24:MI:SS'",
    "'DD Mon YYYY'",
    "'IYYY-IW'",
    "'YYYY-DDD'",
    "'HH12:MI AM'",
    "'FXYYYY-MM-DD'",
    "'YY.MM.DD'",
];
const READ_DAYS: &[&str] = &[
    "c_word",
    "n_word",
    "'2013-01-31'",
    "'20130131'",
    "'31/12/2013'",
    "'2013-01-31 06:30:15'",
    "'5 Feb 2013'",
    "'2013-05'",
    "'2013-032'",
    "'13-2-3'",
    "'99.1.1'",
    "'2013-02-30'",
    "c_date::text",
    "n_at::text",
];
const NUMBER_TEMPLATES: &[&str] = &[
    "'999'",
    "'000.00'",
    "'FM999,999.00'",
    "'9G999D99'",
    "'S99.9'",
    "'99.9S'",
    "'99.9MI'",
    "'PL9,999'",
    "'99.9PR'",
    "'FM9.9999'",
    "'FM990.099'",
    "'L999'",
    "'RN'",
    "'FMrn'",
    "'99V99'",
    "'999th'",
    "'FM999TH'",
    "'$99'",
    "'9.99EEEE'",
    "'SG9'",
    "'FM0000'",
    "'B9.9'",
    "'.99'",
    "'99.'",
    "'\"no. \"0,000 é'",
    "'99999999999999999999.999999'",
    "'FM9999999999999999999999999999999999999990.9999999999'",
    "'no pattern'",
    "''",
    "c_word",
    "'9.9.9'",
];
const READ_NUMBERS: &[&str] = &[
    "c_word",
    "n_text",
    "'12' || c_var",
    "'1,234.50'",
    "'-12.5'",
    "'12.5-'",
    "'<7>'",
    "'$ 12'",
    "'0012'",
    "n_price::text",
    "c_huge::text",
    "to_char(c_rate, '9,999.99')",
    "to_char(c_int, 'S9999')",
    "' 42'",
];
/// Decimals near 0 and 1, of few and of many digits, of both signs: where roots, powers and
/// logarithms differ in their last digit. They are exact within 38 digits, as a quotient need not
/// be: the results go by their scale.
const DECIMALS: &[&str] = &[
    "c_rate",
    "c_price",
    "n_huge",
    "c_whole",
    "abs(c_huge)",
    "(abs(c_rate) + 0.001)",
    "(abs(c_price) * 0.001)",
    "(1 + c_count * 0.0000000000000001)",
    "(1 - 0.0000000000000000000000000000001 * c_count)",
    "((abs(c_rate) + 1) * 0.00000000000001)",
    "(abs(c_count) * 1234567890123456789012345678901234.56)",
    "(0.5 * c_count)",
    "(abs(c_count) * 1.00)",
    "(c_int * 1.5)",
    "(n_big * 0.0001)",
    "cast(n_small as numeric)",
    "cast(c_count as decimal(38,30))",
    "((2 + n_count) * 0.01)",
    "(0.0 * c_count)",
];
/// What e is raised to: most of it gives what a decimal can hold.
const EXPONENTS: &[&str] = &[
    "(c_rate / 1000)",
    "(c_price / 500)",
    "(c_count * 2.5)",
    "(n_count * 0.000000000000000001)",
    "(c_count * -7.654321)",
    "(0.1 * c_count)",
    "c_rate",
    "n_whole",
    "(c_huge / 100000000000000000000)",
];
const FACTORIALS: &[&str] = &[
    "c_count",
    "n_count",
    "c_small % 40",
    "abs(c_int % 34)",
    "c_count + 5",
];
const BUCKETS: &[&str] = &[
    "1",
    "4",
    "10",
    "0",
    "c_count",
    "abs(n_count) + 1",
    "2147483647",
];
const ANGLES: &[&str] = &[
    "c_double",
    "c_count",
    "n_real",
    "c_rate::double precision",
    "n_count / 7.0::double precision",
];
const SINES: &[&str] = &[
    "c_double",
    "n_count / 12.0::double precision",
    "c_count / 30.0::double precision",
    "0.5 * c_count",
    "n_real",
];
const YEARS: &[&str] = &[
    "2013", "1", "9999", "0", "-44", "c_count", "c_small", "1900",
];
const MONTHS: &[&str] = &["1", "12", "2", "13", "c_count"];
const DAYS: &[&str] = &["1", "29", "31", "0", "c_count"];
const HOURS: &[&str] = &["0", "12", "23", "24", "c_count"];
const MINUTES: &[&str] = &["0", "30", "59", "60", "c_count"];
const SECONDS: &[&str] = &["0", "12.5", "59.999999", "60", "c_double", "c_count"];
const FEW: &[&str] = &["0", "1", "-5", "100", "c_count", "n_count", "c_small"];
const ESCAPED: &[&str] = &[
    "'a#%%'",
    "'%##%'",
    "c_word",
    "n_text",
    "'%' || c_var || '%'",
    "'a\\%'",
    "c_word || '%'",
    "'A#_%'",
    "n_var || '#%'",
    "'%b!%'",
];
const ESCAPES: &[&str] = &[
    "'#'",
    "'\\'",
    "''",
    "'%'",
    "'_'",
    "'a'",
    "n_var",
    "left(c_word, 1)",
    "'!'",
];
const SIMILAR_PARTS: &[&str] = &[
    "'%#\"o_b#\"%'",
    "'#\"_#\"%'",
    "'%#\"[0-9]+#\"%'",
    "'a%'",
    "'%#\"b%'",
    "'_#\"%#\"_'",
    "'(a|b)*#\"%#\"'",
    "'#\"#\"'",
    "'\\d+'",
    "'%#\"#d#\"%'",
];
const REGEXES: &[&str] = &[
    "'a'",
    "'[a-c]+'",
    "'^a'",
    "'c$'",
    "'.'",
    "'a|b'",
    "'(a)(b)?'",
    "'[0-9]+'",
    "'\\d+'",
    "'\\s'",
    "'\\w+'",
    "'x*'",
    "'[^a-z]'",
    "'é'",
    "'a{2}'",
    "'(?:ab)+'",
    "'\\.'",
    "'[[:alpha:]]+'",
];
const NO_FLAGS: &[&str] = &["'i'", "''", "'c'", "'n'"];
const STARTS: &[&str] = &["1", "2", "4", "0", "c_count"];
const GROUPS: &[&str] = &["0", "1", "2", "3", "-1", "c_count"];
const FLAGS: &[&str] = &["'g'", "'i'", "''", "'gi'"];
const REPLACEMENTS: &[&str] = &["'x'", "''", "'[\\1]'", "'\\&\\&'", "'é'"];
const ENCODINGS: &[&str] = &["'hex'", "'base64'", "'escape'"];
const KEYS: &[&str] = &["'a'", "'b'", "'c'", "''", "'1'", "c_word"];
const OUTER_KEYS: &[&str] = &["'a'", "'a'", "'a'", "'0'", "''", "c_word"];
const INNER_KEYS: &[&str] = &["'b'", "'b'", "'0'", "'a'", "c_word"];
const PATHS: &[&str] = &[
    "'{a,b}'",
    "'{a,b,1}'",
    "'{1}'",
    "'{0,1}'",
    "'{}'",
    "'{a}'",
    "'{-1}'",
    "'{c}'",
];
const INDICES: &[&str] = &["0", "1", "2", "-1", "c_count"];
const CHARACTERS: &[&str] = &["'a'", "''", "' '", "'abx'", "'é1'", "n_var"];
const POWERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-1",
    "0.5",
    "3",
    "c_count",
    "10",
    "-2.5",
    "(n_count * 1.25)",
    "0.3333333333333333",
    "17",
    "-12",
];

pub(crate) const HINTS: &[Hint] = &[
    hint(
        "cast(text as uuid)",
        0,
        &[
            "c_word",
            "n_text",
            "c_uuid::text",
            "upper(n_uuid::text)",
            "replace(c_uuid::text, '-', '')",
        ],
    ),
    hint(
        "cast(text as json)",
        0,
        &["c_word", "n_text", "c_json::text", "n_json::text"],
    ),
    hint(
        "cast(text as timestamptz)",
        0,
        &[
            "c_word",
            "n_text",
            "c_at::text",
            "n_instant::text",
            "c_date::text || ' 12:30 America/New_York'",
        ],
    ),
    hint(
        "cast(text as interval)",
        0,
        &[
            "c_word",
            "n_text",
            "(c_at - n_at)::text",
            "c_count || ' months'",
            "n_time::text",
        ],
    ),
    hint("{0} LIKE {1}", 1, LIKE),
    hint("{0} NOT LIKE {1}", 1, LIKE),
    hint("{0} ILIKE {1}", 1, LIKE),
    hint("{0} NOT ILIKE {1}", 1, LIKE),
    hint("{0} LIKE {1} ESCAPE {2}", 1, ESCAPED),
    hint("{0} LIKE {1} ESCAPE {2}", 2, ESCAPES),
    hint("{0} ILIKE {1} ESCAPE {2}", 1, ESCAPED),
    hint("{0} ILIKE {1} ESCAPE {2}", 2, ESCAPES),
    hint("SUBSTRING({0} SIMILAR {1} ESCAPE {2})", 1, SIMILAR_PARTS).only(),
    hint("SUBSTRING({0} SIMILAR {1} ESCAPE {2})", 2, &["'#'"]).only(),
    hint("substring", 1, SIMILAR_PARTS).arity(3).asked(Text),
    hint("substring", 2, &["'#'", "'\\'", "''"]).asked(Text),
    hint(
        "{0} SIMILAR TO {1}",
        1,
        &[
            "'%'", "'a%'", "'(a|b)%'", "'_'", "'[a-c]+'", "'%[0-9]'", "'x*'", "'\\%%'",
        ],
    )
    .only(),
    hint("{0} ~ {1}", 1, REGEXES).only(),
    hint("{0} !~ {1}", 1, REGEXES).only(),
    hint("{0} ~* {1}", 1, REGEXES).only(),
    hint("{0} !~* {1}", 1, REGEXES).only(),
    hint("{0} -> {1}", 1, KEYS),
    hint("{0} ->> {1}", 1, KEYS),
    hint("{0} #> {1}", 1, PATHS).only(),
    hint("{0} #>> {1}", 1, PATHS).only(),
    hint("{0} << {1}", 1, SHIFTS),
    hint("{0} >> {1}", 1, SHIFTS),
    hint("{0} ^@ {1}", 1, PARTS),
    hint("{0} ^ {1}", 0, DECIMALS).of(DECIMAL).only(),
    hint("{0} ^ {1}", 1, POWERS).of(DECIMAL).only(),
    hint("{0} ^ {1}", 1, POWERS),
    hint("round", 1, PLACES),
    hint("trunc", 1, PLACES),
    hint("left", 1, SIZES),
    hint("right", 1, SIZES),
    hint(
        "repeat",
        1,
        &["0", "1", "2", "3", "-1", "c_count", "n_count"],
    )
    .only(),
    hint(
        "lpad",
        1,
        &["0", "1", "5", "12", "-1", "c_count", "n_count"],
    )
    .only(),
    hint(
        "rpad",
        1,
        &["0", "1", "5", "12", "-1", "c_count", "n_count"],
    )
    .only(),
    hint("lpad", 2, PARTS),
    hint("rpad", 2, PARTS),
    hint("substr", 1, SIZES),
    hint("substr", 2, SIZES),
    hint("substring", 1, SIZES).asked(Integer),
    hint("substring", 1, REGEXES).asked(Text),
    hint("SUBSTRING({0} FROM {1})", 1, SIZES).only(),
    hint("substring", 2, SIZES),
    hint("overlay", 1, PARTS),
    hint("overlay", 2, SIZES),
    hint("overlay", 3, SIZES),
    hint("replace", 1, PARTS),
    hint("translate", 1, CHARACTERS),
    hint("translate", 2, PARTS),
    hint("split_part", 1, PARTS),
    hint("split_part", 2, INDICES),
    hint("starts_with", 1, PARTS),
    hint("strpos", 1, PARTS),
    hint("concat_ws", 0, PARTS),
    hint("btrim", 1, CHARACTERS).of(Text),
    hint("ltrim", 1, CHARACTERS).of(Text),
    hint("rtrim", 1, CHARACTERS).of(Text),
    hint(
        "chr",
        0,
        &[
            "65", "233", "128512", "0", "-1", "55296", "c_count", "c_small",
        ],
    ),
    hint("regexp_replace", 1, REGEXES).only(),
    hint("regexp_replace", 2, REPLACEMENTS),
    hint("regexp_replace", 3, FLAGS).asked(Text),
    hint("regexp_replace", 3, STARTS).asked(Integer),
    hint("regexp_replace", 4, STARTS),
    hint("regexp_replace", 5, NO_FLAGS).only(),
    hint("regexp_substr", 1, REGEXES).only(),
    hint("regexp_like", 1, REGEXES).only(),
    hint("regexp_count", 1, REGEXES).only(),
    hint("regexp_count", 2, STARTS),
    hint("regexp_count", 3, NO_FLAGS).only(),
    hint("regexp_like", 2, NO_FLAGS).only(),
    hint("regexp_substr", 2, STARTS),
    hint("regexp_substr", 3, STARTS),
    hint("regexp_substr", 4, NO_FLAGS).only(),
    hint("regexp_substr", 5, GROUPS),
    hint("regexp_instr", 1, REGEXES).only(),
    hint("regexp_instr", 2, STARTS),
    hint("regexp_instr", 3, STARTS),
    hint("regexp_instr", 4, &["0", "1", "2", "c_count"]),
    hint("regexp_instr", 5, NO_FLAGS).only(),
    hint("regexp_instr", 6, GROUPS),
    hint("regexp_match", 1, REGEXES).only(),
    hint("encode", 1, ENCODINGS).only(),
    hint("decode", 1, ENCODINGS).only(),
    hint("convert_from", 1, &["'UTF8'"]).only(),
    hint("convert_to", 1, &["'UTF8'"]).only(),
    hint("power", 0, DECIMALS).of(DECIMAL).only(),
    hint("power", 1, POWERS).of(DECIMAL).only(),
    hint("power", 1, POWERS),
    hint("pow", 0, DECIMALS).of(DECIMAL).only(),
    hint("pow", 1, POWERS).of(DECIMAL).only(),
    hint("pow", 1, POWERS),
    hint("sqrt", 0, DECIMALS).of(DECIMAL).only(),
    hint("ln", 0, DECIMALS).of(DECIMAL).only(),
    hint("log", 0, DECIMALS).of(DECIMAL).only(),
    hint("log", 1, DECIMALS).only(),
    hint("log10", 0, DECIMALS).of(DECIMAL).only(),
    hint("gcd", 0, DECIMALS).of(DECIMAL).only(),
    hint("lcm", 0, DECIMALS).of(DECIMAL).only(),
    hint("gcd", 1, DECIMALS).of(DECIMAL).only(),
    hint("lcm", 1, DECIMALS).of(DECIMAL).only(),
    hint("width_bucket", 1, DECIMALS).of(DECIMAL).only(),
    hint("width_bucket", 2, DECIMALS).of(DECIMAL).only(),
    hint("min_scale", 0, DECIMALS).only(),
    hint("trim_scale", 0, DECIMALS).only(),
    hint("factorial", 0, FACTORIALS).only(),
    hint("width_bucket", 0, DECIMALS).of(DECIMAL).only(),
    hint("width_bucket", 3, BUCKETS),
    hint("sin", 0, ANGLES),
    hint("cos", 0, ANGLES),
    hint("tan", 0, ANGLES),
    hint("cot", 0, ANGLES),
    hint("asin", 0, SINES),
    hint("acos", 0, SINES),
    hint("exp", 0, EXPONENTS).of(DECIMAL).only(),
    hint(
        "exp",
        0,
        &[
            "c_count",
            "c_price::double precision / 1000",
            "0",
            "1",
            "c_double",
            "n_real",
        ],
    ),
    hint("to_char", 1, NUMBER_TEMPLATES).of(Integer),
    hint("to_char", 1, NUMBER_TEMPLATES).of(BigInt),
    hint("to_char", 1, NUMBER_TEMPLATES).of(Real),
    hint("to_char", 1, NUMBER_TEMPLATES).of(Double),
    hint("to_char", 1, NUMBER_TEMPLATES).of(DECIMAL),
    hint("to_char", 1, DAY_TEMPLATES),
    hint("to_number", 0, READ_NUMBERS),
    hint("to_number", 1, NUMBER_TEMPLATES),
    hint("to_date", 0, READ_DAYS),
    hint("to_date", 1, READ_TEMPLATES),
    hint("to_timestamp", 0, READ_DAYS).of(Text),
    hint("to_timestamp", 1, READ_TEMPLATES),
    hint("date_part", 0, NAMED_FIELDS),
    hint("date_trunc", 0, UNITS),
    hint("date_trunc", 2, ZONES),
    hint(
        "date_bin",
        0,
        &[
            "interval '15 minutes'",
            "interval '1 day'",
            "interval '0.5 seconds'",
            "interval '1 month'",
            "interval '-1 hour'",
        ],
    ),
    hint("timezone", 0, ZONES).of(Text),
    hint("make_date", 0, YEARS),
    hint("make_date", 1, MONTHS),
    hint("make_date", 2, DAYS),
    hint("make_time", 0, HOURS),
    hint("make_time", 1, MINUTES),
    hint("make_time", 2, SECONDS),
    hint("make_timestamp", 0, YEARS),
    hint("make_timestamp", 1, MONTHS),
    hint("make_timestamp", 2, DAYS),
    hint("make_timestamp", 3, HOURS),
    hint("make_timestamp", 4, MINUTES),
    hint("make_timestamp", 5, SECONDS),
    hint("make_timestamptz", 0, YEARS),
    hint("make_timestamptz", 1, MONTHS),
    hint("make_timestamptz", 2, DAYS),
    hint("make_timestamptz", 3, HOURS),
    hint("make_timestamptz", 4, MINUTES),
    hint("make_timestamptz", 5, SECONDS),
    hint("make_timestamptz", 6, ZONES),
    hint("make_interval", 0, FEW),
    hint("make_interval", 1, FEW),
    hint("make_interval", 2, FEW),
    hint("make_interval", 3, FEW),
    hint("make_interval", 4, FEW),
    hint("make_interval", 5, FEW),
    hint("make_interval", 6, SECONDS),
    hint("make_interval(days => {0}, hours => {1})", 0, FEW),
    hint("make_interval(days => {0}, hours => {1})", 1, FEW),
    hint(
        "make_interval(years => {0}, months => {1}, secs => {2})",
        0,
        FEW,
    ),
    hint(
        "make_interval(years => {0}, months => {1}, secs => {2})",
        1,
        FEW,
    ),
    hint(
        "make_interval(years => {0}, months => {1}, secs => {2})",
        2,
        SECONDS,
    ),
    hint("json_extract_path", 1, KEYS),
    hint("json_extract_path_text", 1, KEYS),
    hint("json_extract_path({0}, {1}, {2})", 1, OUTER_KEYS),
    hint("json_extract_path({0}, {1}, {2})", 2, INNER_KEYS),
    hint("json_extract_path_text({0}, {1}, {2})", 1, OUTER_KEYS),
    hint("json_extract_path_text({0}, {1}, {2})", 2, INNER_KEYS),
];

/// Every form.
pub(crate) fn all() -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |text: &str, args: &[ExprType], result: ExprType| {
        forms.push(Form {
            text: text.to_owned(),
            args: args.to_vec(),
            result,
        })
    };
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
        add(
            "CASE WHEN {2} THEN {0} ELSE {1} END",
            &[left, right, Boolean],
            result,
        );
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
            add(
                "CASE {0} WHEN {1} THEN {3} WHEN {2} THEN {4} ELSE {5} END",
                &[ty, ty, ty, Text, Text, Text],
                Text,
            );
        }
        add("{0} IS NULL", &[ty], Boolean);
        add("{0} IS NOT NULL", &[ty], Boolean);
        add("COALESCE({0}, {1})", &[ty, ty], ty);
        add("COALESCE({0}, {1}, {2})", &[ty, ty, ty], ty);
        add(
            "CASE WHEN {0} THEN {1} ELSE {2} END",
            &[Boolean, ty, ty],
            ty,
        );
        add(
            "CASE WHEN {0} THEN {1} WHEN {2} THEN {3} END",
            &[Boolean, ty, Boolean, ty],
            ty,
        );
        if ty != Bytea {
            add("{0} || {1}", &[Text, ty], Text);
            add("{0} || {1}", &[ty, Text], Text);
        }
    }
    add("{0} || {1}", &[Bytea, Bytea], Bytea);
    for text in ["{0} AND {1}", "{0} OR {1}"] {
        add(text, &[Boolean, Boolean], Boolean);
    }
    for text in [
        "NOT {0}",
        "{0} IS TRUE",
        "{0} IS NOT TRUE",
        "{0} IS FALSE",
        "{0} IS NOT FALSE",
        "{0} IS UNKNOWN",
        "{0} IS NOT UNKNOWN",
    ] {
        add(text, &[Boolean], Boolean);
    }
    let patterns = [
        "LIKE",
        "NOT LIKE",
        "ILIKE",
        "NOT ILIKE",
        "SIMILAR TO",
        "~",
        "!~",
        "~*",
        "!~*",
        "^@",
    ];
    for operator in patterns {
        add(&format!("{{0}} {operator} {{1}}"), &[Text, Text], Boolean);
    }
    for ty in [SmallInt, Integer, BigInt] {
        for operator in ["&", "|", "#"] {
            add(&format!("{{0}} {operator} {{1}}"), &[ty, ty], ty);
        }
        for operator in ["<<", ">>"] {
            add(&format!("{{0}} {operator} {{1}}"), &[ty, Integer], ty);
        }
        add("~ {0}", &[ty], ty);
    }
    add("{0} ^ {1}", &[Double, Double], Double);
    add("{0} ^ {1}", &[DECIMAL, DECIMAL], DECIMAL);
    add("|/ {0}", &[Double], Double);
    add("||/ {0}", &[Double], Double);
    add("@ {0}", &[Integer], Integer);
    add("{0} -> {1}", &[Json, Text], Json);
    add("{0} ->> {1}", &[Json, Text], Text);
    add("{0} -> {1}", &[Json, Integer], Json);
    add("{0} ->> {1}", &[Json, Integer], Text);
    add("{0} #> {1}", &[Json, Text], Json);
    add("{0} #>> {1}", &[Json, Text], Text);
    add("{0} LIKE {1} ESCAPE {2}", &[Text, Text, Text], Boolean);
    add("{0} ILIKE {1} ESCAPE {2}", &[Text, Text, Text], Boolean);
    add(
        "SUBSTRING({0} SIMILAR {1} ESCAPE {2})",
        &[Text, Text, Text],
        Text,
    );
    for name in ["json_extract_path", "json_extract_path_text"] {
        add(
            &format!("{name}({{0}}, {{1}}, {{2}})"),
            &[Json, Text, Text],
            if name.ends_with("text") { Text } else { Json },
        );
    }
    add(
        "OVERLAY({0} PLACING {1} FROM {2})",
        &[Text, Text, Integer],
        Text,
    );
    add(
        "OVERLAY({0} PLACING {1} FROM {2} FOR {3})",
        &[Text, Text, Integer, Integer],
        Text,
    );
    add(
        "{0} BETWEEN SYMMETRIC {1} AND {2}",
        &[Integer, Integer, Integer],
        Boolean,
    );
    add("TRIM({0})", &[Text], Text);
    add("TRIM(LEADING 'a' FROM {0})", &[Text], Text);
    add("TRIM(TRAILING {1} FROM {0})", &[Text, Text], Text);
    add("TRIM(BOTH {1} FROM {0})", &[Text, Text], Text);
    add("POSITION({1} IN {0})", &[Text, Text], Integer);
    add(
        "SUBSTRING({0} FROM {1} FOR {2})",
        &[Text, Integer, Integer],
        Text,
    );
    add("SUBSTRING({0} FROM {1})", &[Text, Integer], Text);
    add("SUBSTRING({0} FOR {1})", &[Text, Integer], Text);
    for field in FIELDS {
        for ty in [Date, Time, Timestamp, TimestampTz, Interval] {
            let clock = [
                "hour",
                "minute",
                "second",
                "milliseconds",
                "microseconds",
                "epoch",
            ]
            .contains(field);
            let length = clock
                || [
                    "year",
                    "month",
                    "day",
                    "quarter",
                    "decade",
                    "century",
                    "millennium",
                ]
                .contains(field);
            let has = match ty {
                Date => !clock || *field == "epoch",
                Time => clock,
                Interval => length,
                _ => true,
            };
            if has {
                add(&format!("EXTRACT({field} FROM {{0}})"), &[ty], DECIMAL);
            }
        }
    }
    for zone in [
        "'Europe/Zurich'",
        "'America/New_York'",
        "'UTC'",
        "'+02'",
        "'Asia/Kolkata'",
    ] {
        add(
            &format!("{{0}} AT TIME ZONE {zone}"),
            &[Timestamp],
            TimestampTz,
        );
        add(
            &format!("{{0}} AT TIME ZONE {zone}"),
            &[TimestampTz],
            Timestamp,
        );
    }
    add(
        "make_interval(days => {0}, hours => {1})",
        &[Integer, Integer],
        Interval,
    );
    add(
        "make_interval(years => {0}, months => {1}, secs => {2})",
        &[Integer, Integer, Double],
        Interval,
    );
    add("- {0}", &[Interval], Interval);
    forms
}
