//! `schema`: the documents' JSON Schemas, for editors.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::Failure;
use super::command::SchemaArgs;
use super::place::{Home, here, real};
use crate::spec::schema;

pub(super) fn schema(program: &str, args: &SchemaArgs) -> Result<ExitCode, Failure> {
    let here = here()?;
    let folder = match &args.out {
        Some(out) => real(&here.join(out)),
        None => Home::around(&here)?
            .map_or(here, |home| home.root)
            .join("schema"),
    };
    let stale: Vec<_> = schema::files()
        .into_iter()
        .filter(|(name, text)| !is(&folder.join(name), text))
        .collect();
    if stale.is_empty() {
        println!("{} is fresh", folder.display());
        return Ok(ExitCode::SUCCESS);
    }
    for (name, text) in &stale {
        let path = folder.join(name);
        if args.check {
            println!("stale    {}", path.display());
        } else {
            let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, text));
            written.map_err(|error| {
                Failure::failed(format!("cannot write {}: {error}", path.display()))
            })?;
            println!("wrote    {}", path.display());
        }
    }
    if args.check {
        eprintln!("  help: `{program} schema` writes what is stale");
    }
    Ok(ExitCode::from(u8::from(args.check)))
}

/// Whether a file holds a text; git may have changed its line ends.
fn is(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found.replace("\r\n", "\n") == text)
}
