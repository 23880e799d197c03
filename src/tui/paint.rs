//! Cells as bytes for the terminal. The library writes each cell by itself, which is most of what a frame costs; here
//! cells that stand side by side and look alike are one stretch of text.

use std::io;

use crossterm::{
    cursor::MoveTo,
    queue,
    style::{Attribute, SetAttribute, SetBackgroundColor, SetForegroundColor},
};
use ratatui::{
    backend::IntoCrossterm,
    buffer::Cell,
    style::{Color, Modifier},
};

/// What a terminal is told for a modifier.
const ATTRIBUTES: [(Modifier, Attribute); 9] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::SLOW_BLINK, Attribute::SlowBlink),
    (Modifier::RAPID_BLINK, Attribute::RapidBlink),
    (Modifier::REVERSED, Attribute::Reverse),
    (Modifier::HIDDEN, Attribute::Hidden),
    (Modifier::CROSSED_OUT, Attribute::CrossedOut),
];

/// How a cell looks, its text aside.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Look {
    front: Color,
    back: Color,
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self { front: cell.fg, back: cell.bg, modifier: cell.modifier }
    }
}

/// Writes cells with their places, from a terminal that writes plainly to one that does again.
///
/// # Errors
/// Those of the writer.
pub fn paint<'a>(out: &mut impl io::Write, cells: impl Iterator<Item = (u16, u16, &'a Cell)>) -> io::Result<()> {
    let (mut look, mut next) = (Look::default(), None);
    for (x, y, cell) in cells {
        if next != Some((x, y)) {
            queue!(out, MoveTo(x, y))?;
        }
        // Behind a wide character the next cell is one further, and is gone to.
        next = Some((x.saturating_add(1), y));
        if Look::of(cell) != look {
            change(out, look, Look::of(cell))?;
            look = Look::of(cell);
        }
        out.write_all(cell.symbol().as_bytes())?;
    }
    change(out, look, Look::default())
}

fn change(out: &mut impl io::Write, mut from: Look, to: Look) -> io::Result<()> {
    // What is taken away is taken away with all else: one sequence, which every terminal knows.
    let bare = |from: Color, to: Color| from != to && to == Color::Reset;
    let less = !(from.modifier - to.modifier).is_empty();
    if less || bare(from.front, to.front) || bare(from.back, to.back) {
        queue!(out, SetAttribute(Attribute::Reset))?;
        from = Look::default();
    }
    let more = to.modifier - from.modifier;
    for (_, attribute) in ATTRIBUTES.iter().filter(|(modifier, _)| more.contains(*modifier)) {
        queue!(out, SetAttribute(*attribute))?;
    }
    if to.front != from.front {
        queue!(out, SetForegroundColor(to.front.into_crossterm()))?;
    }
    if to.back != from.back {
        queue!(out, SetBackgroundColor(to.back.into_crossterm()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::{
        backend::{Backend, CrosstermBackend},
        buffer::Buffer,
        layout::Rect,
        style::Style,
    };

    const AREA: Rect = Rect { x: 0, y: 0, width: 12, height: 3 };

    fn any_colour() -> impl Strategy<Value = Color> {
        prop_oneof![Just(Color::Reset), Just(Color::Red), Just(Color::Indexed(37)), Just(Color::Rgb(1, 2, 3))]
    }

    /// A frame: texts at places, each in a style of its own.
    fn any_frame() -> impl Strategy<Value = Buffer> {
        let modifier = (0_u16..512).prop_map(Modifier::from_bits_truncate);
        let text = (0_u16..12, 0_u16..3, "[a-z世é ]{0,8}", any_colour(), any_colour(), modifier);
        // Bold and dim at once are one or the other, by the last word.
        let never = prop_oneof![Just(Modifier::BOLD), Just(Modifier::DIM)];
        (prop::collection::vec(text, 0..12), never).prop_map(|(texts, never)| {
            let mut frame = Buffer::empty(AREA);
            for (x, y, text, front, back, modifier) in texts {
                frame.set_string(x, y, text, Style::new().fg(front).bg(back).add_modifier(modifier - never));
            }
            frame
        })
    }

    fn shown(bytes: &[&[u8]]) -> Vec<u8> {
        let mut terminal = vt100::Parser::new(AREA.height, AREA.width, 0);
        bytes.iter().for_each(|bytes| terminal.process(bytes));
        terminal.screen().contents_formatted()
    }

    proptest! {
        #[test]
        fn a_terminal_shows_what_it_shows_by_the_library(before in any_frame(), after in any_frame()) {
            let blank = Buffer::empty(AREA);
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for (old, new) in [(&blank, &before), (&before, &after)] {
                paint(&mut ours, old.diff(new).into_iter()).unwrap();
                CrosstermBackend::new(&mut theirs).draw(old.diff(new).into_iter()).unwrap();
            }
            prop_assert_eq!(shown(&[&ours, b"\x1b[Hx"]), shown(&[&theirs, b"\x1b[Hx"]));
        }
    }
}
