//! A compact form of the facts, so that a start reads one row and not ten thousand. It may be thrown away at any time: it
//! follows from the log. The notes are left out, for their texts may be long: they are read from the log in any case.

use super::facts::{Act, Counted, Fact, Undo};
use super::{Day, DayFigures, Progress, What};
use crate::domain::event::Key;
use crate::domain::{DeviceId, EventId, Id};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Rises with every change of the form below.
const FORM: u8 = 1;

/// Reading and answers of a snapshot: summed up, with the single ones still packed. They are needed one by one only where
/// one of them is taken back, or days come to end at another time.
#[derive(Clone, Debug, Default)]
pub(super) struct Frozen {
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

impl Progress {
    /// All but the notes, in a form that [`Progress::unpack`] reads.
    pub fn pack(&self) -> Vec<u8> {
        let mut whole = self.clone();
        whole.thaw();
        let mut sums = Progress { day_ends: self.day_ends, undone: whole.undone.clone(), ..Progress::default() };
        sums.names.clone_from(&whole.names);
        whole.counted.iter().for_each(|one| sums.count(one));
        let mut to = Writer::new();
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
        to.counted(&whole.counted);
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
                to.act(&fact.act);
            }
        }
        to.out
    }

    /// Takes the frozen ones among the others. What follows from them is the same.
    pub(super) fn thaw(&mut self) {
        let frozen = std::mem::take(&mut self.frozen);
        let mut from = Reader::new(&frozen.bytes);
        // Whoever keeps the bytes keeps a checksum of them too, so this does not fail.
        let mut counted = from.counted(&frozen.lessons).unwrap_or_default();
        counted.append(&mut self.counted);
        self.counted = counted;
    }

    /// Takes in what [`Progress::pack`] gave, into a progress of which nothing happened yet; the notes are to be applied
    /// after it, with [`Progress::extend`]. False, and nothing taken in, where the form is another version's.
    pub fn unpack(&mut self, bytes: &[u8]) -> bool {
        let mut fresh = Progress { renamed: self.renamed.clone(), ..Progress::default() };
        let mut from = Reader::new(bytes);
        if from.all(&mut fresh).is_none() || !from.left.is_empty() {
            return false;
        }
        if fresh.day_ends != self.day_ends {
            fresh.thaw();
            fresh.day_ends = self.day_ends;
        }
        // The sums leave out what was taken back then.
        fresh.derive_undone();
        fresh.rebuild();
        *self = fresh;
        true
    }

    fn notes(&self) -> u64 {
        self.facts.values().flat_map(|facts| facts.iter()).filter(|fact| matches!(fact.act, Act::Note { .. })).count()
            as u64
    }
}

struct Writer {
    out: Vec<u8>,
    devices: HashMap<DeviceId, u64>,
    last_ms: i64,
}

impl Writer {
    fn new() -> Writer {
        Writer { out: Vec::new(), devices: HashMap::new(), last_ms: 0 }
    }

    /// Reading and answers, with their length before them, so that they can be passed over.
    fn counted(&mut self, all: &[Counted]) {
        let mut to = Writer::new();
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
        self.number(to.out.len() as u64);
        self.out.append(&mut to.out);
    }

    /// Seven bits a byte, the lowest first.
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push(n.to_le_bytes()[0] | 0x80);
            n >>= 7;
        }
        self.out.push(n.to_le_bytes()[0]);
    }

    fn signed(&mut self, n: i64) {
        // Zigzag: small negative numbers are short too.
        self.number(((n << 1) ^ (n >> 63)).cast_unsigned());
    }

    fn time(&mut self, ms: i64) {
        self.signed(ms.wrapping_sub(self.last_ms));
        self.last_ms = ms;
    }

    fn wide(&mut self, n: u128) {
        self.out.extend_from_slice(&n.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn key(&mut self, key: Key) {
        self.time(key.ms);
        let next = self.devices.len() as u64;
        match self.devices.get(&key.device) {
            Some(n) => self.number(*n),
            None => {
                self.devices.insert(key.device, next);
                self.number(next);
                self.wide(key.device.0);
            }
        }
        self.number(key.number);
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Done { revision, tested_out } => {
                self.number(1 + u64::from(*tested_out));
                self.number(u64::from(*revision));
            }
            Act::Undone => self.number(3),
            Act::Bookmark { passage, label } => self.texts(4, &[passage, label]),
            Act::Unbookmark { passage } => self.texts(5, &[passage]),
            Act::Suspend(question) => self.texts(6, &[question]),
            Act::Unsuspend(question) => self.texts(7, &[question]),
            Act::Report { question, reason } => self.texts(8, &[question, reason]),
            Act::Question { question, prompt, answer } => self.texts(9, &[question, prompt, answer]),
            // Left out by the caller.
            Act::Note { .. } => self.number(0),
        }
    }

    fn texts(&mut self, tag: u64, texts: &[&str]) {
        self.number(tag);
        for text in texts {
            self.text(text);
        }
    }
}

