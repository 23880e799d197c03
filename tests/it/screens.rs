//! What is on the screen, and what the keys do to it, on the small curriculum of the fixtures.

use gomastery::{
    app::{Msg, command::COMMANDS, layout, model::Screen, msg::Mouse, place::Place, reader::Reader},
    content::{Source, load},
    markdown::{Options, parse},
    session,
};
use std::sync::Arc;

use super::driver::{Driver, fixture};

/// The sizes at which every screen must work: wide, narrow, and the smallest that is promised.
const SIZES: [(u16, u16); 3] = [(120, 30), (60, 20), (40, 12)];

#[test]
fn each_screen_at_each_promised_size() {
    for (width, height) in SIZES {
        let shot = |name: &str, driver: &Driver| {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), driver.screen());
        };
        shot("welcome", &Driver::with(fixture(), width, height, None, Vec::new()));
        let mut driver = Driver::small(width, height);
        driver.keys("+");
        shot("tree", &driver);
        driver.keys("1 . 1 enter");
        shot("reader", &driver);
        driver.keys("d esc g j j j j space");
        shot("confirm", &driver);
        driver.keys("y P");
        shot("progress", &driver);
        driver.keys("esc ?");
        shot("help", &driver);
        driver.keys("esc :").text("book");
        shot("palette", &driver);
        driver.keys("esc 1 . 1 enter o");
        shot("outline", &driver);
    }
}

#[test]
fn a_key_that_can_do_nothing_says_so() {
    let mut driver = Driver::small(100, 24);
    driver.keys("g j tab").shows("no lesson is open yet: enter on one opens it");
    driver.keys("+ g j j j l").shows("7 min · full lesson").hides("no lesson is open yet");
    driver.keys("K").shows("key points");
    driver.keys("1 . 3 enter K").shows("there are no key points in this text");
    driver.keys("2 . 1 enter d").shows("that was the last lesson; } goes to 1.1, still to do");
    driver.keys("d").shows("that was the last lesson; } goes to 1.1");
}

#[test]
fn what_was_last_found_in_a_page_is_offered_again() {
    let mut driver = Driver::small(100, 24);
    driver.keys("1 . 1 enter f").text("value").keys("enter");
    let found = |driver: &Driver| {
        driver.model.reader.as_ref().and_then(|open| open.found.as_ref()).map(|found| (found.query.clone(), found.at))
    };
    let first = found(&driver).expect("found");
    driver.keys("f").shows("Find value").keys("enter");
    assert_ne!(found(&driver), Some(first.clone()), "the next one, as n");
    driver.keys("esc f enter");
    assert_eq!(found(&driver).map(|(query, _)| query), Some(first.0.clone()));
    driver.keys("f").text("o").shows("Find o").hides("Find valueo");
    driver.keys("esc f backspace").hides("Find v");
    driver.keys("esc f end").text("s").shows("Find values");
}

#[test]
fn what_is_not_in_a_page_leaves_the_learner_where_they_are() {
    let mut driver = Driver::small(60, 12);
    let top = |driver: &Driver| driver.model.reader.as_ref().map(|open| open.top);
    driver.keys("1 . 1 enter j");
    let before = top(&driver);
    driver.keys("f").text("receive");
    assert_ne!(top(&driver), before, "further down there is one");
    driver.text("rs all").keys("enter").shows("not in this page: receivers all");
    assert_eq!(top(&driver), before);
}

#[test]
fn the_hints_stay_where_they_are_and_name_nothing_that_does_nothing() {
    let mut driver = Driver::small(60, 20);
    driver.keys("1 . 1 enter").shows("d done, next   ] next   / search   o outline   ? keys");
    driver.keys("G").shows("100%").shows("d done, next   ] next   / search   o outline   ? keys");
    driver.keys("P").hides("r review").keys("esc d P").shows("r review");
    // A page carries no mark, and only some lessons have questions.
    driver.keys("esc esc g").shows("enter open   ] next").keys("enter").shows(" ] next   / search").hides("done, next");
    let mut driver = Driver::small(120, 30);
    driver.keys("1 . 1 enter").shows("t check yourself").keys("2 . 1 enter").hides("t check yourself");
}

