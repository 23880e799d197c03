//! Opening the database, in the order that loses nothing: the path first, then what lies there, then whose it is, then
//! the settings, each read back. Nothing is written by opening a file that exists and is of this version.

use super::error::{self, Error, Kind};
use super::files::{self, Identity, Room};
use super::place::{Found, Place};
use super::{backup, check, journal, schema};
use crate::domain::DeviceId;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::Path;
use std::time::Duration;

/// The oldest SQLite without the bug that loses committed writes when a log is reset.
const SQLITE_AT_LEAST: i32 = 3_051_003;
/// How long a save waits for another program.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long something waits that may as well be left undone.
const BRIEF: Duration = Duration::from_millis(200);

/// Whether changes can be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// They can.
    Writable,
    /// They cannot, for this reason; what is there can be read.
    ReadOnly(Error),
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    pub(super) db: Connection,
    pub(super) place: Place,
    /// The file that `db` has open; none for a store in memory, where nothing could be begun on the disk.
    pub(super) identity: Option<Identity>,
    pub(super) access: Access,
    /// This machine's row in `device`, and its id.
    pub(super) device: (i64, DeviceId),
    /// The last `PRAGMA data_version` seen.
    pub(super) seen: i64,
    /// A save failed in a way after which the connection is not believed until it is opened anew.
    pub(super) suspect: bool,
    /// Whether the program that had it open last did not end well: its journal was still there.
    pub(super) unclean: bool,
}

impl Store {
    /// Whether other programs are hardly waited for from now on: for what may as well be left undone.
    pub fn be_brief(&self, brief: bool) {
        // It fails for a connection that is closed.
        let _ = self.db.busy_timeout(if brief { BRIEF } else { PATIENCE });
    }

    /// Opens the database of a place; makes it where there never was one. `now_ms` names the backup that an upgrade makes.
    ///
    /// Where it cannot be written it opens for reading ([`Store::access`] says why); where none can be begun it opens
    /// empty, in memory. All else that is wrong is an error, and the file is as it was.
    pub fn open(place: Place, now_ms: i64) -> Result<Store, Error> {
        if rusqlite::version_number() < SQLITE_AT_LEAST {
            let message = format!("this program was built with SQLite {}, which can lose data", rusqlite::version());
            return Err(Error::new(Kind::System, &place.db, message, "Build it with SQLite 3.51.3 or later."));
        }
        match place.look()? {
            Found::File => Store::open_file(place, now_ms),
            Found::Nothing => match Store::begin(&place) {
                Ok(()) => Store::open_file(place, now_ms),
                Err(reason) if cannot_begin(reason.kind) => Store::in_memory(place, reason),
                Err(error) => Err(error),
            },
        }
    }

    /// An empty store that keeps nothing, because of `reason`.
    pub fn in_memory(place: Place, reason: Error) -> Result<Store, Error> {
        let path = place.db.clone();
        let sqlite = |error| Error::sqlite(&error, &path);
        let mut db = Connection::open_in_memory().map_err(sqlite)?;
        schema::migrate(&mut db, &path)?;
        Store::of(db, place, None, Access::ReadOnly(reason), false)
    }

