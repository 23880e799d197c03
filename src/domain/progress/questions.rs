//! What is known of questions, answers aside: the learner's own, those that are suspended, those that were reported.

use super::facts::{Act, Fact};
use crate::domain::{EventId, Id};
use std::collections::{BTreeMap, HashMap, HashSet};

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

/// What the learner said of questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// The ids of those that are not to be asked.
    pub suspended: HashSet<String>,
    /// Their own as they stand, by id.
    pub own: Vec<OwnQuestion>,
    /// Those that were reported, oldest first.
    pub reports: Vec<Report>,
}

impl Questions {
    /// What follows from the facts of all lessons, without those that are undone.
    pub(super) fn of(facts: &HashMap<Option<Id>, Vec<Fact>>, undone: &HashSet<EventId>) -> Questions {
        let all = facts.iter().flat_map(|(lesson, facts)| facts.iter().map(move |fact| (lesson, fact)));
        let mut held: Vec<(&Option<Id>, &Fact)> =
            all.filter(|(_, fact)| fact.act.question().is_some() && !undone.contains(&fact.id)).collect();
        held.sort_unstable_by_key(|(_, fact)| (fact.key, fact.id));
        let mut questions = Questions::default();
        let mut own: BTreeMap<&str, OwnQuestion> = BTreeMap::new();
        for (lesson, fact) in held {
            let (lesson, ms) = (lesson.clone(), fact.key.ms);
            match &fact.act {
                Act::Suspend(question) => _ = questions.suspended.insert(question.clone()),
                Act::Unsuspend(question) => _ = questions.suspended.remove(question),
                Act::Report { question, reason } => {
                    questions.reports.push(Report { question: question.clone(), lesson, reason: reason.clone(), ms });
                }
                Act::Question { question, prompt, answer } => {
                    let (id, prompt, answer) = (question.clone(), prompt.clone(), answer.clone());
                    own.insert(question, OwnQuestion { question: id, lesson, prompt, answer, ms });
                }
                Act::Done { .. } | Act::Undone | Act::Note { .. } => {}
                Act::Bookmark { .. } | Act::Unbookmark { .. } => {}
            }
        }
        // One without a question was deleted.
        questions.own = own.into_values().filter(|own| !own.prompt.is_empty()).collect();
        questions
    }
}
