//! What a generated crate was generated for, read back from its files: they are the one record of
//! it that cannot be stale.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Member, Meta};

/// A generated crate's constants.
#[derive(Debug, Default)]
pub(super) struct Constants {
    /// Target columns in the table's order.
    pub(super) columns: Vec<Column>,
    /// Names of the key's columns, in the key's order.
    pub(super) key: Vec<String>,
    /// Source columns by name, each with how it is read.
    pub(super) source: BTreeMap<String, String>,
    /// `order_by`: expression and direction.
    pub(super) order: Vec<String>,
    /// Everything else of the job, by its path in `JobInfo`; what is left to a default is not
    /// there.
    pub(super) facts: BTreeMap<String, String>,
}

/// A target column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// `key`, `type0`, `type1`, `type2` or `untracked`.
    pub(super) class: String,
    pub(super) ty: String,
    pub(super) not_null: bool,
    pub(super) expression: String,
}

impl Constants {
    /// Reads them; `None` where the files are not such as Loadwright writes.
    pub(super) fn read<'f>(file: impl Fn(&str) -> Option<&'f str>) -> Option<Constants> {
        let mut constants = Constants::default();
        for item in syn::parse_file(file("src/job.rs")?).ok()?.items {
            match item {
                Item::Const(item) if item.ident == "COLUMNS" => {
                    constants.columns = elements(&item.expr)
                        .iter()
                        .map(|column| target_column(column))
                        .collect::<Option<_>>()?;
                }
                Item::Static(item) if item.ident == "INFO" => {
                    flatten("", &item.expr, &mut constants.facts)
                }
                _ => {}
            }
        }
        let places = constants.facts.remove("target.key").unwrap_or_default();
        let places = places
            .split(", ")
            .filter_map(|place| place.parse::<usize>().ok());
        constants.key = places
            .map(|place| {
                constants
                    .columns
                    .get(place)
                    .map(|column| column.name.clone())
            })
            .collect::<Option<_>>()?;
        for derived in [
            "digest",
            "name",
            "spec",
            "target.columns",
            "source.columns",
            "target.key_source",
            "target.order_by",
            "sql",
        ] {
            constants.facts.remove(derived);
        }
        for item in syn::parse_file(file("src/rows.rs")?).ok()?.items {
            if let Item::Mod(module) = item
                && module.ident == "source"
            {
                constants.source.extend(
                    module
                        .content
                        .iter()
                        .flat_map(|(_, items)| items)
                        .filter_map(source_column),
                );
            }
        }
        if let Some(text) = file("src/order.rs") {
            let functions = syn::parse_file(text).ok()?.items;
            constants.order = functions
                .iter()
                .filter_map(|item| {
                    if let Item::Fn(item) = item {
                        Some(docs(&item.attrs))
                    } else {
                        None
                    }
                })
                .collect();
        }
        (!constants.facts.is_empty()).then_some(constants)
    }

    /// A fact; `None`: left to its default.
    pub(super) fn fact(&self, path: &str) -> Option<&str> {
        self.facts.get(path).map(String::as_str)
    }
}

/// `TargetColumn::type2("name", SqlType::Text, "expression").from(&["column"]).not_null()`: what it
/// is computed of follows from the expression.
fn target_column(expr: &Expr) -> Option<Column> {
    match expr {
        Expr::MethodCall(call) if call.method == "from" => target_column(&call.receiver),
        Expr::MethodCall(call) if call.method == "not_null" => Some(Column {
            not_null: true,
            ..target_column(&call.receiver)?
        }),
        Expr::Call(call) => {
            let Expr::Path(class) = &*call.func else {
                return None;
            };
            let class = class.path.segments.last()?.ident.to_string();
            let mut args = call.args.iter();
            let (name, ty, expression) = (args.next()?, args.next()?, args.next()?);
            Some(Column {
                name: value(name),
                class,
                ty: sql_type(ty),
                not_null: false,
                expression: value(expression),
            })
        }
        _ => None,
    }
}