#[test]
fn what_is_not_found_is_said_where_it_would_stand() {
    let mut driver = Driver::small(40, 12);
    driver.keys("/").shows("or :=, a number, words.").text("zzqqxx");
    driver.shows("Nothing in the titles; the texts are").shows("still being read.");
    driver.keys("esc :").text("zzz").shows("No command here has such a name.");
}

#[test]
fn a_wide_window_cuts_no_title_and_a_narrow_one_leaves_the_reader_its_room() {
    for (width, height, whole) in [(200, 60, true), (160, 50, true), (120, 40, false), (90, 30, false)] {
        let mut driver = Driver::new(width, height);
        driver.keys("+ g");
        let areas = layout::areas(&driver.model);
        assert!(areas.text.width >= if whole { layout::MEASURE } else { width * 2 / 3 - 7 }, "{width}: {areas:?}");
        let mut cut = 0;
        for _ in 0..=driver.model.tree.rows.len() / usize::from(areas.tree.height) {
            let screen = driver.screen();
            cut += screen.lines().filter(|line| line.split('│').next().is_some_and(|row| row.contains('…'))).count();
            driver.keys("pagedown");
        }
        assert_eq!(cut == 0, whole, "{width}: {cut} rows of the tree are cut");
    }
}

#[test]
fn what_does_not_fit_a_line_is_left_out_whole() {
    for (width, height) in [(60, 20), (80, 24), (120, 40)] {
        let mut driver = Driver::new(width, height);
        driver.keys("d esc");
        assert!(!driver.screen().lines().nth(1).unwrap_or_default().contains('…'), "{}", driver.screen());
        driver.keys("P");
        let names = driver.screen();
        // A bar goes before the end of a long name.
        let name =
            if width > 60 { "1 Lexical elements and language fundamentals  " } else { "1 Lexical elements and lang" };
        assert!(names.contains(name) && names.contains("──────   0/20"), "{names}");
        driver.keys("esc 5 . 6 . 1 enter");
        let screen = driver.screen();
        let facts = screen.lines().find(|line| line.contains(" min · ")).unwrap_or_default();
        assert!(!facts.contains("…  "), "{screen}");
    }
}

#[test]
fn that_nothing_falls_due_is_said_and_not_drawn() {
    Driver::new(80, 60).keys("P").shows("Nothing falls due in the next 30 days.").hides(&"·".repeat(30));
}

#[test]
fn that_nothing_can_be_saved_is_said_at_the_start() {
    let mut driver = Driver::read_only(100, 24, "changes are not saved: the file is read-only");
    driver.shows("changes are not saved: the file is read-only");
    driver.keys("j").hides("not saved");
    driver.keys("1 . 1 enter space").shows("changes are not saved").hides("● done");
}

#[test]
fn the_help_names_a_command_with_two_keys_whole() {
    for size in [(120, 40), (60, 20), (40, 20)] {
        Driver::small(size.0, size.1).keys("?").shows("pagedown ctrl-f A");
    }
}

#[test]
fn why_nothing_can_be_saved_can_be_read_at_every_size() {
    let at = "/home/somebody/.local/share/gomastery/progress.db";
    let why = format!(
        "changes are not saved: {at} is read-only, there is no permission to write it. Make the file and its folder \
         writable, or use --data-dir DIR."
    );
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    for size in [(120, 40), (60, 20), (40, 12)] {
        let mut driver = Driver::read_only(size.0, size.1, &why);
        for keys in ["", "j", "s", "1 . 1 enter", "s", "space", "a", "u"] {
            driver.keys(keys);
            let screen = driver.screen();
            let said = letters(&screen).contains(&letters(&why));
            assert_eq!(said, !matches!(keys, "j" | "1 . 1 enter"), "{keys}:\n{screen}");
            // For as long as nothing is said, that nothing is saved; and the keys that fit beside it.
            assert!(said || screen.contains("nothing is saved, s why") && screen.contains("? keys"), "{screen}");
        }
        driver.keys("j");
        insta::assert_snapshot!(format!("read-only-{}x{}", size.0, size.1), driver.screen());
        driver.keys("P").shows("nothing is saved").hides("s why");
        driver.keys("esc :").hides("nothing is saved");
    }
}

