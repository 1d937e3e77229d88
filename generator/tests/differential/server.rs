//! PostgreSQL's side: each expression over all rows at once, and where that fails, row by row.

use std::process::Command;

use loadwright_cluster::Cluster;

use crate::exceptions::WITHOUT_VALUE;
use crate::grammar::{cast_types, try_cast_name};
use crate::table::Table;

/// What the server says of one expression.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// Name of its type; empty where every row fails.
    pub(crate) ty: String,
    /// For each row `=value`, `NULL` or `! state message`.
    pub(crate) rows: Vec<String>,
}

impl Answer {
    /// The error that every row has, if they all have one.
    pub(crate) fn refused(&self) -> Option<&str> {
        let first = self
            .rows
            .first()
            .filter(|_| self.rows.iter().all(|row| row.starts_with('!')));
        first.map(|text| text.trim_start_matches("! "))
    }
}

/// The settings of the reference.
pub(crate) fn start() -> Cluster {
    let settings = [
        ("TimeZone", "UTC"),
        ("DateStyle", "ISO"),
        ("fsync", "off"),
        ("jit", "off"),
        ("statement_timeout", "10min"),
    ];
    let builder = settings
        .into_iter()
        .fold(Cluster::builder(), |builder, (name, value)| {
            builder.setting(name, value)
        });
    builder.start().unwrap_or_else(|error| panic!("{error}"))
}

const EVALUATE: &str = r"
CREATE FUNCTION evaluate() RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    e record;
    i int;
    -- OFFSET keeps the planner from computing the value more than once.
    query text := 'INSERT INTO answers SELECT %s, id, coalesce(''='' || v::text, ''NULL''), pg_typeof(v)::text FROM (SELECT id, (%s) AS v FROM r %s OFFSET 0) s';
BEGIN
    FOR e IN SELECT * FROM expressions ORDER BY number LOOP
        BEGIN
            EXECUTE format(query, e.number, e.sql, '');
        EXCEPTION WHEN OTHERS THEN
            FOR i IN SELECT id FROM r LOOP
                BEGIN
                    EXECUTE format(query, e.number, e.sql, 'WHERE id = $1') USING i;
                EXCEPTION WHEN OTHERS THEN
                    INSERT INTO answers VALUES (e.number, i, '! ' || SQLSTATE || ' ' || SQLERRM, '');
                END;
            END LOOP;
        END;
    END LOOP;
END $body$;
";

/// TRY_CAST to each type, of a value of any: what fails in the value itself fails before it is
/// called.
fn try_casts() -> String {
    let one = |ty: &String| {
        let (name, written) = (try_cast_name(ty), ty.split('(').next().unwrap_or(ty));
        let base = match written {
            "decimal" => "numeric",
            "char" => "bpchar",
            written => written,
        };
        let without = WITHOUT_VALUE.iter().filter(|(of, ..)| *of == base);
        let without: String = without
            .map(|(_, test, _)| format!("    IF ({test}) THEN RETURN NULL; END IF;\n"))
            .collect();
        format!(
            "CREATE FUNCTION {name}(given anyelement) RETURNS {base} LANGUAGE plpgsql IMMUTABLE STRICT AS $body$\nDECLARE v {base};\nBEGIN\n    \
             v := CAST(given AS {ty});\n{without}    RETURN v;\nEXCEPTION\n    WHEN cannot_coerce THEN RAISE;\n    \
             WHEN OTHERS THEN RETURN NULL;\nEND $body$;\n"
        )
    };
    cast_types().iter().map(one).collect()
}

/// Evaluates expressions over the table.
pub(crate) fn evaluate(cluster: &Cluster, table: &Table, expressions: &[&str]) -> Vec<Answer> {
    let mut script = format!(
        "BEGIN;\n{}{}{EVALUATE}CREATE TABLE answers (number int, id int, value text, type \
         text);\nCREATE TABLE expressions (number int, sql text);\nCOPY expressions FROM STDIN;\n",
        table.sql(),
        try_casts()
    );
    for (number, sql) in expressions.iter().enumerate() {
        let sql = sql
            .replace('\\', "\\\\")
            .replace('\n', "\\n")
            .replace('\r', "\\r")
            .replace('\t', "\\t");
        script.push_str(&format!("{number}\t{sql}\n"));
    }
    script.push_str(
        "\\.\nSELECT evaluate() \\g /dev/null\nCOPY (SELECT number, id, value, type FROM answers \
         ORDER BY number, id) TO STDOUT;\nROLLBACK;\n",
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), script).unwrap();
    let output = Command::new(cluster.programs().join("psql"))
        .args([
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--dbname",
            &cluster.url("postgres"),
            "--file",
        ])
        .arg(file.path())
        .env("PGCLIENTENCODING", "UTF8")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "psql failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut answers = vec![
        Answer {
            ty: String::new(),
            rows: Vec::new()
        };
        expressions.len()
    ];
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let [number, _, value, ty] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four fields: {line}")
        };
        let answer = &mut answers[number.parse::<usize>().unwrap()];
        answer.rows.push(unescaped(value));
        if !ty.is_empty() {
            answer.ty = ty.to_owned();
        }
    }
    assert!(
        answers
            .iter()
            .all(|answer| answer.rows.len() == table.rows.len()),
        "an answer a row"
    );
    answers
}

/// COPY's text form as it was before.
pub(crate) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('v') => '\u{b}',
                Some(other) => other,
                None => '\\',
            },
            c => c,
        });
    }
    plain
}
