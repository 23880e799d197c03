//! A text on its way through an editor. While a note is edited its new text is in this file, and it stays there
//! until whoever saves it says that it is saved: at any time the text is in the database or in the draft.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Longest text that is taken back from an editor, in bytes.
pub const MAX_BYTES: u64 = 1024 * 1024;

/// A draft's file. Dropping it leaves the file; only [`Draft::discard`] removes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    path: PathBuf,
}

/// Why the text in a draft cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// There is no file any more.
    Missing,
    /// Something else than a regular file is there, or it cannot be read.
    Unreadable(String),
    /// Longer than [`MAX_BYTES`].
    TooLong,
    /// Not UTF-8, or with a NUL in it.
    NotText,
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unusable::Missing => write!(f, "the editor removed the file"),
            Unusable::Unreadable(why) => write!(f, "the file cannot be read ({why})"),
            Unusable::TooLong => write!(f, "the text is longer than {} kB", MAX_BYTES / 1024),
            Unusable::NotText => write!(f, "the file is not plain text (UTF-8)"),
        }
    }
}

impl Draft {
    /// Writes `text` to a new file in `folder` (made if need be, for the user alone), named after `name`.
    ///
    /// # Errors
    /// Where the folder or the file cannot be made or written.
    pub fn create(folder: &Path, name: &str, text: &str) -> io::Result<Self> {
        private_folder(folder)?;
        for attempt in 0..1000_u32 {
            let path = folder.join(format!("{}-{}-{attempt}.md", plain(name), std::process::id()));
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
                Ok(mut file) => {
                    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
                    if let Err(error) = written {
                        let _ = fs::remove_file(&path);
                        return Err(error);
                    }
                    return Ok(Draft { path });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where the text is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The text as the editor left it; looked up by name, since many editors write a new file and rename it.
    ///
    /// # Errors
    /// [`Unusable`]; the file is untouched.
    pub fn read(&self) -> Result<String, Unusable> {
        // Non-blocking: a pipe in its place must not hold us.
        let opened = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(&self.path);
        let file = match opened {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unusable::Missing),
            Err(error) => return Err(Unusable::Unreadable(error.to_string())),
        };
        let data = file.metadata().map_err(|error| Unusable::Unreadable(error.to_string()))?;
        if !data.is_file() {
            return Err(Unusable::Unreadable("not a regular file".to_owned()));
        }
        if data.len() > MAX_BYTES {
            return Err(Unusable::TooLong);
        }
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| Unusable::Unreadable(error.to_string()))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Unusable::TooLong);
        }
        if bytes.contains(&0) {
            return Err(Unusable::NotText);
        }
        String::from_utf8(bytes).map_err(|_| Unusable::NotText)
    }

    /// Removes the file. Call it only once its text is saved elsewhere, or is not wanted.
    pub fn discard(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Drafts that an earlier run left behind (it was killed, or in doubt), oldest first. Those of runs that still
/// live are not among them.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter(|entry| owner(&entry.path()).is_some_and(|pid| !super::super::sys::kill(pid, 0)))
        .map(|entry| (entry.metadata().and_then(|data| data.modified()).ok(), entry.path()))
        .collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// The process that made a draft, from its name.
fn owner(path: &Path) -> Option<libc::pid_t> {
    let mut parts = path.file_name()?.to_str()?.strip_suffix(".md")?.rsplit('-');
    let _attempt: u32 = parts.next()?.parse().ok()?;
    parts.next()?.parse().ok()
}

/// A folder for the user alone.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// A name with nothing in it that a file system or an editor's command line could take amiss.
pub fn plain(name: &str) -> String {
    let mut plain: String =
        name.chars().take(80).map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' }).collect();
    if plain.is_empty() || plain.starts_with(['-', '.']) {
        plain.insert(0, '_');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> (tempfile::TempDir, Draft) {
        let folder = tempfile::tempdir().unwrap();
        let draft = Draft::create(&folder.path().join("drafts"), "5.6.4", text).unwrap();
        (folder, draft)
    }

    #[test]
    fn the_file_and_its_folder_are_for_the_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, draft) = made("hello");
        assert_eq!(draft.read().unwrap(), "hello");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(draft.path()), 0o600);
        assert_eq!(mode(draft.path().parent().unwrap()), 0o700);
    }

    #[test]
    fn two_drafts_of_one_lesson_are_two_files() {
        let (_folder, first) = made("a");
        let second = Draft::create(first.path().parent().unwrap(), "5.6.4", "b").unwrap();
        assert_ne!(first.path(), second.path());
        assert_eq!((first.read().unwrap(), second.read().unwrap()), ("a".into(), "b".into()));
    }

    #[test]
    fn what_an_editor_may_leave_is_told_apart() {
        let (_folder, draft) = made("x");
        fs::write(draft.path(), [0xff, 0xfe]).unwrap();
        assert_eq!(draft.read(), Err(Unusable::NotText));
        fs::write(draft.path(), "a\0b").unwrap();
        assert_eq!(draft.read(), Err(Unusable::NotText));
        fs::File::create(draft.path()).unwrap().set_len(5_000_000_000).unwrap();
        assert_eq!(draft.read(), Err(Unusable::TooLong));
        fs::remove_file(draft.path()).unwrap();
        assert_eq!(draft.read(), Err(Unusable::Missing));
        fs::create_dir(draft.path()).unwrap();
        assert!(matches!(draft.read(), Err(Unusable::Unreadable(_))));
        fs::remove_dir(draft.path()).unwrap();
        let made = std::process::Command::new("mkfifo").arg(draft.path()).status().unwrap();
        assert!(made.success());
        assert!(matches!(draft.read(), Err(Unusable::Unreadable(_))));
    }

    #[test]
    fn a_dropped_draft_stays_and_a_discarded_one_goes() {
        let (_folder, draft) = made("x");
        let path = draft.path().to_owned();
        drop(draft.clone());
        assert!(path.exists());
        draft.discard();
        assert!(!path.exists());
    }

    #[test]
    fn leftovers_are_those_of_runs_that_ended() {
        let (_folder, draft) = made("mine, alive");
        let folder = draft.path().parent().unwrap();
        fs::write(folder.join("5.6.4-999999999-0.md"), "of a run that ended").unwrap();
        fs::write(folder.join("something else.txt"), "").unwrap();
        let found = leftovers(folder);
        assert_eq!(found, [folder.join("5.6.4-999999999-0.md")]);
        assert!(leftovers(Path::new("/nonexistent")).is_empty());
    }

    #[test]
    fn names_are_tamed() {
        assert_eq!(plain("5.6.4"), "5.6.4");
        assert_eq!(plain("../../etc/passwd"), "_.._.._etc_passwd");
        assert_eq!(plain("-rf"), "_-rf");
        assert_eq!(plain(""), "_");
        assert_eq!(plain("a b\x1b\u{202e}"), "a_b__");
    }
}
