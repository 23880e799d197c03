//! What is true now, as it follows from what happened.
//!
//! [`Progress`] is the fold of a log. The result depends on the set of events alone, never on the order in which they
//! came: an event merged from another machine, dated before others that are here already, gives the same as if it had
//! been there from the start. So one event is applied after each save, and equals the fold of everything (a property
//! test holds this). History is ordered by time, then device, then number there; the later mark wins.
//!
//! - here: the fold ([`Progress::apply`])
//! - `facts`: what it keeps of each event; `lesson`: what is known of a lesson, of a day; `questions`: of questions
//! - `pack`: a compact form, so that a start need not read years of history
//! - [`figures`]: days, streak, pace, forecast, half a year

mod facts;
pub mod figures;
mod lesson;
mod pack;
mod questions;
#[cfg(test)]
mod tests;

pub use figures::{Figures, Forecast, Pace, Streak, Tallies, Tally};
pub use lesson::{Bookmark, DayFigures, Lesson, Mark, Note};
pub use questions::{OwnQuestion, Report};

use super::{Curriculum, Day, Event, EventId, Id, What};
use facts::{Act, Counted, Fact, Undo};
use pack::Frozen;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

/// What is true now. See the module.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    day_ends: u16,
    /// Ids before a renumbering, and what they are now.
    renamed: BTreeMap<String, Id>,
    // What follows from the facts below.
    lessons: HashMap<Id, Lesson>,
    days: BTreeMap<Day, DayFigures>,
    undone: HashSet<EventId>,
    events: u64,
    // The facts.
    /// Shared until one of a lesson's changes: the screen has a copy of all, and is not to wait for it.
    facts: HashMap<Option<Id>, Arc<Vec<Fact>>>,
    counted: Vec<Counted>,
    /// As `counted`, of a snapshot, summed up and not read one by one until that is needed.
    frozen: Frozen,
    undos: Vec<Undo>,
    /// The lessons that `counted` speaks of, by number.
    names: Vec<Id>,
    numbers: HashMap<Id, u32>,
}

/// Two are equal where they say the same; the order in which the facts came does not matter.
impl PartialEq for Progress {
    fn eq(&self, other: &Self) -> bool {
        self.day_ends == other.day_ends
            && self.lessons == other.lessons
            && self.days == other.days
            && self.undone == other.undone
            && self.facts == other.facts
            && self.events == other.events
    }
}

impl Progress {
    /// Nothing happened yet; study days end `day_ends` minutes after midnight.
    pub fn new(day_ends: u16) -> Progress {
        Progress { day_ends, ..Progress::default() }
    }

    /// As [`Progress::new`], for lessons of which some had other ids before a renumbering.
    pub fn of(day_ends: u16, curriculum: &Curriculum) -> Progress {
        let mut progress = Progress::new(day_ends);
        for (_, node) in curriculum.iter() {
            for was in node.was.iter() {
                progress.renamed.insert(was.as_str().to_owned(), node.id.clone());
            }
        }
        progress
    }

