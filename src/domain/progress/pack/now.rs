//! What is true now, with the notes: small, and read at every start.

use super::bytes::{Reader, Writer};
use crate::domain::progress::{Bookmark, DayFigures, Fold, Lesson, Mark, Note, OwnQuestion, Progress, Report};
use crate::domain::{EventId, Id};
use std::collections::{BTreeMap, HashMap};

/// Rises with every change of the form below.
const FORM: u8 = 1;

impl Fold {
    /// What is true now, in a form that [`Fold::unpack_now`] reads.
    pub fn pack_now(&self, now: &Progress) -> Vec<u8> {
        let mut to = Writer::default();
        to.out.push(FORM);
        to.number(u64::from(now.day_ends));
        pack_renamed(&mut to, &self.renamed);
        to.number(now.events);
        to.number(now.undone.len() as u64);
        now.undone.iter().for_each(|id| to.wide(id.0));
        to.number(now.days.len() as u64);
        for (day, figures) in &now.days {
            let DayFigures { lessons, tested_out, seconds, answers, known, acts } = *figures;
            to.signed(i64::from(day.0));
            to.number(seconds);
            [lessons, tested_out, answers, known, acts].into_iter().for_each(|n| to.number(u64::from(n)));
        }
        to.number(now.lessons.len() as u64);
        for (id, lesson) in &now.lessons {
            to.text(id.as_str());
            pack_lesson(&mut to, lesson);
        }
        to.number(now.questions.suspended.len() as u64);
        now.questions.suspended.iter().for_each(|question| to.text(question));
        to.number(now.questions.own.len() as u64);
        for own in &now.questions.own {
            to.optional(own.lesson.as_ref().map(Id::as_str));
            [&own.question, &own.prompt, &own.answer].into_iter().for_each(|text| to.text(text));
            to.time(own.ms);
        }
        to.number(now.questions.reports.len() as u64);
        for report in &now.questions.reports {
            to.optional(report.lesson.as_ref().map(Id::as_str));
            [&report.question, &report.reason].into_iter().for_each(|text| to.text(text));
            to.time(report.ms);
        }
        to.out
    }

    /// What [`Fold::pack_now`] gave; none where the form is another version's, or study days end at another time here, or
    /// lessons were renumbered since.
    pub fn unpack_now(&self, bytes: &[u8]) -> Option<Progress> {
        let day_ends = self.day_ends;
        let mut from = Reader::new(bytes);
        if from.bytes(1)? != [FORM] || from.number()? != u64::from(day_ends) {
            return None;
        }
        let mut same = Writer::default();
        pack_renamed(&mut same, &self.renamed);
        if from.bytes(same.out.len())? != same.out {
            return None;
        }
        let mut to = Progress { events: from.number()?, ..Progress::new(day_ends) };
        for _ in 0..from.number()? {
            to.undone.insert(EventId(from.wide()?));
        }
        let number = from.number()?;
        let mut days = Vec::with_capacity(from.room(number, 7));
        for _ in 0..number {
            let (day, seconds) = (from.day()?, from.number()?);
            let (lessons, tested_out, answers) = (from.short()?, from.short()?, from.short()?);
            let (known, acts) = (from.short()?, from.short()?);
            days.push((day, DayFigures { lessons, tested_out, seconds, answers, known, acts }));
        }
        // They are in order, which makes this quicker than to put in one by one.
        to.days = days.into_iter().collect();
        let number = from.number()?;
        to.lessons = HashMap::with_capacity(from.room(number, 8));
        for _ in 0..number {
            to.lessons.insert(from.id()?, lesson(&mut from)?);
        }
        for _ in 0..from.number()? {
            to.questions.suspended.insert(from.text()?);
        }
        for _ in 0..from.number()? {
            let lesson = from.maybe_id()?;
            let (question, prompt, answer) = (from.text()?, from.text()?, from.text()?);
            to.questions.own.push(OwnQuestion { question, lesson, prompt, answer, ms: from.time()? });
        }
        for _ in 0..from.number()? {
            let lesson = from.maybe_id()?;
            let (question, reason) = (from.text()?, from.text()?);
            to.questions.reports.push(Report { question, lesson, reason, ms: from.time()? });
        }
        from.left.is_empty().then_some(to)
    }
}

/// What the ids of lessons were read as.
fn pack_renamed(to: &mut Writer, renamed: &BTreeMap<String, Id>) {
    to.number(renamed.len() as u64);
    for (was, is) in renamed {
        to.text(was);
        to.text(is.as_str());
    }
}

fn pack_lesson(to: &mut Writer, lesson: &Lesson) {
    let Lesson { done, notes, bookmarks, seconds, latest_ms } = lesson;
    to.number(*seconds);
    to.maybe(*latest_ms);
    to.number(u64::from(done.is_some()));
    if let Some(Mark { ms, day, revision, tested_out }) = done {
        to.time(*ms);
        to.signed(i64::from(day.0));
        to.number(u64::from(*revision));
        to.number(u64::from(*tested_out));
    }
    to.number(notes.len() as u64);
    for Note { id, ms, text } in notes {
        to.wide(id.0);
        to.time(*ms);
        to.text(text);
    }
    to.number(bookmarks.len() as u64);
    for Bookmark { passage, label, ms } in bookmarks {
        to.text(passage);
        to.text(label);
        to.time(*ms);
    }
}

fn lesson(from: &mut Reader) -> Option<Lesson> {
    let mut lesson = Lesson { seconds: from.number()?, latest_ms: from.maybe()?, ..Lesson::default() };
    if from.flag()? {
        let (ms, day) = (from.time()?, from.day()?);
        lesson.done = Some(Mark { ms, day, revision: from.short()?, tested_out: from.flag()? });
    }
    for _ in 0..from.number()? {
        let (id, ms) = (EventId(from.wide()?), from.time()?);
        lesson.notes.push(Note { id, ms, text: from.text()? });
    }
    for _ in 0..from.number()? {
        let (passage, label) = (from.text()?, from.text()?);
        lesson.bookmarks.push(Bookmark { passage, label, ms: from.time()? });
    }
    Some(lesson)
}
