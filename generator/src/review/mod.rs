//! What a change means: the crate on the disk against the one that its spec makes now, told for the
//! people whose table it is.

mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use read::{Column, Constants};

use crate::emit::FileMap;
use crate::reconcile::Change;

/// The meaning of what differs between a crate on the disk and its files as they should be, one
/// line each. Empty where nothing of the job itself changes, or where the crate on the disk is
/// none.
#[must_use]
pub fn summary(files: &FileMap, changes: &[Change]) -> Vec<String> {
    let text = |content: Option<&'_ [u8]>| {
        content.map(|content| String::from_utf8_lossy(content).into_owned())
    };
    let after: BTreeMap<&str, String> = files
        .iter()
        .filter_map(|(path, content)| Some((path, text(Some(content))?)))
        .collect();
    let mut before = after.clone();
    for change in changes {
        match text(change.before.as_deref()) {
            Some(content) => _ = before.insert(&change.path, content),
            None => _ = before.remove(change.path.as_str()),
        }
    }
    let read = |files: &BTreeMap<&str, String>| {
        Constants::read(|path| files.get(path).map(String::as_str))
    };
    let (Some(old), Some(new)) = (read(&before), read(&after)) else {
        return Vec::new();
    };
    let digest = |files: &BTreeMap<&str, String>| {
        let line = files
            .get("src/job.rs")?
            .lines()
            .find(|line| line.trim_start().starts_with("digest:"))?;
        Some(line.trim().to_owned())
    };
    let udf = before.get("src/udf.rs") != after.get("src/udf.rs");
    let mut review = Review {
        old: &old,
        new: &new,
        lines: Vec::new(),
    };
    review.columns();
    review.key();
    review.facts();
    review.source();
    if udf {
        review.lines.push(
            "udf: the Rust functions changed; values that come out otherwise count as changed in \
             the source"
                .to_owned(),
        );
    }
    let told = !review.lines.is_empty();
    review.consequences(digest(&before) != digest(&after), told);
    review.lines
}

struct Review<'c> {
    old: &'c Constants,
    new: &'c Constants,
    lines: Vec<String>,
}

