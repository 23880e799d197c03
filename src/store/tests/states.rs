use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};

/// Opens a home whose file is odd: the kind and the exit status, a path and a next step in words, and not a byte changed.
fn refused(home: &Home, kind: Kind, status: u8) -> Error {
    let before = all_files(home.dir.path());
    let error = home.try_open().map(|_| ()).expect_err("opened");
    assert_eq!((error.kind, error.exit_status()), (kind, status), "{error}");
    assert!(error.to_string().contains("progress.db"), "{error}");
    assert!(!error.to_string().contains('\n') && !error.hint().is_empty(), "{error}");
    for word in ["SQL", "sqlite", "os error", "panicked"] {
        assert!(!error.to_string().contains(word), "{error}");
    }
    assert_eq!(all_files(home.dir.path()), before, "nothing is written by a refusal");
    error
}

#[test]
fn a_first_start_makes_a_folder_a_database_and_the_marker() {
    let home = Home::new();
    let store = home.open();
    assert_eq!((store.access(), store.last().unwrap(), store.was_cut_off()), (&Access::Writable, 0, false));
    assert!(home.path().join("progress.marker").is_file());
    let mode = fs::metadata(home.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "for this user alone");
    drop(store);
    let before = all_files(home.dir.path());
    drop(home.open());
    assert_eq!(all_files(home.dir.path()), before, "opening writes nothing");
}

#[test]
fn the_settings_that_make_a_save_durable_hold() {
    let home = Home::with(1);
    let store = home.open();
    let number = |name: &str| store.db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    let journal: String = store.db.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!((journal.as_str(), number("synchronous"), number("mmap_size")), ("truncate", 3, 0));
    assert_eq!((number("foreign_keys"), number("cell_size_check"), number("trusted_schema")), (1, 1, 0));
    assert_eq!((number("application_id"), number("user_version")), (0x476f_4d61, VERSION));
    assert!(
        store.db.execute("PRAGMA writable_schema = ON", []).is_err() || number("writable_schema") == 0,
        "defensive"
    );
}

#[test]
fn events_are_never_changed_or_deleted() {
    let home = Home::with(1);
    let store = home.open();
    assert!(store.db.execute("UPDATE event SET ms = 0", []).is_err());
    assert!(store.db.execute("DELETE FROM event", []).is_err());
}

#[test]
fn emptied_or_deleted_it_is_never_begun_anew() {
    for size in [0, 1] {
        let home = Home::with(3);
        let file = fs::OpenOptions::new().write(true).open(home.db()).unwrap();
        file.set_len(size).unwrap();
        let error = refused(&home, Kind::Lost, 3);
        assert!(error.hint().contains("move the folder"), "{}", error.hint());
    }
    let home = Home::with(3);
    fs::remove_file(home.db()).unwrap();
    refused(&home, Kind::Lost, 3);
    // The backups alone say it too.
    let home = Home::with(3);
    backup::make(&home.place(), backup::Reason::Daily, NOW).unwrap();
    fs::remove_file(home.path().join("progress.marker")).unwrap();
    fs::write(home.db(), "").unwrap();
    let error = refused(&home, Kind::Lost, 3);
    assert!(error.hint().contains("gomastery restore"), "{}", error.hint());
}

#[test]
fn a_first_start_that_was_killed_is_a_first_start_again() {
    let home = Home::new();
    fs::create_dir_all(home.path()).unwrap();
    fs::write(home.path().join("progress.db"), "").unwrap();
    mark(&mut home.open(), 1);
    assert_eq!(home.events(), 1);
    // Killed between the database and the marker.
    fs::remove_file(home.path().join("progress.marker")).unwrap();
    assert_eq!(home.events(), 1);
    assert!(home.path().join("progress.marker").is_file());
}

#[test]
fn what_is_no_database_is_left_alone() {
    let whole = fs::read(Home::with(3).db()).unwrap();
    let mut bad_magic = whole.clone();
    bad_magic[3] ^= 1;
    let contents: [&[u8]; 5] = [b"x", b"my diary\n", &[0; 8192], &[0xff; 5000], &bad_magic];
    for content in contents {
        let home = Home::new();
        fs::create_dir_all(home.path()).unwrap();
        fs::write(home.path().join("progress.db"), content).unwrap();
        refused(&home, Kind::NotProgress, 3);
    }
}

