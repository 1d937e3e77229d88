//! Bytes that are kept for reading: the first of them in a temporary file, the rest in memory.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};

/// Bytes that any number of readers read at once.
#[derive(Debug, Default)]
pub(super) struct Segment {
    file: Option<Mutex<File>>,
    file_bytes: u64,
    memory: Vec<u8>,
}

impl Segment {
    pub(super) fn new(file: Option<File>, file_bytes: u64, memory: Vec<u8>) -> Segment {
        Segment {
            file: file.map(Mutex::new),
            file_bytes,
            memory,
        }
    }

    /// All bytes, if none of them is in a file.
    #[inline]
    pub(super) fn in_memory(&self) -> Option<&[u8]> {
        if self.file.is_none() {
            Some(&self.memory)
        } else {
            None
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.file_bytes + self.memory.len() as u64
    }

    /// Reads some bytes from a position on; at least one, if there is one.
    pub(super) fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(file) = self.file.as_ref().filter(|_| position < self.file_bytes) else {
            let begin = usize::try_from(position - self.file_bytes).unwrap_or(usize::MAX);
            return self.memory.get(begin..).unwrap_or_default().read(buffer);
        };
        let in_file = usize::try_from(self.file_bytes - position).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(in_file);
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(position))?;
        file.read_exact(&mut buffer[..wanted])?;
        Ok(wanted)
    }
}

/// The folder of temporary files.
#[derive(Debug, Clone)]
pub(super) struct TempDir(pub(super) PathBuf);

impl TempDir {
    /// A file without a name: it is gone when it is closed, whatever happens to the process.
    pub(super) fn file(&self) -> Result<File> {
        tempfile::tempfile_in(&self.0).map_err(|error| self.unwritable(error))
    }

    #[cold]
    pub(super) fn unwritable(&self, error: io::Error) -> Error {
        let folder = self.0.display();
        let message = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                format!("no space is left for temporary files in `{folder}`")
            }
            _ => format!("cannot write temporary files in `{folder}`"),
        };
        Error::failed(message)
            .because(error)
            .help("free space there, or have temporary files written elsewhere")
    }
}
