//! What is kept beside the log: where the reader stands, and snapshots of what follows from the log.

use super::codec::Sum;
use super::error::Error;
use super::open::Store;
use super::rows::curriculum_n;
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Where the reader stands in a curriculum, as it was saved; none before the first time.
    pub fn position(&self, curriculum: &str) -> Result<Option<String>, Error> {
        let Some(n) = self.known_curriculum(curriculum)? else { return Ok(None) };
        self.db
            .query_row("SELECT state FROM position WHERE curriculum = ?1", [n], |row| row.get(0))
            .optional()
            .map_err(|error| Error::sqlite(&error, &self.place.db))
    }

    /// Saves where the reader stands.
    pub fn set_position(&mut self, curriculum: &str, state: &str, now_ms: i64) -> Result<(), Error> {
        self.write(now_ms, |tx, path| {
            let put = || {
                let n = curriculum_n(tx, curriculum)?;
                tx.prepare_cached("INSERT OR REPLACE INTO position (curriculum, state, ms) VALUES (?1, ?2, ?3)")?
                    .execute(params![n, state, now_ms])
            };
            put().map(|_| ()).map_err(|error| Error::sqlite(&error, path))
        })
    }

    /// What followed from a curriculum's log up to a place, and that place. A snapshot that does not match its checksum,
    /// or reaches beyond the log, is as none.
    pub fn snapshot(&self, curriculum: &str, name: &str) -> Result<Option<(i64, Vec<u8>)>, Error> {
        let Some(n) = self.known_curriculum(curriculum)? else { return Ok(None) };
        let sqlite = |error: rusqlite::Error| Error::sqlite(&error, &self.place.db);
        let found: Option<(i64, i64, Vec<u8>)> = self
            .db
            .query_row(
                "SELECT upto, sum, data FROM snapshot WHERE curriculum = ?1 AND name = ?2 \
                 AND upto <= (SELECT coalesce(max(seq), 0) FROM event)",
                params![n, name],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()
            .map_err(sqlite)?;
        let Some((upto, sum, data)) = found else { return Ok(None) };
        Ok((sum == snapshot_sum(upto, &data)).then_some((upto, data)))
    }

    /// The place up to which a snapshot reaches; 0 where there is none.
    pub fn snapshot_upto(&self, curriculum: &str, name: &str) -> Result<i64, Error> {
        let Some(n) = self.known_curriculum(curriculum)? else { return Ok(0) };
        self.db
            .query_row("SELECT upto FROM snapshot WHERE curriculum = ?1 AND name = ?2", params![n, name], |row| {
                row.get(0)
            })
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(|error| Error::sqlite(&error, &self.place.db))
    }

    /// Saves what follows from a curriculum's log up to the place `upto`.
    pub fn set_snapshot(
        &mut self,
        curriculum: &str,
        name: &str,
        upto: i64,
        data: &[u8],
        now_ms: i64,
    ) -> Result<(), Error> {
        self.write(now_ms, |tx, path| {
            let put = || {
                let n = curriculum_n(tx, curriculum)?;
                tx.execute(
                    "INSERT OR REPLACE INTO snapshot (curriculum, name, upto, sum, data) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![n, name, upto, snapshot_sum(upto, data), data],
                )
            };
            put().map(|_| ()).map_err(|error| Error::sqlite(&error, path))
        })
    }

    /// A time kept in the file, such as that of the last check.
    pub fn time(&self, key: &str) -> Result<Option<i64>, Error> {
        self.db
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
            .optional()
            .map_err(|error| Error::sqlite(&error, &self.place.db))
    }

    /// Keeps a time in the file.
    pub fn set_time(&mut self, key: &str, ms: i64) -> Result<(), Error> {
        self.write(ms, |tx, path| {
            tx.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![key, ms])
                .map(|_| ())
                .map_err(|error| Error::sqlite(&error, path))
        })
    }
}

fn snapshot_sum(upto: i64, data: &[u8]) -> i64 {
    let mut sum = Sum::new();
    sum.part(&upto.to_be_bytes());
    sum.part(data);
    sum.end()
}
