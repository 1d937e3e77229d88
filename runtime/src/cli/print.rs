//! What people read: errors, a run's summary, a plan.

use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;

use super::table::{Side, Table};
use crate::engine::PlanView;
use crate::error::Error;
use crate::human;
use crate::report::{Counts, Report};

/// A plan with more chunks shows the first and the last of them.
const CHUNKS_SHOWN: usize = 40;

/// The error, its causes and what to do about it.
pub(super) fn error(out: &mut dyn Write, error: &Error) {
    let mut text = format!("error: {}\n", indented(&error.to_string()));
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!("  cause: {}\n", indented(&cause.to_string())));
        source = cause.source();
    }
    if let Some(advice) = error.advice() {
        text.push_str(&format!("  help: {}\n", indented(advice)));
    }
    // Nobody may be listening any more; the exit code still tells.
    let _ = out.write_all(text.as_bytes());
}

fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n    ")
}

/// What a run came to: the counts, and that they balance.
pub(super) fn summary(report: &Report) -> String {
    let (run, remark) = match (report.run_id, report.resumed) {
        (0, _) => ("dry run".to_owned(), " (nothing was written)"),
        (run_id, true) => (format!("run {run_id}"), " (resumed)"),
        (run_id, false) => (format!("run {run_id}"), ""),
    };
    let elapsed = human::duration(Duration::from_millis(report.elapsed_ms));
    let (chunks, workers) = (
        plural(report.chunks, "chunk"),
        plural(report.workers as u64, "worker"),
    );
    let mut text = format!(
        "{run} {}{remark} in {elapsed} · {chunks} · {workers}",
        report.status.as_str()
    );
    match report.retries {
        0 => {}
        1 => text.push_str(" · 1 retry"),
        retries => text.push_str(&format!(" · {} retries", human::count(retries))),
    }
    if !report.effective_at.is_empty() {
        text.push_str(&format!(" · effective at {}", report.effective_at));
    }
    text.push('\n');
    text.push_str(&counts(&report.counts));
    for note in &report.notes {
        text.push_str("\n  ");
        text.push_str(&indented(note));
    }
    text
}

/// Rows by outcome, added up.
pub(super) fn counts(counts: &Counts) -> String {
    let mut table = Table::new(&[Side::Left, Side::Right]).indented(2);
    for (name, rows) in [
        ("inserted", counts.inserted),
        ("versioned", counts.versioned),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("filtered", counts.filtered),
        ("rejected", counts.rejected),
        ("duplicates", counts.duplicates),
    ] {
        table.row([name.to_owned(), human::count(rows)]);
    }
    let balance = match counts.accounted_for() {
        rows if rows == counts.rows_read => "= rows read".to_owned(),
        rows => format!("of rows read have an outcome: {}", human::count(rows)),
    };
    table.row([balance, human::count(counts.rows_read)]);
    if counts.closed > 0 {
        table.row([
            "closed (gone from the source)".to_owned(),
            human::count(counts.closed),
        ]);
    }
    table.to_string()
}

/// The plan: way, workers, settings, chunks.
pub(super) fn plan(view: &PlanView) -> String {
    let mut text = format!(
        "{} by {} ({})\nabout {} · {} ({})\n\n",
        plural(view.chunks.len() as u64, "chunk"),
        view.way,
        view.why,
        plural(view.rows_estimated, "row"),
        plural(view.workers as u64, "worker"),
        view.workers_why
    );
    let mut settings =
        Table::new(&[Side::Left, Side::Right, Side::Left]).titled(["setting", "value", "from"]);
    for setting in view.settings.list() {
        let value = setting
            .value
            .as_str()
            .map_or_else(|| setting.value.to_string(), str::to_owned);
        settings.row([setting.name.to_owned(), value, setting.layer.to_string()]);
    }
    text.push_str(&settings.to_string());
    let mut chunks = Table::new(&[Side::Right, Side::Right, Side::Left]).titled([
        "chunk",
        "rows, about",
        "reads",
    ]);
    let left_out = view.chunks.len().saturating_sub(CHUNKS_SHOWN);
    for (place, chunk) in view.chunks.iter().enumerate() {
        if left_out > 0 && place == CHUNKS_SHOWN / 2 {
            chunks.row([
                "…".to_owned(),
                String::new(),
                format!("{} more", human::count(left_out as u64)),
            ]);
        }
        if left_out == 0
            || place < CHUNKS_SHOWN / 2
            || place >= view.chunks.len() - CHUNKS_SHOWN / 2
        {
            chunks.row([
                chunk.number.to_string(),
                human::count(chunk.rows_estimated),
                chunk.bounds.clone(),
            ]);
        }
    }
    let _ = write!(text, "\n\n{chunks}");
    for warning in &view.warnings {
        let _ = write!(text, "\n\nwarning: {warning}");
    }
    text
}

