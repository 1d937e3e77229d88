//! The mapping document, and a mapping inside its job.

use super::Shape::{
    Boolean, Cell, Character, Choice, Either, Expression, Filled, Integer, List, LowerName, Map,
    Name, Pair, Text, TextOrNull, Type, Version, Whole,
};
use super::{ANY_NUMBER, Field, Section, Shape};

/// The document.
pub(in crate::spec) const MAPPING: Section = Section {
    required: &["version", "mapping", "source", "target", "columns"],
    ..INLINE_MAPPING
};

/// A mapping inside its job.
pub(in crate::spec) const INLINE_MAPPING: Section = Section::new(
    "A mapping: what is read, what is written, and an expression for each target column. One \
     mapping may serve several jobs.",
    &[
        Field::new(
            "version",
            Version,
            "Version of the spec: 1. A mapping inside a job may leave it out.",
        )
        .examples(&["1"]),
        Field::new(
            "mapping",
            LowerName,
            "The mapping's name, `[a-z][a-z0-9_]*`. A mapping inside a job may leave it out and \
             is called as its job.",
        )
        .examples(&["dim_airport"]),
        Field::new(
            "timezone",
            Name,
            "The zone in which timestamps without one are read.",
        )
        .default("UTC")
        .examples(&["UTC", "America/New_York"]),
        Field::new("source", Shape::Section(&SOURCE), "What is read, and how.")
            .examples(&["{file: airports.csv, columns: {faa: text not null}}"]),
        Field::new(
            "target",
            Shape::Section(&TARGET),
            "The table that is written: its kind, key and history.",
        )
        .examples(&["{table: dim_airport, kind: dimension, key: [airport_code], scd: 2}"]),
        Field::new(
            "columns",
            Filled(&Either(&[Expression, Shape::Section(&COLUMN)])),
            "The target's columns: `name: expression`, or the long form. Their order is the \
             table's order.",
        )
        .examples(&["{airport_code: upper(trim(faa))}"]),
        Field::new(
            "udf",
            Name,
            "A Rust file that is copied into the crate; its `pub fn`s are callable in expressions.",
        )
        .examples(&["udf/cleaning.rs"]),
        Field::new(
            "examples",
            List(&Shape::Section(&EXAMPLE)),
            "Source rows with the target rows that they must become. They are unit tests of the \
             generated crate.",
        )
        .examples(&["[{given: {faa: 04g}, expect: {airport_code: 04G}}]"]),
    ],
)
.require(&["source", "target", "columns"]);

/// `source`.
pub(in crate::spec) const SOURCE: Section = Section {
    one_of: &["file", "table", "query"],
    ..Section::new(
        "What is read. Exactly one of `file`, `table` and `query`.",
        &[
            Field::new(
                "file",
                Name,
                "A file below the connection's root, or a glob; `${param}` is filled in. `.gz` is \
                 read as it is.",
            )
            .examples(&[
                "airports.csv",
                "'airports_${snapshot}.csv'",
                "'daily/*.csv.gz'",
            ]),
            Field::new(
                "table",
                Name,
                "A table or view, with or without its schema; `${param}` is filled in.",
            )
            .examples(&["airports", "crm.customer"]),
            Field::new("query", Name, "A query; `:param` is bound.")
                .examples(&["select id, name from customer where region = :region"]),
            Field::new(
                "files",
                Shape::Section(&FILES),
                "How several files are taken.",
            )
            .examples(&["{order: modified, loaded: skip}"]),
            Field::new("csv", Shape::Section(&CSV), "The files' dialect.")
                .examples(&["{delimiter: ';', nulls: ['', 'NA']}"]),
            Field::new(
                "columns",
                Filled(&SOURCE_COLUMN_SHAPE),
                "The source's columns: `name: SQL type [not null]`, or the long form.",
            )
            .examples(&["{faa: text not null, alt: 'decimal(8,1)'}"]),
            Field::new(
                "filter",
                Expression,
                "A boolean expression over the source: rows where it is not true are left out \
                 (and counted).",
            )
            .examples(&["tzone is not null"]),
            Field::new(
                "allow_empty",
                Boolean,
                "Without it a full load that reads no row, or whose file is missing, is refused.",
            )
            .default("false")
            .examples(&["true"]),
        ],
    )
    .require(&["columns"])
};

