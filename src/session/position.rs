//! Where the reader stands: state, not history. One row, written when it rests.

use super::{Access, Error, Session};
use crate::domain::Now;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A place in a lesson that another width does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Anchor {
    /// The block, from 0.
    pub block: u32,
    /// How far into the block, as [`crate::markdown::Anchor`] has it.
    pub offset: u32,
}

/// Where the reader stands and what is open. What an older or newer version wrote is read as far as it is understood.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// The id of the node that is read.
    pub lesson: Option<String>,
    /// The node that is chosen in the navigator.
    pub selected: Option<String>,
    /// Where each lesson was left.
    pub places: BTreeMap<String, Anchor>,
    /// The branches that are open in the navigator.
    pub open: Vec<String>,
    /// The navigator's filter: `all`, `todo`, `done`.
    pub filter: String,
    /// The pane that has the keys: `tree`, `reader`.
    pub pane: String,
    /// Whether the welcome was seen.
    pub welcomed: bool,
}

impl Session {
    /// Where the reader stands; the beginning where nothing was saved or what was saved is not understood.
    pub fn position(&self) -> Result<Position, Error> {
        let saved = self.store.position(&self.curriculum)?;
        Ok(saved.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Saves where the reader stands. Where nothing can be saved it is quietly left: nobody was promised it.
    pub fn save_position(&mut self, position: &Position, now: Now) -> Result<(), Error> {
        if *self.store.access() != Access::Writable {
            return Ok(());
        }
        let text = serde_json::to_string(position).unwrap_or_default();
        self.store.set_position(&self.curriculum, &text, now.ms)
    }
}
