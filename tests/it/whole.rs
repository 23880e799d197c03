//! The real program in a real terminal: its ways out, its editor, what it does when nothing happens.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::pty::{Program, Pty};

/// A line of the status row, which every ready screen has.
const READY: &str = "? keys";

/// The first start shows a welcome; any key of it leads on.
fn started(home: &Path) -> Pty {
    start(Program::gomastery(home))
}

fn start(program: Program) -> Pty {
    let app = program.start();
    app.wait_for("the first screen", |screen| screen.has(READY) || screen.has("Welcome"));
    if !app.with_screen(|screen| screen.has(READY)) {
        app.keys("<esc>");
        app.wait_text(READY);
    }
    app
}

fn verb(home: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gomastery"));
    command.args(arguments).env("XDG_DATA_HOME", home.join("data")).env("XDG_CONFIG_HOME", home.join("config"));
    command.env("HOME", home).env("XDG_STATE_HOME", home.join("state")).env("XDG_CACHE_HOME", home.join("cache"));
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn every_way_out_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    for keys in ["q", "<c-c>", "/chan<c-c>", "?<c-c>"] {
        let app = started(home.path());
        app.keys(keys);
        assert_eq!(app.wait_exit(), 0, "{keys}");
        app.assert_given_back();
    }
    for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP, libc::SIGQUIT] {
        let app = started(home.path());
        app.keys("/chan");
        app.signal(signal);
        assert_eq!(app.wait_exit(), 128 + signal);
        app.assert_given_back();
    }
    let mut app = started(home.path());
    app.close_window();
    assert_eq!(app.wait_exit_unread(), 128 + libc::SIGHUP);
}

#[test]
fn ctrl_z_and_back() {
    let home = tempfile::tempdir().unwrap();
    let mut app = started(home.path());
    app.keys("<c-z>");
    app.wait_stopped();
    app.assert_given_back();
    app.resize(100, 30);
    app.foreground();
    app.wait_for("the screen again", |screen| screen.vt().alternate_screen() && screen.has(READY));
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    app.assert_given_back();
}

#[test]
fn a_mark_survives_an_end_by_force() {
    let home = tempfile::tempdir().unwrap();
    let app = started(home.path());
    let before = verb(home.path(), &["list", "--status", "done"]).lines().count();
    app.keys("d");
    app.wait_text("1/1");
    app.signal(libc::SIGKILL);
    assert_eq!(app.wait_exit(), 128 + libc::SIGKILL);
    assert_eq!(verb(home.path(), &["list", "--status", "done"]).lines().count(), before + 1);
}

#[test]
fn an_editor_that_empties_the_file_takes_no_note_away() {
    let home = tempfile::tempdir().unwrap();
    verb(home.path(), &["note", "0.1", "--text", "what I know"]);
    let empties = home.path().join("empties");
    std::fs::write(&empties, "#!/bin/sh\n: > \"$1\"\n").unwrap();
    std::fs::set_permissions(&empties, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let app = Program::gomastery(home.path()).args(["note", "0.1", "--edit"]).env("EDITOR", &empties).start();
    assert_eq!(app.wait_exit(), 1);
    app.wait_text("the file came back empty; the note of 0.1 is kept");
    assert_eq!(verb(home.path(), &["note", "0.1"]), "what I know\n");
}

#[test]
fn a_log_is_written_where_one_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
    assert!(Command::new("cp").arg("-r").args([&course, &home.path().join("course")]).status().unwrap().success());
    std::fs::write(home.path().join("course/02-second/2.01-last.toml"), "no questions \u{202e} here").unwrap();
    let log = home.path().join("data/gomastery/log/gomastery.log");
    let app = |level: &str| {
        let program = Program::gomastery(home.path()).args(["--curriculum", "course"]).env("GOMASTERY_LOG", level);
        let app = start(program);
        // The questions are read before one is asked.
        app.keys("1.1<enter>");
        app.wait_text("conduit");
        let end = Instant::now() + Duration::from_secs(30);
        while !app.with_screen(|screen| screen.has("6 left")) && Instant::now() < end {
            app.keys("t");
            std::thread::sleep(Duration::from_millis(100));
        }
        app.keys("<c-c>");
        assert_eq!(app.wait_exit(), 0);
    };
    app("");
    assert!(!log.exists(), "nobody asked");
    app("debug");
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("questions left out: ") && text.contains("2.01-last.toml"), "{text:?}");
    assert!(!text.contains('\u{202e}'), "{text:?}");
}

