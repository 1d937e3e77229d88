//! A private PostgreSQL cluster from the installed server programs: made in a temporary folder, on
//! a free port, by a user that is not root; stopped and removed when it is dropped. And what tests
//! put between it and a job: a proxy with a network's faults.

mod disk;
pub mod notes;
mod proxy;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use disk::Disk;
pub use proxy::{Proxy, Way};

/// The superuser of the cluster; everyone on this machine may be it.
const USER: &str = "loadwright";

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    /// Its data's own disk, if it has one; let go of before the folder.
    disk: Option<Disk>,
    folder: TempDir,
    port: u16,
    owner: Option<(u32, u32)>,
    settings: Vec<String>,
}

/// What to run the server with.
#[derive(Debug, Default)]
pub struct Builder {
    programs: Option<PathBuf>,
    settings: Vec<String>,
    disk_mib: Option<u32>,
}

impl Builder {
    /// With the server programs of this folder.
    #[must_use]
    pub fn programs(mut self, folder: &Path) -> Builder {
        self.programs = Some(folder.to_owned());
        self
    }

    /// With one of PostgreSQL's settings.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Builder {
        self.settings.push(format!("-c {name}={value}"));
        self
    }

    /// With its data on a disk of its own, of so many MiB, which [`Cluster::fill_disk`] fills;
    /// where this process may mount one.
    #[must_use]
    pub fn disk(mut self, mib: u32) -> Builder {
        self.disk_mib = Some(mib);
        self
    }

    /// Makes the cluster and starts its server.
    ///
    /// # Errors
    /// No server programs, or one that does not start, with its log.
    pub fn start(self) -> Result<Cluster, String> {
        let programs = self.programs.or_else(programs).ok_or(MISSING)?;
        let folder = folder()?;
        let owner = owner(folder.path())?;
        let disk = self
            .disk_mib
            .and_then(|mib| Disk::mount(&folder.path().join("disk"), mib, owner));
        let cluster = Cluster {
            programs,
            disk,
            folder,
            port: free_port()?,
            owner,
            settings: self.settings,
        };
        let data = cluster.data();
        cluster.program(
            "initdb",
            &[
                "-D",
                &data,
                "--locale=C.UTF-8",
                "--encoding=UTF8",
                "--username",
                USER,
                "--auth=trust",
                "--no-sync",
            ],
        )?;
        cluster.start_server()?;
        Ok(cluster)
    }
}

/// Why there is no cluster, and what to do.
const MISSING: &str = "PostgreSQL's server programs (initdb, pg_ctl) are not installed: on Debian \
                       `apt-get install postgresql`";

impl Cluster {
    /// A cluster with settings of one's own.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A hot standby of this one, which replays what is written here; with settings of its own.
    ///
    /// # Errors
    /// What the server's programs say.
    pub fn standby(&self, settings: &[(&str, &str)]) -> Result<Cluster, String> {
        let folder = folder()?;
        let owner = owner(folder.path())?;
        let settings = settings
            .iter()
            .map(|(name, value)| format!("-c {name}={value}"))
            .collect();
        let standby = Cluster {
            programs: self.programs.clone(),
            disk: None,
            folder,
            port: free_port()?,
            owner,
            settings,
        };
        let (data, primary) = (standby.data(), self.url("postgres"));
        // Replication is let in as any other session is: everyone on this machine may be the
        // superuser.
        standby.program(
            "pg_basebackup",
            &[
                "-D",
                &data,
                "-d",
                &primary,
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync",
            ],
        )?;
        standby.start_server()?;
        Ok(standby)
    }

    /// Whether the server programs are there.
    #[must_use]
    pub fn can_start() -> bool {
        programs().is_some()
    }

    /// URL of a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Folder of the server's programs, psql among them.
    #[must_use]
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// Process id of the postmaster.
    ///
    /// # Errors
    /// The server is not running.
    pub fn pid(&self) -> Result<u32, String> {
        let text = fs::read_to_string(self.data_folder().join("postmaster.pid"))
            .map_err(|error| error.to_string())?;
        text.lines()
            .next()
            .and_then(|line| line.trim().parse().ok())
            .ok_or_else(|| "no process id".to_owned())
    }

