//! All cards, and what their answers made of them: the fold of a log.
//!
//! Each question keeps its answers in the order of history (time, device, number), so an event merged from another machine
//! gives the same as if it had been there from the start. What an answer made of memory is worked out anew from the grades
//! and the days between; where the log says the same, the log's numbers hold, due time and all (so a changed wish for
//! retention moves no card before its next answer). What was taken back is asked of [`Progress`], which must have seen an
//! event before the deck does. Questions that the curriculum does not have keep their state.

use super::card::{BLANK, Card, CardKind, phase_of};
use super::habits::Habits;
use super::model::Model;
use super::{Reply, Settings, order, reply};
use crate::domain::event::{Answer, Confidence, Event, Grade, Key, Memory, What};
use crate::domain::{Curriculum, Day, EventId, Id, NodeIdx, Progress, question::Question};
use std::collections::{BTreeMap, HashMap};

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

    /// Days overdue in relation to the interval, from above 0; 0 where it is not due.
    pub fn overdueness(&self, today: Day) -> f64 {
        let late = f64::from(today.since(self.due_day).saturating_add(1).max(0));
        late / f64::from(self.due_day.since(self.last_day).max(1))
    }

    /// Puts an answer in its place; false where it is there already.
    fn put(&mut self, seen: Seen) -> bool {
        let at = self.log.partition_point(|known| (known.key, known.id) < (seen.key, seen.id));
        let new = self.log.get(at).is_none_or(|known| known.id != seen.id);
        if new {
            self.log.insert(at, seen);
        }
        new
    }

    /// Works out memory from all answers.
    fn fold(&mut self, model: &Model, day_ends: u16) {
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

/// All cards and what is known of them. See the module.
#[derive(Clone, Debug)]
pub struct Deck {
    settings: Settings,
    model: Model,
    /// In reading order, then the blank pages; fixed.
    cards: Vec<Card>,
    by_id: HashMap<String, usize>,
    /// By id.
    own: BTreeMap<String, Card>,
    states: HashMap<String, State>,
    /// What all answers together say.
    pub(super) habits: Habits,
    /// Places of lessons and branches by all ids that they have and had.
    places: HashMap<String, (Id, NodeIdx, Option<NodeIdx>)>,
}

/// Two are equal where they know the same.
impl PartialEq for Deck {
    fn eq(&self, other: &Deck) -> bool {
        self.cards == other.cards && self.own == other.own && self.states == other.states
    }
}

impl Deck {
    /// The cards of a curriculum's questions, nothing answered yet. A question whose id is there already is left out.
    pub fn new(curriculum: &Curriculum, questions: Vec<(NodeIdx, Question)>, settings: Settings) -> Deck {
        let model = Model::new(settings.retention, settings.longest);
        let mut deck = Deck {
            settings,
            model,
            cards: Vec::with_capacity(questions.len()),
            by_id: HashMap::new(),
            own: BTreeMap::new(),
            states: HashMap::new(),
            habits: Habits::default(),
            places: HashMap::new(),
        };
        for (node, question) in questions {
            deck.add(Card::of_lesson(curriculum, node, question));
        }
        // Questions of the learner's own may belong to a branch, too.
        for (idx, node) in curriculum.iter() {
            let place = (node.id.clone(), idx, phase_of(curriculum, idx));
            for id in std::iter::once(&node.id).chain(node.was.iter()) {
                deck.places.insert(id.as_str().to_owned(), place.clone());
            }
        }
        for (idx, node) in curriculum.all_lessons() {
            deck.add(Card::blank(curriculum, idx, &node.id));
        }
        deck
    }

    fn add(&mut self, card: Card) {
        if !self.by_id.contains_key(&card.id) {
            self.by_id.insert(card.id.clone(), self.cards.len());
            self.cards.push(card);
        }
    }

    /// Applies many events at once, in any order; `progress` has seen all of them.
    pub fn extend<'a>(&mut self, events: impl IntoIterator<Item = &'a Event>, progress: &Progress) {
        events.into_iter().for_each(|event| self.put(event, progress));
        self.settle(progress);
    }

    /// Puts an event in its place, one of many: [`Deck::settle`] works out what all of them made of memory.
    pub fn put(&mut self, event: &Event, progress: &Progress) {
        if let What::Answer(answer) = &event.what {
            let seen = self.seen(event, answer, progress);
            self.state_of(&answer.question).put(seen);
        }
    }

    /// Works out memory after many a [`Deck::put`].
    pub fn settle(&mut self, progress: &Progress) {
        let Deck { states, model, settings, .. } = self;
        states.values_mut().for_each(|state| state.fold(model, settings.day_ends));
        self.refresh_own(progress);
        self.habits = Habits::of(self);
    }

    /// Applies one event, in any order; `progress` has seen it. One that is there already changes nothing.
    pub fn apply(&mut self, event: &Event, progress: &Progress) {
        match &event.what {
            What::Answer(answer) => {
                let seen = self.seen(event, answer, progress);
                let (model, day_ends) = (self.model.clone(), self.settings.day_ends);
                let state = self.state_of(&answer.question);
                if !state.put(seen) {
                    return;
                }
                if state.log.last() == Some(&seen) {
                    state.step(&seen, &model, day_ends);
                } else {
                    state.fold(&model, day_ends);
                }
                self.habits = Habits::of(self);
            }
            What::Undo { .. } => {
                // Which answers it brings back or takes away is for the whole history to say.
                let Deck { states, model, settings, .. } = self;
                for state in states.values_mut() {
                    let mut changed = false;
                    for seen in &mut state.log {
                        let undone = progress.is_undone(seen.id);
                        changed |= undone != seen.undone;
                        seen.undone = undone;
                    }
                    if changed {
                        state.fold(model, settings.day_ends);
                    }
                }
                self.refresh_own(progress);
                self.habits = Habits::of(self);
            }
            What::Question { .. } => {
                self.refresh_own(progress);
                self.habits = Habits::of(self);
            }
            What::Done { .. } | What::Undone {} | What::TestedOut { .. } | What::Note { .. } => {}
            What::Bookmark { .. } | What::Unbookmark { .. } | What::Read { .. } => {}
            What::Suspend { .. } | What::Unsuspend { .. } | What::Report { .. } | What::Other { .. } => {}
        }
    }

    fn seen(&self, event: &Event, answer: &Answer, progress: &Progress) -> Seen {
        Seen {
            key: event.key(),
            id: event.id,
            offset: event.offset,
            said: answer.after,
            day: Day::of(event.ms, event.offset, self.settings.day_ends),
            grade: answer.grade,
            right: answer.right,
            took_ms: answer.took_ms,
            confidence: answer.confidence,
            hint: answer.hint,
            scheduled: answer.scheduled,
            undone: progress.is_undone(event.id),
        }
    }

    /// The state of a question. A blank page is known by what its lesson is called now.
    fn state_of(&mut self, question: &str) -> &mut State {
        let renamed = question.strip_prefix(BLANK).and_then(|lesson| self.places.get(lesson));
        let name = renamed.map_or_else(|| question.to_owned(), |(id, ..)| format!("{BLANK}{id}"));
        self.states.entry(name).or_default()
    }

    fn refresh_own(&mut self, progress: &Progress) {
        self.own = progress
            .own_questions()
            .iter()
            .map(|own| {
                let place = match &own.lesson {
                    None => (None, None, None),
                    Some(lesson) => match self.places.get(lesson.as_str()) {
                        Some((id, node, phase)) => (Some(id.clone()), Some(*node), *phase),
                        None => (Some(lesson.clone()), None, None),
                    },
                };
                (own.question.clone(), Card::own(place, &own.question, &own.prompt, &own.answer))
            })
            .collect();
    }

    /// What the learner set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// All cards: lessons' questions in reading order, blank pages, the learner's own.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter().chain(self.own.values())
    }

    /// The card of a question.
    pub fn card(&self, question: &str) -> Option<&Card> {
        self.by_id.get(question).and_then(|at| self.cards.get(*at)).or_else(|| self.own.get(question))
    }

    /// What is known of a question; none where it was never answered.
    pub fn state(&self, question: &str) -> Option<&State> {
        self.states.get(question)
    }

    /// All states by question, in no order. Some may be of questions that there are no longer.
    pub fn states(&self) -> impl Iterator<Item = (&str, &State)> {
        self.states.iter().map(|(question, state)| (question.as_str(), state))
    }

    /// Whether there is anything to review, now or ever: a curriculum without questions shows no review.
    pub fn has_questions(&self) -> bool {
        self.cards().any(|card| card.kind != CardKind::Blank) || self.states().any(|(id, _)| self.card(id).is_some())
    }

    /// All answers that were not taken back, with their cards, in no order.
    pub fn answers(&self) -> impl Iterator<Item = (&Card, &Seen)> {
        self.states()
            .filter_map(|(id, state)| Some((self.card(id)?, state)))
            .flat_map(|(card, state)| state.answers().map(move |seen| (card, seen)))
    }

    /// The learner's own median time for a kind of question, in milliseconds; none before there are a few answers.
    pub fn median(&self, kind: CardKind) -> Option<u32> {
        self.habits.median(kind)
    }

    /// The chance that a question is known at `now_ms`; none where it was never answered on schedule.
    pub fn retrievability(&self, question: &str, now_ms: i64) -> Option<f32> {
        let memory = self.state(question)?.memory?;
        Some(Model::retrievability(&memory, now_ms))
    }

    /// Whole days until a question would come again after each grade from again to easy, at `day`; after again it is 0.
    pub fn preview(&self, question: &str, day: Day) -> [u32; 4] {
        let state = self.state(question).and_then(|state| Some((state.memory?, state.last_day)));
        let days = state.as_ref().map_or(0, |(_, last)| reply::days_between(*last, day));
        [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy].map(|grade| {
            let memory = self.model.next(state.as_ref().map(|(memory, _)| memory), days, grade, 0);
            if memory.relearning { 0 } else { self.model.interval(memory.stability) }
        })
    }

    /// The seed of the order of a question's options: another one after each answer.
    pub fn seed(&self, question: &str) -> u64 {
        let asked = self.state(question).map_or(0, |state| state.log.len());
        order::seed(question, u64::try_from(asked).unwrap_or(0))
    }

    /// An answer to be saved, with what the schedule knows now. The caller fills in what was given.
    pub fn reply(&self, question: &str, grade: Grade, scheduled: bool) -> Reply {
        let state = self.state(question);
        Reply {
            question: question.to_owned(),
            lesson: self.card(question).and_then(|card| card.lesson.clone()),
            grade,
            right: None,
            given: String::new(),
            took_ms: 0,
            confidence: None,
            hint: false,
            scheduled,
            before: state.and_then(|state| Some((state.memory?, state.last_day))),
            latest_ms: state.and_then(|state| state.log.last()).map(|seen| seen.key.ms),
            settings: self.settings,
        }
    }
}
