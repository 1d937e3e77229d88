//! What keeps the job's role from loading, found before a row moves: missing rights on target and
//! ledger, a server that takes no writes, rows that a policy hides.

use crate::adapters::postgres::rights::{Right, hidden};
use crate::adapters::postgres::session::Server;
use crate::database::{Database, Fault, fault, identifier};
use crate::diff::changes::Rules;
use crate::error::Result;
use crate::info::{Change, Load, OnSourceDelete, RowSecurity, SqlType, Write};
use crate::ledger::schema::VERSION;
use crate::target::Target;
use crate::target::table::Needs;

/// Obstacles to a load of the target, with the statements that remove them.
pub(super) fn obstacles(needs: &Needs<'_>, database: &mut Database) -> Result<Vec<String>> {
    let (mut list, role, no_indexes) = on_server(needs, database.of()?)
        .map_err(|error| fault(error, "cannot ask what the role may do"))?;
    let lacking = if no_indexes.is_some() {
        needs.target.index_sql_lacking(database)?
    } else {
        Vec::new()
    };
    match no_indexes.filter(|_| !lacking.is_empty()) {
        Some(NoIndexes::OfAnother(owner)) => {
            let statements: Vec<&str> = lacking
                .iter()
                .flat_map(|sql| sql.lines())
                .filter(|line| !line.starts_with("--"))
                .collect();
            list.push(format!(
                "indexes are missing, and the role {role} is not {owner}, the owner, who alone \
                 can make them, or the spec must say `indexes: none`; as {owner}: {}",
                statements.join(" ").trim_end_matches(';')
            ));
        }
        Some(NoIndexes::InSchema) => list.push(format!(
            "indexes are missing, and the role {role} may make none in the schema {}: {}; or \
             write `indexes: none` in the spec",
            needs.target.schema,
            may_make(&needs.target.schema, &role)
        )),
        None => {}
    }
    if list.is_empty() {
        list.extend(older_ledger(needs, database, &role)?);
    }
    Ok(list)
}

/// Why the role cannot make indexes that are missing.
enum NoIndexes {
    /// The table is another's.
    OfAnother(String),
    /// It may add nothing to the table's schema.
    InSchema,
}

fn may_make(schema: &str, role: &str) -> String {
    format!(
        "GRANT CREATE ON SCHEMA {} TO {}",
        identifier(schema),
        identifier(role)
    )
}

/// A job log of an older version that this role cannot bring to this one.
fn older_ledger(needs: &Needs<'_>, database: &mut Database, role: &str) -> Result<Option<String>> {
    let Some(found) = needs
        .ledger
        .version(database)?
        .filter(|found| found.version < VERSION)
    else {
        return Ok(None);
    };
    let server: &mut Server = database.of()?;
    let asking = |error| fault(error, "cannot ask what the role may do");
    let run = server
        .table_rights(&needs.ledger.sql("{run}"))
        .map_err(asking)?;
    let schema = server.schema_rights(&needs.ledger.schema).map_err(asking)?;
    let Some(run) = run.filter(|_| !needs.no_ddl) else {
        return Ok(None);
    };
    if run.owns {
        return Ok(schema.filter(|schema| !schema.create).map(|_| {
            format!(
                "the job log is of version {}, and the role {role} may make nothing in its schema \
                 to bring it to version {VERSION}: {}",
                found.version,
                may_make(&needs.ledger.schema, role)
            )
        }));
    }
    Ok(Some(format!(
        "the job log is of version {}, and the role {role} is not {}, its owner, who alone can \
         bring it to version {VERSION}: have the owner run the statements that `{} ddl` prints",
        found.version, run.owner, needs.info.name
    )))
}

