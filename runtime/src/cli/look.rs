//! `status`, `history`, `rejects` and `stop`: what the ledger tells, for people and for machines.

use serde::Serialize;

use super::table::{Side, Table};
use super::{print, say};
use crate::connections::Target;
use crate::error::{Error, Result};
use crate::human;
use crate::info::JobInfo;
use crate::ledger::view::{RejectView, RunView, View, request_stop};
use crate::options::{ConnectionsFrom, Options};
use crate::program::Compiled;

pub(super) fn status(job: &Compiled, options: &Options, json: bool) -> Result<u8> {
    let info = job.info;
    let target = target(job, options)?;
    let latest = match View::open(&target.connection)? {
        Some(mut view) => view.latest_of_each_target(info.name)?,
        None => Vec::new(),
    };
    match (json, &latest[..]) {
        (true, []) => print_json(&None::<RunView>)?,
        (true, runs) => runs.iter().try_for_each(print_json)?,
        (false, []) => say(&no_run(info, &target)),
        (false, runs) => say(&format!(
            "{} · {}\n{}",
            info.name,
            target.describe(),
            status_text(runs)
        )),
    }
    Ok(0)
}

pub(super) fn history(job: &Compiled, options: &Options, limit: u32, json: bool) -> Result<u8> {
    let info = job.info;
    let target = target(job, options)?;
    let (runs, several) = match View::open(&target.connection)? {
        Some(mut view) => (
            view.runs(info.name, limit)?,
            view.has_several_targets(info.name)?,
        ),
        None => (Vec::new(), false),
    };
    if json {
        print_json(&runs)?;
    } else if runs.is_empty() {
        say(&no_run(info, &target));
    } else {
        say(&history_text(&runs, several));
    }
    Ok(0)
}

pub(super) fn rejects(
    job: &Compiled,
    options: &Options,
    run_id: Option<i64>,
    limit: u32,
    json: bool,
) -> Result<u8> {
    let info = job.info;
    let target = target(job, options)?;
    let (run, rows, in_all) = match View::open(&target.connection)? {
        Some(mut view) => match chosen(&mut view, info, run_id)? {
            Some(run) => {
                let (rows, in_all) = view.rejects(run.run_id, limit)?;
                (Some(run), rows, in_all)
            }
            None => (None, Vec::new(), 0),
        },
        None => (None, Vec::new(), 0),
    };
    if json {
        print_json(&rows)?;
    } else if let Some(run) = run {
        say(&rejects_text(&run, &rows, in_all));
    } else if let Some(run_id) = run_id {
        return Err(
            Error::usage(format!("the ledger has no run {run_id} of {}", info.name))
                .help("`history` lists the runs"),
        );
    } else {
        say(&no_run(info, &target));
    }
    Ok(0)
}

pub(super) fn stop(job: &Compiled, options: &Options) -> Result<u8> {
    let info = job.info;
    let target = target(job, options)?;
    let runs = request_stop(&target.connection, info.name)?;
    if runs.is_empty() {
        say(&format!(
            "no run of {} is going on in {}",
            info.name,
            target.describe()
        ));
    }
    let several = runs.len() > 1;
    for run in &runs {
        say(&stop_text(run, several));
    }
    Ok(0)
}

fn target(job: &Compiled, options: &Options) -> Result<Target> {
    match &options.connections {
        ConnectionsFrom::Given(connections) => Ok(Target {
            environment: connections.environment.clone(),
            connection: connections.target.clone(),
        }),
        ConnectionsFrom::File { .. } => {
            Target::load(&options.connections_request(), job.kinds, job.info)
        }
    }
}

fn chosen(view: &mut View, info: &'static JobInfo, run_id: Option<i64>) -> Result<Option<RunView>> {
    match run_id {
        Some(run_id) => view.run(info.name, run_id),
        None => view.latest(info.name),
    }
}

fn print_json<T: Serialize>(value: &T) -> Result<()> {
    let text = serde_json::to_string(value)
        .map_err(|cause| Error::failed("cannot write JSON").because(cause))?;
    say(&text);
    Ok(())
}

fn no_run(info: &JobInfo, target: &Target) -> String {
    format!("{} has not run yet in {}", info.name, target.describe())
}

/// The latest run of each target.
fn status_text(runs: &[RunView]) -> String {
    let several = runs.len() > 1;
    let texts: Vec<String> = runs.iter().map(|run| run_text(run, several)).collect();
    texts.join("\n\n")
}

