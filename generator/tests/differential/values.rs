//! Input values of every type: the ordinary, the extreme and the odd, each as SQL and as Rust.

use fastrand::Rng;
use loadwright_generator::types::ExprType;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A value of a column.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f32),
    Double(f64),
    /// Digits as a whole number, and the places behind the point.
    Decimal(i128, u8),
    Text(String),
    Bytea(Vec<u8>),
    /// Year, month, day.
    Date([u32; 3]),
    /// Hour, minute, second, microsecond.
    Time([u32; 4]),
    Timestamp([u32; 3], [u32; 4]),
    /// As it is written: an interval is no column's type.
    Interval(&'static str),
    Uuid(u128),
    Json(String),
}

/// Texts: blanks of several kinds, letters whose case is odd, composed and decomposed, of four
/// bytes; and what other types are read from.
const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "A",
    "abc",
    "ABC",
    " abc ",
    "Hello World",
    "hello  world",
    "xxabcxx",
    "aaaa",
    "a,b,c",
    ",",
    "a|b||c",
    "john o'reilly-SMITH",
    "straße",
    "STRASSE",
    "ÀÉÎ",
    "àéî",
    "e\u{301}\u{302}",
    "日本語",
    "😀",
    "a😀b",
    "\u{10400}\u{10428}",
    "ﬁ",
    "ς Σ σ",
    "\u{a0}nbsp\u{a0}",
    "\u{3000}wide",
    "tab\there",
    "line\nbreak\r\n",
    "100%",
    "a_b",
    "back\\slash",
    "it's",
    "say \"x\"",
    "12",
    "-7",
    "+3",
    " 42 ",
    "007",
    "3.50",
    "-0.5",
    ".5",
    "5.",
    "1e3",
    "NaN",
    "Infinity",
    "-inf",
    "32767",
    "-32768",
    "32768",
    "2147483647",
    "-2147483649",
    "9223372036854775808",
    "99999999999999999999.99",
    "true",
    "f",
    "Yes",
    "off",
    "t",
    "0",
    "1",
    "2013-01-31",
    "2012-02-29",
    "2013-02-29",
    "2013-13-01",
    "20130131",
    "31/12/2013",
    "06:30:15.25",
    "24:00:00",
    "2013-01-31 06:30:15",
    "2013-01-31T06:30:15.123456Z",
    "2013-01-31 06:30:15+02",
    "0001-01-01",
    "9999-12-31 23:59:59.999999",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}",
    "\\xdeadbeef",
    "deadbeef",
    "3q2+7w==",
    "{\"a\": 1}",
    "[1, 2]",
    "null",
    "2013",
    "01",
    "31",
    "America/New_York",
    "UTC",
    "YYYY-MM-DD",
    "-",
    ".*",
    "[a-c]+",
    "\\d+",
];

const JSONS: &[&str] = &[
    "{}",
    "[]",
    "null",
    "1",
    "\"text\"",
    "{\"a\": 1}",
    "{\"a\": {\"b\": [1, 2.50, \"x\", null, true]}, \"c\": \"ü😀\"}",
    "[1, \"two\", {\"a\": null}]",
    "{\"a\": \"say \\\"x\\\" \\u00e9\\n\"}",
    "{\"a\": 1, \"a\": 2}",
    " { \"b\" : [ 1 , 2 ] } ",
    "{\"a\":{\"b\":\"deep\"}}",
    "[[1, 2], [3]]",
    "{\"\": 0, \"1\": \"one\"}",
    "1e400",
    "false",
    "{\"a\": false, \"b\": -0.0}",
    "[\"a\", \"b\"]",
];

const INTERVALS: &[&str] = &[
    "0",
    "1 day",
    "-1 day",
    "1 month",
    "1 year 2 months 3 days 04:05:06.789",
    "-3 months 12 days",
    "36:00:00",
    "-00:00:00.000001",
    "1 month -1 day",
    "P1Y2M",
    "2 weeks",
    "1.5 months",
    "0.1 years",
    "100 years",
    "11 months 30 days 23:59:59.999999",
    "1 day ago",
    "90 minutes",
    "-1 year 1 day -1 hour",
];

