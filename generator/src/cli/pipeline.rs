//! From a spec to a finding: the whole way of one job, without a trace on the disk.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};

use super::Failure;
use super::parallel;
use super::place::Place;
use super::specs::{Spec, Specs};
use crate::check::check_job;
use crate::diag::{Diagnostic, Severity, Style, has_errors};
use crate::emit::emit;
use crate::model::{From, Job};
use crate::plan::CratePlan;
use crate::reconcile::{self, Finding};
use crate::review;
use crate::spec::Files;

/// A job on its way to the disk.
#[derive(Debug)]
pub(super) struct Made {
    /// The job's name: its crate's, and its crate's folder.
    pub(super) name: String,
    /// Its spec.
    pub(super) spec: String,
    /// What is read.
    pub(super) from: String,
    /// What is written.
    pub(super) to: String,
    /// Its crate against the disk.
    pub(super) finding: Finding,
    /// What its changes mean.
    pub(super) meaning: Vec<String>,
}

type Outcome = (Vec<Diagnostic>, Option<io::Result<Made>>);

/// Compiles all specs, prints what there is to say of them, and compares their crates with the
/// disk; sorted by job. With an error in any spec there is no result: nothing half-written.
/// `meaning`: also says what the changes mean.
pub(super) fn compile(
    program: &str,
    specs: &Specs,
    place: &Place,
    meaning: bool,
) -> Result<Vec<Made>, Failure> {
    let outcomes = parallel::each(&specs.list, |spec| one(spec, place, meaning));
    let mut failed = 0;
    tell(&specs.diagnostics);
    let mut found = Vec::new();
    for (diagnostics, made) in outcomes {
        tell(&diagnostics);
        failed += usize::from(made.is_none() || has_errors(&diagnostics));
        found.extend(made);
    }
    if failed > 0 || has_errors(&specs.diagnostics) {
        let message = match failed {
            0 => "nothing was written".to_owned(),
            _ => format!(
                "{failed} of {} specs cannot be compiled; nothing was written",
                specs.list.len()
            ),
        };
        return Err(Failure::usage(message).help(format!(
            "`{program} explain CODE` tells more about an error"
        )));
    }
    let mut made = found
        .into_iter()
        .collect::<io::Result<Vec<Made>>>()
        .map_err(|error| {
            Failure::failed(format!("cannot read {}: {error}", place.out.display()))
        })?;
    made.sort_by(|one, other| one.name.cmp(&other.name));
    unique(&made)?;
    if let Some(made) = made
        .iter()
        .find(|made| made.name == "vendor" && place.vendors())
    {
        return Err(Failure::usage(format!(
            "{}: the job `vendor` would stand where the runtime is copied to",
            made.spec
        )));
    }
    Ok(made)
}

fn one(spec: &Spec, place: &Place, meaning: bool) -> Outcome {
    let checked = check_job(&Files::on_disk(&spec.root), &spec.path);
    let made = checked.job.map(|job| {
        let plan = CratePlan::new(&job, place.line.clone());
        let files = emit(&plan);
        let finding = reconcile::examine(&place.out.join(plan.name()), &files)?;
        let meaning = if meaning {
            review::summary(&files, &finding.changes)
        } else {
            Vec::new()
        };
        Ok(Made {
            from: from(&job),
            to: job.target.table.clone(),
            name: job.name,
            spec: job.spec,
            finding,
            meaning,
        })
    });
    (checked.diagnostics, made)
}

fn from(job: &Job) -> String {
    match &job.source.from {
        From::File { pattern, .. } => pattern.clone(),
        From::Table(table) => table.clone(),
        From::Query(_) => "(query)".to_owned(),
    }
}

/// Specs that were named one by one may still make one crate.
fn unique(made: &[Made]) -> Result<(), Failure> {
    let mut specs: BTreeMap<&str, &str> = BTreeMap::new();
    for made in made {
        if let Some(first) = specs.insert(&made.name, &made.spec) {
            return Err(Failure::usage(format!(
                "{first} and {} both make the job `{}`",
                made.spec, made.name
            )));
        }
    }
    Ok(())
}

/// Prints what the compiler has to say.
pub(super) fn tell(diagnostics: &[Diagnostic]) {
    let stderr = io::stderr();
    let coloured = stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let style = if coloured {
        Style::Coloured
    } else {
        Style::Plain
    };
    let mut list: Vec<&Diagnostic> = diagnostics.iter().collect();
    // Stable: what must be mended comes first, in the order of the text.
    list.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    for diagnostic in list {
        eprintln!("{}", diagnostic.render(style));
    }
}
