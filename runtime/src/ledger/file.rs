//! `lw_file`: which files were loaded, by the digest of their bytes.

use super::Ledger;
use crate::clock;
use crate::database::{Database, fault, values};
use crate::error::Result;
use crate::source::files::SourceFile;

/// Notes that a run loaded the file.
pub(crate) fn loaded(ledger: &Ledger, database: &mut Database, run_id: i64, job: &str, file: &SourceFile) -> Result<()> {
    let sql = ledger.sql(
        "INSERT INTO {file} (target, job, digest, name, size, run_id, loaded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (target, job, digest) DO UPDATE SET name = excluded.name, run_id = excluded.run_id, loaded_at = excluded.loaded_at",
    );
    let values = values![&ledger.target, job, file.digest()?, &*file.name, file.size, run_id, clock::text(clock::now())];
    database.execute(&sql, values).map(drop).map_err(|error| fault(error, "cannot note the loaded file"))
}

/// The run that loaded a file with this content, if any did.
pub(crate) fn loaded_by(ledger: &Ledger, database: &mut Database, job: &str, file: &SourceFile) -> Result<Option<i64>> {
    let sql = ledger.sql("SELECT run_id FROM {file} WHERE target = ?1 AND job = ?2 AND digest = ?3");
    database
        .query_optional(&sql, values![&ledger.target, job, file.digest()?], |row| row.get(0))
        .map_err(|error| fault(error, "cannot look for loaded files"))
}
