//! The reference model: what a load comes to, one row and one key at a time. It knows no chunks, no
//! hashes, no transactions, and shares no code with the runtime.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::spec::{Change, Duplicates, Expr, First, LOW_DATE, OnDelete, Spec, Table};
use crate::values::{Cell, Kind};

/// A row of the source.
pub(crate) type Row = Vec<Cell>;

/// The mapped columns of a target row; `None` is NULL.
pub(crate) type Cells = Vec<Option<String>>;

pub(crate) type Key = Vec<String>;

/// A version of a key; of a table without history its only row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    /// As stored; empty without a history.
    pub(crate) from: String,
    pub(crate) to: Option<String>,
    pub(crate) current: bool,
    pub(crate) deleted: bool,
    pub(crate) cells: Cells,
}

/// A table: the versions of each key by their start, or the rows of a table without a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) keys: BTreeMap<Key, Vec<Version>>,
    pub(crate) bag: Vec<Cells>,
}

/// Rows by outcome, as `--json` names them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) read: u64,
    pub(crate) inserted: u64,
    pub(crate) versioned: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
    pub(crate) filtered: u64,
    pub(crate) rejected: u64,
    pub(crate) duplicates: u64,
    pub(crate) closed: u64,
}

/// What a load is given beside the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'a> {
    /// The effective time as the history stores it.
    pub(crate) effective: &'a str,
    pub(crate) batch: &'a str,
    pub(crate) mass_close: bool,
}

/// What the rows of a source come to before anyone looks at the target.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    counts: Counts,
    /// A row's key could not be computed: it could be any key.
    pub(crate) keyless: bool,
    offers: BTreeMap<Key, Offer>,
    bag: Vec<Cells>,
}

/// What the source says of a key.
#[derive(Debug, Clone, Default)]
enum Offer {
    /// It is there, in rows that cannot be loaded.
    #[default]
    Rejected,
    Row(Cells),
}

/// What a load comes to.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    /// With every key's row applied, and nothing closed.
    pub(crate) applied: State,
    /// The end.
    pub(crate) end: State,
    pub(crate) counts: Counts,
    /// Why it is refused; the end is then not reached.
    pub(crate) refused: Option<String>,
}

/// What one row did to its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Did {
    Insert,
    Version,
    Update,
    Nothing,
}

/// A load of the whole source onto a table.
pub(crate) fn load(spec: &Spec, base: &State, rows: &[Row], given: Given<'_>) -> Loaded {
    let reading = read(spec, rows, given.batch);
    let mut counts = reading.counts;
    let mut applied = base.clone();
    if !spec.has_key() {
        counts.inserted = reading.bag.len() as u64;
        applied.bag.extend(reading.bag.iter().cloned());
        applied.bag.sort();
        let mut end = applied.clone();
        if spec.table == Table::Staging {
            counts.closed = base.bag.len() as u64;
            end.bag.clone_from(&reading.bag);
            end.bag.sort();
        }
        let refused = refused(spec, &counts, 0, 0, given);
        return Loaded {
            applied,
            end,
            counts,
            refused,
        };
    }
    for (key, offer) in &reading.offers {
        let Offer::Row(cells) = offer else { continue };
        let mut versions = base.keys.get(key).cloned().unwrap_or_default();
        match apply(spec, &mut versions, cells, given.effective) {
            Did::Insert => counts.inserted += 1,
            Did::Version => counts.versioned += 1,
            Did::Update => counts.updated += 1,
            Did::Nothing => counts.unchanged += 1,
        }
        applied.keys.insert(key.clone(), versions);
    }
    let missing: Vec<&Key> = base
        .keys
        .keys()
        .filter(|key| is_missing(spec, base, &reading, key))
        .collect();
    // What is marked as deleted is gone already; what is not in the scope cannot be missing.
    let counts_for_limit =
        |version: &Version| version.current && !version.deleted && in_scope(spec, version);
    let current = base
        .keys
        .values()
        .filter(|versions| versions.iter().any(counts_for_limit))
        .count();
    let acts = spec.looks_for_missing() && !reading.keyless;
    let refused = refused(
        spec,
        &counts,
        if acts { missing.len() } else { 0 },
        current,
        given,
    );
    let mut end = applied.clone();
    if acts {
        counts.closed = missing.len() as u64;
        for key in missing {
            close(spec, &mut end, key, given.effective);
        }
    }
    Loaded {
        applied,
        end,
        counts,
        refused,
    }
}

