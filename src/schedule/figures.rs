//! Progress that is honest about memory: per lesson what is retained, mastered, fading, and the same counted per branch.

use super::card::CardKind;
use super::{Deck, Scene};
use crate::domain::{Day, NodeIdx};

/// Below this chance to recall a lesson is fading.
pub const FADING: f32 = 0.80;
/// Days of a forecast.
pub const FORECAST_DAYS: usize = 30;

/// What is known of a lesson's memory.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct LessonMemory {
    /// Its questions.
    pub questions: u32,
    /// Of these, the ones answered on schedule.
    pub answered: u32,
    /// The mean chance to recall these now; none where there are none.
    pub retained: Option<f32>,
    /// At least 80 percent of the last five or more answers right, on at least two days, a predict or recall among them.
    pub mastered: bool,
}

impl LessonMemory {
    /// Whether it is retained less than it should be.
    pub fn fading(&self) -> bool {
        self.retained.is_some_and(|chance| chance < FADING)
    }

    /// Whether it is retained as it should be.
    pub fn holds(&self) -> bool {
        self.retained.is_some_and(|chance| chance >= FADING)
    }
}

/// Lessons at and below a node.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Share {
    /// Lessons.
    pub lessons: u32,
    /// Marked done.
    pub done: u32,
    /// Retained at [`FADING`] or more.
    pub retained: u32,
    /// Mastered.
    pub mastered: u32,
    /// Fading.
    pub fading: u32,
    /// Questions.
    pub questions: u32,
    /// Questions answered on schedule.
    pub answered: u32,
    /// The sum of the chances to recall these now.
    pub chances: f32,
}

impl Share {
    /// The mean chance to recall the answered questions now.
    pub fn mean(&self) -> Option<f32> {
        (self.answered > 0).then(|| self.chances / self.answered as f32)
    }

    fn add(&mut self, other: &Share) {
        self.lessons += other.lessons;
        self.done += other.done;
        self.retained += other.retained;
        self.mastered += other.mastered;
        self.fading += other.fading;
        self.questions += other.questions;
        self.answered += other.answered;
        self.chances += other.chances;
    }
}

/// The memory of every lesson and branch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Memories {
    lessons: Vec<LessonMemory>,
    shares: Vec<Share>,
    /// Of the whole.
    pub all: Share,
}

impl Memories {
    /// Of a scene.
    pub fn of(scene: &Scene<'_>) -> Memories {
        let nodes = scene.curriculum.nodes.len();
        let mut found = Memories {
            lessons: vec![LessonMemory::default(); nodes],
            shares: vec![Share::default(); nodes],
            all: Share::default(),
        };
        for card in scene.deck.cards() {
            let Some(at) = card.node.map(NodeIdx::at) else { continue };
            let state = scene.deck.state(&card.id);
            let chance = state.and_then(|state| state.chance(scene.now.ms));
            if let Some(share) = found.shares.get_mut(at) {
                // A blank page that was never tried is no question yet.
                share.questions += u32::from(card.kind != CardKind::Blank || state.is_some());
                share.answered += u32::from(chance.is_some());
                share.chances += chance.unwrap_or(0.0);
            }
        }
        for (idx, node) in scene.curriculum.iter().rev() {
            let at = idx.at();
            let mut share = found.of_branch(idx);
            if node.lesson {
                let lesson = LessonMemory {
                    questions: share.questions,
                    answered: share.answered,
                    retained: share.mean(),
                    mastered: scene.deck.habits.mastered(idx),
                };
                share.lessons += 1;
                share.done += u32::from(scene.progress.is_done(node.id.as_str()));
                share.retained += u32::from(lesson.holds());
                share.mastered += u32::from(lesson.mastered);
                share.fading += u32::from(lesson.fading());
                if let Some(here) = found.lessons.get_mut(at) {
                    *here = lesson;
                }
            }
            if let Some(here) = found.shares.get_mut(at) {
                *here = share;
            }
            match node.parent {
                Some(parent) => {
                    if let Some(parent) = found.shares.get_mut(parent.at()) {
                        parent.add(&share);
                    }
                }
                None => found.all.add(&share),
            }
        }
        found
    }

    /// Of a lesson.
    pub fn of_lesson(&self, node: NodeIdx) -> LessonMemory {
        self.lessons.get(node.at()).copied().unwrap_or_default()
    }

    /// Of a node and all below it.
    pub fn of_branch(&self, node: NodeIdx) -> Share {
        self.shares.get(node.at()).copied().unwrap_or_default()
    }
}

/// How many questions fall due on each of the next [`FORECAST_DAYS`] days, today (with what is overdue) the first.
pub fn forecast(scene: &Scene<'_>) -> Vec<u32> {
    let today = scene.today();
    let suspended = scene.progress.suspended();
    let mut days = vec![0_u32; FORECAST_DAYS];
    for (_, due) in asked(scene.deck).filter(|(id, _)| !suspended.contains(*id)) {
        let at = usize::try_from(due.since(today).max(0)).unwrap_or(usize::MAX);
        if let Some(day) = days.get_mut(at) {
            *day += 1;
        }
    }
    days
}

/// The questions that are in the schedule, and when they are due.
fn asked(deck: &Deck) -> impl Iterator<Item = (&str, Day)> {
    deck.states().filter(|(id, state)| state.memory.is_some() && deck.card(id).is_some()).map(|(id, s)| (id, s.due_day))
}
