//! What a PostgreSQL server lets the session's role do, and what to run so that it lets it do the
//! rest.

use super::session::Server;
use crate::database::{Fault, Record, Value, identifier, literal, values};

/// A right that a table has for each of its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    Select,
    Insert,
    Update,
}

impl Right {
    const ALL: [Right; 3] = [Right::Select, Right::Insert, Right::Update];

    fn word(self) -> &'static str {
        match self {
            Right::Select => "SELECT",
            Right::Insert => "INSERT",
            Right::Update => "UPDATE",
        }
    }
}

/// What the role may do in a schema.
pub(crate) struct SchemaRights {
    pub(crate) usage: bool,
    pub(crate) create: bool,
}

/// What the role may do with a table.
pub(crate) struct TableRights {
    name: String,
    pub(crate) owner: String,
    /// It is a table, partitioned or not: what has indexes.
    pub(crate) is_table: bool,
    /// The role is the owner, or as good as it.
    pub(crate) owns: bool,
    delete: bool,
    /// Each column, with the rights in the order of [`Right::ALL`].
    columns: Vec<(String, [bool; 3])>,
    /// Sequences of columns' defaults that the role may not take a number from, quoted.
    sequences: Vec<String>,
    /// The policies, where they hide rows from the role.
    pub(crate) policies: Option<Vec<String>>,
}

impl TableRights {
    /// What the role lacks of a right to some columns: the words of a GRANT. Columns that the table
    /// has not are not asked for.
    fn lacking(&self, right: Right, wanted: &[&str]) -> Option<String> {
        let place = Right::ALL.iter().position(|other| *other == right)?;
        let wanted = || {
            self.columns
                .iter()
                .filter(|(name, _)| wanted.contains(&name.as_str()))
        };
        let missing: Vec<String> = wanted()
            .filter(|(_, rights)| !rights[place])
            .map(|(name, _)| identifier(name))
            .collect();
        if missing.is_empty() {
            return None;
        }
        // Some columns were granted one by one: so are the others.
        let one_by_one = self.columns.iter().any(|(_, rights)| rights[place]);
        Some(if one_by_one {
            format!("{} ({})", right.word(), missing.join(", "))
        } else {
            right.word().to_owned()
        })
    }

    /// What the role lacks, as lines with the statements to run.
    pub(crate) fn obstacles(
        &self,
        role: &str,
        wanted: &[(Right, Vec<&str>)],
        delete: bool,
    ) -> Vec<String> {
        let mut grants: Vec<String> = wanted
            .iter()
            .filter_map(|(right, columns)| self.lacking(*right, columns))
            .collect();
        grants.extend((delete && !self.delete).then(|| "DELETE".to_owned()));
        let mut list = Vec::new();
        if !grants.is_empty() {
            let grants = grants.join(", ");
            list.push(format!(
                "the role {role} may not {grants} there: GRANT {grants} ON {} TO {}",
                self.name,
                identifier(role)
            ));
        }
        list.extend(self.sequences.iter().map(|sequence| {
            format!(
                "the role {role} may not take numbers of {sequence}, the default of a column: \
                 GRANT USAGE ON SEQUENCE {sequence} TO {}",
                identifier(role)
            )
        }));
        list
    }
}

/// What to tell of policies that hide rows.
pub(crate) fn hidden(role: &str, policies: &[String]) -> String {
    let what = match policies {
        [] => "row security without a policy hides all rows".to_owned(),
        [one] => format!("the policy {one} hides rows"),
        several => format!("the policies {} hide rows", several.join(", ")),
    };
    format!(
        "{what} from the role {role}, and what is hidden would seem to be gone: ALTER ROLE {} \
         BYPASSRLS, or another role; or write `row_security: view` under `target` in the spec, if \
         what the role sees is the truth",
        identifier(role)
    )
}

impl Server {
    /// The role that rights are asked for.
    pub(crate) fn role(&mut self) -> Result<String, Fault> {
        self.one_row("SELECT current_user::text", values![], |row| row.get(0))
    }

    /// Whether nothing can be written here, and why.
    pub(crate) fn read_only(&mut self) -> Result<Option<&'static str>, Fault> {
        let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'";
        let (standby, read_only): (bool, bool) =
            self.one_row(sql, values![], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(match (standby, read_only) {
            (true, _) => {
                Some("the server is a standby, which takes no writes: give the primary's URL")
            }
            (false, true) => Some(
                "the session is read-only (`default_transaction_read_only`): switch it off for \
                 the role",
            ),
            (false, false) => None,
        })
    }

    /// Whether the role may do something in the database: `CREATE` schemas, make `TEMP` tables.
    pub(crate) fn may_in_database(&mut self, right: &str) -> Result<bool, Fault> {
        self.one_row(
            "SELECT has_database_privilege(current_database(), ?1)",
            values![right],
            |row| row.get(0),
        )
    }

    /// The database's quoted name.
    pub(crate) fn database(&mut self) -> Result<String, Fault> {
        self.one_row("SELECT quote_ident(current_database())", values![], |row| {
            row.get(0)
        })
    }

