//! The backups: listing them, putting one back.

use super::{Error, Place};
use crate::domain::Now;
use crate::store::backup::{self, Reason};
use crate::store::restore as files;
use std::path::{Path, PathBuf};

pub use crate::store::restore::Restored;

/// A backup that is there, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made, UTC milliseconds.
    pub ms: i64,
    /// Why.
    pub reason: Reason,
    /// Its size in bytes.
    pub bytes: u64,
    /// Events in it; none where it cannot be read.
    pub events: Option<u64>,
}

/// The backups of a data folder, the newest first. Nothing is opened but the backups.
pub fn list(dir: &Path) -> Result<Vec<Backup>, Error> {
    let place = Place::at(dir)?;
    let all = backup::list(&place)?.into_iter().map(|found| {
        let events = files::content(&found.path).ok().map(|content| content.events);
        Backup { path: found.path, ms: found.ms, reason: found.reason, bytes: found.bytes, events }
    });
    Ok(all.collect())
}

/// Puts a backup, or any other sound progress file, in the place of the database. It is refused before anything is
/// touched where it is damaged, foreign or newer; the present file is kept, and where is said.
pub fn restore(dir: &Path, from: &Path, now: Now) -> Result<Restored, Error> {
    files::restore(&Place::at(dir)?, from, now.ms)
}
