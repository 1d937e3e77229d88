//! PostgreSQL: sessions opened as the runtime needs them, and the server's errors told and classed.

mod client;
mod connect;
mod faults;
mod liveness;
mod passfile;
mod tls;

pub(crate) use client::{Client, CopyIn, CopyOut};
pub(crate) use connect::{connect, database_name};
pub(crate) use faults::{fault, is_denied, would_hide_rows};

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Traffic {
    /// Statements about few rows: ledger and lease, the source's snapshot.
    Words,
    /// Rows of the source, by COPY: they are taken as fast as what becomes of them allows.
    Source,
    /// Rows of the target, by COPY: those that are there are taken at once, and the server takes new ones when it can.
    Target,
}
