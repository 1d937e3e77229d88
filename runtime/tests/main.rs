//! Whole runs on real files: each test reads like a scenario.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod child;
mod equality;
mod facts;
mod faults;
mod files;
mod kills;
mod leases;
mod model;
mod parallel;
mod preview;
mod refusals;
mod scd;
mod server;
mod support;
mod tables;
