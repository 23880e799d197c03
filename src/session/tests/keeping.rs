//! The file kept well: checked, backed up, restored, examined; and what a session does where it is damaged.

use super::*;
use crate::session::upkeep::Opened;

const CUT_OFF: Opened = Opened { file: None, cut_off: true };

#[test]
fn once_a_day_the_file_is_checked_and_backed_up() {
    let home = Home::new();
    let run = |now: Now| upkeep::run(&home.path(), &tree(), 240, Opened::default(), now).unwrap();
    assert_eq!(run(at(0, 0)), upkeep::Upkept::default(), "nothing happened, nothing is backed up");
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    let first = run(at(0, 1));
    assert!(first.checked && first.backup.is_some() && first.backup_failed.is_none());
    assert_eq!(run(at(0, 9)), upkeep::Upkept::default());
    assert!(
        upkeep::run(&home.path(), &tree(), 240, CUT_OFF, at(0, 10)).unwrap().checked,
        "after a program was cut off"
    );
    assert!(run(at(1, 2)).backup.is_some());
    assert!(run(at(-30, 0)).backup.is_some(), "with the clock set back there is one too");
    let backups = restore::list(&home.path()).unwrap();
    assert_eq!(backups.iter().map(|b| b.events).collect::<Vec<_>>(), [Some(3); 3]);
}

#[test]
fn a_file_that_is_not_the_one_that_is_open_is_left_alone() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    session.mark_done(&branch("1"), at(0, 0)).unwrap();
    let db = home.path().join("progress.db");
    let copy = db.with_extension("copy");
    std::fs::copy(&db, &copy).unwrap();
    std::fs::rename(&copy, &db).unwrap();
    let other = std::fs::read(&db).unwrap();
    let run = |of| upkeep::run(&home.path(), &tree(), 240, of, at(0, 1)).unwrap();
    assert_eq!(run(Opened::by(&session)), upkeep::Upkept::default());
    assert!(std::fs::read(&db).unwrap() == other, "not one byte");
    assert!(run(Opened::by(&home.open(at(0, 1)))).backup.is_some(), "its own program keeps it");
}

#[test]
fn a_backup_that_cannot_be_written_is_said_once_and_is_no_error() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    std::fs::write(home.path().join("backups"), "a file in its place").unwrap();
    let done = upkeep::run(&home.path(), &tree(), 240, Opened::default(), at(0, 1)).unwrap();
    assert!(done.checked && done.backup.is_none() && done.backup_failed.is_some());
    assert!(home.open(at(0, 2)).mark_done(&branch("2"), at(0, 2)).is_ok());
}

#[test]
fn damage_makes_a_running_session_read_only() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    session.mark_done(&branch("1"), at(0, 0)).unwrap();
    let db = spoil_an_event(&home);
    let damage = upkeep::run(&home.path(), &tree(), 240, CUT_OFF, at(0, 1)).unwrap_err();
    assert_eq!((damage.kind, damage.exit_status()), (Kind::Damaged, 3));
    session.make_read_only(damage.clone());
    assert_eq!(session.mark_done(&branch("2"), at(0, 2)).unwrap_err(), damage);
    assert_eq!(std::fs::read(home.path().join("progress.db")).unwrap(), db, "and nothing touches the file");
    // What can be read is exported.
    let found = transfer::export(&home.path(), &tree(), at(0, 3)).unwrap();
    assert_eq!((found.events, found.lost), (2, 1), "{}", found.text);
    let findings = doctor::examine(&home.path(), &tree(), at(0, 3));
    assert!(findings.iter().any(|finding| finding.level == doctor::Level::Damaged), "{findings:?}");
}

