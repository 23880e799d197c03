//! Right or wrong, and the grade to propose.

use super::*;
use crate::domain::event::Confidence;

fn of(question: Question) -> (Card, Sheet) {
    let tree = tree();
    let card = Card::of_lesson(&tree, tree.find("1.1").unwrap(), question);
    let sheet = Sheet::of(&card, &["v".into(), " w ".into(), "v".into(), String::new(), "x".into()], Vec::new(), 7);
    (card, sheet)
}

fn verdict(question: Question, given: Given) -> Verdict {
    let (card, sheet) = of(question);
    judge(&card, &sheet, &given).verdict
}

fn text(text: &str) -> Given {
    Given::Text(text.into())
}

#[test]
fn a_predicted_output_is_compared_exactly_but_for_line_ends() {
    let prints = || predict("q", Outcome::Prints, "7\n0");
    assert_eq!(verdict(prints(), text("7 \n0\t\n\n")), Verdict::Right);
    for wrong in ["7", "7\n0\n1", " 7\n0", "7\n\n0", "7 0", ""] {
        assert_eq!(verdict(prints(), text(wrong)), Verdict::Wrong, "{wrong:?}");
    }
    let (card, sheet) = of(prints());
    let missed = judge(&card, &sheet, &text("7\n1"));
    let line = |text: &str| text.to_owned();
    assert_eq!(missed.diff, [DiffLine::Same(line("7")), DiffLine::Missing(line("0")), DiffLine::Extra(line("1"))]);
    assert!(judge(&card, &sheet, &text("7\n0")).diff.is_empty());
}

#[test]
fn an_ending_is_picked() {
    for (outcome, ending) in [
        (Outcome::Fails, Ending::CompileError),
        (Outcome::Panics, Ending::Panic),
        (Outcome::Deadlocks, Ending::Deadlock),
        (Outcome::Varies, Ending::Varies),
    ] {
        for picked in Ending::ALL {
            let right = if picked == ending { Verdict::Right } else { Verdict::Wrong };
            assert_eq!(verdict(predict("q", outcome, "boom"), Given::Ending(picked)), right);
        }
        assert_eq!(verdict(predict("q", outcome, "boom"), text("boom")), Verdict::Wrong, "it does not print that");
    }
    assert_eq!(verdict(predict("q", Outcome::Prints, "x"), Given::Ending(Ending::Panic)), Verdict::Wrong);
}

#[test]
fn a_line_is_picked_and_the_why_judged() {
    let line =
        || question("q", Ask::Line { program: "p".into(), outcome: Outcome::Fails, line: 5, answer: "a".into() });
    assert_eq!(verdict(line(), Given::Line { line: 5, why: None }), Verdict::Right);
    assert_eq!(verdict(line(), Given::Line { line: 5, why: Some(true) }), Verdict::Right);
    assert_eq!(verdict(line(), Given::Line { line: 5, why: Some(false) }), Verdict::Wrong);
    assert_eq!(verdict(line(), Given::Line { line: 4, why: Some(true) }), Verdict::Wrong);
}

#[test]
fn options_are_shuffled_and_each_stands_once() {
    let (card, sheet) = of(cell("q"));
    let mut values: Vec<&str> = sheet.options.iter().map(|option| option.text.as_str()).collect();
    values.sort_unstable();
    assert_eq!(values, ["v", "w", "x"]);
    for (at, option) in sheet.options.iter().enumerate() {
        assert_eq!(option.right, option.text == "v");
        let right = if option.right { Verdict::Right } else { Verdict::Wrong };
        assert_eq!(judge(&card, &sheet, &Given::Pick(at)).verdict, right);
    }
    assert_eq!(judge(&card, &sheet, &Given::Pick(9)).verdict, Verdict::Wrong);
    let many: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    for seed in 0..40 {
        let options = Sheet::of(&card, &many, Vec::new(), seed).options;
        assert_eq!((options.len(), options.iter().filter(|option| option.right).count()), (6, 1));
    }
    let (card, _) = of(choose("q"));
    let order = |seed| Sheet::of(&card, &[], Vec::new(), seed).options;
    assert_eq!(order(3), order(3));
    assert!((0..20).any(|seed| order(seed) != order(3)));
    assert!((0..20).all(|seed| order(seed).iter().filter(|option| option.right && option.text == "b").count() == 1));
}

