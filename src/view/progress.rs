//! The progress screen: bars, the week, half a year, streak, pace and forecast.

use super::{
    canvas::{Canvas, share},
    theme::Ink,
};
use crate::{
    app::{Model, layout::Areas},
    domain::{
        Kind, Node,
        day::{Day, MONTHS},
        event::Confidence,
        progress::{DayFigures, Forecast},
    },
    schedule::{Stats, forecast},
    text::width::width as columns,
};

/// The names of the days of a week.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// The columns of a count, with a gap before it.
const COUNT: u16 = 7;
/// The columns of the shortest bar: a shorter one would tell nothing that the count does not tell.
const BAR: u16 = 6;
/// The columns of a name that a bar leaves it at least.
const NAME: u16 = 38;

/// A line of the screen: how it is drawn at a row.
type Row<'a> = Box<dyn Fn(&mut Canvas<'_>, u16, u16, u16) + 'a>;

/// Draws the screen, scrolled by `top` lines.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, top: usize, areas: &Areas) {
    let area = areas.body;
    let rows = rows(model, area.width);
    let top = top.min(rows.len().saturating_sub(usize::from(area.height)));
    for (row, y) in rows.iter().skip(top).zip(area.y..area.bottom()) {
        row(canvas, area.x + 1, y, area.width.saturating_sub(2));
    }
    canvas.scroll_bar(area, top, rows.len());
}

fn text<'a>(ink: Ink, text: String) -> Row<'a> {
    Box::new(move |canvas, x, y, max| _ = canvas.put(x, y, max, ink, &text))
}

/// The name of a tier or a phase.
fn name(node: &Node) -> String {
    if node.kind == Kind::Tier { node.title.to_string() } else { format!("  {} {}", node.id, node.title) }
}

fn named(node: &Node) -> bool {
    matches!(node.kind, Kind::Tier | Kind::Phase)
}

/// The columns of the names: as many as they need, but a bar goes before the end of a long one, where most of it stays.
fn names(model: &Model, width: u16) -> u16 {
    let longest = model.curriculum.iter().filter(|(_, node)| named(node)).map(|(_, node)| columns(&name(node))).max();
    let longest = u16::try_from(longest.unwrap_or(0)).unwrap_or(u16::MAX);
    let beside_bar = width.saturating_sub(2 + 2 + BAR + COUNT + 1);
    if beside_bar >= NAME { longest.min(beside_bar) } else { longest.min(width.saturating_sub(2 + COUNT)) }
}

fn rows(model: &Model, width: u16) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let today = model.today();
    let names = names(model, width);
    for (idx, node) in model.curriculum.iter().filter(|(_, node)| named(node)) {
        let tally = model.tallies.of(idx);
        let tier = node.kind == Kind::Tier;
        if tier && !rows.is_empty() {
            rows.push(text(Ink::Text, String::new()));
        }
        rows.push(Box::new(move |canvas, x, y, max| {
            canvas.put(x, y, names, if tier { Ink::Title } else { Ink::Text }, &name(node));
            let names = names + 2;
            let bar = max.saturating_sub(names + COUNT + 1).min(50);
            let bar = if bar < BAR { 0 } else { bar };
            let retained = model.memories.as_ref().map_or(tally.done, |memories| memories.of_branch(idx).retained);
            canvas.bar(x + names, y, bar, share(retained, tally.total, bar), share(tally.done, tally.total, bar));
            let count = format!("{}/{}", tally.done, tally.total);
            let right = if bar > 0 { x + names + bar + COUNT } else { x + max.saturating_sub(1) };
            canvas.put_right(right, y, COUNT, if tally.done > 0 { Ink::Text } else { Ink::Dim }, &count);
        }));
    }
    rows.extend(memory(model, width));
    rows.push(text(Ink::Text, String::new()));
    rows.push(week(model, today));
    let totals = totals(&model.progress.week(today));
    rows.extend(wrap(&totals, width).into_iter().map(|line| text(Ink::Dim, line)));
    rows.push(text(Ink::Text, String::new()));
    rows.extend(heat(model, today, width));
    rows.push(text(Ink::Text, String::new()));
    for said in [Some(streak(model, today)), pace(model, today), Some(finish(model, today))].into_iter().flatten() {
        rows.extend(wrap(&said, width).into_iter().map(|line| text(Ink::Text, line)));
    }
    rows
}

