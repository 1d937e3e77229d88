//! The display: a bar on a terminal, a log line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Progress, Snapshot};
use crate::human;
use crate::report::Counts;
use crate::stop::{Stop, StopLevel};

/// How progress is shown. All of it goes to stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// A bar on a terminal, else log lines.
    Auto,
    /// Nothing.
    Silent,
}

const REDRAW: Duration = Duration::from_millis(120);
const LOG_EVERY: Duration = Duration::from_secs(5);

/// A thread that shows a run's progress until it is finished or dropped; the bar is gone then.
#[derive(Debug)]
pub struct Renderer {
    /// Dropping the sender ends the thread.
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Renderer {
    /// Begins to show.
    #[must_use]
    pub fn start(progress: &Progress, stop: &Stop, display: Display) -> Renderer {
        if display == Display::Silent {
            return Renderer {
                end: None,
                thread: None,
            };
        }
        let (end, ended) = channel();
        let (progress, stop) = (progress.clone(), stop.clone());
        let mut screen = Screen::new(std::io::stderr().is_terminal());
        let pause = if screen.bar.is_some() {
            REDRAW
        } else {
            LOG_EVERY
        };
        let show = move || {
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                screen.show(&progress.snapshot(), stop.level());
            }
            screen.clear();
        };
        // A run is worth more than its display: without a thread it goes on unshown.
        let thread = std::thread::Builder::new()
            .name("progress".to_owned())
            .spawn(show)
            .ok();
        Renderer {
            end: Some(end),
            thread,
        }
    }

    /// Ends the display and clears the bar.
    pub fn finish(self) {}
}

impl Drop for Renderer {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the display says nothing about the run.
            let _ = thread.join();
        }
    }
}

struct Screen {
    bar: Option<ProgressBar>,
    since: Instant,
}

impl Screen {
    fn new(terminal: bool) -> Screen {
        let bar = terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            bar.set_style(spinner());
            bar
        });
        Screen {
            bar,
            since: Instant::now(),
        }
    }

    fn show(&mut self, snapshot: &Snapshot, level: StopLevel) {
        match &self.bar {
            Some(bar) => draw(bar, snapshot, level),
            None => {
                // Nobody may be reading stderr; that is no reason to end a run.
                let _ = writeln!(
                    std::io::stderr(),
                    "{:>7}  {}",
                    human::duration(self.since.elapsed()),
                    line(snapshot, level)
                );
            }
        }
    }

    fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn draw(bar: &ProgressBar, snapshot: &Snapshot, level: StopLevel) {
    if snapshot.chunks > 0 && bar.length() != Some(snapshot.chunks) {
        bar.set_style(chunks());
        bar.set_length(snapshot.chunks);
    }
    bar.set_position(snapshot.chunks_done);
    bar.set_prefix(stage(snapshot, level));
    bar.set_message(rows(snapshot));
    bar.tick();
}

const BEFORE_THE_PLAN: &str = "{spinner} {elapsed}  {prefix}";
const CHUNKS: &str = "{spinner} {elapsed} [{bar:24}] {pos}/{len} chunks  {prefix}\n  {wide_msg}";

fn spinner() -> ProgressStyle {
    ProgressStyle::with_template(BEFORE_THE_PLAN)
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn chunks() -> ProgressStyle {
    ProgressStyle::with_template(CHUNKS).map_or_else(
        |_| ProgressStyle::default_bar(),
        |style| style.progress_chars("=> "),
    )
}

/// One log line.
fn line(snapshot: &Snapshot, level: StopLevel) -> String {
    if snapshot.chunks == 0 {
        return stage(snapshot, level);
    }
    let (done, all) = (
        human::count(snapshot.chunks_done),
        human::count(snapshot.chunks),
    );
    format!(
        "{done}/{all} chunks  {}  {}",
        stage(snapshot, level),
        rows(snapshot)
    )
    .trim_end()
    .to_owned()
}

/// What the run is at, and how long it may take.
fn stage(snapshot: &Snapshot, level: StopLevel) -> String {
    let stage = match level {
        StopLevel::Run => snapshot.phase.as_ref(),
        StopLevel::AtBoundary => "stopping after the chunks at work (again: at once)",
        StopLevel::AtOnce => "stopping at once",
    };
    match snapshot.eta {
        Some(eta) if level == StopLevel::Run => {
            format!("{stage}  ETA {}", human::rough_duration(eta))
        }
        _ => stage.to_owned(),
    }
}

/// Rows read, how fast, and what came of those in committed chunks.
fn rows(snapshot: &Snapshot) -> String {
    let mut parts = Vec::new();
    if snapshot.rows_seen > 0 {
        parts.push(format!("{} rows", human::count(snapshot.rows_seen)));
        parts.push(format!(
            "{} rows/s",
            human::count(snapshot.rows_per_second as u64)
        ));
    }
    parts.extend(outcomes(&snapshot.counts));
    if snapshot.retries > 0 {
        parts.push(format!("retries {}", human::count(snapshot.retries)));
    }
    parts.join("  ")
}

/// The outcomes that occurred.
fn outcomes(counts: &Counts) -> impl Iterator<Item = String> {
    let outcomes = [
        ("inserted", counts.inserted),
        ("versioned", counts.versioned),
        ("updated", counts.updated),
        ("closed", counts.closed),
        ("unchanged", counts.unchanged),
        ("filtered", counts.filtered),
        ("rejected", counts.rejected),
        ("duplicates", counts.duplicates),
    ];
    outcomes
        .into_iter()
        .filter(|(_, rows)| *rows > 0)
        .map(|(name, rows)| format!("{name} {}", human::count(rows)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Plan;

    fn snapshot() -> Snapshot {
        let progress = Progress::new();
        progress.phase("loading");
        progress.planned(
            Plan {
                chunks: 20,
                chunks_done: 3,
                rows_estimated: 0,
                workers: 2,
            },
            &Counts::default(),
        );
        progress.chunk_done(&Counts {
            rows_read: 1_500,
            inserted: 1_400,
            rejected: 100,
            ..Counts::default()
        });
        Snapshot {
            rows_seen: 12_345,
            rows_per_second: 48_000.7,
            eta: Some(Duration::from_secs(75)),
            ..progress.snapshot()
        }
    }

    #[test]
    fn a_line_tells_chunks_rows_speed_and_what_came_of_them() {
        assert_eq!(
            line(&snapshot(), StopLevel::Run),
            "4/20 chunks  loading  ETA 1 min 15 s  12,345 rows  48,000 rows/s  inserted 1,400  \
             rejected 100"
        );
        let stopping = line(&snapshot(), StopLevel::AtBoundary);
        assert!(
            stopping.contains("stopping after the chunks at work (again: at once)  12,345 rows"),
            "{stopping}"
        );
    }

    #[test]
    fn before_the_plan_only_the_phase_is_told() {
        let progress = Progress::new();
        progress.phase("planning");
        assert_eq!(line(&progress.snapshot(), StopLevel::Run), "planning");
    }

    #[test]
    fn templates_are_well_formed() {
        assert!(
            ProgressStyle::with_template(BEFORE_THE_PLAN).is_ok()
                && ProgressStyle::with_template(CHUNKS).is_ok()
        );
        let bar = ProgressBar::hidden();
        draw(&bar, &snapshot(), StopLevel::Run);
        assert_eq!((bar.position(), bar.length()), (4, Some(20)));
    }

    #[test]
    fn a_renderer_ends_at_once() {
        let started = Instant::now();
        Renderer::start(&Progress::new(), &Stop::new(), Display::Auto).finish();
        assert!(started.elapsed() < LOG_EVERY);
    }
}
