//! Export and import: all personal state as one JSON file, `{format, curricula: [{id, events}], exported_at}`. Import is
//! the union by id: repeated it changes nothing, and two machines that import each other's export are equal.

use super::{Error, Kind, Place, Session};
use crate::domain::{Curriculum, Day, DeviceId, EventId, Id, Now};
use crate::store::{Merged, Row, Store, backup, error, files, salvage};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The format of the export that this version writes and reads.
pub const FORMAT: u32 = 1;
/// The most bytes of a file that is imported.
const FILE_MAX: u64 = 512 << 20;
/// The most bytes of one event's data.
const DATA_MAX: usize = 4 << 20;
/// The largest offset from UTC, in minutes.
const OFFSET_MAX: i16 = 24 * 60;

#[derive(Serialize, Deserialize)]
struct Export {
    format: u32,
    curricula: Vec<Log>,
    #[serde(default)]
    exported_at: String,
}

#[derive(Serialize, Deserialize)]
struct Log {
    id: String,
    events: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    id: EventId,
    device: DeviceId,
    number: u64,
    ms: i64,
    offset: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lesson: Option<String>,
    kind: String,
    data: Value,
}

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Exported {
    /// The JSON text, one event a line.
    pub text: String,
    /// Events in it.
    pub events: u64,
    /// Events that could not be read, of a damaged file.
    pub lost: u64,
}

impl Session {
    /// All events of all curricula as JSON.
    pub fn export(&self, now: Now) -> Result<Exported, Error> {
        let mut logs = Vec::new();
        for curriculum in self.store.curricula()? {
            let rows = self.store.rows(&curriculum, 0)?;
            logs.push((curriculum, rows.into_iter().map(|(_, row)| row).collect()));
        }
        Ok(written(logs, 0, now))
    }

    /// Adds what an export has and is not here yet, all or nothing, after a backup. A file that is no export, or a broken
    /// one, is refused with one line before anything is touched.
    pub fn import(&mut self, file: &Path, now: Now) -> Result<Merged, Error> {
        let logs = read(file)?;
        if let super::Access::ReadOnly(reason) = self.access() {
            return Err(reason.clone());
        }
        if self.store.last()? > 0 {
            backup::make(self.store.place(), backup::Reason::Import, now.ms)?;
        }
        let merged = self.store.merge(&logs, now.ms)?;
        self.catch_up()?;
        // The next start is not to read it all one by one.
        self.pack(now);
        Ok(merged)
    }
}

/// Exports what can still be read of a damaged database.
pub fn export_damaged(dir: &Path, now: Now) -> Result<Exported, Error> {
    let place = Place::at(dir)?;
    let found = salvage::salvage(&place.db)?;
    Ok(written(found.logs, found.lost, now))
}

/// Opens the data folder and exports; what can be read, where it is damaged.
pub fn export(dir: &Path, curriculum: &Curriculum, now: Now) -> Result<Exported, Error> {
    let whole = Store::open(Place::at(dir)?, now.ms)
        .and_then(|store| Session::with(store, curriculum, 0))
        .and_then(|session| session.export(now));
    match whole {
        Err(error) if error.kind == Kind::Damaged => {
            // The sentence of damage sends to the export: that is where we are.
            export_damaged(dir, now).map_err(|error| error.with_hint("`gomastery restore` lists the backups."))
        }
        other => other,
    }
}

/// Writes an export to a file, whole or not at all. What is there already is replaced only where it is an export of the
/// same kind, and nothing is written among the program's own files in `data`.
pub fn write_file(path: &Path, text: &str, data: &Path) -> Result<(), Error> {
    let refused = |what: &str| {
        let message = format!("{} {what}", path.display());
        Err(Error::new(Kind::Irregular, path, message, "Name another file, or none to write to the output."))
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let inside = folder.canonicalize().ok().zip(data.canonicalize().ok());
    if inside.is_some_and(|(folder, data)| folder.starts_with(data)) {
        return refused("is in the data folder, where only the program's own files are");
    }
    match std::fs::symlink_metadata(path) {
        Ok(meta) if !meta.is_file() => return refused("is no plain file"),
        Ok(meta) if meta.len() > 0 && !begins_like(path, text) => {
            return refused("is there already and is no such export");
        }
        _ => {}
    }
    files::write_whole(path, text.as_bytes())
}

/// Whether a file has the first two lines of a text, which say what it is.
fn begins_like(path: &Path, text: &str) -> bool {
    use std::io::Read;
    let head: String = text.split_inclusive('\n').take(2).collect();
    let mut begin = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(head.len() as u64).read_to_end(&mut begin));
    read.is_ok() && begin == head.as_bytes()
}

