//! The model and the judge on small tables: a judge that never says no would pass everything.

use crate::draw;
use crate::judge::{self, Course};
use crate::model::{self, Given, Row, State};
use crate::spec::{
    Change, Column, Duplicates, Expr, First, Flag, FlagValues, History, HistoryKind, OnDelete,
    Origin, SourceColumn, Spec, Table,
};
use crate::values::{Cell, Kind};

/// A dimension: key, a column of type 2 and one of type 1.
fn spec() -> Spec {
    let source = |name, kind| SourceColumn {
        name,
        kind,
        not_null: false,
    };
    let column = |name, place, change| Column {
        name,
        expr: Expr::Plain(place),
        not_null: false,
        change,
    };
    let mut spec = draw::specs(1, 1).remove(0);
    spec.origin = Origin::Table;
    spec.table = Table::Dimension;
    spec.source = vec![
        source("k", Kind::Text),
        source("a", Kind::Text),
        source("b", Kind::Text),
    ];
    spec.columns = vec![
        column("k", 0, Change::Key),
        column("a", 1, Change::Version),
        column("b", 2, Change::Overwrite),
    ];
    spec.key = vec![0];
    (
        spec.filter,
        spec.scope,
        spec.deleted,
        spec.full,
        spec.allow_empty,
    ) = (None, None, None, true, false);
    (
        spec.on_delete,
        spec.duplicates,
        spec.order_by,
        spec.type1_everywhere,
    ) = (OnDelete::Close, Duplicates::Error, Vec::new(), true);
    (spec.max_rejects, spec.close_percent) = (100, 100.0);
    spec.history = Some(History {
        from: "f",
        to: "t",
        current: Flag {
            column: "c",
            values: FlagValues::Boolean,
        },
        kind: HistoryKind::Date,
        open_end: None,
        first: First::LowDate,
    });
    spec
}

