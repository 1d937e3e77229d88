//! A job as torture draws it: what the model goes by, and what is written as YAML for the compiler.
//! JSON is YAML.

use serde_json::{Map, Value, json};

use crate::values::Kind;

/// A job with its mapping.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) name: String,
    pub(crate) origin: Origin,
    pub(crate) source: Vec<SourceColumn>,
    /// Rows with `skip` in this source column are left out.
    pub(crate) filter: Option<usize>,
    pub(crate) allow_empty: bool,
    pub(crate) full: bool,
    pub(crate) table: Table,
    /// Places of the key in `columns`.
    pub(crate) key: Vec<usize>,
    pub(crate) columns: Vec<Column>,
    pub(crate) surrogate: Option<&'static str>,
    pub(crate) history: Option<History>,
    pub(crate) on_delete: OnDelete,
    pub(crate) deleted: Option<Flag>,
    /// Only rows with this text in this column can be missing.
    pub(crate) scope: Option<(usize, &'static str)>,
    pub(crate) duplicates: Duplicates,
    pub(crate) order_by: Vec<Order>,
    pub(crate) type1_everywhere: bool,
    pub(crate) hashed: bool,
    pub(crate) member: bool,
    pub(crate) audit: bool,
    pub(crate) max_rejects: u64,
    pub(crate) close_percent: f64,
    pub(crate) close_min_rows: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Table,
    Query,
    File,
}

