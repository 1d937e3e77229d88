//! The primary key of a table that a run creates comes after the rows of the first load, as the
//! other indexes do: to sort all its entries at once costs less than to search a place for each.
//!
//! That the key is still to come is noted at its column, in the catalogue: so a later run makes it
//! if this one is killed, and no table that someone else made is ever touched.

use crate::database::{Database, fault, identifier, literal, values};
use crate::error::Result;
use crate::target::Target;

/// The comment at the surrogate key's column, while it has no primary key.
const TO_COME: &str = "loadwright: becomes the primary key at the end of the first load";

/// Takes the primary key off the table that was created just now.
pub(super) fn defer_key(target: &Target, database: &mut Database) -> Result<()> {
    let Some(key) = target.info.surrogate_key else {
        return Ok(());
    };
    let failed = |error| {
        fault(
            error,
            format!("cannot put the primary key of {} off", target.name()),
        )
    };
    let name: String = database
        .query_row(
            "SELECT conname::text FROM pg_constraint WHERE conrelid = to_regclass(?1) AND contype \
             = 'p'",
            values![target.quoted()],
            |row| row.get(0),
        )
        .map_err(failed)?;
    let table = target.quoted();
    let (name, column, to_come) = (identifier(&name), identifier(key.column), literal(TO_COME));
    database
        .batch(&format!(
            "ALTER TABLE {table} DROP CONSTRAINT {name}; COMMENT ON COLUMN {table}.{column} IS \
             {to_come}"
        ))
        .map_err(failed)
}

/// Makes the primary key, where one is still to come.
pub(super) fn make_key(target: &Target, database: &mut Database) -> Result<()> {
    let Some(key) = target.info.surrogate_key else {
        return Ok(());
    };
    let failed = |error| {
        fault(
            error,
            format!("cannot make the primary key of {}", target.name()),
        )
    };
    let is_to_come: bool = database
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?1) AND \
             attname::text = ?2 AND col_description(attrelid, attnum) = ?3)",
            values![target.quoted(), key.column, TO_COME],
            |row| row.get(0),
        )
        .map_err(failed)?;
    if !is_to_come {
        return Ok(());
    }
    let (table, column) = (target.quoted(), identifier(key.column));
    database
        .batch(&format!(
            "ALTER TABLE {table} ADD PRIMARY KEY ({column}); COMMENT ON COLUMN {table}.{column} \
             IS NULL"
        ))
        .map_err(failed)
}
