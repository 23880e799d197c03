//! What is known of a lesson, and of a study day.

use super::{Day, EventId};

/// A lesson's mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When it was done; where it was marked again while done (a newer revision), the first time. UTC milliseconds.
    pub ms: i64,
    /// The study day of that.
    pub day: Day,
    /// The revision that was read last.
    pub revision: u32,
    /// Whether it was tested out, not read.
    pub tested_out: bool,
}

/// A note as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The event that wrote it.
    pub id: EventId,
    /// When, UTC milliseconds.
    pub ms: i64,
    /// The text; never empty.
    pub text: String,
}

/// A bookmark as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The passage, in the reader's form.
    pub passage: String,
    /// What the learner sees in the list.
    pub label: String,
    /// When it was set or renamed, UTC milliseconds.
    pub ms: i64,
}

/// What is known of one lesson.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Lesson {
    /// The mark, if it is done.
    pub done: Option<Mark>,
    /// Its notes, oldest first: one, or more where they were written apart.
    pub notes: Vec<Note>,
    /// Its bookmarks, in the order of their first setting.
    pub bookmarks: Vec<Bookmark>,
    /// Seconds spent reading.
    pub seconds: u64,
    /// The latest time among its marks and bookmarks, so that the next one is not dated before it though the clock was
    /// set back. UTC milliseconds.
    pub latest_ms: Option<i64>,
}

impl Lesson {
    /// Its notes as one text, written apart or not.
    pub fn note(&self) -> Option<String> {
        let mut notes = self.notes.iter();
        let mut text = notes.next()?.text.clone();
        for note in notes {
            text.push_str("\n\n");
            text.push_str(&note.text);
        }
        Some(text)
    }
}

/// One study day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct DayFigures {
    /// Lessons that are done now and were done on this day by reading.
    pub lessons: u32,
    /// Lessons that are done now and were tested out on this day.
    pub tested_out: u32,
    /// Seconds spent reading.
    pub seconds: u64,
    /// Questions answered.
    pub answers: u32,
    /// Of these, graded better than again.
    pub known: u32,
    /// Marks, answers, notes, bookmarks and own questions: whether the learner did anything at all.
    pub acts: u32,
}

impl DayFigures {
    /// Whether the day counts as a day of study: something was done, or at least a minute read.
    pub fn active(&self) -> bool {
        self.acts > 0 || self.seconds >= 60
    }
}
