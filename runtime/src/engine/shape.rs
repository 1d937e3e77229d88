//! The shapes of source and target against those that the job was generated for: drift is a clear error before a row moves.

use xxhash_rust::xxh3::xxh3_64;

#[cfg(feature = "postgres")]
mod access;
pub(super) mod constraints;
#[cfg(feature = "postgres")]
mod postgres;

#[cfg(feature = "postgres")]
pub(super) use access::no_undo;

use super::origin::Origin;
use super::session::Session;
use crate::database::{Database, Dialect, Record, fault, literal, values};
use crate::diff::limits::{Fit, Limit};
use crate::error::{Error, Kind, Result};
use crate::info::{Change, FirstVersion, Literal, SqlType, TargetColumn};
use crate::target::{Seen, Target};

/// A column as the database describes it.
struct Found {
    name: String,
    declared: String,
    not_null: bool,
    has_default: bool,
    primary_key: bool,
    generated: bool,
    /// Of a STRICT table of SQLite: each value must be of the declared class.
    strict: bool,
}

/// Checks the target table. Returns its shape, for the run's identity.
pub(super) fn check_target(session: &Session<'_>, database: &mut Database) -> Result<String> {
    let (found, differences) = compare_target(session, database)?;
    if !differences.is_empty() {
        let name = session.target.name();
        return Err(Error::refused(format!("the table {name} is not as the job needs it:\n  {}", differences.join("\n  ")))
            .help("change the table or the spec; `ddl` prints the table that the job would create"));
    }
    session.target.see(Seen {
        #[cfg(feature = "postgres")]
        takes_copy: postgres::takes_copy(&found, &needed(session)) && !postgres::has_active_policies(database, &session.target)?,
        defers: session.target.defers(database)?,
        limits: limits(session, &found),
        start_micros: start_micros(session, &found),
    });
    let mut text: String = found.iter().map(|column| format!("{}\0{}\0", column.name, column.declared)).collect();
    // A table that was dropped and made anew has lost what a run's chunks wrote.
    #[cfg(feature = "postgres")]
    if session.target.dialect.is_server() {
        text.push_str(&postgres::table_id(database, &session.target)?);
    }
    Ok(format!("{:016x}", xxh3_64(text.as_bytes())))
}

/// What differs between the target table and what the job needs.
pub(super) fn target_differences(session: &Session<'_>, database: &mut Database) -> Result<Vec<String>> {
    compare_target(session, database).map(|(_, differences)| differences)
}

fn compare_target(session: &Session<'_>, database: &mut Database) -> Result<(Vec<Found>, Vec<String>)> {
    let found = columns(database, &session.target)?;
    let needed = needed(session);
    let mut differences = Vec::new();
    for (name, wanted) in &needed {
        match found.iter().find(|column| column.name == *name) {
            None => {
                let other = found.iter().find(|column| column.name.eq_ignore_ascii_case(name));
                let hint = other.map(|other| format!(" (there is `{}`: names are exact)", other.name)).unwrap_or_default();
                differences.push(format!("column `{name}` is missing{hint}"));
            }
            Some(column) if column.generated => differences.push(format!("column `{name}` is generated, and the job writes it")),
            Some(column) => differences.extend(type_difference(session.target.dialect, column, *wanted)),
        }
    }
    differences.extend(unfit_constants(session, &found));
    for column in &found {
        let filled = column.has_default || column.generated || is_rowid(session.target.dialect, column);
        if !needed.iter().any(|(name, _)| *name == column.name) && column.not_null && !filled {
            differences.push(format!("column `{}` is NOT NULL without a default, and the job does not write it", column.name));
        }
    }
    let key: Vec<&str> = session.info.target.key.iter().map(|place| session.info.target.columns[*place].name).collect();
    #[cfg(feature = "postgres")]
    differences.extend(postgres::unfit_relation(database, &session.target, &key)?);
    #[cfg(feature = "postgres")]
    for column in found.iter().filter(|column| key.contains(&column.name.as_str()) && postgres::is_citext(&column.declared)) {
        differences.push(format!(
            "key column `{}` is citext, which takes keys for equal that differ in case: make it text, and compute a key of one case (`lower(...)`) \
             where case is not to count",
            column.name
        ));
    }
    for name in key.into_iter().filter(|name| found.iter().any(|column| column.name == **name)) {
        if let Some(collation) = foreign_collation(database, &session.target, name)? {
            differences.push(format!("key column `{name}` has the collation {collation}, which takes different keys for equal ones"));
        }
    }
    Ok((found, differences))
}

