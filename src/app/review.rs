//! A review under way: what is asked, what the learner gave, what became of it.

use crate::{
    domain::event::{Confidence, Grade},
    markdown::{Layout, Options, layout, parse},
    schedule::{Body, Card, CardKind, DiffLine, Ending, Entry, Given, Judged, Queue, Sheet, Verdict},
};

use super::field::Field;

/// How long an interview lasts, in milliseconds.
pub const INTERVIEW_MS: i64 = 20 * 60_000;

/// The screen's state.
#[derive(Debug)]
pub struct Review {
    /// What it is called on top.
    pub title: String,
    pub queue: Queue,
    pub stage: Stage,
    pub asked: Option<Asked>,
    /// The questions answered in this sitting, whether right, in order.
    pub answered: Vec<(String, Option<bool>)>,
    /// Points that were not hit: prompt and point.
    pub gaps: Vec<(String, String)>,
    /// When it began, UTC milliseconds.
    pub began_ms: i64,
    /// The text of the end, once it has come.
    pub summary: Vec<String>,
    /// The first line on the screen.
    pub top: usize,
    /// Whether the screen follows the cursor: from when it is moved until the text is scrolled.
    pub follows: bool,
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

    /// The right answer in words (Markdown).
    fn answer(&self) -> String {
        use crate::domain::question::Ask;
        match &self.card.body {
            Body::Own { answer, .. } => answer.clone(),
            Body::Blank => String::new(),
            Body::Lesson(question) => match &question.ask {
                Ask::Predict { answer, outcome, .. } => {
                    let how = Ending::of(*outcome).map_or("It prints", |ending| match ending {
                        Ending::CompileError => "It does not compile",
                        Ending::Panic => "It panics",
                        Ending::Deadlock => "It deadlocks",
                        Ending::Varies => "It varies from run to run",
                    });
                    if answer.is_empty() {
                        format!("{how}.")
                    } else {
                        format!("{how}:\n\n{}", fenced("output", answer))
                    }
                }
                Ask::Line { line, answer, .. } => format!("Line {line}:\n\n{}", fenced("output", answer)),
                Ask::Choose { options } => {
                    options.iter().find(|option| option.right).map_or_else(String::new, |option| option.text.clone())
                }
                Ask::Cell { answer, row, column, .. } => format!("{row}, {column}: **{answer}**"),
                Ask::Recall { answer, .. } => answer.clone(),
            },
        }
    }

    /// Lays out what is on the screen at a stage.
    pub fn lay_out(&mut self, stage: Stage, options: Options) {
        let options = Options { line_numbers: true, ..options };
        let page = |text: &str| layout(&parse(text), &options);
        let narrow = Options { width: options.width.saturating_sub(5).max(1), line_numbers: false, ..options };
        let mut parts = Vec::new();
        let mut text = self.card.prompt().to_owned();
        if let Some(program) = self.program()
            && (self.card.kind != CardKind::Line || matches!(stage, Stage::Graded | Stage::Saving))
        {
            text.push_str("\n\n");
            text.push_str(&fenced("go run", program));
        }
        if let Some(crate::domain::question::Ask::Cell { row, column, .. }) = self.card.question().map(|q| &q.ask) {
            text = format!("{text}\n\n{row} — {column}");
        }
        parts.push(Part { choice: None, label: String::new(), layout: page(&text) });
        match stage {
            Stage::Coming | Stage::Ask | Stage::End => {
                if self.card.kind != CardKind::Recall {
                    parts.push(Part { choice: None, label: String::new(), layout: blank(&options) });
                }
                for (at, choice) in self.choices().iter().enumerate() {
                    let (label, text) = if self.card.kind == CardKind::Line {
                        (format!("{:>3}", at + 1), fenced("text", &format!("{choice} ")))
                    } else {
                        (letter(at), choice.clone())
                    };
                    parts.push(Part { choice: Some(at), label, layout: layout(&parse(&text), &narrow) });
                }
                if self.hint {
                    let passage = self.card.passage().unwrap_or_default().replace('-', " ");
                    parts.push(Part {
                        choice: None,
                        label: String::new(),
                        layout: page(&format!("\n\nHint: *{passage}*")),
                    });
                }
            }
            Stage::Write => {}
            Stage::Tick => {
                let answer = self.answer();
                if !answer.is_empty() {
                    parts.push(Part {
                        choice: None,
                        label: String::new(),
                        layout: page(&format!("## A good answer\n\n{answer}")),
                    });
                }
                parts.push(Part { choice: None, label: String::new(), layout: page("## Which of these did you hit?") });
                for (at, point) in self.sheet.points.iter().enumerate() {
                    let ticked = self.ticks.get(at).copied().unwrap_or(false);
                    let label = format!("{} {}", letter(at), if ticked { "[x]" } else { "[ ]" });
                    parts.push(Part { choice: Some(at), label, layout: layout(&parse(point), &narrow) });
                }
            }
            Stage::Graded | Stage::Saving => {
                parts.push(Part { choice: None, label: String::new(), layout: blank(&options) });
                parts.push(Part { choice: None, label: String::new(), layout: page(&self.explained()) });
            }
        }
        self.parts = parts;
    }