/// Why a data rule says no to the load.
fn refused(
    spec: &Spec,
    counts: &Counts,
    missing: usize,
    current: usize,
    given: Given<'_>,
) -> Option<String> {
    if counts.rejected > spec.max_rejects {
        return Some(format!("{} rejects", counts.rejected));
    }
    let whole_truth = spec.full || matches!(spec.table, Table::ReplaceKeyed | Table::Staging);
    if whole_truth && counts.read == 0 && !spec.allow_empty {
        return Some("the source is empty".to_owned());
    }
    let share = current as f64 * spec.close_percent / 100.0;
    if missing as u64 > spec.close_min_rows && missing as f64 > share && !given.mass_close {
        return Some(format!("{missing} of {current} keys are missing"));
    }
    None
}

/// Filter, then key, then the other columns; then the rows of one key among themselves.
pub(crate) fn read(spec: &Spec, rows: &[Row], batch: &str) -> Reading {
    let mut reading = Reading::default();
    let mut of_key: BTreeMap<Key, Vec<(Cells, &Row)>> = BTreeMap::new();
    for row in rows {
        reading.counts.read += 1;
        // A row is read before it is asked whether it takes part.
        let readable = row
            .iter()
            .zip(&spec.source)
            .all(|(cell, column)| match cell {
                Cell::Unreadable(_) => false,
                Cell::Null => !column.not_null,
                Cell::Value { .. } => true,
            });
        if readable
            && spec
                .filter
                .is_some_and(|place| text(row[place]) == Some("skip"))
        {
            reading.counts.filtered += 1;
            continue;
        }
        let cells: Option<Cells> = if readable {
            spec.columns
                .iter()
                .map(|column| value(spec, column.expr, column.not_null, row, batch))
                .collect()
        } else {
            None
        };
        if !spec.has_key() {
            match cells {
                Some(cells) => reading.bag.push(cells),
                None => reading.counts.rejected += 1,
            }
            continue;
        }
        let Some(key) = key_of(spec, row, batch) else {
            reading.counts.rejected += 1;
            reading.keyless = true;
            continue;
        };
        let of_key = of_key.entry(key).or_default();
        match cells {
            Some(cells) => of_key.push((cells, row)),
            None => reading.counts.rejected += 1,
        }
    }
    for (key, rows) in of_key {
        let offer = choose(spec, &rows);
        match &offer {
            Offer::Row(_) => reading.counts.duplicates += rows.len() as u64 - 1,
            Offer::Rejected => reading.counts.rejected += rows.len() as u64,
        }
        reading.offers.insert(key, offer);
    }
    reading
}

/// Which of a key's rows counts.
fn choose(spec: &Spec, rows: &[(Cells, &Row)]) -> Offer {
    let best = rows.iter().map(|(_, row)| *row).reduce(|best, row| {
        let order = compare(spec, row, best);
        let wins = match spec.duplicates {
            Duplicates::Error => false,
            Duplicates::First => order == Ordering::Less,
            Duplicates::Last => order == Ordering::Greater,
        };
        if wins { row } else { best }
    });
    let Some(best) = best else {
        return Offer::Rejected;
    };
    let counted: Vec<&Cells> = rows
        .iter()
        .filter(|(_, row)| {
            spec.duplicates == Duplicates::Error || compare(spec, row, best) == Ordering::Equal
        })
        .map(|(cells, _)| cells)
        .collect();
    let says_the_same = |one: &Cells, other: &Cells| {
        spec.columns
            .iter()
            .enumerate()
            .all(|(place, column)| column.change == Change::Untracked || one[place] == other[place])
    };
    match counted.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| says_the_same(first, other)) => {
            Offer::Row((*first).clone())
        }
        _ => Offer::Rejected,
    }
}

