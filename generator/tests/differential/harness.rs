//! Evaluates every expression over every row; a line each: its number, the row's, and what it gave.

#![deny(warnings)]
// `c_small <= 32767` is a random expression like any other.
#![allow(unused_comparisons)]

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use loadwright_runtime::scratch::{RunConstants, Scratch};
use loadwright_runtime::sql;

mod expressions;
mod rows;
mod show;

use rows::Row;
use show::{Shown, line};

/// What every expression has.
type Expression = for<'a> fn(&'a Row, &'a Scratch) -> Shown<'a>;

fn main() {
    let started_at = sql::timestamptz(2013, 1, 1, 5, 0, 0, 250_000);
    let effective_at = sql::timestamptz(2012, 12, 31, 23, 59, 59, 999_999);
    let run = RunConstants { params: rows::params(), run_id: 42, started_at, effective_at, job: "differential" };
    let file = Arc::from("eu/ports.csv");
    let mut scratch = Scratch::new(Arc::new(run));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    std::panic::set_hook(Box::new(|_| {}));
    for (number, expression) in expressions::all() {
        for (place, row) in rows::ROWS.iter().enumerate() {
            scratch.enter(2 + place as u64, Some(&file));
            let given = catch_unwind(AssertUnwindSafe(|| line(expression(row, &scratch))));
            let given = given.unwrap_or_else(|_| "PANIC".to_owned());
            writeln!(out, "{number}\t{place}\t{}", escaped(&given)).expect("a pipe");
        }
    }
}

/// As COPY writes text: one line each.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}
