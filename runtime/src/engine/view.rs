//! What a user can look at without running: the plan, the differences in shape, the statements.

use super::lease;
use super::lost;
use super::plan::{Planner, Way};
use super::readers::{open_sources, workers};
use super::session::Session;
use super::shape;
use crate::database::Database;
use crate::error::{Kind, Result};
use crate::options::Options;
use crate::program::Compiled;
use crate::settings::Settings;
use crate::target::OurIndex;

/// What a run would do: how the source is cut into chunks, and with which settings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanView {
    /// How chunks are cut: `key ranges`, `partitions`, `byte ranges`, `one chunk`.
    pub(crate) way: String,
    /// Why this way and no other.
    pub(crate) why: String,
    /// Workers that would run.
    pub(crate) workers: usize,
    /// Why so many.
    pub(crate) workers_why: String,
    /// Rows that the source is estimated to hold.
    pub(crate) rows_estimated: u64,
    /// The chunks in their order.
    pub(crate) chunks: Vec<PlannedChunk>,
    /// The settings in force.
    pub(crate) settings: Settings,
    /// What a user should know of the target.
    pub(crate) warnings: Vec<String>,
}

/// One chunk of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedChunk {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// What it reads, for people: `airport_code from 'A' to 'F'`, `partition 3 of 8`.
    pub(crate) bounds: String,
    /// Rows that it is estimated to read.
    pub(crate) rows_estimated: u64,
}

/// The chunks that a fresh run would have now. Writes nothing.
pub(crate) fn plan(job: &Compiled, options: &Options) -> Result<PlanView> {
    let session = Session::resolve(job, options)?;
    let mut target = session.open_reader()?;
    let (origin, notes) =
        session.find_source(session.ledger_of(&mut target)?, None, &*lost::ask(&session))?;
    shape::check_source(&*origin)?;
    let mut target = session.table_of(target)?;
    let mut warnings = target.as_mut().map_or(Ok(Vec::new()), |database| {
        shape::constraints::warnings(&session, database)
    })?;
    warnings.extend(notes);
    let current = target
        .as_mut()
        .map_or(Ok(0), |database| session.target.count_current(database))?;
    let mut sources = open_sources(&session, &*origin)?;
    let planner = Planner {
        session: &session,
        source: sources.first_mut().map(|source| &mut **source),
        target: target.as_mut(),
        initial: current == 0,
        current_keys: current,
    };
    let plan = planner.plan()?;
    let workers = workers(&session, &plan, plan.chunks.len(), sources.len());
    let settings = session.settings;
    let chunk = |(number, planned): (u64, &super::plan::Planned)| PlannedChunk {
        number,
        bounds: planned.bounds.to_string(),
        rows_estimated: planned.estimated_rows,
    };
    Ok(PlanView {
        way: match plan.outline.way {
            Way::Whole => "one chunk",
            Way::Range => "key ranges",
            Way::Partition => "partitions",
            Way::Parts => "parts of files",
        }
        .to_owned(),
        why: plan.outline.why,
        workers,
        workers_why: if !settings.enable_parallel.value {
            "enable_parallel is false".to_owned()
        } else if plan.outline.estimated_rows < settings.min_rows_for_parallel.value {
            format!(
                "{} rows are fewer than min_rows_for_parallel",
                plan.outline.estimated_rows
            )
        } else {
            "max_workers, and no more than there are chunks".to_owned()
        },
        rows_estimated: plan.outline.estimated_rows,
        chunks: (1..).zip(&plan.chunks).map(chunk).collect(),
        settings,
        warnings,
    })
}

/// What a user should know of the target before a run, though it is as the job needs it.
pub(crate) fn warnings(job: &Compiled, options: &Options) -> Result<Vec<String>> {
    let session = Session::resolve(job, options)?;
    match session.table_of(session.open_reader()?)? {
        Some(mut database) => {
            let mut warnings = shape::constraints::warnings(&session, &mut database)?;
            warnings.extend(session.target.missing_indexes(&mut database)?);
            // A run tells it too, and does without.
            warnings.extend(session.target.taken(&mut database, OurIndex::Versions)?);
            Ok(warnings)
        }
        None => Ok(Vec::new()),
    }
}

/// What differs between source and target as they are and as the job needs them.
pub(crate) fn check(job: &Compiled, options: &Options) -> Result<Vec<String>> {
    let session = Session::resolve(job, options)?;
    let (origin, _) = session.find_source(None, None, &*lost::unasked())?;
    let mut differences: Vec<String> = shape::source_differences(&*origin)?
        .into_iter()
        .map(|difference| format!("source: {difference}"))
        .collect();
    let mut database = session.open_reader()?;
    if let Some(database) = &mut database {
        lease::check_direct(&session, database)?;
    }
    let mut found = shape::obstacles(&session, database.as_mut())?;
    let looked = look_at_target(&session, database.as_mut());
    // What the role may not look at is told as that.
    found.extend(if found.is_empty() {
        looked?
    } else {
        looked.unwrap_or_default()
    });
    if found.is_empty()
        && let Some(known) = session.ledger_of(&mut database)?
        && let Err(error) = session.find_source(Some(known), None, &*lost::ask(&session))
    {
        // Files are passed over, and the table that they were loaded into is gone.
        if error.kind() != Kind::Refused {
            return Err(error);
        }
        let help = error.advice().map(|help| format!(" ({help})"));
        found.push(format!("{}{}", error.chain(), help.unwrap_or_default()));
    }
    let target = session.target.name();
    differences.extend(
        found
            .into_iter()
            .map(|difference| format!("{target}: {difference}")),
    );
    Ok(differences)
}

/// What differs in the target's shape; whether it takes the special members and the unique index. A
/// job log that this program must not use, or a table that no run can make, is an error.
fn look_at_target(session: &Session<'_>, database: Option<&mut Database>) -> Result<Vec<String>> {
    let Some(database) = database else {
        return shape::missing_differences(session, None);
    };
    session.ledger.usable(database)?;
    if !session.target.exists(database)? {
        return shape::missing_differences(session, Some(database));
    }
    let mut differences = shape::target_differences(session, database)?;
    if differences.is_empty() {
        differences.extend(shape::refused_members(session, database)?);
        differences.extend(session.target.doubled(database)?);
    }
    Ok(differences)
}

/// The statements that create the target and the ledger.
pub(crate) fn ddl(job: &Compiled, options: &Options) -> Result<String> {
    let session = Session::resolve(job, options)?;
    let target = &session.target;
    // What an older ledger needs is known where it can be reached; else, as for none, the whole is
    // printed.
    let older = session
        .open_reader()
        .ok()
        .flatten()
        .and_then(|mut database| session.ledger.version(&mut database).ok().flatten());
    let ledger = match older {
        Some(found) if found.version < crate::ledger::schema::VERSION => {
            session.ledger.migration(found.version)
        }
        _ => session.ledger.ddl(),
    };
    let parts = [
        target.sql(|statements| statements.create_table),
        target.index_sql(OurIndex::Current),
        target.index_sql(OurIndex::Versions),
        target.sql(|statements| statements.insert_member),
        ledger,
    ];
    Ok(parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n"))
}
