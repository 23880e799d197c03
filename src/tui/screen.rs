//! The backend that frames are drawn through: the library's own, with four differences. A frame is one write, so
//! that no terminal shows half of it, and none where nothing changed; the size is what the loop has told the application,
//! so that the two never differ within a frame; the cursor's place is never asked of the terminal (its answer would come in
//! among the keys); and a hidden cursor is not hidden again.

use std::cell::Cell as Flag;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::{paint::paint, sys};

/// More cells than this are not drawn: the buffers alone would take hundreds of megabytes.
pub const MAX_CELLS: u32 = 1_000_000;

/// Collects a frame, and writes it at the frame's own flush: the library flushes at each move of the cursor too.
#[derive(Debug, Default)]
pub struct Output {
    pending: Vec<u8>,
    /// Whether a flush counts.
    complete: Rc<Flag<bool>>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.pending.is_empty() || !self.complete.get() {
            return Ok(());
        }
        let outcome = sys::write_all(sys::OUTPUT, &self.pending);
        self.pending.clear();
        outcome
    }
}

/// The screen. Never dropped: the library prints when it cannot show the cursor, and a print to a closed window
/// is a panic.
pub type Screen = ManuallyDrop<Terminal<Window>>;

/// A screen for the terminal on standard output, which keeps its first frame until [`Window::show`].
///
/// # Errors
/// None today; the library's signature allows one.
pub fn screen() -> io::Result<Screen> {
    let complete = Rc::new(Flag::new(false));
    let output = Output { pending: Vec::new(), complete: Rc::clone(&complete) };
    let size = drawable_size().map_or_else(Size::default, |(width, height)| Size { width, height });
    let window = Window { inner: CrosstermBackend::new(output), size, complete, cursor: None, held: true };
    Ok(ManuallyDrop::new(Terminal::new(window)?))
}

/// Columns and rows, or nothing where there is no size, no cell, or more than [`MAX_CELLS`].
pub fn drawable_size() -> Option<(u16, u16)> {
    sys::size(sys::OUTPUT).filter(|(columns, rows)| (1..=MAX_CELLS).contains(&(u32::from(*columns) * u32::from(*rows))))
}

/// The window on standard output.
#[derive(Debug)]
pub struct Window {
    inner: CrosstermBackend<Output>,
    size: Size,
    complete: Rc<Flag<bool>>,
    /// Whether the cursor can be seen, as far as is known.
    cursor: Option<bool>,
    /// Frames are made, and not written yet.
    held: bool,
}

impl Window {
    /// Frames have this size from now on.
    pub fn set_size(&mut self, (width, height): (u16, u16)) {
        self.size = Size { width, height };
    }

    /// Writes the frame that was made while the terminal was not claimed yet, and from now on each as it is made.
    ///
    /// # Errors
    /// Where the terminal takes nothing.
    pub fn show(&mut self) -> io::Result<()> {
        self.held = false;
        Backend::flush(self)
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
        paint(&mut self.inner, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        // It is asked for with every frame.
        if self.cursor == Some(false) {
            return Ok(());
        }
        self.cursor = Some(false);
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor = Some(true);
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.inner.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.complete.set(!self.held);
        let outcome = Backend::flush(&mut self.inner);
        self.complete.set(false);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_complete_frame_is_written() {
        let mut output = Output::default();
        output.write_all(b"abc").unwrap();
        output.flush().unwrap();
        output.write_all(b"def").unwrap();
        assert_eq!(output.pending, b"abcdef");
    }
}
