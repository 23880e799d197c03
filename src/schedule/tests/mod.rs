//! Tests of the deck, the queue and the figures, with fixed clocks. Here: a learner on paper, who answers and whose log can
//! be looked at.

mod decks;
mod judging;
mod memory;
mod queues;

use super::*;
use crate::domain::event::{Answer, DeviceId, Grade, What};
use crate::domain::progress::Fold;
use crate::domain::question::{Ask, Choice as Option_, Outcome, Question};
use crate::domain::{Curriculum, Event, EventId, Id, Kind, Node, NodeIdx, Now};

pub(super) const DAY: i64 = 86_400_000;
pub(super) const MINUTE: i64 = 60_000;

/// Noon UTC of a day, an hour before local time.
pub(super) fn noon(day: i64) -> Now {
    Now::new((20_000 + day) * DAY + 12 * 3_600_000, 60)
}

/// T(P 1 (1.1, 1.2, 1.3 was 1.9), P 2 (2.1, 2.2))
pub(super) fn tree() -> Curriculum {
    let rows = [
        (Kind::Tier, "t", None, 8, false),
        (Kind::Phase, "1", Some(0), 5, false),
        (Kind::Topic, "1.1", Some(1), 3, true),
        (Kind::Topic, "1.2", Some(1), 4, true),
        (Kind::Topic, "1.3", Some(1), 5, true),
        (Kind::Phase, "2", Some(0), 8, false),
        (Kind::Topic, "2.1", Some(5), 7, true),
        (Kind::Topic, "2.2", Some(5), 8, true),
    ];
    let nodes: Vec<Node> = rows
        .iter()
        .map(|&(kind, id, parent, end, lesson)| Node {
            parent: parent.map(NodeIdx),
            end,
            lesson,
            was: if id == "1.3" { vec![Id::from_static("1.9")].into() } else { vec![].into() },
            ..Node::new(kind, Id::from_static(id), id.into())
        })
        .collect();
    let mut by_id: Vec<u32> = (0..8).collect();
    by_id.sort_by_key(|&at| nodes[at as usize].id.as_str().to_owned());
    Curriculum { id: "go".into(), nodes, by_id: by_id.into(), ..Curriculum::default() }
}

pub(super) fn recall(id: &str) -> Question {
    let ask = Ask::Recall { answer: "a".into(), points: vec!["p".into(), "q".into(), "r".into()] };
    question(id, ask)
}

pub(super) fn cell(id: &str) -> Question {
    question(id, Ask::Cell { row: "r".into(), column: "c".into(), answer: "v".into() })
}

pub(super) fn choose(id: &str) -> Question {
    let option = |text: &str, right| Option_ { text: text.into(), right, why: String::new() };
    let options = ["a", "b", "c", "d"].map(|text| option(text, text == "b")).to_vec();
    question(id, Ask::Choose { options })
}

pub(super) fn predict(id: &str, outcome: Outcome, answer: &str) -> Question {
    question(id, Ask::Predict { program: "p".into(), outcome, answer: answer.into() })
}

pub(super) fn question(id: &str, ask: Ask) -> Question {
    Question { id: id.to_owned(), passage: "table".into(), level: 1, prompt: "?".into(), ask, explanation: "!".into() }
}

/// A learner on paper.
#[derive(Clone)]
pub(super) struct Paper {
    pub tree: Curriculum,
    pub progress: Fold,
    pub deck: Deck,
    pub log: Vec<Event>,
    pub device: u128,
    settings: Settings,
    questions: Vec<(NodeIdx, Question)>,
}

impl Paper {
    /// With these questions, each of a lesson.
    pub fn with(questions: Vec<(&str, Question)>, settings: Settings) -> Paper {
        let tree = tree();
        let questions: Vec<(NodeIdx, Question)> =
            questions.into_iter().map(|(lesson, q)| (tree.find(lesson).unwrap(), q)).collect();
        let deck = Deck::new(&tree, questions.clone(), settings);
        let progress = Fold::of(settings.day_ends, &tree);
        Paper { tree, progress, deck, log: Vec::new(), device: 1, settings, questions }
    }