/// Two rows by `order_by`; NULLs are larger than all else unless the spec says otherwise.
fn compare(spec: &Spec, one: &Row, other: &Row) -> Ordering {
    for order in &spec.order_by {
        let nulls_first = order.nulls_first.unwrap_or(order.descending);
        let null = if nulls_first {
            Ordering::Less
        } else {
            Ordering::Greater
        };
        let found = match (text(one[order.column]), text(other[order.column])) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => null,
            (Some(_), None) => null.reverse(),
            (Some(one), Some(other)) => {
                let found = match spec.source[order.column].kind {
                    Kind::Integer | Kind::BigInt => {
                        one.parse::<i64>().ok().cmp(&other.parse::<i64>().ok())
                    }
                    _ => one.cmp(other),
                };
                if order.descending {
                    found.reverse()
                } else {
                    found
                }
            }
        };
        if found != Ordering::Equal {
            return found;
        }
    }
    Ordering::Equal
}

fn text(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Value { read, .. } => Some(read),
        Cell::Null | Cell::Unreadable(_) => None,
    }
}

/// A row's business key, whatever the rest of the row is; `None` where it cannot be computed, is
/// NULL or an empty text.
pub(crate) fn key_of(spec: &Spec, row: &Row, batch: &str) -> Option<Key> {
    spec.key
        .iter()
        .map(|place| {
            value(spec, spec.columns[*place].expr, true, row, batch)?
                .filter(|text| !text.is_empty())
        })
        .collect()
}

/// A target column's value; `None` where it rejects the row.
fn value(
    spec: &Spec,
    expr: Expr,
    not_null: bool,
    row: &Row,
    batch: &str,
) -> Option<Option<String>> {
    let of_source = |place: usize| -> Option<Option<&'static str>> {
        match row[place] {
            Cell::Unreadable(_) => None,
            Cell::Null if spec.source[place].not_null => None,
            cell => Some(text(cell)),
        }
    };
    let value = match expr {
        Expr::Plain(place) => of_source(place)?.map(str::to_owned),
        Expr::UpperTrim(place) => {
            of_source(place)?.map(|text| text.trim_matches(' ').to_uppercase())
        }
        Expr::Short(place) => match of_source(place)? {
            Some(text) if text.chars().count() > 8 => return None,
            text => text.map(str::to_owned),
        },
        Expr::Small(place) => match of_source(place)? {
            Some(text) if text.parse::<i16>().is_err() => return None,
            text => text.map(str::to_owned),
        },
        Expr::Constant(text) => Some(text.to_owned()),
        Expr::Batch => Some(batch.to_owned()),
    };
    if not_null && value.is_none() {
        None
    } else {
        Some(value)
    }
}