    /// The verdict, the right answer and the explanation (Markdown).
    fn explained(&self) -> String {
        let judged = self.judged.as_ref();
        let verdict = match judged.map(|judged| judged.verdict) {
            Some(Verdict::Right) => "## Right",
            Some(Verdict::Wrong) => "## Not this time",
            Some(Verdict::Unknown) | None => "## Compare",
        };
        let mut text = format!("{verdict}\n\n");
        if let Some((hit, total)) = judged.and_then(|judged| judged.points) {
            text.push_str(&format!("{hit} of {total} points.\n\n"));
        }
        let answer = self.answer();
        if !answer.is_empty() && !matches!(self.card.kind, CardKind::Choose | CardKind::Recall) {
            text.push_str(&answer);
            text.push_str("\n\n");
        }
        let diff = judged.map(|judged| judged.diff.as_slice()).unwrap_or_default();
        if !diff.is_empty() {
            let lines: Vec<String> = diff
                .iter()
                .map(|line| match line {
                    DiffLine::Same(text) => format!("  {text}"),
                    DiffLine::Missing(text) => format!("+ {text}"),
                    DiffLine::Extra(text) => format!("- {text}"),
                })
                .collect();
            text.push_str(&format!(
                "Yours against it (`+` was missing, `-` was too much):\n\n{}\n\n",
                fenced("text", &lines.join("\n"))
            ));
        }
        for option in &self.sheet.options {
            let picked = matches!(self.given, Given::Pick(at) if self.sheet.options.get(at) == Some(option));
            if !option.why.is_empty() {
                let sign = if option.right {
                    "**right:** "
                } else if picked {
                    "**yours:** "
                } else {
                    ""
                };
                text.push_str(&format!("- {sign}{} {}\n", option.text, option.why));
            }
        }
        if let Some(question) = self.card.question() {
            text.push_str(&format!("\n{}\n", question.explanation));
        }
        if self.card.kind == CardKind::Line {
            text.push_str("\nWas your reason the same? If not, 1 says so.\n");
        }
        text
    }

    /// How many lines there are in all.
    pub fn lines(&self) -> usize {
        self.parts.iter().map(|part| part.layout.len()).sum()
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

/// An empty line.
fn blank(options: &Options) -> Layout {
    layout(&parse("&nbsp;"), options)
}

/// The letter of a choice; none after the sixth.
pub fn letter(at: usize) -> String {
    ["a", "b", "c", "d", "e", "f"].get(at).copied().unwrap_or(" ").to_owned()
}

/// Text as a fenced block that nothing in it can end.
fn fenced(info: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{info}\n{}\n{fence}", text.trim_end_matches('\n'))
}
