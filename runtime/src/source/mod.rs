//! Where rows come from: files, tables and queries, each read by the adapter of its kind.
//!
//! An adapter finds the source of a run (`SourceAdapter::find`), opens readers that all see one
//! state of it (`Source::readers`), says how it can be cut into chunks, and opens the rows of a
//! chunk as often as they are asked for. How rows are decoded is compiled for each job.

pub(crate) mod bounds;
pub(crate) mod json;
mod query;
pub(crate) mod table;

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::connections::{Adapter, Connection};
use crate::database::{Database, Dialect};
use crate::error::Result;
use crate::info::{Column, JobInfo};
use crate::ledger::Ledger;
use crate::ledger::file::LoadedFile;
use crate::spool::PartitionReader;
use crate::value::ParamValue;
use bounds::{Border, Bounds};

pub(crate) use query::{params_as_settings, unended};

pub use crate::row::{Position, Rows, SourceRow};

/// A kind of source.
pub(crate) trait SourceAdapter: Adapter {
    /// What reads it.
    type Reader: SourceRows;

    /// Finds the source of a run. The notes say what of it is passed over, and why.
    fn find(finding: Finding<'_>) -> Result<(Box<dyn Source>, Vec<String>)>;
}

/// What a source is found by.
pub(crate) struct Finding<'f> {
    pub(crate) info: &'static JobInfo,
    pub(crate) connection: &'f Connection,
    pub(crate) params: &'f [ParamValue],
    pub(crate) ledger: &'f Ledger,
    /// The ledger's database; `None`: there is no ledger yet.
    pub(crate) database: Option<&'f mut Database>,
    /// What this run has loaded itself is not passed over.
    pub(crate) run: Option<i64>,
    /// Asked of the runs whose files are passed over.
    pub(crate) lost: &'f AskLost<'f>,
}

/// What a user is to know where the table does not hold what runs have loaded; an error where they
/// cannot be passed over.
pub(crate) type AskLost<'f> = dyn Fn(&mut Database, &[i64]) -> Result<Option<String>> + 'f;

/// The source of one run. Its readers may be in as many threads as there are.
pub(crate) trait Source: Send + Sync {
    /// What tells this source from another: a resumed run must read the same one.
    fn fingerprint(&self) -> Result<String>;

    /// A resumed run may see another state of the source than the one before it did.
    fn may_move(&self) -> bool;

    /// Readers that all see one state of the source: as many as are wanted, or fewer where it has
    /// no more to give.
    fn readers(&self, wanted: usize) -> Result<Vec<Box<dyn SourceReader>>>;

    /// A fresh reader in place of one whose connection may be lost, which sees the same state;
    /// `None`: the old one must stay.
    fn renewed(&self) -> Result<Option<Box<dyn SourceReader>>> {
        Ok(None)
    }

    /// Whether the one state of the source that all readers saw is lost; if so, the next reader
    /// begins another.
    fn lost_snapshot(&self) -> bool {
        false
    }

    /// Names of its files, by place.
    fn names(&self) -> Vec<Arc<str>> {
        Vec::new()
    }

    /// Whether all that there is to load was passed over.
    fn is_passed_over(&self) -> bool {
        false
    }

    /// Says no if it is not what it was when the run began.
    fn check_unchanged(&self) -> Result<()> {
        Ok(())
    }

    /// The files that the ledger notes as loaded when the run closes.
    fn files(&self) -> Result<Vec<LoadedFile>> {
        Ok(Vec::new())
    }

    /// Hands the chunks out that are to be done, with their numbers.
    fn queue(&self, todo: Vec<(u64, &Bounds)>) -> Box<dyn Queue> {
        Box::new(Numbers::new(
            todo.into_iter().map(|(number, _)| number).collect(),
        ))
    }
}

