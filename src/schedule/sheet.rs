//! What is shown of a question besides its prompt: the options in the order in which they stand this time, the points to tick.

use super::card::{Body, Card};
use crate::domain::question::Ask;

/// The most options of a cell: a long column shows some of its values.
const CELL_OPTIONS: usize = 6;

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it says; Markdown.
    pub text: String,
    /// Whether it is the right one.
    pub right: bool,
    /// Why it is right, or the misconception behind it; empty for a cell.
    pub why: String,
}

/// What is shown besides the prompt. The screen's letters are places in `options`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Of a choice or a cell.
    pub options: Vec<Choice>,
    /// Of a recall or a blank page: what a good answer hits.
    pub points: Vec<String>,
}

impl Sheet {
    /// The sheet of a card. `values` are those of a cell's column, `points` the key points of a blank page's lesson; `seed`
    /// decides the order of the options ([`super::Deck::seed`]).
    pub fn of(card: &Card, values: &[String], points: Vec<String>, seed: u64) -> Sheet {
        let mut sheet = Sheet::default();
        match &card.body {
            Body::Own { .. } => {}
            Body::Blank => sheet.points = points,
            Body::Lesson(question) => match &question.ask {
                Ask::Predict { .. } | Ask::Line { .. } => {}
                Ask::Recall { points, .. } => sheet.points.clone_from(points),
                Ask::Choose { options } => {
                    let option = |o: &crate::domain::question::Choice| Choice {
                        text: o.text.clone(),
                        right: o.right,
                        why: o.why.clone(),
                    };
                    sheet.options = options.iter().map(option).collect();
                }
                Ask::Cell { answer, .. } => {
                    let right = answer.trim();
                    let mut others: Vec<&str> = Vec::new();
                    for value in values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()) {
                        if value != right && !others.contains(&value) {
                            others.push(value);
                        }
                    }
                    super::order::shuffle(&mut others, seed);
                    let option =
                        |text: &str| Choice { text: text.to_owned(), right: text == right, why: String::new() };
                    let shown = std::iter::once(right).chain(others.into_iter().take(CELL_OPTIONS - 1));
                    sheet.options = shown.map(option).collect();
                }
            },
        }
        super::order::shuffle(&mut sheet.options, seed);
        sheet
    }
}
