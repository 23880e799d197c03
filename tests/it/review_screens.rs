//! Every screen of the review as a picture of text, on the small curriculum of the fixtures.

use gomastery::domain::{
    Id,
    event::{Answer, DeviceId, Event, EventId, Grade, What},
};

use super::driver::{Driver, START_MS, fixture};

const WIDE: (u16, u16) = (80, 30);
const SMALL: (u16, u16) = (40, 12);
const DAY_MS: i64 = 86_400_000;

fn shot(name: &str, driver: &Driver) {
    let (width, height) = driver.model.size;
    insta::assert_snapshot!(format!("{name}-{width}x{height}"), driver.screen());
}

/// A driver in lesson 1.1.
fn lesson((width, height): (u16, u16)) -> Driver {
    let mut driver = Driver::small(width, height);
    driver.keys("1 . 1 enter");
    driver
}

/// Passes over the questions before the one of this place in the lesson's list, without an answer on the disk.
fn question(size: (u16, u16), place: usize) -> Driver {
    let mut driver = lesson(size);
    driver.keys("t");
    for _ in 0..place {
        driver.keys("s");
    }
    driver.wait(30);
    driver
}

/// A history: what happened so many days before the start, oldest first.
fn history(acts: Vec<(i64, Option<&str>, What)>) -> Vec<Event> {
    let events = acts.into_iter().enumerate().map(|(at, (days, lesson, what))| Event {
        id: EventId(at as u128 + 1_000_000),
        device: DeviceId(2),
        number: at as u64 + 1,
        lesson: lesson.map(|id| Id::parse(id).expect("an id")),
        ms: START_MS - days * DAY_MS + at as i64,
        offset: 60,
        what,
    });
    events.collect()
}

fn answer(question: &str, grade: Grade) -> What {
    What::Answer(Box::new(Answer {
        question: question.to_owned(),
        grade,
        right: Some(grade != Grade::Again),
        given: String::new(),
        took_ms: 9_000,
        confidence: None,
        hint: false,
        scheduled: true,
        before: None,
        after: None,
    }))
}

fn own(number: usize) -> What {
    let (question, prompt, answer) = (format!("own:{number}"), format!("What is {number}?"), "A number.".to_owned());
    What::Question { question, prompt, answer }
}

#[test]
fn predict() {
    for size in [WIDE, SMALL] {
        let mut driver = question(size, 0);
        driver.keys("a").text("7").keys("enter").text("1");
        shot("predict-write", &driver);
        driver.keys("f2");
        shot("predict-missed", &driver);
    }
    let mut driver = question(WIDE, 0);
    driver.keys("?");
    shot("hint", &driver);
}

#[test]
fn line() {
    for size in [WIDE, SMALL] {
        let mut driver = question(size, 1);
        shot("line", &driver);
        driver.keys("j j j j");
        shot("line-chosen", &driver);
        driver.keys("enter");
        shot("line-why", &driver);
    }
}

#[test]
fn choose_and_cell() {
    let mut driver = question(WIDE, 2);
    shot("choose", &driver);
    driver.keys("a");
    shot("choose-graded", &driver);
    for size in [WIDE, SMALL] {
        shot("cell", &question(size, 3));
    }
}

#[test]
fn recall() {
    for size in [WIDE, SMALL] {
        let mut driver = question(size, 5);
        shot("recall", &driver);
        driver.keys("w").text("it is a message").keys("f2 a");
        shot("recall-tick", &driver);
        driver.keys("enter");
        shot("recall-graded", &driver);
        driver.keys("enter");
        shot("end", &driver);
    }
}

#[test]
fn blank_page() {
    for size in [WIDE, SMALL] {
        let mut driver = lesson(size);
        driver.keys("b").text("nil blocks");
        shot("blank-write", &driver);
        driver.keys("f2 j space");
        shot("blank-tick", &driver);
        driver.keys("enter");
        shot("blank-graded", &driver);
    }
}

#[test]
fn a_question_of_ones_own() {
    for size in [WIDE, SMALL] {
        let mut driver = lesson(size);
        driver.keys("a").text("What is a conduit?");
        shot("own-prompt", &driver);
        driver.keys("enter").text("A pipe");
        shot("own-answer", &driver);
        driver.keys("enter r").wait(10);
        shot("own-asked", &driver);
        driver.keys("enter");
        shot("own-graded", &driver);
    }
}

#[test]
fn nothing_due_and_a_report() {
    let mut driver = Driver::small(80, 24);
    driver.keys("r");
    shot("nothing-due", &driver);
    for size in [WIDE, SMALL] {
        let mut driver = question(size, 2);
        driver.keys("!").text("The second option is odd");
        shot("report", &driver);
    }
}

/// Three questions of one's own a day for nine days, all of them long due.
fn long_away(size: (u16, u16)) -> Driver {
    let mut acts = Vec::new();
    for number in 0..27 {
        acts.push((110, Some("1.1"), own(number)));
    }
    for number in 0..27 {
        let question = format!("own:{number}");
        acts.push((109 - number as i64 / 3, Some("1.1"), answer(&question, Grade::Good)));
    }
    let mut driver = Driver::with(fixture(), size.0, size.1, None, history(acts));
    driver.keys("enter");
    driver
}

#[test]
fn after_a_break() {
    for size in [WIDE, SMALL] {
        let mut driver = long_away(size);
        driver.keys("r").wait(30);
        shot("backlog", &driver);
    }
}

#[test]
fn a_question_missed_again_and_again() {
    for size in [WIDE, SMALL] {
        let acts = (0..5).map(|at| (60 - 5 * at, Some("1.1"), answer("values-choose", Grade::Again)));
        let mut driver = Driver::with(fixture(), size.0, size.1, None, history(acts.collect()));
        driver.keys("enter r").wait(30);
        driver.keys("a");
        shot("missed-again", &driver);
        driver.keys("esc esc P end");
        shot("missed-again-progress", &driver);
    }
}
