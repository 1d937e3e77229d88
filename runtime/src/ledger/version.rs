//! The ledger's version: it grows by itself. A program works on newer tables as long as they say
//! that they still suit it.

use xxhash_rust::xxh3::xxh3_64;

use super::Ledger;
use super::schema::{self, MIN_VERSION, VERSION};
use crate::database::{Database, fault, values};
use crate::error::{Error, Result};
use crate::failpoint;

/// Which programs the tables suit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) version: i64,
    pub(crate) min_version: i64,
}

impl Ledger {
    /// Makes the tables fit for this program: creates them, or brings them to its version.
    /// `may_change`: else they are only looked at.
    pub(crate) fn prepare(&self, database: &mut Database, may_change: bool) -> Result<()> {
        match self.version(database)? {
            Some(found) if found.version >= VERSION => self.suits(found),
            found if may_change => self.change(database, found),
            None => Err(Error::usage(
                "the ledger's tables do not exist, and --no-ddl forbids to create them",
            )),
            Some(found) => Err(Error::usage(format!(
                "the ledger's tables are of version {}, this program needs version {VERSION}, and \
                 --no-ddl forbids to change them",
                found.version
            ))),
        }
    }

    /// The version of the tables; `None`: there are none.
    pub(crate) fn version(&self, database: &mut Database) -> Result<Option<Version>> {
        if !self.exists(database)? {
            return Ok(None);
        }
        let looking = |error| fault(error, "cannot read the ledger's version");
        // The first version's tables do not say that they are so.
        if !database
            .table_exists(&self.schema, &format!("{}version", self.prefix))
            .map_err(looking)?
        {
            return Ok(Some(Version {
                version: 1,
                min_version: 1,
            }));
        }
        let sql =
            self.sql("SELECT version, min_version FROM {version} ORDER BY version DESC LIMIT 1");
        let found = database.query_optional(&sql, values![], |row| {
            Ok(Version {
                version: row.get(0)?,
                min_version: row.get(1)?,
            })
        });
        Ok(Some(found.map_err(looking)?.unwrap_or(Version {
            version: 1,
            min_version: 1,
        })))
    }

    /// The version of the tables, which this program may use.
    pub(crate) fn usable(&self, database: &mut Database) -> Result<Option<Version>> {
        let found = self.version(database)?;
        if let Some(found) = found {
            self.suits(found)?;
        }
        Ok(found)
    }

    /// Says no to tables that are too new for this program.
    fn suits(&self, found: Version) -> Result<()> {
        if found.min_version <= VERSION {
            return Ok(());
        }
        Err(Error::usage(format!(
            "the ledger's tables are of version {}, which programs before version {} must not \
             use; this one knows version {VERSION}",
            found.version, found.min_version
        ))
        .help("generate the job anew with the Loadwright that made the ledger newer, and build it"))
    }

    /// The statements that bring tables of an older version to this one.
    pub(crate) fn migration(&self, from: i64) -> String {
        self.filled(&schema::migration(self.dialect, from)) + &self.ddl()
    }

    /// Creates or changes the tables, one process at a time.
    fn change(&self, database: &mut Database, found: Option<Version>) -> Result<()> {
        let doing = if found.is_some() {
            "cannot bring the ledger's tables to this version"
        } else {
            "cannot create the ledger's tables"
        };
        let changing = |error| fault(error, doing);
        let mut transaction = database.transaction().map_err(changing)?;
        // Two first runs at once would both find no table, and one of them fail to make it.
        let key =
            xxh3_64(format!("loadwright ledger {}.{}", self.schema, self.prefix).as_bytes()) as i64;
        transaction.lock_transaction(key).map_err(changing)?;
        // Another process may have done it while this one waited.
        match self.version(&mut transaction)? {
            Some(found) if found.version >= VERSION => return self.suits(found),
            Some(found) => transaction
                .batch(&self.migration(found.version))
                .map_err(changing)?,
            None => transaction.batch(&self.ddl()).map_err(changing)?,
        }
        failpoint::reach("ledger.before_commit")?;
        transaction.commit().map_err(changing)
    }

    /// The statements that note the version; once it is there, they change nothing.
    pub(super) fn stamp(&self) -> String {
        format!(
            "DELETE FROM {{version}} WHERE version < {VERSION};\nINSERT INTO {{version}} \
             (version, min_version) SELECT {VERSION}, {MIN_VERSION} WHERE NOT EXISTS (SELECT 1 \
             FROM {{version}});\n"
        )
    }
}
