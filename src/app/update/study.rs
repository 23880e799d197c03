//! The navigator, marks, and jumps from lesson to lesson.

use super::{notes, overlay, reader, review, saved, scroll, search, toast};
use crate::{
    app::{
        Effect, Model,
        command::Cmd,
        effect::Task,
        field::Field,
        keys::Chord,
        layout,
        model::{Pane, Screen, Tone},
        overlay::{Confirm, Overlay, Then},
        place::Place,
        tree::Filter,
    },
    domain::{Id, Kind, Node, NodeIdx},
    markdown::Anchor,
};

/// What to do first: open the lesson that was open at the last end.
pub fn resume(model: &Model) -> Vec<Effect> {
    let view = model.remembered.clone().unwrap_or_default();
    let node = view.node.as_ref().and_then(|id| model.curriculum.find(id.as_str()));
    match node {
        Some(node) => vec![Effect::Load { node, place: Place::At(view.anchor) }],
        None => Vec::new(),
    }
}

/// A command in the navigator.
pub fn tree(model: &mut Model, cmd: Cmd, chord: Chord, effects: &mut Vec<Effect>) {
    let rows = usize::from(layout::areas(model).tree.height);
    if let Some(by) = scroll(cmd, rows) {
        model.tree.move_by(by);
        return;
    }
    match cmd {
        Cmd::Fold => fold(model),
        Cmd::Unfold => unfold(model, effects),
        Cmd::FoldAll => {
            let tiers: Vec<NodeIdx> = model.curriculum.tiers.iter().map(|tier| tier.node).collect();
            model.tree.open = tiers.into_iter().collect();
            refresh(model);
        }
        Cmd::UnfoldAll => {
            let branches: Vec<NodeIdx> =
                model.curriculum.iter().filter(|(idx, node)| node.end > idx.0 + 1).map(|(idx, _)| idx).collect();
            model.tree.open = branches.into_iter().collect();
            refresh(model);
        }
        Cmd::Filter => {
            model.tree.filter = model.tree.filter.next();
            refresh(model);
        }
        Cmd::Enter => enter(model, effects),
        Cmd::Escape => {
            if model.tree.filter != Filter::All {
                model.tree.filter = Filter::All;
                refresh(model);
            }
        }
        _ => shared(model, cmd, chord, effects),
    }
}

/// A command that means the same in the navigator and in the reader.
pub fn shared(model: &mut Model, cmd: Cmd, chord: Chord, effects: &mut Vec<Effect>) {
    let subject = model.subject();
    match cmd {
        Cmd::OtherPane => match (model.pane, &model.reader) {
            (Pane::Reader, _) => model.pane = Pane::Tree,
            (Pane::Tree, Some(_)) => model.pane = Pane::Reader,
            (Pane::Tree, None) => {
                match model.tree.selected().filter(|idx| model.curriculum.get(*idx).is_some_and(Node::readable)) {
                    Some(_) => enter(model, effects),
                    None => {
                        let text = format!("no lesson is open yet: {} on one opens it", model.key("move.open"));
                        toast(model, Tone::Plain, text);
                    }
                }
            }
        },
        Cmd::GoTo => {
            let mut field = Field::line();
            field.key(chord);
            model.overlays.push(Overlay::GoTo(field));
        }
        Cmd::Parent => {
            if let Some(parent) = subject.and_then(|idx| model.curriculum.get(idx)?.parent) {
                step(model, Some(parent), false, effects);
            }
        }
        Cmd::NextLesson => {
            let next = subject.and_then(|idx| model.curriculum.next_lesson(idx));
            step(model, next, true, effects);
        }
        Cmd::PreviousLesson => {
            let previous = subject.and_then(|idx| model.curriculum.previous_lesson(idx));
            step(model, previous, true, effects);
        }
        Cmd::NextUnfinished => {
            let next = unfinished(model, subject, true);
            step(model, next, true, effects);
        }
        Cmd::PreviousUnfinished => {
            let previous = unfinished(model, subject, false);
            step(model, previous, true, effects);
        }
        Cmd::Back => travel(model, true, effects),
        Cmd::Forward => travel(model, false, effects),
        Cmd::Toggle => toggle(model, effects),
        Cmd::DoneNext => done_next(model, effects),
        Cmd::Note => notes::edit(model, effects),
        Cmd::Notes => notes::list_notes(model),
        Cmd::Bookmarks => notes::list_bookmarks(model),
        Cmd::Search => search::open(model, effects),
        Cmd::Progress => {
            reader::pause(model);
            model.screen = Screen::Progress(0);
        }
        Cmd::Review | Cmd::CheckYourself | Cmd::BlankPage | Cmd::TestOut | Cmd::Interview => {
            review::begin(model, cmd, effects);
        }
        Cmd::OwnQuestion | Cmd::OwnQuestions => review::begin(model, cmd, effects),
        Cmd::Palette => overlay::open_palette(model),
        Cmd::Help => model.overlays.push(Overlay::Help { top: 0 }),
        Cmd::Retry => saved::retry(model, effects),
        _ => {}
    }
}

