//! Where things are: Loadwright's workspace, the crates, and the runtime that they link.

use std::fs;
use std::path::{Component, Path, PathBuf};

use cargo_metadata::MetadataCommand;

use super::Failure;
use super::command::Where;
use super::manifest::Manifest;
use crate::plan::{RuntimeLine, RuntimePlace};

/// The runtime's package.
pub(super) const RUNTIME: &str = "loadwright-runtime";

/// The vendored runtime's folder below the crates' folder.
pub(super) const VENDORED: &str = "vendor/loadwright-runtime";

/// Loadwright's own workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    /// Its folder.
    pub(super) root: PathBuf,
    /// The runtime's folder.
    runtime: PathBuf,
}

impl Home {
    /// Loadwright's workspace around a folder, as cargo sees it.
    pub(super) fn around(folder: &Path) -> Result<Option<Home>, Failure> {
        let Some(folder) = folder.ancestors().find(|folder| folder.is_dir()) else {
            return Ok(None);
        };
        if !folder
            .ancestors()
            .any(|folder| folder.join("Cargo.toml").is_file())
        {
            return Ok(None);
        }
        let metadata = MetadataCommand::new()
            .current_dir(folder)
            .no_deps()
            .exec()
            .map_err(|error| {
                Failure::failed(format!(
                    "cargo does not understand the workspace around {}: {error}",
                    folder.display()
                ))
                .help("mend its Cargo.toml first: it decides how the crates name the runtime")
            })?;
        let runtime = metadata
            .packages
            .iter()
            .find(|package| package.name.as_str() == RUNTIME);
        let runtime = runtime
            .and_then(|package| package.manifest_path.parent())
            .map(|folder| folder.as_std_path().to_owned());
        Ok(runtime.map(|runtime| Home {
            root: metadata.workspace_root.into_std_path_buf(),
            runtime,
        }))
    }
}

/// What `--runtime` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RuntimeChoice {
    /// The workspace's own, or in a folder.
    Path(Option<PathBuf>),
    /// Copied beside the crates.
    Vendor,
    /// From git.
    Git {
        /// Repository.
        url: String,
        /// Revision.
        rev: String,
    },
    /// From the registry.
    Version(String),
}

impl RuntimeChoice {
    pub(super) fn parse(text: &str) -> Result<RuntimeChoice, String> {
        match text.split_once('=') {
            None if text == "path" => Ok(RuntimeChoice::Path(None)),
            None if text == "vendor" => Ok(RuntimeChoice::Vendor),
            None if text == "version" => {
                Ok(RuntimeChoice::Version(env!("CARGO_PKG_VERSION").to_owned()))
            }
            Some(("path", folder)) if !folder.is_empty() => {
                Ok(RuntimeChoice::Path(Some(folder.into())))
            }
            Some(("version", version)) if !version.is_empty() => {
                Ok(RuntimeChoice::Version(version.to_owned()))
            }
            Some(("git", place)) => match place.split_once('#') {
                Some((url, rev)) if !url.is_empty() && !rev.is_empty() => Ok(RuntimeChoice::Git {
                    url: url.to_owned(),
                    rev: rev.to_owned(),
                }),
                _ => Err(
                    "git needs a revision, so that the crates build the same everywhere: \
                     git=URL#REV"
                        .to_owned(),
                ),
            },
            _ => Err("expected path[=DIR], vendor, git=URL#REV or version[=X]".to_owned()),
        }
    }
}

/// The crates' folder, and how they name the runtime.
#[derive(Debug)]
pub(super) struct Place {
    /// Loadwright's workspace, where the working directory or the crates are in one.
    pub(super) home: Option<Home>,
    /// The crates' folder.
    pub(super) out: PathBuf,
    /// What each crate's manifest says.
    pub(super) line: RuntimeLine,
    /// Outside Loadwright's workspace: what the manifest beside the crates says.
    pub(super) shared: Option<RuntimePlace>,
}

impl Place {
    pub(super) fn find(args: &Where) -> Result<Place, Failure> {
        let here = here()?;
        let home = Home::around(&here)?;
        let base = home.as_ref().map_or(here.as_path(), |home| &home.root);
        let out = args
            .out
            .as_ref()
            .map_or_else(|| base.join("generated"), |out| real(&here.join(out)));
        let around = match &home {
            Some(home) if out.starts_with(&home.root) => Some(home.clone()),
            // The folder's own manifest makes it a workspace of its own: what counts is what stands
            // around it.
            _ => out.parent().map_or(Ok(None), Home::around)?,
        };
        let place = runtime_place(
            args.runtime.as_ref(),
            &here,
            &out,
            home.as_ref(),
            around.as_ref(),
        )?;
        let (line, shared) = match around {
            Some(_) => (RuntimeLine::Direct(place), None),
            None => (RuntimeLine::Workspace, Some(place)),
        };
        Ok(Place {
            home,
            out,
            line,
            shared,
        })
    }

