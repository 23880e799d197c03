//! What lies beside the database before it is opened. SQLite plays a journal back into whatever file has its name: one
//! that was copied there, or left by another file, would mix two databases. So it is looked at first.
//!
//! A journal holds the first page as it was before the cut-off transaction. If it is the file's own, that page bears our
//! mark, and counts as many transactions as the file, or one fewer. We never write a WAL; one beside a file that says it
//! has none is not the file's own. (SQLite's file format, sections 1.3, 3 and 4.)

use super::error::{Error, Kind};
use super::schema;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// What lies beside a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Beside {
    /// A journal with something in it: a program was cut off, or is saving right now.
    pub journal: bool,
    /// A WAL with something in it, and the database says that it has one: another program must have made it so.
    pub wal: bool,
}

/// Looks at what lies beside the database; an error where it belongs to another one. Nothing is touched.
pub(super) fn look(db: &Path) -> Result<Beside, Error> {
    let (journal, wal) = (beside(db, "-journal"), beside(db, "-wal"));
    let (has_journal, has_wal) = (length(&journal) > 0, length(&wal) > 0);
    if !has_journal && !has_wal {
        return Ok(Beside::default());
    }
    // Another program may be saving: then the journal read and the file read may belong to two of its saves.
    for _ in 0..8 {
        let first = first_page(&journal).unwrap_or(None);
        let head = head(db).map_err(|error| Error::io(&error, db, "read"))?;
        let says_wal = head.get(18..20) == Some(&[2, 2]);
        let foreign_wal = has_wal && !says_wal && is_wal(&wal);
        if !foreign_wal && first.is_none_or(|first| first.belongs_to(&head)) {
            return Ok(Beside { journal: has_journal, wal: says_wal && has_wal });
        }
        if foreign_wal {
            return Err(foreign(db, &wal));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Err(foreign(db, &journal))
}

/// The log beside the database belongs to another one.
pub(super) fn foreign_wal(db: &Path) -> Error {
    foreign(db, &beside(db, "-wal"))
}

fn foreign(db: &Path, file: &Path) -> Error {
    Error::new(
        Kind::Foreign,
        db,
        format!("{} was not opened: {} beside it belongs to another database", db.display(), file.display()),
        format!("Move {} away, and try again.", file.display()),
    )
}

/// The path with an ending.
pub(super) fn beside(db: &Path, ending: &str) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn length(path: &Path) -> u64 {
    fs::symlink_metadata(path).map_or(0, |meta| if meta.is_file() { meta.len() } else { 0 })
}

/// The first hundred bytes of the database.
fn head(db: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(db)?;
    let mut bytes = vec![0; 100];
    let read = file.read_at(&mut bytes, 0);
    // Never closed: closing it would drop the locks of every connection that this process has to the file. It happens
    // only where a journal lies there, so there are few.
    std::mem::forget(file);
    bytes.truncate(read?);
    Ok(bytes)
}

/// What the first page said before the transaction that the journal undoes.
#[derive(Clone, Copy)]
struct FirstPage {
    application: u32,
    counter: u32,
}

impl FirstPage {
    fn belongs_to(self, head: &[u8]) -> bool {
        let same = i64::from(self.application) == schema::APPLICATION;
        let counter = number(head, 24).unwrap_or(0);
        // A file of which no page is there yet has nothing to compare.
        head.len() < 100 || same && (self.counter == counter || self.counter.wrapping_add(1) == counter)
    }
}

/// The first page in a journal; none where it is not there, or the journal is none.
fn first_page(journal: &Path) -> io::Result<Option<FirstPage>> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let file = File::open(journal)?;
    let mut header = [0; 28];
    if file.read_exact_at(&mut header, 0).is_err() || !header.starts_with(&MAGIC) {
        return Ok(None);
    }
    let (sector, page) = (number(&header, 20).unwrap_or(0), number(&header, 24).unwrap_or(0));
    if !(32..=65_536).contains(&sector) || !(512..=65_536).contains(&page) {
        return Ok(None);
    }
    let mut at = u64::from(sector);
    let mut record = [0; 104];
    while file.read_exact_at(&mut record, at).is_ok() {
        if number(&record, 0) == Some(1) {
            let (application, counter) = (number(&record, 4 + 68), number(&record, 4 + 24));
            return Ok(application.zip(counter).map(|(application, counter)| FirstPage { application, counter }));
        }
        at += u64::from(page) + 8;
    }
    Ok(None)
}

fn is_wal(path: &Path) -> bool {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|file| file.read_exact_at(&mut magic, 0));
    read.is_ok() && matches!(u32::from_be_bytes(magic), 0x377f_0682 | 0x377f_0683)
}

/// Four bytes, the highest first.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}