    /// The first start. Of several at once, each waits for the one that is first.
    fn begin(place: &Place) -> Result<(), Error> {
        files::make_folder(&place.dir)?;
        let mut db = connect(&place.db, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let sqlite = |error| Error::sqlite(&error, &place.db);
        if db.is_readonly("main").map_err(sqlite)? {
            return Err(error::read_only(&place.db));
        }
        settings(&db, &place.db, true)?;
        whose(&db, &place.db)?;
        schema::migrate(&mut db, &place.db)
    }

    fn open_file(place: Place, now_ms: i64) -> Result<Store, Error> {
        let path = place.db.clone();
        let sqlite = |error| Error::sqlite(&error, &path);
        let beside = journal::look(&path)?;
        let identity = Identity::of(&path).map_err(|error| Error::io(&error, &path, "open"))?;
        if beside.wal {
            own_log(&path)?;
        }
        let mut db = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let folder = path.parent().unwrap_or(&place.dir);
        let fixed = db.is_readonly("main").map_err(sqlite)? || !files::writable(folder);
        let version = match whose(&db, &path) {
            // A file that says WAL cannot be read where nothing can be made beside it. Without a log it is whole alone.
            Err(error) if error.kind == Kind::ReadOnly && fixed && !beside.wal => {
                db = connect_alone(&path)?;
                whose(&db, &path)?
            }
            other => other?,
        };
        if !fixed && version > 0 && journal_mode(&db, &path)? == "wal" {
            // It is taken back to a rollback journal, which changes the file: not one that is damaged.
            if let Some(damage) = check::check(&db, &path)?.error(&path) {
                return Err(damage);
            }
        }
        settings(&db, &path, !fixed)?;
        let access = if fixed { Access::ReadOnly(error::read_only(&path)) } else { Access::Writable };
        if version < schema::VERSION {
            if let Access::ReadOnly(reason) = access {
                let message =
                    format!("{} was made by an older version, and cannot be brought up to date", path.display());
                return Err(Error::new(Kind::ReadOnly, &path, message, reason.hint()));
            }
            if version > 0 {
                backup::make(&place, backup::Reason::Migration, now_ms)?;
            }
            schema::migrate(&mut db, &path)?;
        }
        if Identity::of(&path).ok() != Some(identity) {
            return Err(error::replaced(&path));
        }
        if access == Access::Writable {
            // At the first start, or after one that was killed before it came so far. Its failure is no reason not to
            // work: the next start tries again.
            let _ = place.mark();
        }
        Store::of(db, place, Some(identity), access, beside.journal)
    }

    fn of(
        db: Connection,
        place: Place,
        identity: Option<Identity>,
        access: Access,
        unclean: bool,
    ) -> Result<Store, Error> {
        let sqlite = |error| Error::sqlite(&error, &place.db);
        let own = "SELECT n, id FROM device WHERE n = (SELECT value FROM meta WHERE key = 'device')";
        let device: Option<(i64, [u8; 16])> =
            db.query_row(own, [], |row| Ok((row.get(0)?, row.get(1)?))).optional().map_err(sqlite)?;
        let Some((n, id)) = device else {
            return Err(error::damaged(&place.db, "it does not say which machine's it is"));
        };
        let device = (n, DeviceId(u128::from_be_bytes(id)));
        let mut store = Store { db, place, identity, access, device, seen: 0, suspect: false, unclean };
        store.seen = store.data_version()?;
        Ok(store)
    }

    /// Opens the same file anew, after a failure of the disk.
    pub fn reopen(&mut self, now_ms: i64) -> Result<(), Error> {
        let fresh = Store::open(self.place.clone(), now_ms)?;
        *self = fresh;
        Ok(())
    }

    /// Whether changes can be saved, and if not, why.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Whether a file is open, and not a store in memory because none could be begun.
    pub fn has_file(&self) -> bool {
        self.identity.is_some()
    }

    /// Which file is open; none where the store is in memory.
    pub fn identity(&self) -> Option<Identity> {
        self.identity
    }

    /// Refuses all further changes, for this reason: the daily check found damage.
    pub fn make_read_only(&mut self, reason: Error) {
        self.access = Access::ReadOnly(reason);
    }

    /// What is worth saying though it opened: the disk has no room for what will be saved.
    pub fn warning(&self) -> Option<Error> {
        let full = self.identity.is_some() && Room::of(&self.place.dir).is_some_and(|room| room.full());
        full.then(|| error::full(&self.place.db))
    }

    /// The paths.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// This machine's id.
    pub fn device(&self) -> DeviceId {
        self.device.1
    }

    /// Whether the last program that had it open was cut off while it saved.
    pub fn was_cut_off(&self) -> bool {
        self.unclean
    }

    pub(super) fn data_version(&self) -> Result<i64, Error> {
        self.db
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(|error| Error::sqlite(&error, &self.place.db))
    }

    /// Whether another program changed the file since this was asked last.
    pub fn changed(&mut self) -> Result<bool, Error> {
        let version = self.data_version()?;
        Ok(std::mem::replace(&mut self.seen, version) != version)
    }
}

/// Reasons for which a first start goes on without a file, for reading
fn cannot_begin(kind: Kind) -> bool {
    matches!(kind, Kind::Full | Kind::ReadOnly | Kind::Denied | Kind::Disk | Kind::Irregular | Kind::NoSuch)
}

/// A connection that waits, and neither follows a link nor makes a file unless told.
pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let sqlite = |error| Error::sqlite(&error, path);
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let db = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    db.busy_timeout(PATIENCE).map_err(sqlite)?;
    // A schema that lies cannot make SQLite run functions, and nothing can write to the tables behind the tables.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(sqlite)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(sqlite)?;
    Ok(db)
}

