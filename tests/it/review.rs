//! A review, question by question, on the small curriculum of the fixtures: one of each kind.

use gomastery::domain::event::{Grade, What};

use super::driver::Driver;

/// The answers in the log: question, grade, right.
fn answers(driver: &Driver) -> Vec<(String, Grade, Option<bool>)> {
    let answers = driver.log.iter().filter_map(|event| match &event.what {
        What::Answer(answer) => Some((answer.question.clone(), answer.grade, answer.right)),
        _ => None,
    });
    answers.collect()
}

#[test]
fn one_question_of_each_kind_is_answered() {
    let mut driver = Driver::small(100, 40);
    driver.keys("1 . 1 enter t");
    driver.shows("What does this print?").shows("it deadlocks");
    insta::assert_snapshot!("review-ask", driver.screen());
    // Predict: the first choice opens the field; what is typed is compared line by line.
    driver.keys("a tab tab tab").text("7").keys("enter").text("1").keys("ctrl-d");
    driver.shows("Not this time").shows("+ 0").shows("- 1").shows("[1 again");
    insta::assert_snapshot!("review-graded", driver.screen());
    driver.keys("enter").shows("Which line does not compile");
    // Line: the fifth one.
    driver.keys("j j j j enter").shows("Right").shows("receive-only").keys("enter");
    // Choose by letter; the order of the options is not that of the file.
    driver.shows("sending on a nil channel");
    let screen = driver.screen();
    let right = screen.lines().find(|line| line.contains("blocks for ever")).expect("the right option");
    let letter = right.trim_start_matches([' ', '›']).chars().next().expect("its letter").to_string();
    driver.keys(&letter).shows("Right").shows("Nobody can receive from a nil channel").keys("enter");
    // Cell: among the values of the column.
    driver.shows("What happens?").shows("closed channel").keys("enter").keys("enter");
    driver.shows("What happens?").keys("enter enter");
    // Recall: write, then tick the points.
    driver.shows("Why does receiving from a closed channel not panic?");
    driver.keys("w").text("it is a message").keys("f2").shows("Which of these did you hit?");
    driver.keys("a").shows("[x] closing is a message").keys("enter").shows("1 of 2 points").keys("enter");
    driver.shows("6 answered");
    let log = answers(&driver);
    let kinds: Vec<&str> = log.iter().map(|(question, ..)| question.as_str()).collect();
    assert_eq!(
        kinds,
        ["values-prints", "values-line", "values-choose", "values-cell-send", "values-cell-receive", "values-recall"]
    );
    assert_eq!((log[0].1, log[0].2), (Grade::Again, Some(false)));
    assert_eq!(log[1].2, Some(true));
    let first = driver.log.iter().find_map(|event| match &event.what {
        What::Answer(answer) => Some(answer.clone()),
        _ => None,
    });
    assert!(first.expect("an answer").confidence.is_some());
    driver.keys("enter").shows("Values, and what a channel is");
}

#[test]
fn questions_enter_when_their_lesson_is_done_and_an_answer_can_be_taken_back() {
    let mut driver = Driver::small(100, 30);
    driver.keys("r").shows("nothing is due");
    driver.keys("1 . 1 enter space r").shows("new");
    let before = driver.screen();
    driver.keys("enter");
    if driver.screen().contains("Your answer:") {
        driver.text("7").keys("enter").text("0").keys("f2");
    }
    driver.keys("3 enter");
    assert_eq!(answers(&driver).len(), 1);
    driver.keys("u").shows("taken back");
    assert!(driver.model.due.0 >= 1);
    drop(before);
    // Leaving loses nothing.
    driver.keys("esc");
    driver.keys("esc");
    driver.shows("Values");
}

#[test]
fn the_passage_is_one_key_away_and_so_is_the_way_back() {
    let mut driver = Driver::small(100, 30);
    driver.keys("1 . 1 enter t e").shows("Not this time");
    driver.keys("p").shows("r goes back to the question").shows("The axioms");
    driver.keys("r").shows("Not this time");
    driver.keys("p esc").shows("Not this time");
}

#[test]
fn the_blank_page_is_graded_by_the_share_of_hits() {
    let mut driver = Driver::small(100, 30);
    driver.keys("1 . 1 enter b").shows("Write down the key points");
    driver
        .text("nil blocks")
        .keys("f2")
        .shows("Which of these did you hit?")
        .shows("Sending on a closed channel panics");
    driver.keys("a b c enter").shows("3 of 3 points").keys("enter");
    let log = answers(&driver);
    assert_eq!((log[0].0.as_str(), log[0].2), ("blank:1.1", Some(true)));
}

#[test]
fn questions_of_ones_own_are_kept_and_suspended_ones_are_not_asked() {
    let mut driver = Driver::small(100, 30);
    driver.keys("1 . 1 enter a").text("What is c?").keys("enter").text("A channel").keys("enter");
    driver.shows("your question is kept");
    driver.keys("r").shows("What is c?").keys("enter").shows("A channel").keys("enter");
    assert!(answers(&driver)[0].0.starts_with("own:"));
    driver.keys("esc esc t s").shows("suspended");
    assert!(driver.log.iter().any(|event| matches!(event.what, What::Suspend { .. })));
    driver.keys("!").text("typo").keys("enter").shows("kept among the reports");
}

#[test]
fn questions_of_ones_own_are_found_by_search_until_they_are_taken_back() {
    let mut driver = Driver::small(100, 30);
    driver.keys("1 . 1 enter a").text("What has a zebra?").keys("enter").text("Stripes").keys("enter");
    driver.keys("/").text("zebra").shows("What has a zebra?").shows("1.1").keys("esc");
    driver
        .keys("/")
        .text("stripes")
        .shows("What has a zebra? Stripes")
        .keys("enter")
        .shows("A channel is a typed conduit");
    driver.keys("u").shows("taken back");
    driver.keys("/").text("zebra").hides("What has a zebra?");
}

#[test]
fn the_review_works_at_every_size() {
    for keys in ["t", "t e", "t a", "b", "b f2", "a"] {
        let mut driver = Driver::small(100, 30);
        driver.keys("1 . 1 enter").keys(keys);
        for width in 0..=70 {
            for height in [0, 1, 8, 9, 10, 12, 20] {
                driver.send(gomastery::app::Msg::Resize(width, height));
                driver.screen();
            }
        }
    }
    let mut driver = Driver::small(40, 12);
    driver.keys("1 . 1 enter t");
    insta::assert_snapshot!("review-40x12", driver.screen());
}

#[test]
fn a_window_left_open_shows_what_falls_due_meanwhile() {
    let mut driver = Driver::small(100, 40);
    driver.keys("1 . 1 enter space t").shows("What does this print?");
    driver.keys("a tab tab tab").text("7").keys("enter").text("1").keys("ctrl-d enter");
    driver.keys("j j j j enter enter a enter enter enter enter enter");
    driver.shows("Why does receiving").keys("w").text("a message").keys("f2 a enter enter").shows("6 answered");
    driver.keys("enter").hides(" due");
    driver.wait(30 * 86_400).shows(" due");
    // The clock goes back, and nothing is due any more.
    driver.wait(-30 * 86_400).hides(" due");
}
