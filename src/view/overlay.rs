//! What lies on top: welcome, help, palette, lists, questions. A rule and a heading, no box.

use ratatui::layout::Rect;

use super::{
    canvas::{Canvas, fitting},
    lines::Rows,
    search::put_field,
    theme::Ink,
};
use crate::{
    app::{
        Model,
        command::{COMMANDS, Cmd, Command, Group},
        layout::{self, Areas},
        overlay::{Interview, List, Overlay, Own, Palette},
    },
    text::width::wrap,
};

/// Draws the topmost overlay.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas) {
    let area = areas.panel;
    if matches!(model.overlays.last(), Some(Overlay::Help { .. } | Overlay::Palette(_))) {
        close(canvas, areas, area);
    }
    match model.overlays.last() {
        None | Some(Overlay::GoTo(_) | Overlay::Find(_) | Overlay::Report(_)) => {}
        Some(Overlay::Own(own)) => draw_own(canvas, area, own),
        Some(Overlay::Interview(choice)) => interview(canvas, model, areas, choice),
        Some(Overlay::Welcome) => welcome(canvas, model, areas),
        Some(Overlay::Help { top }) => help(canvas, model, area, *top),
        Some(Overlay::Palette(palette)) => draw_palette(canvas, model, area, palette),
        Some(Overlay::List(list)) => draw_list(canvas, areas, list),
        Some(Overlay::Confirm(confirm)) => {
            let lines = wrap(&confirm.question, layout::question_width(areas));
            let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(4);
            let area =
                Rect { y: area.y + area.height.saturating_sub(height) / 2, height: height.min(area.height), ..area };
            let inner = panel(canvas, area, "");
            let shown = lines.iter().skip(confirm.top).take(layout::question_rows(areas));
            for (line, y) in shown.zip(inner.y..inner.bottom()) {
                canvas.put(inner.x, y, inner.width, Ink::Text, line);
            }
            let last = area.bottom().saturating_sub(1);
            canvas.rule(Rect { y: last, height: 1, ..area });
            let left = lines.len().saturating_sub(confirm.top + layout::question_rows(areas));
            if left > 0 {
                canvas.put_right(inner.right(), last, inner.width, Ink::Accent, &format!(" {left} more below "));
            }
        }
    }
}