/// `files`.
pub(in crate::spec) const FILES: Section = Section::new(
    "How several files are taken.",
    &[
        Field::new("as", Choice(&["one_load"]), "All files are one load.")
            .default("one_load")
            .examples(&["one_load"]),
        Field::new(
            "order",
            Choice(&["name", "modified"]),
            "Their order: by `name` (default) or by time of change.",
        )
        .default("name")
        .examples(&["modified"]),
        Field::new(
            "loaded",
            Choice(&["reload", "skip"]),
            "Files that were loaded before (by digest): loaded again (`reload`, default), or \
             passed over.",
        )
        .default("reload")
        .examples(&["skip"]),
        Field::new(
            "none",
            Choice(&["error", "succeed"]),
            "No file at all: an `error` (default), or a run that does nothing.",
        )
        .default("error")
        .examples(&["succeed"]),
    ],
);

/// `csv`.
pub(in crate::spec) const CSV: Section = Section::new(
    "The dialect of CSV files.",
    &[
        Field::new("header", Boolean, "The first record names the columns.")
            .default("true")
            .examples(&["false"]),
        Field::new(
            "match",
            Choice(&["name", "position"]),
            "How columns are found: by `name` (default with a header) or by `position`.",
        )
        .examples(&["position"]),
        Field::new(
            "extra",
            Choice(&["ignore", "error"]),
            "Columns that the spec does not name: `ignore` them (default), or an `error`.",
        )
        .default("ignore")
        .examples(&["error"]),
        Field::new(
            "missing",
            Choice(&["error", "null"]),
            "Columns of the spec that a file lacks: an `error` (default), or NULL.",
        )
        .default("error")
        .examples(&["null"]),
        Field::new(
            "delimiter",
            Character,
            "What separates fields, one ASCII character.",
        )
        .default("','")
        .examples(&["';'", "\"\\t\""]),
        Field::new(
            "quote",
            Character,
            "What quotes fields, one ASCII character.",
        )
        .default("'\"'")
        .examples(&["\"'\""]),
        Field::new(
            "nulls",
            List(&Cell),
            "Texts that mean NULL where they are not quoted.",
        )
        .default("['']")
        .examples(&["['', 'NA']"]),
        Field::new(
            "quoted_nulls",
            Boolean,
            "Quoted fields are compared with `nulls` too: for exports that quote everything, \
             where `\"\"` is the only way to write NULL.",
        )
        .default("false")
        .examples(&["true"]),
        Field::new(
            "empty_lines",
            Choice(&["reject", "ignore"]),
            "Empty lines among records of several fields: each is a record that does not fit \
             (`reject`, default), or passed over (`ignore`). Those behind the last record are \
             passed over in any case. In a file of one column an empty line is a NULL.",
        )
        .default("reject")
        .examples(&["ignore"]),
        Field::new(
            "skip_lines",
            Whole(ANY_NUMBER),
            "Lines above the header that are passed over.",
        )
        .default("0")
        .examples(&["2"]),
        Field::new(
            "footer_lines",
            Whole(ANY_NUMBER),
            "Lines at the end that are passed over.",
        )
        .default("0")
        .examples(&["1"]),
        Field::new(
            "encoding",
            Name,
            "The files' encoding, any label of the WHATWG Encoding Standard.",
        )
        .default("utf-8")
        .examples(&["utf-8", "windows-1252", "iso-8859-1", "utf-16"]),
    ],
);

const SOURCE_COLUMN_SHAPE: Shape =
    Either(&[Type { not_null: true }, Shape::Section(&SOURCE_COLUMN)]);

