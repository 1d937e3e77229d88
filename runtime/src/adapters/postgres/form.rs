//! Rows that wait for PostgreSQL: fields of a binary COPY.

use crate::adapters::postgres::copy::{self, CopyWriter};
use crate::database::form::{Form, WrittenRows};
use crate::info::SqlType;
use crate::job::Job;

/// Fields of a binary COPY.
#[derive(Debug)]
pub(crate) struct Fields;

impl Form for Fields {
    #[inline]
    fn write<J: Job>(row: &J::Target<'_>, out: &mut Vec<u8>) {
        J::write(row, &mut CopyWriter::new(out));
    }

    #[inline]
    fn write_key<J: Job>(key: &J::Key<'_>, out: &mut Vec<u8>) {
        J::write_key(key, &mut CopyWriter::new(out));
    }
}

impl WrittenRows for Fields {
    fn equal_in(&self, one: &[u8], other: &[u8], places: &[usize]) -> bool {
        let (one, other): (Vec<_>, Vec<_>) =
            (copy::fields(one).collect(), copy::fields(other).collect());
        places
            .iter()
            .all(|place| one.get(*place) == other.get(*place))
    }

    fn texts(&self, written: &[u8], types: &mut dyn Iterator<Item = SqlType>) -> Vec<String> {
        copy::fields(written)
            .zip(types)
            .map(|(field, ty)| copy::field_text(field, ty))
            .collect()
    }
}
