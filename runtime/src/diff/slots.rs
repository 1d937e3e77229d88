//! What a chunk knows of each business key: the target's current row, and what the source brought.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use crate::database::form::WrittenRows;
use crate::error::{Error, Result};
use crate::info::Duplicates;

/// Bytes in the chunk's arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(crate) const EMPTY: Span = Span { start: 0, end: 0 };
}

/// The bytes that a chunk keeps: keys, written rows, hashes. One allocation that grows, and is
/// reused by the worker's next chunk.
#[derive(Debug)]
pub(crate) struct Arena {
    bytes: Vec<u8>,
    /// More bytes than these it does not hold.
    limit: usize,
    /// Something did not fit: what was kept since means nothing.
    overflowed: bool,
}

/// A chunk holds at most this many bytes: spans are 32 bits wide.
const ARENA_LIMIT: usize = u32::MAX as usize;

impl Default for Arena {
    fn default() -> Arena {
        Arena {
            bytes: Vec::new(),
            limit: ARENA_LIMIT,
            overflowed: false,
        }
    }
}

impl Arena {
    pub(crate) fn get(&self, span: Span) -> &[u8] {
        &self.bytes[span.start as usize..span.end as usize]
    }

    /// Keeps what `write` appends. What does not fit is let go of, and [`Slots::check_room`] says
    /// so behind the row.
    pub(crate) fn keep(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Span {
        let start = self.bytes.len();
        write(&mut self.bytes);
        if self.bytes.len() > self.limit {
            return self.overflow(start);
        }
        Span {
            start: start as u32,
            end: self.bytes.len() as u32,
        }
    }

    #[cold]
    fn overflow(&mut self, start: usize) -> Span {
        self.bytes.truncate(start);
        self.overflowed = true;
        Span::EMPTY
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Keeps what stands here in another arena.
    pub(crate) fn copied(&self, span: Span, to: &mut Arena) -> Span {
        to.keep(|bytes| bytes.extend_from_slice(self.get(span)))
    }

    /// Lets go of what was kept since it was so long.
    pub(crate) fn rewind(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(256 << 20);
        self.overflowed = false;
    }
}

/// The target's current row of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Current {
    /// The key in written form, to bind.
    pub(crate) key: Span,
    /// Its row hash in this job's shape; `None`: the row could not be read back, so it differs.
    pub(crate) hash: Option<Span>,
    /// Start of the version as stored; empty without a history.
    pub(crate) valid_from: Span,
    /// It may be missing (`missing_scope`).
    pub(crate) in_scope: bool,
    /// It is flagged as deleted.
    pub(crate) deleted: bool,
    /// The stored hash is NULL or of another shape: write it anew.
    pub(crate) rehash: bool,
}

/// The row that the source brought for a key, so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming {
    /// The target row in written form.
    pub(crate) row: Span,
    /// Its hash.
    pub(crate) hash: Span,
    /// Its place by `order_by`, memory-comparable; empty without one.
    pub(crate) order: Span,
    /// Another row differs and nothing says which of them counts.
    pub(crate) conflict: bool,
}

/// One key.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The key's canonical bytes: what makes two keys equal.
    pub(crate) key: Span,
    pub(crate) current: Option<Current>,
    pub(crate) incoming: Option<Incoming>,
    /// Rows of this key that could be loaded, were they alone.
    pub(crate) rows: u64,
    /// An unfiltered row carried the key, loadable or not.
    pub(crate) present: bool,
}

/// All keys of a chunk.
#[derive(Debug)]
pub(crate) struct Slots {
    /// The form of rows and keys in the arena.
    pub(crate) form: &'static dyn WrittenRows,
    pub(crate) arena: Arena,
    pub(crate) list: Vec<Slot>,
    index: HashTable<u32>,
    /// The slot behind the last one that was asked for. Both sides of a key range come in the
    /// index's order, so it is most often the next.
    next: usize,
}

impl Slots {
    pub(crate) fn new(form: &'static dyn WrittenRows) -> Slots {
        Slots {
            form,
            arena: Arena::default(),
            list: Vec::new(),
            index: HashTable::new(),
            next: 0,
        }
    }

    /// Forgets the last chunk, keeping the memory.
    pub(crate) fn clear(&mut self) {
        self.arena.clear();
        self.list.clear();
        self.index.clear();
        self.next = 0;
    }