#[test]
fn a_file_that_is_taken_away_is_written_back_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let app = started(home.path());
    let db = home.path().join("data/gomastery/progress.db");
    std::fs::remove_file(&db).unwrap();
    app.keys("<space>");
    app.wait_text("Not saved: progress.db was moved");
    assert!(!db.exists());
    app.keys("s");
    app.wait_text("done: 0.1");
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    assert!(verb(home.path(), &["list", "--status", "done"]).starts_with("0.1\t"));
    // Another file in its place is left alone, and both are kept.
    let app = started(home.path());
    std::fs::copy(&db, db.with_extension("copy")).unwrap();
    std::fs::rename(db.with_extension("copy"), &db).unwrap();
    let other = std::fs::read(&db).unwrap();
    app.keys("<space>");
    app.wait_text("Not saved: another file is progress.db now");
    app.keys("s");
    app.wait_text("is another file now");
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    assert!(std::fs::read(&db).unwrap() == other, "not one byte");
    let kept = std::fs::read_dir(db.with_file_name("backups")).unwrap().flatten();
    assert_eq!(kept.filter(|file| file.file_name().to_string_lossy().contains("-kept")).count(), 1);
}

#[test]
fn what_could_not_be_saved_before_the_end_is_said_after_it() {
    let home = tempfile::tempdir().unwrap();
    let app = started(home.path());
    let db = home.path().join("data/gomastery/progress.db");
    let other = rusqlite::Connection::open(&db).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    app.keys("<space>");
    app.keys("q");
    assert_eq!(app.wait_exit(), 1);
    app.assert_given_back();
    assert!(app.with_screen(|screen| screen.has("error: what you did last is not saved")));
    drop(other);
    assert!(!verb(home.path(), &["list"]).contains("\tdone\t"));
}

#[test]
fn a_page_pasted_without_marks_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let app = started(home.path());
    app.send("words with every key in them: d, q, x, e, Space\n".repeat(2000).as_bytes());
    // The answer to a size shows that it has read all before.
    app.resize(90, 25);
    app.wait_for("the other size", |screen| screen.row(24).contains(READY));
    std::thread::sleep(Duration::from_millis(1000)); // Longer than the pause that ends such a paste.
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    assert_eq!(verb(home.path(), &["list", "--status", "done"]), "");
}

#[test]
fn a_note_from_the_editor_is_saved_and_its_draft_goes() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let editor = home.path().join("editor");
    std::fs::write(&editor, "#!/bin/sh\necho 'written in the editor' >>\"$1\"\n").unwrap();
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    let app = start(Program::gomastery(home.path()).env("VISUAL", &editor));
    app.keys("e");
    app.wait_text("note");
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    assert!(verb(home.path(), &["notes"]).contains("written in the editor"));
    let drafts = find(home.path(), "drafts");
    assert!(drafts.is_none_or(|folder| std::fs::read_dir(folder).unwrap().count() == 0));
}

/// The folder of that name, wherever it is.
fn find(under: &Path, name: &str) -> Option<std::path::PathBuf> {
    let entries = std::fs::read_dir(under).ok()?.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    entries.into_iter().find_map(|path| if path.ends_with(name) { Some(path) } else { find(&path, name) })
}

#[test]
#[cfg(target_os = "linux")]
fn idle_it_hardly_wakes_and_writes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let app = started(home.path());
    // Idleness is the one thing that only time can show; first the index and the daily check are done.
    std::thread::sleep(Duration::from_secs(4));
    let (bytes, before) = (app.raw().len(), crate::shell::wakeups(app.pid()));
    std::thread::sleep(Duration::from_secs(5));
    let woken = crate::shell::wakeups(app.pid()) - before;
    assert!(woken <= 10, "{woken} wake-ups in 5 s");
    assert_eq!(app.raw().len(), bytes, "bytes were written to a still screen");
}
