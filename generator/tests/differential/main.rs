//! The expression language against PostgreSQL itself: random typed expressions over random rows,
//! compiled here and evaluated there.
//!
//! ```text
//! LOADWRIGHT_DIFFERENTIAL_SEED=7 LOADWRIGHT_DIFFERENTIAL_CASES=3000 \
//!     cargo test -p loadwright-generator --test differential -- --ignored --nocapture
//! ```
//!
//! Every function and cast of the compiler's own tables is in it, and every operator's shape
//! (`forms.rs`). What may differ, and why, is listed in `exceptions.rs`.

#![allow(clippy::unwrap_used)]

#[path = "../batch/mod.rs"]
mod batch;
mod exceptions;
mod forms;
mod grammar;
mod server;
mod table;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use loadwright_cluster::Cluster;
use loadwright_generator::expr::{Compiled, Scope, Want, compile};
use loadwright_generator::types::ExprType;
use quote::{format_ident, quote};

use crate::exceptions::EXCEPTIONS;
use crate::grammar::{Grammar, Tree, rules};
use crate::server::{Answer, unescaped};
use crate::table::Table;
use crate::values::choose;

/// Rows that each expression is evaluated over.
const ROWS: usize = 24;

/// Expressions of which each rule is the outermost part.
const PER_RULE: usize = 4;

/// Where nothing is asked for: the same cases on every machine.
const SEED: u64 = 20130131;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is a whole number, not {text}"))
    })
}

#[test]
#[ignore = "needs the server programs of PostgreSQL and a minute: cargo xtask test --step \
            differential"]
fn compiled_expressions_give_what_a_server_gives() {
    let seed = setting("LOADWRIGHT_DIFFERENTIAL_SEED", SEED);
    let count = usize::try_from(setting("LOADWRIGHT_DIFFERENTIAL_CASES", 3000)).unwrap();
    println!("LOADWRIGHT_DIFFERENTIAL_SEED={seed} LOADWRIGHT_DIFFERENTIAL_CASES={count}");
    let mut rng = Rng::with_seed(seed);
    let table = Table::random(ROWS, &mut rng);
    let mut grammar = Grammar {
        rules: rules(),
        columns: &table.columns,
        params: &table.params,
        rng,
    };
    let mut trees: Vec<Tree> = Vec::new();
    for rule in 0..grammar.rules.len() {
        trees.extend((0..PER_RULE).map(|number| grammar.by_rule(rule, 1 + number % 2)));
    }
    let results: Vec<ExprType> = grammar.rules.iter().map(|rule| rule.result).collect();
    while trees.len() < count {
        let (ty, depth) = (*choose(&results, &mut grammar.rng), grammar.rng.usize(2..5));
        trees.push(grammar.of_type(ty, depth));
    }
    let cluster = server::start();
    let mut outcomes = compare(&cluster, &table, &trees.iter().collect::<Vec<_>>());
    // What has not given a value yet is tried again: some functions fail for most of their
    // arguments.
    for _ in 0..3 {
        let missed = missed(&grammar, &trees, &outcomes);
        let more: Vec<Tree> = missed
            .iter()
            .flat_map(|rule| [*rule; 30])
            .map(|rule| grammar.by_rule(rule, 1))
            .collect();
        if !more.is_empty() {
            outcomes.extend(compare(&cluster, &table, &more.iter().collect::<Vec<_>>()));
            trees.extend(more);
        }
    }
    report(&outcomes);
    let problems = shrunk(&cluster, &table, &trees, &outcomes);
    assert!(
        problems.is_empty(),
        "{} differ:\n{}",
        problems.len(),
        problems.join("\n")
    );
    let missed: Vec<&str> = missed(&grammar, &trees, &outcomes)
        .into_iter()
        .map(|rule| grammar.rules[rule].name.as_str())
        .collect();
    assert!(
        missed.is_empty(),
        "no expression gave a value for {}",
        missed.join(", ")
    );
}

/// The rules that no expression which gave a value was made by.
fn missed(grammar: &Grammar<'_>, trees: &[Tree], outcomes: &[Outcome]) -> BTreeSet<usize> {
    let given = trees
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| outcome.gave_values)
        .filter_map(|(tree, _)| tree.rule);
    let given: BTreeSet<usize> = given.collect();
    (0..grammar.rules.len())
        .filter(|rule| !given.contains(rule))
        .collect()
}

/// What came of one expression.
#[derive(Debug, Default)]
struct Outcome {
    /// Both sides gave some row the same value.
    gave_values: bool,
    /// Rows compared.
    compared: usize,
    /// Both sides refuse it as a whole.
    refused: bool,
    /// Reasons of differences that are meant.
    excused: Vec<&'static str>,
    /// The first difference that is not.
    problem: Option<String>,
}

