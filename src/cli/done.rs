//! `gomastery done` and `undone`: each argument is one commit, and its line is printed when that is on the disk.

use super::{
    Failure, named, open,
    output::{Output, number_of},
    resolve,
};
use crate::{
    domain::{Kind, NodeIdx, Now},
    session::{self, Begin},
};

/// Marks lessons, or takes their marks off. All arguments are looked at before anything is marked.
pub fn run(begin: &Begin, ids: &[String], done: bool, out: &mut Output, now: Now) -> Result<(), Failure> {
    let mut wanted: Vec<NodeIdx> = Vec::new();
    for id in ids {
        let idx = resolve(begin, id)?;
        if begin.curriculum.get(idx).is_some_and(|node| node.kind == Kind::Page) {
            return Err(Failure::new(
                format!("{id} is a page: pages are read, not marked"),
                "name a lesson, a topic or a phase",
            ));
        }
        wanted.push(idx);
    }
    let mut session = open(begin, out, now)?;
    for idx in wanted {
        let lessons = session::lessons(&begin.curriculum, idx);
        if done {
            session.mark_done(&lessons, now)?;
        } else {
            let ids: Vec<_> = lessons.iter().map(|(id, _)| id.clone()).collect();
            session.mark_undone(&ids, now)?;
        }
        let Some((id, title)) = named(begin, idx) else { continue };
        let branch = begin.curriculum.get(idx).is_some_and(|node| !node.lesson);
        let number = if branch { format!("  ({})", number_of(lessons.len(), "lesson")) } else { String::new() };
        out.line(&format!("{} {id}  {title}{number}", if done { "done" } else { "undone" }))?;
        out.flush()?;
    }
    session.pack_now_and_then(now);
    Ok(())
}
