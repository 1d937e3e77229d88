//! The jobs of a set, written as YAML, compiled by the real compiler, and linked into one program
//! that knows them by name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::Result;
use crate::spec::Spec;

/// Where the repository is, and the program that is its compiler.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) root: PathBuf,
    pub(crate) xtask: PathBuf,
}

/// A compiled set.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub(crate) folder: PathBuf,
    pub(crate) program: PathBuf,
    pub(crate) connections: PathBuf,
}

const PROFILES: &str = "
[profile.dev]
debug = \"line-tables-only\"

[profile.dev.package.\"*\"]
debug = false

[profile.dev.package]
memchr = { opt-level = 2 }
zlib-rs = { opt-level = 2 }
";

impl Home {
    /// Writes, compiles and builds a set.
    pub(crate) fn compile(&self, name: &str, specs: &[Spec]) -> Result<Set> {
        let folder = self.root.join("target/torture").join(name);
        let (jobs, crates) = (folder.join("jobs"), folder.join("crates"));
        fs::create_dir_all(&jobs)?;
        for spec in specs {
            write(
                &jobs.join(format!("{}.yaml", spec.name)),
                &serde_json::to_string_pretty(&spec.document())?,
            )?;
        }
        let connections = jobs.join("connections.yaml");
        write(
            &connections,
            &serde_json::to_string_pretty(&connections_document())?,
        )?;
        let mut generate = Command::new(&self.xtask);
        generate
            .arg("generate")
            .arg(&jobs)
            .arg("--out")
            .arg(&crates)
            .arg("--force")
            .current_dir(&self.root);
        output(&mut generate)?;

        self.write_workspace(&crates, specs)?;
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build
            .args(["build", "--offline", "--package", "torture_jobs"])
            .current_dir(&crates);
        // The same dependencies, built the same way: they are there already.
        output(build.env("CARGO_TARGET_DIR", self.root.join("target/torture/build")))?;
        let program = folder.join("jobs-program");
        let built = self.root.join("target/torture/build/debug/torture_jobs");
        if fs::read(&program).ok() != Some(fs::read(&built)?) {
            // Another torture may run the old one: it is replaced, not written over.
            let fresh = folder.join("jobs-program.new");
            fs::copy(&built, &fresh)?;
            fs::rename(&fresh, &program)?;
        }
        Ok(Set {
            folder,
            program,
            connections,
        })
    }

    fn write_workspace(&self, crates: &Path, specs: &[Spec]) -> Result {
        let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
        let members: Vec<String> = names
            .iter()
            .copied()
            .chain(["torture_jobs"])
            .map(|name| format!("\"{name}\""))
            .collect();
        write(
            &crates.join("Cargo.toml"),
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [{}]\n{PROFILES}",
                members.join(", ")
            ),
        )?;
        fs::copy(self.root.join("Cargo.lock"), crates.join("Cargo.lock"))?;
        let dependencies: String = names
            .iter()
            .map(|name| format!("{name} = {{ path = \"../{name}\" }}\n"))
            .collect();
        let runtime = self.root.join("runtime");
        let features = if self.has_failpoints() {
            ", \"failpoints\""
        } else {
            ""
        };
        let manifest = format!(
            "[package]\nname = \"torture_jobs\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish \
             = false\n\n[dependencies]\n{dependencies}loadwright-runtime = {{ path = {runtime:?}, \
             default-features = false, features = [\"csv\", \"sqlite\", \"postgres\"{features}] \
             }}\n"
        );
        let arms: String = specs
            .iter()
            .map(|spec| {
                format!(
                    "        Some({:?}) => loadwright_runtime::main_with::<{}::{}>(rest),\n",
                    spec.name,
                    spec.name,
                    type_name(&spec.name)
                )
            })
            .collect();
        let main = format!(
            "fn main() -> std::process::ExitCode {{\n    let mut args = std::env::args_os();\n    \
             let program = args.next();\n    let job = args.next().unwrap_or_default();\n    let \
             rest = program.into_iter().chain(args);\n    match job.to_str() {{\n{arms}        _ \
             => std::process::ExitCode::from(2),\n    }}\n}}\n"
        );
        fs::create_dir_all(crates.join("torture_jobs/src"))?;
        write(&crates.join("torture_jobs/Cargo.toml"), &manifest)?;
        write(&crates.join("torture_jobs/src/main.rs"), &main)
    }

    /// Whether this runtime can fail on purpose.
    pub(crate) fn has_failpoints(&self) -> bool {
        fs::read_to_string(self.root.join("runtime/Cargo.toml"))
            .is_ok_and(|manifest| manifest.contains("\nfailpoints = "))
    }
}

/// `job_07` as the compiler calls its type.
fn type_name(job: &str) -> String {
    job.split('_')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

fn connections_document() -> serde_json::Value {
    let database = |name: &str| json!({"kind": ["sqlite", "postgres"], "url": format!("${{T_{name}_URL}}"), "schema": format!("${{T_{name}_SCHEMA:-main}}")});
    json!({"version": 1, "connections": {
        "files": {"kind": "files", "root": "${T_FILES}"},
        "shop": database("SHOP"),
        "warehouse": database("WAREHOUSE"),
    }})
}

/// Writes a file only where it differs: a build looks at times.
fn write(path: &Path, content: &str) -> Result {
    if fs::read_to_string(path).is_ok_and(|found| found == content) {
        return Ok(());
    }
    fs::write(path, content)
        .map_err(|error| format!("cannot write {}: {error}", path.display()).into())
}

fn output(command: &mut Command) -> Result {
    let output = command
        .output()
        .map_err(|error| format!("{command:?} cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{command:?} ended with {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
    .into())
}
