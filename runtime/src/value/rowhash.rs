//! The row hash: what tells a changed row from an unchanged one without its columns.
//!
//! It is a format byte (1), the fingerprint of the tracked columns in eight bytes, and a hash of 16
//! bytes for each class that the target has: type 2 columns first, then type 1. It is stored in
//! users' tables: nothing here may ever change but under another format byte.

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::info::{Change, TargetColumn};

/// The longest row hash: format, fingerprint and two hashes.
pub const ROW_HASH_BYTES_MAX: usize = HEAD_BYTES + 2 * HALF_BYTES;

const FORMAT: u8 = 1;
const FINGERPRINT_BYTES: usize = 8;
const HEAD_BYTES: usize = 1 + FINGERPRINT_BYTES;
const HALF_BYTES: usize = 16;

/// What the row hashes of a target are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashShape {
    /// Stands for the tracked columns: class, name, type and order.
    pub fingerprint: [u8; FINGERPRINT_BYTES],
    /// A column is type 2.
    pub has_type2: bool,
    /// A column is type 1.
    pub has_type1: bool,
}

/// What two row hashes say about their rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// No tracked column differs.
    Equal,
    /// A type 1 column differs.
    Type1,
    /// A type 2 column differs.
    Type2,
    /// Columns of both types differ.
    Both,
    /// Nothing: there is no stored hash, or it is of other columns or another format. Compare by
    /// column.
    Incomparable,
}

impl HashShape {
    /// The shape of a target's row hashes.
    #[must_use]
    pub fn of(columns: &[TargetColumn]) -> HashShape {
        let mut material = Vec::new();
        for column in columns {
            let class = match column.change {
                Change::Version => 2,
                Change::Overwrite => 1,
                Change::Key | Change::Keep | Change::Untracked => continue,
            };
            material.push(class);
            push_counted(&mut material, column.name);
            push_counted(&mut material, &column.ty.to_string());
        }
        HashShape {
            fingerprint: xxh3_64(&material).to_be_bytes(),
            has_type2: columns
                .iter()
                .any(|column| column.change == Change::Version),
            has_type1: columns
                .iter()
                .any(|column| column.change == Change::Overwrite),
        }
    }

    /// Bytes of a row hash.
    #[must_use]
    pub const fn len(&self) -> usize {
        HEAD_BYTES + (self.has_type2 as usize + self.has_type1 as usize) * HALF_BYTES
    }

    /// Whether no column is tracked, so that all rows are equal.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.has_type2 && !self.has_type1
    }

    /// Makes the row hash of a row whose type 2 and type 1 columns are given in the
    /// [canonical encoding](super::canonical); returns its length.
    pub fn build(&self, type2: &[u8], type1: &[u8], out: &mut [u8; ROW_HASH_BYTES_MAX]) -> usize {
        out[0] = FORMAT;
        out[1..HEAD_BYTES].copy_from_slice(&self.fingerprint);
        let halves = [(self.has_type2, type2), (self.has_type1, type1)];
        let present = halves
            .into_iter()
            .filter_map(|(present, material)| present.then_some(material));
        for (place, material) in out[HEAD_BYTES..].chunks_exact_mut(HALF_BYTES).zip(present) {
            place.copy_from_slice(&xxh3_128(material).to_be_bytes());
        }
        self.len()
    }

    /// A stored row hash of this shape with its type 1 half replaced by that of another; of another
    /// shape, or none, it stays as it is.
    #[must_use]
    pub fn with_type1_of(&self, stored: Option<&[u8]>, new: &[u8]) -> Option<Vec<u8>> {
        let mut hash = stored?.to_vec();
        if self.has_type1 && self.compare(stored, new) != Compared::Incomparable {
            let half = self.len() - HALF_BYTES;
            hash[half..].copy_from_slice(&new[half..]);
        }
        Some(hash)
    }

    /// Whether a stored row hash is of this shape and format, so that it can be compared.
    #[must_use]
    pub fn fits(&self, stored: &[u8]) -> bool {
        stored.len() == self.len()
            && stored[0] == FORMAT
            && stored[1..HEAD_BYTES] == self.fingerprint
    }

    /// Compares a stored row hash with one that [`HashShape::build`] made.
    #[must_use]
    pub fn compare(&self, stored: Option<&[u8]>, new: &[u8]) -> Compared {
        let Some(stored) =
            stored.filter(|stored| stored.len() == self.len() && new.len() == self.len())
        else {
            return Compared::Incomparable;
        };
        if stored[..HEAD_BYTES] != new[..HEAD_BYTES] {
            return Compared::Incomparable;
        }
        let mut differs = stored[HEAD_BYTES..]
            .chunks(HALF_BYTES)
            .zip(new[HEAD_BYTES..].chunks(HALF_BYTES))
            .map(|(old, new)| old != new);
        let type2 = self.has_type2 && differs.next() == Some(true);
        let type1 = self.has_type1 && differs.next() == Some(true);
        match (type2, type1) {
            (false, false) => Compared::Equal,
            (false, true) => Compared::Type1,
            (true, false) => Compared::Type2,
            (true, true) => Compared::Both,
        }
    }
}

