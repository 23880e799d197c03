//! The FSRS-6 model with its default parameters (J. Ye and others, `fsrs` crate): how a grade changes memory, and how memory
//! fades. Around it what is ours: whole days, a largest interval, one step of ten minutes after a miss.
//!
//! An interval is counted from the moment of the answer in days of 24 hours, so `due_ms` lies in the study day that many
//! days after the answer's, whenever study days end.

use crate::domain::event::{Grade, Memory};
use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, FSRSItem, FSRSReview, MemoryState, current_retrievability};

/// The largest interval, in days, unless the learner's settings say otherwise.
pub const LONGEST: u32 = 365;
/// How long after a miss the question comes again, in milliseconds.
pub const STEP_MS: i64 = 10 * 60_000;
/// Milliseconds in a day of 24 hours.
pub const DAY_MS: i64 = 86_400_000;

/// The model, with what the learner wants of it.
#[derive(Clone, Debug)]
pub struct Model {
    fsrs: FSRS,
    retention: f32,
    longest: u32,
}

impl Model {
    /// For this chance to recall (kept within 0.80 to 0.97) and this largest interval in days.
    pub fn new(retention: f32, longest: u32) -> Model {
        let retention = if retention.is_finite() { retention.clamp(0.80, 0.97) } else { 0.90 };
        Model { fsrs: FSRS::default(), retention, longest: longest.max(1) }
    }

    /// Memory after a grade given at `ms` (UTC), `days` study days after the last answer. A memory that makes no sense (of
    /// a damaged log) counts as none.
    pub fn next(&self, before: Option<&Memory>, days: u32, grade: Grade, ms: i64) -> Memory {
        let state = before.map(|b| MemoryState { stability: b.stability, difficulty: b.difficulty });
        let rating = match grade {
            Grade::Again => 1,
            Grade::Hard => 2,
            Grade::Good => 3,
            Grade::Easy => 4,
        };
        let step = |delta_t| FSRSItem { reviews: vec![FSRSReview { rating, delta_t }] };
        // With sane numbers it cannot fail; a new question has none at all.
        let next = self.fsrs.memory_state(step(days), state).or_else(|_| self.fsrs.memory_state(step(0), None));
        let (stability, difficulty) = next.map_or((0.1, 5.0), |state| (state.stability, state.difficulty));
        let again = grade == Grade::Again;
        let wait = if again { STEP_MS } else { i64::from(self.interval(stability)) * DAY_MS };
        Memory {
            stability,
            difficulty,
            due_ms: ms.saturating_add(wait),
            last_ms: ms,
            relearning: again,
            reps: before.map_or(0, |b| b.reps).saturating_add(1),
            lapses: before.map_or(0, |b| b.lapses.saturating_add(u32::from(again && !b.relearning && b.reps > 0))),
        }
    }

    /// Whole days until the chance to recall falls to what is wanted: 1 to the largest interval.
    pub fn interval(&self, stability: f32) -> u32 {
        let days = self.fsrs.next_interval(Some(stability), self.retention, 0).round();
        // Saturates, and takes what is no number as 0.
        (days as u32).clamp(1, self.longest)
    }

    /// The chance to recall at `now_ms` (UTC): 0 to 1. Before the last answer (the clock was set back) it is 1.
    pub fn retrievability(memory: &Memory, now_ms: i64) -> f32 {
        let days = now_ms.saturating_sub(memory.last_ms).max(0) as f64 / DAY_MS as f64;
        let state = MemoryState { stability: memory.stability.max(0.001), difficulty: memory.difficulty };
        let chance = current_retrievability(state, days as f32, FSRS6_DEFAULT_DECAY);
        if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The intervals of these grades, each answered on the day when it was due.
    fn intervals(model: &Model, grades: &[Grade]) -> Vec<i64> {
        let (mut memory, mut ms) = (None, 1_000);
        let mut seen = Vec::new();
        for grade in grades {
            let days = memory.as_ref().map_or(0, |m: &Memory| (m.due_ms - m.last_ms) / DAY_MS);
            let next = model.next(memory.as_ref(), u32::try_from(days).unwrap(), *grade, ms);
            seen.push((next.due_ms - ms) / DAY_MS);
            ms = next.due_ms;
            memory = Some(next);
        }
        seen
    }

    fn near(got: &[i64], wanted: &[i64]) {
        assert_eq!(got.len(), wanted.len());
        assert!(got.iter().zip(wanted).all(|(a, b)| (a - b).abs() <= 1), "{got:?} for {wanted:?}");
    }

    #[test]
    fn golden_vectors() {
        let uncapped = Model::new(0.90, u32::MAX);
        near(&intervals(&uncapped, &[Grade::Good; 5]), &[2, 11, 46, 163, 497]);
        assert_eq!(intervals(&Model::new(0.90, LONGEST), &[Grade::Good; 6])[4..], [365, 365]);
    }

    #[test]
    fn a_stricter_wish_asks_sooner() {
        let days = |retention| intervals(&Model::new(retention, u32::MAX), &[Grade::Good; 4])[3];
        assert!(days(0.97) < days(0.90) && days(0.90) < days(0.80));
        assert_eq!(days(0.5), days(0.80), "kept within its range");
        assert_eq!(days(f32::NAN), days(0.90));
    }

    #[test]
    fn a_miss_comes_back_in_ten_minutes_and_once_known_in_days() {
        let model = Model::new(0.90, LONGEST);
        let known = model.next(None, 0, Grade::Good, 0);
        let missed = model.next(Some(&known), 3, Grade::Again, 3 * DAY_MS);
        assert_eq!((missed.due_ms, missed.relearning, missed.lapses, missed.reps), (3 * DAY_MS + STEP_MS, true, 1, 2));
        assert!(missed.stability < known.stability);
        let again = model.next(Some(&missed), 0, Grade::Again, missed.due_ms);
        assert_eq!((again.lapses, again.due_ms), (1, missed.due_ms + STEP_MS), "in the step it is one lapse");
        let back = model.next(Some(&again), 0, Grade::Good, again.due_ms);
        assert!(!back.relearning && back.due_ms >= again.due_ms + DAY_MS);
        let new = model.next(None, 0, Grade::Again, 0);
        assert_eq!((new.lapses, new.due_ms), (0, STEP_MS), "what was never known cannot lapse");
    }

    #[test]
    fn memory_fades_from_one_to_what_is_wanted_at_its_stability() {
        let memory = Memory { last_ms: 0, ..Model::new(0.90, LONGEST).next(None, 0, Grade::Good, 0) };
        let at = |days: f64| Model::retrievability(&memory, (days * DAY_MS as f64) as i64);
        assert_eq!(at(0.0), 1.0);
        assert_eq!(at(-100.0), 1.0, "a clock set back");
        assert!((at(f64::from(memory.stability)) - 0.90).abs() < 0.001);
        assert!(at(10.0) > at(100.0) && at(1e9) >= 0.0);
    }

    #[test]
    fn a_damaged_memory_counts_as_none() {
        let model = Model::new(0.90, LONGEST);
        let odd = Memory {
            stability: f32::NAN,
            difficulty: f32::INFINITY,
            due_ms: 0,
            last_ms: 0,
            relearning: false,
            reps: 3,
            lapses: 0,
        };
        let next = model.next(Some(&odd), 5, Grade::Good, i64::MAX);
        assert!(next.stability.is_finite() && next.difficulty.is_finite());
        assert_eq!(next.due_ms, i64::MAX);
        assert!((0.0..=1.0).contains(&Model::retrievability(&odd, i64::MAX)));
    }
}
