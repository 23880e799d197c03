//! The review screen: asking, judging, grading, and what comes of it.
//!
//! - here: a question from its asking to its answer on the disk
//! - [`begin`]: what starts a review, and what the deck learns; [`end`]: leaving, and what came of it
//! - [`interview`]: the choice before an interview; [`aside`]: what is done with a question besides answering it
//! - [`own`]: questions of the learner's own

mod aside;
mod begin;
mod end;
mod interview;
pub(super) mod own;

pub use aside::report;
pub use begin::{begin, day_turned, deck_ready, learned, resume};
pub use interview::choose;

use super::{reader, saved, scroll, toast};
use crate::{
    app::{
        Effect, Model,
        command::Cmd,
        effect::Task,
        field::Field,
        keys::{Chord, Key},
        layout::{self, Areas},
        model::{Screen, Tone},
        overlay::Overlay,
        review::{Answered, Asked, Gap, Review, Stage},
    },
    domain::event::{Confidence, Event, Grade, What},
    schedule::{CardKind, Ending, Given, Leech, Scene, Sheet, judge, propose},
};

fn current(model: &mut Model) -> Option<&mut Review> {
    match &mut model.screen {
        Screen::Review(review) => Some(review),
        Screen::Study | Screen::Search(_) | Screen::Progress(_) => None,
    }
}

/// Asks the next question, or ends.
fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    let now = model.now.ms;
    let Some(review) = current(model) else { return };
    let over = review.left_ms(now) == Some(0);
    review.top = 0;
    review.follows = false;
    match review.queue.next().cloned() {
        Some(entry) if !over => {
            review.stage = Stage::Coming;
            review.asked = None;
            effects.push(Effect::Sheet(entry));
        }
        _ => end::end(model, effects),
    }
}

/// The sheet of a question has come.
pub fn sheet(
    model: &mut Model,
    entry: crate::schedule::Entry,
    sheet: Result<Sheet, String>,
    effects: &mut Vec<Effect>,
) {
    let now = model.now.ms;
    let card = model.deck.as_ref().and_then(|deck| deck.card(&entry.question)).cloned();
    let leech = card.as_ref().and_then(|card| Leech::of(card, model.deck.as_ref()?));
    let Some(review) = current(model) else { return };
    match (card, sheet) {
        (Some(card), Ok(sheet)) => {
            review.stage = if card.kind == CardKind::Blank { Stage::Write } else { Stage::Ask };
            let notice = review.queue.backlog.filter(|_| review.answered.is_empty()).map(|backlog| backlog.sentence());
            review.asked = Some(Asked { leech, notice, ..Asked::new(entry, card, sheet, now) });
        }
        (_, Err(why)) => {
            review.queue.answered(&entry.question);
            review.queue.entries.retain(|other| other.question != entry.question);
            toast(model, Tone::Bad, why);
            ask(model, effects);
        }
        (None, Ok(_)) => {
            review.queue.answered(&entry.question);
            review.queue.entries.retain(|other| other.question != entry.question);
            ask(model, effects);
        }
    }
}

/// Lays the question out for the window.
pub fn fit(model: &mut Model, areas: &Areas) {
    let options = reader::options(model, areas);
    let width = usize::from(areas.panel.width.saturating_sub(4)).max(1);
    let rows = page_rows(areas);
    let Some(review) = current(model) else { return };
    let (stage, height) = (review.stage, review.rows(rows));
    let options = crate::markdown::Options { width, fold_key_points: false, ..options };
    review.lay_out_end(&options);
    let Some(asked) = &mut review.asked else {
        let lines = review.ended.as_ref().map_or(0, |ended| ended.len());
        review.top = review.top.min(lines.saturating_sub(height));
        return;
    };
    asked.lay_out(stage, options);
    if review.follows && matches!(stage, Stage::Graded | Stage::Saving) {
        // The learner knows the question by now; what they wait for is the answer.
        review.top = asked.answer_line();
    }
    if review.follows && matches!(stage, Stage::Ask | Stage::Tick) && asked.choice_count() > 0 {
        let (first, last) = asked.lines_of(asked.cursor);
        review.top = review.top.clamp(last.saturating_sub(height).min(first), first);
    }
    review.top = review.top.min(asked.lines().saturating_sub(height));
}

/// How many lines of a question fit: a line above says which, a line below how sure or which grade.
pub fn page_rows(areas: &Areas) -> usize {
    usize::from(areas.body.height.saturating_sub(2)).max(1)
}

