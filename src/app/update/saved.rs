//! What goes to the disk and what comes back. Nothing is ticked before it is saved.

use std::sync::Arc;

use super::{review, study, toast};
use crate::{
    app::{
        Effect, Model, News,
        effect::{Save, Task},
        model::Tone,
    },
    domain::{
        event::{Event, What},
        progress::Progress,
    },
};

/// A save with a ticket of its own, not on its way yet.
pub fn prepare(model: &mut Model, task: Task, said: String) -> Save {
    model.saves.last_ticket += 1;
    Save { ticket: model.saves.last_ticket, task, said, again: false }
}

/// Sends a task to the disk, unless nothing can be saved.
pub fn save(model: &mut Model, task: Task, said: String, effects: &mut Vec<Effect>) {
    let save = prepare(model, task, said);
    send(model, save, effects);
}

/// Sends a save to the disk, unless nothing can be saved.
pub fn send(model: &mut Model, save: Save, effects: &mut Vec<Effect>) {
    if let Some(why) = model.saves.read_only.clone() {
        toast(model, Tone::Bad, why);
        return;
    }
    model.saves.waiting.push(save.clone());
    effects.push(Effect::Save(save));
}

/// Sends again what failed.
pub fn retry(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(why) = model.saves.read_only.clone() {
        toast(model, Tone::Bad, why);
        return;
    }
    let failed = std::mem::take(&mut model.saves.failed);
    if failed.is_empty() {
        toast(model, Tone::Plain, "all is saved".to_owned());
    }
    for save in failed {
        send(model, Save { again: true, ..save }, effects);
    }
}

/// A save is on the disk.
pub fn saved(model: &mut Model, ticket: u64, news: News, effects: &mut Vec<Effect>) {
    let said = match model.saves.waiting.iter().position(|save| save.ticket == ticket) {
        Some(at) => model.saves.waiting.remove(at).said,
        None => String::new(),
    };
    let events = apply(model, news, effects);
    review::answered(model, Some(&events), effects);
    if events.iter().any(|event| matches!(event.what, What::Question { .. })) {
        review::own::renew(model, effects);
    }
    if !said.is_empty() {
        toast(model, Tone::Good, said);
    }
}

/// Takes news in, and gives the events of it.
pub fn apply(model: &mut Model, news: News, effects: &mut Vec<Effect>) -> Vec<Event> {
    let News { events, progress } = news;
    model.progress = progress;
    review::learned(model, &events);
    recount(model);
    let notes = |event: &Event| matches!(event.what, What::Note { .. } | What::Question { .. } | What::Undo { .. });
    if events.iter().any(notes) {
        effects.push(Effect::NotesChanged);
    }
    events
}

fn recount(model: &mut Model) {
    model.tallies = model.progress.tally(&model.curriculum);
    study::refresh(model);
    review::own::relist(model);
}

/// A save is not on the disk.
pub fn not_saved(model: &mut Model, ticket: u64, what: String, for_good: bool) {
    if let Some(at) = model.saves.waiting.iter().position(|save| save.ticket == ticket) {
        let save = model.saves.waiting.remove(at);
        // An answer stays on its screen, where Enter tries again.
        if !for_good && !matches!(save.task, Task::Answer(_)) {
            model.saves.failed.push(save);
        }
    }
    if for_good {
        read_only(model, what);
    } else {
        let what = what.strip_prefix("not saved: ").unwrap_or(&what);
        toast(model, Tone::Bad, format!("Not saved: {what} Press s to try again."));
    }
    review::not_answered(model);
}

/// Nothing can be saved in this sitting.
pub fn read_only(model: &mut Model, why: String) {
    toast(model, Tone::Bad, why.clone());
    model.saves.read_only = Some(why);
}

/// Another program wrote: progress is what the file says.
pub fn elsewhere(model: &mut Model, progress: Arc<Progress>, effects: &mut Vec<Effect>) {
    model.progress = progress;
    recount(model);
    // Answers given elsewhere: the deck is built anew from the log.
    effects.push(Effect::Deck);
    effects.push(Effect::NotesChanged);
}