fn rows(rows: &[[&'static str; 3]]) -> Vec<Row> {
    rows.iter()
        .map(|row| {
            row.iter()
                .map(|text| Cell::Value {
                    written: text,
                    read: text,
                })
                .collect()
        })
        .collect()
}

fn load(spec: &Spec, base: &State, source: &[[&'static str; 3]], effective: &str) -> model::Loaded {
    model::load(
        spec,
        base,
        &rows(source),
        Given {
            effective,
            batch: "1",
            mass_close: false,
        },
    )
}

fn shown(state: &State) -> Vec<String> {
    let line = |version: &model::Version| {
        let cells: Vec<&str> = version
            .cells
            .iter()
            .map(|cell| cell.as_deref().unwrap_or("NULL"))
            .collect();
        format!(
            "{} {}..{} {}",
            cells.join("|"),
            version.from,
            version.to.as_deref().unwrap_or(""),
            if version.current { "now" } else { "" }
        )
    };
    state.keys.values().flatten().map(line).collect()
}

#[test]
fn the_model_versions_overwrites_closes_and_takes_back() {
    let spec = spec();
    let one = load(
        &spec,
        &State::default(),
        &[["x", "1", "p"], ["y", "1", "p"]],
        "2024-01-01",
    )
    .end;
    let two = load(&spec, &one, &[["x", "2", "q"]], "2024-01-02");
    assert_eq!((two.counts.versioned, two.counts.closed), (1, 1));
    assert_eq!(
        shown(&two.end),
        [
            "x|1|q 1900-01-01..2024-01-02 ",
            "x|2|q 2024-01-02.. now",
            "y|1|p 1900-01-01..2024-01-02 "
        ]
    );
    let three = load(
        &spec,
        &two.end,
        &[["x", "2", "q"], ["y", "1", "r"], ["x", "3", "q"]],
        "2024-01-03",
    );
    assert_eq!(
        (
            three.counts.inserted,
            three.counts.rejected,
            three.counts.closed
        ),
        (1, 2, 0)
    );
    assert_eq!(
        shown(&three.end)[2..],
        ["y|1|r 1900-01-01..2024-01-02 ", "y|1|r 2024-01-03.. now"]
    );
    // A day has one version.
    let four = load(
        &spec,
        &three.end,
        &[["x", "9", "q"], ["y", "5", "r"]],
        "2024-01-03",
    )
    .end;
    assert_eq!(
        shown(&four)[3..],
        ["y|1|r 1900-01-01..2024-01-02 ", "y|5|r 2024-01-03.. now"]
    );
    let five = load(&spec, &four, &[["x", "9", "q"]], "2024-01-03").end;
    assert_eq!(shown(&five)[3..], ["y|1|r 1900-01-01..2024-01-02 "]);
}

#[test]
fn the_judge_sees_what_is_lost_doubled_or_closed_too_early() {
    let spec = spec();
    let base = load(
        &spec,
        &State::default(),
        &[["x", "1", "p"], ["y", "1", "p"]],
        "2024-01-01",
    )
    .end;
    let source = rows(&[["x", "2", "p"], ["z", "1", "p"]]);
    let given = Given {
        effective: "2024-01-02",
        batch: "1",
        mass_close: false,
    };
    let loaded = model::load(&spec, &base, &source, given);
    let course = Course {
        base: base.clone(),
        sources: vec![source],
        effective: "2024-01-02".to_owned(),
        batch: "1".to_owned(),
        mass_close: false,
        tampered: false,
        restored: false,
        closed: false,
    };
    let ends = |state: &State| course.judge_end(&spec, state, loaded.counts);
    let stands = |state: &State| course.judge_unfinished(&spec, state);
    assert!(ends(&loaded.end).is_ok() && stands(&base).is_ok() && stands(&loaded.applied).is_ok());
    assert!(
        stands(&loaded.end).is_err(),
        "an unfinished run closes nothing"
    );
    let mut counts = loaded.counts;
    counts.inserted += 1;
    assert!(
        course.judge_end(&spec, &loaded.end, counts).is_err(),
        "counts"
    );
    for key in ["x", "y", "z"] {
        let mut lost = loaded.end.clone();
        lost.keys.remove(&vec![key.to_owned()]);
        assert!(ends(&lost).is_err(), "{key} is lost");
        let mut half = loaded.end.clone();
        half.keys
            .entry(vec![key.to_owned()])
            .and_modify(|versions| versions[0].cells[1] = Some("else".to_owned()));
        assert!(
            ends(&half).is_err() && stands(&half).is_err(),
            "{key} is another"
        );
    }
    assert!(judge::same(&spec, &base, &loaded.end).is_err());
}

#[test]
fn rows_without_a_key_are_counted() {
    let mut spec = spec();
    (
        spec.table,
        spec.key,
        spec.history,
        spec.full,
        spec.on_delete,
    ) = (Table::Append, Vec::new(), None, false, OnDelete::Ignore);
    let base = load(&spec, &State::default(), &[["x", "1", "p"]], "").end;
    let source = rows(&[["y", "1", "p"], ["y", "1", "p"]]);
    let loaded = model::load(
        &spec,
        &base,
        &source,
        Given {
            effective: "",
            batch: "1",
            mass_close: false,
        },
    );
    let course = Course {
        base: base.clone(),
        sources: vec![source],
        effective: String::new(),
        batch: "1".to_owned(),
        mass_close: false,
        tampered: false,
        restored: false,
        closed: false,
    };
    assert!(course.judge_end(&spec, &loaded.end, loaded.counts).is_ok());
    let mut doubled = loaded.end.clone();
    doubled.bag.extend(loaded.end.bag.iter().take(1).cloned());
    doubled.bag.sort();
    let mut lost = loaded.end.clone();
    lost.bag.pop();
    for wrong in [&doubled, &lost, &base] {
        assert!(course.judge_end(&spec, wrong, loaded.counts).is_err());
    }
    assert!(
        course.judge_unfinished(&spec, &lost).is_ok()
            && course.judge_unfinished(&spec, &doubled).is_err()
    );
}
