//! Files as the source of a run.

use std::any::Any;
use std::sync::Arc;

use super::Files;
use super::csv::CsvSource;
use super::cut::{CutChunk, CutQueue, CutRows, estimate_rows, plan_cuts};
use super::discover::{SourceFile, discover};
use super::loaded;
use super::place::Folder;
use crate::error::{Error, Result};
use crate::info::From;
use crate::ledger::file::LoadedFile;
use crate::source::bounds::Bounds;
use crate::source::table::other_kind;
use crate::source::{
    Chunk, Cutting, Finding, Numbers, Queue, ReadRows, Source, SourceAdapter, SourceReader,
    SourceRows, Task,
};

/// The files of one load.
struct FileSource(Arc<CsvSource>);

/// A worker's way to them.
pub(crate) struct FileReader(Arc<CsvSource>);

impl SourceAdapter for Files {
    type Reader = FileReader;

    fn find(finding: Finding<'_>) -> Result<(Box<dyn Source>, Vec<String>)> {
        let info = finding.info;
        let (
            Some(Folder { root }),
            From::File {
                pattern,
                files,
                csv,
            },
        ) = (finding.connection.of(), &info.source.from)
        else {
            return Err(other_kind(&finding));
        };
        let param = |name: &str| {
            let place = info.params.iter().position(|param| param.name == name)?;
            finding
                .params
                .get(place)
                .map(crate::value::ParamValue::as_text)
        };
        let found = discover(root, pattern, &param, files)?;
        let (found, notes) = loaded::pass_over(finding, *files, found)?;
        Ok((
            Box::new(FileSource(CsvSource::open(
                found,
                info.source.columns,
                csv,
            )?)),
            notes,
        ))
    }
}

impl Source for FileSource {
    fn fingerprint(&self) -> Result<String> {
        let mut hasher = blake3::Hasher::new();
        for file in self.0.files() {
            hasher.update(format!("{}\0{}\0{}\0", file.name, file.size, file.digest()?).as_bytes());
        }
        Ok(format!("files blake3:{}", hasher.finalize().to_hex()))
    }

    fn may_move(&self) -> bool {
        false
    }

    fn readers(&self, wanted: usize) -> Result<Vec<Box<dyn SourceReader>>> {
        Ok((0..wanted)
            .map(|_| Box::new(FileReader(Arc::clone(&self.0))) as Box<dyn SourceReader>)
            .collect())
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.0.files().map(|file| Arc::clone(&file.name)).collect()
    }

    fn is_passed_over(&self) -> bool {
        self.0.files().len() == 0
    }

    fn check_unchanged(&self) -> Result<()> {
        self.0.files().try_for_each(SourceFile::unchanged)
    }

    fn files(&self) -> Result<Vec<LoadedFile>> {
        self.0.files().map(SourceFile::note).collect()
    }

    /// Parts of a file that cannot be read from any place are handed out by the one who reads it.
    fn queue(&self, todo: Vec<(u64, &Bounds)>) -> Box<dyn Queue> {
        let cut = |(number, bounds): &(u64, &Bounds)| match bounds {
            Bounds::Part(cut) => Some((*number, *cut)),
            _ => None,
        };
        match todo.iter().map(cut).collect::<Option<Vec<_>>>() {
            Some(cuts) if !cuts.is_empty() => {
                Box::new(CutQueue::new(Arc::clone(&self.0), cuts, None))
            }
            _ => Box::new(Numbers::new(
                todo.into_iter().map(|(number, _)| number).collect(),
            )),
        }
    }
}

impl Queue for CutQueue {
    fn next(&self) -> Result<Option<Task>> {
        let opened = CutQueue::next(self)?;
        Ok(opened.map(|(number, chunk)| Task {
            number,
            opened: Some(Box::new(chunk)),
        }))
    }
}

impl SourceReader for FileReader {
    fn cut(&mut self, keyed: bool, chunk_rows: u64) -> Result<Cutting> {
        if keyed {
            return Ok(Cutting::OnePass {
                rows: estimate_rows(&self.0)?,
                why: "files are read in one pass",
            });
        }
        let cuts = plan_cuts(&self.0, chunk_rows)?;
        Ok(Cutting::Parts(
            cuts.into_iter()
                .map(|cut| (Bounds::Part(cut), cut.records))
                .collect(),
        ))
    }
}

impl SourceRows for FileReader {
    fn rows<V: ReadRows>(&mut self, chunk: Chunk<'_>, read: V) -> Result<()> {
        match chunk {
            Chunk::Bounds(_) => read.read(&mut self.0.rows()),
            Chunk::Spilled(records) => read.read(&mut self.0.spilled(records)),
            Chunk::Opened(opened) => {
                let opened: &dyn Any = opened;
                let chunk: &CutChunk = opened.downcast_ref().ok_or_else(|| {
                    Error::failed("a chunk was opened by another adapter: a defect of Loadwright")
                })?;
                match chunk.rows()? {
                    CutRows::InPlace(mut rows) => read.read(&mut *rows),
                    CutRows::Kept(mut rows) => read.read(&mut rows),
                }
            }
        }
    }
}
