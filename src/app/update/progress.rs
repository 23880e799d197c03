//! The progress screen.

use super::{overlay, review, scroll, search};
use crate::app::{Effect, Model, command::Cmd, layout, model::Screen, overlay::Overlay};

/// The most lines that the screen can need.
pub const MOST_LINES: usize = 400;

/// A command on the screen.
pub fn run(model: &mut Model, cmd: Cmd, effects: &mut Vec<Effect>) {
    let rows = usize::from(layout::areas(model).body.height);
    let Screen::Progress(top) = &mut model.screen else { return };
    if let Some(by) = scroll(cmd, rows) {
        *top = top.saturating_add_signed(by).min(MOST_LINES);
        return;
    }
    match cmd {
        Cmd::Escape | Cmd::Enter => model.screen = Screen::Study,
        Cmd::Search => search::open(model, effects),
        Cmd::Review | Cmd::Interview => review::begin(model, cmd, effects),
        Cmd::Palette => overlay::open_palette(model),
        Cmd::Help => model.overlays.push(Overlay::Help { top: 0 }),
        _ => {}
    }
}
