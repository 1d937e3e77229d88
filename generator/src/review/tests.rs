//! Changes of a spec, and what is said of them.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::*;
use crate::check::check_job;
use crate::emit::emit;
use crate::plan::{CratePlan, RuntimeLine};
use crate::spec::Files;

const JOB: &str =
    "version: 1\njob: dim_airport\nmapping: m.yaml\nsource: files\ntarget: warehouse\nload: full\n";
const MAPPING: &str = "\
version: 1
mapping: dim_airport
source:
  file: airports.csv
  columns: {faa: text not null, name: text, alt: 'decimal(8,1)', tz: text}
  filter: tz is not null
target:
  table: dim_airport
  kind: dimension
  key: [code]
  scd: 2
columns:
  code: upper(trim(faa))
  name: name
  altitude: {expr: cast(round(alt) as integer), scd: 1}
  zone: tz
";

fn files(job: &str, mapping: &str) -> FileMap {
    let connections = "version: 1\nconnections: {files: {kind: files, root: .}, warehouse: {kind: \
                       sqlite, url: y}}\n";
    let checked = check_job(
        &Files::in_memory([
            ("job.yaml", job),
            ("m.yaml", mapping),
            ("connections.yaml", connections),
        ]),
        Path::new("job.yaml"),
    );
    assert!(checked.job.is_some(), "{:#?}", checked.diagnostics);
    emit(&CratePlan::new(
        &checked.job.unwrap(),
        RuntimeLine::Workspace,
    ))
}

/// What is said when the spec of the crate on the disk becomes another.
fn said(job: &str, mapping: &str) -> String {
    let (before, after) = (files(JOB, MAPPING), files(job, mapping));
    let mut changes = Vec::new();
    let paths: BTreeSet<&str> = before
        .iter()
        .chain(after.iter())
        .map(|(path, _)| path)
        .collect();
    for path in paths
        .into_iter()
        .filter(|path| before.get(path) != after.get(path))
    {
        let content = |files: &FileMap| files.get(path).map(<[u8]>::to_vec);
        changes.push(Change {
            path: path.to_owned(),
            before: content(&before),
            after: content(&after),
            edited: false,
        });
    }
    summary(&after, &changes).join("\n")
}

const REHASHED: &str = "=> the row hash changes: each row is compared by column and hashed anew \
                        once; that alone makes no version";
const SAME_HASH: &str = "=> the row hash stays as it is";
const AFRESH: &str =
    "=> an unfinished run of the crate as it is will not be resumed: the next one begins afresh";

#[test]
fn nothing_is_said_of_nothing() {
    assert_eq!(said(JOB, MAPPING), "");
    assert_eq!(
        said(
            &format!("{JOB}description: Other words\n"),
            &format!("# A remark\n{MAPPING}")
        ),
        ""
    );
}

#[test]
fn another_scd_type() {
    let text = said(JOB, &MAPPING.replace("scd: 1", "scd: 2"));
    assert_eq!(
        text,
        format!(
            "altitude: SCD 1 → SCD 2; no versions will be made by the change \
             itself\n{REHASHED}\n{AFRESH}"
        )
    );
}

#[test]
fn columns_come_and_go() {
    let text = said(
        JOB,
        &MAPPING.replace(
            "  zone: tz\n",
            "  area: {expr: tz, type: varchar(40), not_null: true}\n",
        ),
    );
    assert_eq!(
        text,
        format!(
            "column zone removed (was SCD 2, text): the job writes it no longer; an existing \
             table keeps it\ncolumn area added (SCD 2, varchar(40) not null, `tz`): a current row \
             that holds another value there (NULL after ALTER TABLE) gets a new version when it \
             is next read\n{REHASHED}\n=> by hand, before the next run, where the table exists: \
             add area (sql/*/create_table.sql has the types; `check` tells what is \
             missing)\n{AFRESH}"
        )
    );
}

#[test]
fn expressions_and_types() {
    let text = said(
        JOB,
        &MAPPING
            .replace("name: name", "name: trim(name)")
            .replace("as integer", "as bigint")
            .replace("upper(trim(faa))", "faa"),
    );
    assert_eq!(
        text,
        format!(
            "code: `upper(trim(faa))` → `faa`; rows get other keys: rows of the old ones are not \
             found again, and in a full load they are gone\nname: `name` → `trim(name)`; rows \
             whose value comes out otherwise get a new version\naltitude: type integer → bigint; \
             a column of an existing table that does not take it must be altered by \
             hand\naltitude: `cast(round(alt) as integer)` → `cast(round(alt) as bigint)`; rows \
             whose value comes out otherwise are updated\n{REHASHED}\n{AFRESH}"
        )
    );
}

#[test]
fn the_key_and_settings() {
    let text = said(
        &format!("{JOB}parallel: {{chunk_size: 20000}}\nretry: {{max_attempts: 9}}\n"),
        &MAPPING
            .replace(
                "key: [code]",
                "key: [code, name]\n  on_source_delete: close\n  unknown_member: {key: -1}\n  \
                 surrogate_key: sk",
            )
            .replace("tz is not null", "true"),
    );
    assert_eq!(
        text,
        format!(
            "name: SCD 2 → business key; no versions will be made by the change itself\nkey \
             changed: code → code, name; an existing table's rows are matched by the new key, and \
             its unique index must be made anew by hand\nparallel.chunk_size: 50000 → \
             20000\nretry.max_attempts: 3 → 9\nsource.filter: tz is not null → true; rows that \
             are filtered out are still present: they close nothing\nunknown_member added: \
             -1\non_source_delete: ignore → close; the next full load treats keys that are gone \
             so\nsurrogate_key added: sk\n{REHASHED}\n=> by hand, before the next run, where the \
             table exists: add sk (sql/*/create_table.sql has the types; `check` tells what is \
             missing)\n{AFRESH}"
        )
    );
}

#[test]
fn the_history_and_the_source() {
    let text = said(
        JOB,
        &MAPPING
            .replace("airports.csv", "places.csv")
            .replace(
                "  scd: 2\n",
                "  scd: 2\n  history: {valid_to: gone_at, is_current: {values: [Y, N]}}\n",
            )
            .replace("name: text,", "name: {type: text, trim: both},"),
    );
    assert_eq!(
        text,
        format!(
            "source.file: airports.csv → places.csv; the next full load closes what the new \
             source does not hold, within the close limit\nhistory.is_current.off: false → N; \
             versions that exist keep what they have: bring them in line by \
             hand\nhistory.is_current.on: true → Y; versions that exist keep what they have: \
             bring them in line by hand\nhistory.valid_to: valid_to → gone_at; rename the column \
             of an existing table by hand\nsource column name: text → text; trim \
             both\n{SAME_HASH}\n{AFRESH}"
        )
    );
}
