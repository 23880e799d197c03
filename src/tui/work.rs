//! What the program does off the main thread: saving with the session, reading the questions, the daily check.

use std::sync::{Arc, PoisonError};

use super::{
    app::Action,
    clock::now,
    jobs::Job,
    places::position_of,
    program::{Program, Word},
};
use crate::{
    app::{
        Msg, News,
        effect::{Save, Task},
        msg::Undone,
        place::View,
    },
    domain::Now,
    schedule::Deck,
    session::{self, Access, Error, Kind, Session, mark::Undoable, upkeep::Opened},
};

impl Program {
    pub(super) fn saving(&self, save: Save) -> Job<Word> {
        let session = Arc::clone(&self.session);
        let ticket = save.ticket;
        let at = now();
        Job::new(move |_| {
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            let result = match perform_task(&mut session, save.task.clone(), at) {
                Err(error) if save.again && error.kind == Kind::Replaced => written_back(&mut session, save.task, at),
                other => other,
            };
            Some(Word::App(Box::new(match result {
                Ok(saved) => Msg::Saved { ticket, news: news(&session, saved) },
                Err(error) => {
                    let for_good = is_for_good(&error) || matches!(session.access(), Access::ReadOnly(_));
                    Msg::NotSaved { ticket, for_good, what: not_saved(&error, for_good) }
                }
            })))
        })
        .needed()
        .or_failed(move || {
            let what = "the program failed while it saved.".to_owned();
            Word::App(Box::new(Msg::NotSaved { ticket, what, for_good: false }))
        })
    }

    /// Reads the questions and what their answers made of them, on the worker.
    pub(super) fn dealing(&self) -> Action<Word> {
        let session = Arc::clone(&self.session);
        let curriculum = Arc::clone(&self.model.curriculum);
        let (source, settings) = (self.source.clone(), self.review);
        Action::Work(Job::in_lane("deck", move |_| {
            let (questions, problems) = session::review::all_questions(&curriculum, &source);
            for problem in problems {
                log::warn!("questions left out: {problem}");
            }
            let mut deck = Deck::new(&curriculum, questions, settings);
            let session = session.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = session.deal(&mut deck) {
                log::warn!("the answers could not be read: {error}");
            }
            Some(Word::App(Box::new(Msg::Deck(Box::new(deck)))))
        }))
    }

    pub(super) fn undoing(&self, review: bool, since: Option<i64>) -> Job<Word> {
        let session = Arc::clone(&self.session);
        let at = now();
        Job::new(move |_| {
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            let which = if review { Undoable::Review } else { Undoable::Study };
            let result = match session.undo_since(which, since, at) {
                Ok(undone) if undone.of.is_empty() => Ok(Undone::Nothing),
                Ok(undone) if undone.saved.events.is_empty() => Ok(Undone::Older { of: undone.of }),
                Ok(undone) => Ok(Undone::Back { of: undone.of, news: news(&session, undone.saved) }),
                Err(error) => Err(sentence(&error)),
            };
            Some(Word::App(Box::new(Msg::Undone(result))))
        })
        .needed()
    }

    pub(super) fn remembering(&self, view: &View) -> Job<Word> {
        let session = Arc::clone(&self.session);
        let position = position_of(view);
        let at = now();
        Job::new(move |_| {
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            // Where the reader stands is no promise: that it could not be written is no news.
            if let Err(error) = session.save_position(&position, at) {
                log::warn!("the position was not saved: {error}");
            }
            None
        })
        .needed()
    }

    /// What makes the next start quick, at the end of this one.
    pub(super) fn packing(&self) -> Job<Word> {
        let session = Arc::clone(&self.session);
        let at = now();
        Job::new(move |_| {
            session.lock().unwrap_or_else(PoisonError::into_inner).pack(at);
            None
        })
        .needed()
    }

