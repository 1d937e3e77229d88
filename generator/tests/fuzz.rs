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

fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == ending)
    });
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn specs_are_compiled_or_told_what_is_wrong() {
    let mut seeds = files("../jobs/scenarios", "yaml");
    seeds.extend(files("../jobs", "yaml"));
    seeds.extend(files("tests/specs/bad", "yaml"));
    assert!(seeds.len() > 20);
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
