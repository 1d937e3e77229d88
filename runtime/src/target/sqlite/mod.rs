//! Writing into SQLite: prepared statements about single rows, in one transaction a chunk.

pub(super) mod apply;
mod close;
mod insert;

use loadwright_types::pieces::pieces;

use super::Target;

/// The statements about single rows, with their names put in.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pub(crate) insert: String,
    /// As `insert`, for [`INSERT_ROWS`] rows.
    pub(crate) insert_many: String,
    pub(crate) insert_deleted: String,
    pub(crate) close: String,
    pub(crate) update_current: String,
    pub(crate) update_version: String,
    pub(crate) overwrite_current: String,
    pub(crate) rehash: String,
    pub(crate) delete: String,
    pub(crate) flag: String,
    pub(crate) unflag: String,
    pub(crate) read_versions: String,
    pub(crate) check_key: String,
}

impl Texts {
    pub(super) fn of(target: &Target) -> Texts {
        Texts {
            insert: target.sql(|statements| statements.insert),
            insert_many: repeated(&target.sql(|statements| statements.insert), INSERT_ROWS),
            insert_deleted: target.sql(|statements| statements.insert_deleted),
            close: target.sql(|statements| statements.close),
            update_current: target.sql(|statements| statements.update_current),
            update_version: target.sql(|statements| statements.update_version),
            overwrite_current: target.sql(|statements| statements.overwrite_current),
            rehash: target.sql(|statements| statements.rehash),
            delete: target.sql(|statements| statements.delete),
            flag: target.sql(|statements| statements.flag),
            unflag: target.sql(|statements| statements.unflag),
            read_versions: target.sql(|statements| statements.read_versions),
            check_key: target.sql(|statements| statements.check_key),
        }
    }
}

/// Rows that one statement inserts: what SQLite does once a statement is shared by so many.
pub(crate) const INSERT_ROWS: usize = 16;

/// An `INSERT … VALUES (…)` for several rows.
fn repeated(insert: &str, rows: usize) -> String {
    let insert = insert.trim_end().trim_end_matches(';');
    let ends = pieces(insert).scan(0, |end, (_, text)| {
        *end += text.len();
        Some((text, *end))
    });
    let Some((_, row)) = ends.filter(|(text, _)| *text == "VALUES").last() else { return insert.to_owned() };
    format!("{}{}", &insert[..row], vec![&insert[row..]; rows].join(","))
}
