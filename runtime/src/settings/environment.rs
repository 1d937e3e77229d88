//! The environment's layer: `MAPPER_…` variables.

use super::parse_bool;
use crate::error::{Error, Result};
use crate::info::SettingsInfo;
use crate::options::Flags;
use crate::vars::Vars;
use loadwright_types::bounds::whole;

impl From<Flags> for SettingsInfo {
    fn from(flags: Flags) -> SettingsInfo {
        SettingsInfo {
            enable_parallel: flags.enable_parallel,
            max_workers: flags.max_workers,
            chunk_size: flags.chunk_size,
            min_rows_for_parallel: flags.min_rows_for_parallel,
            ..SettingsInfo::default()
        }
    }
}

/// The settings that the environment gives.
///
/// # Errors
/// A variable that is set to what cannot be read, even where a higher layer decides: a typo is not
/// to wait for the day it does not.
pub(super) fn layer(vars: &Vars) -> Result<SettingsInfo> {
    Ok(SettingsInfo {
        enable_parallel: read(vars, "MAPPER_PARALLEL_ENABLED", "true or false", parse_bool)?,
        max_workers: number(vars, "MAPPER_MAX_WORKERS")?,
        chunk_size: number(vars, "MAPPER_CHUNK_SIZE")?,
        min_rows_for_parallel: number(vars, "MAPPER_MIN_ROWS_FOR_PARALLEL")?,
        ..SettingsInfo::default()
    })
}

fn number(vars: &Vars, name: &str) -> Result<Option<u64>> {
    read(vars, name, "a whole number", |text| whole(text.trim()))
}

fn read<T>(
    vars: &Vars,
    name: &str,
    expected: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>> {
    let Some(text) = vars.get(name)? else {
        return Ok(None);
    };
    match parse(&text) {
        Some(value) => Ok(Some(value)),
        None => Err(Error::usage(format!(
            "the environment variable {name} is `{text}`, which is not {expected}"
        ))
        .help(format!("set it to {expected}, or unset it"))),
    }
}