/// Clears an area, heads it with a title over a rule, and returns what is left.
fn panel(canvas: &mut Canvas<'_>, area: Rect, title: &str) -> Rect {
    // A free column on both sides where the screen goes on there.
    let margin = area.x.min(1);
    canvas.clear(Rect { x: area.x - margin, width: area.width + 2 * margin, ..area });
    canvas.rule(Rect { height: 1, ..area });
    if !title.is_empty() {
        canvas.put(area.x + 2, area.y, area.width.saturating_sub(4), Ink::Title, &format!(" {title} "));
    }
    Rect {
        x: area.x + 2,
        y: area.y + 2.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// The bar of a panel's rows, at its edge two columns further.
fn scroll_bar(canvas: &mut Canvas<'_>, rows: Rect, top: usize, len: usize) {
    canvas.scroll_bar(Rect { width: rows.width + 2, ..rows }, top, len);
}

/// A rule below a panel, where the screen goes on there.
fn close(canvas: &mut Canvas<'_>, areas: &Areas, area: Rect) {
    if area.bottom() < areas.body.bottom() {
        let below = Rect { y: area.bottom(), height: 1, ..area };
        canvas.clear(below);
        canvas.rule(below);
    }
}

fn welcome(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas) {
    let area = areas.body;
    canvas.clear(area);
    // What divides the panes below it joined these.
    canvas.rule(areas.rule_top);
    canvas.rule(areas.rule_bottom);
    let total = model.tallies.all.total;
    let rows = [
        ("arrows".to_owned(), "move, fold and unfold"),
        (model.key("move.open"), "open the lesson"),
        (model.key("study.done-next"), "done, and on to the next"),
        (model.key("find.everywhere"), "search everything"),
        (model.key("program.help"), "all keys"),
    ];
    let width = area.width.min(60);
    let x = area.x + (area.width - width) / 2 + 2;
    let max = width.saturating_sub(3);
    let roomy = area.height >= 14;
    let mut y = area.y + if roomy { 2 } else { 0 };
    let gap = u16::from(roomy);
    canvas.put(x, y, max, Ink::Title, &format!("Welcome to {}", model.curriculum.title));
    y += 1;
    let counted =
        [format!("{total} lessons, true at {}.", model.curriculum.edition), "All is saved as you go.".to_owned()];
    canvas.put(x, y, max, Ink::Dim, &fitting(counted, " ", max));
    y += 1 + gap;
    for (key, what) in rows {
        if y < area.bottom() {
            canvas.put(x, y, 9, Ink::Accent, &key);
            canvas.put(x + 9, y, max.saturating_sub(9), Ink::Text, what);
        }
        y += 1;
    }
    if y + gap < area.bottom() {
        canvas.put(x, y + gap, max, Ink::Dim, "Enter begins, q leaves.");
    }
}

/// All keys, group by group; two columns where there is room.
fn help(canvas: &mut Canvas<'_>, model: &Model, area: Rect, top: usize) {
    let inner = panel(canvas, area, "Keys");
    let mut lines: Vec<(String, Ink, String)> = Vec::new();
    let under = model.context_under(1);
    // What can be used on the screen below comes first.
    let parts = [true, false].into_iter().flat_map(|here| Group::ALL.map(|group| (here, group)));
    for (here, group) in parts {
        let wanted = |command: &Command| command.group == group && command.when.holds(under) == here;
        if !model.keymap.all().any(|(command, _)| wanted(command)) {
            continue;
        }
        if !lines.is_empty() {
            lines.push((String::new(), Ink::Text, String::new()));
        }
        lines.push((
            String::new(),
            Ink::Title,
            if here { group.title().to_owned() } else { format!("{}, elsewhere", group.title()) },
        ));
        for (command, keys) in model.keymap.all().filter(|(command, _)| wanted(command)) {
            let keys = match command.cmd {
                Cmd::GoTo => "0-9".to_owned(),
                _ => keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            };
            let room = usize::from(inner.width.saturating_sub(16)).max(10);
            for (at, line) in wrap(command.doc, room).into_iter().enumerate() {
                lines.push((if at == 0 { keys.clone() } else { String::new() }, Ink::Text, line));
            }
        }
    }
    let top = top.min(lines.len().saturating_sub(usize::from(inner.height)));
    for ((keys, ink, text), y) in lines.iter().skip(top).zip(inner.y..inner.bottom()) {
        let heading = *ink == Ink::Title;
        canvas.put(inner.x, y, 15, Ink::Accent, keys);
        let x = if heading { inner.x } else { inner.x + 16 };
        canvas.put(x, y, inner.right().saturating_sub(x), *ink, text);
    }
    scroll_bar(canvas, inner, top, lines.len());
}

fn draw_palette(canvas: &mut Canvas<'_>, model: &Model, area: Rect, palette: &Palette) {
    let inner = panel(canvas, area, "Commands");
    canvas.put(inner.x, inner.y, 2, Ink::Accent, ":");
    let room = inner.width.saturating_sub(2);
    let after = put_field(canvas, inner.x + 2, inner.y, room, palette.field.text(), palette.field.before());
    canvas.cursor = Some(after);
    if palette.rows.is_empty() {
        canvas.put(inner.x, inner.y + 1, inner.width, Ink::Dim, "No command here has such a name.");
    }
    let rows = palette.rows.iter().enumerate().skip(palette.top);
    for ((at, cmd), y) in rows.zip(inner.y + 1..inner.bottom()) {
        let Some(command) = COMMANDS.iter().find(|command| command.cmd == *cmd) else { continue };
        let here = at == palette.cursor;
        let keys = model.keymap.keys_of(command.name);
        let key = keys.first().map(ToString::to_string).unwrap_or_default();
        canvas.put(inner.x.saturating_sub(2), y, 1, Ink::Accent, if here { canvas.glyph("›", ">") } else { " " });
        canvas.put(inner.x, y, 10, Ink::Accent, &key);
        let ink = if here { Ink::Accent } else { Ink::Text };
        let x = canvas.put(inner.x + 10, y, inner.width.saturating_sub(10), ink, command.title);
        let x = x.max(inner.x + 29) + 1;
        // The beginning of a word is no sentence.
        let room = inner.right().saturating_sub(x);
        if room >= 20 {
            canvas.put(x, y, room, Ink::Dim, command.doc);
        }
    }
    let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    scroll_bar(canvas, below, palette.top, palette.rows.len());
}

/// A question of the learner's own, being typed: as high as its texts are.
fn draw_own(canvas: &mut Canvas<'_>, whole: Rect, own: &Own) {
    const LABEL: u16 = 10;
    let title = if own.question.is_some() { "Edit your question" } else { "A question of your own" };
    let title = own.lesson.as_ref().map_or(title.to_owned(), |id| format!("{title} on {id}"));
    let room = whole.width.saturating_sub(4 + LABEL);
    let (prompt, answer) = (Rows::of(&own.prompt, room), Rows::of(&own.answer, room));
    let (asked, told) = own_heights(whole.height, prompt.len(), answer.len(), own.answering);
    // Two rules and the hint, the lower rule only where there is room; blank rows between all of them if there is more.
    let gap = u16::from(asked + told + 6 <= whole.height);
    let height = (asked + told + 3 + 3 * gap).min(whole.height);
    let area = Rect { y: whole.y + (whole.height - height) / 2, height, ..whole };
    let inner = panel(canvas, area, &title);
    let mut y = area.y + 1 + gap;
    let fields = [("Question", prompt, asked, !own.answering), ("Answer", answer, told, own.answering)];
    for (name, rows, height, here) in fields {
        canvas.put(inner.x, y, LABEL - 1, if here { Ink::Accent } else { Ink::Dim }, name);
        let cursor = rows.put(canvas, Rect { x: inner.x + LABEL, y, width: room, height });
        if here {
            canvas.cursor = Some(cursor);
        }
        y += height + gap;
    }
    let hints = match own.answering {
        false => ["Enter goes on to the answer, ctrl-j begins a line, Esc leaves", "Enter goes on, ctrl-j: new line"],
        true => ["Enter keeps it, ctrl-j begins a line, Esc leaves", "Enter keeps it, ctrl-j: new line"],
    };
    let hint = hints.iter().find(|hint| hint.len() <= usize::from(inner.width)).or(hints.last());
    if y < area.bottom() {
        canvas.put(inner.x, y, inner.width, Ink::Dim, hint.copied().unwrap_or_default());
    }
    if area.height < whole.height {
        canvas.rule(Rect { y: area.bottom().saturating_sub(1), height: 1, ..area });
    }
}

/// How many rows a question of one's own and its answer get in a panel of so many rows, at least one each: all where they
/// fit, else what is being typed is seen first.
fn own_heights(whole: u16, prompt: usize, answer: usize, answering: bool) -> (u16, u16) {
    let [prompt, answer] = [prompt, answer].map(|rows| u16::try_from(rows).unwrap_or(u16::MAX));
    let left = whole.saturating_sub(2).max(2);
    if prompt.saturating_add(answer) <= left {
        return (prompt, answer);
    }
    let (other, here) = if answering { (prompt, answer) } else { (answer, prompt) };
    let other = other.min((left / 3).max(1));
    let here = here.min(left - other);
    if answering { (other, here) } else { (here, other) }
}

/// The phases of an interview with their questions; below them what was chosen.
fn interview(canvas: &mut Canvas<'_>, model: &Model, areas: &Areas, choice: &Interview) {
    // A blank row and what was chosen stand below the phases.
    let area = layout::list_panel(areas, choice.phases.len() + 1);
    let inner = panel(canvas, area, "Interview over which phases?");
    close(canvas, areas, area);
    canvas.put_right(inner.right(), area.y + 1, inner.width, Ink::Dim, "questions");
    let last = inner.bottom().saturating_sub(1);
    let phases = Rect { height: inner.height.saturating_sub(2), ..inner };
    let rows = choice.phases.iter().enumerate().skip(choice.top);
    for ((at, phase), y) in rows.zip(phases.y..phases.bottom()) {
        let here = at == choice.cursor;
        let ink = if here { Ink::Accent } else { Ink::Text };
        canvas.put(inner.x.saturating_sub(2), y, 1, Ink::Accent, if here { canvas.glyph("›", ">") } else { " " });
        let x = canvas.put(inner.x, y, 4, ink, if phase.ticked { "[x] " } else { "[ ] " });
        let end = canvas.put_right(inner.right(), y, 5, Ink::Dim, &phase.questions.to_string());
        if let Some(node) = model.curriculum.get(phase.node) {
            let name = format!("{} {}", node.id, node.title);
            canvas.put(x, y, end.saturating_sub(x + 1), ink, &name);
        }
    }
    scroll_bar(canvas, phases, choice.top, choice.phases.len());
    let time = match choice.minutes {
        Some(minutes) => format!("{minutes} minutes"),
        None => "as long as it takes".to_owned(),
    };
    let said = match choice.questions() {
        0 => "Nothing is ticked.".to_owned(),
        1 => format!("1 question, {time}"),
        count => format!("{count} questions, {time}"),
    };
    canvas.put(inner.x, last, inner.width, Ink::Dim, &said);
}

fn draw_list(canvas: &mut Canvas<'_>, areas: &Areas, list: &List) {
    let said = match list.rows.is_empty() {
        true => list.empty.lines().flat_map(|line| wrap(line, layout::question_width(areas))).collect(),
        false => Vec::new(),
    };
    let area = layout::list_panel(areas, list.rows.len().max(said.len()));
    let inner = panel(canvas, area, &list.title);
    close(canvas, areas, area);
    for (line, y) in said.iter().zip(inner.y..inner.bottom()) {
        canvas.put(inner.x, y, inner.width, Ink::Dim, line);
    }
    for ((at, row), y) in list.rows.iter().enumerate().skip(list.top).zip(inner.y..inner.bottom()) {
        let here = at == list.cursor;
        canvas.put(inner.x.saturating_sub(2), y, 1, Ink::Accent, if here { canvas.glyph("›", ">") } else { " " });
        let indent = u16::try_from(row.indent).unwrap_or(0).min(inner.width / 3);
        let ink = if here { Ink::Accent } else { Ink::Text };
        let label = if row.detail.is_empty() { inner.width } else { inner.width / 2 + inner.width / 6 };
        let x = canvas.put(inner.x + indent, y, label.saturating_sub(indent), ink, &row.label) + 2;
        canvas.put(x, y, inner.right().saturating_sub(x), Ink::Dim, &row.detail);
    }
    scroll_bar(canvas, inner, list.top, list.rows.len());
}