/// What is still remembered: the two layers of the bars in words, what falls due, answers by kind, how sure against how
/// right, and what keeps being missed.
fn memory(model: &Model, width: u16) -> Vec<Row<'_>> {
    let (Some(memories), Some(scene)) = (&model.memories, model.scene()) else { return Vec::new() };
    if !scene.deck.has_questions() {
        return Vec::new();
    }
    let all = &memories.all;
    let mut rows: Vec<Row<'_>> = vec![text(Ink::Text, String::new())];
    let line = format!(
        "Memory: {} done, {} retained, {} mastered, {} fading. Bars: full is retained, broken is done.",
        model.tallies.all.done, all.retained, all.mastered, all.fading
    );
    rows.extend(wrap(&line, width).into_iter().map(|line| text(Ink::Text, line)));
    let days = forecast(&scene);
    let most = days.iter().copied().max().unwrap_or(0).max(1);
    let coming: u32 = days.iter().sum();
    if coming == 0 && model.due.0 == 0 {
        rows.push(text(Ink::Dim, "Nothing falls due in the next 30 days.".to_owned()));
    } else {
        let said = format!("Due: {} today, {coming} in the next 30 days", model.due.0);
        rows.extend(wrap(&said, width).into_iter().map(|line| text(Ink::Dim, line)));
        rows.push(due_days(days, most));
    }
    let stats = Stats::of(&scene);
    let percent = |tried: &crate::schedule::Tried| {
        tried.share().map_or("-".to_owned(), |share| format!("{:.0} %", share * 100.0))
    };
    if stats.all.answers > 0 {
        let kinds: Vec<String> = stats
            .kinds
            .iter()
            .filter(|(_, tried, _)| tried.answers > 0)
            .map(|(kind, tried, _)| format!("{} {} of {}", kind.name(), percent(tried), tried.answers))
            .collect();
        let sure: Vec<String> = stats
            .sure
            .iter()
            .filter(|(_, tried)| tried.answers > 0)
            .map(|(sure, tried)| {
                let name = match sure {
                    Confidence::Guess => "a guess",
                    Confidence::ThinkSo => "think so",
                    Confidence::Sure => "sure",
                };
                format!("{name}: right {}", percent(tried))
            })
            .collect();
        let mut lines =
            vec![format!("Right: {} of {} answers ({})", percent(&stats.all), stats.all.answers, kinds.join(", "))];
        lines.extend((!sure.is_empty()).then(|| format!("When you said {}", sure.join("; "))));
        if !stats.leeches.is_empty() {
            let names: Vec<String> = stats
                .leeches
                .iter()
                .take(5)
                .filter_map(|leech| leech.lesson.as_ref().map(ToString::to_string))
                .collect();
            lines.push(format!(
                "Missed again and again: questions of {}. When they come, p reads the passage and s suspends them.",
                names.join(", ")
            ));
        }
        for line in lines {
            rows.extend(wrap(&line, width).into_iter().map(|line| text(Ink::Dim, line)));
        }
    }
    rows
}

/// How much falls due on each of the coming days, as the height of a block.
fn due_days<'a>(days: Vec<u32>, most: u32) -> Row<'a> {
    Box::new(move |canvas, x, y, max| {
        for (count, at) in days.iter().zip(x..x.saturating_add(max)) {
            let sign = match (count * 4).div_ceil(most) {
                0 => canvas.glyph("·", "."),
                1 => canvas.glyph("▂", "1"),
                2 => canvas.glyph("▄", "2"),
                3 => canvas.glyph("▆", "3"),
                _ => canvas.glyph("█", "4"),
            };
            canvas.put(at, y, 1, if *count > 0 { Ink::Due } else { Ink::Dim }, sign);
        }
    })
}

fn wrap(sentence: &str, width: u16) -> Vec<String> {
    let max = usize::from(width.saturating_sub(3)).max(10);
    let mut lines = vec![String::new()];
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= max => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn week(model: &Model, today: Day) -> Row<'_> {
    let figures = model.progress.week(today);
    let now = usize::from(today.weekday());
    Box::new(move |canvas, x, y, max| {
        let end = x.saturating_add(max);
        let mut at = canvas.put(x, y, max, Ink::Title, if max >= 60 { "This week      " } else { "Week " });
        for (at_day, (name, day)) in DAYS.iter().zip(figures).enumerate() {
            let (sign, ink) = match (day.active(), at_day > now) {
                (true, _) => (canvas.glyph("●", "x"), Ink::Done),
                (false, false) => (canvas.glyph("·", "."), Ink::Dim),
                (false, true) => (" ", Ink::Dim),
            };
            let name_ink = if at_day == now { Ink::Accent } else { Ink::Dim };
            at = canvas.put(at, y, end.saturating_sub(at), name_ink, name);
            at = canvas.put(at, y, end.saturating_sub(at), ink, &format!(" {sign}  "));
        }
    })
}

