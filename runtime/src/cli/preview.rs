//! `preview`: source rows beside their target rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;
use serde_json::value::RawValue;

use super::table::{Side, Table};
use crate::info::JobInfo;
use crate::preview::{Outcome, PreviewRow};

/// Characters of a cell that are shown.
const CELL_CHARS: usize = 40;

/// Rows for people: each with its columns one below the other.
pub(super) fn text(info: &JobInfo, rows: &[PreviewRow]) -> String {
    let mut text = String::new();
    for (number, row) in (1..).zip(rows) {
        let place = match &row.file {
            Some(file) => format!("{file}:{}", row.line),
            None => format!("row {}", row.line),
        };
        let _ = writeln!(text, "{number}. {place}: {}", words(info, &row.outcome));
        let source = object(&row.source);
        let table = match &row.outcome {
            Outcome::Loaded(target) => loaded(info, &source, &object(target)),
            Outcome::Filtered | Outcome::Rejected(_) => read(info, &source, &row.outcome),
        };
        let _ = writeln!(text, "{table}\n");
    }
    let count = |is: fn(&Outcome) -> bool| rows.iter().filter(|row| is(&row.outcome)).count();
    let _ = write!(
        text,
        "{} {}: {} loaded, {} filtered, {} rejected. Nothing was written.",
        rows.len(),
        if rows.len() == 1 { "row" } else { "rows" },
        count(|outcome| matches!(outcome, Outcome::Loaded(_))),
        count(|outcome| matches!(outcome, Outcome::Filtered)),
        count(|outcome| matches!(outcome, Outcome::Rejected(_)))
    );
    if rows
        .iter()
        .any(|row| matches!(row.outcome, Outcome::Loaded(_)))
    {
        text.push_str(" `*` marks a value that is another than its source column's.");
    }
    text
}

/// Rows for programs: as they are, with all digits.
pub(super) fn json(rows: &[PreviewRow]) -> String {
    let row = |row: &PreviewRow| {
        let rest = match &row.outcome {
            Outcome::Loaded(target) => format!("\"outcome\":\"loaded\",\"target\":{target}"),
            Outcome::Filtered => "\"outcome\":\"filtered\"".to_owned(),
            Outcome::Rejected(reject) => {
                let reject = json!({"column": reject.column, "value": reject.value, "reason": reject.reason});
                format!("\"outcome\":\"rejected\",\"reject\":{reject}")
            }
        };
        format!(
            "{{\"file\":{},\"line\":{},\"source\":{},{rest}}}",
            json!(row.file),
            row.line,
            row.source
        )
    };
    format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(",\n"))
}

fn words(info: &JobInfo, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Loaded(_) => "loaded".to_owned(),
        Outcome::Filtered => format!("left out by the filter `{}`", info.source.filter),
        Outcome::Rejected(reject) => {
            let value = reject
                .value
                .as_ref()
                .map(|value| format!(" ({value:?})"))
                .unwrap_or_default();
            format!("REJECTED for `{}`: {}{value}", reject.column, reject.reason)
        }
    }
}

/// Target columns with the source columns that their expressions use.
fn loaded(info: &JobInfo, source: &Object, target: &Object) -> String {
    let mut table = Table::new(&[Side::Left; 5]).indented(1).titled([
        "",
        "TARGET",
        "VALUE",
        "SOURCE",
        "EXPRESSION",
    ]);
    for column in info.target.columns {
        let value = target.get(column.name).unwrap_or(&Cell::Null);
        let from: Vec<(&str, &Cell)> = in_order(info, source)
            .filter(|(name, _)| column.from.contains(name))
            .collect();
        let is_plain = matches!(from.as_slice(), [(name, _)] if column.expression.trim_matches('"').eq_ignore_ascii_case(name));
        let same = matches!(from.as_slice(), [(_, source)] if bare(source) == bare(value));
        let shown: Vec<String> = from
            .iter()
            .map(|(name, value)| format!("{name} = {}", clipped(value)))
            .collect();
        let expression = if is_plain {
            String::new()
        } else {
            cut(column.expression, CELL_CHARS * 2)
        };
        let mark = if same { "" } else { "*" };
        table.row([
            mark.to_owned(),
            column.name.to_owned(),
            clipped(value),
            shown.join(", "),
            expression,
        ]);
    }
    table.to_string()
}

