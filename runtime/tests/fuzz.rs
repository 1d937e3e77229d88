//! The fuzzers' bodies on mutated inputs, for a bounded while.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

#[path = "../../fuzz/mutate.rs"]
mod mutate;

use loadwright_runtime::fuzz::{TARGETS, connections_file, session_params};

#[test]
fn bodies_hold_of_mutated_inputs() {
    for (name, body, seeds) in TARGETS {
        let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
        mutate::run(name, *body, &seeds);
    }
}

#[test]
fn documents_that_nest_deeper_than_a_stack_are_refused() {
    for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "a: [".repeat(1000), "- ".repeat(1000)] {
        session_params(text.as_bytes());
        connections_file(text.as_bytes());
    }
}