/// A connection that reads the file itself and nothing beside it, and touches neither.
pub(super) fn connect_alone(path: &Path) -> Result<Connection, Error> {
    use std::os::unix::ffi::OsStrExt;
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => uri.push(char::from(*byte)),
            _ => uri.push_str(&format!("%{byte:02x}")),
        }
    }
    uri.push_str("?immutable=1");
    connect(Path::new(&uri), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

/// Whether a file with a log (WAL) is sound together with it. A connection that may write would merge the log into the
/// file as soon as it is closed, so it is read first; an error where the log is another database's.
pub(super) fn own_log(path: &Path) -> Result<(), Error> {
    let together = match check::integrity(path).map(|report| report.error(path)) {
        Ok(None) => return Ok(()),
        Ok(Some(damage)) => damage,
        Err(error) if matches!(error.kind, Kind::Damaged | Kind::NotProgress | Kind::Newer) => error,
        Err(error) => return Err(error),
    };
    let alone = connect_alone(path).and_then(|db| whose(&db, path).and_then(|_| check::check(&db, path)));
    let sound = alone.is_ok_and(|report| report.problems.is_empty());
    Err(if sound { journal::foreign_wal(path) } else { together })
}

fn journal_mode(db: &Connection, path: &Path) -> Result<String, Error> {
    db.pragma_query_value(None, "journal_mode", |row| row.get(0)).map_err(|error| Error::sqlite(&error, path))
}

/// Whose file it is: the version of its format, 0 for an empty one; an error where it is not ours or newer.
pub(super) fn whose(db: &Connection, path: &Path) -> Result<i64, Error> {
    let sqlite = |error| Error::sqlite(&error, path);
    // One statement: what a first start elsewhere makes at this moment is seen whole or not at all.
    let one = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) \
               FROM pragma_application_id, pragma_user_version";
    let (application, version, tables): (i64, i64, i64) =
        db.query_row(one, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(sqlite)?;
    match (application, version) {
        (schema::APPLICATION, version) if version > schema::VERSION => {
            Err(error::newer(path, version, schema::VERSION))
        }
        (schema::APPLICATION, 1..) => Ok(version),
        (0, 0) if tables == 0 => Ok(0),
        (schema::APPLICATION, _) => Err(error::damaged(path, "it does not say its version")),
        _ => Err(error::not_progress(path, "it is another program's database")),
    }
}

/// Sets what makes a save durable, and reads it back.
pub(super) fn settings(db: &Connection, path: &Path, writes: bool) -> Result<(), Error> {
    let sqlite = |error| Error::sqlite(&error, path);
    db.execute_batch(
        "PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; \
         PRAGMA temp_store = MEMORY;",
    )
    .map_err(sqlite)?;
    if cfg!(target_os = "macos") {
        db.pragma_update(None, "fullfsync", true).map_err(sqlite)?;
    }
    let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(sqlite);
    let journal = if writes {
        // Not kept in the file unless that says WAL: then it is taken back to a rollback journal.
        db.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |row| row.get::<_, String>(0)).map_err(sqlite)?
    } else {
        "truncate".to_owned()
    };
    let held = number("synchronous")? == 3
        && number("foreign_keys")? == 1
        && number("cell_size_check")? == 1
        && (!cfg!(target_os = "macos") || number("fullfsync")? == 1);
    if !held || !journal.eq_ignore_ascii_case("truncate") {
        let message =
            format!("SQLite does not take the settings that keep {} safe (journal {journal})", path.display());
        return Err(Error::new(Kind::System, path, message, "End other programs that use the file, and try again."));
    }
    Ok(())
}
