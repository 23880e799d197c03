//! `gomastery note` and `notes`.

use serde_json::{Value, json};

use super::{Edit, Edited, Failure, json as node_json, named, open, output::Output, resolve};
use crate::{
    domain::{Kind, Now},
    session::Begin,
};

/// Shows a note, or writes it: the text given, or what the editor gives back.
pub fn run(
    begin: &Begin,
    id: &str,
    text: Option<&str>,
    edit: Option<Edit<'_>>,
    out: &mut Output,
    now: Now,
) -> Result<(), Failure> {
    let idx = resolve(begin, id)?;
    let Some(node) = begin.curriculum.get(idx).filter(|node| node.kind != Kind::Tier) else {
        return Err(Failure::new(
            format!("{id} is a tier, which has no note"),
            "name a lesson, a topic, a phase or a page",
        ));
    };
    let mut session = open(begin, out, now)?;
    let before = session.progress().lesson(node.id.as_str()).and_then(|lesson| lesson.note());
    let new = match (text, edit) {
        (Some(text), _) => Some(Edited { text: text.to_owned(), saved: Box::new(|| ()) }),
        (None, Some(edit)) => {
            let folder = session.place().dir.join("drafts");
            let got = edit(&folder, node.id.as_str(), before.as_deref().unwrap_or_default());
            match got.map_err(|why| Failure::new(why, "set VISUAL or EDITOR, or use --text"))? {
                // As likely an editor that could not write as a wish; nobody is asked here, so nothing is lost.
                Some(edited) if edited.text.trim_end().is_empty() => {
                    let hint = format!("gomastery note {} --text '' takes it away", node.id);
                    return Err(Failure::new(
                        format!("the file came back empty; the note of {} is kept", node.id),
                        hint,
                    ));
                }
                Some(edited) => Some(edited),
                None => {
                    out.line("the note is as it was")?;
                    return Ok(());
                }
            }
        }
        (None, None) => None,
    };
    match new {
        Some(Edited { text, saved }) => {
            session.write_note(&node.id, &text, now)?;
            saved();
            let done = if text.trim_end().is_empty() { "note taken away" } else { "note saved" };
            out.line(&format!("{done} {}  {}", node.id, node.title))?;
            out.flush()?;
            // The next start is not to read what a note may take the place of.
            session.pack(now);
        }
        None => match before {
            Some(note) => out.block(&format!("{note}\n"))?,
            None => {
                let hint = format!("gomastery note {} --edit, or --text TEXT, writes one", node.id);
                return Err(Failure::new(format!("{} has no note", node.id), hint));
            }
        },
    }
    Ok(())
}

/// All notes, in the curriculum's order; those of lessons that it no longer has come last.
pub fn all(begin: &Begin, as_json: bool, out: &mut Output, now: Now) -> Result<(), Failure> {
    let session = open(begin, out, now)?;
    let mut notes: Vec<_> = session
        .progress()
        .lessons()
        .filter_map(|(id, lesson)| Some((begin.curriculum.find(id.as_str()), id.clone(), lesson.note()?)))
        .collect();
    notes.sort_by(|a, b| (a.0.map_or(u32::MAX, |idx| idx.0), &a.1).cmp(&(b.0.map_or(u32::MAX, |idx| idx.0), &b.1)));
    let title = |idx: Option<_>| {
        idx.and_then(|idx| named(begin, idx)).map_or("(no longer in the curriculum)", |(_, title)| title)
    };
    if as_json {
        let rows: Vec<Value> = notes
            .iter()
            .map(|(idx, id, note)| json!({ "id": id.as_str(), "title": title(*idx), "note": note }))
            .collect();
        out.raw(&node_json::pretty(&Value::Array(rows)))?;
        return Ok(());
    }
    for (idx, id, note) in &notes {
        out.block(&format!("## {id} {}\n\n{note}\n\n", title(*idx)))?;
    }
    Ok(())
}
