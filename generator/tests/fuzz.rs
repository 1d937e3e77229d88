//! The fuzzers' bodies on mutated inputs, for a bounded while.
#![allow(
    clippy::disallowed_methods,
    reason = "the test has a budget of time; the compiler has no clock"
)]
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

#[path = "../../fuzz/mutate.rs"]
mod mutate;

use std::path::Path;

use loadwright_generator::fuzz;

use mutate::Memory;

const SPEC: Memory = Memory {
    base: 16 << 20,
    per_byte: 16 << 10,
};
const EXPRESSION: Memory = Memory {
    base: 4 << 20,
    per_byte: 4 << 10,
};

fn specs(folder: &str) -> Vec<Vec<u8>> {
    mutate::files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        Some("yaml"),
    )
}

#[test]
fn specs_are_compiled_or_told_what_is_wrong() {
    let seeds = [
        "../jobs/scenarios",
        "../jobs/nycflights",
        "../jobs/bench",
        "tests/specs/bad",
    ]
    .map(specs);
    assert!(seeds.iter().all(|seeds| seeds.len() > 3));
    let seeds = seeds.concat();
    mutate::run("spec", fuzz::spec, SPEC, &seeds);
}

#[test]
fn expressions_become_rust_or_errors() {
    let known = ["postgres.txt", "numbers.txt", "temporal.txt", "own.txt"].map(|name| {
        std::fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/expressions")
                .join(name),
        )
        .unwrap()
    });
    let lines = known
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| !line.starts_with("  ") && !line.is_empty());
    let seeds: Vec<Vec<u8>> = lines.map(|line| line.as_bytes().to_vec()).collect();
    assert!(seeds.len() > 1000);
    mutate::run("expression", fuzz::expression, EXPRESSION, &seeds);
}

#[test]
fn specs_and_expressions_that_nest_deeper_than_a_stack_are_refused() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "a: [".repeat(1000),
        "- ".repeat(1000),
    ] {
        mutate::one("spec", fuzz::spec, SPEC, text.as_bytes());
    }
    for text in [
        "(".repeat(100_000),
        "not ".repeat(10_000),
        "- ".repeat(10_000),
        "seats + ".repeat(10_000) + "1",
        "seats + ".repeat(490) + "1",
        "'a' !|| ".repeat(330) + "'b'",
        "seats".to_owned() + &"::text".repeat(490),
        "seats".to_owned() + &" is null".repeat(330),
        "seats".to_owned() + &"[1]".repeat(330),
        "seats".to_owned() + &" collate x".repeat(330),
        "seats".to_owned() + &" at time zone 'UTC'".repeat(240),
        "seats".to_owned() + &" at time zone 'UTC'".repeat(33) + &" || 'b'".repeat(35),
        "seats".to_owned() + &" collate x".repeat(36) + &" || 'b'".repeat(30),
        "'a' !|| ".repeat(35) + &"'b' || ".repeat(25) + "'b'",
        "case when ".repeat(1000),
    ] {
        mutate::one("expression", fuzz::expression, EXPRESSION, text.as_bytes());
    }
}

/// What fuzzing found.
#[test]
fn a_type_before_a_number_is_told() {
    mutate::one("expression", fuzz::expression, EXPRESSION, b"date 0000000");
}

#[test]
fn a_spec_of_many_faults_takes_no_longer_for_each() {
    for text in [
        "a: 1\n".repeat(5_000),
        format!("version: 1\nx: [{}]", "*a,".repeat(5_000)),
        (0..5_000).map(|key| format!("k{key}: 1\n")).collect(),
    ] {
        mutate::one("spec", fuzz::spec, SPEC, text.as_bytes());
    }
}