/// Changes one letter of one event, and gives the bytes of the file.
fn spoil_an_event(home: &Home) -> Vec<u8> {
    let path = home.path().join("progress.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(14).rposition(|part| part == br#"{"revision":1}"#).unwrap();
    bytes[at + 12] = b'7';
    std::fs::write(&path, &bytes).unwrap();
    bytes
}

#[test]
fn doctor_finds_a_sound_home_sound() {
    let home = Home::new();
    assert!(doctor::examine(&home.path(), &tree(), at(0, 0)).iter().all(|f| f.level == doctor::Level::Fine));
    let mut session = home.open(at(0, 0));
    session.mark_done(&branch("1"), at(0, 0)).unwrap();
    session.mark_done(&[(id("7.7"), 1)], at(0, 0)).unwrap();
    upkeep::run(&home.path(), &tree(), 240, Opened::default(), at(0, 1)).unwrap();
    let findings = doctor::examine(&home.path(), &tree(), at(0, 2));
    assert!(findings.iter().all(|finding| finding.level == doctor::Level::Fine), "{findings:?}");
    let all: String = findings.iter().map(|finding| format!("{}\n", finding.what)).collect();
    for part in [
        "4 events",
        "follows from the history",
        "1 backups, the newest of today",
        "1 lessons with a history are no longer",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
}

#[test]
fn what_is_kept_beside_the_log_and_lies_is_found() {
    for name in [FOLD, NOW] {
        let home = Home::new();
        let mut session = home.open(at(0, 0));
        session.mark_done(&branch("1"), at(0, 0)).unwrap();
        let nothing = if name == FOLD { session.blank.pack() } else { session.blank.pack_now(&session.blank) };
        let last = session.store.last().unwrap();
        session.store.set_snapshot("go", name, last, &nothing, at(0, 0).ms).unwrap();
        let worst = doctor::examine(&home.path(), &tree(), at(0, 1)).into_iter().map(|finding| finding.level).max();
        assert_eq!(worst, Some(doctor::Level::Damaged), "{name}");
    }
}

#[test]
fn a_restored_backup_is_what_it_was() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    upkeep::run(&home.path(), &tree(), 240, Opened::default(), at(0, 1)).unwrap();
    let before = exported(&home, at(0, 2));
    home.open(at(0, 3)).mark_undone(&[id("1.1")], at(0, 3)).unwrap();
    let mut running = home.open(at(0, 3));
    let backup = &restore::list(&home.path()).unwrap()[0];
    assert_eq!((backup.events, backup.ms), (Some(3), at(0, 0).ms));
    let done = restore::restore(&home.path(), &backup.path, at(0, 4)).unwrap();
    assert_eq!(exported(&home, at(0, 2)), before);
    assert_eq!(running.refresh().unwrap_err().kind, Kind::PutBack);
    restore::restore(&home.path(), &done.kept.unwrap(), at(0, 5)).unwrap();
    assert!(!home.open(at(0, 6)).progress().is_done("1.1"));
}

#[test]
fn damage_offers_the_newest_backup_that_is_sound() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    upkeep::run(&home.path(), &tree(), 240, Opened::default(), at(0, 0)).unwrap();
    std::fs::write(home.path().join("backups/progress-2025-01-01T000000Z-daily.db"), "not sound").unwrap();
    std::fs::write(home.path().join("progress.db"), "my diary").unwrap();
    let error = Session::open(&home.path(), &tree(), 240, at(0, 1)).unwrap_err();
    assert!(error.hint().contains("2024-10-04 13:00 (3 events)"), "{}", error.hint());
    assert!(error.hint().contains("progress-2024-10-04T120000Z-daily.db'"), "{}", error.hint());
}

#[test]
fn a_hundred_histories_come_back_from_their_backups() {
    let home = Home::new();
    let mut next_of = numbers(1);
    let lessons = ["1.1", "1.2", "1.3", "2.1"];
    for round in 0..100 {
        let mut session = home.open(at(round, 0));
        for step in 0..1 + i64::try_from(next_of(4)).unwrap() {
            let now = at(round, step);
            let lesson = lessons[usize::try_from(next_of(4)).unwrap()];
            match next_of(5) {
                0 => session.mark_done(&branch(lesson), now).unwrap(),
                1 => session.mark_undone(&[id(lesson)], now).unwrap(),
                2 => session.write_note(&id(lesson), &format!("round {round}, step {step}"), now).unwrap(),
                3 => session.add_reading(&[(id(lesson), 60)], now).unwrap(),
                _ => session.undo(Undoable::Study, now).unwrap().saved,
            };
        }
        let before = (exported(&home, at(0, 0)), session.progress().clone());
        drop(session);
        let backup = crate::store::backup::make(
            &Place::at(&home.path()).unwrap(),
            crate::store::backup::Reason::Daily,
            at(round, 9).ms,
        );
        home.open(at(round, 10)).write_note(&id("1.1"), "lost by the restore", at(round, 10)).unwrap();
        restore::restore(&home.path(), &backup.unwrap(), at(round, 11)).unwrap();
        assert_eq!(exported(&home, at(0, 0)), before.0, "round {round}");
        assert_eq!(*home.open(at(round, 12)).progress(), before.1, "round {round}");
    }
}
