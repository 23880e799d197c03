use super::mark::Undoable;
use super::*;
use crate::domain::{Kind as NodeKind, Node, NodeIdx};
use std::path::PathBuf;

/// T(P 1 (1.1, 1.2, 1.3 was 1.9), P 2 (2.1))
pub(super) fn tree() -> Curriculum {
    let rows = [
        (NodeKind::Tier, "t", None, 7, false),
        (NodeKind::Phase, "1", Some(0), 5, false),
        (NodeKind::Topic, "1.1", Some(1), 3, true),
        (NodeKind::Topic, "1.2", Some(1), 4, true),
        (NodeKind::Topic, "1.3", Some(1), 5, true),
        (NodeKind::Phase, "2", Some(0), 7, false),
        (NodeKind::Topic, "2.1", Some(5), 7, true),
    ];
    let nodes: Vec<Node> = rows
        .iter()
        .map(|&(kind, id, parent, end, lesson)| Node {
            parent: parent.map(NodeIdx),
            end,
            lesson,
            was: if id == "1.3" { vec![Id::from_static("1.9")].into() } else { vec![].into() },
            ..Node::new(kind, Id::from_static(id), id.into())
        })
        .collect();
    let mut by_id: Vec<u32> = (0..7).collect();
    by_id.sort_by_key(|&at| nodes[at as usize].id.as_str().to_owned());
    Curriculum { id: "go".into(), nodes, by_id: by_id.into(), ..Curriculum::default() }
}

pub(super) const DAY: i64 = 86_400_000;

pub(super) fn at(day: i64, ms: i64) -> Now {
    Now::new((20_000 + day) * DAY + 12 * 3_600_000 + ms, 60)
}

pub(super) struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    pub(super) fn new() -> Home {
        Home { dir: tempfile::tempdir().unwrap() }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub(super) fn open(&self, now: Now) -> Session {
        Session::open(&self.path(), &tree(), 240, now).unwrap()
    }
}

pub(super) fn id(text: &'static str) -> Id {
    Id::from_static(text)
}

fn branch(node: &str) -> Vec<(Id, u32)> {
    let tree = tree();
    lessons(&tree, tree.find(node).unwrap())
}

#[test]
fn what_is_marked_is_there_after_the_next_start() {
    let home = Home::new();
    let saved = home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    assert_eq!((saved.own.len(), saved.events.len()), (3, 3));
    let mut session = home.open(at(0, 9));
    for lesson in ["1.1", "1.2", "1.3"] {
        assert!(session.progress().is_done(lesson), "{lesson}");
    }
    assert!(!session.progress().is_done("2.1"));
    let again = session.mark_done(&branch("1"), at(0, 9)).unwrap();
    assert_eq!(again, Saved::default(), "marking again changes nothing");
    let tree = tree();
    assert_eq!(next(&tree, session.progress(), None), tree.find("2.1"));
    let tally = session.progress().tally(&tree);
    assert_eq!((tally.all.done, tally.all.total, tally.of(tree.find("1").unwrap()).complete()), (3, 4, true));
}

#[test]
fn undo_takes_whole_actions_back_one_by_one_also_after_a_start() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    session.mark_done(&branch("2.1"), at(0, 0)).unwrap();
    // The same millisecond: still two actions.
    session.mark_done(&branch("1"), at(0, 0)).unwrap();
    session.write_note(&id("1.1"), "a note", at(0, 5)).unwrap();
    session.add_reading(&[(id("1.1"), 90)], at(0, 6)).unwrap();
    drop(session);
    let mut session = home.open(at(0, 10));
    let undone = |session: &mut Session| session.undo(Undoable::Study, at(0, 11)).unwrap().of.len();
    assert_eq!(undone(&mut session), 1);
    assert_eq!(session.progress().lesson("1.1").unwrap().note(), None);
    assert_eq!(undone(&mut session), 3);
    assert!(!session.progress().is_done("1.1") && session.progress().is_done("2.1"));
    assert_eq!(undone(&mut session), 1);
    assert_eq!(undone(&mut session), 0);
    assert_eq!(session.progress().lesson("1.1").unwrap().seconds, 90, "reading time stays");
    let before = session.progress().clone();
    drop(session);
    assert_eq!(*home.open(at(0, 12)).progress(), before);
}

fn exported(home: &Home, now: Now) -> String {
    home.open(now).export(now).unwrap().text
}

