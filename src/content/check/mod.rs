//! The lint of a curriculum: all that can be said of it without a Go toolchain. What its code blocks promise, the proofs
//! hold (`tests/it/proofs`).
//!
//! - [`files`]: a folder walked without trusting it; texts that nobody can reach
//! - [`manifests`]: files, ids and anchors that the manifests name
//! - [`lesson`]: the parts of a text; [`code`]: its blocks
//! - [`links`]: where links lead, once all texts have been read
//! - [`questions`]: what stands beside a lesson
//! - [`hidden`]: characters that a terminal would not be shown

mod code;
mod files;
mod hidden;
mod lesson;
mod links;
mod manifests;
mod questions;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::{error::Problem, load, source::Source};
use crate::{domain::Node, markdown};

/// The most problems that are told; what is beyond is summed up in one.
pub const MAX_PROBLEMS: usize = 5_000;

/// All that is wrong with a curriculum, sorted by path and place; nothing, if it is as it should be.
///
/// It reads every file that the manifests name, and of a folder the names of all others.
pub fn check(source: &Source) -> Vec<Problem> {
    let (tree, broken, mut problems) = match load::from_manifests(source) {
        Ok(loaded) => loaded,
        Err(problem) => return vec![problem],
    };
    let named = manifests::check(source, &tree, &broken, &mut problems);
    files::check(source, &named, &broken, &mut problems);
    let mut ids = HashMap::new();
    // Of a text that a fault in a manifest keeps out of the tree, that fault is told and no other.
    let mut links = links::Links::without(named, broken);
    for node in &tree.nodes {
        text(source, node, &mut ids, &mut links, &mut problems);
        if problems.len() > MAX_PROBLEMS {
            break;
        }
    }
    // With texts unread, every link to them would seem dead.
    if problems.len() <= MAX_PROBLEMS {
        links.check(source, &mut problems);
    }
    problems.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    if problems.len() > MAX_PROBLEMS {
        problems.truncate(MAX_PROBLEMS);
        problems.push(Problem::of_file("curriculum.toml", "there is more, not told", "mend these first"));
    }
    problems
}

/// A node's text and the questions beside it.
fn text(
    source: &Source,
    node: &Node,
    ids: &mut HashMap<String, String>,
    links: &mut links::Links,
    problems: &mut Vec<Problem>,
) {
    // That a file is missing was said where it is named.
    let Some(path) = node.file.as_deref() else { return };
    let text = match source.text(path) {
        Ok(text) => text,
        Err(problem) => {
            if source.has(path) {
                problems.push(problem);
            }
            return;
        }
    };
    hidden::in_text(path, &text, problems);
    let document = markdown::parse(&text);
    let placed = questions::read(source, node, problems);
    lesson::check(path, node, &document, placed.as_deref(), problems);
    code::check(path, &document, problems);
    if let (Some(placed), Some(file)) = (&placed, super::questions::path_of(node)) {
        questions::check(&file, placed, &document, ids, problems);
        for question in placed {
            links.add_question(path, &file, question);
        }
    }
    links.add(path, document);
}
