//! The navigator.

use super::{canvas::Canvas, theme::Ink};
use crate::{
    app::{
        Model,
        layout::Areas,
        model::Pane,
        tree::{Filter, glyph, indent},
    },
    domain::{Kind, NodeIdx, standing::State},
};

/// How a state is inked.
pub const fn ink(state: State) -> Ink {
    match state {
        State::New => Ink::Dim,
        State::Reading | State::Part => Ink::Reading,
        State::Done => Ink::Done,
        State::Fading => Ink::Fading,
    }
}

/// Draws the visible rows.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas) {
    let area = areas.tree;
    if area.is_empty() {
        return;
    }
    if model.tree.rows.is_empty() {
        let key = model.key("move.back-out");
        let text = match model.tree.filter {
            Filter::All => "This curriculum is empty.".to_owned(),
            Filter::Todo => format!("Nothing is left to do; {key} shows all."),
            Filter::Done => format!("Nothing is done yet; {key} shows all."),
        };
        canvas.put(area.x + 2, area.y, area.width.saturating_sub(3), Ink::Dim, &text);
        return;
    }
    let rows = model.tree.rows.iter().enumerate().skip(model.tree.top).take(usize::from(area.height));
    for ((row, idx), y) in rows.zip(area.y..) {
        let rect = ratatui::layout::Rect { y, height: 1, ..area };
        draw_row(canvas, model, rect, *idx, row == model.tree.cursor);
    }
}

fn draw_row(canvas: &mut Canvas<'_>, model: &Model, area: ratatui::layout::Rect, idx: NodeIdx, here: bool) {
    let Some(node) = model.curriculum.get(idx) else { return };
    let tally = model.tallies.of(idx);
    let state = State::of(node, tally, model.fading(idx));
    let focused = model.pane == Pane::Tree;
    let branch = node.end > idx.0 + 1;
    let y = area.y;

    // From the right: the sign, in a column of its own, and before it a count or what else there is to say.
    let mut right = area.right().saturating_sub(1);
    if node.lesson || (branch && tally.total > 0) {
        let quiet = if tally.done == 0 { Ink::Dim } else { Ink::Text };
        let (said, said_ink) = match () {
            () if branch => (format!("{}/{}", tally.done, tally.total), quiet),
            () if model.is_saving(&node.id) => ("saving".to_owned(), Ink::Dim),
            () if model.is_unsaved(&node.id) => ("unsaved".to_owned(), Ink::Error),
            () if tally.rewritten > 0 => ("new text".to_owned(), Ink::Reading),
            () => (String::new(), Ink::Dim),
        };
        right = canvas.put_right(right, y, 1, ink(state), glyph(state, model.settings.ascii)).saturating_sub(1);
        if !said.is_empty() {
            right = canvas.put_right(right, y, 12, said_ink, &said).saturating_sub(1);
        }
    }

    let mark = if here { canvas.glyph("›", ">") } else { " " };
    canvas.put(area.x, y, 2, if focused { Ink::Accent } else { Ink::Dim }, mark);
    let x = area.x + 1 + indent(node, model.curriculum.level(idx)).min(area.width / 3);
    let fold = match (branch, model.tree.open.contains(&idx)) {
        (true, true) => canvas.glyph("▾ ", "v "),
        (true, false) => canvas.glyph("▸ ", "> "),
        (false, _) => "  ",
    };
    let mut at = canvas.put(x + 1, y, right.saturating_sub(x + 1), Ink::Dim, fold);
    let reading = model.reader.as_ref().is_some_and(|open| open.node == idx);
    let ink = match (here && focused, node.kind, reading) {
        (true, ..) => Ink::Accent,
        (false, Kind::Tier, _) | (false, _, true) => Ink::Title,
        (false, ..) => Ink::Text,
    };
    if !matches!(node.kind, Kind::Tier | Kind::Page) {
        let number = if here && focused { Ink::Accent } else { Ink::Dim };
        at = canvas.put(at, y, right.saturating_sub(at), number, &format!("{} ", node.id));
    }
    let tier = node.kind == Kind::Tier;
    let title = if tier { node.title.to_uppercase() } else { node.title.to_string() };
    canvas.put(at, y, right.saturating_sub(at), ink, &title);
}
