//! The fuzzers' bodies on mutated inputs, for a bounded while.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

#[path = "../../fuzz/mutate.rs"]
mod mutate;

use std::path::Path;

use loadwright_runtime::fuzz::{TARGETS, connections_file, ledger_row, session_params};

use mutate::Memory;

const MEMORY: Memory = Memory {
    base: 4 << 20,
    per_byte: 4 << 10,
};

/// Each record may be a chunk of its own, and a chunk has buffers for as much as it may grow to.
const CSV: Memory = Memory {
    base: 8 << 20,
    per_byte: 256 << 10,
};

#[test]
fn bodies_hold_of_mutated_inputs() {
    for (name, body) in TARGETS {
        let seeds = mutate::files(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../fuzz/seeds")
                .join(name),
            None,
        );
        mutate::run(
            name,
            *body,
            if *name == "csv_records" { CSV } else { MEMORY },
            &seeds,
        );
    }
}

#[test]
fn documents_that_nest_deeper_than_a_stack_are_refused() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "a: [".repeat(1000),
        "- ".repeat(1000),
    ] {
        mutate::one("session_params", session_params, MEMORY, text.as_bytes());
        mutate::one(
            "connections_file",
            connections_file,
            MEMORY,
            text.as_bytes(),
        );
    }
}

/// What fuzzing found.
#[test]
fn bounds_of_the_greatest_numbers_are_shown() {
    for row in [
        r#"{"partition":{"number":18446744073709551615,"of":16}}"#,
        r#"{"part":{"file":4294967295,"last_file":0,"first_record":0,"records":5,"line":1,"offset":10}}"#,
        r#"{"part":{"file":0,"last_file":4294967295,"first_record":0,"records":5,"line":1,"offset":10}}"#,
    ] {
        mutate::one("ledger_row", ledger_row, MEMORY, row.as_bytes());
    }
}

#[test]
fn aliases_of_aliases_of_aliases_are_refused() {
    let mut text = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (from, to) in ('a'..'j').zip('b'..='j') {
        text += &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(","));
    }
    mutate::one("session_params", session_params, MEMORY, text.as_bytes());
    mutate::one(
        "connections_file",
        connections_file,
        MEMORY,
        text.as_bytes(),
    );
}
