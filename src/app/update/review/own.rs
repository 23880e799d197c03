//! Questions of the learner's own: written, listed, edited, deleted; and a review that follows what became of them.

use super::{
    super::{notes, reader, saved, toast},
    ask, current, refresh,
};
use crate::{
    app::{
        Effect, Model,
        effect::Task,
        field::Field,
        model::{Screen, Tone},
        overlay::{Confirm, List, Overlay, Own, Row, Target, Then},
        review::Stage,
    },
    domain::progress::OwnQuestion,
    schedule::CardKind,
};

/// What the list of them is called.
const TITLE: &str = "Your questions";
/// How many characters of a question the confirmation shows.
const SHOWN: usize = 120;

/// Opens the form for a new one, on the lesson that a command means, or the branch: each belongs to a place, where search
/// finds it.
pub fn write(model: &mut Model) {
    if let Some(why) = model.saves.read_only.clone() {
        toast(model, Tone::Bad, why);
        return;
    }
    match model.subject().and_then(|idx| model.id_of(idx)).cloned() {
        Some(id) => model.overlays.push(Overlay::Own(Own {
            lesson: Some(id),
            question: None,
            prompt: Field::lines(),
            answer: Field::lines(),
            answering: false,
        })),
        // The filter may have left no row to stand on.
        None => toast(model, Tone::Plain, "choose a lesson first".to_owned()),
    }
}

/// The form was filled in.
pub fn keep(model: &mut Model, own: Own, effects: &mut Vec<Effect>) {
    let known = own.question.as_deref().and_then(|question| find(model, question));
    let before = known.as_ref().map_or(("", ""), |known| (known.prompt.as_str(), known.answer.as_str()));
    let (prompt, answer) = (outcome(&own.prompt, before.0), outcome(&own.answer, before.1));
    if known.is_some() && (prompt.as_str(), answer.as_str()) == before {
        toast(model, Tone::Plain, "your question is as it was".to_owned());
        return;
    }
    let said = match own.question {
        Some(_) => "your question is changed",
        None => "your question is kept; it comes with the reviews",
    };
    let task = Task::Question { lesson: own.lesson, question: own.question, prompt, answer };
    saved::save(model, task, said.to_owned(), effects);
}

/// What became of a text that was put into a field. Untouched it is as it was, also what a field cannot hold.
fn outcome(field: &Field, before: &str) -> String {
    if Field::lines_with(before).text() == field.text() {
        before.to_owned()
    } else {
        field.text().trim_end().to_owned()
    }
}

/// Opens the form with a question that there is.
pub fn edit(model: &mut Model, question: &str) {
    let Some(known) = changeable(model, question) else { return };
    let own = Own {
        lesson: known.lesson,
        question: Some(known.question),
        prompt: Field::lines_with(&known.prompt),
        answer: Field::lines_with(&known.answer),
        answering: false,
    };
    model.overlays.push(Overlay::Own(own));
}

/// Asks whether to delete one.
pub fn delete(model: &mut Model, question: &str) {
    let Some(known) = changeable(model, question) else { return };
    let mut shown: String = known.prompt.chars().take(SHOWN).collect();
    if shown.len() < known.prompt.len() {
        shown.push('…');
    }
    let task = Task::Question {
        lesson: known.lesson,
        question: Some(known.question),
        prompt: String::new(),
        answer: String::new(),
    };
    let then = Then::Save(saved::prepare(model, task, "deleted; u takes it back".to_owned()));
    model.overlays.push(Overlay::Confirm(Confirm::new(format!("Delete your question? {shown}"), then)));
}

/// The same for the question that the review asks.
pub fn asked(model: &mut Model, act: fn(&mut Model, &str)) {
    let Some(asked) = current(model).and_then(|review| review.asked.as_ref()) else { return };
    let (kind, question) = (asked.card.kind, asked.card.id.clone());
    match kind {
        CardKind::Own => act(model, &question),
        CardKind::Predict | CardKind::Line | CardKind::Choose | CardKind::Cell | CardKind::Recall | CardKind::Blank => {
            toast(model, Tone::Plain, "that is for questions of your own".to_owned());
        }
    }
}

fn find(model: &Model, question: &str) -> Option<OwnQuestion> {
    model.progress.own_questions().iter().find(|own| own.question == question).cloned()
}

/// A question as it stands, unless nothing can be saved.
fn changeable(model: &mut Model, question: &str) -> Option<OwnQuestion> {
    if let Some(why) = model.saves.read_only.clone() {
        toast(model, Tone::Bad, why);
        return None;
    }
    find(model, question)
}

/// Lists them all, in the curriculum's order.
pub fn list(model: &mut Model) {
    let rows = rows(model);
    reader::pause(model);
    let empty = format!(
        "No question of your own yet.\n{} writes one, here or on any lesson: first what is asked, then the answer. It \
         comes with the reviews, and search finds it.",
        model.key("review.own")
    );
    let title = TITLE.to_owned();
    model.overlays.push(Overlay::List(List { title, rows, empty, owns: true, ..List::default() }));
}

fn rows(model: &Model) -> Vec<Row> {
    let mut rows: Vec<(u32, i64, Row)> = Vec::new();
    for own in model.progress.own_questions() {
        let (idx, name) = match &own.lesson {
            Some(lesson) => notes::named(model, lesson),
            None => (None, String::new()),
        };
        let label = own.prompt.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
        let row = Row { label, detail: name, indent: 0, target: Target::Own(own.question.clone()) };
        rows.push((idx.map_or(u32::MAX, |idx| idx.0), own.ms, row));
    }
    rows.sort_by_key(|(place, ms, _)| (*place, *ms));
    rows.into_iter().map(|(.., row)| row).collect()
}

/// Whether the list of them is on top.
pub fn is_listed(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::List(list)) if list.owns)
}

/// What was saved may have changed the list: it follows, wherever it lies.
pub fn relist(model: &mut Model) {
    let is_own = |overlay: &Overlay| matches!(overlay, Overlay::List(list) if list.owns);
    if !model.overlays.iter().any(is_own) {
        return;
    }
    let rows = rows(model);
    if let Some(Overlay::List(list)) = model.overlays.iter_mut().find(|overlay| is_own(overlay)) {
        list.cursor = list.cursor.min(rows.len().saturating_sub(1));
        list.rows = rows;
    }
}

/// The question that is asked follows what became of it: it is shown as it stands now, or the next one is asked.
pub fn renew(model: &mut Model, effects: &mut Vec<Effect>) {
    let (Screen::Review(review), Some(deck)) = (&mut model.screen, &model.deck) else { return };
    let saving = review.stage == Stage::Saving;
    let Some(asked) = review.asked.as_mut().filter(|asked| asked.card.kind == CardKind::Own && !saving) else { return };
    match deck.card(&asked.card.id) {
        Some(card) => asked.card = card.clone(),
        None => {
            refresh(model);
            ask(model, effects);
        }
    }
}
