//! The shapes of source and target against those that the job was generated for: drift is a clear
//! error before a row moves.

use xxhash_rust::xxh3::xxh3_64;

pub(super) mod constraints;

use super::session::Session;
use crate::database::{Database, Dialect, fault};
use crate::diff::limits::{Fit, Limit};
use crate::error::{Error, Kind, Result};
use crate::info::{Change, FirstVersion, Literal, SqlType, TargetColumn};
use crate::source::Source;
use crate::target::table::{Found, Needs};
use crate::target::{OurIndex, Seen, Target};

/// Checks the target table. Returns its shape, for the run's identity.
pub(super) fn check_target(session: &Session<'_>, database: &mut Database) -> Result<String> {
    let (found, differences) = compare_target(session, database)?;
    let target = &session.target;
    if !differences.is_empty() {
        return Err(Error::refused(format!(
            "the table {} is not as the job needs it:\n  {}",
            target.name(),
            differences.join("\n  ")
        ))
        .help("change the table or the spec; `ddl` prints the table that the job would create"));
    }
    target
        .handled
        .learn(target, database, &found, &needed(session))?;
    target.see(Seen {
        defers: target.handled.defers(target, database)?,
        limits: limits(session, &found),
        start_micros: start_micros(session, &found),
    });
    let mut text: String = found
        .iter()
        .map(|column| format!("{}\0{}\0", column.name, column.declared))
        .collect();
    // A table that was dropped and made anew has lost what a run's chunks wrote.
    text.push_str(&target.handled.identity(target, database)?);
    Ok(format!("{:016x}", xxh3_64(text.as_bytes())))
}

/// Checks that the run can make the table, which is missing.
pub(super) fn check_missing(session: &Session<'_>, database: &mut Database) -> Result<()> {
    let differences = missing_differences(session, Some(database))?;
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::refused(format!(
        "the table {} cannot be made as the job needs it:\n  {}",
        session.target.name(),
        differences.join("\n  ")
    )))
}

/// What keeps a run from making the table, which is missing: an error where it may not make it at
/// all. `None`: the database is still to be made, too.
pub(super) fn missing_differences(
    session: &Session<'_>,
    database: Option<&mut Database>,
) -> Result<Vec<String>> {
    let target = &session.target;
    let key = session.info.target.surrogate_key;
    if let Some(key) = key.filter(|key| !key.identity) {
        return Err(Error::usage(format!(
            "the table {} does not exist, and its {} comes from the table's own default",
            target.name(),
            key.column
        ))
        .help("create the table first, or write `generate: identity`"));
    }
    if session.options.no_ddl {
        return Err(Error::usage(format!(
            "the table {} does not exist, and --no-ddl forbids to create it",
            target.name()
        ))
        .help(format!("`{} ddl` prints the statements", session.info.name)));
    }
    match database {
        Some(database) => Ok(target
            .taken(database, OurIndex::Current)?
            .into_iter()
            .collect()),
        None => Ok(Vec::new()),
    }
}

/// What differs between the target table and what the job needs.
pub(super) fn target_differences(
    session: &Session<'_>,
    database: &mut Database,
) -> Result<Vec<String>> {
    compare_target(session, database).map(|(_, differences)| differences)
}

fn compare_target(
    session: &Session<'_>,
    database: &mut Database,
) -> Result<(Vec<Found>, Vec<String>)> {
    let target = &session.target;
    let found = target.handled.columns(target, database)?;
    let needed = needed(session);
    let mut differences = Vec::new();
    for (name, wanted) in &needed {
        match found.iter().find(|column| column.name == *name) {
            None => {
                let other = found
                    .iter()
                    .find(|column| column.name.eq_ignore_ascii_case(name));
                let hint = other
                    .map(|other| format!(" (there is `{}`: names are exact)", other.name))
                    .unwrap_or_default();
                differences.push(format!("column `{name}` is missing{hint}"));
            }
            Some(column) if column.generated => differences.push(format!(
                "column `{name}` is generated, and the job writes it"
            )),
            Some(column) => differences.extend(target.handled.difference(column, *wanted)),
        }
    }
    differences.extend(unfit_constants(session, &found));
    for column in &found {
        let filled = column.has_default || column.generated || target.handled.fills(column);
        if !needed.iter().any(|(name, _)| *name == column.name) && column.not_null && !filled {
            differences.push(format!(
                "column `{}` is NOT NULL without a default, and the job does not write it",
                column.name
            ));
        }
    }
    let key: Vec<&str> = session
        .info
        .target
        .key
        .iter()
        .map(|place| session.info.target.columns[*place].name)
        .collect();
    differences.extend(target.handled.unfit(target, database, &found, &key)?);
    for name in key
        .into_iter()
        .filter(|name| found.iter().any(|column| column.name == **name))
    {
        if let Some(collation) = target.handled.foreign_collation(target, database, name)? {
            differences.push(format!(
                "key column `{name}` has the collation {collation}, which takes different keys \
                 for equal ones"
            ));
        }
    }
    if !session.options.no_ddl {
        differences.extend(target.taken(database, OurIndex::Current)?);
    }
    Ok((found, differences))
}

