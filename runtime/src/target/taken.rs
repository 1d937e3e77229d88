//! A row is to have what another row of the table has, and a unique constraint says no.
//!
//! Of the key itself it is a race: someone else wrote it meanwhile, and another attempt sees that.
//! Of other columns it is the data: a value that moves from one key to another. The other row may
//! give it up within this very load, so that such a chunk is written again when the others are, and
//! at last together with what the run closes; what is still in the way then is no passing fault.

use crate::database::identifier;
use crate::error::{Error, Kind};
use crate::info::{Literal, SurrogateKey, Write};
use crate::target::{Target, Writer};

/// Why a unique constraint stands in the way of a load that replaces a table without a key.
pub(crate) const REPLACED: &str = "the last load's rows are there until this one's are all in; \
                                   name the constraint's columns as `key:` of the target, and \
                                   rows are replaced by it";

/// What a database says of it.
pub(crate) struct Taken {
    /// The constraint's columns, where it names them.
    pub(crate) columns: Vec<String>,
    /// Its name, where it has one.
    pub(crate) constraint: Option<String>,
}

impl Writer<'_> {
    /// The error, of the kind that decides what is done about it. `row`: which row could not be
    /// written.
    pub(crate) fn taken(
        &self,
        taken: &Taken,
        row: &str,
        because: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        let target = self.target;
        let info = target.info;
        let has = |name: &str| taken.columns.iter().any(|column| column == name);
        let is_ours = taken.constraint.as_deref() == Some(&target.index_name("current"));
        if is_ours || target.is_of_key(&taken.columns) {
            return Error::new(Kind::Transient, row).because(because);
        }
        if let Some(SurrogateKey { column, .. }) = info.surrogate_key.filter(|key| has(key.column))
        {
            return Error::failed(row).because(because).help(format!(
                "the table gives a number in `{column}` that it gave before: set its sequence, or \
                 its default, behind the largest that is there"
            ));
        }
        let columns = if taken.columns.is_empty() {
            "the constraint's columns".to_owned()
        } else {
            taken.columns.join(", ")
        };
        let cause = match (info.write, info.key.is_empty()) {
            (Write::Replace, true) => REPLACED.to_owned(),
            (Write::Append, _) | (_, true) => "if the source gives it twice, mend the source; \
                                               rows that may be there already need the \
                                               constraint's columns as `key:`"
                .to_owned(),
            _ => format!(
                "if the source gives it to two keys, mend the source; if not, {}",
                target.way_to_move(&taken.columns)
            ),
        };
        Error::new(Kind::Conflict, row)
            .because(because)
            .help(format!(
                "another row of {} has the same {columns}: {cause}",
                target.name()
            ))
    }
}

impl Target {
    /// Whether no load gives these to two rows: they are the key, and with a history at most when
    /// its version begins or ends beside it. Of a column more two versions of one key may have the
    /// same values.
    fn is_of_key(&self, columns: &[String]) -> bool {
        let info = self.info;
        let has = |name: &str| columns.iter().any(|column| column == name);
        if info.key.is_empty() || !info.key.iter().all(|place| has(info.columns[*place].name)) {
            return false;
        }
        let Some(history) = info.history else {
            return true;
        };
        // Of an expression all names that are in it.
        let is_in = |text: &str, name: &str| {
            text.split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word == name)
        };
        let is_about = |name: &str| {
            columns
                .iter()
                .any(|column| column == name || is_in(column, name))
        };
        let values = (0..info.columns.len())
            .filter(|place| !info.key.contains(place))
            .map(|place| info.columns[place].name);
        !values
            .chain([history.is_current.column])
            .chain(info.deleted.map(|flag| flag.column))
            .any(is_about)
    }

    /// How a value of these columns can move from one key to another, for an error or a warning.
    pub(crate) fn way_to_move(&self, columns: &[String]) -> String {
        // An expression stands for itself, if it is told at all.
        let is_column = |name: &str| self.info.columns.iter().any(|column| column.name == name);
        let shown = |name: &String| match name.as_str() {
            "" => "…".to_owned(),
            name if is_column(name) => identifier(name),
            expression => expression.to_owned(),
        };
        let list = if columns.is_empty() {
            "…".to_owned()
        } else {
            columns.iter().map(shown).collect::<Vec<_>>().join(", ")
        };
        let table = self.quoted();
        if let Some(history) = self.info.history {
            let is = |column: &str, value: Literal| {
                format!("{} = {}", identifier(column), self.dialect.literal(&value))
            };
            let gone = self
                .info
                .deleted
                .map(|gone| format!(" AND {}", is(gone.column, gone.off)))
                .unwrap_or_default();
            let current = is(history.is_current.column, history.is_current.on);
            return format!(
                "let the constraint hold for current rows only: CREATE UNIQUE INDEX … ON {table} \
                 ({list}) WHERE {current}{gone}"
            );
        }
        if self.dialect.defers_constraints() {
            return format!(
                "let the constraint be asked at the end: ALTER TABLE {table} ADD CONSTRAINT … \
                 UNIQUE ({list}) DEFERRABLE"
            );
        }
        format!(
            "two keys exchange their values, which {} cannot write while the constraint is there: \
             drop it, or let it be a plain index",
            self.dialect.product()
        )
    }
}
