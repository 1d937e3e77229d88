//! The manifest beside crates that are outside Loadwright's workspace: their workspace, and the one
//! place that names the runtime.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

use super::Failure;
use super::place::{RUNTIME, VENDORED};
use crate::plan::RuntimePlace;
use crate::reconcile;

/// `Cargo.toml` in the crates' folder. Only what Loadwright needs is changed in it; the rest is the
/// user's.
#[derive(Debug)]
pub(super) struct Manifest {
    path: PathBuf,
    before: Option<String>,
    document: DocumentMut,
}

impl Manifest {
    /// Reads the manifest; where there is none, an empty one stands for it.
    pub(super) fn read(folder: &Path) -> Result<Manifest, Failure> {
        let path = folder.join("Cargo.toml");
        let failed = |what: &dyn std::fmt::Display| {
            Failure::failed(format!("cannot read {}: {what}", path.display()))
        };
        let content = reconcile::read_if_there(&path).map_err(|error| failed(&error))?;
        let before = content
            .map(String::from_utf8)
            .transpose()
            .map_err(|error| failed(&error))?;
        let document = before
            .as_deref()
            .unwrap_or_default()
            .parse::<DocumentMut>()
            .map_err(|error| failed(&error))?;
        Ok(Manifest {
            path,
            before,
            document,
        })
    }

    /// What it says of the runtime.
    pub(super) fn runtime(&self) -> Option<RuntimePlace> {
        let runtime = self
            .document
            .get("workspace")?
            .get("dependencies")?
            .get(RUNTIME)?;
        let text = |key: &str| runtime.get(key).and_then(Item::as_str).map(str::to_owned);
        match (text("path"), text("git"), text("rev"), text("version")) {
            (Some(path), ..) => Some(RuntimePlace::Path(path)),
            (_, Some(url), Some(rev), _) => Some(RuntimePlace::Git { url, rev }),
            (.., Some(version)) => Some(RuntimePlace::Version(version)),
            _ => runtime
                .as_str()
                .map(|version| RuntimePlace::Version(version.to_owned())),
        }
    }

    /// Makes it a workspace of these crates with this runtime; crates that are gone are no members
    /// any longer.
    pub(super) fn update(
        &mut self,
        crates: &[&str],
        gone: &[&str],
        runtime: &RuntimePlace,
    ) -> Result<(), Failure> {
        let shown = self.path.display().to_string();
        if self.before.is_none() {
            self.document.decor_mut().set_prefix(
                "# Members and runtime are Loadwright's; whatever else you add stays.\n",
            );
        }
        let workspace = table(self.document.as_table_mut(), "workspace", &shown)?;
        if workspace.get("resolver").is_none() {
            workspace["resolver"] = value("3");
        }
        let members = array(workspace, "members", &shown)?;
        members.retain(|member| !member.as_str().is_some_and(|member| gone.contains(&member)));
        let covers_all = members
            .iter()
            .any(|member| matches!(member.as_str(), Some("*" | "./*")));
        if !covers_all {
            add(members, crates);
        }
        if *runtime == RuntimePlace::Path(VENDORED.to_owned()) {
            // Its tests need more than a deployment has.
            add(array(workspace, "exclude", &shown)?, &["vendor"]);
        }
        let dependencies = table(workspace, "dependencies", &shown)?;
        if self_named(dependencies) != Some(runtime.clone()) {
            dependencies[RUNTIME] = Item::Value(Value::InlineTable(place(runtime)));
        }
        Ok(())
    }

    /// Its text now; `None` where nothing is to be written.
    pub(super) fn stale(&self) -> Option<(Option<&str>, String)> {
        let text = self.document.to_string();
        (self.before.as_deref() != Some(text.as_str())).then_some((self.before.as_deref(), text))
    }

    /// Writes it if it changed.
    pub(super) fn write(&self) -> Result<(), Failure> {
        reconcile::write_if_other(&self.path, self.document.to_string().as_bytes()).map_err(
            |error| Failure::failed(format!("cannot write {}: {error}", self.path.display())),
        )
    }
}

fn self_named(dependencies: &Table) -> Option<RuntimePlace> {
    let runtime = dependencies.get(RUNTIME)?;
    let default_features = runtime.get("default-features").and_then(Item::as_bool);
    let text = |key: &str| runtime.get(key).and_then(Item::as_str).map(str::to_owned);
    match (
        default_features,
        text("path"),
        text("git"),
        text("rev"),
        text("version"),
    ) {
        (Some(false), Some(path), None, None, None) => Some(RuntimePlace::Path(path)),
        (Some(false), None, Some(url), Some(rev), None) => Some(RuntimePlace::Git { url, rev }),
        (Some(false), None, None, None, Some(version)) => Some(RuntimePlace::Version(version)),
        _ => None,
    }
}

fn place(runtime: &RuntimePlace) -> InlineTable {
    let mut table = InlineTable::new();
    match runtime {
        RuntimePlace::Path(path) => _ = table.insert("path", path.into()),
        RuntimePlace::Git { url, rev } => {
            table.insert("git", url.into());
            table.insert("rev", rev.into());
        }
        RuntimePlace::Version(version) => _ = table.insert("version", version.into()),
    }
    table.insert("default-features", false.into());
    table
}

fn table<'t>(parent: &'t mut Table, name: &str, shown: &str) -> Result<&'t mut Table, Failure> {
    let item = parent
        .entry(name)
        .or_insert_with(|| Item::Table(Table::new()));
    item.as_table_mut()
        .ok_or_else(|| not_a(shown, name, "a table of its own, as in `[…]`"))
}

fn array<'t>(parent: &'t mut Table, name: &str, shown: &str) -> Result<&'t mut Array, Failure> {
    let item = parent.entry(name).or_insert_with(|| value(Array::new()));
    item.as_array_mut()
        .ok_or_else(|| not_a(shown, name, "a list"))
}

fn not_a(shown: &str, name: &str, what: &str) -> Failure {
    Failure::failed(format!("{shown}: `{name}` must be {what}"))
        .help("write it so, or remove it: Loadwright then makes it")
}

/// Adds what is not there yet, and keeps a list that Loadwright made one line an entry.
fn add(list: &mut Array, names: &[&str]) {
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !list.iter().any(|member| member.as_str() == Some(*name)))
        .collect();
    for name in missing {
        // Where the list is in order it stays so; a list in the user's own order is added to at its
        // end.
        let sorted = list.iter().map(Value::as_str).is_sorted();
        let place = if sorted {
            list.iter()
                .take_while(|member| member.as_str() < Some(name))
                .count()
        } else {
            list.len()
        };
        let mut entry = Value::from(name);
        entry.decor_mut().set_prefix("\n    ");
        list.insert_formatted(place, entry);
        list.set_trailing_comma(true);
        list.set_trailing("\n");
    }
}
