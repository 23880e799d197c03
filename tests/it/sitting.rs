//! A sitting with the real program in a real terminal: one question of each kind is answered and graded, and the database
//! has what was answered, with its grade.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::pty::{Program, Pty};

fn course() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course")
}

/// What a verb prints.
#[track_caller]
fn verb(home: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gomastery"));
    command.arg("--curriculum").arg(course()).args(arguments).env_clear().env("HOME", home);
    command.env("XDG_DATA_HOME", home.join("data")).env("XDG_CONFIG_HOME", home.join("config"));
    command.env("XDG_STATE_HOME", home.join("state")).env("XDG_CACHE_HOME", home.join("cache"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn json(home: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&verb(home, arguments)).unwrap()
}

/// Presses keys, then waits for what they bring.
#[track_caller]
fn step(app: &Pty, keys: &str, then: &str) {
    app.keys(keys);
    app.wait_text(then);
}

/// Gives the answer on the screen a grade and waits until that shows, then goes on.
#[track_caller]
fn grade(app: &Pty, key: &str, then: &str) {
    app.wait_text("1 again");
    step(app, key, &format!("[{key} "));
    step(app, "<enter>", then);
}

/// The letter of the option with this text.
#[track_caller]
fn letter(app: &Pty, option: &str) -> String {
    app.wait_text(option);
    app.with_screen(|screen| {
        let text = screen.text();
        let row = text.lines().find(|row| row.contains(option)).unwrap();
        row.trim_start_matches([' ', '›']).chars().next().unwrap().to_string()
    })
}

#[test]
fn one_question_of_each_kind_is_answered_and_on_the_disk() {
    let home = tempfile::tempdir().unwrap();
    verb(home.path(), &["done", "1.1"]);
    let app = Program::gomastery(home.path()).args(["--curriculum"]).args([course()]).size(100, 40).start();
    app.wait_text("Welcome");
    step(&app, "<enter>", "? keys");
    // The questions are read once the top line says how many are due.
    app.wait_text(" due");
    step(&app, "1.1", "Go to");
    step(&app, "<enter>", "A channel is a typed conduit");

    // Check yourself asks all of the lesson, in its order. Predict, typed and said to be sure.
    step(&app, "t", "What does this print?");
    step(&app, "a", "Your answer:");
    step(&app, "<tab><tab><tab>", "sure");
    app.keys("7<enter>0<f2>");
    app.wait_text("Right");
    grade(&app, "4", "Which line does not compile");
    // Line: the wrong one.
    app.keys("jj<enter>");
    app.wait_text("Not this time");
    grade(&app, "1", "sending on a nil channel");
    // Choose, by its letter.
    app.keys(&letter(&app, "blocks for ever"));
    app.wait_text("Nobody can receive");
    grade(&app, "3", "send — closed channel");
    // Cell, by its letter.
    app.keys(&letter(&app, "panics"));
    app.wait_text("the runtime refuses");
    grade(&app, "2", "receive — nil channel");
    app.keys(&letter(&app, "blocks for ever"));
    app.wait_text("Nobody can send");
    grade(&app, "3", "not panic?");
    // Recall: written, then the points ticked.
    step(&app, "w", "Your answer:");
    app.keys("it is a message<f2>");
    app.wait_text("Which of these did you hit?");
    step(&app, "a", "[x] closing is a message");
    step(&app, "b", "[x] the second result tells");
    app.keys("<enter>");
    app.wait_text("2 of 2 points");
    grade(&app, "3", "6 answered");
    step(&app, "<enter>", "A channel is a typed conduit");

    // The blank page: two points of three.
    step(&app, "b", "Write down the key points");
    app.keys("nil blocks<f2>");
    app.wait_text("Which of these did you hit?");
    step(&app, "a", "a [x]");
    step(&app, "b", "b [x]");
    app.keys("<enter>");
    app.wait_text("2 of 3 points");
    grade(&app, "2", "1 answered");
    step(&app, "<enter>", "A channel is a typed conduit");

    // A question of one's own, written and then asked with the reviews.
    step(&app, "a", "A question of your own on 1.1");
    step(&app, "What is a conduit?<enter>", "Enter keeps it");
    step(&app, "A pipe<enter>", "your question is kept");
    step(&app, "r", "What is a conduit?");
    step(&app, "<enter>", "A pipe");
    grade(&app, "4", "1 answered");
    app.keys("<c-c>");
    assert_eq!(app.wait_exit(), 0);
    app.assert_given_back();

    let export = json(home.path(), &["export"]);
    let events = export["curricula"][0]["events"].as_array().unwrap();
    let answers: Vec<&Value> = events.iter().filter(|event| event["kind"] == "answer").collect();
    let said = answers.iter().map(|answer| {
        let data = &answer["data"];
        let question = data["question"].as_str().unwrap();
        let question: String = if question.starts_with("own:") { "own" } else { question }.into();
        let text = |field: &str| data[field].as_str().unwrap().to_owned();
        (question, text("grade"), data["right"].as_bool(), text("given"))
    });
    let said: Vec<(String, String, Option<bool>, String)> = said.collect();
    let expected = [
        ("values-prints", "easy", Some(true), "7\n0"),
        ("values-line", "again", Some(false), "3"),
        ("values-choose", "good", Some(true), "It blocks for ever."),
        ("values-cell-send", "hard", Some(true), "panics"),
        ("values-cell-receive", "good", Some(true), "blocks for ever"),
        ("values-recall", "good", Some(true), "xx it is a message"),
        ("blank:1.1", "hard", Some(true), "xx- nil blocks"),
        ("own", "easy", None, ""),
    ];
    let expected = expected.map(|(question, grade, right, given)| (question.into(), grade.into(), right, given.into()));
    assert_eq!(said, expected);
    assert_eq!(answers[0]["data"]["confidence"], "sure");

    let stats = json(home.path(), &["stats", "--json"]);
    assert_eq!(stats["answers"]["answers"], 8);
    let kinds: Vec<&str> =
        stats["kinds"].as_array().unwrap().iter().map(|kind| kind["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    assert!(verb(home.path(), &["doctor"]).contains("memory of 8 questions follows from 8 answers"));
}
