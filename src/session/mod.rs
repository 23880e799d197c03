//! The use cases that the TUI and the command line share: the same `mark_done` behind the key and the verb.
//!
//! A [`Session`] holds the open database, which curriculum it is about, and what is true now ([`Progress`]). It has no
//! clock: the caller hands in the moment ([`Now`]). A call that saves returns when it is on the disk, with the events
//! that are new ([`Saved`]) and what is true then. It may wait up to five seconds for another program, so the TUI calls it
//! off its main thread; a session can be sent between threads.
//!
//! - here: opening, refreshing, the one way to save
//! - [`mark`]: done, undone, tested out, undo; [`note`]: notes and bookmarks; [`review`]: the deck, answers and questions; [`anki`]: questions for Anki
//! - [`position`]: where the reader stands
//! - [`transfer`]: export and import; [`restore`]: backups; [`upkeep`]: the daily check and backup; [`doctor`]
//! - [`paths`], [`config`]: where the files are, what the learner set

pub mod anki;
pub mod begin;
pub mod config;
pub mod doctor;
mod html;
pub mod index;
pub mod mark;
pub mod note;
pub mod paths;
pub mod position;
pub mod restore;
pub mod review;
#[cfg(test)]
mod tests;
pub mod transfer;
pub mod upkeep;

pub use begin::{Begin, Wanted};
pub use config::Config;
pub use mark::{lessons, next};
pub use paths::Paths;
pub use position::{Anchor, Position};
pub use restore::Backup;

pub use crate::store::{Access, Error, Kind, Place};

use crate::domain::progress::Fold;
use crate::domain::{Curriculum, Event, EventId, Id, Now, Progress, What};
use crate::store::{Draft, Store};
use std::{path::Path, sync::Arc};

/// The name of the snapshot of the [`Fold`].
const FOLD: &str = "progress";
/// After so many events a new one is worth its writing.
const FOLD_EVERY: i64 = 256;
/// The name of the snapshot of what is true now.
const NOW: &str = "now";
/// How many events behind it is brought forward; behind by more, what is true now is read from the fold.
const NOW_BEHIND: u32 = 256;
/// So many events behind it is written anew also by a program that saves once and ends.
const NOW_EVERY: i64 = 32;
/// The largest that is written, in bytes: with more of notes a start reads them from the log.
const NOW_MOST: usize = 256 * 1024;

/// What a call saved, durably.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Saved {
    /// All events that are new since the session's last call: those saved now, and those that other programs saved
    /// before. A model applies all of them.
    pub events: Vec<Event>,
    /// The ones saved by this call: the last of `events`.
    pub own: Vec<EventId>,
}

/// An open database and what it says of one curriculum.
#[derive(Debug)]
pub struct Session {
    store: Store,
    curriculum: String,
    /// What is true now.
    now: Arc<Progress>,
    /// What that follows from; none until something is to be taken in, for most starts only look.
    fold: Option<Fold>,
    /// A fold of this curriculum in which nothing happened yet.
    blank: Fold,
    /// The last place of the log that was seen.
    upto: i64,
    /// Up to where what is true now was written down, at the start.
    kept: i64,
    /// The time of the last action, so that two in one millisecond stay two.
    last_ms: i64,
    /// What others saved and the caller was not told yet.
    untold: Vec<Event>,
}

impl Session {
    /// Opens the data folder `dir` for a curriculum. Study days end `day_ends` minutes after midnight.
    ///
    /// Where the data can only be read, or none can be begun, it opens all the same: [`Session::access`] says why, and
    /// each call that would save refuses with that reason. An error means that nothing was opened and nothing changed.
    pub fn open(dir: &Path, curriculum: &Curriculum, day_ends: u16, now: Now) -> Result<Session, Error> {
        let place = Place::at(dir)?;
        Store::open(place.clone(), now.ms)
            .and_then(|store| Session::with(store, curriculum, day_ends))
            .map_err(|error| restore::offered(error, &place, now))
    }

    /// A session without data, because of `reason`: a curriculum can be read where the database cannot.
    pub fn without_data(dir: &Path, curriculum: &Curriculum, day_ends: u16, reason: Error) -> Result<Session, Error> {
        let reason = match reason.kind {
            Kind::Full => reason.with_hint("Free some space, then start the program again."),
            _ => reason,
        };
        Session::with(Store::in_memory(Place::at(dir)?, reason)?, curriculum, day_ends)
    }