/// The collation of a key column, where it is not binary.
fn foreign_collation(database: &mut Database, target: &Target, name: &str) -> Result<Option<String>> {
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(connection) => {
            let (_, collation, ..) = connection
                .column_metadata(Some(target.schema.as_str()), target.table.as_str(), name)
                .map_err(|error| fault(error, format!("cannot look at the column {name}")))?;
            let foreign = collation.filter(|collation| !collation.to_bytes().eq_ignore_ascii_case(b"BINARY"));
            Ok(foreign.map(|collation| collation.to_string_lossy().into_owned()))
        }
        #[cfg(feature = "postgres")]
        Database::Postgres(_) => postgres::nondeterministic_collation(database, target, name),
    }
}

/// Columns of the mapping that are narrower in the table.
fn limits(session: &Session<'_>, found: &[Found]) -> Vec<Limit> {
    let columns = session.info.target.columns.iter().enumerate();
    let of_column = |(place, column): (usize, &'static TargetColumn)| {
        let may_be_null = !column.not_null && column.change != Change::Key;
        let null = may_be_null.then(|| not_null(found, place, column.name)).flatten();
        null.into_iter().chain(limit(session.target.dialect, found, place, column.name, column.ty))
    };
    columns.flat_map(of_column).collect()
}

/// The limit of a column that refuses NULL.
fn not_null(found: &[Found], place: usize, name: &'static str) -> Option<Limit> {
    let column = found.iter().find(|column| column.name == name && column.not_null)?;
    Some(Limit { place, column: name, declared: column.declared.clone(), fit: Fit::NotNull })
}

fn limit(dialect: Dialect, found: &[Found], place: usize, name: &'static str, wanted: SqlType) -> Option<Limit> {
    let column = found.iter().find(|column| column.name == name)?;
    let fit = match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => (column.strict && matches!(wanted, SqlType::Real | SqlType::Double)).then_some(Fit::NotNan),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => postgres::fit(wanted, &column.declared),
    };
    fit.map(|fit| Limit { place, column: name, declared: column.declared.clone(), fit })
}

/// The versions' starts and ends as fine as the coarser of their columns.
fn start_micros(session: &Session<'_>, found: &[Found]) -> i64 {
    let Some(history) = session.info.target.history else { return 1 };
    let unit = |name| match limit(session.target.dialect, found, 0, name, history.ty)?.fit {
        Fit::Every { micros } => Some(micros),
        _ => None,
    };
    [history.valid_from, history.valid_to].into_iter().filter_map(unit).max().unwrap_or(1)
}

/// Constants that the job writes into columns too narrow for them: special members, flags, the first and the last moment.
fn unfit_constants(session: &Session<'_>, found: &[Found]) -> Vec<String> {
    let info = &session.info.target;
    let mut list = Vec::new();
    let mut ask = |name, wanted: Option<SqlType>, constants: &[Literal]| {
        let limit = wanted.and_then(|wanted| limit(session.target.dialect, found, 0, name, wanted));
        let limits: Vec<Limit> = limit.into_iter().chain(not_null(found, 0, name)).collect();
        list.extend(limits.iter().flat_map(|limit| constants.iter().filter_map(|constant| limit.refuses(constant))));
    };
    for (place, column) in info.columns.iter().enumerate() {
        let values: Vec<Literal> = info.members.iter().filter_map(|member| member.values.get(place).copied()).collect();
        ask(column.name, Some(column.ty), &values);
    }
    for flag in info.history.iter().map(|history| &history.is_current).chain(&info.deleted) {
        ask(flag.column, literal_type(session.target.dialect, flag.on), &[flag.on, flag.off]);
    }
    if let Some(history) = info.history {
        if let FirstVersion::At(text) = history.first_version_from {
            ask(history.valid_from, Some(history.ty), &[Literal::Text(text)]);
        }
        ask(history.valid_to, Some(history.ty), &[history.current_valid_to.map_or(Literal::Null, Literal::Text)]);
    }
    list.extend(unfilled(session, found));
    list
}

/// Whether the table takes the special members, its constraints and triggers included: they are inserted, and taken back.
pub(super) fn refused_members(session: &Session<'_>, database: &mut Database) -> Result<Option<String>> {
    if session.info.target.members.is_empty() {
        return Ok(None);
    }
    #[cfg(feature = "sqlite")]
    let mut writer;
    let database = match database.dialect() {
        // Who looks has the file to read only. One that cannot be written, or that someone writes to, is not waited for.
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => match Database::changer(&session.connections.target) {
            Ok(Some(opened)) => {
                writer = opened;
                &mut writer
            }
            _ => return Ok(None),
        },
        #[cfg(feature = "postgres")]
        Dialect::Postgres => database,
    };
    let members = session.target.sql(|statements| statements.insert_member);
    let is_server = database.dialect().is_server();
    let tried = database.transaction().and_then(|mut trial| trial.batch(&members));
    let Err(error) = tried else { return Ok(None) };
    let error = fault(error, "the special members cannot be inserted");
    match error.kind() {
        Kind::Transient if is_server => Err(error),
        Kind::Transient => Ok(None),
        _ => Ok(Some(error.chain())),
    }
}