#[test]
fn another_asking_has_another_order() {
    let mut paper = Paper::done(&["1.1"], 1);
    let first = paper.deck.seed("1.1/1");
    assert_eq!(first, paper.deck.seed("1.1/1"));
    paper.answers("1.1/1", Grade::Good, noon(0));
    assert_ne!(first, paper.deck.seed("1.1/1"));
}

#[test]
fn points_are_ticked_and_two_of_three_are_right() {
    let (card, sheet) = of(recall("q"));
    let ticked = |hits: [bool; 3]| judge(&card, &sheet, &Given::Points(hits.to_vec()));
    assert_eq!((ticked([true, true, true]).verdict, ticked([true, true, true]).points), (Verdict::Right, Some((3, 3))));
    assert_eq!(ticked([true, false, true]).verdict, Verdict::Right);
    assert_eq!(ticked([true, false, false]).verdict, Verdict::Wrong);
    let grade = |hits| propose(&ticked(hits), false, 0, None, None);
    assert_eq!(
        [grade([true; 3]), grade([true, true, false]), grade([false; 3])],
        [Grade::Good, Grade::Hard, Grade::Again]
    );
    let open = question("q", Ask::Recall { answer: "a".into(), points: Vec::new() });
    assert_eq!(verdict(open.clone(), text("something")), Verdict::Unknown);
    assert_eq!(verdict(open.clone(), Given::Points(vec![true])), Verdict::Unknown);
    assert_eq!(verdict(open, Given::Known(true)), Verdict::Right);
}

#[test]
fn a_blank_page_goes_by_its_lessons_points_and_an_own_question_by_its_learner() {
    let tree = tree();
    let node = tree.find("1.1").unwrap();
    let blank = Card::blank(&tree, node, &Id::from_static("1.1"));
    let sheet = Sheet::of(&blank, &[], vec!["a".into(), "b".into()], 0);
    assert_eq!(judge(&blank, &sheet, &Given::Points(vec![true, true])).verdict, Verdict::Right);
    assert_eq!(judge(&blank, &sheet, &Given::Points(vec![true, false])).verdict, Verdict::Wrong);
    let own = Card::own((None, None, None), "own:1", "?", "!");
    let sheet = Sheet::default();
    assert_eq!(judge(&own, &sheet, &text("!")).verdict, Verdict::Unknown);
    assert_eq!(judge(&own, &sheet, &Given::Known(false)).verdict, Verdict::Wrong);
}

#[test]
fn not_knowing_is_wrong_for_every_kind() {
    for question in [recall("q"), cell("q"), choose("q"), predict("q", Outcome::Prints, "")] {
        assert_eq!(verdict(question.clone(), Given::Pass), Verdict::Wrong);
        assert_ne!(verdict(question, Given::Line { line: 1, why: None }), Verdict::Right, "what does not fit the kind");
    }
}

#[test]
fn the_grade_follows_from_right_hint_time_and_confidence() {
    let (card, sheet) = of(choose("q"));
    let right = sheet.options.iter().position(|option| option.right).unwrap();
    let good = judge(&card, &sheet, &Given::Pick(right));
    let bad = judge(&card, &sheet, &Given::Pass);
    let sure = Some(Confidence::Sure);
    for (judged, hint, took, median, confidence, grade) in [
        (&bad, false, 100, Some(1_000), sure, Grade::Again),
        (&good, false, 1_000, Some(1_000), sure, Grade::Good),
        (&good, true, 100, Some(1_000), sure, Grade::Hard),
        (&good, false, 2_000, Some(1_000), sure, Grade::Good),
        (&good, false, 2_001, Some(1_000), sure, Grade::Hard),
        (&good, false, 500, Some(1_000), sure, Grade::Easy),
        (&good, false, 501, Some(1_000), sure, Grade::Good),
        (&good, false, 500, Some(1_000), Some(Confidence::ThinkSo), Grade::Good),
        (&good, false, 500, Some(1_000), None, Grade::Good),
        (&good, false, 1, None, sure, Grade::Good),
        (&good, false, u32::MAX, None, None, Grade::Good),
        (&good, false, u32::MAX, Some(u32::MAX), sure, Grade::Good),
    ] {
        assert_eq!(propose(judged, hint, took, median, confidence), grade, "{hint} {took} {median:?} {confidence:?}");
    }
}
