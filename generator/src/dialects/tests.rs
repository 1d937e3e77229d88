//! Conditions of each database, what holds for all of them, and a toy that quotes as none does.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::expr::{Constant, Scope, target_condition};

const SQLITE: &dyn ConditionSql = &sqlite::Sqlite;
const POSTGRES: &dyn ConditionSql = &postgres::Postgres;

#[test]
fn conditions_over_the_target_are_rendered_for_each_database() {
    let columns = [
        ("source_system".to_owned(), SqlType::Text, false),
        ("Region".to_owned(), SqlType::Text, false),
        ("rank".to_owned(), SqlType::Integer, true),
        ("active".to_owned(), SqlType::Boolean, true),
        ("since".to_owned(), SqlType::Date, true),
        ("at".to_owned(), SqlType::TimestampTz, true),
        ("amount".to_owned(), SqlType::decimal(9, 2), true),
        ("${where}".to_owned(), SqlType::Text, true),
    ];
    let params = [
        ("day", SqlType::Date),
        ("system", SqlType::Text),
        ("count", SqlType::BigInt),
    ];
    let params = params.map(|(name, ty)| (name.to_owned(), ty)).to_vec();
    let scope = Scope {
        columns: columns.to_vec(),
        params,
        udfs: Vec::new(),
    };
    for (text, expect) in [
        ("source_system = 'CRM'", ["\"source_system\" = 'CRM'"; 2]),
        (
            "REGION IN ('EU','US') and not (rank between 1 and 5)",
            ["(\"Region\" IN ('EU', 'US')) AND (NOT (\"rank\" BETWEEN 1 AND 5))"; 2],
        ),
        (
            "region is not null or rank <> -1",
            ["(\"Region\" IS NOT NULL) OR (\"rank\" <> -1)"; 2],
        ),
        (
            "region not like 'it''s_%[*'",
            [
                "\"Region\" NOT GLOB 'it''s?*[[][*]'",
                "\"Region\" NOT LIKE 'it''s_%[*'",
            ],
        ),
        (
            "region like '100\\%'",
            ["\"Region\" GLOB '100%'", "\"Region\" LIKE '100\\%'"],
        ),
        ("active", ["\"active\""; 2]),
        (
            "active = true or active is not false",
            [
                "(\"active\" = 1) OR (\"active\" IS NOT FALSE)",
                "(\"active\" = TRUE) OR (\"active\" IS NOT FALSE)",
            ],
        ),
        (
            "region > 'M'",
            ["\"Region\" > 'M'", "\"Region\" COLLATE \"C\" > 'M'"],
        ),
        (
            "since in ('2013-01-31', date '31 Dec 2012')",
            [
                "\"since\" IN ('2013-01-31', '2012-12-31')",
                "\"since\" IN ('2013-01-31'::date, '2012-12-31'::date)",
            ],
        ),
        (
            "since = :day and source_system = :system",
            ["(\"since\" = :day) AND (\"source_system\" = :system)"; 2],
        ),
        (
            "at >= '2013-01-31 05:00+01' and amount = 5.1",
            [
                "(\"at\" >= '2013-01-31T04:00:00.000000Z') AND (\"amount\" = '5.10')",
                "(\"at\" >= '2013-01-31T04:00:00.000000Z'::timestamptz) AND (\"amount\" = 5.1)",
            ],
        ),
        (
            "rank > :count and \"${where}\" = '${target} ?1 :day'",
            ["(\"rank\" > :count) AND (\"${where}\" = '${target} ?1 :day')"; 2],
        ),
    ] {
        let found = target_condition(text, &scope, &[SQLITE, POSTGRES]).unwrap();
        assert_eq!(found.sql, expect);
    }
    let scoped = target_condition("since = :day or since > :day", &scope, &[POSTGRES]).unwrap();
    assert_eq!(
        (scoped.text.as_str(), scoped.params.join(" ").as_str()),
        ("since = :day or since > :day", "day day")
    );
    for (text, message) in [
        ("since = :system", "operator does not exist: date = text"),
        (
            "at = :day",
            "`:day` in a condition that the target database runs is not supported",
        ),
        (
            "amount > 5",
            "`amount` in a condition that the target database runs is not supported",
        ),
        (
            "rank + 1 = 2",
            "`rank + 1` in a condition that the target database runs is not supported",
        ),
        (
            "cast(since as text) = 'x'",
            "`since` in a condition that the target database runs is not supported",
        ),
        ("rank = 'x'", "invalid input syntax for type integer: \"x\""),
        ("rank", "a condition must be boolean, not integer"),
        ("regoin = 'x'", "unknown column `regoin`"),
        (
            "upper(region) = 'EU'",
            "`upper(region)` in a condition that the target database runs is not supported",
        ),
        (
            "source_system =",
            "syntax error: Expected: an expression, found the end",
        ),
    ] {
        assert_eq!(
            target_condition(text, &scope, &[SQLITE]).unwrap_err()[0].message,
            message
        );
    }
}

