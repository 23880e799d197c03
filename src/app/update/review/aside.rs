//! What is done with a question besides answering it: its passage read, suspended, reported.

use super::{
    super::{saved, study, toast},
    ask, current,
};
use crate::{
    app::{
        Effect, Model,
        effect::Task,
        model::{Pane, Screen, Tone},
        place::Place,
    },
    domain::Node,
};

/// To the passage that answers it; the review waits.
pub fn passage(model: &mut Model, effects: &mut Vec<Effect>) {
    let Screen::Review(review) = std::mem::take(&mut model.screen) else { return };
    let target = review.asked.as_ref().and_then(|asked| {
        let anchor = asked.card.passage().unwrap_or_default().to_owned();
        Some((asked.card.node?, anchor))
    });
    match target {
        Some((node, anchor)) => {
            model.paused = Some(review);
            // A question of the learner's own may belong to a branch that has no text.
            if model.curriculum.get(node).is_some_and(Node::readable) {
                study::open(model, node, Place::Heading(anchor), effects);
                model.pane = Pane::Reader;
            } else {
                study::select(model, node);
                model.pane = Pane::Tree;
            }
            toast(model, Tone::Plain, "r goes back to the question".to_owned());
        }
        None => {
            model.screen = Screen::Review(review);
            toast(model, Tone::Plain, "this question belongs to no lesson".to_owned());
        }
    }
}

/// Asks a question no more.
pub fn suspend(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(asked) = current(model).and_then(|review| review.asked.as_ref()) else { return };
    let (question, lesson) = (asked.entry.question.clone(), asked.card.lesson.clone());
    let task = Task::Suspend { lesson, question: question.clone() };
    saved::save(model, task, "suspended; it is not asked again (u takes it back)".to_owned(), effects);
    if let Some(review) = current(model) {
        review.queue.answered(&question);
        review.queue.entries.retain(|entry| entry.question != question);
        review.asked = None;
    }
    ask(model, effects);
}

/// The report that was typed goes into the local list.
pub fn report(model: &mut Model, reason: &str, effects: &mut Vec<Effect>) {
    let Some(asked) = current(model).and_then(|review| review.asked.as_ref()) else { return };
    let task = Task::Report {
        lesson: asked.card.lesson.clone(),
        question: asked.entry.question.clone(),
        reason: reason.to_owned(),
    };
    saved::save(model, task, "kept among the reports (gomastery export has them)".to_owned(), effects);
}