/// Columns that refuse NULL, and are written later than their rows, or not with the special members.
fn unfilled(session: &Session<'_>, found: &[Found]) -> Vec<String> {
    let info = &session.info.target;
    let refuses = |name: &str| found.iter().any(|column| column.name == name && column.not_null && !column.has_default);
    let with_changes = [info.audit.updated_run, info.audit.updated_at];
    let with_rows = [info.row_hash, info.audit.inserted_run, info.audit.inserted_at];
    let late = |names: &[Option<&'static str>], why: &str| -> Vec<String> {
        let names = names.iter().flatten().filter(|name| refuses(name));
        names.map(|name| format!("column `{name}` is NOT NULL without a default, and {why}")).collect()
    };
    let mut list = late(&with_changes, "a new row has no change to write there");
    if !info.members.is_empty() {
        list.extend(late(&with_rows, "the special members have nothing to write there"));
    }
    list
}

/// The columns that the job writes, with their types; `None`: any type.
fn needed(session: &Session<'_>) -> Vec<(&'static str, Option<SqlType>)> {
    let info = &session.info.target;
    let mut list: Vec<(&'static str, Option<SqlType>)> = Vec::new();
    list.extend(info.surrogate_key.map(|key| (key.column, None)));
    list.extend(info.columns.iter().map(|column| (column.name, Some(column.ty))));
    if let Some(history) = info.history {
        list.extend([(history.valid_from, Some(history.ty)), (history.valid_to, Some(history.ty))]);
        list.push((history.is_current.column, literal_type(session.target.dialect, history.is_current.on)));
    }
    list.extend(info.deleted.map(|flag| (flag.column, literal_type(session.target.dialect, flag.on))));
    list.extend(info.row_hash.map(|name| (name, Some(SqlType::Bytea))));
    let audit = info.audit;
    list.extend([audit.inserted_run, audit.updated_run].into_iter().flatten().map(|name| (name, Some(SqlType::BigInt))));
    list.extend([audit.inserted_at, audit.updated_at].into_iter().flatten().map(|name| (name, Some(SqlType::TimestampTz))));
    list
}

fn literal_type(dialect: Dialect, literal: Literal) -> Option<SqlType> {
    match literal {
        Literal::Null => None,
        Literal::Boolean(_) if dialect.is_server() => Some(SqlType::Boolean),
        Literal::Boolean(_) | Literal::Integer(_) => Some(SqlType::BigInt),
        Literal::Double(_) => Some(SqlType::Double),
        Literal::Text(_) => Some(SqlType::Text),
    }
}

/// SQLite fills an integer primary key by itself.
fn is_rowid(dialect: Dialect, column: &Found) -> bool {
    !dialect.is_server() && column.primary_key && affinity(&column.declared) == Affinity::Integer
}

/// Says so if values of the type could not be stored as they are.
fn type_difference(dialect: Dialect, column: &Found, wanted: Option<SqlType>) -> Option<String> {
    match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => class_difference(column, wanted),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => postgres::family_difference(column, wanted),
    }
}

fn columns(database: &mut Database, target: &Target) -> Result<Vec<Found>> {
    let sql = match database.dialect() {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => format!(
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk > 0, hidden > 1, \
             EXISTS (SELECT 1 FROM pragma_table_list({table}) WHERE schema = {schema} AND strict) FROM pragma_table_xinfo({table}, {schema})",
            table = literal(&target.table),
            schema = literal(&target.schema)
        ),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => postgres::COLUMNS.replace("{}", &literal(&target.quoted())),
    };
    let read = |row: &Record| {
        Ok(Found {
            name: row.get(0)?,
            declared: row.get(1)?,
            not_null: row.get(2)?,
            has_default: row.get(3)?,
            primary_key: row.get(4)?,
            generated: row.get(5)?,
            strict: row.get(6)?,
        })
    };
    database.query(&sql, values![], read).map_err(|error| fault(error, format!("cannot read the columns of {}", target.name())))
}

/// SQLite's column affinities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

