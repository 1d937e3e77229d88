// @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
//! Typed rows: how they are read, computed and written.

use loadwright_runtime::job::{Job, JobInfo};
use loadwright_runtime::row::{Reject, RowReader, RowWriter};
use loadwright_runtime::scratch::Scratch;
use crate::job::{INFO, DimPlane};
use crate::transform;

/// A source row: the columns that the mapping uses.
pub struct Source<'a> {
    /// text not null
    pub tailnum: &'a str,
    /// integer
    pub year: Option<i32>,
    /// `type`: text
    pub type_: Option<&'a str>,
    /// text
    pub manufacturer: Option<&'a str>,
    /// text
    pub model: Option<&'a str>,
    /// smallint
    pub engines: Option<i16>,
    /// smallint
    pub seats: Option<i16>,
    /// smallint
    pub speed: Option<i16>,
    /// text
    pub engine: Option<&'a str>,
}

/// The business key.
pub struct Key<'a> {
    /// text; business key
    pub tail_number: &'a str,
}

/// A target row: the mapping's columns in the table's order.
pub struct Target<'a> {
    /// text; business key
    pub tail_number: Option<&'a str>,
    /// integer; type 0: the first value stays
    pub built: Option<i32>,
    /// text; type 0: the first value stays
    pub manufacturer: Option<&'a str>,
    /// text; type 1: overwritten
    pub model: Option<&'a str>,
    /// text; type 1: overwritten
    pub plane_type: Option<&'a str>,
    /// text; type 1: overwritten
    pub engine_type: Option<&'a str>,
    /// smallint; type 1: overwritten
    pub engines: Option<i16>,
    /// smallint; type 1: overwritten
    pub seats: Option<i16>,
    /// smallint; type 1: overwritten
    pub cruise_mph: Option<i16>,
    /// text; type 1: overwritten
    pub size_class: Option<&'a str>,
}

impl Job for DimPlane {
    type Source<'a> = Source<'a>;
    type Key<'a> = Key<'a>;
    type Target<'a> = Target<'a>;
    type Lookups = ();
    const INFO: &'static JobInfo = &INFO;

    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject> {
        Ok(Source {
            tailnum: row.required(&source::TAILNUM)?,
            year: row.optional(&source::YEAR)?,
            type_: row.optional(&source::TYPE_)?,
            manufacturer: row.optional(&source::MANUFACTURER)?,
            model: row.optional(&source::MODEL)?,
            engines: row.optional(&source::ENGINES)?,
            seats: row.optional(&source::SEATS)?,
            speed: row.optional(&source::SPEED)?,
            engine: row.optional(&source::ENGINE)?,
        })
    }

    fn key<'a, R: RowReader<'a>>(
        row: &R,
        _lookups: &'a Self::Lookups,
        _scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject> {
        let tailnum = row.required(&source::TAILNUM)?;
        let key = Key {
            tail_number: transform::tail_number(tailnum),
        };
        if key.tail_number.is_empty() {
            return Err(Reject::empty_key("tail_number"));
        }
        Ok(key)
    }

    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        _lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            tail_number: Some(key.tail_number),
            built: transform::built(source.year),
            manufacturer: transform::manufacturer(source.manufacturer, scratch),
            model: transform::model(source.model),
            plane_type: transform::plane_type(source.type_),
            engine_type: transform::engine_type(source.engine),
            engines: transform::engines(source.engines),
            seats: transform::seats(source.seats),
            cruise_mph: transform::cruise_mph(source.speed),
            size_class: Some(transform::size_class(source.seats)),
        })
    }

    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W) {
        out.put(key.tail_number);
    }

    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.tail_number);
        out.put(row.built);
        out.put(row.manufacturer);
        out.put(row.model);
        out.put(row.plane_type);
        out.put(row.engine_type);
        out.put(row.engines);
        out.put(row.seats);
        out.put(row.cruise_mph);
        out.put(row.size_class);
    }

    fn write_type2<W: RowWriter>(_row: &Self::Target<'_>, _out: &mut W) {}

    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W) {
        out.put(row.model);
        out.put(row.plane_type);
        out.put(row.engine_type);
        out.put(row.engines);
        out.put(row.seats);
        out.put(row.cruise_mph);
        out.put(row.size_class);
    }

    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject> {
        Ok(Key {
            tail_number: row.required(&target::TAIL_NUMBER)?,
        })
    }

    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject> {
        Ok(Target {
            tail_number: row.optional(&target::TAIL_NUMBER)?,
            built: row.optional(&target::BUILT)?,
            manufacturer: row.optional(&target::MANUFACTURER)?,
            model: row.optional(&target::MODEL)?,
            plane_type: row.optional(&target::PLANE_TYPE)?,
            engine_type: row.optional(&target::ENGINE_TYPE)?,
            engines: row.optional(&target::ENGINES)?,
            seats: row.optional(&target::SEATS)?,
            cruise_mph: row.optional(&target::CRUISE_MPH)?,
            size_class: row.optional(&target::SIZE_CLASS)?,
        })
    }
}

/// How the source's columns are read.
pub(crate) mod source {
    use loadwright_runtime::job::{Column, SqlType};
    pub const TAILNUM: Column = Column::new("tailnum", 0, SqlType::Text)
        .nulls(&["", "NA"]);
    pub const YEAR: Column = Column::new("year", 1, SqlType::Integer).nulls(&["", "NA"]);
    pub const TYPE_: Column = Column::new("type", 2, SqlType::Text).nulls(&["", "NA"]);
    pub const MANUFACTURER: Column = Column::new("manufacturer", 3, SqlType::Text)
        .nulls(&["", "NA"]);
    pub const MODEL: Column = Column::new("model", 4, SqlType::Text).nulls(&["", "NA"]);
    pub const ENGINES: Column = Column::new("engines", 5, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const SEATS: Column = Column::new("seats", 6, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const SPEED: Column = Column::new("speed", 7, SqlType::SmallInt)
        .nulls(&["", "NA"]);
    pub const ENGINE: Column = Column::new("engine", 8, SqlType::Text)
        .nulls(&["", "NA"]);
}

/// How the target's columns are read back.
pub(crate) mod target {
    use loadwright_runtime::job::{Column, SqlType};
    pub const TAIL_NUMBER: Column = Column::stored("tail_number", 0, SqlType::Text);
    pub const BUILT: Column = Column::stored("built", 1, SqlType::Integer);
    pub const MANUFACTURER: Column = Column::stored("manufacturer", 2, SqlType::Text);
    pub const MODEL: Column = Column::stored("model", 3, SqlType::Text);
    pub const PLANE_TYPE: Column = Column::stored("plane_type", 4, SqlType::Text);
    pub const ENGINE_TYPE: Column = Column::stored("engine_type", 5, SqlType::Text);
    pub const ENGINES: Column = Column::stored("engines", 6, SqlType::SmallInt);
    pub const SEATS: Column = Column::stored("seats", 7, SqlType::SmallInt);
    pub const CRUISE_MPH: Column = Column::stored("cruise_mph", 8, SqlType::SmallInt);
    pub const SIZE_CLASS: Column = Column::stored("size_class", 9, SqlType::Text);
}
