//! Cutting files into chunks for loads without a key, where any rows may go together.

use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use super::csv::{CsvFile, CsvRecords, CsvSource, SpilledCsv};
use super::reader::{BodyReader, Place};
use super::row::{CsvRow, spill};
use crate::error::{Error, Result};
use crate::source::Rows;
use crate::source::bounds::Cut;
use crate::spool::{Partitions, Spool};
use crate::value::text::Text;

/// Text of a file that an estimate reads.
const SAMPLE_BYTES: u64 = 1024 * 1024;

/// Memory for the records of one chunk of a stream; more of them go to a temporary file.
const CHUNK_MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// A chunk was planned of a file that the load does not have.
pub(super) fn no_longer_fits(cut: &Cut) -> Error {
    Error::failed(format!(
        "a chunk of file {} was planned that this run does not have",
        cut.file
    ))
}

/// Cuts the files' records, in the order in which they are read, into parts of `chunk_rows`: a part
/// of a large file, or many small files.
///
/// Reads every file once, which also finds damaged ones before a row is loaded. The parts depend on
/// nothing but the files' bytes.
///
/// # Errors
/// A file that cannot be read or changes meanwhile; quotes of which the end cannot be known.
pub(crate) fn plan_cuts(source: &CsvSource, chunk_rows: u64) -> Result<Vec<Cut>> {
    let mut cuts: Vec<Cut> = Vec::new();
    for (index, file) in source.csv_files() {
        let mut body = BodyReader::new(file.body_reader()?, source.footer_records());
        let mut first_record = 0;
        while body.advance().map_err(|error| file.file.reading(error))? {
            match cuts.last_mut().filter(|cut| cut.records < chunk_rows) {
                Some(cut) => (cut.records, cut.last_file) = (cut.records + 1, index),
                None => {
                    let Place { offset, line } = body.record_place();
                    cuts.push(Cut {
                        file: index,
                        last_file: index,
                        first_record,
                        records: 1,
                        line,
                        offset,
                    });
                }
            }
            first_record += 1;
        }
        file.file.unchanged()?;
    }
    Ok(cuts)
}

/// Estimates the rows of all files from the first MiB of text of each; exact for files that are not
/// larger.
///
/// # Errors
/// A file that cannot be read.
pub fn estimate_rows(source: &CsvSource) -> Result<u64> {
    source
        .csv_files()
        .map(|(_, file)| estimate_file(file, source.footer_records()))
        .sum()
}

fn estimate_file(file: &CsvFile, footer_records: u64) -> Result<u64> {
    let (text, disk_bytes) = file.coding.open_counted(&file.file)?;
    let mut reader = file.go_to_body(text)?;
    let body = reader.place().offset;
    let mut records = 0_u64;
    while reader.place().offset < body + SAMPLE_BYTES {
        if !reader.advance().map_err(|error| file.file.reading(error))? {
            return Ok(records.saturating_sub(footer_records));
        }
        records += 1;
    }
    if file.coding.is_plain() {
        // Records of one end of a file say little of the other's; its lines can be counted fast.
        // Quoted line ends count too: then chunks are somewhat smaller.
        return count_lines(file).map(|lines| lines.max(records).saturating_sub(footer_records));
    }
    let record_bytes = (reader.place().offset - body) as f64 / records.max(1) as f64;
    let expansion = reader.bytes_taken() as f64 / disk_bytes.load(Ordering::Relaxed).max(1) as f64;
    let estimate = (file.file.size as f64 * expansion - body as f64) / record_bytes;
    Ok((estimate as u64)
        .max(records)
        .saturating_sub(footer_records))
}

fn count_lines(file: &CsvFile) -> Result<u64> {
    let failed = |error: std::io::Error| {
        file.file
            .reading(Error::failed("the file cannot be read").because(error))
    };
    let mut input = std::fs::File::open(&file.file.path).map_err(failed)?;
    let mut buffer = vec![0; 256 * 1024];
    let mut lines = 0;
    loop {
        match input.read(&mut buffer).map_err(failed)? {
            0 => return Ok(lines),
            bytes => lines += file.shape.dialect.lines(&buffer[..bytes]),
        }
    }
}

/// Hands out the chunks of a plan to workers, in the plan's order.
///
/// Workers read plain files themselves, each from its place, and other files that their chunk
/// begins with. What is left of a compressed or transcoded file has one reader here: it passes over
/// the chunks that are not wanted, so that a chunk is the same records whoever loads it, and
/// whether the run was resumed or not.
pub(crate) struct CutQueue {
    source: Arc<CsvSource>,
    temp_dir: Option<PathBuf>,
    state: Mutex<QueueState>,
}

struct QueueState {
    wanted: std::vec::IntoIter<(u64, Cut)>,
    open: Option<Box<OpenStream>>,
}