struct Reader<'a> {
    left: &'a [u8],
    devices: Vec<DeviceId>,
    last_ms: i64,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { left: bytes, devices: Vec::new(), last_ms: 0 }
    }

    /// All of [`Writer::counted`] but its length.
    fn counted(&mut self, lessons: &[u32]) -> Option<Vec<Counted>> {
        // Each takes more than twenty bytes.
        let mut all = Vec::with_capacity(self.left.len() / 20);
        while !self.left.is_empty() {
            let id = EventId(self.wide()?);
            let ms = self.time()?;
            let offset = i16::try_from(self.signed()?).ok()?;
            let lesson = match self.number()? {
                0 => None,
                n => Some(*lessons.get(usize::try_from(n - 1).ok()?)?),
            };
            let seconds = u32::try_from(self.number()?).ok()?;
            let grade = match self.number()? {
                0 => None,
                1 => Some(false),
                2 => Some(true),
                _ => return None,
            };
            all.push(Counted { id, ms, offset, lesson, seconds, grade });
        }
        Some(all)
    }

    fn all(&mut self, to: &mut Progress) -> Option<()> {
        if self.bytes(1)? != [FORM] {
            return None;
        }
        to.events = self.number()?;
        to.day_ends = u16::try_from(self.number()?).ok()?;
        let mut seconds: BTreeMap<u32, u64> = BTreeMap::new();
        for _ in 0..self.number()? {
            let id = self.id()?;
            let id = to.known_as(Some(&id))?;
            let number = to.number(id);
            to.frozen.lessons.push(number);
            if let Some(read) = self.number()?.checked_sub(1) {
                let sum = seconds.entry(number).or_default();
                *sum = sum.saturating_add(read);
            }
        }
        to.frozen.seconds = seconds.into_iter().collect();
        for _ in 0..self.number()? {
            let day = Day(i32::try_from(self.signed()?).ok()?);
            let seconds = self.number()?;
            let answers = u32::try_from(self.number()?).ok()?;
            let known = u32::try_from(self.number()?).ok()?;
            let figures = DayFigures { seconds, answers, known, acts: answers, ..DayFigures::default() };
            to.frozen.days.insert(day, figures);
        }
        let len = usize::try_from(self.number()?).ok()?;
        to.frozen.bytes = Arc::new(self.bytes(len)?.to_vec());
        for _ in 0..self.number()? {
            let key = self.key()?;
            to.undos.push(Undo { key, id: EventId(self.wide()?), of: EventId(self.wide()?) });
        }
        for _ in 0..self.number()? {
            let lesson = match self.number()? {
                0 => None,
                _ => Some(self.id()?),
            };
            let lesson = to.known_as(lesson.as_ref());
            let number = usize::try_from(self.number()?).ok()?;
            // Each takes more than twenty bytes.
            let mut facts = Vec::with_capacity(number.min(self.left.len() / 20));
            for _ in 0..number {
                let key = self.key()?;
                let id = EventId(self.wide()?);
                let offset = i16::try_from(self.signed()?).ok()?;
                facts.push(Fact { key, id, offset, act: self.act()? });
            }
            // They were in order; two lessons that are one now are not.
            if let Some(known) = to.facts.remove(&lesson) {
                facts.extend(known.iter().cloned());
            }
            if !facts.is_sorted_by_key(|fact| (fact.key, fact.id)) {
                facts.sort_unstable_by_key(|fact| (fact.key, fact.id));
            }
            // Where there are notes alone, these come from the log.
            if !facts.is_empty() {
                to.facts.insert(lesson, Arc::new(facts));
            }
        }
        Some(())
    }

    fn bytes(&mut self, n: usize) -> Option<&[u8]> {
        let (taken, left) = self.left.split_at_checked(n)?;
        self.left = left;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes(1)?.first()?;
            n |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
    }

    fn time(&mut self) -> Option<i64> {
        self.last_ms = self.last_ms.wrapping_add(self.signed()?);
        Some(self.last_ms)
    }

    fn wide(&mut self) -> Option<u128> {
        Some(u128::from_be_bytes(self.bytes(16)?.try_into().ok()?))
    }

    fn text(&mut self) -> Option<String> {
        let len = usize::try_from(self.number()?).ok()?;
        Some(std::str::from_utf8(self.bytes(len)?).ok()?.to_owned())
    }

    fn id(&mut self) -> Option<Id> {
        Id::parse(&self.text()?)
    }

    fn key(&mut self) -> Option<Key> {
        let ms = self.time()?;
        let n = usize::try_from(self.number()?).ok()?;
        if n == self.devices.len() {
            let id = DeviceId(self.wide()?);
            self.devices.push(id);
        }
        let device = *self.devices.get(n)?;
        Some(Key { ms, device, number: self.number()? })
    }

    fn act(&mut self) -> Option<Act> {
        let what = match self.number()? {
            1 => What::Done { revision: u32::try_from(self.number()?).ok()? },
            2 => What::TestedOut { revision: u32::try_from(self.number()?).ok()? },
            3 => What::Undone {},
            4 => What::Bookmark { passage: self.text()?, label: self.text()? },
            5 => What::Unbookmark { passage: self.text()? },
            6 => What::Suspend { question: self.text()? },
            7 => What::Unsuspend { question: self.text()? },
            8 => What::Report { question: self.text()?, reason: self.text()? },
            9 => What::Question { question: self.text()?, prompt: self.text()?, answer: self.text()? },
            _ => return None,
        };
        Act::of(&what)
    }
}
