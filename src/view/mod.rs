//! The model becomes a frame. Nothing is changed, nothing is remembered: what is on the screen follows from the model alone.
//!
//! - [`theme`]: meanings to colours; [`canvas`]: puts clean text into the frame, never outside of it
//! - [`top`], [`status`]: the first and the last lines; [`tree`], [`reader`], [`search`], [`progress`], [`review`]: the screens
//! - [`lines`]: a text field of several lines; [`overlay`]: what lies on top

mod canvas;
mod lines;
mod overlay;
mod progress;
mod reader;
mod review;
mod search;
mod status;
pub mod theme;
mod top;
mod tree;

use ratatui::{Frame, layout::Rect};

use crate::app::{
    Model,
    layout::{self, SMALLEST},
    model::Screen,
};
use canvas::Canvas;
use theme::Ink;

/// Draws all of it.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let areas = layout::areas(model);
    let window = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), model.settings);
    if areas.too_small {
        too_small(&mut canvas, window);
        return;
    }
    top::draw(&mut canvas, model, &areas);
    canvas.rule(areas.rule_top);
    match &model.screen {
        Screen::Study => {
            tree::draw(&mut canvas, model, &areas);
            reader::draw(&mut canvas, model, &areas);
        }
        Screen::Search(search) => search::draw(&mut canvas, model, search, &areas),
        Screen::Review(review) => review::draw(&mut canvas, model, review, &areas),
        Screen::Progress(top) => progress::draw(&mut canvas, model, *top, &areas),
    }
    canvas.rule(areas.rule_bottom);
    canvas.divide(areas.divider, areas.rule_top, areas.rule_bottom);
    overlay::draw(&mut canvas, model, &areas);
    let cursor = status::draw(&mut canvas, model, &areas).or(canvas.cursor);
    if let Some((x, y)) = cursor {
        frame.set_cursor_position((x, y));
    }
}

fn too_small(canvas: &mut Canvas<'_>, window: Rect) {
    let needed = format!("{}x{}", SMALLEST.0, SMALLEST.1);
    let whole = format!("window too small: {needed} needed");
    let text = if whole.len() <= usize::from(window.width) { whole } else { format!("needs {needed}") };
    canvas.put(0, window.height / 2, window.width, Ink::Text, &text);
}
