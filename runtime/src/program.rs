//! A compiled job as the engine sees it: each call crosses from common code into the job's own once
//! a chunk, never once a row.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::connections::{Connections, Kind};
use crate::database::Database;
use crate::database::form::Form;
use crate::diff::{Buffers, Diff, Flush};
use crate::error::{Error, Result};
use crate::failpoint;
use crate::info::JobInfo;
use crate::job::Job;
use crate::options::{ConnectionsFrom, Options};
use crate::preview::Preview;
use crate::scratch::Scratch;
use crate::source::{
    Chunk, Finding, ReadRows, Rows, Source, SourceAdapter, SourceReader, SourceRow, SourceRows,
};
use crate::spool::{Spool, key_hash, partition_of};
use crate::target::slice::{CurrentRows, Entry, EntryReader, SliceQuery, TargetRows};
use crate::target::table::Table;
use crate::value::rowhash::HashShape;

/// A compiled job, and what of the adapters was compiled with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compiled {
    /// Its constants.
    pub(crate) info: &'static JobInfo,
    /// The kinds of connections that `connections.yaml` may name.
    pub(crate) kinds: &'static [Kind],
    /// Its programs, one for each kind of source with each of target that it was compiled for.
    pub(crate) programs: &'static [Program],
}

impl Compiled {
    /// What was compiled for a source and a target of these kinds; `None`: nothing.
    pub(crate) fn code(&self, source: &str, target: &str) -> Option<&'static dyn Code> {
        self.programs
            .iter()
            .find(|program| program.source == source && program.target == target)
            .map(|program| program.code)
    }

    /// The job's two connections.
    ///
    /// # Errors
    /// Of usage: see `Connections::load`.
    pub(crate) fn connections(&self, options: &Options) -> Result<Connections> {
        match &options.connections {
            ConnectionsFrom::Given(connections) => Ok(Connections::clone(connections)),
            ConnectionsFrom::File { .. } => {
                Connections::load(&options.connections_request(), self.kinds, self.info)
            }
        }
    }
}

/// What a generated crate compiles of a job: a program for each kind of source with each kind of
/// target that its connections may have.
pub trait Programs: Job {
    /// Those programs.
    const PROGRAMS: &'static [Program];
}

/// A job compiled for one kind of source and one kind of target.
#[derive(Clone, Copy)]
pub struct Program {
    source: &'static str,
    target: &'static str,
    code: &'static dyn Code,
}

impl Program {
    /// The program of a job that reads from `S` and loads into `T`.
    #[expect(private_bounds, reason = "the adapters are the runtime's own")]
    #[must_use]
    pub const fn of<J: Job, S: SourceAdapter, T: TargetRows>() -> Program {
        Program {
            source: S::KIND,
            target: T::KIND,
            code: &Pair::<J, S, T>::NEW,
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.source, self.target)
    }
}

/// What of a job is compiled for one kind of source and one of target.
pub(crate) trait Code: CurrentRows {
    /// Finds the source of a run. The notes say what of it is passed over, and why.
    fn find(&self, finding: Finding<'_>) -> Result<(Box<dyn Source>, Vec<String>)>;

    /// Opens the rows of a chunk, for a pass over them.
    fn pass(
        &self,
        reader: &mut dyn SourceReader,
        chunk: Chunk<'_>,
        pass: Pass<'_, '_>,
    ) -> Result<()>;

    /// How the target's database handles its table.
    fn table(&self) -> Box<dyn Table>;
}

/// A pass over rows of the source.
pub(crate) enum Pass<'p, 'd> {
    /// The diff's, over a chunk's rows.
    Read(&'p mut Diff<'d>),
    /// The diff's second, over a chunk in which rows contradict each other.
    Explain(&'p mut Diff<'d>),
    /// That of a load without a key; with a flush, rows are handed over as they gather.
    Append(&'p mut Diff<'d>, Option<&'p mut Flush<'p>>),
    /// Routes every record to the partition of its key.
    Route(&'p mut Router<'d>),
    /// Shows what becomes of the first rows.
    Preview(&'p mut Preview<'d>),
}

/// A [`Job`] with its source and its target.
pub(crate) struct Pair<J, S, T>(PhantomData<(J, S, T)>);

impl<J, S, T> Pair<J, S, T> {
    pub(crate) const NEW: Pair<J, S, T> = Pair(PhantomData);
}

impl<J: Job, S: SourceAdapter, T: TargetRows> Code for Pair<J, S, T> {
    fn find(&self, finding: Finding<'_>) -> Result<(Box<dyn Source>, Vec<String>)> {
        S::find(finding)
    }

