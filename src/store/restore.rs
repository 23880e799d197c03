//! Putting a backup back. It is looked at first, whole; only if it is sound is anything touched, and then the present
//! file is kept: as a backup if it is sound, under another name if it is not.

use super::backup::{self, Reason};
use super::check;
use super::error::{self, Error, Kind};
use super::files;
use super::journal::{self, beside};
use super::open::{connect, connect_alone, own_log, settings, whose};
use super::place::Place;
use super::schema;
use rusqlite::backup::Backup as Copy;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs;
use std::path::{Path, PathBuf};

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Events in the file now.
    pub events: u64,
    /// Where the file that was there before is kept; none where there was none.
    pub kept: Option<PathBuf>,
}

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Content {
    /// Events.
    pub events: u64,
    /// The time of the latest one, UTC milliseconds.
    pub latest_ms: Option<i64>,
}

/// What a file holds, quickly and without a check; an error where it is no sound progress file.
pub fn content(file: &Path) -> Result<Content, Error> {
    let db = look_at(file)?;
    let row = db.query_row("SELECT count(*), max(ms) FROM event", [], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
    let (events, latest_ms) = row.map_err(|error| Error::sqlite(&error, file))?;
    Ok(Content { events: u64::try_from(events).unwrap_or(0), latest_ms })
}

/// Puts the backup `from` in the place of the database.
pub fn restore(place: &Place, from: &Path, now_ms: i64) -> Result<Restored, Error> {
    let backup = look_at(from)?;
    let report = check::check(&backup, from)?;
    if let Some(problem) = report.problems.first() {
        let message = format!("{} is damaged: {problem}", from.display());
        return Err(Error::new(Kind::Damaged, from, message, "Nothing was changed. Choose another backup."));
    }
    files::make_folder(&place.dir)?;
    files::remove_leftovers(place.db.parent().unwrap_or(&place.dir), now_ms);
    // Beside the database: where a link leads elsewhere, a file of the data folder could not be moved there.
    let fresh = files::temporary(&place.db)?;
    let done = prepare(&backup, &fresh, from).and_then(|()| swap(place, &fresh, now_ms));
    // Gone already if it was moved into place.
    let _ = fs::remove_file(&fresh);
    let kept = done?;
    place.mark()?;
    Ok(Restored { events: report.events, kept })
}

/// Opens a backup without touching it or anything beside it.
fn look_at(file: &Path) -> Result<Connection, Error> {
    let real = fs::canonicalize(file).map_err(|error| Error::io(&error, file, "read"))?;
    let meta = fs::metadata(&real).map_err(|error| Error::io(&error, file, "read"))?;
    if !meta.is_file() {
        let message = format!("{} is no plain file", file.display());
        return Err(Error::new(Kind::Irregular, file, message, "Nothing was changed. Name a backup."));
    }
    let refused = "Nothing was changed. `gomastery restore` lists the backups.";
    if meta.len() < 512 {
        return Err(error::not_progress(file, "it is too small").with_hint(refused));
    }
    let db = connect_alone(&real).map_err(|error| error.with_hint(refused))?;
    match whose(&db, file) {
        Ok(1..) => Ok(db),
        Ok(_) => Err(error::not_progress(file, "it is empty").with_hint(refused)),
        Err(error) if error.kind == Kind::Newer => Err(error),
        Err(error) => Err(error.with_hint(refused)),
    }
}

/// A copy of the backup, of this version, with a new device's id: numbers that were given since are not given again.
fn prepare(backup: &Connection, fresh: &Path, from: &Path) -> Result<(), Error> {
    backup::copy(backup, fresh, from)?;
    let sqlite = |error| Error::sqlite(&error, fresh);
    let mut db = connect(fresh, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    settings(&db, fresh, true)?;
    schema::migrate(&mut db, fresh)?;
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
    schema::new_device(&tx, fresh)?;
    tx.commit().map_err(sqlite)?;
    drop(db);
    let _ = fs::remove_file(beside(fresh, "-journal"));
    files::sync_file(fresh)
}

/// Puts the prepared file in place and gives where the old one is kept.
fn swap(place: &Place, fresh: &Path, now_ms: i64) -> Result<Option<PathBuf>, Error> {
    let present = match fs::symlink_metadata(&place.db) {
        Err(_) => None,
        Ok(meta) if meta.is_file() => Some(meta.len()),
        Ok(_) => {
            let message = format!("{} is no plain file", place.db.display());
            return Err(Error::new(Kind::Irregular, &place.db, message, "Nothing was changed. Move it away first."));
        }
    };
    match present {
        None => rename_into_place(place, fresh).map(|()| None),
        Some(0) => rename_into_place(place, fresh).map(|()| None),
        Some(_) => match sound(place) {
            Ok(db) => {
                let kept = backup::write(&db, place, Reason::Restore, now_ms)?;
                overwrite(db, fresh, place)?;
                backup::thin(place, now_ms)?;
                Ok(Some(kept))
            }
            // Something that passes is no reason to move the file away.
            Err(error) if !matches!(error.kind, Kind::Damaged | Kind::NotProgress | Kind::Newer) => Err(error),
            Err(_) => {
                let kept = set_aside(place, now_ms)?;
                rename_into_place(place, fresh).map(|()| Some(kept))
            }
        },
    }
}

/// The present database, if it is sound. Nothing of another database that lies beside it is played into it.
fn sound(place: &Place) -> Result<Connection, Error> {
    if journal::look(&place.db)?.wal {
        own_log(&place.db)?;
    }
    let db = connect(&place.db, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    whose(&db, &place.db)?;
    // Before the settings, which may change a file that says WAL: what is set aside is as it was.
    if let Some(damage) = check::check(&db, &place.db)?.error(&place.db) {
        return Err(damage);
    }
    settings(&db, &place.db, true)?;
    Ok(db)
}

/// Copies the prepared file into the present one, in one transaction of its: programs that have it open see the change.
fn overwrite(mut db: Connection, fresh: &Path, place: &Place) -> Result<(), Error> {
    let from = connect(fresh, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let copy = Copy::new(&from, &mut db).map_err(|error| Error::sqlite(&error, &place.db))?;
    backup::run(&copy, &place.db)
}

/// Gives a damaged file and its journal another name, under which nothing overwrites them.
fn set_aside(place: &Place, now_ms: i64) -> Result<PathBuf, Error> {
    let folder = place.db.parent().unwrap_or(&place.dir);
    let seconds = now_ms.div_euclid(1_000);
    let free = |n: u32| {
        let again = if n == 0 { String::new() } else { format!("-{n}") };
        folder.join(format!("progress-damaged-{seconds}{again}.db"))
    };
    let kept = (0..1_000)
        .map(free)
        .find(|path| fs::symlink_metadata(path).is_err())
        .ok_or_else(|| error::not_progress(&place.db, "and there are too many damaged ones beside it"))?;
    for ending in ["-journal", "-wal", "-shm", ""] {
        let from = beside(&place.db, ending);
        match fs::rename(&from, beside(&kept, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(&error, &from, "move away"));
            }
            _ => {}
        }
    }
    files::sync_folder(folder)?;
    Ok(kept)
}

fn rename_into_place(place: &Place, fresh: &Path) -> Result<(), Error> {
    // A journal without its database would be played back into the new one.
    let journal = beside(&place.db, "-journal");
    match fs::remove_file(&journal) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::io(&error, &journal, "remove"));
        }
        _ => {}
    }
    fs::rename(fresh, &place.db).map_err(|error| Error::io(&error, &place.db, "write"))?;
    files::sync_folder(place.db.parent().unwrap_or(&place.dir))
}

impl super::Store {
    /// Saves what this program has open though its path leads elsewhere: back to the path where nothing is there now, else
    /// among the backups. Gives where it is.
    pub fn write_back(&mut self, now_ms: i64) -> Result<PathBuf, Error> {
        let gone = fs::symlink_metadata(&self.place.db).is_err();
        if !gone {
            return backup::write(&self.db, &self.place, Reason::Kept, now_ms);
        }
        let fresh = files::temporary(&self.place.db)?;
        let done = backup::copy(&self.db, &fresh, &self.place.db)
            .and_then(|()| files::sync_file(&fresh))
            .and_then(|()| rename_into_place(&self.place, &fresh));
        let _ = fs::remove_file(&fresh);
        done?;
        self.reopen(now_ms)?;
        Ok(self.place.db.clone())
    }
}
