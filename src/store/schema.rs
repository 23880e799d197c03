//! The format of the database, as numbered migrations. They are appended to, never changed; each runs in the one
//! transaction of an upgrade. `user_version` says which format a file has.

use super::error::{self, Error};
use super::random_u128;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::collections::BTreeSet;
use std::path::Path;

/// "GoMa": what marks a file as ours.
pub(super) const APPLICATION: i64 = 0x476f_4d61;

/// The migrations, the first making version 1 of an empty file.
const MIGRATIONS: &[&str] = &[include_str!("../../assets/migrations/0001.sql")];

/// The version that this program reads and writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings the file behind `db` from any earlier version, or from nothing, to [`VERSION`], all or nothing.
/// Another program that does the same at once is waited for.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), Error> {
    migrate_by(MIGRATIONS, db, path)
}

fn migrate_by(migrations: &[&str], db: &mut Connection, path: &Path) -> Result<(), Error> {
    let sqlite = |error: rusqlite::Error| Error::sqlite(&error, path);
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
    let version = version(&tx).map_err(sqlite)?;
    let ours = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    if version > ours {
        return Err(error::newer(path, version, ours));
    }
    let done = usize::try_from(version).unwrap_or(0);
    for migration in migrations.iter().skip(done) {
        tx.execute_batch(migration).map_err(sqlite)?;
    }
    if version == 0 {
        new_device(&tx, path)?;
    }
    tx.pragma_update(None, "user_version", ours).map_err(sqlite)?;
    tx.commit().map_err(sqlite)
}

/// What a file lacks of what its version is built of: tables, their columns, indexes; none for a whole one.
pub(super) fn missing(db: &Connection) -> rusqlite::Result<Option<String>> {
    let here = parts(db)?;
    Ok(parts(&pattern(db)?)?.into_iter().find(|part| !here.contains(part)))
}

/// An empty database built as the version of `db` is.
fn pattern(db: &Connection) -> rusqlite::Result<Connection> {
    let version = usize::try_from(version(db)?).unwrap_or(0);
    let pattern = Connection::open_in_memory()?;
    for migration in MIGRATIONS.iter().take(version) {
        pattern.execute_batch(migration)?;
    }
    Ok(pattern)
}

fn parts(db: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let all = "SELECT s.type || ' ' || s.name || coalesce('.' || c.name, '') FROM sqlite_schema s \
               LEFT JOIN pragma_table_xinfo(s.name) c ON s.type = 'table' WHERE s.type IN ('table', 'index')";
    db.prepare(all)?.query_map([], |row| row.get(0))?.collect()
}

/// The triggers and views that are not ours: a trigger acts with every save.
pub(super) fn foreign(db: &Connection) -> rusqlite::Result<Vec<String>> {
    type Parts = BTreeSet<(String, String)>;
    let all = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')";
    let all = |db: &Connection| -> rusqlite::Result<Parts> {
        db.prepare(all)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let ours = all(&pattern(db)?)?;
    Ok(all(db)?.difference(&ours).map(|(name, _)| name.clone()).collect())
}

/// The format of a file.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Draws a new id for this machine's database. Also after a restore: numbers that were given once are not given again.
pub(super) fn new_device(tx: &Transaction, path: &Path) -> Result<(), Error> {
    let id = random_u128(path)?.to_be_bytes();
    let put = || {
        tx.execute("INSERT INTO device (id) VALUES (?1)", [id])?;
        tx.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('device', ?1)", [tx.last_insert_rowid()])
    };
    put().map(|_| ()).map_err(|error| Error::sqlite(&error, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &[&str] = &[MIGRATIONS[0], "CREATE TABLE later (n INTEGER) STRICT; INSERT INTO later VALUES (7);"];

    fn fresh() -> Connection {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db, Path::new("x")).unwrap();
        db
    }

    #[test]
    fn an_older_file_is_brought_up_once() {
        let mut db = fresh();
        for _ in 0..2 {
            migrate_by(TWO, &mut db, Path::new("x")).unwrap();
            assert_eq!(version(&db).unwrap(), 2);
            assert_eq!(db.query_row("SELECT count(*) FROM later", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
        }
        let devices: i64 = db.query_row("SELECT count(*) FROM device", [], |row| row.get(0)).unwrap();
        assert_eq!(devices, 1, "an upgrade draws no new device");
    }

    #[test]
    fn a_newer_file_is_refused() {
        let mut db = fresh();
        migrate_by(TWO, &mut db, Path::new("x")).unwrap();
        let refused = migrate(&mut db, Path::new("x")).unwrap_err();
        assert_eq!((refused.kind, refused.exit_status()), (super::super::Kind::Newer, 4));
        assert_eq!(version(&db).unwrap(), 2);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_old_version_whole() {
        let mut db = fresh();
        let broken: &[&str] = &[MIGRATIONS[0], "CREATE TABLE later (n INTEGER) STRICT; CREATE TABLE meta (n INTEGER);"];
        assert!(migrate_by(broken, &mut db, Path::new("x")).is_err());
        assert_eq!(version(&db).unwrap(), 1);
        assert!(db.prepare("SELECT * FROM later").is_err());
    }
}
