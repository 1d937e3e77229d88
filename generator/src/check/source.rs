//! The source side: what is read and how.

use chrono_tz::TZ_VARIANTS;
use encoding_rs::Encoding;

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes, did_you_mean};
use crate::dialects::Dialect;
use crate::model::{Backend, Csv, Files, From, SourceColumn};
use crate::spec::raw;
use crate::types::SqlType;

use super::date_format;
use super::names::{self, parse_type};
use super::params::Params;

/// Names and labels that a slip of the pen is compared with; any label of the WHATWG Encoding
/// Standard is taken.
const ENCODINGS: &[&str] = &[
    "utf-8",
    "utf8",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "ascii",
    "us-ascii",
    "latin1",
    "cp1252",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-9",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "ibm866",
    "koi8-r",
    "koi8-u",
    "macintosh",
    "x-mac-cyrillic",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "euc-jp",
    "iso-2022-jp",
    "shift_jis",
    "euc-kr",
];

/// The mapping's source with the job's `override` in place.
pub(super) fn effective_from(
    source: &raw::Source,
    replace: &raw::Replace,
    sink: &mut Sink,
) -> Option<raw::From> {
    let from = source.from.clone()?;
    let replaced = match &from {
        raw::From::File(_) => replace.file.clone().map(raw::From::File),
        raw::From::Table(_) => replace.source_table.clone().map(raw::From::Table),
        raw::From::Query(_) => replace.query.clone().map(raw::From::Query),
    };
    let (field, given) = match &from {
        raw::From::File(_) => ("file", [&replace.source_table, &replace.query]),
        raw::From::Table(_) => ("source_table", [&replace.file, &replace.query]),
        raw::From::Query(_) => ("query", [&replace.file, &replace.source_table]),
    };
    for other in given.into_iter().flatten() {
        sink.push(
            Diagnostic::error(
                codes::CONFLICT,
                "the override is of another kind than the mapping's source",
            )
            .at(
                &other.span,
                format!("only `{field}` can be overridden here"),
            )
            .at(span_of(&from), "the mapping's source"),
        );
    }
    Some(replaced.unwrap_or(from))
}

/// Where the source's name is written.
pub(super) fn span_of(from: &raw::From) -> &Span {
    match from {
        raw::From::File(text) | raw::From::Table(text) | raw::From::Query(text) => &text.span,
    }
}

/// Tells if the connection is of another kind than the source needs.
pub(super) fn check_connection(
    from: &raw::From,
    backends: &[Backend],
    connection: &Spanned<String>,
    sink: &mut Sink,
) {
    let is_files = backends.contains(&Backend::Files);
    let (field, needed) = match from {
        raw::From::File(_) => ("file", "a connection of kind `files`"),
        raw::From::Table(_) => ("table", "a database"),
        raw::From::Query(_) => ("query", "a database"),
    };
    if is_files != matches!(from, raw::From::File(_)) {
        let found = if is_files {
            "has files"
        } else {
            "is a database"
        };
        sink.push(
            Diagnostic::error(
                codes::WRONG_CONNECTION,
                format!("a source with `{field}` needs {needed}"),
            )
            .at(&connection.span, format!("`{}` {found}", connection.value))
            .at(span_of(from), "read from it"),
        );
    }
}

/// Checks what is read and how; the names of its parameters included.
pub(super) fn from(
    source: &raw::Source,
    from: &raw::From,
    params: &mut Params<'_>,
    sink: &mut Sink,
) -> Option<From> {
    let is_file = matches!(from, raw::From::File(_));
    if !is_file {
        not_for_databases(
            source.files.as_ref().map(|files| &files.span),
            "files",
            sink,
        );
        not_for_databases(source.csv.as_ref().map(|csv| &csv.span), "csv", sink);
    }
    match from {
        raw::From::File(pattern) => {
            names::file_pattern(pattern, params, sink);
            let files = source.files.as_ref().map(|files| files.value);
            let files = files.unwrap_or(Files {
                order_by_modified: false,
                skip_loaded: false,
                none_is_error: true,
            });
            let csv = csv(source.csv.as_ref().map(|csv| &csv.value), sink)?;
            Some(From::File {
                pattern: pattern.value.clone(),
                files,
                csv,
            })
        }
        raw::From::Table(table) => {
            names::table(table, params, sink);
            Some(From::Table(table.value.clone()))
        }
        raw::From::Query(query) => {
            params.in_sql(query, sink);
            Some(From::Query(
                query
                    .value
                    .trim()
                    .trim_end_matches(';')
                    .trim_end()
                    .to_owned(),
            ))
        }
    }
}

