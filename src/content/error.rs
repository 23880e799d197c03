//! What is wrong in a curriculum: where, what, and what to do.

use std::fmt;

/// A fault with its place. Lines and columns count from 1; 0 means that the file as a whole is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub what: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Problem {
    /// A fault of a whole file.
    pub fn of_file(path: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { path: path.into(), line: 0, column: 0, what: what.into(), hint: hint.into() }
    }

    /// A fault at a byte of a text.
    pub fn at_byte(
        path: impl Into<String>,
        text: &str,
        byte: usize,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let (line, column) = place(text, byte);
        Self { path: path.into(), line, column, what: what.into(), hint: hint.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path)?;
        if self.line > 0 {
            write!(f, "{}:{}:", self.line, self.column)?;
        }
        write!(f, " {}", self.what)?;
        if !self.hint.is_empty() {
            write!(f, " ({})", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// Line and column (characters) of a byte, both from 1.
pub fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).or_else(|| text.get(..text.floor_char_boundary(byte))).unwrap_or(text);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    (line, column)
}
