//! One history: a job loaded again and again, disturbed, and held against the model after
//! everything that happens.

mod attempt;
mod codes;

use std::collections::BTreeMap;
use std::time::Duration;

use fastrand::Rng;

use crate::Result;
use crate::compile::Set;
use crate::draw::{Rows, chance};
use crate::events::{Event, Events, Tamper};
use crate::judge::{self, Course};
use crate::look::{self, Run, Table};
use crate::model::{Row, State};
use crate::process::{Ended, Running};
use crate::spec::{Origin, Spec};
use crate::stats::Stats;
use crate::world::{Lines, World};

/// How a history's loads are cut and dated.
#[derive(Debug, Clone, Copy)]
struct Way {
    workers: u64,
    chunk: u64,
    indexed: bool,
    /// Versions begin at given days, else now.
    dated: bool,
}

pub(crate) struct History<'h> {
    spec: &'h Spec,
    set: &'h Set,
    stats: &'h Stats,
    events: &'h Events,
    world: World<'h>,
    random: Rng,
    /// What happened, for people.
    pub(crate) log: Vec<String>,
    way: Way,
    /// The table as it was last looked at, and found right.
    table: Table,
    /// Rows of a table without a key that belong to runs that succeeded.
    kept: State,
    rows: Vec<Row>,
    load: u32,
    day: u32,
    processes: u32,
    /// The run that is not finished, and what it has read.
    open: Option<(i64, Course)>,
    latest: i64,
    members: Option<Lines>,
    /// The last run read one state of the source only: the same data again changes nothing.
    settled: bool,
    /// What has been in files that are loaded once.
    loaded: Vec<Vec<Row>>,
    /// Seconds by which the machine's clock is ahead.
    ahead: i64,
}

/// What is done in a load beside the source's rows.
#[derive(Debug, Clone)]
struct Ask {
    batch: String,
    resume: bool,
    mass_close: bool,
}