/// Columns of the mapping that are narrower in the table.
fn limits(session: &Session<'_>, found: &[Found]) -> Vec<Limit> {
    let columns = session.info.target.columns.iter().enumerate();
    let of_column = |(place, column): (usize, &'static TargetColumn)| {
        let may_be_null = !column.not_null && column.change != Change::Key;
        let null = may_be_null
            .then(|| not_null(found, place, column.name))
            .flatten();
        null.into_iter()
            .chain(limit(&session.target, found, place, column.name, column.ty))
    };
    columns.flat_map(of_column).collect()
}

/// The limit of a column that refuses NULL.
fn not_null(found: &[Found], place: usize, name: &'static str) -> Option<Limit> {
    let column = found
        .iter()
        .find(|column| column.name == name && column.not_null)?;
    Some(Limit {
        place,
        column: name,
        declared: column.declared.clone(),
        fit: Fit::NotNull,
    })
}

fn limit(
    target: &Target,
    found: &[Found],
    place: usize,
    name: &'static str,
    wanted: SqlType,
) -> Option<Limit> {
    let column = found.iter().find(|column| column.name == name)?;
    let fit = target.handled.fit(column, wanted)?;
    Some(Limit {
        place,
        column: name,
        declared: column.declared.clone(),
        fit,
    })
}

/// The versions' starts and ends as fine as the coarser of their columns.
fn start_micros(session: &Session<'_>, found: &[Found]) -> i64 {
    let Some(history) = session.info.target.history else {
        return 1;
    };
    let unit = |name| match limit(&session.target, found, 0, name, history.ty)?.fit {
        Fit::Every { micros } => Some(micros),
        _ => None,
    };
    [history.valid_from, history.valid_to]
        .into_iter()
        .filter_map(unit)
        .max()
        .unwrap_or(1)
}

/// Constants that the job writes into columns too narrow for them: special members, flags, the
/// first and the last moment.
fn unfit_constants(session: &Session<'_>, found: &[Found]) -> Vec<String> {
    let info = &session.info.target;
    let mut list = Vec::new();
    let mut ask = |name, wanted: Option<SqlType>, constants: &[Literal]| {
        let limit = wanted.and_then(|wanted| limit(&session.target, found, 0, name, wanted));
        let limits: Vec<Limit> = limit.into_iter().chain(not_null(found, 0, name)).collect();
        list.extend(limits.iter().flat_map(|limit| {
            constants
                .iter()
                .filter_map(|constant| limit.refuses(constant))
        }));
    };
    for (place, column) in info.columns.iter().enumerate() {
        let values: Vec<Literal> = info
            .members
            .iter()
            .filter_map(|member| member.values.get(place).copied())
            .collect();
        ask(column.name, Some(column.ty), &values);
    }
    for flag in info
        .history
        .iter()
        .map(|history| &history.is_current)
        .chain(&info.deleted)
    {
        ask(
            flag.column,
            literal_type(session.target.dialect, flag.on),
            &[flag.on, flag.off],
        );
    }
    if let Some(history) = info.history {
        if let FirstVersion::At(text) = history.first_version_from {
            ask(history.valid_from, Some(history.ty), &[Literal::Text(text)]);
        }
        ask(
            history.valid_to,
            Some(history.ty),
            &[history
                .current_valid_to
                .map_or(Literal::Null, Literal::Text)],
        );
    }
    list.extend(unfilled(session, found));
    list
}

/// Whether the table takes the special members, its constraints and triggers included: they are
/// inserted, and taken back.
pub(super) fn refused_members(
    session: &Session<'_>,
    database: &mut Database,
) -> Result<Option<String>> {
    if session.info.target.members.is_empty() {
        return Ok(None);
    }
    let mut opened;
    let keeps_one_writer = database.dialect().keeps_one_writer();
    let database = if keeps_one_writer {
        // Who looks has it to read only. One that cannot be written, or that someone writes to, is
        // not waited for.
        let Ok(Some(changer)) = session.connections.target.database()?.changer() else {
            return Ok(None);
        };
        opened = changer;
        &mut opened
    } else {
        database
    };
    let members = session.target.sql(|statements| statements.insert_member);
    let tried = database
        .transaction()
        .and_then(|mut trial| trial.batch(&members));
    let Err(error) = tried else { return Ok(None) };
    let error = fault(error, "the special members cannot be inserted");
    match error.kind() {
        Kind::Transient if keeps_one_writer => Ok(None),
        Kind::Transient => Err(error),
        _ => Ok(Some(error.chain())),
    }
}