/// A source column's long form.
pub(in crate::spec) const SOURCE_COLUMN: Section = Section::new(
    "A column of the source. It is trimmed, compared with `nulls`, then read as its type; a value \
     that does not fit rejects its row.",
    &[
        Field::new(
            "type",
            Type { not_null: true },
            "Its SQL type; `not null` may stand behind it.",
        )
        .examples(&["text", "decimal(8,1)", "bigint not null"]),
        Field::new(
            "from",
            Text,
            "What the source calls it: the header of a file, the column of a table or query. \
             Default: the name here.",
        )
        .examples(&["'Customer No.'"]),
        Field::new("not_null", Boolean, "NULL rejects the row.")
            .default("false")
            .examples(&["true"]),
        Field::new(
            "nulls",
            List(&Cell),
            "Texts that mean NULL. Default: those of `csv`.",
        )
        .examples(&["['NA']"]),
        Field::new(
            "quoted_nulls",
            Boolean,
            "Quoted fields are compared with `nulls` too. Default: that of `csv`.",
        )
        .examples(&["true"]),
        Field::new(
            "trim",
            Choice(&["none", "both", "right"]),
            "Blanks around the text: kept (`none`, default), or taken off at `both` sides or the \
             `right`.",
        )
        .default("none")
        .examples(&["both"]),
        Field::new(
            "format",
            Name,
            "How dates and times are written, where it is not ISO 8601, in strftime's letters.",
        )
        .examples(&["'%d.%m.%Y'"]),
        Field::new("decimal", Character, "The decimal mark.")
            .default("'.'")
            .examples(&["','"]),
        Field::new(
            "values",
            Pair(&Cell),
            "The texts of a boolean: the one for true, then the one for false.",
        )
        .examples(&["[J, N]"]),
    ],
)
.require(&["type"]);

/// `target`.
pub(in crate::spec) const TARGET: Section = Section::new(
    "The table that is written.",
    &[
        Field::new(
            "table",
            Name,
            "`table` or `schema.table`; `${param}` is filled in. It is created where it is \
             missing.",
        )
        .examples(&["dim_airport"]),
        Field::new(
            "kind",
            Choice(&["dimension", "fact", "staging"]),
            "What the table is: it decides the defaults and what may be asked of it.",
        )
        .examples(&["dimension"]),
        Field::new(
            "key",
            List(&Name),
            "The business key, in target column names. All rows of one key are loaded together.",
        )
        .examples(&["[airport_code]"]),
        Field::new(
            "empty_key",
            Choice(&["reject", "allow"]),
            "A business key whose text is empty: the row is rejected like one with NULL \
             (`reject`, default), or it counts (`allow`).",
        )
        .default("reject")
        .examples(&["allow"]),
        Field::new(
            "surrogate_key",
            Either(&[Name, Shape::Section(&SURROGATE_KEY)]),
            "A key of the warehouse's own: its column, or the long form.",
        )
        .examples(&["airport_sk"]),
        Field::new(
            "scd",
            SCD,
            "Required for a dimension: what a changed value does in columns that do not say it \
             themselves. 0: the first value stays; 1: it is overwritten; 2: a new version is made.",
        )
        .examples(&["2"]),
        Field::new(
            "write",
            Choice(&["append", "upsert", "replace"]),
            "How rows are written. Default: `upsert` with a key, `append` without; staging: \
             `replace`.",
        )
        .examples(&["append"]),
        Field::new(
            "on_source_delete",
            Choice(&["ignore", "close", "delete", "flag", "version"]),
            "Full loads: what happens to keys that the source no longer holds. `ignore` \
             (default), `close` their current version (needs history), `delete` their rows \
             (without history), `flag` them, or `version`: the current version ends, and one more \
             begins with its values that is marked in `deleted` (needs history); the key's return \
             ends that one.",
        )
        .default("ignore")
        .examples(&["close"]),
        Field::new(
            "deleted",
            Either(&[Name, Shape::Section(&DELETED)]),
            "The column that `on_source_delete: flag` and `version` set.",
        )
        .examples(&["{column: is_deleted, values: [true, false]}"]),
        Field::new(
            "missing_scope",
            Expression,
            "A condition over target columns and params: only rows where it holds can be missing \
             from a full load, and `close_limit` is a share of them. So a part of a source, a day \
             or a system, can be a full load of its own.",
        )
        .examples(&[
            "source_system = 'CRM'",
            "load_date = :day",
            "load_date >= date '2024-01-01'",
        ]),
        Field::new(
            "indexes",
            Choice(&["create", "none"]),
            "Loadwright's own indexes of the table, unique (key) of current rows and (key, \
             valid_from): made at the end of the first load (`create`, default), or left to a DBA \
             (`none`): `ddl` prints them.",
        )
        .default("create")
        .examples(&["none"]),
        Field::new(
            "duplicates",
            Choice(&["error", "first", "last"]),
            "A key with several rows in one load. Equal rows collapse; of others `error` \
             (default) rejects all, `first` and `last` take one by `order_by`.",
        )
        .default("error")
        .examples(&["last"]),
        Field::new(
            "order_by",
            List(&Expression),
            "Orders the rows of one key within a load.",
        )
        .examples(&["[updated_at desc nulls last]"]),
        Field::new(
            "late",
            Choice(&["reject"]),
            "An effective date before the current version's: the row is rejected.",
        )
        .default("reject")
        .examples(&["reject"]),
        Field::new(
            "history",
            Shape::Section(&HISTORY),
            "The columns of versions. They are made where a column is type 2, or where `history` \
             is written.",
        )
        .examples(&["{type: date}"]),
        Field::new(
            "row_hash",
            Either(&[Name, Shape::Section(&ROW_HASH)]),
            "The column of the hash by which changes are found; `none`: rows are compared by \
             column. Default for a dimension: `row_hash`.",
        )
        .examples(&["none", "{column: row_hash}"]),
        Field::new(
            "type1_scope",
            Choice(&["all_versions", "current_version"]),
            "Which versions of a key a type 1 change overwrites.",
        )
        .default("all_versions")
        .examples(&["current_version"]),
        Field::new(
            "row_security",
            Choice(&["refuse", "view"]),
            "Rows of source, target or job log that a policy of PostgreSQL hides from the job's \
             role. `refuse` (default): the run ends before a row moves, for they would seem to be \
             gone. `view`: what the role sees is the truth.",
        )
        .default("refuse")
        .examples(&["view"]),
        Field::new(
            "unknown_member",
            Shape::Section(&MEMBER),
            "The row that facts point to whose dimension row is not known.",
        )
        .examples(&["{key: -1, values: {airport_name: Unknown}}"]),
        Field::new(
            "not_applicable",
            Shape::Section(&MEMBER),
            "The row that facts point to which have no such dimension.",
        )
        .examples(&["{key: -2, values: {airport_name: Not applicable}}"]),
        Field::new(
            "audit",
            Shape::Section(&AUDIT),
            "Columns that say which run wrote a row, and when. They are stored, never compared or \
             hashed.",
        )
        .examples(&["{inserted_run: load_id, updated_run: upd_load_id}"]),
    ],
)
.require(&["table", "kind"]);

