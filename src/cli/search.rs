//! `gomastery search`.

use serde_json::Value;

use super::{Failure, failure::FAILED, json, open, output::Output};
use crate::{
    domain::Now,
    markdown::{Mods, Role, Style},
    session::{Begin, index},
};

/// Searches everything, and says what was found, best first.
pub fn run(begin: &Begin, query: &str, limit: usize, as_json: bool, out: &mut Output, now: Now) -> Result<(), Failure> {
    // Lessons are found also where the learner's data cannot be read.
    let session = match open(begin, out, now) {
        Ok(session) => Some(session),
        Err(failure) => {
            out.warn(&format!("your notes are not searched: {}. {}", failure.what, failure.hint));
            None
        }
    };
    let index = match &session {
        Some(session) => index::with_notes(&begin.curriculum, &begin.source, session.progress()),
        None => index::build(&begin.curriculum, &begin.source),
    };
    let mut results = index.search(query, limit, false);
    results.show_all();
    let tallies = session.map(|session| session.progress().tally(&begin.curriculum));
    if as_json {
        let rows: Vec<Value> = results
            .hits
            .iter()
            .map(|hit| {
                let mut row = json::node(begin, tallies.as_ref(), None, hit.node);
                if let Value::Object(fields) = &mut row {
                    fields.insert("score".to_owned(), hit.score.into());
                    fields.insert("snippet".to_owned(), hit.snippet.text.clone().into());
                    fields.insert("anchor".to_owned(), hit.snippet.anchor.clone().into());
                }
                row
            })
            .collect();
        out.raw(&json::pretty(&Value::Array(rows)))?;
        return Ok(());
    }
    if results.hits.is_empty() {
        return Err(Failure {
            what: format!("nothing found for {query:?}"),
            hint: "fewer or shorter words find more".to_owned(),
            status: FAILED,
        });
    }
    if let Some((typed, read)) = &results.mended {
        out.warn(&format!("nothing has {typed:?}; read as {read:?}"));
    }
    for hit in &results.hits {
        let Some(node) = begin.curriculum.get(hit.node) else { continue };
        let path = begin.curriculum.path(hit.node);
        let above = path.get(..path.len().saturating_sub(1)).unwrap_or_default().join(" > ");
        let title = Style::new(Role::Text, Mods::STRONG);
        let quiet = Style::from(Role::Dim);
        out.parts(&[
            (Style::from(Role::Heading3), node.id.as_str()),
            (quiet, "  "),
            (title, &node.title),
            (quiet, "  "),
            (quiet, &above),
        ])?;
        if !hit.snippet.text.is_empty() {
            out.parts(&[(quiet, "    "), (Style::from(Role::Text), &hit.snippet.text)])?;
        }
    }
    Ok(())
}
