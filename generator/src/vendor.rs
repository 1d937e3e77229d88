//! The runtime's sources, carried in the compiler so that generated crates build where nothing else
//! of Loadwright is.

use include_dir::{Dir, include_dir};
use toml::{Table, Value};

use crate::emit::FileMap;

const WORKSPACE: &str = include_str!("../../Cargo.toml");

/// The runtime's folder in the workspace: paths in its manifest's dependencies begin there.
const FOLDER: &str = "runtime/";

/// The packages of the runtime: where each is in its folder, its manifest and its sources.
static PACKAGES: [(&str, &str, Dir<'_>); 2] = [
    (
        "",
        include_str!("../../runtime/Cargo.toml"),
        include_dir!("$CARGO_MANIFEST_DIR/../runtime/src"),
    ),
    (
        "types/",
        include_str!("../../runtime/types/Cargo.toml"),
        include_dir!("$CARGO_MANIFEST_DIR/../runtime/types/src"),
    ),
];

/// The files of the vendored runtime: its sources, and manifests that inherit nothing.
#[must_use]
pub fn runtime() -> FileMap {
    let mut files = FileMap::default();
    let head = "# @generated: a copy of Loadwright's runtime, by which the crates beside it build \
                (`--runtime vendor`); do not edit.\n";
    for (place, manifest, sources) in &PACKAGES {
        let manifest = flattened(&parse(manifest), &parse(WORKSPACE));
        files.add(format!("{place}Cargo.toml"), format!("{head}{manifest}"));
        add(place, sources, &mut files);
    }
    files
}

fn add(place: &str, folder: &Dir<'_>, files: &mut FileMap) {
    for file in folder.files() {
        let path: Vec<_> = file
            .path()
            .iter()
            .map(|part| part.to_string_lossy())
            .collect();
        files.add(format!("{place}src/{}", path.join("/")), file.contents());
    }
    for folder in folder.dirs() {
        add(place, folder, files);
    }
}

fn parse(manifest: &str) -> Table {
    manifest
        .parse()
        .expect("this workspace's own manifests are TOML: cargo read them")
}

/// The manifest with everything written out that it has from its workspace. Tests stay at home, and
/// their dependencies with them.
fn flattened(manifest: &Table, workspace: &Table) -> Table {
    let shared = |name: &str| {
        workspace
            .get("workspace")
            .and_then(|workspace| workspace.get(name))
            .and_then(Value::as_table)
    };
    let mut flat = Table::new();
    for (section, content) in manifest {
        let Some(content) = content.as_table() else {
            continue;
        };
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
        let inherits = value
            .as_table()
            .filter(|table| table.get("workspace") == Some(&Value::Boolean(true)));
        let theirs = shared.and_then(|shared| shared.get(name));
        let value = match (inherits, theirs) {
            (Some(ours), Some(theirs)) => merge(ours, theirs),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    entries.collect()
}

/// A dependency: the workspace's, with the features and the `optional` that the package adds. What
/// is in the runtime's folder is there in the copy too.
fn dependency(ours: &Table, theirs: &Value) -> Value {
    let mut merged = match theirs {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    let inside = merged
        .get("path")
        .and_then(Value::as_str)
        .and_then(|path| path.strip_prefix(FOLDER))
        .map(str::to_owned);
    merged.extend(inside.map(|path| ("path".to_owned(), path.into())));
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
            "[workspace.package]\nversion = '1.2.3'\n[workspace.lints.rust]\nunsafe_code = \
             'forbid'\n[workspace.dependencies]\na = '1'\ni = { path = 'runtime/inner', version = \
             '1' }\nb = { version = '2', default-features = false, features = ['x'] }\n",
        );
        let manifest = parse(
            "[package]\nname = 'r'\nversion.workspace = true\n[lints]\nworkspace = \
             true\n[features]\nf = ['dep:b']\n[dependencies]\na.workspace = true\ni.workspace = \
             true\nb = { workspace = true, optional = true, features = ['y'] \
             }\n[dev-dependencies]\nc.workspace = true\n",
        );
        let expected = parse(
            "[package]\nname = 'r'\nversion = '1.2.3'\n[lints.rust]\nunsafe_code = \
             'forbid'\n[features]\nf = ['dep:b']\n[dependencies]\na = { version = '1' }\ni = { \
             path = 'inner', version = '1' }\nb = { version = '2', default-features = false, \
             features = ['x', 'y'], optional = true }\n",
        );
        assert_eq!(flattened(&manifest, &workspace), expected);
    }

    #[test]
    fn the_copy_is_whole_and_inherits_nothing() {
        let files = runtime();
        for (place, name) in [("", "loadwright-runtime"), ("types/", "loadwright-types")] {
            let manifest =
                String::from_utf8(files.get(&format!("{place}Cargo.toml")).unwrap().to_vec())
                    .unwrap();
            assert!(!manifest.contains("workspace"), "{manifest}");
            assert!(manifest.contains(&format!("name = \"{name}\"")));
            assert!(files.get(&format!("{place}src/lib.rs")).is_some());
        }
        assert!(
            files.get("src/value/mod.rs").is_some()
                && files.get("types/src/temporal/mod.rs").is_some()
        );
    }
}
