//! What every Loadwright job shares: chunks, parallel workers, slowly changing dimensions, the ledger.

pub mod connections;
pub mod error;
#[cfg(test)]
mod fixture;
mod human;
pub mod info;
pub mod job;
pub mod ledger;
pub mod options;
pub mod progress;
pub mod report;
pub mod row;
pub mod scratch;
pub mod settings;
pub mod source;
pub mod sql;
pub mod stop;
mod suggest;
pub mod testing;
pub mod value;
mod yaml;