#[test]
fn a_lesson_is_marked_and_the_mark_taken_back() {
    let mut driver = Driver::small(100, 24);
    driver.keys("1 . 1 enter space").shows("● done").shows("1/5");
    driver.keys("u").shows("taken back: done 1.1").hides("● done").shows("0/5");
    driver.keys("d").shows("done: 1.1").shows("# Left".trim_start_matches("# "));
    driver.keys("esc").shows("1/5");
    assert_eq!(driver.log.len(), 4, "done, its undo, done, and nothing else but the time read: {:#?}", driver.log);
}

#[test]
fn a_branch_is_marked_after_a_question_that_says_how_many() {
    let mut driver = Driver::small(100, 24);
    driver.keys("1 enter esc space").shows("Mark 4 lessons of 1 First phase done?");
    driver.keys("n").shows("0/5");
    driver.keys("space y").shows("4/5");
    driver.keys("space").shows("Take the mark off all 4 lessons");
    driver.keys("y").shows("0/5");
}

#[test]
fn what_is_taken_back_is_named_and_the_cursor_comes_back_to_it() {
    let mut driver = Driver::small(100, 24);
    driver.keys("+ 1 . 1 enter esc d").shows("› ").keys("u").shows("taken back: done 1.1 Values");
    let here = driver.model.tree.selected().and_then(|idx| driver.model.id_of(idx)).map(ToString::to_string);
    assert_eq!(here.as_deref(), Some("1.1"));
    driver.keys("space space u").shows("taken back: not done 1.1 Values");
    driver.keys("u").shows("taken back: done 1.1 Values");
    driver.keys("tab m u").shows("taken back: the bookmark in 1.1 Values");
    driver.note = Some("Zero.\n".to_owned());
    driver.keys("e u").shows("taken back: the note of 1.1 Values");
    driver.keys("1 enter esc space y u").shows("taken back: done 4 lessons of 1 First phase").shows("0/5");
    driver.keys("u").shows("nothing to take back");
}

#[test]
fn what_is_older_than_the_start_is_taken_back_after_a_question_alone() {
    let mut before = Driver::small(100, 24);
    before.keys("1 . 1 enter space 1 . 2 . 1 enter space");
    let mut log = before.log.clone();
    for event in &mut log {
        event.ms -= 3 * 86_400_000;
    }
    for (width, height) in [(100, 24), (40, 12)] {
        let mut driver = Driver::with(fixture(), width, height, before.remembered.clone(), log.clone());
        driver.keys("esc u u u u u").shows("This was saved on 21 Nov 2026: take").shows("1.2.1 Left?");
        assert_eq!(driver.log.len(), log.len(), "nothing yet");
        driver.keys("n");
        assert_eq!(driver.log.len(), log.len(), "no is no");
        driver.keys("u y").shows("taken back: done 1.2.1 Left");
        assert_eq!(driver.log.len(), log.len() + 1);
        // What is of this run is not asked for.
        driver.keys("1 . 1 enter space u").hides("saved on").shows("taken back: not done 1.1");
    }
}

#[test]
fn escape_from_a_search_leads_back_to_the_screen_below() {
    let mut driver = Driver::small(60, 20);
    driver.keys("P j j /").text("val");
    driver.keys("esc");
    assert!(matches!(driver.model.screen, Screen::Progress(2)), "{}", driver.screen());
    driver.keys("esc / esc").shows("GROUND");
}

#[test]
fn the_progress_screen_shows_that_it_goes_on_and_cuts_no_sentence() {
    let mut driver = Driver::small(40, 12);
    driver.keys("P").shows("▐").hides("enter open");
    let mut seen = String::new();
    for _ in 0..8 {
        seen.push_str(&driver.screen().replace('▐', ""));
        driver.keys("pagedown");
    }
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(seen.contains("or read for a minute.") && seen.contains("Sky 3 weeks."), "{seen}");
    assert!(!seen.contains("Pace"), "nothing was done yet: {seen}");
}

#[test]
fn a_bookmark_is_called_by_the_first_words_of_its_passage() {
    let mut driver = Driver::small(100, 24);
    driver.keys("2 . 1 enter pagedown m pagedown m ' k k");
    let labels: Vec<String> = match driver.model.overlays.last() {
        Some(gomastery::app::overlay::Overlay::List(list)) => list.rows.iter().map(|row| row.label.clone()).collect(),
        _ => panic!("no list:\n{}", driver.screen()),
    };
    assert!(labels.len() == 2 && labels.iter().all(|label| label.contains("Paragraph")), "{labels:?}");
    assert_ne!(labels.first(), labels.get(1));
}