/// `1 chunk`, `2 chunks`, `1,000 chunks`
fn plural(count: u64, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        human::count(count),
        if count == 1 { "" } else { "s" }
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::engine::PlannedChunk;
    use crate::fixture::AIRPORTS;
    use crate::options::Options;
    use crate::report::Status;
    use crate::settings::Resolved;
    use crate::vars::Vars;

    #[test]
    fn an_error_shows_its_causes_and_the_advice_once() {
        let cause = Error::usage("the environment variable URL is not set").help("set URL");
        let shown = cause
            .within("connections.yaml:6: `warehouse.url` cannot be used")
            .help("not this");
        let mut out = Vec::new();
        error(&mut out, &shown);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "error: connections.yaml:6: `warehouse.url` cannot be used\n  cause: the environment \
             variable URL is not set\n  help: set URL\n"
        );
    }

    #[test]
    fn a_cause_of_several_lines_stays_under_its_head() {
        let mut out = Vec::new();
        error(&mut out, &Error::failed("no").because("line 1\nline 2\n"));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "error: no\n  cause: line 1\n    line 2\n"
        );
    }

    fn report() -> Report {
        Report {
            run_id: 3,
            job: "dim_airport",
            status: Status::Succeeded,
            resumed: true,
            effective_at: "2013-06-30T00:00:00Z".to_owned(),
            counts: Counts {
                rows_read: 1_458,
                inserted: 1_400,
                versioned: 10,
                unchanged: 40,
                rejected: 8,
                closed: 2,
                ..Counts::default()
            },
            chunks: 2,
            workers: 1,
            retries: 1,
            elapsed_ms: 1_234,
            notes: vec!["2 keys are gone".to_owned()],
        }
    }

    #[test]
    fn the_summary_adds_up() {
        assert_eq!(
            summary(&report()),
            "\
run 3 SUCCEEDED (resumed) in 1.23 s · 2 chunks · 1 worker · 1 retry · effective at \
             2013-06-30T00:00:00Z
  inserted                       1,400
  versioned                         10
  updated                            0
  unchanged                         40
  filtered                           0
  rejected                           8
  duplicates                         0
  = rows read                    1,458
  closed (gone from the source)      2
  2 keys are gone"
        );
    }

    #[test]
    fn rows_without_an_outcome_are_not_hidden() {
        let odd = Report {
            counts: Counts {
                rows_read: 5,
                inserted: 3,
                ..Counts::default()
            },
            ..report()
        };
        assert!(
            summary(&odd).contains("of rows read have an outcome: 3"),
            "{}",
            summary(&odd)
        );
    }

    #[test]
    fn a_dry_run_says_that_it_wrote_nothing() {
        let dry = Report {
            run_id: 0,
            ..report()
        };
        assert!(
            summary(&dry).starts_with("dry run SUCCEEDED (nothing was written) in 1.23 s"),
            "{}",
            summary(&dry)
        );
    }

    #[test]
    fn a_plan_shows_settings_with_their_layers_and_leaves_out_the_middle_of_many_chunks() {
        let options = Options {
            vars: Vars::of([("MAPPER_MAX_WORKERS", "4")]),
            ..Options::default()
        };
        let chunk = |number| PlannedChunk {
            number,
            bounds: format!("partition {number}"),
            rows_estimated: 1_000,
        };
        let view = PlanView {
            way: "partitions".to_owned(),
            why: "the source is a file".to_owned(),
            workers: 4,
            workers_why: "max_workers".to_owned(),
            rows_estimated: 100_000,
            chunks: (1..=100).map(chunk).collect(),
            settings: Resolved::of(&options, &AIRPORTS).unwrap().settings,
            warnings: vec!["mind the gap".to_owned()],
        };
        let text = plan(&view);
        assert!(text.ends_with("\n\nwarning: mind the gap"), "{text}");
        assert!(
            text.starts_with(
                "100 chunks by partitions (the source is a file)\nabout 100,000 rows · 4 workers \
                 (max_workers)\n"
            ),
            "{text}"
        );
        assert!(
            text.contains("max_workers                            4  environment\n"),
            "{text}"
        );
        assert!(
            text.contains(
                "\n   20        1,000  partition 20\n    …               60 more\n   81        \
                 1,000  partition 81\n"
            ),
            "{text}"
        );
    }
}
