//! Reading a partition from its first record to its last.

use std::ops::Range;
use std::sync::Arc;

use super::segment::Segment;
use crate::error::{Error, Result};

const READ_BUFFER_BYTES: usize = 64 * 1024;

/// Reads the records of one partition in the order in which they came. Holds 64 KiB, or the longest
/// record if that is more.
#[derive(Debug)]
pub struct PartitionReader {
    segment: Arc<Segment>,
    /// Bytes of the segment that are still to be given out.
    range: Range<u64>,
    /// Bytes read ahead, where the segment has a file: those from `start` on are the first of
    /// `range`.
    window: Vec<u8>,
    start: usize,
}

impl PartitionReader {
    pub(super) fn new(segment: Arc<Segment>, range: Range<u64>) -> PartitionReader {
        PartitionReader {
            segment,
            range,
            window: Vec::new(),
            start: 0,
        }
    }

    /// The next record, or `None` behind the last.
    ///
    /// # Errors
    /// A temporary file that cannot be read back.
    #[inline]
    #[expect(
        clippy::should_implement_trait,
        reason = "a record lives until the next is asked for, which no Iterator can say"
    )]
    pub fn next(&mut self) -> Result<Option<&[u8]>> {
        if self.range.is_empty() {
            return Ok(None);
        }
        let mut length = [0; size_of::<u32>()];
        length.copy_from_slice(self.take(size_of::<u32>())?);
        self.take(u32::from_le_bytes(length) as usize).map(Some)
    }

    #[inline]
    fn take(&mut self, count: usize) -> Result<&[u8]> {
        let begin = self.range.start;
        if count as u64 > self.range.end - begin {
            return Err(damaged());
        }
        if self.segment.in_memory().is_none() && self.window.len() - self.start < count {
            self.refill(count)?;
        }
        self.range.start += count as u64;
        if let Some(memory) = self.segment.in_memory() {
            let begin = begin as usize;
            return memory.get(begin..begin + count).ok_or_else(damaged);
        }
        let start = self.start;
        self.start += count;
        Ok(&self.window[start..start + count])
    }

    /// Reads ahead until the window holds so many bytes.
    #[cold]
    fn refill(&mut self, count: usize) -> Result<()> {
        crate::failpoint::reach("spill.read")?;
        self.window.drain(..self.start);
        self.start = 0;
        let ahead = self.range.end - self.range.start;
        let wanted = usize::try_from(ahead)
            .unwrap_or(usize::MAX)
            .min(count.max(READ_BUFFER_BYTES));
        let mut filled = self.window.len();
        self.window.resize(wanted, 0);
        while filled < wanted {
            let position = self.range.start + filled as u64;
            let read = self.segment.read_at(position, &mut self.window[filled..]);
            match read
                .map_err(|error| Error::failed("cannot read a temporary file").because(error))?
            {
                0 => return Err(damaged()),
                read => filled += read,
            }
        }
        Ok(())
    }
}

#[cold]
fn damaged() -> Error {
    Error::failed("a temporary file is not as it was written")
}
