//! The lists of the drills: a branch, a lesson, its blank page, a test-out, an interview. Each is made once, at its beginning;
//! where chance would decide, the study day does, so a drill is the same all day.

use super::card::{BLANK, Card, CardKind};
use super::order;
use super::scene::{Entry, Scene, Want, Why};
use crate::domain::NodeIdx;
use std::collections::{BTreeMap, HashSet};

/// Questions of a test-out.
pub const TEST_OUT: usize = 8;

/// Whether so many right answers of a test-out are enough: 80 percent.
pub fn passed(right: usize, asked: usize) -> bool {
    asked >= TEST_OUT && right * 5 >= asked * 4
}

/// How many questions an interview could ask in each phase that has some, in reading order.
pub fn open_questions(scene: &Scene<'_>) -> Vec<(NodeIdx, usize)> {
    let mut phases: BTreeMap<NodeIdx, usize> = BTreeMap::new();
    for phase in scene.open().filter(|card| card.kind == CardKind::Recall).filter_map(|card| card.phase) {
        *phases.entry(phase).or_default() += 1;
    }
    phases.into_iter().collect()
}

/// The list of a drill; empty for what is due.
pub(super) fn drill(want: &Want, scene: &Scene<'_>) -> Vec<Entry> {
    let entry = |card: &Card| Entry { question: card.id.clone(), why: Why::Drill, scheduled: scene.counts(card) };
    let day = u64::from(scene.today().0.unsigned_abs());
    match want {
        Want::Due => Vec::new(),
        Want::Lesson(node) => {
            let asked = |card: &&Card| card.node == Some(*node) && card.kind != CardKind::Blank;
            scene.open().filter(asked).map(entry).collect()
        }
        Want::Blank(node) => {
            let blank = |card: &&Card| card.node == Some(*node) && card.kind == CardKind::Blank;
            // It was asked for by name: a suspension does not hide it.
            scene.deck.cards().filter(blank).map(entry).collect()
        }
        Want::Branch(node) => {
            let known = |card: &Card| scene.deck.state(&card.id).is_some_and(|state| state.memory.is_some());
            let fits = |card: &&Card| {
                scene.in_branch(card, *node) && scene.enters(card) && (!card.id.starts_with(BLANK) || known(card))
            };
            let mut cards: Vec<&Card> = scene.open().filter(fits).collect();
            let rank = |card: &Card| (!scene.is_due(card), !known(card));
            cards.sort_by(|a, b| rank(a).cmp(&rank(b)).then(scene.chance(a).total_cmp(&scene.chance(b))));
            // What is due stays before what is not, each of them interleaved.
            let (due, rest): (Vec<&Card>, Vec<&Card>) = cards.into_iter().partition(|card| scene.is_due(card));
            let key = |card: &&Card| (card.phase, card.lesson.clone());
            let due = order::interleave(due, None, key);
            let before = due.last().map(key);
            let rest = order::interleave(rest, before, key);
            due.into_iter().chain(rest).map(entry).collect()
        }
        Want::TestOut(node) => {
            let fits =
                |card: &&Card| scene.in_branch(card, *node) && !matches!(card.kind, CardKind::Blank | CardKind::Own);
            let mut cards: Vec<&Card> = scene.open().filter(fits).collect();
            order::shuffle(&mut cards, order::seed("test-out", day));
            // What only the learner can judge comes in where the rest is not enough, and of a table's cells the first.
            // The key is asked for once a card: it remembers which tables it has seen.
            let mut tables = HashSet::new();
            cards.sort_by_cached_key(|card| {
                let again = card.siblings.as_ref().is_some_and(|key| !tables.insert(key.clone()));
                (card.kind == CardKind::Recall, again)
            });
            let mut row = order::spread(cards, |card| card.node);
            if row.len() < TEST_OUT {
                return Vec::new();
            }
            row.truncate(TEST_OUT);
            row.into_iter().map(entry).collect()
        }
        Want::Interview(nodes) => {
            let fits =
                |card: &&Card| card.kind == CardKind::Recall && nodes.iter().any(|node| scene.in_branch(card, *node));
            let mut cards: Vec<&Card> = scene.open().filter(fits).collect();
            order::shuffle(&mut cards, order::seed("interview", day));
            cards.sort_by(|a, b| scene.chance(a).total_cmp(&scene.chance(b)));
            cards.into_iter().map(entry).collect()
        }
    }
}
