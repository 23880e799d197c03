//! The parts of a text: a title, something under it, and what a full lesson has.

use super::hidden;
use crate::{
    content::{error::Problem, questions::Placed},
    domain::{Depth, Node, question::Ask},
    markdown::{
        Document,
        block::{Kind, Position},
        fence::{Fence, Go},
    },
};

/// The fewest questions of a full lesson.
const QUESTIONS: usize = 4;

/// Checks one text. `placed` are its questions, none if they could not be read.
pub(super) fn check(
    path: &str,
    node: &Node,
    document: &Document,
    placed: Option<&[Placed]>,
    problems: &mut Vec<Problem>,
) {
    let mut tell = |at: Option<Position>, what: String, hint: &str| {
        let (line, column) = at.map_or((0, 0), |at| (at.line as usize, at.column as usize));
        problems.push(Problem { path: path.into(), line, column, what, hint: hint.into() });
    };
    let Some(first) = document.blocks.first() else {
        return tell(None, "is empty".into(), "write the lesson");
    };
    if !matches!(first.kind, Kind::Heading { level: 1, .. }) {
        tell(Some(first.at), "does not begin with its title".into(), "begin with a line \"# Title\"");
    }
    for (at, heading) in document.outline().filter(|heading| heading.level == 1).enumerate() {
        if at > 0 {
            tell(Some(heading.at), format!("a second title, {:?}", heading.title.as_str()), "headings begin with ##");
        }
        if let Some(what) = hidden::in_title(heading.title) {
            tell(Some(heading.at), what, "write the title in plain words");
        }
    }
    for block in document.walk() {
        if let Kind::Notice(what) = &block.kind {
            tell(Some(block.at), what.to_string(), "keep within what a reader can follow");
        }
    }
    if document.walk().all(|block| matches!(block.kind, Kind::Heading { .. } | Kind::Rule)) {
        return tell(Some(first.at), "says nothing under its headings".into(), "write the lesson");
    }
    if node.depth == Depth::Full && node.lesson {
        for (part, anchor) in [("Key points", "key-points"), ("Read on", "read-on")] {
            if !has_part(document, anchor) {
                tell(None, format!("a full lesson lacks \"## {part}\" with a list"), "write it, at the end");
            }
        }
        full(document, placed, tell);
    }
}

/// Whether there is a heading of level 2 with this anchor, and a list under it.
fn has_part(document: &Document, anchor: &str) -> bool {
    let mut inside = false;
    for block in &document.blocks {
        match &block.kind {
            Kind::Heading { level: 2, anchor: here, .. } => inside = here == anchor,
            Kind::List(list) if inside && !list.items.is_empty() => return true,
            _ => {}
        }
    }
    false
}

/// Proofs and questions of a full lesson.
fn full(document: &Document, placed: Option<&[Placed]>, mut tell: impl FnMut(Option<Position>, String, &str)) {
    let fences: Vec<Fence> = document.code_blocks().iter().map(|block| block.code.info.fence).collect();
    let go = fences.iter().any(|fence| matches!(fence, Fence::Go(_)));
    let program = fences.iter().any(|fence| matches!(fence, Fence::Go(kind) if *kind != Go::Fragment));
    let session = fences.iter().any(|fence| matches!(fence, Fence::Console { shown: false, .. }));
    if go && !program && !session {
        let what = "a full lesson shows code and proves none of it".into();
        tell(None, what, "show at least one whole program: ```go run with its ```output");
    }
    let Some(placed) = placed else { return };
    if placed.len() < QUESTIONS {
        let what = format!("a full lesson has at least {QUESTIONS} questions, this one {}", placed.len());
        tell(None, what, "write them in the TOML file of the same name");
    }
    let predicts = placed.iter().any(|placed| matches!(placed.question.ask, Ask::Predict { .. }));
    if program && !predicts {
        let what = "a full lesson with programs has no question of the kind \"predict\"".into();
        tell(None, what, "ask what a program prints");
    }
}
