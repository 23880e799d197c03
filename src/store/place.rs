//! Where the data lies: the folder, the database in it, the backups, and the marker that says there was a database.

use super::error::{self, Error, Kind};
use super::files;
use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

/// The name of the database.
const DATABASE: &str = "progress.db";
/// The name of the marker.
const MARKER: &str = "progress.marker";
/// The name of the folder of backups.
const BACKUPS: &str = "backups";

/// The paths, resolved once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The data folder, absolute.
    pub dir: PathBuf,
    /// The database: in the folder, or where a link there leads.
    pub db: PathBuf,
    /// The folder of backups.
    pub backups: PathBuf,
    marker: PathBuf,
}

/// What is found at a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, and nothing ever was: a first start.
    Nothing,
    /// A plain file of more than a byte.
    File,
}

impl Place {
    /// The paths below the data folder `dir`. Touches nothing.
    pub fn at(dir: &Path) -> Result<Place, Error> {
        let dir = match fs::canonicalize(dir) {
            Ok(dir) => dir,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                std::path::absolute(dir).map_err(|error| Error::io(&error, dir, "find"))?
            }
            Err(error) => return Err(Error::io(&error, dir, "open")),
        };
        if fs::metadata(&dir).is_ok_and(|meta| !meta.is_dir()) {
            let message = format!("{} is a file, and should be the data folder", dir.display());
            return Err(Error::new(Kind::Irregular, &dir, message, "Name a folder: --data-dir DIR."));
        }
        let named = dir.join(DATABASE);
        let db = match fs::symlink_metadata(&named) {
            Ok(meta) if meta.file_type().is_symlink() => match fs::canonicalize(&named) {
                Ok(real) => real,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    let message = format!("{} is a link that leads nowhere", named.display());
                    return Err(Error::new(Kind::Lost, &named, message, "Mend the link, or remove it."));
                }
                Err(error) => return Err(Error::io(&error, &named, "open")),
            },
            _ => named,
        };
        let (backups, marker) = (dir.join(BACKUPS), dir.join(MARKER));
        Ok(Place { dir, db, backups, marker })
    }

    /// What lies there. A file that was there once and is gone or empty now is no first start: that is said, and nothing
    /// is made in its place.
    pub(super) fn look(&self) -> Result<Found, Error> {
        // The signs before the file: another program's first start makes the file before the signs.
        let signs = self.signs();
        let meta = match fs::symlink_metadata(&self.db) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return if signs { Err(self.lost("is gone")) } else { Ok(Found::Nothing) };
            }
            Err(error) => return Err(Error::io(&error, &self.db, "read")),
        };
        let kind = meta.file_type();
        let what = match () {
            () if kind.is_dir() => "a folder",
            () if kind.is_fifo() => "a pipe",
            () if kind.is_socket() => "a socket",
            () if kind.is_block_device() || kind.is_char_device() => "a device",
            () if !kind.is_file() => "no plain file",
            () if meta.nlink() > 1 => "a file with a second name (a hard link), which databases do not survive",
            () => "",
        };
        if !what.is_empty() {
            let named = self.dir.join(DATABASE);
            let (message, hint) = if self.db == named {
                let hint = "Move it away, or make a plain copy of it under this name.";
                (format!("{} is {what}; nothing was opened", named.display()), hint)
            } else {
                let (named, leads) = (named.display(), self.db.display());
                (
                    format!("{named} leads to {leads}, which is {what}; nothing was opened"),
                    "Mend the link, or remove it.",
                )
            };
            return Err(Error::new(Kind::Irregular, &self.db, message, hint));
        }
        match meta.size() {
            0 | 1 if signs => Err(self.lost("is empty")),
            0 => Ok(Found::Nothing),
            1 => Err(error::not_progress(&self.db, "it holds a single byte")),
            _ => Ok(Found::File),
        }
    }

    /// Whether anything says that there was a database.
    fn signs(&self) -> bool {
        self.marker.exists() || super::backup::list(self).is_ok_and(|list| !list.is_empty())
    }

    fn lost(&self, how: &str) -> Error {
        let backups = super::backup::list(self).map_or(0, |list| list.len());
        let message = format!("{} {how}, though there was a progress file; nothing new was begun", self.db.display());
        let hint = match backups {
            0 => format!("Put the file back. To begin again, move the folder {} away.", self.dir.display()),
            n => format!("Run `gomastery restore` to put back one of {n} backups."),
        };
        Error::new(Kind::Lost, &self.db, message, hint)
    }

    /// Makes the marker, once there is a database.
    pub(super) fn mark(&self) -> Result<(), Error> {
        if self.marker.exists() {
            return Ok(());
        }
        files::write_whole(
            &self.marker,
            b"This file says that progress.db beside it was begun. Were the database lost, gomastery would\n\
              notice by this file, and not quietly begin a new one.\n",
        )
    }
}