#[test]
fn another_programs_database_is_left_alone() {
    for make in [
        "CREATE TABLE t (n)",
        "CREATE TABLE t (n); PRAGMA application_id = 7",
        "PRAGMA user_version = 3; CREATE TABLE t (n)",
    ] {
        let home = Home::new();
        fs::create_dir_all(home.path()).unwrap();
        raw(&home.path().join("progress.db")).execute_batch(make).unwrap();
        refused(&home, Kind::NotProgress, 3);
    }
}

#[test]
fn a_file_cut_short_is_damaged() {
    let whole = fs::read(Home::with(100).db()).unwrap();
    assert!(whole.len() > 20_000, "{}", whole.len());
    for len in [50, 99, 100, 511, 512, 1_000, 4_095, 4_096, 8_192, whole.len() / 2, whole.len() - 4_096] {
        let home = Home::with(1);
        fs::write(home.db(), &whole[..len]).unwrap();
        let before = all_files(home.dir.path());
        let error = match home.try_open() {
            Err(error) => error,
            Ok(store) => match store.events("go", 0) {
                Err(error) => error,
                // Cut where nothing that was read stood: the check finds it.
                Ok(_) => check::integrity(&home.db()).unwrap().error(&home.db()).expect("found by the check"),
            },
        };
        assert!(matches!(error.kind, Kind::Damaged | Kind::NotProgress), "{len}: {error}");
        assert_eq!(error.exit_status(), 3);
        assert!(error.hint().contains("gomastery restore"), "{}", error.hint());
        assert_eq!(all_files(home.dir.path()), before);
    }
}

#[test]
fn a_missing_table_or_column_is_damage() {
    for spoil in ["DROP TABLE event", "DROP TABLE meta", "DROP TABLE device", "ALTER TABLE event DROP COLUMN offset"] {
        let home = Home::with(2);
        let db = raw(&home.db());
        db.execute_batch("PRAGMA foreign_keys = OFF; DROP TRIGGER event_kept; DROP TRIGGER event_fixed").unwrap();
        db.execute_batch(spoil).unwrap();
        drop(db);
        let error = home.try_open().and_then(|store| store.events("go", 0).map(|_| ())).unwrap_err();
        assert_eq!((error.kind, error.exit_status()), (Kind::Damaged, 3), "{spoil}: {error}");
    }
}

#[test]
fn a_check_notices_what_no_reading_needs() {
    for (spoil, lacks) in [
        ("DROP TABLE position", "table position"),
        ("DROP INDEX event_note", "index event_note"),
        ("ALTER TABLE position DROP COLUMN ms", "table position.ms"),
    ] {
        let home = Home::with(2);
        assert_eq!(check::integrity(&home.db()).unwrap().problems, [""; 0]);
        raw(&home.db()).execute_batch(spoil).unwrap();
        let report = check::integrity(&home.db()).unwrap();
        assert!(report.problems.iter().any(|problem| problem.contains(lacks)), "{:?}", report.problems);
    }
}

#[test]
fn a_newer_file_is_opened_by_nobody() {
    let home = Home::with(2);
    raw(&home.db()).pragma_update(None, "user_version", VERSION + 98).unwrap();
    let error = refused(&home, Kind::Newer, 4);
    assert!(error.hint().contains("Update"), "{}", error.hint());
}

#[test]
fn an_update_under_an_open_program_stops_its_writing() {
    let home = Home::with(2);
    let mut old = home.open();
    raw(&home.db()).pragma_update(None, "user_version", VERSION + 1).unwrap();
    let error = old.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap_err();
    assert_eq!(error.kind, Kind::Newer);
    assert!(error.hint().contains("start this one again"), "{}", error.hint());
}