/// Opens a text; where the learner was goes on the way back.
pub fn open(model: &mut Model, node: NodeIdx, place: Place, effects: &mut Vec<Effect>) {
    if let Some(open) = &model.reader
        && open.node != node
    {
        let here = (open.node, open.anchor());
        if model.back.last() != Some(&here) {
            model.back.push(here);
        }
        // A way back of a thousand steps is long enough.
        if model.back.len() > 1_000 {
            model.back.remove(0);
        }
        model.forward.clear();
    }
    // A lesson that was left in the middle is opened there.
    let left = model.id_of(node).and_then(|id| model.places.get(id)).copied();
    let place = match (place, left) {
        (Place::Top, Some(anchor)) => Place::At(anchor),
        (place, _) => place,
    };
    load(model, node, place, effects);
}

fn load(model: &mut Model, node: NodeIdx, place: Place, effects: &mut Vec<Effect>) {
    reader::save_time(model, true, effects);
    model.screen = Screen::Study;
    effects.push(Effect::Load { node, place });
}

/// Back to where the learner was before the last jump, or forward again.
fn travel(model: &mut Model, back: bool, effects: &mut Vec<Effect>) {
    let here: Option<(NodeIdx, Anchor)> = model.reader.as_ref().map(|open| (open.node, open.anchor()));
    let (from, to) = if back { (&mut model.back, &mut model.forward) } else { (&mut model.forward, &mut model.back) };
    match from.pop() {
        Some((node, anchor)) => {
            to.extend(here);
            load(model, node, Place::At(anchor), effects);
        }
        None => toast(model, Tone::Plain, if back { "no way further back" } else { "no way further on" }.to_owned()),
    }
}

/// Goes to a node: in the navigator with the cursor, in the reader by opening it.
fn step(model: &mut Model, to: Option<NodeIdx>, lesson: bool, effects: &mut Vec<Effect>) {
    match to {
        Some(idx) if model.pane == Pane::Reader && model.curriculum.get(idx).is_some_and(Node::readable) => {
            open(model, idx, Place::Top, effects);
        }
        Some(idx) => {
            model.pane = Pane::Tree;
            select(model, idx);
        }
        None if lesson => toast(model, Tone::Plain, "there is no further lesson that way".to_owned()),
        None => {}
    }
}

/// Puts the navigator's cursor on a node.
pub fn select(model: &mut Model, idx: NodeIdx) {
    model.tree.select(idx, &model.curriculum, &model.tallies);
}

/// Makes the navigator's rows anew.
pub fn refresh(model: &mut Model) {
    model.tree.refresh(&model.curriculum, &model.tallies);
}

fn unfinished(model: &Model, from: Option<NodeIdx>, forward: bool) -> Option<NodeIdx> {
    let from = from.unwrap_or(NodeIdx(0));
    let open = |(idx, node): &(NodeIdx, &Node)| *idx != from && !model.progress.is_done(node.id.as_str());
    let mut lessons = model.curriculum.all_lessons().filter(open).map(|(idx, _)| idx);
    if forward {
        let first = lessons.clone().next();
        lessons.find(|idx| *idx > from).or(first)
    } else {
        lessons.rev().find(|idx| *idx < from)
    }
}

fn is_branch(model: &Model, idx: NodeIdx) -> bool {
    model.curriculum.get(idx).is_some_and(|node| node.end > idx.0 + 1)
}

fn enter(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(idx) = model.tree.selected() else { return };
    let readable = model.curriculum.get(idx).is_some_and(Node::readable);
    if is_branch(model, idx) {
        if !readable && model.tree.open.contains(&idx) {
            model.tree.open.remove(&idx);
        } else {
            model.tree.open.insert(idx);
        }
        refresh(model);
    }
    if readable {
        open(model, idx, Place::Top, effects);
    }
}

fn fold(model: &mut Model) {
    let Some(idx) = model.tree.selected() else { return };
    if is_branch(model, idx) && model.tree.open.remove(&idx) {
        refresh(model);
    } else if let Some(parent) = model.curriculum.get(idx).and_then(|node| node.parent) {
        select(model, parent);
    }
}

