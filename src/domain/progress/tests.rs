use super::figures::{FORECAST_DAYS, HEAT_WEEKS};
use super::*;
use crate::domain::event::{Answer, Grade, Key};
use crate::domain::{Curriculum, DeviceId, Event, Kind, Node, NodeIdx, What};
use proptest::prelude::*;

const DAY_MS: i64 = 86_400_000;
/// Noon of day 20,000.
const NOON: i64 = 20_000 * DAY_MS + DAY_MS / 2;
const TODAY: Day = Day(20_000);

fn event(n: u64, ms: i64, lesson: &'static str, what: What) -> Event {
    let lesson = (!lesson.is_empty()).then(|| Id::from_static(lesson));
    Event { id: EventId(u128::from(n)), device: DeviceId(1), number: n, lesson, ms, offset: 0, what }
}

fn done(n: u64, ms: i64, lesson: &'static str) -> Event {
    event(n, ms, lesson, What::Done { revision: 1 })
}

fn note(n: u64, ms: i64, text: &str, replaces: &[u128]) -> Event {
    let replaces = replaces.iter().map(|id| EventId(*id)).collect();
    event(n, ms, "1.1", What::Note { text: text.into(), replaces })
}

fn undo(n: u64, ms: i64, of: u64) -> Event {
    event(n, ms, "1.1", What::Undo { of: EventId(u128::from(of)) })
}

fn answer(n: u64, ms: i64, grade: Grade) -> Event {
    let answer = Answer {
        question: "q".into(),
        grade,
        right: None,
        given: String::new(),
        took_ms: 0,
        confidence: None,
        hint: false,
        scheduled: true,
        before: None,
        after: None,
    };
    event(n, ms, "1.1", What::Answer(Box::new(answer)))
}

fn fold(events: &[Event]) -> Fold {
    let mut fold = Fold::new(240);
    fold.extend(events);
    fold
}

fn notes(progress: &Progress) -> Vec<&str> {
    progress.lesson("1.1").map_or(vec![], |lesson| lesson.notes.iter().map(|note| note.text.as_str()).collect())
}

#[test]
fn the_later_mark_wins_and_the_first_one_says_when() {
    let again = event(3, NOON + 5, "1.1", What::Done { revision: 2 });
    let progress =
        fold(&[again, done(1, NOON, "1.1"), done(2, NOON, "1.2"), event(4, NOON + 9, "1.2", What::Undone {})]);
    assert_eq!(progress.done("1.1"), Some(&Mark { ms: NOON, day: TODAY, revision: 2, tested_out: false }));
    assert_eq!(progress.done("1.2"), None);
    assert_eq!(progress.day(TODAY).lessons, 1);
    assert_eq!(progress.lesson("1.2").unwrap().latest_ms, Some(NOON + 9));
}

#[test]
fn two_notes_written_apart_are_both_kept() {
    let apart = [note(1, 1, "first", &[]), note(2, 3, "here", &[1]), note(3, 2, "there", &[1])];
    assert_eq!(notes(&fold(&apart)), ["there", "here"]);
    let joined = [&apart[..], &[note(4, 4, "both", &[2, 3])]].concat();
    assert_eq!(notes(&fold(&joined)), ["both"]);
    let cleared = [&joined[..], &[note(5, 5, "", &[4])]].concat();
    assert_eq!(notes(&fold(&cleared)), [""; 0]);
    assert_eq!(fold(&apart).lesson("1.1").unwrap().note().unwrap(), "there\n\nhere");
}

#[test]
fn an_undone_note_gives_the_one_before_back() {
    let events = [note(1, 1, "old", &[]), note(2, 2, "new", &[1]), undo(3, 3, 2)];
    assert_eq!(notes(&fold(&events)), ["old"]);
}

#[test]
fn an_undo_can_be_undone_and_again() {
    let mut events = vec![done(1, 1, "1.1"), undo(2, 2, 1)];
    assert!(!fold(&events).is_done("1.1"));
    events.push(undo(3, 3, 2));
    assert!(fold(&events).is_done("1.1"));
    events.push(undo(4, 4, 3));
    assert!(!fold(&events).is_done("1.1"));
}

