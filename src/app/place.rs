//! Where a text is opened, and where the learner stands.

use std::collections::BTreeMap;

use super::tree::Filter;
use crate::{domain::Id, markdown::Anchor};

/// Where a text is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Top,
    At(Anchor),
    /// The heading with this anchor.
    Heading(String),
}

/// Where the learner stands and what is open: kept in the database, and there again at the next start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub node: Option<Id>,
    pub anchor: Anchor,
    pub reader: bool,
    pub cursor: Option<Id>,
    pub open: Vec<Id>,
    pub filter: Filter,
    /// Where each lesson was left.
    pub places: BTreeMap<Id, Anchor>,
}
