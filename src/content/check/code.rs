//! Code blocks: what their fences say, how wide they are, and that a program has its output.

use crate::{
    content::error::Problem,
    markdown::{
        Document,
        block::{Code, Kind, Position},
        fence::{Fence, Go},
    },
    text::{clean::TAB, width::width},
};

/// The most columns of code; a tab counts 4. A narrow pane shows that much, and a book could.
pub(super) const MAX_WIDTH: usize = 72;
/// The most columns of what programs print, which is as it is.
const MAX_OUTPUT: usize = 100;

/// Checks every code block of a text.
pub(super) fn check(path: &str, document: &Document, problems: &mut Vec<Problem>) {
    // A program that waits for its output: where it stands, and what its fence says.
    let mut waiting: Option<(Position, &str)> = None;
    for block in document.walk() {
        let Kind::Code(code) = &block.kind else { continue };
        let mut tell = |at: Position, what: String, hint: &str| {
            problems.push(Problem {
                path: path.into(),
                line: at.line as usize,
                column: at.column as usize,
                what,
                hint: hint.into(),
            });
        };
        if let Some((at, fence)) = waiting.take().filter(|_| !code.is_output()) {
            tell(at, format!("no output follows the \"{fence}\" block"), "show what it prints: ```output");
        }
        for word in &code.info.unknown {
            tell(
                block.at,
                format!("the fence says {word:?}, which means nothing here"),
                "see the fences in the README",
            );
        }
        match code.info.fence {
            Fence::Other => {
                let what = match code.info.language() {
                    "" => "the fence says nothing".to_owned(),
                    language => format!("the fence says {language:?}, which is not known"),
                };
                tell(block.at, what, "use go, output, console or text");
            }
            Fence::Go(Go::Run | Go::Fails | Go::Panics | Go::Vets) => waiting = Some((block.at, &code.info.raw)),
            Fence::Output(_) if !matches!(code.output_of, Some(Fence::Go(of)) if of != Go::Fragment) => {
                tell(block.at, "an output without a program before it".into(), "put it right after a ```go run block");
            }
            Fence::Console { shown: false, .. } if !code.source.lines().any(|line| line.starts_with("$ ")) => {
                tell(block.at, "a session without a command".into(), "commands begin with \"$ \"");
            }
            Fence::Go(Go::Test | Go::Race | Go::Fragment) | Fence::Output(_) | Fence::Console { .. } | Fence::Text => {}
        }
        if code.source.trim().is_empty() && !code.is_output() {
            tell(block.at, "an empty block".into(), "fill it, or delete it");
        }
        if let Some((line, is, max)) = too_wide(code) {
            let at = Position { line: block.at.line + line, column: 1 };
            tell(at, format!("{is} columns wide, more than {max}"), "break the line; a tab counts 4");
        }
    }
    if let Some((at, fence)) = waiting {
        problems.push(Problem {
            path: path.into(),
            line: at.line as usize,
            column: at.column as usize,
            what: format!("no output follows the \"{fence}\" block"),
            hint: "show what it prints: ```output".into(),
        });
    }
}

/// The first line (from 1, after the fence) that is too wide, its width, and the most that it may have.
fn too_wide(code: &Code) -> Option<(u32, usize, usize)> {
    let max = match code.info.fence {
        Fence::Go(_) | Fence::Text | Fence::Other => MAX_WIDTH,
        Fence::Output(_) | Fence::Console { .. } => MAX_OUTPUT,
    };
    wide_line(&code.source, max).map(|(line, is)| (u32::try_from(line).unwrap_or(u32::MAX), is, max))
}

/// The first line (from 1) with more than `max` columns, and how many it has.
pub(super) fn wide_line(text: &str, max: usize) -> Option<(usize, usize)> {
    let columns = |line: &str| width(line) + TAB.saturating_sub(width("\t")) * line.matches('\t').count();
    text.lines().enumerate().map(|(at, line)| (at + 1, columns(line))).find(|(_, is)| *is > max)
}
