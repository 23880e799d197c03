//! The fold of a log: what is true now, and the facts that one more event needs to change it rightly.

use super::facts::{Act, Counted, Fact, Undo};
use super::pack::Frozen;
use super::{Progress, Questions};
use crate::domain::{Curriculum, Day, Event, EventId, Id, What};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Deref,
    sync::Arc,
};

/// Progress that takes in more events. It reads as the [`Progress`] that it has made so far.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    /// What follows from the facts below. Shared with whoever asked for it, until the next event.
    now: Arc<Progress>,
    /// Ids before a renumbering, and what they are now.
    pub(super) renamed: BTreeMap<String, Id>,
    pub(super) facts: HashMap<Option<Id>, Vec<Fact>>,
    pub(super) counted: Vec<Counted>,
    /// As `counted`, of a snapshot, summed up and not read one by one until that is needed.
    pub(super) frozen: Frozen,
    pub(super) undos: Vec<Undo>,
    /// The lessons that `counted` speaks of, by number.
    pub(super) names: Vec<Id>,
    numbers: HashMap<Id, u32>,
}

impl Deref for Fold {
    type Target = Progress;

    fn deref(&self) -> &Progress {
        &self.now
    }
}

/// Two are equal where they say the same, now and of whatever comes; the order in which the facts came does not matter.
impl PartialEq for Fold {
    fn eq(&self, other: &Self) -> bool {
        self.now == other.now && self.facts == other.facts
    }
}

impl Fold {
    /// Nothing happened yet; study days end `day_ends` minutes after midnight.
    pub fn new(day_ends: u16) -> Fold {
        Fold { now: Arc::new(Progress::new(day_ends)), ..Fold::default() }
    }

    /// As [`Fold::new`], for lessons of which some had other ids before a renumbering.
    pub fn of(day_ends: u16, curriculum: &Curriculum) -> Fold {
        let nodes = curriculum.iter().map(|(_, node)| node);
        let was = nodes.flat_map(|node| node.was.iter().map(|was| (was.as_str().to_owned(), node.id.clone())));
        Fold { renamed: was.collect(), ..Fold::new(day_ends) }
    }

    /// What is true now, as it stays for whoever holds it.
    pub fn now(&self) -> Arc<Progress> {
        Arc::clone(&self.now)
    }

    /// Applies many events at once, each once, in any order: as [`Fold::apply`] for each, and faster.
    pub fn extend<'a>(&mut self, events: impl IntoIterator<Item = &'a Event>) {
        let known = self.counted.len();
        let (mut undo, mut asks) = (false, false);
        let mut touched = HashSet::new();
        for event in events {
            undo |= self.insert(event);
            if let Some(act) = Act::of(&event.what) {
                asks |= act.question().is_some();
                touched.extend(self.known_as(event.lesson.as_ref()));
                if !self.now.undone.contains(&event.id) {
                    let now = Arc::make_mut(&mut self.now);
                    now.count_act(act.counts(), Day::of(event.ms, event.offset, now.day_ends));
                }
            }
        }
        if undo {
            self.rebuild_undone();
            self.rebuild();
            return;
        }
        let now = Arc::make_mut(&mut self.now);
        for one in self.counted.iter().skip(known) {
            now.count(one, &self.names);
        }
        for lesson in touched {
            let key = Some(lesson);
            if let (Some(facts), Some(id)) = (self.facts.get(&key), &key) {
                now.derive_lesson(id, facts);
            }
        }
        if asks {
            self.rebuild_questions();
        }
    }

    /// Applies one event, in any order, each event once.
    pub fn apply(&mut self, event: &Event) {
        self.extend([event]);
    }

    /// The time of the latest event about a question, answers aside, so that the next one is not dated before it.
    pub fn latest_about(&self, question: &str) -> Option<i64> {
        let about =
            self.facts.values().flat_map(|facts| facts.iter()).filter(|fact| fact.act.question() == Some(question));
        about.map(|fact| fact.key.ms).max()
    }

    /// Takes the place of what was made so far, of which nothing is left to be known: for a snapshot.
    pub(super) fn start(&mut self, day_ends: u16, events: u64) {
        let now = Progress { events, ..Progress::new(day_ends) };
        self.now = Arc::new(now);
    }

    /// Lets study days end at another time. What follows is to be rebuilt.
    pub(super) fn set_day_ends(&mut self, day_ends: u16) {
        if day_ends != self.now.day_ends {
            self.thaw();
            Arc::make_mut(&mut self.now).day_ends = day_ends;
        }
    }

    /// The id that a lesson has now.
    pub(super) fn known_as(&self, lesson: Option<&Id>) -> Option<Id> {
        let lesson = lesson?;
        Some(self.renamed.get(lesson.as_str()).unwrap_or(lesson).clone())
    }

    /// The number of a lesson in `names`.
    pub(super) fn number(&mut self, id: Id) -> u32 {
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
        Arc::make_mut(&mut self.now).events += 1;
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
        let facts = self.facts.entry(self.known_as(event.lesson.as_ref())).or_default();
        let at = facts.partition_point(|f| (f.key, f.id) < (fact.key, fact.id));
        facts.insert(at, fact);
        false
    }

    /// Which events are taken back, after an undo came. Where one of a snapshot's is, or no longer is, its single events are
    /// needed.
    fn rebuild_undone(&mut self) {
        let before = std::mem::take(&mut Arc::make_mut(&mut self.now).undone);
        self.derive_undone();
        if !self.frozen.is_empty() {
            let mut known: HashSet<EventId> =
                self.facts.values().flat_map(|facts| facts.iter()).map(|fact| fact.id).collect();
            known.extend(self.undos.iter().map(|undo| undo.id).chain(self.counted.iter().map(|one| one.id)));
            if before.symmetric_difference(&self.now.undone).any(|id| !known.contains(id)) {
                self.thaw();
            }
        }
    }

    /// Which events are taken back. An undo that is itself undone by a later one does not hold; only a later event can
    /// undo an undo, so the answer exists whatever a hostile log says.
    pub(super) fn derive_undone(&mut self) {
        self.undos.sort_unstable_by_key(|undo| (undo.key, undo.id));
        let undone = &mut Arc::make_mut(&mut self.now).undone;
        undone.clear();
        let mut passed = HashSet::new();
        for undo in self.undos.iter().rev() {
            if !undone.contains(&undo.id) && !passed.contains(&undo.of) {
                undone.insert(undo.of);
            }
            passed.insert(undo.id);
        }
    }

    /// All that follows from the facts, anew.
    pub(super) fn rebuild(&mut self) {
        let now = Arc::make_mut(&mut self.now);
        now.lessons.clear();
        now.days.clone_from(&self.frozen.days);
        for (number, seconds) in &self.frozen.seconds {
            let id = usize::try_from(*number).ok().and_then(|number| self.names.get(number));
            if let Some(id) = id {
                now.lessons.entry(id.clone()).or_default().seconds = *seconds;
            }
        }
        for one in &self.counted {
            now.count(one, &self.names);
        }
        for (lesson, facts) in &self.facts {
            for fact in facts {
                if !now.undone.contains(&fact.id) {
                    now.count_act(fact.act.counts(), Day::of(fact.key.ms, fact.offset, now.day_ends));
                }
            }
            if let Some(id) = lesson {
                now.derive_lesson(id, facts);
            }
        }
        self.rebuild_questions();
    }

    fn rebuild_questions(&mut self) {
        let now = Arc::make_mut(&mut self.now);
        now.questions = Questions::of(&self.facts, &now.undone);
    }
}
