//! Backups: whole copies beside the database, made by SQLite's backup function, checked before they get their name.
//!
//! One a day, and one before each upgrade, import and restore. The newest of each of the last seven days that have one,
//! of the last four weeks and the last six months are kept, and the last five of each other reason.

use super::check;
use super::error::{self, Error, Kind};
use super::files;
use super::open::connect;
use super::place::Place;
use crate::domain::Day;
use rusqlite::backup::{Backup as Copy, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The first of a day.
    Daily,
    /// Before an upgrade of the format.
    Migration,
    /// Before an import.
    Import,
    /// Before another backup was put back.
    Restore,
    /// What was saved into a file that was moved or replaced meanwhile.
    Kept,
}

impl Reason {
    const ALL: [Reason; 5] = [Reason::Daily, Reason::Migration, Reason::Import, Reason::Restore, Reason::Kept];

    /// The word in the file's name.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Daily => "daily",
            Reason::Migration => "migration",
            Reason::Import => "import",
            Reason::Restore => "restore",
            Reason::Kept => "kept",
        }
    }
}

/// A backup that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// When it was made, UTC milliseconds, to the second.
    pub ms: i64,
    /// Why.
    pub reason: Reason,
    /// Its size.
    pub bytes: u64,
}

/// The backups of a place, the newest first.
pub fn list(place: &Place) -> Result<Vec<Backup>, Error> {
    let entries = match fs::read_dir(&place.backups) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(&error, &place.backups, "read")),
    };
    let mut all = Vec::new();
    for entry in entries.flatten() {
        let Some((ms, reason)) = entry.file_name().to_str().and_then(parse) else { continue };
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_file() {
            all.push(Backup { path: entry.path(), ms, reason, bytes: meta.len() });
        }
    }
    all.sort_by(|a, b| (b.ms, &b.path).cmp(&(a.ms, &a.path)));
    Ok(all)
}

