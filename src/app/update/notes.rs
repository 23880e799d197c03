//! Notes and bookmarks, and the lists of them.

use super::{saved, toast};
use crate::{
    app::{
        Effect, Model,
        effect::Task,
        model::Tone,
        overlay::{Confirm, List, Overlay, Row, Target, Then},
        place::Place,
        reader::Reader,
    },
    domain::{Id, Kind, NodeIdx},
    markdown::Anchor,
};

/// The most characters of a bookmark's label.
const LABEL: usize = 60;

/// A passage as the database keeps it: the heading it stands under, and the exact place.
fn passage(anchor: Anchor, heading: &str) -> String {
    format!("{}.{}#{heading}", anchor.block, anchor.offset)
}

/// The place of a passage; the heading alone where the rest cannot be read.
pub fn place_of(passage: &str) -> Place {
    let (exact, heading) = passage.split_once('#').unwrap_or(("", passage));
    let parsed = exact
        .split_once('.')
        .and_then(|(block, offset)| Some(Anchor { block: block.parse().ok()?, offset: offset.parse().ok()? }));
    parsed.map_or_else(|| Place::Heading(heading.to_owned()), Place::At)
}

/// The first words of the passage on top of the screen: what a list calls it by.
fn begins(open: &Reader) -> String {
    let mut words = String::new();
    for line in open.layout.lines(open.top..open.top + open.height.max(1)) {
        let text: String = line.spans().map(|span| span.text.to_string()).collect();
        // Rules and frames say nothing.
        if !text.chars().any(char::is_alphanumeric) {
            // The end of a paragraph alone tells too little.
            if words.chars().count() < LABEL / 3 {
                continue;
            }
            break;
        }
        for word in text.split_whitespace() {
            if words.chars().count() + word.chars().count() >= LABEL {
                return words;
            }
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
    }
    words
}

/// Bookmarks the passage on top of the screen, or takes its bookmark away.
pub fn bookmark(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(open) = &model.reader else { return };
    let Some(id) = model.id_of(open.node).cloned() else { return };
    let anchor = open.anchor();
    let known = model.progress.lesson(id.as_str()).and_then(|lesson| {
        lesson.bookmarks.iter().find(
            |bookmark| matches!(place_of(&bookmark.passage), Place::At(at) if open.layout.line_of(at) == open.top),
        )
    });
    let (task, said) = match known {
        Some(bookmark) => (Task::Unbookmark { lesson: id, passage: bookmark.passage.clone() }, "bookmark taken away"),
        None => {
            let heading = open.layout.heading_at(open.top);
            let label = begins(open);
            let slug = heading.map(|heading| heading.anchor.clone()).unwrap_or_default();
            (Task::Bookmark { lesson: id, passage: passage(anchor, &slug), label }, "bookmarked; ' lists all bookmarks")
        }
    };
    saved::save(model, task, said.to_owned(), effects);
}

/// Lets the learner edit the note of the lesson.
pub fn edit(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(why) = model.saves.read_only.clone() {
        toast(model, Tone::Bad, why);
        return;
    }
    let Some(idx) = model.subject() else { return };
    let Some(node) = model.curriculum.get(idx) else { return };
    if node.kind == Kind::Tier {
        toast(model, Tone::Plain, "a tier has no note; choose a lesson".to_owned());
        return;
    }
    let text = model.progress.lesson(node.id.as_str()).and_then(|lesson| lesson.note()).unwrap_or_default();
    super::reader::pause(model);
    effects.push(Effect::EditNote { node: idx, text });
}

/// The editor was closed.
pub fn edited(model: &mut Model, node: NodeIdx, text: Result<Option<String>, String>, effects: &mut Vec<Effect>) {
    let text = match text {
        Ok(Some(text)) => text.trim_end().to_owned(),
        Ok(None) => {
            toast(model, Tone::Plain, "the note is as it was".to_owned());
            return;
        }
        Err(why) => {
            toast(model, Tone::Bad, why);
            return;
        }
    };
    let Some(id) = model.id_of(node).cloned() else { return };
    let known = model.progress.lesson(id.as_str());
    let before = known.and_then(|lesson| lesson.note()).unwrap_or_default();
    if text == before.trim_end() {
        toast(model, Tone::Plain, "the note is as it was".to_owned());
        return;
    }
    if text.is_empty() {
        let question = format!("The note of {id} was emptied. Take it away?");
        let save = saved::prepare(model, Task::Note { lesson: id.clone(), text }, format!("note of {id} taken away"));
        model.overlays.push(Overlay::Confirm(Confirm::new(question, Then::Save(save))));
        return;
    }
    let said = format!("note of {id} saved");
    saved::save(model, Task::Note { lesson: id, text }, said, effects);
}

/// The lesson's place in the curriculum, and what to call it: lessons that the curriculum no longer has come last.
pub(super) fn named(model: &Model, id: &Id) -> (Option<NodeIdx>, String) {
    match model.curriculum.find(id.as_str()) {
        Some(idx) => {
            let node = model.curriculum.get(idx);
            let title = node.map(|node| node.title.to_string()).unwrap_or_default();
            // The ids of tiers and pages are for files, not for readers.
            let plain = node.is_some_and(|node| matches!(node.kind, Kind::Tier | Kind::Page));
            (Some(idx), if plain { title } else { format!("{id} {title}") })
        }
        None => (None, format!("{id} (no longer in the curriculum)")),
    }
}

/// Lists all bookmarks, in the curriculum's order.
pub fn list_bookmarks(model: &mut Model) {
    let mut rows: Vec<(Option<NodeIdx>, Row)> = Vec::new();
    for (id, lesson) in model.progress.lessons() {
        let (idx, name) = named(model, id);
        for bookmark in &lesson.bookmarks {
            let target = Target::Open(idx.unwrap_or(NodeIdx(0)), place_of(&bookmark.passage));
            let label = if bookmark.label.is_empty() { name.clone() } else { bookmark.label.clone() };
            rows.push((idx, Row { label, detail: name.clone(), indent: 0, target }));
        }
    }
    let empty = format!("No bookmark yet. {} in a lesson sets one.", model.key("study.bookmark"));
    show(model, "Bookmarks", rows, empty);
}

/// Lists all notes, in the curriculum's order.
pub fn list_notes(model: &mut Model) {
    let mut rows: Vec<(Option<NodeIdx>, Row)> = Vec::new();
    for (id, lesson) in model.progress.lessons() {
        if let Some(note) = lesson.note() {
            let (idx, name) = named(model, id);
            let target = Target::Note(idx.unwrap_or(NodeIdx(0)), note.clone());
            let first = note.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
            rows.push((idx, Row { label: name, detail: first, indent: 0, target }));
        }
    }
    let empty = format!("No note yet. {} on a lesson writes one.", model.key("study.note"));
    show(model, "Notes", rows, empty);
}

fn show(model: &mut Model, title: &str, mut rows: Vec<(Option<NodeIdx>, Row)>, empty: String) {
    rows.sort_by_key(|(idx, _)| idx.map_or(u32::MAX, |idx| idx.0));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    super::reader::pause(model);
    model.overlays.push(Overlay::List(List { title: title.to_owned(), rows, empty, ..List::default() }));
}
