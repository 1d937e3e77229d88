//! The table that expressions are evaluated over: two columns of each type, one of them nullable, and random rows.

use fastrand::Rng;
use loadwright_generator::expr::Scope;
use loadwright_generator::types::SqlType;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::batch::rust_type;
use crate::values::{Value, choose, of_type};

/// A column; its nullable twin's name begins with `n` instead of `c`.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: SqlType,
    pub(crate) not_null: bool,
}

/// The rows and their columns.
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Value>>,
}

const TYPES: &[(&str, SqlType)] = &[
    ("bool", SqlType::Boolean),
    ("small", SqlType::SmallInt),
    ("int", SqlType::Integer),
    // Counts, places and lengths: arguments that make sense.
    ("count", SqlType::Integer),
    ("big", SqlType::BigInt),
    ("real", SqlType::Real),
    ("double", SqlType::Double),
    ("price", SqlType::Decimal(Some((8, 1)))),
    ("rate", SqlType::Decimal(Some((20, 6)))),
    ("whole", SqlType::Decimal(Some((18, 0)))),
    ("huge", SqlType::Decimal(Some((30, 10)))),
    ("text", SqlType::Text),
    ("word", SqlType::Text),
    ("var", SqlType::Varchar(3)),
    ("char", SqlType::Char(4)),
    ("bytes", SqlType::Bytea),
    ("date", SqlType::Date),
    ("time", SqlType::Time),
    ("at", SqlType::Timestamp),
    ("instant", SqlType::TimestampTz),
    ("uuid", SqlType::Uuid),
    ("json", SqlType::Json),
];

impl Table {
    /// So many rows.
    pub(crate) fn random(rows: usize, rng: &mut Rng) -> Table {
        let column = |prefix: &str, name: &str, ty| Column { name: format!("{prefix}_{name}"), ty, not_null: prefix == "c" };
        let columns: Vec<Column> = TYPES.iter().flat_map(|(name, ty)| [column("c", name, *ty), column("n", name, *ty)]).collect();
        let rows = (0..rows).map(|_| columns.iter().map(|column| column.value(rng)).collect()).collect();
        Table { columns, rows }
    }

    /// As the compiler sees it.
    pub(crate) fn scope(&self) -> Scope {
        let columns = self.columns.iter().map(|column| (column.name.clone(), column.ty, column.not_null)).collect();
        Scope { columns, params: Vec::new(), udfs: Vec::new() }
    }

    /// As PostgreSQL sees it: the table `r`, its rows numbered by `id`.
    pub(crate) fn sql(&self) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("{} {}{}", column.name, column.ty, if column.not_null { " NOT NULL" } else { "" }))
            .collect();
        let rows: Vec<String> = self
            .rows
            .iter()
            .enumerate()
            .map(|(id, row)| format!("({id}, {})", row.iter().map(Value::quoted).collect::<Vec<_>>().join(", ")))
            .collect();
        format!("CREATE TABLE r (id int PRIMARY KEY, {});\nINSERT INTO r VALUES\n{};\n", columns.join(", "), rows.join(",\n"))
    }

    /// As the batch sees it: `Row` and `ROWS`.
    pub(crate) fn rust(&self) -> TokenStream {
        let fields = self.columns.iter().map(|column| {
            let (name, ty) = (format_ident!("{}", column.name), rust_type(column.ty));
            if column.not_null { quote!(pub #name: #ty) } else { quote!(pub #name: Option<#ty>) }
        });
        let rows = self.rows.iter().map(|row| {
            let values = self.columns.iter().zip(row).map(|(column, value)| {
                let (name, rust) = (format_ident!("{}", column.name), value.rust(column.ty));
                if column.not_null || matches!(value, Value::Null) { quote!(#name: #rust) } else { quote!(#name: Some(#rust)) }
            });
            quote!(RowOf { #(#values),* })
        });
        let count = self.rows.len();
        quote! {
            use loadwright_runtime::{sql, value as types};
            #[allow(dead_code)]
            pub struct RowOf<'a> { #(#fields),* }
            pub type Row = RowOf<'static>;
            pub static ROWS: [Row; #count] = [#(#rows),*];
        }
    }

    /// The values of a row, as a person reads them.
    pub(crate) fn describe(&self, row: usize, sql: &str) -> String {
        let used = self.columns.iter().zip(&self.rows[row]).filter(|(column, _)| sql.contains(&column.name));
        used.map(|(column, value)| format!("{} = {}", column.name, value.quoted())).collect::<Vec<_>>().join(", ")
    }
}

impl Column {
    fn value(&self, rng: &mut Rng) -> Value {
        if !self.not_null && rng.u8(0..4) == 0 {
            return Value::Null;
        }
        if self.name.ends_with("count") {
            return Value::Integer(*choose(&[-2, -1, 0, 1, 2, 3, 4, 7, 12, 30], rng));
        }
        of_type(self.ty, rng)
    }
}
