//! What the fold keeps of each event, and how a lesson's state follows from it.

use super::{Bookmark, Day, Lesson, Mark, Note};
use crate::domain::event::{Answer, Grade, Key, What};
use crate::domain::{Event, EventId};
use std::collections::HashSet;

/// An event that says something of a lesson or a question. There are few of these in a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub key: Key,
    pub id: EventId,
    pub offset: i16,
    pub act: Act,
}

/// What a [`Fact`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Done { revision: u32, tested_out: bool },
    Undone,
    Note { text: String, replaces: Vec<EventId> },
    Bookmark { passage: String, label: String },
    Unbookmark { passage: String },
    Suspend(String),
    Unsuspend(String),
    Report { question: String, reason: String },
    Question { question: String, prompt: String, answer: String },
}

impl Act {
    /// The act of an event; none for those that are only counted, undo others, or are unknown.
    pub fn of(what: &What) -> Option<Act> {
        Some(match what {
            What::Done { revision } => Act::Done { revision: *revision, tested_out: false },
            What::TestedOut { revision } => Act::Done { revision: *revision, tested_out: true },
            What::Undone {} => Act::Undone,
            What::Note { text, replaces } => Act::Note { text: text.clone(), replaces: replaces.clone() },
            What::Bookmark { passage, label } => Act::Bookmark { passage: passage.clone(), label: label.clone() },
            What::Unbookmark { passage } => Act::Unbookmark { passage: passage.clone() },
            What::Suspend { question } => Act::Suspend(question.clone()),
            What::Unsuspend { question } => Act::Unsuspend(question.clone()),
            What::Report { question, reason } => Act::Report { question: question.clone(), reason: reason.clone() },
            What::Question { question, prompt, answer } => {
                Act::Question { question: question.clone(), prompt: prompt.clone(), answer: answer.clone() }
            }
            What::Read { .. } | What::Answer(_) | What::Undo { .. } | What::Other { .. } => return None,
        })
    }

    /// The question that it is about.
    pub fn question(&self) -> Option<&str> {
        match self {
            Act::Suspend(question) | Act::Unsuspend(question) => Some(question),
            Act::Report { question, .. } | Act::Question { question, .. } => Some(question),
            Act::Done { .. } | Act::Undone | Act::Note { .. } => None,
            Act::Bookmark { .. } | Act::Unbookmark { .. } => None,
        }
    }

    /// Whether it makes a day a day of study: something was achieved, not only tidied.
    pub fn counts(&self) -> bool {
        match self {
            Act::Done { .. } | Act::Note { .. } | Act::Bookmark { .. } | Act::Question { .. } => true,
            Act::Undone | Act::Unbookmark { .. } | Act::Suspend(_) | Act::Unsuspend(_) | Act::Report { .. } => false,
        }
    }
}

/// An event that only adds to a day: reading and answers, by far the most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub id: EventId,
    pub ms: i64,
    pub offset: i16,
    /// The lesson's number among the names.
    pub lesson: Option<u32>,
    pub seconds: u32,
    /// For an answer, whether it was known; none for reading.
    pub grade: Option<bool>,
}

impl Counted {
    pub fn read(event: &Event, lesson: Option<u32>, seconds: u32) -> Counted {
        Counted { id: event.id, ms: event.ms, offset: event.offset, lesson, seconds, grade: None }
    }

    pub fn answer(event: &Event, answer: &Answer) -> Counted {
        let grade = Some(answer.grade != Grade::Again);
        Counted { id: event.id, ms: event.ms, offset: event.offset, lesson: None, seconds: 0, grade }
    }
}

/// An undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Undo {
    pub key: Key,
    pub id: EventId,
    pub of: EventId,
}

/// A lesson's state from its facts, which are in order. Reading time is left as it is.
pub(super) fn derive(lesson: &mut Lesson, facts: &[Fact], undone: &HashSet<EventId>, day_ends: u16) {
    lesson.done = None;
    lesson.notes.clear();
    lesson.bookmarks.clear();
    lesson.latest_ms = None;
    let mut replaced: HashSet<EventId> = HashSet::new();
    for fact in facts.iter().filter(|fact| !undone.contains(&fact.id)) {
        if let Act::Note { replaces, .. } = &fact.act {
            replaced.extend(replaces);
        }
    }
    for fact in facts {
        follow(lesson, fact, undone, &replaced, day_ends);
    }
}

/// What one more fact changes, which is later than all before it. A note that one of `replaced` is no longer stands.
pub(super) fn follow(
    lesson: &mut Lesson,
    fact: &Fact,
    undone: &HashSet<EventId>,
    replaced: &HashSet<EventId>,
    day_ends: u16,
) {
    let ms = fact.key.ms;
    match fact.act {
        Act::Done { .. } | Act::Undone | Act::Bookmark { .. } | Act::Unbookmark { .. } => {
            // Also of what was taken back: what is done next comes after that too.
            lesson.latest_ms = lesson.latest_ms.max(Some(ms));
        }
        _ => {}
    }
    if undone.contains(&fact.id) {
        return;
    }
    match &fact.act {
        Act::Done { revision, tested_out } => match &mut lesson.done {
            Some(mark) => {
                mark.revision = *revision;
                mark.tested_out &= *tested_out;
            }
            None => {
                let day = Day::of(ms, fact.offset, day_ends);
                lesson.done = Some(Mark { ms, day, revision: *revision, tested_out: *tested_out });
            }
        },
        Act::Undone => lesson.done = None,
        Act::Note { text, .. } => {
            if !text.is_empty() && !replaced.contains(&fact.id) {
                lesson.notes.push(Note { id: fact.id, ms, text: text.clone() });
            }
        }
        Act::Bookmark { passage, label } => match lesson.bookmarks.iter_mut().find(|b| b.passage == *passage) {
            Some(known) => {
                known.label.clone_from(label);
                known.ms = ms;
            }
            None => lesson.bookmarks.push(Bookmark { passage: passage.clone(), label: label.clone(), ms }),
        },
        Act::Unbookmark { passage } => lesson.bookmarks.retain(|b| b.passage != *passage),
        Act::Suspend(_) | Act::Unsuspend(_) | Act::Report { .. } | Act::Question { .. } => {}
    }
}
