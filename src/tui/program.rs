//! The study application as the loop runs it: the pure model on one side, the session and the world on the other.
//!
//! Input becomes messages, `update` makes effects of them, and effects become actions of the loop. What saves runs on the
//! saving thread with the session; the index and the daily check run on the worker.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use crossterm::event::Event;
use ratatui::Frame;

use super::{
    app::{Action, App},
    clock::now,
    editor::{self, Draft, Outcome},
    events::message,
    jobs::Job,
    work::{sentence, warning},
};
use crate::{
    app::{
        Effect, Model, Msg,
        effect::{Save, Task},
        update,
    },
    content::Source,
    domain::{Id, NodeIdx},
    schedule::{Entry, Settings, Sheet},
    search::Index,
    session::{self, Session},
    view::view,
};

/// Where the texts of lessons come from.
pub type Texts = Arc<dyn Fn(NodeIdx) -> Result<std::borrow::Cow<'static, str>, String> + Send + Sync>;
/// Builds the full index; called on the worker.
pub type Indexer = Box<dyn FnOnce() -> Index + Send>;

/// What happened outside of the model.
#[derive(Debug)]
pub enum Word {
    App(Box<Msg>),
    /// The editor on a node's note was closed.
    Edited(NodeIdx, Outcome),
    /// The editor on a code block was closed.
    Block(Outcome),
    /// Other programs saved something, or nothing, or the look failed.
    Looked(Result<bool, String>),
}

/// The application.
pub struct Program {
    pub(super) model: Model,
    pub(super) session: Arc<Mutex<Session>>,
    pub(super) texts: Texts,
    indexer: Option<Indexer>,
    /// The data folder.
    pub(super) dir: PathBuf,
    pub(super) day_ends: u16,
    pub(super) source: Source,
    pub(super) review: Settings,
    /// When the database file was changed last, as far as it was looked at.
    stamp: Option<SystemTime>,
    /// Notes on their way to the disk.
    drafts: Vec<(Id, Draft)>,
    changed: bool,
    /// Why something was not saved, where the screen was left before that was known.
    unsaved: Option<String>,
}

/// What a program is made of.
pub struct Parts {
    pub model: Model,
    pub session: Session,
    pub texts: Texts,
    pub indexer: Indexer,
    pub dir: PathBuf,
    pub day_ends: u16,
    pub source: Source,
    pub review: Settings,
}

impl Program {
    /// A program with the lesson that was open at the last end already in the reader.
    pub fn new(parts: Parts) -> Self {
        let Parts { model, session, texts, indexer, dir, day_ends, source, review } = parts;
        let stamp = changed_at(&session);
        let mut program = Self {
            model,
            session: Arc::new(Mutex::new(session)),
            texts,
            indexer: Some(indexer),
            dir,
            day_ends,
            source,
            review,
            stamp,
            drafts: Vec::new(),
            changed: true,
            unsaved: None,
        };
        // Only loading happens here, which asks nothing of the loop.
        for effect in update::resume(&program.model) {
            program.perform(effect);
        }
        program
    }

    /// Why what the learner did last is not saved, where the screen could no longer say it.
    pub fn unsaved(&self) -> Option<&str> {
        self.unsaved.as_deref().or(self.is_saving().then_some("the disk did not answer in time."))
    }

    fn apply(&mut self, msg: Msg) -> Vec<Action<Word>> {
        // A message goes with time, and time that runs out is seen to run. What the first frame left out comes with the
        // first tick.
        let glimpse = self.model.reader.as_ref().is_some_and(|open| open.glimpse);
        self.changed |= !matches!(msg, Msg::Tick) || self.model.toast.is_some() || self.model.is_timed() || glimpse;
        let effects = update::update(&mut self.model, msg, now());
        let mut actions = Vec::new();
        for effect in effects {
            actions.extend(self.perform(effect));
        }
        actions
    }

