//! Random jobs, and random rows for them. All of it follows from a seed.

use fastrand::Rng;

use crate::model::Row;
use crate::spec::{
    Change, Column, Duplicates, Expr, First, Flag, FlagValues, History, HistoryKind, OnDelete,
    Order, Origin, SourceColumn, Spec, Table,
};
use crate::values::{Cell, Kind};

/// What a job is about; a set of jobs goes through them in turn, so that each is in every set of so
/// many.
const SHAPES: usize = 15;

/// Column names that need quotes, or are SQL's own words.
const ODD_NAMES: [&str; 8] = [
    "Größe",
    "a b",
    "select",
    "Weight?",
    "名前",
    "say \"hi\"",
    "it's",
    "${table}",
];
const PLAIN_NAMES: [&str; 8] = ["v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7"];
const KEY_NAMES: [&str; 2] = ["id", "part"];
const SOURCE_KEYS: [&str; 2] = ["k0", "k1"];
const SOURCE_NAMES: [&str; 8] = ["c0", "Second Column", "c2", "c3", "c4", "c5", "c6", "c7"];

/// The text by which `missing_scope` tells rows.
const SCOPE: &str = "a";

/// The jobs of a set.
pub(crate) fn specs(seed: u64, count: usize) -> Vec<Spec> {
    (0..count)
        .map(|number| {
            spec(
                &mut Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number as u64),
                number,
            )
        })
        .collect()
}

pub(crate) fn chance(random: &mut Rng, percent: u32) -> bool {
    random.u32(..100) < percent
}

fn one_of<T: Copy>(random: &mut Rng, list: &[T]) -> T {
    list[random.usize(..list.len())]
}

fn spec(random: &mut Rng, number: usize) -> Spec {
    let shape = number % SHAPES;
    let table = match shape {
        0..=7 => Table::Dimension,
        8 | 9 => Table::Upsert,
        10 => Table::AppendKeyed,
        11 => Table::Append,
        12 => Table::ReplaceKeyed,
        13 => Table::Staging,
        _ => Table::Dimension,
    };
    let origin = match shape {
        1 | 13 => Origin::File,
        2 => Origin::Query,
        11 => one_of(random, &[Origin::File, Origin::File, Origin::Table]),
        _ => one_of(
            random,
            &[Origin::Table, Origin::Table, Origin::File, Origin::Query],
        ),
    };
    let mut spec = Spec {
        name: format!("job_{number:02}"),
        origin,
        source: Vec::new(),
        filter: None,
        allow_empty: chance(random, 30),
        full: table == Table::Dimension && shape != 7 || shape == 8,
        table,
        key: Vec::new(),
        columns: Vec::new(),
        surrogate: None,
        history: None,
        on_delete: OnDelete::Ignore,
        deleted: None,
        scope: None,
        duplicates: Duplicates::Error,
        order_by: Vec::new(),
        type1_everywhere: table == Table::Dimension,
        hashed: table == Table::Dimension,
        member: false,
        audit: chance(random, 50),
        max_rejects: one_of(random, &[1_000_000, 1_000_000, 1_000_000, 3]),
        close_percent: one_of(random, &[100.0, 100.0, 100.0, 34.0]),
        close_min_rows: one_of(random, &[2, 5]),
    };
    if !matches!(table, Table::Append | Table::Staging) {
        key(random, &mut spec);
    }
    columns(random, &mut spec, shape);
    if chance(random, 50) {
        spec.filter = Some(source_column(&mut spec, "flag", Kind::Text));
    }
    if table == Table::Dimension {
        dimension(random, &mut spec, shape);
    }
    if shape == 8 {
        spec.on_delete = OnDelete::Delete;
        spec.full = true;
    }
    if spec.has_key() && (shape == 5 || chance(random, 35)) {
        order(random, &mut spec);
    }
    let can_be_scoped = spec.columns.iter().position(|column| {
        matches!(column.expr, Expr::Plain(place) if spec.source[place].kind == Kind::Text)
            && !matches!(column.change, Change::Keep | Change::Untracked)
    });
    if spec.on_delete != OnDelete::Ignore && (shape == 5 || chance(random, 25)) {
        spec.scope = can_be_scoped.map(|place| (place, SCOPE));
    }
    spec
}

fn source_column(spec: &mut Spec, name: &'static str, kind: Kind) -> usize {
    spec.source.push(SourceColumn {
        name,
        kind,
        not_null: false,
    });
    spec.source.len() - 1
}

