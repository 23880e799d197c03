//! The last line: a message, which takes rows above where it is long, or the keys that work here; to the right how far the
//! text was read, or what was found.

use ratatui::layout::Rect;

use super::{canvas::Canvas, search::put_field, theme::Ink};
use crate::{
    app::{
        Model,
        command::{Command, Context},
        layout::Areas,
        model::{Pane, Screen, Toast, Tone},
        overlay::{List, Overlay},
    },
    domain::{Kind, Node},
    schedule::{Card, CardKind},
    text::{Clean, width},
};

/// Never more hints than this.
const MOST: usize = 7;

/// Between two hints.
const GAP: &str = "   ";

/// Draws the line. Where a field is on it, returns the place of its cursor.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas) -> Option<(u16, u16)> {
    let area = areas.status;
    let right = area.right().saturating_sub(1);
    match model.overlays.last() {
        Some(Overlay::GoTo(field)) => {
            let x = canvas.put(area.x + 1, area.y, area.width, Ink::Accent, "Go to ");
            let target = model.curriculum.resolve(field.text()).and_then(|idx| model.curriculum.get(idx));
            let said = target.map_or_else(|| "like 5.6 or 5.6.4".to_owned(), |node| node.title.to_string());
            let after = put_field(canvas, x, area.y, 12, field.text(), field.before());
            canvas.put(x + 13, area.y, right.saturating_sub(x + 13), Ink::Dim, &said);
            return Some(after);
        }
        Some(Overlay::Report(field)) => {
            let x = canvas.put(area.x + 1, area.y, area.width, Ink::Accent, "What is wrong? ");
            return Some(put_field(canvas, x, area.y, right.saturating_sub(x), field.text(), field.before()));
        }
        Some(Overlay::Find(field)) => {
            let x = canvas.put(area.x + 1, area.y, area.width, Ink::Accent, "Find ");
            let start = canvas.put_right(right, area.y, area.width / 3, Ink::Dim, &found(model));
            let room = start.saturating_sub(x + 1);
            let after = put_field(canvas, x, area.y, room, field.text(), field.before());
            if field.is_offered() {
                canvas.reverse(x, area.y, after.0.saturating_sub(x));
            }
            return Some(after);
        }
        _ => {}
    }
    let position = position(model);
    let start = canvas.put_right(right, area.y, area.width / 3, Ink::Dim, &position);
    let max = start.saturating_sub(area.x + 2);
    if let Some(toast) = &model.toast {
        draw_toast(canvas, areas, toast, max);
        return None;
    }
    let said = unsaved(canvas, model, area.x + 1, area.y, max);
    hints(canvas, model, area.x + 1 + said, area.y, max.saturating_sub(said));
    None
}

/// Where nothing can be saved, that is said for as long as it is so; the key says why. Returns how many columns it takes.
fn unsaved(canvas: &mut Canvas<'_>, model: &Model, x: u16, y: u16, max: u16) -> u16 {
    if model.saves.read_only.is_none() || !model.overlays.is_empty() {
        return 0;
    }
    let after = canvas.put(x, y, max, Ink::Error, "nothing is saved");
    let key = match model.context() {
        Context::Tree | Context::Reader => model.keymap.keys_of("program.save-again").first(),
        _ => None,
    };
    let after = match key {
        Some(key) => {
            let at = canvas.put(after, y, max.saturating_sub(after - x), Ink::Dim, ", ");
            let at = canvas.put(at, y, max.saturating_sub(at - x), Ink::Accent, &key.to_string());
            canvas.put(at, y, max.saturating_sub(at - x), Ink::Dim, " why")
        }
        None => after,
    };
    (after - x + 3).min(max)
}

/// A message: on the line where it fits, else on as many rows above it as it takes, up to a third of the window (two
/// thirds for what went wrong: what to do about it stands last), under a rule. `max` is the room beside what stands at the right.
fn draw_toast(canvas: &mut Canvas<'_>, areas: &Areas, toast: &Toast, max: u16) {
    let area = areas.status;
    let ink = match toast.tone {
        Tone::Good => Ink::Done,
        Tone::Plain => Ink::Text,
        Tone::Bad => Ink::Error,
    };
    let room = area.width.saturating_sub(2);
    let mut lines = width::wrap(Clean::line(&toast.text).as_str(), usize::from(room).max(1));
    let thirds = if toast.tone == Tone::Bad { 2 } else { 1 };
    let most = usize::from(areas.whole.height / 3).saturating_mul(thirds).max(1);
    if lines.len() > most {
        // The last row is cut where it is put, with an ellipsis.
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(rest);
    }
    let rows = u16::try_from(lines.len()).unwrap_or(1);
    let y = area.bottom().saturating_sub(rows);
    if rows > 1 || lines.iter().any(|line| width::width(line) >= usize::from(max)) {
        canvas.clear(Rect { y, height: rows, ..area });
    }
    if rows > 1 {
        canvas.rule(Rect { y: y.saturating_sub(1), height: 1, ..area });
    }
    for (line, y) in lines.iter().zip(y..area.bottom()) {
        canvas.put(area.x + 1, y, room, ink, line);
    }
}

fn found(model: &Model) -> String {
    match model.reader.as_ref().and_then(|open| open.found.as_ref()) {
        Some(found) if found.hits.is_empty() => "not in this page".to_owned(),
        Some(found) => format!("{}/{}", found.at + 1, found.hits.len()),
        None => String::new(),
    }
}

