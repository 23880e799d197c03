//! Was the answer right, and which grade to propose.

use super::card::{Body, Card};
use super::sheet::Sheet;
use crate::domain::event::{Confidence, Grade};
use crate::domain::question::{Ask, Outcome};

pub use super::diff::{DiffLine, diff};

/// Right is a recall that hits at least two points of three.
const POINTS_RIGHT: (usize, usize) = (2, 3);

/// How a program may end besides printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    CompileError,
    Panic,
    Deadlock,
    /// The output varies between runs.
    Varies,
}

impl Ending {
    /// All of them, in the order of lists.
    pub const ALL: [Ending; 4] = [Self::CompileError, Self::Panic, Self::Deadlock, Self::Varies];

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CompileError => "compile error",
            Self::Panic => "panic",
            Self::Deadlock => "deadlock",
            Self::Varies => "varies",
        }
    }

    /// The ending of a program with this outcome; none for one that prints and ends well.
    pub const fn of(outcome: Outcome) -> Option<Ending> {
        match outcome {
            Outcome::Prints => None,
            Outcome::Fails => Some(Self::CompileError),
            Outcome::Panics => Some(Self::Panic),
            Outcome::Deadlocks => Some(Self::Deadlock),
            Outcome::Varies => Some(Self::Varies),
        }
    }
}

/// What the learner gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// I do not know.
    Pass,
    /// Typed text: an output, a recall, an answer to a question of one's own.
    Text(String),
    /// Predict: how it ends.
    Ending(Ending),
    /// Line: the line from 1, and after the reveal whether one's own why was right.
    Line { line: usize, why: Option<bool> },
    /// Choose, cell: a place in [`Sheet::options`].
    Pick(usize),
    /// Recall, blank page: which of [`Sheet::points`] were hit.
    Points(Vec<bool>),
    /// Judged by the learner alone: whether it was known.
    Known(bool),
}

/// Whether it was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
    /// Only the learner can tell.
    Unknown,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub verdict: Verdict,
    /// Points hit of all, where points are ticked.
    pub points: Option<(usize, usize)>,
    /// A predicted output that missed, line by line against the real one; empty otherwise.
    pub diff: Vec<DiffLine>,
}

impl Judged {
    /// As the log keeps it.
    pub fn right(&self) -> Option<bool> {
        match self.verdict {
            Verdict::Right => Some(true),
            Verdict::Wrong => Some(false),
            Verdict::Unknown => None,
        }
    }

    fn of(right: bool) -> Judged {
        Judged { verdict: if right { Verdict::Right } else { Verdict::Wrong }, points: None, diff: Vec::new() }
    }

    fn unknown() -> Judged {
        Judged { verdict: Verdict::Unknown, ..Judged::of(false) }
    }
}

/// Judges what was given to a card of which `sheet` was shown. What does not fit the kind is wrong.
pub fn judge(card: &Card, sheet: &Sheet, given: &Given) -> Judged {
    match given {
        Given::Pass => return Judged::of(false),
        Given::Known(known) => return Judged::of(*known),
        Given::Text(_) | Given::Ending(_) | Given::Line { .. } | Given::Pick(_) | Given::Points(_) => {}
    }
    match &card.body {
        Body::Own { .. } => Judged::unknown(),
        Body::Blank => ticked(sheet.points.len(), given),
        Body::Lesson(question) => match &question.ask {
            Ask::Predict { outcome, answer, .. } => predicted(*outcome, answer, given),
            Ask::Line { line, .. } => match given {
                Given::Line { line: picked, why } => Judged::of(picked == line && *why != Some(false)),
                _ => Judged::of(false),
            },
            Ask::Choose { .. } | Ask::Cell { .. } => match given {
                Given::Pick(at) => Judged::of(sheet.options.get(*at).is_some_and(|option| option.right)),
                _ => Judged::of(false),
            },
            Ask::Recall { points, .. } => ticked(points.len(), given),
        },
    }
}

fn predicted(outcome: Outcome, answer: &str, given: &Given) -> Judged {
    match (given, Ending::of(outcome)) {
        (Given::Ending(picked), ending) => Judged::of(ending == Some(*picked)),
        (Given::Text(text), None) => {
            let diff = diff(answer, text);
            let right = diff.iter().all(|line| matches!(line, DiffLine::Same(_)));
            Judged { diff: if right { Vec::new() } else { diff }, ..Judged::of(right) }
        }
        _ => Judged::of(false),
    }
}

fn ticked(total: usize, given: &Given) -> Judged {
    let Given::Points(hits) = given else { return Judged::unknown() };
    if total == 0 {
        return Judged::unknown();
    }
    let hit = hits.iter().take(total).filter(|hit| **hit).count();
    let right = hit * POINTS_RIGHT.1 >= total * POINTS_RIGHT.0;
    Judged { points: Some((hit, total)), ..Judged::of(right) }
}

/// What was given, as the log keeps it.
pub fn given_text(sheet: &Sheet, given: &Given) -> String {
    match given {
        Given::Pass => String::new(),
        Given::Text(text) => text.clone(),
        Given::Ending(ending) => ending.name().to_owned(),
        Given::Line { line, .. } => line.to_string(),
        Given::Pick(at) => sheet.options.get(*at).map_or_else(String::new, |option| option.text.clone()),
        Given::Points(hits) => hits.iter().map(|hit| if *hit { 'x' } else { '-' }).collect(),
        Given::Known(known) => if *known { "known" } else { "not known" }.to_owned(),
    }
}

/// The grade to propose. Wrong is again. Right is hard with a hint, with a point missing, or after more than twice
/// the learner's own median time for this kind; easy if it took half of that at most and the learner was sure; else good. What
/// only the learner can tell is taken as known.
pub fn propose(
    judged: &Judged,
    hint: bool,
    took_ms: u32,
    median_ms: Option<u32>,
    confidence: Option<Confidence>,
) -> Grade {
    let took = u64::from(took_ms);
    let slow = median_ms.is_some_and(|median| took > 2 * u64::from(median));
    let quick = median_ms.is_some_and(|median| took_ms > 0 && 2 * took <= u64::from(median));
    let partly = judged.points.is_some_and(|(hit, total)| hit < total);
    match judged.verdict {
        Verdict::Wrong => Grade::Again,
        Verdict::Right | Verdict::Unknown if hint || slow || partly => Grade::Hard,
        Verdict::Right if quick && confidence == Some(Confidence::Sure) => Grade::Easy,
        Verdict::Right | Verdict::Unknown => Grade::Good,
    }
}
