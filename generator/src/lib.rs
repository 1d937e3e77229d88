//! Loadwright's compiler: spec → checked job → crate plan → files.
//!
//! ```text
//! jobs/*.yaml ──spec──▶ raw spec ──check──▶ model::Job ──plan──▶ CratePlan ──emit──▶ FileMap ──reconcile──▶ generated/<job>/
//! ```
//!
//! One direction; no database, clock or network; only `reconcile` touches the disk.

pub mod check;
pub mod cli;
pub mod columns;
pub mod diag;
pub mod dialects;
pub mod drift;
pub mod emit;
pub mod expr;
#[doc(hidden)] // For property tests and fuzzers.
pub mod fuzz;
pub mod lineage;
pub mod model;
pub mod names;
pub mod plan;
pub mod reconcile;
pub mod review;
pub mod scaffold;
pub mod spec;
pub mod types;
pub mod vendor;
