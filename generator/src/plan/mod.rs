//! The crate plan: every name, constant and SQL text of a generated crate, decided. What follows
//! only prints it.

mod digest;
mod function;
mod row;
#[cfg(test)]
pub(crate) mod sample;
mod settings;
pub mod words;

use proc_macro2::Ident;

use crate::dialects::{self, Dialect, statements};
use crate::model::{Backend, Change, Job};
use crate::names;

pub use crate::dialects::statements::Statement;
pub use digest::digest;
pub use function::{Argument, Function, Life};
pub use row::{Cell, Row};
pub use settings::Setting;

/// Number of the generated crates' form. Raised when the same spec gives other files, so that users
/// can tell a new generator from an edited spec.
pub const OUTPUT_FORMAT: u32 = 2;

/// The command that makes the files, as their headers name it.
pub const COMMAND: &str = "cargo xtask generate";

/// A generated crate, decided.
#[derive(Debug)]
pub struct CratePlan<'j> {
    /// The checked job: where its constants come from.
    pub job: &'j Job,
    /// The job's type.
    pub type_name: Ident,
    /// Digest of the checked job, in hex.
    pub digest: String,
    /// How the manifest names the runtime.
    pub runtime: RuntimeLine,
    /// Features of the runtime, sorted.
    pub features: Vec<&'static str>,
    /// Every source column; those that are read are fields of `Source`.
    pub source: Row,
    /// The business key.
    pub key: Row,
    /// The target row.
    pub target: Row,
    /// One function a target column, in the table's order.
    pub columns: Vec<Function>,
    /// The filter's function.
    pub filter: Option<Function>,
    /// The `order_by` functions.
    pub order: Vec<Function>,
    /// Places of the source columns that the key needs, ascending.
    pub key_sources: Vec<usize>,
    /// The statements of each database that the job can meet.
    pub statements: Vec<(Backend, Vec<Statement>)>,
    /// Settings for the README: name, value, and whether the spec gives it.
    pub settings: Vec<Setting>,
}

/// How a generated manifest names the runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuntimeLine {
    /// `workspace = true`: the manifest beside the crates says it once.
    Workspace,
    /// Straight from a place.
    Direct(RuntimePlace),
}

/// Where the runtime is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuntimePlace {
    /// A folder, relative to the manifest that names it, with `/`.
    Path(String),
    /// A git repository at a revision.
    Git {
        /// Its URL.
        url: String,
        /// The revision.
        rev: String,
    },
    /// A version in the registry.
    Version(String),
}

impl<'j> CratePlan<'j> {
    /// Decides everything about the crate of a job.
    #[must_use]
    pub fn new(job: &'j Job, runtime: RuntimeLine) -> CratePlan<'j> {
        let source = Row::source(&job.source);
        let columns: Vec<Function> = job
            .target
            .columns
            .iter()
            .map(|column| Function::of_column(column, &source))
            .collect();
        let mut key_sources: Vec<usize> = job
            .target
            .key
            .iter()
            .flat_map(|place| job.target.columns[*place].value.columns.iter().copied())
            .collect();
        key_sources.sort_unstable();
        key_sources.dedup();
        CratePlan {
            job,
            type_name: names::type_ident(&job.name),
            digest: digest(job),
            runtime,
            features: features(job),
            key: Row::key(&job.target),
            target: Row::target(&job.target),
            columns,
            filter: job
                .source
                .filter
                .as_ref()
                .map(|filter| Function::of_filter(filter, &source)),
            order: job
                .target
                .order_by
                .iter()
                .enumerate()
                .map(|(place, by)| Function::of_order(place, by, &source))
                .collect(),
            key_sources,
            statements: statements(job),
            settings: settings::settings(&job.settings),
            source,
        }
    }

    /// Name of the crate, its folder and its binary.
    #[must_use]
    pub fn name(&self) -> &'j str {
        &self.job.name
    }

    /// The key's columns are the target's first, in the same order: one set of constants reads
    /// both.
    #[must_use]
    pub fn key_leads(&self) -> bool {
        self.job
            .target
            .key
            .iter()
            .enumerate()
            .all(|(place, column)| place == *column)
    }

    /// The target columns of a class, by place.
    pub fn changing(&self, change: Change) -> impl Iterator<Item = &Cell> {
        let classes = self.job.target.columns.iter().map(|column| column.change);
        self.target
            .cells
            .iter()
            .zip(classes)
            .filter(move |(_, class)| *class == change)
            .map(|(cell, _)| cell)
    }
}

/// Text as a Markdown code span, whatever backticks it holds.
pub(crate) fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{marks}{pad}{text}{pad}{marks}")
}

fn features(job: &Job) -> Vec<&'static str> {
    let mut features = Vec::new();
    if job.backends().any(|backend| backend == Backend::Files) {
        features.push("csv");
    }
    features.extend(dialects_of(job).map(Dialect::name));
    if !job.source.timezone.is_empty() && !job.source.timezone.eq_ignore_ascii_case("utc") {
        features.push("timezones");
    }
    let target = job.target.columns.iter().map(|column| &column.value);
    let compiled = target
        .chain(&job.source.filter)
        .chain(job.target.order_by.iter().map(|order| &order.value));
    for feature in compiled.flat_map(|compiled| &compiled.features) {
        if !features.contains(feature) {
            features.push(feature);
        }
    }
    features
}

fn statements(job: &Job) -> Vec<(Backend, Vec<Statement>)> {
    dialects_of(job)
        .map(|dialect| (dialect.backend(), statements::statements(job, dialect)))
        .collect()
}

/// The dialects that a job can meet.
fn dialects_of(job: &Job) -> impl Iterator<Item = &'static dyn Dialect> {
    dialects::ALL
        .iter()
        .copied()
        .filter(|dialect| job.backends().any(|backend| backend == dialect.backend()))
}
