//! The part of `--help` behind the flags: examples and exit codes.

use crate::info::JobInfo;

const EXIT_CODES: &str = "\
Exit codes:
  0  succeeded
  1  failed; another attempt may help, and goes on where this one ended
  2  wrong usage or configuration
  3  stopped on request; `run` goes on with it
  4  refused by a rule about the data: rejects, close limit, empty source, a changed table
  5  another run holds the target";

/// Behind the list of commands.
pub(super) fn overview(info: &JobInfo) -> String {
    let job = info.name;
    format!(
        "\
Examples:
  {job} preview          the first rows, and what becomes of them
  {job} run --dry-run    what would change, without writing
  {job} run              load; after a crash, go on with the load
  {job} status           how far the run is
  {job} rejects          rows that could not be loaded

{EXIT_CODES}"
    )
}

/// Behind each command's flags.
pub(super) fn commands(info: &JobInfo) -> [(&'static str, String); 9] {
    let job = info.name;
    let run = format!(
        "\
A setting is taken from its flag, else --session-params, else the environment, else the spec.
Chunks commit one by one: a run that ended early loses nothing, and the next `run` goes on with it.
Ctrl-C ends the run when the chunks at work are done; a second one ends it at once.

Examples:
  {job} run
  {job} run --dry-run
  {job} run --enable-parallel --max-workers 4 --chunk-size 20000
  {job} run --effective-at 2013-06-30
  {job} run --resume --allow-mass-close      after a run that the close limit refused
  {job} run --json | jq .inserted

{EXIT_CODES}"
    );
    [
        ("run", run),
        (
            "plan",
            format!(
                "Nothing is written.\n\nExample:\n  {job} plan --max-workers 4 --chunk-size 20000"
            ),
        ),
        (
            "preview",
            format!(
                "\
Source, filter and expressions as in a run; the target is not opened, and nothing is written. Rows \
                 are as the source has them: no key
is looked up, so rows of one key are not told apart. `run --dry-run` says what would change in the \
                 target.

Examples:
  {job} preview
  {job} preview --rows 3 --json | jq '.[0].target'
  {job} preview --rejected --rows 20       why rows cannot be loaded"
            ),
        ),
        (
            "status",
            format!(
                "Where the table's name has params, the latest run of each table is shown; with \
                 --json, one object a line.\n\nExamples:\n  {job} status\n  {job} status --json \
                 | jq -r .status"
            ),
        ),
        (
            "history",
            format!(
                "Examples:\n  {job} history --limit 5\n  {job} history --json | jq '.[].rows_read'"
            ),
        ),
        (
            "stop",
            format!(
                "A run ends with exit code 3 and status STOPPED; `run` goes on with it. All runs of \
                 the job are asked that are going on, whatever table they load; where none is, \
                 that is said.\n\nExample:\n  {job} stop --env prod"
            ),
        ),
        (
            "rejects",
            format!(
                "Examples:\n  {job} rejects\n  {job} rejects --run 12 --limit 10\n  {job} rejects \
                 --json | jq -r '.[].reason'"
            ),
        ),
        (
            "ddl",
            format!("Nothing is written.\n\nExample:\n  {job} ddl > {job}.sql"),
        ),
        (
            "check",
            format!(
                "Nothing is written. Exit code 0 where nothing differs, 4 where something \
                 does.\n\nExample:\n  {job} check --env prod"
            ),
        ),
    ]
}
