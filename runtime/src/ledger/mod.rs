//! The ledger: what ran, what is done, what was refused. One transaction holds a chunk's rows and its ledger row.

pub(crate) mod schema;
