//! The log: appending, reading, merging.

use super::codec::{Row, View};
use super::error::{self, Error, Kind};
use super::files::Identity;
use super::open::{Access, Store};
use super::{random_u128, schema};
use crate::domain::{DeviceId, Event, EventId, Id, What};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::collections::HashMap;
use std::path::Path;

/// What is to be appended; the store gives it an id and a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// As [`Event::lesson`].
    pub lesson: Option<Id>,
    /// As [`Event::ms`].
    pub ms: i64,
    /// As [`Event::offset`].
    pub offset: i16,
    /// As [`Event::what`].
    pub what: What,
}

/// What an append gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended {
    /// The events that were appended.
    pub own: Vec<Event>,
    /// What other programs appended before them and the caller had not seen.
    pub others: Vec<Event>,
    /// The last place in the log now.
    pub upto: i64,
}

/// What a merge gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Merged {
    /// Events that were new here.
    pub added: u64,
    /// Events that were here already.
    pub known: u64,
}

const SELECT: &str = "SELECT seq, id, device, number, ms, offset, kind, lesson, data, sum FROM event \
                      WHERE curriculum = ?1 AND seq > ?2";
const INSERT: &str = "INSERT INTO event (id, curriculum, device, number, ms, offset, kind, lesson, data, sum) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// Kibibytes of pages that SQLite keeps, if nothing else is said.
const USUAL_CACHE: i32 = 2_000;

impl Store {
    /// Appends events to a curriculum's log, all or none, durable when it returns. Also gives what others appended after
    /// `seen`, so that the caller misses nothing.
    pub fn append(&mut self, curriculum: &str, seen: i64, drafts: Vec<Draft>, now_ms: i64) -> Result<Appended, Error> {
        let (own_n, device) = self.device;
        self.write(now_ms, |tx, path| {
            let sqlite = |error| Error::sqlite(&error, path);
            let n = curriculum_n(tx, curriculum).map_err(sqlite)?;
            let others = read(tx, path, curriculum, n, seen, |view| view.event())?;
            let upto = others.last().map_or(seen, |(seq, _)| *seq);
            let mut own = Vec::with_capacity(drafts.len());
            let mut upto = upto;
            for draft in drafts {
                let number: i64 = tx
                    .prepare_cached("UPDATE device SET last = last + 1 WHERE n = ?1 RETURNING last")
                    .and_then(|mut next| next.query_row([own_n], |row| row.get(0)))
                    .map_err(sqlite)?;
                let number =
                    u64::try_from(number).map_err(|_| error::damaged(path, "its events are numbered wrongly"))?;
                let Draft { lesson, ms, offset, what } = draft;
                let event = Event { id: EventId(random_u128(path)?), device, number, lesson, ms, offset, what };
                insert(tx, INSERT, curriculum, n, own_n, &Row::of(&event)).map_err(sqlite)?;
                upto = tx.last_insert_rowid();
                own.push(event);
            }
            Ok(Appended { own, others: others.into_iter().map(|(_, event)| event).collect(), upto })
        })
    }

    /// The events of a curriculum's log after the place `seen` (0 for all), and the last place. In the order in which they
    /// came into the file; history is ordered by [`Event::key`].
    pub fn events(&self, curriculum: &str, seen: i64) -> Result<(Vec<Event>, i64), Error> {
        let n = self.known_curriculum(curriculum)?;
        let found =
            n.map_or(Ok(Vec::new()), |n| read(&self.db, &self.place.db, curriculum, n, seen, |view| view.event()))?;
        let upto = found.last().map_or(seen, |(seq, _)| *seq);
        Ok((found.into_iter().map(|(_, event)| event).collect(), upto))
    }

    /// As [`Store::events`], where there are not more than `most`; none where there are.
    pub fn next_events(&self, curriculum: &str, seen: i64, most: u32) -> Result<Option<(Vec<Event>, i64)>, Error> {
        let Some(n) = self.known_curriculum(curriculum)? else { return Ok(Some((Vec::new(), seen))) };
        let sql = format!("{SELECT} ORDER BY seq LIMIT ?3");
        let limit = i64::from(most) + 1;
        let found = query(&self.db, &sql, params![n, seen, limit], &self.place.db, curriculum, |view| view.event())?;
        let upto = found.last().map_or(seen, |(seq, _)| *seq);
        let events: Vec<Event> = found.into_iter().map(|(_, event)| event).collect();
        Ok(u32::try_from(events.len()).is_ok_and(|n| n <= most).then_some((events, upto)))
    }

