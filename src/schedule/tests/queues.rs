//! What is asked, and in which order.

use super::*;

/// The lessons of questions named `LESSON/N`.
fn lessons(asked: &[String]) -> Vec<&str> {
    asked.iter().map(|question| question.split('/').next().unwrap()).collect()
}

#[test]
fn new_questions_come_from_lessons_that_are_done_ten_a_day() {
    let mut paper = Paper::done(&["1.1", "1.2"], 8);
    assert_eq!(paper.queue(Want::Due, noon(0)).count(Why::New), 10);
    for n in 1..=4 {
        paper.answers(&format!("1.1/{n}"), Grade::Good, noon(0));
    }
    assert_eq!(paper.queue(Want::Due, noon(0)).count(Why::New), 6, "those begun today count");
    assert_eq!(paper.queue(Want::Due, noon(1)).count(Why::New), 10);
}

#[test]
fn undone_withdraws_those_never_answered() {
    let mut paper = Paper::done(&["1.1"], 3);
    paper.answers("1.1/1", Grade::Good, noon(0));
    paper.happens(Some("1.1"), What::Undone {}, noon(1));
    assert_eq!(paper.asks(Want::Due, noon(3)), ["1.1/1"]);
    paper.happens(Some("1.1"), What::TestedOut { revision: 1 }, noon(3));
    assert_eq!(paper.asks(Want::Due, noon(3)).len(), 3, "tested out is done");
}

#[test]
fn the_most_overdue_in_relation_to_its_interval_comes_first() {
    let mut paper = Paper::done(&["1.1", "1.2", "2.1"], 1);
    paper.answers("1.1/1", Grade::Easy, noon(0)); // 8 days
    paper.answers("1.2/1", Grade::Good, noon(4)); // 2 days
    paper.answers("2.1/1", Grade::Hard, noon(7)); // 1 day
    // On day 9: 1 of 8 over, 3 of 2 over, 1 of 1 over.
    assert_eq!(paper.asks(Want::Due, noon(9)), ["1.2/1", "2.1/1", "1.1/1"]);
}

#[test]
fn phases_are_interleaved_and_no_lesson_comes_twice_in_a_row() {
    let mut paper = Paper::done(&["1.1", "1.2", "2.1"], 4);
    for lesson in ["1.1", "1.2", "2.1"] {
        (1..=4).for_each(|n| _ = paper.answers(&format!("{lesson}/{n}"), Grade::Good, noon(0)));
    }
    let asked = paper.asks(Want::Due, noon(5));
    let row = lessons(&asked);
    assert_eq!(row.len(), 12);
    for (at, pair) in row.windows(2).enumerate() {
        let others = row[at + 1..].iter().any(|lesson| *lesson != pair[0]);
        assert!(pair[0] != pair[1] || !others, "{row:?}");
    }
    let phases: Vec<&str> = row.iter().map(|lesson| &lesson[..1]).collect();
    assert!(phases[..8].windows(2).all(|pair| pair[0] != pair[1]), "{phases:?}");
    // What was just asked counts as a neighbour.
    paper.answers(&asked[0], Grade::Good, noon(5));
    assert_ne!(lessons(&paper.asks(Want::Due, noon(5)))[0], row[0]);
}

#[test]
fn cells_of_one_table_wait_for_another_day() {
    let cells = ["a", "b", "c"].map(|id| ("1.1", cell(id)));
    let mut paper = Paper::with(cells.into_iter().chain([("1.1", choose("d"))]).collect(), Settings::default());
    paper.happens(Some("1.1"), What::Done { revision: 1 }, noon(0));
    assert_eq!(paper.asks(Want::Due, noon(0)), ["a", "d"], "one of a table at a time");
    paper.answers("a", Grade::Good, noon(0));
    assert_eq!(paper.asks(Want::Due, noon(0)), ["d"]);
    assert_eq!(paper.asks(Want::Due, noon(1)), ["b", "d"]);
    paper.answers("b", Grade::Again, noon(1));
    // Its own step is not buried, nor is a whole lesson that is asked for.
    let later = Now::new(noon(1).ms + 11 * MINUTE, 60);
    assert_eq!(paper.asks(Want::Due, later)[0], "b");
    assert_eq!(paper.asks(Want::Lesson(paper.node("1.1")), noon(1)).len(), 4);
}

#[test]
fn a_miss_comes_again_after_ten_minutes_before_all_else() {
    let mut paper = Paper::done(&["1.1"], 2);
    paper.answers("1.1/1", Grade::Again, noon(0));
    paper.answers("1.1/2", Grade::Good, noon(0));
    let queue = paper.queue(Want::Due, noon(0));
    assert!(queue.is_empty());
    assert_eq!(queue.waiting, Some(noon(0).ms + 10 * MINUTE));
    let later = Now::new(noon(0).ms + 10 * MINUTE, 60);
    let queue = paper.queue(Want::Due, later);
    assert_eq!((queue.count(Why::Step), queue.waiting), (1, None));
    assert_eq!(queue.next().map(|entry| entry.scheduled), Some(true));
}