const SCD: Shape = Choice(&["0", "1", "2"]);

/// `surrogate_key`.
pub(in crate::spec) const SURROGATE_KEY: Section = Section::new(
    "A key of the warehouse's own.",
    &[
        Field::new("column", Name, "Its column.").examples(&["airport_sk"]),
        Field::new(
            "type",
            Type { not_null: false },
            "Its type: `bigint`, or a smaller integer.",
        )
        .default("bigint")
        .examples(&["bigint"]),
        Field::new(
            "generate",
            Choice(&["identity", "default"]),
            "Who makes it: the database (`identity`, default), or the `default` of the column of \
             a table that is there already.",
        )
        .default("identity")
        .examples(&["default"]),
    ],
)
.require(&["column"]);

const FLAG_VALUES: Field = Field::new(
    "values",
    Pair(&Cell),
    "The column's value when set, then when not.",
)
.default("[true, false]")
.examples(&["[Y, N]"]);

/// `deleted`.
pub(in crate::spec) const DELETED: Section = Section::new(
    "The column that marks keys that are gone.",
    &[
        Field::new("column", Name, "Its name.").examples(&["is_deleted"]),
        FLAG_VALUES,
    ],
)
.require(&["column"]);

/// `is_current`.
pub(in crate::spec) const IS_CURRENT: Section = Section::new(
    "The column that marks current versions.",
    &[
        Field::new("column", Name, "Its name.")
            .default("is_current")
            .examples(&["is_current"]),
        FLAG_VALUES,
    ],
);