    fn with(store: Store, curriculum: &Curriculum, day_ends: u16) -> Result<Session, Error> {
        let blank = Fold::of(day_ends, curriculum);
        let now = blank.now();
        let curriculum = curriculum.id.to_string();
        let mut session = Session {
            store,
            curriculum,
            now,
            fold: None,
            blank,
            upto: 0,
            kept: 0,
            last_ms: i64::MIN,
            untold: Vec::new(),
        };
        if !session.recall()? {
            session.whole()?;
        }
        Ok(session)
    }

    /// What is true now, where that was written down and can be brought forward from there. False where it was not.
    fn recall(&mut self) -> Result<bool, Error> {
        let kept = self.store.at_once(|store| {
            let Some((kept, bytes)) = store.snapshot(&self.curriculum, NOW)? else { return Ok(None) };
            let later = store.next_events(&self.curriculum, kept, NOW_BEHIND)?;
            Ok(later.map(|(events, upto)| (kept, bytes, events, upto)))
        })?;
        let Some((kept, bytes, events, upto)) = kept else { return Ok(false) };
        let Some(mut now) = self.blank.unpack_now(&bytes).map(Arc::new) else { return Ok(false) };
        let known = self.blank.advance(&mut now, &events);
        if known {
            (self.kept, self.upto, self.now) = (kept, upto, now);
        }
        Ok(known)
    }

    /// The fold, read from its snapshot and the log behind it where that was not done yet. Events that others saved
    /// meanwhile are among the untold.
    fn whole(&mut self) -> Result<&mut Fold, Error> {
        let fold = match self.fold.take() {
            Some(fold) => fold,
            None => {
                let (fold, later, upto) = self.store.at_once(|store| {
                    let (mut fold, upto) = (self.blank.clone(), 0);
                    let snapshot = store.snapshot(&self.curriculum, FOLD)?;
                    let upto = snapshot.filter(|(_, bytes)| fold.unpack(bytes)).map_or(upto, |(upto, _)| upto);
                    // A snapshot leaves the notes' texts to the log.
                    let notes = if upto > 0 { store.notes(&self.curriculum, upto)? } else { Vec::new() };
                    let (events, last) = store.events(&self.curriculum, upto)?;
                    fold.extend(notes.iter().chain(&events));
                    let later = if self.upto > 0 { store.events(&self.curriculum, self.upto)?.0 } else { Vec::new() };
                    Ok((fold, later, last))
                })?;
                self.untold.extend(later);
                self.upto = upto;
                fold
            }
        };
        self.now = fold.now();
        Ok(self.fold.insert(fold))
    }

    /// What is true now.
    pub fn progress(&self) -> &Arc<Progress> {
        &self.now
    }

    /// The curriculum that it is about.
    pub fn curriculum(&self) -> &str {
        &self.curriculum
    }

    /// Whether changes can be saved, and if not, why.
    pub fn access(&self) -> &Access {
        self.store.access()
    }

    /// What the learner should be told at the start: that nothing will be saved, or that the disk is full.
    pub fn notice(&self) -> Option<Error> {
        match self.store.access() {
            Access::ReadOnly(reason) => Some(reason.clone()),
            Access::Writable => self.store.warning(),
        }
    }

    /// Refuses all further changes: the daily check found damage.
    pub fn make_read_only(&mut self, reason: Error) {
        self.store.make_read_only(reason);
    }

    /// Where the data lies.
    pub fn place(&self) -> &Place {
        self.store.place()
    }

    /// Whether the program that had the data open last was cut off while it saved: then a check is due now.
    pub fn was_cut_off(&self) -> bool {
        self.store.was_cut_off()
    }

    /// The events that other programs saved since the last call, if any; cheap where there are none.
    pub fn refresh(&mut self) -> Result<Vec<Event>, Error> {
        if self.store.changed()? {
            self.catch_up()?;
        }
        Ok(std::mem::take(&mut self.untold))
    }

    /// All events of the curriculum, ordered by time, device and number: what a schedule is proved with.
    pub fn history(&self) -> Result<Vec<Event>, Error> {
        let (mut events, _) = self.store.events(&self.curriculum, 0)?;
        events.sort_by_key(|event| (event.key(), event.id));
        Ok(events)
    }