/// The affinity of a declared type: <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>.
fn affinity(declared: &str) -> Affinity {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || declared.is_empty() {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// Says so if values of the type would be stored as something else. A column of BLOB affinity keeps whatever it is given.
fn class_difference(column: &Found, wanted: Option<SqlType>) -> Option<String> {
    let (wanted, fits): (SqlType, &[Affinity]) = match wanted? {
        ty @ (SqlType::Boolean | SqlType::SmallInt | SqlType::Integer | SqlType::BigInt) => (ty, &[Affinity::Integer, Affinity::Numeric]),
        ty @ (SqlType::Real | SqlType::Double) => (ty, &[Affinity::Real]),
        SqlType::Bytea => (SqlType::Bytea, &[Affinity::Text, Affinity::Integer, Affinity::Real, Affinity::Numeric]),
        ty => (ty, &[Affinity::Text]),
    };
    if column.strict {
        // Nothing is converted in a STRICT table; ANY takes all.
        let is_other = column.declared.eq_ignore_ascii_case("BLOB") && wanted != SqlType::Bytea;
        if column.declared.eq_ignore_ascii_case("ANY") {
            return None;
        }
        if is_other {
            return Some(format!("column `{}` is BLOB in a STRICT table, which does not take {wanted}: it must be ANY", column.name));
        }
    }
    let found = affinity(&column.declared);
    if found == Affinity::Blob || fits.contains(&found) {
        return None;
    }
    let class = match fits[0] {
        Affinity::Integer => "INTEGER",
        Affinity::Real => "REAL",
        _ => "TEXT",
    };
    let declared = &column.declared;
    Some(format!("column `{}` is declared `{declared}`, which would change a {wanted}: it must be {class} or BLOB", column.name))
}

/// Says no, before anything is written, to what the job's role may not do and the load will.
#[cfg(feature = "postgres")]
pub(super) fn check_access(session: &Session<'_>, database: &mut Database) -> Result<()> {
    let obstacles = access::obstacles(session, database)?;
    if obstacles.is_empty() {
        return Ok(());
    }
    Err(Error::refused(format!("the table {} cannot be loaded:\n  {}", session.target.name(), obstacles.join("\n  ")))
        .help("nothing was read or written; have the statements run by whoever may, and see by `check` that nothing is missing"))
}

/// What this user, or the job's role, may not do and a load would, with what changes it. `None`: the file of the database is still to be made.
pub(super) fn obstacles(session: &Session<'_>, database: Option<&mut Database>) -> Result<Vec<String>> {
    match database {
        #[cfg(feature = "postgres")]
        Some(database @ Database::Postgres(_)) => access::obstacles(session, database),
        #[cfg(feature = "sqlite")]
        _ => Ok(file_obstacles(session)),
        #[cfg(not(feature = "sqlite"))]
        _ => Ok(Vec::new()),
    }
}

/// A SQLite database that cannot be written: its write-ahead log and the lease's lock lie beside it.
#[cfg(feature = "sqlite")]
fn file_obstacles(session: &Session<'_>) -> Vec<String> {
    let Some(file) = session.lock_file() else { return Vec::new() };
    let mut list = Vec::new();
    if file.exists()
        && let Err(error) = std::fs::OpenOptions::new().write(true).open(&file)
    {
        list.push(format!("the file {} cannot be written: {error}", file.display()));
    }
    // Folders that are missing are made.
    if let Some(folder) = file.ancestors().skip(1).find(|folder| folder.exists())
        && let Err(error) = tempfile::tempfile_in(folder)
    {
        list.push(format!(
            "in the folder {} nothing can be made, not even the lock and the log beside the database: {error}",
            folder.display()
        ));
    }
    list
}

/// Checks that the source has the columns that the job reads.
pub(super) fn check_source(session: &Session<'_>, origin: &Origin) -> Result<()> {
    let missing = source_differences(session, origin)?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::refused(format!("the source is not as the job needs it:\n  {}", missing.join("\n  "))).help("change the source or the spec"))
}

/// What the source lacks. Files are looked at when they are opened.
pub(super) fn source_differences(session: &Session<'_>, origin: &Origin) -> Result<Vec<String>> {
    let Origin::Table(origin) = origin else { return Ok(Vec::new()) };
    let mut readers = match origin.readers(1) {
        // What the role may not see.
        Err(error) if error.kind() == Kind::Refused => return Ok(vec![error.to_string()]),
        readers => readers?,
    };
    let Some(reader) = readers.first_mut() else { return Ok(Vec::new()) };
    origin.differences(reader, session.info.source.columns)
}