    /// Says no where something did not fit into the arena: asked behind each row, before anything
    /// is made of it.
    #[inline]
    pub(crate) fn check_room(&self) -> Result<()> {
        if self.arena.overflowed {
            Err(too_large(self.list.len()))
        } else {
            Ok(())
        }
    }

    /// The slot of a key, made if it is new.
    pub(crate) fn slot(&mut self, key: &[u8]) -> usize {
        let Slots {
            arena,
            list,
            index,
            next,
            ..
        } = self;
        if list
            .get(*next)
            .is_some_and(|slot| arena.get(slot.key) == key)
        {
            *next += 1;
            return *next - 1;
        }
        let hash = xxh3_64(key);
        let found = index.find(hash, |place| arena.get(list[*place as usize].key) == key);
        if let Some(place) = found {
            *next = *place as usize + 1;
            return *place as usize;
        }
        let place = list.len();
        let key = arena.keep(|bytes| bytes.extend_from_slice(key));
        list.push(Slot {
            key,
            current: None,
            incoming: None,
            rows: 0,
            present: false,
        });
        index.insert_unique(hash, place as u32, |other| {
            xxh3_64(arena.get(list[*other as usize].key))
        });
        place
    }

    /// The slot of a key that is there.
    pub(crate) fn find(&self, key: &[u8]) -> Option<&Slot> {
        let place = self.index.find(xxh3_64(key), |place| {
            self.arena.get(self.list[*place as usize].key) == key
        })?;
        self.list.get(*place as usize)
    }

    /// Offers a loadable row to its key's slot, and says whether it takes it; `kept_columns` are the
    /// places of type 0 columns, which no hash covers. Of equal rows one stays; which rows count as
    /// duplicates is decided at the end, from [`Slot::rows`].
    pub(crate) fn offer(
        &mut self,
        place: usize,
        row: Incoming,
        duplicates: Duplicates,
        kept_columns: &[usize],
    ) -> bool {
        let Slots {
            arena, list, form, ..
        } = self;
        let slot = &mut list[place];
        slot.rows += 1;
        let Some(kept) = &mut slot.incoming else {
            slot.incoming = Some(row);
            return true;
        };
        let order = arena.get(row.order).cmp(arena.get(kept.order));
        let wins = match duplicates {
            Duplicates::Error => std::cmp::Ordering::Equal,
            Duplicates::First => order.reverse(),
            Duplicates::Last => order,
        };
        match wins {
            std::cmp::Ordering::Greater => *kept = row,
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => {
                kept.conflict |= !says_the_same(*form, arena, &row, kept, kept_columns)
            }
        }
        wins == std::cmp::Ordering::Greater
    }
}

#[cold]
fn too_large(keys: usize) -> Error {
    Error::usage(format!(
        "a chunk of {keys} keys holds more than 4 GiB of keys and rows"
    ))
    .help("lower --chunk-size")
}

/// Whether two rows of a key are equal in all that is compared: untracked columns, as a line
/// number, are not.
fn says_the_same(
    form: &dyn WrittenRows,
    arena: &Arena,
    one: &Incoming,
    other: &Incoming,
    kept_columns: &[usize],
) -> bool {
    if arena.get(one.row) == arena.get(other.row) {
        return true;
    }
    if arena.get(one.hash) != arena.get(other.hash) {
        return false;
    }
    kept_columns.is_empty() || form.equal_in(arena.get(one.row), arena.get(other.row), kept_columns)
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::adapters::sqlite::dialect::SqliteSql;
    use crate::database::SqlWords;

    #[test]
    fn what_does_not_fit_is_an_error_and_no_other_bytes() {
        let mut slots = Slots {
            arena: Arena {
                limit: 100,
                ..Arena::default()
            },
            ..Slots::new(SqlWords::form(&SqliteSql))
        };
        let kept = slots.arena.keep(|bytes| bytes.extend_from_slice(&[1; 60]));
        slots.check_room().unwrap();
        // One row that alone is too large, and then one that would fit again.
        assert_eq!(
            slots.arena.keep(|bytes| bytes.extend_from_slice(&[2; 41])),
            Span::EMPTY
        );
        slots.arena.keep(|bytes| bytes.extend_from_slice(&[3; 10]));
        assert!(
            slots
                .check_room()
                .unwrap_err()
                .chain()
                .contains("more than 4 GiB")
        );
        assert_eq!(slots.arena.get(kept), [1; 60]);
        slots.clear();
        slots.check_room().unwrap();
        slots.arena.keep(|bytes| bytes.extend_from_slice(&[4; 100]));
        slots.check_room().unwrap();
    }
}
