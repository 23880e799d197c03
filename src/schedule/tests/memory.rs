//! Figures: retained, mastered, fading, forecast, statistics.

use super::*;
use crate::domain::event::Confidence;

#[test]
fn done_retained_and_fading_are_told_apart() {
    let mut paper = Paper::done(&["1.1", "1.2", "2.1"], 2);
    for question in ["1.1/1", "1.1/2"] {
        paper.answers(question, Grade::Easy, noon(0));
    }
    paper.answers("2.1/1", Grade::Hard, noon(0));
    let now = noon(20);
    let memories = Memories::of(&paper.scene(now));
    let [left, unasked, right] = ["1.1", "1.2", "2.1"].map(|id| memories.of_lesson(paper.node(id)));
    assert!(left.holds() && !left.fading(), "{left:?}");
    assert!(right.fading() && !right.holds(), "{right:?}");
    assert_eq!((unasked.retained, unasked.fading(), unasked.holds()), (None, false, false));
    assert_eq!((right.questions, right.answered), (2, 1), "retained is of the answered ones");
    let mean = (paper.deck.retrievability("1.1/1", now.ms).unwrap()
        + paper.deck.retrievability("1.1/2", now.ms).unwrap())
        / 2.0;
    assert!((left.retained.unwrap() - mean).abs() < 1e-6);
    let phase = memories.of_branch(paper.node("1"));
    assert_eq!((phase.lessons, phase.done, phase.retained, phase.fading), (3, 2, 1, 0));
    assert_eq!((memories.all.lessons, memories.all.done, memories.all.retained, memories.all.fading), (5, 3, 1, 1));
    assert_eq!(memories.all, memories.of_branch(paper.node("t")));
}

#[test]
fn mastered_takes_five_answers_two_days_and_an_explanation() {
    let mastered = |paper: &Paper| Memories::of(&paper.scene(noon(9))).of_lesson(paper.node("1.1")).mastered;
    let answer = |paper: &mut Paper, question: &str, right: bool, day: i64| {
        let grade = if right { Grade::Good } else { Grade::Again };
        paper.answers_so(question, grade, true, noon(day), |answer| answer.right = Some(right));
    };
    let new = || {
        let mut paper = Paper::with(vec![("1.1", choose("c")), ("1.1", recall("r"))], Settings::default());
        paper.happens(Some("1.1"), What::Done { revision: 1 }, noon(0));
        paper
    };
    let mut paper = new();
    (0..4).for_each(|_| answer(&mut paper, "c", true, 0));
    answer(&mut paper, "r", true, 0);
    assert!(!mastered(&paper), "one day");
    answer(&mut paper, "c", true, 1);
    assert!(mastered(&paper));
    (0..2).for_each(|_| answer(&mut paper, "c", false, 2));
    assert!(!mastered(&paper), "6 of 8");
    (0..2).for_each(|_| answer(&mut paper, "c", true, 3));
    assert!(mastered(&paper), "8 of 10");

    let mut paper = new();
    (0..6).for_each(|n| answer(&mut paper, "c", true, n % 2));
    assert!(!mastered(&paper), "picking alone");
    answer(&mut paper, "r", false, 2);
    assert!(!mastered(&paper), "a recall that failed explains nothing");

    let mut paper = new();
    answer(&mut paper, "r", true, 0);
    (0..3).for_each(|_| answer(&mut paper, "c", true, 1));
    assert!(!mastered(&paper), "four");
}

#[test]
fn the_forecast_counts_what_falls_due_each_day() {
    let mut paper = Paper::done(&["1.1", "1.2"], 2);
    paper.answers("1.1/1", Grade::Good, noon(0)); // day 2
    paper.answers("1.1/2", Grade::Good, noon(0)); // day 2
    paper.answers("1.2/1", Grade::Easy, noon(0)); // day 8
    paper.answers("gone", Grade::Good, noon(0));
    let days = |day: i64| {
        let found = forecast(&paper.scene(noon(day)));
        (0..30).filter(|at| found[*at] > 0).map(|at| (at, found[at])).collect::<Vec<_>>()
    };
    assert_eq!(days(0), [(2, 2), (8, 1)]);
    assert_eq!(days(5), [(0, 2), (3, 1)], "what is overdue is for today");
    paper.happens(Some("1.2"), What::Suspend { question: "1.2/1".into() }, noon(0));
    assert_eq!(forecast(&paper.scene(noon(0))).iter().sum::<u32>(), 2);
}

#[test]
fn statistics_by_kind_phase_and_confidence() {
    let mut paper = Paper::with(vec![("1.1", choose("c")), ("2.1", recall("r"))], Settings::default());
    let mut answer = |question: &str, right: bool, sure: Confidence, day: i64| {
        let grade = if right { Grade::Good } else { Grade::Again };
        paper.answers_so(question, grade, true, noon(day), |answer| {
            (answer.right, answer.confidence) = (Some(right), Some(sure));
        })
    };
    answer("c", true, Confidence::Sure, 0);
    answer("c", false, Confidence::Sure, 2);
    answer("r", true, Confidence::Guess, 0);
    answer("r", true, Confidence::Sure, 3);
    let slip = answer("r", false, Confidence::Guess, 5);
    paper.happens(None, What::Undo { of: slip }, noon(5));
    let stats = Stats::of(&paper.scene(noon(6)));
    let tried = |answers, right| Tried { answers, right };
    assert_eq!(stats.all, tried(4, 3), "what was taken back does not count");
    assert_eq!(stats.kinds, [(CardKind::Choose, tried(2, 1), None), (CardKind::Recall, tried(2, 2), None)]);
    assert_eq!(stats.phases, [(paper.node("1"), tried(2, 1)), (paper.node("2"), tried(2, 2))]);
    let sure: Vec<Tried> = stats.sure.iter().map(|(_, tried)| *tried).collect();
    assert_eq!(sure, [tried(1, 1), tried(0, 0), tried(3, 2)]);
    assert_eq!(stats.kept, tried(2, 1));
    assert_eq!(stats.cards, 2);
}

#[test]
fn what_keeps_being_missed_is_named_until_it_is_suspended_or_known() {
    let mut paper = Paper::done(&["1.1"], 2);
    for day in 0..4 {
        paper.answers("1.1/1", Grade::Again, noon(day));
        paper.answers("1.1/2", Grade::Good, noon(day));
    }
    let missed = |paper: &Paper| Stats::of(&paper.scene(noon(20))).leeches;
    let found = missed(&paper);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].question.as_str(), found[0].wrong, found[0].of), ("1.1/1", 4, 4));
    let mut known = paper.clone();
    (4..12).for_each(|day| _ = known.answers("1.1/1", Grade::Good, noon(day)));
    assert_eq!(missed(&known), []);
    paper.happens(Some("1.1"), What::Suspend { question: "1.1/1".into() }, noon(9));
    assert_eq!(missed(&paper), []);
}
