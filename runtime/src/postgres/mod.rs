//! PostgreSQL: sessions opened as the runtime needs them, and the server's errors told and classed.

mod client;
mod connect;
mod faults;
mod passfile;
mod tls;

pub(crate) use client::{Client, CopyIn, CopyOut};
pub(crate) use connect::{connect, database_name};
pub(crate) use faults::fault;
