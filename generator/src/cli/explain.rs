//! `explain`: a job as the compiler understands it, or a code in words.

use std::process::ExitCode;

use super::Failure;
use super::command::{ExplainArgs, Where};
use super::pipeline::tell;
use super::place::{Place, here};
use super::specs::Specs;
use crate::check::check_job;
use crate::diag::codes;
use crate::emit::emit;
use crate::plan::{CratePlan, words};
use crate::spec::Files;

pub(super) fn explain(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    match code(&args.what)? {
        Some(text) => print!("{text}"),
        None => print!("{}", job(&args.what)?),
    }
    Ok(ExitCode::SUCCESS)
}

/// The page of a code; `None` for what is no code.
fn code(what: &str) -> Result<Option<String>, Failure> {
    let digits = what
        .strip_prefix("LW")
        .or_else(|| what.strip_prefix("lw"))
        .unwrap_or_default();
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return Ok(None);
    }
    match codes::explain(what) {
        Some(page) => Ok(Some(format!(
            "{}: {}\n\n{}\n",
            page.code, page.title, page.text
        ))),
        None => Err(Failure::usage(format!("there is no code {what}"))
            .help("docs/errors.md lists them all")),
    }
}

fn job(what: &str) -> Result<String, Failure> {
    let here = here()?;
    let place = Place::find(&Where {
        specs: Vec::new(),
        out: None,
        runtime: None,
    })?;
    let spec = Specs::of_job(what, &here, place.home.as_ref())?;
    let checked = check_job(&Files::on_disk(&spec.root), &spec.path);
    tell(&checked.diagnostics);
    let Some(job) = checked.job else {
        return Err(Failure::usage(format!("{what} cannot be compiled")));
    };
    Ok(describe(&CratePlan::new(&job, place.line)))
}

/// The checked job and its crate's plan as text.
fn describe(plan: &CratePlan<'_>) -> String {
    let job = plan.job;
    let mut text = format!("{} ({})\n", job.name, job.spec);
    let mut add = |line: String| {
        text.push_str(line.trim_end());
        text.push('\n');
    };
    if let Some(description) = &job.description {
        add(format!("  {description}"));
    }
    add(String::new());
    for (name, fact) in words::facts(job) {
        add(format!("  {name:<16} {fact}"));
    }
    add("\nColumns".to_owned());
    for (column, function) in job.target.columns.iter().zip(&plan.columns) {
        add(format!(
            "  {:<24} {}; {}",
            column.name,
            words::target_type(column),
            words::change(column.change)
        ));
        add(format!("  {:<24}   {}", "", function.text));
    }
    add("\nSource columns".to_owned());
    for (column, cell) in job.source.columns.iter().zip(&plan.source.cells) {
        let read = if cell.read { "" } else { "; not read" };
        add(format!(
            "  {:<24} {}{read}",
            column.name,
            words::source_type(column)
        ));
    }
    add("\nSettings (* from the spec)".to_owned());
    for setting in &plan.settings {
        add(format!(
            "{} {:<32} {}",
            if setting.from_spec { " *" } else { "  " },
            setting.name,
            setting.value
        ));
    }
    add("\nCrate".to_owned());
    add(format!("  digest           {}", plan.digest));
    add(format!("  runtime features {}", plan.features.join(", ")));
    for (path, content) in emit(plan).iter() {
        add(format!("  {path:<32} {:>6} bytes", content.len()));
    }
    text
}
