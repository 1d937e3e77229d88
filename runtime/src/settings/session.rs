//! The session's layer: a YAML or JSON file that an orchestrator writes for one run or one night.

use std::path::Path;

use super::parse_bool;
use crate::error::Result;
use crate::info::{SettingsInfo, StoreRejects};
use crate::yaml::{Document, Key, Node};
use loadwright_types::bounds::whole;

/// What a session file gives.
#[derive(Debug, Default)]
pub(crate) struct Session {
    pub(super) settings: SettingsInfo,
    /// Name and text of each param.
    pub(super) params: Vec<(String, String)>,
}

const FIELDS: &[&str] = &[
    "enable_parallel",
    "max_workers",
    "chunk_size",
    "min_rows_for_parallel",
    "params",
    "rejects",
    "close_limit",
    "retry",
];

impl Session {
    pub(super) fn read(path: &Path) -> Result<Session> {
        Session::of(&Document::read(path)?)
    }

    pub(crate) fn of(document: &Document) -> Result<Session> {
        let mut session = Session::default();
        let settings = &mut session.settings;
        for (key, node) in document.map(&document.root, "the file")? {
            match key.name.as_str() {
                "enable_parallel" => settings.enable_parallel = Some(boolean(document, key, node)?),
                "max_workers" => settings.max_workers = Some(number(document, key, node)?),
                "chunk_size" => settings.chunk_size = Some(number(document, key, node)?),
                "min_rows_for_parallel" => {
                    settings.min_rows_for_parallel = Some(number(document, key, node)?)
                }
                "params" => {
                    for (key, node) in document.map(node, "params")? {
                        session.params.push((
                            key.name.clone(),
                            document.scalar(node, &key.name)?.to_owned(),
                        ));
                    }
                }
                "rejects" => rejects(document, node, settings)?,
                "close_limit" => close_limit(document, node, settings)?,
                "retry" => retry(document, node, settings)?,
                _ => return Err(document.unknown(key, "session parameter", FIELDS)),
            }
        }
        Ok(session)
    }
}

fn rejects(document: &Document, node: &Node, settings: &mut SettingsInfo) -> Result<()> {
    const FIELDS: &[&str] = &["max_rows", "max_percent", "store"];
    for (key, node) in document.map(node, "rejects")? {
        match key.name.as_str() {
            "max_rows" => settings.rejects_max_rows = Some(number(document, key, node)?),
            "max_percent" => settings.rejects_max_percent = Some(number(document, key, node)?),
            "store" => {
                settings.rejects_store =
                    Some(parse(document, key, node, "row, key or none", store)?)
            }
            _ => return Err(document.unknown(key, "field", FIELDS)),
        }
    }
    Ok(())
}

fn close_limit(document: &Document, node: &Node, settings: &mut SettingsInfo) -> Result<()> {
    const FIELDS: &[&str] = &["percent", "min_rows"];
    for (key, node) in document.map(node, "close_limit")? {
        match key.name.as_str() {
            "percent" => settings.close_limit_percent = Some(number(document, key, node)?),
            "min_rows" => settings.close_limit_min_rows = Some(number(document, key, node)?),
            _ => return Err(document.unknown(key, "field", FIELDS)),
        }
    }
    Ok(())
}

fn retry(document: &Document, node: &Node, settings: &mut SettingsInfo) -> Result<()> {
    const FIELDS: &[&str] = &[
        "max_attempts",
        "initial_delay_ms",
        "multiplier",
        "max_delay_ms",
    ];
    for (key, node) in document.map(node, "retry")? {
        match key.name.as_str() {
            "max_attempts" => settings.retry_max_attempts = Some(number(document, key, node)?),
            "initial_delay_ms" => {
                settings.retry_initial_delay_ms = Some(number(document, key, node)?)
            }
            "multiplier" => settings.retry_multiplier = Some(number(document, key, node)?),
            "max_delay_ms" => settings.retry_max_delay_ms = Some(number(document, key, node)?),
            _ => return Err(document.unknown(key, "field", FIELDS)),
        }
    }
    Ok(())
}

fn store(text: &str) -> Option<StoreRejects> {
    match text {
        "row" => Some(StoreRejects::Row),
        "key" => Some(StoreRejects::Key),
        "none" => Some(StoreRejects::None),
        _ => None,
    }
}

/// A number as Rust's own type says: whole and not negative for counts.
trait Number: Sized {
    const EXPECTED: &'static str;

    fn read(text: &str) -> Option<Self>;
}

impl Number for u64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(text: &str) -> Option<u64> {
        whole(text)
    }
}

impl Number for f64 {
    const EXPECTED: &'static str = "a number";

    fn read(text: &str) -> Option<f64> {
        text.parse().ok()
    }
}

fn number<T: Number>(document: &Document, key: &Key, node: &Node) -> Result<T> {
    parse(document, key, node, T::EXPECTED, T::read)
}

fn boolean(document: &Document, key: &Key, node: &Node) -> Result<bool> {
    parse(document, key, node, "true or false", parse_bool)
}

fn parse<T>(
    document: &Document,
    key: &Key,
    node: &Node,
    expected: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T> {
    let text = document.scalar(node, &key.name)?;
    parse(text).ok_or_else(|| {
        document.error(
            node.line,
            format_args!("`{}` is `{text}`, which is not {expected}", key.name),
        )
    })
}
