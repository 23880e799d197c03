//! Figures over days: streak, pace, forecast, a week, half a year. All from [`Progress`] and the study day of now.

use super::{Day, DayFigures, Progress};
use crate::domain::{Curriculum, NodeIdx};

/// Days of study that a forecast needs; below, it would be a guess.
pub const FORECAST_DAYS: u32 = 7;
/// Days that the pace looks back on, today among them.
pub const PACE_DAYS: i32 = 28;
/// Weeks of the heatmap: half a year.
pub const HEAT_WEEKS: u16 = 26;
/// A missed day is forgiven where the last one forgiven lies at least this many days away.
pub const GRACE_EVERY: i32 = 7;
/// How far ahead a forecast may reach; beyond, the pace says nothing.
const FARTHEST_DAYS: f64 = 50.0 * 365.0;

/// Days of study in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Streak {
    /// Days of study; a missed day that was forgiven is not counted.
    pub days: u32,
    /// Whether today is among them. If not, it can still become so.
    pub today: bool,
    /// Whether a day may be missed now without an end to it.
    pub grace: bool,
}

/// What was done in the last [`PACE_DAYS`] days.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Pace {
    /// Days of study among them.
    pub active_days: u32,
    /// Lessons read and done.
    pub lessons: u32,
    /// Seconds spent reading.
    pub seconds: u64,
    /// Days looked at: fewer than [`PACE_DAYS`] where the learner began later.
    pub days: u32,
    /// Lessons a week.
    pub per_week: f64,
}

/// When all will be done, if it goes on so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// Nothing is left.
    Finished,
    /// Too few days of study to say.
    TooEarly {
        /// Days of study so far.
        active: u32,
        /// Days that it takes.
        needed: u32,
    },
    /// Nothing was done in the last [`PACE_DAYS`] days.
    Idle,
    /// Between these days, with a chance of about four in five.
    Between {
        /// At the quick end.
        from: Day,
        /// At the slow end; none where it lies beyond all reason.
        to: Option<Day>,
    },
}

/// How many lessons there are at and below a node, and how many of them are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// Lessons that are done.
    pub done: u32,
    /// Lessons.
    pub total: u32,
    /// Lessons begun: read for a while, not done.
    pub begun: u32,
    /// Lessons that are done and were rewritten since.
    pub rewritten: u32,
}

impl Tally {
    /// Whether all is done, and there is something to do.
    pub fn complete(&self) -> bool {
        self.total > 0 && self.done == self.total
    }

    fn add(&mut self, other: Tally) {
        self.done += other.done;
        self.total += other.total;
        self.begun += other.begun;
        self.rewritten += other.rewritten;
    }
}

/// The [`Tally`] of every node of a curriculum, and of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tallies {
    nodes: Vec<Tally>,
    /// Of the whole.
    pub all: Tally,
}

impl Tallies {
    /// The tally of a node.
    pub fn of(&self, node: NodeIdx) -> Tally {
        self.nodes.get(node.at()).copied().unwrap_or_default()
    }
}

/// All figures of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The study day of now.
    pub today: Day,
    /// Days of study in a row.
    pub streak: Streak,
    /// The last four weeks.
    pub pace: Pace,
    /// Today.
    pub day: DayFigures,
    /// This week, Monday to Sunday.
    pub week: [DayFigures; 7],
}

impl Progress {
    /// The figures of the day `today`.
    pub fn figures(&self, today: Day) -> Figures {
        Figures {
            today,
            streak: self.streak(today),
            pace: self.pace(today),
            day: self.day(today),
            week: self.week(today),
        }
    }

    /// Done and total of every branch, in one pass from the last node to the first.
    pub fn tally(&self, curriculum: &Curriculum) -> Tallies {
        let mut tallies = Tallies { nodes: vec![Tally::default(); curriculum.nodes.len()], all: Tally::default() };
        for (idx, node) in curriculum.iter().rev() {
            let mut sum = tallies.of(idx);
            if node.lesson {
                let known = self.lesson(node.id.as_str());
                let mark = known.and_then(|lesson| lesson.done.as_ref());
                sum.add(Tally {
                    total: 1,
                    done: u32::from(mark.is_some()),
                    begun: u32::from(mark.is_none() && known.is_some_and(|lesson| lesson.seconds > 0)),
                    rewritten: u32::from(mark.is_some_and(|mark| mark.revision < node.revision)),
                });
            }
            if let Some(here) = tallies.nodes.get_mut(idx.at()) {
                *here = sum;
            }
            match node.parent {
                Some(parent) => {
                    if let Some(parent) = tallies.nodes.get_mut(parent.at()) {
                        parent.add(sum);
                    }
                }
                None => tallies.all.add(sum),
            }
        }
        tallies
    }