/// Writes an export into the home's folder and imports it.
fn import(home: &Home, text: &str, now: Now) -> Result<crate::store::Merged, Error> {
    let file = home.dir.path().join("export.json");
    std::fs::write(&file, text).unwrap();
    home.open(now).import(&file, now)
}

/// The events of an export without the line that says when it was made.
fn body(text: &str) -> &str {
    text.split("\"exported_at\"").next().unwrap()
}

#[test]
fn two_machines_merge_both_ways_without_loss() {
    let (left, right) = (Home::new(), Home::new());
    let mut session = left.open(at(0, 0));
    session.mark_done(&branch("1"), at(0, 0)).unwrap();
    session.write_note(&id("1.1"), "first", at(0, 1)).unwrap();
    drop(session);
    import(&right, &exported(&left, at(0, 2)), at(0, 2)).unwrap();
    // Apart: both write the note, one takes a mark back, one reads.
    left.open(at(1, 0)).write_note(&id("1.1"), "left", at(1, 0)).unwrap();
    right.open(at(1, 5)).write_note(&id("1.1"), "right", at(1, 5)).unwrap();
    right.open(at(1, 6)).mark_undone(&[id("1.2")], at(1, 6)).unwrap();
    left.open(at(1, 7)).add_reading(&[(id("2.1"), 300)], at(1, 7)).unwrap();
    let (from_left, from_right) = (exported(&left, at(2, 0)), exported(&right, at(2, 0)));
    let added = import(&left, &from_right, at(2, 1)).unwrap();
    assert_eq!((added.added, added.known), (2, 4));
    import(&right, &from_left, at(2, 1)).unwrap();
    assert_eq!(*left.open(at(2, 2)).progress(), *right.open(at(2, 2)).progress());
    assert_eq!(body(&exported(&left, at(2, 2))), body(&exported(&right, at(2, 2))));
    let session = left.open(at(2, 2));
    let progress = session.progress();
    assert_eq!(progress.lesson("1.1").unwrap().note().unwrap(), "left\n\nright");
    assert!(progress.is_done("1.1") && !progress.is_done("1.2") && progress.is_done("1.3"));
    // Again: nothing changes.
    let before = exported(&left, at(3, 0));
    assert_eq!(import(&left, &before, at(3, 0)).unwrap().added, 0);
    assert_eq!(import(&left, &from_right, at(3, 0)).unwrap().added, 0);
    assert_eq!(body(&exported(&left, at(3, 0))), body(&before));
}

#[test]
fn an_export_is_json_of_the_form_and_holds_all_curricula() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("2.1"), at(0, 0)).unwrap();
    let other = Curriculum { id: "rust".into(), ..tree() };
    Session::open(&home.path(), &other, 240, at(0, 1))
        .unwrap()
        .write_note(&id("9"), "\u{1b}[31m \"", at(0, 1))
        .unwrap();
    let value: serde_json::Value = serde_json::from_str(&exported(&home, at(0, 2))).unwrap();
    assert_eq!((value["format"].as_u64(), value["curricula"].as_array().unwrap().len()), (Some(1), 2));
    assert_eq!(value["exported_at"], "2024-10-04T12:00:00Z");
    let event = &value["curricula"][0]["events"][0];
    assert_eq!(
        (&event["kind"], &event["lesson"], &event["data"]["revision"]),
        (&"done".into(), &"2.1".into(), &1.into())
    );
    assert_eq!(
        (event["number"].as_u64(), event["offset"].as_i64(), event["ms"].as_i64()),
        (Some(1), Some(60), Some(at(0, 0).ms))
    );
    assert_eq!(value["curricula"][1]["events"][0]["data"]["text"], "\u{1b}[31m \"");
    assert_eq!(home.open(at(0, 3)).progress().lesson("9"), None, "curricula are apart");
}