#[test]
fn a_lesson_with_a_note_says_so_and_the_list_copies_it_whole() {
    let mut driver = Driver::small(100, 24);
    driver.keys("1 . 1 enter").hides("note");
    driver.note = Some("One.\n\nTwo.\n".to_owned());
    driver.keys("e").wait(60).shows("✎ note");
    driver.model.settings.ascii = true;
    driver.shows("+ note");
    driver.keys("esc N y");
    assert_eq!(driver.copied, ["One.\n\nTwo."]);
    driver.keys("enter").shows("A channel is a typed conduit");
    driver.keys("L").shows("1.2.1 Left").hides(".md");
}

#[test]
fn what_the_welcome_teaches_can_be_tried_on_it() {
    let start = || Driver::with(fixture(), 100, 24, None, Vec::new());
    start().shows("Enter begins, q leaves.").keys("?").shows(" Keys ");
    start().keys("/").text("val").shows("/ val");
    start().keys("w").shows("Welcome to");
    let mut driver = start();
    driver.keys("q");
    assert!(driver.quit);
}

#[test]
fn a_lesson_that_the_filter_takes_away_is_followed_by_the_next() {
    let mut driver = Driver::small(100, 24);
    driver.keys("+ 1 . 2 . 1 enter esc F space");
    let here = driver.model.tree.selected().and_then(|idx| driver.model.id_of(idx)).map(ToString::to_string);
    assert_eq!(here.as_deref(), Some("1.2.2"), "{}", driver.screen());
}

#[test]
fn ascii_screens_are_ascii_and_no_colours_are_said_to_be_none() {
    let mut driver = Driver::new(120, 40);
    driver.model.settings.ascii = true;
    driver.keys("/").text("channel");
    let screen = driver.screen();
    assert!(!screen.contains(['…', '\u{a0}']), "{screen}");
    driver.keys("esc");
    driver.model.settings.colourless = true;
    driver.keys("ctrl-t").shows("colours are off: NO_COLOR is set");
}

#[test]
fn a_page_carries_no_mark() {
    let mut driver = Driver::small(100, 24);
    driver.keys("g space").shows("a page is read, not marked");
    assert!(driver.log.is_empty());
    driver.keys("1 . 2 enter").shows("1.2 · ").shows("2 lessons");
}

#[test]
fn the_next_start_is_where_the_last_one_ended_at_any_width() {
    let mut driver = Driver::small(120, 30);
    driver.keys("2 . 1 enter pagedown pagedown").wait(5);
    let first = driver.screen();
    let passage = first.lines().find(|line| line.contains("Paragraph")).expect("a paragraph");
    let number = passage.split("Paragraph ").nth(1).and_then(|rest| rest.split(' ').next()).expect("its number");
    let view = driver.remembered.clone().expect("the place was written down when it rested");
    for (width, height) in [(120, 30), (60, 20), (40, 12), (200, 60)] {
        let again = Driver::with(fixture(), width, height, Some(view.clone()), Vec::new());
        let top = again.screen();
        let line = top.lines().find(|line| line.contains("Paragraph")).expect("a paragraph");
        assert!(line.contains(&format!("Paragraph {number} ")), "{width}x{height}: {line}");
    }
    // Elsewhere and back: each lesson remembers its own place.
    driver.keys("1 . 1 enter 2 . 1 enter");
    driver.shows(passage.split("│").nth(1).expect("the reader's pane").trim());
}

#[test]
fn links_are_followed_and_come_back_from() {
    let mut driver = Driver::small(100, 24);
    driver.keys("1 . 1 enter . enter").shows("The left lesson has one paragraph");
    driver.keys("ctrl-o").shows("A channel is a typed conduit");
    driver.keys("alt-right").shows("The left lesson has one paragraph");
    driver.keys("ctrl-o L").shows("https://go.dev/ref/spec#Channel_types");
    driver.keys("j j enter").shows("Open https://go.dev/ref/spec#Channel_types in the browser?");
    assert!(driver.opened.is_empty(), "nothing is opened unasked");
    driver.keys("y");
    assert_eq!(driver.opened, ["https://go.dev/ref/spec#Channel_types"]);
    driver.keys("2 . 1 enter L j enter").shows("outside of the curriculum, not opened");
    // A lesson that the text calls by its number is named once.
    Driver::new(80, 24).keys("5 . 6 . 4 enter L").shows("11.5 Channel internals").hides("internals  11.5");
}

