//! The fields of the three documents as data: what the reader takes, what the JSON Schema says, and
//! the words that people read of each.
//!
//! A reader opens a map with its [`Section`]: it can ask for no field that is not in the table, and
//! a field of the table that it never asks for fails its tests (see [`super::fields::Fields`]).
//! That the shapes agree too is asked field by field in `schema/tests.rs`.

mod connections;
mod job;
mod mapping;

pub(super) use connections::*;
pub(super) use job::*;
pub(super) use mapping::*;

use loadwright_types::bounds::{Range, Times};

/// Rows, or lines, of which no number is too large.
pub(super) const ANY_NUMBER: Range<u64> = Range::new(0, u64::MAX);

/// The fields of a map.
#[derive(Debug)]
pub(super) struct Section {
    /// What it is, for people.
    pub(super) doc: &'static str,
    fields: &'static [Field],
    /// Fields that are known elsewhere.
    more: fn() -> &'static [Field],
    /// Fields that must be there.
    pub(super) required: &'static [&'static str],
    /// Of these fields exactly one must be there.
    pub(super) one_of: &'static [&'static str],
    /// Of these fields one may be there.
    pub(super) at_most_one_of: &'static [&'static str],
}

/// One field.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// What it means.
    pub(super) doc: &'static str,
    /// What counts where it is left out, as YAML.
    pub(super) default: Option<&'static str>,
    /// Values that fit, as YAML.
    pub(super) examples: &'static [&'static str],
}

/// What may stand in a field.
#[derive(Debug)]
pub(super) enum Shape {
    /// `version: 1`
    Version,
    /// Text that is not empty.
    Name,
    /// `[a-z][a-z0-9_]*`: a name for Rust, SQL and the ledger.
    LowerName,
    /// Any text, numbers included.
    Text,
    /// Any text, or null.
    TextOrNull,
    /// A SQL expression.
    Expression,
    /// A SQL type; `not_null`: `not null` may stand behind it.
    Type { not_null: bool },
    /// Any one value, null included.
    Cell,
    /// `true` or `false`.
    Boolean,
    /// A whole number in a range.
    Whole(Range<u64>),
    /// A whole number of any sign.
    Integer,
    /// A number in a range.
    Number(Range<f64>),
    /// `6 hours`
    Time(&'static Times),
    /// The same, or a reference that says it when a run begins.
    TimeOrReference(&'static Times),
    /// What names of tables begin with, or a reference.
    Prefix,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// One of some words that are known elsewhere.
    OneOf(fn() -> Vec<&'static str>),
    /// One ASCII character.
    Character,
    /// A reference to a secret: a literal one is refused.
    Secret,
    /// A list.
    List(&'static Shape),
    /// A list of at least one.
    FilledList(&'static Shape),
    /// A list of exactly two.
    Pair(&'static Shape),
    /// A map by names of the user's own.
    Map(&'static Shape),
    /// A map of the same that is not empty.
    Filled(&'static Shape),
    /// A map by names that are identifiers.
    Params(&'static Section),
    /// A map of known fields.
    Section(&'static Section),
    /// One of these shapes.
    Either(&'static [Shape]),
    /// Null.
    Nothing,
}

impl Section {
    const fn new(doc: &'static str, fields: &'static [Field]) -> Section {
        Section {
            doc,
            fields,
            more: || &[],
            required: &[],
            one_of: &[],
            at_most_one_of: &[],
        }
    }

    const fn require(self, required: &'static [&'static str]) -> Section {
        Section { required, ..self }
    }

    const fn and(self, more: fn() -> &'static [Field]) -> Section {
        Section { more, ..self }
    }

    /// Its fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().chain((self.more)())
    }

    /// A field by its name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }
}

impl Field {
    const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Field {
        Field {
            name,
            shape,
            doc,
            default: None,
            examples: &[],
        }
    }

    const fn default(self, default: &'static str) -> Field {
        Field {
            default: Some(default),
            ..self
        }
    }

    const fn examples(self, examples: &'static [&'static str]) -> Field {
        Field { examples, ..self }
    }
}
