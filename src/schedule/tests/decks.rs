//! The deck: a fold of the log that does not depend on order, on clocks, or on where the learner is.

use super::*;
use crate::domain::day::DAY_ENDS;
use proptest::prelude::*;

fn memory(paper: &Paper, question: &str) -> crate::domain::event::Memory {
    paper.deck.state(question).unwrap().memory.unwrap()
}

#[test]
fn a_log_replayed_is_the_deck() {
    let mut paper = Paper::done(&["1.1", "2.1"], 2);
    for (day, question, grade) in [
        (0, "1.1/1", Grade::Good),
        (0, "2.1/1", Grade::Again),
        (2, "1.1/1", Grade::Good),
        (2, "2.1/1", Grade::Hard),
        (13, "1.1/1", Grade::Again),
        (13, "1.1/1", Grade::Good),
        (14, "2.1/1", Grade::Easy),
    ] {
        paper.answers(question, grade, noon(day));
    }
    assert_eq!(paper.folded(), paper.deck);
    let proof = paper.proof();
    assert!(proof.holds(), "{proof:?}");
    assert_eq!((proof.answers, proof.apart, proof.cards), (7, 0, 2));
    let state = paper.deck.state("1.1/1").unwrap();
    assert_eq!((state.memory.unwrap().reps, state.memory.unwrap().lapses), (4, 1));
    assert_eq!(state.first_day, noon(0).day(DAY_ENDS));
}

#[test]
fn what_the_log_says_wrongly_is_named_and_worked_out_anew() {
    let mut paper = Paper::done(&["1.1"], 2);
    paper.answers("1.1/1", Grade::Good, noon(0));
    paper.answers_so("1.1/2", Grade::Good, true, noon(0), |answer| answer.after.as_mut().unwrap().stability = 500.0);
    let proof = paper.proof();
    assert_eq!((proof.wrong.as_slice(), proof.holds()), (&["1.1/2".to_owned()][..], false));
    let (right, mended) = (memory(&paper, "1.1/1"), memory(&paper, "1.1/2"));
    assert_eq!((right.stability, right.due_ms), (mended.stability, mended.due_ms));
}

#[test]
fn undo_gives_back_the_memory_from_before_and_undone_undo_the_one_after() {
    let mut paper = Paper::done(&["1.1"], 1);
    paper.answers("1.1/1", Grade::Good, noon(0));
    let before = memory(&paper, "1.1/1");
    let slip = paper.answers("1.1/1", Grade::Again, noon(3));
    let after = memory(&paper, "1.1/1");
    let undo = paper.happens(Some("1.1"), What::Undo { of: slip }, noon(4));
    assert_eq!(memory(&paper, "1.1/1"), before);
    assert_eq!(paper.folded(), paper.deck);
    paper.happens(Some("1.1"), What::Undo { of: undo }, noon(5));
    assert_eq!(memory(&paper, "1.1/1"), after);
    assert_eq!(paper.folded(), paper.deck);
    assert!(paper.proof().holds());
}

#[test]
fn an_answer_applied_twice_counts_once() {
    let mut paper = Paper::done(&["1.1"], 1);
    paper.answers("1.1/1", Grade::Good, noon(0));
    let (event, deck) = (paper.log.last().unwrap().clone(), paper.deck.clone());
    assert!(!paper.deck.apply(&event, &paper.progress));
    assert_eq!(paper.deck, deck);
}

#[test]
fn the_deck_says_whether_it_changed() {
    let mut paper = Paper::done(&["1.1"], 1);
    let own = What::Question { question: "mine".into(), prompt: "why?".into(), answer: "so".into() };
    for (what, changes) in [(What::Undone {}, false), (What::Done { revision: 1 }, false), (own, true)] {
        paper.happens(Some("1.1"), what, noon(1));
        let (event, mut deck) = (paper.log.last().unwrap().clone(), paper.deck.clone());
        assert_eq!(deck.apply(&event, &paper.progress), changes, "{event:?}");
    }
}

