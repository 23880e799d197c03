//! The first line: where the learner is, and how far they have come. Below it, where there is room, what today holds.

use super::{
    canvas::{Canvas, fitting, share},
    theme::Ink,
};
use crate::{
    app::{Model, layout::Areas, model::Screen},
    domain::Kind,
    text::width,
};

/// The widest that the overall bar becomes.
const BAR: u16 = 20;

/// Draws both lines.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas) {
    let area = areas.top;
    let tally = model.tallies.all;
    let percent = (tally.done * 100).checked_div(tally.total).unwrap_or(0);
    let mut right = area.right().saturating_sub(1);
    right = canvas.put_right(right, area.y, 5, Ink::Text, &format!("{percent}%")).saturating_sub(1);
    if area.width >= 70 {
        let columns = BAR.min(area.width / 6);
        right -= columns;
        let retained = model.memories.as_ref().map_or(tally.done, |memories| memories.all.retained);
        let (strong, weak) = (share(retained, tally.total, columns), share(tally.done, tally.total, columns));
        canvas.bar(right, area.y, columns, strong, weak);
        right -= 1;
    }
    if area.width >= 40 {
        let count = format!("{}/{}", tally.done, tally.total);
        right = canvas.put_right(right, area.y, 12, Ink::Dim, &count).saturating_sub(2);
        if model.due.0 > 0 {
            right = canvas.put_right(right, area.y, 10, Ink::Due, &format!("{} due", model.due.0)).saturating_sub(2);
        }
    }
    path(canvas, model, area.x + 1, area.y, right.saturating_sub(area.x + 1));
    if areas.today.height > 0 {
        let max = areas.today.width.saturating_sub(2);
        canvas.put(areas.today.x + 1, areas.today.y, max, Ink::Dim, &today(model, max));
    }
}

/// The titles from the tier down; cut from the left, so that the lesson itself can always be read.
fn path(canvas: &mut Canvas<'_>, model: &Model, x: u16, y: u16, max: u16) {
    let title = match &model.screen {
        Screen::Study => None,
        Screen::Search(_) => Some("Search"),
        Screen::Progress(_) => Some("Progress"),
        Screen::Review(review) => Some(review.title.as_str()),
    };
    if let Some(title) = title {
        canvas.put(x, y, max, Ink::Title, title);
        return;
    }
    let Some(idx) = model.subject() else {
        canvas.put(x, y, max, Ink::Title, &model.curriculum.title);
        return;
    };
    let mut names: Vec<String> = model
        .curriculum
        .ancestors(idx)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .chain([idx])
        .filter_map(|idx| model.curriculum.get(idx))
        .map(|node| match node.kind {
            Kind::Tier | Kind::Page => node.title.to_string(),
            Kind::Phase | Kind::Topic | Kind::Section => format!("{} {}", node.id, node.title),
        })
        .collect();
    let between = canvas.glyph(" › ", " > ");
    while names.len() > 1 && names.iter().map(|name| width::width(name) + 3).sum::<usize>() > usize::from(max) + 3 {
        names.remove(0);
    }
    let mut at = x;
    let end = x.saturating_add(max);
    let last = names.len().saturating_sub(1);
    for (place, name) in names.iter().enumerate() {
        let ink = if place == last { Ink::Title } else { Ink::Dim };
        at = canvas.put(at, y, end.saturating_sub(at), ink, name);
        if place < last {
            at = canvas.put(at, y, end.saturating_sub(at), Ink::Dim, between);
        }
    }
}

/// What today holds, in a line: what is due and what is next before what was done; what does not fit is left out whole.
fn today(model: &Model, max: u16) -> String {
    let day = model.progress.day(model.today());
    let between = if model.settings.ascii { "  -  " } else { "  ·  " };
    let mut parts = Vec::new();
    if model.due.0 > 0 {
        parts.push(format!("{} due, about {} min (r)", model.due.0, model.due.1.max(1)));
    }
    let open = |node: &&crate::domain::Node| !model.progress.is_done(node.id.as_str());
    match model.curriculum.all_lessons().map(|(_, node)| node).find(open) {
        Some(node) => {
            let whole = format!("next {} {} ({} min)", node.id, node.title, node.minutes);
            let before = parts.first().map_or(0, |due| width::width(due) + width::width(between));
            let fits = before + width::width(&whole) <= usize::from(max);
            parts.push(if fits { whole } else { format!("next {} ({} min)", node.id, node.minutes) });
        }
        None if model.tallies.all.total > 0 => parts.push("all lessons are done".to_owned()),
        None => {}
    }
    let lessons = day.lessons + day.tested_out;
    let minutes = day.seconds / 60;
    if lessons > 0 || minutes > 0 {
        parts.push(format!("today {lessons} done, {minutes} min"));
    }
    let streak = model.progress.streak(model.today());
    if streak.days > 1 {
        parts.push(format!("{} days in a row", streak.days));
    }
    fitting(parts, between, max)
}