#[test]
fn names_are_features_of_the_runtime_and_words_are_about_fields() {
    let manifest: toml::Table = include_str!("../../../runtime/Cargo.toml").parse().unwrap();
    let features = manifest["features"].as_table().unwrap();
    let common = ["kind", "url", "user", "password", "schema", "ledger"];
    for (place, dialect) in ALL.iter().enumerate() {
        assert!(
            features.contains_key(dialect.name()),
            "the runtime has no feature `{}`",
            dialect.name()
        );
        assert!(
            ALL[..place]
                .iter()
                .all(|other| other.name() != dialect.name())
        );
        let Connection { notes, fields, .. } = dialect.connection();
        let known = |name: &str| {
            common.contains(&name)
                || ALL.iter().any(|other| {
                    other
                        .connection()
                        .fields
                        .iter()
                        .any(|field| field.name == name)
                })
        };
        assert!(notes.iter().all(|(name, _)| known(name)), "{notes:?}");
        for field in *fields {
            let others = ALL[..place]
                .iter()
                .flat_map(|other| other.connection().fields);
            assert!(
                !common.contains(&field.name)
                    && others.into_iter().all(|other| other.name != field.name),
                "{field:?}"
            );
        }
    }
    assert!(LATER.iter().all(|word| named(word).is_none()));
}

/// Quotes as no registered database does, and has statements of its own: what is shared must not
/// quote for itself.
struct Toy;

impl ConditionSql for Toy {
    fn title(&self) -> &'static str {
        "Toy"
    }

    fn identifier(&self, name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn constant(
        &self,
        constant: &Constant,
        _beside: Option<crate::types::ExprType>,
    ) -> Option<String> {
        match constant {
            Constant::Text(text) => Some(format!("N'{text}'")),
            _ => None,
        }
    }

    fn compares(&self, one: crate::types::ExprType, other: crate::types::ExprType) -> bool {
        one == other
    }

    fn ordered(&self, _ty: crate::types::ExprType) -> Result<&'static str, &'static str> {
        Err("Toy has no order")
    }

    fn like(&self, _pattern: &str) -> Option<(&'static str, String)> {
        None
    }

    fn pads_chars(&self) -> bool {
        false
    }
}

const TOY_CONNECTION: Connection = Connection {
    url: "`toy:`",
    secret_parameters: &[],
    default_schema: "toy",
    notes: &[],
    fields: &[],
};

impl Dialect for Toy {
    fn name(&self) -> &'static str {
        "toy"
    }

    fn connection(&self) -> &'static Connection {
        &TOY_CONNECTION
    }

    fn ignores_case(&self) -> bool {
        true
    }

    fn has_typed_columns(&self) -> bool {
        false
    }

    fn column_type(&self, _declared: &str) -> Option<ColumnType> {
        None
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Text(text) => format!("<{text}>"),
            _ => "<>".to_owned(),
        }
    }

    fn templates(&self) -> &'static [Template] {
        &[
            Template {
                name: "read_source",
                text: "{{ source_columns }}",
                sent: Sent::ByReaders,
            },
            Template {
                name: "delete",
                text: "{{ exclusion }}",
                sent: Sent::ByWriters(|target| !target.members.is_empty()),
            },
            Template {
                name: "flag",
                text: "{{ exclusion }}",
                sent: Sent::ByWriters(|target| target.deleted.is_some()),
            },
            Template {
                name: "insert_member",
                text: "{{ members[0].columns }} {{ members[0].values }}",
                sent: Sent::ByWriters(|_| true),
            },
        ]
    }

    fn context(&self, job: &Job) -> Context {
        let mut context = statements::shared(self, job);
        context.insert("members", &statements::members(self, &job.target));
        context
    }
}

#[test]
fn what_is_shared_is_in_the_words_of_any_database() {
    let mut job = crate::plan::sample::dim_airport();
    job.target.backends = vec![Backend::Database("toy")];
    let found = statements::statements(&job, &Toy);
    assert_eq!(
        found
            .iter()
            .map(|statement| statement.name)
            .collect::<Vec<_>>(),
        ["delete", "insert_member"]
    );
    assert_eq!(found[0].sql, "`airport_sk` NOT IN (-1)");
    assert!(
        found[1]
            .sql
            .starts_with("`airport_sk`,\n    `airport_code`,\n"),
        "{}",
        found[1].sql
    );
    assert!(
        found[1].sql.contains("<Unknown>") && !found[1].sql.contains(['"', '\'']),
        "{}",
        found[1].sql
    );

    let scope = Scope {
        columns: vec![("a`b".to_owned(), SqlType::Text, true)],
        params: Vec::new(),
        udfs: Vec::new(),
    };
    assert_eq!(
        target_condition("\"a`b\" = 'x'", &scope, &[&Toy])
            .unwrap()
            .sql,
        ["`a``b` = N'x'"]
    );
    let refused = target_condition("\"a`b\" < 'x'", &scope, &[SQLITE, &Toy]).unwrap_err();
    assert_eq!(refused[0].help.as_deref(), Some("Toy has no order"));
}