#[test]
fn an_undo_before_its_event_and_in_a_circle_end_and_mean_something() {
    let early = [undo(1, 1, 2), done(2, 5, "1.1")];
    assert!(!fold(&early).is_done("1.1"), "what an undo takes back may come later by a wrong clock");
    // 2 and 3 undo each other: only the later one can undo the other.
    let circle = [done(1, 1, "1.1"), undo(2, 2, 3), undo(3, 3, 2), undo(4, 4, 1)];
    let progress = fold(&circle);
    assert!(progress.is_undone(EventId(2)) && !progress.is_undone(EventId(3)) && !progress.is_done("1.1"));
}

#[test]
fn answers_and_reading_are_counted_by_day_and_taken_back() {
    let read = event(1, NOON, "1.1", What::Read { seconds: 100 });
    let events = [read, answer(2, NOON, Grade::Good), answer(3, NOON, Grade::Again), answer(4, NOON, Grade::Easy)];
    let progress = fold(&events);
    let day = DayFigures { seconds: 100, answers: 3, known: 2, acts: 3, ..DayFigures::default() };
    assert_eq!(progress.day(TODAY), day);
    assert_eq!(progress.lesson("1.1").unwrap().seconds, 100);
    let undone = fold(&[&events[..], &[undo(5, NOON, 1), undo(6, NOON, 4)]].concat());
    let day = DayFigures { answers: 2, known: 1, acts: 2, ..DayFigures::default() };
    assert_eq!(undone.day(TODAY), day);
    assert_eq!(undone.lesson("1.1").map_or(0, |lesson| lesson.seconds), 0);
}

#[test]
fn bookmarks_are_set_renamed_and_taken_away() {
    let set = |n, passage: &str, label: &str| {
        event(n, i64::try_from(n).unwrap(), "1.1", What::Bookmark { passage: passage.into(), label: label.into() })
    };
    let gone = event(4, 4, "1.1", What::Unbookmark { passage: "b".into() });
    let progress = fold(&[set(1, "a", "A"), set(2, "b", "B"), set(3, "a", "AA"), gone]);
    let bookmarks = &progress.lesson("1.1").unwrap().bookmarks;
    assert_eq!(*bookmarks, [Bookmark { passage: "a".into(), label: "AA".into(), ms: 3 }]);
}

#[test]
fn questions_of_ones_own_and_suspended_ones() {
    let own = |n, prompt: &str| {
        let what = What::Question { question: "own.1".into(), prompt: prompt.into(), answer: "a".into() };
        event(n, i64::try_from(n).unwrap(), "1.1", what)
    };
    let suspend = event(3, 3, "1.1", What::Suspend { question: "q".into() });
    let report = event(4, 4, "1.1", What::Report { question: "q".into(), reason: "wrong".into() });
    let mut events = vec![own(1, "p"), own(2, "pp"), suspend, report];
    let progress = fold(&events);
    assert_eq!(progress.own_questions().iter().map(|q| q.prompt.as_str()).collect::<Vec<_>>(), ["pp"]);
    assert!(progress.suspended().contains("q"));
    assert_eq!(progress.reports().len(), 1);
    assert_eq!(progress.latest_about("q"), Some(4));
    events.push(event(5, 5, "", What::Unsuspend { question: "q".into() }));
    events.push(own(6, ""));
    assert!(fold(&events).suspended().is_empty() && fold(&events).own_questions().is_empty());
}

#[test]
fn what_is_not_known_has_no_effect() {
    let other = event(1, NOON, "1.1", What::Other { kind: "dream".into(), data: "{}".into() });
    let progress = fold(&[other]);
    assert_eq!((progress.lessons().count(), progress.day(TODAY), progress.events()), (0, DayFigures::default(), 1));
}

/// Progress with reading on these days before today.
fn active(days_ago: impl IntoIterator<Item = i64>) -> Fold {
    let read =
        |ago: i64| event(u64::try_from(ago).unwrap() + 1, NOON - ago * DAY_MS, "1.1", What::Read { seconds: 60 });
    fold(&days_ago.into_iter().map(read).collect::<Vec<_>>())
}

