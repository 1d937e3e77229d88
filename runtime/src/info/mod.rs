//! What is constant about a job: plain data, written into the generated crate by the compiler and
//! read by the runtime.

mod settings;
mod source;
mod statements;
mod target;

pub use settings::{Analyze, Hooks, Param, SettingsInfo, StoreRejects};
pub use source::{Column, Csv, FileOrder, Files, From, LoadedFiles, SourceInfo, Trim};
pub use statements::Statements;
pub use target::{
    Audit, Change, Duplicates, FirstVersion, Flag, History, Literal, Member, OnSourceDelete,
    OrderBy, RowSecurity, SurrogateKey, TableKind, TargetColumn, TargetInfo, Type1Scope, Write,
};

pub use loadwright_types::SqlType;

/// The constants of one job.
#[derive(Debug)]
pub struct JobInfo {
    /// The job's name: crate, binary and ledger rows carry it.
    pub name: &'static str,
    /// The spec's description, or empty.
    pub description: &'static str,
    /// The spec file, as the generator was told.
    pub spec: &'static str,
    /// The mapping's name: watermarks belong to it.
    pub mapping: &'static str,
    /// Digest of the checked spec: what decides whether an unfinished run may be resumed.
    pub digest: &'static str,
    /// Whether the source is the whole truth.
    pub load: Load,
    /// Where rows come from.
    pub source: SourceInfo,
    /// Where rows go.
    pub target: TargetInfo,
    /// Run parameters, in the order that [`crate::scratch::RunConstants::params`] has.
    pub params: &'static [Param],
    /// The spec's own settings: one layer above the built-in defaults.
    pub settings: SettingsInfo,
    /// SQL to run on the target.
    pub hooks: Hooks,
    /// Every statement that a run sends, one set for each kind of database.
    pub sql: &'static [(&'static str, Statements)],
}

/// Whether a load sees the whole source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// The source is the whole truth: a key that is not in it is gone.
    Full,
    /// The source holds some keys only.
    Incremental,
}