/// The small curriculum with links of one's own in its lesson 2.1, which is open.
fn linking(width: u16, height: u16, hrefs: &[&str]) -> (tempfile::TempDir, Driver) {
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
    let folder = tempfile::tempdir().expect("a folder");
    for entry in walkdir(&from) {
        let to = folder.path().join(entry.strip_prefix(&from).expect("inside"));
        std::fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
        std::fs::copy(&entry, to).expect("a copy");
    }
    let links: String = hrefs.iter().enumerate().map(|(at, href)| format!("[link {at}](<{href}>)\n\n")).collect();
    std::fs::write(folder.path().join("02-second/2.01-last.md"), format!("# Last\n\n{links}")).expect("a lesson");
    let source = gomastery::content::Source::folder(folder.path()).expect("a curriculum");
    let mut driver = Driver::with(source, width, height, None, Vec::new());
    driver.keys("enter 2 . 1 enter");
    (folder, driver)
}

/// The files below a folder.
fn walkdir(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walkdir(&path) } else { vec![path] }).collect()
}

#[test]
fn a_link_is_asked_for_as_it_is_opened() {
    // The "o" is Cyrillic.
    let cyrillic = "https://g\u{43e}.dev/\u{e4}";
    let (_folder, mut driver) =
        linking(100, 24, &[cyrillic, "HTTPS://GO.DEV/A", "mailto:golang-nuts@googlegroups.com"]);
    driver.keys("L").shows("https://xn--g-1tb.dev/%C3%A4").shows("https://go.dev/A").hides("g\u{43e}.dev");
    driver.keys("esc");
    let opened = ["https://xn--g-1tb.dev/%C3%A4", "https://go.dev/A", "mailto:golang-nuts@googlegroups.com"];
    for (at, opened) in opened.into_iter().enumerate() {
        driver.keys("L g").keys(&"j ".repeat(at)).keys("enter").shows(&format!("Open {opened} in the browser?"));
        assert!(driver.opened.is_empty(), "nothing is opened unasked");
        driver.keys("y");
        assert_eq!(std::mem::take(&mut driver.opened), [opened]);
    }
}

#[test]
fn a_disguised_link_is_refused_before_the_question() {
    let hrefs = [
        ("https://go\u{200b}.dev/", "not opened: the link has characters in it that links do not have"),
        ("https://go.dev/\u{202e}moc.live", "not opened: the link has characters in it that links do not have"),
        ("https://go.dev@evil.example/", "not opened: the link hides where it leads"),
        ("javascript:alert(1)", "this kind of link is not opened"),
    ];
    for (href, why) in hrefs {
        let (_folder, mut driver) = linking(140, 24, &[href]);
        driver.keys("L enter").shows(why).hides("in the browser?");
        driver.keys("y");
        assert!(driver.opened.is_empty(), "{href:?}");
    }
}

#[test]
fn a_long_link_is_seen_to_its_end() {
    let long = format!("https://go.dev/{}end.exe", "very-long-part/".repeat(30));
    let longest = format!("https://go.dev/{}end.exe", "very-long-part/".repeat(130));
    for (width, height) in [(120, 30), (60, 20), (40, 12), (30, 8)] {
        for link in [&long, &longest] {
            let (_folder, mut driver) = linking(width, height, &[link]);
            driver.keys("L enter");
            let mut seen = driver.screen();
            for _ in 0..200 {
                if !seen.contains(" more below ") {
                    break;
                }
                seen.push_str(&driver.keys("pagedown").screen());
            }
            let seen: String = seen.split_whitespace().collect();
            assert!(seen.contains("end.exeinthebrowser?"), "{width}x{height}: {}", driver.screen());
            driver.keys("pageup pagedown y");
            assert_eq!(driver.opened, [link.as_str()]);
        }
    }
    // Nothing that cannot be seen is opened.
    let (_folder, mut driver) = linking(60, 20, &["https://go.dev/"]);
    driver.keys("L enter");
    driver.send(Msg::Resize(20, 5));
    driver.keys("y");
    driver.send(Msg::Resize(60, 20));
    driver.shows("Open https://go.dev/ in the browser?");
    assert!(driver.opened.is_empty());
}

