//! What a table may be after what has happened to a run, by the model.

use std::collections::BTreeSet;

use crate::Result;
use crate::model::{self, Cells, Counts, Given, Key, Loaded, Row, State, Version};
use crate::spec::Spec;

/// A run as the model sees it: the table when it began, and each state of the source that it may
/// have read, the last of them last.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) base: State,
    pub(crate) sources: Vec<Vec<Row>>,
    /// As the history stores it.
    pub(crate) effective: String,
    pub(crate) batch: String,
    pub(crate) mass_close: bool,
    /// The target was changed under it: its counts are of both states.
    pub(crate) tampered: bool,
    /// It was given back rows of before the run, as many as there were: what the run had changed of
    /// them is changed by the next load.
    pub(crate) restored: bool,
    /// The closing transaction is committed: it reads no source any more.
    pub(crate) closed: bool,
}

impl Course {
    fn given(&self) -> Given<'_> {
        Given {
            effective: &self.effective,
            batch: &self.batch,
            mass_close: self.mass_close,
        }
    }

    /// What each state of the source would come to by itself.
    fn loads(&self, spec: &Spec) -> Vec<Loaded> {
        self.sources
            .iter()
            .map(|rows| model::load(spec, &self.base, rows, self.given()))
            .collect()
    }

    /// What the undisturbed run comes to.
    pub(crate) fn loaded(&self, spec: &Spec) -> Result<Loaded> {
        let rows = self.sources.last().ok_or("a run without a source")?;
        Ok(model::load(spec, &self.base, rows, self.given()))
    }

    /// An unfinished run has loaded each key wholly or not at all, and closed nothing.
    pub(crate) fn judge_unfinished(&self, spec: &Spec, found: &State) -> Result {
        let loads = self.loads(spec);
        if !spec.has_key() {
            let fits = loads.iter().any(|load| {
                contains(&found.bag, &self.base.bag) && contains(&load.applied.bag, &found.bag)
            });
            return if fits {
                Ok(())
            } else {
                Err(format!(
                    "an unfinished run left other rows than its own\n{}",
                    bags(&self.base.bag, &found.bag)
                )
                .into())
            };
        }
        self.each_key(found, &loads, |key| {
            let mut allowed = vec![versions(&self.base, key)];
            allowed.extend(loads.iter().map(|load| versions(&load.applied, key)));
            allowed
        })
    }

    /// A run that succeeded. Its counts are the model's, unless the source changed under it.
    pub(crate) fn judge_end(&self, spec: &Spec, found: &State, counts: Counts) -> Result {
        if self.sources.len() > 1 || self.restored {
            return self.judge_mixed(spec, found);
        }
        let loaded = self.loaded(spec)?;
        if let Some(why) = &loaded.refused {
            return Err(format!("the run succeeded, and was to be refused: {why}").into());
        }
        same(spec, &loaded.end, found)?;
        if loaded.counts != counts && !self.tampered {
            return Err(format!(
                "the counts are {counts:?},\n  and should be {:?}",
                loaded.counts
            )
            .into());
        }
        Ok(())
    }

    /// A run that succeeded after the source changed under it: each key as one of the states of the
    /// source has it.
    fn judge_mixed(&self, spec: &Spec, found: &State) -> Result {
        let loads = self.loads(spec);
        if !spec.has_key() {
            let fits = loads.iter().any(|load| load.end.bag == found.bag);
            return if fits {
                Ok(())
            } else {
                Err(format!(
                    "the rows are of no state of the source\n{}",
                    bags(&self.base.bag, &found.bag)
                )
                .into())
            };
        }
        let readings: Vec<_> = self
            .sources
            .iter()
            .map(|rows| model::read(spec, rows, &self.batch))
            .collect();
        let any_keyless = readings.iter().any(|reading| reading.keyless);
        let Some(last) = readings.last() else {
            return Err("a run without a source".into());
        };
        let mut closed = self.base.clone();
        for key in self.base.keys.keys().filter(|key| {
            spec.looks_for_missing() && model::is_missing(spec, &self.base, last, key)
        }) {
            model::close(spec, &mut closed, key, &self.effective);
        }
        self.each_key(found, &loads, |key| {
            let mut allowed = Vec::new();
            for (reading, load) in readings.iter().zip(&loads) {
                if self.restored {
                    allowed.push(versions(&self.base, key));
                }
                if reading.has(key) {
                    allowed.push(versions(&load.applied, key));
                    continue;
                }
                // Noted as missing, and looked for again at the end.
                allowed.push(versions(&closed, key));
                if any_keyless {
                    allowed.push(versions(&self.base, key));
                }
            }
            allowed
        })
    }

    fn each_key<'s>(
        &'s self,
        found: &'s State,
        loads: &'s [Loaded],
        allowed: impl Fn(&Key) -> Vec<&'s [Version]>,
    ) -> Result {
        let of_loads = loads.iter().flat_map(|load| load.applied.keys.keys());
        let keys: BTreeSet<&Key> = self
            .base
            .keys
            .keys()
            .chain(found.keys.keys())
            .chain(of_loads)
            .collect();
        for key in keys {
            let (found, allowed) = (versions(found, key), allowed(key));
            if !allowed.contains(&found) {
                return Err(told(key, found, &allowed).into());
            }
        }
        Ok(())
    }
}

/// Two tables that should be one.
pub(crate) fn same(spec: &Spec, expected: &State, found: &State) -> Result {
    if !spec.has_key() {
        return if expected.bag == found.bag {
            Ok(())
        } else {
            Err(format!("the rows differ\n{}", bags(&expected.bag, &found.bag)).into())
        };
    }
    for key in expected.keys.keys().chain(found.keys.keys()) {
        let (expected, found) = (versions(expected, key), versions(found, key));
        if expected != found {
            return Err(told(key, found, &[expected]).into());
        }
    }
    Ok(())
}

fn versions<'s>(state: &'s State, key: &Key) -> &'s [Version] {
    state.keys.get(key).map_or(&[], Vec::as_slice)
}

fn told(key: &Key, found: &[Version], allowed: &[&[Version]]) -> String {
    let list = |versions: &[Version]| -> String {
        if versions.is_empty() {
            return "    nothing\n".to_owned();
        }
        versions
            .iter()
            .map(|version| format!("    {version:?}\n"))
            .collect()
    };
    let allowed: Vec<String> = allowed.iter().map(|versions| list(versions)).collect();
    format!(
        "key {key:?}\n  found:\n{}  expected:\n{}",
        list(found),
        allowed.join("  or:\n")
    )
}

/// Whether a sorted list holds all of another.
fn contains(whole: &[Cells], part: &[Cells]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|wanted| whole.any(|row| row == wanted))
}

fn bags(expected: &[Cells], found: &[Cells]) -> String {
    let more = |one: &[Cells], other: &[Cells]| -> String {
        let mut rest = other.to_vec();
        let only = one
            .iter()
            .filter(|row| match rest.iter().position(|found| found == *row) {
                Some(place) => {
                    rest.swap_remove(place);
                    false
                }
                None => true,
            });
        only.map(|row| format!("    {row:?}\n")).collect()
    };
    format!(
        "  {} rows, expected {}; too few:\n{}  too many:\n{}",
        found.len(),
        expected.len(),
        more(expected, found),
        more(found, expected)
    )
}
