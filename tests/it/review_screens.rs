//! Every screen of the review as a picture of text, on the small curriculum of the fixtures.

use gomastery::app::model::Screen;
use gomastery::domain::{
    Id,
    event::{Answer, DeviceId, Event, EventId, Grade, What},
};

use gomastery::content::Source;

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
        // The program can be read while its output is typed.
        driver.keys("pagedown pagedown pagedown pagedown").shows("close(c)").shows("Your answer:");
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

/// A course of two phases with a lesson each: eight questions to choose, and two or three open ones.
fn two_phases() -> (tempfile::TempDir, Source) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write(
        "curriculum.toml",
        "format = 1\nid = \"two\"\ntitle = \"Two\"\nedition = \"Go 1.27\"\nphilosophy = \"\"\ntenets = []\n\
         [[tier]]\ntitle = \"Ground\"\nphases = [\"01-first\", \"02-second\"]\n",
    );
    for (number, name, title) in [(1, "01-first", "First phase"), (2, "02-second", "Second phase")] {
        write(
            &format!("{name}/phase.toml"),
            &format!(
                "number = {number}\ntitle = \"{title}\"\nobjective = \"\"\n\
                 [[topic]]\nid = \"{number}.1\"\ntitle = \"Lesson {number}\"\nfile = \"{number}.01-a.md\"\n"
            ),
        );
        write(&format!("{name}/{number}.01-a.md"), &format!("# Lesson {number}\n\nText.\n\n## Key points\n\n- one\n"));
        let mut questions = String::new();
        for at in 0..8 {
            questions.push_str(&format!(
                "[[question]]\nid = \"choose-{number}-{at}\"\nkind = \"choose\"\npassage = \"key-points\"\nlevel = 1\n\
                 prompt = \"Which number is {at}?\"\nexplanation = \"It is.\"\n\
                 [[question.option]]\ntext = \"right {at}\"\nright = true\nwhy = \"So it is.\"\n\
                 [[question.option]]\ntext = \"wrong\"\nwhy = \"It is another.\"\n\
                 [[question.option]]\ntext = \"also wrong\"\nwhy = \"It is another.\"\n\n"
            ));
        }
        for at in 0..number + 1 {
            questions.push_str(&format!(
                "[[question]]\nid = \"open-{number}-{at}\"\nkind = \"recall\"\npassage = \"key-points\"\nlevel = 2\n\
                 prompt = \"Explain matter {at} of phase {number}.\"\nanswer = \"So and so.\"\n\
                 points = [\"the first point\", \"the second point\"]\nexplanation = \"As said.\"\n\n"
            ));
        }
        write(&format!("{name}/{number}.01-a.toml"), &questions);
    }
    let source = Source::folder(folder.path()).expect("the course");
    (folder, source)
}

pub fn in_two_phases(size: (u16, u16)) -> (tempfile::TempDir, Driver) {
    let (folder, source) = two_phases();
    let mut driver = Driver::with(source, size.0, size.1, None, Vec::new());
    driver.keys("enter 1 . 1 enter");
    (folder, driver)
}

#[test]
fn an_interview() {
    for size in [WIDE, SMALL] {
        let (_folder, mut driver) = in_two_phases(size);
        driver.keys("I");
        driver.shows("[x] 1 First phase").shows("[ ] 2 Second phase");
        shot("interview-choice", &driver);
        driver.keys("space enter").shows("tick a phase first").keys("a tab tab tab").shows("5 questions").keys("tab");
        driver.shows("10 min").keys("enter").shows("5 left").shows("10 min to go");
        shot("interview-question", &driver);
        // One point of two, then all of the next.
        driver.keys("enter a enter enter").shows("4 left").keys("enter a b enter enter").shows("3 left");
        // The time that runs is shown to the second at its end, and the question under way may be answered.
        driver.wait(550).shows("s to go");
        driver.wait(60).shows("time is up, the last one");
        assert!(driver.model.is_timed(), "drawn every second");
        driver.keys("enter a b enter enter").shows("The time is up; 2 were not asked.").shows("5 of 6 points");
        shot("interview-gaps", &driver);
        assert!(!driver.model.is_timed());
        driver.keys("enter").shows("Text.");
    }
}

