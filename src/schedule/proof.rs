//! Whether what the log says of memory follows from the log: every answer carries the scheduler's state before and after it.

use super::state::{agree, settle};
use super::{Deck, Model, reply};
use crate::domain::event::{Event, Memory, What};
use crate::domain::{Day, Progress};
use std::collections::HashMap;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Proof {
    /// Answers on schedule that were looked at.
    pub answers: u64,
    /// Answers whose state before is not that of the answer before them: given on two machines apart, or next to one that was
    /// taken back. The schedule takes them in their order.
    pub apart: u64,
    /// Questions of which an answer says a state after it that does not follow from the one before it.
    pub wrong: Vec<String>,
    /// Questions that are in the deck with another memory than the log gives event by event.
    pub differing: Vec<String>,
    /// Questions with a memory.
    pub cards: u64,
}

impl Proof {
    /// Whether all follows.
    pub fn holds(&self) -> bool {
        self.wrong.is_empty() && self.differing.is_empty()
    }
}

/// Goes through a log in the order of history, and compares. `deck` is the fold of the same log.
pub fn prove(deck: &Deck, history: &[Event], progress: &Progress) -> Proof {
    let settings = deck.settings();
    let model = Model::new(settings.retention, settings.longest);
    let mut states: HashMap<&str, (Memory, Day)> = HashMap::new();
    let mut proof = Proof::default();
    for event in history {
        let What::Answer(answer) = &event.what else { continue };
        if !answer.scheduled || progress.is_undone(event.id) {
            continue;
        }
        proof.answers += 1;
        let day = Day::of(event.ms, event.offset, settings.day_ends);
        let known = states.get(answer.question.as_str()).copied();
        let days = known.map_or(0, |(_, last)| reply::days_between(last, day));
        let before = known.map(|(memory, _)| memory);
        let chained = match (&answer.before, &before) {
            (None, None) => true,
            (Some(said), Some(known)) => agree(said, known),
            _ => false,
        };
        let (memory, same) = settle(&model, before.as_ref(), days, answer.grade, event.ms, answer.after);
        if !chained {
            proof.apart += 1;
        } else if !same && answer.after.is_some() && !proof.wrong.contains(&answer.question) {
            proof.wrong.push(answer.question.clone());
        }
        states.insert(&answer.question, (memory, day));
    }
    proof.cards = u64::try_from(states.len()).unwrap_or(u64::MAX);
    for (question, (memory, day)) in &states {
        // A blank page goes by its lesson's name of now.
        let Some(state) = deck.state(question) else { continue };
        if state.memory != Some(*memory) || state.last_day != *day {
            proof.differing.push((*question).to_owned());
        }
    }
    proof.wrong.sort();
    proof.differing.sort();
    proof
}
