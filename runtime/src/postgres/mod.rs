//! PostgreSQL: sessions opened as the runtime needs them, and the server's errors told and classed.

mod connect;
mod faults;
mod passfile;
mod tls;

pub(crate) use connect::{connect, database_name};
pub(crate) use faults::{fault, write_fault};