#[test]
fn kinds_of_a_later_version_travel_unchanged() {
    let line = format!(
        r#"{{"format":1,"curricula":[{{"id":"go","events":[{{"id":"{:032x}","device":"{:032x}","number":7,"ms":5,"offset":-90,"lesson":"1.1","kind":"dream","data":{{"z":1,"a":[1.5,null]}}}}]}}],"exported_at":"x"}}"#,
        5, 6
    );
    let home = Home::new();
    assert_eq!(import(&home, &line, at(0, 0)).unwrap().added, 1);
    let back = exported(&home, at(0, 0));
    assert!(
        back.contains(r#""number":7,"ms":5,"offset":-90,"lesson":"1.1","kind":"dream","data":{"z":1,"a":[1.5,null]}"#),
        "{back}"
    );
}

#[test]
fn what_is_no_export_is_refused_with_one_line_and_changes_nothing() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("2.1"), at(0, 0)).unwrap();
    let good = exported(&home, at(0, 0));
    let nested = format!(r#"{{"format":1,"curricula":{}"#, "[".repeat(100_000));
    let event = |change: fn(&mut serde_json::Value)| {
        let mut value: serde_json::Value = serde_json::from_str(&good).unwrap();
        let event = &mut value["curricula"][0]["events"][0];
        event["id"] = format!("{:032x}", 9).into();
        change(event);
        value.to_string()
    };
    let cases = [
        String::new(),
        "{}".into(),
        "[]".into(),
        "\u{feff}{}".into(),
        nested,
        r#"{"format":0,"curricula":[]}"#.into(),
        r#"{"format":"1","curricula":[]}"#.into(),
        r#"{"format":1}"#.into(),
        r#"{"format":1,"curricula":[{"id":"a b","events":[]}]}"#.into(),
        good[..good.len() / 2].into(),
        event(|e| e["id"] = "xyz".into()),
        event(|e| e["number"] = 0.into()),
        event(|e| e["number"] = (-1).into()),
        event(|e| e["number"] = u64::MAX.into()),
        event(|e| e["ms"] = 1.5.into()),
        event(|e| e["offset"] = 5_000.into()),
        event(|e| e["lesson"] = "\u{1b}[2J".into()),
        event(|e| e["kind"] = "".into()),
        event(|e| e["kind"] = "Done\n".into()),
        event(|e| e["data"] = "text".into()),
        event(|e| _ = e.as_object_mut().unwrap().remove("data")),
    ];
    for case in cases {
        let error = import(&home, &case, at(1, 0)).unwrap_err();
        let shown = case.get(..60).unwrap_or(&case);
        assert_eq!((error.kind, error.exit_status()), (Kind::BadInput, 1), "{shown}: {error}");
        assert!(!error.to_string().contains('\n') && error.to_string().len() < 400, "{error}");
    }
    let newer = import(&home, r#"{"format":2,"curricula":[]}"#, at(1, 0)).unwrap_err();
    assert_eq!((newer.kind, newer.exit_status()), (Kind::Newer, 4));
    let session = &mut home.open(at(1, 0));
    for odd in [home.path(), "/dev/zero".into(), home.dir.path().join("none")] {
        assert!(session.import(&odd, at(1, 0)).is_err(), "{}", odd.display());
    }
    assert_eq!(exported(&home, at(0, 0)), good);
    assert_eq!(restore::list(&home.path()).unwrap(), [], "no backup is made for what is refused");
    assert!(import(&home, &event(|e| e["lesson"] = "gone.9".into()), at(1, 0)).unwrap().added == 1);
    assert_eq!(restore::list(&home.path()).unwrap().len(), 1, "one is made before what is taken");
}

#[test]
fn an_export_is_written_whole_or_not_at_all() {
    let home = Home::new();
    let file = home.dir.path().join("out.json");
    transfer::write_file(&file, "one").unwrap();
    transfer::write_file(&file, "two").unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "two");
    assert!(transfer::write_file(&home.dir.path().join("no/such/x.json"), "x").is_err());
    assert!(transfer::write_file(home.dir.path(), "x").is_err());
    assert_eq!(std::fs::read_dir(home.dir.path()).unwrap().count(), 1, "nothing is left over");
}

#[test]
fn what_another_window_marks_is_seen() {
    let home = Home::new();
    let (mut here, mut there) = (home.open(at(0, 0)), home.open(at(0, 0)));
    assert_eq!(here.refresh().unwrap(), []);
    there.mark_done(&branch("1"), at(0, 1)).unwrap();
    assert_eq!(here.refresh().unwrap().len(), 3);
    assert_eq!(here.refresh().unwrap(), []);
    assert!(here.progress().is_done("1.1"));
    // Seen by a save as well: the model is told of all that is new.
    there.mark_undone(&[id("1.1")], at(0, 2)).unwrap();
    let saved = here.mark_done(&branch("1.1"), at(0, 3)).unwrap();
    assert_eq!((saved.events.len(), saved.own.len()), (2, 1));
    there.refresh().unwrap();
    assert_eq!(*here.progress(), *there.progress());
    assert!(here.progress().is_done("1.1"));
}