fn not_for_databases(span: Option<&Span>, field: &str, sink: &mut Sink) {
    if let Some(span) = span {
        sink.push(
            Diagnostic::error(codes::BAD_FORMAT, format!("`{field}` is for files"))
                .at(span, "this source is a table or query"),
        );
    }
}

fn csv(raw: Option<&raw::Csv>, sink: &mut Sink) -> Option<Csv> {
    let defaults = raw::Csv::default();
    let raw = raw.unwrap_or(&defaults);
    let header = raw.header.unwrap_or(true);
    let by_name = raw.by_name.as_ref();
    if let (false, Some(by_name)) = (header, by_name)
        && by_name.value
    {
        sink.push(
            Diagnostic::error(
                codes::CONFLICT,
                "without a header there are no names to match",
            )
            .at(&by_name.span, "needs `header: true`")
            .help("write `match: position`, or leave it out: it is the default without a header"),
        );
    }
    let byte =
        |given: &Option<Spanned<u8>>, default| given.as_ref().map_or(default, |given| given.value);
    let (delimiter, quote) = (byte(&raw.delimiter, b','), byte(&raw.quote, b'"'));
    if delimiter == quote
        && let Some(given) = raw.delimiter.as_ref().or(raw.quote.as_ref())
    {
        sink.push(
            Diagnostic::error(codes::CONFLICT, "`delimiter` and `quote` are one character")
                .at(&given.span, "choose another"),
        );
    }
    Some(Csv {
        header,
        by_name: by_name.map_or(header, |by_name| by_name.value),
        extra_is_error: raw.extra_is_error.as_ref().is_some_and(|extra| extra.value),
        missing_is_error: raw.missing_is_error.unwrap_or(true),
        delimiter,
        quote,
        skip_lines: raw.skip_lines.unwrap_or(0),
        footer_lines: raw.footer_lines.unwrap_or(0),
        encoding: encoding(raw.encoding.as_ref(), sink)?,
        ignore_empty_lines: raw.ignore_empty_lines.unwrap_or(false),
    })
}

fn encoding(given: Option<&Spanned<String>>, sink: &mut Sink) -> Option<String> {
    let Some(given) = given else {
        return Some("utf-8".to_owned());
    };
    let label = given.value.trim().to_ascii_lowercase();
    if Encoding::for_label_no_replacement(label.as_bytes()).is_some() {
        return Some(label);
    }
    if Encoding::for_label(label.as_bytes()).is_some() {
        sink.push(
            Diagnostic::error(
                codes::TIMEZONE,
                format!(
                    "`{}` is an encoding that cannot be read safely",
                    given.value
                ),
            )
            .at(
                &given.span,
                "the WHATWG Encoding Standard reads none of its text",
            )
            .help("let the files be delivered as `utf-8`"),
        );
        return None;
    }
    sink.push(
        Diagnostic::error(codes::TIMEZONE, format!("`{}` is no encoding", given.value))
            .at(
                &given.span,
                "expected a label of the WHATWG Encoding Standard, for example `utf-8` or \
                 `windows-1252`",
            )
            .help_if(meant(&label)),
    );
    None
}

/// The encoding that a slip of the pen may have meant. Another number is another encoding, and no
/// slip.
fn meant(label: &str) -> Option<String> {
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    did_you_mean(
        label,
        ENCODINGS
            .iter()
            .copied()
            .filter(|name| digits(name) == digits(label)),
    )
}