/// A stream in the middle of its file.
struct OpenStream {
    file: u32,
    body: BodyReader,
    records_read: u64,
}

impl CutQueue {
    /// A queue of chunks, each with its number, in ascending order. `temp_dir`: see [`Spool::new`].
    pub(crate) fn new(
        source: Arc<CsvSource>,
        wanted: Vec<(u64, Cut)>,
        temp_dir: Option<PathBuf>,
    ) -> CutQueue {
        CutQueue {
            source,
            temp_dir,
            state: Mutex::new(QueueState {
                wanted: wanted.into_iter(),
                open: None,
            }),
        }
    }

    /// The next chunk; `None` when all are handed out. Holds at most one chunk's records in memory
    /// for each that is in hand.
    ///
    /// # Errors
    /// A file that cannot be read further, or is another than was planned for.
    pub(crate) fn next(&self) -> Result<Option<(u64, CutChunk)>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((number, cut)) = state.wanted.next() else {
            return Ok(None);
        };
        let file = self
            .source
            .csv_file(cut.file)
            .ok_or_else(|| no_longer_fits(&cut))?;
        let can_begin_there = file.coding.is_plain() || cut.first_record == 0;
        let records = if can_begin_there {
            None
        } else {
            Some(self.read(&mut state.open, &cut)?)
        };
        Ok(Some((
            number,
            CutChunk {
                source: Arc::clone(&self.source),
                cut,
                records,
            },
        )))
    }

    /// Reads the records of a cut from its files' stream, which stays open for the next cut.
    fn read(&self, streams: &mut Option<Box<OpenStream>>, cut: &Cut) -> Result<Partitions> {
        let mut stream = match streams.take() {
            Some(open) if open.file == cut.file && open.records_read <= cut.first_record => open,
            _ => self.stream(cut, cut.file)?,
        };
        let mut kept = Spool::new(1, CHUNK_MEMORY_BYTES, self.temp_dir.as_deref())?;
        let mut spilled = Vec::new();
        let mut left = cut.records;
        while left > 0 {
            let file = self
                .source
                .csv_file(stream.file)
                .ok_or_else(|| no_longer_fits(cut))?;
            if !stream
                .body
                .advance()
                .map_err(|error| file.file.reading(error))?
            {
                file.file.unchanged()?;
                if stream.file == cut.last_file {
                    return Err(file.file.has_fewer(left));
                }
                stream = self.stream(cut, stream.file + 1)?;
                continue;
            }
            if stream.file > cut.file || stream.records_read >= cut.first_record {
                spilled.clear();
                spill(stream.file, &stream.body.record(), &mut spilled);
                kept.push(0, &spilled)?;
                left -= 1;
            }
            stream.records_read += 1;
        }
        self.source
            .csv_file(stream.file)
            .map_or(Ok(()), |file| file.file.unchanged())?;
        *streams = Some(stream);
        Ok(kept.finish())
    }

    /// A stream of a file, from its first record.
    fn stream(&self, cut: &Cut, file: u32) -> Result<Box<OpenStream>> {
        let csv_file = self
            .source
            .csv_file(file)
            .ok_or_else(|| no_longer_fits(cut))?;
        let body = BodyReader::new(csv_file.body_reader()?, self.source.footer_records());
        Ok(Box::new(OpenStream {
            file,
            body,
            records_read: 0,
        }))
    }
}

/// A chunk in a worker's hand. Its rows can be read any number of times: an attempt that failed is
/// repeated.
pub(crate) struct CutChunk {
    source: Arc<CsvSource>,
    cut: Cut,
    /// The records, where the file cannot be read from any place.
    records: Option<Partitions>,
}

impl CutChunk {
    /// Which records of which files it is.
    #[cfg(test)]
    pub(crate) fn cut(&self) -> &Cut {
        &self.cut
    }

    /// Its rows, from the first.
    ///
    /// # Errors
    /// The file cannot be opened or changed.
    pub(crate) fn rows(&self) -> Result<CutRows> {
        match &self.records {
            Some(kept) => Ok(CutRows::Kept(self.source.spilled(kept.open(0)?))),
            None => Ok(CutRows::InPlace(Box::new(
                self.source.rows_in_place(&self.cut)?,
            ))),
        }
    }
}

/// The rows of one chunk.
pub(crate) enum CutRows {
    /// Read from the file, from the chunk's place.
    InPlace(Box<CsvRecords>),
    /// Read from memory, behind a stream's common reader.
    Kept(SpilledCsv),
}

impl Rows for CutRows {
    type Row<'r> = Text<CsvRow<'r>>;

    #[inline]
    fn next(&mut self) -> Result<Option<Text<CsvRow<'_>>>> {
        match self {
            CutRows::InPlace(rows) => rows.next(),
            CutRows::Kept(rows) => rows.next(),
        }
    }
}
