//! An event as it is stored and exported: a [`Row`], whose data is JSON text, kept byte for byte even where this version
//! does not understand it. A checksum over all of it notices a changed bit that SQLite's own check cannot.

use crate::domain::{DeviceId, Event, EventId, Id, What};
use serde_json::Value;

/// An event in the form that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As [`Event::id`].
    pub id: EventId,
    /// As [`Event::device`].
    pub device: DeviceId,
    /// As [`Event::number`]; from 1.
    pub number: u64,
    /// As [`Event::ms`].
    pub ms: i64,
    /// As [`Event::offset`].
    pub offset: i16,
    /// As [`Event::lesson`].
    pub lesson: Option<Id>,
    /// As [`What::kind`].
    pub kind: String,
    /// The data of the kind, as JSON text.
    pub data: String,
}

impl Row {
    /// The row of an event.
    pub fn of(event: &Event) -> Row {
        let (kind, data) = encode(&event.what);
        Row {
            id: event.id,
            device: event.device,
            number: event.number,
            ms: event.ms,
            offset: event.offset,
            lesson: event.lesson.clone(),
            kind,
            data,
        }
    }

    /// The event of a row.
    pub fn event(&self) -> Event {
        self.view().event()
    }

    /// The checksum of the row in this curriculum's log.
    pub fn sum(&self, curriculum: &str) -> i64 {
        self.view().sum(curriculum)
    }

    fn view(&self) -> View<'_> {
        View {
            id: self.id,
            device: self.device,
            number: self.number,
            ms: self.ms,
            offset: self.offset,
            lesson: self.lesson.clone(),
            kind: &self.kind,
            data: &self.data,
        }
    }
}

/// A [`Row`] that borrows its texts: most of those that are read become events at once.
pub(super) struct View<'a> {
    pub id: EventId,
    pub device: DeviceId,
    pub number: u64,
    pub ms: i64,
    pub offset: i16,
    pub lesson: Option<Id>,
    pub kind: &'a str,
    pub data: &'a str,
}

impl View<'_> {
    pub fn row(self) -> Row {
        let View { id, device, number, ms, offset, lesson, kind, data } = self;
        Row { id, device, number, ms, offset, lesson, kind: kind.to_owned(), data: data.to_owned() }
    }

    pub fn event(self) -> Event {
        let View { id, device, number, ms, offset, lesson, kind, data } = self;
        Event { id, device, number, lesson, ms, offset, what: decode(kind, data) }
    }

    pub fn sum(&self, curriculum: &str) -> i64 {
        let mut sum = Sum::new();
        sum.part(curriculum.as_bytes());
        sum.part(&self.id.0.to_be_bytes());
        sum.part(&self.device.0.to_be_bytes());
        sum.part(&self.number.to_be_bytes());
        sum.part(&self.ms.to_be_bytes());
        sum.part(&self.offset.to_be_bytes());
        sum.part(self.lesson.as_ref().map_or(&[0xff][..], |id| id.as_str().as_bytes()));
        sum.part(self.kind.as_bytes());
        sum.part(self.data.as_bytes());
        sum.end()
    }
}

/// The name and the data of what happened.
pub fn encode(what: &What) -> (String, String) {
    if let What::Other { kind, data } = what {
        return (kind.clone(), data.clone());
    }
    let mut value = serde_json::to_value(what).unwrap_or_default();
    let data = value.get_mut("data").map(Value::take).unwrap_or_default();
    (what.kind().to_owned(), data.to_string())
}

/// What a kind and its data say; [`What::Other`] where this version does not understand them.
pub fn decode(kind: &str, data: &str) -> What {
    let known = match kind {
        // The most frequent ones, without a detour.
        "read" => serde_json::from_str::<Seconds>(data).ok().map(|read| What::Read { seconds: read.seconds }),
        "answer" => serde_json::from_str(data).ok().map(What::Answer),
        _ => serde_json::from_str::<Value>(data).ok().and_then(|value| {
            let pair = [("kind".to_owned(), Value::from(kind)), ("data".to_owned(), value)];
            serde_json::from_value(Value::Object(pair.into_iter().collect())).ok()
        }),
    };
    known.unwrap_or_else(|| What::Other { kind: kind.to_owned(), data: data.to_owned() })
}

#[derive(serde::Deserialize)]
struct Seconds {
    seconds: u32,
}

/// A checksum over parts, eight bytes at a time: exclusive or, multiplication by an odd number, a shift folded in. Each
/// step is a bijection of the state, so a change within one word is always noticed, and any other one but for a chance of
/// one in 2^64. It is against decay, not against malice.
pub(super) struct Sum(u64);

impl Sum {
    pub fn new() -> Sum {
        Sum(0x9e37_79b9_7f4a_7c15)
    }

    fn word(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd);
        self.0 = mixed ^ (mixed >> 32);
    }

    /// A part: its length, then its bytes, the last word filled up with zeros.
    pub fn part(&mut self, bytes: &[u8]) {
        self.word(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut last = [0; 8];
            for (to, from) in last.iter_mut().zip(rest) {
                *to = *from;
            }
            self.word(u64::from_le_bytes(last));
        }
    }

    pub fn end(self) -> i64 {
        self.0.cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            id: EventId(7),
            device: DeviceId(9),
            number: 3,
            ms: 1_000,
            offset: 60,
            lesson: Some(Id::from_static("5.6.4")),
            kind: "note".into(),
            data: r#"{"text":"a channel","replaces":[]}"#.into(),
        }
    }

    #[test]
    fn a_row_and_its_event_are_the_same() {
        let what = What::Note { text: "a channel".into(), replaces: vec![] };
        assert_eq!(row().event().what, what);
        assert_eq!(Row::of(&row().event()), row());
    }

    #[test]
    fn what_is_not_understood_is_kept_to_the_byte() {
        for (kind, data) in
            [("dream", r#"{ "of":  [1, 2] }"#), ("done", r#"{"rev":1}"#), ("note", "not json"), ("read", "{}")]
        {
            let what = decode(kind, data);
            assert!(matches!(what, What::Other { .. }), "{kind} {data}");
            assert_eq!(encode(&what), (kind.to_owned(), data.to_owned()));
        }
    }

    #[test]
    fn the_sum_notices_every_bit() {
        let good = row().sum("go");
        assert_ne!(row().sum("gO"), good);
        let bytes = row().data.into_bytes();
        for at in 0..bytes.len() {
            for bit in 0..7 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                let data = String::from_utf8(bytes).unwrap();
                assert_ne!(Row { data, ..row() }.sum("go"), good);
            }
        }
        // Nothing moves from one field to the next unnoticed.
        assert_ne!(Row { kind: "not".into(), data: format!("e{}", row().data), ..row() }.sum("go"), good);
        assert_ne!(Row { lesson: None, ..row() }.sum("go"), good);
    }
}
