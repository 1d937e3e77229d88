//! Files whose content was loaded before, or comes twice in one load: passed over where their rows
//! would be doubled.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::discover::SourceFile;
use crate::error::Result;
use crate::human;
use crate::info::{Files, LoadedFiles, Write};
use crate::ledger::file::{Loaded, loaded_by};
use crate::source::Finding;

/// Files that are told one by one; of more the first are named.
const TOLD_MAX: usize = 3;

/// Takes the files out whose rows the table has, or will have from another file of this load: where
/// the job adds rows without a key, or says so. The notes name each with the run and the file that
/// brought its content. What the run itself has loaded is not passed over.
pub(super) fn pass_over(
    finding: Finding<'_>,
    files: Files,
    found: Vec<SourceFile>,
) -> Result<(Vec<SourceFile>, Vec<String>)> {
    let target = &finding.info.target;
    let keyless_append = target.key.is_empty() && target.write == Write::Append;
    if !keyless_append && files.loaded == LoadedFiles::Reload {
        return Ok((found, Vec::new()));
    }
    let mut remark = None;
    let loaded = match finding.database {
        Some(database) => {
            let notes = found
                .iter()
                .map(SourceFile::note)
                .collect::<Result<Vec<_>>>()?;
            let loaded = loaded_by(
                finding.ledger,
                database,
                finding.info.name,
                &notes,
                |place| found[place].old_digest(),
            )?;
            let runs = loaded.iter().flatten().map(|loaded| loaded.run_id);
            let runs: BTreeSet<i64> = runs.filter(|run| finding.run != Some(*run)).collect();
            remark = (finding.lost)(database, &Vec::from_iter(runs))?;
            loaded
        }
        None => vec![None; found.len()],
    };
    let mut names: HashMap<String, Arc<str>> = HashMap::new();
    let (mut kept, mut passed_over) = (Vec::with_capacity(found.len()), Vec::new());
    for (file, loaded) in found.into_iter().zip(loaded) {
        if let Some(Loaded { run_id, name, .. }) =
            loaded.filter(|loaded| finding.run != Some(loaded.run_id))
        {
            let other = if name == *file.name {
                String::new()
            } else {
                format!(" as {name}")
            };
            passed_over.push(format!("{} was loaded by run {run_id}{other}", file.name));
        } else if let Some(twin) = names.get(file.digest()?) {
            passed_over.push(format!(
                "{} has the content of {twin}, which this run loads",
                file.name
            ));
        } else {
            names.insert(file.digest()?.to_owned(), Arc::clone(&file.name));
            kept.push(file);
        }
    }
    let mut told = notes(passed_over);
    told.extend(remark);
    Ok((kept, told))
}

fn notes(passed_over: Vec<String>) -> Vec<String> {
    if passed_over.len() <= TOLD_MAX {
        return passed_over
            .into_iter()
            .map(|what| format!("{what}: passed over"))
            .collect();
    }
    let more = passed_over.len() - TOLD_MAX;
    let first = passed_over[..TOLD_MAX].join("; ");
    vec![format!(
        "{} files were passed over: {first}; and {} more",
        human::count(passed_over.len() as u64),
        human::count(more as u64)
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_files_are_told_one_by_one_and_many_at_once() {
        let told = |count: usize| {
            notes(
                (1..=count)
                    .map(|number| format!("f{number}.csv was loaded by run 7"))
                    .collect(),
            )
        };
        assert_eq!(told(0), [""; 0]);
        assert_eq!(
            told(2),
            [
                "f1.csv was loaded by run 7: passed over",
                "f2.csv was loaded by run 7: passed over"
            ]
        );
        assert_eq!(
            told(2000),
            [
                "2,000 files were passed over: f1.csv was loaded by run 7; f2.csv was loaded by \
                 run 7; f3.csv was loaded by run 7; and 1,997 more"
            ]
        );
    }
}
