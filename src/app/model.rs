//! All that the screen depends on.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    command::{Context, by_name},
    effect::Save,
    field::Field,
    keys::Keymap,
    overlay::Overlay,
    place::View,
    reader::Reader,
    review::{Review, Stage},
    tree::{self, Tree},
};
use crate::{
    domain::{
        Curriculum, Id, NodeIdx,
        day::{Day, Now},
        progress::{Progress, Tallies},
    },
    markdown::Anchor,
    schedule::{Deck, Memories, Scene, Want},
    search::{Index, Results},
};

/// The application's state.
#[derive(Debug)]
pub struct Model {
    /// Columns and rows of the window.
    pub size: (u16, u16),
    pub curriculum: Arc<Curriculum>,
    pub progress: Arc<Progress>,
    /// Done and total of every node; follows from `progress`.
    pub tallies: Tallies,
    pub settings: Settings,
    pub keymap: Keymap,
    pub screen: Screen,
    pub pane: Pane,
    pub tree: Tree,
    pub reader: Option<Reader>,
    /// What lies on top, the topmost last.
    pub overlays: Vec<Overlay>,
    pub toast: Option<Toast>,
    /// Where the learner was before each jump, and where they came back from.
    pub back: Vec<(NodeIdx, Anchor)>,
    pub forward: Vec<(NodeIdx, Anchor)>,
    /// What was last found in a page.
    pub sought: String,
    /// Where each lesson was left.
    pub places: BTreeMap<Id, Anchor>,
    /// Titles at first, then everything.
    pub index: Arc<Index>,
    /// Whether the index knows all texts.
    pub indexed: bool,
    pub saves: Saves,
    pub reading: Reading,
    /// The questions and what is known of them; none until they have been read.
    pub deck: Option<Deck>,
    /// What is still remembered; follows from `deck`.
    pub memories: Option<Memories>,
    /// How many questions are due, and the minutes that they take.
    pub due: (usize, u32),
    /// The study day of both.
    pub due_on: Day,
    /// The review that the command line asked for, until the questions have been read.
    pub wanted: Option<Want>,
    /// A review that waits while its learner reads a passage.
    pub paused: Option<Box<Review>>,
    /// When the program was started, in UTC milliseconds.
    pub started_ms: i64,
    /// The time of the last message.
    pub now: Now,
    /// What was remembered last, so that nothing is written twice.
    pub remembered: Option<View>,
    /// When the last key came, in UTC milliseconds.
    pub last_key_ms: i64,
    pub quitting: bool,
}

/// What the configuration says, as far as the screen is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub theme: Theme,
    pub ascii: bool,
    pub mouse: bool,
    /// Colours are off, by NO_COLOR or on the command line.
    pub colourless: bool,
}

/// A theme's name; what it looks like is the view's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Dark,
    Light,
    HighContrast,
    Mono,
}

impl Theme {
    /// All themes with their names in the configuration.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Dark, "dark"), (Self::Light, "light"), (Self::HighContrast, "contrast"), (Self::Mono, "mono")];

    /// The theme of this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(theme, _)| *theme)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(theme, _)| *theme == self).map_or("", |(_, name)| name)
    }

    /// The next one.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|(theme, _)| *theme == self).unwrap_or(0);
        Self::ALL.iter().cycle().nth(at + 1).map_or(self, |(theme, _)| *theme)
    }
}

/// The screen under the overlays.
#[derive(Debug, Default)]
pub enum Screen {
    /// Navigator and reader.
    #[default]
    Study,
    Search(Box<SearchState>),
    /// The progress screen, scrolled so far.
    Progress(usize),
    Review(Box<Review>),
}

/// The part of the study screen that has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    Tree,
    Reader,
}

/// The search screen.
#[derive(Debug, Default)]
pub struct SearchState {
    /// How far the progress screen is scrolled, where the search was opened from it.
    pub progress: Option<usize>,
    pub field: Field,
    pub titles_only: bool,
    pub results: Results,
    pub cursor: usize,
    pub top: usize,
    /// The newest query's number; older answers of the worker are dropped.
    pub generation: u64,
    /// Whether the worker still owes an answer.
    pub waiting: bool,
}

