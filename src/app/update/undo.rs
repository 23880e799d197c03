//! Taking back the last action: what it was is said, and what is older than this run of the program is asked for first.

use std::sync::Arc;

use super::{notes::named, review, saved, toast};
use crate::{
    app::{
        Effect, Model, News,
        command::Context,
        model::{Screen, Tone},
        msg::Undone,
        overlay::{Confirm, Overlay, Then},
    },
    domain::{
        Id, NodeIdx,
        day::Now,
        event::{Event, What},
    },
};

/// Asks to take back the last action, if it is of this run of the program.
pub fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    // Of the lists only the one that things are deleted in takes back.
    if model.context() == Context::List && !review::own::is_listed(model) {
        return;
    }
    match model.saves.read_only.clone() {
        Some(why) => toast(model, Tone::Bad, why),
        None => {
            let review = matches!(model.screen, Screen::Review(_));
            effects.push(Effect::Undo { review, since: Some(model.started_ms) });
        }
    }
}

/// The last action was taken back, or was not.
pub fn undone(model: &mut Model, result: Result<Undone, String>, effects: &mut Vec<Effect>) {
    match result {
        Ok(Undone::Back { of, news }) => back(model, &of, news, effects),
        Ok(Undone::Older { of }) => confirm(model, &of),
        Ok(Undone::Nothing) => toast(model, Tone::Plain, "nothing to take back".to_owned()),
        Err(why) => toast(model, Tone::Bad, format!("Not saved: {why}")),
    }
}

fn back(model: &mut Model, of: &[Event], news: News, effects: &mut Vec<Effect>) {
    let events = saved::apply(model, news, effects);
    review::taken_back(model, &events, effects);
    // After `d` the cursor has gone on: it comes back with the mark.
    let marked = of.first().filter(|event| of.len() == 1 && matches!(event.what, What::Done { .. } | What::Undone {}));
    let node = marked.and_then(|event| model.curriculum.find(event.lesson.as_ref()?.as_str()));
    if let Some(row) = node.and_then(|node| model.tree.rows.iter().position(|row| *row == node)) {
        model.tree.cursor = row;
    }
    let said = what(model, of);
    toast(model, Tone::Good, format!("taken back: {said}"));
}

/// A key that is held must not empty months of work: each older action is asked for.
fn confirm(model: &mut Model, of: &[Event]) {
    let asked = |overlay: &Overlay| matches!(overlay, Overlay::Confirm(Confirm { then: Then::Undo { .. }, .. }));
    let Some(first) = of.first() else { return };
    if model.overlays.iter().any(asked) {
        return;
    }
    let day = Now::new(first.ms, first.offset).day(model.progress.day_ends());
    let question = format!("This was saved on {}: take back {}?", day.text(), what(model, of));
    let review = matches!(model.screen, Screen::Review(_));
    model.overlays.push(Overlay::Confirm(Confirm::new(question, Then::Undo { review })));
}

/// What an action was, in words.
fn what(model: &Model, of: &[Event]) -> String {
    let Some(first) = of.first() else { return String::new() };
    let lesson = match of {
        [_] => first.lesson.as_ref().map(|id| named(model, id).1),
        several => Some(branch(model, several)),
    };
    let lesson = lesson.unwrap_or_default();
    let with = |words: &str, joint: &str| match lesson.is_empty() {
        true => words.to_owned(),
        false => format!("{words}{joint} {lesson}"),
    };
    match &first.what {
        What::Done { .. } => with("done", ""),
        What::Undone {} => with("not done", ""),
        What::TestedOut { .. } => with("tested out", ""),
        What::Note { text, .. } if text.is_empty() => with("the end of the note", " of"),
        What::Note { .. } => with("the note", " of"),
        What::Bookmark { .. } => with("the bookmark", " in"),
        What::Unbookmark { .. } => with("the end of a bookmark", " in"),
        What::Question { prompt, .. } if prompt.is_empty() => with("the end of your question", " on"),
        What::Question { .. } => with("your question", " on"),
        What::Answer(_) => with("an answer", " on"),
        What::Suspend { .. } | What::Unsuspend { .. } => with("a suspension", " in"),
        What::Report { .. } => with("a report", " on"),
        What::Read { .. } | What::Undo { .. } | What::Other { .. } => lesson,
    }
}

/// How many lessons, and of what: the smallest branch that holds them all.
fn branch(model: &Model, of: &[Event]) -> String {
    let curriculum = Arc::clone(&model.curriculum);
    let find = |id: &Id| curriculum.find(id.as_str());
    let nodes: Vec<NodeIdx> = of.iter().filter_map(|event| find(event.lesson.as_ref()?)).collect();
    let holds = |idx: &NodeIdx| {
        let range = curriculum.subtree(*idx);
        nodes.iter().all(|node| range.contains(&node.0))
    };
    let holder = nodes.first().and_then(|first| curriculum.ancestors(*first).find(holds));
    let name = holder.and_then(|idx| Some(named(model, &curriculum.get(idx)?.id).1));
    let count = of.len();
    name.map_or_else(|| format!("{count} lessons"), |name| format!("{count} lessons of {name}"))
}