#[test]
fn folders_pipes_devices_and_links_are_refused_without_waiting() {
    type Make = fn(&Path);
    let odd: [(Make, Kind, u8); 6] = [
        (|path| fs::create_dir(path).unwrap(), Kind::Irregular, 1),
        (|path| fifo(path), Kind::Irregular, 1),
        (|path| symlink("/dev/full", path).unwrap(), Kind::Irregular, 1),
        (|path| symlink("progress.db", path).unwrap(), Kind::Irregular, 1),
        (|path| symlink("/nonexistent/x", path).unwrap(), Kind::Lost, 3),
        (
            |path| {
                fs::write(path.with_extension("other"), "x".repeat(600)).unwrap();
                fs::hard_link(path.with_extension("other"), path).unwrap();
            },
            Kind::Irregular,
            1,
        ),
    ];
    for (make, kind, status) in odd {
        let home = Home::new();
        fs::create_dir_all(home.path()).unwrap();
        make(&home.path().join("progress.db"));
        let error = home.try_open().map(|_| ()).expect_err("opened");
        assert_eq!((error.kind, error.exit_status()), (kind, status), "{error}");
        assert!(error.to_string().contains("data/progress.db"), "the learner's path is named: {error}");
    }
    let home = Home::new();
    fs::write(home.path(), "a file").unwrap();
    assert_eq!(home.try_open().unwrap_err().kind, Kind::Irregular);
}

fn fifo(path: &Path) {
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
}

#[test]
fn a_link_to_a_plain_file_is_followed_once() {
    let home = Home::new();
    let real = home.dir.path().join("elsewhere");
    fs::create_dir_all(&real).unwrap();
    fs::create_dir_all(home.path()).unwrap();
    let other = Home::with(2);
    fs::copy(other.db(), real.join("p.db")).unwrap();
    symlink(real.join("p.db"), home.path().join("progress.db")).unwrap();
    let mut store = home.open();
    mark(&mut store, 1);
    assert_eq!(store.events("go", 0).unwrap().0.len(), 3);
    assert!(fs::symlink_metadata(home.path().join("progress.db")).unwrap().file_type().is_symlink());
}

/// A journal in use, of another database.
pub(super) fn foreign_journal() -> Vec<u8> {
    let other = Home::with(60);
    let db = raw(&other.db());
    db.execute_batch("PRAGMA journal_mode = TRUNCATE; PRAGMA cache_spill = 1; PRAGMA cache_size = 1; BEGIN IMMEDIATE")
        .unwrap();
    db.execute_batch(
        "CREATE TABLE big (t); INSERT INTO big SELECT randomblob(3000) FROM event, (SELECT 1 UNION SELECT 2)",
    )
    .unwrap();
    let journal = fs::read(other.path().join("progress.db-journal")).unwrap();
    assert!(journal.len() > 512, "the journal is in use");
    journal
}

/// A log in use, of another database.
pub(super) fn foreign_wal() -> Vec<u8> {
    let home = Home::with(5);
    let db = raw(&home.db());
    let _: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    db.execute_batch("CREATE TABLE big (t); INSERT INTO big VALUES (randomblob(9000))").unwrap();
    fs::read(format!("{}-wal", db.path().unwrap())).unwrap()
}

#[test]
fn a_foreign_journal_never_mixes_in() {
    let name = |home: &Home, ending: &str| home.path().join(format!("progress.db{ending}"));
    let (journal, wal) = (foreign_journal(), foreign_wal());
    let cases: [(&str, &[u8], bool); 6] = [
        ("-journal", &journal, true),
        ("-wal", &wal, true),
        ("-journal", b"garbage, long enough to be read as a header", false),
        ("-journal", &[0; 2000], false),
        ("-journal", &journal[..20], false),
        ("-wal", &[7; 5000], false),
    ];
    for (ending, content, foreign) in cases {
        let home = Home::with(3);
        fs::write(name(&home, ending), content).unwrap();
        if foreign {
            let error = refused(&home, Kind::Foreign, 3);
            assert!(error.hint().contains(ending), "{}", error.hint());
            fs::remove_file(name(&home, ending)).unwrap();
        }
        assert_eq!(home.events(), 3, "{ending}");
        assert_eq!(check::integrity(&home.db()).unwrap().problems, [""; 0]);
    }
}

#[test]
fn a_transaction_that_was_cut_off_is_undone() {
    let home = Home::with(30);
    let cut_off = Home::new();
    fs::create_dir_all(cut_off.path()).unwrap();
    let db = raw(&home.db());
    db.execute_batch("PRAGMA journal_mode = TRUNCATE; PRAGMA cache_size = 1; BEGIN IMMEDIATE").unwrap();
    db.execute_batch("CREATE TABLE big (t); INSERT INTO big SELECT randomblob(3000) FROM event").unwrap();
    for file in ["progress.db", "progress.db-journal", "progress.marker"] {
        fs::copy(home.path().join(file), cut_off.path().join(file)).unwrap();
    }
    let store = cut_off.open();
    assert!(store.was_cut_off());
    assert_eq!(store.events("go", 0).unwrap().0.len(), 30);
    drop(store);
    assert_eq!(check::integrity(&cut_off.db()).unwrap().problems, [""; 0]);
    assert!(raw(&cut_off.db()).prepare("SELECT * FROM big").is_err());
    assert!(!cut_off.open().was_cut_off());
}