    /// The fold of a log, in any order.
    pub fn fold<'a>(day_ends: u16, events: impl IntoIterator<Item = &'a Event>) -> Progress {
        let mut progress = Progress::new(day_ends);
        progress.extend(events);
        progress
    }

    /// Applies many events at once, each once, in any order: as [`Progress::apply`] for each, and faster.
    pub fn extend<'a>(&mut self, events: impl IntoIterator<Item = &'a Event>) {
        let known = self.counted.len();
        let mut undo = false;
        let mut touched = HashSet::new();
        for event in events {
            undo |= self.insert(event);
            match Act::of(&event.what) {
                Some(act) if !self.undone.contains(&event.id) => {
                    self.count_act(act.counts(), Day::of(event.ms, event.offset, self.day_ends));
                    touched.extend(self.known_as(event.lesson.as_ref()));
                }
                Some(_) => touched.extend(self.known_as(event.lesson.as_ref())),
                None => {}
            }
        }
        if undo {
            self.rebuild_undone();
            self.rebuild();
            return;
        }
        let counted = std::mem::take(&mut self.counted);
        for one in counted.iter().skip(known) {
            self.count(one);
        }
        self.counted = counted;
        for lesson in touched {
            self.rebuild_lesson(&lesson);
        }
    }

    /// Applies one event, in any order, each event once.
    pub fn apply(&mut self, event: &Event) {
        self.extend([event]);
    }

    /// Whether any question was ever answered.
    pub fn has_answers(&self) -> bool {
        self.counted.iter().any(|one| one.grade.is_some())
    }

    /// When study days end, in minutes after midnight.
    pub fn day_ends(&self) -> u16 {
        self.day_ends
    }

    /// Lets study days end at another time; past days are counted anew.
    pub fn set_day_ends(&mut self, day_ends: u16) {
        if day_ends != self.day_ends {
            self.thaw();
            self.day_ends = day_ends;
            self.rebuild();
        }
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

    /// The id that a lesson has now.
    fn known_as(&self, lesson: Option<&Id>) -> Option<Id> {
        let lesson = lesson?;
        Some(self.renamed.get(lesson.as_str()).unwrap_or(lesson).clone())
    }

    /// The number of a lesson in `names`.
    fn number(&mut self, id: Id) -> u32 {
        if let Some(number) = self.numbers.get(&id) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(id.clone());
        self.numbers.insert(id, number);
        number
    }

    /// Puts an event among the facts. True where it was an undo.
    fn insert(&mut self, event: &Event) -> bool {
        self.events += 1;
        let act = match &event.what {
            What::Undo { of } => {
                self.undos.push(Undo { key: event.key(), id: event.id, of: *of });
                return true;
            }
            What::Read { seconds } => {
                let lesson = self.known_as(event.lesson.as_ref()).map(|id| self.number(id));
                self.counted.push(Counted::read(event, lesson, *seconds));
                return false;
            }
            What::Answer(answer) => {
                self.counted.push(Counted::answer(event, answer));
                return false;
            }
            What::Other { .. } => return false,
            what => match Act::of(what) {
                Some(act) => act,
                None => return false,
            },
        };
        let fact = Fact { key: event.key(), id: event.id, offset: event.offset, act };
        self.put(self.known_as(event.lesson.as_ref()), fact);
        false
    }

    /// Puts a fact in its place among those of its lesson.
    fn put(&mut self, lesson: Option<Id>, fact: Fact) {
        let facts = Arc::make_mut(self.facts.entry(lesson).or_default());
        let at = facts.partition_point(|f| (f.key, f.id) < (fact.key, fact.id));
        facts.insert(at, fact);
    }

    /// Which events are taken back, after an undo came. Where one of a snapshot's is, or no longer is, its single events are
    /// needed.
    fn rebuild_undone(&mut self) {
        let before = std::mem::take(&mut self.undone);
        self.derive_undone();
        if !self.frozen.is_empty() {
            let mut known: HashSet<EventId> =
                self.facts.values().flat_map(|facts| facts.iter()).map(|fact| fact.id).collect();
            known.extend(self.undos.iter().map(|undo| undo.id).chain(self.counted.iter().map(|one| one.id)));
            if before.symmetric_difference(&self.undone).any(|id| !known.contains(id)) {
                self.thaw();
            }
        }
    }

    /// Which events are taken back. An undo that is itself undone by a later one does not hold; only a later event can
    /// undo an undo, so the answer exists whatever a hostile log says.
    fn derive_undone(&mut self) {
        self.undos.sort_unstable_by_key(|undo| (undo.key, undo.id));
        self.undone.clear();
        let mut passed = HashSet::new();
        for undo in self.undos.iter().rev() {
            if !self.undone.contains(&undo.id) && !passed.contains(&undo.of) {
                self.undone.insert(undo.of);
            }
            passed.insert(undo.id);
        }
    }

    /// All that follows from the facts, anew.
    fn rebuild(&mut self) {
        self.lessons.clear();
        self.days.clone_from(&self.frozen.days);
        for (number, seconds) in &self.frozen.seconds {
            let id = usize::try_from(*number).ok().and_then(|number| self.names.get(number));
            if let Some(id) = id {
                self.lessons.entry(id.clone()).or_default().seconds = *seconds;
            }
        }
        let counted = std::mem::take(&mut self.counted);
        for one in &counted {
            self.count(one);
        }
        self.counted = counted;
        let facts = std::mem::take(&mut self.facts);
        for (lesson, facts) in &facts {
            for fact in facts.iter() {
                if self.undone.contains(&fact.id) {
                    continue;
                }
                let day = Day::of(fact.key.ms, fact.offset, self.day_ends);
                self.count_act(fact.act.counts(), day);
            }
            if let Some(id) = lesson {
                self.derive_lesson(id, facts);
            }
        }
        self.facts = facts;
    }

    fn rebuild_lesson(&mut self, id: &Id) {
        let key = Some(id.clone());
        if let Some(facts) = self.facts.remove(&key) {
            self.derive_lesson(id, &facts);
            self.facts.insert(key, facts);
        }
    }

    fn derive_lesson(&mut self, id: &Id, facts: &[Fact]) {
        let lesson = self.lessons.entry(id.clone()).or_default();
        let before = lesson.done;
        facts::derive(lesson, facts, &self.undone, self.day_ends);
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

    fn count(&mut self, one: &Counted) {
        if self.undone.contains(&one.id) {
            return;
        }
        let day = Day::of(one.ms, one.offset, self.day_ends);
        let figures = self.days.entry(day).or_default();
        match one.grade {
            None => {
                figures.seconds = figures.seconds.saturating_add(u64::from(one.seconds));
                let id = one.lesson.and_then(|number| self.names.get(usize::try_from(number).ok()?));
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

    /// The facts that were not taken back.
    fn held(&self) -> impl Iterator<Item = (&Option<Id>, &Fact)> {
        let all = self.facts.iter().flat_map(|(lesson, facts)| facts.iter().map(move |fact| (lesson, fact)));
        all.filter(|(_, fact)| !self.undone.contains(&fact.id))
    }
}
