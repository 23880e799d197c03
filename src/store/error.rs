//! What can go wrong with the learner's data, in plain words: which file, what is the matter, what to do next.
//!
//! SQLite's own codes say little ("disk I/O error" may be a full disk, "unable to open" a folder without permission), so
//! the extended code is read together with what the file system says of the place.

use super::files::Room;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Another program holds the file.
    Busy,
    /// The disk, the quota or the file size limit is used up.
    Full,
    /// The file, its folder or its disk cannot be written.
    ReadOnly,
    /// Not allowed to read.
    Denied,
    /// The disk or the file system failed.
    Disk,
    /// Something else of the system: no memory, no descriptors.
    System,
    /// The file is something else, not a progress file.
    NotProgress,
    /// A progress file whose content is broken.
    Damaged,
    /// The file may be sound, but a journal or log of another database lies beside it.
    Foreign,
    /// The file is gone or empty although there was one.
    Lost,
    /// A folder, a device, a link to nowhere: not a plain file.
    Irregular,
    /// The file was moved, deleted or replaced while it was open.
    Replaced,
    /// A backup was put back into the file while it was open.
    PutBack,
    /// Made by a newer version.
    Newer,
    /// A file that was to be read in is not what it should be.
    BadInput,
    /// The caller asked for what does not exist.
    NoSuch,
    /// No folder to keep the data in.
    NoPlace,
}

impl Kind {
    /// The exit status of a program that ends with it.
    pub fn exit_status(self) -> u8 {
        match self {
            Kind::NotProgress | Kind::Damaged | Kind::Foreign | Kind::Lost => 3,
            Kind::Newer => 4,
            Kind::Busy | Kind::Full | Kind::ReadOnly | Kind::Denied | Kind::Disk | Kind::System => 1,
            Kind::Irregular | Kind::Replaced | Kind::PutBack => 1,
            Kind::BadInput | Kind::NoSuch | Kind::NoPlace => 1,
        }
    }
}

/// One thing that went wrong. It shows as one line without the hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is the matter.
    pub kind: Kind,
    /// The file or folder that it is about.
    pub path: PathBuf,
    /// The whole sentence, the path in it.
    message: String,
    hint: String,
}

impl Error {
    /// A sentence that names the path already, and what to do.
    pub fn new(kind: Kind, path: &Path, message: impl Into<String>, hint: impl Into<String>) -> Error {
        Error { kind, path: path.to_owned(), message: message.into(), hint: hint.into() }
    }

    /// What to do about it: one sentence.
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// The exit status of a program that ends with it.
    pub fn exit_status(&self) -> u8 {
        self.kind.exit_status()
    }