    /// As [`Store::events`], as they are stored, each with its place.
    pub fn rows(&self, curriculum: &str, seen: i64) -> Result<Vec<(i64, Row)>, Error> {
        let n = self.known_curriculum(curriculum)?;
        n.map_or(Ok(Vec::new()), |n| read(&self.db, &self.place.db, curriculum, n, seen, |view| view.row()))
    }

    /// The notes of a curriculum's log up to the place `upto`.
    pub fn notes(&self, curriculum: &str, upto: i64) -> Result<Vec<Event>, Error> {
        let mut notes = Vec::new();
        self.each_of_kind("note", curriculum, upto, |note| notes.push(note))?;
        Ok(notes)
    }

    /// Gives each answer of a curriculum's log, in the order in which they came into the file. One at a time: those of
    /// years are not worth their memory.
    pub fn each_answer(&self, curriculum: &str, take: impl FnMut(Event)) -> Result<(), Error> {
        // The whole log goes by once: pages that were read are of no more use.
        let cache = |kib: i32| self.db.pragma_update(None, "cache_size", -kib);
        let _ = cache(64);
        let all = self.each_of_kind("answer", curriculum, i64::MAX, take);
        let _ = cache(USUAL_CACHE);
        all
    }

    /// The kind stands in the statement itself: only so is the index of notes of use.
    fn each_of_kind(
        &self,
        kind: &'static str,
        curriculum: &str,
        upto: i64,
        mut take: impl FnMut(Event),
    ) -> Result<(), Error> {
        let Some(n) = self.known_curriculum(curriculum)? else { return Ok(()) };
        let sql = format!("{SELECT} AND seq <= ?3 AND kind = '{kind}' ORDER BY seq");
        let take = |_, view: View| take(view.event());
        each(&self.db, &sql, params![n, 0, upto], &self.place.db, curriculum, take)
    }

    /// The last `most` events that came into a curriculum's log, the last one first.
    pub fn latest(&self, curriculum: &str, most: u32) -> Result<Vec<Event>, Error> {
        let Some(n) = self.known_curriculum(curriculum)? else { return Ok(Vec::new()) };
        let sql = format!("{SELECT} ORDER BY seq DESC LIMIT ?3");
        let found = query(&self.db, &sql, params![n, 0, most], &self.place.db, curriculum, |view| view.event())?;
        Ok(found.into_iter().map(|(_, event)| event).collect())
    }

    /// Reads several things as they are at one moment, whatever others save meanwhile.
    pub fn at_once<T>(&self, read: impl FnOnce(&Store) -> Result<T, Error>) -> Result<T, Error> {
        let sqlite = |error| Error::sqlite(&error, &self.place.db);
        let moment = self.db.unchecked_transaction().map_err(sqlite)?;
        let value = read(self)?;
        moment.commit().map_err(sqlite)?;
        Ok(value)
    }

    /// The last place in the log of all curricula.
    pub fn last(&self) -> Result<i64, Error> {
        self.db
            .query_row("SELECT coalesce(max(seq), 0) FROM event", [], |row| row.get(0))
            .map_err(|error| Error::sqlite(&error, &self.place.db))
    }

    /// The curricula that have a log here, in the order of their first event.
    pub fn curricula(&self) -> Result<Vec<String>, Error> {
        let all = curricula(&self.db).map_err(|error| Error::sqlite(&error, &self.place.db))?;
        Ok(all.into_iter().map(|(_, id)| id).collect())
    }

