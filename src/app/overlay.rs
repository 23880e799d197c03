//! What lies on top of a screen, as plain data.

use super::{command::Cmd, effect::Save, field::Field, place::Place};
use crate::domain::{Id, NodeIdx};

/// Something on top of the screen.
#[derive(Debug)]
pub enum Overlay {
    Welcome,
    /// All keys, scrolled so far.
    Help {
        top: usize,
    },
    Palette(Palette),
    List(List),
    Confirm(Confirm),
    /// A lesson's number is being typed.
    GoTo(Field),
    /// What to find in the page is being typed.
    Find(Field),
    /// What is wrong with a question is being typed.
    Report(Field),
    /// A question of the learner's own is being typed.
    Own(Own),
    /// What an interview is to be about is being chosen.
    Interview(Interview),
}

/// The choice before an interview: phases, and how long.
#[derive(Debug)]
pub struct Interview {
    /// The phases that have open questions, in reading order.
    pub phases: Vec<Choice>,
    pub cursor: usize,
    pub top: usize,
    /// How long it may take; none: as long as it takes.
    pub minutes: Option<u32>,
}

impl Interview {
    /// How many questions the ticked phases have.
    pub fn questions(&self) -> usize {
        self.phases.iter().filter(|phase| phase.ticked).map(|phase| phase.questions).sum()
    }
}

/// A phase that an interview can be about.
#[derive(Debug)]
pub struct Choice {
    pub node: NodeIdx,
    /// How many open questions it has.
    pub questions: usize,
    pub ticked: bool,
}

/// A question of the learner's own: first what is asked, then the answer.
#[derive(Debug, Default)]
pub struct Own {
    pub lesson: Option<Id>,
    /// The question that is edited; none where a new one is written.
    pub question: Option<String>,
    pub prompt: Field,
    pub answer: Field,
    /// Whether the answer is being typed.
    pub answering: bool,
}

/// The palette: commands by name.
#[derive(Debug, Default)]
pub struct Palette {
    pub field: Field,
    /// The commands that match, best first.
    pub rows: Vec<Cmd>,
    pub cursor: usize,
    pub top: usize,
}

/// A list to choose from.
#[derive(Debug, Default)]
pub struct List {
    pub title: String,
    pub rows: Vec<Row>,
    pub cursor: usize,
    pub top: usize,
    /// What to say where there is no row.
    pub empty: String,
    /// Whether it is the list of the learner's own questions, in which they are added, edited and deleted.
    pub owns: bool,
}

impl List {
    /// The question of the learner's own under the cursor.
    pub fn own(&self) -> Option<&str> {
        match &self.rows.get(self.cursor)?.target {
            Target::Own(question) => Some(question),
            Target::Open(..) | Target::Note(..) | Target::Link(_) | Target::Copy(_) | Target::Edit(_) => None,
        }
    }
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub label: String,
    /// What stands behind it, in a quieter voice.
    pub detail: String,
    /// How far it is indented.
    pub indent: usize,
    pub target: Target,
}

/// What choosing a row does.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Open a node at a place.
    Open(NodeIdx, Place),
    /// Open the node whose note this is.
    Note(NodeIdx, String),
    /// Follow this link of the lesson in the reader.
    Link(u32),
    /// Copy this code block of the lesson in the reader.
    Copy(u32),
    /// Edit this code block of the lesson in the reader.
    Edit(u32),
    /// Edit this question of the learner's own.
    Own(String),
}

/// A question that is answered with yes or no.
#[derive(Debug)]
pub struct Confirm {
    pub question: String,
    /// The first line that is shown; more than 0 only where the question is taller than the panel.
    pub top: usize,
    pub then: Then,
}

impl Confirm {
    /// The question, from its first line on.
    pub fn new(question: String, then: Then) -> Self {
        Self { question, top: 0, then }
    }
}

/// What yes does.
#[derive(Debug)]
pub enum Then {
    Save(Save),
    /// Open this link in the browser.
    Browse(String),
    /// Take back the last action, however old it is.
    Undo {
        review: bool,
    },
}
