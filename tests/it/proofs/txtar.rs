//! A block's files: one with a name that its kind gives, or several in the txtar form.

use std::{fs, io, path::Path};

/// What every module says that does not say it itself.
pub const GO_MOD: &str = "module example\n\ngo 1.27\n";

/// Names and contents. A body that begins with a line `-- name --` has several.
pub fn files<'a>(body: &'a str, default: &'a str) -> Vec<(&'a str, &'a str)> {
    if body.lines().next().and_then(name).is_none() {
        return vec![(default, body)];
    }
    let mut files: Vec<(&str, &str)> = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    let mut open = None;
    for line in body.split_inclusive('\n') {
        if let Some(next) = name(line.trim_end_matches('\n')) {
            files.extend(open.map(|open| (open, &body[begin..at])));
            open = Some(next);
            begin = at + line.len();
        }
        at += line.len();
    }
    files.extend(open.map(|open| (open, &body[begin..])));
    files
}

fn name(line: &str) -> Option<&str> {
    let name = line.strip_prefix("-- ")?.strip_suffix(" --")?.trim();
    (!name.is_empty()).then_some(name)
}

/// Writes files below a folder; a name that leads out of it is an error.
pub fn lay(dir: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    for (name, text) in files {
        let inside = !name.starts_with('/') && name.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !inside {
            return Err(io::Error::other(format!("the file name {name:?} leads out of the folder")));
        }
        let path = dir.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_may_hold_several_files() {
        assert_eq!(files("package main\n-- x --\n", "prog.go"), [("prog.go", "package main\n-- x --\n")]);
        let body = "-- go.mod --\nmodule x\n-- a/b.go --\n-- c.go --\npackage c\n";
        assert_eq!(files(body, "prog.go"), [("go.mod", "module x\n"), ("a/b.go", ""), ("c.go", "package c\n")]);
    }

    #[test]
    fn files_stay_in_their_folder() {
        let dir = tempfile::tempdir().expect("dir");
        for name in ["../x", "/x", "a/../../x", "a//x"] {
            assert!(lay(dir.path(), &[(name, "")]).is_err(), "{name}");
        }
        lay(dir.path(), &[("a/b.go", "x")]).expect("laid");
        assert_eq!(fs::read_to_string(dir.path().join("a/b.go")).expect("file"), "x");
    }
}
