use super::*;
use crate::content;
use crate::domain::Event;
use crate::domain::event::Grade;
use crate::domain::question::Outcome;
use crate::session::doctor;
use crate::session::mark::Undoable;
use crate::session::{anki, lessons};
use std::path::{Path, PathBuf};

/// The small curriculum for tests, and a folder for its data.
struct Home {
    dir: tempfile::TempDir,
    source: Source,
    tree: Curriculum,
}

impl Home {
    fn new() -> Home {
        let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
        let source = Source::folder(&course).unwrap();
        let tree = content::load(&source).unwrap().0;
        Home { dir: tempfile::tempdir().unwrap(), source, tree }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn open(&self, now: Now) -> Session {
        Session::open(&self.path(), &self.tree, 240, now).unwrap()
    }

    fn deck(&self, session: &Session) -> Deck {
        let (deck, problems) = session.deck(&self.tree, &self.source, Settings::default()).unwrap();
        assert_eq!(problems, []);
        deck
    }

    fn sheet(&self, deck: &Deck, question: &str) -> Sheet {
        sheet(&self.tree, &self.source, deck, deck.card(question).unwrap()).unwrap()
    }

    fn node(&self, id: &str) -> NodeIdx {
        self.tree.find(id).unwrap()
    }

    /// Marks a branch done.
    fn done(&self, session: &mut Session, id: &str, now: Now) {
        session.mark_done(&lessons(&self.tree, self.node(id)), now).unwrap();
    }

    fn import(&self, text: &str, now: Now) -> crate::store::Merged {
        let file = self.dir.path().join("export.json");
        std::fs::write(&file, text).unwrap();
        self.open(now).import(&file, now).unwrap()
    }
}

/// Noon UTC of a day, an hour before local time.
fn noon(day: i64) -> Now {
    Now::new((20_000 + day) * 86_400_000 + 12 * 3_600_000, 60)
}

fn follow(deck: &mut Deck, events: &[Event], session: &Session) {
    for event in events {
        deck.apply(event, session.progress());
    }
}

/// Answers as a screen does, and lets the deck follow.
fn answer(session: &mut Session, deck: &mut Deck, question: &str, grade: Grade, now: Now) -> Saved {
    let reply = Reply { took_ms: 9_000, right: Some(grade != Grade::Again), ..deck.reply(question, grade, true) };
    let saved = session.answer(&reply, now).unwrap();
    follow(deck, &saved.events, session);
    saved
}

#[test]
fn one_of_each_kind_is_read_shown_and_judged() {
    let home = Home::new();
    let deck = home.deck(&home.open(noon(0)));
    let judged = |question: &str, given: Given| {
        judge(deck.card(question).unwrap(), &home.sheet(&deck, question), &given).verdict
    };
    assert_eq!(judged("values-prints", Given::Text("7\n0\n".into())), Verdict::Right);
    assert_eq!(judged("values-line", Given::Line { line: 5, why: Some(true) }), Verdict::Right);
    let picked = |question: &str, text: &str| {
        let at = home.sheet(&deck, question).options.iter().position(|option| option.text == text);
        judged(question, Given::Pick(at.unwrap()))
    };
    assert_eq!(picked("values-choose", "It blocks for ever."), Verdict::Right);
    assert_eq!(picked("values-choose", "It panics."), Verdict::Wrong);
    assert_eq!(picked("values-cell-send", "panics"), Verdict::Right);
    assert_eq!(picked("values-cell-send", "yields the zero value at once"), Verdict::Wrong);
    assert_eq!(home.sheet(&deck, "values-cell-receive").options.len(), 1, "a column of one value");
    assert_eq!(judged("values-recall", Given::Points(vec![true, true])), Verdict::Right);
    let points = home.sheet(&deck, "blank:1.1").points;
    assert_eq!(points.len(), 3);
    assert_eq!(points[0], "A nil channel blocks for ever.");
    assert_eq!(judged("blank:1.1", Given::Points(vec![true, true, false])), Verdict::Right);
    assert!(home.sheet(&deck, "blank:2.1").options.is_empty());
    assert_eq!(deck.card("values-cell-send").unwrap().siblings, deck.card("values-cell-receive").unwrap().siblings);
}

#[test]
fn a_file_of_questions_that_is_broken_is_named_and_the_others_are_read() {
    let home = Home::new();
    let dir = home.dir.path().join("course");
    std::fs::create_dir_all(dir.join("01-first")).unwrap();
    let write = |path: &str, text: &str| std::fs::write(dir.join(path), text).unwrap();
    write(
        "curriculum.toml",
        "format = 1\nid = \"c\"\ntitle = \"C\"\nedition = \"Go 1.27\"\nphilosophy = \"\"\ntenets = []\n[[tier]]\ntitle = \"T\"\nphases = [\"01-first\"]\n",
    );
    write(
        "01-first/phase.toml",
        "number = 1\ntitle = \"P\"\nobjective = \"\"\n[[topic]]\nid = \"1.1\"\ntitle = \"A\"\nfile = \"a.md\"\n[[topic]]\nid = \"1.2\"\ntitle = \"B\"\nfile = \"b.md\"\n",
    );
    ["a", "b"].iter().for_each(|name| write(&format!("01-first/{name}.md"), "# A\n"));
    write("01-first/a.toml", "[[question]]\nid = 7\n");
    write(
        "01-first/b.toml",
        "[[question]]\nid = \"b\"\nkind = \"recall\"\npassage = \"p\"\nlevel = 1\nprompt = \"?\"\nanswer = \"!\"\nexplanation = \"!\"\n",
    );
    let source = Source::folder(&dir).unwrap();
    let tree = content::load(&source).unwrap().0;
    let (questions, problems) = all_questions(&tree, &source);
    assert_eq!(questions.iter().map(|(_, question)| question.id.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(problems.len() == 1 && problems[0].to_string().contains("a.toml"), "{problems:?}");
}

#[test]
fn an_answer_is_one_event_with_the_memory_before_and_after() {
    let home = Home::new();
    let mut session = home.open(noon(0));
    home.done(&mut session, "1.1", noon(0));
    let mut deck = home.deck(&session);
    let first = answer(&mut session, &mut deck, "values-prints", Grade::Good, noon(0));
    answer(&mut session, &mut deck, "values-prints", Grade::Again, noon(2));
    assert_eq!(first.own.len(), 1);
    let answers: Vec<Answer> = session
        .history()
        .unwrap()
        .into_iter()
        .filter_map(|event| match event.what {
            What::Answer(answer) => Some(*answer),
            _ => None,
        })
        .collect();
    assert_eq!(answers[0].before, None);
    assert_eq!(answers[0].after, answers[1].before);
    assert_eq!(answers[1].after, deck.state("values-prints").unwrap().memory);
    assert_eq!(answers[1].after.unwrap().last_ms, session.history().unwrap().last().unwrap().ms);
    drop(session);
    let session = home.open(noon(2));
    assert_eq!(home.deck(&session), deck, "the next start finds the same");
    let found = doctor::examine(&home.path(), &home.tree, noon(2));
    assert!(found.iter().any(|f| f.what == "memory of 1 questions follows from 2 answers"), "{found:?}");
    assert!(found.iter().all(|f| f.level == doctor::Level::Fine), "{found:?}");
}

#[test]
fn a_clock_set_back_answers_after_the_answer_before() {
    let home = Home::new();
    let mut session = home.open(noon(0));
    let mut deck = home.deck(&session);
    answer(&mut session, &mut deck, "values-line", Grade::Good, noon(0));
    answer(&mut session, &mut deck, "values-line", Grade::Good, noon(-400));
    let memory = deck.state("values-line").unwrap().memory.unwrap();
    assert_eq!((memory.reps, memory.last_ms), (2, noon(0).ms + 1));
    assert_eq!(home.deck(&session), deck);
}

#[test]
fn the_last_answer_is_taken_back_and_so_is_a_suspension() {
    let home = Home::new();
    let mut session = home.open(noon(0));
    let mut deck = home.deck(&session);
    answer(&mut session, &mut deck, "values-line", Grade::Good, noon(0));
    let before = deck.clone();
    answer(&mut session, &mut deck, "values-line", Grade::Again, noon(3));
    session.suspend(None, "values-line", noon(3)).unwrap();
    for left in [1, 0] {
        let undone = session.undo(Undoable::Review, noon(4)).unwrap();
        assert_eq!((undone.of.len(), session.progress().suspended().len()), (1, 0));
        follow(&mut deck, &undone.saved.events, &session);
        assert_eq!(deck.state("values-line").unwrap().answers().count(), 1 + left);
    }
    let memory = |deck: &Deck| deck.state("values-line").unwrap().memory;
    assert_eq!(memory(&deck), memory(&before));
    assert_eq!(home.deck(&session), deck);
}

#[test]
fn a_report_and_an_own_question_are_kept() {
    let home = Home::new();
    let mut session = home.open(noon(0));
    let lesson = Id::from_static("1.1");
    session.report(Some(&lesson), "values-line", "the line is off", noon(0)).unwrap();
    session.add_question(Some(&lesson), "Why?", "So.", noon(0)).unwrap();
    session.add_question(None, "What?", "That.", noon(0)).unwrap();
    drop(session);
    let session = home.open(noon(1));
    let deck = home.deck(&session);
    let own: Vec<&Card> = deck.cards().filter(|card| card.kind == CardKind::Own).collect();
    assert_eq!(own.len(), 2);
    assert!(own.iter().all(|card| card.id.starts_with("own:") && card.id.len() == 36));
    let scene = Scene { deck: &deck, progress: session.progress(), curriculum: &home.tree, now: noon(1) };
    assert_eq!(Queue::new(Want::Due, &scene).len(), 2);
    assert_eq!(session.progress().reports()[0].reason, "the line is off");
}

#[test]
fn an_own_question_is_edited_deleted_and_taken_back_from_both_screens() {
    let home = Home::new();
    let mut session = home.open(noon(0));
    let lesson = Id::from_static("1.1");
    session.mark_done(&[(lesson.clone(), 1)], noon(0)).unwrap();
    session.add_question(Some(&lesson), "Why?", "So.", noon(0)).unwrap();
    let id = session.progress().own_questions()[0].question.clone();
    session.write_question(Some(&lesson), &id, "Why not?", "No.", noon(0)).unwrap();
    session.write_question(Some(&lesson), &id, "", "", noon(0)).unwrap();
    assert!(session.progress().own_questions().is_empty());
    let prompts = |session: &Session| -> Vec<String> {
        session.progress().own_questions().iter().map(|own| own.prompt.clone()).collect()
    };
    session.undo(Undoable::Study, noon(0)).unwrap();
    assert_eq!(prompts(&session), ["Why not?"]);
    session.undo(Undoable::Review, noon(0)).unwrap();
    assert_eq!(prompts(&session), ["Why?"]);
    session.undo(Undoable::Study, noon(0)).unwrap();
    assert_eq!(prompts(&session), [""; 0]);
    assert!(session.progress().is_done("1.1"), "the mark is older");
}

#[test]
fn a_phase_tested_out_lets_its_questions_in_until_it_is_undone() {
    let home = Home::new();
    let mut session = home.open(noon(0));
    session.mark_tested_out(&lessons(&home.tree, home.node("1")), noon(0)).unwrap();
    let deck = home.deck(&session);
    let new = |session: &Session| {
        let scene = Scene { deck: &deck, progress: session.progress(), curriculum: &home.tree, now: noon(0) };
        Queue::new(Want::Due, &scene).count(Why::New)
    };
    assert!(session.progress().done("1.1").unwrap().tested_out);
    assert_eq!(new(&session), 5, "six, of which two are cells of one table");
    session.undo(Undoable::Study, noon(0)).unwrap();
    assert_eq!(new(&session), 0);
}

/// All that is said of memory.
fn said(home: &Home, now: Now) -> (Stats, Memories, Vec<u32>, Vec<Entry>) {
    let session = home.open(now);
    let deck = home.deck(&session);
    let scene = Scene { deck: &deck, progress: session.progress(), curriculum: &home.tree, now };
    (Stats::of(&scene), Memories::of(&scene), forecast(&scene), Queue::new(Want::Due, &scene).entries)
}

#[test]
fn two_machines_merge_their_reviews_without_loss_or_doubling() {
    let (left, right) = (Home::new(), Home::new());
    let mut session = left.open(noon(0));
    left.done(&mut session, "1", noon(0));
    let mut deck = left.deck(&session);
    answer(&mut session, &mut deck, "values-prints", Grade::Good, noon(0));
    drop(session);
    right.import(&left.open(noon(0)).export(noon(0)).unwrap().text, noon(0));
    // Apart: the same question on both, others on one, one taken back, one suspended.
    let mut session = left.open(noon(2));
    answer(&mut session, &mut deck, "values-prints", Grade::Good, noon(2));
    answer(&mut session, &mut deck, "values-line", Grade::Hard, noon(2));
    drop(session);
    let mut session = right.open(noon(3));
    let mut other = right.deck(&session);
    answer(&mut session, &mut other, "values-prints", Grade::Again, noon(3));
    answer(&mut session, &mut other, "values-recall", Grade::Easy, noon(3));
    answer(&mut session, &mut other, "values-choose", Grade::Again, noon(3));
    session.undo(Undoable::Review, noon(3)).unwrap();
    session.suspend(None, "values-cell-send", noon(3)).unwrap();
    drop(session);

    let exported = |home: &Home| home.open(noon(4)).export(noon(4)).unwrap().text;
    let (from_left, from_right) = (exported(&left), exported(&right));
    assert_eq!(left.import(&from_right, noon(4)).added, 5);
    assert_eq!(right.import(&from_left, noon(4)).added, 2);
    assert_eq!(said(&left, noon(9)), said(&right, noon(9)));
    let (stats, ..) = said(&left, noon(9));
    assert_eq!((stats.all.answers, stats.cards, stats.suspended), (5, 3, 1));
    let before = said(&left, noon(9));
    for home in [&left, &right] {
        assert_eq!(home.import(&from_right, noon(5)).added, 0);
        assert_eq!(home.import(&from_left, noon(5)).added, 0);
        assert_eq!(said(home, noon(9)), before, "importing again changes nothing");
    }
    let found = doctor::examine(&left.path(), &left.tree, noon(9));
    let memory = found.iter().find(|f| f.what.starts_with("memory of")).unwrap();
    assert_eq!(
        memory.what,
        "memory of 3 questions follows from 5 answers; 1 were given apart from others and taken in their order"
    );
}

#[test]
fn all_questions_go_to_anki_clean_and_in_their_columns() {
    let home = Home::new();
    let mut session = home.open(noon(0));
    session.add_question(None, "a\tb\n<script>alert(1)</script>\u{1b}[2J", "\"x\" & y", noon(0)).unwrap();
    let mut deck = home.deck(&session);
    follow(&mut deck, &session.history().unwrap(), &session);
    let plain = anki::export(&home.tree, &home.source, &deck);
    answer(&mut session, &mut deck, "blank:1.1", Grade::Good, noon(0));
    let exported = anki::export(&home.tree, &home.source, &deck);
    assert_eq!((plain.questions, exported.questions), (7, 8), "a blank page goes along once it was begun");
    let (head, rows): (Vec<&str>, Vec<&str>) = exported.text.lines().partition(|line| line.starts_with('#'));
    assert_eq!(head[..3], ["#separator:tab", "#html:true", "#notetype:Basic"]);
    assert_eq!(head[3], "#columns:Front\tBack\tTags\tDeck\tGUID");
    assert_eq!(rows.len(), 8);
    let mut ids = std::collections::HashSet::new();
    for row in rows {
        let fields: Vec<&str> = row.split('\t').collect();
        assert_eq!(fields.len(), 5, "{row}");
        assert!(fields.iter().all(|field| !field.is_empty()), "{row}");
        assert!(!row.contains("<script") && !row.chars().any(|c| c.is_control() && c != '\t'), "{row}");
        assert!(!row.starts_with('"'), "a field in quotes would be read to its end quote");
        assert!(ids.insert(fields[4].to_owned()), "{row}");
    }
    assert!(exported.text.contains("<b>Line 5</b>") && exported.text.contains("Test Course::01 First phase"));
}

#[test]
fn key_points_are_those_of_their_section_alone() {
    let text = "# T\n\n- no\n\n## Key points\n\n- one `x`\n- two\n\n### More\n\n- three\n\n## Read on\n\n- no\n";
    assert_eq!(key_points(text), ["one x", "two", "three"]);
    assert_eq!(key_points("# T\n"), Vec::<String>::new());
}

#[test]
fn the_embedded_curriculum_has_questions_that_can_be_shown() {
    let tree = content::load(&Source::Embedded).unwrap().0;
    let (questions, problems) = all_questions(&tree, &Source::Embedded);
    assert_eq!(problems, []);
    let mut ids = std::collections::HashSet::new();
    for (_, question) in &questions {
        assert!(ids.insert(question.id.clone()), "{} is there twice", question.id);
    }
    let deck = Deck::new(&tree, questions.clone(), Settings::default());
    for (_, question) in questions.iter().filter(|(_, q)| matches!(q.ask, Ask::Cell { .. })) {
        let sheet = sheet(&tree, &Source::Embedded, &deck, deck.card(&question.id).unwrap()).unwrap();
        assert!(sheet.options.len() >= 2, "{} has nothing to choose from: {:?}", question.id, sheet.options);
    }
    for (_, question) in &questions {
        if let Ask::Predict { outcome: Outcome::Prints, answer, .. } = &question.ask {
            let card = deck.card(&question.id).unwrap();
            let given = Given::Text(answer.clone());
            assert_eq!(judge(card, &Sheet::default(), &given).verdict, Verdict::Right, "{}", question.id);
        }
    }
}
