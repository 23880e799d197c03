//! What the shell is asked to do.

use super::place::{Place, View};
use crate::{
    domain::{Id, NodeIdx},
    schedule::{Entry, Reply},
};

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read the text of a node; answered with `Loaded`.
    Load {
        node: NodeIdx,
        place: Place,
    },
    /// Save these, all or nothing; answered with `Saved` or `NotSaved`.
    Save(Save),
    /// Take back the last mark, note or bookmark, or (`review`) the last answer, unless it is older than `since` (UTC
    /// milliseconds); answered with `Undone`.
    Undo {
        review: bool,
        since: Option<i64>,
    },
    /// Look up what is shown of a question; answered with `Sheet`.
    Sheet(Entry),
    /// Read the questions and the log again; answered with `Deck`.
    Deck,
    /// Remember where the learner stands and what is open.
    Remember(View),
    /// Search on the worker; answered with `Found`.
    Search {
        generation: u64,
        query: String,
        titles_only: bool,
    },
    /// Notes or questions of the learner's own changed: let the index know.
    NotesChanged,
    /// Text to the clipboard.
    Copy {
        text: String,
        said: String,
    },
    /// A link to the browser.
    Open(String),
    /// Let the learner edit the note of a node; answered with `NoteEdited`.
    EditNote {
        node: NodeIdx,
        text: String,
    },
    /// Open a code block as a file of its own.
    EditBlock {
        name: String,
        text: String,
    },
    /// A text field has the focus, or has lost it.
    TextFocus(bool),
    /// Draw all anew.
    Redraw,
    Suspend,
    Quit,
}

/// What is to be saved in one commit.
#[derive(Debug, Clone, PartialEq)]
pub struct Save {
    /// Names the save in its answer.
    pub ticket: u64,
    pub task: Task,
    /// What to tell the learner when it is on the disk; may be empty.
    pub said: String,
    /// Asked for once more after it failed: a file that was taken away meanwhile is then written back.
    pub again: bool,
}

/// A use case of the session that saves.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Mark these lessons done, in these revisions.
    Done(Vec<(Id, u32)>),
    /// Take the marks of these lessons off.
    Undone(Vec<Id>),
    /// Write the note of a lesson; an empty one takes it away.
    Note {
        lesson: Id,
        text: String,
    },
    Bookmark {
        lesson: Id,
        passage: String,
        label: String,
    },
    Unbookmark {
        lesson: Id,
        passage: String,
    },
    /// A lesson was read for so many seconds.
    Read {
        lesson: Id,
        seconds: u32,
    },
    /// A question was answered.
    Answer(Box<Reply>),
    /// Never ask a question again.
    Suspend {
        lesson: Option<Id>,
        question: String,
    },
    /// What is wrong with a question, for the local list.
    Report {
        lesson: Option<Id>,
        question: String,
        reason: String,
    },
    /// A question of the learner's own: a new one, or what stands under this id from now on; an empty prompt deletes it.
    Question {
        lesson: Option<Id>,
        question: Option<String>,
        prompt: String,
        answer: String,
    },
    /// These lessons were tested out.
    TestedOut(Vec<(Id, u32)>),
}

impl Task {
    /// Whether it concerns a lesson's mark.
    pub fn marks(&self, id: &Id) -> bool {
        match self {
            Self::Done(lessons) | Self::TestedOut(lessons) => lessons.iter().any(|(lesson, _)| lesson == id),
            Self::Undone(lessons) => lessons.contains(id),
            Self::Note { .. } | Self::Bookmark { .. } | Self::Unbookmark { .. } | Self::Read { .. } => false,
            Self::Answer(_) | Self::Suspend { .. } | Self::Report { .. } | Self::Question { .. } => false,
        }
    }
}
