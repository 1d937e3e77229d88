//! SQLite: a database file, written key by key by one writer for all workers.

use crate::connections::Adapter;

pub(crate) mod dialect;
mod form;
#[cfg(feature = "inspect")]
pub mod inspect;
pub(crate) mod place;
pub(crate) mod rows;
pub(crate) mod session;
pub(crate) mod source;
pub(crate) mod target;

/// Databases of SQLite, to read from and to load into.
#[derive(Debug)]
pub struct Sqlite;

impl Adapter for Sqlite {
    const KIND: &'static str = "sqlite";
}
