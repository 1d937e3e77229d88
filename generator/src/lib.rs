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
// The runtime's own: a literal of a spec is read by the parser that reads the values of rows, and params are where a run finds them.
#[path = "../../runtime/src/settings/bounds.rs"]
mod bounds;
#[allow(dead_code)]
#[path = "../../runtime/src/temporal/named.rs"]
mod named_zones;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "../../runtime/src/sql/number_template.rs"]
mod number_template;
#[allow(dead_code)]
#[path = "../../runtime/src/pieces.rs"]
mod pieces;
#[allow(dead_code, missing_docs, unreachable_pub)]
#[path = "../../runtime/src/temporal/mod.rs"]
mod temporal;
pub mod types;
pub mod vendor;
