//! A compiled job as the engine sees it: each call crosses from common code into the job's own once a chunk, never once a row.

use std::marker::PhantomData;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::diff::{Buffers, Diff, Flush};
use crate::engine::Preview;
use crate::error::Result;
use crate::failpoint;
use crate::info::JobInfo;
use crate::job::Job;
#[cfg(feature = "postgres")]
use crate::postgres::CopyOut;
use crate::scratch::Scratch;
#[cfg(feature = "csv")]
use crate::source::files::{CsvRecords, SpilledCsv};
#[cfg(feature = "postgres")]
use crate::source::postgres::{CopyRows, SpilledTuples};
#[cfg(feature = "sqlite")]
use crate::source::sqlite::{SpilledRows, StatementRows};
use crate::source::{Rows, SourceRow};
use crate::spool::{Spool, partition_of};
use crate::target::slice::{Entry, SliceRows, read_slice};
use crate::value::rowhash::HashShape;

/// The rows of one chunk, from whatever kind of source.
pub(crate) enum Input<'i> {
    /// Records of CSV files.
    #[cfg(feature = "csv")]
    Csv(Box<CsvRecords>),
    /// Records that were spilled to a partition.
    #[cfg(feature = "csv")]
    SpilledCsv(SpilledCsv),
    /// Rows of a running statement.
    #[cfg(feature = "sqlite")]
    Statement(StatementRows<'i>),
    /// Rows that were spilled to a partition.
    #[cfg(feature = "sqlite")]
    Spilled(SpilledRows),
    /// Rows of a COPY stream.
    #[cfg(feature = "postgres")]
    Copy(CopyRows<CopyOut<'i>>),
    /// Rows of a COPY stream that were spilled to a partition.
    #[cfg(feature = "postgres")]
    SpilledCopy(SpilledTuples),
}

/// A compiled job.
pub(crate) trait Program: Send + Sync {
    /// Its constants.
    fn info(&self) -> &'static JobInfo;

    /// The diff's pass over a chunk's rows.
    fn read(&self, input: Input<'_>, diff: &mut Diff<'_>) -> Result<()>;

    /// The diff's second pass, over a chunk in which rows contradict each other.
    fn explain(&self, input: Input<'_>, diff: &mut Diff<'_>) -> Result<()>;

    /// The pass over the rows of a load without a key.
    fn append(&self, input: Input<'_>, diff: &mut Diff<'_>, flush: Option<&mut Flush<'_>>) -> Result<()>;

    /// Routes every record to the partition of its key.
    fn route(&self, input: Input<'_>, router: &mut Router<'_>) -> Result<()>;

    /// What becomes of the first rows.
    fn preview(&self, input: Input<'_>, preview: &mut Preview<'_>) -> Result<()>;

    /// Reads the target's current rows, entry by entry. False: a stored hash says nothing, and the rows have to be read by column.
    fn slice(
        &self,
        rows: SliceRows<'_>,
        by_column: bool,
        shape: &HashShape,
        take: &mut dyn FnMut(&mut Entry) -> Result<()>,
    ) -> Result<bool>;
}

/// A [`Job`] as a [`Program`].
pub(crate) struct Compiled<J>(PhantomData<fn() -> J>);

impl<J> Compiled<J> {
    pub(crate) const NEW: Compiled<J> = Compiled(PhantomData);
}

/// Calls a generic method with the rows that an input holds.
macro_rules! with_rows {
    ($input:expr, $rows:ident => $call:expr) => {
        match $input {
            #[cfg(feature = "csv")]
            Input::Csv(mut records) => {
                let $rows = &mut *records;
                $call
            }
            #[cfg(feature = "csv")]
            Input::SpilledCsv(mut records) => {
                let $rows = &mut records;
                $call
            }
            #[cfg(feature = "sqlite")]
            Input::Statement(mut rows) => {
                let $rows = &mut rows;
                $call
            }
            #[cfg(feature = "postgres")]
            Input::Copy(mut rows) => {
                let $rows = &mut rows;
                $call
            }
            #[cfg(feature = "postgres")]
            Input::SpilledCopy(mut rows) => {
                let $rows = &mut rows;
                $call
            }
            #[cfg(feature = "sqlite")]
            Input::Spilled(mut rows) => {
                let $rows = &mut rows;
                $call
            }
        }
    };
}

impl<J: Job> Program for Compiled<J> {
    fn info(&self) -> &'static JobInfo {
        J::INFO
    }

    fn read(&self, input: Input<'_>, diff: &mut Diff<'_>) -> Result<()> {
        with_rows!(input, rows => diff.read::<J, _>(rows))
    }

    fn explain(&self, input: Input<'_>, diff: &mut Diff<'_>) -> Result<()> {
        with_rows!(input, rows => diff.explain::<J, _>(rows))
    }

    fn append(&self, input: Input<'_>, diff: &mut Diff<'_>, flush: Option<&mut Flush<'_>>) -> Result<()> {
        with_rows!(input, rows => diff.append::<J, _>(rows, flush))
    }

    fn route(&self, input: Input<'_>, router: &mut Router<'_>) -> Result<()> {
        with_rows!(input, rows => router.route::<J, _>(rows))
    }

    fn preview(&self, input: Input<'_>, preview: &mut Preview<'_>) -> Result<()> {
        with_rows!(input, rows => preview.take::<J, _>(rows))
    }

    fn slice(
        &self,
        rows: SliceRows<'_>,
        by_column: bool,
        shape: &HashShape,
        take: &mut dyn FnMut(&mut Entry) -> Result<()>,
    ) -> Result<bool> {
        read_slice::<J>(rows, by_column, shape, take)
    }
}

/// Hash of a key's canonical bytes, or of a record that has none, by which it is routed. Part of the ledger's format: a resumed run must route
/// alike.
pub(crate) fn key_hash(key: &[u8]) -> u64 {
    xxh3_64(key)
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
    /// Unfiltered records without a key that were passed over: a chunk that is done never saw those that are new since.
    pub(crate) keyless_passed_over: u64,
    /// Called now and then: tells the time, and ends the run that is asked to stop.
    pub(crate) look_up: &'a mut dyn FnMut() -> Result<()>,
}

/// Records that are routed between two looks at the clock and the stop handle.
const ROUTE_BATCH: u64 = 8192;

impl Router<'_> {
    fn route<J: Job, R: Rows>(&mut self, rows: &mut R) -> Result<()> {
        let mut buffers = Buffers::default();
        let mut frame = Vec::new();
        let mut count = 0_u64;
        while let Some(row) = rows.next()? {
            let position = row.position();
            self.scratch.enter(position.line, self.files.get(position.file as usize));
            let key = J::key(&row, &self.scratch);
            let is_keyless = key.is_err();
            let hash = match key {
                Ok(key) => key_hash(buffers.key::<J>(&key)),
                // Its chunk says what is wrong with it; any chunk will do, but always the same, also for a run that is resumed over a source
                // in which other rows come before it by then.
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
            } else if is_keyless && !matches!(J::read(&row).and_then(|source| J::filter(&source, &self.scratch)), Ok(false)) {
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
