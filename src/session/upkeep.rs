//! What is done once a day, on a worker with a connection of its own, after the first frame: the integrity of the file,
//! then a backup of it, then the snapshot that makes the next start quick.

use super::{Access, Error, Session};
use crate::domain::{Curriculum, Now};
use crate::store::{Identity, backup, check};
use std::path::{Path, PathBuf};

/// When the file was last found sound.
const CHECKED: &str = "checked_ms";
/// How long a check holds.
const DAY_MS: i64 = 24 * 3_600_000;

/// What the session that asks for it has open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opened {
    /// Another file is left alone; none is whatever lies there.
    pub file: Option<Identity>,
    /// The program before was cut off while it saved: a check is due whatever the time.
    pub cut_off: bool,
}

impl Opened {
    /// Of a session.
    pub fn by(session: &Session) -> Opened {
        Opened { file: session.store.identity(), cut_off: session.was_cut_off() }
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Upkept {
    /// Whether the file was checked.
    pub checked: bool,
    /// The backup that was made.
    pub backup: Option<PathBuf>,
    /// Why no backup was made though one was due; the old ones are as they were.
    pub backup_failed: Option<Error>,
}

/// Checks and backs up what is due. An error of kind `Damaged` means that the session is to become read-only
/// ([`Session::make_read_only`]) and the learner to be told.
pub fn run(dir: &Path, curriculum: &Curriculum, day_ends: u16, of: Opened, now: Now) -> Result<Upkept, Error> {
    let mut session = Session::open(dir, curriculum, day_ends, now)?;
    let mut done = Upkept::default();
    let another = of.file.is_some() && session.store.identity() != of.file;
    if another || session.store.last()? == 0 {
        return Ok(done);
    }
    let place = session.place().clone();
    // A backup is never made of a file that was not found sound.
    let backup_due = match backup::is_due(&place, now.ms) {
        Ok(due) => due,
        Err(error) => {
            done.backup_failed = Some(error);
            false
        }
    };
    let last = session.store.time(CHECKED)?;
    let check_due = last.is_none_or(|last| now.ms < last || now.ms - last >= DAY_MS);
    if check_due || backup_due || of.cut_off {
        if let Some(damage) = check::integrity(&place.db)?.error(&place.db) {
            return Err(damage);
        }
        done.checked = true;
    }
    if *session.access() != Access::Writable {
        return Ok(done);
    }
    if backup_due {
        match backup::make(&place, backup::Reason::Daily, now.ms) {
            Ok(path) => done.backup = Some(path),
            Err(error) => done.backup_failed = Some(error),
        }
    }
    if done.checked {
        session.store.set_time(CHECKED, now.ms)?;
    }
    session.pack(now);
    Ok(done)
}
