//! The search screen: the field, the hits, and the passage of the one under the cursor.

use super::{
    canvas::{Canvas, fitting},
    theme::Ink,
    tree,
};
use crate::{
    app::{Model, layout::Areas, model::SearchState, tree::glyph},
    domain::{Kind, standing::State},
    markdown::{Anchor, Options, layout, layout_window, parse},
    text::width,
};

/// Draws the screen; the field takes the place of the top line.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, search: &SearchState, areas: &Areas) {
    field(canvas, model, search, areas);
    let area = areas.hits;
    if search.results.hits.is_empty() {
        let text = match () {
            () if search.field.text().trim().is_empty() => {
                "Type: a title, a symbol like b.Loop or :=, a number, words."
            }
            () if search.waiting => "searching",
            () if !model.indexed => "Nothing in the titles; the texts are still being read.",
            () => "Nothing. Fewer or shorter words find more.",
        };
        let max = area.width.saturating_sub(3);
        for (line, y) in width::wrap(text, usize::from(max)).iter().zip(area.y..area.bottom()) {
            canvas.put(area.x + 2, y, max, Ink::Dim, line);
        }
        return;
    }
    let rows = usize::from(area.height / 2).max(1);
    for (row, (at, hit)) in search.results.hits.iter().enumerate().skip(search.top).take(rows).enumerate() {
        let Some(node) = model.curriculum.get(hit.node) else { continue };
        let y = area.y + u16::try_from(row * 2).unwrap_or(0);
        let here = at == search.cursor;
        let right = area.right().saturating_sub(1);
        if node.kind != Kind::Page && node.kind != Kind::Tier {
            let state = State::of(node, model.tallies.of(hit.node), model.fading(hit.node));
            canvas.put_right(right, y, 1, tree::ink(state), glyph(state, model.settings.ascii));
        }
        let mark = if here { canvas.glyph("›", ">") } else { " " };
        canvas.put(area.x, y, 1, Ink::Accent, mark);
        let ink = if here { Ink::Accent } else { Ink::Title };
        let mut x = area.x + 2;
        if !matches!(node.kind, Kind::Page | Kind::Tier) {
            x = canvas.put(
                x,
                y,
                right.saturating_sub(x),
                if here { Ink::Accent } else { Ink::Dim },
                &format!("{:<7}", node.id),
            );
        }
        canvas.put_marked(x, y, right.saturating_sub(x + 2), ink, &node.title, &hit.title_marks);
        if y + 1 < area.bottom() {
            let x = area.x + 9;
            canvas.put_marked(x, y + 1, right.saturating_sub(x), Ink::Dim, &hit.snippet.text, &hit.snippet.marks);
        }
    }
    preview(canvas, model, search, areas);
}

fn field(canvas: &mut Canvas<'_>, model: &Model, search: &SearchState, areas: &Areas) {
    let area = areas.top;
    canvas.clear(area);
    // What another word was searched for matters more than how much was found.
    let read_as = search.results.mended.as_ref().map(|(_, right)| format!("read as: {right}"));
    let hits = match search.results.total {
        0 => None,
        1 => Some("1 hit".to_owned()),
        many => Some(format!("{many} hits")),
    };
    let titles = search.titles_only.then(|| "titles only".to_owned());
    let said = fitting([read_as, hits, titles].into_iter().flatten(), ", ", area.width / 2);
    let right = area.right().saturating_sub(1);
    let start = canvas.put_right(right, area.y, area.width / 2, Ink::Dim, &said);
    canvas.put(area.x + 1, area.y, 2, Ink::Accent, "/");
    let x = area.x + 3;
    let room = start.saturating_sub(x + 2);
    let after = put_field(canvas, x, area.y, room, search.field.text(), search.field.before());
    if model.overlays.is_empty() {
        canvas.cursor = Some(after);
    }
}

/// Puts a field's text, scrolled so that its cursor is in view. Returns the cursor's place.
pub fn put_field(canvas: &mut Canvas<'_>, x: u16, y: u16, room: u16, text: &str, before: &str) -> (u16, u16) {
    let cursor = width::width(before);
    let skip = (cursor + 1).saturating_sub(usize::from(room.max(1)));
    let start = width::offset_of(text, skip);
    canvas.put(x, y, room, Ink::Text, text.get(start..).unwrap_or_default());
    let shown = width::width(before.get(start..).unwrap_or_default());
    (x.saturating_add(u16::try_from(shown).unwrap_or(0)), y)
}

/// The passage around the hit.
fn preview(canvas: &mut Canvas<'_>, model: &Model, search: &SearchState, areas: &Areas) {
    let area = areas.preview;
    let Some(hit) = search.results.hits.get(search.cursor).filter(|_| !area.is_empty()) else { return };
    let Some(node) = model.curriculum.get(hit.node) else { return };
    let x = area.x + 2;
    let max = area.width.saturating_sub(3);
    let path = model.curriculum.path(hit.node);
    // Its title stands below.
    let above = path.split_last().map_or(&[][..], |(_, above)| above);
    canvas.put(x, area.y, max, Ink::Dim, &above.join(canvas.glyph(" › ", " > ")));
    canvas.put(x, area.y + 1, max, Ink::Title, &node.title);
    if let Some(passage) = &hit.passage {
        let options = Options { line_numbers: false, ..Options::new(usize::from(max.max(1))) };
        let rows = usize::from(area.height.saturating_sub(3));
        let document = parse(passage);
        // No more of the passage is set than is seen.
        let text = layout_window(&document, &options, Anchor::default(), rows);
        let text = text.unwrap_or_else(|| layout(&document, &options));
        let lines = text.lines(0..rows);
        for (line, y) in lines.zip(area.y + 3..area.bottom()) {
            canvas.put_line(x, y, max, &line);
        }
    }
}