/// The obstacles but indexes; the role; and why it cannot make indexes, where the load would.
fn on_server(
    needs: &Needs<'_>,
    server: &mut Server,
) -> Result<(Vec<String>, String, Option<NoIndexes>), Fault> {
    let role = server.role()?;
    if let Some(why) = server.read_only()? {
        return Ok((vec![why.to_owned()], role, None));
    }
    let (mut list, no_indexes) = target(needs, server, &role)?;
    // Changed rows of known keys are staged.
    if !needs.info.target.key.is_empty() && !server.may_in_database("TEMP")? {
        let name = server.database()?;
        list.push(format!(
            "the role {role} may make no temporary table, where changes are staged: GRANT \
             TEMPORARY ON DATABASE {name} TO {}",
            identifier(&role)
        ));
    }
    list.extend(ledger(needs, server, &role)?);
    Ok((list, role, no_indexes))
}

fn target(
    needs: &Needs<'_>,
    server: &mut Server,
    role: &str,
) -> Result<(Vec<String>, Option<NoIndexes>), Fault> {
    let target = &needs.target;
    let (schema, to) = (identifier(&target.schema), identifier(role));
    let no = |line: String| Ok((vec![line], None));
    let Some(rights) = server.schema_rights(&target.schema)? else {
        return no(format!(
            "there is no schema {}: CREATE SCHEMA {schema} AUTHORIZATION {to}",
            target.schema
        ));
    };
    if !rights.usage {
        return no(format!(
            "the role {role} may not use the schema {}: GRANT USAGE ON SCHEMA {schema} TO {to}",
            target.schema
        ));
    }
    let makes = !needs.no_ddl;
    let Some(table) = server.table_rights(&target.quoted())? else {
        if !makes || rights.create {
            return Ok((Vec::new(), None));
        }
        return no(format!(
            "the role {role} may make no table in the schema {}: {}; or have its owner create the \
             table (`{} ddl` prints it)",
            target.schema,
            may_make(&target.schema, role),
            needs.info.name
        ));
    };
    let info = needs.info;
    let mut list = table.obstacles(
        role,
        &wanted(needs),
        deletes_keys(needs) || deletes_runs(needs),
    );
    if let Some(policies) = table
        .policies
        .as_ref()
        .filter(|_| info.target.row_security == RowSecurity::Refuse)
    {
        list.push(hidden(role, policies));
    }
    let no_indexes = match table.owns {
        _ if !makes || !info.target.creates_indexes || !table.is_table => None,
        false => Some(NoIndexes::OfAnother(table.owner)),
        true => (!rights.create).then_some(NoIndexes::InSchema),
    };
    Ok((list, no_indexes))
}

/// Rows of keys that are gone are deleted; in a history of days also a version that began on the
/// day on which its key goes.
fn deletes_keys(needs: &Needs<'_>) -> bool {
    let info = needs.info;
    let is_of_days = info
        .target
        .history
        .is_some_and(|history| history.ty == SqlType::Date);
    let deletes = match info.target.on_source_delete {
        _ if info.target.write == Write::Replace => true,
        OnSourceDelete::Delete => true,
        OnSourceDelete::Close => is_of_days,
        OnSourceDelete::Version | OnSourceDelete::Flag | OnSourceDelete::Ignore => false,
    };
    deletes && Rules::looks_for_missing(&info.target, info.load == Load::Full)
}

/// What the role lacks to take back what a run wrote that never closed: the statement that gives
/// it.
pub(super) fn no_undo(target: &Target, database: &mut Database) -> Result<Option<String>> {
    let server: &mut Server = database.of()?;
    let mut ask = || Ok::<_, Fault>((server.role()?, server.table_rights(&target.quoted())?));
    let (role, rights) = ask().map_err(|error| fault(error, "cannot ask what the role may do"))?;
    Ok(rights.and_then(|rights| rights.obstacles(&role, &[], true).into_iter().next()))
}

/// Rows of a run are taken out again: of one that was abandoned, or of all the others.
fn deletes_runs(needs: &Needs<'_>) -> bool {
    let has = |sql: String| !sql.trim().is_empty();
    has(needs.target.sql(|statements| statements.delete_run))
        || has(needs.target.sql(|statements| statements.delete_others))
}

