//! Drives the application as the shell does, with a disk in memory: keys go in as text (`j j enter space`), what it asks
//! for is done at once, and the screen can be looked at.

use std::sync::Arc;

use gomastery::{
    app::{
        Effect, Model, Msg, News,
        effect::Task,
        keys::{Chord, Keymap},
        model::{Settings, Start},
        msg::Undone,
        place::View,
        update,
    },
    content::{Source, load},
    domain::{
        Id,
        day::Now,
        event::{DeviceId, Event, EventId, What},
        progress::Fold,
    },
    schedule::{self, Deck},
    session::{self, mark::Undoable},
    view::view,
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

/// Tuesday, 24 November 2026, 10:00 UTC.
pub const START_MS: i64 = 1_795_514_400_000;

/// The small curriculum for tests.
pub fn fixture() -> Source {
    Source::folder(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course"))
        .expect("the fixture")
}

/// The application with a disk in memory.
pub struct Driver {
    pub model: Model,
    pub log: Vec<Event>,
    fold: Fold,
    pub copied: Vec<String>,
    pub opened: Vec<String>,
    pub remembered: Option<View>,
    /// What the next edit of a note writes.
    pub note: Option<String>,
    pub quit: bool,
    /// The disk is full.
    pub fail_saves: bool,
    source: Source,
    ms: i64,
}

impl Driver {
    /// The embedded curriculum in a window, at the very first start with the welcome already closed.
    pub fn new(width: u16, height: u16) -> Self {
        let mut driver = Self::first_start(width, height);
        driver.keys("enter");
        driver
    }

    /// The embedded curriculum in a window, at the very first start.
    pub fn first_start(width: u16, height: u16) -> Self {
        Self::start(width, height, None, Vec::new())
    }

    /// The small curriculum of the fixtures in a window, with the welcome already closed.
    pub fn small(width: u16, height: u16) -> Self {
        let mut driver = Self::with(fixture(), width, height, None, Vec::new());
        driver.keys("enter");
        driver
    }

    /// A start with a history.
    pub fn start(width: u16, height: u16, view: Option<View>, log: Vec<Event>) -> Self {
        Self::with(Source::Embedded, width, height, view, log)
    }

    /// A start with another curriculum.
    pub fn with(source: Source, width: u16, height: u16, view: Option<View>, log: Vec<Event>) -> Self {
        Self::begin(source, (width, height), view, log, None)
    }

    /// A later start with the small curriculum, where nothing can be saved because of `why`.
    pub fn read_only(width: u16, height: u16, why: &str) -> Self {
        Self::begin(fixture(), (width, height), Some(View::default()), Vec::new(), Some(why.to_owned()))
    }

    fn begin(source: Source, size: (u16, u16), view: Option<View>, log: Vec<Event>, read_only: Option<String>) -> Self {
        let (curriculum, _) = load(&source).expect("a curriculum");
        let mut fold = Fold::of(240, &curriculum);
        fold.extend(&log);
        let model = Model::new(Start {
            size,
            curriculum: Arc::new(curriculum),
            progress: fold.now(),
            settings: Settings::default(),
            keymap: Keymap::default(),
            view,
            read_only,
            now: Now::new(START_MS, 60),
        });
        let mut driver = Self {
            model,
            log,
            fold,
            copied: Vec::new(),
            opened: Vec::new(),
            remembered: None,
            note: None,
            quit: false,
            fail_saves: false,
            source,
            ms: START_MS,
        };
        let effects = update::resume(&driver.model);
        driver.perform(effects);
        driver.deal();
        driver
    }

    /// Reads the questions, as the worker does after the first frame.
    pub fn deal(&mut self) {
        let (questions, problems) = session::review::all_questions(&self.model.curriculum, &self.source);
        assert!(problems.is_empty(), "{problems:?}");
        let mut deck = Deck::new(&self.model.curriculum, questions, schedule::Settings::default());
        deck.extend(&self.log, &self.model.progress);
        self.send(Msg::Deck(Box::new(deck)));
    }

    /// Presses keys, a second apart.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let chord = Chord::parse(key).unwrap_or_else(|| panic!("{key:?} is no key"));
            self.send(Msg::Chord(chord));
        }
        self
    }

    /// Types text, letter by letter.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Msg::Chord(Chord::plain(gomastery::app::keys::Key::Char(c))));
        }
        self
    }

    /// A question of one's own that comes from elsewhere.
    pub fn own(&mut self, lesson: Option<Id>, prompt: &str, answer: &str) {
        let (prompt, answer) = (prompt.to_owned(), answer.to_owned());
        let event = self.event(lesson, What::Question { question: "own:elsewhere".to_owned(), prompt, answer });
        let news = self.news(vec![event]);
        self.send(Msg::Elsewhere(news.progress));
    }

    /// Lets time pass with nothing happening.
    pub fn wait(&mut self, seconds: i64) -> &mut Self {
        self.ms += seconds * 1_000;
        self.send(Msg::Tick);
        self
    }

    pub fn send(&mut self, msg: Msg) {
        self.ms += 1_000;
        let effects = update::update(&mut self.model, msg, Now::new(self.ms, 60));
        self.perform(effects);
    }

    /// What the session would say of events that it has saved.
    fn news(&mut self, events: Vec<Event>) -> News {
        self.fold.extend(&events);
        News { events, progress: self.fold.now() }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Load { node, place } => {
                    let file = self.model.curriculum.get(node).and_then(|node| node.file.clone()).unwrap_or_default();
                    let text = self.source.text(&file).map_err(|problem| problem.to_string());
                    self.send(Msg::Loaded { node, text, place });
                }
                Effect::Save(save) if self.fail_saves => {
                    let what = "the disk is full.".to_owned();
                    self.send(Msg::NotSaved { ticket: save.ticket, what, for_good: false });
                }
                Effect::Save(save) => {
                    let acts = self.acts(save.task);
                    let events = acts.into_iter().map(|(lesson, what)| self.event(lesson, what)).collect();
                    let news = self.news(events);
                    self.send(Msg::Saved { ticket: save.ticket, news });
                }
                Effect::Sheet(entry) => {
                    let deck = self.model.deck.as_ref().expect("a deck");
                    let card = deck.card(&entry.question).expect("its card");
                    let sheet = session::review::sheet(&self.model.curriculum, &self.source, deck, card);
                    let sheet = sheet.map_err(|problem| problem.to_string());
                    self.send(Msg::Sheet { entry, sheet });
                }
                Effect::Deck => self.deal(),
                Effect::Undo { review, since } => {
                    let which = if review { Undoable::Review } else { Undoable::Study };
                    let can = |event: &&Event| which.covers(&event.what) && !self.model.progress.is_undone(event.id);
                    let last = self.log.iter().rev().find(can).map(|event| event.ms);
                    let of: Vec<Event> =
                        self.log.iter().filter(can).filter(|event| Some(event.ms) == last).cloned().collect();
                    let undone = match last {
                        None => Undone::Nothing,
                        Some(ms) if since.is_some_and(|since| ms < since) => Undone::Older { of },
                        Some(_) => {
                            let undo = |event: &Event| (event.lesson.clone(), What::Undo { of: event.id });
                            let acts: Vec<_> = of.iter().map(undo).collect();
                            let events = acts.into_iter().map(|(lesson, what)| self.event(lesson, what)).collect();
                            Undone::Back { of, news: self.news(events) }
                        }
                    };
                    self.send(Msg::Undone(Ok(undone)));
                }
                Effect::EditNote { node, .. } => {
                    let text = Ok(self.note.take());
                    self.send(Msg::NoteEdited { node, text });
                }
                Effect::Copy { text, said } => {
                    self.copied.push(text);
                    self.send(Msg::Notice(said));
                }
                Effect::Open(url) => self.opened.push(url),
                Effect::Remember(view) => self.remembered = Some(view),
                Effect::Quit => self.quit = true,
                Effect::Search { generation, query, titles_only } => {
                    let results = update::find(&self.model.index, &query, titles_only);
                    self.send(Msg::Found { generation, results });
                }
                Effect::NotesChanged => {
                    let notes = session::index::notes(&self.model.curriculum, &self.model.progress);
                    Arc::make_mut(&mut self.model.index).set_notes(notes);
                }
                Effect::EditBlock { .. } | Effect::TextFocus(_) | Effect::Redraw | Effect::Suspend => {}
            }
        }
    }

    fn acts(&self, task: Task) -> Vec<(Option<Id>, What)> {
        match task {
            Task::Done(lessons) => {
                lessons.into_iter().map(|(id, revision)| (Some(id), What::Done { revision })).collect()
            }
            Task::Undone(lessons) => lessons.into_iter().map(|id| (Some(id), What::Undone {})).collect(),
            Task::Note { lesson, text } => {
                let known = self.model.progress.lesson(lesson.as_str());
                let replaces = known.map_or_else(Vec::new, |lesson| lesson.notes.iter().map(|note| note.id).collect());
                vec![(Some(lesson), What::Note { text, replaces })]
            }
            Task::Bookmark { lesson, passage, label } => vec![(Some(lesson), What::Bookmark { passage, label })],
            Task::Unbookmark { lesson, passage } => vec![(Some(lesson), What::Unbookmark { passage })],
            Task::Read { lesson, seconds } => vec![(Some(lesson), What::Read { seconds })],
            Task::Answer(reply) => {
                let answer = reply.answer(Now::new(self.ms, 60));
                vec![(reply.lesson.clone(), What::Answer(Box::new(answer)))]
            }
            Task::Suspend { lesson, question } => vec![(lesson, What::Suspend { question })],
            Task::Report { lesson, question, reason } => vec![(lesson, What::Report { question, reason })],
            Task::Question { lesson, question, prompt, answer } => {
                let question = question.unwrap_or_else(|| format!("own:{}", self.log.len()));
                vec![(lesson, What::Question { question, prompt, answer })]
            }
            Task::TestedOut(lessons) => {
                lessons.into_iter().map(|(id, revision)| (Some(id), What::TestedOut { revision })).collect()
            }
        }
    }

    fn event(&mut self, lesson: Option<Id>, what: What) -> Event {
        let number = self.log.len() as u64 + 1;
        let event = Event {
            id: EventId(u128::from(number)),
            device: DeviceId(1),
            number,
            lesson,
            ms: self.ms,
            offset: 60,
            what,
        };
        self.log.push(event.clone());
        event
    }

    /// The frame as it would be drawn now.
    pub fn frame(&self) -> Buffer {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a backend in memory");
        terminal.draw(|frame| view(&self.model, frame)).expect("a backend in memory");
        terminal.backend().buffer().clone()
    }

    /// The screen as text, a line a row, without the blanks at the ends.
    pub fn screen(&self) -> String {
        let frame = self.frame();
        let mut text = String::new();
        for y in 0..frame.area.height {
            let row: String =
                (0..frame.area.width).filter_map(|x| frame.cell((x, y))).map(|cell| cell.symbol()).collect();
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }

    /// The screen has this text somewhere.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
        self
    }

    /// The screen has this text nowhere.
    #[track_caller]
    pub fn hides(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is on the screen:\n{screen}");
        self
    }
}