impl Review<'_> {
    fn columns(&mut self) {
        let find =
            |list: &[Column], name: &str| list.iter().find(|column| column.name == name).cloned();
        for column in &self.old.columns {
            if find(&self.new.columns, &column.name).is_none() {
                self.lines.push(format!(
                    "column {} removed (was {}, {}): the job writes it no longer; an existing \
                     table keeps it",
                    column.name,
                    class(&column.class),
                    shape(column)
                ));
            }
        }
        for column in &self.new.columns {
            match find(&self.old.columns, &column.name) {
                None => self.added(column),
                Some(before) => self.changed(&before, column),
            }
        }
        let order = |list: &[Column], other: &[Column]| -> Vec<String> {
            list.iter()
                .filter(|column| find(other, &column.name).is_some())
                .map(|column| column.name.clone())
                .collect()
        };
        let (before, after) = (
            order(&self.old.columns, &self.new.columns),
            order(&self.new.columns, &self.old.columns),
        );
        if before != after {
            self.lines.push(
                "columns stand in another order: existing tables are matched by name and stay as \
                 they are"
                    .to_owned(),
            );
        }
    }

    fn added(&mut self, column: &Column) {
        let mut line = format!(
            "column {} added ({}, {}, `{}`)",
            column.name,
            class(&column.class),
            shape(column),
            column.expression
        );
        if self.is_merged() {
            line.push_str(match column.class.as_str() {
                "type2" => {
                    ": a current row that holds another value there (NULL after ALTER TABLE) gets \
                     a new version when it is next read"
                }
                "type1" => ": rows get its value when they are next read",
                "type0" => ": rows that exist keep what they hold there",
                "untracked" => ": it is filled with new rows and versions only",
                _ => "",
            });
        }
        self.lines.push(line);
    }

    fn changed(&mut self, before: &Column, after: &Column) {
        let name = &after.name;
        if before.class != after.class {
            let mut line = format!("{name}: {} → {}", class(&before.class), class(&after.class));
            if before.expression == after.expression && before.ty == after.ty {
                line.push_str("; no versions will be made by the change itself");
            }
            if before.class == "type2" && after.class == "type1" {
                line.push_str("; versions that exist stay, a change from now on overwrites");
            }
            self.lines.push(line);
        }
        if before.ty != after.ty {
            self.lines.push(format!(
                "{name}: type {} → {}; a column of an existing table that does not take it must \
                 be altered by hand",
                before.ty, after.ty
            ));
        }
        if before.not_null != after.not_null {
            self.lines.push(match after.not_null {
                true => format!("{name}: NULL is now rejected"),
                false => format!(
                    "{name}: may now be NULL; a NOT NULL of an existing table must be dropped by \
                     hand"
                ),
            });
        }
        if before.expression != after.expression {
            let effect = match after.class.as_str() {
                "key" => {
                    "rows get other keys: rows of the old ones are not found again, and in a full \
                     load they are gone"
                }
                "type2" if self.is_merged() => {
                    "rows whose value comes out otherwise get a new version"
                }
                "type1" if self.is_merged() => "rows whose value comes out otherwise are updated",
                "type0" => "rows that exist keep their value",
                _ => "rows that are written from now on have it",
            };
            self.lines.push(format!(
                "{name}: `{}` → `{}`; {effect}",
                before.expression, after.expression
            ));
        }
    }

    fn is_merged(&self) -> bool {
        self.new.fact("target.write") == Some("merge")
    }

    fn key(&mut self) {
        if self.old.key != self.new.key {
            let list = |key: &[String]| {
                if key.is_empty() {
                    "none".to_owned()
                } else {
                    key.join(", ")
                }
            };
            self.lines.push(format!(
                "key changed: {} → {}; an existing table's rows are matched by the new key, and \
                 its unique index must be made anew by hand",
                list(&self.old.key),
                list(&self.new.key)
            ));
        }
    }

    fn facts(&mut self) {
        let paths: BTreeSet<&String> = self.old.facts.keys().chain(self.new.facts.keys()).collect();
        let history = |constants: &Constants| constants.fact("target.history.valid_from").is_some();
        let shape_changes = history(self.old) != history(self.new);
        if shape_changes {
            self.lines.push(match history(self.new) {
                true => "history is kept from now on: what exists becomes the first version of \
                         its key"
                    .to_owned(),
                false => "history is no longer kept: an existing table with versions does not \
                          fit; load into a new one"
                    .to_owned(),
            });
        }
        let mut whole: Vec<&str> = Vec::new();
        for path in paths {
            let (before, after) = (self.old.fact(path), self.new.fact(path));
            if before == after
                || shape_changes && path.starts_with("target.history")
                || path == "description"
            {
                continue;
            }
            if let Some((section, lead)) = section_of(path) {
                let is_there = |constants: &Constants| {
                    constants.facts.keys().any(|other| within(other, section))
                };
                if whole.contains(&section) {
                    continue;
                }
                if is_there(self.old) != is_there(self.new) {
                    whole.push(section);
                    let (what, constants) = if is_there(self.new) {
                        ("added", self.new)
                    } else {
                        ("removed", self.old)
                    };
                    self.lines.push(format!(
                        "{} {what}: {}",
                        name_of(section),
                        constants
                            .fact(&format!("{section}.{lead}"))
                            .unwrap_or_default()
                    ));
                    continue;
                }
            }
            let default = default_of(path);
            let shown = |value: Option<&str>| value.map_or_else(|| default.to_owned(), on_one_line);
            let effect = effect(path)
                .map(|effect| format!("; {effect}"))
                .unwrap_or_default();
            self.lines.push(format!(
                "{}: {} → {}{effect}",
                name_of(path),
                shown(before),
                shown(after)
            ));
        }
        if self.old.order != self.new.order {
            let shown = |order: &[String]| {
                if order.is_empty() {
                    "none".to_owned()
                } else {
                    order.join("; ")
                }
            };
            self.lines.push(format!(
                "order_by: {} → {}",
                shown(&self.old.order),
                shown(&self.new.order)
            ));
        }
    }

    fn source(&mut self) {
        for (name, before) in &self.old.source {
            match self.new.source.get(name) {
                None => self
                    .lines
                    .push(format!("source column {name} is no longer declared")),
                Some(after) if after != before => self
                    .lines
                    .push(format!("source column {name}: {before} → {after}")),
                Some(_) => {}
            }
        }
        for (name, after) in self
            .new
            .source
            .iter()
            .filter(|(name, _)| !self.old.source.contains_key(*name))
        {
            self.lines
                .push(format!("source column {name} is now declared ({after})"));
        }
    }

    /// What follows for the table and for runs that are under way.
    fn consequences(&mut self, another_digest: bool, told: bool) {
        let tracked = |constants: &Constants| -> Vec<(String, String, String)> {
            let tracked = constants
                .columns
                .iter()
                .filter(|column| column.class == "type1" || column.class == "type2");
            tracked
                .map(|column| (column.class.clone(), column.name.clone(), column.ty.clone()))
                .collect()
        };
        let hashed = self.old.fact("target.row_hash").is_some()
            && self.new.fact("target.row_hash").is_some();
        if hashed && tracked(self.old) != tracked(self.new) {
            self.lines.push(
                "=> the row hash changes: each row is compared by column and hashed anew once; \
                 that alone makes no version"
                    .to_owned(),
            );
        } else if hashed && told {
            self.lines.push("=> the row hash stays as it is".to_owned());
        }
        let is_new = |column: &&Column| {
            !self
                .old
                .columns
                .iter()
                .any(|other| other.name == column.name)
        };
        let columns = self
            .new
            .columns
            .iter()
            .filter(is_new)
            .map(|column| column.name.as_str());
        // A technical column that only changed its name is to be renamed.
        let technical = TECHNICAL
            .iter()
            .filter(|path| self.old.fact(path).is_none())
            .filter_map(|path| self.new.fact(path));
        let new: Vec<&str> = columns.chain(technical).collect();
        if !new.is_empty() {
            self.lines.push(format!(
                "=> by hand, before the next run, where the table exists: add {} \
                 (sql/*/create_table.sql has the types; `check` tells what is missing)",
                new.join(", ")
            ));
        }
        if another_digest {
            if !told {
                self.lines
                    .push("what a run does changes in a way that only the files show".to_owned());
            }
            self.lines.push(
                "=> an unfinished run of the crate as it is will not be resumed: the next one \
                 begins afresh"
                    .to_owned(),
            );
        } else if told {
            self.lines
                .push("=> an unfinished run is resumed all the same".to_owned());
        }
    }
}