    /// The same with another next step.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = hint.into();
        self
    }

    /// The same, of a save that did not happen.
    pub(super) fn unsaved(mut self) -> Error {
        let says = self.message.starts_with("not saved") || self.message.starts_with("changes are not saved");
        if !says {
            self.message.insert_str(0, "not saved: ");
        }
        self
    }

    /// An error of the file system at `path` while doing `what` ("read", "write", ...).
    pub fn io(error: &io::Error, path: &Path, what: &str) -> Error {
        let shown = path.display();
        let kind = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Kind::Full,
            io::ErrorKind::ReadOnlyFilesystem => Kind::ReadOnly,
            io::ErrorKind::PermissionDenied => Kind::Denied,
            io::ErrorKind::NotFound => Kind::NoSuch,
            io::ErrorKind::OutOfMemory => Kind::System,
            _ => match error.raw_os_error() {
                Some(libc::EMFILE | libc::ENFILE) => Kind::System,
                Some(libc::ELOOP) => Kind::Irregular,
                _ => Kind::Disk,
            },
        };
        match kind {
            Kind::Full => full(path),
            Kind::ReadOnly => read_only(path),
            Kind::Denied => denied(path, what),
            Kind::NoSuch => Error::new(kind, path, format!("{shown} does not exist"), "Check the path."),
            Kind::System => no_files(path),
            Kind::Irregular => {
                Error::new(kind, path, format!("{shown} is a link that leads in a circle"), "Remove the link.")
            }
            _ => Error::new(
                kind,
                path,
                format!("cannot {what} {shown}: {}", plain(error)),
                "Check the disk; what was saved before is untouched.",
            ),
        }
    }

    /// An error of SQLite at the database `path`.
    pub(super) fn sqlite(error: &rusqlite::Error, path: &Path) -> Error {
        use rusqlite::ffi;
        let shown = path.display();
        let code = error.sqlite_error().map_or(ffi::SQLITE_ERROR, |e| e.extended_code);
        let room = path.parent().and_then(Room::of);
        let is_full = room.is_some_and(|room| room.full());
        let is_fixed = room.is_some_and(|room| room.read_only);
        match (code & 0xff, code) {
            (ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED, _) => busy(path),
            (ffi::SQLITE_FULL, _) => full(path),
            (_, ffi::SQLITE_READONLY_DBMOVED) => replaced(path),
            (ffi::SQLITE_READONLY, _) => read_only(path),
            (ffi::SQLITE_CORRUPT, _) => damaged(path, "its content is broken"),
            (ffi::SQLITE_NOTADB, _) => not_progress(path, "it is no database"),
            (ffi::SQLITE_PERM | ffi::SQLITE_AUTH, _) => denied(path, "read"),
            (ffi::SQLITE_NOMEM, _) => Error::new(
                Kind::System,
                path,
                format!("not enough memory to work with {shown}"),
                "Close other programs and try again.",
            ),
            (ffi::SQLITE_CANTOPEN | ffi::SQLITE_IOERR, _) if is_full => full(path),
            (ffi::SQLITE_CANTOPEN | ffi::SQLITE_IOERR, _) if is_fixed => read_only(path),
            (ffi::SQLITE_IOERR, ffi::SQLITE_IOERR_LOCK | ffi::SQLITE_IOERR_RDLOCK | ffi::SQLITE_IOERR_UNLOCK) => {
                Error::new(
                    Kind::Disk,
                    path,
                    format!("{shown} lies on a file system that refuses locks"),
                    "Keep the data on a local disk: --data-dir DIR, or GOMASTERY_DATA_DIR.",
                )
            }
            (ffi::SQLITE_IOERR, ffi::SQLITE_IOERR_WRITE) if limited(path) => full(path),
            (ffi::SQLITE_IOERR, ffi::SQLITE_IOERR_WRITE) => Error::new(
                Kind::Disk,
                path,
                format!("{shown} could not be written: the disk fails, or a quota is used up"),
                "Check the disk and its quota, and try again; what was saved before is kept.",
            ),
            (ffi::SQLITE_CANTOPEN, _) => cannot_open(path),
            (ffi::SQLITE_IOERR, _) => Error::new(
                Kind::Disk,
                path,
                format!("the disk failed at {shown}"),
                "Check the disk and try again; what was saved before is kept.",
            ),
            // A table or a column is missing, or a value is of the wrong type.
            _ => damaged(path, "it is not built as it should be"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The system's words for an error without Rust's "(os error 5)".
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or("it failed").to_lowercase()
}

pub(super) fn full(path: &Path) -> Error {
    Error::new(
        Kind::Full,
        path,
        format!("no space left for {}", path.display()),
        "Free some space, then try again; what was saved before is kept.",
    )
}

pub(super) fn read_only(path: &Path) -> Error {
    let at = path.display();
    let room = path.parent().and_then(Room::of);
    let why = if room.is_some_and(|room| room.read_only) {
        "its disk is read-only"
    } else {
        "there is no permission to write it"
    };
    Error::new(
        Kind::ReadOnly,
        path,
        format!("changes are not saved: {at} is read-only, {why}"),
        owner_hint(path).unwrap_or_else(|| "Make the file and its folder writable, or use --data-dir DIR.".to_owned()),
    )
}

pub(super) fn denied(path: &Path, what: &str) -> Error {
    Error::new(
        Kind::Denied,
        path,
        format!("cannot {what} {}: permission denied{}", path.display(), owned(path)),
        owner_hint(path).unwrap_or_else(|| "Give yourself permission to read and write it.".to_owned()),
    )
}

pub(super) fn busy(path: &Path) -> Error {
    Error::new(
        Kind::Busy,
        path,
        format!("another program holds {}", path.display()),
        "Wait until it is done, or end it, and try again. If there is none, the file system may refuse locks: use a local folder (--data-dir DIR).",
    )
}

pub(super) fn replaced(path: &Path) -> Error {
    Error::new(
        Kind::Replaced,
        path,
        format!("{} was moved, deleted or replaced while it was open", path.display()),
        "Put the file back, or start the program again to go on with the one that is there.",
    )
}

/// A backup took the place of what was open.
pub fn put_back(path: &Path) -> Error {
    Error::new(
        Kind::PutBack,
        path,
        format!("a backup was put back into {} while it was open", path.display()),
        "Start the program again to go on with what is there now.",
    )
}

pub(super) fn damaged(path: &Path, why: &str) -> Error {
    Error::new(
        Kind::Damaged,
        path,
        format!("{} is damaged: {why}", path.display()),
        "The file is kept as it is; `gomastery export FILE` saves what can be read of it, `gomastery restore` lists the backups.",
    )
}

pub(super) fn not_progress(path: &Path, why: &str) -> Error {
    Error::new(
        Kind::NotProgress,
        path,
        format!("{} is not a progress file: {why}", path.display()),
        "Nothing was changed. Move the file away if it is yours; `gomastery restore` lists the backups.",
    )
}

pub(super) fn newer(path: &Path, version: i64, ours: i64) -> Error {
    Error::new(
        Kind::Newer,
        path,
        format!(
            "{} was made by a newer version of gomastery (format {version}, this one knows {ours})",
            path.display()
        ),
        "Update gomastery; the file was not changed.",
    )
}

/// An export of a newer version.
pub fn newer_export(path: &Path, format: u32, ours: u32) -> Error {
    Error::new(
        Kind::Newer,
        path,
        format!("{} was exported by a newer gomastery (format {format}, this one knows {ours})", path.display()),
        "Update gomastery; nothing was changed.",
    )
}

fn no_files(path: &Path) -> Error {
    Error::new(
        Kind::System,
        path,
        format!("cannot open {} or a file beside it: the system has no more files to give", path.display()),
        "Close other programs, or raise the limit (ulimit -n), and try again.",
    )
}

/// SQLite's "unable to open database file": asks the file system why, without opening the file.
fn cannot_open(path: &Path) -> Error {
    match std::fs::metadata(path) {
        Err(error) => Error::io(&error, path, "open"),
        Ok(_) if !super::files::readable(path) => denied(path, "read"),
        Ok(_) if path.parent().is_some_and(|folder| !super::files::writable(folder)) => read_only(path),
        Ok(_) => no_files(path),
    }
}

/// Whether the file has come to the size that this process may write (`ulimit -f`).
fn limited(path: &Path) -> bool {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize).current;
    let size = std::fs::metadata(path).map_or(0, |meta| meta.len());
    limit.is_some_and(|limit| size.saturating_add(64 * 1024) >= limit)
}

fn owner(path: &Path) -> Option<(u32, PathBuf)> {
    use std::os::unix::fs::MetadataExt;
    let me = rustix::process::geteuid().as_raw();
    let mut here = Some(path);
    while let Some(at) = here {
        if let Ok(meta) = std::fs::metadata(at) {
            return (meta.uid() != me).then(|| (meta.uid(), at.to_owned()));
        }
        here = at.parent();
    }
    None
}

fn owned(path: &Path) -> String {
    match owner(path) {
        Some((0, _)) => " (it belongs to root)".to_owned(),
        Some((uid, _)) => format!(" (it belongs to user {uid})"),
        None => String::new(),
    }
}

fn owner_hint(path: &Path) -> Option<String> {
    let (_, at) = owner(path)?;
    Some(format!("Run: sudo chown -R \"$(id -un)\" '{}'", at.display()))
}