#[test]
fn an_answer_outside_of_the_schedule_moves_nothing() {
    let mut paper = Paper::done(&["1.1"], 1);
    paper.answers("1.1/1", Grade::Good, noon(0));
    let before = memory(&paper, "1.1/1");
    paper.answers_so("1.1/1", Grade::Again, false, noon(1), |_| {});
    assert_eq!(memory(&paper, "1.1/1"), before);
    assert_eq!(paper.deck.state("1.1/1").unwrap().answers().count(), 2, "and is counted");
}

#[test]
fn due_on_a_day_not_at_an_hour() {
    let mut paper = Paper::done(&["1.1"], 1);
    // 23:30 local; two days later the day begins at 04:00 local, 03:00 UTC.
    let late = Now::new(20_000 * DAY + 22 * 3_600_000 + 30 * MINUTE, 60);
    paper.answers("1.1/1", Grade::Good, late);
    let state = paper.deck.state("1.1/1").unwrap();
    assert_eq!(state.due_day.since(late.day(DAY_ENDS)), 2);
    let dawn = 20_002 * DAY + 3 * 3_600_000;
    assert!(paper.queue(Want::Due, Now::new(dawn - 1, 60)).is_empty());
    assert_eq!(paper.asks(Want::Due, Now::new(dawn, 60)), ["1.1/1"]);
}

#[test]
fn after_midnight_is_the_same_day_until_four() {
    let mut paper = Paper::done(&["1.1"], 1);
    let night = Now::new(20_001 * DAY + 2 * 3_600_000, 60);
    paper.answers("1.1/1", Grade::Good, night);
    assert_eq!(paper.deck.state("1.1/1").unwrap().last_day, noon(0).day(DAY_ENDS));
    assert_eq!(paper.asks(Want::Due, noon(2)), ["1.1/1"]);
}

#[test]
fn summer_time_ends_and_no_day_is_lost() {
    // Berlin, 2026-10-25: from 120 to 60 minutes ahead at 01:00 UTC. Answered the noon before, due two days later.
    let mut paper = Paper::done(&["1.1"], 1);
    let before = Now::new(20_750 * DAY + 10 * 3_600_000, 120);
    paper.answers("1.1/1", Grade::Good, before);
    let dawn = 20_752 * DAY + 3 * 3_600_000;
    assert!(paper.queue(Want::Due, Now::new(dawn - 1, 60)).is_empty());
    assert_eq!(paper.asks(Want::Due, Now::new(dawn, 60)), ["1.1/1"]);
}

#[test]
fn a_journey_moves_what_is_due_by_a_day_at_most() {
    let mut paper = Paper::done(&["1.1", "1.2", "2.1"], 3);
    let questions: Vec<String> =
        paper.deck.cards().filter(|c| c.kind == CardKind::Recall).map(|c| c.id.clone()).collect();
    for question in &questions {
        paper.answers(question, Grade::Easy, noon(0));
    }
    // Easy from new: eight days. Wherever the learner is, seven days later at noon UTC nothing is due but by the day line.
    for offset in [-720, -480, 0, 60, 540, 840] {
        let early = paper.asks(Want::Due, Now::new(noon(6).ms, offset));
        assert_eq!(early, Vec::<String>::new(), "offset {offset}");
        let late = paper.asks(Want::Due, Now::new(noon(9).ms, offset));
        assert_eq!(late.len(), questions.len(), "offset {offset}");
    }
}