/// `timezone` of the mapping.
pub(super) fn timezone(given: Option<&Spanned<String>>, sink: &mut Sink) -> Option<String> {
    let Some(given) = given else {
        return Some("UTC".to_owned());
    };
    if given.value.parse::<chrono_tz::Tz>().is_ok() {
        return Some(given.value.clone());
    }
    sink.push(
        Diagnostic::error(
            codes::TIMEZONE,
            format!("there is no time zone `{}`", given.value),
        )
        .at(
            &given.span,
            "expected an IANA name, for example `Europe/Zurich`",
        )
        .help_if(did_you_mean(
            &given.value,
            TZ_VARIANTS.iter().map(|zone| zone.name()),
        )),
    );
    None
}

/// The columns; `None` for one with a fault, so that places stay.
pub(super) fn columns(source: &raw::Source, sink: &mut Sink) -> Vec<Option<SourceColumn>> {
    names::ident_clashes(
        source.columns.iter().map(|column| &column.name),
        false,
        sink,
    );
    let is_file = !matches!(source.from, Some(raw::From::Table(_) | raw::From::Query(_)));
    read_twice(source, is_file, sink);
    let csv = source.csv.as_ref().map(|csv| &csv.value);
    let csv_nulls = csv.and_then(|csv| csv.nulls.clone());
    let quoted_nulls = csv.and_then(|csv| csv.quoted_nulls).unwrap_or(false);
    // An empty text in a database is a text; in a CSV file nothing else can say NULL.
    let nulls = csv_nulls.unwrap_or_else(|| {
        if is_file {
            vec![String::new()]
        } else {
            Vec::new()
        }
    });
    if !is_file {
        for raw in &source.columns {
            not_for_databases(
                raw.quoted_nulls.as_ref().map(|given| &given.span),
                "quoted_nulls",
                sink,
            );
        }
    }
    source
        .columns
        .iter()
        .map(|raw| column(raw, &nulls, quoted_nulls && is_file, sink))
        .collect()
}

/// Tells of names that the source's database would cut.
pub(super) fn names_too_long(
    source: &raw::Source,
    from: &raw::From,
    databases: &[&dyn Dialect],
    sink: &mut Sink,
) {
    if let raw::From::Table(table) = from {
        names::table_too_long(table, databases, sink);
    }
    for column in &source.columns {
        let name = column.from.as_ref().unwrap_or(&column.name);
        names::too_long(&name.value, &name.span, databases, sink);
    }
}

/// Tells of columns that are one in the source, and of names that nothing looks at.
fn read_twice(source: &raw::Source, is_file: bool, sink: &mut Sink) {
    let by_position = source.csv.as_ref().is_some_and(|csv| {
        let header = csv.value.header.unwrap_or(true);
        !csv.value
            .by_name
            .as_ref()
            .map_or(header, |by_name| by_name.value)
    });
    for (place, column) in source.columns.iter().enumerate() {
        let name =
            |column: &raw::SourceColumn| column.from.clone().unwrap_or_else(|| column.name.clone());
        if let Some(other) = source.columns[..place]
            .iter()
            .find(|other| name(other).value == name(column).value)
        {
            let message = format!(
                "`{}` and `{}` are both the source's column `{}`",
                other.name.value,
                column.name.value,
                name(column).value
            );
            sink.push(
                Diagnostic::error(codes::NAME_CLASH, message)
                    .at(&name(column).span, "again")
                    .at(&name(other).span, "first"),
            );
        }
        if let Some(from) = column.from.as_ref().filter(|_| is_file && by_position) {
            sink.push(
                Diagnostic::error(
                    codes::CONFLICT,
                    "columns that are found by their position have no names in the file",
                )
                .at(&from.span, "needs `match: name`"),
            );
        }
    }
}

