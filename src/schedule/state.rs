//! What is known of one question: its answers in the order of history, and what they made of memory.

use super::model::Model;
use super::reply;
use crate::domain::event::{Answer, Confidence, Event, Grade, Key, Memory};
use crate::domain::{Day, EventId};

/// An answer as the deck keeps it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    pub(super) key: Key,
    pub(super) id: EventId,
    offset: i16,
    /// What the log says that it made of memory.
    said: Option<Memory>,
    /// The study day.
    pub day: Day,
    pub grade: Grade,
    /// Whether it was right, where that could be told.
    right: Option<bool>,
    /// Time taken, in milliseconds.
    pub took_ms: u32,
    pub confidence: Option<Confidence>,
    pub hint: bool,
    /// Whether it moved the schedule.
    pub scheduled: bool,
    /// Whether it was taken back.
    undone: bool,
}

impl Seen {
    /// An answer; study days end `day_ends` minutes after midnight.
    pub(super) fn of(event: &Event, answer: &Answer, day_ends: u16, undone: bool) -> Seen {
        Seen {
            key: event.key(),
            id: event.id,
            offset: event.offset,
            said: answer.after,
            day: Day::of(event.ms, event.offset, day_ends),
            grade: answer.grade,
            right: answer.right,
            took_ms: answer.took_ms,
            confidence: answer.confidence,
            hint: answer.hint,
            scheduled: answer.scheduled,
            undone,
        }
    }

    /// Whether it counts as right: by what was said of it, else by its grade.
    pub fn was_right(&self) -> bool {
        self.right.unwrap_or(self.grade != Grade::Again)
    }

    /// When, UTC milliseconds.
    pub fn ms(&self) -> i64 {
        self.key.ms
    }
}

/// What is known of one question.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct State {
    log: Vec<Seen>,
    /// What the scheduled answers made of memory; none where there are none.
    pub memory: Option<Memory>,
    /// The study day of the last scheduled answer.
    pub last_day: Day,
    /// The study day on which it is due.
    pub due_day: Day,
    /// The study day of the first scheduled answer.
    pub first_day: Day,
}

impl State {
    /// The answers that were not taken back, oldest first.
    pub fn answers(&self) -> impl DoubleEndedIterator<Item = &Seen> {
        self.log.iter().filter(|seen| !seen.undone)
    }

    /// Whether it is due at `now_ms`, on the study day `today`: a step by the minute, all else by the day.
    pub fn is_due(&self, today: Day, now_ms: i64) -> bool {
        self.memory.is_some_and(|m| if m.relearning { m.due_ms <= now_ms } else { self.due_day <= today })
    }

    /// The chance that it is known at `now_ms`; none where it was never answered on schedule.
    pub fn chance(&self, now_ms: i64) -> Option<f32> {
        self.memory.map(|memory| Model::retrievability(&memory, now_ms))
    }

    /// Days overdue in relation to the interval, from above 0; 0 where it is not due.
    pub fn overdueness(&self, today: Day) -> f64 {
        let late = f64::from(today.since(self.due_day).saturating_add(1).max(0));
        late / f64::from(self.due_day.since(self.last_day).max(1))
    }

    /// How often it was answered, what was taken back included.
    pub(super) fn asked(&self) -> usize {
        self.log.len()
    }

    /// When it was answered last, UTC milliseconds; what was taken back counts too.
    pub(super) fn latest_ms(&self) -> Option<i64> {
        self.log.last().map(Seen::ms)
    }

    /// Takes an answer in; false where it is there already.
    pub(super) fn take(&mut self, seen: Seen, model: &Model, day_ends: u16) -> bool {
        let new = self.put(seen);
        if new && self.log.last() == Some(&seen) {
            self.step(&seen, model, day_ends);
        } else if new {
            self.fold(model, day_ends);
        }
        new
    }

    /// Takes in which answers are taken back now.
    pub(super) fn review(&mut self, is_undone: impl Fn(EventId) -> bool, model: &Model, day_ends: u16) {
        let mut changed = false;
        for seen in &mut self.log {
            let undone = is_undone(seen.id);
            changed |= undone != seen.undone;
            seen.undone = undone;
        }
        if changed {
            self.fold(model, day_ends);
        }
    }

    /// Puts an answer in its place, one of many: [`State::fold`] works out what they made of memory. False where it is there
    /// already.
    pub(super) fn put(&mut self, seen: Seen) -> bool {
        let at = self.log.partition_point(|known| (known.key, known.id) < (seen.key, seen.id));
        let new = self.log.get(at).is_none_or(|known| known.id != seen.id);
        if new {
            self.log.insert(at, seen);
        }
        new
    }

    /// Works out memory from all answers.
    pub(super) fn fold(&mut self, model: &Model, day_ends: u16) {
        let log = std::mem::take(&mut self.log);
        *self = State::default();
        log.iter().for_each(|seen| self.step(seen, model, day_ends));
        self.log = log;
    }

    fn step(&mut self, seen: &Seen, model: &Model, day_ends: u16) {
        if seen.undone || !seen.scheduled {
            return;
        }
        let before = self.memory;
        let days = before.map_or(0, |_| reply::days_between(self.last_day, seen.day));
        let (memory, _) = settle(model, before.as_ref(), days, seen.grade, seen.key.ms, seen.said);
        if before.is_none() {
            self.first_day = seen.day;
        }
        self.last_day = seen.day;
        self.due_day = Day::of(memory.due_ms, seen.offset, day_ends);
        self.memory = Some(memory);
    }
}

/// What an answer made of memory, and whether the log says the same. Where it does, by the days between as they are counted
/// now or one more or less (the learner's days ended at another hour then), the log's numbers hold.
pub(super) fn settle(
    model: &Model,
    before: Option<&Memory>,
    days: u32,
    grade: Grade,
    ms: i64,
    said: Option<Memory>,
) -> (Memory, bool) {
    let worked = model.next(before, days, grade, ms);
    let Some(said) = said else { return (worked, false) };
    let same = agree(&said, &worked)
        || (before.is_some() && agree(&said, &model.next(before, days.saturating_add(1), grade, ms)))
        || (before.is_some() && days > 0 && agree(&said, &model.next(before, days - 1, grade, ms)));
    if same { (said, true) } else { (worked, false) }
}

/// Whether two memories say the same, but for rounding and for when it is due, which depends on what was wished then.
pub(super) fn agree(said: &Memory, worked: &Memory) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() <= 0.001 * b.abs().max(1.0);
    let wait = said.due_ms.saturating_sub(said.last_ms);
    near(said.stability, worked.stability)
        && near(said.difficulty, worked.difficulty)
        && (said.last_ms, said.relearning, said.reps, said.lapses)
            == (worked.last_ms, worked.relearning, worked.reps, worked.lapses)
        && wait >= 0
        && (!said.relearning || said.due_ms == worked.due_ms)
}
