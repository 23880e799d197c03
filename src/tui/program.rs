//! The study application as the loop runs it: the pure model on one side, the session and the world on the other.
//!
//! Input becomes messages, `update` makes effects of them, and effects become actions of the loop. What saves runs on the
//! saving thread with the session; the index and the daily check run on the worker.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};
use ratatui::Frame;

use super::{
    app::{Action, App},
    editor::{self, Draft, Outcome},
    jobs::Job,
    opener,
};
use crate::{
    app::{
        Effect, Model, Msg,
        effect::{Save, Task},
        keys::{Chord, Key},
        model::{Pane, View},
        msg::Mouse,
        tree::Filter,
        update,
    },
    content::Source,
    domain::{Id, NodeIdx, Now},
    markdown::Anchor,
    schedule::{Deck, Entry, Settings, Sheet},
    search::Index,
    session::{self, Error, Kind, Position, Session, mark::Undoable},
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
    model: Model,
    session: Arc<Mutex<Session>>,
    texts: Texts,
    indexer: Option<Indexer>,
    /// The data folder.
    dir: PathBuf,
    day_ends: u16,
    source: Source,
    review: Settings,
    /// When the database file was changed last, as far as it was looked at.
    stamp: Option<SystemTime>,
    /// Notes on their way to the disk.
    drafts: Vec<(Id, Draft)>,
    changed: bool,
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

/// The moment, by the system's clock and time zone.
pub fn now() -> Now {
    let now = chrono::Local::now();
    let minutes = now.offset().local_minus_utc() / 60;
    Now::new(now.timestamp_millis(), i16::try_from(minutes).unwrap_or(0))
}

/// What was remembered at the last end, for the model; none at the first start.
pub fn view_of(position: &Position) -> Option<View> {
    if !position.welcomed {
        return None;
    }
    let id = |text: &Option<String>| text.as_deref().and_then(Id::parse);
    let anchor = |at: &session::Anchor| Anchor { block: at.block, offset: at.offset };
    let places: std::collections::BTreeMap<Id, Anchor> =
        position.places.iter().filter_map(|(lesson, at)| Some((Id::parse(lesson)?, anchor(at)))).collect();
    let node = id(&position.lesson);
    Some(View {
        anchor: node.as_ref().and_then(|node| places.get(node)).copied().unwrap_or_default(),
        node,
        reader: position.pane == "reader",
        cursor: id(&position.selected),
        open: position.open.iter().filter_map(|text| Id::parse(text)).collect(),
        filter: Filter::by_name(&position.filter),
        places,
    })
}

fn position_of(view: &View) -> Position {
    let text = |id: &Option<Id>| id.as_ref().map(ToString::to_string);
    Position {
        lesson: text(&view.node),
        selected: text(&view.cursor),
        places: view
            .places
            .iter()
            .map(|(id, at)| (id.to_string(), session::Anchor { block: at.block, offset: at.offset }))
            .collect(),
        open: view.open.iter().map(ToString::to_string).collect(),
        filter: view.filter.name().to_owned(),
        pane: if view.reader { "reader" } else { "tree" }.to_owned(),
        welcomed: true,
    }
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
        };
        // Only loading happens here, which asks nothing of the loop.
        for effect in update::resume(&program.model) {
            program.perform(effect);
        }
        program
    }

    fn apply(&mut self, msg: Msg) -> Vec<Action<Word>> {
        self.changed |= !matches!(msg, Msg::Tick) || self.model.toast.is_some();
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
            Effect::Undo { review } => Action::Save(self.undoing(review)),
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
                    Ok(()) => notice(format!("opened {}", opener::target(&url).unwrap_or_default())),
                    Err(why) => warning(format!("{url}: {why}")),
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
            Effect::Quit => Action::Quit(0),
        };
        vec![action]
    }

    fn saving(&self, save: Save) -> Job<Word> {
        let session = Arc::clone(&self.session);
        let ticket = save.ticket;
        let at = now();
        Job::new(move |_| {
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            let result = perform_task(&mut session, save.task, at);
            Some(Word::App(Box::new(match result {
                Ok(saved) => Msg::Saved { ticket, events: saved.events },
                Err(error) => Msg::NotSaved { ticket, for_good: is_for_good(&error), what: sentence(&error) },
            })))
        })
        .needed()
        .or_failed(move || {
            let what = "the program failed while it saved.".to_owned();
            Word::App(Box::new(Msg::NotSaved { ticket, what, for_good: false }))
        })
    }

    /// Reads the questions and what their answers made of them, on the worker.
    fn dealing(&self) -> Action<Word> {
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
            match session.history() {
                Ok(history) => deck.extend(&history, session.progress()),
                Err(error) => log::warn!("the history could not be read: {error}"),
            }
            Some(Word::App(Box::new(Msg::Deck(Box::new(deck)))))
        }))
    }

    fn sheet(&self, entry: &Entry) -> Result<Sheet, String> {
        let deck = self.model.deck.as_ref().ok_or("the questions are not read yet")?;
        let card = deck.card(&entry.question).ok_or("this question is gone")?;
        let sheet = session::review::sheet(&self.model.curriculum, &self.source, deck, card);
        sheet.map_err(|problem| problem.to_string())
    }

    fn undoing(&self, review: bool) -> Job<Word> {
        let session = Arc::clone(&self.session);
        let at = now();
        Job::new(move |_| {
            let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
            let result = match session.undo(if review { Undoable::Review } else { Undoable::Study }, at) {
                Ok(undone) if undone.of.is_empty() => Ok(None),
                Ok(undone) => Ok(Some(undone.saved.events)),
                Err(error) => Err(sentence(&error)),
            };
            Some(Word::App(Box::new(Msg::Undone(result))))
        })
        .needed()
    }

    fn remembering(&self, view: &View) -> Job<Word> {
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
                Ok(_) => Some(Word::App(Box::new(Msg::Elsewhere(Box::new(session.progress().clone()))))),
                Err(error) => Some(Word::Looked(Err(sentence(&error)))),
            }
        })))
    }

    /// The daily check and backup.
    fn upkeep(&self) -> Action<Word> {
        let session = Arc::clone(&self.session);
        let curriculum = Arc::clone(&self.model.curriculum);
        let (dir, day_ends, at) = (self.dir.clone(), self.day_ends, now());
        Action::Work(Job::new(move |_| {
            let cut_off = session.lock().unwrap_or_else(PoisonError::into_inner).was_cut_off();
            match session::upkeep::run(&dir, &curriculum, day_ends, cut_off, at) {
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

    fn tell_notes(&mut self) {
        let notes: Vec<(NodeIdx, String)> = self
            .model
            .progress
            .lessons()
            .filter_map(|(id, lesson)| Some((self.model.curriculum.find(id.as_str())?, lesson.note()?)))
            .collect();
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
                if let Msg::Saved { ticket, .. } = *msg {
                    self.discard_drafts(ticket);
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
        effects.into_iter().flat_map(|effect| self.perform(effect)).collect()
    }

    fn changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        view(&self.model, frame);
    }
}

fn notice(text: String) -> Word {
    Word::App(Box::new(Msg::Notice(text)))
}

fn warning(text: String) -> Word {
    Word::App(Box::new(Msg::Warning(text)))
}

/// When the database file was changed last.
fn changed_at(session: &Session) -> Option<SystemTime> {
    std::fs::metadata(&session.place().db).and_then(|facts| facts.modified()).ok()
}

/// What went wrong and what to do, in a line.
fn sentence(error: &Error) -> String {
    format!("{error}. {}", error.hint())
}

/// Whether no later save can succeed in this sitting either.
fn is_for_good(error: &Error) -> bool {
    match error.kind {
        Kind::Damaged | Kind::NotProgress | Kind::Newer | Kind::Lost | Kind::ReadOnly | Kind::Denied => true,
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
        Task::Question { lesson, prompt, answer } => session.add_question(lesson.as_ref(), &prompt, &answer, at),
        Task::TestedOut(lessons) => session.mark_tested_out(&lessons, at),
    }
}

/// What an event of the terminal means to the model.
fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => chord(key).map(Msg::Chord),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => Some(Msg::Resize(width, height)),
        Event::Mouse(mouse) => {
            let what = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Mouse::Press,
                MouseEventKind::ScrollUp => Mouse::WheelUp,
                MouseEventKind::ScrollDown => Mouse::WheelDown,
                _ => return None,
            };
            Some(Msg::Mouse(what, mouse.column, mouse.row))
        }
        Event::Key(_) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn chord(event: KeyEvent) -> Option<Chord> {
    let key = match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(n) => Key::F(n),
        _ => return None,
    };
    Some(Chord {
        key,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
    })
}

/// Where the keys were at the last end.
pub const fn pane_name(pane: Pane) -> &'static str {
    match pane {
        Pane::Tree => "tree",
        Pane::Reader => "reader",
    }
}