#[test]
fn what_is_told_of_saves_is_all_that_happened() {
    let home = Home::new();
    let mut first = home.open(at(0, 0));
    first.mark_done(&branch("2.1"), at(0, 0)).unwrap();
    first.pack(at(0, 0));
    // Both begin with what is true now alone, and read what it follows from when they need it.
    let (mut here, mut there) = (home.open(at(0, 0)), home.open(at(0, 0)));
    assert!(here.fold.is_none() && there.fold.is_none());
    let mut model = Fold::new(240);
    model.extend(&here.history().unwrap());
    let mut apply = |events: &[Event]| events.iter().for_each(|event| model.apply(event));
    apply(&here.mark_done(&branch("1"), at(0, 1)).unwrap().events);
    there.write_note(&id("1.1"), "there", at(0, 2)).unwrap();
    apply(&here.bookmark(&id("1.1"), "h:3", "A heading", at(0, 3)).unwrap().events);
    there.add_reading(&[(id("1.1"), 30), (id("1.2"), 0)], at(0, 4)).unwrap();
    apply(&here.refresh().unwrap());
    apply(&here.undo(Undoable::Study, at(0, 5)).unwrap().saved.events);
    apply(&here.unbookmark(&id("1.1"), "none", at(0, 6)).unwrap().events);
    assert_eq!(model.now(), *here.progress());
    assert_eq!(model.now(), *home.open(at(0, 7)).progress());
}

#[test]
fn the_clock_set_back_takes_no_mark_back() {
    let home = Home::new();
    let mut session = home.open(at(400, 0));
    session.mark_done(&branch("2.1"), at(400, 0)).unwrap();
    session.mark_undone(&[id("2.1")], at(400, 0)).unwrap();
    // 400 days back.
    session.mark_done(&branch("2.1"), at(0, 0)).unwrap();
    assert!(session.progress().is_done("2.1"));
    session.bookmark(&id("2.1"), "p", "far ahead", at(20_000, 0)).unwrap();
    session.unbookmark(&id("2.1"), "p", at(0, 1)).unwrap();
    session.suspend(None, "q", at(20_000, 0)).unwrap();
    session.unsuspend(None, "q", at(0, 1)).unwrap();
    for session in [&session, &home.open(at(-400, 0))] {
        let lesson = session.progress().lesson("2.1").unwrap();
        assert!(lesson.done.is_some() && lesson.bookmarks.is_empty());
        assert!(session.progress().suspended().is_empty());
    }
    // A mark elsewhere is dated as the clock says.
    let saved = session.mark_done(&branch("1.1"), at(1, 0)).unwrap();
    assert_eq!(saved.events[0].ms, at(1, 0).ms);
}

#[test]
fn a_note_replaces_what_was_seen_and_the_same_text_is_no_event() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    assert_eq!(session.write_note(&id("1.1"), "one\n", at(0, 0)).unwrap().own.len(), 1);
    assert_eq!(session.write_note(&id("1.1"), "one", at(0, 1)).unwrap().own.len(), 0);
    session.write_note(&id("1.1"), "two", at(0, 2)).unwrap();
    assert_eq!(session.progress().lesson("1.1").unwrap().note().unwrap(), "two");
    session.write_note(&id("1.1"), " \n", at(0, 3)).unwrap();
    assert_eq!(session.progress().lesson("1.1").unwrap().note(), None);
    assert_eq!(session.write_note(&id("1.1"), "", at(0, 4)).unwrap().own.len(), 0);
    let long = "x".repeat(note::NOTE_MAX + 1);
    assert_eq!(session.write_note(&id("1.1"), &long, at(0, 5)).unwrap_err().kind, Kind::BadInput);
    session.bookmark(&id("1.1"), "p", &"ü".repeat(900), at(0, 6)).unwrap();
    let label = &session.progress().lesson("1.1").unwrap().bookmarks[0].label;
    assert_eq!(label.chars().count(), 500, "cut between letters");
}

#[test]
fn the_position_is_kept_and_odd_ones_are_none() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    assert_eq!(session.position().unwrap(), Position::default());
    let position = Position {
        lesson: Some("1.1".into()),
        places: [("1.1".to_owned(), Anchor { block: 3, offset: 1 })].into(),
        open: vec!["1".into()],
        filter: "todo".into(),
        welcomed: true,
        ..Position::default()
    };
    session.save_position(&position, at(0, 1)).unwrap();
    assert_eq!(home.open(at(0, 2)).position().unwrap(), position);
    session.store.set_position("go", "no json", 0).unwrap();
    assert_eq!(session.position().unwrap(), Position::default());
    session.store.set_position("go", r#"{"lesson":"2.1","of_later":[1]}"#, 0).unwrap();
    assert_eq!(session.position().unwrap().lesson.as_deref(), Some("2.1"));
    assert_eq!(session.refresh().unwrap(), [], "a position is no event");
}

