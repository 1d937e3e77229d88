//! Records on their way to the partition that they belong to: memory first, temporary files when it
//! is full.
//!
//! A [`Spool`] takes records in any order of partitions; finished, it becomes [`Partitions`], which
//! workers open and release as they come to them. At most 256 files are written. With more
//! partitions than that, neighbours share a file, and it is sorted by partition when the first of
//! them is opened: all sizes are known by then, so that one pass into one new file does it.

mod partitions;
mod reader;
mod segment;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

pub use partitions::Partitions;
pub use reader::PartitionReader;
use segment::{Segment, TempDir};

use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Result};

/// Files that a spool writes at most.
const GROUPS_MAX: u64 = 256;

/// What each group may keep in memory beyond the budget, so that no budget makes it write record by
/// record.
const WRITE_BUFFER_BYTES: usize = 8 * 1024;

/// The size of each partition is kept in memory.
const PARTITIONS_MAX: u64 = 1 << 24;

/// Hash of a key's canonical bytes, or of a record that has none, by which it is routed. Part of
/// the ledger's format: a resumed run must route alike.
pub(crate) fn key_hash(key: &[u8]) -> u64 {
    xxh3_64(key)
}

/// The partition of a hash: neighbouring partitions hold neighbouring ranges of hashes.
#[inline]
#[must_use]
pub fn partition_of(hash: u64, partitions: u64) -> u64 {
    // The upper half of the product is less than `partitions`.
    ((u128::from(hash) * u128::from(partitions)) >> 64) as u64
}

/// What a partition holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartitionSize {
    /// Records.
    pub records: u64,
    /// Bytes of the records, and four more for each.
    pub bytes: u64,
}

/// Takes records, and keeps those of each partition in the order in which they came.
#[derive(Debug)]
pub struct Spool {
    layout: Layout,
    sizes: Vec<PartitionSize>,
    groups: Vec<Group>,
    /// Bytes that the groups' buffers have allocated.
    memory_bytes: usize,
    memory_bytes_max: usize,
    temp_dir: TempDir,
}

/// Neighbouring partitions that are written to one place.
#[derive(Debug, Default)]
struct Group {
    buffer: Vec<u8>,
    file: Option<File>,
    file_bytes: u64,
}

impl Spool {
    /// A spool of so many partitions. Beyond the budget it holds two MiB (or one record that is
    /// larger), and 17 bytes for each partition. `temp_dir`: where temporary files go, else where
    /// the system keeps them; they have no name and vanish with the process.
    ///
    /// # Errors
    /// No partition, or more than 16 million.
    pub fn new(
        partitions: u64,
        memory_budget_bytes: usize,
        temp_dir: Option<&Path>,
    ) -> Result<Spool> {
        if partitions == 0 || partitions > PARTITIONS_MAX {
            return Err(Error::usage(format!(
                "{partitions} partitions: there may be 1 to {PARTITIONS_MAX}"
            ))
            .help("a larger chunk_size makes fewer of them"));
        }
        let layout = Layout {
            partitions,
            groups: partitions.min(GROUPS_MAX),
        };
        let groups: Vec<Group> = (0..layout.groups).map(|_| Group::default()).collect();
        Ok(Spool {
            layout,
            sizes: vec![PartitionSize::default(); partitions as usize],
            memory_bytes: 0,
            memory_bytes_max: memory_budget_bytes.saturating_add(groups.len() * WRITE_BUFFER_BYTES),
            groups,
            temp_dir: TempDir(temp_dir.map_or_else(std::env::temp_dir, PathBuf::from)),
        })
    }

    /// Adds a record to a partition, which must be less than the number of partitions.
    ///
    /// # Errors
    /// A temporary file that cannot be written: mostly, a full disk.
    #[inline]
    pub fn push(&mut self, partition: u64, record: &[u8]) -> Result<()> {
        let Some(size) = self.sizes.get_mut(partition as usize) else {
            return Err(Error::failed(format!(
                "there is no partition {partition} of {}",
                self.layout.partitions
            )));
        };
        let slot_bytes = if self.layout.is_shared() {
            size_of::<u32>()
        } else {
            0
        };
        let Ok(frame_bytes) = u32::try_from(record.len() + slot_bytes) else {
            return Err(Error::failed("a record of more than 4 GiB"));
        };
        size.records += 1;
        size.bytes += (size_of::<u32>() + record.len()) as u64;
        let group = self.layout.group_of(partition) as usize;
        let needed = size_of::<u32>() + frame_bytes as usize;
        if self.groups[group].spare() < needed {
            self.make_room(group, needed)?;
        }
        let buffer = &mut self.groups[group].buffer;
        buffer.extend_from_slice(&frame_bytes.to_le_bytes());
        if slot_bytes > 0 {
            buffer.extend_from_slice(&(partition as u32).to_le_bytes());
        }
        buffer.extend_from_slice(record);
        Ok(())
    }

    /// Ends the writing.
    #[must_use]
    pub fn finish(self) -> Partitions {
        let segments = self
            .groups
            .into_iter()
            .map(|group| Segment::new(group.file, group.file_bytes, group.buffer));
        Partitions::new(self.layout, self.sizes, segments, self.temp_dir)
    }

    /// Makes room for a frame in a group's buffer: by a larger one, or by writing out all of them.
    #[cold]
    fn make_room(&mut self, group: usize, needed: usize) -> Result<()> {
        // While a buffer grows, the old one is there as well.
        if self
            .memory_bytes
            .saturating_add(self.groups[group].grown(needed))
            > self.memory_bytes_max
        {
            self.write_out()?;
        }
        let group = &mut self.groups[group];
        self.memory_bytes -= group.buffer.capacity();
        group
            .buffer
            .reserve_exact(group.grown(needed) - group.buffer.len());
        self.memory_bytes += group.buffer.capacity();
        Ok(())
    }

    fn write_out(&mut self) -> Result<()> {
        for group in self
            .groups
            .iter_mut()
            .filter(|group| !group.buffer.is_empty())
        {
            let file = match &mut group.file {
                Some(file) => file,
                none => none.insert(self.temp_dir.file()?),
            };
            crate::failpoint::reach("spill.write")?;
            file.write_all(&group.buffer)
                .map_err(|error| self.temp_dir.unwritable(error))?;
            group.file_bytes += group.buffer.len() as u64;
            group.buffer = Vec::new();
        }
        self.memory_bytes = 0;
        Ok(())
    }
}

impl Group {
    #[inline]
    fn spare(&self) -> usize {
        self.buffer.capacity() - self.buffer.len()
    }

    /// The capacity that the buffer grows to when so many bytes do not fit.
    fn grown(&self, needed: usize) -> usize {
        (self.buffer.capacity() * 2)
            .max(self.buffer.len() + needed)
            .max(WRITE_BUFFER_BYTES)
    }
}

/// How partitions are laid out in groups.
#[derive(Debug, Clone, Copy)]
struct Layout {
    partitions: u64,
    groups: u64,
}

impl Layout {
    /// Whether a group holds several partitions, so that its frames begin with the partition's
    /// number.
    fn is_shared(self) -> bool {
        self.partitions > self.groups
    }

    fn group_of(self, partition: u64) -> u64 {
        partition * self.groups / self.partitions
    }

    fn first_of(self, group: u64) -> u64 {
        (group * self.partitions).div_ceil(self.groups)
    }
}
