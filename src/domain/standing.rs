//! How each node of a curriculum stands: its state, and how many of its lessons are done.

use std::collections::HashSet;

use super::{Curriculum, Id, NodeIdx, progress::Progress};

/// A node's state; a branch's follows from its lessons'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing happened yet.
    #[default]
    New,
    /// A lesson that was read in, but is not done.
    Reading,
    /// A branch of which some lessons are done or being read.
    Part,
    Done,
    /// Done, but fading from memory.
    Fading,
}

impl State {
    /// The state's name, as JSON output has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "todo",
            Self::Reading => "reading",
            Self::Part => "part",
            Self::Done => "done",
            Self::Fading => "fading",
        }
    }
}

/// How a node stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    /// Of its lessons (itself, if it is one), how many are done.
    pub done: u32,
    pub total: u32,
    /// Of its lessons, how many are fading.
    pub fading: u32,
    /// Done, and rewritten since.
    pub rewritten: bool,
}

/// The standings of all nodes, in the order of `curriculum.nodes`. `fading` are the lessons that are fading from memory.
pub fn standings(curriculum: &Curriculum, progress: &Progress, fading: &HashSet<Id>) -> Vec<Standing> {
    let mut all = vec![Standing::default(); curriculum.nodes.len()];
    let mut begun = vec![false; curriculum.nodes.len()];
    for (idx, node) in curriculum.iter().filter(|(_, node)| node.lesson) {
        let mark = progress.done(node.id.as_str());
        let fades = mark.is_some() && fading.contains(&node.id);
        let reading = mark.is_none() && progress.lesson(node.id.as_str()).is_some_and(|lesson| lesson.seconds > 0);
        if let Some(own) = all.get_mut(idx.at()) {
            own.state = match (mark, fades, reading) {
                (Some(_), true, _) => State::Fading,
                (Some(_), false, _) => State::Done,
                (None, _, true) => State::Reading,
                (None, _, false) => State::New,
            };
            own.rewritten = mark.is_some_and(|mark| mark.revision < node.revision);
        }
        for up in std::iter::once(idx).chain(curriculum.ancestors(idx)) {
            if let Some(standing) = all.get_mut(up.at()) {
                standing.total += 1;
                standing.done += u32::from(mark.is_some());
                standing.fading += u32::from(fades);
            }
            if let Some(begun) = begun.get_mut(up.at()) {
                *begun |= mark.is_some() || reading;
            }
        }
    }
    for ((standing, begun), node) in all.iter_mut().zip(begun).zip(&curriculum.nodes) {
        if !node.lesson && standing.total > 0 {
            standing.state = match () {
                () if standing.done == standing.total && standing.fading > 0 => State::Fading,
                () if standing.done == standing.total => State::Done,
                () if begun => State::Part,
                () => State::New,
            };
        }
    }
    all
}

/// The first lesson that is not done, after `from` and then from the beginning.
pub fn next_unfinished(curriculum: &Curriculum, progress: &Progress, from: Option<NodeIdx>) -> Option<NodeIdx> {
    let open = |(idx, node): (NodeIdx, &super::Node)| (!progress.is_done(node.id.as_str())).then_some(idx);
    let after = from.and_then(|from| curriculum.all_lessons().filter(|(idx, _)| *idx > from).find_map(open));
    after.or_else(|| curriculum.all_lessons().find_map(open))
}

/// The last lesson before `from` that is not done.
pub fn previous_unfinished(curriculum: &Curriculum, progress: &Progress, from: NodeIdx) -> Option<NodeIdx> {
    let mut before = curriculum.all_lessons().filter(|(idx, _)| *idx < from).rev();
    before.find(|(_, node)| !progress.is_done(node.id.as_str())).map(|(idx, _)| idx)
}