/// One row onto its key's versions.
fn apply(spec: &Spec, versions: &mut Vec<Version>, cells: &Cells, effective: &str) -> Did {
    let places = |change: Change| {
        spec.columns
            .iter()
            .enumerate()
            .filter(move |(_, column)| column.change == change)
            .map(|(place, _)| place)
    };
    let write = |version: &mut Version, change: Change| {
        places(change).for_each(|place| version.cells[place].clone_from(&cells[place]))
    };
    let Some(at) = versions.iter().position(|version| version.current) else {
        // New, or come back: the first value ever of type 0 stays, type 1 goes into older versions
        // too.
        let from = match (&spec.history, versions.is_empty()) {
            (None, _) => String::new(),
            (Some(history), true) => match history.first {
                First::LowDate => history.stored(LOW_DATE),
                First::At(date) => history.stored(date),
                First::Effective => effective.to_owned(),
            },
            (Some(_), false) => effective.to_owned(),
        };
        let mut cells = cells.clone();
        if let Some(first) = versions.first() {
            places(Change::Keep).for_each(|place| cells[place].clone_from(&first.cells[place]));
        }
        if spec.type1_everywhere {
            versions
                .iter_mut()
                .for_each(|version| write(version, Change::Overwrite));
        }
        versions.push(Version {
            from,
            to: open_end(spec),
            current: true,
            deleted: false,
            cells,
        });
        return Did::Insert;
    };
    if spec.table == Table::AppendKeyed {
        return Did::Nothing;
    }
    let differs =
        |change: Change| places(change).any(|place| versions[at].cells[place] != cells[place]);
    // A version that says that its key is gone ends when the key is back, whatever its values.
    let is_back = versions[at].deleted && spec.on_delete == OnDelete::Version;
    let (type2, type1) = (
        differs(Change::Version) || is_back,
        differs(Change::Overwrite),
    );
    let was_deleted = std::mem::take(&mut versions[at].deleted);
    if !type2 && !type1 {
        return if was_deleted {
            Did::Update
        } else {
            Did::Nothing
        };
    }
    if type1 && spec.type1_everywhere {
        versions
            .iter_mut()
            .for_each(|version| write(version, Change::Overwrite));
    }
    if !type2 || spec.history.is_none() {
        write(&mut versions[at], Change::Overwrite);
        if spec.history.is_none() {
            write(&mut versions[at], Change::Version);
            write(&mut versions[at], Change::Untracked);
        }
        return Did::Update;
    }
    if versions[at].from == effective {
        // No interval of length zero: the version of the day is overwritten.
        for change in [Change::Version, Change::Overwrite, Change::Untracked] {
            write(&mut versions[at], change);
        }
        for place in places(Change::Keep) {
            versions[at].cells[place] = versions[0].cells[place].clone();
        }
        return Did::Version;
    }
    versions[at].deleted = is_back;
    let mut cells = cells.clone();
    places(Change::Keep).for_each(|place| cells[place].clone_from(&versions[0].cells[place]));
    versions[at].current = false;
    versions[at].to = Some(effective.to_owned());
    versions.push(Version {
        from: effective.to_owned(),
        to: open_end(spec),
        current: true,
        deleted: false,
        cells,
    });
    Did::Version
}

fn open_end(spec: &Spec) -> Option<String> {
    let history = spec.history.as_ref()?;
    history.open_end.map(|end| history.stored(end))
}

/// Whether a key that the table holds is gone from the source.
pub(crate) fn is_missing(spec: &Spec, base: &State, reading: &Reading, key: &Key) -> bool {
    let Some(current) = base
        .keys
        .get(key)
        .and_then(|versions| versions.iter().find(|version| version.current))
    else {
        return false;
    };
    !reading.offers.contains_key(key) && in_scope(spec, current) && !current.deleted
}

/// Whether a row can be missing.
fn in_scope(spec: &Spec, version: &Version) -> bool {
    spec.scope
        .is_none_or(|(place, text)| version.cells[place].as_deref() == Some(text))
}

/// What is done to a key that is gone.
pub(crate) fn close(spec: &Spec, state: &mut State, key: &Key, effective: &str) {
    let Some(versions) = state.keys.get_mut(key) else {
        return;
    };
    let Some(at) = versions.iter().position(|version| version.current) else {
        return;
    };
    let on_delete = if spec.table == Table::ReplaceKeyed {
        OnDelete::Delete
    } else {
        spec.on_delete
    };
    match on_delete {
        OnDelete::Ignore => {}
        OnDelete::Flag => versions[at].deleted = true,
        // A day has one version.
        OnDelete::Version if versions[at].from == effective => versions[at].deleted = true,
        OnDelete::Version => {
            versions[at].current = false;
            versions[at].to = Some(effective.to_owned());
            let last = Version {
                from: effective.to_owned(),
                to: open_end(spec),
                current: true,
                deleted: true,
                cells: versions[at].cells.clone(),
            };
            versions.push(last);
        }
        OnDelete::Delete => _ = versions.remove(at),
        // It began and ended on one day: it never was.
        OnDelete::Close if versions[at].from == effective => _ = versions.remove(at),
        OnDelete::Close => {
            versions[at].current = false;
            versions[at].to = Some(effective.to_owned());
        }
    }
    if versions.is_empty() {
        state.keys.remove(key);
    }
}

impl Reading {
    /// Whether an unfiltered row carries the key, loadable or not.
    pub(crate) fn has(&self, key: &Key) -> bool {
        self.offers.contains_key(key)
    }
}