fn key(random: &mut Rng, spec: &mut Spec) {
    let kinds = [
        Kind::Text,
        Kind::Text,
        Kind::Integer,
        Kind::BigInt,
        Kind::Decimal,
        Kind::Date,
        Kind::Timestamp,
        Kind::TimestampTz,
        Kind::Uuid,
    ];
    let parts = if chance(random, 40) { 2 } else { 1 };
    for part in 0..parts {
        let kind = one_of(random, &kinds);
        let place = source_column(spec, SOURCE_KEYS[part], kind);
        spec.source[place].not_null = chance(random, 20);
        let expr = if kind == Kind::Text && chance(random, 35) {
            Expr::UpperTrim(place)
        } else {
            Expr::Plain(place)
        };
        spec.key.push(spec.columns.len());
        spec.columns.push(Column {
            name: KEY_NAMES[part],
            expr,
            not_null: true,
            change: Change::Key,
        });
    }
}

fn columns(random: &mut Rng, spec: &mut Spec, shape: usize) {
    let names = if chance(random, 40) {
        ODD_NAMES
    } else {
        PLAIN_NAMES
    };
    let kinds = [
        Kind::Text,
        Kind::Text,
        Kind::Integer,
        Kind::Decimal,
        Kind::Date,
        Kind::Timestamp,
        Kind::TimestampTz,
        Kind::Uuid,
        Kind::Boolean,
        Kind::BigInt,
    ];
    for number in 0..random.usize(2..=5) {
        let kind = if number == 0 {
            Kind::Text
        } else {
            one_of(random, &kinds)
        };
        let place = source_column(spec, SOURCE_NAMES[number], kind);
        let expr = match kind {
            Kind::Text if number > 0 && chance(random, 25) => Expr::Short(place),
            Kind::Text if number > 0 && chance(random, 25) => Expr::UpperTrim(place),
            Kind::Integer if chance(random, 40) => Expr::Small(place),
            _ => Expr::Plain(place),
        };
        let change = match (spec.table, shape) {
            (Table::Dimension, 3) => one_of(
                random,
                &[Change::Overwrite, Change::Overwrite, Change::Keep],
            ),
            // A scope is told by the first column, and every dimension but the third has a column
            // of type 2.
            (Table::Dimension, _) if number == 0 => Change::Version,
            (Table::Dimension, _) => one_of(
                random,
                &[
                    Change::Version,
                    Change::Overwrite,
                    Change::Overwrite,
                    Change::Keep,
                ],
            ),
            _ => Change::Overwrite,
        };
        spec.columns.push(Column {
            name: names[number],
            expr,
            not_null: number > 0 && chance(random, 15),
            change,
        });
    }
    if shape == 3 {
        spec.columns
            .last_mut()
            .into_iter()
            .for_each(|column| column.change = Change::Overwrite);
    }
    if chance(random, 30) {
        let change = if spec.table == Table::Dimension {
            Change::Version
        } else {
            Change::Overwrite
        };
        spec.columns.push(Column {
            name: names[6],
            expr: Expr::Constant("where '${where}' and ?"),
            not_null: false,
            change,
        });
    }
    if spec.table == Table::Dimension && chance(random, 50) {
        spec.columns.push(Column {
            name: names[7],
            expr: Expr::Batch,
            not_null: false,
            change: Change::Untracked,
        });
    }
}

fn dimension(random: &mut Rng, spec: &mut Spec, shape: usize) {
    spec.hashed = shape != 6 && chance(random, 80);
    spec.type1_everywhere = chance(random, 60);
    spec.surrogate = chance(random, 70).then_some("sk");
    spec.member = spec.surrogate.is_some()
        && chance(random, 60)
        && !spec
            .columns
            .iter()
            .any(|column| column.not_null && column.change != Change::Key);
    let has_versions = spec
        .columns
        .iter()
        .any(|column| column.change == Change::Version);
    if has_versions || chance(random, 20) {
        let values = [
            FlagValues::Boolean,
            FlagValues::Letters,
            FlagValues::Numbers,
        ];
        let usual = chance(random, 50);
        let kind = if shape == 4 {
            HistoryKind::Date
        } else {
            one_of(
                random,
                &[
                    HistoryKind::TimestampTz,
                    HistoryKind::Timestamp,
                    HistoryKind::Date,
                ],
            )
        };
        spec.history = Some(History {
            from: if usual { "valid_from" } else { "begins at" },
            to: if usual { "valid_to" } else { "Ends" },
            current: Flag {
                column: if usual { "is_current" } else { "latest" },
                values: one_of(random, &values),
            },
            kind,
            open_end: one_of(random, &[Some("9999-12-31"), None, Some("2999-01-01")]),
            first: one_of(
                random,
                &[
                    First::LowDate,
                    First::LowDate,
                    First::Effective,
                    First::At("2000-01-01"),
                ],
            ),
        });
    }
    spec.on_delete = match (shape, spec.history.is_some()) {
        (7, _) => OnDelete::Ignore,
        (2, _) => OnDelete::Flag,
        (14, true) => OnDelete::Version,
        (3, false) => OnDelete::Delete,
        (_, true) => one_of(
            random,
            &[
                OnDelete::Close,
                OnDelete::Close,
                OnDelete::Close,
                OnDelete::Flag,
                OnDelete::Version,
            ],
        ),
        (_, false) => one_of(random, &[OnDelete::Delete, OnDelete::Flag]),
    };
    if matches!(spec.on_delete, OnDelete::Flag | OnDelete::Version) {
        let values = one_of(
            random,
            &[
                FlagValues::Boolean,
                FlagValues::Letters,
                FlagValues::Numbers,
            ],
        );
        spec.deleted = Some(Flag {
            column: "is gone",
            values,
        });
    }
}

