//! Names that a database would not keep as they are, looked at before anything is read or written.

use crate::connections::Connections;
use crate::error::{Error, Result};
use crate::info::TargetInfo;
use crate::ledger::Ledger;
use crate::target::Target;

/// Says no to names that the target's server would cut: two tables that agree in the rest would be
/// one, each closing the other's keys. And to a target that is a table of the ledger.
pub(super) fn check(connections: &Connections, target: &Target, ledger: &Ledger) -> Result<()> {
    if ledger.has(&target.schema, &target.table) {
        return Err(Error::usage(format!(
            "the target {} is a table of the job log",
            target.name()
        ))
        .help(
            "load into a table of another name, or give the log another `prefix` in \
             connections.yaml",
        ));
    }
    let Some(longest) = target.dialect.longest_name() else {
        return Ok(());
    };
    let mut names = vec![
        ("the target's schema", target.schema.clone()),
        ("the target's table", target.table.clone()),
        ("the job log's schema", ledger.schema.clone()),
        ("the job log's prefix makes the name", ledger.longest_name()),
    ];
    names.extend(
        columns(target.info)
            .into_iter()
            .map(|column| ("the target's column", column.to_owned())),
    );
    let Some((what, name)) = names.iter().find(|(_, name)| name.len() > longest) else {
        return Ok(());
    };
    Err(Error::usage(format!(
        "{what} `{name}` has {} bytes, and {} keeps {longest} of a name: it would take another \
         name with the same beginning for this one",
        name.len(),
        target.dialect.product()
    ))
    .help(format!(
        "shorten it, in the spec, the params or connections.yaml (the target is the connection {})",
        connections.target.name()
    )))
}

/// Every column that a run writes.
fn columns(info: &TargetInfo) -> Vec<&'static str> {
    let history = info.history.map(|history| {
        [
            history.valid_from,
            history.valid_to,
            history.is_current.column,
        ]
    });
    let audit = [
        info.audit.inserted_run,
        info.audit.updated_run,
        info.audit.inserted_at,
        info.audit.updated_at,
    ];
    let mut columns: Vec<&'static str> = info.columns.iter().map(|column| column.name).collect();
    columns.extend(info.surrogate_key.map(|key| key.column));
    columns.extend(history.into_iter().flatten());
    columns.extend(info.deleted.map(|flag| flag.column));
    columns.extend(info.row_hash);
    columns.extend(audit.into_iter().flatten());
    columns
}
