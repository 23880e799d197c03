//! The backups: listing them, putting one back.

use super::{Error, Kind, Place};
use crate::domain::{Day, Now};
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

/// An error of damage, with the newest sound backup offered as the next step.
pub(super) fn offered(error: Error, place: &Place, now: Now) -> Error {
    if !matches!(error.kind, Kind::Damaged | Kind::NotProgress | Kind::Lost) {
        return error;
    }
    let all = backup::list(place).unwrap_or_default();
    let sound = all.iter().find_map(|found| files::content(&found.path).ok().map(|content| (found, content)));
    let Some((found, content)) = sound else { return error };
    let local = found.ms.saturating_add(i64::from(now.offset) * 60_000);
    let minutes = local.div_euclid(60_000).rem_euclid(24 * 60);
    let hint = format!(
        "Put back the backup of {} {:02}:{:02} ({} events) with: gomastery restore '{}'. {}",
        Day::of(local, 0, 0),
        minutes / 60,
        minutes % 60,
        content.events,
        found.path.display(),
        error.hint(),
    );
    error.with_hint(hint)
}

/// Puts a backup, or any other sound progress file, in the place of the database. It is refused before anything is
/// touched where it is damaged, foreign or newer; the present file is kept, and where is said.
pub fn restore(dir: &Path, from: &Path, now: Now) -> Result<Restored, Error> {
    files::restore(&Place::at(dir)?, from, now.ms)
}
