//! What is asked now, and in which order. All of it follows from the log and the moment: the queue of what is due is worked
//! out anew after each answer, so that an undo, a suspension or another program's answer needs nothing special; a drill
//! (a branch, a lesson, a test-out, an interview) keeps the list that it began with.
//!
//! Due: steps whose ten minutes are over; then by overdueness in relation to the interval; then new questions of lessons
//! that are done. Phases are interleaved. Cells of a table that was asked today wait for tomorrow. After a break
//! ([`Backlog`]) there are fewer, and no new ones.

use super::card::{Card, CardKind};
use super::drill::drill;
use super::scene::{Entry, Scene, Want, Why};
use super::{Deck, order};

pub use super::drill::{TEST_OUT, passed};
use crate::domain::Day;
use std::collections::{HashMap, HashSet};

/// Days with answers that say what a usual day is.
const USUAL_DAYS: usize = 28;
/// The least that counts as a usual day: fewer are no burden to speak of.
const USUAL_LEAST: u32 = 10;

/// More is due than is good for anyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Questions due, those answered today among them.
    pub due: u32,
    /// Answers on a usual day.
    pub usual: u32,
    /// Answers today at most.
    pub cap: u32,
}

impl Backlog {
    /// What to say of it.
    pub fn sentence(&self) -> String {
        format!(
            "Good to see you again. {} are due; today the {} that fade the most, and nothing new. The rest can wait.",
            self.due, self.cap
        )
    }
}

/// What is to be asked now. See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// What it was made for.
    pub want: Want,
    /// What is left, in order.
    pub entries: Vec<Entry>,
    /// After a break.
    pub backlog: Option<Backlog>,
    /// When the next step is over, UTC milliseconds, where nothing but steps is left.
    pub waiting: Option<i64>,
    /// Due questions that today's limit leaves for tomorrow.
    pub held_back: u32,
    /// The list of a drill.
    plan: Vec<Entry>,
    asked: HashSet<String>,
}

impl Queue {
    /// What is to be asked of a scene.
    pub fn new(want: Want, scene: &Scene<'_>) -> Queue {
        let plan = drill(&want, scene);
        let mut queue = Queue {
            want,
            entries: Vec::new(),
            backlog: None,
            waiting: None,
            held_back: 0,
            plan,
            asked: HashSet::new(),
        };
        queue.refresh(scene);
        queue
    }

    /// The question to ask now; none where nothing is left, or only steps that are not over ([`Queue::waiting`]).
    pub fn next(&self) -> Option<&Entry> {
        self.entries.first()
    }

    /// How many questions are left.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many of a drill were asked, and how many it has; none for what is due.
    pub fn drill(&self) -> Option<(usize, usize)> {
        (self.want != Want::Due).then_some((self.asked.len(), self.plan.len()))
    }

    /// Left questions of a reason.
    pub fn count(&self, why: Why) -> usize {
        self.entries.iter().filter(|entry| entry.why == why).count()
    }

    /// Minutes that what is left will take, by the learner's own times; rounded up.
    pub fn minutes(&self, deck: &Deck) -> u32 {
        let mut times: HashMap<CardKind, u64> = HashMap::new();
        let cards = self.entries.iter().filter_map(|entry| deck.card(&entry.question));
        let total: u64 = cards
            .map(|card| {
                *times
                    .entry(card.kind)
                    .or_insert_with(|| u64::from(deck.median(card.kind).unwrap_or(card.kind.usual_ms())))
            })
            .sum();
        u32::try_from(total.div_ceil(60_000)).unwrap_or(u32::MAX)
    }

    /// A question was answered, or is to be passed over in this queue.
    pub fn answered(&mut self, question: &str) {
        self.asked.insert(question.to_owned());
    }

    /// An answer was taken back.
    pub fn take_back(&mut self, question: &str) {
        self.asked.remove(question);
    }

    /// Works out what is left, after events were applied or time has passed.
    pub fn refresh(&mut self, scene: &Scene<'_>) {
        if self.want == Want::Due {
            self.refresh_due(scene);
            return;
        }
        let suspended = scene.progress.suspended();
        let left = self.plan.iter().filter(|entry| {
            let there = scene.deck.card(&entry.question).is_some();
            there && !self.asked.contains(&entry.question) && !suspended.contains(entry.question.as_str())
        });
        self.entries = left
            .map(|entry| Entry {
                scheduled: scene.deck.card(&entry.question).is_some_and(|card| scene.counts(card)),
                ..entry.clone()
            })
            .collect();
    }