#[test]
fn a_database_in_wal_mode_is_taken_back_to_a_journal() {
    let home = Home::with(3);
    let mode: String = raw(&home.db()).query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    fs::write(home.path().join("progress.db-journal"), "what a copying program left").unwrap();
    mark(&mut home.open(), 1);
    assert_eq!(home.events(), 4);
    let mode: String = raw(&home.db()).query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "delete", "a connection without settings sees no WAL in the file");
}

#[test]
fn a_damaged_database_in_wal_mode_is_not_changed() {
    let home = Home::with(3);
    let mode: String = raw(&home.db()).query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let mut bytes = fs::read(home.db()).unwrap();
    let page = 4_096;
    bytes[6 * page..7 * page].fill(0x55);
    fs::write(home.db(), &bytes).unwrap();
    let error = home.try_open().unwrap_err();
    assert_eq!(error.kind, Kind::Damaged, "{error}");
    assert!(fs::read(home.db()).unwrap() == bytes, "not one byte");
}

#[test]
fn a_foreign_log_beside_a_database_in_wal_mode_is_not_merged() {
    let home = Home::with(3);
    let mode: String = raw(&home.db()).query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let bytes = fs::read(home.db()).unwrap();
    fs::write(home.path().join("progress.db-wal"), log_of_another_program()).unwrap();
    let error = home.try_open().unwrap_err();
    assert_eq!(error.kind, Kind::Foreign, "{error}");
    assert!(fs::read(home.db()).unwrap() == bytes, "not one byte");
    fs::remove_file(home.path().join("progress.db-wal")).unwrap();
    assert_eq!(home.events(), 3);
}

/// A log in use, of a database that is built otherwise.
pub(super) fn log_of_another_program() -> Vec<u8> {
    let other = tempfile::tempdir().unwrap();
    let db = raw(&other.path().join("other.db"));
    let _: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    db.execute_batch("CREATE TABLE big (t); INSERT INTO big VALUES (randomblob(90000))").unwrap();
    fs::read(other.path().join("other.db-wal")).unwrap()
}

/// Whether this process may do anything, permissions or not.
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn what_cannot_be_written_opens_for_reading_and_says_so() {
    if is_root() {
        println!("skipped: root may write everywhere; the tests run as an ordinary user in CI");
        return;
    }
    for (file, folder) in [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555)] {
        let home = Home::with(3);
        fs::set_permissions(home.db(), fs::Permissions::from_mode(file)).unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(folder)).unwrap();
        let mut store = home.open();
        assert!(matches!(store.access(), Access::ReadOnly(reason) if reason.kind == Kind::ReadOnly));
        assert_eq!(store.events("go", 0).unwrap().0.len(), 3);
        let error = store.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap_err();
        assert_eq!(error.kind, Kind::ReadOnly);
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let home = Home::with(3);
    fs::set_permissions(home.db(), fs::Permissions::from_mode(0o000)).unwrap();
    assert_eq!(home.try_open().unwrap_err().kind, Kind::Denied);
}

#[test]
fn where_nothing_can_be_begun_it_opens_empty_and_says_so() {
    let home = Home::new();
    fs::write(home.dir.path().join("file"), "x").unwrap();
    // A folder below a file cannot be made, by root neither.
    let place = Place::at(&home.dir.path().join("file").join("data"));
    if let Ok(place) = place {
        let mut store = Store::open(place, NOW).unwrap();
        assert!(matches!(store.access(), Access::ReadOnly(_)));
        assert_eq!(store.last().unwrap(), 0);
        assert!(store.append("go", 0, vec![draft(What::Undone {})], NOW).is_err());
    }
    let place = Place::at(Path::new("/proc/gomastery-cannot-be-here")).unwrap();
    let store = Store::open(place, NOW).unwrap();
    assert!(matches!(store.access(), Access::ReadOnly(_)), "{:?}", store.access());
}
