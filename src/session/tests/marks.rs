//! Marks, notes and the reader's place: saved, taken back, seen from another window, and true with any clock.

use super::*;

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
