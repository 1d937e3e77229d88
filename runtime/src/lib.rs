//! What every Loadwright job shares: chunks, parallel workers, slowly changing dimensions, the ledger.

pub mod connections;
pub mod error;
pub mod info;
pub mod job;
pub mod report;
pub mod row;
pub mod scratch;
pub mod settings;
pub mod source;
pub mod sql;
pub mod value;
