//! What is known of questions, answers aside: the learner's own, those that are suspended, those that were reported.

use super::facts::{Act, Fact};
use super::{Id, Progress};
use std::collections::{BTreeMap, HashSet};

/// A question of the learner's own as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnQuestion {
    /// Its id.
    pub question: String,
    /// The lesson that it was written in.
    pub lesson: Option<Id>,
    /// What is asked.
    pub prompt: String,
    /// The answer.
    pub answer: String,
    /// When it was written last, UTC milliseconds.
    pub ms: i64,
}

/// A question that was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The question's id.
    pub question: String,
    /// The lesson that it stands in.
    pub lesson: Option<Id>,
    /// What is wrong with it.
    pub reason: String,
    /// When, UTC milliseconds.
    pub ms: i64,
}

impl Progress {
    /// The questions that are not to be asked.
    pub fn suspended(&self) -> HashSet<&str> {
        let mut all: Vec<&Fact> = self.held().map(|(_, fact)| fact).collect();
        all.sort_unstable_by_key(|fact| (fact.key, fact.id));
        let mut suspended = HashSet::new();
        for fact in all {
            match &fact.act {
                Act::Suspend(question) => _ = suspended.insert(question.as_str()),
                Act::Unsuspend(question) => _ = suspended.remove(question.as_str()),
                _ => {}
            }
        }
        suspended
    }

    /// The time of the latest event about a question, answers aside, so that the next one is not dated before it.
    pub fn latest_about(&self, question: &str) -> Option<i64> {
        let about =
            self.facts.values().flat_map(|facts| facts.iter()).filter(|fact| fact.act.question() == Some(question));
        about.map(|fact| fact.key.ms).max()
    }

    /// The learner's own questions as they stand, by id.
    pub fn own_questions(&self) -> Vec<OwnQuestion> {
        let mut last: BTreeMap<&str, (&Option<Id>, &Fact, &str, &str)> = BTreeMap::new();
        for (lesson, fact) in self.held() {
            if let Act::Question { question, prompt, answer } = &fact.act {
                let known = last.get(question.as_str()).map(|(_, fact, ..)| (fact.key, fact.id));
                if known.is_none_or(|known| known < (fact.key, fact.id)) {
                    last.insert(question, (lesson, fact, prompt, answer));
                }
            }
        }
        let stands = last.into_iter().filter(|(_, (_, _, prompt, _))| !prompt.is_empty());
        stands
            .map(|(question, (lesson, fact, prompt, answer))| OwnQuestion {
                question: question.to_owned(),
                lesson: lesson.clone(),
                prompt: prompt.to_owned(),
                answer: answer.to_owned(),
                ms: fact.key.ms,
            })
            .collect()
    }

    /// The questions that were reported, oldest first.
    pub fn reports(&self) -> Vec<Report> {
        let mut all: Vec<(&Option<Id>, &Fact)> = self.held().collect();
        all.sort_unstable_by_key(|(_, fact)| (fact.key, fact.id));
        all.into_iter()
            .filter_map(|(lesson, fact)| match &fact.act {
                Act::Report { question, reason } => Some(Report {
                    question: question.clone(),
                    lesson: lesson.clone(),
                    reason: reason.clone(),
                    ms: fact.key.ms,
                }),
                _ => None,
            })
            .collect()
    }
}
