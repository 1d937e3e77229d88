//! Whole runs on real files: each test reads like a scenario.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod checks;
mod child;
mod constraints;
mod deleted;
mod equality;
mod examples;
mod existing;
mod facts;
mod files;
mod garbage;
mod keyless;
mod kills;
mod leases;
mod ledger;
mod lost;
mod marks;
mod model;
mod names;
mod parallel;
mod postgres;
mod preview;
mod refusals;
mod rejects;
mod scd;
mod server;
mod statements;
mod steps;
mod support;
mod tables;
mod tasks;
mod types;
mod workers;