/// `pub const FAA: Column = Column::new("faa", 0, SqlType::Text).nulls(&["", "NA"]);`: its place
/// does not count, its name leads.
fn source_column(item: &Item) -> Option<(String, String)> {
    let Item::Const(item) = item else { return None };
    let mut rules = Vec::new();
    let mut expr = &*item.expr;
    while let Expr::MethodCall(call) = expr {
        let args: Vec<String> = call
            .args
            .iter()
            .map(|arg| {
                elements(arg)
                    .iter()
                    .map(|one| quoted(one))
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .collect();
        rules.insert(
            0,
            format!(
                "{} {}",
                call.method.to_string().replace('_', " "),
                args.join(", ")
            ),
        );
        expr = &call.receiver;
    }
    let Expr::Call(call) = expr else { return None };
    let (name, ty) = (call.args.first()?, call.args.iter().nth(2)?);
    rules.insert(0, sql_type(ty));
    Some((value(name), rules.join("; ")))
}

fn flatten(path: &str, expr: &Expr, facts: &mut BTreeMap<String, String>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match expr {
        Expr::Struct(literal) => {
            for field in &literal.fields {
                let Member::Named(name) = &field.member else {
                    continue;
                };
                flatten(&below(&name.to_string()), &field.expr, facts);
            }
            if literal.path.segments.len() > 1 {
                facts.insert(path.to_owned(), words(&value_of_path(&literal.path)));
            }
        }
        Expr::Call(call) if call.args.len() == 1 => match &*call.func {
            Expr::Path(function) if function.path.is_ident("Some") => {
                call.args.iter().for_each(|arg| flatten(path, arg, facts))
            }
            Expr::Path(function)
                if function
                    .path
                    .segments
                    .iter()
                    .any(|segment| segment.ident == "From") =>
            {
                let kind = value_of_path(&function.path);
                facts.insert(path.to_owned(), words(&kind));
                call.args
                    .iter()
                    .for_each(|arg| flatten(&below(&words(&kind)), arg, facts));
            }
            Expr::Path(function)
                if function
                    .path
                    .segments
                    .iter()
                    .any(|segment| segment.ident == "FirstVersion") =>
            {
                facts.insert(path.to_owned(), value(&call.args[0]));
            }
            _ => _ = facts.insert(path.to_owned(), value(expr)),
        },
        // What every field of a struct is left to.
        Expr::Path(constant)
            if constant
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "NONE" || last.ident == "DEFAULT") => {}
        Expr::Path(none) if none.path.is_ident("None") => {}
        Expr::Reference(reference) => {
            let all = elements(expr);
            // Members and params have names.
            let named = all
                .iter()
                .map(|one| name_of(one))
                .collect::<Option<Vec<_>>>()
                .filter(|names| !names.is_empty());
            match named {
                Some(names) => all
                    .iter()
                    .zip(names)
                    .for_each(|(one, name)| flatten(&below(&name), one, facts)),
                None if all.is_empty() => flatten(path, &reference.expr, facts),
                None => {
                    _ = facts.insert(
                        path.to_owned(),
                        all.iter()
                            .map(|one| value(one))
                            .collect::<Vec<_>>()
                            .join(", "),
                    )
                }
            }
        }
        other => {
            let text = value(other);
            if !text.is_empty() {
                facts.insert(path.to_owned(), text);
            }
        }
    }
}

fn name_of(expr: &Expr) -> Option<String> {
    let Expr::Struct(literal) = expr else {
        return None;
    };
    literal
        .fields
        .iter()
        .find(|field| matches!(&field.member, Member::Named(name) if name == "name"))
        .map(|field| value(&field.expr))
}

/// The elements of `&[…]`; else the value itself.
fn elements(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Reference(reference) => elements(&reference.expr),
        Expr::Array(array) => array.elems.iter().collect(),
        other => vec![other],
    }
}

/// A constant for people.
fn value(expr: &Expr) -> String {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => text.value(),
        Expr::Lit(ExprLit {
            lit: Lit::Byte(byte),
            ..
        }) => char::from(byte.value()).to_string(),
        Expr::Path(path)
            if path
                .path
                .segments
                .first()
                .is_some_and(|first| first.ident == "SqlType") =>
        {
            sql_type(expr)
        }
        Expr::Path(path) => words(&value_of_path(&path.path)),
        Expr::Call(call) if is_sql_type(&call.func) => sql_type(expr),
        Expr::Call(call) => call.args.iter().map(value).collect::<Vec<_>>().join(", "),
        Expr::Array(array) => array.elems.iter().map(value).collect::<Vec<_>>().join(", "),
        Expr::Reference(reference) => value(&reference.expr),
        Expr::Unary(minus) => format!("-{}", value(&minus.expr)),
        other => other.to_token_stream().to_string(),
    }
}

fn quoted(expr: &Expr) -> String {
    if let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = expr
    {
        format!("{:?}", text.value())
    } else {
        value(expr)
    }
}

fn value_of_path(path: &syn::Path) -> String {
    path.segments
        .last()
        .map(|last| last.ident.to_string())
        .unwrap_or_default()
}

/// `AllVersions` → `all_versions`; texts of the user's own never come this way.
fn words(camel: &str) -> String {
    let mut words = String::new();
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

fn is_sql_type(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.segments.first().is_some_and(|first| first.ident == "SqlType"))
}

/// `SqlType::Text` → `text`, `SqlType::decimal(8, 1)` → `decimal(8,1)`.
fn sql_type(expr: &Expr) -> String {
    let (path, args) = match expr {
        Expr::Path(path) => (path, Vec::new()),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => (path, call.args.iter().map(value).collect()),
            _ => return value(expr),
        },
        other => return other.to_token_stream().to_string(),
    };
    let name = match value_of_path(&path.path).as_str() {
        "SmallInt" => "smallint".to_owned(),
        "BigInt" => "bigint".to_owned(),
        "Double" => "double precision".to_owned(),
        "TimestampTz" => "timestamptz".to_owned(),
        name => name.to_lowercase(),
    };
    if args.is_empty() {
        name
    } else {
        format!("{name}({})", args.join(","))
    }
}

/// A doc comment's lines.
fn docs(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => {
            Some(value(&pair.value).trim().to_owned())
        }
        _ => None,
    };
    attributes
        .iter()
        .filter_map(line)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
