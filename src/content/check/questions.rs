//! The questions beside a lesson: ids, passages, cells, options.

use std::collections::{HashMap, HashSet};

use super::{
    code::{MAX_WIDTH, wide_line},
    hidden,
};
use crate::{
    content::{
        error::Problem,
        questions::{self, Placed},
        source::Source,
    },
    domain::{
        Id, Node,
        question::{Ask, Choice, Outcome},
    },
    markdown::Document,
};

/// The questions of a node; none if they cannot be read, which is told.
pub(super) fn read(source: &Source, node: &Node, problems: &mut Vec<Problem>) -> Option<Vec<Placed>> {
    let path = questions::path_of(node)?;
    if let (true, Ok(text)) = (source.has(&path), source.text(&path)) {
        hidden::in_text(&path, &text, problems);
    }
    match questions::of_lesson(source, node) {
        Ok(placed) => Some(placed),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// Checks the questions of the file `path` against their lesson. `ids` are all ids so far, with their files.
pub(super) fn check(
    path: &str,
    placed: &[Placed],
    lesson: &Document,
    ids: &mut HashMap<String, String>,
    problems: &mut Vec<Problem>,
) {
    for Placed { question, line } in placed {
        let id = &question.id;
        let mut tell = |what: String, hint: &str| {
            problems.push(Problem { path: path.into(), line: *line, column: 1, what, hint: hint.into() });
        };
        if Id::parse(id).is_none() {
            tell(format!("{id:?} is no id"), "use letters, digits, dots and dashes");
        }
        if let Some(first) = ids.insert(id.clone(), path.to_owned()) {
            tell(
                format!("the question id {id:?} is used twice, first in {first}"),
                "ids are for one question, for ever",
            );
        }
        if lesson.heading(&question.passage).is_none() {
            let what = format!("{id}: the lesson has no heading #{}", question.passage);
            tell(what, "passage is the anchor of the heading that answers it");
        }
        if !(1..=3).contains(&question.level) {
            tell(format!("{id}: level {}", question.level), "1 remember, 2 apply, 3 explain or combine");
        }
        for (text, name) in [(&question.prompt, "prompt"), (&question.explanation, "explanation")] {
            if text.trim().is_empty() {
                tell(format!("{id}: the {name} is empty"), "write it");
            }
        }
        if let Some((at, is)) = question.program().and_then(|program| wide_line(program, MAX_WIDTH)) {
            let what = format!("{id}: line {at} of the program is {is} columns wide, more than {MAX_WIDTH}");
            tell(what, "break the line; a tab counts 4");
        }
        ask(id, &question.ask, lesson, tell);
        hidden::in_question(path, *line, question, problems);
    }
}

fn ask(id: &str, ask: &Ask, lesson: &Document, mut tell: impl FnMut(String, &str)) {
    match ask {
        Ask::Predict { program, outcome, answer } => {
            if program.trim().is_empty() {
                tell(format!("{id}: the program is empty"), "write it");
            }
            if answer.trim().is_empty() && matches!(outcome, Outcome::Fails | Outcome::Panics) {
                tell(format!("{id}: the answer is empty"), "say what the compiler or the runtime says");
            }
        }
        Ask::Line { program, outcome, line, answer } => {
            if !(1..=program.lines().count()).contains(line) {
                tell(format!("{id}: the program has no line {line}"), "lines count from 1");
            }
            if !matches!(outcome, Outcome::Fails | Outcome::Panics) {
                tell(format!("{id}: a line that does not fail"), "outcome is \"fails\" or \"panics\"");
            }
            if answer.trim().is_empty() {
                tell(format!("{id}: the answer is empty"), "say what the compiler or the runtime says");
            }
        }
        Ask::Choose { options } => choose(id, options, tell),
        Ask::Cell { row, column, answer } => cell(id, row, column, answer, lesson, tell),
        Ask::Recall { answer, points } => {
            if answer.trim().is_empty() || points.len() < 2 || points.iter().any(|point| point.trim().is_empty()) {
                tell(format!("{id}: lacks a model answer or its points"), "give the answer and two points or more");
            }
        }
    }
}

/// That exactly one option is right was held when the file was read.
fn choose(id: &str, options: &[Choice], mut tell: impl FnMut(String, &str)) {
    if !(3..=5).contains(&options.len()) {
        tell(format!("{id}: {} options", options.len()), "give three to five");
    }
    let mut seen = HashSet::new();
    for Choice { text, why, right: _ } in options {
        if text.trim().is_empty() || why.trim().is_empty() {
            tell(format!("{id}: an option without its text or its why"), "say of each option why it is right or wrong");
        } else if !seen.insert(text.trim()) {
            tell(format!("{id}: the option {text:?} stands twice"), "each option says something else");
        }
    }
}

fn cell(id: &str, row: &str, column: &str, answer: &str, lesson: &Document, mut tell: impl FnMut(String, &str)) {
    let cells: Vec<_> = lesson.tables().into_iter().filter_map(|(_, table)| table.cell(row, column)).collect();
    if cells.is_empty() {
        let what = format!("{id}: no table of the lesson has the row {row:?} and the column {column:?}");
        return tell(what, "give the row's first cell and the header as the Markdown has them");
    }
    let plain = |text: &str| text.replace(['`', '*', '_'], "").split_whitespace().collect::<Vec<_>>().join(" ");
    if !cells.iter().any(|cell| plain(&cell.source) == plain(answer) || plain(&cell.text.text) == plain(answer)) {
        let says = cells.first().map_or("", |cell| cell.source.as_str());
        tell(format!("{id}: the answer is {answer:?}, the cell says {says:?}"), "give what the cell says");
    }
}
