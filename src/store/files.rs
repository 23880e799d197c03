//! Plain files around the database: where they lie, what the disk has left, and how to write one so that a power cut
//! leaves the old or the new one, never half.
//!
//! The database itself is never opened here while a connection lives: closing another descriptor of the same file would
//! drop SQLite's locks.

use super::error::Error;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What a file system has left.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Bytes that this user may still write.
    pub free: u64,
    /// Whether the file system says that it cannot be written.
    pub read_only: bool,
    /// Whether new files can be made; file systems without a fixed number always say so.
    pub files: bool,
}

impl Room {
    /// What is left where `folder` lies; none where the system does not say.
    pub fn of(folder: &Path) -> Option<Room> {
        let at = folder.ancestors().find(|at| at.exists())?;
        let stat = rustix::fs::statvfs(at).ok()?;
        Some(Room {
            free: stat.f_bavail.saturating_mul(stat.f_frsize),
            read_only: stat.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY),
            files: stat.f_files == 0 || stat.f_favail > 0,
        })
    }

    /// Whether there is no room for so much as one more mark.
    pub fn full(&self) -> bool {
        self.free < 64 * 1024 || !self.files
    }
}

/// Which file this is, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    dev: u64,
    ino: u64,
}

impl Identity {
    /// The file at `path`, not followed if it is a link.
    pub fn of(path: &Path) -> io::Result<Identity> {
        let meta = fs::symlink_metadata(path)?;
        Ok(Identity { dev: meta.dev(), ino: meta.ino() })
    }
}

/// Whether this user may write there.
pub(super) fn writable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

/// The name of the file system of a folder, where it is one on which locks are known to fail.
pub fn network(folder: &Path) -> Option<&'static str> {
    let at = folder.ancestors().find(|at| at.exists())?;
    network_kind(at)
}

#[cfg(target_os = "linux")]
fn network_kind(at: &Path) -> Option<&'static str> {
    // The numbers of statfs(2).
    match rustix::fs::statfs(at).ok()?.f_type & 0xffff_ffff {
        0x6969 => Some("NFS"),
        0x517b => Some("SMB"),
        0xff53_4d42 => Some("CIFS"),
        0xfe53_4d42 => Some("SMB2"),
        0x6573_5546 => Some("FUSE"),
        0x0102_1997 => Some("9P"),
        0x5346_414f => Some("AFS"),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn network_kind(_: &Path) -> Option<&'static str> {
    None
}

/// Whether this user may read it.
pub(super) fn readable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::READ_OK).is_ok()
}

/// Makes a folder and its parents, for this user alone, each of them durable.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    let missing: Vec<&Path> = path.ancestors().take_while(|at| !at.as_os_str().is_empty() && !at.exists()).collect();
    for at in missing.into_iter().rev() {
        match DirBuilder::new().mode(0o700).create(at) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && at.is_dir() => {}
            Err(error) => return Err(Error::io(&error, at, "make the folder")),
        }
        if let Some(parent) = at.parent() {
            sync_folder(parent)?;
        }
    }
    if path.is_dir() {
        return Ok(());
    }
    Err(Error::io(&io::Error::from_raw_os_error(libc::ENOTDIR), path, "make the folder"))
}

/// Makes the names in a folder durable.
pub fn sync_folder(path: &Path) -> Result<(), Error> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|error| Error::io(&error, path, "sync the folder"))
}

/// Writes a whole file: beside it under another name, made durable, then moved into place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let temporary = temporary(path)?;
    let written = write_new(&temporary, bytes).map_err(|error| Error::io(&error, path, "write"));
    let moved = written
        .and_then(|()| fs::rename(&temporary, path).map_err(|error| Error::io(&error, path, "write")))
        .and_then(|()| sync_folder(path.parent().unwrap_or(Path::new("."))));
    if moved.is_err() {
        // Gone already if it was moved.
        let _ = fs::remove_file(&temporary);
    }
    moved
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name beside `path` that nothing has.
pub(super) fn temporary(path: &Path) -> Result<PathBuf, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{:016x}.tmp", super::random_u64(path)?)))
}

/// Makes a file's content durable.
pub(super) fn sync_file(path: &Path) -> Result<(), Error> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| Error::io(&error, path, "sync"))
}

/// Removes what a killed program left over more than an hour ago.
pub(super) fn remove_leftovers(folder: &Path, now_ms: i64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(".progress") && (name.ends_with(".tmp") || name.ends_with(".tmp-journal"));
        let old = entry.metadata().is_ok_and(|meta| meta.is_file() && now_ms / 1000 - meta.mtime() > 3_600);
        if ours && old {
            let _ = fs::remove_file(entry.path());
        }
    }
}
