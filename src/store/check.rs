//! The integrity of a file: SQLite's own check, and ours, which sees what that cannot: a changed bit in a text, a row that
//! is missing. On a connection of its own, so that a worker can do it while the program goes on.

use super::error::{self, Error};
use super::open::{connect, whose};
use super::rows::{checked, curricula, devices};
use super::schema;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// Damage, in plain words; empty for a sound file.
    pub problems: Vec<String>,
    /// What is odd and no damage.
    pub notices: Vec<String>,
    /// Triggers and views, which another program must have put in.
    pub foreign: Vec<String>,
    /// Events that are whole.
    pub events: u64,
}

impl Report {
    /// An error that says what is wrong with the file, if anything is.
    pub fn error(&self, path: &Path) -> Option<Error> {
        self.problems.first().map(|problem| error::damaged(path, problem))
    }
}

/// How many problems are listed.
const LISTED: usize = 20;

/// Checks the file at `path`. An error is one of reading it at all; damage is in the report.
pub fn integrity(path: &Path) -> Result<Report, Error> {
    let db = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    whose(&db, path)?;
    check(&db, path)
}

/// Checks an open file.
pub(super) fn check(db: &Connection, path: &Path) -> Result<Report, Error> {
    let mut report = Report::default();
    let sqlite = |error: rusqlite::Error| Error::sqlite(&error, path);
    // One read transaction: what others save meanwhile is not seen half.
    let tx = db.unchecked_transaction().map_err(sqlite)?;
    match pages(db) {
        Ok(problems) => report.problems = problems,
        Err(error) => return damage_or(Error::sqlite(&error, path), report),
    }
    if report.problems.is_empty() {
        match schema::missing(db) {
            Ok(None) => {}
            Ok(Some(part)) => report.problems.push(format!("it has no {part}")),
            Err(error) => return damage_or(Error::sqlite(&error, path), report),
        }
    }
    report.foreign = schema::foreign(db).unwrap_or_default();
    if report.problems.is_empty()
        && let Err(error) = rows(db, &mut report)
    {
        return damage_or(Error::sqlite(&error, path), report);
    }
    drop(tx);
    Ok(report)
}

fn damage_or(error: Error, mut report: Report) -> Result<Report, Error> {
    match error.kind {
        error::Kind::Damaged | error::Kind::NotProgress => {
            report.problems.push("its content is broken".to_owned());
            Ok(report)
        }
        _ => Err(error),
    }
}

/// What SQLite's check says.
fn pages(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut check = db.prepare(&format!("PRAGMA integrity_check({LISTED})"))?;
    let mut found = check.query([])?;
    while let Some(row) = found.next()? {
        let line: String = row.get(0)?;
        lines.push(line);
    }
    if lines == ["ok"] {
        lines.clear();
        let broken = db.prepare("PRAGMA foreign_key_check")?.query([])?.next()?.is_some();
        if broken {
            lines.push("an event belongs to a device or curriculum that is not there".to_owned());
        }
    }
    Ok(lines)
}

/// Our own check: each row against its checksum, and the numbers of each device.
fn rows(db: &Connection, report: &mut Report) -> rusqlite::Result<()> {
    let known = devices(db)?;
    let own: Option<i64> = db.query_row("SELECT max(value) FROM meta WHERE key = 'device'", [], |row| row.get(0))?;
    match own {
        Some(n) if known.contains_key(&n) => {}
        _ => report.problems.push("it does not say which machine's it is".to_owned()),
    }
    let mut broken = 0_u64;
    for (n, curriculum) in curricula(db)? {
        let mut all = db.prepare(
            "SELECT seq, id, device, number, ms, offset, kind, lesson, data, sum FROM event WHERE curriculum = ?1",
        )?;
        let mut found = all.query([n])?;
        while let Some(row) = found.next()? {
            match checked(row, &known, &curriculum, |_, _| ()) {
                Ok(Some(_)) => report.events += 1,
                Ok(None) | Err(rusqlite::Error::FromSqlConversionFailure(..)) => broken += 1,
                Err(rusqlite::Error::IntegralValueOutOfRange(..) | rusqlite::Error::InvalidColumnType(..)) => {
                    broken += 1
                }
                Err(error) => return Err(error),
            }
        }
    }
    if broken > 0 {
        report.problems.push(format!("{broken} events do not match their checksums"));
    }
    let mut gaps = db.prepare(
        "SELECT d.n, d.last, count(e.seq), count(DISTINCT e.number), coalesce(max(e.number), 0) \
         FROM device d LEFT JOIN event e ON e.device = d.n GROUP BY d.n",
    )?;
    let mut found = gaps.query([])?;
    while let Some(row) = found.next()? {
        let (n, last, count, distinct, highest): (i64, i64, i64, i64, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        let whole = last == highest && count == distinct && count == last;
        if !whole && Some(n) == own {
            report.problems.push(format!("of {last} events of this machine {} are here", count.min(distinct)));
        } else if !whole {
            report.notices.push(format!("of another machine's {highest} events {count} are here"));
        }
    }
    Ok(())
}
