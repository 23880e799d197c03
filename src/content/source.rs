//! Where a curriculum's texts come from: the binary, or a folder that is not trusted.
//!
//! A folder's file is opened without waiting (a FIFO would hang), must be a regular file of at most [`MAX_FILE`] bytes, in
//! UTF-8, and must lie inside of the folder, also after symbolic links.

use std::{
    borrow::Cow,
    fs::{self, File, OpenOptions},
    io::Read,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::error::Problem;

/// The most bytes that a file of a curriculum may have.
pub const MAX_FILE: u64 = 2 * 1024 * 1024;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// The tree of the embedded curriculum, made by the build script.
pub fn embedded_tree() -> crate::domain::Curriculum {
    embedded::curriculum()
}

/// Where texts come from.
#[derive(Clone, Debug)]
pub enum Source {
    Embedded,
    /// A folder, by its real path.
    Folder(PathBuf),
}

impl Source {
    /// A folder as a source.
    pub fn folder(dir: &Path) -> Result<Self, Problem> {
        let shown = dir.display().to_string();
        let real = fs::canonicalize(dir).map_err(|error| {
            let what = match error.kind() {
                std::io::ErrorKind::NotFound => "is not there".to_owned(),
                _ => format!("cannot be opened: {error}"),
            };
            Problem::of_file(&shown, what, "name the folder of a curriculum")
        })?;
        if !real.is_dir() {
            return Err(Problem::of_file(shown, "is not a folder", "name the folder of a curriculum"));
        }
        Ok(Self::Folder(real))
    }

    /// The text of a file, by its path below the curriculum's folder.
    pub fn text(&self, path: &str) -> Result<Cow<'static, str>, Problem> {
        match self {
            Self::Embedded => embedded::FILES
                .binary_search_by(|(name, _)| (*name).cmp(path))
                .ok()
                .and_then(|at| embedded::FILES.get(at))
                .map(|(_, text)| Cow::Borrowed(*text))
                .ok_or_else(|| Problem::of_file(path, "is not part of this program", "")),
            Self::Folder(root) => read(root, path).map(Cow::Owned),
        }
    }

    /// Whether there is a file of this path.
    pub fn has(&self, path: &str) -> bool {
        match self {
            Self::Embedded => embedded::FILES.binary_search_by(|(name, _)| (*name).cmp(path)).is_ok(),
            Self::Folder(root) => root.join(path).is_file(),
        }
    }

    /// The folder, if it is one.
    pub fn root(&self) -> Option<&Path> {
        match self {
            Self::Embedded => None,
            Self::Folder(root) => Some(root),
        }
    }
}

fn read(root: &Path, path: &str) -> Result<String, Problem> {
    let problem = |what: String, hint: &str| Problem::of_file(path, what, hint);
    let full = root.join(path);
    let real = fs::canonicalize(&full).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound if path == "curriculum.toml" => {
            problem(format!("is not in {}", root.display()), "name the folder of a curriculum, which has it")
        }
        std::io::ErrorKind::NotFound if fs::symlink_metadata(&full).is_err() => {
            problem("is not there".into(), "write it, or mend the name where it is named")
        }
        _ => problem(format!("cannot be read: {error}"), ""),
    })?;
    if !real.starts_with(root) {
        return Err(problem(
            "lies outside of the curriculum's folder; not opened".into(),
            "copy the file into the folder",
        ));
    }
    let file: File = OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC)
        .open(&real)
        .map_err(|error| problem(format!("cannot be read: {error}"), ""))?;
    let facts = file.metadata().map_err(|error| problem(format!("cannot be read: {error}"), ""))?;
    if !facts.is_file() {
        return Err(problem("is not a regular file; not opened".into(), ""));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(facts.len().min(MAX_FILE)).unwrap_or(0));
    let got = file
        .take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| problem(format!("cannot be read: {error}"), ""))?;
    if got as u64 > MAX_FILE {
        return Err(problem(format!("is larger than {} MB; not read", MAX_FILE / 1024 / 1024), "split it"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        Problem { line, column: 1, ..problem("is not UTF-8 text".into(), "save it as UTF-8") }
    })?;
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_not_trusted() {
        let outside = tempfile::tempdir().expect("dir");
        fs::write(outside.path().join("secret.md"), "secret").expect("write");
        let dir = tempfile::tempdir().expect("dir");
        let at = |name: &str| dir.path().join(name);
        fs::write(at("good.md"), "\u{feff}# Good\n").expect("write");
        fs::write(at("bad.md"), b"one\ntwo \xff\n").expect("write");
        fs::create_dir(at("folder.md")).expect("mkdir");
        std::os::unix::fs::symlink(outside.path().join("secret.md"), at("link.md")).expect("link");
        std::os::unix::fs::symlink(at("loop.md"), at("loop.md")).expect("link");
        let fifo = std::ffi::CString::new(at("fifo.md").to_str().expect("path")).expect("path");
        // A FIFO without a writer blocks whoever opens it for reading.
        assert_eq!(
            std::process::Command::new("mkfifo").arg(fifo.to_str().expect("text")).status().expect("mkfifo").code(),
            Some(0)
        );
        let big = File::create(at("big.md")).expect("big");
        big.set_len(MAX_FILE + 1).expect("grow");

        let source = Source::folder(dir.path()).expect("folder");
        assert_eq!(source.text("good.md").expect("text"), "# Good\n");
        for (name, says) in [
            ("bad.md", "bad.md:2:1: is not UTF-8"),
            ("folder.md", "not a regular file"),
            ("link.md", "outside"),
            ("loop.md", "cannot be read"),
            ("fifo.md", "not a regular file"),
            ("big.md", "larger than 2 MB"),
            ("../secret.md", ""),
            ("/etc/passwd", "outside"),
            ("missing.md", "is not there"),
        ] {
            let error = source.text(name).expect_err(name).to_string();
            assert!(error.contains(says), "{name}: {error}");
        }
    }

    #[test]
    fn the_embedded_files_can_be_found() {
        for (name, text) in embedded::FILES {
            assert_eq!(Source::Embedded.text(name).expect("text"), *text);
        }
        assert!(embedded::FILES.len() > 100);
    }
}
