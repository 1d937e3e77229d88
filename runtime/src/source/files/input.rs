//! A file as a stream of UTF-8: decompressed and transcoded where it must be.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;

use super::discover::SourceFile;
use crate::error::{Error, Result};

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const COMPRESSED_BUFFER_BYTES: usize = 64 * 1024;

/// The bytes of a file, ready to be cut into records.
pub(super) type Input = Box<dyn Read + Send>;

/// How the bytes of a file become text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    compressed: bool,
    encoding: &'static Encoding,
}

impl Coding {
    /// Looks at the file's name and first bytes.
    pub(super) fn of(file: &SourceFile, encoding: &'static Encoding) -> Result<Coding> {
        let compressed = file.size > 0 && (file.name.ends_with(".gz") || begins_as_gzip(file)?);
        Ok(Coding { compressed, encoding })
    }

    /// Whether a place in the text is a place in the file, so that reading can begin there.
    pub(super) fn is_plain(self) -> bool {
        !self.compressed && self.encoding == UTF_8
    }

    /// Whether the text may hold U+FFFD for bytes that the encoding does not know.
    pub(super) fn is_transcoded(self) -> bool {
        self.encoding != UTF_8
    }

    /// Opens the text from its beginning.
    pub(super) fn open(self, file: &SourceFile) -> Result<Input> {
        Ok(self.decode(open(file)?))
    }

    /// Opens the text, counting the bytes that are taken from the disk.
    pub(super) fn open_counted(self, file: &SourceFile) -> Result<(Input, Arc<AtomicU64>)> {
        let taken = Arc::new(AtomicU64::new(0));
        let counted = Counted { input: open(file)?, taken: Arc::clone(&taken) };
        Ok((self.decode(counted), taken))
    }

    fn decode(self, raw: impl Read + Send + 'static) -> Input {
        if !self.compressed {
            return self.transcode(raw);
        }
        // Several members one behind the other are one file to gzip, and so they are here.
        self.transcode(MultiGzDecoder::new(BufReader::with_capacity(COMPRESSED_BUFFER_BYTES, raw)))
    }

    fn transcode(self, raw: impl Read + Send + 'static) -> Input {
        if !self.is_transcoded() {
            return Box::new(raw);
        }
        Box::new(DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).bom_override(true).build(raw))
    }
}

/// The encoding of a WHATWG label.
pub(super) fn encoding(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::usage(format!("`{label}` is no known encoding"))
            .help("labels are those of the web: utf-8, windows-1252, iso-8859-15, utf-16le, ...")
    })
}

/// Opens a plain file at a place in its bytes.
pub(super) fn open_at(file: &SourceFile, offset: u64) -> Result<Input> {
    let mut plain = open(file)?;
    plain.seek(SeekFrom::Start(offset)).map_err(|error| file.unreadable(error))?;
    Ok(Box::new(plain))
}

fn open(file: &SourceFile) -> Result<File> {
    file.unchanged()?;
    File::open(&file.path).map_err(|error| file.unreadable(error))
}

fn begins_as_gzip(file: &SourceFile) -> Result<bool> {
    let mut first = Vec::with_capacity(GZIP_MAGIC.len());
    open(file)?.take(GZIP_MAGIC.len() as u64).read_to_end(&mut first).map_err(|error| file.unreadable(error))?;
    Ok(first == GZIP_MAGIC)
}

struct Counted {
    input: File,
    taken: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
