//! The log: off unless asked for, one line an entry, without anything that could act on a terminal, in a file that
//! is capped: at [`MAX_BYTES`] it becomes `gomastery.log.1`, that one `.2`, and the third is dropped.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ::log::{LevelFilter, Log, Metadata, Record};

/// A log file grows to this size, in bytes.
pub const MAX_BYTES: u64 = 1_000_000;
/// How many files are kept, the one in use included.
const FILES: usize = 3;
/// One entry is cut at this many characters.
const MAX_ENTRY: usize = 4000;
/// The file in use.
const NAME: &str = "gomastery.log";

/// Starts logging to `folder`, which is made if need be, for the user alone.
///
/// # Errors
/// Where the folder cannot be made or the file cannot be opened, or a logger was set already.
pub fn start(folder: &Path, level: LevelFilter) -> io::Result<()> {
    let writer = Writer::open(folder)?;
    ::log::set_boxed_logger(Box::new(Logger { writer: Mutex::new(writer) })).map_err(io::Error::other)?;
    ::log::set_max_level(level);
    Ok(())
}

struct Logger {
    writer: Mutex<Writer>,
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= ::log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            let text = format!("{} {}: {}", record.level(), record.target(), record.args());
            let line = format!("{}.{:03} {}\n", now.as_secs(), now.subsec_millis(), one_line(&text));
            // A log that cannot be written is no reason to stop.
            let _ = self.writer.lock().unwrap_or_else(PoisonError::into_inner).write(line.as_bytes());
        }
    }

    fn flush(&self) {}
}

/// The text in one line of plain characters.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars().take(MAX_ENTRY) {
        // The Hangul fillers count as letters and show nothing.
        let filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
        if c == ' ' || c.is_ascii_graphic() || (c.is_alphanumeric() && !filler) {
            line.push(c);
        } else {
            line.extend(c.escape_unicode());
        }
    }
    line
}

struct Writer {
    folder: PathBuf,
    file: File,
    size: u64,
}

impl Writer {
    fn open(folder: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(folder.join(NAME))?;
        let size = file.metadata()?.len();
        Ok(Writer { folder: folder.to_owned(), file, size })
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self.size + line.len() as u64 > MAX_BYTES {
            self.turn()?;
        }
        self.file.write_all(line)?;
        self.size += line.len() as u64;
        Ok(())
    }

    /// Moves each file one place back and begins a new one.
    fn turn(&mut self) -> io::Result<()> {
        let place = |number: usize| match number {
            0 => self.folder.join(NAME),
            number => self.folder.join(format!("{NAME}.{number}")),
        };
        for number in (1..FILES).rev() {
            match fs::rename(place(number - 1), place(number)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        *self = Writer::open(&self.folder)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_plain_line() {
        assert_eq!(one_line("a\nb\x1b[31m\u{9b}é\u{202e}"), "a\\u{a}b\\u{1b}[31m\\u{9b}é\\u{202e}");
        assert_eq!(one_line("世\u{3164}"), "世\\u{3164}");
        assert!(one_line(&"x".repeat(100_000)).len() <= MAX_ENTRY);
    }

    #[test]
    fn three_files_of_a_megabyte_are_kept_and_the_newest_entry_is_in_the_first() {
        let folder = tempfile::tempdir().unwrap();
        // The folder is not there at the first start.
        let place = folder.path().join("log");
        let mut writer = Writer::open(&place).unwrap();
        let line = vec![b'x'; 3000];
        for _ in 0..1500 {
            writer.write(&line).unwrap();
        }
        writer.write(b"the newest\n").unwrap();
        let sizes: Vec<u64> =
            fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).collect();
        assert_eq!(sizes.len(), FILES);
        assert!(sizes.iter().all(|size| *size <= MAX_BYTES), "{sizes:?}");
        assert!(fs::read_to_string(place.join(NAME)).unwrap().ends_with("the newest\n"));
        drop(writer);
        // A later run goes on where this one ended.
        assert!(Writer::open(&place).unwrap().size > 0);
    }
}
