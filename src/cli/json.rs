//! Nodes as JSON: the fields that `list`, `search` and `next` share.

use serde_json::{Value, json};

use crate::{
    domain::{Depth, Node, NodeIdx, progress::Tallies, standing::State},
    session::{
        Begin,
        review::{Memories, Share},
    },
    text::plain_json,
};

/// What `list`, `search` and `next` say of a node. Without `memories` nothing is fading; without `tallies`, where the
/// learner's data cannot be read, `state` and `done` are null.
pub fn node(begin: &Begin, tallies: Option<&Tallies>, memories: Option<&Memories>, idx: NodeIdx) -> Value {
    let Some(node) = begin.curriculum.get(idx) else { return Value::Null };
    let tally = tallies.map(|tallies| tallies.of(idx));
    let fading = memories.map_or(0, |memories| memories.of_branch(idx).fading);
    json!({
        "id": node.id.as_str(),
        "title": node.title,
        "kind": node.kind.name(),
        "path": begin.curriculum.path(idx),
        "state": tally.map(|tally| State::of(node, tally, fading).name()),
        "done": tally.map(|tally| tally.done),
        "total": begin.curriculum.lessons(idx).count(),
        "minutes": minutes(begin, node, idx),
        "depth": match node.depth { Depth::Outline => "outline", Depth::Full => "full" },
    })
}

/// How long it takes to read, in minutes: of a branch, its overview and all lessons below, as `total` counts them.
fn minutes(begin: &Begin, node: &Node, idx: NodeIdx) -> u32 {
    let below = begin.curriculum.lessons(idx).filter(|(lesson, _)| *lesson != idx);
    u32::from(node.minutes) + below.map(|(_, lesson)| u32::from(lesson.minutes)).sum::<u32>()
}

/// What is known of memory at and below a node: lessons by how they are held, questions by whether they were answered.
pub fn share(share: &Share) -> Value {
    json!({
        "lessons": share.lessons,
        "done": share.done,
        "retained": share.retained,
        "mastered": share.mastered,
        "fading": share.fading,
        "questions": share.questions,
        "answered": share.answered,
        "recall": share.mean().map(rounded),
    })
}

/// A share with three digits: more would say more than is known.
pub fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1_000.0).round() / 1_000.0
}

/// JSON as text, for people and programs.
pub fn pretty(value: &Value) -> String {
    plain_json(&serde_json::to_string_pretty(value).unwrap_or_default()).into_owned() + "\n"
}