#[test]
fn a_clock_set_back_loses_nothing_and_makes_nothing_due() {
    let mut paper = Paper::done(&["1.1"], 2);
    paper.answers("1.1/1", Grade::Good, noon(0));
    paper.answers("1.1/1", Grade::Good, noon(2));
    let known = memory(&paper, "1.1/1");
    // A year back: nothing is due, and an answer comes after the ones before.
    let back = noon(-365);
    assert!(!paper.asks(Want::Due, back).contains(&"1.1/1".to_owned()));
    paper.answers_so("1.1/1", Grade::Good, true, back, |_| {});
    let after = memory(&paper, "1.1/1");
    assert_eq!(after.reps, known.reps + 1);
    assert!(after.last_ms > known.last_ms && after.stability >= known.stability);
    assert_eq!(paper.folded(), paper.deck);
    assert!(paper.proof().holds());
}

#[test]
fn days_that_end_at_another_hour_rewrite_no_memory() {
    let mut paper = Paper::done(&["1.1"], 1);
    // 03:30 and 05:30 local: with days ending at 04:00 a day apart, with 06:00 the same day.
    for ms in [2 * 3_600_000 + 30 * MINUTE, 4 * 3_600_000 + 30 * MINUTE, 3 * DAY + 12 * 3_600_000] {
        paper.answers("1.1/1", Grade::Good, Now::new(20_000 * DAY + ms, 60));
    }
    let other = fold(&paper.tree, &[], Settings { day_ends: 360, ..Settings::default() }, &paper.log);
    assert_eq!(other.state("1.1/1").unwrap().memory, Some(memory(&paper, "1.1/1")));
}

#[test]
fn a_changed_wish_for_retention_moves_no_card_before_its_next_answer() {
    let mut paper = Paper::done(&["1.1"], 1);
    paper.answers("1.1/1", Grade::Good, noon(0));
    paper.answers("1.1/1", Grade::Good, noon(2));
    let strict = fold(&paper.tree, &[], Settings { retention: 0.97, ..Settings::default() }, &paper.log);
    assert_eq!(strict.state("1.1/1"), paper.deck.state("1.1/1"));
    let next = |deck: &Deck| deck.reply("1.1/1", Grade::Good, true).answer(noon(13)).after.unwrap().due_ms;
    assert!(next(&strict) < next(&paper.deck));
}

#[test]
fn states_of_questions_that_are_gone_are_kept_and_not_asked() {
    let mut paper = Paper::done(&["1.1"], 1);
    paper.answers("gone", Grade::Good, noon(0));
    assert_eq!(paper.deck.state("gone").unwrap().answers().count(), 1);
    assert_eq!(paper.asks(Want::Due, noon(30)), ["1.1/1"]);
    assert!(paper.proof().holds());
}

#[test]
fn a_blank_page_keeps_its_memory_through_a_renumbering() {
    let mut paper = Paper::done(&["1.3"], 0);
    assert!(!paper.deck.has_questions(), "blank pages alone are no review");
    let mut elsewhere = paper.deck.reply("blank:1.3", Grade::Good, true).answer(noon(0));
    elsewhere.question = "blank:1.9".into();
    paper.happens(Some("1.9"), What::Answer(Box::new(elsewhere)), noon(0));
    assert_eq!(paper.asks(Want::Due, noon(3)), ["blank:1.3"]);
    assert!(paper.deck.has_questions());
}

#[test]
fn own_questions_come_and_go_with_their_events() {
    let mut paper = Paper::done(&["1.1"], 0);
    let write = |prompt: &str| What::Question { question: "own:1".into(), prompt: prompt.into(), answer: "a".into() };
    paper.happens(Some("1.2"), write("why?"), noon(0));
    assert_eq!(paper.asks(Want::Due, noon(0)), ["own:1"], "its lesson need not be done");
    assert_eq!(paper.deck.card("own:1").unwrap().prompt(), "why?");
    paper.answers("own:1", Grade::Good, noon(0));
    paper.happens(Some("1.2"), write("why not?"), noon(1));
    assert_eq!(paper.deck.card("own:1").unwrap().prompt(), "why not?");
    assert!(paper.deck.state("own:1").unwrap().memory.is_some(), "rewritten, it is the same question");
    assert_eq!(paper.folded(), paper.deck);
    paper.happens(Some("1.2"), write(""), noon(2));
    assert_eq!(paper.asks(Want::Due, noon(9)), Vec::<String>::new());
}

