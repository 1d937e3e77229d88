//! What a load should come to, told the slow and obvious way: a list of versions and a loop over
//! keys.

use std::collections::BTreeMap;

use proptest::prelude::*;

/// A source row of `customer` or `account`, as the model sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// `None`: it cannot be computed.
    pub key: Option<String>,
    pub filtered: bool,
    /// A cell other than the key's does not fit.
    pub bad: bool,
    pub type2: Vec<String>,
    pub type1: String,
    pub type0: String,
    /// Place among the rows of its key.
    pub order: i64,
}

/// The rules in which the two tables differ.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Of several rows of a key the last counts; else they must be equal.
    pub last_counts: bool,
    /// Type 1 values go into older versions too.
    pub all_versions: bool,
    /// Start of a key's first version; `None`: the effective time.
    pub first_from: Option<&'static str>,
    pub open_end: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub key: String,
    pub from: String,
    pub to: String,
    pub current: bool,
    pub type2: Vec<String>,
    pub type1: String,
    pub type0: String,
}

/// The dimension.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub versions: Vec<Version>,
}

/// Rows by outcome: inserted, versioned, updated, closed, unchanged, filtered, rejected,
/// duplicates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    pub inserted: u64,
    pub versioned: u64,
    pub updated: u64,
    pub closed: u64,
    pub unchanged: u64,
    pub filtered: u64,
    pub rejected: u64,
    pub duplicates: u64,
}

impl Model {
    /// A full load at one effective time.
    pub fn load(&mut self, rows: &[Row], rules: Rules, effective: &str) -> Outcome {
        let mut outcome = Outcome::default();
        let mut any_key_could_be_there = false;
        let mut present: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            // A row is read before it is asked whether it takes part.
            if row.filtered && !row.bad {
                outcome.filtered += 1;
                continue;
            }
            let Some(key) = &row.key else {
                outcome.rejected += 1;
                any_key_could_be_there = true;
                continue;
            };
            let of_key = present.entry(key).or_default();
            if row.bad {
                outcome.rejected += 1;
            } else {
                of_key.push(row);
            }
        }
        for (key, rows) in &present {
            let same =
                |a: &Row, b: &Row| (&a.type2, &a.type1, &a.type0) == (&b.type2, &b.type1, &b.type0);
            let best = rows.iter().map(|row| row.order).max().unwrap_or_default();
            let candidates: Vec<&Row> = rows
                .iter()
                .copied()
                .filter(|row| !rules.last_counts || row.order == best)
                .collect();
            let Some(row) = candidates.first() else {
                continue;
            };
            if candidates.iter().any(|other| !same(row, other)) {
                outcome.rejected += rows.len() as u64;
                continue;
            }
            outcome.duplicates += rows.len() as u64 - 1;
            self.apply(key, row, rules, effective, &mut outcome);
        }
        if !any_key_could_be_there {
            for version in self
                .versions
                .iter_mut()
                .filter(|version| version.current && !present.contains_key(version.key.as_str()))
            {
                version.current = false;
                version.to = effective.to_owned();
                outcome.closed += 1;
            }
        }
        self.versions.sort();
        outcome
    }

    fn apply(
        &mut self,
        key: &str,
        row: &Row,
        rules: Rules,
        effective: &str,
        outcome: &mut Outcome,
    ) {
        let mut of_key: Vec<&mut Version> = self
            .versions
            .iter_mut()
            .filter(|version| version.key == key)
            .collect();
        of_key.sort_by(|a, b| a.from.cmp(&b.from));
        let first_type0 = of_key.first().map(|version| version.type0.clone());
        let current = of_key.iter().position(|version| version.current);
        let (type2_differs, type1_differs) = match current {
            Some(place) => (
                of_key[place].type2 != row.type2,
                of_key[place].type1 != row.type1,
            ),
            None => (true, true),
        };
        if type1_differs {
            for version in &mut of_key {
                if rules.all_versions || version.current && !type2_differs {
                    version.type1.clone_from(&row.type1);
                }
            }
        }
        if !type2_differs {
            if type1_differs {
                outcome.updated += 1
            } else {
                outcome.unchanged += 1
            }
            return;
        }
        if let Some(place) = current {
            of_key[place].current = false;
            of_key[place].to = effective.to_owned();
            outcome.versioned += 1;
        } else {
            outcome.inserted += 1;
        }
        let from = if of_key.is_empty() {
            rules.first_from.unwrap_or(effective)
        } else {
            effective
        };
        self.versions.push(Version {
            key: key.to_owned(),
            from: from.to_owned(),
            to: rules.open_end.to_owned(),
            current: true,
            type2: row.type2.clone(),
            type1: row.type1.clone(),
            type0: first_type0.unwrap_or_else(|| row.type0.clone()),
        });
    }
}

/// A value out of few, so that rows meet.
pub fn word() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![1 => Just(None), 1 => Just(Some("")), 6 => prop::sample::select(vec![Some("a"), Some("b"), Some("O'Hara"), Some("ä,\n\"x\"")])]
}
