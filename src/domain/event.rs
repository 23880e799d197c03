//! What happened: appended, never changed. Everything that is true of the learner now follows from these.
//!
//! An event has a random id, so that the logs of two machines merge by union; the device that wrote it and its number
//! there, so that a gap is seen; its time in UTC with the offset of local time then, so that a journey rewrites no past
//! day. An undo is an event too. Which curriculum an event belongs to is said by the log that it stands in: a log is of
//! one curriculum. A kind that this version does not know is kept as it is ([`What::Other`]).

use super::Id;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        /// 32 hexadecimal digits.
        impl FromStr for $name {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err("an id is 32 hexadecimal digits");
                }
                u128::from_str_radix(text, 16).map($name).map_err(|_| "an id is 32 hexadecimal digits")
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

hex_id! {
    /// The id of an event: 128 random bits.
    EventId
}
hex_id! {
    /// The id of a machine's database: 128 random bits, drawn when it is made and again when a backup is put back.
    DeviceId
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Random; what makes an event the same event on two machines.
    pub id: EventId,
    /// Where it was written.
    pub device: DeviceId,
    /// 1, 2, 3 ... in that device.
    pub number: u64,
    /// The lesson it is about, where it is about one. Ids that the curriculum no longer has are kept.
    pub lesson: Option<Id>,
    /// UTC, milliseconds since 1970-01-01. The events of one action share it.
    pub ms: i64,
    /// Minutes that local time was ahead of UTC.
    pub offset: i16,
    /// What happened.
    pub what: What,
}

impl Event {
    /// What events are ordered by: time, then device, then number there.
    pub fn key(&self) -> Key {
        Key { ms: self.ms, device: self.device, number: self.number }
    }
}

/// The place of an event in history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// As [`Event::ms`].
    pub ms: i64,
    /// As [`Event::device`].
    pub device: DeviceId,
    /// As [`Event::number`].
    pub number: u64,
}

/// What happened. The serde form is `{"kind": "done", "data": {"revision": 1}}`; the names are for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum What {
    /// The lesson was marked done, as it stood in this revision.
    Done {
        /// The lesson's revision that was read.
        revision: u32,
    },
    /// The mark was taken off.
    Undone {},
    /// The lesson was marked done because its phase was tested out.
    TestedOut {
        /// The lesson's revision then.
        revision: u32,
    },
    /// A note was written. It takes the place of the notes that its writer saw, and of no other: two notes written
    /// apart are both kept. An empty text takes them away.
    Note {
        /// The whole note.
        text: String,
        /// The notes that it takes the place of.
        #[serde(default)]
        replaces: Vec<EventId>,
    },
    /// A passage was bookmarked, or its bookmark renamed.
    Bookmark {
        /// The passage: an anchor in the lesson, in the reader's form.
        passage: String,
        /// What the learner sees in the list.
        label: String,
    },
    /// The bookmark of a passage was taken away.
    Unbookmark {
        /// As in [`What::Bookmark`].
        passage: String,
    },
    /// The lesson was read for some time.
    Read {
        /// Seconds in which the learner acted.
        seconds: u32,
    },
    /// A question was answered.
    Answer(Box<Answer>),
    /// A question is not to be asked any more.
    Suspend {
        /// The question's id.
        question: String,
    },
    /// A question is to be asked again.
    Unsuspend {
        /// The question's id.
        question: String,
    },
    /// A question was reported into the local list.
    Report {
        /// The question's id.
        question: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A question of the learner's own was written, or rewritten; with an empty prompt it was taken away.
    Question {
        /// The question's id; the same one for a rewritten question.
        question: String,
        /// What is asked.
        prompt: String,
        /// The answer.
        answer: String,
    },
    /// An earlier event is taken back; of an undo, it holds again.
    Undo {
        /// The event taken back.
        of: EventId,
    },
    /// A kind that this version does not know. Kept and exported as it is, without effect.
    #[serde(skip)]
    Other {
        /// Its name.
        kind: String,
        /// Its data, as JSON text.
        data: String,
    },
}

impl What {
    /// The name of the kind, as stored and exported.
    pub fn kind(&self) -> &str {
        match self {
            What::Done { .. } => "done",
            What::Undone {} => "undone",
            What::TestedOut { .. } => "tested_out",
            What::Note { .. } => "note",
            What::Bookmark { .. } => "bookmark",
            What::Unbookmark { .. } => "unbookmark",
            What::Read { .. } => "read",
            What::Answer(_) => "answer",
            What::Suspend { .. } => "suspend",
            What::Unsuspend { .. } => "unsuspend",
            What::Report { .. } => "report",
            What::Question { .. } => "question",
            What::Undo { .. } => "undo",
            What::Other { kind, .. } => kind,
        }
    }
}

