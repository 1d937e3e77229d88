#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::*;
use crate::fixture::AIRPORTS;

/// A job that is asked for nothing but its constants, and was compiled for no source.
const NO_ROWS: Compiled = Compiled {
    info: &AIRPORTS,
    kinds: crate::adapters::KINDS,
    programs: &[],
};

/// The exit code of a command line, `FILE` in it standing for the connections file.
fn exit_code(file: &Path, line: &str) -> u8 {
    let file = file.to_str().unwrap();
    let mut arguments = std::iter::once("dim_airport")
        .chain(line.split_whitespace())
        .map(|word| word.replace("FILE", file).into());
    execute(&NO_ROWS, &mut arguments)
}

#[test]
fn exit_codes_tell_usage_from_answers() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connections.yaml");
    let text = format!(
        "version: 1\nconnections:\n  nyc_files: {{kind: files, root: \"{0}\"}}\n  warehouse: \
         {{kind: sqlite, url: \"{0}/w.db\"}}\nenvironments: {{dev: {{}}, broken: {{warehouse: \
         {{url: \"${{LOADWRIGHT_TEST_UNSET}}\"}}}}}}\n",
        folder.path().display()
    );
    std::fs::write(&file, text).unwrap();
    for (line, expected) in [
        ("--help", 0),
        ("--version", 0),
        ("run --help", 0),
        ("", 2),
        ("rum", 2),
        ("run --max-workers many", 2),
        ("run --connections /nowhere/connections.yaml", 2),
        ("run --connections FILE --env prod", 2),
        ("run --connections FILE --env broken", 2),
        ("run --connections FILE --env dev --max-workers 0", 2),
        ("run --connections FILE --env dev --param nothing=1", 2),
        (
            "run --connections FILE --env dev --session-params /nowhere/session.yaml",
            2,
        ),
        ("plan --connections FILE --env dev --chunk-size 0", 2),
        ("preview --connections FILE --env dev --rows many", 2),
        ("preview --connections FILE --env dev --param nothing=1", 2),
        ("status --connections FILE --env dev", 0),
        ("status --connections FILE --env dev --json", 0),
        ("history --connections FILE --env dev --limit 3", 0),
        ("rejects --connections FILE --env dev", 0),
        ("rejects --connections FILE --env dev --run 7", 2),
        ("stop --connections FILE --env dev", 0),
    ] {
        assert_eq!(exit_code(&file, line), expected, "{line}");
    }
    assert!(
        !folder.path().join("w.db").exists(),
        "looking makes no database, and neither does a run that is refused for its settings"
    );
}
