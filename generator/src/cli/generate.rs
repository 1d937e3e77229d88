//! `generate`: crates to the disk, or only what would be done.

use std::io;
use std::process::ExitCode;

use super::Failure;
use super::command::{GenerateArgs, Where};
use super::manifest::Manifest;
use super::pipeline::compile;
use super::place::{Place, VENDORED, here};
use super::say;
use super::specs::Specs;
use crate::reconcile::{self, Change, Finding, State};
use crate::vendor;

pub(super) fn generate(program: &str, args: &GenerateArgs) -> Result<ExitCode, Failure> {
    let place = Place::find(&args.place)?;
    let specs = Specs::find(&args.place.specs, &here()?, place.home.as_ref())?;
    let made = compile(program, &specs, &place, args.diff)?;
    let names: Vec<&str> = made.iter().map(|made| made.name.as_str()).collect();
    let unreadable =
        |error: io::Error| Failure::failed(format!("cannot read {}: {error}", place.out.display()));
    let orphans = if specs.whole {
        orphans(&place, &names).map_err(unreadable)?
    } else {
        Vec::new()
    };
    let manifest = manifest(&place, &names, &orphans, args.prune)?;
    let meanings: Vec<(String, Vec<String>)> = made
        .iter()
        .map(|made| (made.name.clone(), made.meaning.clone()))
        .collect();
    let mut findings: Vec<(String, Finding)> = orphans;
    if place.vendors() {
        let runtime = reconcile::examine(&place.out.join(VENDORED), &vendor::runtime())
            .map_err(unreadable)?;
        findings.push((VENDORED.to_owned(), runtime));
    }
    findings.extend(made.into_iter().map(|made| (made.name, made.finding)));
    findings.sort_by(|one, other| one.0.cmp(&other.0));

    let work = Work {
        findings: &findings,
        manifest: manifest.as_ref(),
        args,
    };
    if args.diff {
        show_meanings(&meanings);
        work.show_diff();
    }
    let clean = match args.check || args.diff {
        true => work.show_state(),
        false => work.write()?,
    };
    if !clean {
        work.advise(&command(program, &args.place));
    }
    Ok(ExitCode::from(u8::from(
        !clean && (args.check || !args.diff),
    )))
}

fn orphans(place: &Place, names: &[&str]) -> io::Result<Vec<(String, Finding)>> {
    let owned = reconcile::owned_folders(&place.out)?
        .into_iter()
        .filter(|name| !names.contains(&name.as_str()));
    owned
        .map(|name| {
            reconcile::examine_orphan(&place.out.join(&name)).map(|finding| (name, finding))
        })
        .collect()
}

/// The manifest beside the crates, where Loadwright's own workspace does not stand for it.
fn manifest(
    place: &Place,
    names: &[&str],
    orphans: &[(String, Finding)],
    prune: bool,
) -> Result<Option<Manifest>, Failure> {
    let Some(runtime) = &place.shared else {
        return Ok(None);
    };
    let gone: Vec<&str> = if prune {
        orphans.iter().map(|(name, _)| name.as_str()).collect()
    } else {
        Vec::new()
    };
    let mut manifest = Manifest::read(&place.out)?;
    manifest.update(names, &gone, runtime)?;
    Ok(Some(manifest))
}

/// The command that a message advises, with what the user gave.
fn command(program: &str, place: &Where) -> String {
    let mut words = vec![program.to_owned(), "generate".to_owned()];
    words.extend(place.specs.iter().map(|spec| spec.display().to_string()));
    words.extend(
        place
            .out
            .iter()
            .map(|out| format!("--out {}", out.display())),
    );
    words.join(" ")
}

/// What the changes mean, job by job.
fn show_meanings(meanings: &[(String, Vec<String>)]) {
    for (name, meaning) in meanings.iter().filter(|(_, meaning)| !meaning.is_empty()) {
        say(&format!("{name}\n  {}\n\n", meaning.join("\n  ")));
    }
}

struct Work<'w> {
    findings: &'w [(String, Finding)],
    manifest: Option<&'w Manifest>,
    args: &'w GenerateArgs,
}

