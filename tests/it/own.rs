//! Questions of the learner's own: listed, edited, deleted and brought back, in the list and in a review.

use super::driver::Driver;
use gomastery::{app::Msg, domain::event::What};

/// A question of one's own on the lesson under way.
fn write(driver: &mut Driver, prompt: &str, answer: &str) {
    driver.keys("a").text(prompt).keys("enter").text(answer).keys("enter");
}

/// A driver in lesson 1.1 with two questions of one's own on it.
fn two((width, height): (u16, u16)) -> Driver {
    let mut driver = Driver::small(width, height);
    driver.keys("1 . 1 enter");
    write(&mut driver, "What is a conduit?", "A pipe");
    write(&mut driver, "What has a zebra?", "Stripes");
    driver
}

/// How many events say something of a question of one's own.
fn events(driver: &Driver) -> usize {
    driver.log.iter().filter(|event| matches!(event.what, What::Question { .. })).count()
}

#[test]
fn the_list_edits_and_deletes_and_follows() {
    for size in [(80, 30), (40, 12)] {
        let mut driver = two(size);
        driver.keys("A").shows("Your questions").shows("What is a conduit?").shows("What has a zebra?");
        insta::assert_snapshot!(format!("own-list-{}x{}", size.0, size.1), driver.screen());
        driver.keys("j E").shows("Edit your question on 1.1").shows("What has a zebra?").shows("Stripes");
        insta::assert_snapshot!(format!("own-edit-{}x{}", size.0, size.1), driver.screen());
        driver.text(" Why?").keys("enter ctrl-u").text("Black and white").keys("enter");
        driver.shows("your question is changed").shows("zebra? Why?").shows("What is a conduit?");
        assert_eq!((driver.model.progress.own_questions().len(), events(&driver)), (2, 3));
        driver.keys("D").shows("Delete your question?").shows("zebra? Why?");
        insta::assert_snapshot!(format!("own-delete-{}x{}", size.0, size.1), driver.screen());
        driver.keys("n").shows("zebra").keys("D y").shows("deleted; u takes it back").hides("zebra");
        // What was deleted is back as it was last, then as it was first.
        driver.keys("u").shows("taken back").shows("zebra? Why?");
        driver.keys("u").shows("What has a zebra?").hides("Why?");
        driver.keys("D y D y").shows("No question of your own yet");
        driver.keys("E D enter").hides("Your questions");
        assert_eq!(driver.model.progress.own_questions(), []);
    }
}

#[test]
fn an_empty_list_is_small_and_says_what_to_do() {
    for size in [(120, 40), (60, 20), (40, 12)] {
        let mut driver = Driver::small(size.0, size.1);
        driver.keys("1 . 1 enter A").shows("a writes one, here or on any").hides("enter open").shows("a own question");
        insta::assert_snapshot!(format!("own-none-{}x{}", size.0, size.1), driver.screen());
        driver.keys("enter").hides("Your questions").keys("A");
        write(&mut driver, "What is a conduit?", "A pipe");
        driver.keys("j").shows("Your questions").shows("conduit?").shows("enter open").hides("No question of your own");
        // Other lists take none, and need no lesson under way to be left.
        driver.keys("esc o a").shows("Outline").hides("A question of your own").hides("a own question");
    }
    let mut driver = Driver::read_only(80, 24, "nothing can be saved");
    driver.keys("a").shows("nothing can be saved").hides("A question of your own");
}

#[test]
fn what_was_not_changed_is_not_saved_and_esc_leaves_all_as_it_was() {
    let mut driver = two((80, 24));
    driver.keys("A enter enter enter").shows("your question is as it was").shows("Your questions");
    driver.keys("E").text("xyz").keys("esc").shows("Your questions").hides("xyz");
    driver.keys("D esc").shows("What is a conduit?").keys("E ctrl-u enter").shows("Edit your question");
    assert_eq!(events(&driver), 2);
    // Nothing can be saved: no form is opened in vain.
    driver.keys("esc").send(Msg::ReadOnly("nothing can be saved".to_owned()));
    driver.keys("E").shows("nothing can be saved").hides("Edit your question");
    driver.keys("D").shows("nothing can be saved").hides("Delete your question?");
}

#[test]
fn an_answer_of_several_lines_keeps_them() {
    let lines = "first\n\n    indented\n\tlast";
    for size in [(120, 40), (40, 12), (30, 8)] {
        let mut driver = Driver::small(size.0, size.1);
        driver.keys("1 . 1 enter a").text("What comes").keys("ctrl-j").text("then?").keys("enter");
        driver.send(Msg::Paste(lines.to_owned()));
        driver.keys("enter").shows("your question is kept");
        let own = driver.model.progress.own_questions()[0].clone();
        assert_eq!((own.prompt.as_str(), own.answer.as_str()), ("What comes\nthen?", lines));
        // Only the question is changed, then only the answer: a line more, and the last word but one.
        driver.keys("A enter").text("!").keys("enter enter").shows("your question is changed");
        driver.keys("enter enter alt-enter").text("more").keys("up up home").text("x").keys("enter");
        let own = driver.model.progress.own_questions()[0].clone();
        assert_eq!(own.prompt, "What comes\nthen?!");
        assert_eq!(own.answer, "first\n\nx    indented\n\tlast\nmore");
        driver.keys("enter enter").shows("more");
        insta::assert_snapshot!(format!("own-lines-{}x{}", size.0, size.1), driver.screen());
    }
}