const DATES: &[[u32; 3]] = &[
    [1, 1, 1],
    [1582, 10, 15],
    [1899, 12, 31],
    [1900, 2, 28],
    [1969, 12, 31],
    [1970, 1, 1],
    [1999, 12, 31],
    [2000, 1, 1],
    [2000, 2, 29],
    [2012, 2, 29],
    [2013, 1, 31],
    [2013, 3, 10],
    [2013, 3, 31],
    [2013, 10, 27],
    [2013, 11, 3],
    [2015, 12, 28],
    [2016, 1, 3],
    [2020, 12, 31],
    [2021, 1, 1],
    [2024, 12, 30],
    [9999, 12, 31],
];

const TIMES: &[[u32; 4]] = &[
    [0, 0, 0, 0],
    [0, 0, 0, 1],
    [1, 30, 0, 0],
    [2, 0, 0, 0],
    [2, 30, 0, 0],
    [6, 30, 15, 250_000],
    [11, 59, 59, 999_999],
    [12, 0, 0, 0],
    [12, 0, 1, 500],
    [23, 59, 59, 999_999],
];

/// A value of the type: three in four from its odd ones, the others drawn from all.
pub(crate) fn of_type(ty: ExprType, rng: &mut Rng) -> Value {
    let odd = rng.u8(0..4) > 0;
    match ty {
        ExprType::Boolean => Value::Boolean(rng.bool()),
        ExprType::SmallInt => {
            Value::Integer(integer(i64::from(i16::MIN), i64::from(i16::MAX), odd, rng))
        }
        ExprType::Integer => {
            Value::Integer(integer(i64::from(i32::MIN), i64::from(i32::MAX), odd, rng))
        }
        ExprType::BigInt => Value::Integer(integer(i64::MIN, i64::MAX, odd, rng)),
        ExprType::Real => Value::Real(real(odd, rng)),
        ExprType::Double => Value::Double(double(odd, rng)),
        ExprType::Decimal(shape) => {
            let (precision, scale) = shape.unwrap_or((18, rng.u8(0..10)));
            decimal(precision, scale, rng)
        }
        ExprType::Text => Value::Text(text(odd, rng)),
        ExprType::Varchar(length) => Value::Text(cut(&text(odd, rng), length)),
        ExprType::Char(length) => Value::Text(
            cut(&text(odd, rng), length)
                .trim_end_matches(' ')
                .to_owned(),
        ),
        ExprType::Bytea => Value::Bytea(bytes(rng)),
        ExprType::Date => Value::Date(date(odd, rng)),
        ExprType::Time => Value::Time(time(odd, rng)),
        ExprType::Timestamp | ExprType::TimestampTz => {
            Value::Timestamp(date(odd, rng), time(odd, rng))
        }
        ExprType::Interval => Value::Interval(choose::<&str>(INTERVALS, rng)),
        ExprType::Uuid => Value::Uuid(*choose(
            &[
                0,
                u128::MAX,
                0xa0ee_bc99_9c0b_4ef8_bb6d_6bb9_bd38_0a11,
                rng.u128(..),
            ],
            rng,
        )),
        ExprType::Json => Value::Json((*choose(JSONS, rng)).to_owned()),
    }
}

pub(crate) fn choose<'t, T>(all: &'t [T], rng: &mut Rng) -> &'t T {
    &all[rng.usize(..all.len())]
}

fn integer(min: i64, max: i64, odd: bool, rng: &mut Rng) -> i64 {
    let small = [0, 0, 1, 1, -1, 2, 3, 5, 7, -3, 10, 12, 100, 1000, -1000];
    match rng.u8(0..8) {
        _ if !odd => rng.i64(min..=max),
        0 => min,
        1 => max,
        2 => *choose(&[min + 1, max - 1, max / 2, min / 2, max / 10], rng),
        _ => *choose(&small, rng),
    }
}