#[test]
fn suspended_questions_are_left_out_until_they_are_not() {
    let mut paper = Paper::done(&["1.1"], 2);
    paper.happens(Some("1.1"), What::Suspend { question: "1.1/1".into() }, noon(0));
    assert_eq!(paper.asks(Want::Due, noon(0)), ["1.1/2"]);
    assert_eq!(paper.asks(Want::Lesson(paper.node("1.1")), noon(0)), ["1.1/2"]);
    paper.happens(Some("1.1"), What::Unsuspend { question: "1.1/1".into() }, noon(1));
    assert_eq!(paper.asks(Want::Due, noon(1)).len(), 2);
}

#[test]
fn the_limit_of_a_day_holds_back_what_is_over_it() {
    let settings = Settings { limit: 5, new: 3, ..Settings::default() };
    let questions = (1..=12).map(|n| ("1.1", recall(&format!("1.1/{n}")))).collect();
    let mut paper = Paper::with(questions, settings);
    paper.happens(Some("1.1"), What::Done { revision: 1 }, noon(0));
    for n in 1..=4 {
        paper.answers(&format!("1.1/{n}"), Grade::Good, noon(0));
    }
    let queue = paper.queue(Want::Due, noon(3));
    assert_eq!((queue.count(Why::Due), queue.count(Why::New), queue.held_back), (4, 1, 0));
    paper.answers("1.1/1", Grade::Good, noon(3));
    paper.answers("1.1/2", Grade::Good, noon(3));
    let queue = paper.queue(Want::Due, noon(3));
    assert_eq!((queue.count(Why::Due), queue.count(Why::New)), (2, 1));
    let none = Settings { limit: 0, new: 0, ..Settings::default() };
    let free = fold(&paper.tree, &paper.questions, none, &paper.log);
    let scene = Scene { deck: &free, ..paper.scene(noon(20)) };
    assert_eq!(Queue::new(Want::Due, &scene).len(), 4);
}

#[test]
fn after_a_break_there_are_fewer_and_nothing_new() {
    let settings = Settings { new: 15, ..Settings::default() };
    let questions = (1..=60).map(|n| ("1.1", recall(&format!("1.1/{n}")))).collect();
    let mut paper = Paper::with(questions, settings);
    paper.happens(Some("1.1"), What::Done { revision: 1 }, noon(0));
    // Twelve a day for four days; then a long break.
    for n in 0..48 {
        let grade = if n % 2 == 0 { Grade::Good } else { Grade::Easy };
        paper.answers(&format!("1.1/{}", n + 1), grade, noon(n / 12));
    }
    let queue = paper.queue(Want::Due, noon(60));
    let backlog = queue.backlog.unwrap();
    assert_eq!((backlog.due, backlog.usual, backlog.cap), (48, 12, 18));
    assert_eq!((queue.count(Why::Due), queue.count(Why::New), queue.held_back), (18, 0, 30));
    assert!(backlog.sentence().contains("48") && backlog.sentence().contains("18"));
    // Short intervals are overdue the most.
    let good = |asked: &[String]| asked.iter().filter(|q| q[4..].parse::<u32>().unwrap() % 2 == 1).count();
    assert_eq!(good(&paper.asks(Want::Due, noon(60))), 18);
    // It stays so through the day, and the cap is for the day.
    for question in paper.asks(Want::Due, noon(60)).iter().take(10) {
        paper.answers(question, Grade::Good, noon(60));
    }
    let queue = paper.queue(Want::Due, noon(60));
    assert_eq!((queue.backlog.map(|b| b.cap), queue.len()), (Some(18), 8));
    // A usual day is no backlog.
    let mut calm = Paper::done(&["1.1"], 12);
    (1..=12).for_each(|n| _ = calm.answers(&format!("1.1/{n}"), Grade::Good, noon(0)));
    assert_eq!(calm.queue(Want::Due, noon(9)).backlog, None);
}

#[test]
fn a_branch_asks_all_of_it_what_is_due_first_and_only_that_moves_the_schedule() {
    let mut paper = Paper::done(&["1.1", "2.1"], 2);
    paper.answers("1.1/1", Grade::Easy, noon(0));
    paper.answers("1.1/2", Grade::Good, noon(0));
    paper.answers("2.1/1", Grade::Good, noon(0));
    let queue = paper.queue(Want::Branch(paper.node("1")), noon(3));
    let said: Vec<(&str, bool)> = queue.entries.iter().map(|e| (e.question.as_str(), e.scheduled)).collect();
    assert_eq!(said, [("1.1/2", true), ("1.1/1", false)]);
    let branch = paper.queue(Want::Branch(paper.node("2")), noon(3));
    let said: Vec<(&str, bool)> = branch.entries.iter().map(|e| (e.question.as_str(), e.scheduled)).collect();
    assert_eq!(said, [("2.1/1", true), ("2.1/2", true)], "then those never asked");
}