fn written(logs: Vec<(String, Vec<Row>)>, lost: u64, now: Now) -> Exported {
    use std::fmt::Write;
    let mut events = 0;
    let mut text = format!("{{\n\"format\": {FORMAT},\n\"curricula\": [");
    for (n, (id, mut rows)) in logs.into_iter().enumerate() {
        rows.sort_by_key(|row| (row.ms, row.device, row.number, row.id));
        let comma = if n == 0 { "" } else { "," };
        let id = Value::from(id);
        let _ = write!(text, "{comma}\n{{\"id\": {id}, \"events\": [");
        for (n, row) in rows.into_iter().enumerate() {
            let data = serde_json::from_str(&row.data).unwrap_or(Value::Null);
            let line = Line {
                id: row.id,
                device: row.device,
                number: row.number,
                ms: row.ms,
                offset: row.offset,
                lesson: row.lesson.map(|id| id.as_str().to_owned()),
                kind: row.kind,
                data,
            };
            text.push_str(if n == 0 { "\n" } else { ",\n" });
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            events += 1;
        }
        text.push_str("\n]}");
    }
    let _ = write!(text, "\n],\n\"exported_at\": \"{}\"\n}}\n", stamp(now.ms));
    Exported { text, events, lost }
}

/// `2026-11-24T10:11:12Z`
pub fn stamp(ms: i64) -> String {
    let seconds = ms.div_euclid(1_000).rem_euclid(86_400);
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{}T{h:02}:{m:02}:{s:02}Z", Day::of(ms, 0, 0))
}

/// Reads an export and looks at every event of it.
fn read(path: &Path) -> Result<Vec<(String, Vec<Row>)>, Error> {
    let bad = |what: String| {
        Error::new(
            Kind::BadInput,
            path,
            format!("{} is no export of gomastery: {what}", path.display()),
            "Nothing was changed. Import a file that `gomastery export FILE` wrote.",
        )
    };
    let text = text_of(path, &bad)?;
    #[derive(Deserialize)]
    struct Form {
        format: u32,
    }
    match serde_json::from_str::<Form>(&text) {
        Ok(Form { format: FORMAT }) => {}
        Ok(Form { format }) if format > FORMAT => return Err(error::newer_export(path, format, FORMAT)),
        Ok(Form { format }) => return Err(bad(format!("its format {format} does not exist"))),
        Err(error) => return Err(bad(error.to_string())),
    }
    let export: Export = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
    let mut logs = Vec::new();
    for log in export.curricula {
        if Id::parse(&log.id).is_none() {
            return Err(bad("a curriculum in it has no proper id".to_owned()));
        }
        let mut rows = Vec::with_capacity(log.events.len());
        for (n, line) in log.events.into_iter().enumerate() {
            rows.push(row(line).map_err(|what| bad(format!("event {} of {}: {what}", n + 1, log.id)))?);
        }
        logs.push((log.id, rows));
    }
    Ok(logs)
}

/// The text of a plain file of bearable size; never waits on a pipe or a device.
fn text_of(path: &Path, bad: &impl Fn(String) -> Error) -> Result<String, Error> {
    let io = |error: std::io::Error| Error::io(&error, path, "read");
    let file: File = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path).map_err(io)?;
    let meta = file.metadata().map_err(io)?;
    if !meta.is_file() {
        return Err(bad("it is no plain file".to_owned()));
    }
    if meta.len() > FILE_MAX {
        return Err(bad(format!("it has {} MB, and {} are the most", meta.len() >> 20, FILE_MAX >> 20)));
    }
    let mut bytes = Vec::new();
    file.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(io)?;
    String::from_utf8(bytes).map_err(|_| bad("it is not text".to_owned()))
}

fn row(line: Line) -> Result<Row, String> {
    let lesson = match line.lesson {
        None => None,
        Some(text) => Some(Id::parse(&text).ok_or("its lesson has no proper id")?),
    };
    let kind_is_good = (1..=32).contains(&line.kind.len())
        && line.kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !kind_is_good {
        return Err("its kind is no proper name".to_owned());
    }
    if line.number == 0 || i64::try_from(line.number).is_err() {
        return Err(format!("its number is {}", line.number));
    }
    if !(-OFFSET_MAX..=OFFSET_MAX).contains(&line.offset) {
        return Err(format!("its offset from UTC is {} minutes", line.offset));
    }
    if !line.data.is_object() {
        return Err("its data is no object".to_owned());
    }
    let data = line.data.to_string();
    if data.len() > DATA_MAX {
        return Err(format!("its data has {} MB", data.len() >> 20));
    }
    let Line { id, device, number, ms, offset, kind, .. } = line;
    Ok(Row { id, device, number, ms, offset, lesson, kind, data })
}
