mod any;

use super::figures::{FORECAST_DAYS, HEAT_WEEKS};
use super::*;
use crate::domain::event::{Answer, Grade, Key};
use crate::domain::{Curriculum, DeviceId, Event, Kind, Node, NodeIdx, What};

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
    assert_eq!(progress.unpack_now(&Fold::new(240).pack_now(&fold(&[done(1, NOON, "1.1")]))), None);
    assert!(progress.unpack_now(&progress.pack_now(&progress)).is_some());
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
fn history_is_ordered_by_time_device_number() {
    let key = |ms, device, number| Key { ms, device: DeviceId(device), number };
    let mut keys = [key(2, 1, 1), key(1, 2, 9), key(1, 1, 2), key(1, 2, 3)];
    keys.sort();
    assert_eq!(keys, [key(1, 1, 2), key(1, 2, 3), key(1, 2, 9), key(2, 1, 1)]);
}
