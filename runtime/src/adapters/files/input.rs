//! A file as a stream of UTF-8: decompressed and transcoded where it must be.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::GzDecoder;

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
        Ok(Coding {
            compressed,
            encoding,
        })
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
        let counted = Counted {
            input: open(file)?,
            taken: Arc::clone(&taken),
        };
        Ok((self.decode(counted), taken))
    }

    fn decode(self, raw: impl Read + Send + 'static) -> Input {
        if !self.compressed {
            return self.transcode(raw);
        }
        let raw = BufReader::with_capacity(COMPRESSED_BUFFER_BYTES, raw);
        self.transcode(Members {
            member: Some(GzDecoder::new(raw)),
        })
    }

    fn transcode(self, raw: impl Read + Send + 'static) -> Input {
        if !self.is_transcoded() {
            return Box::new(raw);
        }
        Box::new(
            DecodeReaderBytesBuilder::new()
                .encoding(Some(self.encoding))
                .bom_override(true)
                .build(raw),
        )
    }
}

/// The members of a gzip file, one behind the other, which are one text to gzip. Zeros behind a
/// member fill the blocks of a tape or disk.
struct Members<R> {
    /// `None` at the end.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(mut rest) = self.member.take().map(GzDecoder::into_inner) else {
                break;
            };
            if !skip_zeros(&mut rest)? {
                self.member = Some(GzDecoder::new(rest));
            }
        }
        Ok(0)
    }
}

/// Passes over zeros; whether they reach to the end.
fn skip_zeros(input: &mut impl BufRead) -> std::io::Result<bool> {
    loop {
        let buffer = input.fill_buf()?;
        let (length, zeros) = (
            buffer.len(),
            buffer.iter().take_while(|byte| **byte == 0).count(),
        );
        input.consume(zeros);
        if zeros < length || length == 0 {
            return Ok(length == 0);
        }
    }
}

/// The encoding of a WHATWG label. Those whose text the standard gives up on (ISO-2022-KR and the
/// like) are none.
pub(super) fn encoding(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        Error::usage(format!("`{label}` is no known encoding"))
            .help("labels are those of the web: utf-8, windows-1252, iso-8859-15, utf-16le, ...")
    })
}

/// Opens a plain file at a place in its bytes.
pub(super) fn open_at(file: &SourceFile, offset: u64) -> Result<Input> {
    let mut plain = open(file)?;
    plain
        .seek(SeekFrom::Start(offset))
        .map_err(|error| file.unreadable(error))?;
    Ok(Box::new(plain))
}

fn open(file: &SourceFile) -> Result<File> {
    file.unchanged()?;
    File::open(&file.path).map_err(|error| file.unreadable(error))
}

fn begins_as_gzip(file: &SourceFile) -> Result<bool> {
    let mut first = Vec::with_capacity(GZIP_MAGIC.len());
    open(file)?
        .take(GZIP_MAGIC.len() as u64)
        .read_to_end(&mut first)
        .map_err(|error| file.unreadable(error))?;
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