#[test]
fn a_session_without_data_reads_and_says_why_it_does_not_save() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    std::fs::write(home.path().join("progress.db"), "").unwrap();
    let reason = Session::open(&home.path(), &tree(), 240, at(0, 1)).unwrap_err();
    assert_eq!(reason.kind, Kind::Lost);
    let mut session = Session::without_data(&home.path(), &tree(), 240, reason.clone()).unwrap();
    assert_eq!(session.mark_done(&branch("1"), at(0, 1)).unwrap_err(), reason);
    assert_eq!(session.notice(), Some(reason));
    session.save_position(&Position::default(), at(0, 1)).unwrap();
    assert_eq!(std::fs::read(home.path().join("progress.db")).unwrap(), b"");
}

#[test]
fn once_a_day_the_file_is_checked_and_backed_up() {
    let home = Home::new();
    let run = |now: Now| upkeep::run(&home.path(), &tree(), 240, false, now).unwrap();
    assert_eq!(run(at(0, 0)), upkeep::Upkept::default(), "nothing happened, nothing is backed up");
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    let first = run(at(0, 1));
    assert!(first.checked && first.backup.is_some() && first.backup_failed.is_none());
    assert_eq!(run(at(0, 9)), upkeep::Upkept::default());
    assert!(upkeep::run(&home.path(), &tree(), 240, true, at(0, 10)).unwrap().checked, "after a program was cut off");
    assert!(run(at(1, 2)).backup.is_some());
    assert!(run(at(-30, 0)).backup.is_some(), "with the clock set back there is one too");
    let backups = restore::list(&home.path()).unwrap();
    assert_eq!(backups.iter().map(|b| b.events).collect::<Vec<_>>(), [Some(3); 3]);
}

#[test]
fn a_backup_that_cannot_be_written_is_said_once_and_is_no_error() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    std::fs::write(home.path().join("backups"), "a file in its place").unwrap();
    let done = upkeep::run(&home.path(), &tree(), 240, false, at(0, 1)).unwrap();
    assert!(done.checked && done.backup.is_none() && done.backup_failed.is_some());
    assert!(home.open(at(0, 2)).mark_done(&branch("2"), at(0, 2)).is_ok());
}

#[test]
fn damage_makes_a_running_session_read_only() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    session.mark_done(&branch("1"), at(0, 0)).unwrap();
    let db = spoil_an_event(&home);
    let damage = upkeep::run(&home.path(), &tree(), 240, true, at(0, 1)).unwrap_err();
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
    upkeep::run(&home.path(), &tree(), 240, false, at(0, 1)).unwrap();
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
fn a_restored_backup_is_what_it_was() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    upkeep::run(&home.path(), &tree(), 240, false, at(0, 1)).unwrap();
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
fn a_start_from_a_snapshot_knows_the_same() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    for n in 0..600 {
        session.add_reading(&[(id("1.1"), 60)], at(n / 10, n)).unwrap();
    }
    session.mark_done(&branch("1"), at(60, 0)).unwrap();
    session.write_note(&id("1.2"), "kept", at(60, 1)).unwrap();
    session.bookmark(&id("1.2"), "p", "l", at(60, 2)).unwrap();
    let before = session.progress().clone();
    session.pack(at(60, 3));
    let last = session.store.last().unwrap();
    assert_eq!([FOLD, NOW].map(|name| session.store.snapshot_upto("go", name).unwrap()), [last, last]);
    let looking = home.open(at(60, 4));
    assert_eq!(*looking.progress(), before);
    assert!(looking.fold.is_none(), "nothing but what is true now was read");
    session.write_note(&id("1.2"), "changed", at(60, 5)).unwrap();
    session.undo(Undoable::Study, at(60, 6)).unwrap();
    let mut fresh = home.open(at(60, 7));
    assert_eq!(*fresh.progress(), *session.progress());
    assert!(fresh.fold.is_some(), "what came after is taken in");
    // A few events more are no reason to write the large snapshot again.
    fresh.pack(at(60, 7));
    assert_eq!([FOLD, NOW].map(|name| fresh.store.snapshot_upto("go", name).unwrap()), [last, last + 2]);
    assert!(home.open(at(60, 7)).fold.is_none());
    assert!(doctor::examine(&home.path(), &tree(), at(60, 8)).iter().all(|f| f.level == doctor::Level::Fine));
    assert_eq!(fresh.history().unwrap().len(), 607);
}

