//! The verbs of memory, as a whole program, on a history that was answered through the library.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use gomastery::{
    content::load,
    domain::{Curriculum, day::Now, event::Grade},
    session::{
        Session, lessons,
        review::{Reply, Settings},
    },
};
use serde_json::Value;

use crate::driver::fixture;

const DAY_MS: i64 = 86_400_000;

struct Home {
    dir: tempfile::TempDir,
    tree: Curriculum,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder"), tree: load(&fixture()).expect("the fixture").0 }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
        Command::new(env!("CARGO_BIN_EXE_gomastery"))
            .arg("--curriculum")
            .arg(course)
            .arg("--data-dir")
            .arg(self.data())
            .args(arguments)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::null())
            .output()
            .expect("the program runs")
    }

    #[track_caller]
    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{:?}: {errors}", output.status.code());
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(arguments)).expect("JSON")
    }

    /// Phase 1 is done; some of its questions were answered so many days ago.
    fn answered(&self, answers: &[(&str, Grade, i64)]) {
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
        let now_ms = i64::try_from(clock.as_millis()).expect("a time");
        let now = |days: i64| Now::new(now_ms - days * DAY_MS, 0);
        let mut session = Session::open(&self.data(), &self.tree, 240, now(99)).expect("the data");
        session.mark_done(&lessons(&self.tree, self.tree.find("1").expect("a phase")), now(99)).expect("saved");
        let (mut deck, _) = session.deck(&self.tree, &fixture(), Settings::default()).expect("the deck");
        for (question, grade, days) in answers {
            let right = Some(*grade != Grade::Again);
            let reply = Reply { right, took_ms: 8_000, ..deck.reply(question, *grade, true) };
            let saved = session.answer(&reply, now(*days)).expect("saved");
            for event in &saved.events {
                deck.apply(event, session.progress());
            }
        }
    }
}

#[test]
fn what_is_due_is_counted() {
    let home = Home::new();
    assert_eq!(home.ok(&["review", "--count"]), "0 due, 0 new, 0 minutes\n");
    home.answered(&[("values-prints", Grade::Good, 20), ("values-line", Grade::Easy, 2)]);
    assert_eq!(home.ok(&["review", "--count"]), "1 due, 3 new, 3 minutes\n");
    assert_eq!(home.ok(&["review", "1.1", "--count"]), "1 due, 4 new, 6 in all, 3 minutes\n");
    assert_eq!(home.ok(&["review", "2", "--count"]), "0 due, 0 new, 0 in all, 0 minutes\n");
    let output = home.run(&["review", "7", "--count"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no \"7\""));
    let screen = home.run(&["review"]);
    assert_eq!(screen.status.code(), Some(2), "answering needs a terminal");
}

#[test]
fn the_verbs_carry_the_same_figures() {
    let home = Home::new();
    home.answered(&[
        ("values-prints", Grade::Hard, 60),
        ("values-line", Grade::Again, 60),
        ("values-line", Grade::Good, 59),
    ]);
    let stats = home.json(&["stats", "--json"]);
    assert_eq!((stats["due"].as_u64(), stats["answers"]["answers"].as_u64()), (Some(2), Some(3)));
    assert_eq!((stats["answers"]["right"].as_u64(), stats["cards"].as_u64()), (Some(2), Some(2)));
    assert_eq!(stats["memory"]["fading"], 1);
    assert_eq!((stats["forecast"].as_array().map(Vec::len), stats["forecast"][0].as_u64()), (Some(30), Some(2)));
    assert_eq!(stats["kinds"][0]["kind"], "predict");
    assert_eq!(stats["phases"][0]["title"], "First phase");
    assert_eq!(stats["calibration"].as_array().map(Vec::len), Some(3));

    let progress = home.json(&["progress", "--json"]);
    assert_eq!(progress["memory"], stats["memory"]);
    assert_eq!(progress["due"], stats["forecast"]);
    assert_eq!(progress["phases"][0]["memory"]["fading"], 1);
    assert_eq!(progress["phases"][1]["memory"]["answered"], 0);
    let lesson = &progress["lessons"][0];
    assert_eq!((lesson["id"].as_str(), lesson["fading"].as_bool()), (Some("1.1"), Some(true)));
    assert_eq!(lesson["recall"], stats["memory"]["recall"]);

    assert!(home.ok(&["list"]).starts_with("1.1\tfading\t"), "the list knows what fades");
    assert!(home.ok(&["list", "--status", "done"]).starts_with("1.1\tfading\t"), "and that it is done");
    let text = home.ok(&["stats"]);
    assert!(text.contains("Due now 2") && text.contains("1 fading") && text.contains("predict"), "{text}");
    let text = home.ok(&["progress"]);
    assert!(text.contains("retained") && text.contains("1 fading"), "{text}");
    assert!(home.ok(&["doctor"]).contains("memory of 2 questions follows from 3 answers"));
}

