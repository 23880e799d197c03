//! A question as it is scheduled.

use crate::domain::{Curriculum, Id, Kind, NodeIdx, question::Ask, question::Question};
use std::sync::Arc;

/// What the id of a lesson's blank page begins with: `blank:5.6.4`.
pub const BLANK: &str = "blank:";
/// What the id of a question of the learner's own begins with.
pub const OWN: &str = "own:";

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardKind {
    Predict,
    Line,
    Choose,
    Cell,
    Recall,
    /// The key points of a lesson, from an empty page.
    Blank,
    /// A question of the learner's own.
    Own,
}

impl CardKind {
    /// All of them, in the order of lists.
    pub const ALL: [CardKind; 7] =
        [Self::Predict, Self::Line, Self::Choose, Self::Cell, Self::Recall, Self::Blank, Self::Own];

    /// The kind's name, as JSON output has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Predict => "predict",
            Self::Line => "line",
            Self::Choose => "choose",
            Self::Cell => "cell",
            Self::Recall => "recall",
            Self::Blank => "blank",
            Self::Own => "own",
        }
    }

    /// How long an answer takes before the learner's own times are known, in milliseconds.
    pub const fn usual_ms(self) -> u32 {
        match self {
            Self::Predict => 45_000,
            Self::Line => 30_000,
            Self::Choose => 15_000,
            Self::Cell => 10_000,
            Self::Recall => 60_000,
            Self::Blank => 180_000,
            Self::Own => 20_000,
        }
    }

    /// The kind of a lesson's question.
    pub const fn of(ask: &Ask) -> CardKind {
        match ask {
            Ask::Predict { .. } => Self::Predict,
            Ask::Line { .. } => Self::Line,
            Ask::Choose { .. } => Self::Choose,
            Ask::Cell { .. } => Self::Cell,
            Ask::Recall { .. } => Self::Recall,
        }
    }
}

/// What a card asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A question of a lesson.
    Lesson(Arc<Question>),
    /// A question of the learner's own.
    Own { prompt: String, answer: String },
    /// The key points of the lesson.
    Blank,
}

/// A question as it is scheduled.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The question's id.
    pub id: String,
    /// The lesson that it belongs to (the learner's own: or the branch, or none).
    pub lesson: Option<Id>,
    /// Its place in the curriculum, where the curriculum has it.
    pub node: Option<NodeIdx>,
    /// The place of the lesson's phase.
    pub phase: Option<NodeIdx>,
    pub kind: CardKind,
    /// 1 remember, 2 apply, 3 explain or combine.
    pub level: u8,
    /// Cards of one table have this in common: answering one buries the others for the day.
    pub siblings: Option<String>,
    pub body: Body,
}

impl Card {
    /// The card of a lesson's question.
    pub fn of_lesson(curriculum: &Curriculum, node: NodeIdx, question: Question) -> Card {
        let lesson = curriculum.get(node).map(|node| node.id.clone());
        let kind = CardKind::of(&question.ask);
        let siblings = (kind == CardKind::Cell)
            .then(|| format!("{}#{}", lesson.as_ref().map_or("", Id::as_str), question.passage));
        Card {
            id: question.id.clone(),
            lesson,
            node: Some(node),
            phase: phase_of(curriculum, node),
            kind,
            level: question.level,
            siblings,
            body: Body::Lesson(Arc::new(question)),
        }
    }

    /// The blank page of a lesson.
    pub fn blank(curriculum: &Curriculum, node: NodeIdx, lesson: &Id) -> Card {
        Card {
            id: format!("{BLANK}{lesson}"),
            lesson: Some(lesson.clone()),
            node: Some(node),
            phase: phase_of(curriculum, node),
            kind: CardKind::Blank,
            level: 3,
            siblings: None,
            body: Body::Blank,
        }
    }

    /// A question of the learner's own; `lesson` as it is known now.
    pub fn own(place: (Option<Id>, Option<NodeIdx>, Option<NodeIdx>), id: &str, prompt: &str, answer: &str) -> Card {
        let (lesson, node, phase) = place;
        let body = Body::Own { prompt: prompt.to_owned(), answer: answer.to_owned() };
        Card { id: id.to_owned(), lesson, node, phase, kind: CardKind::Own, level: 1, siblings: None, body }
    }

    /// What is asked, in a line or more; Markdown for a lesson's question.
    pub fn prompt(&self) -> &str {
        match &self.body {
            Body::Lesson(question) => &question.prompt,
            Body::Own { prompt, .. } => prompt,
            Body::Blank => "Write down the key points of this lesson.",
        }
    }

    /// The anchor of the passage that answers it, where there is one.
    pub fn passage(&self) -> Option<&str> {
        match &self.body {
            Body::Lesson(question) => Some(&question.passage),
            Body::Own { .. } => None,
            Body::Blank => Some("key-points"),
        }
    }

    /// The lesson's question, if it is one.
    pub fn question(&self) -> Option<&Question> {
        match &self.body {
            Body::Lesson(question) => Some(question),
            Body::Own { .. } | Body::Blank => None,
        }
    }
}

/// The phase that a node belongs to, or is.
pub fn phase_of(curriculum: &Curriculum, node: NodeIdx) -> Option<NodeIdx> {
    let is_phase = |idx: &NodeIdx| curriculum.get(*idx).is_some_and(|node| node.kind == Kind::Phase);
    Some(node).filter(is_phase).or_else(|| curriculum.ancestors(node).find(is_phase))
}