/// A message that stays for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    pub text: String,
    pub tone: Tone,
    /// When it goes, in UTC milliseconds.
    pub until_ms: i64,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Good,
    Plain,
    Bad,
}

/// What is on its way to the disk, and what did not get there.
#[derive(Debug, Default)]
pub struct Saves {
    pub last_ticket: u64,
    pub waiting: Vec<Save>,
    pub failed: Vec<Save>,
    /// Why nothing can be saved in this sitting.
    pub read_only: Option<String>,
}

/// The clock of the time that is spent reading. It runs only while the learner acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The last sign of life in the reader, UTC milliseconds.
    pub last_ms: Option<i64>,
    /// Read and not saved yet, in milliseconds.
    pub pending_ms: i64,
}

/// What the application begins with.
#[derive(Debug)]
pub struct Start {
    pub size: (u16, u16),
    pub curriculum: Arc<Curriculum>,
    pub progress: Arc<Progress>,
    pub settings: Settings,
    pub keymap: Keymap,
    /// What was remembered; none at the first start.
    pub view: Option<View>,
    pub read_only: Option<String>,
    pub now: Now,
}

impl Model {
    /// The model that an application begins with. The lesson to resume is in `view`; `update::resume` asks for its text.
    pub fn new(start: Start) -> Self {
        let Start { size, curriculum, progress, settings, keymap, view, read_only, now } = start;
        let tallies = progress.tally(&curriculum);
        let first = view.is_none();
        let mut model = Self {
            size,
            index: Arc::new(Index::titles_only(&curriculum)),
            indexed: false,
            progress,
            tallies,
            settings,
            keymap,
            screen: Screen::Study,
            pane: Pane::Tree,
            tree: Tree { wish: tree::wish(&curriculum), ..Tree::default() },
            reader: None,
            overlays: if first { vec![Overlay::Welcome] } else { Vec::new() },
            toast: None,
            back: Vec::new(),
            forward: Vec::new(),
            sought: String::new(),
            places: view.as_ref().map(|view| view.places.clone()).unwrap_or_default(),
            saves: Saves { read_only, ..Saves::default() },
            reading: Reading::default(),
            deck: None,
            memories: None,
            due: (0, 0),
            due_on: Day(0),
            wanted: None,
            paused: None,
            started_ms: now.ms,
            now,
            remembered: view.clone(),
            last_key_ms: now.ms,
            quitting: false,
            curriculum,
        };
        if let Some(why) = model.saves.read_only.clone() {
            model.warn(why);
        }
        model.open_view(&view.unwrap_or_default());
        model
    }

    fn open_view(&mut self, view: &View) {
        let curriculum = Arc::clone(&self.curriculum);
        let find = |id: &Id| curriculum.find(id.as_str());
        self.tree.filter = view.filter;
        self.tree.open = view.open.iter().filter_map(find).collect();
        if view.open.is_empty() {
            let tiers = curriculum.tiers.iter().map(|tier| tier.node);
            self.tree.open.extend(tiers);
        }
        self.tree.refresh(&curriculum, &self.tallies);
        let cursor = view.cursor.as_ref().and_then(find).or_else(|| view.node.as_ref().and_then(find));
        if let Some(cursor) = cursor.or_else(|| curriculum.all_lessons().next().map(|(idx, _)| idx)) {
            self.tree.select(cursor, &curriculum, &self.tallies);
        }
        if view.reader {
            self.pane = Pane::Reader;
        }
    }

    /// Shows a warning on the first screen.
    pub fn warn(&mut self, text: String) {
        self.toast = Some(Toast { text, tone: Tone::Bad, until_ms: self.now.ms.saturating_add(10_000) });
    }

    /// Where the learner is, as far as keys are concerned.
    pub fn context(&self) -> Context {
        self.context_under(0)
    }

