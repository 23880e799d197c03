//! Marks: done, undone, tested out, and taking the last action back.

use super::{Error, Saved, Session};
use crate::domain::{Curriculum, Event, Id, NodeIdx, Now, Progress, What};

/// The lessons at and below a node with the revisions that they have now: what marking it marks.
pub fn lessons(curriculum: &Curriculum, node: NodeIdx) -> Vec<(Id, u32)> {
    curriculum.lessons(node).map(|(_, node)| (node.id.clone(), node.revision)).collect()
}

/// The next unfinished lesson after `from` in reading order, from the beginning again behind the last; without `from` the
/// first one.
pub fn next(curriculum: &Curriculum, progress: &Progress, from: Option<NodeIdx>) -> Option<NodeIdx> {
    let open = || curriculum.all_lessons().filter(|(_, node)| !progress.is_done(node.id.as_str())).map(|(idx, _)| idx);
    match from {
        None => open().next(),
        Some(from) => open().find(|idx| *idx > from).or_else(|| open().find(|idx| *idx != from)),
    }
}

/// What [`Session::undo`] may take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undoable {
    /// Marks, notes, bookmarks, and questions of the learner's own.
    Study,
    /// Answers, suspensions, reports, and questions of the learner's own.
    Review,
}

impl Undoable {
    /// Whether what such an event says may be taken back.
    pub fn covers(self, what: &What) -> bool {
        match what {
            What::Done { .. } | What::Undone {} | What::TestedOut { .. } | What::Note { .. } => self == Undoable::Study,
            What::Bookmark { .. } | What::Unbookmark { .. } => self == Undoable::Study,
            What::Answer(_) | What::Suspend { .. } | What::Unsuspend { .. } => self == Undoable::Review,
            What::Report { .. } => self == Undoable::Review,
            // They are written, edited and deleted on both screens.
            What::Question { .. } => true,
            What::Read { .. } | What::Undo { .. } | What::Other { .. } => false,
        }
    }
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Undone {
    /// The events of the action that was taken back; none where there was nothing.
    pub of: Vec<Event>,
    /// What was saved.
    pub saved: Saved,
}

/// How far back the last action is looked for, in events.
const UNDO_REACH: u32 = 4_096;

impl Session {
    /// Marks lessons done, in one commit, as they stand in these revisions. Those that are done in this revision already
    /// stay as they are.
    pub fn mark_done(&mut self, lessons: &[(Id, u32)], now: Now) -> Result<Saved, Error> {
        self.mark(lessons, now, |revision| What::Done { revision })
    }

    /// As [`Session::mark_done`], for lessons whose phase was tested out.
    pub fn mark_tested_out(&mut self, lessons: &[(Id, u32)], now: Now) -> Result<Saved, Error> {
        self.mark(lessons, now, |revision| What::TestedOut { revision })
    }

    fn mark(&mut self, lessons: &[(Id, u32)], now: Now, what: fn(u32) -> What) -> Result<Saved, Error> {
        self.look_around()?;
        let mut acts = Vec::new();
        let mut after = None;
        for (id, revision) in lessons {
            let done = self.now.done(id.as_str());
            if done.is_none_or(|mark| mark.revision < *revision) {
                acts.push((Some(id.clone()), what(*revision)));
                after = after.max(self.latest(id));
            }
        }
        let ms = self.action_ms(now, after);
        self.save(acts, ms, now)
    }

    /// Takes the marks of lessons off, in one commit; those that have none stay as they are.
    pub fn mark_undone(&mut self, lessons: &[Id], now: Now) -> Result<Saved, Error> {
        self.look_around()?;
        let marked: Vec<&Id> = lessons.iter().filter(|id| self.now.is_done(id.as_str())).collect();
        let after = marked.iter().filter_map(|id| self.latest(id)).max();
        let acts = marked.into_iter().map(|id| (Some(id.clone()), What::Undone {})).collect();
        let ms = self.action_ms(now, after);
        self.save(acts, ms, now)
    }

    /// Saves that lessons were read for these seconds.
    pub fn add_reading(&mut self, read: &[(Id, u32)], now: Now) -> Result<Saved, Error> {
        let read = read.iter().filter(|(_, seconds)| *seconds > 0);
        let acts = read.map(|(id, seconds)| (Some(id.clone()), What::Read { seconds: *seconds })).collect();
        self.save(acts, now.ms, now)
    }

    /// Takes back the last action of this machine that was not taken back yet, whole: a branch that was marked at once is
    /// unmarked at once. Called again it goes on to the one before.
    pub fn undo(&mut self, which: Undoable, now: Now) -> Result<Undone, Error> {
        self.undo_since(which, None, now)
    }

    /// As [`Session::undo`], but an action from before `since` (UTC milliseconds) is named and stays: then nothing is
    /// saved.
    pub fn undo_since(&mut self, which: Undoable, since: Option<i64>, now: Now) -> Result<Undone, Error> {
        self.look_around()?;
        let device = self.store.device();
        let latest = self.store.latest(&self.curriculum, UNDO_REACH)?;
        let mut of: Vec<Event> = Vec::new();
        for event in latest {
            let fits = event.device == device && which.covers(&event.what) && !self.now.is_undone(event.id);
            if fits && of.first().is_none_or(|first| first.ms == event.ms) {
                of.push(event);
            }
        }
        of.reverse();
        if since.zip(of.first()).is_some_and(|(since, first)| first.ms < since) {
            return Ok(Undone { of, saved: Saved::default() });
        }
        let acts = of.iter().map(|event| (event.lesson.clone(), What::Undo { of: event.id })).collect();
        let ms = self.action_ms(now, of.iter().map(|event| event.ms).max());
        let saved = self.save(acts, ms, now)?;
        Ok(Undone { of, saved })
    }

    /// Sees what others saved, so that an action answers what is there now.
    pub(super) fn look_around(&mut self) -> Result<(), Error> {
        if self.store.changed()? { self.catch_up() } else { Ok(()) }
    }

    /// The time of the latest mark or bookmark of a lesson.
    pub(super) fn latest(&self, id: &Id) -> Option<i64> {
        self.now.lesson(id.as_str()).and_then(|lesson| lesson.latest_ms)
    }
}