#[test]
fn the_page_is_searched_with_a_count() {
    let mut driver = Driver::small(100, 24);
    driver.keys("2 . 1 enter f").text("paragraph 1").shows("1/11");
    driver.keys("enter n").shows("2/11");
    driver.keys("N N").shows("11/11");
    driver.keys("f").text("nowhere").shows("not in this page");
    driver.keys("esc esc").hides("not in this page");
}

#[test]
fn bookmarks_and_notes_are_listed_and_lead_back() {
    let mut driver = Driver::small(100, 24);
    driver.keys("2 . 1 enter pagedown m").shows("bookmarked");
    driver.keys("1 . 1 enter '").shows("Bookmarks").shows("2.1 Last");
    driver.keys("enter").shows("Paragraph");
    driver.keys("m").shows("bookmark taken away");
    driver.note = Some("Remember the zero value.\n".to_owned());
    driver.keys("1 . 1 enter e").shows("note of 1.1 saved");
    driver.keys("esc N").shows("Remember the zero value.");
    driver.note = Some(String::new());
    driver.keys("esc 1 . 1 enter e").shows("Take it away?");
    driver.keys("y").shows("note of 1.1 taken away");
}

#[test]
fn a_code_block_is_copied_as_it_is_written() {
    let mut driver = Driver::small(100, 40);
    driver.keys("1 . 1 enter f").text("package main");
    driver.keys("enter y");
    if driver.copied.is_empty() {
        driver.shows("Copy which block?").screen();
        driver.keys("enter");
    }
    let text = driver.copied.first().expect("a copy");
    assert!(text.starts_with("package main\n") && text.contains("\tc <- 42 // the buffer takes it\n"), "{text:?}");
}

#[test]
fn the_filter_shows_what_is_left() {
    let mut driver = Driver::small(100, 24);
    driver.keys("+ 1 . 1 enter space esc F").shows("showing to do").hides("1.1 Values").shows("1.2.1 Left");
    driver.keys("F").shows("1.1 Values").hides("  1.2.1 Left");
    // A jump to what the filter hides ends the filter.
    driver.keys("2 . 1 enter esc").shows("1.2 A branch");
}

#[test]
fn a_number_leads_to_its_lesson_and_a_wrong_one_says_so() {
    let mut driver = Driver::small(100, 24);
    driver.keys("1 . 2 . 1").shows("Go to 1.2.1").shows("Left");
    driver.keys("enter").shows("The left lesson");
    driver.keys("9 enter").shows("there is no 9");
}

#[test]
fn keys_in_a_field_are_text_and_pastes_elsewhere_are_nothing() {
    let mut driver = Driver::small(100, 24);
    driver.keys("/").text("q d?").shows("/ q d?");
    assert!(!driver.quit && driver.log.is_empty());
    driver.keys("esc");
    driver.send(Msg::Paste(" dq".to_owned()));
    assert!(!driver.quit && driver.log.is_empty(), "a paste is no command");
    driver.keys(":").text("progr");
    driver.keys("enter").shows("Half a year");
}

#[test]
fn a_full_field_is_not_searched_for_again_with_each_piece_of_a_paste() {
    let mut driver = Driver::small(100, 24);
    driver.keys("/");
    let piece = || Msg::Paste("the quick brown fox ".repeat(1_000));
    let searches = |driver: &Driver| match &driver.model.screen {
        Screen::Search(search) => search.generation,
        _ => panic!("no search:\n{}", driver.screen()),
    };
    for _ in 0..4 {
        driver.send(piece());
    }
    driver.shows("the paste was cut to 64 KB");
    let full = searches(&driver);
    for _ in 0..100 {
        driver.send(piece());
    }
    assert_eq!(searches(&driver), full);
    driver.keys("backspace");
    assert_eq!(searches(&driver), full + 1, "a key still is");
}

