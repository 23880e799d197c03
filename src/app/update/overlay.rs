//! What lies on top: welcome, help, palette, lists, questions, and the fields on the bottom line.

use super::{keep, reader, review, run as run_command, saved, scroll, study, toast};
use crate::{
    app::{
        Effect, Model,
        command::{COMMANDS, Cmd, Command},
        field::Field,
        keys::{Chord, Key},
        layout::{self, Areas},
        model::Tone,
        overlay::{List, Overlay, Palette, Target, Then},
        place::Place,
    },
    domain::Node,
    text::width::wrap,
};

/// A command while something lies on top.
pub fn run(model: &mut Model, cmd: Cmd, _chord: Chord, effects: &mut Vec<Effect>) {
    let rows = layout::panel_rows(&layout::areas(model));
    if cmd == Cmd::Escape {
        model.overlays.pop();
        return;
    }
    match model.overlays.last_mut() {
        None => {}
        Some(Overlay::Welcome) if cmd == Cmd::Enter => _ = model.overlays.pop(),
        Some(Overlay::Welcome) => {}
        Some(Overlay::Help { top }) => match scroll(cmd, rows) {
            Some(by) => *top = top.saturating_add_signed(by).min(COMMANDS.len() * 2),
            None if cmd == Cmd::Help => _ = model.overlays.pop(),
            None => {}
        },
        Some(Overlay::Palette(palette)) => match scroll(cmd, rows) {
            Some(by) => palette.cursor = moved(palette.cursor, by, palette.rows.len()),
            None => run_palette(model, cmd, effects),
        },
        Some(Overlay::List(list)) => match scroll(cmd, rows) {
            Some(by) => list.cursor = moved(list.cursor, by, list.rows.len()),
            None => run_list(model, cmd, effects),
        },
        Some(Overlay::Interview(choice)) => match scroll(cmd, rows) {
            Some(by) => choice.cursor = moved(choice.cursor, by, choice.phases.len()),
            None => review::choose(model, cmd, effects),
        },
        Some(Overlay::Confirm(question)) => match scroll(cmd, rows) {
            Some(by) => question.top = question.top.saturating_add_signed(by),
            None => confirm(model, cmd, effects),
        },
        Some(Overlay::GoTo(field)) => match cmd {
            Cmd::EraseWord | Cmd::EraseLine => field.clear(),
            Cmd::Enter => go_to(model, effects),
            _ => {}
        },
        Some(Overlay::Report(field)) => match cmd {
            Cmd::EraseWord => field.erase_word(),
            Cmd::EraseLine => field.erase_line(),
            Cmd::Enter => {
                let reason = field.text().trim().to_owned();
                model.overlays.pop();
                if !reason.is_empty() {
                    review::report(model, &reason, effects);
                }
            }
            _ => {}
        },
        Some(Overlay::Own(own)) => {
            let field = if own.answering { &mut own.answer } else { &mut own.prompt };
            match cmd {
                Cmd::EraseWord => field.erase_word(),
                Cmd::EraseLine => field.erase_line(),
                Cmd::Enter if field.text().trim().is_empty() => {}
                Cmd::Enter if !own.answering => own.answering = true,
                Cmd::Enter => {
                    let own = std::mem::take(own);
                    model.overlays.pop();
                    review::own::keep(model, own, effects);
                }
                _ => {}
            }
        }
        Some(Overlay::Find(field)) => match cmd {
            Cmd::EraseWord => field.erase_word(),
            Cmd::EraseLine => field.erase_line(),
            Cmd::Enter => {
                let (text, offered) = (field.text().to_owned(), field.is_offered());
                model.overlays.pop();
                reader::accept_find(model, text, offered);
            }
            _ => {}
        },
    }
    if matches!(cmd, Cmd::EraseWord | Cmd::EraseLine) {
        followed(model);
    }
}

fn moved(cursor: usize, by: isize, len: usize) -> usize {
    cursor.saturating_add_signed(by).min(len.saturating_sub(1))
}

/// Lets what lies on top fit the window.
pub fn fit(model: &mut Model, areas: &Areas) {
    let rows = layout::panel_rows(areas);
    match model.overlays.last_mut() {
        Some(Overlay::Palette(palette)) => keep(palette.cursor, &mut palette.top, rows.saturating_sub(1).max(1)),
        Some(Overlay::List(list)) => keep(list.cursor, &mut list.top, rows),
        // Below the phases stands what was chosen.
        Some(Overlay::Interview(choice)) => keep(choice.cursor, &mut choice.top, rows.saturating_sub(2).max(1)),
        Some(Overlay::Confirm(confirm)) => {
            let lines = wrap(&confirm.question, layout::question_width(areas)).len();
            confirm.top = confirm.top.min(lines.saturating_sub(layout::question_rows(areas)));
        }
        _ => {}
    }
}

/// Lets the field of the overlay change.
pub fn typed(model: &mut Model, change: impl FnOnce(&mut Field) -> bool) {
    let field = match model.overlays.last_mut() {
        Some(Overlay::Palette(palette)) => &mut palette.field,
        Some(Overlay::GoTo(field) | Overlay::Find(field) | Overlay::Report(field)) => field,
        Some(Overlay::Own(own)) if own.answering => &mut own.answer,
        Some(Overlay::Own(own)) => &mut own.prompt,
        _ => return,
    };
    if change(field) {
        followed(model);
    }
}

/// What follows from a field's new text.
fn followed(model: &mut Model) {
    match model.overlays.last_mut() {
        Some(Overlay::Palette(palette)) => {
            let query = palette.field.text().to_owned();
            let rows = matching(model, &query);
            if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
                palette.rows = rows;
                palette.cursor = 0;
                palette.top = 0;
            }
        }
        Some(Overlay::Find(field)) => {
            let query = field.text().to_owned();
            if let Some(open) = &mut model.reader {
                open.find(&query);
            }
        }
        Some(Overlay::GoTo(field)) if field.text().is_empty() => _ = model.overlays.pop(),
        _ => {}
    }
}