    fn pass(
        &self,
        reader: &mut dyn SourceReader,
        chunk: Chunk<'_>,
        pass: Pass<'_, '_>,
    ) -> Result<()> {
        let reader: &mut dyn Any = reader;
        let reader: &mut S::Reader = reader.downcast_mut().ok_or_else(|| {
            Error::failed("a reader was handed to another adapter's code: a defect of Loadwright")
        })?;
        reader.rows(chunk, Passing::<J, T::Form>(pass, PhantomData))
    }

    fn table(&self) -> Box<dyn Table> {
        T::table()
    }
}

impl<J: Job, S: SourceAdapter, T: TargetRows> CurrentRows for Pair<J, S, T> {
    fn read(
        &self,
        database: &mut Database,
        query: &SliceQuery<'_>,
        shape: &HashShape,
        take: &mut dyn FnMut(&mut Entry) -> Result<()>,
    ) -> Result<bool> {
        T::stored(
            database,
            query,
            EntryReader::<J, T::Form>::new(query.by_column, shape, take),
        )
    }
}

/// A pass of one job, whose rows wait for the target in one form.
struct Passing<'p, 'd, J, F>(Pass<'p, 'd>, PhantomData<fn() -> (J, F)>);

impl<J: Job, F: Form> ReadRows for Passing<'_, '_, J, F> {
    fn read<R: Rows>(self, rows: &mut R) -> Result<()> {
        let lookups = J::Lookups::default();
        match self.0 {
            Pass::Read(diff) => diff.read::<J, F, _>(rows, &lookups),
            Pass::Explain(diff) => diff.explain::<J, _>(rows, &lookups),
            Pass::Append(diff, flush) => diff.append::<J, F, _>(rows, &lookups, flush),
            Pass::Route(router) => router.route::<J, _>(rows, &lookups),
            Pass::Preview(preview) => preview.take::<J, _>(rows, &lookups),
        }
    }
}

/// Spills records to the partitions of their keys.
pub(crate) struct Router<'a> {
    pub(crate) scratch: Scratch,
    pub(crate) spool: &'a mut Spool,
    pub(crate) partitions: u64,
    /// Names of the source's files, by place: a key may hold one.
    pub(crate) files: &'a [Arc<str>],
    /// Whether a partition's chunk is still to be done; records of others are passed over.
    pub(crate) wanted: &'a [bool],
    /// Unfiltered records without a key that were passed over: a chunk that is done never saw those
    /// that are new since.
    pub(crate) keyless_passed_over: u64,
    /// Called now and then: tells the time, and ends the run that is asked to stop.
    pub(crate) look_up: &'a mut dyn FnMut() -> Result<()>,
}

/// Records that are routed between two looks at the clock and the stop handle.
const ROUTE_BATCH: u64 = 8192;

impl Router<'_> {
    fn route<J: Job, R: Rows>(&mut self, rows: &mut R, lookups: &J::Lookups) -> Result<()> {
        let mut buffers = Buffers::default();
        let mut frame = Vec::new();
        let mut count = 0_u64;
        while let Some(row) = rows.next()? {
            let position = row.position();
            self.scratch
                .enter(position.line, self.files.get(position.file as usize));
            let key = J::key(&row, lookups, &self.scratch);
            let is_keyless = key.is_err();
            let hash = match key {
                Ok(key) => key_hash(buffers.key::<J>(&key)),
                // Its chunk says what is wrong with it; any chunk will do, but always the same,
                // also for a run that is resumed over a source in which other rows come before it
                // by then.
                Err(_) => {
                    frame.clear();
                    row.record(&mut frame);
                    key_hash(&frame)
                }
            };
            let partition = partition_of(hash, self.partitions);
            if self.wanted[partition as usize] {
                frame.clear();
                row.spill(&mut frame);
                self.spool.push(partition, &frame)?;
            } else if is_keyless
                && !matches!(
                    J::read(&row).and_then(|source| J::filter(&source, &self.scratch)),
                    Ok(false)
                )
            {
                self.keyless_passed_over += 1;
            }
            count += 1;
            failpoint::reach("route.record")?;
            if count.is_multiple_of(ROUTE_BATCH) {
                (self.look_up)()?;
            }
        }
        Ok(())
    }
}
