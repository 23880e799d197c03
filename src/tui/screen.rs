//! The backend that frames are drawn through. A frame is one write, so that no terminal shows half of it, and none where
//! nothing changed; the size is what the loop has told the application, so that the two never differ within a frame; the
//! cursor's place is never asked of the terminal (its answer would come in among the keys); and a hidden cursor is not
//! hidden again.

use std::io;
use std::mem::ManuallyDrop;

use crossterm::{cursor, queue, terminal};
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::{paint::paint, sys};

/// More cells than this are not drawn: the buffers alone would take hundreds of megabytes.
pub const MAX_CELLS: u32 = 1_000_000;

/// The screen. Never dropped: the library prints when it cannot show the cursor, and a print to a closed window
/// is a panic.
pub type Screen = ManuallyDrop<Terminal<Window>>;

/// A screen for the terminal on standard output, which keeps its first frame until [`Window::take_frame`].
///
/// # Errors
/// None today; the library's signature allows one.
pub fn screen() -> io::Result<Screen> {
    let size = drawable_size().map_or_else(Size::default, |(width, height)| Size { width, height });
    Ok(ManuallyDrop::new(Terminal::new(Window { size, held: true, ..Window::default() })?))
}

/// Columns and rows, or nothing where there is no size, no cell, or more than [`MAX_CELLS`].
pub fn drawable_size() -> Option<(u16, u16)> {
    sys::size(sys::OUTPUT).filter(|(columns, rows)| (1..=MAX_CELLS).contains(&(u32::from(*columns) * u32::from(*rows))))
}

/// The window on standard output.
#[derive(Debug, Default)]
pub struct Window {
    /// The frame so far.
    pending: Vec<u8>,
    /// Frames are made, and not written yet.
    held: bool,
    size: Size,
    /// Whether the cursor can be seen, as far as is known.
    cursor: Option<bool>,
}

impl Window {
    /// Frames have this size from now on.
    pub fn set_size(&mut self, (width, height): (u16, u16)) {
        self.size = Size { width, height };
    }

    /// The frame that was made while the terminal was not claimed yet; from now on each is written as it is made.
    pub fn take_frame(&mut self) -> Vec<u8> {
        self.held = false;
        std::mem::take(&mut self.pending)
    }

    /// Another program had the terminal: nothing is known of it.
    pub fn forget(&mut self) {
        self.cursor = None;
    }
}

impl Backend for Window {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        paint(&mut self.pending, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        // It is asked for with every frame.
        if self.cursor == Some(false) {
            return Ok(());
        }
        self.cursor = Some(false);
        queue!(self.pending, cursor::Hide)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor = Some(true);
        queue!(self.pending, cursor::Show)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        queue!(self.pending, cursor::MoveTo(x, y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        queue!(
            self.pending,
            terminal::Clear(match region {
                ClearType::All => terminal::ClearType::All,
                ClearType::AfterCursor => terminal::ClearType::FromCursorDown,
                ClearType::BeforeCursor => terminal::ClearType::FromCursorUp,
                ClearType::CurrentLine => terminal::ClearType::CurrentLine,
                ClearType::UntilNewLine => terminal::ClearType::UntilNewLine,
            })
        )
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held || self.pending.is_empty() {
            return Ok(());
        }
        let outcome = sys::write_all(sys::OUTPUT, &self.pending);
        self.pending.clear();
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_frame_is_kept_and_an_unchanged_one_is_nothing() {
        let window = Window { size: Size { width: 4, height: 1 }, held: true, ..Window::default() };
        let mut terminal = ManuallyDrop::new(Terminal::new(window).unwrap());
        terminal.draw(|frame| frame.render_widget("abc", frame.area())).unwrap();
        let first = terminal.backend_mut().take_frame();
        assert!(first.ends_with(b"abc\x1b[?25l"), "{}", first.escape_ascii());
        terminal.backend_mut().held = true;
        terminal.draw(|frame| frame.render_widget("abc", frame.area())).unwrap();
        assert!(terminal.backend_mut().take_frame().is_empty());
    }
}