/// Opens the palette.
pub fn open_palette(model: &mut Model) {
    let rows = matching(model, "");
    model.overlays.push(Overlay::Palette(Palette { rows, ..Palette::default() }));
}

/// The commands that can be used under the palette and that a query finds: all its words begin words of the name, the
/// title or the sentence; titles first.
fn matching(model: &Model, query: &str) -> Vec<Cmd> {
    let under = context_below(model);
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let begins = |text: &str, word: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|part| part.to_lowercase().starts_with(word))
    };
    let mut found: Vec<(bool, &Command)> = COMMANDS
        .iter()
        .filter(|command| command.when.holds(under) && !matches!(command.cmd, Cmd::Palette | Cmd::GoTo))
        .filter(|command| {
            words
                .iter()
                .all(|word| begins(command.title, word) || begins(command.doc, word) || begins(command.name, word))
        })
        .map(|command| (!words.iter().all(|word| begins(command.title, word)), command))
        .collect();
    found.sort_by_key(|(later, _)| *later);
    let mut rows: Vec<Cmd> = Vec::new();
    for (_, command) in found {
        if !rows.contains(&command.cmd) {
            rows.push(command.cmd);
        }
    }
    rows
}

fn context_below(model: &Model) -> crate::app::command::Context {
    use crate::app::{
        command::Context,
        model::{Pane, Screen},
    };
    match (&model.screen, model.pane, &model.reader) {
        (Screen::Progress(_), ..) => Context::Progress,
        (_, Pane::Reader, Some(_)) => Context::Reader,
        _ => Context::Tree,
    }
}

fn run_palette(model: &mut Model, cmd: Cmd, effects: &mut Vec<Effect>) {
    let Some(Overlay::Palette(palette)) = model.overlays.last_mut() else { return };
    match cmd {
        Cmd::EraseWord => palette.field.erase_word(),
        Cmd::EraseLine => palette.field.erase_line(),
        Cmd::Enter => {
            let chosen = palette.rows.get(palette.cursor).copied();
            model.overlays.pop();
            if let Some(chosen) = chosen {
                run_command(model, chosen, Chord::plain(Key::Enter), effects);
            }
        }
        _ => {}
    }
}

fn run_list(model: &mut Model, cmd: Cmd, effects: &mut Vec<Effect>) {
    let Some(Overlay::List(List { rows, cursor, owns, .. })) = model.overlays.last() else { return };
    if cmd == Cmd::OwnQuestion && *owns {
        return review::own::write(model);
    }
    let Some(row) = rows.get(*cursor).cloned() else {
        if cmd == Cmd::Enter {
            model.overlays.pop();
        }
        return;
    };
    if let Target::Own(question) = &row.target {
        // The list stays: what is edited or deleted is one of many.
        match cmd {
            Cmd::Enter | Cmd::EditQuestion => return review::own::edit(model, question),
            Cmd::DeleteQuestion => return review::own::delete(model, question),
            _ => {}
        }
    }
    match cmd {
        Cmd::Enter => {
            model.overlays.pop();
            let target = match row.target {
                Target::Note(node, _) => Target::Open(node, Place::Top),
                other => other,
            };
            match target {
                Target::Own(_) | Target::Note(..) => {}
                Target::Open(node, place) => {
                    let same = model.reader.as_ref().is_some_and(|open| open.node == node);
                    match (&place, &mut model.reader) {
                        (Place::Heading(slug), Some(open)) if same => {
                            if let Some(line) = open.layout.heading_line(slug) {
                                open.scroll_to(line);
                            }
                        }
                        _ if model.curriculum.get(node).is_some_and(Node::readable) => {
                            study::open(model, node, place, effects);
                        }
                        _ => study::select(model, node),
                    }
                }
                Target::Link(link) => reader::follow(model, link, effects),
                Target::Copy(number) => reader::act_on_block(model, number, false, effects),
                Target::Edit(number) => reader::act_on_block(model, number, true, effects),
            }
        }
        Cmd::CopyBlock => {
            let text = match row.target {
                Target::Note(_, note) => {
                    let said = format!("copied the note of {}", row.label);
                    return effects.push(Effect::Copy { text: note, said });
                }
                Target::Link(_) => row.detail,
                Target::Open(..) | Target::Copy(_) | Target::Edit(_) | Target::Own(_) => row.label,
            };
            effects.push(Effect::Copy { said: format!("copied: {text}"), text });
        }
        _ => {}
    }
}

fn confirm(model: &mut Model, cmd: Cmd, effects: &mut Vec<Effect>) {
    if !matches!(cmd, Cmd::Yes | Cmd::No) {
        return;
    }
    let Some(Overlay::Confirm(confirm)) = model.overlays.pop() else { return };
    if cmd == Cmd::Yes {
        match confirm.then {
            Then::Save(save) => saved::send(model, save, effects),
            Then::Browse(url) => effects.push(Effect::Open(url)),
            Then::Undo { review } => effects.push(Effect::Undo { review, since: None }),
        }
    }
}

fn go_to(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::GoTo(field)) = model.overlays.pop() else { return };
    match model.curriculum.resolve(field.text()) {
        Some(idx) if model.curriculum.get(idx).is_some_and(Node::readable) => {
            study::open(model, idx, Place::Top, effects);
        }
        Some(idx) => study::select(model, idx),
        None => {
            let text = format!("there is no {}; numbers are like 5, 5.6 or 5.6.4", field.text());
            toast(model, Tone::Bad, text);
        }
    }
}
