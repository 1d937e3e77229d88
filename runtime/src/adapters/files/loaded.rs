//! Files whose content was loaded before, or comes twice in one load: passed over where their rows
//! would be doubled.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::discover::SourceFile;
use crate::error::Result;
use crate::human;
use crate::info::{Files, LoadedFiles, Write};
use crate::ledger::file::{Loaded, loaded_by};
use crate::source::{Finding, LostRuns};

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
    let by_others = |loaded: &Loaded| finding.run != Some(loaded.run_id);
    let (mut loaded, mut lost) = (vec![None; found.len()], LostRuns::new());
    if let Some(database) = finding.database {
        let notes = found
            .iter()
            .map(SourceFile::note)
            .collect::<Result<Vec<_>>>()?;
        loaded = loaded_by(
            finding.ledger,
            database,
            finding.info.name,
            &notes,
            |place| found[place].old_digest(),
        )?;
        let asked = |loaded: &&Loaded| by_others(loaded) && !loaded.is_excused;
        let runs = loaded.iter().flatten().filter(asked);
        let runs: BTreeSet<i64> = runs.map(|loaded| loaded.run_id).collect();
        lost = (finding.lost)(database, &Vec::from_iter(runs))?;
    }
    let mut again: BTreeMap<i64, Vec<Arc<str>>> = BTreeMap::new();
    let mut names: HashMap<String, Arc<str>> = HashMap::new();
    let (mut kept, mut passed_over) = (Vec::with_capacity(found.len()), Vec::new());
    for (file, loaded) in found.into_iter().zip(loaded) {
        let loaded = loaded.filter(by_others);
        let is_lost = |loaded: &Loaded| !loaded.is_excused && lost.contains_key(&loaded.run_id);
        if let Some(run) = loaded
            .as_ref()
            .filter(|loaded| is_lost(loaded))
            .map(|loaded| loaded.run_id)
            && !names.contains_key(file.digest()?)
        {
            again.entry(run).or_default().push(Arc::clone(&file.name));
        }
        if let Some(Loaded { run_id, name, .. }) = loaded.filter(|loaded| !is_lost(loaded)) {
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
    told.extend(
        again
            .iter()
            .map(|(run, files)| told_again(*run, files, lost.get(run).map_or("", String::as_str))),
    );
    Ok((kept, told))
}

/// Why files of a run are loaded again.
fn told_again(run: i64, files: &[Arc<str>], why: &str) -> String {
    let mut names = files[..files.len().min(TOLD_MAX)].join(", ");
    if files.len() > TOLD_MAX {
        let more = human::count((files.len() - TOLD_MAX) as u64);
        names = format!("{names} and {more} more");
    }
    format!("loaded again: {names}; run {run} loaded that, and {why}")
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
