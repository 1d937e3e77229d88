//! Partitions that are complete, for workers to read.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::reader::PartitionReader;
use super::segment::{Segment, TempDir};
use super::{Layout, PartitionSize};
use crate::error::{Error, Result};

/// Memory for sorting one group's file by partition, shared by the partitions' write buffers.
const SORT_BUFFERS_BYTES: usize = 4 * 1024 * 1024;

/// The smallest write buffer of a partition while sorting.
const SORT_BUFFER_BYTES_MIN: usize = 256;

/// What a [`super::Spool`] took, partition by partition.
#[derive(Debug)]
pub struct Partitions {
    layout: Layout,
    sizes: Vec<PartitionSize>,
    pub(super) groups: Vec<Mutex<StoredGroup>>,
    temp_dir: TempDir,
}

#[derive(Debug)]
pub(super) struct StoredGroup {
    pub(super) records: Records,
    released: Vec<bool>,
}

#[derive(Debug)]
pub(super) enum Records {
    /// In the order in which they came, each with its partition.
    Mixed(Arc<Segment>),
    /// Partition by partition.
    Sorted(Arc<Segment>),
    /// All partitions are done with.
    Gone,
}

impl Partitions {
    pub(super) fn new(
        layout: Layout,
        sizes: Vec<PartitionSize>,
        segments: impl Iterator<Item = Segment>,
        temp_dir: TempDir,
    ) -> Partitions {
        let shared = layout.is_shared();
        let group = |(group, segment): (u64, Segment)| {
            let segment = Arc::new(segment);
            let partitions = layout.partitions_of(group);
            // An empty partition needs no release.
            let released = sizes[partitions]
                .iter()
                .map(|size| size.records == 0)
                .collect();
            Mutex::new(StoredGroup {
                records: if shared {
                    Records::Mixed(segment)
                } else {
                    Records::Sorted(segment)
                },
                released,
            })
        };
        let groups = (0..).zip(segments).map(group).collect();
        Partitions {
            layout,
            sizes,
            groups,
            temp_dir,
        }
    }

