//! The order of the house: who may know whom, where rusqlite, fsrs and fuzzy-matcher live, and that the README's key table
//! is the command table.

use std::{fs, path::Path};

use gomastery::app::command;

/// A module of the crate's root, and what it may name under `crate::`.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("text", &[]),
    ("content", &["domain", "text", "markdown"]),
    ("schedule", &["domain"]),
    ("markdown", &["text"]),
    ("search", &["domain", "text"]),
    ("store", &["domain"]),
    ("session", &["domain", "text", "content", "markdown", "schedule", "search", "store"]),
    ("app", &["domain", "text", "markdown", "search", "schedule"]),
    ("view", &["domain", "text", "markdown", "schedule", "app"]),
    ("tui", &["domain", "text", "content", "markdown", "schedule", "search", "app", "view", "session"]),
    ("cli", &["domain", "text", "content", "markdown", "schedule", "search", "session", "app"]),
];

/// A library, and the one module that may name it.
const HOMES: &[(&str, &str)] = &[("rusqlite", "store"), ("fsrs", "schedule"), ("fuzzy_matcher", "search")];

fn sources(dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&entry).expect("a source");
            found.push((entry.to_string_lossy().into_owned(), text));
        }
    }
}

/// The text without comments, as far as arrows are concerned.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules that a source names after `crate::`, also in a group (`use crate::{app, text}`).
fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let group = rest.strip_prefix('{');
        let mut depth = 0;
        let mut word = String::new();
        for c in group.unwrap_or(rest).chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                c if depth == 0 && (c.is_alphanumeric() || c == '_') => {
                    word.push(c);
                    continue;
                }
                _ => {}
            }
            if !word.is_empty() {
                names.push(std::mem::take(&mut word));
                if group.is_none() {
                    break;
                }
                // What follows a module's name belongs to it, up to the next comma.
                depth += 0;
            }
            if group.is_none() && depth == 0 {
                break;
            }
        }
        names.extend((!word.is_empty()).then_some(word));
    }
    names
}

#[test]
fn arrows_point_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules: Vec<&str> = ARROWS.iter().map(|(module, _)| *module).collect();
    let mut seen = 0;
    for (module, allowed) in ARROWS {
        let mut files = Vec::new();
        if src.join(module).is_dir() {
            sources(&src.join(module), &mut files);
        }
        for (path, text) in files {
            seen += 1;
            let text = code(text.split("#[cfg(test)]").next().unwrap_or_default());
            for name in named(&text) {
                let known = modules.contains(&name.as_str());
                assert!(
                    !known || name == *module || allowed.contains(&name.as_str()),
                    "{path} names crate::{name}, which {module} may not know"
                );
            }
        }
    }
    assert!(seen > 50, "only {seen} sources were read");
}

#[test]
fn each_library_has_one_home() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for (library, home) in HOMES {
        let used: Vec<&str> = files
            .iter()
            .filter(|(_, text)| code(text).contains(&format!("{library}::")))
            .map(|(path, _)| path.as_str())
            .collect();
        for path in used {
            assert!(path.contains(&format!("/src/{home}/")), "{path} names {library}, which is for src/{home} alone");
        }
    }
}

#[test]
fn the_readme_has_the_command_table() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let (head, rest) = readme
        .split_once("hold them equal -->")
        .or_else(|| readme.split_once("holds them equal -->"))
        .expect("the mark");
    let (table, tail) = rest.split_once("<!-- /keys -->").expect("the end mark");
    let wanted = format!("\n\n{}\n", command::markdown().trim_end());
    if std::env::var_os("UPDATE_README").is_some() {
        let text = format!("{head}holds them equal -->{wanted}<!-- /keys -->{tail}");
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), text).expect("writing the README");
        return;
    }
    assert_eq!(table, wanted, "UPDATE_README=1 cargo test the_readme writes the table anew");
}