    /// `None`: there is no such schema.
    pub(crate) fn schema_rights(&mut self, schema: &str) -> Result<Option<SchemaRights>, Fault> {
        let sql = "SELECT has_schema_privilege(oid, 'USAGE'), has_schema_privilege(oid, 'CREATE') \
                   FROM pg_namespace WHERE nspname::text = ?1";
        let read = |row: &Record| {
            Ok(SchemaRights {
                usage: row.get(0)?,
                create: row.get(1)?,
            })
        };
        self.query(sql, values![schema])?
            .first()
            .map(read)
            .transpose()
    }

    /// `None`: there is no such table. The role must have the right to use its schema.
    pub(crate) fn table_rights(&mut self, table: &str) -> Result<Option<TableRights>, Fault> {
        let sql = "SELECT r.rolname::text, pg_has_role(c.relowner, 'USAGE'), \
                   has_table_privilege(c.oid, 'DELETE'), c.relkind IN ('r', 'p') AND \
                   row_security_active(c.oid), c.relkind IN ('r', 'p') FROM pg_class c JOIN \
                   pg_roles r ON r.oid = c.relowner WHERE c.oid = to_regclass(?1)";
        let read = |row: &Record| {
            let rights = TableRights {
                name: table.to_owned(),
                owner: row.get(0)?,
                owns: row.get(1)?,
                delete: row.get(2)?,
                policies: row.get::<bool>(3)?.then(Vec::new),
                is_table: row.get(4)?,
                columns: Vec::new(),
                sequences: Vec::new(),
            };
            Ok::<_, Fault>(rights)
        };
        let Some(mut rights) = self
            .query(sql, values![table])?
            .first()
            .map(read)
            .transpose()?
        else {
            return Ok(None);
        };
        let sql = "SELECT attname::text, has_column_privilege(attrelid, attnum, 'SELECT'), \
                   has_column_privilege(attrelid, attnum, 'INSERT'), \
                   has_column_privilege(attrelid, attnum, 'UPDATE') FROM pg_attribute WHERE \
                   attrelid = to_regclass(?1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
        let column = |row: &Record| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]));
        rights.columns = self
            .query(sql, values![table])?
            .iter()
            .map(column)
            .collect::<Result<_, Fault>>()?;
        let sql = "SELECT DISTINCT format('%s.%I', s.relnamespace::regnamespace, s.relname) FROM \
                   pg_attrdef d JOIN pg_depend p ON p.classid = 'pg_attrdef'::regclass AND \
                   p.objid = d.oid AND p.refclassid = 'pg_class'::regclass JOIN pg_class s ON \
                   s.oid = p.refobjid WHERE d.adrelid = to_regclass(?1) AND CASE s.relkind WHEN \
                   'S' THEN NOT has_sequence_privilege(s.oid, 'USAGE, UPDATE') END";
        rights.sequences = self
            .query(sql, values![table])?
            .iter()
            .map(|row| row.get(0))
            .collect::<Result<_, Fault>>()?;
        if rights.policies.is_some() {
            rights.policies = Some(self.policies(&[table.to_owned()])?);
        }
        Ok(Some(rights))
    }

    /// The policies of those of the tables that have row security, each with its table's name.
    pub(crate) fn policies(&mut self, tables: &[String]) -> Result<Vec<String>, Fault> {
        let list = tables
            .iter()
            .map(|table| format!("to_regclass({})", literal(table)))
            .collect::<Vec<_>>()
            .join(", ");
        let sql = format!(
            "SELECT format('%I on %s.%I', p.polname, c.relnamespace::regnamespace, c.relname) \
             FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.oid IN ({list}) AND \
             c.relrowsecurity ORDER BY 1"
        );
        self.query(&sql, values![])?
            .iter()
            .map(|row| row.get(0))
            .collect()
    }

    /// Whether the role may do to rows of the table all that there is.
    pub(crate) fn may_write_all_of(&mut self, table: &str) -> Result<bool, Fault> {
        let rights = ["SELECT", "INSERT", "UPDATE", "DELETE"]
            .map(|right| format!("has_table_privilege(?1, '{right}')"))
            .join(" AND ");
        self.one_row(&format!("SELECT {rights}"), values![table], |row| {
            row.get(0)
        })
    }

    /// Sequences of the tables' identity columns that the role may not take numbers from, and set,
    /// by name.
    pub(crate) fn sequences_denied(&mut self, tables: &[String]) -> Result<Vec<String>, Fault> {
        let list = tables
            .iter()
            .map(|table| format!("to_regclass({})", literal(table)))
            .collect::<Vec<_>>()
            .join(", ");
        let sql = format!(
            "SELECT format('%s.%I', s.relnamespace::regnamespace, s.relname) FROM pg_depend d \
             JOIN pg_class s ON s.oid = d.objid WHERE d.classid = 'pg_class'::regclass AND \
             d.refclassid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refobjid IN ({list}) \
             AND CASE s.relkind WHEN 'S' THEN NOT (has_sequence_privilege(s.oid, 'USAGE') AND \
             has_sequence_privilege(s.oid, 'UPDATE')) END"
        );
        self.query(&sql, values![])?
            .iter()
            .map(|row| row.get(0))
            .collect()
    }

    fn one_row<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Record) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.query(sql, values)?
            .first()
            .map_or(Err(Fault::NoRow), read)
    }
}