    /// The number of partitions.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.layout.partitions
    }

    /// What a partition holds; nothing, if there is no such partition.
    #[must_use]
    pub fn size(&self, partition: u64) -> PartitionSize {
        self.sizes
            .get(partition as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Opens a partition at its first record: any number of times, and from any thread.
    ///
    /// # Errors
    /// A temporary file that cannot be read or written; a partition that was released.
    pub fn open(&self, partition: u64) -> Result<PartitionReader> {
        let size = self.size(partition);
        if size.records == 0 {
            return Ok(PartitionReader::new(Arc::default(), 0..0));
        }
        let group = self.layout.group_of(partition);
        let partitions = self.layout.partitions_of(group);
        let sizes = &self.sizes[partitions.clone()];
        let slot = partition as usize - partitions.start;
        let mut stored = self.lock(group);
        if let Records::Mixed(mixed) = &stored.records {
            stored.records = Records::Sorted(Arc::new(self.sort(mixed, partitions, sizes)?));
        }
        match &stored.records {
            Records::Sorted(segment) if !stored.released[slot] => {
                let begin: u64 = sizes[..slot].iter().map(|size| size.bytes).sum();
                Ok(PartitionReader::new(
                    Arc::clone(segment),
                    begin..begin + size.bytes,
                ))
            }
            _ => Err(Error::failed(format!(
                "partition {partition} was released and is read again"
            ))),
        }
    }

    /// Lets go of a partition that nobody will open again. Memory and file are free when no
    /// partition is left in them.
    pub fn release(&self, partition: u64) {
        if partition >= self.layout.partitions {
            return;
        }
        let group = self.layout.group_of(partition);
        let mut stored = self.lock(group);
        stored.released[partition as usize - self.layout.partitions_of(group).start] = true;
        if stored.released.iter().all(|released| *released) {
            stored.records = Records::Gone;
        }
    }

    fn lock(&self, group: u64) -> MutexGuard<'_, StoredGroup> {
        // What the lock guards is whole between any two statements: a thread that panicked has left
        // nothing half done.
        self.groups[group as usize]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn sort(
        &self,
        mixed: &Arc<Segment>,
        partitions: Range<usize>,
        sizes: &[PartitionSize],
    ) -> Result<Segment> {
        let mut sorted = match mixed.in_memory() {
            Some(_) => Sorter::in_memory(sizes),
            None => Sorter::in_file(sizes, &self.temp_dir)?,
        };
        let mut records = PartitionReader::new(Arc::clone(mixed), 0..mixed.bytes());
        while let Some(record) = records.next()? {
            let slot = record.split_first_chunk().and_then(|(partition, record)| {
                let slot =
                    (u32::from_le_bytes(*partition) as usize).checked_sub(partitions.start)?;
                (slot < sizes.len()).then_some((slot, record))
            });
            let Some((slot, record)) = slot else {
                return Err(Error::failed("a temporary file is not as it was written"));
            };
            sorted
                .push(slot, record)
                .map_err(|error| self.temp_dir.unwritable(error))?;
        }
        sorted
            .finish()
            .map_err(|error| self.temp_dir.unwritable(error))
    }
}

impl Layout {
    fn partitions_of(self, group: u64) -> Range<usize> {
        self.first_of(group) as usize..self.first_of(group + 1) as usize
    }
}

/// Writes records to the places of their partitions, which lie one behind the other.
struct Sorter {
    place: SortedPlace,
    /// For each partition, where its next bytes go.
    next: Vec<u64>,
}

enum SortedPlace {
    Memory(Vec<u8>),
    File {
        file: File,
        bytes: u64,
        buffers: Vec<Vec<u8>>,
        buffer_bytes_max: usize,
    },
}

impl Sorter {
    fn in_memory(sizes: &[PartitionSize]) -> Sorter {
        let (next, bytes) = starts(sizes);
        Sorter {
            place: SortedPlace::Memory(vec![0; bytes as usize]),
            next,
        }
    }

    fn in_file(sizes: &[PartitionSize], temp_dir: &TempDir) -> Result<Sorter> {
        let (next, bytes) = starts(sizes);
        let buffers = vec![Vec::new(); sizes.len()];
        let buffer_bytes_max = (SORT_BUFFERS_BYTES / sizes.len().max(1)).max(SORT_BUFFER_BYTES_MIN);
        Ok(Sorter {
            place: SortedPlace::File {
                file: temp_dir.file()?,
                bytes,
                buffers,
                buffer_bytes_max,
            },
            next,
        })
    }

    fn push(&mut self, slot: usize, record: &[u8]) -> std::io::Result<()> {
        // It fitted with the partition's number before it.
        let length = (record.len() as u32).to_le_bytes();
        match &mut self.place {
            SortedPlace::Memory(memory) => {
                let begin = self.next[slot] as usize;
                let behind_length = begin + length.len();
                let end = behind_length + record.len();
                memory[begin..behind_length].copy_from_slice(&length);
                memory[behind_length..end].copy_from_slice(record);
                self.next[slot] = end as u64;
            }
            SortedPlace::File {
                file,
                buffers,
                buffer_bytes_max,
                ..
            } => {
                let buffer = &mut buffers[slot];
                if buffer.len() + length.len() + record.len() > *buffer_bytes_max {
                    write_at(file, &mut self.next[slot], buffer)?;
                    buffer.clear();
                }
                buffer.extend_from_slice(&length);
                buffer.extend_from_slice(record);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> std::io::Result<Segment> {
        match self.place {
            SortedPlace::Memory(memory) => Ok(Segment::new(None, 0, memory)),
            SortedPlace::File {
                mut file,
                bytes,
                buffers,
                ..
            } => {
                for (next, buffer) in self.next.iter_mut().zip(&buffers) {
                    write_at(&mut file, next, buffer)?;
                }
                Ok(Segment::new(Some(file), bytes, Vec::new()))
            }
        }
    }
}

/// Where each partition begins, and where the last one ends.
fn starts(sizes: &[PartitionSize]) -> (Vec<u64>, u64) {
    let mut end = 0;
    let starts = sizes.iter().map(|size| {
        let start = end;
        end += size.bytes;
        start
    });
    (starts.collect(), end)
}

fn write_at(file: &mut File, position: &mut u64, bytes: &[u8]) -> std::io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    file.seek(SeekFrom::Start(*position))?;
    file.write_all(bytes)?;
    *position += bytes.len() as u64;
    Ok(())
}