/// An answer to a question, with all that is needed to build the schedule again from the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The question's id.
    pub question: String,
    /// The grade that the learner gave or let stand.
    pub grade: Grade,
    /// Whether the answer itself was right, where that could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
    /// The answer as given: the option, the text, the points that were ticked.
    #[serde(default)]
    pub given: String,
    /// Time taken, in milliseconds.
    #[serde(default)]
    pub took_ms: u32,
    /// How sure the learner was before the reveal, where they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Whether the hint was looked at.
    #[serde(default)]
    pub hint: bool,
    /// Whether the answer moved the schedule; a question asked again before it was due does not.
    #[serde(default = "yes")]
    pub scheduled: bool,
    /// The scheduler's state before; none for a question never asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Memory>,
    /// The scheduler's state after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Memory>,
}

fn yes() -> bool {
    true
}

/// The four grades of spaced repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Not known.
    Again,
    /// Known, with trouble.
    Hard,
    /// Known.
    Good,
    /// Known at once.
    Easy,
}

/// How sure the learner was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A guess.
    Guess,
    /// I think so.
    ThinkSo,
    /// Sure.
    Sure,
}

/// The state of one question in the scheduler (FSRS: D. J. Ye, the FSRS-6 model).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Days until the chance to recall falls to 90 percent.
    pub stability: f32,
    /// 1 to 10.
    pub difficulty: f32,
    /// When it is due, UTC milliseconds.
    pub due_ms: i64,
    /// When it was answered last, UTC milliseconds.
    pub last_ms: i64,
    /// Whether it is in the relearn step.
    #[serde(default)]
    pub relearning: bool,
    /// Answers so far.
    #[serde(default)]
    pub reps: u32,
    /// Answers that were graded again after it had been known.
    #[serde(default)]
    pub lapses: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_32_digits_and_nothing_else() {
        let id = EventId(0xab);
        assert_eq!(id.to_string(), "000000000000000000000000000000ab");
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in ["", "ab", "+00000000000000000000000000000ab", "g00000000000000000000000000000ab", &"0".repeat(33)] {
            assert!(bad.parse::<EventId>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_form_of_an_event_is_for_ever() {
        let shown = |what: What| serde_json::to_string(&what).unwrap();
        assert_eq!(shown(What::Done { revision: 2 }), r#"{"kind":"done","data":{"revision":2}}"#);
        assert_eq!(shown(What::Undone {}), r#"{"kind":"undone","data":{}}"#);
        assert_eq!(
            shown(What::Undo { of: EventId(1) }),
            r#"{"kind":"undo","data":{"of":"00000000000000000000000000000001"}}"#
        );
        let answer = Answer {
            question: "chan.1".into(),
            grade: Grade::Good,
            right: Some(true),
            given: "b".into(),
            took_ms: 4_200,
            confidence: Some(Confidence::ThinkSo),
            hint: false,
            scheduled: true,
            before: None,
            after: Some(Memory {
                stability: 2.3065,
                difficulty: 2.1181,
                due_ms: 9,
                last_ms: 8,
                relearning: false,
                reps: 1,
                lapses: 0,
            }),
        };
        let text = shown(What::Answer(Box::new(answer.clone())));
        assert_eq!(
            text,
            r#"{"kind":"answer","data":{"question":"chan.1","grade":"good","right":true,"given":"b","took_ms":4200,"confidence":"think_so","hint":false,"scheduled":true,"after":{"stability":2.3065,"difficulty":2.1181,"due_ms":9,"last_ms":8,"relearning":false,"reps":1,"lapses":0}}}"#
        );
        assert_eq!(serde_json::from_str::<What>(&text).unwrap(), What::Answer(Box::new(answer)));
    }

    #[test]
    fn the_kind_is_the_one_that_serde_writes() {
        for what in [
            What::Done { revision: 1 },
            What::Undone {},
            What::TestedOut { revision: 1 },
            What::Note { text: String::new(), replaces: vec![EventId(3)] },
            What::Bookmark { passage: "p".into(), label: "l".into() },
            What::Unbookmark { passage: "p".into() },
            What::Read { seconds: 1 },
            What::Suspend { question: "q".into() },
            What::Unsuspend { question: "q".into() },
            What::Report { question: "q".into(), reason: "r".into() },
            What::Question { question: "q".into(), prompt: "p".into(), answer: "a".into() },
            What::Undo { of: EventId(1) },
        ] {
            let value = serde_json::to_value(&what).unwrap();
            assert_eq!(value["kind"], what.kind());
            assert_eq!(serde_json::from_value::<What>(value).unwrap(), what);
        }
    }
}
