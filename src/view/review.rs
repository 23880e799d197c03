//! The review screen: one question at a time.

use super::{
    canvas::{Canvas, fitting},
    lines::Rows,
    theme::Ink,
};
use crate::{
    app::{
        Model,
        layout::Areas,
        review::{Asked, Review, Stage},
    },
    domain::event::{Confidence, Grade},
    schedule::{Verdict, Why},
    text::width,
};

/// Draws the screen.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, review: &Review, areas: &Areas) {
    let panel = areas.panel;
    let (x, max) = (panel.x + 2, panel.width.saturating_sub(4));
    let mut page = ratatui::layout::Rect { x, width: max, ..areas.body };
    page.y += 1;
    page.height = page.height.saturating_sub(2);
    let head = areas.body.y;
    let foot = areas.body.bottom().saturating_sub(1);
    let end = more(canvas, review, (x + max, head), review.rows(usize::from(page.height)));
    let room = end.saturating_sub(x + 1);
    canvas.put(x, head, room, Ink::Dim, &heading(model, review, room));
    let Some(asked) = &review.asked else {
        ended(canvas, review, page);
        return;
    };
    if review.stage == Stage::Write {
        write(canvas, model, review, asked, page);
    } else {
        question(canvas, review, asked, page);
    }
    footer(canvas, model, review, asked, (x, foot, max));
}

/// Says at the end of the first line where there is more than fits. Returns where that begins.
fn more(canvas: &mut Canvas<'_>, review: &Review, (end, y): (u16, u16), height: usize) -> u16 {
    let lines = match (&review.asked, &review.ended) {
        (Some(asked), _) => asked.lines(),
        (None, ended) => ended.as_ref().map_or(0, |ended| ended.len()),
    };
    let sign = match (review.top > 0, review.top + height < lines) {
        (false, false) => return end,
        (true, false) => canvas.glyph("more ↑", "more ^"),
        (false, true) => canvas.glyph("more ↓", "more v"),
        (true, true) => canvas.glyph("more ↕", "more ^v"),
    };
    canvas.put_right(end, y, 8, Ink::Accent, sign)
}

/// Which question it is, and how many are left, as far as there is room; the line above says what it is called.
fn heading(model: &Model, review: &Review, room: u16) -> String {
    let between = if model.settings.ascii { " - " } else { " · " };
    let mut parts = Vec::new();
    if review.stage == Stage::End {
        return String::new();
    }
    // The time stands first: it is not cut off where there is little room.
    parts.extend(review.left_ms(model.now.ms).map(|left| match left {
        0 => "time is up, the last one".to_owned(),
        1..60_000 => format!("{} s to go", (left + 999) / 1_000),
        _ => format!("{} min to go", (left + 59_999) / 60_000),
    }));
    if let Some(asked) = &review.asked {
        let why = match asked.entry.why {
            Why::Step => "missed a while ago",
            Why::Due => "due",
            Why::New => "new",
            Why::Drill => "",
        };
        parts.extend((!why.is_empty()).then(|| why.to_owned()));
        parts.extend(asked.card.lesson.as_ref().map(ToString::to_string));
        // An interview has but one kind.
        parts.extend(review.limit_ms.is_none().then(|| asked.card.kind.name().to_owned()));
    }
    parts.push(format!("{} left", review.queue.len()));
    fitting(parts, between, room)
}

/// The question with its choices, or the answer with its explanation.
fn question(canvas: &mut Canvas<'_>, review: &Review, asked: &Asked, page: ratatui::layout::Rect) {
    let mut row = 0;
    let choosing = matches!(review.stage, Stage::Ask | Stage::Tick);
    for part in &asked.parts {
        for at in 0..part.layout.len() {
            let Some(y) = (row + at).checked_sub(review.top).and_then(|row| u16::try_from(row).ok()) else { continue };
            if y >= page.height {
                break;
            }
            let y = page.y + y;
            let Some(line) = part.layout.line(at) else { continue };
            match part.choice {
                Some(choice) => {
                    let here = choosing && choice == asked.cursor;
                    let label = width::width(&part.label).max(1) + 2;
                    let label = u16::try_from(label).unwrap_or(4);
                    if at == 0 {
                        let mark = if here { canvas.glyph("›", ">") } else { " " };
                        canvas.put(page.x.saturating_sub(1), y, 1, Ink::Accent, mark);
                        let ink = if here { Ink::Accent } else { Ink::Dim };
                        canvas.put(page.x + 1, y, label, ink, &part.label);
                    }
                    canvas.put_line(page.x + label, y, page.width.saturating_sub(label), &line);
                }
                None => canvas.put_line(page.x, y, page.width, &line),
            }
        }
        row += part.layout.len();
    }
}

