//! An answer on its way to the log. It carries what the schedule knew before; what it makes of memory is worked out when it
//! is saved, for the moment that the log will say.

use super::model::Model;
use crate::domain::event::{Answer, Confidence, Grade, Memory};
use crate::domain::{Day, Id, Now};

/// An answer to be saved, made by [`super::Deck::reply`].
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The question's id.
    pub question: String,
    /// The lesson that it belongs to.
    pub lesson: Option<Id>,
    /// The grade that the learner gave or let stand.
    pub grade: Grade,
    /// Whether it was right, where that could be told.
    pub right: Option<bool>,
    /// The answer as given.
    pub given: String,
    /// Time taken, in milliseconds.
    pub took_ms: u32,
    /// How sure the learner was.
    pub confidence: Option<Confidence>,
    /// Whether the hint was looked at.
    pub hint: bool,
    /// Whether it moves the schedule.
    pub scheduled: bool,
    /// Memory before, and the study day of the last answer that moved it.
    pub before: Option<(Memory, Day)>,
    /// The latest answer to this question, UTC milliseconds: the next one is not dated before it.
    pub latest_ms: Option<i64>,
    /// What the schedule is to do: chance to recall, largest interval in days, when days end.
    pub settings: super::Settings,
}

impl Reply {
    /// The event's data, for an answer dated `at`.
    pub fn answer(&self, at: Now) -> Answer {
        let before = self.before.as_ref().map(|(memory, _)| *memory);
        let after = self.scheduled.then(|| {
            let day = at.day(self.settings.day_ends);
            let days = self.before.as_ref().map_or(0, |(_, last)| days_between(*last, day));
            Model::new(self.settings.retention, self.settings.longest).next(before.as_ref(), days, self.grade, at.ms)
        });
        Answer {
            question: self.question.clone(),
            grade: self.grade,
            right: self.right,
            given: self.given.clone(),
            took_ms: self.took_ms,
            confidence: self.confidence,
            hint: self.hint,
            scheduled: self.scheduled,
            before,
            after,
        }
    }
}

/// Study days from one to a later one; 0 where it is not later.
pub(super) fn days_between(last: Day, day: Day) -> u32 {
    u32::try_from(day.since(last)).unwrap_or(0)
}
