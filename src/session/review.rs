//! Review: the deck of a curriculum's questions and the learner's history, what is shown of a question, and saving what
//! happens: answers, suspensions, reports, questions of one's own, a phase tested out. When a question is due and what an
//! answer does to that is for the schedule to say.
//!
//! [`Session::deck`] reads files and the log, [`sheet`] and [`key_points`] a lesson: off the thread that draws.

use super::{Config, Error, Saved, Session};
use crate::content::{Problem, Source, questions};
use crate::domain::event::Answer;
use crate::domain::question::{Ask, Question};
use crate::domain::{Curriculum, Id, NodeIdx, Now, What};
use crate::markdown;
use crate::markdown::block::{Kind as Block, Table};

pub use crate::schedule::*;

#[cfg(test)]
mod tests;

/// What the learner set, as the schedule takes it.
pub fn settings(config: &Config) -> Settings {
    Settings {
        retention: config.review.retention,
        day_ends: config.day_ends,
        new: config.review.new,
        limit: config.review.limit,
        ..Settings::default()
    }
}

/// All questions of a curriculum in reading order, and what is wrong in files that had to be left out.
pub fn all_questions(curriculum: &Curriculum, source: &Source) -> (Vec<(NodeIdx, Question)>, Vec<Problem>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for (idx, node) in curriculum.all_lessons() {
        match questions::of_lesson(source, node) {
            Ok(placed) => found.extend(placed.into_iter().map(|placed| (idx, placed.question))),
            Err(problem) => problems.push(problem),
        }
    }
    (found, problems)
}

/// What is shown of a card besides its prompt. A cell's options are the values of its column, a blank page's points the
/// lesson's key points; both are looked up in the lesson.
pub fn sheet(curriculum: &Curriculum, source: &Source, deck: &Deck, card: &Card) -> Result<Sheet, Problem> {
    let seed = deck.seed(&card.id);
    let text = || match card.node {
        Some(node) => super::begin::text(curriculum, source, node),
        None => Ok("".into()),
    };
    let (mut values, mut points) = (Vec::new(), Vec::new());
    match card.question().map(|question| (question, &question.ask)) {
        Some((question, Ask::Cell { row, column, .. })) => {
            values = column_values(&text()?, &question.passage, row, column)
        }
        None if card.kind == CardKind::Blank => points = key_points(&text()?),
        _ => {}
    }
    Ok(Sheet::of(card, &values, points, seed))
}

/// The values of a column, of the table in the passage that has it and the row; each cell's Markdown.
fn column_values(text: &str, passage: &str, row: &str, column: &str) -> Vec<String> {
    let document = markdown::parse(text);
    let fits = |(anchor, table): &(Option<&str>, &Table)| *anchor == Some(passage) && table.cell(row, column).is_some();
    let tables = document.tables();
    let Some((_, table)) = tables.into_iter().find(fits) else { return Vec::new() };
    let at = table.header.iter().position(|cell| cell.source == column.trim());
    let cells = table.rows.iter().filter_map(|cells| cells.get(at?));
    cells.map(|cell| cell.source.clone()).collect()
}

/// The key points of a lesson's text: the items of the list below `## Key points`, as text.
pub fn key_points(text: &str) -> Vec<String> {
    let document = markdown::parse(text);
    let mut points = Vec::new();
    let mut inside = false;
    for block in &document.blocks {
        match &block.kind {
            Block::Heading { level, anchor, .. } => inside = anchor == "key-points" || (inside && *level > 2),
            Block::List(list) if inside => {
                for item in &list.items {
                    let paragraphs = item.blocks.iter().filter_map(|block| match &block.kind {
                        Block::Paragraph(text) => Some(text.text.as_str()),
                        _ => None,
                    });
                    points.push(paragraphs.collect::<Vec<_>>().join(" "));
                }
            }
            _ => {}
        }
    }
    points.retain(|point| !point.is_empty());
    points
}

impl Session {
    /// The deck of the session's curriculum, and what is wrong in files of questions that had to be left out.
    pub fn deck(
        &self,
        curriculum: &Curriculum,
        source: &Source,
        settings: Settings,
    ) -> Result<(Deck, Vec<Problem>), Error> {
        let (questions, problems) = all_questions(curriculum, source);
        let mut deck = Deck::new(curriculum, questions, settings);
        self.deal(&mut deck)?;
        Ok((deck, problems))
    }

    /// Tells a new deck all that was answered.
    pub fn deal(&self, deck: &mut Deck) -> Result<(), Error> {
        let dealt = self.store.each_answer(&self.curriculum, |answer| deck.put(&answer, &self.now));
        deck.settle(&self.now);
        dealt
    }

    /// Grades and saves, in one commit: what the answer makes of memory is worked out for the moment that the log says,
    /// which is not before the answer before it though the clock was set back.
    pub fn answer(&mut self, reply: &Reply, now: Now) -> Result<Saved, Error> {
        let ms = self.action_ms(now, reply.latest_ms);
        let answer = reply.answer(Now { ms, ..now });
        self.save(vec![(reply.lesson.clone(), What::Answer(Box::new(answer)))], ms, now)
    }

    /// Saves an answer to a question of a lesson.
    pub fn add_answer(&mut self, lesson: Option<&Id>, answer: Answer, now: Now) -> Result<Saved, Error> {
        self.about(lesson, What::Answer(Box::new(answer)), None, now)
    }

    /// Asks a question no more.
    pub fn suspend(&mut self, lesson: Option<&Id>, question: &str, now: Now) -> Result<Saved, Error> {
        let after = self.whole()?.latest_about(question);
        self.about(lesson, What::Suspend { question: question.to_owned() }, after, now)
    }

    /// Asks a question again.
    pub fn unsuspend(&mut self, lesson: Option<&Id>, question: &str, now: Now) -> Result<Saved, Error> {
        let after = self.whole()?.latest_about(question);
        self.about(lesson, What::Unsuspend { question: question.to_owned() }, after, now)
    }

    /// Puts a question into the local list of reports.
    pub fn report(&mut self, lesson: Option<&Id>, question: &str, reason: &str, now: Now) -> Result<Saved, Error> {
        let what = What::Report { question: question.to_owned(), reason: reason.to_owned() };
        self.about(lesson, what, None, now)
    }

    /// Writes a question of the learner's own, or writes it anew; with an empty prompt it is taken away.
    pub fn write_question(
        &mut self,
        lesson: Option<&Id>,
        question: &str,
        prompt: &str,
        answer: &str,
        now: Now,
    ) -> Result<Saved, Error> {
        let after = self.whole()?.latest_about(question);
        let [question, prompt, answer] = [question, prompt, answer].map(str::to_owned);
        self.about(lesson, What::Question { question, prompt, answer }, after, now)
    }

    /// Writes a new question of the learner's own, under an id of its own, `own:` and 32 digits.
    pub fn add_question(&mut self, lesson: Option<&Id>, prompt: &str, answer: &str, now: Now) -> Result<Saved, Error> {
        let random = crate::store::random_u128(&self.store.place().db)?;
        self.write_question(lesson, &format!("{}{random:032x}", card::OWN), prompt, answer, now)
    }

    fn about(&mut self, lesson: Option<&Id>, what: What, after: Option<i64>, now: Now) -> Result<Saved, Error> {
        let ms = self.action_ms(now, after);
        self.save(vec![(lesson.cloned(), what)], ms, now)
    }
}