/// The field of the answer, below the question where there is room.
fn write(canvas: &mut Canvas<'_>, model: &Model, review: &Review, asked: &Asked, page: ratatui::layout::Rect) {
    let lines = asked.parts.iter().flat_map(|part| part.layout.lines(0..part.layout.len()));
    let mut y = page.y;
    for line in lines.skip(review.top).take(review.rows(usize::from(page.height))) {
        canvas.put_line(page.x, y, page.width, &line);
        y += 1;
    }
    canvas.put(page.x, y, page.width, Ink::Dim, "Your answer:");
    y += 1;
    let area = ratatui::layout::Rect { y, height: page.bottom().saturating_sub(y), ..page };
    let at = Rows::of(&asked.field, area.width).put(canvas, area);
    if model.overlays.is_empty() && at.1 < area.bottom() {
        canvas.cursor = Some(at);
    }
}

/// How sure the learner is, or which grade is proposed and when the question would come again.
fn footer(canvas: &mut Canvas<'_>, model: &Model, review: &Review, asked: &Asked, (x, y, max): (u16, u16, u16)) {
    match review.stage {
        Stage::Ask | Stage::Write | Stage::Tick => {
            let sure = match asked.confidence {
                // The points are ticked after the reveal: too late to say.
                None if review.stage == Stage::Tick => "",
                None => "how sure? (tab)",
                Some(Confidence::Guess) => "a guess",
                Some(Confidence::ThinkSo) => "I think so",
                Some(Confidence::Sure) => "sure",
            };
            let ink = if asked.confidence.is_some() { Ink::Accent } else { Ink::Dim };
            let after = canvas.put(x, y, max, ink, sure) + 2;
            if asked.hint {
                let lesson = asked.card.lesson.as_ref().map(ToString::to_string).unwrap_or_default();
                let passage = asked.card.passage().unwrap_or_default().replace('-', " ");
                let hint = format!("see {lesson}, {passage}");
                canvas.put_right(x + max, y, (x + max).saturating_sub(after), Ink::Due, &hint);
            }
        }
        Stage::Graded | Stage::Saving => {
            let days = model.deck.as_ref().map(|deck| deck.preview(&asked.entry.question, model.today()));
            let grades =
                [(Grade::Again, "1 again"), (Grade::Hard, "2 hard"), (Grade::Good, "3 good"), (Grade::Easy, "4 easy")];
            let end = x.saturating_add(max);
            let mut at = x;
            for (number, (grade, name)) in grades.into_iter().enumerate() {
                let chosen = grade == asked.grade;
                let when =
                    days.as_ref().and_then(|days| days.get(number)).filter(|_| asked.entry.scheduled && max >= 60);
                let text = match when {
                    Some(0) => format!("{name}, 10 min"),
                    Some(1) => format!("{name}, 1 day"),
                    Some(days) => format!("{name}, {days} days"),
                    None => name.to_owned(),
                };
                let text = if chosen { format!("[{text}]") } else { format!(" {text} ") };
                at = canvas.put(at, y, end.saturating_sub(at), if chosen { Ink::Accent } else { Ink::Dim }, &text) + 1;
            }
            if let Some(judged) = &asked.judged {
                let (text, ink) = match judged.verdict {
                    Verdict::Right => ("right", Ink::Done),
                    Verdict::Wrong => ("missed", Ink::Error),
                    Verdict::Unknown => ("yours to judge", Ink::Dim),
                };
                if end.saturating_sub(at) > 15 {
                    canvas.put_right(end, y, 15, ink, text);
                }
            }
        }
        Stage::Coming | Stage::End => {}
    }
}

fn ended(canvas: &mut Canvas<'_>, review: &Review, page: ratatui::layout::Rect) {
    if review.stage != Stage::End {
        return;
    }
    let Some(ended) = &review.ended else { return };
    for (line, y) in ended.lines(review.top..ended.len()).zip(page.y..page.bottom()) {
        canvas.put_line(page.x, y, page.width, &line);
    }
}