/// The columns that the statements of a run read, insert and update.
fn wanted(needs: &Needs<'_>) -> Vec<(Right, Vec<&'static str>)> {
    let info = &needs.info.target;
    let history = info.history;
    let all: Vec<&str> = needs.columns.clone();
    let updated = [info.audit.updated_run, info.audit.updated_at];
    let is_made = |name: &&str| {
        info.surrogate_key.is_some_and(|key| key.column == *name) && info.members.is_empty()
    };
    let inserted: Vec<&str> = all
        .iter()
        .copied()
        .filter(|name| !updated.contains(&Some(*name)) && !is_made(name))
        .collect();
    let mut list = vec![
        (
            Right::Select,
            all.iter()
                .copied()
                .filter(|name| !updated.contains(&Some(*name)))
                .collect(),
        ),
        (Right::Insert, inserted),
    ];
    if info.key.is_empty() || info.write == Write::Append {
        return list;
    }
    // A second change on one day overwrites that day's version.
    let by_day = history.is_some_and(|history| history.ty == SqlType::Date);
    let overwritten = info.columns.iter().filter(|column| match column.change {
        Change::Key => false,
        Change::Overwrite => true,
        Change::Keep => by_day,
        Change::Version | Change::Untracked => by_day || history.is_none(),
    });
    let mut changed: Vec<&str> = overwritten.map(|column| column.name).collect();
    changed.extend(
        history
            .iter()
            .flat_map(|history| [history.valid_to, history.is_current.column]),
    );
    changed.extend(info.deleted.map(|flag| flag.column));
    changed.extend(info.row_hash);
    changed.extend(updated.into_iter().flatten());
    list.push((Right::Update, changed));
    list
}

fn ledger(needs: &Needs<'_>, server: &mut Server, role: &str) -> Result<Vec<String>, Fault> {
    let ledger = &needs.ledger;
    let (schema, to) = (identifier(&ledger.schema), identifier(role));
    let makes = !needs.no_ddl;
    let Some(rights) = server.schema_rights(&ledger.schema)? else {
        if !makes || server.may_in_database("CREATE")? {
            return Ok(Vec::new());
        }
        return Ok(vec![format!(
            "the job log has no schema {}, and the role {role} may make none: CREATE SCHEMA \
             {schema} AUTHORIZATION {to}",
            ledger.schema
        )]);
    };
    if !rights.usage {
        return Ok(vec![format!(
            "the role {role} may not use the job log's schema {}: GRANT USAGE ON SCHEMA {schema} \
             TO {to}",
            ledger.schema
        )]);
    }
    let (mut lacking, mut hides) = (Vec::new(), Vec::new());
    let mut is_there = false;
    for table in ledger.tables() {
        let Some(rights) = server.table_rights(&table)? else {
            continue;
        };
        is_there = true;
        if !server.may_write_all_of(&table)? {
            lacking.push(table);
        }
        hides.extend(rights.policies);
    }
    if !is_there && makes && !rights.create {
        return Ok(vec![format!(
            "the job log has no tables yet, and the role {role} may make none in the schema {}: \
             {}; or have its owner create them (`{} ddl` prints them)",
            ledger.schema,
            may_make(&ledger.schema, role),
            needs.info.name
        )]);
    }
    let mut list = Vec::new();
    if !lacking.is_empty() {
        let tables = lacking.join(", ");
        list.push(format!(
            "the role {role} may not write to the job log: GRANT SELECT, INSERT, UPDATE, DELETE \
             ON {tables} TO {to}"
        ));
    }
    let sequences = server.sequences_denied(&ledger.tables())?;
    if !sequences.is_empty() {
        list.push(format!(
            "the role {role} may not number runs in the job log: GRANT USAGE, UPDATE ON SEQUENCE \
             {} TO {to}",
            sequences.join(", ")
        ));
    }
    if !hides.is_empty() && needs.info.target.row_security == RowSecurity::Refuse {
        let policies: Vec<String> = hides.into_iter().flatten().collect();
        list.push(format!("the job log: {}", hidden(role, &policies)));
    }
    Ok(list)
}