#[test]
fn a_renumbered_lesson_keeps_its_marks_across_a_start() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&[(id("1.9"), 1)], at(0, 0)).unwrap();
    assert!(home.open(at(0, 1)).progress().is_done("1.3"));
}

#[test]
fn next_goes_on_from_where_one_is_and_around() {
    let home = Home::new();
    let tree = tree();
    let mut session = home.open(at(0, 0));
    session.mark_done(&branch("1.2"), at(0, 0)).unwrap();
    let node = |id: &str| tree.find(id);
    assert_eq!(next(&tree, session.progress(), None), node("1.1"));
    assert_eq!(next(&tree, session.progress(), node("1.1")), node("1.3"));
    assert_eq!(next(&tree, session.progress(), node("2.1")), node("1.1"));
    session.mark_done(&branch("t"), at(0, 1)).unwrap();
    assert_eq!(next(&tree, session.progress(), None), None);
}

#[test]
fn a_session_can_be_sent_to_another_thread() {
    fn sent<T: Send>() {}
    sent::<Session>();
    sent::<Error>();
}

#[test]
fn damage_offers_the_newest_backup_that_is_sound() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    upkeep::run(&home.path(), &tree(), 240, false, at(0, 0)).unwrap();
    std::fs::write(home.path().join("backups/progress-2025-01-01T000000Z-daily.db"), "not sound").unwrap();
    std::fs::write(home.path().join("progress.db"), "my diary").unwrap();
    let error = Session::open(&home.path(), &tree(), 240, at(0, 1)).unwrap_err();
    assert!(error.hint().contains("2024-10-04 13:00 (3 events)"), "{}", error.hint());
    assert!(error.hint().contains("progress-2024-10-04T120000Z-daily.db'"), "{}", error.hint());
}

#[test]
fn a_folder_whose_name_is_no_text_works() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let dir = home.dir.path().join(std::ffi::OsStr::from_bytes(b"odd \xff?#%41"));
    let open = |now| Session::open(&dir, &tree(), 240, now).unwrap();
    open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    let done = upkeep::run(&dir, &tree(), 240, false, at(0, 1)).unwrap();
    open(at(0, 2)).mark_done(&branch("2"), at(0, 2)).unwrap();
    assert_eq!(restore::restore(&dir, &done.backup.unwrap(), at(0, 3)).unwrap().events, 3);
    assert!(!open(at(0, 4)).progress().is_done("2.1"));
}

/// Of each format that was released a file is kept, with the export that was made of it then.
#[test]
fn a_file_of_the_first_format_reads_as_it_was_written() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let home = Home::new();
    std::fs::create_dir_all(home.path()).unwrap();
    std::fs::copy(fixtures.join("format-1.db"), home.path().join("progress.db")).unwrap();
    let expected = std::fs::read_to_string(fixtures.join("format-1.json")).unwrap();
    assert_eq!(body(&exported(&home, at(0, 0))), body(&expected));
    let found = doctor::examine(&home.path(), &tree(), at(0, 0));
    let odd: Vec<&str> = found.iter().filter(|f| f.level != doctor::Level::Fine).map(|f| f.what.as_str()).collect();
    // The one answer in it carries a memory that was made up, and the proof sees it.
    assert_eq!(odd, ["1 questions (1.1.q is the first) have answers that say another memory than follows from them"]);
    let session = home.open(at(0, 0));
    let lesson = session.progress().lesson("1.1").unwrap();
    assert_eq!(lesson.note().unwrap(), "a channel has an end\n\n\u{1b}[31mred");
    assert!(lesson.done.is_some() && lesson.bookmarks.len() == 1 && lesson.seconds == 75);
    assert!(!session.progress().is_done("1.2") && session.progress().done("2.1").unwrap().tested_out);
    assert_eq!(session.position().unwrap().lesson.as_deref(), Some("1.1"));
    assert_eq!((session.progress().own_questions().len(), session.progress().suspended().len()), (1, 1));
}

#[test]
fn a_hundred_histories_come_back_from_their_backups() {
    let home = Home::new();
    let mut seed = 1_u64;
    let mut next_of = |n: u64| {
        // G. Marsaglia's xorshift: the same histories in each run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % n
    };
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
