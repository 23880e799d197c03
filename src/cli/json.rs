//! Nodes as JSON: the fields that `list`, `search` and `next` share.

use serde_json::{Value, json};

use crate::{
    domain::{Depth, NodeIdx, progress::Tallies, standing::State},
    session::Begin,
    text::plain_json,
};

/// What `list`, `search` and `next` say of a node.
pub fn node(begin: &Begin, tallies: &Tallies, idx: NodeIdx) -> Value {
    let Some(node) = begin.curriculum.get(idx) else { return Value::Null };
    let tally = tallies.of(idx);
    json!({
        "id": node.id.as_str(),
        "title": node.title,
        "kind": node.kind.name(),
        "path": begin.curriculum.path(idx),
        "state": State::of(node, tally, 0).name(),
        "done": tally.done,
        "total": tally.total,
        "minutes": node.minutes,
        "depth": match node.depth { Depth::Outline => "outline", Depth::Full => "full" },
    })
}

/// JSON as text, for people and programs.
pub fn pretty(value: &Value) -> String {
    plain_json(&serde_json::to_string_pretty(value).unwrap_or_default()).into_owned() + "\n"
}
