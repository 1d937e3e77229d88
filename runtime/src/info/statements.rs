//! The statements that a run sends.

/// The statements of one dialect; empty where the job has no use for one.
///
/// `${target}` and `${source}` stand for quoted, qualified names, `${table}` and `${index_…}` for
/// plain ones; `${where}` for a predicate on key columns, decided per chunk; `:name` for a param.
/// They stand so where SQL takes them; in literals, quoted names and comments they are text like
/// any other, and what is put in is never looked at again. Values are bound by place: the key's
/// columns first where a statement is about one key, then what the statement's own text sets from
/// left to right; the run's number and clock, which audit columns take, come last.
#[derive(Debug, Clone, Copy)]
pub struct Statements {
    /// Creates the target table.
    pub create_table: &'static str,
    /// Creates the index that keeps a second row of a key out.
    pub create_unique_index: &'static str,
    /// Creates the index of a key's versions.
    pub create_versions_index: &'static str,
    /// Reads the source: the spec's columns in order.
    pub read_source: &'static str,
    /// Reads key, hash, start, scope flag and deleted flag of current rows.
    pub read_slice: &'static str,
    /// Counts the current rows that can be missing (`missing_scope`).
    pub count_scope: &'static str,
    /// As `read_slice`, then the mapping's columns, to compare by column.
    pub read_current: &'static str,
    /// Reads the versions of one key: start, end, current, hash, then the type 0 columns.
    pub read_versions: &'static str,
    /// Inserts one row, current where the table has a history.
    pub insert: &'static str,
    /// Inserts a version that marks its key as deleted, with the values of the one that ended just
    /// now.
    pub insert_deleted: &'static str,
    /// Ends the current version of one key.
    pub close: &'static str,
    /// PostgreSQL: marks staged keys whose version began on this very day, for something else to be
    /// done about them.
    pub mark_todays: &'static str,
    /// Writes the columns that a change overwrites, and the hash, to the current row of one key.
    pub update_current: &'static str,
    /// Writes type 1 columns and the hash to one older version.
    pub update_version: &'static str,
    /// Overwrites the current version in place (second change on one day).
    pub overwrite_current: &'static str,
    /// Writes the hash of the current row of one key.
    pub rehash: &'static str,
    /// Deletes the row (or the current version) of one key.
    pub delete: &'static str,
    /// Flags the row of one key as deleted.
    pub flag: &'static str,
    /// Flags the row of one key as living again.
    pub unflag: &'static str,
    /// Inserts the special members that are not there yet.
    pub insert_member: &'static str,
    /// Counts violations of the history's rules for one key.
    pub check_key: &'static str,
    /// Removes the rows that one run inserted.
    pub delete_run: &'static str,
    /// Removes the rows of all other runs (the end of a load that replaces).
    pub delete_others: &'static str,
    /// PostgreSQL: takes the first rows of new keys by binary COPY.
    pub copy_in: &'static str,
    /// PostgreSQL: creates the staging table.
    pub create_stage: &'static str,
    /// PostgreSQL: takes changed rows into the staging table by binary COPY.
    pub copy_stage: &'static str,
    /// PostgreSQL: takes keys into the staging table by binary COPY.
    pub copy_stage_keys: &'static str,
    /// PostgreSQL: inserts the staged versions.
    pub insert_versions: &'static str,
}

impl Statements {
    /// No statement at all: what the compiler fills up from.
    pub const NONE: Statements = Statements {
        create_table: "",
        create_unique_index: "",
        create_versions_index: "",
        read_source: "",
        read_slice: "",
        count_scope: "",
        read_current: "",
        read_versions: "",
        insert: "",
        insert_deleted: "",
        close: "",
        mark_todays: "",
        update_current: "",
        update_version: "",
        overwrite_current: "",
        rehash: "",
        delete: "",
        flag: "",
        unflag: "",
        insert_member: "",
        check_key: "",
        delete_run: "",
        delete_others: "",
        copy_in: "",
        create_stage: "",
        copy_stage: "",
        copy_stage_keys: "",
        insert_versions: "",
    };
}
