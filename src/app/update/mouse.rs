//! The mouse, where the learner turned it on: the wheel scrolls what is under it, a click chooses.

use ratatui::layout::{Position, Rect};

use super::{reader, run};
use crate::app::{
    Effect, Model,
    command::Cmd,
    keys::{Chord, Key},
    layout,
    model::{Pane, Screen},
    msg::Mouse,
    overlay::Overlay,
};

/// How many lines a step of the wheel scrolls.
const WHEEL: isize = 3;

/// The mouse did something at a column and row.
pub fn act(model: &mut Model, mouse: Mouse, at: (u16, u16), effects: &mut Vec<Effect>) {
    let areas = layout::areas(model);
    let inside = |area: Rect| area.contains(Position { x: at.0, y: at.1 });
    let row_in = |area: Rect| usize::from(at.1.saturating_sub(area.y));
    let wheel = match mouse {
        Mouse::WheelUp => Some(-WHEEL),
        Mouse::WheelDown => Some(WHEEL),
        Mouse::Press => None,
    };
    if !model.overlays.is_empty() {
        match (wheel, model.overlays.last_mut()) {
            (Some(by), _) => {
                let cmd = if by < 0 { Cmd::Up } else { Cmd::Down };
                run(model, cmd, Chord::plain(Key::Enter), effects);
            }
            (None, Some(Overlay::List(list))) => {
                let panel = layout::list_panel(&areas, list.rows.len());
                // A heading and a blank row stand above the rows.
                let row = list.top + row_in(panel).saturating_sub(2);
                if inside(panel) && row < list.rows.len() && row_in(panel) >= 2 {
                    list.cursor = row;
                    run(model, Cmd::Enter, Chord::plain(Key::Enter), effects);
                }
            }
            _ => {}
        }
        return;
    }
    match &mut model.screen {
        Screen::Study => {}
        Screen::Search(search) => {
            match wheel {
                Some(by) => {
                    let last = search.results.hits.len().saturating_sub(1);
                    search.cursor = search.cursor.saturating_add_signed(by).min(last);
                }
                None if inside(areas.hits) => {
                    let hit = search.top + row_in(areas.hits) / 2;
                    if hit < search.results.hits.len() {
                        search.cursor = hit;
                        run(model, Cmd::Enter, Chord::plain(Key::Enter), effects);
                    }
                }
                None => {}
            }
            return;
        }
        Screen::Review(_) => {
            if let Some(by) = wheel {
                let cmd = if by < 0 { Cmd::HalfUp } else { Cmd::HalfDown };
                run(model, cmd, Chord::plain(Key::Enter), effects);
            }
            return;
        }
        Screen::Progress(top) => {
            if let Some(by) = wheel {
                *top = top.saturating_add_signed(by).min(super::progress::MOST_LINES);
            }
            return;
        }
    }
    if inside(areas.tree) {
        match wheel {
            Some(by) => model.tree.move_by(by),
            None => {
                let row = model.tree.top + row_in(areas.tree);
                if row < model.tree.rows.len() {
                    model.tree.cursor = row;
                    model.pane = Pane::Tree;
                    run(model, Cmd::Enter, Chord::plain(Key::Enter), effects);
                }
            }
        }
    } else if inside(areas.reader) {
        let Some(open) = &mut model.reader else { return };
        match wheel {
            Some(by) => open.scroll_by(by),
            None => {
                let line = open.top + row_in(areas.text);
                let column = usize::from(at.0.saturating_sub(areas.text.x));
                let link = open.layout.links().iter().find(|place| {
                    place.line == line && (place.start..place.end).contains(&column) && inside(areas.text)
                });
                let link = link.map(|place| place.link);
                model.pane = Pane::Reader;
                if let Some(link) = link {
                    reader::follow(model, link, effects);
                }
            }
        }
    }
}
