//! `list`: the jobs and their crates.

use std::process::ExitCode;

use super::Failure;
use super::command::ListArgs;
use super::pipeline::compile;
use super::place::{Place, here};
use super::specs::Specs;
use crate::columns::aligned;
use crate::reconcile::State;

pub(super) fn list(program: &str, args: &ListArgs) -> Result<ExitCode, Failure> {
    let place = Place::find(&args.place)?;
    let specs = Specs::find(&args.place.specs, &here()?, place.home.as_ref())?;
    let made = compile(program, &specs, &place, false)?;
    let mut rows = vec![["JOB", "STATE", "FROM", "TO", "SPEC"].map(str::to_owned)];
    rows.extend(made.into_iter().map(|made| {
        let state = match made.finding.state {
            State::Fresh => "fresh",
            State::Changed => "changed",
            State::Missing => "missing",
            State::Edited => "edited",
            State::Orphan => "orphan",
        };
        [made.name, state.to_owned(), made.from, made.to, made.spec]
    }));
    print!("{}", aligned(&rows, ""));
    Ok(ExitCode::SUCCESS)
}
