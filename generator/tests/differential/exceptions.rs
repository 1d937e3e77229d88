//! Every difference from PostgreSQL that is meant, with its reason. Nothing else is passed over.

/// A difference that is meant.
pub(crate) struct Exception {
    pub(crate) reason: &'static str,
    /// Whether it explains an expression's two results.
    pub(crate) explains: fn(sql: &str, ours: &str, theirs: &str) -> bool,
}

pub(crate) const EXCEPTIONS: &[Exception] = &[
    Exception {
        reason: "a decimal has at most 38 digits, the last of which are rounded; PostgreSQL's \
                 numeric has 131072",
        explains: |sql, ours, theirs| {
            let literal = ours.contains("for type decimal: \"")
                && ["e-", "e3"].iter().any(|exponent| ours.contains(exponent));
            literal
                || ours.contains("38 digits")
                || digits(theirs) > 38 && as_number(theirs).is_some()
                || nearly_equal(ours, theirs)
                || ["_huge", "1234567890123456789012345678901234.56"]
                    .iter()
                    .any(|long| sql.contains(long))
                    && as_number(ours).is_some_and(|ours| {
                        as_number(theirs).is_some_and(|theirs| theirs.starts_with(&ours))
                    })
        },
    },
    Exception {
        reason: "a decimal has no more places than it has room for: round and trunc to more add \
                 no zeros",
        explains: |sql, ours, theirs| {
            let is_cut = |ours: &str| {
                theirs
                    .strip_prefix(ours)
                    .is_some_and(|rest| rest.bytes().all(|byte| b".0".contains(&byte)))
            };
            ["round(", "trunc("]
                .iter()
                .any(|function| sql.contains(function))
                && (is_cut(ours) || sql.contains("scale(") && places(theirs) > 37)
        },
    },
    Exception {
        reason: "a decimal has no NaN or infinity: no target column could hold it",
        explains: |_, ours, _| {
            let words = [
                "NaN in a decimal",
                "Infinity in a decimal",
                "for type decimal: \"NaN\"",
                "for type decimal: \"Infinity\"",
                "for type decimal: \"-Infinity\"",
            ];
            words.iter().any(|word| ours.contains(word))
        },
    },
    Exception {
        reason: "days lie within 262142 years of the year 0; PostgreSQL's dates within 5874897, \
                 its timestamps within 294276",
        explains: |sql, ours, theirs| {
            let far =
                ["_int", "_big"].iter().any(|column| sql.contains(column)) || has_long_number(sql);
            let late = theirs.find('-').is_some_and(|digits| digits > 6) && theirs > "=262142";
            let made = sql.contains("make_date(")
                && ours == "! date field value out of range"
                && far
                && !theirs.starts_with('!');
            made || ours == "! date out of range" && (!is_near_day(theirs) || far)
                || [
                    "! timestamp out of range",
                    "! date field value out of range",
                    "! field value out of range",
                ]
                .contains(&ours)
                    && late
        },
    },
    Exception {
        reason: "there is no infinite day or time",
        explains: |sql, ours, _| {
            ours == "! infinity is not supported"
                || sql.contains("to_timestamp(") && ours == "! timestamp out of range"
        },
    },
    Exception {
        reason: "24:00:00 is no time of a day",
        explains: |_, ours, _| ours.starts_with("! 24:00:00"),
    },
    Exception {
        reason: "a constant that cannot work (a unit, a zone, a template, a pattern) is told when \
                 the job is generated, be it in a branch that no row takes",
        explains: |_, ours, _| {
            let words = [
                "refused: unit \"",
                "refused: no such time zone",
                "refused: invalid format specification",
                "refused: multiple decimal points",
                "refused: \"RN\" not supported for input",
                "refused: \"EEEE\" not supported for input",
                "refused: LIKE pattern must not end",
            ];
            words.iter().any(|word| ours.starts_with(word))
        },
    },
    Exception {
        reason: "a zone is a name, an abbreviation or an offset; PostgreSQL reads nearly any text \
                 as a POSIX rule of its own making",
        explains: |sql, ours, _| {
            let tried = sql.starts_with("try_cast(")
                && sql.contains("||")
                && sql.contains(" as time")
                && ours == "NULL";
            ours == "! no such time zone"
                || sql.contains("make_timestamptz(") && ours == "! invalid input syntax"
                || tried
        },
    },
    Exception {
        reason: "PostgreSQL 15's make_interval does not see that a number overflows, and gives \
                 another one",
        explains: |sql, ours, _| {
            sql.contains("make_interval(") && ours == "! interval out of range"
        },
    },
    Exception {
        reason: "PostgreSQL 15's width_bucket of doubles does not see that a number overflows, \
                 and gives the least integer",
        explains: |sql, ours, _| sql.contains("width_bucket(") && ours == "! integer out of range",
    },
    Exception {
        reason: "cube roots differ in their last digit between libraries of the C language",
        explains: |sql, ours, theirs| {
            let number = |given: &str| {
                given
                    .strip_prefix('=')
                    .and_then(|text| text.parse::<f64>().ok())
            };
            let close = number(ours)
                .zip(number(theirs))
                .is_some_and(|(ours, theirs)| (ours - theirs).abs() <= 1e-12 * theirs.abs());
            (sql.contains("cbrt(") || sql.contains("||/ ")) && close
        },
    },
    Exception {
        reason: "PostgreSQL counts the blanks at the end of a char in patterns, concat and \
                 lengths: refused where its length is not known, with the cast to write",
        explains: |_, ours, _| {
            ours.starts_with("refused: ") && ours.contains("a char without a length")
        },
    },
    Exception {
        reason: "a day or time may be written in more than 128 bytes",
        explains: |_, _, theirs| {
            theirs.starts_with("! 22007 invalid input syntax") && theirs.len() > 160
        },
    },
    Exception {
        reason: "PostgreSQL keeps white space in front of a whole JSON text that is taken out by \
                 an empty path",
        explains: |sql, ours, theirs| {
            let bare = |given: &str| given.trim_start_matches('=').trim().to_owned();
            sql.contains("#>") && sql.contains("'{}'") && bare(ours) == bare(theirs)
        },
    },
    Exception {
        reason: "a distance from UTC of more than 2^31 seconds, which PostgreSQL wraps around",
        explains: |sql, ours, _| sql.contains("timezone(") && ours == "! timestamp out of range",
    },
];

