//! `lineage`: where each target column comes from.

use std::process::ExitCode;

use super::Failure;
use super::command::{LineageArgs, LineageFormat};
use super::pipeline::tell;
use super::say;
use super::specs::Specs;
use crate::check::check_job;
use crate::lineage::{Lineage, mermaid, openlineage, table};
use crate::model::Job;
use crate::spec::Files;

pub(super) fn lineage(args: &LineageArgs) -> Result<ExitCode, Failure> {
    let specs = Specs::of_jobs(&args.jobs)?;
    let mut jobs: Vec<Job> = Vec::new();
    for spec in &specs.list {
        let checked = check_job(&Files::on_disk(&spec.root), &spec.path);
        tell(&checked.diagnostics);
        jobs.extend(checked.job);
    }
    if jobs.len() < specs.list.len() {
        return Err(Failure::usage(format!(
            "{} of {} specs cannot be compiled",
            specs.list.len() - jobs.len(),
            specs.list.len()
        )));
    }
    jobs.sort_by(|one, other| one.name.cmp(&other.name));
    let lineages: Vec<Lineage<'_>> = jobs.iter().map(Lineage::of).collect();
    match args.format {
        LineageFormat::Table => say(&table(&lineages)),
        LineageFormat::Mermaid => say(&mermaid(&lineages)),
        LineageFormat::Openlineage => say(&format!(
            "{:#}\n",
            openlineage(&lineages, &args.namespaces.iter().cloned().collect())
        )),
    }
    Ok(ExitCode::SUCCESS)
}
