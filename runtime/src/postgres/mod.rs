//! PostgreSQL: sessions opened as the runtime needs them, and the server's errors told and classed.

mod client;
mod connect;
mod faults;
mod liveness;
mod passfile;
mod tls;

pub(crate) use client::{Client, CopyIn, CopyOut};
pub(crate) use connect::{connect, database_name};
pub(crate) use faults::{fault, is_denied, would_hide_rows, write_fault};

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Traffic {
    /// Statements about few rows: ledger and lease, the source's snapshot.
    Words,
    /// A chunk's rows, by COPY.
    Rows,
}
