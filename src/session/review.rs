//! Saving what happens in a review: answers, suspensions, reports, questions of one's own. When a question is due and what
//! an answer does to that is for the schedule to say.

use super::{Error, Saved, Session};
use crate::domain::event::Answer;
use crate::domain::{Id, Now, What};

impl Session {
    /// Saves an answer to a question of a lesson.
    pub fn add_answer(&mut self, lesson: Option<&Id>, answer: Answer, now: Now) -> Result<Saved, Error> {
        self.about(lesson, What::Answer(Box::new(answer)), None, now)
    }

    /// Asks a question no more.
    pub fn suspend(&mut self, lesson: Option<&Id>, question: &str, now: Now) -> Result<Saved, Error> {
        let after = self.progress.latest_about(question);
        self.about(lesson, What::Suspend { question: question.to_owned() }, after, now)
    }

    /// Asks a question again.
    pub fn unsuspend(&mut self, lesson: Option<&Id>, question: &str, now: Now) -> Result<Saved, Error> {
        let after = self.progress.latest_about(question);
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
        let after = self.progress.latest_about(question);
        let [question, prompt, answer] = [question, prompt, answer].map(str::to_owned);
        self.about(lesson, What::Question { question, prompt, answer }, after, now)
    }

    fn about(&mut self, lesson: Option<&Id>, what: What, after: Option<i64>, now: Now) -> Result<Saved, Error> {
        let ms = self.action_ms(now, after);
        self.save(vec![(lesson.cloned(), what)], ms, now)
    }
}
