//! The files of a folder: those that nothing names, and those that nobody should wait for.
//!
//! The walk follows no symbolic link, so it cannot run in circles; it opens no file, so a FIFO cannot hold it; and it is
//! capped in depth and number.

use std::{collections::HashSet, fs, path::Path};

use crate::{
    content::{error::Problem, questions, source::Source},
    domain::Curriculum,
};

/// The most folders below each other.
const MAX_DEPTH: usize = 8;
/// The most entries of all folders together.
const MAX_ENTRIES: usize = 200_000;

/// Lessons and manifests in the folder that the curriculum does not know. What is embedded has no such files.
pub(super) fn check(source: &Source, tree: &Curriculum, problems: &mut Vec<Problem>) {
    let Some(root) = source.root() else { return };
    let mut named: HashSet<String> = HashSet::from(["curriculum.toml".into(), "README.md".into()]);
    for node in &tree.nodes {
        named.extend(node.file.as_deref().map(str::to_owned));
        named.extend(questions::path_of(node));
    }
    if let Ok(phases) = super::manifests::folders(source) {
        named.extend(phases.into_iter().map(|folder| format!("{folder}/phase.toml")));
    }
    for file in walk(root, problems) {
        let text = file.rsplit('.').next().is_some_and(|end| matches!(&*end.to_ascii_lowercase(), "md" | "toml"));
        if !text || named.contains(&file) {
            continue;
        }
        let (what, hint) = match file.strip_suffix(".toml") {
            Some(stem) if !file.ends_with("/phase.toml") => (
                "belongs to no lesson",
                format!("questions stand beside their lesson, {stem}.md, which a phase.toml names"),
            ),
            Some(_) => ("belongs to no phase", "name its folder in curriculum.toml, or delete it".into()),
            None => ("is named by no phase.toml, so nobody can read it", "name it there, or delete it".into()),
        };
        problems.push(Problem::of_file(file, what, hint));
    }
}

/// The paths of all files below a folder, as a curriculum writes them; hidden ones are passed over.
fn walk(root: &Path, problems: &mut Vec<Problem>) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![(String::new(), 0)];
    let mut entries = 0;
    while let Some((folder, depth)) = folders.pop() {
        let shown = if folder.is_empty() { "." } else { folder.as_str() };
        let read = match fs::read_dir(root.join(&folder)) {
            Ok(read) => read,
            Err(error) => {
                problems.push(Problem::of_file(shown, format!("cannot be read: {error}"), "mend its permissions"));
                continue;
            }
        };
        for entry in read.flatten() {
            entries += 1;
            if entries > MAX_ENTRIES {
                let what = format!("more than {MAX_ENTRIES} files; the rest was not looked at");
                problems.push(Problem::of_file(shown, what, "is this the folder of a curriculum?"));
                return files;
            }
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let name = name.to_string_lossy();
                problems.push(Problem::of_file(shown, format!("the name {name:?} is not UTF-8"), "rename the file"));
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            // Of a link, the link itself: never what it leads to.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth >= MAX_DEPTH => {
                    let what = format!("lies deeper than {MAX_DEPTH} folders; not looked at");
                    problems.push(Problem::of_file(path, what, "move it up"));
                }
                Ok(kind) if kind.is_dir() => folders.push((path, depth + 1)),
                Ok(_) => files.push(path),
                Err(error) => problems.push(Problem::of_file(path, format!("cannot be read: {error}"), "")),
            }
        }
    }
    files
}