    /// Runs SQL by psql; gives what it prints, unaligned.
    ///
    /// # Errors
    /// What psql says.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String, String> {
        // Psql speaks to older and newer servers than its own.
        let psql = Some(self.programs.join("psql"))
            .filter(|psql| psql.is_file())
            .or_else(|| Some(installed()?.join("psql")))
            .ok_or(MISSING)?;
        let output = Command::new(psql)
            .args([
                "--no-psqlrc",
                "--quiet",
                "--no-align",
                "--tuples-only",
                "--set",
                "ON_ERROR_STOP=1",
                "--dbname",
            ])
            .arg(self.url(database))
            .args(["--command", sql])
            .output()
            .map_err(|error| format!("psql cannot be run: {error}"))?;
        if !output.status.success() {
            return Err(format!(
                "psql failed: {}",
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned())
    }

    /// Stops the server; `mode` is pg_ctl's: `fast` or `immediate` (as a crash).
    ///
    /// # Errors
    /// What pg_ctl says.
    pub fn stop(&self, mode: &str) -> Result<(), String> {
        self.program("pg_ctl", &["-D", &self.data(), "-m", mode, "-w", "stop"])
    }

    /// Whether its data has a disk of its own.
    #[must_use]
    pub fn has_disk(&self) -> bool {
        self.disk.is_some()
    }

    /// Leaves so many bytes of the data's disk to the server, until [`Cluster::free_disk`].
    ///
    /// # Errors
    /// It has no disk of its own.
    pub fn fill_disk(&self, left_bytes: u64) -> Result<(), String> {
        self.disk
            .as_ref()
            .ok_or("the cluster has no disk of its own")?
            .fill(left_bytes)
    }

    /// Gives the server its disk again; and starts it, if a full one was the end of it.
    ///
    /// # Errors
    /// The server does not start.
    pub fn free_disk(&self) -> Result<(), String> {
        self.disk
            .as_ref()
            .ok_or("the cluster has no disk of its own")?
            .free()?;
        // One that recovers answers in a while; pg_ctl waits for one that begins.
        for _ in 0..600 {
            if self.psql("postgres", "SELECT 1").is_ok() {
                return Ok(());
            }
            if self
                .program("pg_ctl", &["-D", &self.data(), "status"])
                .is_err()
            {
                return self.start_server();
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        Err("the server does not answer a minute after its disk was freed".to_owned())
    }

    /// Starts the server (again).
    ///
    /// # Errors
    /// The server's log.
    pub fn start_server(&self) -> Result<(), String> {
        let log = self.folder.path().join("log");
        let settings = [
            format!("-p {} -k {}", self.port, self.folder.path().display()),
            "-c listen_addresses=127.0.0.1 -c logging_collector=off".to_owned(),
            self.settings.join(" "),
        ]
        .join(" ");
        let started = self.program(
            "pg_ctl",
            &[
                "-D",
                &self.data(),
                "-l",
                &log.to_string_lossy(),
                "-o",
                &settings,
                "-w",
                "start",
            ],
        );
        started
            .map_err(|error| format!("{error}\n{}", fs::read_to_string(&log).unwrap_or_default()))
    }

    /// Puts a file into the cluster's folder of data, readable by the server alone: a certificate,
    /// `pg_hba.conf`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) -> Result<(), String> {
        let path = self.data_folder().join(name);
        let told = |error: std::io::Error| format!("{}: {error}", path.display());
        fs::write(&path, content).map_err(told)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).map_err(told)?;
        if let Some((user, group)) = self.owner {
            std::os::unix::fs::chown(&path, Some(user), Some(group)).map_err(told)?;
        }
        Ok(())
    }

    /// The server's user, where it is not this process's.
    #[must_use]
    pub fn owner(&self) -> Option<(u32, u32)> {
        self.owner
    }

    /// The port that the server listens on, at 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    fn data_folder(&self) -> PathBuf {
        self.disk
            .as_ref()
            .map_or_else(|| self.folder.path(), Disk::folder)
            .join("data")
    }

    fn data(&self) -> String {
        self.data_folder().to_string_lossy().into_owned()
    }

