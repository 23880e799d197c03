//! What can happen to the application.

use std::{borrow::Cow, sync::Arc};

use super::{keys::Chord, place::Place};
use crate::{
    domain::{NodeIdx, event::Event, progress::Progress},
    schedule::{Deck, Entry, Sheet},
    search::{Index, Results},
};

/// Something happened.
#[derive(Debug)]
pub enum Msg {
    /// A key.
    Chord(Chord),
    /// Text that was pasted into a field, or into the window.
    Paste(String),
    /// The window has another size, in cells.
    Resize(u16, u16),
    /// The mouse, where it is on: at a column and row.
    Mouse(Mouse, u16, u16),
    /// About a second has passed.
    Tick,
    /// The text of a node, or why there is none.
    Loaded { node: NodeIdx, text: Result<Cow<'static, str>, String>, place: Place },
    /// The full-text index is there.
    Indexed(Arc<Index>),
    /// The worker's answer to a query.
    Found { generation: u64, results: Results },
    /// A save is on the disk.
    Saved { ticket: u64, news: News },
    /// A save is not on the disk, and why; `for_good` where the file cannot be written at all in this sitting.
    NotSaved { ticket: u64, what: String, for_good: bool },
    /// The last action was taken back, or could not be.
    Undone(Result<Undone, String>),
    /// Progress as it stands after another program wrote.
    Elsewhere(Arc<Progress>),
    /// Nothing can be saved in this sitting, and why.
    ReadOnly(String),
    /// The editor was closed: the note of a node as it is now, or what went wrong.
    NoteEdited { node: NodeIdx, text: Result<Option<String>, String> },
    /// The questions have been read, and what their answers made of them.
    Deck(Box<Deck>),
    /// What is shown of a question besides its prompt, or why it cannot be shown.
    Sheet { entry: Entry, sheet: Result<Sheet, String> },
    /// Something to tell the learner for a moment.
    Notice(String),
    /// Something that went wrong, and does no lasting harm.
    Warning(String),
}

/// What became of an undo.
#[derive(Debug)]
pub enum Undone {
    /// There is nothing to take back.
    Nothing,
    /// Nothing was taken back: the last action, of these events, is older than what was asked for.
    Older { of: Vec<Event> },
    /// The action of these events was taken back.
    Back { of: Vec<Event>, news: News },
}

/// What was saved, here and by others, since the last news.
#[derive(Debug)]
pub struct News {
    pub events: Vec<Event>,
    /// What is true with it.
    pub progress: Arc<Progress>,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    Press,
    WheelUp,
    WheelDown,
}
