use super::backup::{Reason, list, make};
use super::restore::{content, restore};
use super::states::{foreign_journal, foreign_wal, log_of_another_program};
use super::*;

#[test]
fn a_backup_is_whole_while_others_write() {
    let home = Home::with(5);
    let mut store = home.open();
    mark(&mut store, 1);
    let path = make(&home.place(), Reason::Daily, NOW).unwrap();
    mark(&mut store, 1);
    assert_eq!(content(&path).unwrap().events, 6);
    assert_eq!(check::integrity(&path).unwrap().problems, [""; 0]);
    let all = list(&home.place()).unwrap();
    assert_eq!(all.iter().map(|b| (b.ms, b.reason)).collect::<Vec<_>>(), [(NOW, Reason::Daily)]);
    let names: Vec<_> = fs::read_dir(home.path().join("backups")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 1, "nothing is left over: {names:?}");
    let midnight = (NOW / DAY + 1) * DAY;
    assert!(!backup::is_due(&home.place(), midnight - 1).unwrap(), "one a day");
    assert!(backup::is_due(&home.place(), midnight).unwrap(), "each day has one, however early");
    assert!(backup::is_due(&home.place(), NOW - 1).unwrap(), "one dated in the future is not today's");
}

#[test]
fn two_backups_in_one_second_are_two() {
    let home = Home::with(1);
    let (one, two) =
        (make(&home.place(), Reason::Import, NOW).unwrap(), make(&home.place(), Reason::Import, NOW).unwrap());
    assert_ne!(one, two);
    assert_eq!(list(&home.place()).unwrap().len(), 2);
}

#[test]
fn several_at_once_do_not_fail_over_what_another_thinned_out() {
    let home = Home::with(1);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for second in 0..30 {
                    make(&home.place(), Reason::Import, NOW + second * 1_000).unwrap();
                }
            });
        }
    });
}

#[test]
fn a_damaged_database_is_not_backed_up() {
    let home = Home::new();
    bulk(&mut home.open(), 400);
    make(&home.place(), Reason::Daily, NOW).unwrap();
    let before = all_files(&home.path().join("backups"));
    let mut bytes = fs::read(home.db()).unwrap();
    let page = bytes.len() / 4_096 / 2 * 4_096;
    bytes[page..page + 4_096].fill(0xaa);
    fs::write(home.db(), bytes).unwrap();
    let error = make(&home.place(), Reason::Daily, NOW + DAY).unwrap_err();
    assert_eq!(error.kind, Kind::Damaged, "{error}");
    assert_eq!(all_files(&home.path().join("backups")), before);
}

#[test]
fn a_year_of_backups_is_thinned() {
    let home = Home::with(1);
    for day in 0..365 {
        make(&home.place(), Reason::Daily, NOW + day * DAY).unwrap();
    }
    let left = list(&home.place()).unwrap();
    assert!((12..=17).contains(&left.len()), "{}", left.len());
    let last: Vec<i64> = left.iter().take(7).map(|b| (b.ms - NOW) / DAY).collect();
    assert_eq!(last, [364, 363, 362, 361, 360, 359, 358]);
    assert!((364 - (left.last().unwrap().ms - NOW) / DAY) > 120, "the sixth month");
}

#[test]
fn leftovers_of_killed_backups_are_removed_and_never_listed() {
    let home = Home::with(1);
    let folder = home.path().join("backups");
    fs::create_dir(&folder).unwrap();
    let old = folder.join(".progress.0123456789abcdef.tmp");
    fs::write(&old, "half").unwrap();
    assert_eq!(list(&home.place()).unwrap(), []);
    // The file is as old as the real clock says, so the next backup is dated a day after that.
    let real = fs::metadata(&old).unwrap().modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(real.as_millis()).unwrap();
    make(&home.place(), Reason::Daily, now).unwrap();
    assert!(old.exists(), "another program may be writing it");
    make(&home.place(), Reason::Daily, now + DAY).unwrap();
    assert!(!old.exists());
}

#[test]
fn a_restore_gives_the_events_back_and_keeps_what_was_there() {
    let home = Home::with(4);
    let backup = make(&home.place(), Reason::Daily, NOW).unwrap();
    let first_device = home.open().device();
    mark(&mut home.open(), 3);
    let mut running = home.open();
    let done = restore(&home.place(), &backup, NOW + 5_000).unwrap();
    assert_eq!(done.events, 4);
    assert_eq!(home.events(), 4);
    let kept = done.kept.unwrap();
    assert_eq!((content(&kept).unwrap().events, kept.parent().unwrap()), (7, home.place().backups.as_path()));
    assert_ne!(home.open().device(), first_device, "numbers are not given twice");
    assert_eq!(check::integrity(&home.db()).unwrap().problems, [""; 0]);
    // A program that had it open sees the change, and does not write with its old numbers.
    assert!(running.changed().unwrap());
    assert_eq!(running.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap_err().kind, Kind::PutBack);
    // Back again, and both kept.
    assert_eq!(restore(&home.place(), &kept, NOW + 10_000).unwrap().events, 7);
    assert_eq!(home.events(), 7);
    mark(&mut home.open(), 1);
    assert_eq!(check::integrity(&home.db()).unwrap().problems, [""; 0]);
}