    /// Days of study so far, up to `today`.
    pub fn active_days(&self, today: Day) -> u32 {
        let active = self.days.range(..=today).filter(|(_, figures)| figures.active()).count();
        u32::try_from(active).unwrap_or(u32::MAX)
    }

    /// Days of study in a row up to `today`. One missed day is forgiven, and the next one [`GRACE_EVERY`] days from it
    /// at the soonest; today is not missed before it is over.
    pub fn streak(&self, today: Day) -> Streak {
        let active = |day: Day| self.days.get(&day).is_some_and(DayFigures::active);
        let mut streak = Streak { today: active(today), days: u32::from(active(today)), grace: true };
        let mut last_missed: Option<Day> = None;
        let mut day = today.plus(-1);
        while day.0 > i32::MIN {
            if active(day) {
                streak.days = streak.days.saturating_add(1);
            } else {
                let forgiven = last_missed.is_none_or(|missed| missed.since(day) >= GRACE_EVERY);
                if !forgiven || !active(day.plus(-1)) {
                    break;
                }
                last_missed = Some(day);
                if today.since(day) < GRACE_EVERY {
                    streak.grace = false;
                }
            }
            day = day.plus(-1);
        }
        streak.grace &= streak.days > 0;
        streak
    }

    /// What was done in the last [`PACE_DAYS`] days.
    pub fn pace(&self, today: Day) -> Pace {
        let mut pace = Pace::default();
        for (_, figures) in self.days.range(today.plus(1 - PACE_DAYS)..=today) {
            pace.active_days += u32::from(figures.active());
            pace.lessons = pace.lessons.saturating_add(figures.lessons);
            pace.seconds = pace.seconds.saturating_add(figures.seconds);
        }
        let first = self.days.range(..=today).find(|(_, figures)| figures.active()).map(|(day, _)| *day);
        let days = first.map_or(0, |first| today.since(first).saturating_add(1).clamp(1, PACE_DAYS));
        pace.days = u32::try_from(days).unwrap_or(0);
        if pace.days > 0 {
            pace.per_week = f64::from(pace.lessons) * 7.0 / f64::from(pace.days);
        }
        pace
    }

    /// When `left` lessons will be done. The range is the one in which the rate of a Poisson process lies with a chance
    /// of 80 percent, by F. J. Anscombe's square-root transform (1948).
    pub fn forecast(&self, today: Day, left: usize) -> Forecast {
        if left == 0 {
            return Forecast::Finished;
        }
        let active = self.active_days(today);
        if active < FORECAST_DAYS {
            return Forecast::TooEarly { active, needed: FORECAST_DAYS };
        }
        let pace = self.pace(today);
        if pace.lessons == 0 || pace.days == 0 {
            return Forecast::Idle;
        }
        let root = (f64::from(pace.lessons) + 0.375).sqrt();
        let days_at = |shift: f64| {
            let lessons = (root + shift).max(0.0).powi(2) - 0.375;
            let rate = lessons / f64::from(pace.days);
            // A curriculum's lessons fit a double exactly.
            let days = left as f64 / rate;
            (rate > 0.0 && days <= FARTHEST_DAYS).then_some(days.ceil() as i32)
        };
        match days_at(0.64) {
            None => Forecast::Idle,
            Some(from) => Forecast::Between { from: today.plus(from), to: days_at(-0.64).map(|days| today.plus(days)) },
        }
    }

    /// The week of `today`, Monday to Sunday.
    pub fn week(&self, today: Day) -> [DayFigures; 7] {
        self.week_from(today.monday())
    }

    /// The last [`HEAT_WEEKS`] weeks, this one the last, each Monday to Sunday; with the Monday of each.
    pub fn heat(&self, today: Day) -> Vec<(Day, [DayFigures; 7])> {
        let weeks = i32::from(HEAT_WEEKS);
        (1 - weeks..=0)
            .map(|week| {
                let monday = today.monday().plus(7 * week);
                (monday, self.week_from(monday))
            })
            .collect()
    }

    fn week_from(&self, monday: Day) -> [DayFigures; 7] {
        let mut days = [DayFigures::default(); 7];
        for (n, figures) in days.iter_mut().enumerate() {
            *figures = self.day(monday.plus(i32::try_from(n).unwrap_or(0)));
        }
        days
    }
}
