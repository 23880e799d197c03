//! Where everything stands. One pure function of the window's size and the model, called by update (page sizes, mouse) and
//! by view, so that nothing flows back from drawing.

use ratatui::layout::Rect;

use super::model::{Model, Pane, Screen};

/// The narrowest and the lowest window in which there is something to see but a sentence.
pub const SMALLEST: (u16, u16) = (30, 8);
/// From this width on navigator and reader stand side by side.
const TWO_PANES: u16 = 90;
/// The widest that text is set, with the column of its scroll bar left out.
pub const MEASURE: u16 = 78;

/// Beside the text: its margin, and the scroll bar with a gap.
const MARGINS: u16 = 5;

/// The parts of the window. A part that is not shown has no area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    pub whole: Rect,
    /// The window is too small for anything but a sentence that says so.
    pub too_small: bool,
    /// Path and overall bar.
    pub top: Rect,
    /// What today holds.
    pub today: Rect,
    pub rule_top: Rect,
    /// Between the rules.
    pub body: Rect,
    pub tree: Rect,
    pub divider: Rect,
    /// The reader's pane.
    pub reader: Rect,
    /// What is known about the lesson, above its text.
    pub meta: Rect,
    /// The lesson's text.
    pub text: Rect,
    pub scroll_bar: Rect,
    /// The list of hits on the search screen; below its field.
    pub hits: Rect,
    /// The passage of the hit under the cursor.
    pub preview: Rect,
    pub rule_bottom: Rect,
    /// The keys that work here, or a message.
    pub status: Rect,
    /// Where help, palette, lists and questions lie.
    pub panel: Rect,
}

/// Cuts rows off the top of an area.
fn cut_top(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    let cut = Rect { height: rows, ..*area };
    area.y += rows;
    area.height -= rows;
    cut
}

/// Cuts rows off the bottom of an area.
fn cut_bottom(area: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    area.height -= rows;
    Rect { y: area.y + area.height, height: rows, ..*area }
}

/// The areas for a model's window.
pub fn areas(model: &Model) -> Areas {
    let (width, height) = model.size;
    let whole = Rect { x: 0, y: 0, width, height };
    let mut areas = Areas { whole, ..Areas::default() };
    if width < SMALLEST.0 || height < SMALLEST.1 {
        areas.too_small = true;
        return areas;
    }
    let mut rest = whole;
    areas.top = cut_top(&mut rest, 1);
    if height >= 20 {
        areas.today = cut_top(&mut rest, 1);
    }
    areas.status = cut_bottom(&mut rest, 1);
    if height >= 10 {
        areas.rule_top = cut_top(&mut rest, 1);
        areas.rule_bottom = cut_bottom(&mut rest, 1);
    }
    areas.body = rest;
    areas.panel = panel(rest);
    match model.screen {
        Screen::Study => study(&mut areas, model.pane, model.tree.wish),
        Screen::Search(_) => search(&mut areas),
        Screen::Progress(_) | Screen::Review(_) => {}
    }
    areas
}

/// Whether both panes fit.
pub fn two_panes(width: u16) -> bool {
    width >= TWO_PANES
}

/// The navigator's width: what its titles need, as far as that leaves the reader its whole measure, and a third of the
/// window in any case.
fn tree_width(whole: u16, wish: u16) -> u16 {
    let third = (whole / 3).clamp(32, 44);
    wish.clamp(32, third.max(whole.saturating_sub(MEASURE + MARGINS + 1)))
}

fn study(areas: &mut Areas, pane: Pane, wish: u16) {
    let body = areas.body;
    if two_panes(body.width) {
        let width = tree_width(body.width, wish);
        areas.tree = Rect { width, ..body };
        areas.divider = Rect { x: body.x + width, width: 1, ..body };
        areas.reader = Rect { x: body.x + width + 1, width: body.width - width - 1, ..body };
    } else {
        match pane {
            Pane::Tree => areas.tree = body,
            Pane::Reader => areas.reader = body,
        }
    }
    let mut rest = if areas.reader.is_empty() { Rect { ..body } } else { areas.reader };
    let meta = if rest.height >= 8 { cut_top(&mut rest, 1) } else { Rect::default() };
    let margin = if rest.width >= 60 { 3 } else { 1 };
    areas.scroll_bar = Rect { x: rest.x + rest.width.saturating_sub(1), width: 1.min(rest.width), ..rest };
    let width = rest.width.saturating_sub(margin + 2).min(MEASURE);
    areas.text = Rect { x: rest.x + margin, width, ..rest };
    areas.meta = Rect { x: areas.text.x, width: rest.width.saturating_sub(margin + 1), ..meta };
    if areas.reader.is_empty() {
        // The reader is not on the screen; its text still has a size, so that it is laid out once.
        areas.meta = Rect::default();
        areas.scroll_bar = Rect::default();
    }
}

fn search(areas: &mut Areas) {
    let body = areas.body;
    if two_panes(body.width) {
        let width = body.width / 2;
        areas.hits = Rect { width, ..body };
        areas.divider = Rect { x: body.x + width, width: 1, ..body };
        areas.preview = Rect { x: body.x + width + 1, width: body.width - width - 1, ..body };
    } else {
        areas.hits = body;
    }
}

/// The panel of an overlay: the middle of the body, all of it where that is small.
fn panel(body: Rect) -> Rect {
    let width = if body.width > 84 { 80 } else { body.width };
    let height = if body.height > 30 { body.height - 6 } else { body.height };
    Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

/// The panel of a list of so many rows: no higher than it has to be, in the middle. One that is longer takes the whole.
pub fn list_panel(areas: &Areas, rows: usize) -> Rect {
    let whole = areas.panel;
    let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(3).min(whole.height);
    Rect { y: whole.y + (whole.height - height) / 2, height, ..whole }
}

/// How many rows of a panel are content: a heading and a rule stand above it.
pub fn panel_rows(areas: &Areas) -> usize {
    usize::from(areas.panel.height.saturating_sub(2)).max(1)
}

/// The widest line of a question.
pub fn question_width(areas: &Areas) -> usize {
    usize::from(areas.panel.width.saturating_sub(4)).max(10)
}

/// How many lines of a question fit: a rule and a blank row stand above them, a rule below.
pub fn question_rows(areas: &Areas) -> usize {
    usize::from(areas.panel.height.saturating_sub(3)).max(1)
}

/// How many hits of two lines each fit.
pub fn hit_rows(areas: &Areas) -> usize {
    usize::from(areas.hits.height / 2).max(1)
}
