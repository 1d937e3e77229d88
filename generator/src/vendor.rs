//! The runtime's sources, carried in the compiler so that generated crates build where nothing else of Loadwright is.

use include_dir::{Dir, include_dir};
use toml::{Table, Value};

use crate::emit::FileMap;

static SOURCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../runtime/src");
const MANIFEST: &str = include_str!("../../runtime/Cargo.toml");
const WORKSPACE: &str = include_str!("../../Cargo.toml");

/// The files of the vendored runtime: its sources, and a manifest that inherits nothing.
#[must_use]
pub fn runtime() -> FileMap {
    let mut files = FileMap::default();
    let manifest = flattened(&parse(MANIFEST), &parse(WORKSPACE));
    let head = "# @generated: a copy of Loadwright's runtime, by which the crates beside it build (`--runtime vendor`); do not edit.\n";
    files.add("Cargo.toml", format!("{head}{manifest}"));
    add(&SOURCES, &mut files);
    files
}

fn add(folder: &Dir<'_>, files: &mut FileMap) {
    for file in folder.files() {
        let path: Vec<_> = file.path().iter().map(|part| part.to_string_lossy()).collect();
        files.add(format!("src/{}", path.join("/")), file.contents());
    }
    for folder in folder.dirs() {
        add(folder, files);
    }
}

fn parse(manifest: &str) -> Table {
    manifest.parse().expect("this workspace's own manifests are TOML: cargo read them")
}

/// The manifest with everything written out that it has from its workspace. Tests stay at home, and their dependencies with them.
fn flattened(manifest: &Table, workspace: &Table) -> Table {
    let shared = |name: &str| workspace.get("workspace").and_then(|workspace| workspace.get(name)).and_then(Value::as_table);
    let mut flat = Table::new();
    for (section, content) in manifest {
        let Some(content) = content.as_table() else { continue };
        let content = match section.as_str() {
            "package" => own(content, shared("package"), |_, theirs| theirs.clone()),
            "dependencies" => own(content, shared("dependencies"), dependency),
            "lints" => shared("lints").cloned().unwrap_or_default(),
            "dev-dependencies" => continue,
            _ => content.clone(),
        };
        flat.insert(section.clone(), Value::Table(content));
    }
    flat
}

/// A section in which `workspace = true` is replaced by what the workspace has under that name.
fn own(section: &Table, shared: Option<&Table>, merge: impl Fn(&Table, &Value) -> Value) -> Table {
    let entries = section.iter().map(|(name, value)| {
        let inherits = value.as_table().filter(|table| table.get("workspace") == Some(&Value::Boolean(true)));
        let theirs = shared.and_then(|shared| shared.get(name));
        let value = match (inherits, theirs) {
            (Some(ours), Some(theirs)) => merge(ours, theirs),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    entries.collect()
}

/// A dependency: the workspace's, with the features and the `optional` that the package adds.
fn dependency(ours: &Table, theirs: &Value) -> Value {
    let mut merged = match theirs {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    for (key, value) in ours.iter().filter(|(key, _)| *key != "workspace") {
        match (merged.get_mut(key), value) {
            (Some(Value::Array(list)), Value::Array(more)) => list.extend(more.iter().cloned()),
            _ => _ = merged.insert(key.clone(), value.clone()),
        }
    }
    Value::Table(merged)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_the_workspace_says_is_written_out() {
        let workspace = parse(
            "[workspace.package]\nversion = '1.2.3'\n[workspace.lints.rust]\nunsafe_code = 'forbid'\n\
             [workspace.dependencies]\na = '1'\nb = { version = '2', default-features = false, features = ['x'] }\n",
        );
        let manifest = parse(
            "[package]\nname = 'r'\nversion.workspace = true\n[lints]\nworkspace = true\n[features]\nf = ['dep:b']\n\
             [dependencies]\na.workspace = true\nb = { workspace = true, optional = true, features = ['y'] }\n\
             [dev-dependencies]\nc.workspace = true\n",
        );
        let expected = parse(
            "[package]\nname = 'r'\nversion = '1.2.3'\n[lints.rust]\nunsafe_code = 'forbid'\n[features]\nf = ['dep:b']\n\
             [dependencies]\na = { version = '1' }\nb = { version = '2', default-features = false, features = ['x', 'y'], optional = true }\n",
        );
        assert_eq!(flattened(&manifest, &workspace), expected);
    }

    #[test]
    fn the_copy_is_whole_and_inherits_nothing() {
        let files = runtime();
        let manifest = String::from_utf8(files.get("Cargo.toml").unwrap().to_vec()).unwrap();
        assert!(!manifest.contains("workspace"), "{manifest}");
        assert!(manifest.contains("name = \"loadwright-runtime\""));
        assert!(files.get("src/lib.rs").is_some() && files.get("src/value/mod.rs").is_some());
    }
}