/// The source's cells; the one that is to blame is marked, where it is one of them.
fn read(info: &JobInfo, source: &Object, outcome: &Outcome) -> String {
    let blamed = |name: &str| matches!(outcome, Outcome::Rejected(reject) if reject.column == name);
    let mut table = Table::new(&[Side::Left; 3])
        .indented(1)
        .titled(["", "SOURCE", "VALUE"]);
    for (name, value) in in_order(info, source) {
        table.row([
            if blamed(name) { "!" } else { "" }.to_owned(),
            name.to_owned(),
            clipped(value),
        ]);
    }
    table.to_string()
}

/// The source's cells in the spec's order.
fn in_order<'s>(
    info: &JobInfo,
    source: &'s Object,
) -> impl Iterator<Item = (&'static str, &'s Cell)> {
    info.source
        .columns
        .iter()
        .filter_map(|column| Some((column.name, source.get(column.name)?)))
}

/// A cell of a JSON object.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Null,
    Text(String),
    /// Numbers, booleans and nested JSON, as they are written.
    Other(String),
}

type Object = BTreeMap<String, Cell>;

fn object(json: &str) -> Object {
    let cells: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json).unwrap_or_default();
    let cell = |raw: &str| match serde_json::from_str::<String>(raw) {
        Ok(text) => Cell::Text(text),
        Err(_) if raw == "null" => Cell::Null,
        Err(_) => Cell::Other(raw.to_owned()),
    };
    cells
        .into_iter()
        .map(|(name, raw)| (name, cell(raw.get())))
        .collect()
}

/// A value without the quotes of JSON.
fn bare(cell: &Cell) -> &str {
    match cell {
        Cell::Null => "NULL",
        Cell::Text(text) | Cell::Other(text) => text,
    }
}

/// A value on a line: blanks at its ends, and an empty text, can be seen.
fn clipped(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.is_empty() || text.trim() != text || text == "NULL" => {
            cut(&format!("{text:?}"), CELL_CHARS)
        }
        cell => cut(bare(cell), CELL_CHARS),
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::AIRPORTS;
    use crate::row::Reject;

    fn row(line: u64, outcome: Outcome) -> PreviewRow {
        let source = r#"{"faa":" 04g","name":"Lansdowne Airport","lat":"41.13","lon":null,"alt":"1044","tzone":"x"}"#;
        PreviewRow {
            file: Some("a.csv".to_owned()),
            line,
            source: source.to_owned(),
            outcome,
        }
    }

    fn rows() -> Vec<PreviewRow> {
        let target = r#"{"airport_code":"04G","altitude_ft":12345678901234567890.10}"#;
        let reject = Reject {
            column: "faa",
            value: Some("x".to_owned()),
            reason: "out of range".into(),
        };
        vec![
            row(2, Outcome::Loaded(target.to_owned())),
            row(3, Outcome::Filtered),
            row(4, Outcome::Rejected(reject)),
        ]
    }

    #[test]
    fn people_see_what_became_of_each_row() {
        let shown = text(&AIRPORTS, &rows());
        assert!(shown.contains("1. a.csv:2: loaded\n"), "{shown}");
        assert!(shown.contains("faa = \" 04g\""), "{shown}");
        assert!(
            shown.contains("3. a.csv:4: REJECTED for `faa`: out of range (\"x\")\n"),
            "{shown}"
        );
        assert!(shown.contains("\n !  faa"), "{shown}");
        assert!(
            shown.ends_with(
                "3 rows: 1 loaded, 1 filtered, 1 rejected. Nothing was written. `*` marks a value \
                 that is another than its source column's."
            ),
            "{shown}"
        );
    }

    #[test]
    fn programs_get_json() {
        let shown = json(&rows());
        assert!(shown.contains("12345678901234567890.10"), "{shown}");
        let shown: serde_json::Value = serde_json::from_str(&shown).unwrap_or_default();
        assert_eq!(shown[0]["outcome"], "loaded");
        assert_eq!(shown[0]["source"]["lon"], serde_json::Value::Null);
        assert_eq!(shown[2]["reject"]["reason"], "out of range");
    }
}