    /// Recall questions `L/1` to `L/n` in each of these lessons, all of them done on day 0.
    pub fn done(lessons: &[&str], each: usize) -> Paper {
        let all =
            lessons.iter().flat_map(|lesson| (1..=each).map(move |n| (*lesson, recall(&format!("{lesson}/{n}")))));
        let mut paper = Paper::with(all.collect(), Settings::default());
        lessons.iter().for_each(|lesson| _ = paper.happens(Some(lesson), What::Done { revision: 1 }, noon(0)));
        paper
    }

    pub fn happens(&mut self, lesson: Option<&str>, what: What, at: Now) -> EventId {
        let number = u64::try_from(self.log.len()).unwrap() + 1;
        let id = EventId(self.device << 64 | u128::from(number));
        let lesson = lesson.map(|id| Id::parse(id).unwrap());
        let event = Event { id, device: DeviceId(self.device), number, lesson, ms: at.ms, offset: at.offset, what };
        self.takes(event);
        id
    }

    /// Takes in an event, wherever it comes from. Where the deck says that it is as it was, so is what is remembered.
    pub fn takes(&mut self, event: Event) {
        let before = self.remembered();
        self.progress.apply(&event);
        if !self.deck.apply(&event, &self.progress) {
            assert_eq!(self.remembered(), before, "{event:?}");
        }
        self.log.push(event);
    }

    /// All that is known of memory a year on; which lessons are done is no part of it.
    fn remembered(&self) -> Vec<(LessonMemory, Share)> {
        let memories = Memories::of(&self.scene(noon(365)));
        let of = |idx| (memories.of_lesson(idx), Share { done: 0, ..memories.of_branch(idx) });
        self.tree.iter().map(|(idx, _)| of(idx)).collect()
    }

    /// Answers as the session does: never dated before the answer before.
    pub fn answers(&mut self, question: &str, grade: Grade, at: Now) -> EventId {
        self.answers_so(question, grade, true, at, |_| {})
    }

    pub fn answers_so(
        &mut self,
        question: &str,
        grade: Grade,
        scheduled: bool,
        at: Now,
        how: impl Fn(&mut Answer),
    ) -> EventId {
        let reply = self.deck.reply(question, grade, scheduled);
        let at = Now { ms: reply.latest_ms.map_or(at.ms, |ms| at.ms.max(ms + 1)), ..at };
        let mut answer = reply.answer(at);
        how(&mut answer);
        let lesson = reply.lesson.clone();
        self.happens(lesson.as_ref().map(Id::as_str), What::Answer(Box::new(answer)), at)
    }

    pub fn scene(&self, now: Now) -> Scene<'_> {
        Scene { deck: &self.deck, progress: &self.progress, curriculum: &self.tree, now }
    }

    pub fn queue(&self, want: Want, now: Now) -> Queue {
        Queue::new(want, &self.scene(now))
    }

    /// What is asked, in order.
    pub fn asks(&self, want: Want, now: Now) -> Vec<String> {
        self.queue(want, now).entries.into_iter().map(|entry| entry.question).collect()
    }

    pub fn node(&self, id: &str) -> NodeIdx {
        self.tree.find(id).unwrap()
    }

    /// The deck as it is folded from the whole log.
    pub fn folded(&self) -> Deck {
        fold(&self.tree, &self.questions, self.settings, &self.log)
    }

    pub fn proof(&self) -> proof::Proof {
        let mut history = self.log.clone();
        history.sort_by_key(|event| (event.key(), event.id));
        proof::prove(&self.deck, &history, &self.progress)
    }
}

pub(super) fn fold(tree: &Curriculum, questions: &[(NodeIdx, Question)], settings: Settings, log: &[Event]) -> Deck {
    let mut progress = Fold::of(settings.day_ends, tree);
    progress.extend(log);
    let mut deck = Deck::new(tree, questions.to_vec(), settings);
    deck.extend(log, &progress);
    deck
}
