//! A disk of a server's own, which can be full: a file system in memory of a fixed size.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Mounted for as long as this lives.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Mounts a disk of so many MiB at a folder, which it makes; `None`: this process may not.
    pub(crate) fn mount(folder: &Path, mib: u32, owner: Option<(u32, u32)>) -> Option<Disk> {
        fs::create_dir(folder).ok()?;
        let options = match owner {
            Some((user, group)) => format!("size={mib}m,mode=0755,uid={user},gid={group}"),
            None => format!("size={mib}m,mode=0755"),
        };
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(folder)
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then(|| Disk {
                folder: folder.to_owned(),
            })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes all of it but so many bytes.
    pub(crate) fn fill(&self, left_bytes: u64) -> Result<(), String> {
        let filler = self.filler();
        let told = |error: std::io::Error| format!("{}: {error}", filler.display());
        // Until it is full; then as much is given back.
        let status = Command::new("dd")
            .args(["if=/dev/zero", "bs=64k"])
            .arg(format!("of={}", filler.display()))
            .output()
            .map_err(told)?;
        if status.status.success() {
            return Err("the disk does not come to its end".to_owned());
        }
        let file = fs::OpenOptions::new()
            .write(true)
            .open(&filler)
            .map_err(told)?;
        let bytes = file.metadata().map_err(told)?.len();
        file.set_len(bytes.saturating_sub(left_bytes)).map_err(told)
    }

    pub(crate) fn free(&self) -> Result<(), String> {
        match fs::remove_file(self.filler()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What of it is still in use is let go of later; nobody needs it then.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(&self.folder)
            .output();
    }
}