#[test]
fn every_hit_on_the_screen_was_read() {
    let mut driver = Driver::new(100, 24);
    let full = session::index::build(&driver.model.curriculum, &Source::Embedded);
    driver.send(Msg::Indexed(Arc::new(full)));
    driver.keys("/").text("channel");
    let read = |driver: &Driver| {
        let Screen::Search(search) = &driver.model.screen else { panic!("no search:\n{}", driver.screen()) };
        let rows = layout::hit_rows(&layout::areas(&driver.model));
        assert!(search.results.hits.len() > 2 * rows, "enough to scroll");
        let seen = || search.results.hits.iter().skip(search.top).take(rows);
        assert!(seen().count() > 0 && seen().all(|hit| hit.shown), "at {}:\n{}", search.top, driver.screen());
        assert!(search.results.hits.iter().any(|hit| !hit.shown) || search.top > 0, "not all at once");
        search.top
    };
    assert_eq!(read(&driver), 0);
    for keys in ["down", "pagedown", "pagedown", "down", "up", "pageup", "end", "home"] {
        driver.keys(keys);
        read(&driver);
    }
    for (width, height) in [(100, 40), (40, 12), (100, 36)] {
        driver.keys("pagedown");
        driver.send(Msg::Resize(width, height));
        let Screen::Search(search) = &driver.model.screen else { panic!("no search") };
        let rows = layout::hit_rows(&layout::areas(&driver.model));
        assert!(search.results.hits.iter().skip(search.top).take(rows).all(|hit| hit.shown), "{width}x{height}");
    }
}

#[test]
fn below_the_smallest_size_one_line_says_so() {
    let mut driver = Driver::small(29, 8);
    driver.shows("window too small: 30x8 needed");
    driver.send(Msg::Resize(28, 8));
    driver.shows("needs 30x8").hides("window");
    driver.keys("space d");
    assert!(driver.log.is_empty(), "nothing is marked that cannot be seen");
    driver.send(Msg::Resize(30, 8));
    driver.hides("30x8");
    driver.send(Msg::Resize(10, 1));
    driver.keys("q");
    assert!(driver.quit);
}

#[test]
fn the_help_has_every_command() {
    let mut driver = Driver::small(120, 60);
    driver.keys("?");
    let mut seen = String::new();
    for _ in 0..6 {
        seen.push_str(&driver.screen());
        driver.keys("pagedown");
    }
    let seen: String = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    // What can be used here comes first.
    let at = |text: &str| seen.find(text).expect("a line of the help");
    assert!(at("Write the lesson's note") < at("The row above, while typing"));
    for command in COMMANDS {
        let words: Vec<&str> = command.doc.split_whitespace().take(5).collect();
        assert!(seen.contains(&words.join(" ")), "{} is not in the help", command.name);
    }
}

#[test]
fn time_counts_only_while_the_learner_acts() {
    let mut driver = Driver::small(100, 24);
    driver.keys("2 . 1 enter");
    for _ in 0..10 {
        driver.wait(30);
        driver.keys("j");
    }
    // An hour of nothing is no reading.
    driver.wait(3_600);
    driver.keys("j q");
    let seconds = driver.model.progress.lesson("2.1").map_or(0, |lesson| lesson.seconds);
    assert!((300..400).contains(&seconds), "{seconds} s");
}

#[test]
fn the_mouse_chooses_and_scrolls() {
    let mut driver = Driver::small(120, 30);
    driver.keys("+");
    let screen = driver.screen();
    let row = screen.lines().position(|line| line.contains("2.1 Last")).expect("the row");
    driver.send(Msg::Mouse(Mouse::Press, 10, u16::try_from(row).expect("a row")));
    driver.shows("The last lesson.");
    driver.send(Msg::Mouse(Mouse::WheelDown, 80, 10));
    driver.hides("The last lesson.");
}

#[test]
fn a_click_chooses_the_row_of_a_list_that_it_is_on() {
    let mut driver = Driver::small(120, 30);
    driver.keys("1 . 1 enter o");
    let title = driver.screen().lines().position(|line| line.contains("Outline")).expect("the list");
    let last = driver.model.reader.as_ref().map_or(0, |open| open.layout.headings().len() - 1);
    driver.send(Msg::Mouse(Mouse::Press, 60, u16::try_from(title + 2 + last).expect("a row")));
    driver.hides("Outline");
    assert!(driver.model.reader.as_ref().is_some_and(|open| open.top > 0), "the last heading");
}