    /// The daily check and backup.
    pub(super) fn upkeep(&self) -> Action<Word> {
        let session = Arc::clone(&self.session);
        let curriculum = Arc::clone(&self.model.curriculum);
        let (dir, day_ends, at) = (self.dir.clone(), self.day_ends, now());
        Action::Work(Job::new(move |_| {
            let opened = Opened::by(&session.lock().unwrap_or_else(PoisonError::into_inner));
            match session::upkeep::run(&dir, &curriculum, day_ends, opened, at) {
                Ok(done) => done.backup_failed.map(|error| warning(format!("No backup today: {}", sentence(&error)))),
                Err(error) if error.kind == Kind::Damaged => {
                    let why = sentence(&error);
                    session.lock().unwrap_or_else(PoisonError::into_inner).make_read_only(error);
                    Some(Word::App(Box::new(Msg::ReadOnly(why))))
                }
                Err(error) => {
                    log::warn!("the daily check: {error}");
                    None
                }
            }
        }))
    }
}

fn news(session: &Session, saved: session::Saved) -> News {
    News { events: saved.events, progress: Arc::clone(session.progress()) }
}

pub(super) fn warning(text: String) -> Word {
    Word::App(Box::new(Msg::Warning(text)))
}

/// Saves after all what the session has open though its file was moved away: back to its path, and the task with it.
/// Where another file lies there now, what was open is kept among the backups, and the sitting saves nothing more.
fn written_back(session: &mut Session, task: Task, at: Now) -> Result<session::Saved, Error> {
    let db = session.place().db.clone();
    let kept = session.write_back(at)?;
    if kept == db {
        return perform_task(session, task, at);
    }
    let message = format!("{} is another file now; what was open is kept as {}", db.display(), kept.display());
    let error =
        Error::new(Kind::Replaced, &db, message, "Start the program again to go on with the file that is there.");
    session.make_read_only(error.clone());
    Err(error)
}

/// Why a save failed, and what to do. Where the file was taken away, that is to try again.
fn not_saved(error: &Error, for_good: bool) -> String {
    let name = error.path.file_name().unwrap_or_default().to_string_lossy();
    match error.kind {
        Kind::Replaced if !for_good && error.path.exists() => {
            format!("another file is {name} now; s keeps what was saved before among the backups.")
        }
        Kind::Replaced if !for_good => format!("{name} was moved or deleted; s writes it back."),
        _ => sentence(error),
    }
}

/// What went wrong and what to do, in a line.
pub(super) fn sentence(error: &Error) -> String {
    format!("{error}. {}", error.hint())
}

/// Whether no later save can succeed in this sitting either.
fn is_for_good(error: &Error) -> bool {
    match error.kind {
        Kind::Damaged | Kind::NotProgress | Kind::Foreign | Kind::Newer | Kind::Lost => true,
        Kind::ReadOnly | Kind::Denied | Kind::PutBack => true,
        Kind::Busy | Kind::Full | Kind::Disk | Kind::System | Kind::Irregular | Kind::Replaced => false,
        Kind::BadInput | Kind::NoSuch | Kind::NoPlace => false,
    }
}

fn perform_task(session: &mut Session, task: Task, at: Now) -> Result<session::Saved, Error> {
    match task {
        Task::Done(lessons) => session.mark_done(&lessons, at),
        Task::Undone(lessons) => session.mark_undone(&lessons, at),
        Task::Note { lesson, text } => session.write_note(&lesson, &text, at),
        Task::Bookmark { lesson, passage, label } => session.bookmark(&lesson, &passage, &label, at),
        Task::Unbookmark { lesson, passage } => session.unbookmark(&lesson, &passage, at),
        Task::Read { lesson, seconds } => session.add_reading(&[(lesson, seconds)], at),
        Task::Answer(reply) => session.answer(&reply, at),
        Task::Suspend { lesson, question } => session.suspend(lesson.as_ref(), &question, at),
        Task::Report { lesson, question, reason } => session.report(lesson.as_ref(), &question, &reason, at),
        Task::Question { lesson, question, prompt, answer } => match question {
            Some(question) => session.write_question(lesson.as_ref(), &question, &prompt, &answer, at),
            None => session.add_question(lesson.as_ref(), &prompt, &answer, at),
        },
        Task::TestedOut(lessons) => session.mark_tested_out(&lessons, at),
    }
}
