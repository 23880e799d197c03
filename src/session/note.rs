//! Notes and bookmarks.

use super::{Error, Kind, Saved, Session};
use crate::domain::{Id, Now, What};

/// The most bytes of a note.
pub const NOTE_MAX: usize = 1 << 20;
/// The most bytes of a bookmark's label.
const LABEL_MAX: usize = 1_000;

impl Session {
    /// Writes a lesson's note. It takes the place of all notes that the session sees; an empty one takes them away. The
    /// same text again changes nothing.
    pub fn write_note(&mut self, lesson: &Id, text: &str, now: Now) -> Result<Saved, Error> {
        self.look_around()?;
        let text = text.trim_end();
        if text.len() > NOTE_MAX {
            let message = format!("not saved: the note has {} bytes, and a note has at most {NOTE_MAX}", text.len());
            return Err(Error::new(Kind::BadInput, &self.place().db, message, "Shorten it, or keep it in a file."));
        }
        let known = self.now.lesson(lesson.as_str());
        let before = known.and_then(|lesson| lesson.note()).unwrap_or_default();
        let mut acts = Vec::new();
        if before != text {
            let replaces = known.map_or_else(Vec::new, |lesson| lesson.notes.iter().map(|note| note.id).collect());
            acts.push((Some(lesson.clone()), What::Note { text: text.to_owned(), replaces }));
        }
        let ms = self.action_ms(now, None);
        self.save(acts, ms, now)
    }

    /// Bookmarks a passage, or gives its bookmark another label.
    pub fn bookmark(&mut self, lesson: &Id, passage: &str, label: &str, now: Now) -> Result<Saved, Error> {
        self.look_around()?;
        let end = label.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= LABEL_MAX).last();
        let label = label.get(..end.unwrap_or(0)).unwrap_or_default();
        let known = self.now.lesson(lesson.as_str());
        let same = known.is_some_and(|l| l.bookmarks.iter().any(|b| b.passage == passage && b.label == label));
        let what = What::Bookmark { passage: passage.to_owned(), label: label.to_owned() };
        let acts = if same { Vec::new() } else { vec![(Some(lesson.clone()), what)] };
        let ms = self.action_ms(now, self.latest(lesson));
        self.save(acts, ms, now)
    }

    /// Takes the bookmark of a passage away, if there is one.
    pub fn unbookmark(&mut self, lesson: &Id, passage: &str, now: Now) -> Result<Saved, Error> {
        self.look_around()?;
        let known = self.now.lesson(lesson.as_str());
        let there = known.is_some_and(|lesson| lesson.bookmarks.iter().any(|b| b.passage == passage));
        let what = What::Unbookmark { passage: passage.to_owned() };
        let acts = if there { vec![(Some(lesson.clone()), what)] } else { Vec::new() };
        let ms = self.action_ms(now, self.latest(lesson));
        self.save(acts, ms, now)
    }
}