/// Makes a backup of the database, sound or not at all, and gives its path. Thins the others out.
pub fn make(place: &Place, reason: Reason, now_ms: i64) -> Result<PathBuf, Error> {
    let from = connect(&place.db, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let made = write(&from, place, reason, now_ms)?;
    thin(place, now_ms)?;
    Ok(made)
}

/// Whether the daily backup is due: there is none of this day yet. Days are those of UTC, as they are where backups are
/// thinned out; whoever starts a little earlier than yesterday misses none.
pub fn is_due(place: &Place, now_ms: i64) -> Result<bool, Error> {
    let last = list(place)?.iter().map(|backup| backup.ms).find(|ms| *ms <= now_ms);
    Ok(last.is_none_or(|last| Day::of(last, 0, 0) < Day::of(now_ms, 0, 0)))
}

/// Copies an open database into the folder of backups.
pub(super) fn write(from: &Connection, place: &Place, reason: Reason, now_ms: i64) -> Result<PathBuf, Error> {
    files::make_folder(&place.backups)?;
    files::remove_leftovers(&place.backups, now_ms);
    let path = free_name(&place.backups, reason, now_ms)?;
    let temporary = files::temporary(&place.backups.join("progress"))?;
    let finished = copy(from, &temporary, &place.db)
        .and_then(|()| match check::integrity(&temporary) {
            Ok(report) => report.error(&place.db).map_or(Ok(()), Err),
            Err(error) => Err(error),
        })
        .and_then(|()| files::sync_file(&temporary))
        .and_then(|()| fs::rename(&temporary, &path).map_err(|error| Error::io(&error, &path, "write")))
        .and_then(|()| files::sync_folder(&place.backups));
    if finished.is_err() {
        // Gone already if it got its name.
        let _ = fs::remove_file(&temporary);
    }
    finished.map(|()| path)
}

/// Copies an open database to a new file at `to`, page by page. `source` is named in errors of reading.
pub(super) fn copy(from: &Connection, to: &Path, source: &Path) -> Result<(), Error> {
    let mut copy = connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    let sqlite = |error| Error::sqlite(&error, to);
    // A copy that is cut off is thrown away: it needs no journal of its own, and is made durable as a whole.
    copy.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;").map_err(sqlite)?;
    run(&Copy::new(from, &mut copy).map_err(sqlite)?, source)
}

/// Runs a copy to its end: in steps of 8 MB, so that saves of others fit in between.
pub(super) fn run(copy: &Copy, source: &Path) -> Result<(), Error> {
    let mut waited = 0;
    loop {
        match copy.step(2_048).map_err(|error| Error::sqlite(&error, source))? {
            StepResult::Done => return Ok(()),
            StepResult::More => waited = 0,
            StepResult::Busy | StepResult::Locked if waited < 500 => {
                waited += 1;
                std::thread::sleep(Duration::from_millis(10));
            }
            _ => return Err(error::busy(source)),
        }
    }
}

/// Removes the backups that need not be kept.
pub fn thin(place: &Place, now_ms: i64) -> Result<(), Error> {
    let all = list(place)?;
    let keep = kept(&all, now_ms);
    let mut removed = false;
    for (backup, _) in all.iter().zip(keep).filter(|(_, keep)| !keep) {
        match fs::remove_file(&backup.path) {
            Ok(()) => removed = true,
            // Another window thins out too.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io(&error, &backup.path, "remove")),
        }
    }
    if removed { files::sync_folder(&place.backups) } else { Ok(()) }
}

/// Which of the backups, the newest first, are kept. Those dated after `now_ms` (a clock that was wrong) all are.
fn kept(all: &[Backup], now_ms: i64) -> Vec<bool> {
    /// The first of each bucket, and no more buckets than `most`.
    fn first(seen: &mut HashSet<i64>, bucket: i64, most: usize) -> bool {
        seen.len() < most && seen.insert(bucket)
    }
    let (mut days, mut weeks, mut months) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut others = [0_u32; Reason::ALL.len()];
    all.iter()
        .map(|backup| {
            if backup.ms > now_ms {
                return true;
            }
            let day = Day::of(backup.ms, 0, 0);
            let (year, month, _) = day.date();
            // Not short-circuited: a backup stands for its day, its week and its month.
            let regular = first(&mut days, i64::from(day.0), 7)
                | first(&mut weeks, i64::from(day.monday().0), 4)
                | first(&mut months, year * 12 + i64::from(month), 6);
            let special = match backup.reason {
                Reason::Daily => false,
                reason => {
                    let count = Reason::ALL.iter().position(|r| *r == reason).and_then(|at| others.get_mut(at));
                    count.is_some_and(|count| {
                        *count += 1;
                        *count <= 5
                    })
                }
            };
            regular || special
        })
        .collect()
}

/// `progress-2026-11-24T101112Z-daily.db`
fn name(ms: i64, reason: Reason, again: u32) -> String {
    let day = Day::of(ms, 0, 0);
    let seconds = ms.div_euclid(1_000).rem_euclid(86_400);
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let again = if again == 0 { String::new() } else { format!("-{again}") };
    format!("progress-{day}T{h:02}{m:02}{s:02}Z-{}{again}.db", reason.name())
}

fn parse(name: &str) -> Option<(i64, Reason)> {
    let rest = name.strip_prefix("progress-")?.strip_suffix(".db")?;
    let (date, rest) = rest.split_once('T')?;
    let (time, reason) = rest.split_once("Z-")?;
    let reason = reason.split('-').next()?;
    let reason = Reason::ALL.into_iter().find(|r| r.name() == reason)?;
    let mut parts = date.rsplitn(3, '-');
    let (d, m, y) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let day = Day::from_date(y, m, d)?;
    if time.len() != 6 || !time.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: i64 = time.parse().ok()?;
    let (h, m, s) = (digits / 10_000, digits / 100 % 100, digits % 100);
    let seconds = (h < 24 && m < 60 && s < 60).then_some(h * 3_600 + m * 60 + s)?;
    Some((i64::from(day.0) * 86_400_000 + seconds * 1_000, reason))
}

fn free_name(folder: &Path, reason: Reason, now_ms: i64) -> Result<PathBuf, Error> {
    (0..1_000)
        .map(|again| folder.join(name(now_ms, reason, again)))
        .find(|path| fs::symlink_metadata(path).is_err())
        .ok_or_else(|| {
            let message = format!("there are too many backups of this second in {}", folder.display());
            Error::new(Kind::Disk, folder, message, "Try again in a moment.")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn names_say_when_and_why_and_sort_by_time() {
        let ms = 20_781 * DAY + 36_672_000;
        assert_eq!(name(ms, Reason::Daily, 0), "progress-2026-11-24T101112Z-daily.db");
        for reason in Reason::ALL {
            for again in [0, 3] {
                assert_eq!(parse(&name(ms, reason, again)), Some((ms, reason)));
            }
        }
        for other in [
            "progress.db",
            "progress-2026-11-24T101112Z-daily.db-journal",
            "progress-2026-02-30T101112Z-daily.db",
            "progress-2026-11-24T991112Z-daily.db",
            ".progress.0123.tmp",
            "progress-2026-11-24T101112Z-odd.db",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    /// The backups that are left after each of `days` days had one.
    fn after(days: i64) -> Vec<Backup> {
        let mut all: Vec<Backup> = Vec::new();
        for day in 0..days {
            let ms = 20_000 * DAY + day * DAY + (day * 7_919) % DAY;
            all.insert(0, Backup { path: name(ms, Reason::Daily, 0).into(), ms, reason: Reason::Daily, bytes: 1 });
            let keep = kept(&all, ms);
            all = all.into_iter().zip(keep).filter_map(|(backup, keep)| keep.then_some(backup)).collect();
        }
        all
    }

    #[test]
    fn a_year_of_days_leaves_seven_days_four_weeks_six_months() {
        for days in [1, 5, 7, 8, 30, 100, 365, 500] {
            let left = after(days);
            let last = 20_000 + days - 1;
            for day in last - 6.min(days - 1)..=last {
                assert!(left.iter().any(|b| b.ms / DAY == day), "day {day} of {days}");
            }
            let weeks: HashSet<i32> = left.iter().map(|b| Day::of(b.ms, 0, 0).monday().0).collect();
            let months: HashSet<(i64, u8)> =
                left.iter().map(|b| Day::of(b.ms, 0, 0).date()).map(|d| (d.0, d.1)).collect();
            assert!(weeks.len() as i64 >= 4.min(days / 7), "{weeks:?} after {days}");
            assert!(months.len() as i64 >= 6.min(days / 31), "{months:?} after {days}");
            assert!(left.len() <= 17, "{} after {days}", left.len());
        }
    }

    #[test]
    fn learning_once_a_month_keeps_six_months_and_more() {
        let mut all = Vec::new();
        for month in 0..24 {
            let ms = 20_000 * DAY + month * 30 * DAY;
            all.insert(0, Backup { path: PathBuf::new(), ms, reason: Reason::Daily, bytes: 1 });
        }
        let keep = kept(&all, all[0].ms);
        assert_eq!(keep.iter().filter(|keep| **keep).count(), 7);
    }

    #[test]
    fn the_last_of_each_reason_stay_and_so_does_what_is_dated_later() {
        let backup = |n: i64, reason| Backup { path: PathBuf::new(), ms: 20_000 * DAY - n * 1_000, reason, bytes: 1 };
        let mut all: Vec<Backup> = (0..10).map(|n| backup(n, Reason::Import)).collect();
        let keep = kept(&all, 20_000 * DAY);
        assert_eq!(keep, [true, true, true, true, true, false, false, false, false, false]);
        all.insert(0, backup(-400 * 86_400, Reason::Daily));
        assert_eq!(kept(&all, 20_000 * DAY).first(), Some(&true));
    }
}
