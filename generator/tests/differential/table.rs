//! The table that expressions are evaluated over: two columns of each type, one of them nullable,
//! and random rows. Params and what is asked of the run are functions for the server: neither
//! columns nor constants that it could compute in advance.

use std::collections::BTreeSet;

use fastrand::Rng;
use loadwright_generator::expr::Scope;
use loadwright_generator::names::const_ident;
use loadwright_generator::types::{ExprType, SqlType};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::batch::borrowed;
use crate::grammar::{base, null_column};
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
    pub(crate) params: Vec<Column>,
    given: Vec<Value>,
}

/// What the harness tells of the run, in the server's words. The row's line is a column.
const RUN: &[(&str, &str, &str)] = &[
    ("run_id", "bigint", "42"),
    ("run_started_at", "timestamptz", "2013-01-01 05:00:00.25"),
    ("effective_at", "timestamptz", "2012-12-31 23:59:59.999999"),
    ("job_name", "text", "differential"),
    ("source_file", "text", "eu/ports.csv"),
];

const TYPES: &[(&str, SqlType)] = &[
    ("bool", SqlType::Boolean),
    ("small", SqlType::SmallInt),
    ("int", SqlType::Integer),
    // Counts, places and lengths: arguments that make sense.
    ("count", SqlType::Integer),
    ("big", SqlType::BigInt),
    ("real", SqlType::Real),
    ("double", SqlType::Double),
    ("price", SqlType::decimal(8, 1)),
    ("rate", SqlType::decimal(20, 6)),
    ("whole", SqlType::decimal(18, 0)),
    ("huge", SqlType::decimal(30, 10)),
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
        let column = |prefix: &str, name: &str, ty| Column {
            name: format!("{prefix}_{name}"),
            ty,
            not_null: prefix == "c",
        };
        let columns: Vec<Column> = TYPES
            .iter()
            .flat_map(|(name, ty)| [column("c", name, *ty), column("n", name, *ty)])
            .collect();
        let rows = (0..rows)
            .map(|_| columns.iter().map(|column| column.value(rng)).collect())
            .collect();
        let params: Vec<Column> = TYPES
            .iter()
            .map(|(name, ty)| column("p", name, *ty))
            .collect();
        let given = params
            .iter()
            .map(|param| of_type(param.ty.into(), rng))
            .collect();
        Table {
            columns,
            rows,
            params,
            given,
        }
    }

    /// As the compiler sees it.
    pub(crate) fn scope(&self) -> Scope {
        let columns = self
            .columns
            .iter()
            .map(|column| (column.name.clone(), column.ty, column.not_null))
            .collect();
        let params = self
            .params
            .iter()
            .map(|param| (param.name.clone(), param.ty))
            .collect();
        Scope {
            columns,
            params,
            udfs: Vec::new(),
        }
    }

    /// As PostgreSQL sees it: the table `r`, its rows numbered by `id`.
    pub(crate) fn sql(&self) -> String {
        let definition = |column: &Column| {
            format!(
                "{} {}{}",
                column.name,
                column.ty,
                if column.not_null { " NOT NULL" } else { "" }
            )
        };
        let columns: Vec<String> = self.columns.iter().map(definition).collect();
        let names: Vec<&str> = self
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        // In PL/pgSQL, which is called as it stands.
        let function = |name: &str, ty: String, value: String| {
            format!(
                "CREATE FUNCTION {name}() RETURNS {ty} STABLE LANGUAGE plpgsql AS $$ BEGIN RETURN \
                 {value}; END $$;\n"
            )
        };
        let params = self.params.iter().zip(&self.given);
        let params = params.map(|(param, value)| {
            function(
                &param.name,
                server_name(base(param.ty.into())),
                value.quoted(),
            )
        });
        let run = RUN
            .iter()
            .map(|(name, ty, value)| function(name, (*ty).to_owned(), format!("'{value}'")));
        let functions: String = params.chain(run).collect();
        let nulls: BTreeSet<String> = TYPES
            .iter()
            .map(|(_, ty)| {
                format!(
                    "{} {}",
                    null_column((*ty).into()),
                    server_name(base((*ty).into()))
                )
            })
            .collect();
        let nulls: Vec<String> = nulls
            .into_iter()
            .chain([format!("{} interval", null_column(ExprType::Interval))])
            .collect();
        let rows: Vec<String> = self
            .rows
            .iter()
            .enumerate()
            .map(|(id, row)| {
                format!(
                    "({id}, {})",
                    row.iter().map(Value::quoted).collect::<Vec<_>>().join(", ")
                )
            })
            .collect();
        format!(
            "{functions}CREATE TABLE r (id int PRIMARY KEY, source_line bigint GENERATED ALWAYS \
             AS (id + 2) STORED, {}, {});\nINSERT INTO r (id, {}) VALUES\n{};\n",
            columns.join(", "),
            nulls.join(", "),
            names.join(", "),
            rows.join(",\n")
        )
    }

    /// As the batch sees it: `Row` and `ROWS`, and the params.
    pub(crate) fn rust(&self) -> TokenStream {
        let fields = self.columns.iter().map(|column| {
            let (name, ty) = (format_ident!("{}", column.name), borrowed(column.ty));
            if column.not_null {
                quote!(pub #name: #ty)
            } else {
                quote!(pub #name: Option<#ty>)
            }
        });
        let rows = self.rows.iter().map(|row| {
            let values = self.columns.iter().zip(row).map(|(column, value)| {
                let (name, rust) = (
                    format_ident!("{}", column.name),
                    value.rust(column.ty.into()),
                );
                if column.not_null || matches!(value, Value::Null) {
                    quote!(#name: #rust)
                } else {
                    quote!(#name: Some(#rust))
                }
            });
            quote!(RowOf { #(#values),* })
        });
        let count = self.rows.len();
        let places = self.params.iter().enumerate().map(|(place, param)| {
            let name = const_ident(&param.name);
            quote!(pub const #name: usize = #place;)
        });
        let params = self
            .params
            .iter()
            .zip(&self.given)
            .map(|(param, value)| param_value(value, param.ty));
        quote! {
            use loadwright_runtime::{sql, value as types};
            #[allow(dead_code)]
            pub mod param { #(#places)* }
            pub fn params() -> Vec<types::ParamValue> { vec![#(#params),*] }
            #[allow(dead_code)]
            pub struct RowOf<'a> { #(#fields),* }
            pub type Row = RowOf<'static>;
            pub static ROWS: [Row; #count] = [#(#rows),*];
        }
    }

    /// The values of a row, as a person reads them.
    pub(crate) fn describe(&self, row: usize, sql: &str) -> String {
        let all = self
            .columns
            .iter()
            .zip(&self.rows[row])
            .chain(self.params.iter().zip(&self.given));
        let used = all.filter(|(column, _)| sql.contains(&column.name));
        used.map(|(column, value)| format!("{} = {}", column.name, value.quoted()))
            .collect::<Vec<_>>()
            .join(", ")
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
        of_type(self.ty.into(), rng)
    }
}

/// A type as the server names it.
fn server_name(ty: ExprType) -> String {
    if ty == ExprType::Decimal(None) {
        "numeric".to_owned()
    } else {
        ty.to_string()
    }
}

/// A parameter's value as the runtime has it.
fn param_value(value: &Value, ty: SqlType) -> TokenStream {
    let rust = value.rust(ty.into());
    match ty {
        SqlType::Boolean => quote!(types::ParamValue::Boolean(#rust)),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => {
            quote!(types::ParamValue::Integer(#rust))
        }
        SqlType::Real => quote!(types::ParamValue::Double(f64::from(#rust))),
        SqlType::Double => quote!(types::ParamValue::Double(#rust)),
        SqlType::Decimal { .. } => quote!(types::ParamValue::Decimal(#rust)),
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => {
            quote!(types::ParamValue::Text(#rust.to_owned()))
        }
        SqlType::Json => quote!(types::ParamValue::Text(#rust.0.to_owned())),
        SqlType::Bytea => quote!(types::ParamValue::Bytea(#rust.to_vec())),
        SqlType::Date => quote!(types::ParamValue::Date(#rust)),
        SqlType::Time => quote!(types::ParamValue::Time(#rust)),
        SqlType::Timestamp => quote!(types::ParamValue::Timestamp(#rust)),
        SqlType::TimestampTz => quote!(types::ParamValue::TimestampTz(#rust)),
        SqlType::Uuid => quote!(types::ParamValue::Uuid(#rust)),
    }
}