fn position(model: &Model) -> String {
    if !model.overlays.is_empty() {
        return String::new();
    }
    match (&model.screen, model.pane, &model.reader) {
        (Screen::Study, Pane::Reader, Some(open)) => match &open.found {
            Some(found) if !found.hits.is_empty() => {
                format!("{}/{} {}  {:>3}%", found.at + 1, found.hits.len(), found.query, open.percent())
            }
            _ if open.glimpse => String::new(),
            // As wide for 5 % as for 100 %: the hints beside it stay where they are.
            _ => format!("{:>3}%", open.percent()),
        },
        (Screen::Study, Pane::Tree, _) => match model.tree.filter {
            crate::app::tree::Filter::All => String::new(),
            filter => format!("showing {}", filter.name()),
        },
        _ => String::new(),
    }
}

/// The keys that work here, the most useful first, as many as fit; the key of the help is always among them.
fn hints(canvas: &mut Canvas<'_>, model: &Model, x: u16, y: u16, max: u16) {
    let context = model.context();
    let mut rows: Vec<(&Command, String)> = model
        .keymap
        .in_context(context)
        .filter(|(command, keys)| command.hint > 0 && !keys.is_empty())
        .filter(|(command, _)| useful(model, context, command))
        .map(|(command, keys)| (command, keys.first().map(ToString::to_string).unwrap_or_default()))
        .collect();
    rows.sort_by_key(|(command, _)| command.hint);
    rows.dedup_by_key(|(command, _)| command.title);
    let columns = |(command, key): &(&Command, String)| width::width(key) + 1 + width::width(command.title) + GAP.len();
    let help = rows.iter().position(|(command, _)| command.name == "program.help").map(|at| rows.remove(at));
    let kept = help.as_ref().map_or(0, columns);
    // No gap stands behind the last one.
    let mut room = (usize::from(max) + GAP.len()).saturating_sub(kept);
    let most = MOST - usize::from(help.is_some());
    let mut shown = Vec::new();
    for row in rows {
        if shown.len() < most && columns(&row) <= room {
            room -= columns(&row);
            shown.push(row);
        }
    }
    shown.extend(help);
    let mut at = x;
    let end = x.saturating_add(max);
    for (number, (command, key)) in shown.iter().enumerate() {
        let gap = if number > 0 { GAP } else { "" };
        at = canvas.put(at, y, end.saturating_sub(at), Ink::Accent, &format!("{gap}{key}"));
        at = canvas.put(at, y, end.saturating_sub(at), Ink::Dim, &format!(" {}", command.title));
    }
}

/// Whether a hint says something here.
fn useful(model: &Model, context: Context, command: &Command) -> bool {
    match (context, command.name) {
        // In the reader Enter follows a link, which is worth a hint only where one is selected.
        (Context::Reader, "move.open") => model.reader.as_ref().is_some_and(|open| open.link.is_some()),
        (Context::Reader, "study.done") | (Context::Tree, "study.done-next" | "move.back-out" | "review.lesson") => {
            false
        }
        (Context::Reader, "study.done-next") => subject(model).is_some_and(|node| node.lesson),
        (Context::Tree, "study.done") => subject(model).is_some_and(|node| node.kind != Kind::Page),
        (Context::Reader, "review.lesson") => has_questions(model),
        // There Enter closes, as Esc does.
        (Context::Progress, "move.open") => false,
        // The welcome says itself what its two keys do.
        (Context::Welcome, _) => false,
        // While studying, the line of today has it.
        (_, "review.start") => context == Context::Progress && model.due.0 > 0,
        // What is picked needs no writing, and a question of one's own has no passage.
        (Context::Ask, "review.write") => !asked(model, |kind| matches!(kind, CardKind::Choose | CardKind::Cell)),
        (Context::Ask, "review.hint") => !asked(model, |kind| kind == CardKind::Own),
        (Context::Ask | Context::Graded, "review.own-edit" | "review.own-delete") => {
            asked(model, |kind| kind == CardKind::Own)
        }
        // An empty list has nothing to open.
        (Context::List, "move.open") => listed(model, |list| !list.rows.is_empty()),
        (Context::Tree | Context::Reader, "review.own") => false,
        (Context::List, "review.own") => listed(model, |list| list.owns),
        // In the list Enter opens the form already.
        (Context::List, "review.own-edit") => false,
        (Context::List, "review.own-delete") => listed(model, |list| list.own().is_some()),
        _ => true,
    }
}

/// What a command would mean.
fn subject(model: &Model) -> Option<&Node> {
    model.subject().and_then(|idx| model.curriculum.get(idx))
}

/// Whether there are questions of what a command would mean.
fn has_questions(model: &Model) -> bool {
    let (Some(deck), Some(idx)) = (&model.deck, model.subject()) else { return false };
    let inside = model.curriculum.subtree(idx);
    let inside = |card: &Card| card.node.is_some_and(|node| inside.contains(&node.0));
    deck.cards().any(|card| card.kind != CardKind::Blank && inside(card))
}

/// Whether such a list is on top.
fn listed(model: &Model, is: impl Fn(&List) -> bool) -> bool {
    matches!(model.overlays.last(), Some(Overlay::List(list)) if is(list))
}

/// Whether a question of such a kind is on the screen.
fn asked(model: &Model, is: impl Fn(CardKind) -> bool) -> bool {
    let Screen::Review(review) = &model.screen else { return false };
    review.asked.as_ref().is_some_and(|asked| is(asked.card.kind))
}