#[test]
fn the_clock_of_an_interview_runs_without_a_key() {
    for size in [WIDE, SMALL] {
        let (_folder, mut driver) = in_two_phases(size);
        // The fifth choice of lengths is the first: 10 minutes.
        driver.keys("I tab tab tab tab enter");
        let Screen::Review(review) = &driver.model.screen else { panic!("no review:\n{}", driver.screen()) };
        let began = review.began_ms;
        let question = "Explain matter";
        let mut said = Vec::new();
        loop {
            // A tick, a second later than the last one.
            driver.wait(0);
            let gone = (driver.model.now.ms - began) / 1_000;
            let expected = match 600 - gone {
                ..=0 => break,
                left @ 1..60 => format!("{left} s to go"),
                left => format!("{} min to go", (left + 59) / 60),
            };
            assert!(driver.model.is_timed());
            // A screen takes its time to draw: not each of them, but each where another sentence comes.
            if said.last() != Some(&expected) {
                driver.shows(&format!("  {expected} · ")).shows(question);
                said.push(expected);
            }
        }
        assert_eq!(said.first().map(String::as_str), Some("10 min to go"));
        assert_eq!(said.len(), 10 + 59, "ten minutes to one, then each second below: {said:?}");
        assert_eq!(said.last().map(String::as_str), Some("1 s to go"));
        // The time is up: the question under way may be answered, however long that takes, and then no other comes.
        driver.shows("time is up, the last one").shows(question);
        shot("interview-time-up", &driver);
        driver.wait(3_600).shows("time is up, the last one").shows(question);
        driver.keys("enter a b enter enter").shows("The time is up; 1 were not asked.").shows("2 of 2 points");
        // What has ended shows no time that runs.
        let end = driver.screen();
        assert!(!driver.model.is_timed());
        assert_eq!(driver.wait(60).screen(), end);
    }
}

#[test]
fn an_interview_without_a_limit_is_about_what_was_ticked() {
    let (_folder, mut driver) = in_two_phases(WIDE);
    driver.keys("I space j space tab tab tab").shows("3 questions, as long as it takes").keys("enter");
    for left in ["3 left", "2 left", "1 left"] {
        driver.shows(left).shows("of phase 2").hides("to go").keys("enter a b enter enter").wait(7_200);
    }
    driver.shows("3 answered, 6 of 6 points").hides("time is up").hides("What was missing");
    let (_folder, mut driver) = in_two_phases(WIDE);
    driver.keys("I esc").shows("Text.").keys("I q").shows("Text.");
    assert!(!driver.quit);
    // A tier has all its phases ticked; a course without open questions says so.
    driver.keys("esc g I").shows("5 questions");
    let mut bare = Driver::small(80, 24);
    bare.keys("2 . 1 enter I").shows("[ ] 1 First phase").shows("Nothing is ticked");
}

#[test]
fn what_is_taken_back_is_gone_from_the_end() {
    let (_folder, mut driver) = in_two_phases(WIDE);
    driver.keys("I tab tab tab enter").shows("2 left");
    driver.keys("enter enter 1 enter").shows("1 left").keys("u").shows("2 left");
    driver.keys("s").shows("1 left").keys("u").shows("2 left");
    driver.keys("enter a b enter enter").shows("1 left").keys("enter a b enter enter");
    driver.shows("2 answered, 4 of 4 points").hides("What was missing");
}

#[test]
fn a_test_out() {
    for size in [WIDE, SMALL] {
        let (_folder, mut driver) = in_two_phases(size);
        driver.keys("T").shows("8 left");
        shot("test-out-question", &driver);
        for _ in 0..8 {
            let screen = driver.screen();
            let right = screen.lines().find(|line| line.contains("right ")).expect("the right option");
            let letter = right.trim_start_matches([' ', '›']).chars().next().expect("its letter").to_string();
            driver.keys(&letter).keys("enter");
        }
        driver.shows("8 right");
        shot("test-out-passed", &driver);
        driver.keys("enter").shows("1/2");
        let (_folder, mut driver) = in_two_phases(size);
        driver.keys("T");
        for _ in 0..8 {
            driver.keys("a enter");
        }
        shot("test-out-failed", &driver);
    }
}
