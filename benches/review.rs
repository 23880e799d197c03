//! What the schedule costs: `cargo bench --bench review`. A year of study: ten thousand answers to six hundred questions.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use gomastery::{
    content::{Source, load},
    domain::{
        Curriculum, Event, EventId, NodeIdx, Now,
        event::{DeviceId, Grade, What},
        progress::Fold,
        question::{Ask, Question},
    },
    schedule::{Deck, Memories, Queue, Scene, Settings, Stats, Want},
    session::review,
};

const QUESTIONS: usize = 600;
const ANSWERS: usize = 10_000;
const MINUTE_MS: i64 = 60_000;

fn main() {
    divan::main();
}

static TREE: LazyLock<Curriculum> = LazyLock::new(|| load(&Source::Embedded).unwrap().0);

static QUESTION_LIST: LazyLock<Vec<(NodeIdx, Question)>> = LazyLock::new(|| {
    let lessons: Vec<NodeIdx> = TREE.all_lessons().map(|(idx, _)| idx).collect();
    let question = |n: usize| Question {
        id: format!("question-{n}"),
        passage: "key-points".into(),
        level: 1,
        prompt: "Why?".into(),
        ask: Ask::Recall { answer: "So.".into(), points: vec!["one".into(), "two".into()] },
        explanation: "Because.".into(),
    };
    (0..QUESTIONS).map(|n| (*lessons.get(n % lessons.len()).unwrap(), question(n))).collect()
});

/// The log of the year.
static LOG: LazyLock<Vec<Event>> = LazyLock::new(|| {
    let mut deck = Deck::new(&TREE, QUESTION_LIST.clone(), Settings::default());
    let mut progress = Fold::of(240, &TREE);
    let mut log = Vec::new();
    let mut happens = |deck: &mut Deck, lesson, what, ms| {
        let number = u64::try_from(log.len()).unwrap() + 1;
        let id = EventId(u128::from(number));
        let event = Event { id, device: DeviceId(1), number, lesson, ms, offset: 60, what };
        progress.apply(&event);
        deck.apply(&event, &progress);
        log.push(event);
    };
    for (_, node) in TREE.all_lessons() {
        happens(&mut deck, Some(node.id.clone()), What::Done { revision: 1 }, 1_790_000_000_000);
    }
    for n in 0..ANSWERS {
        let ms = 1_790_000_000_000 + i64::try_from(n).unwrap() * 52 * MINUTE_MS;
        let grade = if n % 7 == 0 { Grade::Again } else { Grade::Good };
        let reply = deck.reply(&format!("question-{}", (n * 7) % QUESTIONS), grade, true);
        let answer = reply.answer(Now::new(ms, 60));
        happens(&mut deck, reply.lesson, What::Answer(Box::new(answer)), ms);
    }
    log
});

static PROGRESS: LazyLock<Fold> = LazyLock::new(|| {
    let mut progress = Fold::of(240, &TREE);
    progress.extend(&*LOG);
    progress
});

static DECK: LazyLock<Deck> = LazyLock::new(fold_all);

fn fold_all() -> Deck {
    let mut deck = Deck::new(&TREE, QUESTION_LIST.clone(), Settings::default());
    deck.extend(&*LOG, &PROGRESS);
    deck
}

fn scene() -> Scene<'static> {
    let last = LOG.last().unwrap().ms;
    Scene { deck: &DECK, progress: &PROGRESS, curriculum: &TREE, now: Now::new(last + 1, 60) }
}

/// Reading the questions of the embedded curriculum.
#[divan::bench]
fn questions() -> usize {
    review::all_questions(&TREE, &Source::Embedded).0.len()
}

#[divan::bench]
fn fold(bencher: divan::Bencher) {
    LazyLock::force(&PROGRESS);
    bencher.bench(fold_all);
}

#[divan::bench]
fn queue(bencher: divan::Bencher) {
    let scene = scene();
    bencher.bench(|| Queue::new(Want::Due, &scene));
}

#[divan::bench]
fn memories(bencher: divan::Bencher) {
    let scene = scene();
    bencher.bench(|| Memories::of(&scene));
}

#[divan::bench]
fn stats(bencher: divan::Bencher) {
    let scene = scene();
    bencher.bench(|| Stats::of(&scene));
}

/// The whole way from a database to a deck.
#[divan::bench]
fn from_the_database(bencher: divan::Bencher) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("export.json");
    let lines: Vec<String> = LOG.iter().map(line).collect();
    let text = format!(
        "{{\"format\": 1, \"curricula\": [{{\"id\": \"{}\", \"events\": [{}]}}], \"exported_at\": \"\"}}",
        TREE.id,
        lines.join(",\n")
    );
    std::fs::write(&file, text).unwrap();
    let now = scene().now;
    let mut session = gomastery::session::Session::open(&dir.path().join("data"), &TREE, 240, now).unwrap();
    session.import(&file, now).unwrap();
    bencher.bench_local(|| session.deck(&TREE, &Source::Embedded, Settings::default()).unwrap().0);
}

fn line(event: &Event) -> String {
    let mut value = serde_json::to_value(&event.what).unwrap();
    let fields = value.as_object_mut().unwrap();
    fields.insert("id".into(), event.id.to_string().into());
    fields.insert("device".into(), event.device.to_string().into());
    fields.insert("number".into(), event.number.into());
    fields.insert("ms".into(), event.ms.into());
    fields.insert("offset".into(), event.offset.into());
    fields.insert("lesson".into(), event.lesson.as_ref().map(|id| id.to_string()).into());
    value.to_string()
}
