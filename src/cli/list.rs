//! `gomastery list`: a tree with states on a terminal, a line a lesson in a pipe, or JSON.

use serde_json::Value;

use super::{Failure, args::Status, json, open, output::Output, review};
use crate::{
    domain::{Kind, NodeIdx, Now, standing::State},
    markdown::{Glyphs, Role, Style},
    session::{Begin, review::Memories},
};

/// Lists the curriculum; without states, and with the failure at the end, where the learner's data cannot be read and no
/// state is asked for.
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
    let opened = match open(begin, out, now) {
        Err(failure) if status.is_some() => return Err(failure),
        opened => opened,
    };
    let tallies = opened.as_ref().ok().map(|session| session.progress().tally(curriculum));
    // Nothing fades before a question was answered; then the questions need not be read.
    let memories = match &opened {
        Ok(session) if session.progress().has_answers() => {
            let deck = review::deck(begin, session, out)?;
            Some(Memories::of(&review::scene(begin, &deck, session.progress(), now)))
        }
        _ => None,
    };
    let failure = opened.err();
    let range =
        root.map_or(0..u32::try_from(curriculum.nodes.len()).unwrap_or(u32::MAX), |idx| curriculum.subtree(idx));
    let tally = |idx: NodeIdx| tallies.as_ref().map(|tallies| tallies.of(idx));
    let wanted = |idx: &NodeIdx| match (status, tally(*idx)) {
        (None, _) | (_, None) => true,
        (Some(Status::Todo), Some(tally)) => tally.done < tally.total,
        (Some(Status::Done), Some(tally)) => tally.done > 0,
    };
    let nodes: Vec<NodeIdx> = range.map(NodeIdx).filter(wanted).collect();
    if as_json {
        let rows: Vec<Value> = nodes
            .iter()
            .filter(|idx| curriculum.get(**idx).is_some_and(|node| node.kind != Kind::Tier))
            .map(|idx| json::node(begin, tallies.as_ref(), memories.as_ref(), *idx))
            .collect();
        out.raw(&json::pretty(&Value::Array(rows)))?;
        return failure.map_or(Ok(()), Err);
    }
    for idx in nodes {
        let Some(node) = curriculum.get(idx) else { continue };
        let tally = tally(idx);
        let fading = memories.as_ref().map_or(0, |memories| memories.of_branch(idx).fading);
        let state = tally.map(|tally| State::of(node, tally, fading));
        if out.terminal {
            let branch = node.end > idx.0 + 1;
            let sign = state.filter(|_| node.kind != Kind::Page).map_or(" ", |state| sign(state, out.glyphs));
            let indent = "  ".repeat(curriculum.level(idx));
            let id = if matches!(node.kind, Kind::Tier | Kind::Page) { String::new() } else { format!("{} ", node.id) };
            let count = tally.filter(|_| branch).map(|tally| format!("  {}/{}", tally.done, tally.total));
            let role = if node.kind == Kind::Tier { Role::Heading1 } else { Role::Text };
            let text = Style::from(role);
            let quiet = Style::from(Role::Dim);
            let marked = Style::from(if tally.is_some_and(|tally| tally.done > 0) { Role::String } else { Role::Dim });
            out.parts(&[
                (text, indent.as_str()),
                (marked, sign),
                (text, " "),
                (quiet, &id),
                (text, &node.title),
                (quiet, count.as_deref().unwrap_or_default()),
            ])?;
        } else if node.lesson {
            out.fields(&[node.id.as_str(), state.map_or("unknown", State::name), &node.title])?;
        }
    }
    failure.map_or(Ok(()), Err)
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