#[test]
fn a_failed_save_stays_visible_and_can_be_tried_again() {
    let mut driver = Driver::small(120, 30);
    driver.fail_saves = true;
    driver.keys("1 . 1 enter space").shows("Not saved").shows("not saved").shows("0/5");
    driver.fail_saves = false;
    driver.keys("s").shows("● done").shows("1/5");
}

#[test]
fn a_message_is_shown_whole_at_every_size() {
    let words = |screen: &str| screen.split_whitespace().collect::<Vec<_>>().join(" ");
    let long =
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen";
    for (width, height) in [(30, 12), (40, 12), (60, 20), (80, 24), (120, 30)] {
        for keys in ["", "enter", "P", "/"] {
            let mut driver = Driver::new(width, height);
            driver.keys(keys);
            for (end, _) in long.match_indices(' ').chain([(long.len(), "")]) {
                let text = &long[..end];
                driver.send(Msg::Notice(text.to_owned()));
                let screen = driver.screen();
                assert!(words(&screen).contains(text), "{text:?} is cut at {width}x{height}:\n{screen}");
            }
        }
    }
    // A word that is longer than a row is broken, wherever it may be.
    let mut driver = Driver::new(40, 12);
    driver.send(Msg::Notice(format!("the block is in /home/{}/block.go", "a/very/long/way".repeat(4))));
    let screen = driver.screen();
    assert!(screen.replace([' ', '\n'], "").contains("a/very/long/way/block.go"), "{screen}");
    insta::assert_snapshot!("message-long-40x12", screen);
    // What would take more than a third of the window is cut.
    driver.send(Msg::Warning(long.repeat(4)));
    driver.shows("one two three").shows("…").shows("────");
    for width in 0..=70 {
        for height in [0, 1, 2, 3, 8, 9, 10, 12] {
            driver.send(Msg::Resize(width, height));
            driver.screen();
        }
    }
}

#[test]
fn the_messages_that_say_why_not_are_whole_at_40_columns() {
    let words = |screen: &str| screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for (keys, said) in [
        ("r", "nothing is due; the questions of a lesson come when it is done"),
        ("1 . 1 enter t s", "suspended; it is not asked again (u takes it back)"),
        ("1 . 1 enter t ! x enter", "kept among the reports (gomastery export has them)"),
        ("1 . 1 enter a x enter y enter", "your question is kept; it comes with the reviews"),
        ("1 . 1 enter n", "nothing is searched for in this page yet"),
        ("9 9 enter", "there is no 99; numbers are like 5, 5.6 or 5.6.4"),
    ] {
        let mut driver = Driver::small(40, 12);
        driver.keys(keys);
        let screen = driver.screen();
        assert!(words(&screen).contains(said), "{said:?} is cut:\n{screen}");
    }
    let mut driver = Driver::small(40, 12);
    driver.keys("r");
    insta::assert_snapshot!("nothing-due-40x12", driver.screen());
}

#[test]
fn a_first_frame_shows_what_the_whole_text_shows() {
    let (tree, _) = load(&Source::Embedded).expect("a curriculum");
    let (mut glimpses, mut windows) = (0, 0);
    for (idx, node) in tree.iter() {
        let Some(text) = node.file.as_deref().and_then(|file| Source::Embedded.text(file).ok()) else { continue };
        for (width, height, skip_title) in [(34, 8, true), (78, 36, true), (60, 20, false)] {
            let options = Options { skip_title, ..Options::new(width) };
            let open = |place: &Place| Reader::new(idx, parse(&text), options, height, place);
            let whole = open(&Place::Top);
            for line in (0..whole.layout.len()).step_by(61) {
                let place = Place::At(whole.layout.anchor_of(line));
                let expected = open(&place);
                let mut first = Reader::glimpse(idx, parse(&text), options, height, &place);
                glimpses += usize::from(first.glimpse);
                windows += 1;
                let shown = |reader: &Reader| -> Vec<String> {
                    let lines = reader.layout.lines(reader.top..reader.top + height);
                    lines.map(|line| format!("{:?}", line.spans().collect::<Vec<_>>())).collect()
                };
                assert_eq!(shown(&first), shown(&expected), "{} at {width}x{height}, line {line}", node.id);
                first.complete();
                assert_eq!((first.top, first.layout.len()), (expected.top, expected.layout.len()), "{}", node.id);
            }
        }
    }
    assert!(glimpses * 2 > windows, "{glimpses} of {windows} were laid out in part");
}