/// Columns that refuse NULL, and are written later than their rows, or not with the special
/// members.
fn unfilled(session: &Session<'_>, found: &[Found]) -> Vec<String> {
    let info = &session.info.target;
    let refuses = |name: &str| {
        found
            .iter()
            .any(|column| column.name == name && column.not_null && !column.has_default)
    };
    let with_changes = [info.audit.updated_run, info.audit.updated_at];
    let with_rows = [
        info.row_hash,
        info.audit.inserted_run,
        info.audit.inserted_at,
    ];
    let late = |names: &[Option<&'static str>], why: &str| -> Vec<String> {
        let names = names.iter().flatten().filter(|name| refuses(name));
        names
            .map(|name| format!("column `{name}` is NOT NULL without a default, and {why}"))
            .collect()
    };
    let mut list = late(&with_changes, "a new row has no change to write there");
    if !info.members.is_empty() {
        list.extend(late(
            &with_rows,
            "the special members have nothing to write there",
        ));
    }
    list
}

/// The columns that the job writes, with their types; `None`: any type.
fn needed(session: &Session<'_>) -> Vec<(&'static str, Option<SqlType>)> {
    let info = &session.info.target;
    let mut list: Vec<(&'static str, Option<SqlType>)> = Vec::new();
    list.extend(info.surrogate_key.map(|key| (key.column, None)));
    list.extend(
        info.columns
            .iter()
            .map(|column| (column.name, Some(column.ty))),
    );
    if let Some(history) = info.history {
        list.extend([
            (history.valid_from, Some(history.ty)),
            (history.valid_to, Some(history.ty)),
        ]);
        list.push((
            history.is_current.column,
            literal_type(session.target.dialect, history.is_current.on),
        ));
    }
    list.extend(
        info.deleted
            .map(|flag| (flag.column, literal_type(session.target.dialect, flag.on))),
    );
    list.extend(info.row_hash.map(|name| (name, Some(SqlType::Bytea))));
    let audit = info.audit;
    list.extend(
        [audit.inserted_run, audit.updated_run]
            .into_iter()
            .flatten()
            .map(|name| (name, Some(SqlType::BigInt))),
    );
    list.extend(
        [audit.inserted_at, audit.updated_at]
            .into_iter()
            .flatten()
            .map(|name| (name, Some(SqlType::TimestampTz))),
    );
    list
}

fn literal_type(dialect: Dialect, literal: Literal) -> Option<SqlType> {
    match literal {
        Literal::Null => None,
        Literal::Boolean(_) if dialect.has_booleans() => Some(SqlType::Boolean),
        Literal::Boolean(_) | Literal::Integer(_) => Some(SqlType::BigInt),
        Literal::Double(_) => Some(SqlType::Double),
        Literal::Text(_) => Some(SqlType::Text),
    }
}

/// Says no, before anything is written, to what the job's role may not do and the load will.
pub(super) fn check_access(session: &Session<'_>, database: &mut Database) -> Result<()> {
    let obstacles = session
        .target
        .handled
        .obstacles(&needs(session), database)?;
    if obstacles.is_empty() {
        return Ok(());
    }
    Err(Error::refused(format!(
        "the table {} cannot be loaded:\n  {}",
        session.target.name(),
        obstacles.join("\n  ")
    ))
    .help(
        "nothing was read or written; have the statements run by whoever may, and see by `check` \
         that nothing is missing",
    ))
}

/// What this user, or the job's role, may not do and a load would, with what changes it. `None`:
/// the database is still to be made.
pub(super) fn obstacles(
    session: &Session<'_>,
    database: Option<&mut Database>,
) -> Result<Vec<String>> {
    let mut list = session.connections.target.database()?.obstacles();
    if let Some(database) = database {
        list.extend(
            session
                .target
                .handled
                .obstacles(&needs(session), database)?,
        );
    }
    Ok(list)
}

fn needs<'s>(session: &'s Session<'_>) -> Needs<'s> {
    Needs {
        info: session.info,
        target: &session.target,
        ledger: &session.ledger,
        no_ddl: session.options.no_ddl,
        columns: needed(session).into_iter().map(|(name, _)| name).collect(),
    }
}

/// Checks that the source has the columns that the job reads.
pub(super) fn check_source(origin: &dyn Source) -> Result<()> {
    let missing = source_differences(origin)?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::refused(format!(
        "the source is not as the job needs it:\n  {}",
        missing.join("\n  ")
    ))
    .help("change the source or the spec"))
}

/// What the source lacks. Files are looked at when they are opened.
pub(super) fn source_differences(origin: &dyn Source) -> Result<Vec<String>> {
    let mut readers = match origin.readers(1) {
        // What the role may not see.
        Err(error) if error.kind() == Kind::Refused => return Ok(vec![error.to_string()]),
        readers => readers?,
    };
    readers
        .first_mut()
        .map_or(Ok(Vec::new()), |reader| reader.differences())
}