/// Evaluates expressions on both sides.
fn compare(cluster: &Cluster, table: &Table, trees: &[&Tree]) -> Vec<Outcome> {
    let scope = table.scope();
    let compiled: Vec<Result<Compiled, String>> = trees
        .iter()
        .map(|tree| {
            compile(&tree.sql, &scope, Want::Any).map_err(|errors| {
                errors
                    .into_iter()
                    .map(|error| error.message)
                    .collect::<Vec<_>>()
                    .join("; ")
            })
        })
        .collect();
    let ((theirs, unfolded), ours) = std::thread::scope(|threads| {
        let theirs = threads.spawn(|| {
            let answers = server::evaluate(
                cluster,
                table,
                &trees
                    .iter()
                    .map(|tree| tree.theirs.as_str())
                    .collect::<Vec<_>>(),
            );
            // What fails for every row alike may have failed before the first: then it is also
            // asked for without NULLs that fold.
            let folded: Vec<usize> = (0..trees.len())
                .filter(|at| {
                    answers[*at].refused().is_some() && trees[*at].theirs != trees[*at].unfolded
                })
                .collect();
            let unfolded: Vec<&str> = folded
                .iter()
                .map(|at| trees[*at].unfolded.as_str())
                .collect();
            let unfolded: BTreeMap<usize, Answer> = folded
                .into_iter()
                .zip(server::evaluate(cluster, table, &unfolded))
                .collect();
            (answers, unfolded)
        });
        let ours = run(table, &scope, &compiled);
        (theirs.join().unwrap(), ours)
    });
    let each = trees.iter().zip(compiled.iter().zip(&theirs)).enumerate();
    let judged = each.map(|(number, (tree, (compiled, theirs)))| {
        let judge = |theirs| judge(table, &tree.sql, compiled, ours.get(&number), theirs);
        let outcome = judge(theirs);
        let otherwise = unfolded
            .get(&number)
            .filter(|_| outcome.problem.is_some())
            .map(judge);
        otherwise
            .filter(|otherwise| otherwise.problem.is_none())
            .unwrap_or(outcome)
    });
    judged.collect()
}

