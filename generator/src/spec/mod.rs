//! The spec documents: found, read, and brought into shape. What they mean is [`crate::check`]'s.

mod columns;
mod connections;
mod fields;
mod files;
mod job;
mod load;
mod mapping;
pub mod raw;
pub mod schema;
mod secrets;
mod settings;
mod shape;
mod source;
mod target;
pub mod yaml;

pub use connections::read_connections;
pub use files::Files;
pub use job::read_job;
pub use load::{Documents, JobFile, find_jobs, load, read_named, same_names};
pub use mapping::read_mapping;

use crate::diag::{Diagnostic, Sink, Spanned, codes};

use fields::Fields;

/// `version: 1`, the first line of every document.
fn version(fields: &mut Fields<'_>, sink: &mut Sink) {
    if let Some(node) = fields.require("version", "1", sink) {
        known_version(node, sink);
    }
}

fn known_version(node: &yaml::Node, sink: &mut Sink) {
    let Some(version) = fields::text(node, "`version`", sink) else {
        return;
    };
    if version.value != "1" {
        sink.push(
            Diagnostic::error(
                codes::WRONG_VERSION,
                format!("version {} of the spec is not known", version.value),
            )
            .at(&version.span, "this version reads `version: 1`"),
        );
    }
}

/// A name that Rust, SQL and the ledger can carry: `[a-z][a-z0-9_]*`.
fn lower_name(name: &Spanned<String>, what: &str, sink: &mut Sink) {
    let mut chars = name.value.chars();
    let fits = chars.next().is_some_and(|first| first.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !fits {
        sink.push(
            Diagnostic::error(
                codes::BAD_NAME,
                format!("`{}` cannot be {what}", name.value),
            )
            .at(
                &name.span,
                "lower-case letters, digits and `_`, beginning with a letter",
            ),
        );
    }
}
