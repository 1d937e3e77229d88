//! The fuzzers' bodies on mutated inputs, for a bounded while.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

#[path = "../../fuzz/mutate.rs"]
mod mutate;

use loadwright_runtime::fuzz::TARGETS;

#[test]
fn bodies_hold_of_mutated_inputs() {
    for (name, body, seeds) in TARGETS {
        let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
        mutate::run(name, *body, &seeds);
    }
}
