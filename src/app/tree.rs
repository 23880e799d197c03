//! The navigator: which rows are visible, which one the cursor is on, what is unfolded.

use std::collections::BTreeSet;

use crate::{
    domain::{
        Curriculum, Kind, Node, NodeIdx,
        progress::{Tallies, Tally},
        standing::State,
    },
    text::width::width,
};

/// Before a row's title stand the cursor's sign, the indent and the sign of the fold.
const BEFORE: u16 = 4;
/// Behind it, after a gap, its count and sign; the most that stands before the sign says that a lesson's text is new.
const BEHIND: u16 = 12;

/// Which lessons the navigator shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    All,
    Todo,
    Done,
}

impl Filter {
    /// The next one, as the key goes through them.
    pub const fn next(self) -> Self {
        match self {
            Self::All => Self::Todo,
            Self::Todo => Self::Done,
            Self::Done => Self::All,
        }
    }

    /// Its name on the screen and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Todo => "to do",
            Self::Done => "done",
        }
    }

    /// The filter of this name.
    pub fn by_name(name: &str) -> Self {
        [Self::Todo, Self::Done].into_iter().find(|filter| filter.name() == name).unwrap_or_default()
    }

    const fn shows(self, tally: Tally) -> bool {
        match self {
            Self::All => true,
            Self::Todo => tally.done < tally.total,
            Self::Done => tally.done > 0,
        }
    }
}

/// The navigator's state.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The branches that are unfolded.
    pub open: BTreeSet<NodeIdx>,
    pub filter: Filter,
    /// The visible nodes, in order.
    pub rows: Vec<NodeIdx>,
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row on the screen.
    pub top: usize,
    /// How many columns it takes to show every title whole, folded or not: a pane that folding moved would be restless.
    pub wish: u16,
}

/// How far a node of this level is indented.
pub fn indent(node: &Node, level: usize) -> u16 {
    let level = if node.kind == Kind::Tier { 0 } else { level.saturating_sub(1).min(6) };
    u16::try_from(level * 2).unwrap_or(0)
}

/// How many columns it takes to show every title of a curriculum whole.
pub fn wish(curriculum: &Curriculum) -> u16 {
    let row = |(idx, node): (NodeIdx, &Node)| {
        let number = if matches!(node.kind, Kind::Tier | Kind::Page) { 0 } else { width(node.id.as_str()) + 1 };
        let title = u16::try_from(number + width(&node.title)).unwrap_or(u16::MAX);
        let behind = if node.kind == Kind::Page { 1 } else { BEHIND };
        title.saturating_add(indent(node, curriculum.level(idx)) + BEFORE + behind)
    };
    curriculum.iter().map(row).max().unwrap_or(0)
}

impl Tree {
    /// Makes the rows anew after something changed; the cursor stays on its node, or on the nearest visible before it.
    pub fn refresh(&mut self, curriculum: &Curriculum, tallies: &Tallies) {
        let here = self.selected();
        self.rows.clear();
        let mut at = 0;
        while let Some(node) = curriculum.nodes.get(at) {
            let idx = NodeIdx(u32::try_from(at).unwrap_or(u32::MAX));
            let shown = self.filter.shows(tallies.of(idx));
            if shown {
                self.rows.push(idx);
            }
            let inside = shown && self.open.contains(&idx);
            at = if inside { at + 1 } else { (node.end as usize).max(at + 1) };
        }
        if let Some(here) = here {
            // The row of a node that the filter has just taken away is taken by the next one.
            let taken = !self.filter.shows(tallies.of(here));
            let before = self.rows.partition_point(|row| *row <= here);
            self.cursor = if taken { before } else { before.saturating_sub(1) };
        }
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    /// The node under the cursor.
    pub fn selected(&self) -> Option<NodeIdx> {
        self.rows.get(self.cursor).copied()
    }

    /// Moves the cursor by rows, staying inside.
    pub fn move_by(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
    }

    /// Puts the cursor on a node, unfolding what it lies in. A node that the filter hides ends the filter.
    pub fn select(&mut self, idx: NodeIdx, curriculum: &Curriculum, tallies: &Tallies) {
        self.open.extend(curriculum.ancestors(idx));
        self.refresh(curriculum, tallies);
        if !self.rows.contains(&idx) && self.filter != Filter::All {
            self.filter = Filter::All;
            self.refresh(curriculum, tallies);
        }
        if let Some(row) = self.rows.iter().position(|row| *row == idx) {
            self.cursor = row;
        }
    }

    /// Scrolls so that the cursor is on the screen, with a row of context where there is room.
    pub fn keep_in_view(&mut self, height: usize) {
        let margin = usize::from(height >= 5);
        let last = self.rows.len().saturating_sub(height);
        let lowest = self.cursor.saturating_sub(margin);
        let highest = (self.cursor + margin + 1).saturating_sub(height);
        self.top = self.top.clamp(highest.min(lowest), lowest).min(last);
    }
}

/// The sign of a state; each differs in shape, so that no colour is needed.
pub const fn glyph(state: State, ascii: bool) -> &'static str {
    match (state, ascii) {
        (State::New, false) => "·",
        (State::Reading, false) => "○",
        (State::Part, false) => "◐",
        (State::Done, false) => "●",
        (State::Fading, false) => "◌",
        (State::New, true) => ".",
        (State::Reading, true) => "o",
        (State::Part, true) => "%",
        (State::Done, true) => "x",
        (State::Fading, true) => "~",
    }
}