/// `history`.
pub(in crate::spec) const HISTORY: Section = Section::new(
    "The columns of versions.",
    &[
        Field::new(
            "valid_from",
            Name,
            "The column with a version's first instant.",
        )
        .default("valid_from")
        .examples(&["valid_from"]),
        Field::new(
            "valid_to",
            Name,
            "The column with the instant at which it ended; itself excluded.",
        )
        .default("valid_to")
        .examples(&["valid_to"]),
        Field::new(
            "is_current",
            Either(&[Name, Shape::Section(&IS_CURRENT)]),
            "The column that marks a key's current version.",
        )
        .default("is_current")
        .examples(&["{column: is_current, values: [Y, N]}"]),
        Field::new(
            "type",
            Type { not_null: false },
            "Type of `valid_from` and `valid_to`: `timestamptz`, `timestamp` or `date`.",
        )
        .default("timestamptz")
        .examples(&["timestamptz", "timestamp", "date"]),
        Field::new(
            "current_valid_to",
            TextOrNull,
            "What stands in `valid_to` of current versions; may be null.",
        )
        .default("'9999-12-31'")
        .examples(&["'9999-12-31'", "null"]),
        Field::new(
            "effective_from",
            Choice(&["run"]),
            "When a new version begins: at the `run`'s effective time.",
        )
        .default("run")
        .examples(&["run"]),
        Field::new(
            "first_version_from",
            Name,
            "When a key's first version begins: `low_date` (default), `effective` (the run's \
             effective time), or a timestamp.",
        )
        .default("low_date")
        .examples(&["low_date", "effective", "'2000-01-01'"]),
        Field::new(
            "low_date",
            Name,
            "The date of `first_version_from: low_date`.",
        )
        .default("'1900-01-01'")
        .examples(&["'1900-01-01'"]),
    ],
);

/// `row_hash`.
pub(in crate::spec) const ROW_HASH: Section = Section::new(
    "The column of the change hash.",
    &[Field::new("column", Name, "Its name.").examples(&["row_hash"])],
)
.require(&["column"]);

/// `unknown_member` and `not_applicable`.
pub(in crate::spec) const MEMBER: Section = Section::new(
    "A special row. Loads leave it alone.",
    &[
        Field::new("key", Integer, "Its surrogate key.").examples(&["-1"]),
        Field::new(
            "values",
            Map(&Cell),
            "Its values by target column; NULL where none is given.",
        )
        .examples(&["{airport_name: Unknown}"]),
    ],
)
.require(&["key"]);

/// `audit`.
pub(in crate::spec) const AUDIT: Section = Section::new(
    "Columns about runs.",
    &[
        Field::new("inserted_run", Name, "The run that inserted the row.").examples(&["load_id"]),
        Field::new("updated_run", Name, "The run that last changed it.").examples(&["upd_load_id"]),
        Field::new("inserted_at", Name, "When it was inserted.").examples(&["dw_inserted_at"]),
        Field::new("updated_at", Name, "When it was last changed.").examples(&["dw_updated_at"]),
    ],
);

/// A target column's long form.
pub(in crate::spec) const COLUMN: Section = Section {
    one_of: &["expr", "value"],
    ..Section::new(
        "A column of the target: `expr` or `value`, and what there is to say of it.",
        &[
            Field::new(
                "expr",
                Expression,
                "A SQL expression over source columns, params and functions, with PostgreSQL's \
                 semantics.",
            )
            .examples(&["trim(name)"]),
            Field::new("value", Cell, "A constant.").examples(&["CRM"]),
            Field::new(
                "type",
                Type { not_null: false },
                "Its SQL type. Default: the expression's.",
            )
            .examples(&["text", "decimal(12,2)"]),
            Field::new(
                "not_null",
                Boolean,
                "NULL rejects the row. Columns of the key are not null in any case; `false` there \
                 says that rows without a key are expected, and quiets the warning.",
            )
            .default("false")
            .examples(&["true"]),
            Field::new(
                "scd",
                SCD,
                "What a changed value does: 0, 1 or 2 (see `scd` of the target). Default: the \
                 target's.",
            )
            .examples(&["1"]),
            Field::new(
                "track",
                Boolean,
                "`false`: never compared or hashed, and written when the row is: with history in \
                 each new version, without in each insert and update.",
            )
            .default("true")
            .examples(&["false"]),
            Field::new(
                "comment",
                Text,
                "What the column holds: stands in the README, the code and the table's DDL.",
            )
            .examples(&["Name as published"]),
        ],
    )
};

/// One of `examples`.
pub(in crate::spec) const EXAMPLE: Section = Section::new(
    "A source row, and what it must become.",
    &[
        Field::new(
            "given",
            Map(&Cell),
            "Source cells by column, as the source writes them; columns left out are NULL.",
        )
        .examples(&["{faa: 04g}"]),
        Field::new(
            "expect",
            Map(&Cell),
            "Target cells by column; columns left out are not compared.",
        )
        .examples(&["{airport_code: 04G}"]),
    ],
)
.require(&["given", "expect"]);