fn double(odd: bool, rng: &mut Rng) -> f64 {
    let values = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        0.1,
        100.0,
        1e15,
        1e16,
        123_456_789.123_456_79,
        1e-7,
        5e-324,
        f64::MAX,
        f64::MIN,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        2_147_483_647.5,
        -32_768.5,
        9.223_372_036_854_776e18,
        3.402_823_466_385_288_6e38,
        41.130_472_2,
        0.005,
    ];
    if odd {
        *choose(&values, rng)
    } else {
        (rng.f64() - 0.5) * 10f64.powi(rng.i32(-5..12))
    }
}

fn real(odd: bool, rng: &mut Rng) -> f32 {
    let values = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        1.5,
        -2.5,
        0.1,
        16_777_216.0,
        1e-6,
        1e6,
        f32::MAX,
        f32::MIN,
        f32::MIN_POSITIVE,
        1e-45,
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        32_767.5,
        3.1,
    ];
    if odd {
        *choose(&values, rng)
    } else {
        (rng.f32() - 0.5) * 10f32.powi(rng.i32(-3..7))
    }
}

/// Mostly of a few digits; now and then all that fit.
fn decimal(precision: u8, scale: u8, rng: &mut Rng) -> Value {
    let most = 10_i128.pow(precision.into()) - 1;
    let one = 10_i128.pow(scale.into());
    let digits = match rng.u8(0..12) {
        0 => most,
        1 => -most,
        2 => 1,
        3 => -1,
        4 => 0,
        5 => one,
        6 => one * 5 / 2,
        7 => -one / 2,
        _ => rng.i128(-100_000..100_000),
    };
    Value::Decimal(digits.clamp(-most, most), scale)
}

fn text(odd: bool, rng: &mut Rng) -> String {
    if odd {
        return (*choose(TEXTS, rng)).to_owned();
    }
    if rng.u8(0..20) == 0 {
        return choose(TEXTS, rng).repeat(40);
    }
    let letters: Vec<char> = "aAbBzZ 019_-.,%üßñΣ日😀\u{301}".chars().collect();
    (0..rng.usize(0..12))
        .map(|_| *choose(&letters, rng))
        .collect()
}

fn cut(text: &str, length: u32) -> String {
    text.chars().take(length as usize).collect()
}

fn bytes(rng: &mut Rng) -> Vec<u8> {
    match rng.u8(0..5) {
        0 => Vec::new(),
        1 => "grüße".as_bytes().to_vec(),
        2 => vec![0, 255, b'\\', b'\'', b'a', 127, 128],
        _ => (0..rng.usize(0..70)).map(|_| rng.u8(..)).collect(),
    }
}

fn date(odd: bool, rng: &mut Rng) -> [u32; 3] {
    if odd {
        *choose(DATES, rng)
    } else {
        [rng.u32(1..=9999), rng.u32(1..=12), rng.u32(1..=28)]
    }
}

fn time(odd: bool, rng: &mut Rng) -> [u32; 4] {
    if odd {
        *choose(TIMES, rng)
    } else {
        [
            rng.u32(0..24),
            rng.u32(0..60),
            rng.u32(0..60),
            rng.u32(0..1_000_000),
        ]
    }
}

