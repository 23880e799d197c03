//! What `doctor` says of the data: where it lies, whether it is sound, whether what is kept beside the log still follows
//! from it, whether what the log says of memory follows from its answers, how old the newest backup is.

use super::{Error, FOLD, Kind, NOW, Place, Session};
use crate::domain::{Curriculum, Event, Now};
use crate::schedule::{Deck, Settings, proof};
use crate::store::{backup, check, files};
use std::path::Path;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Fine,
    /// Worth knowing.
    Warning,
    /// The data is damaged.
    Damaged,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// What was found.
    pub what: String,
    /// What to do about it; empty where nothing is to be done.
    pub hint: String,
}

impl Finding {
    fn fine(what: String) -> Finding {
        Finding { level: Level::Fine, what, hint: String::new() }
    }

    fn warning(what: String, hint: &str) -> Finding {
        Finding { level: Level::Warning, what, hint: hint.to_owned() }
    }

    fn of(error: &Error) -> Finding {
        // Newer data is not damaged, and neither is a busy file; but none of it can be said to be sound.
        let level = match error.kind {
            Kind::Damaged | Kind::NotProgress | Kind::Foreign | Kind::Lost => Level::Damaged,
            _ => Level::Warning,
        };
        Finding { level, what: error.to_string(), hint: error.hint().to_owned() }
    }
}

/// Looks at the data of a folder. Changes nothing but what opening changes.
pub fn examine(dir: &Path, curriculum: &Curriculum, now: Now) -> Vec<Finding> {
    let place = match Place::at(dir) {
        Ok(place) => place,
        Err(error) => return vec![Finding::of(&error)],
    };
    let mut found = vec![Finding::fine(format!("data folder {}", place.dir.display()))];
    if let Some(kind) = files::network(&place.dir) {
        let hint = "Locks may fail there: use it from one computer at a time, or keep the data on a local disk.";
        found.push(Finding::warning(format!("the data folder lies on a network or shared file system ({kind})"), hint));
    }
    match Session::open(dir, curriculum, crate::domain::day::DAY_ENDS, now) {
        Err(error) => found.push(Finding::of(&error)),
        Ok(session) => {
            found.extend(session.notice().as_ref().map(Finding::of));
            // Where none could be begun, an empty file may lie there; nothing in it is damaged.
            if session.store.has_file() {
                database(&session, curriculum, &mut found);
            }
        }
    }
    backups(&place, now, &mut found);
    found
}

fn database(session: &Session, curriculum: &Curriculum, found: &mut Vec<Finding>) {
    let place = session.place();
    match check::integrity(&place.db) {
        Err(error) => found.push(Finding::of(&error)),
        Ok(report) => {
            match report.error(&place.db) {
                Some(error) => found.push(Finding::of(&error)),
                None => found.push(Finding::fine(format!("database sound, {} events", report.events))),
            }
            found.extend(report.notices.into_iter().map(Finding::fine));
            if !report.foreign.is_empty() {
                let what = format!("the database has what is not ours: {}", report.foreign.join(", "));
                let hint = "It may change what is saved: take it out with the sqlite3 shell (DROP TRIGGER, DROP VIEW).";
                found.push(Finding::warning(what, hint));
            }
        }
    }
    if session.was_cut_off() {
        found.push(Finding::fine(
            "the last program was cut off while it saved; what it had not finished was undone".into(),
        ));
    }
    match follows(session) {
        Err(error) => found.push(Finding::of(&error)),
        Ok(true) => found.push(Finding::fine("progress follows from the history".into())),
        Ok(false) => found.push(Finding {
            level: Level::Damaged,
            what: format!("{}: progress does not follow from the history", place.db.display()),
            hint: "Export with `gomastery export FILE`, and restore a backup.".into(),
        }),
    }
    match memory(session, curriculum) {
        Err(error) => found.push(Finding::of(&error)),
        Ok(finding) => found.extend(finding),
    }
    let gone = session.now.lessons().filter(|(id, _)| curriculum.find(id.as_str()).is_none()).count();
    if gone > 0 {
        found.push(Finding::fine(format!("{gone} lessons with a history are no longer in the course; it is kept")));
    }
}

/// Whether what is kept beside the log, the fold and what is true now, is what the whole log says.
fn follows(session: &Session) -> Result<bool, Error> {
    session.store.at_once(|store| {
        let log = &session.curriculum;
        let folded = |events: &[Event]| {
            let mut fold = session.blank.clone();
            fold.extend(events);
            fold
        };
        let (events, _) = store.events(log, 0)?;
        let all = folded(&events);
        if let Some((upto, bytes)) = store.snapshot(log, FOLD)? {
            let mut kept = session.blank.clone();
            if kept.unpack(&bytes) {
                kept.extend(&store.notes(log, upto)?);
                kept.extend(&store.events(log, upto)?.0);
                if kept != all {
                    return Ok(false);
                }
            }
        }
        match store.snapshot(log, NOW)? {
            Some((upto, bytes)) => {
                let later = store.events(log, upto)?.0.len();
                let then = folded(events.get(..events.len().saturating_sub(later)).unwrap_or_default());
                Ok(session.blank.unpack_now(&bytes).is_none_or(|kept| kept == *then.now()))
            }
            None => Ok(true),
        }
    })
}

/// Rebuilds the memory of every question from its answers, at once and one by one, and compares both with what the answers
/// themselves say; nothing to say where no question was ever answered.
fn memory(session: &Session, curriculum: &Curriculum) -> Result<Option<Finding>, Error> {
    let history = session.history()?;
    let settings = Settings { day_ends: session.now.day_ends(), ..Settings::default() };
    // The questions' texts say nothing of memory.
    let mut deck = Deck::new(curriculum, Vec::new(), settings);
    deck.extend(&history, &session.now);
    let proof = proof::prove(&deck, &history, &session.now);
    if proof.answers == 0 {
        return Ok(None);
    }
    if let Some(question) = proof.differing.first() {
        let number = proof.differing.len();
        let what = format!(
            "{}: the memory of {number} questions does not follow from their answers ({question} is the first)",
            session.place().db.display()
        );
        let hint = "Export with `gomastery export FILE`, and restore a backup.";
        return Ok(Some(Finding { level: Level::Damaged, what, hint: hint.into() }));
    }
    if let Some(question) = proof.wrong.first() {
        // Another version may have reckoned differently; the answers are the truth, and they are whole.
        let number = proof.wrong.len();
        let what = format!(
            "{number} questions ({question} is the first) have answers that say another memory than follows from them"
        );
        return Ok(Some(Finding::warning(what, "Nothing is lost: the schedule goes by the answers themselves.")));
    }
    let apart = match proof.apart {
        0 => String::new(),
        apart => format!("; {apart} were given apart from others and taken in their order"),
    };
    let what = format!("memory of {} questions follows from {} answers{apart}", proof.cards, proof.answers);
    Ok(Some(Finding::fine(what)))
}

fn backups(place: &Place, now: Now, found: &mut Vec<Finding>) {
    match backup::list(place) {
        Err(error) => found.push(Finding::of(&error)),
        Ok(all) => match all.first() {
            None => found.push(Finding::fine("no backups yet; the first is made after the first day".into())),
            Some(newest) => {
                let days = (now.ms - newest.ms).max(0) / 86_400_000;
                let age = match days {
                    0 => "of today".to_owned(),
                    1 => "a day old".to_owned(),
                    n => format!("{n} days old"),
                };
                found.push(Finding::fine(format!("{} backups, the newest {age}", all.len())));
            }
        },
    }
}
