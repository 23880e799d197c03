//! How a node of a curriculum stands, in a word.

use super::{Node, progress::Tally};

/// A node's state; a branch's follows from its lessons'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing happened yet.
    #[default]
    New,
    /// A lesson that was read in, but is not done.
    Reading,
    /// A branch of which some lessons are done or being read.
    Part,
    Done,
    /// Done, but fading from memory.
    Fading,
}

impl State {
    /// The state of a node with this tally, of whose lessons so many are fading.
    pub fn of(node: &Node, tally: Tally, fading: u32) -> Self {
        match (tally.total > 0 && tally.done == tally.total, tally.begun > 0 || tally.done > 0, node.lesson) {
            (true, _, _) if fading > 0 => Self::Fading,
            (true, _, _) => Self::Done,
            (false, true, true) => Self::Reading,
            (false, true, false) => Self::Part,
            (false, false, _) => Self::New,
        }
    }

    /// The state's name, as JSON output has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "todo",
            Self::Reading => "reading",
            Self::Part => "part",
            Self::Done => "done",
            Self::Fading => "fading",
        }
    }
}
