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