#[test]
fn what_the_form_cannot_hold_is_kept_unless_it_is_changed() {
    let mut driver = Driver::small(80, 24);
    driver.keys("1 . 1 enter");
    let answer = format!("odd \u{1b} and long\n{}\n", "x".repeat(gomastery::app::field::MAX_BYTES));
    driver.own(gomastery::domain::Id::parse("1.1"), "What?", &answer);
    driver.keys("A enter enter enter").shows("your question is as it was");
    driver.keys("enter").text("!").keys("enter enter").shows("your question is changed");
    let own = &driver.model.progress.own_questions()[0];
    assert_eq!((own.prompt.as_str(), own.answer == answer), ("What?!", true));
}

#[test]
fn a_long_answer_is_seen_whole_while_it_is_typed() {
    let words = "a conduit for values of a type between goroutines that meet in it, each waiting for the other";
    for size in [(80, 30), (40, 12)] {
        let mut driver = Driver::small(size.0, size.1);
        driver.keys("1 . 1 enter a").text("What is a channel?").keys("enter").text(words);
        driver.shows("a conduit").shows("other").shows("What is a channel?");
        driver.keys("enter r w").text(words).shows("a conduit").shows("the other");
    }
}

#[test]
fn only_the_list_of_ones_own_questions_takes_back() {
    let mut driver = two((80, 24));
    driver.keys("o u E D").shows("Outline").hides("taken back");
    assert_eq!(driver.model.progress.own_questions().len(), 2);
    driver.keys("esc u").shows("taken back");
    assert_eq!(driver.model.progress.own_questions().len(), 1, "on the study screen, too, it was the last thing saved");
}

#[test]
fn a_review_shows_what_was_edited_and_goes_on_from_what_was_deleted() {
    for size in [(80, 30), (40, 12)] {
        let mut driver = two(size);
        driver.keys("r").shows("2 left").shows("What is a conduit?").keys("enter").shows("A pipe");
        insta::assert_snapshot!(format!("own-review-{}x{}", size.0, size.1), driver.screen());
        driver.keys("E enter").text("line").keys("enter").shows("A pipeline").shows("3 good");
        driver.keys("D y").shows("1 left").shows("What has a zebra?").shows("deleted");
        driver.keys("u").shows("2 left").shows("What is a conduit?");
        driver.keys("enter").shows("A pipeline").keys("u enter").shows("A pipe").hides("A pipeline");
        driver.keys("enter").shows("1 left").keys("D y").shows("1 answered");
    }
}

#[test]
fn questions_of_the_curriculum_are_not_edited() {
    let mut driver = Driver::small(80, 24);
    driver.keys("1 . 1 enter t E").shows("that is for questions of your own").hides("Edit your");
    driver.keys("D").shows("that is for questions of your own").hides("Delete");
}

#[test]
fn a_review_that_waits_does_not_come_back_with_what_was_deleted() {
    let mut driver = two((80, 24));
    driver.keys("r enter p").shows("r goes back");
    driver.keys("A D y esc r").shows("What has a zebra?").shows("1 left");
    driver.keys("enter p A E").text(" And?").keys("enter enter esc r").shows("What has a zebra? And?");
}

#[test]
fn what_could_not_be_deleted_is_still_there() {
    let mut driver = two((80, 24));
    driver.fail_saves = true;
    driver.keys("r D y").shows("Not saved").shows("What is a conduit?").shows("2 left");
}

#[test]
fn the_form_and_the_list_work_at_every_size() {
    for keys in ["A", "A E", "A D", "r", "r E", "r enter D"] {
        let mut driver = two((80, 24));
        driver.keys(keys);
        for width in 0..=70 {
            for height in [0, 1, 8, 9, 10, 12, 20] {
                driver.send(Msg::Resize(width, height));
                driver.screen();
            }
        }
    }
}

#[test]
fn a_question_on_a_page_or_a_branch_is_found_there() {
    for size in [(80, 24), (40, 12)] {
        // On a page, on the tier, which has no text, and on the phase, which has an overview.
        for (keys, place) in [("g", "About"), ("g j", "Ground"), ("g j j", "First phase")] {
            let mut driver = Driver::small(size.0, size.1);
            driver.keys(keys);
            let here = driver.model.subject();
            write(&mut driver, "What has a zebra?", "Stripes");
            driver.keys("G /").text("zebra").shows(place).shows("What has a zebra?").keys("enter");
            assert_eq!(driver.model.subject(), here, "{keys}");
            driver.keys("A").shows("zebra").shows(place).keys("esc G r").shows("What has a zebra?");
            driver.keys("enter p").shows("r goes back to the question");
            assert_eq!(driver.model.subject(), here, "{keys}");
            driver.keys("r").shows("Stripes");
        }
    }
}

#[test]
fn a_question_that_has_lost_its_place_is_found_at_the_nearest() {
    for (lesson, place) in
        [(None, "About"), (Some("1.2.9"), "A branch"), (Some("1.9"), "First phase"), (Some("77"), "About")]
    {
        let mut driver = Driver::small(80, 24);
        driver.keys("1 . 1 enter");
        let lesson = lesson.map(|id| gomastery::domain::Id::parse(id).expect("an id"));
        driver.own(lesson, "What has a zebra?", "Stripes");
        driver.keys("/").text("zebra").shows(place).shows("1 hit").shows("What has a zebra?");
        driver.keys("esc A").shows("What has a zebra?");
    }
}

#[test]
fn where_the_filter_leaves_no_row_there_is_nothing_to_ask_about() {
    let mut driver = Driver::small(80, 24);
    driver.keys("F F").shows("showing done").keys("a").shows("choose a lesson first");
}
