//! Everything that is settled before a run begins: settings, params, connections, names.

use std::path::PathBuf;
use std::sync::Arc;

use super::names;
use crate::connections::Connections;
use crate::database::Database;
use crate::error::{Error, Result};
use crate::info::{JobInfo, RowSecurity, Write};
use crate::ledger::Ledger;
use crate::options::Options;
use crate::program::{Code, Compiled};
use crate::scratch::RunConstants;
use crate::settings::{Resolved, Settings};
use crate::source::{AskLost, Finding, Source};
use crate::target::Target;
use crate::value::rowhash::HashShape;
use crate::value::{ParamValue, TimestampTz};

/// A job with all that its caller, its session and its environment say, before anything is read or
/// written.
pub(crate) struct Session<'a> {
    pub(crate) code: &'static dyn Code,
    pub(crate) options: &'a Options,
    pub(crate) info: &'static JobInfo,
    pub(crate) settings: Settings,
    pub(crate) params: Vec<ParamValue>,
    pub(crate) connections: Connections,
    pub(crate) target: Target,
    pub(crate) ledger: Ledger,
    pub(crate) shape: HashShape,
    /// What the server shows of the run's sessions.
    pub(crate) purpose: String,
}

impl<'a> Session<'a> {
    /// Resolves settings, connections and params.
    pub(crate) fn resolve(job: &Compiled, options: &'a Options) -> Result<Session<'a>> {
        let info = job.info;
        let connections = job.connections(options)?;
        let Resolved {
            settings,
            params: values,
        } = Resolved::of(options, info)?;
        let Some(place) = connections.target.place().database() else {
            return Err(Error::usage(format!(
                "the connection {} is no database: a job cannot load into it",
                info.target.connection
            )));
        };
        let code = job
            .code(connections.source.kind(), connections.target.kind())
            .ok_or_else(|| {
                Error::usage(format!(
                    "the connection {} is not of the kind that the job reads",
                    info.source.connection
                ))
            })?;
        let target = Target::new(info, place, code.table(), &values)?;
        let ledger = Ledger::new(place.dialect(), place.ledger(), target.name());
        names::check(&connections, &target, &ledger)?;
        let shape = HashShape::of(info.target.columns);
        let purpose = format!(
            "loadwright {} {}",
            info.name.chars().take(32).collect::<String>(),
            ledger.session_mark()
        );
        Ok(Session {
            code,
            options,
            info,
            settings,
            params: values,
            connections,
            target,
            ledger,
            shape,
            purpose,
        })
    }

    /// Opens the target to read; `None`: there is no such database yet.
    pub(crate) fn open_reader(&self) -> Result<Option<Database>> {
        self.connections
            .target
            .database()?
            .reader(&self.purpose)?
            .map(|database| self.as_seen(database))
            .transpose()
    }

    /// Opens the target to write.
    pub(crate) fn open_writer(&self) -> Result<Database> {
        self.as_seen(self.connections.target.database()?.writer(&self.purpose)?)
    }

    /// The database, if the ledger's tables are in it.
    pub(crate) fn ledger_of<'d>(
        &self,
        database: &'d mut Option<Database>,
    ) -> Result<Option<&'d mut Database>> {
        let Some(database) = database else {
            return Ok(None);
        };
        Ok(if self.ledger.exists(database)? {
            Some(database)
        } else {
            None
        })
    }

    /// The database, if the target table is in it.
    pub(crate) fn table_of(&self, database: Option<Database>) -> Result<Option<Database>> {
        let Some(mut database) = database else {
            return Ok(None);
        };
        Ok(if self.target.exists(&mut database)? {
            Some(database)
        } else {
            None
        })
    }

    /// A server's session ends where a policy would hide rows, unless the spec takes what the role
    /// sees for the truth.
    fn as_seen(&self, mut database: Database) -> Result<Database> {
        if self.info.target.row_security == RowSecurity::View {
            database.heed_policies()?;
        }
        Ok(database)
    }

    /// The file beside which the target's lock is, where the database is a file.
    pub(crate) fn lock_file(&self) -> Option<PathBuf> {
        self.connections.target.place().database()?.lock_file()
    }

    /// Finds the source; the notes say what of it is passed over. `run`: as a run found it that has
    /// loaded its files since. `lost`: asked of the runs whose files are passed over.
    pub(crate) fn find_source(
        &self,
        ledger: Option<&mut Database>,
        run: Option<i64>,
        lost: &AskLost<'_>,
    ) -> Result<(Box<dyn Source>, Vec<String>)> {
        self.code.find(Finding {
            info: self.info,
            connection: &self.connections.source,
            params: &self.params,
            ledger: &self.ledger,
            database: ledger,
            run,
            lost,
        })
    }

    /// What expressions may ask of the run.
    pub(crate) fn constants(
        &self,
        run_id: i64,
        started_at: TimestampTz,
        effective_at: TimestampTz,
    ) -> Arc<RunConstants> {
        Arc::new(RunConstants {
            params: self.params.clone(),
            run_id,
            started_at,
            effective_at,
            job: self.info.name,
        })
    }

    /// Current rows are compared column by column, not by their hashes. Where rows are only added,
    /// nothing is compared.
    pub(crate) fn by_column(&self) -> bool {
        let target = &self.info.target;
        target.write != Write::Append && (self.options.compare_columns || target.row_hash.is_none())
    }
}