/// Columns that Loadwright adds to the mapping's own.
const TECHNICAL: [&str; 10] = [
    "target.surrogate_key.column",
    "target.history.valid_from",
    "target.history.valid_to",
    "target.history.is_current.column",
    "target.deleted.column",
    "target.row_hash",
    "target.audit.inserted_run",
    "target.audit.updated_run",
    "target.audit.inserted_at",
    "target.audit.updated_at",
];

/// The section that comes and goes as a whole, with its field that says most.
fn section_of(path: &str) -> Option<(&str, &'static str)> {
    for (section, lead) in [
        ("target.surrogate_key", "column"),
        ("target.deleted", "column"),
        ("target.members.", "key"),
        ("params.", "ty"),
    ] {
        if let Some(rest) = path.strip_prefix(section) {
            let end = if section.ends_with('.') {
                rest.find('.')?
            } else {
                0
            };
            return Some((&path[..section.len() + end], lead));
        }
    }
    None
}

fn within(path: &str, section: &str) -> bool {
    path.strip_prefix(section)
        .is_some_and(|rest| rest.starts_with('.'))
}

fn class(class: &str) -> String {
    match class {
        "key" => "business key".to_owned(),
        "untracked" => "not tracked".to_owned(),
        class => format!("SCD {}", class.trim_start_matches("type")),
    }
}