/// A length of time in words.
fn duration(seconds: u64) -> String {
    let minutes = seconds / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// A number of things in words.
fn count(number: u32, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

fn totals(week: &[DayFigures; 7]) -> String {
    let days = u32::try_from(week.iter().filter(|day| day.active()).count()).unwrap_or(0);
    let lessons: u32 = week.iter().map(|day| day.lessons + day.tested_out).sum();
    let answers: u32 = week.iter().map(|day| day.answers).sum();
    let seconds: u64 = week.iter().map(|day| day.seconds).sum();
    let mut said =
        format!("{}, {}, {}", count(days, "day", "days"), count(lessons, "lesson", "lessons"), duration(seconds));
    if answers > 0 {
        said.push_str(&format!(", {}", count(answers, "answer", "answers")));
    }
    said
}

/// Half a year, a column a week, a row a weekday, as many weeks as fit.
fn heat(model: &Model, today: Day, width: u16) -> Vec<Row<'_>> {
    let label = 15.min(width / 4);
    let fits = usize::from(width.saturating_sub(label + 6));
    let mut weeks = model.progress.heat(today);
    let skip = weeks.len().saturating_sub(fits);
    weeks.drain(..skip);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (weekday, name) in DAYS.iter().enumerate() {
        let days: Vec<(Day, DayFigures)> = weeks
            .iter()
            .filter_map(|(monday, days)| Some((monday.plus(i32::try_from(weekday).ok()?), days.get(weekday).copied()?)))
            .collect();
        rows.push(Box::new(move |canvas, x, y, max| {
            let end = x.saturating_add(max);
            if weekday == 0 {
                canvas.put(x, y, label, Ink::Title, if label >= 15 { "Half a year" } else { "Half yr" });
            }
            let mut at = canvas.put(x + label, y, 3, Ink::Dim, name) + 1;
            for (day, figures) in &days {
                let sign = if *day > today { " " } else { heat_sign(canvas, figures) };
                let ink = if figures.active() { Ink::Done } else { Ink::Dim };
                at = canvas.put(at, y, end.saturating_sub(at), ink, sign);
            }
        }));
    }
    let mut months = String::new();
    let mut last = 0;
    for (at, (monday, _)) in weeks.iter().enumerate() {
        let (_, month, _) = monday.date();
        if month != last && months.len() <= at && at + 3 <= weeks.len() {
            months.push_str(&" ".repeat(at - months.len()));
            months.push_str(MONTHS.get(usize::from(month.saturating_sub(1))).copied().unwrap_or_default());
            months.push(' ');
        }
        last = month;
    }
    rows.push(Box::new(move |canvas, x, y, max| {
        canvas.put(x + label + 3, y, max.saturating_sub(label + 3), Ink::Dim, &months);
    }));
    rows
}

/// How much was done on a day, as the height of a block.
fn heat_sign(canvas: &Canvas<'_>, figures: &DayFigures) -> &'static str {
    if !figures.active() {
        return canvas.glyph("·", ".");
    }
    let weight =
        u64::from(figures.lessons + figures.tested_out) * 25 + u64::from(figures.answers) + figures.seconds / 60;
    match weight {
        0..=14 => canvas.glyph("▂", "1"),
        15..=39 => canvas.glyph("▄", "2"),
        40..=89 => canvas.glyph("▆", "3"),
        90.. => canvas.glyph("█", "4"),
    }
}

fn streak(model: &Model, today: Day) -> String {
    let streak = model.progress.streak(today);
    let mut said = match streak.days {
        0 => "No streak yet: a day counts when you mark, answer, note, or read for a minute.".to_owned(),
        days => format!("Streak: {}", count(days, "day", "days")),
    };
    if streak.days > 0 {
        said.push_str(if streak.grace { ", a day's grace left" } else { ", no grace left this week" });
        if !streak.today {
            said.push_str("; nothing done today yet");
        }
    }
    said
}

fn pace(model: &Model, today: Day) -> Option<String> {
    let pace = model.progress.pace(today);
    let days = match pace.days {
        // Nothing was done yet.
        0 => return None,
        1 => "day".to_owned(),
        days => format!("{days} days"),
    };
    Some(format!("Pace of the last {days}: {:.1} lessons a week, {} in all.", pace.per_week, duration(pace.seconds)))
}

fn finish(model: &Model, today: Day) -> String {
    let all = model.tallies.all;
    let left = usize::try_from(all.total.saturating_sub(all.done)).unwrap_or(0);
    let durations: Vec<String> = model
        .curriculum
        .tiers
        .iter()
        .filter_map(|tier| Some(format!("{} {}", model.curriculum.get(tier.node)?.title, tier.duration)))
        .collect();
    let said = match model.progress.forecast(today, left) {
        Forecast::Finished => "All lessons are done.".to_owned(),
        Forecast::TooEarly { active, needed } => {
            format!("A forecast needs {needed} days of study; so far there are {active}.")
        }
        Forecast::Idle => "No forecast: nothing was done in the last weeks.".to_owned(),
        Forecast::Between { from, to: Some(to) } => {
            format!("At this pace all is done between {} and {}.", from.text(), to.text())
        }
        Forecast::Between { from, to: None } => {
            format!("At this pace all is done after {}; when, cannot be said.", from.text())
        }
    };
    if durations.is_empty() { said } else { format!("{said} The curriculum's own estimate: {}.", durations.join(", ")) }
}
