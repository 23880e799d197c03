//! The files of a folder: those that nothing names, and those that nobody should wait for.
//!
//! The walk follows no symbolic link, so it cannot run in circles; it opens no file, so a FIFO cannot hold it; and it is
//! capped in depth and number.

use std::{
    collections::HashSet,
    fs::{self, FileType},
    path::Path,
};

use crate::content::{error::Problem, source::Source};

/// The most folders below each other.
const MAX_DEPTH: usize = 8;
/// The most entries of all folders together.
const MAX_ENTRIES: usize = 200_000;

/// Files in the folder that the manifests do not name: lessons, manifests, and what is no file. What is embedded has none of
/// them, and of a phase whose manifest is broken nobody knows which they are.
pub(super) fn check(source: &Source, named: &HashSet<String>, broken: &HashSet<String>, problems: &mut Vec<Problem>) {
    let Some(root) = source.root() else { return };
    let phases = super::manifests::folders(source).unwrap_or_default();
    let phases: HashSet<String> = phases.into_iter().map(|folder| format!("{folder}/phase.toml")).collect();
    let known = |file: &str| {
        let lesson = file.strip_suffix(".toml").is_some_and(|stem| named.contains(&format!("{stem}.md")));
        let own = matches!(file, "curriculum.toml" | "README.md");
        own || lesson || below(broken, file) || phases.contains(file) || named.contains(file)
    };
    for file in walk(root, named, problems) {
        if !is_text(&file) || known(&file) {
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

/// Whether a file lies below one of these folders.
pub(super) fn below(folders: &HashSet<String>, file: &str) -> bool {
    folders.iter().any(|folder| file.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
}

/// Why an entry is passed over, if it is: it is no file, or a link that leads to none within.
fn passed_over(root: &Path, path: &str, kind: FileType) -> Option<(String, &'static str)> {
    if kind.is_file() {
        return None;
    }
    let irregular = || Some(("is not a regular file; not opened".to_owned(), "move it out of the curriculum"));
    if !kind.is_symlink() {
        return irregular();
    }
    match fs::canonicalize(root.join(path)) {
        Err(error) => Some((format!("is a link that cannot be followed: {error}"), "mend the link, or delete it")),
        // What is no text is not read, wherever it lies.
        Ok(real) if real.is_file() && (real.starts_with(root) || !is_text(path)) => None,
        Ok(real) if !real.starts_with(root) => Some((
            "is a link out of the curriculum's folder; not followed".into(),
            "copy what is there into the folder",
        )),
        Ok(real) if real.is_dir() => Some(("is a link to a folder; not looked into".into(), "use the folder itself")),
        Ok(_) => irregular(),
    }
}

/// Whether a name is that of a lesson or of a manifest.
fn is_text(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|end| matches!(&*end.to_ascii_lowercase(), "md" | "toml"))
}

/// The paths of all files below a folder, as a curriculum writes them; hidden ones are passed over, and what is no file is
/// told, but of the texts that are `named`, for that is told where they are.
fn walk(root: &Path, named: &HashSet<String>, problems: &mut Vec<Problem>) -> Vec<String> {
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
        for entry in read {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    problems.push(Problem::of_file(shown, format!("cannot be read: {error}"), ""));
                    break;
                }
            };
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
                Ok(kind) => match passed_over(root, &path, kind) {
                    Some(_) if named.contains(&path) => {}
                    Some((what, hint)) => problems.push(Problem::of_file(path, what, hint)),
                    None => files.push(path),
                },
                Err(error) => problems.push(Problem::of_file(path, format!("cannot be read: {error}"), "")),
            }
        }
    }
    files
}