    /// Adds what is not here yet of other logs, all or nothing. An event is the same where its id is.
    pub fn merge(&mut self, logs: &[(String, Vec<Row>)], now_ms: i64) -> Result<Merged, Error> {
        self.write(now_ms, |tx, path| {
            let sqlite = |error| Error::sqlite(&error, path);
            let sql = format!("{INSERT} ON CONFLICT (id) DO NOTHING");
            let mut devices: HashMap<DeviceId, i64> = HashMap::new();
            let mut merged = Merged::default();
            for (curriculum, rows) in logs {
                let n = curriculum_n(tx, curriculum).map_err(sqlite)?;
                let mut rows: Vec<&Row> = rows.iter().collect();
                rows.sort_by_key(|row| (row.ms, row.device, row.number, row.id));
                for row in rows {
                    let device = match devices.get(&row.device) {
                        Some(n) => *n,
                        None => {
                            let n = device_n(tx, row.device).map_err(sqlite)?;
                            devices.insert(row.device, n);
                            n
                        }
                    };
                    let added = insert(tx, &sql, curriculum, n, device, row).map_err(sqlite)?;
                    if added > 0 {
                        merged.added += 1;
                        tx.prepare_cached("UPDATE device SET last = max(last, ?2) WHERE n = ?1")
                            .and_then(|mut update| update.execute(params![device, signed(row.number)]))
                            .map_err(sqlite)?;
                    } else {
                        merged.known += 1;
                    }
                }
            }
            Ok(merged)
        })
    }

    pub(super) fn known_curriculum(&self, curriculum: &str) -> Result<Option<i64>, Error> {
        self.db
            .prepare_cached("SELECT n FROM curriculum WHERE id = ?1")
            .and_then(|mut find| find.query_row([curriculum], |row| row.get(0)).optional())
            .map_err(|error| Error::sqlite(&error, &self.place.db))
    }

    /// One action: a short transaction that takes the lock first, refuses a format it does not know, and is acknowledged
    /// only if the path still names the file that was written.
    pub(super) fn write<T>(
        &mut self,
        now_ms: i64,
        act: impl FnOnce(&Transaction, &Path) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if let Access::ReadOnly(reason) = &self.access {
            return Err(reason.clone());
        }
        if self.suspect {
            self.reopen(now_ms)?;
            if let Access::ReadOnly(reason) = &self.access {
                return Err(reason.clone());
            }
        }
        let own = self.device.0;
        let done = transact(&mut self.db, &self.place.db, self.identity, |tx, path| {
            let device: i64 = tx
                .prepare_cached("SELECT value FROM meta WHERE key = 'device'")
                .and_then(|mut find| find.query_row([], |row| row.get(0)))
                .map_err(|error| Error::sqlite(&error, path))?;
            // A backup was put back under this program: its numbers are not to be given twice.
            if device == own { act(tx, path) } else { Err(error::put_back(path)) }
        });
        let done = done.map_err(Error::unsaved);
        // After a failed sync nobody knows what is on the disk: no success is shown before the file was opened anew.
        self.suspect = done.as_ref().is_err_and(|error| matches!(error.kind, Kind::Disk | Kind::Full | Kind::System));
        done
    }
}

fn transact<T>(
    db: &mut Connection,
    path: &Path,
    identity: Option<Identity>,
    act: impl FnOnce(&Transaction, &Path) -> Result<T, Error>,
) -> Result<T, Error> {
    let sqlite = |error: rusqlite::Error| Error::sqlite(&error, path);
    let unmoved = || if Identity::of(path).ok() == identity { Ok(()) } else { Err(error::replaced(path)) };
    unmoved()?;
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
    let version = schema::version(&tx).map_err(sqlite)?;
    if version != schema::VERSION {
        return Err(error::newer(path, version, schema::VERSION)
            .with_hint("Another gomastery updated it; start this one again."));
    }
    let value = act(&tx, path)?;
    tx.commit().map_err(sqlite)?;
    unmoved()?;
    Ok(value)
}

