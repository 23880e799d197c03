//! What is true now, brought forward without the fold: a save, or a start a few events behind, need not read what all of
//! it follows from.
//!
//! Reading and answers only add up. A mark or a bookmark that is later than all others of its lesson is the last word
//! there. What may reach further back (an undo, a note that replaces others, what is said of questions, a mark that is
//! dated before one that is here) is for the fold. Where this gives something it is what the fold gives (a property test
//! holds it).

use super::facts::{self, Act, Counted, Fact};
use super::{Fold, Progress};
use crate::domain::{Day, Event, Id, What};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

impl Fold {
    /// Whether what such an event says can be taken in by [`Fold::advance`], if it is later than all else.
    pub fn advances(what: &What) -> bool {
        match what {
            What::Done { .. } | What::TestedOut { .. } | What::Undone {} => true,
            What::Bookmark { .. } | What::Unbookmark { .. } => true,
            What::Read { .. } | What::Answer(_) | What::Other { .. } => true,
            What::Note { .. } | What::Undo { .. } | What::Question { .. } => false,
            What::Suspend { .. } | What::Unsuspend { .. } | What::Report { .. } => false,
        }
    }

    /// Takes in events that `now` does not know of, each once. False, and nothing taken in, where that needs the fold.
    /// This fold is one in which nothing happened yet.
    pub fn advance(&self, now: &mut Arc<Progress>, events: &[Event]) -> bool {
        if !self.can_advance(now, events) {
            return false;
        }
        if events.is_empty() {
            return true;
        }
        let now = Arc::make_mut(now);
        for event in events {
            now.follow(event, self.known_as(event.lesson.as_ref()));
        }
        true
    }

    fn can_advance(&self, now: &Progress, events: &[Event]) -> bool {
        let mut latest: HashMap<Id, i64> = HashMap::new();
        events.iter().all(|event| {
            let marks = Act::of(&event.what).is_some();
            let id = self.known_as(event.lesson.as_ref()).filter(|_| marks);
            let later = id.is_none_or(|id| {
                let known = || now.lesson(id.as_str()).and_then(|lesson| lesson.latest_ms);
                let before = latest.get(&id).copied().or_else(known);
                latest.insert(id, event.ms);
                before.is_none_or(|before| before < event.ms)
            });
            later && Fold::advances(&event.what)
        })
    }
}

impl Progress {
    /// Takes in an event of the kinds that [`Fold::advances`] names, of a lesson by the id that it has now.
    fn follow(&mut self, event: &Event, lesson: Option<Id>) {
        self.events += 1;
        let number = lesson.is_some().then_some(0);
        match (&event.what, Act::of(&event.what)) {
            (What::Read { seconds }, _) => self.count(&Counted::read(event, number, *seconds), lesson.as_slice()),
            (What::Answer(answer), _) => self.count(&Counted::answer(event, answer), &[]),
            (_, Some(act)) => {
                if !self.undone.contains(&event.id) {
                    self.count_act(act.counts(), Day::of(event.ms, event.offset, self.day_ends));
                }
                let fact = Fact { key: event.key(), id: event.id, offset: event.offset, act };
                if let Some(id) = lesson {
                    self.change_lesson(&id, |lesson, undone, day_ends| {
                        facts::follow(lesson, &fact, undone, &HashSet::new(), day_ends);
                    });
                }
            }
            (_, None) => {}
        }
    }
}