#[test]
fn a_drill_goes_through_its_list_and_takes_back() {
    let mut paper = Paper::done(&["1.1"], 3);
    let mut queue = paper.queue(Want::Lesson(paper.node("1.1")), noon(0));
    assert_eq!((queue.len(), queue.drill()), (3, Some((0, 3))));
    let first = queue.next().unwrap().question.clone();
    paper.answers(&first, Grade::Again, noon(0));
    queue.answered(&first);
    queue.refresh(&paper.scene(noon(0)));
    assert_eq!((queue.len(), queue.drill()), (2, Some((1, 3))));
    queue.take_back(&first);
    queue.refresh(&paper.scene(noon(0)));
    assert_eq!(queue.next().map(|entry| entry.question.as_str()), Some(first.as_str()));
}

#[test]
fn a_lesson_not_done_can_be_checked_outside_of_the_schedule() {
    let paper = Paper::with(vec![("1.1", recall("a"))], Settings::default());
    let queue = paper.queue(Want::Lesson(paper.node("1.1")), noon(0));
    assert_eq!(queue.next().map(|entry| entry.scheduled), Some(false));
    assert!(paper.queue(Want::Due, noon(0)).is_empty());
    let blank = paper.queue(Want::Blank(paper.node("1.1")), noon(0));
    assert_eq!(blank.next().map(|entry| entry.question.as_str()), Some("blank:1.1"));
}

#[test]
fn a_test_out_is_spread_over_the_phase() {
    let mut questions = Vec::new();
    for lesson in ["1.1", "1.2", "1.3"] {
        for n in 1..=4 {
            questions.push((lesson, choose(&format!("{lesson}/{n}"))));
        }
        questions.push((lesson, recall(&format!("{lesson}/r"))));
    }
    questions.push(("2.1", choose("2.1/1")));
    let paper = Paper::with(questions, Settings::default());
    let asked = paper.asks(Want::TestOut(paper.node("1")), noon(0));
    assert_eq!(asked.len(), queue::TEST_OUT);
    for lesson in ["1.1", "1.2", "1.3"] {
        assert!((2..=3).contains(&lessons(&asked).iter().filter(|l| **l == lesson).count()), "{asked:?}");
    }
    assert!(asked.iter().all(|question| !question.ends_with('r')), "what can be judged goes first: {asked:?}");
    assert_eq!(asked, paper.asks(Want::TestOut(paper.node("1")), noon(0)), "the same on one day");
    assert!(paper.queue(Want::TestOut(paper.node("2")), noon(0)).is_empty(), "too few to say anything");
    assert!(queue::passed(7, 8) && !queue::passed(6, 8) && !queue::passed(5, 5));
}

#[test]
fn an_interview_asks_recall_alone_weakest_first() {
    let mut paper = Paper::done(&["1.1", "2.1"], 2);
    paper.answers("1.1/1", Grade::Easy, noon(0));
    paper.answers("1.1/2", Grade::Hard, noon(0));
    paper.answers("2.1/1", Grade::Good, noon(0));
    paper.answers("2.1/2", Grade::Good, noon(0));
    let both = vec![paper.node("1"), paper.node("2")];
    let asked = paper.asks(Want::Interview(both), noon(5));
    assert_eq!(asked.len(), 4);
    assert_eq!(asked[0], "1.1/2");
    assert_eq!(asked[3], "1.1/1");
    let one = paper.asks(Want::Interview(vec![paper.node("2")]), noon(5));
    assert!(one.iter().all(|question| question.starts_with("2.1")));
}

#[test]
fn the_minutes_are_those_of_the_learner() {
    let mut paper = Paper::done(&["1.1"], 10);
    assert_eq!(paper.queue(Want::Due, noon(0)).minutes(&paper.deck), 10);
    for n in 1..=5 {
        paper.answers_so(&format!("1.1/{n}"), Grade::Good, true, noon(0), |answer| answer.took_ms = 12_000);
    }
    assert_eq!(paper.queue(Want::Due, noon(0)).minutes(&paper.deck), 1);
}

#[test]
fn absurd_moments_ask_no_more_than_there_is() {
    let mut paper = Paper::done(&["1.1"], 3);
    paper.answers("1.1/1", Grade::Good, noon(0));
    for ms in [i64::MIN, -1, 0, i64::MAX] {
        for offset in [i16::MIN, 0, i16::MAX] {
            let now = Now::new(ms, offset);
            assert!(paper.asks(Want::Due, now).len() <= 3);
            assert!(forecast(&paper.scene(now)).iter().sum::<u32>() <= 1);
        }
    }
}