/// Values that PostgreSQL casts to and no column has, by type, with the condition that finds them:
/// TRY_CAST gives NULL for them.
pub(crate) const WITHOUT_VALUE: &[(&str, &str, &str)] = &[
    (
        "numeric",
        "v::text IN ('NaN', 'Infinity', '-Infinity')",
        "a decimal has no NaN or infinity",
    ),
    (
        "numeric",
        "abs(trunc(v)) >= 1e38",
        "a decimal has at most 38 digits",
    ),
    (
        "numeric",
        "CASE WHEN pg_typeof(given)::text IN ('real', 'double precision') THEN \
         scale(given::text::numeric) > 255 END",
        "a decimal has at most 255 places",
    ),
    (
        "date",
        "NOT isfinite(v) OR abs(extract(year FROM v)) > 262142",
        "days lie within 262142 years",
    ),
    (
        "timestamp",
        "NOT isfinite(v) OR abs(extract(year FROM v)) > 262142",
        "days lie within 262142 years",
    ),
    (
        "timestamptz",
        "NOT isfinite(v) OR abs(extract(year FROM v)) > 262142",
        "days lie within 262142 years",
    ),
    ("time", "v = '24:00:00'", "24:00:00 is no time of a day"),
];

fn digits(given: &str) -> usize {
    given.bytes().filter(u8::is_ascii_digit).count()
}

/// The number of places that `scale()` gave.
fn places(given: &str) -> u32 {
    given
        .strip_prefix('=')
        .and_then(|places| places.parse().ok())
        .unwrap_or_default()
}

/// The digits of a decimal, without sign and point.
fn as_number(given: &str) -> Option<String> {
    let number = given.strip_prefix('=')?;
    number
        .bytes()
        .all(|byte| b"-.0123456789".contains(&byte))
        .then(|| number.replace(['-', '.'], ""))
}

/// Two decimals that are the same in their first 30 digits.
fn nearly_equal(ours: &str, theirs: &str) -> bool {
    match (as_number(ours), as_number(theirs)) {
        (Some(ours), Some(theirs)) => {
            ours.len() > 30 && theirs.len() > 30 && ours[..30] == theirs[..30]
        }
        _ => false,
    }
}

/// A number too large to be days, unless in a far future.
fn has_long_number(sql: &str) -> bool {
    sql.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() >= 8)
}

/// A day of four digits' years: one that both sides have.
fn is_near_day(given: &str) -> bool {
    given.starts_with('=') && given.find('-') == Some(5) && !given.contains("BC")
}