impl Value {
    /// The text that PostgreSQL reads the value from.
    fn text(&self) -> String {
        let day = |[year, month, day]: [u32; 3]| format!("{year:04}-{month:02}-{day:02}");
        let clock = |[hour, minute, second, micros]: [u32; 4]| {
            format!("{hour:02}:{minute:02}:{second:02}.{micros:06}")
        };
        match self {
            Value::Null => String::new(),
            Value::Boolean(value) => value.to_string(),
            Value::Integer(value) => value.to_string(),
            Value::Real(value) => format!("{value:?}").replace("inf", "Infinity"),
            Value::Double(value) => format!("{value:?}").replace("inf", "Infinity"),
            Value::Decimal(digits, scale) => {
                let scale = usize::from(*scale);
                let text = format!("{:0width$}", digits.unsigned_abs(), width = scale + 1);
                let (whole, part) = text.split_at(text.len() - scale);
                let sign = if *digits < 0 { "-" } else { "" };
                if scale == 0 {
                    format!("{sign}{whole}")
                } else {
                    format!("{sign}{whole}.{part}")
                }
            }
            Value::Interval(value) => (*value).to_owned(),
            Value::Text(value) | Value::Json(value) => value.clone(),
            Value::Bytea(value) => value
                .iter()
                .fold("\\x".to_owned(), |text, byte| text + &format!("{byte:02x}")),
            Value::Date(value) => day(*value),
            Value::Time(value) => clock(*value),
            Value::Timestamp(date, time) => format!("{} {}", day(*date), clock(*time)),
            Value::Uuid(value) => {
                let hex = format!("{value:032x}");
                format!(
                    "{}-{}-{}-{}-{}",
                    &hex[..8],
                    &hex[8..12],
                    &hex[12..16],
                    &hex[16..20],
                    &hex[20..]
                )
            }
        }
    }

    /// As an untyped literal.
    pub(crate) fn quoted(&self) -> String {
        match self {
            Value::Null => "NULL".to_owned(),
            value => format!("'{}'", value.text().replace('\'', "''")),
        }
    }

    /// As an expression that writes its type.
    pub(crate) fn typed(&self, ty: ExprType) -> String {
        match (self, ty) {
            (Value::Integer(value), ExprType::Integer) if *value >= 0 => value.to_string(),
            (Value::Decimal(digits, scale), _) if *scale > 0 && *digits >= 0 => self.text(),
            (Value::Boolean(value), _) => value.to_string(),
            (_, ExprType::Decimal(_)) => format!("cast({} as numeric)", self.quoted()),
            (_, ExprType::Text | ExprType::Varchar(_) | ExprType::Char(_)) => {
                format!("{}::text", self.quoted())
            }
            (_, ExprType::Date | ExprType::Timestamp | ExprType::Interval) => {
                format!("{ty} {}", self.quoted())
            }
            _ => format!("cast({} as {ty})", self.quoted()),
        }
    }

    /// As Rust, for a column of the type.
    pub(crate) fn rust(&self, ty: ExprType) -> TokenStream {
        let numbers = |parts: &[u32]| {
            parts
                .iter()
                .map(|part| Literal::u32_unsuffixed(*part))
                .collect::<Vec<_>>()
        };
        match self {
            Value::Null | Value::Interval(_) => quote!(None),
            Value::Boolean(value) => quote!(#value),
            Value::Integer(value) => {
                let value: TokenStream = value.to_string().parse().unwrap();
                quote!(#value)
            }
            Value::Real(value) => {
                let bits = value.to_bits();
                quote!(f32::from_bits(#bits))
            }
            Value::Double(value) => {
                let bits = value.to_bits();
                quote!(f64::from_bits(#bits))
            }
            Value::Decimal(digits, scale) => {
                let digits: TokenStream = digits.to_string().parse().unwrap();
                quote!(types::Decimal::from_parts(#digits, #scale))
            }
            Value::Text(value) => quote!(#value),
            Value::Json(value) => quote!(types::Json(#value)),
            Value::Bytea(value) => {
                let value = Literal::byte_string(value);
                quote!(#value.as_slice())
            }
            Value::Date(date) => {
                let parts = numbers(date);
                quote!(sql::date(#(#parts),*))
            }
            Value::Time(time) => {
                let parts = numbers(time);
                quote!(sql::time(#(#parts),*))
            }
            Value::Timestamp(date, time) => {
                let parts = numbers(&[date.as_slice(), time].concat());
                let function = if ty == ExprType::TimestampTz {
                    quote!(timestamptz)
                } else {
                    quote!(timestamp)
                };
                quote!(sql::#function(#(#parts),*))
            }
            Value::Uuid(value) => quote!(types::Uuid::from_u128(#value)),
        }
    }
}
