//! PostgreSQL: sessions driven by the thread that uses them, COPY in blocks, statements about all
//! keys of a chunk at once; its errors told and classed.

mod borders;
mod client;
mod connect;
pub(crate) mod copy;
pub(crate) mod dialect;
mod faults;
mod form;
#[cfg(feature = "inspect")]
pub(crate) mod inspect;
mod liveness;
mod order;
mod passfile;
pub(crate) mod place;
mod rights;
pub(crate) mod rows;
pub(crate) mod session;
pub(crate) mod source;
pub(crate) mod target;
mod tls;

use crate::connections::Adapter;

pub(crate) use client::{CopyIn, CopyOut};
pub(crate) use connect::{connect, database_name};
pub(crate) use faults::{fault, is_denied, would_hide_rows};

/// Databases of PostgreSQL, to read from and to load into.
#[derive(Debug)]
pub struct Postgres;

impl Adapter for Postgres {
    const KIND: &'static str = "postgres";
}

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Traffic {
    /// Statements about few rows: ledger and lease, the source's snapshot.
    Words,
    /// Rows of the source, by COPY: they are taken as fast as what becomes of them allows.
    Source,
    /// Rows of the target, by COPY: those that are there are taken at once, and the server takes
    /// new ones when it can.
    Target,
}