    /// The runtime is copied beside the crates.
    pub(super) fn vendors(&self) -> bool {
        self.shared == Some(RuntimePlace::Path(VENDORED.to_owned()))
    }
}

/// Where the runtime is, as the manifest says it that names it: a crate's inside Loadwright's
/// workspace, the shared one elsewhere.
fn runtime_place(
    choice: Option<&RuntimeChoice>,
    here: &Path,
    out: &Path,
    home: Option<&Home>,
    around: Option<&Home>,
) -> Result<RuntimePlace, Failure> {
    // Any crate's folder does: they all are one below `out`.
    let from = if around.is_some() {
        out.join("job")
    } else {
        out.to_owned()
    };
    let path = |runtime: &Path| relative(&from, runtime).map(RuntimePlace::Path);
    match choice {
        Some(RuntimeChoice::Path(Some(folder))) => path(&real(&here.join(folder))),
        Some(RuntimeChoice::Path(None)) => match around.or(home) {
            Some(home) => path(&home.runtime),
            None => Err(
                Failure::usage("there is no Loadwright workspace around this folder")
                    .help("say where the runtime is: --runtime path=DIR"),
            ),
        },
        Some(RuntimeChoice::Vendor) if around.is_some() => Err(Failure::usage(
            "this folder is in Loadwright's own workspace, which has the runtime already",
        )
        .help("leave out --runtime")),
        Some(RuntimeChoice::Vendor) => Ok(RuntimePlace::Path(VENDORED.to_owned())),
        Some(RuntimeChoice::Git { url, rev }) => Ok(RuntimePlace::Git {
            url: url.clone(),
            rev: rev.clone(),
        }),
        Some(RuntimeChoice::Version(version)) => Ok(RuntimePlace::Version(version.clone())),
        None => match around {
            Some(home) => path(&home.runtime),
            None => Ok(Manifest::read(out)?
                .runtime()
                .unwrap_or_else(|| RuntimePlace::Path(VENDORED.to_owned()))),
        },
    }
}

/// The working directory, its links resolved.
pub(super) fn here() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    here.map_err(|error| Failure::failed(format!("cannot read the working directory: {error}")))
}

/// A path with links resolved as far as it exists, so that two ways to one folder compare equal.
pub(super) fn real(path: &Path) -> PathBuf {
    for folder in path.ancestors() {
        if let Ok(real) = fs::canonicalize(folder) {
            // An ancestor is always a prefix.
            let rest = path.strip_prefix(folder).unwrap_or(Path::new(""));
            return rest.components().fold(real, |mut path, part| {
                match part {
                    Component::ParentDir => _ = path.pop(),
                    part => path.push(part),
                }
                path
            });
        }
    }
    path.to_owned()
}

/// The way from one folder to another, with `/`: no machine's paths stand in generated files.
fn relative(from: &Path, to: &Path) -> Result<String, Failure> {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    if common == 0 {
        return Err(
            Failure::usage("the runtime and the crates are on different drives")
                .help("use --runtime vendor"),
        );
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let down = to[common..]
        .iter()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_runtime_can_be_named_in_four_ways() {
        assert_eq!(RuntimeChoice::parse("path"), Ok(RuntimeChoice::Path(None)));
        assert_eq!(
            RuntimeChoice::parse("path=../rt"),
            Ok(RuntimeChoice::Path(Some("../rt".into())))
        );
        assert_eq!(RuntimeChoice::parse("vendor"), Ok(RuntimeChoice::Vendor));
        assert_eq!(
            RuntimeChoice::parse("version=0.2"),
            Ok(RuntimeChoice::Version("0.2".to_owned()))
        );
        let git = RuntimeChoice::Git {
            url: "https://example.org/lw?a=b".to_owned(),
            rev: "abc".to_owned(),
        };
        assert_eq!(
            RuntimeChoice::parse("git=https://example.org/lw?a=b#abc"),
            Ok(git)
        );
        for bad in [
            "",
            "git=https://example.org/lw",
            "git=#abc",
            "path=",
            "vendor=x",
            "main",
        ] {
            assert!(RuntimeChoice::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ways_between_folders() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to)).unwrap();
        assert_eq!(way("/w/generated/job", "/w/runtime"), "../../runtime");
        assert_eq!(way("/w", "/w/vendor/rt"), "vendor/rt");
        assert_eq!(way("/a/b", "/c"), "../../c");
    }
}
