//! What is true now, as it follows from what happened.
//!
//! [`Progress`] is what anyone may ask for; [`Fold`] makes it of a log. The result depends on the set of events alone, never
//! on the order in which they came: an event merged from another machine, dated before others that are here already, gives
//! the same as if it had been there from the start. So one event is applied after each save, and equals the fold of
//! everything (a property test holds this). History is ordered by time, then device, then number there; the later mark wins.
//!
//! - here: [`Progress`]
//! - [`fold`]: the fold ([`Fold::apply`]); [`advance`]: what most events change, without it
//! - `facts`: what it keeps of each event; `lesson`: what is known of a lesson, of a day; `questions`: of questions
//! - `pack`: compact forms of both, so that a start need not read years of history
//! - [`figures`]: days, streak, pace, forecast, half a year

mod advance;
mod facts;
pub mod figures;
mod fold;
mod lesson;
mod pack;
mod questions;
#[cfg(test)]
mod tests;

pub use figures::{Figures, Forecast, Pace, Streak, Tallies, Tally};
pub use fold::Fold;
pub use lesson::{Bookmark, DayFigures, Lesson, Mark, Note};
pub use questions::{OwnQuestion, Questions, Report};

use super::{Day, EventId, Id};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is true now. See the module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    day_ends: u16,
    lessons: HashMap<Id, Lesson>,
    days: BTreeMap<Day, DayFigures>,
    questions: Questions,
    undone: HashSet<EventId>,
    events: u64,
}

impl Progress {
    /// Nothing happened yet; study days end `day_ends` minutes after midnight.
    pub fn new(day_ends: u16) -> Progress {
        Progress { day_ends, ..Progress::default() }
    }

    /// When study days end, in minutes after midnight.
    pub fn day_ends(&self) -> u16 {
        self.day_ends
    }

    /// How many events it follows from.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// What is known of a lesson; none where nothing ever happened there.
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.get(id)
    }

    /// All lessons of which something is known, in no order. Their ids may be ones that the curriculum no longer has.
    pub fn lessons(&self) -> impl Iterator<Item = (&Id, &Lesson)> {
        self.lessons.iter()
    }

    /// A lesson's mark, if it is done.
    pub fn done(&self, id: &str) -> Option<&Mark> {
        self.lessons.get(id).and_then(|lesson| lesson.done.as_ref())
    }

    /// Whether a lesson is done.
    pub fn is_done(&self, id: &str) -> bool {
        self.done(id).is_some()
    }

    /// Whether an event was taken back, and stays so.
    pub fn is_undone(&self, id: EventId) -> bool {
        self.undone.contains(&id)
    }

    /// What happened on a study day.
    pub fn day(&self, day: Day) -> DayFigures {
        self.days.get(&day).copied().unwrap_or_default()
    }

    /// Whether there is an answer that was not taken back.
    pub fn has_answers(&self) -> bool {
        self.days.values().any(|day| day.answers > 0)
    }

    /// The questions that are not to be asked.
    pub fn suspended(&self) -> &HashSet<String> {
        &self.questions.suspended
    }

    /// The learner's own questions as they stand, by id.
    pub fn own_questions(&self) -> &[OwnQuestion] {
        &self.questions.own
    }

    /// The questions that were reported, oldest first.
    pub fn reports(&self) -> &[Report] {
        &self.questions.reports
    }

    /// A lesson's facts have changed: its state from them, and the day of its mark.
    fn derive_lesson(&mut self, id: &Id, facts: &[facts::Fact]) {
        self.change_lesson(id, |lesson, undone, day_ends| facts::derive(lesson, facts, undone, day_ends));
    }

    /// Changes a lesson, given what is undone and when days end, and the day of its mark.
    fn change_lesson(&mut self, id: &Id, change: impl FnOnce(&mut Lesson, &HashSet<EventId>, u16)) {
        let lesson = self.lessons.entry(id.clone()).or_default();
        let before = lesson.done;
        change(lesson, &self.undone, self.day_ends);
        let after = lesson.done;
        if before != after {
            if let Some(mark) = before {
                self.count_mark(mark, -1);
            }
            if let Some(mark) = after {
                self.count_mark(mark, 1);
            }
        }
    }

    fn count_mark(&mut self, mark: Mark, by: i32) {
        let figures = self.days.entry(mark.day).or_default();
        let field = if mark.tested_out { &mut figures.tested_out } else { &mut figures.lessons };
        *field = field.saturating_add_signed(by);
        self.drop_empty(mark.day);
    }

    /// A day of which nothing is left is as one that never was.
    fn drop_empty(&mut self, day: Day) {
        if self.days.get(&day) == Some(&DayFigures::default()) {
            self.days.remove(&day);
        }
    }

    fn count_act(&mut self, counts: bool, day: Day) {
        if counts {
            let figures = self.days.entry(day).or_default();
            figures.acts = figures.acts.saturating_add(1);
        }
    }

    /// Counts reading or an answer; `names` are the lessons by number.
    fn count(&mut self, one: &facts::Counted, names: &[Id]) {
        if self.undone.contains(&one.id) {
            return;
        }
        let day = Day::of(one.ms, one.offset, self.day_ends);
        let figures = self.days.entry(day).or_default();
        match one.grade {
            None => {
                figures.seconds = figures.seconds.saturating_add(u64::from(one.seconds));
                let id = one.lesson.and_then(|number| names.get(usize::try_from(number).ok()?));
                if let Some(id) = id {
                    let lesson = self.lessons.entry(id.clone()).or_default();
                    lesson.seconds = lesson.seconds.saturating_add(u64::from(one.seconds));
                }
            }
            Some(known) => {
                figures.answers = figures.answers.saturating_add(1);
                figures.known = figures.known.saturating_add(u32::from(known));
                figures.acts = figures.acts.saturating_add(1);
            }
        }
        self.drop_empty(day);
    }
}
