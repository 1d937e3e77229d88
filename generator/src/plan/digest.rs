//! The spec digest: what a checked job means, in 32 hex digits.
//!
//! Comments, order of keys, descriptions and the place of the spec do not change it; whatever could
//! change a run does. The text that is hashed names each part and gives its length, so that no two
//! jobs share one. Every struct is taken apart field by field: a field that is added to the model
//! does not compile until it is decided here. Enums enter by their Rust names: renaming a variant
//! changes digests, and an unfinished run of a crate that is then generated anew is not resumed.

use std::fmt::{Debug, Write};

use xxhash_rust::xxh3::xxh3_128;

use crate::expr::Compiled;
use crate::model::{
    Audit, Csv, Flag, From, History, Hooks, Job, Member, OrderBy, Param, Source, SourceColumn,
    SurrogateKey, Target, TargetColumn, Udf,
};
use crate::types::{ExprType, SqlType};

/// The digest of a checked job, in hex.
#[must_use]
pub fn digest(job: &Job) -> String {
    let mut canonical = Canonical(String::new());
    canonical.job(job);
    format!("{:032x}", xxh3_128(canonical.0.as_bytes()))
}

/// A column's type as digests have it: by the names of expressions' types, and so they stay.
fn written(ty: SqlType) -> ExprType {
    ty.into()
}

struct Canonical(String);

impl Canonical {
    fn text(&mut self, name: &str, value: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{name} {}:{value}", value.len());
    }

    fn value(&mut self, name: &str, value: impl Debug) {
        self.text(name, &format!("{value:?}"));
    }

    fn job(&mut self, job: &Job) {
        let Job {
            name,
            description: _,
            spec: _,
            mapping,
            load,
            source,
            target,
            params,
            settings,
            hooks,
            udf,
            examples: _,
        } = job;
        self.text("job", name);
        self.text("mapping", mapping);
        self.value("load", load);
        self.source(source);
        self.target(target);
        for Param { name, ty, default } in params {
            self.text("param", name);
            self.value("type", written(*ty));
            self.value("default", default);
        }
        self.value("settings", settings);
        let Hooks {
            before_run,
            after_success,
            after_failure,
        } = hooks;
        self.value("before_run", before_run);
        self.value("after_success", after_success);
        self.value("after_failure", after_failure);
        if let Some(Udf { file: _, text }) = udf {
            self.text("udf", text);
        }
    }

    fn source(&mut self, source: &Source) {
        let Source {
            connection,
            backends,
            from,
            columns,
            timezone,
            filter,
            allow_empty,
        } = source;
        self.text("source", connection);
        self.value("backends", backends);
        match from {
            From::File {
                pattern,
                files,
                csv,
            } => {
                self.text("file", pattern);
                self.value("files", files);
                self.csv(csv);
            }
            From::Table(table) => self.text("table", table),
            From::Query(query) => self.text("query", query),
        }
        for column in columns {
            // `used` follows from the expressions.
            let SourceColumn {
                name,
                from,
                ty,
                not_null,
                nulls,
                quoted_nulls,
                trim,
                format,
                decimal_mark,
                booleans,
                used: _,
            } = column;
            self.text("column", name);
            if let Some(from) = from {
                self.text("from", from);
            }
            self.value(
                "reading",
                (
                    written(*ty),
                    not_null,
                    nulls,
                    trim,
                    format,
                    decimal_mark,
                    booleans,
                ),
            );
            if *quoted_nulls {
                self.text("quoted_nulls", "true");
            }
        }
        self.text("timezone", timezone);
        if let Some(filter) = filter {
            self.expression("filter", filter);
        }
        self.value("allow_empty", allow_empty);
    }

    /// What came later than the first version enters only where it is used, so that the digests of
    /// other jobs stay.
    fn csv(&mut self, csv: &Csv) {
        let Csv {
            header,
            by_name,
            extra_is_error,
            missing_is_error,
            delimiter,
            quote,
            skip_lines,
            footer_lines,
            encoding,
            ignore_empty_lines,
        } = csv;
        self.text(
            "csv",
            &format!(
                "Csv {{ header: {header}, by_name: {by_name}, extra_is_error: {extra_is_error}, \
                 missing_is_error: {missing_is_error}, delimiter: {delimiter}, quote: {quote}, \
                 skip_lines: {skip_lines}, footer_lines: {footer_lines}, encoding: {encoding:?} }}"
            ),
        );
        if *ignore_empty_lines {
            self.text("empty_lines", "ignore");
        }
    }

