//! The search index of a curriculum, with its texts and what the learner wrote: notes, and questions of their own.

use std::sync::Arc;

use crate::{
    content::Source,
    domain::{Curriculum, Id, NodeIdx, Str, progress::Progress},
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

/// The same with what the learner wrote.
pub fn with_notes(curriculum: &Curriculum, source: &Source, progress: &Progress) -> Index {
    let mut index = build(curriculum, source);
    let notes = notes(curriculum, progress);
    if !notes.is_empty() {
        index.set_notes(notes);
    }
    index
}

/// What the learner wrote, by lesson or branch: the notes, and the questions of their own with their answers. A hit needs a
/// place: see [`place`].
pub fn notes(curriculum: &Curriculum, progress: &Progress) -> Vec<(NodeIdx, String)> {
    let notes = progress.lessons().filter_map(|(id, lesson)| Some((place(curriculum, Some(id))?, lesson.note()?)));
    let questions = progress.own_questions().iter().filter_map(|own| {
        let node = place(curriculum, own.lesson.as_ref())?;
        // One paragraph, so that the question is what is shown of a hit.
        Some((node, format!("{}\n{}", own.prompt, own.answer)))
    });
    notes.chain(questions).collect()
}

/// Where something is found that belongs to `lesson`: there; what has lost its lesson, at the nearest branch that the
/// lesson's number names (`5.6.9`: `5.6`, else `5`); what belongs to none, on the first page.
fn place(curriculum: &Curriculum, lesson: Option<&Id>) -> Option<NodeIdx> {
    let numbers = std::iter::successors(lesson.map(Id::as_str), |id| Some(id.rsplit_once('.')?.0));
    let first = || curriculum.iter().find(|(_, node)| node.readable()).map(|(idx, _)| idx);
    { numbers }.find_map(|id| curriculum.find(id)).or_else(first)
}

/// Where the index reads the texts of its hits.
fn texts(curriculum: &Curriculum, source: &Source) -> Texts {
    let files: Vec<Option<Str>> = curriculum.nodes.iter().map(|node| node.file.clone()).collect();
    let source = source.clone();
    Arc::new(move |node| source.text(files.get(node.at())?.as_deref()?).ok())
}
