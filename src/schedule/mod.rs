//! When a question is due again, and what is still known. Pure: no file, no clock, no randomness; moments and seeds are
//! handed in. The one user of the fsrs crate.
//!
//! - [`model`]: [`Model`], the FSRS-6 model: memory before, grade, days between -> memory after; [`Model::retrievability`]
//! - [`card`]: [`Card`], a question as it is scheduled: of a lesson, of the learner's own, or a blank page
//! - [`deck`]: [`Deck`], all cards and what their answers made of them: the fold of a log, applied event by event
//!   [`state`]: [`State`], what is known of one question; `habits`: what all answers together say
//! - [`reply`]: [`Reply`], an answer on its way to the log; [`proof`]: whether what the log says of memory follows from it
//! - [`scene`]: [`Scene`], all that queues and figures are worked out from; what to ask of it ([`Want`])
//! - [`queue`]: [`Queue`], what is asked now and in which order: due, a branch, a lesson, a test-out, an interview;
//!   `drill` makes the lists of all but the first, `order` puts things in a row
//! - [`judge`]: was the answer right ([`Given`], [`Judged`]), and which grade to propose; `diff` for a miss;
//!   [`sheet`]: what is shown of a question besides its prompt ([`Sheet`]: options in their order, points)
//! - [`figures`]: per lesson and branch what is retained, mastered, fading ([`Memories`]); a [`forecast`]
//! - [`stats`]: answers by kind and phase, calibration, what keeps being missed ([`Stats`])
//!
//! How a screen uses it: a [`Deck`] is built once (`Session::deck`), every saved event goes to
//! `Progress::apply` and then to [`Deck::apply`]. A [`Scene`] borrows deck, progress and curriculum with the moment.
//! [`Queue::new`] says what to ask; its [`Queue::next`] gives an [`Entry`], `session::review::sheet` the [`Sheet`];
//! [`judge()`] and [`propose`] judge what the learner gave; [`Deck::reply`] makes the [`Reply`] that
//! `Session::answer` saves; when its events are applied, [`Queue::answered`] and [`Queue::refresh`].

pub mod card;
pub mod deck;
mod diff;
mod drill;
pub mod figures;
mod habits;
pub mod judge;
pub mod model;
mod order;
pub mod proof;
pub mod queue;
pub mod reply;
pub mod scene;
pub mod sheet;
pub mod state;
pub mod stats;
#[cfg(test)]
mod tests;

pub use card::{Body, Card, CardKind};
pub use deck::Deck;
pub use drill::open_questions;
pub use figures::{LessonMemory, Memories, Share, forecast};
pub use judge::{DiffLine, Ending, Given, Judged, Verdict, judge, propose};
pub use model::Model;
pub use queue::{Backlog, Queue};
pub use reply::Reply;
pub use scene::{Entry, Scene, Want, Why};
pub use sheet::{Choice, Sheet};
pub use state::{Seen, State};
pub use stats::{Leech, Stats, Tried};

/// What the learner may set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The chance with which a question is to be known when it is asked again: 0.80 to 0.97.
    pub retention: f32,
    /// The largest interval, in days.
    pub longest: u32,
    /// When study days end, in minutes after midnight.
    pub day_ends: u16,
    /// New questions a day.
    pub new: u32,
    /// Answers a day at most; 0 for no limit.
    pub limit: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { retention: 0.90, longest: model::LONGEST, day_ends: crate::domain::day::DAY_ENDS, new: 10, limit: 200 }
    }
}
