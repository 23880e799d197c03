//! What can still be read of a damaged file: every event that matches its checksum, wherever the damage lies.

use super::codec::Row;
use super::error::{self, Error};
use super::open::connect;
use super::rows::{checked, curricula, devices};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Salvaged {
    /// The logs, by curriculum.
    pub logs: Vec<(String, Vec<Row>)>,
    /// Events that were there and could not be read.
    pub lost: u64,
}

/// After so many unreadable places in a row one looks from the other end.
const PATIENCE: i64 = 4_096;

/// Reads what is whole of the file at `path`.
pub fn salvage(path: &Path) -> Result<Salvaged, Error> {
    let db = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sqlite = |error| Error::sqlite(&error, path);
    let names = curricula(&db).map_err(sqlite)?;
    let known = devices(&db).map_err(sqlite)?;
    let mut out = Salvaged::default();
    for (n, name) in names {
        let mut rows: BTreeMap<i64, Row> = BTreeMap::new();
        let mut lost = 0;
        for forward in [true, false] {
            lost = sweep(&db, n, &name, &known, forward, &mut rows);
            if lost == 0 {
                break;
            }
        }
        out.lost += lost;
        out.logs.push((name, rows.into_values().collect()));
    }
    if out.logs.iter().all(|(_, rows)| rows.is_empty()) && out.lost > 0 {
        return Err(error::damaged(path, "nothing in it can be read"));
    }
    Ok(out)
}

/// Reads all rows from one end, over what cannot be read, and gives how much that was.
fn sweep(
    db: &Connection,
    n: i64,
    name: &str,
    known: &std::collections::HashMap<i64, crate::domain::DeviceId>,
    forward: bool,
    rows: &mut BTreeMap<i64, Row>,
) -> u64 {
    let sql = if forward {
        "SELECT seq, id, device, number, ms, offset, kind, lesson, data, sum FROM event NOT INDEXED \
         WHERE curriculum = ?1 AND seq > ?2 ORDER BY seq"
    } else {
        "SELECT seq, id, device, number, ms, offset, kind, lesson, data, sum FROM event NOT INDEXED \
         WHERE curriculum = ?1 AND seq < ?2 ORDER BY seq DESC"
    };
    let mut lost = 0;
    let mut at = if forward { 0 } else { i64::MAX };
    let mut failures = 0;
    loop {
        let mut read_on = || -> rusqlite::Result<()> {
            let mut select = db.prepare_cached(sql)?;
            let mut found = select.query([n, at])?;
            while let Some(row) = found.next()? {
                at = row.get(0)?;
                failures = 0;
                match checked(row, known, name, |seq, view| (seq, view.row())) {
                    Ok(Some((seq, row))) => _ = rows.insert(seq, row),
                    _ => lost += 1,
                }
            }
            Ok(())
        };
        if read_on().is_ok() {
            return lost;
        }
        lost += 1;
        failures += 1;
        if failures > PATIENCE || at == i64::MAX {
            return lost;
        }
        at += if forward { 1 } else { -1 };
    }
}
