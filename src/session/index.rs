//! The search index of a curriculum, with its texts and what the learner wrote: notes, and questions of their own.

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

/// The same with what the learner wrote.
pub fn with_notes(curriculum: &Curriculum, source: &Source, progress: &Progress) -> Index {
    let mut index = build(curriculum, source);
    let notes = notes(curriculum, progress);
    if !notes.is_empty() {
        index.set_notes(notes);
    }
    index
}

/// What the learner wrote, by lesson or branch: the notes, and the questions of their own with their answers. What belongs
/// to no place in the curriculum cannot be a hit, and is left out; the list of questions has it.
pub fn notes(curriculum: &Curriculum, progress: &Progress) -> Vec<(NodeIdx, String)> {
    let notes = progress.lessons().filter_map(|(id, lesson)| Some((curriculum.find(id.as_str())?, lesson.note()?)));
    let questions = progress.own_questions().iter().filter_map(|own| {
        let node = curriculum.find(own.lesson.as_ref()?.as_str())?;
        // One paragraph, so that the question is what is shown of a hit.
        Some((node, format!("{}\n{}", own.prompt, own.answer)))
    });
    notes.chain(questions).collect()
}

/// Where the index reads the texts of its hits.
fn texts(curriculum: &Curriculum, source: &Source) -> Texts {
    let files: Vec<Option<Str>> = curriculum.nodes.iter().map(|node| node.file.clone()).collect();
    let source = source.clone();
    Arc::new(move |node| source.text(files.get(node.at())?.as_deref()?).ok())
}
