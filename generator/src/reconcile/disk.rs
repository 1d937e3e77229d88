//! The disk: reads, and writes that are there wholly or not at all.

use std::fs;
use std::io;
use std::path::Path;

/// A file's content; `None` where there is none.
///
/// # Errors
/// A file that is there and cannot be read.
pub fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Writes a file unless it has this content: whoever builds by time of change has then nothing to
/// do.
///
/// # Errors
/// A file that cannot be read or written.
pub fn write_if_other(path: &Path, content: &[u8]) -> io::Result<()> {
    if read_if_there(path)?.as_deref() == Some(content) {
        Ok(())
    } else {
        write(path, content)
    }
}

/// Writes a file beside its place and moves it there.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let moved = fs::write(&beside, content).and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    moved
}

/// Removes a file, and the folders between it and `top` that are empty then.
pub(super) fn remove(top: &Path, path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut folder = path.parent();
    while let Some(between) = folder.filter(|folder| *folder != top && folder.starts_with(top)) {
        remove_if_empty(between)?;
        folder = between.parent();
    }
    Ok(())
}

/// Removes a folder if nothing is in it.
pub(super) fn remove_if_empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir(folder) {
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}