    fn program(&self, name: &str, arguments: &[&str]) -> Result<(), String> {
        let mut command = Command::new(self.programs.join(name));
        command.args(arguments).current_dir(self.folder.path());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        // The server keeps what it inherits open: it must not be a pipe that someone waits for.
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("programs.log"))
            .map_err(|error| error.to_string())?;
        let errors = log.try_clone().map_err(|error| error.to_string())?;
        let status = command
            .stdout(log)
            .stderr(errors)
            .status()
            .map_err(|error| format!("{name} cannot be run: {error}"))?;
        if status.success() {
            return Ok(());
        }
        Err(format!(
            "{name} failed: {}",
            fs::read_to_string(self.folder.path().join("programs.log")).unwrap_or_default()
        ))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The folder goes with it, so how it ends does not matter.
        let _ = self.stop("immediate");
    }
}

/// Names a folder with the programs of another server than the newest that is installed; psql may
/// be missing there.
pub const PROGRAMS: &str = "LOADWRIGHT_TEST_PROGRAMS";

/// Where the server's programs are: where the variable says, else the newest installed.
fn programs() -> Option<PathBuf> {
    std::env::var_os(PROGRAMS)
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(installed)
}

/// Where the newest server's programs are, psql among them: where Debian puts them, else on the
/// path.
fn installed() -> Option<PathBuf> {
    let is_whole = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "psql"]
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, folder)| is_whole(folder))
        .collect();
    versions.sort();
    let on_path = || {
        std::env::var_os("PATH")
            .into_iter()
            .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
            .find(is_whole)
    };
    versions.pop().map(|(_, folder)| folder).or_else(on_path)
}

/// The server refuses to run as root: the folder is given to the user that Debian's package made
/// for it.
fn owner(folder: &Path) -> Result<Option<(u32, u32)>, String> {
    use std::os::unix::fs::MetadataExt;
    let is_root = fs::metadata("/proc/self")
        .map(|about| about.uid() == 0)
        .unwrap_or(false);
    if !is_root {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let find = |name: &str| {
        let fields: Vec<&str> = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?
            .split(':')
            .collect();
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    let (user, group) = find("postgres")
        .or_else(|| find("nobody"))
        .ok_or("root cannot run the server, and there is no user postgres")?;
    std::os::unix::fs::chown(folder, Some(user), Some(group)).map_err(|error| error.to_string())?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
        .map_err(|error| error.to_string())?;
    Ok(Some((user, group)))
}

fn folder() -> Result<TempDir, String> {
    tempfile::Builder::new()
        .prefix("loadwright-pg-")
        .tempdir()
        .map_err(|error| format!("no temporary folder: {error}"))
}

fn free_port() -> Result<u16, String> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_starts_answers_and_is_removed() -> Result<(), String> {
        let cluster = Cluster::builder().setting("fsync", "off").start()?;
        assert_eq!(cluster.psql("postgres", "SELECT 1 + 1")?, "2");
        let folder = cluster.folder.path().to_owned();
        cluster.stop("immediate")?;
        assert!(cluster.psql("postgres", "SELECT 1").is_err());
        cluster.start_server()?;
        assert_eq!(cluster.psql("postgres", "SHOW server_encoding")?, "UTF8");
        drop(cluster);
        assert!(!folder.exists());
        Ok(())
    }

    #[test]
    fn a_disk_is_full_and_free_again() -> Result<(), String> {
        let cluster = Cluster::builder()
            .setting("fsync", "off")
            .disk(192)
            .start()?;
        if !cluster.has_disk() {
            println!("NOT TESTED: this process may not mount a file system");
            return Ok(());
        }
        let folder = cluster.folder.path().to_owned();
        let fill =
            "CREATE TABLE t AS SELECT n, repeat('x', 1000) AS v FROM generate_series(1, 5000) n";
        cluster.fill_disk(1 << 20)?;
        let told = cluster.psql("postgres", fill).err().unwrap_or_default();
        assert!(told.contains("Check free disk space"), "{told}");
        cluster.free_disk()?;
        cluster.psql("postgres", fill)?;
        drop(cluster);
        assert!(!folder.exists());
        Ok(())
    }
}
