//! The open lesson.

use super::{
    canvas::{Canvas, fitting},
    theme::Ink,
    tree,
};
use crate::{
    app::{Model, layout::Areas, reader::Reader, tree::glyph},
    domain::{Depth, Kind, Node, standing::State},
};

/// Draws the reader's pane.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas) {
    if areas.reader.is_empty() {
        return;
    }
    let Some(open) = &model.reader else {
        nothing_open(canvas, model, areas);
        return;
    };
    meta(canvas, model, open, areas);
    let text = areas.text;
    let lines = open.layout.lines(open.top..open.top + usize::from(text.height));
    for (line, y) in lines.zip(text.y..text.bottom()) {
        canvas.put_line(text.x, y, text.width, &line);
    }
    hits(canvas, open, areas);
    links(canvas, open, areas);
    bookmarks(canvas, model, open, areas);
    if !open.glimpse {
        canvas.scroll_bar(areas.scroll_bar, open.top, open.layout.len());
    }
}

/// What is known about the lesson, in a line.
fn meta(canvas: &mut Canvas<'_>, model: &Model, open: &Reader, areas: &Areas) {
    let Some(node) = model.curriculum.get(open.node).filter(|_| areas.meta.height > 0) else { return };
    let area = areas.meta;
    let mut right = area.right();
    if node.lesson {
        let tally = model.tallies.of(open.node);
        let state = State::of(node, tally, model.fading(open.node));
        let sign = glyph(state, model.settings.ascii);
        let (word, ink) = match () {
            () if model.is_saving(&node.id) => ("saving", Ink::Dim),
            () if model.is_unsaved(&node.id) => ("not saved", Ink::Error),
            () if tally.rewritten > 0 => ("rewritten since", Ink::Reading),
            () => (word(state), tree::ink(state)),
        };
        right = canvas.put_right(right, area.y, area.width / 2, ink, &format!("{sign} {word}")).saturating_sub(2);
    }
    if model.progress.lesson(node.id.as_str()).is_some_and(|lesson| !lesson.notes.is_empty()) {
        let sign = canvas.glyph("✎ note", "+ note");
        right = canvas.put_right(right, area.y, area.width / 3, Ink::Due, sign).saturating_sub(2);
    }
    let max = right.saturating_sub(area.x);
    let between = canvas.glyph(" · ", " - ");
    let lessons = model.tallies.of(open.node).total;
    canvas.put(area.x, area.y, max, Ink::Dim, &fitting(facts(node, lessons), between, max));
}

const fn word(state: State) -> &'static str {
    match state {
        State::New => "to do",
        State::Reading | State::Part => "reading",
        State::Done => "done",
        State::Fading => "fading",
    }
}

/// What is known about a lesson, or a branch of so many lessons, the most important first.
fn facts(node: &Node, lessons: u32) -> Vec<String> {
    let mut parts = Vec::new();
    match node.kind {
        Kind::Tier | Kind::Page => {}
        Kind::Phase => parts.push(format!("phase {}", node.id)),
        Kind::Topic | Kind::Section => parts.push(node.id.to_string()),
    }
    if node.minutes > 0 {
        parts.push(format!("{} min", node.minutes));
    }
    if !node.lesson && lessons > 0 {
        parts.push(if lessons == 1 { "1 lesson".to_owned() } else { format!("{lessons} lessons") });
    }
    if node.lesson {
        let depth = match node.depth {
            Depth::Outline => "outline",
            Depth::Full => "full lesson",
        };
        parts.push(depth.to_owned());
    }
    if !node.since.is_empty() {
        parts.push(format!("since Go {}", node.since));
    }
    if !node.requires.is_empty() {
        let names: Vec<&str> = node.requires.iter().take(3).map(AsRef::as_ref).collect();
        parts.push(format!("after {}", names.join(", ")));
    }
    if !node.std.is_empty() {
        let names: Vec<&str> = node.std.iter().take(3).map(AsRef::as_ref).collect();
        parts.push(format!("std {}", names.join(", ")));
    }
    if !node.spec.is_empty() {
        let names: Vec<String> =
            node.spec.iter().take(2).map(|anchor| anchor.trim_start_matches('#').replace('_', " ")).collect();
        parts.push(format!("spec {}", names.join(", ")));
    }
    parts
}

/// Turns what was found upside down; the hit that the learner is at is lit besides.
fn hits(canvas: &mut Canvas<'_>, open: &Reader, areas: &Areas) {
    let Some(found) = &open.found else { return };
    let text = areas.text;
    for (number, hit) in found.hits.iter().enumerate() {
        for part in &hit.parts {
            let Some(row) = part.line.checked_sub(open.top).and_then(|row| u16::try_from(row).ok()) else { continue };
            if row >= text.height {
                continue;
            }
            let start = u16::try_from(part.start).unwrap_or(u16::MAX);
            let columns = u16::try_from(part.end.saturating_sub(part.start)).unwrap_or(0);
            let x = text.x.saturating_add(start);
            if number == found.at {
                let area = ratatui::layout::Rect { x, y: text.y + row, width: columns, height: 1 };
                canvas.tint(area, Ink::Match);
            }
            canvas.reverse(x, text.y + row, columns);
        }
    }
}

fn links(canvas: &mut Canvas<'_>, open: &Reader, areas: &Areas) {
    let Some(selected) = open.selected_link() else { return };
    let text = areas.text;
    for place in open.layout.links().iter().filter(|place| place.link == selected) {
        let Some(row) = place.line.checked_sub(open.top).and_then(|row| u16::try_from(row).ok()) else { continue };
        if row < text.height {
            let start = u16::try_from(place.start).unwrap_or(u16::MAX);
            let columns = u16::try_from(place.end.saturating_sub(place.start)).unwrap_or(0);
            canvas.reverse(text.x.saturating_add(start), text.y + row, columns);
        }
    }
}

/// A sign in the margin at each bookmarked passage.
fn bookmarks(canvas: &mut Canvas<'_>, model: &Model, open: &Reader, areas: &Areas) {
    let Some(lesson) = model.id_of(open.node).and_then(|id| model.progress.lesson(id.as_str())) else { return };
    let text = areas.text;
    for bookmark in &lesson.bookmarks {
        let line = match crate::app::update::place_of(&bookmark.passage) {
            crate::app::place::Place::At(anchor) => open.layout.line_of(anchor),
            crate::app::place::Place::Heading(slug) => open.layout.heading_line(&slug).unwrap_or(0),
            crate::app::place::Place::Top => 0,
        };
        if let Some(row) = line.checked_sub(open.top).and_then(|row| u16::try_from(row).ok())
            && row < text.height
        {
            let sign = canvas.glyph("▸", "*");
            canvas.put(text.x.saturating_sub(1), text.y + row, 1, Ink::Due, sign);
        }
    }
}

fn nothing_open(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas) {
    let area = areas.text;
    let lines = [
        (Ink::Title, model.curriculum.title.to_string()),
        (Ink::Dim, model.curriculum.edition.to_string()),
        (Ink::Text, String::new()),
        (Ink::Text, "Enter opens the lesson under the cursor.".to_owned()),
    ];
    for ((ink, text), y) in lines.iter().zip(area.y + 1..area.bottom()) {
        canvas.put(area.x, y, area.width, *ink, text);
    }
}