fn insert(tx: &Connection, sql: &str, curriculum: &str, n: i64, device: i64, row: &Row) -> rusqlite::Result<usize> {
    tx.prepare_cached(sql)?.execute(params![
        row.id.0.to_be_bytes(),
        n,
        device,
        signed(row.number),
        row.ms,
        row.offset,
        row.kind,
        row.lesson.as_ref().map(Id::as_str),
        row.data,
        row.sum(curriculum),
    ])
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The number of a curriculum here, given if it has none.
pub(super) fn curriculum_n(tx: &Connection, id: &str) -> rusqlite::Result<i64> {
    let known =
        tx.prepare_cached("SELECT n FROM curriculum WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    match known {
        Some(n) => Ok(n),
        None => {
            tx.execute("INSERT INTO curriculum (id) VALUES (?1)", [id])?;
            Ok(tx.last_insert_rowid())
        }
    }
}

/// The number of a device here, given if it has none.
fn device_n(tx: &Connection, id: DeviceId) -> rusqlite::Result<i64> {
    let id = id.0.to_be_bytes();
    let known =
        tx.prepare_cached("SELECT n FROM device WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    match known {
        Some(n) => Ok(n),
        None => {
            tx.execute("INSERT INTO device (id) VALUES (?1)", [id])?;
            Ok(tx.last_insert_rowid())
        }
    }
}

/// The curricula of a file with their numbers there.
pub(super) fn curricula(db: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    let mut all = db.prepare("SELECT n, id FROM curriculum ORDER BY n")?;
    all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The devices of a file by their number there.
pub(super) fn devices(db: &Connection) -> rusqlite::Result<HashMap<i64, DeviceId>> {
    let mut all = db.prepare_cached("SELECT n, id FROM device")?;
    let pairs = all.query_map([], |row| Ok((row.get(0)?, DeviceId(u128::from_be_bytes(row.get(1)?)))))?;
    pairs.collect()
}

/// The rows of a curriculum after a place, each made by `make`.
fn read<T>(db: &Connection, path: &Path, curriculum: &str, n: i64, seen: i64, make: fn(View) -> T) -> Found<T> {
    query(db, &format!("{SELECT} ORDER BY seq"), params![n, seen], path, curriculum, make)
}

type Found<T> = Result<Vec<(i64, T)>, Error>;

fn query<T>(
    db: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    path: &Path,
    curriculum: &str,
    make: fn(View) -> T,
) -> Found<T> {
    let mut rows = Vec::new();
    each(db, sql, params, path, curriculum, |seq, view| rows.push((seq, make(view))))?;
    Ok(rows)
}

fn each(
    db: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    path: &Path,
    curriculum: &str,
    mut take: impl FnMut(i64, View),
) -> Result<(), Error> {
    let sqlite = |error: rusqlite::Error| Error::sqlite(&error, path);
    let mut select = db.prepare_cached(sql).map_err(sqlite)?;
    let mut found = select.query(params).map_err(sqlite)?;
    let mut known: Option<HashMap<i64, DeviceId>> = None;
    while let Some(row) = found.next().map_err(sqlite)? {
        let known = match &mut known {
            Some(known) => known,
            none => none.insert(devices(db).map_err(sqlite)?),
        };
        match checked(row, known, curriculum, &mut take) {
            Ok(Some(())) => {}
            Ok(None) => return Err(error::damaged(path, "an event in it does not match its checksum")),
            Err(error) => return Err(Error::sqlite(&error, path)),
        }
    }
    Ok(())
}

/// What `make` makes of a row of the table as selected by [`SELECT`], and of its place; none where it does not match its
/// checksum.
pub(super) fn checked<T>(
    row: &rusqlite::Row,
    devices: &HashMap<i64, DeviceId>,
    curriculum: &str,
    make: impl FnOnce(i64, View) -> T,
) -> rusqlite::Result<Option<T>> {
    let seq = row.get(0)?;
    let lesson = match row.get_ref(7)?.as_str_or_null()?.map(Id::parse) {
        None => None,
        Some(Some(id)) => Some(id),
        Some(None) => return Ok(None),
    };
    let Some(device) = devices.get(&row.get(2)?) else { return Ok(None) };
    let Ok(number) = u64::try_from(row.get::<_, i64>(3)?) else { return Ok(None) };
    let view = View {
        id: EventId(u128::from_be_bytes(row.get(1)?)),
        device: *device,
        number,
        ms: row.get(4)?,
        offset: row.get(5)?,
        kind: row.get_ref(6)?.as_str()?,
        lesson,
        data: row.get_ref(8)?.as_str()?,
    };
    let sum: i64 = row.get(9)?;
    Ok((view.sum(curriculum) == sum).then(|| make(seq, view)))
}
