//! What is asked from what: a [`Scene`] borrows all that queues and figures are worked out from; a [`Want`] is what to ask
//! of it, an [`Entry`] one question of what comes out.

use super::Deck;
use super::card::{Card, CardKind};
use crate::domain::{Curriculum, Day, NodeIdx, Now, Progress};

/// What is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// What is due, then new ones.
    Due,
    /// A branch: what is due, then the rest of it, what is weakest first.
    Branch(NodeIdx),
    /// All questions of a lesson, in its order.
    Lesson(NodeIdx),
    /// The blank page of a lesson.
    Blank(NodeIdx),
    /// [`TEST_OUT`](super::queue::TEST_OUT) questions spread over a phase; none where it has fewer.
    TestOut(NodeIdx),
    /// Recall questions of these branches, weakest first.
    Interview(Vec<NodeIdx>),
}

/// What a queue, and every figure, is worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub deck: &'a Deck,
    pub progress: &'a Progress,
    pub curriculum: &'a Curriculum,
    pub now: Now,
}

impl<'a> Scene<'a> {
    /// The study day.
    pub fn today(&self) -> Day {
        self.now.day(self.deck.settings().day_ends)
    }

    /// Whether a card is in the schedule: answered on it before, or of a lesson that is done.
    pub(super) fn enters(&self, card: &Card) -> bool {
        let known = self.deck.state(&card.id).is_some_and(|state| state.memory.is_some());
        known || card.kind == CardKind::Own || card.lesson.as_ref().is_some_and(|id| self.progress.is_done(id.as_str()))
    }

    pub(super) fn is_due(&self, card: &Card) -> bool {
        self.deck.state(&card.id).is_some_and(|state| state.is_due(self.today(), self.now.ms))
    }

    /// Whether an answer now moves the schedule: due, or the first one of a card that is in it.
    pub fn counts(&self, card: &Card) -> bool {
        let new = self.deck.state(&card.id).is_none_or(|state| state.memory.is_none());
        if new { self.enters(card) } else { self.is_due(card) }
    }

    pub(super) fn in_branch(&self, card: &Card, node: NodeIdx) -> bool {
        card.node.is_some_and(|at| self.curriculum.subtree(node).contains(&at.0))
    }

    /// The cards that may be asked at all.
    pub(super) fn open(&self) -> impl Iterator<Item = &'a Card> + use<'a> {
        let suspended = self.progress.suspended();
        self.deck.cards().filter(move |card| !suspended.contains(card.id.as_str()))
    }

    /// The chance that it is known; 0 for what was never answered.
    pub(super) fn chance(&self, card: &Card) -> f32 {
        self.deck.retrievability(&card.id, self.now.ms).unwrap_or(0.0)
    }
}

/// Why a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was missed a while ago.
    Step,
    /// It is due.
    Due,
    /// It is new.
    New,
    /// It belongs to a drill.
    Drill,
}

/// A question to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub question: String,
    pub why: Why,
    /// Whether its answer moves the schedule.
    pub scheduled: bool,
}