#[test]
fn questions_of_ones_own_are_found_by_search() {
    let home = Home::new();
    let write = |prompt: &str, answer: &str| {
        let now = Now::new(1_795_514_400_000, 0);
        let mut session = Session::open(&home.data(), &home.tree, 240, now).expect("the data");
        let lesson = gomastery::domain::Id::parse("1.2.1");
        session.write_question(lesson.as_ref(), "own:1", prompt, answer, now).expect("saved");
    };
    let found = |query: &str| {
        let output = home.run(&["search", "--json", query]);
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let rows = rows.as_array().cloned().unwrap_or_default();
        let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
        rows.iter().map(|row| (text(row, "id"), text(row, "snippet"))).collect::<Vec<_>>()
    };
    let hit = |text: &str| vec![("1.2.1".to_owned(), text.to_owned())];
    write("What has a zebra?", "Stripes");
    assert_eq!(found("zebra"), hit("What has a zebra? Stripes"));
    assert_eq!(found("stripes"), hit("What has a zebra? Stripes"));
    write("What has a quagga?", "Half of them");
    assert_eq!((found("zebra"), found("quagga")), (vec![], hit("What has a quagga? Half of them")));
    write("", "");
    assert_eq!(found("quagga"), []);
}

#[test]
fn questions_go_to_anki() {
    let home = Home::new();
    let text = home.ok(&["export", "--anki"]);
    assert!(text.starts_with("#separator:tab\n#html:true\n"), "{text}");
    assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), 6);
    let file = home.dir.path().join("questions.txt");
    let said = home.ok(&["export", "--anki", file.to_str().expect("text")]);
    assert!(said.starts_with("exported 6 questions to "), "{said}");
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), text);
    let package = home.run(&["export", "--anki", "questions.apkg"]);
    assert_eq!(package.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&package.stderr).contains("hint: name it .txt"));
}

#[test]
fn a_curriculum_without_questions_shows_no_review() {
    let home = Home::new();
    let course = home.dir.path().join("course");
    std::fs::create_dir_all(course.join("01-first")).expect("a folder");
    let write = |path: &str, text: &str| std::fs::write(course.join(path), text).expect("written");
    write(
        "curriculum.toml",
        "format = 1\nid = \"c\"\ntitle = \"C\"\nedition = \"Go 1.27\"\nphilosophy = \"\"\ntenets = []\n[[tier]]\ntitle = \"T\"\nphases = [\"01-first\"]\n",
    );
    write(
        "01-first/phase.toml",
        "number = 1\ntitle = \"P\"\nobjective = \"\"\n[[topic]]\nid = \"1.1\"\ntitle = \"A\"\nfile = \"a.md\"\n",
    );
    write("01-first/a.md", "# A\n\n## Key points\n\n- one\n");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gomastery"))
            .args(["--curriculum", course.to_str().expect("text"), "--data-dir", home.data().to_str().expect("text")])
            .args(arguments)
            .output()
            .expect("the program runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    run(&["done", "1.1"]);
    assert_eq!(run(&["stats"]), "This curriculum has no questions.\n");
    assert_eq!(run(&["review", "--count"]), "0 due, 0 new, 0 minutes\n");
    assert!(!run(&["progress"]).contains("retained"));
    assert_eq!(run(&["export", "--anki"]).lines().filter(|line| !line.starts_with('#')).count(), 0);
}
