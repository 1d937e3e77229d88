//! Examples: cells in, values out; they become unit tests of the generated crate.

use crate::diag::{Diagnostic, Sink, Spanned, codes, did_you_mean};
use crate::model::{Example, SourceColumn, TargetColumn};
use crate::spec::raw::{self, Cell};

use super::literal::canonical;

/// The examples, by places of columns. Asked only where all columns are without fault.
pub(super) fn check(
    raw: &[raw::Example],
    source: &[SourceColumn],
    target: &[TargetColumn],
    sink: &mut Sink,
) -> Vec<Example> {
    raw.iter()
        .map(|example| check_one(example, source, target, sink))
        .collect()
}

fn check_one(
    example: &raw::Example,
    source: &[SourceColumn],
    target: &[TargetColumn],
    sink: &mut Sink,
) -> Example {
    let source_names: Vec<&str> = source.iter().map(|column| column.name.as_str()).collect();
    let target_names: Vec<&str> = target.iter().map(|column| column.name.as_str()).collect();
    let given: Vec<(usize, Option<String>)> = places(
        &example.given,
        &source_names,
        "the source's `columns`",
        sink,
    )
    .map(|(place, cell)| (place, cell.value.clone()))
    .collect();
    missing_cells(example, &given, source, sink);
    let mut expect = Vec::new();
    for (place, cell) in places(
        &example.expect,
        &target_names,
        "the mapping's `columns`",
        sink,
    )
    .collect::<Vec<_>>()
    {
        match cell
            .value
            .as_deref()
            .map(|text| canonical(text, target[place].ty))
            .transpose()
        {
            Ok(value) => expect.push((place, value)),
            Err(message) => {
                let label = format!("`{}` is {}", target[place].name, target[place].ty);
                sink.push(Diagnostic::error(codes::BAD_VALUE, message).at(&cell.span, label));
            }
        }
    }
    Example { given, expect }
}

/// The cells of known columns with their places, in the order of the columns; unknown ones are
/// told.
fn places<'a>(
    cells: &'a [(Spanned<String>, Cell)],
    names: &[&str],
    whose: &str,
    sink: &mut Sink,
) -> impl Iterator<Item = (usize, &'a Cell)> + use<'a> {
    let mut found = Vec::new();
    for (name, cell) in cells {
        match names.iter().position(|column| *column == name.value) {
            Some(place) => found.push((place, cell)),
            None => sink.push(
                Diagnostic::error(
                    codes::UNKNOWN_COLUMN,
                    format!("there is no column `{}`", name.value),
                )
                .at(&name.span, format!("not among {whose}"))
                .help_if(did_you_mean(&name.value, names.iter().copied())),
            ),
        }
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter()
}

/// A cell that is not given is NULL: no row at all where the column is not null.
fn missing_cells(
    example: &raw::Example,
    given: &[(usize, Option<String>)],
    source: &[SourceColumn],
    sink: &mut Sink,
) {
    let Some(span) = example
        .given
        .first()
        .or(example.expect.first())
        .map(|(name, _)| &name.span)
    else {
        return;
    };
    for (place, column) in source
        .iter()
        .enumerate()
        .filter(|(_, column)| column.used && column.not_null)
    {
        let cell = given
            .iter()
            .find(|(given, _)| *given == place)
            .and_then(|(_, cell)| cell.as_ref());
        if cell.is_none_or(|text| column.nulls.contains(text)) {
            sink.push(
                Diagnostic::error(
                    codes::BAD_VALUE,
                    format!("the example has no cell for `{}`", column.name),
                )
                .at(
                    span,
                    format!("`{}` is not null, so such a row is rejected", column.name),
                ),
            );
        }
    }
}
