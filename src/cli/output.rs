//! Where a verb writes: standard output, buffered, clean, with colours where they are wanted.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::args::Colour;
use crate::{
    markdown::{Glyphs, Layout, Mods, Role, Style},
    text::Clean,
};

/// The output of a verb.
pub struct Output {
    to: BufWriter<Box<dyn Write>>,
    errors: Box<dyn Write>,
    /// Whether a person looks at it.
    pub terminal: bool,
    /// Whether it has colours.
    pub colours: bool,
    pub glyphs: Glyphs,
}

impl Output {
    /// Standard output and error.
    pub fn standard(colour: Colour, glyphs: Glyphs) -> Self {
        let terminal = io::stdout().is_terminal();
        let silent = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colours = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !silent,
        };
        Self {
            to: BufWriter::with_capacity(64 * 1024, Box::new(io::stdout())),
            errors: Box::new(io::stderr()),
            terminal,
            colours,
            glyphs,
        }
    }

    /// An output for tests.
    pub fn of(to: Box<dyn Write>, errors: Box<dyn Write>) -> Self {
        Self { to: BufWriter::new(to), errors, terminal: false, colours: false, glyphs: Glyphs::Unicode }
    }

    /// Writes a line of text that may hold anything.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        self.to.write_all(Clean::line(text).as_bytes())?;
        self.to.write_all(b"\n")
    }

    /// Writes a row of fields with tabs between them, for programs and for `cut`.
    pub fn fields(&mut self, fields: &[&str]) -> io::Result<()> {
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.to.write_all(b"\t")?;
            }
            self.to.write_all(Clean::line(*field).as_bytes())?;
        }
        self.to.write_all(b"\n")
    }

    /// Writes text of several lines that may hold anything.
    pub fn block(&mut self, text: &str) -> io::Result<()> {
        self.to.write_all(Clean::block(text).as_bytes())
    }

    /// Writes source text: clean like a block, but with its tabs.
    pub fn source(&mut self, text: &str) -> io::Result<()> {
        for (at, piece) in text.split('\t').enumerate() {
            if at > 0 {
                self.to.write_all(b"\t")?;
            }
            self.to.write_all(Clean::block(piece).as_bytes())?;
        }
        Ok(())
    }

    /// Writes text exactly as it is: data for another program, never for eyes alone.
    pub fn raw(&mut self, text: &str) -> io::Result<()> {
        self.to.write_all(text.as_bytes())
    }

    /// Writes a line of parts with meanings.
    pub fn parts(&mut self, parts: &[(Style, &str)]) -> io::Result<()> {
        for (style, text) in parts {
            let clean = Clean::line(*text);
            self.styled(*style, &clean)?;
        }
        self.to.write_all(b"\n")
    }

    /// Writes a laid out lesson.
    pub fn layout(&mut self, layout: &Layout) -> io::Result<()> {
        if !self.colours {
            return self.to.write_all(layout.to_text().as_bytes());
        }
        for line in layout.lines(0..layout.len()) {
            for span in line.spans() {
                self.styled(span.style, &span.text)?;
            }
            self.to.write_all(b"\n")?;
        }
        Ok(())
    }

    fn styled(&mut self, style: Style, text: &Clean<'_>) -> io::Result<()> {
        let codes = if self.colours { codes(style) } else { String::new() };
        if codes.is_empty() {
            return self.to.write_all(text.as_bytes());
        }
        write!(self.to, "\x1b[{codes}m{}\x1b[0m", text.as_str())
    }

    /// Hands over what was written; what follows may wait.
    pub fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    /// Tells the learner something besides the output. It is lost where nobody listens.
    pub fn warn(&mut self, text: &str) {
        let _ = writeln!(self.errors, "warning: {}", Clean::line(text));
    }

    /// How many columns a terminal has; 80 where nobody knows, 100 at most in a pipe.
    pub fn columns(&self) -> usize {
        let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|columns| *columns > 0);
        let columns = columns.or_else(|| if self.terminal { window() } else { None });
        columns.unwrap_or(80).clamp(20, 200)
    }
}

/// A number of things: `1 event`, `2 events`.
pub fn number_of(number: impl TryInto<u64>, thing: &str) -> String {
    match number.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {thing}"),
        many => format!("{many} {thing}s"),
    }
}

/// The width of the terminal.
fn window() -> Option<usize> {
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns)).filter(|columns| *columns > 0)
}

/// The codes of a style: the sixteen colours that every terminal has, so that its own theme decides.
fn codes(style: Style) -> String {
    let mut codes: Vec<&str> = Vec::new();
    match style.role {
        Role::Heading1 | Role::Heading2 => codes.extend(["1", "34"]),
        Role::Heading3 | Role::Heading4 => codes.push("34"),
        Role::Code | Role::CalloutSince => codes.push("33"),
        Role::Link => codes.extend(["4", "34"]),
        Role::CalloutMachine | Role::Type => codes.push("36"),
        Role::CalloutTrap | Role::Error => codes.push("31"),
        Role::CalloutInterview | Role::Keyword => codes.push("35"),
        Role::String => codes.push("32"),
        Role::Number | Role::Constant => codes.push("33"),
        Role::Function | Role::Bullet | Role::Task => codes.push("34"),
        Role::TableHead | Role::Command | Role::Prompt => codes.push("1"),
        Role::Comment | Role::Dim | Role::LineNumber | Role::Caption | Role::Rule | Role::QuoteBar | Role::Notice => {
            codes.push("2");
        }
        Role::Text | Role::Image | Role::Quote | Role::Operator | Role::Name | Role::Output | Role::Diagram => {}
    }
    for (mods, code) in [(Mods::EMPHASIS, "3"), (Mods::STRONG, "1"), (Mods::STRIKE, "9")] {
        if style.mods.has(mods) && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes.join(";")
}
