//! The session on a real file, in a home of its own.
//!
//! - here: the home; how a session opens
//! - [`marks`]: what the learner does; [`forward`]: without the fold; [`travel`]: exports and imports; [`keeping`]: backups, damage, doctor

mod forward;
mod keeping;
mod marks;
mod travel;

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

/// Numbers below what is asked for, the same in each run (G. Marsaglia's xorshift).
pub(super) fn numbers(mut seed: u64) -> impl FnMut(u64) -> u64 {
    move |n| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % n
    }
}

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

fn exported(home: &Home, now: Now) -> String {
    home.open(now).export(now).unwrap().text
}

/// The events of an export without the line that says when it was made.
fn body(text: &str) -> &str {
    text.split("\"exported_at\"").next().unwrap()
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
fn a_session_can_be_sent_to_another_thread() {
    fn sent<T: Send>() {}
    sent::<Session>();
    sent::<Error>();
}

#[test]
fn a_folder_whose_name_is_no_text_works() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let dir = home.dir.path().join(std::ffi::OsStr::from_bytes(b"odd \xff?#%41"));
    let open = |now| Session::open(&dir, &tree(), 240, now).unwrap();
    open(at(0, 0)).mark_done(&branch("1"), at(0, 0)).unwrap();
    let done = upkeep::run(&dir, &tree(), 240, upkeep::Opened::default(), at(0, 1)).unwrap();
    open(at(0, 2)).mark_done(&branch("2"), at(0, 2)).unwrap();
    assert_eq!(restore::restore(&dir, &done.backup.unwrap(), at(0, 3)).unwrap().events, 3);
    assert!(!open(at(0, 4)).progress().is_done("2.1"));
}
