//! What starts a review, and what the deck learns of what was saved.

use super::{
    super::{reader, toast},
    ask, interview, own,
};
use crate::{
    app::{
        Effect, Model,
        command::Cmd,
        model::{Screen, Tone},
        review::{Review, Stage},
    },
    domain::event::Event,
    schedule::{Deck, Memories, Queue, Want},
};

/// The questions have been read.
pub fn deck_ready(model: &mut Model, deck: Deck, effects: &mut Vec<Effect>) {
    model.deck = Some(deck);
    recall(model);
    own::renew(model, effects);
    if let Some(want) = model.wanted.take() {
        model.overlays.clear();
        start(model, want, "Review", effects);
    }
}

/// Works out anew what is remembered, and what is due.
fn recall(model: &mut Model) {
    model.memories = model.scene().map(|scene| Memories::of(&scene));
    count_due(model);
}

fn count_due(model: &mut Model) {
    let Some(scene) = model.scene() else { return };
    let due = Queue::new(Want::Due, &scene);
    model.due = (due.len(), due.minutes(scene.deck));
    model.due_on = model.today();
}

/// A window that stays open sees another day: what was due and remembered then is not what is now.
pub fn day_turned(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.deck.is_some() && model.due_on != model.today() {
        recall(model);
        effects.push(Effect::Redraw);
    }
}

/// Events were saved: the deck follows. A mark moves what is due, and nothing that is remembered.
pub fn learned(model: &mut Model, events: &[Event]) {
    let Some(deck) = &mut model.deck else { return };
    let mut changed = false;
    for event in events {
        changed |= deck.apply(event, &model.progress);
    }
    if changed { recall(model) } else { count_due(model) }
}

/// Starts a review of what is wanted.
pub fn start(model: &mut Model, want: Want, title: &str, effects: &mut Vec<Effect>) {
    start_timed(model, want, title, None, effects);
}

/// The same with a limit to its time, in milliseconds.
pub fn start_timed(model: &mut Model, want: Want, title: &str, limit_ms: Option<i64>, effects: &mut Vec<Effect>) {
    let Some(scene) = model.scene() else {
        toast(model, Tone::Plain, "the questions are still being read; a moment".to_owned());
        return;
    };
    if !scene.deck.has_questions() && !matches!(want, Want::Blank(_)) {
        toast(model, Tone::Plain, "this curriculum has no questions".to_owned());
        return;
    }
    let queue = Queue::new(want, &scene);
    if queue.is_empty() {
        let said = match &queue.want {
            Want::Due => "nothing is due; the questions of a lesson come when it is done",
            Want::Lesson(_) => "this lesson has no questions yet",
            Want::TestOut(_) => "this phase has too few questions to test out of it",
            Want::Branch(_) | Want::Blank(_) | Want::Interview(_) => "there are no questions here yet",
        };
        toast(model, Tone::Plain, said.to_owned());
        return;
    }
    reader::pause(model);
    let review = Review {
        title: title.to_owned(),
        queue,
        stage: Stage::Coming,
        asked: None,
        answered: Vec::new(),
        suspended: Vec::new(),
        began_ms: model.now.ms,
        limit_ms,
        summary: String::new(),
        ended: None,
        top: 0,
        follows: false,
    };
    model.screen = Screen::Review(Box::new(review));
    ask(model, effects);
}

/// A command that starts some kind of review.
pub fn begin(model: &mut Model, cmd: Cmd, effects: &mut Vec<Effect>) {
    let subject = model.subject();
    let node = subject.and_then(|idx| model.curriculum.get(idx));
    let lesson = subject.filter(|_| node.is_some_and(|node| node.lesson));
    let phase = subject.and_then(|idx| crate::schedule::card::phase_of(&model.curriculum, idx));
    match cmd {
        Cmd::Review => match model.paused.take() {
            Some(review) => resume(model, review, effects),
            None => start(model, Want::Due, "Review", effects),
        },
        Cmd::CheckYourself => match (lesson, subject) {
            (Some(idx), _) => start(model, Want::Lesson(idx), "Check yourself", effects),
            (None, Some(idx)) => start(model, Want::Branch(idx), "Check yourself", effects),
            (None, None) => {}
        },
        Cmd::BlankPage => match lesson {
            Some(idx) => start(model, Want::Blank(idx), "Blank page", effects),
            None => toast(model, Tone::Plain, "the blank page is for a lesson".to_owned()),
        },
        Cmd::TestOut => match phase {
            Some(idx) => start(model, Want::TestOut(idx), "Test out", effects),
            None => toast(model, Tone::Plain, "testing out is for a phase; choose one".to_owned()),
        },
        Cmd::Interview => interview::open(model),
        Cmd::OwnQuestion => own::write(model),
        Cmd::OwnQuestions => own::list(model),
        _ => {}
    }
}

/// Back to the review that waits behind the reader.
pub fn resume(model: &mut Model, review: Box<Review>, effects: &mut Vec<Effect>) {
    reader::pause(model);
    model.screen = Screen::Review(review);
    own::renew(model, effects);
}