/// One run at length. `several`: the job has other targets, too.
fn run_text(run: &RunView, several: bool) -> String {
    let mut lines = Table::new(&[Side::Left, Side::Left]).indented(2);
    let mut line = |name: &str, value: String| lines.row([name.to_owned(), value]);
    if several {
        line("target", run.target.clone());
    }
    line("started", moment(&run.started_at));
    if let Some(finished) = &run.finished_at {
        line("finished", moment(finished));
    }
    if let Some(elapsed) = run.elapsed() {
        line("took", human::duration(elapsed));
    }
    line("effective at", moment(&run.effective_at));
    let chunks = run
        .chunks_total
        .map_or("not planned yet".to_owned(), |total| {
            let share = (run.chunks_done * 100)
                .checked_div(total)
                .map_or(String::new(), |percent| format!(" ({percent} %)"));
            format!(
                "{} of {}{share}",
                human::count(run.chunks_done),
                human::count(total)
            )
        });
    line("chunks", chunks);
    if let Some(workers) = run.workers {
        line("workers", workers.to_string());
    }
    for (name, count) in [("retries", run.retries), ("resumed", run.resumes)] {
        if count > 0 {
            line(name, count.to_string());
        }
    }
    line("by", run.holder.clone());
    if let Some(silence) = run.silence() {
        line("heartbeat", format!("{} ago", human::duration(silence)));
    }
    if let Some(closed) = run
        .closed_at
        .as_deref()
        .filter(|_| run.status != "SUCCEEDED")
    {
        line("rows all in", moment(closed));
    }
    if let Some(run) = run.superseded_by {
        line("replaced by", format!("run {run}"));
    }
    if let Some(message) = &run.message {
        line("message", message.clone());
    }
    let mut text = format!("run {} {}", run.run_id, run.status);
    if run.looks_dead() {
        text.push_str(
            " (by the ledger; its process is most likely gone, and `run` goes on with it)",
        );
    } else if run.stop_requested && run.status == "RUNNING" {
        text.push_str(" (asked to stop)");
    }
    format!("{text}\n{lines}\n{}", print::counts(&run.counts))
}

/// One line a run. `several`: the job has several targets.
fn history_text(runs: &[RunView], several: bool) -> String {
    use Side::{Left, Right};
    let mut table = Table::new(&[
        Right, Left, Left, Left, Right, Right, Right, Right, Right, Right, Right, Right, Left,
    ])
    .titled([
        "run",
        "status",
        "target",
        "started",
        "took",
        "read",
        "inserted",
        "versioned",
        "updated",
        "closed",
        "unchanged",
        "rejected",
        "message",
    ]);
    if !several {
        table = table.without(2);
    }
    for run in runs {
        let counts = &run.counts;
        table.row([
            run.run_id.to_string(),
            run.status.clone(),
            run.target.clone(),
            moment(&run.started_at),
            run.elapsed().map(human::duration).unwrap_or_default(),
            human::count(counts.rows_read),
            human::count(counts.inserted),
            human::count(counts.versioned),
            human::count(counts.updated),
            human::count(counts.closed),
            human::count(counts.unchanged),
            human::count(counts.rejected),
            run.message.clone().unwrap_or_default(),
        ]);
    }
    table.to_string()
}

fn rejects_text(run: &RunView, rows: &[RejectView], in_all: u64) -> String {
    let head = format!(
        "run {} {}: {} rejected",
        run.run_id,
        run.status,
        human::count(run.counts.rejected.max(in_all))
    );
    if rows.is_empty() {
        return head;
    }
    let mut table =
        Table::new(&[Side::Left; 5]).titled(["where", "key", "column", "value", "reason"]);
    for row in rows {
        let place = match (&row.source_file, row.source_line) {
            (Some(file), Some(line)) => format!("{file}:{line}"),
            (Some(file), None) => file.clone(),
            (None, Some(line)) => format!("chunk {} row {line}", row.chunk),
            (None, None) => format!("chunk {}", row.chunk),
        };
        table.row([
            place,
            row.business_key.clone().unwrap_or_default(),
            row.column_name.clone().unwrap_or_default(),
            row.value.clone().unwrap_or_else(|| "NULL".to_owned()),
            row.reason.clone(),
        ]);
    }
    let more = in_all.saturating_sub(rows.len() as u64);
    let tail = if more > 0 {
        format!(
            "\n{} more: --limit {in_all} shows them all",
            human::count(more)
        )
    } else {
        String::new()
    };
    format!("{head}\n{table}{tail}")
}

fn stop_text(run: &RunView, several: bool) -> String {
    let asked = if run.stop_requested {
        "had been asked to stop already"
    } else {
        "is asked to stop at the next chunk boundary"
    };
    let target = if several {
        format!(" on {}", run.target)
    } else {
        String::new()
    };
    let mut text = format!("run {}{target} {asked} ({})", run.run_id, run.holder);
    if run.looks_dead() {
        let silence = run.silence().map(human::duration).unwrap_or_default();
        text.push_str(&format!(
            "\nbut nothing was heard of it for {silence}: its process is most likely gone, and \
             `run` goes on with it"
        ));
    }
    text
}