#[test]
fn a_restore_over_what_is_gone_or_damaged() {
    type Spoil = fn(&Path);
    let spoils: [(Spoil, bool); 4] = [
        (|db| fs::remove_file(db).unwrap(), false),
        (|db| fs::write(db, "").unwrap(), false),
        (|db| fs::write(db, "my diary").unwrap(), true),
        (
            |db| {
                let bytes = fs::read(db).unwrap();
                fs::write(db, &bytes[..bytes.len() / 2]).unwrap();
                fs::write(db.with_file_name("progress.db-journal"), "of the damaged one").unwrap();
            },
            true,
        ),
    ];
    for (spoil, kept) in spoils {
        let home = Home::with(40);
        let backup = make(&home.place(), Reason::Daily, NOW).unwrap();
        spoil(&home.db());
        let bytes = fs::read(home.db()).unwrap_or_default();
        let done = restore(&home.place(), &backup, NOW).unwrap();
        assert_eq!((done.events, done.kept.is_some()), (40, kept));
        if let Some(kept) = done.kept {
            assert_eq!(fs::read(kept).unwrap(), bytes, "kept to the byte");
        }
        assert_eq!(home.events(), 40);
        mark(&mut home.open(), 1);
        assert_eq!(check::integrity(&home.db()).unwrap().problems, [""; 0]);
    }
}

#[test]
fn a_wrong_backup_is_refused_before_anything_is_touched() {
    let home = Home::with(4);
    let good = make(&home.place(), Reason::Daily, NOW).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = scratch.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let whole = fs::read(&good).unwrap();
    let newer = file("newer %20?x#.db", &whole);
    raw(&newer).pragma_update(None, "user_version", VERSION + 1).unwrap();
    let foreign = scratch.path().join("foreign.db");
    raw(&foreign).execute_batch("CREATE TABLE t (n)").unwrap();
    let mut smashed = whole.clone();
    let end = smashed.len();
    smashed[end - 4_096..].fill(0x55);
    let wrong_sum = file("sum.db", &whole);
    raw(&wrong_sum).execute_batch("DROP TRIGGER event_fixed; UPDATE event SET ms = ms + 1 WHERE seq = 2").unwrap();
    let wrong = [
        (file("empty", b""), Kind::NotProgress),
        (file("text", &b"diary ".repeat(200)), Kind::NotProgress),
        (file("half.db", &whole[..whole.len() / 2]), Kind::Damaged),
        (file("smashed.db", &smashed), Kind::Damaged),
        (wrong_sum, Kind::Damaged),
        (newer, Kind::Newer),
        (foreign, Kind::NotProgress),
        (scratch.path().to_owned(), Kind::Irregular),
        (scratch.path().join("none.db"), Kind::NoSuch),
    ];
    let before = (all_files(home.dir.path()), all_files(scratch.path()));
    for (path, kind) in wrong {
        let error = restore(&home.place(), &path, NOW).unwrap_err();
        assert_eq!(error.kind, kind, "{}: {error}", path.display());
        assert!(!error.hint().is_empty());
    }
    assert_eq!((all_files(home.dir.path()), all_files(scratch.path())), before);
    // A good one under an odd name works.
    let odd = file("a good?one %41#.db", &whole);
    assert_eq!(restore(&home.place(), &odd, NOW).unwrap().events, 4);
}

#[test]
fn a_restore_plays_nothing_of_another_database_into_the_present_one() {
    for (ending, content) in [("journal", foreign_journal()), ("wal", foreign_wal())] {
        let home = Home::with(4);
        let backup = make(&home.place(), Reason::Daily, NOW).unwrap();
        mark(&mut home.open(), 1);
        let beside = home.path().join(format!("progress.db-{ending}"));
        fs::write(&beside, content).unwrap();
        let before = all_files(home.dir.path());
        let error = restore(&home.place(), &backup, NOW).unwrap_err();
        assert_eq!(error.kind, Kind::Foreign, "{error}");
        assert!(error.hint().contains("Move"), "{}", error.hint());
        assert!(all_files(home.dir.path()) == before, "nothing was touched");
        fs::remove_file(beside).unwrap();
        assert_eq!(home.events(), 5, "what was marked after the backup is there");
    }
}

#[test]
fn a_restore_over_a_file_in_wal_mode_keeps_it_to_the_byte() {
    let home = Home::with(4);
    let backup = make(&home.place(), Reason::Daily, NOW).unwrap();
    let mode: String = raw(&home.db()).query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let bytes = fs::read(home.db()).unwrap();
    fs::write(home.path().join("progress.db-wal"), log_of_another_program()).unwrap();
    let error = restore(&home.place(), &backup, NOW).unwrap_err();
    assert_eq!(error.kind, Kind::Foreign, "{error}");
    assert!(fs::read(home.db()).unwrap() == bytes, "not one byte");
    fs::remove_file(home.path().join("progress.db-wal")).unwrap();
    // Damaged, it is kept as it was, though it says WAL.
    let mut bytes = bytes;
    bytes[6 * 4_096..7 * 4_096].fill(0x55);
    fs::write(home.db(), &bytes).unwrap();
    let done = restore(&home.place(), &backup, NOW).unwrap();
    assert!(fs::read(done.kept.unwrap()).unwrap() == bytes, "kept to the byte");
    assert_eq!(home.events(), 4);
}

#[test]
fn a_busy_file_is_not_moved_away_by_a_restore() {
    let home = Home::with(4);
    let backup = make(&home.place(), Reason::Daily, NOW).unwrap();
    mark(&mut home.open(), 1);
    let holder = raw(&home.db());
    holder.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    let error = restore(&home.place(), &backup, NOW).unwrap_err();
    assert_eq!(error.kind, Kind::Busy, "{error}");
    drop(holder);
    assert_eq!(home.events(), 5);
}
