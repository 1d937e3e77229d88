//! `lw_file`: which files were loaded, by the digest of their bytes.

use std::collections::HashMap;

use super::Ledger;
use crate::clock;
use crate::database::{Database, Record, Value, fault, values};
use crate::error::Result;

/// Digests that are asked for at once.
const BATCH: usize = 100;

/// A file that a run loads.
#[derive(Debug, Clone)]
pub(crate) struct LoadedFile {
    pub(crate) name: String,
    pub(crate) size: u64,
    /// Of its bytes, its kind before it.
    pub(crate) digest: String,
}

/// Notes that a run loaded the files.
pub(crate) fn loaded(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    job: &str,
    files: &[LoadedFile],
) -> Result<()> {
    let sql = ledger.sql(
        "INSERT INTO {file} (target, job, digest, name, size, run_id, loaded_at) VALUES (?1, ?2, \
         ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (target, job, digest) DO UPDATE SET name = excluded.name, run_id = \
         excluded.run_id, loaded_at = excluded.loaded_at",
    );
    let now = clock::text(clock::now());
    let rows = files.iter().map(|file| {
        values![
            &ledger.target,
            job,
            &file.digest,
            &file.name,
            file.size,
            run_id,
            &now
        ]
        .to_vec()
    });
    database
        .execute_each(&sql, rows)
        .map_err(|error| fault(error, "cannot note the loaded files"))
}

/// What brought a content into the target.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) run_id: i64,
    /// The file's name then.
    pub(crate) name: String,
    size: u64,
}

/// For each file the run that loaded its content, if any did. `old_digest`: of the file at a place,
/// as runtimes before BLAKE3 noted it.
pub(crate) fn loaded_by(
    ledger: &Ledger,
    database: &mut Database,
    job: &str,
    files: &[LoadedFile],
    old_digest: impl Fn(usize) -> Result<String>,
) -> Result<Vec<Option<Loaded>>> {
    let mut log = Log {
        ledger,
        database,
        job,
    };
    let mut found = log.of(files)?;
    if log.has_old()? {
        let missing: Vec<usize> = (0..files.len())
            .filter(|place| found[*place].is_none())
            .collect();
        let old = |place: &usize| {
            Ok(LoadedFile {
                digest: old_digest(*place)?,
                ..files[*place].clone()
            })
        };
        let old = missing.iter().map(old).collect::<Result<Vec<_>>>()?;
        for (place, loaded) in missing.into_iter().zip(log.of(&old)?) {
            found[place] = loaded;
        }
    }
    Ok(found)
}

/// What a job has loaded into the target.
struct Log<'a> {
    ledger: &'a Ledger,
    database: &'a mut Database,
    job: &'a str,
}

impl Log<'_> {
    /// Whether it has digests without a kind before them: those of runtimes before BLAKE3.
    fn has_old(&mut self) -> Result<bool> {
        let sql = self.ledger.sql(
            "SELECT EXISTS (SELECT 1 FROM {file} WHERE target = ?1 AND job = ?2 AND digest NOT \
             LIKE '%:%')",
        );
        self.database
            .query_row(&sql, values![&self.ledger.target, self.job], |row| {
                row.get(0)
            })
            .map_err(|error| fault(error, "cannot look for loaded files"))
    }

    /// What is known of files by their digests. A digest counts beside the file's size alone.
    fn of(&mut self, files: &[LoadedFile]) -> Result<Vec<Option<Loaded>>> {
        let places: Vec<String> = (3..3 + BATCH).map(|number| format!("?{number}")).collect();
        let sql = self.ledger.sql(&format!(
            "SELECT digest, size, run_id, name FROM {{file}} WHERE target = ?1 AND job = ?2 AND \
             digest IN ({})",
            places.join(", ")
        ));
        let mut known = HashMap::new();
        for batch in files.chunks(BATCH) {
            // The last one fills the places that are left, so that all batches are one statement.
            let filled =
                (0..BATCH).map(|place| Value::from(&batch[place.min(batch.len() - 1)].digest));
            let values: Vec<Value<'_>> = values![&self.ledger.target, self.job]
                .iter()
                .cloned()
                .chain(filled)
                .collect();
            let read = |row: &Record| {
                Ok((
                    row.get::<String>(0)?,
                    Loaded {
                        size: row.get(1)?,
                        run_id: row.get(2)?,
                        name: row.get(3)?,
                    },
                ))
            };
            let rows = self
                .database
                .query(&sql, &values, read)
                .map_err(|error| fault(error, "cannot look for loaded files"))?;
            known.extend(rows);
        }
        let of_file = |file: &LoadedFile| {
            known
                .get(&file.digest)
                .filter(|loaded: &&Loaded| loaded.size == file.size)
                .cloned()
        };
        Ok(files.iter().map(of_file).collect())
    }
}
