//! `gomastery next`: the next unfinished lesson.

use serde_json::Value;

use super::{Failure, json, named, open, output::Output};
use crate::{
    domain::Now,
    session::{self, Begin},
};

/// Says which lesson comes next.
pub fn run(begin: &Begin, as_json: bool, out: &mut Output, now: Now) -> Result<(), Failure> {
    let session = open(begin, out, now)?;
    let next = session::next(&begin.curriculum, session.progress(), None);
    if as_json {
        let tallies = session.progress().tally(&begin.curriculum);
        let rows = next.map(|idx| json::node(begin, Some(&tallies), None, idx)).into_iter().collect();
        out.raw(&json::pretty(&Value::Array(rows)))?;
        return Ok(());
    }
    match next.and_then(|idx| named(begin, idx)) {
        Some((id, title)) => out.fields(&[id.as_str(), title])?,
        None => out.line("all lessons are done")?,
    }
    Ok(())
}