#[test]
fn a_streak_forgives_a_day_but_not_two_and_not_soon_again() {
    let streak = |days: &[i64]| active(days.iter().copied()).streak(TODAY);
    assert_eq!(streak(&[]), Streak { days: 0, today: false, grace: false });
    assert_eq!(streak(&[0]), Streak { days: 1, today: true, grace: true });
    assert_eq!(streak(&[1, 2]), Streak { days: 2, today: false, grace: true }, "today is not missed yet");
    assert_eq!(streak(&[0, 2, 3]), Streak { days: 3, today: true, grace: false });
    assert_eq!(streak(&[0, 3]), Streak { days: 1, today: true, grace: true }, "two days missed end it");
    assert_eq!(streak(&[2, 3]), Streak { days: 2, today: false, grace: false }, "yesterday is forgiven");
    assert_eq!(streak(&[3, 4]).days, 0);
    // Missed: 1 and 4 days ago: too near. 1 and 8 days ago: forgiven both.
    assert_eq!(streak(&[0, 2, 3, 5, 6]).days, 3);
    assert_eq!(streak(&[0, 2, 3, 4, 5, 6, 7, 9]).days, 8);
    // A miss eight days ago uses up no grace of today.
    assert_eq!(streak(&[0, 1, 2, 3, 4, 5, 6, 7, 9]), Streak { days: 9, today: true, grace: true });
}

#[test]
fn a_day_of_less_than_a_minute_is_none() {
    let read = |seconds| fold(&[event(1, NOON, "1.1", What::Read { seconds })]).streak(TODAY).days;
    assert_eq!((read(59), read(60)), (0, 1));
    assert_eq!(fold(&[event(1, NOON, "1.1", What::Undone {})]).streak(TODAY).days, 0);
}

#[test]
fn a_forecast_needs_seven_days_and_is_a_range() {
    let lessons: Vec<&'static str> = vec!["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8"];
    let events: Vec<Event> = lessons
        .iter()
        .zip(0..)
        .map(|(lesson, n)| done(u64::try_from(n).unwrap() + 1, NOON - n * DAY_MS, lesson))
        .collect();
    let early = fold(&events[..6]);
    assert_eq!(early.forecast(TODAY, 10), Forecast::TooEarly { active: 6, needed: FORECAST_DAYS });
    let progress = fold(&events);
    let pace = progress.pace(TODAY);
    assert_eq!((pace.lessons, pace.active_days, pace.days, pace.per_week), (8, 8, 8, 7.0));
    assert_eq!(progress.forecast(TODAY, 0), Forecast::Finished);
    let Forecast::Between { from, to: Some(to) } = progress.forecast(TODAY, 80) else { panic!() };
    assert!(from < TODAY.plus(80) && TODAY.plus(80) < to, "{from} to {to}");
    assert!(to.since(TODAY) < 200, "{to}");
    assert_eq!(progress.forecast(TODAY.plus(28), 80), Forecast::Idle);
    // A learner who was slow for two weeks and then quick: still one range that holds the mean.
    assert!(matches!(
        progress.forecast(TODAY.plus(20), 1_000_000),
        Forecast::Idle | Forecast::Between { to: None, .. }
    ));
}

#[test]
fn tested_out_is_done_but_no_pace() {
    let progress = fold(&[event(1, NOON, "1.1", What::TestedOut { revision: 1 })]);
    assert!(progress.is_done("1.1"));
    assert_eq!((progress.day(TODAY).tested_out, progress.pace(TODAY).lessons), (1, 0));
}

#[test]
fn half_a_year_of_weeks_ends_with_this_one() {
    let progress = active([0, 1, 8]);
    let heat = progress.heat(TODAY);
    assert_eq!((heat.len(), heat.last().unwrap().0), (usize::from(HEAT_WEEKS), TODAY.monday()));
    let lit: u32 = heat.iter().flat_map(|(_, days)| days).map(|day| u32::from(day.active())).sum();
    assert_eq!(lit, 3);
    assert_eq!(progress.week(TODAY), heat.last().unwrap().1);
}

#[test]
fn the_clock_set_back_or_far_ahead_loses_nothing() {
    let events = [done(1, NOON, "1.1"), done(2, NOON - 400 * DAY_MS, "1.2"), done(3, NOON + 50 * 365 * DAY_MS, "1.3")];
    let extreme = [done(4, i64::MIN, "1.4"), done(5, i64::MAX, "1.5")];
    let progress = fold(&[&events[..], &extreme].concat());
    assert!(["1.1", "1.2", "1.3", "1.4", "1.5"].iter().all(|lesson| progress.is_done(lesson)));
    for today in [TODAY, Day(i32::MIN), Day(i32::MAX), Day(-1)] {
        let figures = progress.figures(today);
        assert!(figures.streak.days <= 2, "{figures:?}");
        progress.heat(today);
        progress.forecast(today, 10);
    }
}

