//! The search index of a curriculum, with its texts and the learner's notes.

use std::sync::Arc;

use crate::{
    content::Source,
    domain::{Curriculum, NodeIdx, Str, progress::Progress},
    search::{Index, Texts},
};

/// The index of a curriculum's texts. For the embedded one no work, for a folder it reads every file.
pub fn build(curriculum: &Curriculum, source: &Source) -> Index {
    let texts = texts(curriculum, source);
    let ready = match source {
        Source::Embedded => Index::embedded(curriculum, Arc::clone(&texts)),
        Source::Folder(_) => None,
    };
    ready.unwrap_or_else(|| Index::build(curriculum, texts))
}

/// The same with the learner's notes.
pub fn with_notes(curriculum: &Curriculum, source: &Source, progress: &Progress) -> Index {
    let mut index = build(curriculum, source);
    let notes: Vec<(NodeIdx, String)> =
        progress.lessons().filter_map(|(id, lesson)| Some((curriculum.find(id.as_str())?, lesson.note()?))).collect();
    if !notes.is_empty() {
        index.set_notes(notes);
    }
    index
}

/// Where the index reads the texts of its hits.
fn texts(curriculum: &Curriculum, source: &Source) -> Texts {
    let files: Vec<Option<Str>> = curriculum.nodes.iter().map(|node| node.file.clone()).collect();
    let source = source.clone();
    Arc::new(move |node| source.text(files.get(node.at())?.as_deref()?).ok())
}