fn unfold(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(idx) = model.tree.selected() else { return };
    if is_branch(model, idx) {
        if model.tree.open.insert(idx) {
            refresh(model);
        } else if model.tree.rows.get(model.tree.cursor + 1).is_some_and(|next| *next < end_of(model, idx)) {
            model.tree.move_by(1);
        }
    } else if model.reader.as_ref().is_some_and(|open| open.node == idx) {
        model.pane = Pane::Reader;
    } else {
        enter(model, effects);
    }
}

fn end_of(model: &Model, idx: NodeIdx) -> NodeIdx {
    NodeIdx(model.curriculum.subtree(idx).end)
}

/// Marks the lesson done or not done; a branch asks first.
fn toggle(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(idx) = model.subject() else { return };
    let curriculum = std::sync::Arc::clone(&model.curriculum);
    let Some(node) = curriculum.get(idx) else { return };
    if node.kind == Kind::Page {
        toast(model, Tone::Plain, "a page is read, not marked".to_owned());
    } else if node.lesson {
        if model.is_saving(&node.id) {
            toast(model, Tone::Plain, "still saving; wait a moment".to_owned());
        } else if model.progress.is_done(node.id.as_str()) {
            let said = format!("not done: {} {}", node.id, node.title);
            saved::save(model, Task::Undone(vec![node.id.clone()]), said, effects);
        } else {
            mark(model, node, "", effects);
        }
    } else {
        ask_branch(model, idx, node);
    }
}

fn mark(model: &mut Model, node: &Node, more: &str, effects: &mut Vec<Effect>) {
    let said = format!("done: {} {}{more}", node.id, node.title);
    saved::save(model, Task::Done(vec![(node.id.clone(), node.revision)]), said, effects);
}

/// A branch is marked after a confirmation that says how many lessons that are.
fn ask_branch(model: &mut Model, idx: NodeIdx, node: &Node) {
    if let Some(why) = model.saves.read_only.clone() {
        toast(model, Tone::Bad, why);
        return;
    }
    let tally = model.tallies.of(idx);
    let undo = tally.complete();
    let lessons: Vec<(Id, u32)> = model
        .curriculum
        .lessons(idx)
        .filter(|(_, lesson)| undo == model.progress.is_done(lesson.id.as_str()))
        .map(|(_, lesson)| (lesson.id.clone(), lesson.revision))
        .collect();
    let count = lessons.len();
    let task = if undo { Task::Undone(lessons.into_iter().map(|(id, _)| id).collect()) } else { Task::Done(lessons) };
    let name = if node.kind == Kind::Tier { node.title.to_string() } else { format!("{} {}", node.id, node.title) };
    let lessons = if count == 1 { "1 lesson".to_owned() } else { format!("{count} lessons") };
    let question = match (undo, tally.done) {
        (true, _) => format!("Take the mark off all {lessons} of {name}?"),
        (false, 0) => format!("Mark {lessons} of {name} done?"),
        (false, _) => format!("Mark the {lessons} of {name} that are left done?"),
    };
    let said = format!("{}: {lessons} of {name}", if undo { "not done" } else { "done" });
    let then = Then::Save(saved::prepare(model, task, said));
    model.overlays.push(Overlay::Confirm(Confirm::new(question, then)));
}

/// Done, and on to the next.
fn done_next(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(idx) = model.subject() else { return };
    let curriculum = std::sync::Arc::clone(&model.curriculum);
    let Some(node) = curriculum.get(idx) else { return };
    if !node.lesson {
        let next = model.curriculum.next_lesson(idx);
        step(model, next, true, effects);
        return;
    }
    let next = model.curriculum.next_lesson(idx);
    let last = next.is_none().then(|| after_the_last(model, idx));
    let mark_of = model.progress.done(node.id.as_str()).map(|mark| mark.revision);
    if mark_of.is_none_or(|revision| revision < node.revision) && !model.is_saving(&node.id) {
        let more = last.as_ref().map_or(String::new(), |last| format!("; {last}"));
        mark(model, node, &more, effects);
        if model.saves.read_only.is_some() {
            return;
        }
    }
    match last {
        None => step(model, next, true, effects),
        Some(last) => toast(model, Tone::Good, last),
    }
}

/// What to say after the last lesson.
fn after_the_last(model: &Model, idx: NodeIdx) -> String {
    match unfinished(model, Some(idx), true).and_then(|open| model.id_of(open)) {
        Some(open) => {
            format!("that was the last lesson; {} goes to {open}, still to do", model.key("tree.next-unfinished"))
        }
        None => "that was the last lesson, and all are done".to_owned(),
    }
}
