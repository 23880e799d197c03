//! `gomastery list`: a tree with states on a terminal, a line a lesson in a pipe, or JSON.

use serde_json::Value;

use super::{Failure, args::Status, json, open, output::Output, review};
use crate::{
    domain::{Kind, NodeIdx, Now, progress::Tally, standing::State},
    markdown::{Glyphs, Role, Style},
    session::{Begin, review::Memories},
};

/// Lists the curriculum.
pub fn run(
    begin: &Begin,
    phase: Option<&str>,
    status: Option<Status>,
    as_json: bool,
    out: &mut Output,
    now: Now,
) -> Result<(), Failure> {
    let curriculum = &begin.curriculum;
    let root = match phase {
        None => None,
        Some(text) => match curriculum.resolve(text) {
            Some(idx) if curriculum.get(idx).is_some_and(|node| node.kind == Kind::Phase) => Some(idx),
            _ => {
                return Err(Failure::new(
                    format!("there is no phase {text:?}"),
                    "phases are numbers: gomastery list --phase 5",
                ));
            }
        },
    };
    for problem in &begin.problems {
        out.warn(&problem.to_string());
    }
    let session = open(begin, out, now)?;
    let tallies = session.progress().tally(curriculum);
    // Nothing fades before a question was answered; then the questions need not be read.
    let memories = match session.progress().has_answers() {
        true => {
            let deck = review::deck(begin, &session, out)?;
            Some(Memories::of(&review::scene(begin, &deck, session.progress(), now)))
        }
        false => None,
    };
    let range =
        root.map_or(0..u32::try_from(curriculum.nodes.len()).unwrap_or(u32::MAX), |idx| curriculum.subtree(idx));
    let wanted = |tally: Tally| match status {
        None => true,
        Some(Status::Todo) => tally.done < tally.total,
        Some(Status::Done) => tally.done > 0,
    };
    let nodes: Vec<NodeIdx> = range.map(NodeIdx).filter(|idx| wanted(tallies.of(*idx))).collect();
    if as_json {
        let rows: Vec<Value> = nodes
            .iter()
            .filter(|idx| curriculum.get(**idx).is_some_and(|node| node.kind != Kind::Tier))
            .map(|idx| json::node(begin, &tallies, memories.as_ref(), *idx))
            .collect();
        out.raw(&json::pretty(&Value::Array(rows)))?;
        return Ok(());
    }
    for idx in nodes {
        let Some(node) = curriculum.get(idx) else { continue };
        let tally = tallies.of(idx);
        let state = State::of(node, tally, memories.as_ref().map_or(0, |memories| memories.of_branch(idx).fading));
        if out.terminal {
            let branch = node.end > idx.0 + 1;
            let sign = if node.kind == Kind::Page { " " } else { sign(state, out.glyphs) };
            let indent = "  ".repeat(curriculum.level(idx));
            let id = if matches!(node.kind, Kind::Tier | Kind::Page) { String::new() } else { format!("{} ", node.id) };
            let count = if branch { format!("  {}/{}", tally.done, tally.total) } else { String::new() };
            let role = if node.kind == Kind::Tier { Role::Heading1 } else { Role::Text };
            let text = Style::from(role);
            let quiet = Style::from(Role::Dim);
            let marked = Style::from(if tally.done > 0 { Role::String } else { Role::Dim });
            out.parts(&[
                (text, indent.as_str()),
                (marked, sign),
                (text, " "),
                (quiet, &id),
                (text, &node.title),
                (quiet, &count),
            ])?;
        } else if node.lesson {
            out.fields(&[node.id.as_str(), state.name(), &node.title])?;
        }
    }
    Ok(())
}

/// The sign of a state.
pub const fn sign(state: State, glyphs: Glyphs) -> &'static str {
    match (state, glyphs) {
        (State::New, Glyphs::Unicode) => "·",
        (State::Reading, Glyphs::Unicode) => "○",
        (State::Part, Glyphs::Unicode) => "◐",
        (State::Done, Glyphs::Unicode) => "●",
        (State::Fading, Glyphs::Unicode) => "◌",
        (State::New, Glyphs::Ascii) => ".",
        (State::Reading, Glyphs::Ascii) => "o",
        (State::Part, Glyphs::Ascii) => "%",
        (State::Done, Glyphs::Ascii) => "x",
        (State::Fading, Glyphs::Ascii) => "~",
    }
}