    /// Saves what the session has open though the file was moved or replaced under it ([`Kind::Replaced`]): back to its
    /// path where nothing is there now, else among the backups. Gives where it is.
    pub fn write_back(&mut self, now: Now) -> Result<std::path::PathBuf, Error> {
        self.store.write_back(now.ms)
    }

    /// Takes in what others saved, for the caller to be told of later.
    fn catch_up(&mut self) -> Result<(), Error> {
        let last = self.store.last()?;
        if last < self.upto {
            // A backup was put back under the session: the log is another one now.
            return Err(crate::store::error::put_back(&self.store.place().db));
        }
        let (events, upto) = self.store.events(&self.curriculum, self.upto)?;
        self.take_in(&events, upto)?;
        self.untold.extend(events);
        Ok(())
    }

    /// Takes in what follows in the log up to the place `upto`: into the fold where that is here, else into what is true
    /// now alone, and with the fold where that is not enough. After an error it is as before, to be taken in later.
    fn take_in(&mut self, events: &[Event], upto: i64) -> Result<(), Error> {
        let before = std::mem::replace(&mut self.upto, upto);
        match &mut self.fold {
            Some(fold) if !events.is_empty() => {
                fold.extend(events);
                self.now = fold.now();
            }
            Some(_) => {}
            None if self.blank.advance(&mut self.now, events) => {}
            None => {
                if let Err(error) = self.whole() {
                    self.upto = before;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The one way to save: one action, one commit.
    fn save(&mut self, acts: Vec<(Option<Id>, What)>, ms: i64, now: Now) -> Result<Saved, Error> {
        if acts.is_empty() {
            return Ok(Saved { events: std::mem::take(&mut self.untold), own: Vec::new() });
        }
        if !acts.iter().all(|(_, what)| Fold::advances(what)) {
            self.whole()?;
        }
        let offset = now.offset;
        let drafts = acts.into_iter().map(|(lesson, what)| Draft { lesson, ms, offset, what }).collect();
        let appended = self.store.append(&self.curriculum, self.upto, drafts, now.ms)?;
        self.last_ms = ms;
        let own = appended.own.iter().map(|event| event.id).collect();
        let mut new = appended.others;
        new.extend(appended.own);
        self.take_in(&new, appended.upto)?;
        let mut events = std::mem::take(&mut self.untold);
        events.extend(new);
        Ok(Saved { events, own })
    }

    /// The time of an action: now, but not before what it answers (a clock that was set back loses nothing), and not the
    /// same millisecond as the action before.
    fn action_ms(&self, now: Now, after: Option<i64>) -> i64 {
        let ms = after.map_or(now.ms, |after| now.ms.max(after.saturating_add(1)));
        // Several in one millisecond go on from one another.
        let near = ms <= self.last_ms && ms > self.last_ms.saturating_sub(1_000);
        if near { self.last_ms.saturating_add(1) } else { ms }
    }

    /// As [`Session::pack`], where much has happened since: for a program that saves once and ends.
    pub fn pack_now_and_then(&mut self, now: Now) {
        if self.upto - self.kept >= NOW_EVERY {
            self.pack(now);
        }
    }

    /// Writes down what the next start reads: what is true now, and, where enough has happened since it was done last, what
    /// that follows from. A failure is no loss, and another program that saves just now is hardly waited for.
    pub fn pack(&mut self, now: Now) {
        self.store.be_brief(true);
        self.pack_what_is_due(now);
        self.store.be_brief(false);
    }

    fn pack_what_is_due(&mut self, now: Now) {
        let behind = |name| Some(self.upto - self.store.snapshot_upto(&self.curriculum, name).ok()?);
        let (Some(fold_behind), Some(now_behind)) = (behind(FOLD), behind(NOW)) else { return };
        let due = now_behind > 0 || fold_behind >= FOLD_EVERY;
        if !due || *self.store.access() != Access::Writable {
            return;
        }
        let mut made = None;
        if fold_behind >= FOLD_EVERY {
            let Ok(fold) = self.whole() else { return };
            made = Some(fold.pack());
        }
        let known = self.blank.pack_now(&self.now);
        let mut keep = |name, bytes: &[u8]| self.store.set_snapshot(&self.curriculum, name, self.upto, bytes, now.ms);
        let written = made.map_or(Ok(()), |bytes| keep(FOLD, &bytes));
        if written.is_ok() && known.len() <= NOW_MOST {
            let _ = keep(NOW, &known);
        }
    }
}