fn column(
    raw: &raw::SourceColumn,
    nulls: &[String],
    quoted_nulls: bool,
    sink: &mut Sink,
) -> Option<SourceColumn> {
    let ty = parse_type(raw.ty.as_ref()?, sink)?;
    reading_rules(raw, ty, sink);
    Some(SourceColumn {
        name: raw.name.value.clone(),
        from: raw
            .from
            .as_ref()
            .map(|from| from.value.clone())
            .filter(|from| *from != raw.name.value),
        ty,
        not_null: raw.not_null,
        nulls: raw.nulls.clone().unwrap_or_else(|| nulls.to_vec()),
        quoted_nulls: raw
            .quoted_nulls
            .as_ref()
            .map_or(quoted_nulls, |given| given.value),
        trim: raw.trim,
        format: raw.format.as_ref().map(|format| format.value.clone()),
        decimal_mark: raw.decimal_mark.as_ref().map_or(b'.', |mark| mark.value),
        booleans: raw.booleans.as_ref().map(|values| values.value.clone()),
        used: false,
    })
}

fn reading_rules(raw: &raw::SourceColumn, ty: SqlType, sink: &mut Sink) {
    let is_temporal = matches!(
        ty,
        SqlType::Date | SqlType::Time | SqlType::Timestamp | SqlType::TimestampTz
    );
    let is_number = matches!(
        ty,
        SqlType::SmallInt
            | SqlType::Integer
            | SqlType::BigInt
            | SqlType::Real
            | SqlType::Double
            | SqlType::Decimal { .. }
    );
    let mut only_for = |given: Option<&Span>, fits: bool, field: &str, types: &str| {
        if let Some(span) = given
            && !fits
        {
            sink.push(
                Diagnostic::error(
                    codes::BAD_FORMAT,
                    format!("`{field}` is for {types}, and `{}` is {ty}", raw.name.value),
                )
                .at(span, format!("has no meaning for {ty}")),
            );
        }
    };
    only_for(
        raw.format.as_ref().map(|format| &format.span),
        is_temporal,
        "format",
        "dates and times",
    );
    only_for(
        raw.decimal_mark.as_ref().map(|mark| &mark.span),
        is_number,
        "decimal",
        "numbers",
    );
    only_for(
        raw.booleans.as_ref().map(|values| &values.span),
        ty == SqlType::Boolean,
        "values",
        "booleans",
    );
    if let Some(format) = raw.format.as_ref().filter(|_| is_temporal)
        && let Err(reason) = date_format::check(&format.value, ty)
    {
        let meant = date_format::meant(&format.value, ty).map(|meant| format!("write `{meant}`"));
        sink.push(
            Diagnostic::error(
                codes::BAD_FORMAT,
                format!("no {ty} can be read by `{}`", format.value),
            )
            .at(&format.span, reason)
            .help_if(meant),
        );
    }
}

/// Warns of columns that nothing uses. Where columns are found by position, or others are refused,
/// they must be listed all the same.
pub(super) fn warn_unused(
    raw: &raw::Source,
    from: &From,
    columns: &[SourceColumn],
    sink: &mut Sink,
) {
    if let From::File { csv, .. } = from
        && (!csv.by_name || csv.extra_is_error)
    {
        return;
    }
    for (raw, _) in raw
        .columns
        .iter()
        .zip(columns)
        .filter(|(_, column)| !column.used)
    {
        sink.push(
            Diagnostic::warning(
                codes::UNUSED,
                format!("source column `{}` is not used", raw.name.value),
            )
            .at(&raw.name.span, "no expression uses it, so it is not read"),
        );
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn suggestions_are_encodings() {
        for name in ENCODINGS {
            assert!(
                Encoding::for_label_no_replacement(name.as_bytes()).is_some(),
                "{name}"
            );
        }
    }

    #[test]
    fn another_number_is_no_slip() {
        assert_eq!(meant("utf8x").as_deref(), Some("did you mean `utf8`?"));
        assert_eq!(
            meant("iso_8859_1").as_deref(),
            Some("did you mean `iso-8859-1`?")
        );
        assert_eq!(
            meant("window-1252").as_deref(),
            Some("did you mean `windows-1252`?")
        );
        for label in [
            "cp850",
            "cp437",
            "utf-7",
            "iso-8859-17",
            "windows-1259",
            "ebcdic",
        ] {
            assert_eq!(meant(label), None, "{label}");
        }
    }
}
