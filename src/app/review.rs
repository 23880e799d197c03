//! A review under way: what is asked, what the learner gave, what became of it; [`page`]: what of it is on the screen.

mod page;

use crate::{
    domain::event::{Confidence, EventId, Grade},
    markdown::Layout,
    schedule::{Card, CardKind, Ending, Entry, Given, Judged, Leech, Queue, Sheet},
};

use super::field::Field;

/// The screen's state.
#[derive(Debug)]
pub struct Review {
    /// What it is called on top.
    pub title: String,
    pub queue: Queue,
    pub stage: Stage,
    pub asked: Option<Asked>,
    /// The answers of this sitting, in order.
    pub answered: Vec<Answered>,
    /// The questions suspended in this sitting.
    pub suspended: Vec<(EventId, String)>,
    /// When it began, UTC milliseconds.
    pub began_ms: i64,
    /// How long it may take, in milliseconds; none: as long as it takes.
    pub limit_ms: Option<i64>,
    /// The text of the end (Markdown), once it has come.
    pub summary: String,
    /// The same, laid out for the window.
    pub ended: Option<Layout>,
    /// The first line on the screen.
    pub top: usize,
    /// Whether the screen follows the cursor, or after the reveal shows the answer: until the text is scrolled.
    pub follows: bool,
}

impl Review {
    /// How many of a page's rows show the question: while an answer is typed, its field and what stands above it take three.
    pub fn rows(&self, page: usize) -> usize {
        if self.stage == Stage::Write { page.saturating_sub(3) } else { page }
    }

    /// What is left of its time, in milliseconds, where it has a limit: 0 when the time is up, never more than the limit though
    /// the clock was set back.
    pub fn left_ms(&self, now_ms: i64) -> Option<i64> {
        self.limit_ms.map(|limit| limit.saturating_sub(now_ms.saturating_sub(self.began_ms).max(0)).max(0))
    }
}

/// An answer of this sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub question: String,
    /// Its event; none where nothing can be saved.
    pub event: Option<EventId>,
    /// Whether it was right, as far as that can be told.
    pub right: Option<bool>,
    /// Points of a good answer: hit, and all.
    pub points: (usize, usize),
    /// What was missing.
    pub gap: Option<Gap>,
}

/// What was missing in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The lesson's id; empty where there is none.
    pub lesson: String,
    pub prompt: String,
    /// The points that were not hit; none where the question has no points.
    pub points: Vec<String>,
}

/// How far it has come with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its sheet is on its way.
    Coming,
    /// The question is on the screen; the learner picks or reveals.
    Ask,
    /// The answer is being typed.
    Write,
    /// The points that were hit are being ticked.
    Tick,
    /// The right answer is on the screen, with the grade proposed.
    Graded,
    /// The answer is on its way to the disk.
    Saving,
    /// Nothing is left, or the learner has had enough.
    End,
}

/// The question that is asked.
#[derive(Debug)]
pub struct Asked {
    pub entry: Entry,
    pub card: Card,
    pub sheet: Sheet,
    /// When it was shown, UTC milliseconds.
    pub shown_ms: i64,
    /// From showing to revealing, in milliseconds.
    pub took_ms: u32,
    /// The option, line or point under the cursor.
    pub cursor: usize,
    pub field: Field,
    pub confidence: Option<Confidence>,
    pub hint: bool,
    pub given: Given,
    pub ticks: Vec<bool>,
    pub judged: Option<Judged>,
    pub grade: Grade,
    /// How it fared before, where it keeps being missed.
    pub leech: Option<Leech>,
    /// What is said above it, once.
    pub notice: Option<String>,
    /// What is on the screen, laid out for the window.
    pub parts: Vec<Part>,
}

/// A piece of the screen: a text, or something that can be chosen.
#[derive(Debug)]
pub struct Part {
    /// What it is, where it can be chosen: its place among the choices.
    pub choice: Option<usize>,
    /// What stands before its first line.
    pub label: String,
    pub layout: Layout,
}

impl Asked {
    /// A question with its sheet, shown now.
    pub fn new(entry: Entry, card: Card, sheet: Sheet, now_ms: i64) -> Self {
        let field = Field::lines();
        let ticks = vec![false; sheet.points.len()];
        Self {
            entry,
            card,
            sheet,
            shown_ms: now_ms,
            took_ms: 0,
            cursor: 0,
            field,
            confidence: None,
            hint: false,
            given: Given::Pass,
            ticks,
            judged: None,
            grade: Grade::Good,
            leech: None,
            notice: None,
            parts: Vec::new(),
        }
    }

    /// What can be chosen before the reveal, in words (Markdown).
    pub fn choices(&self) -> Vec<String> {
        match self.card.kind {
            CardKind::Predict => {
                let mut choices = vec!["it prints … (type it)".to_owned()];
                choices.extend(Ending::ALL.iter().map(|ending| {
                    match ending {
                        Ending::CompileError => "it does not compile",
                        Ending::Panic => "it panics",
                        Ending::Deadlock => "it deadlocks",
                        Ending::Varies => "it varies from run to run",
                    }
                    .to_owned()
                }));
                choices
            }
            CardKind::Choose | CardKind::Cell => self.sheet.options.iter().map(|option| option.text.clone()).collect(),
            CardKind::Line => {
                self.program().map_or_else(Vec::new, |program| program.lines().map(str::to_owned).collect())
            }
            CardKind::Recall | CardKind::Blank | CardKind::Own => Vec::new(),
        }
    }

    /// The program that the question is about.
    pub fn program(&self) -> Option<&str> {
        self.card.question().and_then(|question| question.program())
    }

    /// How many lines there are in all.
    pub fn lines(&self) -> usize {
        self.parts.iter().map(|part| part.layout.len()).sum()
    }

    /// Where the answer begins, once it is shown.
    pub fn answer_line(&self) -> usize {
        let before = self.parts.split_last().map_or(&[][..], |(_, before)| before);
        before.iter().map(|part| part.layout.len()).sum()
    }

    /// The first and the last line of a choice.
    pub fn lines_of(&self, choice: usize) -> (usize, usize) {
        let mut line = 0;
        for part in &self.parts {
            if part.choice == Some(choice) {
                return (line, line + part.layout.len());
            }
            line += part.layout.len();
        }
        (0, 0)
    }

    /// How many choices are on the screen.
    pub fn choice_count(&self) -> usize {
        self.parts.iter().filter(|part| part.choice.is_some()).count()
    }
}

/// The letter of a choice; none after the sixth.
pub fn letter(at: usize) -> String {
    ["a", "b", "c", "d", "e", "f"].get(at).copied().unwrap_or(" ").to_owned()
}