#[derive(Debug, Clone)]
pub(crate) struct SourceColumn {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) not_null: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Dimension,
    /// A fact with a key: merged, appended, or replaced.
    Upsert,
    AppendKeyed,
    ReplaceKeyed,
    /// Without a key.
    Append,
    Staging,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) expr: Expr,
    pub(crate) not_null: bool,
    pub(crate) change: Change,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expr {
    /// The source column at this place, as it is.
    Plain(usize),
    /// `upper(trim(…))` of a text.
    UpperTrim(usize),
    /// A text in a column of eight characters: a longer one does not fit.
    Short(usize),
    /// An integer in a `smallint`.
    Small(usize),
    /// A constant.
    Constant(&'static str),
    /// The run's parameter `batch`.
    Batch,
}

/// What a changed value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Key,
    Keep,
    Overwrite,
    Version,
    Untracked,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Flag {
    pub(crate) column: &'static str,
    pub(crate) values: FlagValues,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlagValues {
    Boolean,
    Letters,
    Numbers,
}

#[derive(Debug, Clone)]
pub(crate) struct History {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) current: Flag,
    pub(crate) kind: HistoryKind,
    /// `current_valid_to` as a date; `None` for null.
    pub(crate) open_end: Option<&'static str>,
    pub(crate) first: First,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HistoryKind {
    Date,
    Timestamp,
    TimestampTz,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    LowDate,
    Effective,
    At(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDelete {
    Ignore,
    Close,
    Delete,
    Flag,
    Version,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duplicates {
    Error,
    First,
    Last,
}

/// An entry of `order_by`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub(crate) column: usize,
    pub(crate) descending: bool,
    pub(crate) nulls_first: Option<bool>,
}

/// The low date, where a spec does not say another.
pub(crate) const LOW_DATE: &str = "1900-01-01";

/// The target table of every job: each history has a database or a schema of its own.
pub(crate) const TARGET: &str = "target_table";

/// The source table.
pub(crate) const SOURCE: &str = "source_table";

impl Spec {
    pub(crate) fn has_key(&self) -> bool {
        !self.key.is_empty()
    }

    /// A keyless load of files: each is loaded once.
    pub(crate) fn loads_files_once(&self) -> bool {
        self.origin == Origin::File && self.table == Table::Append
    }

    /// Whether keys that are gone are looked for.
    pub(crate) fn looks_for_missing(&self) -> bool {
        self.table == Table::ReplaceKeyed || self.full && self.on_delete != OnDelete::Ignore
    }

    /// The type of a target column, as far as its texts go.
    pub(crate) fn kind_of(&self, column: &Column) -> Kind {
        match column.expr {
            Expr::Plain(place)
            | Expr::UpperTrim(place)
            | Expr::Short(place)
            | Expr::Small(place) => self.source[place].kind,
            Expr::Constant(_) | Expr::Batch => Kind::Text,
        }
    }

    /// The job's document.
    pub(crate) fn document(&self) -> Value {
        let source = if self.origin == Origin::File {
            "files"
        } else {
            "shop"
        };
        let mut job = json!({
            "version": 1,
            "job": self.name,
            "source": source,
            "target": "warehouse",
            "load": if self.full { "full" } else { "incremental" },
            "params": {"batch": {"type": "text", "default": "0"}},
            "rejects": {"max_rows": self.max_rejects},
            "close_limit": {"percent": self.close_percent, "min_rows": self.close_min_rows},
            "retry": {"max_attempts": 6, "initial_delay_ms": 20, "multiplier": 2.0, "max_delay_ms": 200},
        });
        job["mapping"] = json!({"version": 1, "source": self.source_section(), "target": self.target_section(), "columns": self.columns_section()});
        job
    }

    fn source_section(&self) -> Value {
        let columns: Map<String, Value> = self
            .source
            .iter()
            .map(|column| {
                let not_null = if column.not_null { " not null" } else { "" };
                (
                    column.name.to_owned(),
                    json!(format!("{}{not_null}", column.kind.name())),
                )
            })
            .collect();
        let mut section = json!({"columns": columns});
        match self.origin {
            Origin::Table => section["table"] = json!(SOURCE),
            Origin::Query => {
                let names: Vec<String> = self
                    .source
                    .iter()
                    .map(|column| quoted(column.name))
                    .collect();
                section["query"] = json!(format!("SELECT {} FROM {SOURCE}", names.join(", ")));
            }
            Origin::File => section["file"] = json!("in_*.csv"),
        }
        if let Some(place) = self.filter {
            let name = quoted(self.source[place].name);
            section["filter"] = json!(format!("{name} is null or {name} <> 'skip'"));
        }
        if self.allow_empty {
            section["allow_empty"] = json!(true);
        }
        section
    }

    fn target_section(&self) -> Value {
        let mut target = json!({"table": TARGET});
        let (kind, write) = match self.table {
            Table::Dimension => ("dimension", None),
            Table::Upsert => ("fact", Some("upsert")),
            Table::AppendKeyed | Table::Append => ("fact", Some("append")),
            Table::ReplaceKeyed => ("fact", Some("replace")),
            Table::Staging => ("staging", None),
        };
        target["kind"] = json!(kind);
        if let Some(write) = write {
            target["write"] = json!(write);
        }
        if self.has_key() {
            target["key"] = self
                .key
                .iter()
                .map(|place| json!(self.columns[*place].name))
                .collect();
        }
        if let Some(name) = self.surrogate {
            target["surrogate_key"] = json!(name);
        }
        if self.table == Table::Dimension {
            target["scd"] = json!(2);
            if !self.hashed {
                target["row_hash"] = json!("none");
            }
            if !self.type1_everywhere {
                target["type1_scope"] = json!("current_version");
            }
        }
        if self.on_delete != OnDelete::Ignore {
            target["on_source_delete"] = json!(match self.on_delete {
                OnDelete::Close => "close",
                OnDelete::Delete => "delete",
                OnDelete::Version => "version",
                OnDelete::Flag | OnDelete::Ignore => "flag",
            });
        }
        if let Some(flag) = &self.deleted {
            target["deleted"] = flag.section();
        }
        if let Some((place, text)) = self.scope {
            target["missing_scope"] =
                json!(format!("{} = '{text}'", quoted(self.columns[place].name)));
        }
        if self.duplicates != Duplicates::Error {
            target["duplicates"] = json!(if self.duplicates == Duplicates::First {
                "first"
            } else {
                "last"
            });
            target["order_by"] = self
                .order_by
                .iter()
                .map(|order| json!(order.text(self)))
                .collect();
        }
        if let Some(history) = &self.history {
            target["history"] = history.section();
        }
        if self.member {
            // A key is never null; what else the row holds does not matter to the loads.
            let values: Map<String, Value> = self
                .key
                .iter()
                .map(|place| {
                    (
                        self.columns[*place].name.to_owned(),
                        json!(member_text(self.kind_of(&self.columns[*place]))),
                    )
                })
                .collect();
            target["unknown_member"] = json!({"key": -1, "values": values});
        }
        if self.audit {
            target["audit"] = json!({"inserted_run": "load_id", "updated_run": "upd_load_id"});
        }
        target
    }

    fn columns_section(&self) -> Map<String, Value> {
        self.columns
            .iter()
            .map(|column| (column.name.to_owned(), self.column_section(column)))
            .collect()
    }

    fn column_section(&self, column: &Column) -> Value {
        let name = |place: usize| quoted(self.source[place].name);
        let mut section = match column.expr {
            Expr::Plain(place) => json!({"expr": name(place)}),
            Expr::UpperTrim(place) => json!({"expr": format!("upper(trim({}))", name(place))}),
            Expr::Short(place) => json!({"expr": name(place), "type": "varchar(8)"}),
            Expr::Small(place) => json!({"expr": name(place), "type": "smallint"}),
            Expr::Constant(text) => json!({"value": text}),
            Expr::Batch => json!({"expr": ":batch"}),
        };
        let scd = |section: &mut Value, number: u8| {
            if self.table == Table::Dimension {
                section["scd"] = json!(number);
            }
        };
        match column.change {
            // Rows without a key are expected.
            Change::Key => section["not_null"] = json!(false),
            Change::Keep => scd(&mut section, 0),
            Change::Overwrite => scd(&mut section, 1),
            Change::Version => scd(&mut section, 2),
            Change::Untracked => section["track"] = json!(false),
        }
        if column.not_null && column.change != Change::Key {
            section["not_null"] = json!(true);
        }
        section
    }
}

impl Flag {
    /// As a table holds it.
    pub(crate) fn text(&self, on: bool) -> &'static str {
        match (self.values, on) {
            (FlagValues::Letters, true) => "Y",
            (FlagValues::Letters, false) => "N",
            (_, true) => "1",
            (_, false) => "0",
        }
    }

    fn section(&self) -> Value {
        match self.values {
            FlagValues::Boolean => json!({"column": self.column}),
            FlagValues::Letters => json!({"column": self.column, "values": ["Y", "N"]}),
            FlagValues::Numbers => json!({"column": self.column, "values": [1, 0]}),
        }
    }
}

impl History {
    fn section(&self) -> Value {
        let mut section = json!({
            "valid_from": self.from,
            "valid_to": self.to,
            "is_current": self.current.section(),
            "type": match self.kind {
                HistoryKind::Date => "date",
                HistoryKind::Timestamp => "timestamp",
                HistoryKind::TimestampTz => "timestamptz",
            },
            "current_valid_to": self.open_end,
        });
        match self.first {
            First::LowDate => {}
            First::Effective => section["first_version_from"] = json!("effective"),
            First::At(date) => section["first_version_from"] = json!(date),
        }
        section
    }

    /// An instant of the ledger, `2024-01-02T03:04:05.000000Z`, or a date, as the history's columns
    /// hold it.
    pub(crate) fn stored(&self, instant: &str) -> String {
        let instant = if instant.len() == 10 {
            format!("{instant}T00:00:00.000000Z")
        } else {
            instant.to_owned()
        };
        match self.kind {
            HistoryKind::Date => instant[..10].to_owned(),
            HistoryKind::Timestamp => instant.trim_end_matches('Z').to_owned(),
            HistoryKind::TimestampTz => instant,
        }
    }
}

impl Order {
    fn text(&self, spec: &Spec) -> String {
        let nulls = match self.nulls_first {
            None => "",
            Some(true) => " nulls first",
            Some(false) => " nulls last",
        };
        format!(
            "{}{}{nulls}",
            quoted(spec.source[self.column].name),
            if self.descending { " desc" } else { "" }
        )
    }
}

/// The special member's value in a key column.
pub(crate) fn member_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "(unknown)",
        Kind::Integer | Kind::BigInt => "-999",
        Kind::Decimal => "-999.00",
        Kind::Date => "1800-01-01",
        Kind::Timestamp => "1800-01-01T00:00:00",
        Kind::TimestampTz => "1800-01-01T00:00:00Z",
        Kind::Uuid => "99999999-9999-9999-9999-999999999999",
        Kind::Boolean => "false",
    }
}

pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
