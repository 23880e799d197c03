//! Code blocks, shell sessions and outputs: a caption, a gutter with line numbers, and no character lost: a
//! line that is too long goes on below, marked in the gutter.

use super::blocks::Setter;
use crate::markdown::block::Code;
use crate::markdown::fence::{Fence, Go, Match};
use crate::markdown::highlight::{self, Lexer};
use crate::markdown::style::{Glyphs, Role, Style};
use crate::markdown::wrap::{Join, widest_line, wrap, wrap_code};
use crate::text::Clean;

/// What stands left of the code.
enum Gutter {
    Numbers { digits: usize },
    Bar,
    Space { indent: usize },
}

pub(super) fn code(set: &mut Setter<'_>, block: u32, code: &Code) {
    let text = Clean::code(code.source.strip_suffix('\n').unwrap_or(&code.source));
    let count = text.split('\n').count();
    let gutter = match code.info.fence {
        Fence::Go(_) if set.options.line_numbers => Gutter::Numbers { digits: count.to_string().len().max(2) },
        Fence::Output(_) => Gutter::Bar,
        Fence::Go(_) | Fence::Console { .. } | Fence::Text | Fence::Other => {
            // A diagram says more whole and at the edge than indented and broken.
            let spare = set.out.room().saturating_sub(widest_line(&text));
            Gutter::Space { indent: if spare < 4 { spare.max(2) } else { 4 } }
        }
    };
    caption(set, block, code);
    let mut lexer = Lexer::new(match code.info.fence {
        Fence::Go(_) => highlight::Language::Go,
        Fence::Output(_) => highlight::Language::Output,
        Fence::Console { .. } => highlight::Language::Console,
        Fence::Text => highlight::Language::Diagram,
        Fence::Other => highlight::Language::Other,
    });
    let flow = set.out.flow();
    let mut offset = 1;
    let mut tokens = Vec::new();
    for (index, line) in text.lines().enumerate() {
        lexer.line(&line, &mut tokens);
        prefix(set, &gutter, index + 1);
        let ranges = wrap_code(&line, set.out.room());
        let last = ranges.len().saturating_sub(1);
        let mut next = tokens.iter().peekable();
        for (part, range) in ranges.into_iter().enumerate() {
            set.out.begin(block, offset + range.start);
            set.out.begin_fragment(flow);
            let mut at = range.start;
            while at < range.end {
                let Some(token) = next.peek() else {
                    set.out.put(Role::Text, &line.slice(at..range.end));
                    break;
                };
                if token.end <= at {
                    next.next();
                    continue;
                }
                let stop = token.end.min(range.end);
                set.out.put(token.role, &line.slice(at..stop));
                at = stop;
            }
            set.out.end_fragment(if part == last { Join::Newline } else { Join::None });
            set.out.end();
        }
        set.out.pop_prefix();
        offset += line.len() + 1;
    }
}

/// The gutter of the next line, and of its continuation.
fn prefix(set: &mut Setter<'_>, gutter: &Gutter, number: usize) {
    let (more, bar) = match set.options.glyphs {
        Glyphs::Unicode => ("↪", "│"),
        Glyphs::Ascii => ("\\", "|"),
    };
    let style: Style = Role::LineNumber.into();
    let (first, rest) = match gutter {
        Gutter::Numbers { digits } => {
            let width = digits + 1;
            (format!("{number:>width$}  "), format!("{more:>width$}  "))
        }
        Gutter::Bar => (format!("  {bar} "), format!("  {more} ")),
        Gutter::Space { indent } => (" ".repeat(*indent), format!("{more:<indent$}")),
    };
    set.out.push_prefix(Some((style, Clean::line(first))), (style, Clean::line(rest)));
}

/// What is said above a block: its number and what it is, or whose output.
fn caption(set: &mut Setter<'_>, block: u32, code: &Code) {
    if !set.options.captions {
        return;
    }
    let said = match code.info.fence {
        Fence::Go(Go::Run) => "program",
        Fence::Go(Go::Fails) => "does not compile",
        Fence::Go(Go::Panics) => "fails when run",
        Fence::Go(Go::Test) => "test",
        Fence::Go(Go::Race) => "has a data race",
        Fence::Go(Go::Vets) => "go vet objects",
        Fence::Go(Go::Fragment) => "fragment",
        Fence::Console { shown: false, .. } => "shell session",
        Fence::Console { shown: true, .. } => "shell session, not repeatable",
        Fence::Text => return,
        Fence::Other => code.info.language(),
        Fence::Output(matching) => return output_caption(set, block, code, matching),
    };
    let mut text = code.number.map_or_else(String::new, |number| format!("code {number}"));
    if !said.is_empty() {
        text = format!("{text}: {said}");
    }
    put_caption(set, block, &Clean::line(text));
}

fn output_caption(set: &mut Setter<'_>, block: u32, code: &Code, matching: Match) {
    let said = match code.output_of {
        Some(Fence::Go(Go::Fails)) => "the compiler says",
        Some(Fence::Go(Go::Vets)) => "go vet says",
        Some(Fence::Go(Go::Panics)) => "it ends with",
        Some(Fence::Go(Go::Test)) => "go test prints",
        Some(Fence::Go(Go::Run | Go::Race | Go::Fragment)) => "prints",
        Some(Fence::Output(_) | Fence::Console { .. } | Fence::Text | Fence::Other) | None => "output",
    };
    let how = match matching {
        Match::Exact => "",
        Match::Unordered => ", in any order",
        Match::Pattern => ", where ... varies",
    };
    put_caption(set, block, &Clean::line(format!("{said}{how}")));
}

fn put_caption(set: &mut Setter<'_>, block: u32, text: &Clean<'_>) {
    let indent = Clean::line("  ");
    set.out.push_prefix(None, (Role::Caption.into(), indent));
    for piece in wrap(text, set.out.room()) {
        set.out.begin(block, 0);
        set.out.put(Role::Caption, &text.slice(piece.range));
        set.out.end();
    }
    set.out.pop_prefix();
}