/// A reader of a source: one worker's.
pub(crate) trait SourceReader: Any + Send {
    /// What the source lacks, or has otherwise than the job needs it.
    fn differences(&mut self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// How the source can be cut into chunks of about so many rows.
    fn cut(&mut self, keyed: bool, chunk_rows: u64) -> Result<Cutting>;

    /// Which SQL the source speaks; `None`: it is not asked by SQL, and never cut by keys.
    fn dialect(&self) -> Option<Dialect> {
        None
    }

    /// Whether an index serves the rows of a range.
    fn serves(&mut self, _range: &Bounds) -> Result<bool> {
        Ok(false)
    }

    /// Whether the source orders a column as values of its type are.
    fn orders_as(&mut self, _column: &Column) -> Result<bool> {
        Ok(false)
    }

    /// About every `size`-th key of the source in order, each with the number of rows from the one
    /// before it; and the rows behind the last. `like` has the key's types; `rows` is what
    /// [`SourceReader::cut`] counted.
    fn borders(&mut self, _like: &[Border], _size: u64, _rows: u64) -> Result<Borders> {
        Ok(Borders::default())
    }

    /// Ends the reader's hold on the source, where the source's application waits for it: all that
    /// is wanted was read.
    fn let_go(&mut self) -> Result<()> {
        Ok(())
    }
}

/// How a source can be cut into chunks.
pub(crate) enum Cutting {
    /// It is read in one pass, for this reason.
    OnePass { rows: u64, why: &'static str },
    /// By parts of files, each with its number of rows.
    Parts(Vec<(Bounds, u64)>),
    /// By ranges of the key, if indexes serve them.
    ByKey { rows: u64 },
}

/// A reader that opens rows, in code that is compiled for each job.
pub(crate) trait SourceRows: SourceReader {
    /// Opens the rows of a chunk, and has them read. They can be opened again: a retry, or a second
    /// pass, reads the same.
    fn rows<V: ReadRows>(&mut self, chunk: Chunk<'_>, read: V) -> Result<()>;
}

/// What reads a stream of rows, whatever source they come from.
pub(crate) trait ReadRows {
    /// Reads them.
    fn read<R: Rows>(self, rows: &mut R) -> Result<()>;
}

/// Which rows are to be opened.
pub(crate) enum Chunk<'c> {
    /// Those that the bounds pick.
    Bounds(&'c Bounds),
    /// What the queue opened for the chunk.
    Opened(&'c (dyn Any + Send)),
    /// Records that were spilled to a partition.
    Spilled(PartitionReader),
}

/// Where key ranges of about one size end.
#[derive(Debug, Default)]
pub(crate) struct Borders {
    /// First key of the next range, and the rows of the range before it.
    pub(crate) ends: Vec<(Vec<Border>, u64)>,
    /// Rows of the last range.
    pub(crate) rest: u64,
}

/// Chunks that are still to be done, handed out one by one.
pub(crate) trait Queue: Sync {
    /// The next, or `None` when all are handed out.
    fn next(&self) -> Result<Option<Task>>;
}

/// A chunk in a worker's hand.
pub(crate) struct Task {
    pub(crate) number: u64,
    /// What the queue opened for it, to be read in [`SourceRows::rows`].
    pub(crate) opened: Option<Box<dyn Any + Send>>,
}

impl Task {
    pub(crate) fn of(number: u64) -> Task {
        Task {
            number,
            opened: None,
        }
    }
}

/// Chunks by their numbers: each opens its rows by itself.
pub(crate) struct Numbers {
    todo: Vec<u64>,
    next: AtomicUsize,
}

impl Numbers {
    pub(crate) fn new(todo: Vec<u64>) -> Numbers {
        Numbers {
            todo,
            next: AtomicUsize::new(0),
        }
    }
}

impl Queue for Numbers {
    fn next(&self) -> Result<Option<Task>> {
        Ok(self
            .todo
            .get(self.next.fetch_add(1, Ordering::Relaxed))
            .map(|number| Task::of(*number)))
    }
}