/// A command on the screen.
pub fn run(model: &mut Model, cmd: Cmd, chord: Chord, effects: &mut Vec<Effect>) {
    let rows = page_rows(&layout::areas(model));
    let Some(review) = current(model) else { return };
    let (stage, rows) = (review.stage, review.rows(rows));
    let Some(asked) = &mut review.asked else {
        return match cmd {
            Cmd::Escape => end::leave(model, effects),
            Cmd::Enter => end::go_on(model, effects),
            Cmd::Help => model.overlays.push(Overlay::Help { top: 0 }),
            cmd => {
                if let Some(by) = scroll(cmd, rows) {
                    review.top = review.top.saturating_add_signed(by);
                }
            }
        };
    };
    let choices = asked.choice_count();
    match (cmd, stage) {
        (Cmd::Up | Cmd::Down, Stage::Ask | Stage::Tick) if choices > 0 => {
            let by = if cmd == Cmd::Up { -1 } else { 1 };
            // The first key brings the cursor onto the screen, the next ones move it.
            let (first, _) = asked.lines_of(asked.cursor);
            let seen = (review.top..review.top + rows).contains(&first);
            if seen || review.follows {
                asked.cursor = asked.cursor.saturating_add_signed(by).min(choices - 1);
            }
            review.follows = true;
        }
        (Cmd::Pick, Stage::Ask | Stage::Tick) => {
            let at = match chord.key {
                Key::Char(c @ 'a'..='f') => usize::from(c as u8 - b'a'),
                _ => return,
            };
            if at < choices {
                asked.cursor = at;
                if stage == Stage::Tick {
                    tick(asked);
                    review.follows = true;
                } else {
                    reveal(model);
                }
            }
        }
        (Cmd::TickPoint, Stage::Tick) => tick(asked),
        (Cmd::Reveal, Stage::Ask | Stage::Write | Stage::Tick) => reveal(model),
        (Cmd::WriteAnswer, Stage::Ask) => review.stage = Stage::Write,
        (Cmd::EraseWord, Stage::Write) => asked.field.erase_word(),
        (Cmd::EraseLine, Stage::Write) => asked.field.erase_line(),
        (Cmd::Confidence, Stage::Ask | Stage::Write) => {
            asked.confidence = match asked.confidence {
                None => Some(Confidence::Guess),
                Some(Confidence::Guess) => Some(Confidence::ThinkSo),
                Some(Confidence::ThinkSo) => Some(Confidence::Sure),
                Some(Confidence::Sure) => None,
            };
        }
        (Cmd::Hint, Stage::Ask | Stage::Write) => {
            // The screen says it as long as the question is there.
            asked.hint = asked.card.passage().is_some();
            if !asked.hint {
                toast(model, Tone::Plain, "a question of your own has no hint".to_owned());
            }
        }
        (Cmd::GradeAgain, Stage::Graded) => asked.grade = Grade::Again,
        (Cmd::GradeHard, Stage::Graded) => asked.grade = Grade::Hard,
        (Cmd::GradeGood, Stage::Graded) => asked.grade = Grade::Good,
        (Cmd::GradeEasy, Stage::Graded) => asked.grade = Grade::Easy,
        (Cmd::Enter, Stage::Graded) => accept(model, effects),
        (Cmd::Passage, Stage::Graded) => aside::passage(model, effects),
        (Cmd::EditQuestion, Stage::Ask | Stage::Graded) => own::asked(model, own::edit),
        (Cmd::DeleteQuestion, Stage::Ask | Stage::Graded) => own::asked(model, own::delete),
        (Cmd::SuspendQuestion, _) => aside::suspend(model, effects),
        (Cmd::ReportQuestion, _) => model.overlays.push(Overlay::Report(Field::line())),
        (Cmd::Escape, Stage::Write) if asked.card.kind != CardKind::Blank => review.stage = Stage::Ask,
        (Cmd::Escape, _) => end::leave(model, effects),
        (Cmd::Help, _) => model.overlays.push(Overlay::Help { top: 0 }),
        (cmd, _) => {
            if let Some(by) = scroll(cmd, rows) {
                review.follows = false;
                review.top = review.top.saturating_add_signed(by);
            }
        }
    }
}

fn tick(asked: &mut Asked) {
    if let Some(ticked) = asked.ticks.get_mut(asked.cursor) {
        *ticked = !*ticked;
    }
}

/// The learner gives an answer: it is judged, or the points are to be ticked first.
fn reveal(model: &mut Model) {
    let now = model.now.ms;
    let median = {
        let kind = current(model).and_then(|review| review.asked.as_ref()).map(|asked| asked.card.kind);
        kind.and_then(|kind| model.deck.as_ref()?.median(kind))
    };
    let Some(review) = current(model) else { return };
    let Some(asked) = &mut review.asked else { return };
    if review.stage != Stage::Tick {
        asked.took_ms = u32::try_from(now.saturating_sub(asked.shown_ms).max(0)).unwrap_or(u32::MAX);
    }
    let given = match (asked.card.kind, review.stage) {
        (CardKind::Predict, Stage::Ask) => match asked.cursor.checked_sub(1).and_then(|at| Ending::ALL.get(at)) {
            Some(ending) => Given::Ending(*ending),
            None => {
                review.stage = Stage::Write;
                return;
            }
        },
        (CardKind::Choose | CardKind::Cell, _) => Given::Pick(asked.cursor),
        (CardKind::Line, _) => Given::Line { line: asked.cursor + 1, why: None },
        (_, Stage::Tick) => Given::Points(asked.ticks.clone()),
        (CardKind::Recall | CardKind::Blank, _) if !asked.sheet.points.is_empty() => {
            asked.cursor = 0;
            review.follows = false;
            review.stage = Stage::Tick;
            review.top = 0;
            return;
        }
        _ => Given::Text(asked.field.text().to_owned()),
    };
    let judged = judge(&asked.card, &asked.sheet, &given);
    asked.grade = propose(&judged, asked.hint, asked.took_ms, median, asked.confidence);
    asked.given = given;
    asked.judged = Some(judged);
    review.stage = Stage::Graded;
    review.follows = true;
}

