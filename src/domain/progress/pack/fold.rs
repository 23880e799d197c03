//! The facts of a fold.

use super::bytes::{Reader, Writer};
use crate::domain::progress::facts::{Act, Counted, Fact, Undo};
use crate::domain::progress::{DayFigures, Fold, Progress};
use crate::domain::{Day, EventId, Id, What};
use std::{collections::BTreeMap, sync::Arc};

/// Rises with every change of the form below.
const FORM: u8 = 1;
/// What a fact or one of the counted takes at least, in bytes.
const LEAST: usize = 20;

/// Reading and answers of a snapshot: summed up, with the single ones still packed. They are needed one by one only where
/// one of them is taken back, or days come to end at another time.
#[derive(Clone, Debug, Default)]
pub(in crate::domain::progress) struct Frozen {
    /// What they add up to on each day.
    pub days: BTreeMap<Day, DayFigures>,
    /// Seconds of reading by the number of the lesson.
    pub seconds: Vec<(u32, u64)>,
    /// The single ones, packed.
    bytes: Arc<Vec<u8>>,
    /// The numbers of the lessons that the bytes speak of.
    lessons: Vec<u32>,
}

impl Frozen {
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl Fold {
    /// All but the notes, in a form that [`Fold::unpack`] reads.
    pub fn pack(&self) -> Vec<u8> {
        let mut whole = self.clone();
        whole.thaw();
        let mut sums = Progress { undone: whole.undone.clone(), ..Progress::new(self.day_ends) };
        whole.counted.iter().for_each(|one| sums.count(one, &whole.names));
        let mut to = Writer::default();
        to.out.push(FORM);
        to.number(whole.events.saturating_sub(whole.notes()));
        to.number(u64::from(whole.day_ends));
        to.number(whole.names.len() as u64);
        for name in &whole.names {
            to.text(name.as_str());
            to.number(sums.lesson(name.as_str()).map_or(0, |lesson| lesson.seconds.saturating_add(1)));
        }
        to.number(sums.days.len() as u64);
        for (day, figures) in &sums.days {
            to.signed(i64::from(day.0));
            to.number(figures.seconds);
            to.number(u64::from(figures.answers));
            to.number(u64::from(figures.known));
        }
        // With their length before them, so that they can be passed over.
        let counted = pack_counted(&whole.counted);
        to.number(counted.len() as u64);
        to.out.extend(counted);
        to.number(whole.undos.len() as u64);
        for undo in &whole.undos {
            to.key(undo.key);
            to.wide(undo.id.0);
            to.wide(undo.of.0);
        }
        to.number(whole.facts.len() as u64);
        for (lesson, facts) in &whole.facts {
            to.optional(lesson.as_ref().map(Id::as_str));
            let facts: Vec<&Fact> = facts.iter().filter(|fact| !matches!(fact.act, Act::Note { .. })).collect();
            to.number(facts.len() as u64);
            for fact in facts {
                to.key(fact.key);
                to.wide(fact.id.0);
                to.signed(i64::from(fact.offset));
                pack_act(&mut to, &fact.act);
            }
        }
        to.out
    }

    /// Takes in what [`Fold::pack`] gave, into a fold of which nothing happened yet; the notes are to be applied after it,
    /// with [`Fold::extend`]. False, and nothing taken in, where the form is another version's.
    pub fn unpack(&mut self, bytes: &[u8]) -> bool {
        let mut fresh = Fold::default();
        fresh.renamed.clone_from(&self.renamed);
        let mut from = Reader::new(bytes);
        if all(&mut from, &mut fresh).is_none() || !from.left.is_empty() {
            return false;
        }
        fresh.set_day_ends(self.day_ends);
        // The sums leave out what was taken back then.
        fresh.derive_undone();
        fresh.rebuild();
        *self = fresh;
        true
    }

    /// Takes the frozen ones among the others. What follows from them is the same.
    pub(in crate::domain::progress) fn thaw(&mut self) {
        let frozen = std::mem::take(&mut self.frozen);
        // Whoever keeps the bytes keeps a checksum of them too, so this does not fail.
        let mut all = counted(&frozen.bytes, &frozen.lessons).unwrap_or_default();
        all.append(&mut self.counted);
        self.counted = all;
    }

    fn notes(&self) -> u64 {
        self.facts.values().flat_map(|facts| facts.iter()).filter(|fact| matches!(fact.act, Act::Note { .. })).count()
            as u64
    }
}

fn pack_counted(all: &[Counted]) -> Vec<u8> {
    let mut to = Writer::default();
    for one in all {
        to.wide(one.id.0);
        to.time(one.ms);
        to.signed(i64::from(one.offset));
        to.number(one.lesson.map_or(0, |number| u64::from(number) + 1));
        to.number(u64::from(one.seconds));
        to.number(match one.grade {
            None => 0,
            Some(false) => 1,
            Some(true) => 2,
        });
    }
    to.out
}

fn pack_act(to: &mut Writer, act: &Act) {
    match act {
        Act::Done { revision, tested_out } => {
            to.number(1 + u64::from(*tested_out));
            to.number(u64::from(*revision));
        }
        Act::Undone => to.number(3),
        Act::Bookmark { passage, label } => to.tagged(4, &[passage, label]),
        Act::Unbookmark { passage } => to.tagged(5, &[passage]),
        Act::Suspend(question) => to.tagged(6, &[question]),
        Act::Unsuspend(question) => to.tagged(7, &[question]),
        Act::Report { question, reason } => to.tagged(8, &[question, reason]),
        Act::Question { question, prompt, answer } => to.tagged(9, &[question, prompt, answer]),
        // Left out by the caller.
        Act::Note { .. } => to.number(0),
    }
}

/// What [`pack_counted`] gave.
fn counted(bytes: &[u8], lessons: &[u32]) -> Option<Vec<Counted>> {
    let mut from = Reader::new(bytes);
    let mut all = Vec::with_capacity(bytes.len() / LEAST);
    while !from.left.is_empty() {
        let id = EventId(from.wide()?);
        let ms = from.time()?;
        let offset = i16::try_from(from.signed()?).ok()?;
        let lesson = match from.number()? {
            0 => None,
            n => Some(*lessons.get(usize::try_from(n - 1).ok()?)?),
        };
        let seconds = from.short()?;
        let grade = match from.number()? {
            0 => None,
            1 => Some(false),
            2 => Some(true),
            _ => return None,
        };
        all.push(Counted { id, ms, offset, lesson, seconds, grade });
    }
    Some(all)
}

/// All that [`Fold::pack`] gave.
fn all(from: &mut Reader, to: &mut Fold) -> Option<()> {
    if from.bytes(1)? != [FORM] {
        return None;
    }
    let events = from.number()?;
    to.start(u16::try_from(from.number()?).ok()?, events);
    let mut seconds: BTreeMap<u32, u64> = BTreeMap::new();
    for _ in 0..from.number()? {
        let id = from.id()?;
        let id = to.known_as(Some(&id))?;
        let number = to.number(id);
        to.frozen.lessons.push(number);
        if let Some(read) = from.number()?.checked_sub(1) {
            let sum = seconds.entry(number).or_default();
            *sum = sum.saturating_add(read);
        }
    }
    to.frozen.seconds = seconds.into_iter().collect();
    for _ in 0..from.number()? {
        let day = from.day()?;
        let (seconds, answers, known) = (from.number()?, from.short()?, from.short()?);
        let figures = DayFigures { seconds, answers, known, acts: answers, ..DayFigures::default() };
        to.frozen.days.insert(day, figures);
    }
    let len = usize::try_from(from.number()?).ok()?;
    to.frozen.bytes = Arc::new(from.bytes(len)?.to_vec());
    for _ in 0..from.number()? {
        let key = from.key()?;
        to.undos.push(Undo { key, id: EventId(from.wide()?), of: EventId(from.wide()?) });
    }
    for _ in 0..from.number()? {
        let lesson = from.maybe_id()?;
        let lesson = to.known_as(lesson.as_ref());
        let number = from.number()?;
        let mut facts = Vec::with_capacity(from.room(number, LEAST));
        for _ in 0..number {
            let key = from.key()?;
            let id = EventId(from.wide()?);
            let offset = i16::try_from(from.signed()?).ok()?;
            facts.push(Fact { key, id, offset, act: act(from)? });
        }
        // They were in order; two lessons that are one now are not.
        facts.extend(to.facts.remove(&lesson).unwrap_or_default());
        if !facts.is_sorted_by_key(|fact| (fact.key, fact.id)) {
            facts.sort_unstable_by_key(|fact| (fact.key, fact.id));
        }
        // Where there are notes alone, these come from the log.
        if !facts.is_empty() {
            to.facts.insert(lesson, facts);
        }
    }
    Some(())
}

fn act(from: &mut Reader) -> Option<Act> {
    let what = match from.number()? {
        1 => What::Done { revision: from.short()? },
        2 => What::TestedOut { revision: from.short()? },
        3 => What::Undone {},
        4 => What::Bookmark { passage: from.text()?, label: from.text()? },
        5 => What::Unbookmark { passage: from.text()? },
        6 => What::Suspend { question: from.text()? },
        7 => What::Unsuspend { question: from.text()? },
        8 => What::Report { question: from.text()?, reason: from.text()? },
        9 => What::Question { question: from.text()?, prompt: from.text()?, answer: from.text()? },
        _ => return None,
    };
    Act::of(&what)
}