/// `2013-06-30T12:00:00.123456Z` without the fraction.
fn moment(text: &str) -> String {
    text.split_once('.').map_or_else(
        || text.to_owned(),
        |(seconds, _)| format!("{}Z", seconds.replace('T', " ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Counts;

    fn run(status: &str) -> RunView {
        RunView {
            run_id: 12,
            job: "dim_airport".to_owned(),
            target: "main.dim_airport".to_owned(),
            status: status.to_owned(),
            message: Some("2 rows were rejected\nand none is tolerated".to_owned()),
            effective_at: "2013-06-30T00:00:00.000000Z".to_owned(),
            started_at: "2013-07-01T01:00:00.250000Z".to_owned(),
            heartbeat_at: "2013-07-01T01:01:05.250000Z".to_owned(),
            finished_at: None,
            counts: Counts {
                rows_read: 1_458,
                inserted: 1_456,
                rejected: 2,
                ..Counts::default()
            },
            chunks_done: 1,
            chunks_total: Some(4),
            workers: Some(2),
            retries: 0,
            resumes: 1,
            holder: "process 7 on h".to_owned(),
            stop_requested: false,
            superseded_by: None,
            closed_at: None,
        }
    }

    #[test]
    fn a_run_is_told_at_length() {
        let text = status_text(&[RunView {
            finished_at: Some("2013-07-01T01:01:05.250000Z".to_owned()),
            ..run("FAILED")
        }]);
        assert!(
            text.starts_with(
                "\
run 12 FAILED
  started       2013-07-01 01:00:00Z
  finished      2013-07-01 01:01:05Z
  took          1 min 05 s
  effective at  2013-06-30 00:00:00Z
  chunks        1 of 4 (25 %)
  workers       2
  resumed       1
  by            process 7 on h
  message       2 rows were rejected\\nand none is tolerated
  inserted     1,456
"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_run_without_a_sign_of_life_is_not_called_running() {
        let text = run_text(&run("RUNNING"), false);
        assert!(
            text.starts_with("run 12 RUNNING (by the ledger; its process is most likely gone"),
            "{text}"
        );
        let text = stop_text(&run("RUNNING"), false);
        assert!(
            text.contains("is asked to stop") && text.contains("most likely gone"),
            "{text}"
        );
    }

    #[test]
    fn a_run_that_is_not_planned_yet_has_no_share() {
        let text = run_text(
            &RunView {
                chunks_total: None,
                ..run("FAILED")
            },
            false,
        );
        assert!(text.contains("chunks        not planned yet"), "{text}");
        let text = run_text(
            &RunView {
                chunks_done: 0,
                chunks_total: Some(0),
                ..run("FAILED")
            },
            false,
        );
        assert!(text.contains("chunks        0 of 0\n"), "{text}");
    }

    #[test]
    fn history_is_one_line_a_run() {
        let text = history_text(&[run("RUNNING"), run("FAILED")], false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(
            lines[1].starts_with(" 12  RUNNING  2013-07-01 01:00:00Z  1 min 05 s  1,458     1,456"),
            "{text}"
        );
    }

    #[test]
    fn runs_on_several_targets_are_told_apart() {
        let of = |target: &str, status| RunView {
            target: target.to_owned(),
            ..run(status)
        };
        let runs = [of("main.dim_us", "RUNNING"), of("main.dim_eu", "FAILED")];
        let text = status_text(&runs);
        let (first, second) = text.split_once("\n\n").unwrap_or_default();
        assert!(first.starts_with("run 12 RUNNING"), "{text}");
        assert!(first.contains("\n  target        main.dim_us\n"), "{text}");
        assert!(
            second.starts_with("run 12 FAILED\n  target        main.dim_eu\n"),
            "{text}"
        );
        let text = history_text(&runs, true);
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[0].starts_with("run  status   target       started")
                && lines[1].starts_with(" 12  RUNNING  main.dim_us  2013-07-01 01:00:00Z"),
            "{text}"
        );
        let text = stop_text(&runs[0], true);
        assert!(
            text.starts_with("run 12 on main.dim_us is asked to stop"),
            "{text}"
        );
    }

    #[test]
    fn rejects_say_where_which_and_why_and_how_many_more_there_are() {
        let row = RejectView {
            run_id: 12,
            chunk: 3,
            source_file: Some("airports_2013.csv".to_owned()),
            source_line: Some(7),
            business_key: Some("04G".to_owned()),
            column_name: Some("alt".to_owned()),
            value: None,
            reason: "NULL in a column that is not null".to_owned(),
            row: None,
        };
        let table = RejectView {
            source_file: None,
            value: Some("x".to_owned()),
            ..row.clone()
        };
        assert_eq!(
            rejects_text(&run("FAILED"), &[row, table], 5),
            "\
run 12 FAILED: 5 rejected
where                key  column  value  reason
airports_2013.csv:7  04G  alt     NULL   NULL in a column that is not null
chunk 3 row 7        04G  alt     x      NULL in a column that is not null
3 more: --limit 5 shows them all"
        );
        assert_eq!(
            rejects_text(&run("FAILED"), &[], 0),
            "run 12 FAILED: 2 rejected"
        );
    }
}