    fn perform(&mut self, effect: Effect) -> Vec<Action<Word>> {
        let action = match effect {
            Effect::Load { node, place } => {
                let text = (self.texts)(node);
                return self.apply(Msg::Loaded { node, text, place });
            }
            Effect::Save(save) => Action::Save(self.saving(save)),
            Effect::Undo { review, since } => Action::Save(self.undoing(review, since)),
            Effect::Deck => self.dealing(),
            Effect::Sheet(entry) => {
                let sheet = self.sheet(&entry);
                return self.apply(Msg::Sheet { entry, sheet });
            }
            Effect::Remember(view) => Action::Save(self.remembering(&view)),
            Effect::Search { generation, query, titles_only } => {
                let index = Arc::clone(&self.model.index);
                Action::Work(Job::in_lane("search", move |_| {
                    let results = update::find(&index, &query, titles_only);
                    Some(Word::App(Box::new(Msg::Found { generation, results })))
                }))
            }
            Effect::NotesChanged => {
                self.tell_notes();
                return Vec::new();
            }
            Effect::Copy { text, said } => Action::Copy(
                text,
                Box::new(move |result| match result {
                    Ok(()) => notice(said),
                    Err(why) => warning(why.to_string()),
                }),
            ),
            Effect::Open(url) => Action::Open(
                url.clone(),
                Box::new(move |result| match result {
                    Ok(()) => notice(format!("opened {url}")),
                    Err(why) => warning(format!("{why}: {url}")),
                }),
            ),
            Effect::EditNote { node, text } => {
                let name = self.model.id_of(node).map(ToString::to_string).unwrap_or_default();
                let request = editor::Request::Text { folder: self.dir.join("drafts"), name, text };
                Action::Edit(request, Box::new(move |outcome| Word::Edited(node, outcome)))
            }
            Effect::EditBlock { name, text } => {
                let (folder, file) = name.rsplit_once('-').unwrap_or(("block", &name));
                let folder = self.dir.join("scratch").join(folder);
                let mut files = vec![(file.to_owned(), text)];
                if file.ends_with(".go") {
                    files.push(("go.mod".to_owned(), "module scratch\n\ngo 1.27\n".to_owned()));
                }
                Action::Edit(editor::Request::Files { folder, files }, Box::new(Word::Block))
            }
            Effect::TextFocus(on) => Action::TextFocus(on),
            Effect::Redraw => {
                self.changed = true;
                return Vec::new();
            }
            Effect::Suspend => Action::Suspend,
            Effect::Quit => return vec![Action::Save(self.packing()), Action::Quit(0)],
        };
        vec![action]
    }

    fn sheet(&self, entry: &Entry) -> Result<Sheet, String> {
        let deck = self.model.deck.as_ref().ok_or("the questions are not read yet")?;
        let card = deck.card(&entry.question).ok_or("this question is gone")?;
        let sheet = session::review::sheet(&self.model.curriculum, &self.source, deck, card);
        sheet.map_err(|problem| problem.to_string())
    }

    /// Looks whether another program wrote, where the file says that somebody did.
    fn look_around(&mut self) -> Option<Action<Word>> {
        let stamp = {
            let session = self.session.try_lock().ok()?;
            changed_at(&session)
        };
        if stamp == self.stamp {
            return None;
        }
        self.stamp = stamp;
        let session = Arc::clone(&self.session);
        Some(Action::Save(Job::in_lane("look", move |_| {
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            match session.refresh() {
                Ok(events) if events.is_empty() => None,
                Ok(_) => Some(Word::App(Box::new(Msg::Elsewhere(Arc::clone(session.progress()))))),
                Err(error) => Some(Word::Looked(Err(sentence(&error)))),
            }
        })))
    }

    fn tell_notes(&mut self) {
        let notes = session::index::notes(&self.model.curriculum, &self.model.progress);
        Arc::make_mut(&mut self.model.index).set_notes(notes);
    }