/// The compiled expressions' results for each row, by the expression's number.
fn run(
    table: &Table,
    scope: &Scope,
    compiled: &[Result<Compiled, String>],
) -> BTreeMap<usize, Vec<String>> {
    let functions: Vec<(usize, &Compiled)> = compiled
        .iter()
        .enumerate()
        .filter_map(|(number, result)| Some((number, result.as_ref().ok()?)))
        .collect();
    // Modules of a size that Rust compiles side by side.
    let modules: Vec<_> = functions
        .chunks(100)
        .enumerate()
        .map(|(place, functions)| {
            let module = format_ident!("part_{place}");
            let items = functions
                .iter()
                .map(|(number, compiled)| batch::function(*number, compiled, scope));
            quote!(pub mod #module { use super::*; #(#items)* })
        })
        .collect();
    let entries = functions.iter().enumerate().map(|(place, (number, _))| {
        let (module, run) = (
            format_ident!("part_{}", place / 100),
            format_ident!("run_{number}"),
        );
        quote!((#number, #module::#run as Expression))
    });
    let count = functions.len();
    let module = quote! {
        #![allow(unused_imports)]
        use loadwright_runtime::row::Fault;
        use loadwright_runtime::scratch::Scratch;
        use loadwright_runtime::{sql, value as types};
        use crate::rows::{Row, param};
        use crate::show::{Show, Shown};
        use crate::Expression;
        pub fn all() -> [(usize, Expression); #count] { [#(#entries),*] }
        #(#modules)*
    };
    let printed = batch::run(
        "differential",
        &[
            ("main.rs", include_str!("harness.rs")),
            ("rows.rs", &table.rust().to_string()),
            ("expressions.rs", &module.to_string()),
        ],
    );
    let mut results: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in printed.lines() {
        let mut fields = line.splitn(3, '\t');
        let (number, _, given) = (
            fields.next().unwrap(),
            fields.next().unwrap(),
            fields.next().unwrap(),
        );
        results
            .entry(number.parse().unwrap())
            .or_default()
            .push(unescaped(given));
    }
    results
}

/// Compares the two sides' results for one expression.
fn judge(
    table: &Table,
    sql: &str,
    compiled: &Result<Compiled, String>,
    ours: Option<&Vec<String>>,
    theirs: &Answer,
) -> Outcome {
    let mut outcome = Outcome::default();
    let compiled = match compiled {
        // An error that the server reports for every row (but those with a NULL) may as well be
        // found when the job is generated.
        Err(_)
            if theirs
                .rows
                .iter()
                .all(|row| row.starts_with('!') || row == "NULL") =>
        {
            return Outcome {
                refused: true,
                ..outcome
            };
        }
        Err(message) => {
            note(
                &mut outcome,
                sql,
                &format!("refused: {message}"),
                &format!("{} as in {}", theirs.ty, theirs.rows.join(" ")),
                "",
            );
            return outcome;
        }
        Ok(compiled) => compiled,
    };
    // Class 42: the expression has no meaning there. A template of a row's own has that class too.
    let of_template = |error: &str| error.starts_with("42601") && !error.contains("syntax error");
    if let Some(refused) = theirs
        .refused()
        .filter(|error| error.starts_with("42") && !of_template(error))
    {
        note(
            &mut outcome,
            sql,
            &format!("accepted as {}", compiled.ty),
            refused,
            "",
        );
        return outcome;
    }
    if !theirs.ty.is_empty()
        && type_name(compiled.ty) != theirs.ty.replace("character varying", "text")
    {
        note(&mut outcome, sql, &compiled.ty.to_string(), &theirs.ty, "");
    }
    let ours = ours.unwrap();
    assert_eq!(ours.len(), theirs.rows.len());
    for (row, (ours, theirs)) in ours.iter().zip(&theirs.rows).enumerate() {
        outcome.compared += 1;
        let both_fail = ours.starts_with("! ") && theirs.starts_with("! ");
        if ours == theirs {
            outcome.gave_values |= ours.starts_with('=');
        } else if !both_fail {
            note(&mut outcome, sql, ours, theirs, &table.describe(row, sql));
        }
    }
    outcome
}

fn note(outcome: &mut Outcome, sql: &str, ours: &str, theirs: &str, row: &str) {
    if let Some(exception) = EXCEPTIONS
        .iter()
        .find(|exception| (exception.explains)(sql, ours, theirs))
    {
        return outcome.excused.push(exception.reason);
    }
    outcome.problem.get_or_insert_with(|| {
        format!("{sql}\n    row:        {row}\n    loadwright: {ours}\n    postgresql: {theirs}")
    });
}

/// The server's name of a type.
fn type_name(ty: ExprType) -> String {
    match ty {
        ExprType::Varchar(_) => "text".to_owned(),
        ExprType::Char(_) => "character".to_owned(),
        ExprType::Decimal(_) => "numeric".to_owned(),
        ExprType::Time => "time without time zone".to_owned(),
        ExprType::Timestamp => "timestamp without time zone".to_owned(),
        ExprType::TimestampTz => "timestamp with time zone".to_owned(),
        ty => ty.to_string(),
    }
}

fn report(outcomes: &[Outcome]) {
    let rows: usize = outcomes.iter().map(|outcome| outcome.compared).sum();
    let refused = outcomes.iter().filter(|outcome| outcome.refused).count();
    println!(
        "{} expressions, {rows} results compared, {refused} expressions refused by both",
        outcomes.len()
    );
    let mut excused: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in outcomes.iter().flat_map(|outcome| &outcome.excused) {
        *excused.entry(reason).or_default() += 1;
    }
    for (reason, count) in &excused {
        println!("{count} results differ: {reason}");
    }
    // Too many of either, and the test would no longer test much.
    assert!(
        refused * 5 < outcomes.len(),
        "most expressions must have a meaning"
    );
    assert!(
        excused.values().sum::<usize>() * 20 < rows.max(1),
        "most results must be compared"
    );
}

/// The smallest part of each differing expression that differs by itself.
fn shrunk(cluster: &Cluster, table: &Table, trees: &[Tree], outcomes: &[Outcome]) -> Vec<String> {
    let failed: Vec<&Tree> = trees
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| outcome.problem.is_some())
        .map(|(tree, _)| tree)
        .take(200)
        .collect();
    if failed.is_empty() {
        return Vec::new();
    }
    let parts: Vec<&Tree> = failed.iter().flat_map(|tree| tree.all()).collect();
    let outcomes = compare(cluster, table, &parts);
    let problems: BTreeMap<&str, &str> = parts
        .iter()
        .zip(&outcomes)
        .filter_map(|(part, outcome)| Some((part.sql.as_str(), outcome.problem.as_deref()?)))
        .collect();
    let smallest = |tree: &&Tree| {
        tree.all()
            .into_iter()
            .filter_map(|part| problems.get(part.sql.as_str()))
            .min_by_key(|problem| problem.len())
            .copied()
    };
    let found: BTreeSet<&str> = failed.iter().filter_map(smallest).collect();
    found.into_iter().map(str::to_owned).collect()
}