fn push_counted(material: &mut Vec<u8>, text: &str) {
    material.extend_from_slice(&(text.len() as u64).to_be_bytes());
    material.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::info::SqlType;

    const fn column(name: &'static str, ty: SqlType, change: Change) -> TargetColumn {
        TargetColumn {
            name,
            ty,
            not_null: false,
            change,
            expression: "",
            from: &[],
        }
    }

    const COLUMNS: [TargetColumn; 5] = [
        column("airport_code", SqlType::Text, Change::Key),
        column("airport_name", SqlType::Text, Change::Version),
        column(
            "altitude_ft",
            SqlType::Decimal {
                precision: 8,
                scale: 1,
            },
            Change::Overwrite,
        ),
        column("opened", SqlType::Date, Change::Keep),
        column("batch", SqlType::Text, Change::Untracked),
    ];

    fn hash(shape: &HashShape, type2: &[u8], type1: &[u8]) -> Vec<u8> {
        let mut out = [0; ROW_HASH_BYTES_MAX];
        let length = shape.build(type2, type1, &mut out);
        out[..length].to_vec()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    // These must never change: they are stored in users' tables.
    #[test]
    fn golden_hashes() {
        let shape = HashShape::of(&COLUMNS);
        assert_eq!(
            hex(&hash(&shape, b"name", b"altitude")),
            "013429dcbc2711baa6c96a918390b153ff53816205aaaa5e4aaa5c1cb35570e68e7dc8244e613fa13f"
        );
        let type2 = HashShape::of(&COLUMNS[..2]);
        assert_eq!(
            hex(&hash(&type2, b"name", b"")),
            "0146bc704851d70ea4c96a918390b153ff53816205aaaa5e4a"
        );
        let type1 = HashShape::of(&COLUMNS[2..]);
        assert_eq!(
            hex(&hash(&type1, b"", b"altitude")),
            "015a69fe779cfb7350aa5c1cb35570e68e7dc8244e613fa13f"
        );
        let neither = HashShape::of(&COLUMNS[3..]);
        assert_eq!(hex(&hash(&neither, b"", b"")), "012d06800538d394c2");
        assert!(neither.is_empty());
    }

    #[test]
    fn the_fingerprint_is_of_the_tracked_columns() {
        let of = |columns: &[TargetColumn]| HashShape::of(columns).fingerprint;
        let whole = of(&COLUMNS);
        assert_eq!(
            whole,
            of(&COLUMNS[1..3]),
            "keys, type 0 and untracked columns are no part of it"
        );
        for changed in [
            column("airport_nam", SqlType::Text, Change::Version),
            column("airport_name", SqlType::Varchar(80), Change::Version),
            column("airport_name", SqlType::Text, Change::Overwrite),
        ] {
            assert_ne!(whole, of(&[changed, COLUMNS[2]]), "{changed:?}");
        }
        assert_ne!(whole, of(&[COLUMNS[2], COLUMNS[1]]), "the order is");
    }

    #[test]
    fn comparison_tells_the_classes_apart() {
        let shape = HashShape::of(&COLUMNS);
        let stored = hash(&shape, b"a", b"b");
        let compare =
            |type2: &[u8], type1: &[u8]| shape.compare(Some(&stored), &hash(&shape, type2, type1));
        assert_eq!(compare(b"a", b"b"), Compared::Equal);
        assert_eq!(compare(b"a", b"x"), Compared::Type1);
        assert_eq!(compare(b"x", b"b"), Compared::Type2);
        assert_eq!(compare(b"x", b"x"), Compared::Both);
        let type1 = HashShape::of(&COLUMNS[2..]);
        assert_eq!(
            type1.compare(Some(&hash(&type1, b"", b"b")), &hash(&type1, b"", b"x")),
            Compared::Type1
        );
    }

    #[test]
    fn foreign_hashes_are_incomparable() {
        let shape = HashShape::of(&COLUMNS);
        let new = hash(&shape, b"a", b"b");
        let mut other_format = new.clone();
        other_format[0] = 2;
        let mut other_columns = new.clone();
        other_columns[8] ^= 1;
        for stored in [
            None,
            Some(&b""[..]),
            Some(b"0123456789abcdef"),
            Some(&new[..40]),
            Some(&other_format),
            Some(&other_columns),
        ] {
            assert_eq!(
                shape.compare(stored, &new),
                Compared::Incomparable,
                "{stored:?}"
            );
            assert!(
                !stored.is_some_and(|stored| shape.fits(stored)),
                "{stored:?}"
            );
        }
        assert!(shape.fits(&new));
    }
}