    fn edited(&mut self, node: NodeIdx, outcome: Outcome) -> Vec<Action<Word>> {
        let text = match outcome {
            Outcome::Changed { text, draft } => {
                if let Some(id) = self.model.id_of(node) {
                    self.drafts.push((id.clone(), draft));
                }
                Ok(Some(text))
            }
            Outcome::Emptied => Ok(Some(String::new())),
            Outcome::Unchanged { instant: false } | Outcome::Closed(_) => Ok(None),
            Outcome::Unchanged { instant: true } => {
                Err("the editor ended at once; one that opens a window needs an option to wait (code --wait)"
                    .to_owned())
            }
            Outcome::Failed { reason, kept } => Err(match kept {
                Some(path) => format!("{reason}; your text is in {}", path.display()),
                None => reason,
            }),
        };
        self.apply(Msg::NoteEdited { node, text })
    }

    /// A draft goes once its note is on the disk.
    fn discard_drafts(&mut self, ticket: u64) {
        let waiting = self.model.saves.waiting.iter().find(|save| save.ticket == ticket);
        if let Some(Save { task: Task::Note { lesson, .. }, .. }) = waiting {
            let (saved, kept): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.drafts).into_iter().partition(|(id, _)| id == lesson);
            self.drafts = kept;
            for (_, draft) in saved {
                draft.discard();
            }
        }
    }
}

impl App for Program {
    type Msg = Word;

    fn input(&mut self, event: Event) -> Vec<Action<Word>> {
        match message(event) {
            Some(msg) => self.apply(msg),
            None => Vec::new(),
        }
    }

    fn message(&mut self, word: Word) -> Vec<Action<Word>> {
        match word {
            Word::App(msg) => {
                match &*msg {
                    Msg::Saved { ticket, .. } => self.discard_drafts(*ticket),
                    Msg::NotSaved { what, .. } if self.model.quitting => self.unsaved = Some(what.clone()),
                    _ => {}
                }
                self.apply(*msg)
            }
            Word::Edited(node, outcome) => self.edited(node, outcome),
            Word::Block(outcome) => match outcome {
                Outcome::Failed { reason, .. } => self.apply(Msg::Warning(reason)),
                Outcome::Closed(path) => self.apply(Msg::Notice(format!("the block is in {}", path.display()))),
                Outcome::Changed { .. } | Outcome::Emptied | Outcome::Unchanged { .. } => Vec::new(),
            },
            Word::Looked(result) => match result {
                Ok(_) => Vec::new(),
                Err(why) => self.apply(Msg::Warning(why)),
            },
        }
    }

    fn tick(&mut self, first: bool) -> Vec<Action<Word>> {
        let mut actions = self.apply(Msg::Tick);
        if first {
            if let Some(indexer) = self.indexer.take() {
                let build = Job::new(move |_| Some(Word::App(Box::new(Msg::Indexed(Arc::new(indexer()))))));
                actions.push(Action::Work(build));
            }
            actions.push(self.dealing());
            actions.push(self.upkeep());
            // Said at each start for as long as they are there: only the learner knows what they are worth.
            let folder = self.dir.join("drafts");
            match editor::leftovers(&folder).len() {
                0 => {}
                1 => actions.extend(self.apply(Msg::Notice(format!("an unsaved note is in {}", folder.display())))),
                n => actions.extend(self.apply(Msg::Notice(format!("{n} unsaved notes are in {}", folder.display())))),
            }
        } else {
            actions.extend(self.look_around());
        }
        actions
    }

    fn end(&mut self) -> Vec<Action<Word>> {
        // What leaving with a key would have saved: the reading time and the place.
        let effects = update::leave(&mut self.model, now());
        let mut actions: Vec<_> = effects.into_iter().flat_map(|effect| self.perform(effect)).collect();
        actions.push(Action::Save(self.packing()));
        actions
    }

    fn changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn is_saving(&self) -> bool {
        self.model.saves.waiting.iter().any(|save| !matches!(save.task, Task::Read { .. }))
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        view(&self.model, frame);
    }
}

fn notice(text: String) -> Word {
    Word::App(Box::new(Msg::Notice(text)))
}

/// When the database file was changed last.
fn changed_at(session: &Session) -> Option<SystemTime> {
    std::fs::metadata(&session.place().db).and_then(|facts| facts.modified()).ok()
}
