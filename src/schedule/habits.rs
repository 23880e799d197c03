//! What all answers together say: how many a day, how long they take, which lessons are mastered. It is worked out when
//! answers change, not when it is looked at: a mark, a key, a new day need nothing of it anew.

use super::card::{Card, CardKind};
use super::state::{Seen, State};
use crate::domain::{Day, NodeIdx};
use std::collections::{HashMap, HashSet};

/// How many answers of a kind it takes before the learner's own median says something.
const MEDIAN_FROM: usize = 5;
/// Answers that it takes to master a lesson, and the most that are looked at.
const MASTERED: std::ops::RangeInclusive<usize> = 5..=20;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Habits {
    /// Answers on schedule, steps aside, per study day that has any; oldest first.
    days: Vec<(Day, u32)>,
    /// The median time of a kind of question, in milliseconds.
    medians: HashMap<CardKind, u32>,
    mastered: HashSet<NodeIdx>,
}

impl Habits {
    /// Of all that was answered, each with its card where the curriculum has it.
    pub(super) fn of<'a>(answered: impl Iterator<Item = (Option<&'a Card>, &'a State)>) -> Habits {
        let mut took: HashMap<CardKind, Vec<u32>> = HashMap::new();
        let mut latest: HashMap<NodeIdx, Vec<(CardKind, &Seen)>> = HashMap::new();
        let mut days = Vec::new();
        for (card, state) in answered {
            reviews(state, &mut days);
            let Some(card) = card else { continue };
            let times = took.entry(card.kind).or_default();
            times.extend(state.answers().map(|seen| seen.took_ms).filter(|ms| *ms > 0));
            if let Some(node) = card.node {
                let last = state.answers().rev().take(*MASTERED.end());
                latest.entry(node).or_default().extend(last.map(|seen| (card.kind, seen)));
            }
        }
        Habits {
            days: counted(days),
            medians: took.into_iter().filter_map(|(kind, times)| Some((kind, median(times)?))).collect(),
            mastered: latest.into_iter().filter_map(|(node, seen)| mastered(seen).then_some(node)).collect(),
        }
    }

    /// Answers on schedule on a study day, steps aside.
    pub(super) fn on(&self, day: Day) -> u32 {
        self.days.binary_search_by_key(&day, |(day, _)| *day).ok().and_then(|at| self.days.get(at)).map_or(0, |d| d.1)
    }

    /// The same of the days before one that have any, the last one first.
    pub(super) fn before(&self, day: Day) -> impl Iterator<Item = u32> {
        let at = self.days.partition_point(|(known, _)| *known < day);
        self.days.iter().take(at).rev().map(|(_, answers)| *answers)
    }

    /// The learner's own median time for a kind of question, in milliseconds; none before there are a few answers.
    pub(super) fn median(&self, kind: CardKind) -> Option<u32> {
        self.medians.get(&kind).copied()
    }

    /// Whether a lesson is mastered: at least 80 percent of the last five or more answers right, on at least two days, a
    /// predict or recall among them.
    pub(super) fn mastered(&self, node: NodeIdx) -> bool {
        self.mastered.contains(&node)
    }
}

/// The days on which a question was reviewed.
fn reviews(state: &State, days: &mut Vec<Day>) {
    // Of several answers of a day, the first is the review; the others are its steps.
    let mut before = None;
    for seen in state.answers().filter(|seen| seen.scheduled) {
        if before.replace(seen.day) != Some(seen.day) {
            days.push(seen.day);
        }
    }
}

fn counted(mut days: Vec<Day>) -> Vec<(Day, u32)> {
    days.sort_unstable();
    let count = |days: &[Day]| Some((*days.first()?, u32::try_from(days.len()).unwrap_or(u32::MAX)));
    days.chunk_by(|a, b| a == b).filter_map(count).collect()
}

fn median(mut times: Vec<u32>) -> Option<u32> {
    if times.len() < MEDIAN_FROM {
        return None;
    }
    let middle = times.len() / 2;
    Some(*times.select_nth_unstable(middle).1)
}

fn mastered(mut seen: Vec<(CardKind, &Seen)>) -> bool {
    seen.sort_unstable_by_key(|(_, seen)| std::cmp::Reverse((seen.key, seen.id)));
    let (mut count, mut right, mut explained) = (0, 0, false);
    let mut days = HashSet::new();
    for (kind, answer) in seen.into_iter().take(*MASTERED.end()) {
        count += 1;
        days.insert(answer.day);
        if answer.was_right() {
            right += 1;
            explained |= matches!(kind, CardKind::Predict | CardKind::Recall | CardKind::Blank);
        }
        if MASTERED.contains(&count) && right * 5 >= count * 4 && days.len() >= 2 && explained {
            return true;
        }
    }
    false
}
