//! `gomastery review --count`, and what the verbs of memory share: the deck, and where a learner stands with it. Without
//! `--count` the study screen opens with the review.

use super::{
    Failure, open,
    output::{Output, number_of},
    resolve,
};
use crate::{
    domain::{Now, Progress},
    session::{
        Begin, Session,
        review::{self, Deck, Queue, Scene, Want, Why},
    },
};

/// The deck; files of questions that cannot be read are named and left out.
pub fn deck(begin: &Begin, session: &Session, out: &mut Output) -> Result<Deck, Failure> {
    let settings = review::settings(&begin.config);
    let (deck, problems) = session.deck(&begin.curriculum, &begin.source, settings)?;
    for problem in problems {
        out.warn(&problem.to_string());
    }
    Ok(deck)
}

/// What figures are worked out from.
pub fn scene<'a>(begin: &'a Begin, deck: &'a Deck, progress: &'a Progress, now: Now) -> Scene<'a> {
    Scene { deck, progress, curriculum: &begin.curriculum, now }
}

/// Says how much there is to review: `12 due, 10 new, 14 minutes`, of a branch `12 due, 3 new, 40 in all, 30 minutes`.
pub fn count(begin: &Begin, id: Option<&str>, out: &mut Output, now: Now) -> Result<(), Failure> {
    let branch = id.map(|id| resolve(begin, id)).transpose()?;
    let session = open(begin, out, now)?;
    let deck = deck(begin, &session, out)?;
    let scene = scene(begin, &deck, session.progress(), now);
    let line = match branch {
        None => {
            let queue = Queue::new(Want::Due, &scene);
            let due = queue.count(Why::Due) + queue.count(Why::Step);
            format!("{due} due, {} new, {}", queue.count(Why::New), number_of(queue.minutes(&deck), "minute"))
        }
        Some(node) => {
            let queue = Queue::new(Want::Branch(node), &scene);
            let known = |question: &str| deck.state(question).is_some_and(|state| state.memory.is_some());
            let scheduled = queue.entries.iter().filter(|entry| entry.scheduled);
            let (due, new): (Vec<_>, Vec<_>) = scheduled.partition(|entry| known(&entry.question));
            let (due, new, all) = (due.len(), new.len(), queue.len());
            format!("{due} due, {new} new, {all} in all, {}", number_of(queue.minutes(&deck), "minute"))
        }
    };
    out.line(&line)?;
    Ok(())
}