impl<'h> History<'h> {
    pub(crate) fn new(
        spec: &'h Spec,
        set: &'h Set,
        stats: &'h Stats,
        events: &'h Events,
        world: World<'h>,
        mut random: Rng,
    ) -> History<'h> {
        let way = Way {
            workers: random.u64(1..=4),
            chunk: *random.choice(&[1, 2, 3, 5, 8, 1000]).unwrap_or(&3),
            indexed: random.bool(),
            dated: chance(&mut random, 60),
        };
        let log = vec![format!("{} {way:?}", spec.name)];
        History {
            spec,
            set,
            stats,
            events,
            world,
            random,
            log,
            way,
            table: Table::default(),
            kept: State::default(),
            rows: Vec::new(),
            load: 0,
            day: 0,
            processes: 0,
            open: None,
            latest: 0,
            members: None,
            settled: false,
            loaded: Vec::new(),
            ahead: 0,
        }
    }

    /// The whole history.
    pub(crate) fn go(&mut self) -> Result {
        for _ in 0..self.random.u32(2..=5) {
            self.next_source()?;
            self.one_load()?;
            self.stats.add("loads");
        }
        Ok(())
    }

    /// Takes away what is left of a history that went well.
    pub(crate) fn remove(self) -> Result {
        self.world.remove()
    }

    /// The source some time later.
    fn next_source(&mut self) -> Result {
        self.load += 1;
        self.day += 1;
        let rows = self.draw_rows();
        self.fill(rows)
    }

    fn draw_rows(&mut self) -> Vec<Row> {
        let few = |random: &mut Rng, percent: u32, value: u32| {
            if chance(random, percent) { value } else { 0 }
        };
        let random = &mut self.random;
        let rows = Rows {
            spec: self.spec,
            typed: self.world.is_server() && self.spec.origin != Origin::File,
            keyless: few(random, 15, 4),
            bad: few(random, 40, 3),
            doubled: few(random, 60, 15),
        };
        let count = if chance(random, 4) {
            0
        } else {
            random.usize(1..=40)
        };
        match chance(random, 12) || self.rows.is_empty() || self.spec.loads_files_once() {
            true => rows.some(random, count),
            false => rows.later(random, &self.rows, count),
        }
    }

    fn fill(&mut self, rows: Vec<Row>) -> Result {
        self.world
            .fill(self.spec, &rows, self.load, self.way.indexed)?;
        self.log.push(format!(
            "load {}: the source has {} rows",
            self.load,
            rows.len()
        ));
        self.rows = rows;
        Ok(())
    }

    /// One load, disturbed a few times, then left in peace until it has its end.
    fn one_load(&mut self) -> Result {
        if self.events.tampers && chance(&mut self.random, 30) {
            look::keep_copy(&mut self.world)?;
        }
        let mut events = self.events.draw(&mut self.random, self.world.is_server());
        // Of two runs that end over their rejects nobody could say which chunks are whose.
        events
            .retain(|event| self.spec.max_rejects > 1000 || !matches!(event, Event::Rivals { .. }));
        events.retain(|event| self.world.can_fill_disk() || !matches!(event, Event::DiskFull(_)));
        let mut ask = Ask {
            batch: self.load.to_string(),
            resume: false,
            mass_close: chance(&mut self.random, 10),
        };
        if chance(&mut self.random, 10) {
            self.dry_run(&ask)?;
        }
        loop {
            let event = match events.pop() {
                // Where the first of two rivals ends between two states of the source, nobody could
                // say where the second begins.
                Some(Event::Rivals { share, .. }) if self.is_mixed() => {
                    Some(Event::Kill { share, dwell: None })
                }
                event => event,
            };
            let is_last = event.is_none();
            let ended = self.attempt(&event, &ask)?;
            let done = self.assess(&ended, &event, &ask)?;
            match done {
                Done::Succeeded => break,
                Done::Refused(why) if why.contains("missing") && chance(&mut self.random, 50) => {
                    // Someone decides that the keys are really gone.
                    ask = Ask {
                        resume: true,
                        mass_close: true,
                        ..ask
                    };
                }
                Done::Refused(_) => {
                    self.open = None;
                    return Ok(());
                }
                Done::Unfinished if is_last => {
                    return Err("a run that was left in peace did not come to its end".into());
                }
                Done::Unfinished => self.between()?,
            }
        }
        if self.spec.has_key() && chance(&mut self.random, 25) {
            self.again(&ask)?;
        }
        Ok(())
    }

    /// Whether the run that is open has read, or will read, more than one state of the source, or
    /// its target was changed.
    fn is_mixed(&self) -> bool {
        let mixed = |course: &Course| {
            course.tampered
                || course.sources.len() > 1
                || course.sources.last() != Some(&self.offered())
        };
        self.open
            .as_ref()
            .is_some_and(|(_, course)| !course.closed && mixed(course))
    }

    /// Between two attempts source and target may change.
    fn between(&mut self) -> Result {
        if self.events.tampers
            && self.open.as_ref().is_some_and(|(_, course)| !course.closed)
            && chance(&mut self.random, 8)
        {
            return self.tamper();
        }
        let lenient = self.spec.max_rejects > 1000
            && self.spec.close_percent >= 100.0
            && (self.spec.allow_empty || self.spec.origin == Origin::File);
        if !(self.events.source_changes && lenient && chance(&mut self.random, 15)) {
            return Ok(());
        }
        let rows = self.draw_rows();
        if rows.is_empty() && !self.spec.allow_empty {
            return Ok(());
        }
        self.stats.add("source changed under a run");
        if self.spec.origin == Origin::File {
            // The run begins afresh: at a later time, for its chunks may have made versions.
            self.day += 1;
        }
        self.fill(rows)
    }

    /// Someone lays hands on the target.
    fn tamper(&mut self) -> Result {
        let kinds = [Tamper::Emptied, Tamper::Dropped, Tamper::Restored];
        let kind = match kinds[self.random.usize(..kinds.len())] {
            // Where files are loaded once, a table that is gone is someone's to decide about.
            Tamper::Dropped if !self.loaded.is_empty() => Tamper::Emptied,
            kind => kind,
        };
        let Some((_, course)) = &mut self.open else {
            return Ok(());
        };
        if !look::tamper(&mut self.world, self.spec, kind)? {
            return Ok(());
        }
        self.stats.add("targets changed under a run");
        self.log.push(format!("  the target is {kind:?}"));
        let table = look::table(&mut self.world, self.spec)?;
        // Where the run is taken up all the same, it goes on from there.
        course.base = table.state.clone();
        course.tampered = true;
        course.restored |= kind == Tamper::Restored;
        self.kept = if kind == Tamper::Restored {
            self.kept.clone()
        } else {
            State::default()
        };
        self.members = None;
        self.table = table;
        Ok(())
    }

    /// Holds ledger, table and exit codes against the model.
    fn assess(&mut self, ended: &[Ended], event: &Option<Event>, ask: &Ask) -> Result<Done> {
        let runs = look::runs(&mut self.world)?;
        let table = look::table(&mut self.world, self.spec)?;
        let mut before = self.table.state.clone();
        let mut open = self.open.take();
        let mut done = Done::Unfinished;
        let last = runs.last().map_or(0, |run| run.id);
        let mut judged = false;
        let opened = open.as_ref().map(|(id, _)| *id);
        for run in runs
            .iter()
            .filter(|run| run.id > self.latest || Some(run.id) == opened)
        {
            let mut course = match open.take() {
                Some((id, mut course)) if id == run.id => {
                    if !course.closed && course.sources.last() != Some(&self.offered()) {
                        course.sources.push(self.offered());
                    }
                    course
                }
                _ => self.begun(run, &before, ask),
            };
            course.mass_close |= ask.mass_close;
            let is_last = run.id == last;
            self.log
                .push(format!("    run {} {} {}", run.id, run.status, run.message));
            match run.status.as_str() {
                status if status == "SUCCEEDED" || run.closed => {
                    let succeeded = status == "SUCCEEDED";
                    if is_last {
                        course.judge_end(self.spec, &table.state, run.counts)?;
                        if succeeded {
                            look::invariants(&mut self.world, self.spec, run)?;
                        }
                        judged = true;
                        before = table.state.clone();
                    } else if !course.closed {
                        before = course.loaded(self.spec)?.end;
                    }
                    self.kept = before.clone();
                    if let Some(rows) = course
                        .sources
                        .last()
                        .filter(|_| self.spec.loads_files_once() && !course.closed)
                    {
                        self.loaded.push(rows.clone());
                    }
                    self.settled = course.sources.len() == 1
                        && !course.restored
                        && course.sources.last() == Some(&self.rows);
                    if succeeded {
                        done = Done::Succeeded;
                    } else {
                        // What follows the close is still to be done.
                        course.closed = true;
                        done = Done::Unfinished;
                        open = Some((run.id, course));
                    }
                }
                // A rival began after it: all its chunks had been loaded.
                "REFUSED" if !is_last => {
                    before = course.loaded(self.spec)?.applied;
                    open = Some((run.id, course));
                }
                "REFUSED" => {
                    course.judge_unfinished(self.spec, &table.state)?;
                    judged = true;
                    done = match course.loaded(self.spec)?.refused {
                        Some(why) => Done::Refused(why),
                        // It was to be taken up with the limit lifted, and did not come so far.
                        None if ask.resume && ask.mass_close => Done::Unfinished,
                        None => return Err(format!("the run was refused: {}", run.message).into()),
                    };
                    open = Some((run.id, course));
                }
                "RUNNING" | "FAILED" | "STOPPED" | "ABANDONED" => {
                    if is_last {
                        course.judge_unfinished(self.spec, &table.state)?;
                        judged = true;
                        done = Done::Unfinished;
                    }
                    open = (run.status != "ABANDONED").then_some((run.id, course));
                }
                other => return Err(format!("run {} is {other}", run.id).into()),
            }
        }
        if !judged {
            judge::same(self.spec, &before, &table.state)
                .map_err(|error| format!("no run began, and the table is another: {error}"))?;
        }
        self.latest = last;
        self.open = open;
        self.keep(table)?;
        self.judge_codes(ended, event, &runs, &done)?;
        Ok(done)
    }

    /// What the source has to offer to a run that begins now.
    fn offered(&self) -> Vec<Row> {
        if self.loaded.contains(&self.rows) {
            Vec::new()
        } else {
            self.rows.clone()
        }
    }

    /// A run that began in this attempt.
    fn begun(&self, run: &Run, before: &State, ask: &Ask) -> Course {
        // What unfinished runs without a key have left goes when another begins.
        let base = if self.spec.has_key() {
            before.clone()
        } else {
            self.kept.clone()
        };
        let effective = self
            .spec
            .history
            .as_ref()
            .map_or(String::new(), |history| history.stored(&run.effective));
        Course {
            base,
            sources: vec![self.offered()],
            effective,
            batch: ask.batch.clone(),
            mass_close: ask.mass_close,
            tampered: false,
            restored: false,
            closed: false,
        }
    }

    /// The table is right: what must never change of it is kept in mind.
    fn keep(&mut self, table: Table) -> Result {
        let moved = |(version, key): (&(Vec<String>, String), &i64)| -> Option<String> {
            let before = self.table.surrogates.get(version)?;
            (before != key).then(|| {
                format!("the version {version:?} had the surrogate key {before}, and has {key}")
            })
        };
        if let Some(moved) = table.surrogates.iter().find_map(moved) {
            return Err(moved.into());
        }
        match &self.members {
            Some(members) if *members != table.members => {
                return Err(format!(
                    "the special members were {members:?}, and are {:?}",
                    table.members
                )
                .into());
            }
            None if !table.members.is_empty() => self.members = Some(table.members.clone()),
            _ => {}
        }
        self.table = table;
        Ok(())
    }

    /// The same data again: nothing is written.
    fn again(&mut self, ask: &Ask) -> Result {
        self.day += 1;
        self.stats.add("loads again of the same");
        let (kept, settled) = (self.table.state.clone(), self.settled);
        let ask = Ask {
            resume: false,
            mass_close: false,
            ..ask.clone()
        };
        let ended = self.attempt(&None, &ask)?;
        if !matches!(self.assess(&ended, &None, &ask)?, Done::Succeeded) {
            return Err("a load of the same data again does not succeed".into());
        }
        if !settled {
            return Ok(());
        }
        judge::same(self.spec, &kept, &self.table.state)
            .map_err(|error| format!("the same data again, and another table: {error}").into())
    }

    /// A dry run counts what the run will count, and writes nothing.
    fn dry_run(&mut self, ask: &Ask) -> Result {
        if self.open.is_some() {
            return Ok(());
        }
        self.stats.add("dry runs");
        let mut command = self.world.job(self.set, self.spec, "run");
        self.arguments(ask, &mut command);
        command
            .arg("--dry-run")
            .env("LOADWRIGHT_CLOCK_AHEAD", self.ahead.to_string());
        let ended = Running::start(&mut command, self.world.folder.join("dry"))?.end()?;
        self.world.settle()?;
        let table = look::table(&mut self.world, self.spec)?;
        judge::same(self.spec, &self.table.state, &table.state)
            .map_err(|error| format!("a dry run wrote: {error}"))?;
        let base = if self.spec.has_key() {
            self.table.state.clone()
        } else {
            self.kept.clone()
        };
        let instant = ended
            .report
            .as_ref()
            .and_then(|report| report.get("effective_at")?.as_str().map(str::to_owned))
            .unwrap_or_default();
        let effective = self
            .spec
            .history
            .as_ref()
            .filter(|_| !instant.is_empty())
            .map_or(String::new(), |history| history.stored(&instant));
        let course = Course {
            base,
            sources: vec![self.offered()],
            effective,
            batch: ask.batch.clone(),
            mass_close: ask.mass_close,
            tampered: false,
            restored: false,
            closed: false,
        };
        let loaded = course.loaded(self.spec)?;
        match (ended.code, &loaded.refused) {
            (Some(4), Some(_)) => Ok(()),
            (Some(0), None) => {
                let (_, counts) = ended
                    .report
                    .as_ref()
                    .and_then(look::told)
                    .ok_or("a dry run without a report")?;
                if counts == loaded.counts {
                    Ok(())
                } else {
                    Err(format!(
                        "the dry run counts {counts:?},\n  and should {:?}",
                        loaded.counts
                    )
                    .into())
                }
            }
            (code, refused) => Err(format!(
                "the dry run ended with {code:?}, and {refused:?} was expected:\n{}",
                ended.told
            )
            .into()),
        }
    }
}

/// What an attempt came to.
#[derive(Debug)]
enum Done {
    Succeeded,
    Refused(String),
    Unfinished,
}

/// Kept for the log of a failure.
pub(crate) fn counted(stats: &BTreeMap<&'static str, u64>) -> String {
    stats
        .iter()
        .map(|(name, count)| format!("  {name:<34} {count:>9}\n"))
        .collect()
}

/// A load that nothing is known of yet lasts about so long.
pub(crate) const USUAL: Duration = Duration::from_millis(80);