    fn target(&mut self, target: &Target) {
        let Target {
            connection,
            backends,
            table,
            kind,
            columns,
            key,
            key_source: _,
            empty_key_allowed,
            surrogate_key,
            write,
            history,
            row_hash,
            on_source_delete,
            deleted,
            missing_scope,
            creates_indexes,
            duplicates,
            order_by,
            type1_all_versions,
            row_security_view,
            members,
            audit,
        } = target;
        self.text("target", connection);
        self.value("backends", backends);
        self.text("table", table);
        self.value("kind", kind);
        for TargetColumn {
            name,
            ty,
            not_null,
            change,
            value,
            comment: _,
        } in columns
        {
            self.text("column", name);
            self.value("shape", (written(*ty), not_null, change));
            self.expression("value", value);
        }
        self.value("key", key);
        self.value("empty_key_allowed", empty_key_allowed);
        if let Some(SurrogateKey {
            column,
            ty,
            identity,
        }) = surrogate_key
        {
            self.text("surrogate_key", column);
            self.value("shape", (written(*ty), identity));
        }
        self.value("write", write);
        if let Some(History {
            valid_from,
            valid_to,
            is_current,
            ty,
            current_valid_to,
            first_version_from,
        }) = history
        {
            self.value(
                "history",
                (
                    valid_from,
                    valid_to,
                    written(*ty),
                    current_valid_to,
                    first_version_from,
                ),
            );
            self.flag("is_current", is_current);
        }
        self.value("row_hash", row_hash);
        self.value("on_source_delete", on_source_delete);
        if let Some(deleted) = deleted {
            self.flag("deleted", deleted);
        }
        // What it becomes in SQL follows from its text.
        self.value(
            "missing_scope",
            missing_scope.as_ref().map(|scope| &scope.text),
        );
        if !creates_indexes {
            self.value("creates_indexes", creates_indexes);
        }
        self.value("duplicates", duplicates);
        for OrderBy {
            value,
            descending,
            nulls_first,
        } in order_by
        {
            self.expression("order_by", value);
            self.value("direction", (descending, nulls_first));
        }
        self.value("type1_all_versions", type1_all_versions);
        // Written only where it is not the default, so that specs from before it keep their digest.
        if *row_security_view {
            self.text("row_security", "view");
        }
        for Member { name, key, values } in members {
            self.text("member", name);
            self.value("row", (key, values));
        }
        let Audit {
            inserted_run,
            updated_run,
            inserted_at,
            updated_at,
        } = audit;
        self.value(
            "audit",
            (inserted_run, updated_run, inserted_at, updated_at),
        );
    }

    fn flag(&mut self, name: &str, flag: &Flag) {
        let Flag { column, on, off } = flag;
        self.text(name, column);
        self.value("values", (on, off));
    }

    /// The expression as it was written. What it compiles to follows from it, the types and the
    /// generator.
    fn expression(&mut self, name: &str, compiled: &Compiled) {
        self.text(name, &compiled.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample;

    /// A known value: a digest that changes by accident stops every unfinished run from being
    /// resumed.
    #[test]
    fn the_digest_of_the_sample_stays() {
        assert_eq!(
            digest(&sample::dim_airport()),
            "94705ef0fbebffc499b679254e55ba50"
        );
    }

    #[test]
    fn words_for_people_do_not_change_it() {
        let mut job = sample::dim_airport();
        let before = digest(&job);
        job.description = Some("Other words".to_owned());
        job.spec = "elsewhere.yaml".to_owned();
        job.examples.clear();
        job.target.columns[0].comment = Some("A remark".to_owned());
        assert_eq!(digest(&job), before);
    }

    #[test]
    fn whatever_changes_a_run_changes_it() {
        let changes: [fn(&mut Job); 8] = [
            |job| job.target.columns[1].value.text.push_str("|| ''"),
            |job| job.source.columns[0].nulls.push("-".to_owned()),
            |job| job.source.columns[0].quoted_nulls = true,
            |job| {
                if let From::File { csv, .. } = &mut job.source.from {
                    csv.ignore_empty_lines = true;
                }
            },
            |job| job.settings.chunk_size = Some(7),
            |job| job.target.key = vec![1],
            |job| {
                job.udf = Some(Udf {
                    file: "udf.rs".to_owned(),
                    text: "pub fn f() {}".to_owned(),
                })
            },
            |job| job.hooks.after_success.push("ANALYZE".to_owned()),
        ];
        let before = digest(&sample::dim_airport());
        for (place, change) in changes.iter().enumerate() {
            let mut job = sample::dim_airport();
            change(&mut job);
            assert_ne!(digest(&job), before, "change {place}");
        }
    }
}