    fn refresh_due<'a>(&mut self, scene: &Scene<'a>) {
        let today = scene.today();
        let day = Today::of(scene, today);
        let mut steps = Vec::new();
        let mut due = Vec::new();
        let mut new = Vec::new();
        self.waiting = None;
        for (place, card) in scene.open().enumerate() {
            let state = scene.deck.state(&card.id);
            match state.and_then(|state| Some((state, state.memory?))) {
                Some((_, memory)) if memory.relearning => match memory.due_ms <= scene.now.ms {
                    true => steps.push((memory.due_ms, place, card)),
                    false => self.waiting = Some(self.waiting.map_or(memory.due_ms, |ms| ms.min(memory.due_ms))),
                },
                _ if card.siblings.as_ref().is_some_and(|key| day.buried.contains(key.as_str())) => {}
                Some((state, _)) if state.due_day <= today => due.push((state.overdueness(today), place, card)),
                Some(_) => {}
                None if card.kind != CardKind::Blank && scene.enters(card) => new.push((0.0, place, card)),
                None => {}
            }
        }
        steps.sort_by_key(|(due_ms, place, _)| (*due_ms, *place));
        due.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = HashSet::new();
        let mut only = |card: &'a Card| card.siblings.as_deref().is_none_or(|key| seen.insert(key));
        due.retain(|(_, _, card)| only(card));
        new.retain(|(_, _, card)| only(card));

        let settings = scene.deck.settings();
        let due_today = u32::try_from(due.len()).unwrap_or(u32::MAX).saturating_add(day.reviewed);
        self.backlog = (day.usual > 0 && due_today > 2 * day.usual).then(|| Backlog {
            due: due_today,
            usual: day.usual,
            cap: day.usual + day.usual / 2,
        });
        let limit = match settings.limit {
            0 => u32::MAX,
            limit => limit.saturating_sub(day.answered),
        };
        let room = self.backlog.map_or(limit, |backlog| limit.min(backlog.cap.saturating_sub(day.reviewed)));
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        self.held_back = u32::try_from(due.len().saturating_sub(room)).unwrap_or(0);
        due.truncate(room);
        let fresh = if self.backlog.is_some() { 0 } else { settings.new.saturating_sub(day.begun) };
        new.truncate(usize::try_from(fresh).unwrap_or(usize::MAX).min(room - due.len()));

        let entry = |why: Why| move |card: &Card| Entry { question: card.id.clone(), why, scheduled: true };
        let place = |card: &'a Card| (card.phase, card.lesson.as_ref());
        let key = |(_, _, card): &(f64, usize, &'a Card)| place(card);
        let mut before = day.last.and_then(|id| scene.deck.card(id)).map(place);
        self.entries = steps.iter().map(|(_, _, card)| entry(Why::Step)(card)).collect();
        if let Some((_, _, card)) = steps.last() {
            before = Some(place(card));
        }
        for (why, cards) in [(Why::Due, due), (Why::New, new)] {
            let row = order::interleave(cards, before, key);
            before = row.last().map(&key).or(before);
            self.entries.extend(row.iter().map(|(_, _, card)| entry(why)(card)));
        }
        if !self.entries.is_empty() {
            self.waiting = None;
        }
    }
}

/// What happened today.
struct Today<'a> {
    /// Answers on schedule, steps aside.
    reviewed: u32,
    /// The same and new ones.
    answered: u32,
    /// New questions begun.
    begun: u32,
    /// Answers on schedule on a usual day; 0 where there was none yet.
    usual: u32,
    /// What tables were asked.
    buried: HashSet<&'a str>,
    /// The question asked last.
    last: Option<&'a str>,
}

impl<'a> Today<'a> {
    fn of(scene: &Scene<'a>, today: Day) -> Today<'a> {
        let mut buried = HashSet::new();
        let mut begun = 0_u32;
        let mut last = None;
        for (id, state) in scene.deck.states() {
            begun += u32::from(state.memory.is_some() && state.first_day == today);
            if let Some(seen) = state.answers().next_back() {
                if last.is_none_or(|(key, _)| key < seen.key) {
                    last = Some((seen.key, id));
                }
                if seen.day == today
                    && let Some(key) = scene.deck.card(id).and_then(|card| card.siblings.as_deref())
                {
                    buried.insert(key);
                }
            }
        }
        let habits = &scene.deck.habits;
        let answered = habits.on(today);
        let past: Vec<u32> = habits.before(today).take(USUAL_DAYS).collect();
        let sum: u32 = past.iter().sum();
        let usual = match u32::try_from(past.len()) {
            Ok(days) if days > 0 => sum.div_ceil(days).max(USUAL_LEAST),
            _ => 0,
        };
        let last = last.map(|(_, id)| id);
        Today { reviewed: answered.saturating_sub(begun), answered, begun, usual, buried, last }
    }
}
