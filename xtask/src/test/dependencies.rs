//! What is linked: where it comes from, under which licence, and what is known against it.
//!
//! cargo-deny does this where it is installed. The licence and source check here asks the same of
//! `deny.toml` without it, so that a machine without the tool is no hole.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use cargo_metadata::Package;

use super::has;
use crate::Result;
use crate::workspace::{Workspace, run};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(super) fn check(workspace: &Workspace) -> Result {
    let rules = Rules::read(workspace)?;
    let mut packages = workspace.metadata()?.packages;
    // Packages without a source are our own.
    packages.retain(|package| package.source.is_some());
    let faults: Vec<String> = packages
        .iter()
        .filter_map(|package| rules.fault(package))
        .collect();
    if !faults.is_empty() {
        return Err(format!("not allowed by deny.toml:\n  {}", faults.join("\n  ")).into());
    }
    println!(
        "licences and sources: {} packages are allowed by deny.toml",
        packages.len()
    );
    if !has(&mut workspace.cargo(["deny", "--version"])) {
        println!(
            "advisories: NOT CHECKED, cargo-deny is not installed (cargo install --locked \
             cargo-deny)"
        );
        return Ok(());
    }
    run(&mut workspace.cargo(["deny", "--offline", "check", "bans", "licenses", "sources"]))?;
    if !advisories_fetched() {
        println!("advisories: NOT CHECKED, there is no advisory database (cargo deny fetch)");
        return Ok(());
    }
    run(&mut workspace.cargo(["deny", "--offline", "check", "advisories"]))
}

/// Whether cargo-deny has fetched an advisory database before.
fn advisories_fetched() -> bool {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let entries = home.and_then(|home| fs::read_dir(home.join("advisory-dbs")).ok());
    entries.is_some_and(|mut entries| entries.next().is_some())
}

/// What `deny.toml` says about licences and single crates.
#[derive(Debug)]
struct Rules {
    licences: BTreeSet<String>,
    banned: BTreeSet<String>,
}

impl Rules {
    fn read(workspace: &Workspace) -> Result<Rules> {
        let text = fs::read_to_string(workspace.root.join("deny.toml"))
            .map_err(|error| format!("cannot read deny.toml: {error}"))?;
        Rules::parse(&text)
    }

    fn parse(text: &str) -> Result<Rules> {
        let table: toml::Table = text.parse()?;
        let list = |section: &str, key: &str| {
            table
                .get(section)
                .and_then(|section| section.get(key))
                .and_then(|list| list.as_array())
                .cloned()
        };
        let licences = list("licenses", "allow").ok_or("deny.toml has no licenses.allow")?;
        let banned = list("bans", "deny").unwrap_or_default();
        let name = |ban: &toml::Value| {
            ban.get("crate")
                .and_then(|name| name.as_str())
                .map(str::to_owned)
        };
        Ok(Rules {
            licences: licences
                .iter()
                .filter_map(|licence| licence.as_str().map(str::to_owned))
                .collect(),
            banned: banned.iter().filter_map(name).collect(),
        })
    }

    fn fault(&self, package: &Package) -> Option<String> {
        let fault = |why: String| Some(format!("{} {}: {why}", package.name, package.version));
        if package
            .source
            .as_ref()
            .is_some_and(|source| source.repr != CRATES_IO)
        {
            return fault("comes from elsewhere than crates.io".to_owned());
        }
        if self.banned.contains(package.name.as_str()) {
            return fault("is banned".to_owned());
        }
        match &package.license {
            None => fault("names no licence".to_owned()),
            Some(licence) if !self.allows(licence) => fault(format!("licence {licence}")),
            Some(_) => None,
        }
    }

    /// Whether a licence expression can be met by allowed licences only.
    fn allows(&self, expression: &str) -> bool {
        // The old form `MIT/Apache-2.0` is a choice too.
        let text = expression
            .replace('/', " OR ")
            .replace('(', " ( ")
            .replace(')', " ) ");
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut parser = Licence {
            words: &words,
            allowed: &self.licences,
        };
        parser.choice() && parser.words.is_empty()
    }
}

/// An SPDX expression: `OR` binds looser than `AND`, `WITH` belongs to the licence before it.
struct Licence<'a> {
    words: &'a [&'a str],
    allowed: &'a BTreeSet<String>,
}

impl Licence<'_> {
    fn choice(&mut self) -> bool {
        let mut met = self.all();
        while self.take("OR") {
            met |= self.all();
        }
        met
    }

    fn all(&mut self) -> bool {
        let mut met = self.one();
        while self.take("AND") {
            met &= self.one();
        }
        met
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let met = self.choice();
            return self.take(")") && met;
        }
        let Some((name, rest)) = self.words.split_first() else {
            return false;
        };
        self.words = rest;
        let mut name = (*name).to_owned();
        if let ["WITH", exception, rest @ ..] = self.words {
            name = format!("{name} WITH {exception}");
            self.words = rest;
        }
        self.allowed.contains(&name)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.words = &self.words[1..];
        }
        found
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_licence_expression_is_met_by_allowed_licences_only() {
        let rules =
            Rules::parse("[licenses]\nallow = ['MIT', 'ISC', 'Apache-2.0 WITH LLVM-exception']")
                .unwrap();
        for met in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0/MIT",
            "(GPL-3.0 OR MIT) AND ISC",
            "Apache-2.0 WITH LLVM-exception",
            "MIT AND ISC OR GPL-3.0",
        ] {
            assert!(rules.allows(met), "{met}");
        }
        for unmet in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR ISC) AND GPL-3.0",
            "Apache-2.0",
            "MIT WITH LLVM-exception",
            "MIT ISC",
            "(MIT",
        ] {
            assert!(!rules.allows(unmet), "{unmet}");
        }
    }
}