    /// As [`Model::context`], without so many of the topmost overlays.
    pub fn context_under(&self, overlays: usize) -> Context {
        match self.overlays.iter().rev().nth(overlays) {
            Some(Overlay::Welcome) => Context::Welcome,
            Some(Overlay::Help { .. }) => Context::Help,
            Some(Overlay::Palette(_)) => Context::Palette,
            Some(Overlay::List(_)) => Context::List,
            Some(Overlay::Confirm(_)) => Context::Confirm,
            Some(Overlay::Interview(_)) => Context::Choose,
            Some(Overlay::GoTo(_) | Overlay::Find(_) | Overlay::Report(_) | Overlay::Own(_)) => Context::Field,
            None => match (&self.screen, self.pane, &self.reader) {
                (Screen::Study, Pane::Reader, Some(_)) => Context::Reader,
                (Screen::Study, ..) => Context::Tree,
                (Screen::Search(_), ..) => Context::Search,
                (Screen::Progress(_), ..) => Context::Progress,
                (Screen::Review(review), ..) => match review.stage {
                    Stage::Ask => Context::Ask,
                    Stage::Write => Context::Write,
                    Stage::Tick => Context::Tick,
                    Stage::Graded => Context::Graded,
                    Stage::Coming | Stage::Saving | Stage::End => Context::Summary,
                },
            },
        }
    }

    /// How to call a command, by its name in the table: its first key, else what to type into the palette.
    pub fn key(&self, name: &str) -> String {
        let title = || format!(":{}", by_name(name).map_or(name, |command| command.title));
        self.keymap.keys_of(name).first().map_or_else(title, ToString::to_string)
    }

    /// The node that a command means: the lesson in the reader if the reader has the keys, else the one under the cursor.
    pub fn subject(&self) -> Option<NodeIdx> {
        match (self.pane, &self.reader) {
            (Pane::Reader, Some(reader)) => Some(reader.node),
            _ => self.tree.selected(),
        }
    }

    /// The id of a node.
    pub fn id_of(&self, idx: NodeIdx) -> Option<&Id> {
        self.curriculum.get(idx).map(|node| &node.id)
    }

    /// The study day.
    pub fn today(&self) -> Day {
        self.now.day(self.progress.day_ends())
    }

    /// Whether the screen shows a time that runs.
    pub fn is_timed(&self) -> bool {
        matches!(&self.screen, Screen::Review(review) if review.limit_ms.is_some() && review.stage != Stage::End)
    }

    /// What queues and figures are worked out from, once the questions are read.
    pub fn scene(&self) -> Option<Scene<'_>> {
        let deck = self.deck.as_ref()?;
        Some(Scene { deck, progress: &self.progress, curriculum: &self.curriculum, now: self.now })
    }

    /// How many lessons of a node are fading from memory.
    pub fn fading(&self, idx: NodeIdx) -> u32 {
        self.memories.as_ref().map_or(0, |memories| memories.of_branch(idx).fading)
    }

    /// Whether a save that concerns this lesson is on its way.
    pub fn is_saving(&self, id: &Id) -> bool {
        self.saves.waiting.iter().any(|save| save.task.marks(id))
    }

    /// Whether a save that concerns this lesson has failed.
    pub fn is_unsaved(&self, id: &Id) -> bool {
        self.saves.failed.iter().any(|save| save.task.marks(id))
    }

    /// Where the learner stands, to be remembered.
    pub fn view(&self) -> View {
        let ids = |nodes: &mut dyn Iterator<Item = NodeIdx>| nodes.filter_map(|idx| self.id_of(idx).cloned()).collect();
        let mut places = self.places.clone();
        if let Some((id, anchor)) = self.reader.as_ref().and_then(|open| Some((self.id_of(open.node)?, open.anchor())))
        {
            places.insert(id.clone(), anchor);
        }
        View {
            places,
            node: self.reader.as_ref().and_then(|reader| self.id_of(reader.node).cloned()),
            anchor: self.reader.as_ref().map_or(Anchor::default(), Reader::anchor),
            reader: self.pane == Pane::Reader,
            cursor: self.tree.selected().and_then(|idx| self.id_of(idx).cloned()),
            open: ids(&mut self.tree.open.iter().copied()),
            filter: self.tree.filter,
        }
    }
}
