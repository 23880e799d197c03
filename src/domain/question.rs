//! A question of a lesson, as it stands in the TOML beside it.

/// What a question asks for, with what it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// What does this program print, or how does it end?
    Predict { program: String, outcome: Outcome, answer: String },
    /// Which line fails (from 1), and why? `answer` is what the compiler or the runtime says.
    Line { program: String, outcome: Outcome, line: usize, answer: String },
    /// Which of these?
    Choose { options: Vec<Choice> },
    /// What stands in this cell of a table of the lesson?
    Cell { row: String, column: String, answer: String },
    /// An open question, with a model answer and the points that a good one hits.
    Recall { answer: String, points: Vec<String> },
}

/// One of the options of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub text: String,
    pub right: bool,
    /// The misconception behind it, mended; or why it is right.
    pub why: String,
}

/// How a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Prints,
    Fails,
    Panics,
    Deadlocks,
    Varies,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// For ever the same, never used again.
    pub id: String,
    /// The anchor of the heading where the lesson answers it.
    pub passage: String,
    /// 1 remember, 2 apply, 3 explain or combine.
    pub level: u8,
    pub prompt: String,
    pub ask: Ask,
    pub explanation: String,
}

impl Question {
    /// The kind's name, as the TOML has it.
    pub const fn kind(&self) -> &'static str {
        match self.ask {
            Ask::Predict { .. } => "predict",
            Ask::Line { .. } => "line",
            Ask::Choose { .. } => "choose",
            Ask::Cell { .. } => "cell",
            Ask::Recall { .. } => "recall",
        }
    }

    /// The program that it is about, if there is one.
    pub fn program(&self) -> Option<&str> {
        match &self.ask {
            Ask::Predict { program, .. } | Ask::Line { program, .. } => Some(program),
            Ask::Choose { .. } | Ask::Cell { .. } | Ask::Recall { .. } => None,
        }
    }
}