#[test]
fn the_median_is_the_learners_own_and_takes_a_few_answers() {
    let mut paper = Paper::done(&["1.1"], 5);
    for n in 1..=5_u32 {
        assert_eq!(paper.deck.median(CardKind::Recall), None);
        paper.answers_so(&format!("1.1/{n}"), Grade::Good, true, noon(0), |answer| answer.took_ms = n * 1_000);
    }
    assert_eq!(paper.deck.median(CardKind::Recall), Some(3_000));
    assert_eq!(paper.deck.median(CardKind::Cell), None);
}

/// A log of two machines: who, which question, grade, minutes since the answer before, whether it is taken back.
fn logs() -> impl Strategy<Value = Vec<(bool, usize, usize, i64, bool)>> {
    prop::collection::vec((any::<bool>(), 0..4_usize, 0..4_usize, 1..20_000_i64, prop::bool::weighted(0.1)), 1..60)
}

fn written(steps: &[(bool, usize, usize, i64, bool)]) -> (Paper, Paper) {
    let grades = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy];
    let mut left = Paper::done(&["1.1", "1.2"], 2);
    let mut right = left.clone();
    right.device = 2;
    let mut ms = noon(1).ms;
    for (on_left, question, grade, minutes, undone) in steps {
        let paper = if *on_left { &mut left } else { &mut right };
        ms += minutes * MINUTE;
        let question = ["1.1/1", "1.1/2", "1.2/1", "1.2/2"][*question];
        let id = paper.answers(question, grades[*grade], Now::new(ms, 60));
        if *undone {
            paper.happens(None, What::Undo { of: id }, Now::new(ms + 1, 60));
        }
    }
    (left, right)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn event_by_event_in_any_order_is_the_fold_of_all(steps in logs(), seed in any::<u64>()) {
        let (left, right) = written(&steps);
        let mut all = left.log.clone();
        all.extend(right.log.iter().filter(|event| event.device != DeviceId(1)).cloned());
        order::shuffle(&mut all, seed);
        let mut paper = Paper::done(&["1.1", "1.2"], 2);
        paper.log.clear();
        paper.progress = Fold::of(240, &paper.tree);
        all.into_iter().for_each(|event| paper.takes(event));
        prop_assert_eq!(&paper.folded(), &paper.deck);
        prop_assert!(paper.proof().differing.is_empty());
    }

    #[test]
    fn two_machines_that_swap_their_logs_are_equal(steps in logs()) {
        let (mut left, mut right) = written(&steps);
        let (from_left, from_right) = (left.log.clone(), right.log.clone());
        let new = |log: Vec<Event>, device| log.into_iter().filter(move |event| event.device != DeviceId(device));
        new(from_right, 1).for_each(|event| left.takes(event));
        // What both had from the start came from the first machine.
        new(from_left, 2).filter(|event| event.ms > noon(0).ms).for_each(|event| right.takes(event));
        prop_assert_eq!(&left.deck, &right.deck);
        let now = Now::new(noon(400).ms, 60);
        prop_assert_eq!(Stats::of(&left.scene(now)), Stats::of(&right.scene(now)));
        prop_assert_eq!(Memories::of(&left.scene(now)), Memories::of(&right.scene(now)));
        prop_assert_eq!(left.asks(Want::Due, now), right.asks(Want::Due, now));
        prop_assert!(left.proof().differing.is_empty());
    }

    #[test]
    fn one_machine_always_proves(steps in logs()) {
        let steps: Vec<_> = steps.into_iter().map(|(_, q, g, m, _)| (true, q, g, m, false)).collect();
        let proof = written(&steps).0.proof();
        prop_assert!(proof.holds() && proof.apart == 0, "{:?}", proof);
    }
}