#[test]
fn a_renumbered_lesson_keeps_its_history() {
    let node = Node {
        was: vec![Id::from_static("1.1")].into(),
        lesson: true,
        end: 1,
        ..Node::new(Kind::Topic, Id::from_static("1.2"), "x".into())
    };
    let tree = Curriculum { nodes: vec![node], by_id: vec![0].into(), ..Curriculum::default() };
    let mut progress = Fold::of(240, &tree);
    progress.apply(&done(1, NOON, "1.1"));
    progress.apply(&event(2, NOON, "1.1", What::Read { seconds: 5 }));
    assert!(progress.is_done("1.2"));
    assert_eq!(progress.lesson("1.2").unwrap().seconds, 5);
    // Also from a snapshot that knew the old id.
    let mut packed = Fold::of(240, &tree);
    assert!(packed.unpack(&fold(&[done(1, NOON, "1.1"), event(2, NOON, "1.1", What::Read { seconds: 5 })]).pack()));
    assert_eq!(packed, progress);
    // What was true before the renumbering is not what is true now.
    assert_eq!(progress.unpack_now(&fold(&[done(1, NOON, "1.1")]).pack_now()), None);
    assert!(progress.unpack_now(&progress.pack_now()).is_some());
}

#[test]
fn tallies_count_lessons_below_every_branch() {
    let node = |kind, id: &'static str, parent: Option<u32>, end, lesson| Node {
        parent: parent.map(NodeIdx),
        end,
        lesson,
        revision: 2,
        ..Node::new(kind, Id::from_static(id), id.into())
    };
    let nodes = vec![
        node(Kind::Phase, "1", None, 5, false),
        node(Kind::Topic, "1.1", Some(0), 2, true),
        node(Kind::Topic, "1.2", Some(0), 5, false),
        node(Kind::Section, "1.2.1", Some(2), 4, true),
        node(Kind::Section, "1.2.2", Some(2), 5, true),
        node(Kind::Page, "about", None, 6, false),
    ];
    let tree = Curriculum { nodes, by_id: vec![0, 1, 2, 3, 4, 5].into(), ..Curriculum::default() };
    let progress = fold(&[done(1, 1, "1.1"), event(2, 1, "1.2.1", What::Read { seconds: 9 }), done(3, 1, "gone")]);
    let tallies = progress.tally(&tree);
    assert_eq!(tallies.all, Tally { done: 1, total: 3, begun: 1, rewritten: 1 });
    assert_eq!(tallies.of(NodeIdx(0)), tallies.all);
    assert_eq!(tallies.of(NodeIdx(2)), Tally { done: 0, total: 2, begun: 1, rewritten: 0 });
    assert_eq!(tallies.of(NodeIdx(5)), Tally::default());
    assert!(!tallies.of(NodeIdx(5)).complete() && tallies.of(NodeIdx(1)).complete());
}

#[test]
fn what_is_no_pack_is_refused_and_changes_nothing() {
    let full = fold(&[done(1, NOON, "1.1"), answer(2, NOON, Grade::Good), undo(3, NOON, 9)]).pack();
    for cut in 0..full.len() {
        let mut progress = Fold::new(240);
        assert!(!progress.unpack(&full[..cut]));
        assert_eq!(progress, Fold::new(240));
    }
    assert!(!Fold::new(240).unpack(&[&full[..], &[0]].concat()));
    assert!(!Fold::new(240).unpack(&[1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]));
}

fn any_what() -> impl Strategy<Value = What> {
    let text = "[a-c]{0,2}";
    let ids = || (0_u128..24).prop_map(EventId);
    prop_oneof![
        (1_u32..3).prop_map(|revision| What::Done { revision }),
        Just(What::Undone {}),
        (1_u32..3).prop_map(|revision| What::TestedOut { revision }),
        (text, prop::collection::vec(ids(), 0..3)).prop_map(|(text, replaces)| What::Note { text, replaces }),
        (text, text).prop_map(|(passage, label)| What::Bookmark { passage, label }),
        text.prop_map(|passage| What::Unbookmark { passage }),
        (0_u32..200).prop_map(|seconds| What::Read { seconds }),
        prop_oneof![Just(Grade::Again), Just(Grade::Good)].prop_map(|grade| answer(1, 1, grade).what),
        text.prop_map(|question| What::Suspend { question }),
        text.prop_map(|question| What::Unsuspend { question }),
        (text, text).prop_map(|(question, prompt)| What::Question { question, prompt, answer: "x".into() }),
        ids().prop_map(|of| What::Undo { of }),
        ids().prop_map(|of| What::Undo { of }),
        Just(What::Other { kind: "odd".into(), data: "{}".into() }),
    ]
}

