//! Figures of answers: by kind and by phase, how sure against how right, what keeps being missed.

use super::{Card, CardKind, Deck, Scene, Seen};
use crate::domain::event::{Confidence, Grade};
use crate::domain::{Id, NodeIdx};
use std::collections::BTreeMap;

/// Answers of one kind, phase or confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tried {
    /// Answers.
    pub answers: u32,
    /// Of these, right.
    pub right: u32,
}

impl Tried {
    /// The share of right answers; none where there are none.
    pub fn share(&self) -> Option<f32> {
        (self.answers > 0).then(|| self.right as f32 / self.answers as f32)
    }

    fn count(&mut self, right: bool) {
        self.answers += 1;
        self.right += u32::from(right);
    }
}

/// A question that keeps being missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leech {
    /// The question's id.
    pub question: String,
    /// Its lesson.
    pub lesson: Option<Id>,
    /// Wrong among the last answers.
    pub wrong: u32,
    /// The last answers that were looked at.
    pub of: u32,
    /// How often it was forgotten after it had been known.
    pub lapses: u32,
}

/// The last answers that say whether a question keeps being missed.
const LEECH_LAST: usize = 8;
/// Wrong answers among them that make it one.
const LEECH_WRONG: u32 = 4;

/// Figures of answers.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Stats {
    /// All of them.
    pub all: Tried,
    /// By kind, with the median time in milliseconds where there are enough; in the order of kinds.
    pub kinds: Vec<(CardKind, Tried, Option<u32>)>,
    /// By phase, in reading order; only phases with answers.
    pub phases: Vec<(NodeIdx, Tried)>,
    /// How sure against how right: guess, think so, sure.
    pub sure: Vec<(Confidence, Tried)>,
    /// Answers on schedule to what was known before, steps aside: the share that was known is the retention reached.
    pub kept: Tried,
    /// Questions that keep being missed and are not suspended, the worst first.
    pub leeches: Vec<Leech>,
    /// Questions answered on schedule.
    pub cards: u32,
    /// Suspended questions.
    pub suspended: u32,
}

impl Stats {
    /// Of a scene.
    pub fn of(scene: &Scene<'_>) -> Stats {
        let deck = scene.deck;
        let suspended = scene.progress.suspended();
        let mut stats = Stats { suspended: u32::try_from(suspended.len()).unwrap_or(u32::MAX), ..Stats::default() };
        let mut kinds: BTreeMap<CardKind, Tried> = BTreeMap::new();
        let mut phases: BTreeMap<NodeIdx, Tried> = BTreeMap::new();
        let mut sure: BTreeMap<Confidence, Tried> =
            [Confidence::Guess, Confidence::ThinkSo, Confidence::Sure].map(|level| (level, Tried::default())).into();
        for (card, seen) in deck.answers() {
            let right = seen.was_right();
            stats.all.count(right);
            kinds.entry(card.kind).or_default().count(right);
            if let Some(phase) = card.phase {
                phases.entry(phase).or_default().count(right);
            }
            if let Some(level) = seen.confidence {
                sure.entry(level).or_default().count(right);
            }
        }
        for (id, state) in deck.states() {
            let Some(card) = deck.card(id) else { continue };
            stats.cards += u32::from(state.memory.is_some());
            let mut known: Option<&Seen> = None;
            for seen in state.answers().filter(|seen| seen.scheduled) {
                if known.is_some_and(|before| before.grade != Grade::Again && before.day < seen.day) {
                    stats.kept.count(seen.grade != Grade::Again);
                }
                known = Some(seen);
            }
            if !suspended.contains(id) {
                stats.leeches.extend(Leech::of(card, deck));
            }
        }
        stats.kinds = kinds.into_iter().map(|(kind, tried)| (kind, tried, deck.median(kind))).collect();
        stats.phases = phases.into_iter().collect();
        stats.sure = sure.into_iter().collect();
        stats
            .leeches
            .sort_by(|a, b| (b.wrong, b.lapses).cmp(&(a.wrong, a.lapses)).then_with(|| a.question.cmp(&b.question)));
        stats
    }
}

impl Leech {
    /// The question as one that keeps being missed, if it is one.
    pub fn of(card: &Card, deck: &Deck) -> Option<Leech> {
        let state = deck.state(&card.id)?;
        let last: Vec<bool> = state.answers().rev().take(LEECH_LAST).map(Seen::was_right).collect();
        let wrong = u32::try_from(last.iter().filter(|right| !**right).count()).unwrap_or(u32::MAX);
        (wrong >= LEECH_WRONG).then(|| Leech {
            question: card.id.clone(),
            lesson: card.lesson.clone(),
            wrong,
            of: u32::try_from(last.len()).unwrap_or(u32::MAX),
            lapses: state.memory.map_or(0, |memory| memory.lapses),
        })
    }
}