fn shape(column: &Column) -> String {
    format!(
        "{}{}",
        column.ty,
        if column.not_null { " not null" } else { "" }
    )
}

fn on_one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        "none".to_owned()
    } else {
        line
    }
}

/// The spec's name of a constant.
fn name_of(path: &str) -> String {
    let settings = [
        ("settings.enable_parallel", "parallel.enable_parallel"),
        ("settings.max_workers", "parallel.max_workers"),
        ("settings.chunk_size", "parallel.chunk_size"),
        (
            "settings.min_rows_for_parallel",
            "parallel.min_rows_for_parallel",
        ),
        ("settings.resume", "checkpoint.enabled"),
        (
            "settings.resume_within_seconds",
            "checkpoint.resume_within (seconds)",
        ),
    ];
    if let Some((_, name)) = settings.iter().find(|(other, _)| *other == path) {
        return (*name).to_owned();
    }
    if let Some(rest) = path.strip_prefix("settings.") {
        for section in ["retry", "rejects", "close_limit"] {
            if let Some(name) = rest
                .strip_prefix(section)
                .and_then(|name| name.strip_prefix('_'))
            {
                return format!("{section}.{name}");
            }
        }
        return rest.to_owned();
    }
    let path = path
        .replace("source.from.pattern", "source.file")
        .replace("source.from.", "source.");
    let path = path
        .replace("source.from", "source (kind)")
        .replace("target.members.", "target.")
        .replace("params.", "param ");
    let path = path
        .strip_suffix(".ty")
        .map(|path| format!("{path}.type"))
        .unwrap_or(path);
    match path.strip_prefix("target.") {
        Some(rest) if !matches!(rest, "connection" | "kinds" | "table") => rest.to_owned(),
        _ => path,
    }
}

/// What counts where a constant is left to its default.
fn default_of(path: &str) -> &'static str {
    match path {
        "settings.enable_parallel" | "target.empty_key_allowed" => "false",
        "settings.max_workers" => "CPU cores - 1, at most 8",
        "settings.chunk_size" => "50000",
        "settings.min_rows_for_parallel" => "100000",
        "settings.resume" => "true",
        "settings.resume_within_seconds" => "21600",
        "settings.retry_max_attempts" => "3",
        "settings.retry_initial_delay_ms" => "500",
        "settings.retry_multiplier" => "2",
        "settings.retry_max_delay_ms" => "30000",
        "settings.rejects_max_rows" => "0",
        "settings.rejects_store" => "row",
        "settings.close_limit_percent" => "20",
        "settings.close_limit_min_rows" => "10",
        "settings.analyze" => "auto",
        "target.on_source_delete" => "ignore",
        "target.duplicates" => "error",
        "target.row_security" => "refuse",
        "target.type1_scope" => "all_versions",
        _ => "none",
    }
}

/// What the change of a constant does to the table.
fn effect(path: &str) -> Option<&'static str> {
    Some(match path {
        "load" => {
            "in a full load keys that the source does not hold are gone, in an incremental one \
             they stay"
        }
        "source.connection"
        | "source.from"
        | "source.from.pattern"
        | "source.from.table"
        | "source.from.query" => {
            "the next full load closes what the new source does not hold, within the close limit"
        }
        "source.filter" => "rows that are filtered out are still present: they close nothing",
        "target.connection" | "target.table" => {
            "the old table stays as it is, and the next run fills the new one"
        }
        "target.write" => "rows are written otherwise from the next run on",
        "target.on_source_delete" => "the next full load treats keys that are gone so",
        "target.row_hash" => {
            "another column holds the hash: rows without one are compared by column, which makes \
             no version"
        }
        "target.surrogate_key.column" => {
            "an existing table's keys stay in the old column: rename it by hand"
        }
        path if path.starts_with("target.history.") && path.contains("column") => {
            "rename the column of an existing table by hand"
        }
        "target.history.valid_from" | "target.history.valid_to" => {
            "rename the column of an existing table by hand"
        }
        path if path.starts_with("target.history.") => {
            "versions that exist keep what they have: bring them in line by hand"
        }
        _ => return None,
    })
}
