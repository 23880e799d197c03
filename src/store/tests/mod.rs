//! Tests of the whole store.
//!
//! - [`states`]: every odd state that the file may be found in
//! - [`writing`]: durability, several writers, a file that is moved away
//! - [`backups`]: backups and restore
//! - [`damage`]: flipped bits, cut files, what can be saved of them

mod backups;
mod damage;
mod states;
mod writing;

use super::*;
use crate::domain::{Id, What};
use std::fs;
use std::path::{Path, PathBuf};

/// Noon of day 20,000, UTC milliseconds.
const NOW: i64 = 20_000 * DAY + DAY / 2;
const DAY: i64 = 86_400_000;

struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Home {
        Home { dir: tempfile::tempdir().unwrap() }
    }

    /// A home with a database of `marks` marks.
    fn with(marks: u64) -> Home {
        let home = Home::new();
        mark(&mut home.open(), marks);
        home
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn place(&self) -> Place {
        Place::at(&self.path()).unwrap()
    }

    fn db(&self) -> PathBuf {
        self.place().db
    }

    fn try_open(&self) -> Result<Store, Error> {
        Store::open(Place::at(&self.path())?, NOW)
    }

    fn open(&self) -> Store {
        self.try_open().unwrap()
    }

    /// Events of the curriculum `go`.
    fn events(&self) -> usize {
        self.open().events("go", 0).unwrap().0.len()
    }
}

fn draft(what: What) -> Draft {
    Draft { lesson: Some(Id::from_static("5.6.4")), ms: NOW, offset: 60, what }
}

fn mark(store: &mut Store, marks: u64) {
    for n in 0..marks {
        let text = format!("mark {n}");
        store.append("go", 0, vec![draft(What::Note { text, replaces: vec![] })], NOW).unwrap();
    }
}

/// As many marks in one commit.
fn bulk(store: &mut Store, marks: u64) {
    let note = |n| What::Note { text: format!("mark {n}, with some words about it"), replaces: vec![] };
    store.append("go", 0, (0..marks).map(|n| draft(note(n))).collect(), NOW).unwrap();
}

/// Every file below a folder with its bytes.
fn all_files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut out = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else if entry.file_type().unwrap().is_file() {
                out.push((entry.path(), fs::read(entry.path()).unwrap()));
            }
        }
    }
    out.sort();
    out
}

/// A connection of another program, past all that the store does.
fn raw(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}