fn order(random: &mut Rng, spec: &mut Spec) {
    spec.duplicates = one_of(random, &[Duplicates::First, Duplicates::Last]);
    let first = source_column(spec, "seq", Kind::Integer);
    let mut columns = vec![first];
    if chance(random, 40) {
        columns.push(source_column(spec, "day", Kind::Date));
    }
    spec.order_by = columns
        .into_iter()
        .map(|column| Order {
            column,
            descending: chance(random, 50),
            nulls_first: one_of(random, &[None, Some(true), Some(false)]),
        })
        .collect();
}

/// Rows that a source may hold; `typed`: its columns hold nothing but values of their types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'s> {
    pub(crate) spec: &'s Spec,
    pub(crate) typed: bool,
    /// Percent of rows that have no key, of rows that cannot be loaded, and of keys in several
    /// rows.
    pub(crate) keyless: u32,
    pub(crate) bad: u32,
    pub(crate) doubled: u32,
}

impl Rows<'_> {
    /// Some rows.
    pub(crate) fn some(&self, random: &mut Rng, count: usize) -> Vec<Row> {
        let mut rows: Vec<Row> = (0..count).map(|_| self.row(random)).collect();
        self.thin_out(random, &mut rows);
        rows
    }

    /// The source some time later: rows changed, gone, come, in another order.
    pub(crate) fn later(&self, random: &mut Rng, rows: &[Row], count: usize) -> Vec<Row> {
        let (gone, changed, new) = (
            random.u32(..25),
            random.u32(..40),
            random.usize(..=count / 3 + 1),
        );
        let mut later: Vec<Row> = Vec::new();
        for row in rows {
            if chance(random, gone) {
                continue;
            }
            let mut row = row.clone();
            if chance(random, changed) {
                let place = random.usize(self.keys()..self.spec.source.len());
                row[place] = self.cell(random, place);
            }
            later.push(row);
        }
        later.extend((0..new).map(|_| self.row(random)));
        self.thin_out(random, &mut later);
        if chance(random, 40) {
            random.shuffle(&mut later);
        }
        later
    }

    fn keys(&self) -> usize {
        self.spec.key.len()
    }

    fn row(&self, random: &mut Rng) -> Row {
        (0..self.spec.source.len())
            .map(|place| self.cell(random, place))
            .collect()
    }

    fn cell(&self, random: &mut Rng, place: usize) -> Cell {
        let column = &self.spec.source[place];
        if self.spec.filter == Some(place) {
            return if chance(random, 10) {
                Cell::Value {
                    written: "skip",
                    read: "skip",
                }
            } else {
                Cell::Null
            };
        }
        let is_key = place < self.keys();
        let nulls = if is_key { self.keyless } else { 12 };
        if chance(random, nulls) {
            return Cell::Null;
        }
        let unreadable = if is_key { self.keyless } else { self.bad };
        match column
            .kind
            .unreadable()
            .filter(|_| !self.typed && chance(random, unreadable))
        {
            Some(cell) => cell,
            None => column.kind.draw(random),
        }
    }

    /// Mostly each key once: many contradicting rows would hide the rest. And where keys are to be
    /// there, they are.
    fn thin_out(&self, random: &mut Rng, rows: &mut Vec<Row>) {
        if !self.spec.has_key() {
            return;
        }
        if self.keyless == 0 {
            rows.retain(|row| crate::model::key_of(self.spec, row, "").is_some());
        }
        let mut seen = std::collections::BTreeSet::new();
        rows.retain(|row| {
            let key = crate::model::key_of(self.spec, row, "");
            key.is_none() || seen.insert(key) || chance(random, self.doubled)
        });
    }
}
