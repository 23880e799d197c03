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
use super::state::{Seen, State};
use super::{Reply, Settings, order, reply};
use crate::domain::event::{Event, Grade, What};
use crate::domain::{Curriculum, Day, Id, NodeIdx, Progress, question::Question};
use std::collections::{BTreeMap, HashMap};

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
            let seen = Seen::of(event, answer, self.settings.day_ends, progress.is_undone(event.id));
            self.state_of(&answer.question).put(seen);
        }
    }

    /// Works out memory after many a [`Deck::put`].
    pub fn settle(&mut self, progress: &Progress) {
        let Deck { states, model, settings, .. } = self;
        states.values_mut().for_each(|state| state.fold(model, settings.day_ends));
        self.refresh_own(progress);
        self.reckon();
    }

    /// Applies one event, in any order; `progress` has seen it. False where the deck is as it was: a mark changes what may be
    /// asked, not what is known, and an answer that is there already changes nothing.
    pub fn apply(&mut self, event: &Event, progress: &Progress) -> bool {
        let day_ends = self.settings.day_ends;
        match &event.what {
            What::Answer(answer) => {
                let seen = Seen::of(event, answer, day_ends, progress.is_undone(event.id));
                let model = self.model.clone();
                if !self.state_of(&answer.question).take(seen, &model, day_ends) {
                    return false;
                }
            }
            What::Undo { .. } => {
                // Which answers it brings back or takes away is for the whole history to say.
                let Deck { states, model, .. } = self;
                states.values_mut().for_each(|state| state.review(|id| progress.is_undone(id), model, day_ends));
                self.refresh_own(progress);
            }
            What::Question { .. } => self.refresh_own(progress),
            What::Done { .. } | What::Undone {} | What::TestedOut { .. } | What::Note { .. } => return false,
            What::Bookmark { .. } | What::Unbookmark { .. } | What::Read { .. } => return false,
            What::Suspend { .. } | What::Unsuspend { .. } | What::Report { .. } | What::Other { .. } => return false,
        }
        self.reckon();
        true
    }

    fn reckon(&mut self) {
        self.habits = Habits::of(self.states().map(|(id, state)| (self.card(id), state)));
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
        self.state(question)?.chance(now_ms)
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
        let asked = self.state(question).map_or(0, State::asked);
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
            latest_ms: state.and_then(State::latest_ms),
            settings: self.settings,
        }
    }
}