impl Work<'_> {
    /// One line for each folder that is not as it should be. True: all are.
    fn show_state(&self) -> bool {
        let stale = self
            .findings
            .iter()
            .filter(|(_, finding)| finding.state != State::Fresh);
        let mut lines: Vec<String> = stale
            .map(|(name, finding)| state_line(name, finding))
            .collect();
        if let Some((before, _)) = self.manifest.and_then(Manifest::stale) {
            let (state, words) = if before.is_some() {
                ("changed", "members or runtime differ")
            } else {
                ("missing", "not written yet")
            };
            lines.push(line(state, "Cargo.toml", words));
        }
        if lines.is_empty() {
            say(&format!(
                "{}\n",
                count(self.crates(), "crate is fresh", "crates are fresh")
            ));
        }
        lines.iter().for_each(|line| say(&format!("{line}\n")));
        lines.is_empty()
    }

    fn crates(&self) -> usize {
        self.findings
            .iter()
            .filter(|(name, _)| name != VENDORED)
            .count()
    }

    fn show_diff(&self) {
        if let Some((before, after)) = self.manifest.and_then(Manifest::stale) {
            let (before, after) = (
                before.map(|text| text.as_bytes().to_vec()),
                Some(after.into_bytes()),
            );
            say(&reconcile::unified(
                ".",
                &Change {
                    path: "Cargo.toml".to_owned(),
                    before,
                    after,
                    edited: false,
                },
            ));
        }
        let shown = self
            .findings
            .iter()
            .filter(|(_, finding)| finding.state != State::Orphan || self.args.prune);
        for (name, change) in shown
            .flat_map(|(name, finding)| finding.changes.iter().map(move |change| (name, change)))
        {
            say(&reconcile::unified(name, change));
        }
    }

    /// Writes all that may be written. True: nothing is left to be done.
    fn write(&self) -> Result<bool, Failure> {
        let mut clean = true;
        let mut fresh = 0;
        for (name, finding) in self.findings {
            let kept = !self.args.force && finding.changes.iter().any(|change| change.edited);
            match finding.state {
                State::Fresh => fresh += usize::from(name != VENDORED),
                State::Orphan if !self.args.prune => println!("{}", state_line(name, finding)),
                _ if kept => {
                    clean = false;
                    eprintln!(
                        "{}",
                        line(
                            "edited",
                            name,
                            &format!("not written: {}", list(finding.edited()))
                        )
                    );
                }
                state => {
                    finding.apply().map_err(|error| {
                        Failure::failed(format!(
                            "cannot write {}: {error}",
                            finding.folder.display()
                        ))
                    })?;
                    let (done, files) = if state == State::Orphan {
                        ("removed", "")
                    } else {
                        ("wrote", "file")
                    };
                    println!(
                        "{}",
                        line(done, name, &count(finding.changes.len(), files, "files"))
                    );
                }
            }
        }
        // Last: a workspace must not name crates that are not there.
        if let Some(manifest) = self.manifest {
            manifest.write()?;
        }
        if fresh > 0 {
            println!("{}", count(fresh, "crate was fresh", "crates were fresh"));
        }
        Ok(clean)
    }

    /// The commands that mend what was told.
    fn advise(&self, command: &str) {
        let is = |state: State| {
            self.findings
                .iter()
                .any(|(_, finding)| finding.state == state)
        };
        let written = self.args.check || self.args.diff;
        if written
            && (is(State::Changed)
                || is(State::Missing)
                || self.manifest.and_then(Manifest::stale).is_some())
        {
            eprintln!("  help: `{command}` writes what is changed or missing");
        }
        if is(State::Edited) {
            eprintln!(
                "  help: put the change into the spec; then `{command} --force` overwrites what \
                 was edited by hand"
            );
        }
        if is(State::Orphan) {
            eprintln!("  help: `{command} --prune` removes orphans");
        }
    }
}

fn state_line(name: &str, finding: &Finding) -> String {
    match finding.state {
        State::Fresh => line("fresh", name, ""),
        State::Missing => line("missing", name, "not written yet"),
        State::Orphan => line("orphan", name, "no spec makes it"),
        State::Edited => line(
            "edited",
            name,
            &format!("by hand: {}", list(finding.edited())),
        ),
        State::Changed => {
            let paths = list(finding.changes.iter().map(|change| change.path.as_str()));
            line("changed", name, &format!("{}{paths}", cause(finding)))
        }
    }
}

/// Why files are stale, as far as the crate's own manifest tells.
fn cause(finding: &Finding) -> &'static str {
    let manifest = finding
        .changes
        .iter()
        .find(|change| change.path == "Cargo.toml");
    let digest = |content: &Option<Vec<u8>>| {
        let text = std::str::from_utf8(content.as_deref()?).ok()?;
        let manifest: toml::Table = text.parse().ok()?;
        manifest
            .get("package")?
            .get("metadata")?
            .get("loadwright")?
            .get("digest")
            .cloned()
    };
    match manifest.map(|change| digest(&change.before) == digest(&change.after)) {
        Some(false) => "the spec means something else: ",
        _ => "",
    }
}

/// A few names, and how many more there are.
fn list<'p>(paths: impl Iterator<Item = &'p str>) -> String {
    const SHOWN: usize = 3;
    let paths: Vec<&str> = paths.collect();
    let more = paths.len().saturating_sub(SHOWN);
    let shown = paths[..paths.len() - more].join(", ");
    match (paths.len(), more) {
        (0, _) => "its lock".to_owned(),
        (_, 0) => shown,
        _ => format!("{shown} and {more} more"),
    }
}

fn line(state: &str, name: &str, words: &str) -> String {
    format!("{state:<8} {name:<28} {words}")
        .trim_end()
        .to_owned()
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