/// Up to 24 events on two machines, in few lessons and around few days, so that they meet; and another order of them.
fn any_log() -> impl Strategy<Value = (Vec<Event>, Vec<Event>)> {
    let one = (any_what(), 0_i64..6, -900_i16..900, 0_usize..4, 0_u128..2);
    prop::collection::vec(one, 0..24)
        .prop_map(|all| {
            let lessons = ["1.1", "1.2", "2.1", ""];
            let made = all.into_iter().zip(0_u64..).map(|((what, hours, offset, lesson, device), n)| Event {
                offset,
                device: DeviceId(device),
                id: EventId(u128::from(n)),
                ..event(n, NOON + hours * 5 * 3_600_000, lessons[lesson], what)
            });
            made.collect::<Vec<_>>()
        })
        .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
}

proptest! {
    #[test]
    fn one_by_one_in_any_order_is_the_fold_of_all((log, other) in any_log()) {
        let whole = fold(&log);
        let mut steps = Fold::new(240);
        for event in &other {
            steps.apply(event);
        }
        prop_assert_eq!(&steps, &whole);
        let (first, second) = other.split_at(other.len() / 2);
        let mut halves = fold(first);
        halves.extend(second);
        prop_assert_eq!(&halves, &whole);
        prop_assert_eq!(steps.suspended(), whole.suspended());
        prop_assert_eq!(steps.own_questions(), whole.own_questions());
    }

    #[test]
    fn a_pack_and_what_came_after_is_the_fold_of_all((log, other) in any_log()) {
        let (first, second) = other.split_at(other.len() / 2);
        let mut packed = Fold::new(240);
        prop_assert!(packed.unpack(&fold(first).pack()));
        let notes = first.iter().filter(|event| matches!(event.what, What::Note { .. }));
        packed.extend(notes.chain(second));
        prop_assert_eq!(&packed, &fold(&log));
    }

    #[test]
    fn what_is_true_now_is_packed_whole((log, _) in any_log()) {
        let fold = fold(&log);
        let bytes = fold.pack_now();
        prop_assert_eq!(fold.unpack_now(&bytes), Some((*fold.now()).clone()));
        prop_assert_eq!(Fold::new(0).unpack_now(&bytes), None, "days end at another time");
        for cut in 0..bytes.len() {
            prop_assert_eq!(fold.unpack_now(&bytes[..cut]), None);
        }
        prop_assert_eq!(fold.unpack_now(&[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn the_model_of_a_mark_is_the_last_word_in_order((log, _) in any_log()) {
        // The plain meaning, without the fold: sort, drop what is undone, read the marks from the first to the last.
        let progress = fold(&log);
        let mut sorted: Vec<&Event> = log.iter().filter(|event| !progress.is_undone(event.id)).collect();
        sorted.sort_by_key(|event| (event.key(), event.id));
        for lesson in ["1.1", "1.2", "2.1"] {
            let mut is_done = false;
            for event in sorted.iter().filter(|event| event.lesson.as_ref().is_some_and(|id| id.as_str() == lesson)) {
                match event.what {
                    What::Done { .. } | What::TestedOut { .. } => is_done = true,
                    What::Undone {} => is_done = false,
                    _ => {}
                }
            }
            prop_assert_eq!(progress.is_done(lesson), is_done);
        }
        let lessons: u32 = progress.days.values().map(|day| day.lessons + day.tested_out).sum();
        let marked = progress.lessons().filter(|(_, lesson)| lesson.done.is_some()).count();
        prop_assert_eq!(usize::try_from(lessons).unwrap(), marked);
    }

    #[test]
    fn bytes_that_are_no_pack_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = 1;
        }
        Fold::new(240).unpack(&bytes);
        Fold::new(0).unpack_now(&[&[1, 0, 0], &bytes[..]].concat());
    }
}

#[test]
fn history_is_ordered_by_time_device_number() {
    let key = |ms, device, number| Key { ms, device: DeviceId(device), number };
    let mut keys = [key(2, 1, 1), key(1, 2, 9), key(1, 1, 2), key(1, 2, 3)];
    keys.sort();
    assert_eq!(keys, [key(1, 1, 2), key(1, 2, 3), key(1, 2, 9), key(2, 1, 1)]);
}