/// The grade stands: the answer goes to the disk.
fn accept(model: &mut Model, effects: &mut Vec<Effect>) {
    let Screen::Review(review) = &mut model.screen else { return };
    let (Some(asked), Some(deck)) = (&review.asked, &model.deck) else { return };
    let written = asked.field.text();
    let given = crate::schedule::judge::given_text(&asked.sheet, &asked.given);
    let reply = crate::schedule::Reply {
        right: asked.judged.as_ref().and_then(|judged| judged.right()),
        given: if written.is_empty() || given == written { given } else { format!("{given} {written}") },
        took_ms: asked.took_ms,
        confidence: asked.confidence,
        hint: asked.hint,
        ..deck.reply(&asked.entry.question, asked.grade, asked.entry.scheduled)
    };
    review.stage = Stage::Saving;
    saved::save(model, Task::Answer(Box::new(reply)), String::new(), effects);
    if model.saves.read_only.is_some() {
        answered(model, None, effects);
    }
}

/// An answer is on the disk (or nothing can be saved, and it is only counted here): on to the next.
pub fn answered(model: &mut Model, events: Option<&[Event]>, effects: &mut Vec<Effect>) {
    let Screen::Review(review) = &mut model.screen else { return };
    let mut event = None;
    for saved in events.unwrap_or_default() {
        match &saved.what {
            What::Answer(_) => event = Some(saved.id),
            What::Suspend { question } => review.suspended.push((saved.id, question.clone())),
            _ => {}
        }
    }
    if review.stage != Stage::Saving || (events.is_some() && event.is_none()) {
        return;
    }
    if let Some(asked) = review.asked.take() {
        let right =
            asked.judged.as_ref().and_then(|judged| judged.right()).map(|right| right && asked.grade != Grade::Again);
        let open = matches!(asked.card.kind, CardKind::Recall | CardKind::Blank);
        let points = asked.missed();
        let gap = (open && (!points.is_empty() || asked.grade == Grade::Again)).then(|| Gap {
            lesson: asked.card.lesson.as_ref().map(ToString::to_string).unwrap_or_default(),
            prompt: asked.card.prompt().to_owned(),
            points,
        });
        let points = (asked.ticks.iter().filter(|hit| **hit).count(), asked.ticks.len());
        review.queue.answered(&asked.entry.question);
        review.answered.push(Answered { question: asked.entry.question, event, right, points, gap });
    }
    refresh(model);
    ask(model, effects);
}

/// A save of this sitting failed: the answer is still there, and Enter tries again.
pub fn not_answered(model: &mut Model) {
    if let Some(review) = current(model)
        && review.stage == Stage::Saving
    {
        review.stage = Stage::Graded;
    }
}

fn refresh(model: &mut Model) {
    let (Screen::Review(review), Some(deck)) = (&mut model.screen, &model.deck) else { return };
    let scene = Scene { deck, progress: &model.progress, curriculum: &model.curriculum, now: model.now };
    review.queue.refresh(&scene);
}

/// An answer was taken back: its question is asked again.
pub fn taken_back(model: &mut Model, events: &[Event], effects: &mut Vec<Effect>) {
    let undone: Vec<_> = events
        .iter()
        .filter_map(|event| match event.what {
            What::Undo { of } => Some(of),
            _ => None,
        })
        .collect();
    let Some(review) = current(model) else { return };
    if undone.is_empty() {
        return;
    }
    // What was answered before this sitting can be taken back too: then nothing of it is undone here.
    for id in undone {
        if let Some(at) = review.answered.iter().position(|answer| answer.event == Some(id)) {
            let answer = review.answered.remove(at);
            review.queue.take_back(&answer.question);
        } else if let Some(at) = review.suspended.iter().position(|(event, _)| *event == id) {
            let (_, question) = review.suspended.remove(at);
            review.queue.take_back(&question);
        }
    }
    refresh(model);
    ask(model, effects);
}

/// A key in the answer's field.
pub fn typed(model: &mut Model, change: impl FnOnce(&mut Field) -> bool) {
    if let Some(asked) = current(model).and_then(|review| review.asked.as_mut()) {
        change(&mut asked.field);
    }
}
