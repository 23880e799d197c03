//! The shell in a real terminal: a small program of its own (`tests/support/shell_demo.rs`) is started, typed at,
//! stopped, resized, killed, crashed and closed, and the terminal looked at afterwards.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;
use std::time::{Duration, Instant};

use crate::pty::{Program, Pty};

/// The demo's program, built if it is not there yet.
fn demo_path() -> PathBuf {
    static BUILT: Once = Once::new();
    let path = Path::new(env!("CARGO_BIN_EXE_gomastery")).parent().unwrap().join("examples/shell_demo");
    BUILT.call_once(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--example", "shell_demo"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if path.components().any(|part| part.as_os_str() == "release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success());
    });
    path
}

fn demo(home: &Path) -> Program {
    Program::at(&demo_path(), home).env("DEMO_FOLDER", home).env("DEMO_FAULTS", "1")
}

fn started() -> (tempfile::TempDir, Pty) {
    let home = tempfile::tempdir().unwrap();
    let app = demo(home.path()).start();
    app.wait_text("READY 80x24");
    (home, app)
}

/// An "editor": a script in the home folder.
fn editor(home: &Path, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = home.join(name);
    std::fs::write(&path, format!("#!/bin/bash\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn with_editor(script: &str) -> (tempfile::TempDir, Pty) {
    let home = tempfile::tempdir().unwrap();
    let command = editor(home.path(), "my editor", script);
    let app = demo(home.path()).env("EDITOR", format!("'{command}' --wait")).start();
    app.wait_text("READY 80x24");
    (home, app)
}

fn drafts(home: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(home.join("drafts"))
        .map(|found| found.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default()
}

#[test]
fn quitting_gives_the_terminal_back() {
    for (keys, code) in [("q", 0), ("Q", 3), ("<c-c>", 0), ("m/abc<c-c>", 0)] {
        let (_home, app) = started();
        assert!(app.with_screen(|screen| screen.vt().alternate_screen() && screen.vt().hide_cursor()));
        app.keys(keys);
        assert_eq!(app.wait_exit(), code, "{keys}");
        app.assert_given_back();
    }
}

#[test]
fn signals_end_it_with_their_number() {
    for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP, libc::SIGQUIT] {
        let (_home, app) = started();
        app.signal(signal);
        assert_eq!(app.wait_exit(), 128 + signal);
        app.assert_given_back();
    }
}

#[test]
fn a_hanging_application_is_ended_from_the_side() {
    let (_home, app) = started();
    app.keys("4");
    let begun = Instant::now();
    app.signal(libc::SIGTERM);
    assert_eq!(app.wait_exit(), 128 + libc::SIGTERM);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    app.assert_given_back();
}

#[test]
fn a_terminal_that_takes_nothing_does_not_keep_it_from_ending() {
    let (_home, mut app) = started();
    app.stop_output();
    // Frames without end, until the terminal is full and the write blocks.
    for _ in 0..200 {
        app.keys("l");
    }
    app.signal(libc::SIGTERM);
    assert_eq!(app.wait_exit_unread(), 128 + libc::SIGTERM);
}

#[test]
fn a_closed_window_ends_it_without_a_signal() {
    let (_home, mut app) = started();
    app.close_window();
    assert_eq!(app.wait_exit_unread(), 128 + libc::SIGHUP);
}

#[test]
fn a_window_closed_at_any_moment_of_the_start_is_no_crash() {
    // Without a terminal it is wrong usage; from then on the end is that of a closed window, whoever notices it.
    for (moment, status) in [("hold-start", 2), ("hold-found", 128 + libc::SIGHUP), ("hold-draw", 128 + libc::SIGHUP)] {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(moment), "").unwrap();
        // As under nohup: the signal does not come, what is written fails.
        let script = format!("trap '' HUP; exec '{}'", demo_path().display());
        let mut app =
            Program::at(Path::new("bash"), home.path()).args(["-c", &script]).env("DEMO_FOLDER", home.path()).start();
        let begun = Instant::now();
        while !home.path().join(format!("{moment}.waits")).exists() {
            assert!(begun.elapsed() < crate::pty::PATIENCE, "{moment}");
            std::thread::sleep(Duration::from_millis(2));
        }
        app.close_window();
        std::fs::remove_file(home.path().join(moment)).unwrap();
        assert_eq!(app.wait_exit_unread(), status, "{moment}");
    }
}

#[test]
fn panics_of_the_main_thread_give_the_terminal_back_and_are_written_down() {
    for (key, words) in [("1", "fault one, \\u{1b}[31mwith colour"), ("2", "fault two")] {
        let (home, app) = started();
        app.keys(key);
        assert_eq!(app.wait_exit(), 101);
        app.assert_given_back();
        app.wait_text("error: a fault in gomastery itself");
        let log = std::fs::read_to_string(home.path().join("crash.log")).unwrap();
        assert!(log.contains(words), "{log}");
        let crash_log = home.path().join("crash.log");
        assert!(app.with_screen(|screen| screen.text().replace('\n', "").contains(crash_log.to_str().unwrap())));
    }
}

#[test]
fn a_panic_in_a_job_leaves_the_screen_alone() {
    let (home, app) = started();
    app.keys("3");
    app.wait_text("job=failed");
    assert!(app.with_screen(|screen| screen.vt().alternate_screen() && !screen.has("fault three")));
    assert!(std::fs::read_to_string(home.path().join("crash.log")).unwrap().contains("fault three"));
    app.keys("j");
    app.wait_text("job=done");
}

#[test]
fn ctrl_z_stops_it_and_fg_brings_it_back() {
    let (_home, mut app) = started();
    app.keys("/ab");
    app.wait_text("field:ab");
    for round in 0..3 {
        app.keys("<c-z>");
        app.wait_stopped();
        app.assert_given_back();
        app.resize(70 + round, 20);
        app.foreground();
        app.wait_text(&format!("READY {}x20", 70 + round));
        app.wait_for("the text field with its paste marks", |screen| {
            screen.vt().bracketed_paste() && screen.has("field:ab")
        });
    }
    app.keys("c<enter>");
    app.wait_text("field=abc");
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    app.assert_given_back();
}

#[test]
fn a_stop_from_outside_is_a_stop_like_any_other() {
    let (_home, mut app) = started();
    app.signal(libc::SIGTSTP);
    app.wait_stopped();
    app.assert_given_back();
    app.foreground();
    app.wait_for("the screen again", |screen| screen.vt().alternate_screen() && screen.has("READY"));
    // SIGSTOP cannot be seen coming: what the terminal is then is not ours to say, but it must work again after.
    app.signal(libc::SIGSTOP);
    app.wait_stopped();
    app.foreground();
    app.keys("j");
    app.wait_text("job=done");
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    app.assert_given_back();
}

#[test]
fn a_stopped_program_can_be_ended() {
    let (_home, mut app) = started();
    app.keys("<c-z>");
    app.wait_stopped();
    app.signal(libc::SIGTERM);
    app.signal(libc::SIGCONT);
    // The shell above has the terminal, so it is continued in the background.
    let pid = app.pid();
    let end = Instant::now() + Duration::from_secs(20);
    while gomastery::tui::sys::kill(pid, 0) && !zombie(pid) {
        assert!(Instant::now() < end, "it still runs");
        std::thread::sleep(Duration::from_millis(5));
    }
    app.assert_given_back();
}

fn zombie(pid: i32) -> bool {
    let stat = Command::new("ps").args(["-o", "state=", "-p", &pid.to_string()]).output().unwrap();
    stat.stdout.starts_with(b"Z")
}

#[test]
fn sizes_of_all_kinds_are_drawn_or_skipped() {
    let (_home, app) = started();
    for (columns, rows) in [(1, 1), (300, 2), (2, 100), (0, 0), (40, 12), (65535, 65535), (60, 20)] {
        app.resize(columns, rows);
    }
    app.wait_text("READY 60x20");
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
}

#[test]
fn a_window_without_a_size_is_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let app = demo(home.path()).size(0, 0).start();
    app.pid();
    app.resize(50, 10);
    app.wait_text("READY 50x10");
}

#[test]
fn half_sequences_and_pastes_without_an_end_do_not_hold_it() {
    for junk in [&b"\x1b["[..], b"\x1bO", b"\xe6\xbc", b"\x1b[<35;70000;70000", b"\x1b[200~abc", b"\x1b]52;c;qqqq"] {
        let (_home, app) = started();
        app.send(junk);
        app.resize(70, 20);
        app.wait_text("READY 70x20");
        app.signal(libc::SIGTERM);
        assert_eq!(app.wait_exit(), 128 + libc::SIGTERM);
        app.assert_given_back();
    }
}

#[test]
fn answers_of_the_terminal_are_no_keys() {
    // Colours and versions that an editor asked for come in late, after it has gone; `q` in one would quit.
    let (_home, app) = started();
    for answer in [
        &b"\x1b]11;rgb:qqqq/qqqq/1111\x1b\\"[..],
        b"\x1b]11;q\x07",
        b"\x1bP>|qqq(1)\x1b\\",
        b"\x1b_Gqqq\x1b\\",
        b"\x1b[?62;1;4c",
    ] {
        app.send(answer);
    }
    app.keys("j");
    app.wait_text("job=done");
    // A person's key of the same bytes is one.
    app.keys("<a-]>");
    app.wait_text("key=Char(']')");
    app.keys("j");
    app.wait_text("job=done");
}

#[test]
fn an_editor_can_be_started_with_half_a_sequence_waiting() {
    let (_home, app) = with_editor("echo EDITOR RUNS");
    app.send(b"e\x1b[");
    app.wait_text("edit=Unchanged");
}

#[test]
fn keys_pastes_and_the_mouse_arrive() {
    let (_home, app) = started();
    app.keys("<up>");
    app.wait_text("key=Up");
    app.keys("m");
    app.wait_text("mouse=true");
    app.send(b"\x1b[<0;5;6M");
    app.wait_text("mouse=Down(Left) 4,5");
    app.keys("m");
    app.wait_text("mouse=false");
    assert!(!app.with_screen(|screen| screen.vt().bracketed_paste()));
    app.keys("/");
    app.wait_for("paste marks", |screen| screen.vt().bracketed_paste());
    app.paste("pasted");
    app.wait_text("field:pasted");
    app.keys("<enter>");
    app.wait_text("field=pasted");
    app.wait_for("no paste marks", |screen| !screen.vt().bracketed_paste());
}

#[test]
fn a_burst_of_keys_is_read_whole() {
    let (_home, app) = started();
    app.keys(&"<up><down>".repeat(1000));
    app.wait_text("events=2001");
    app.keys(&"x".repeat(900));
    app.wait_text("events=2901");
    let bytes = app.raw().len();
    assert!(bytes < 100_000, "a burst costs few frames, not {bytes} bytes");
}

/// A paste without marks ends with a pause, and nothing else shows it.
fn after_a_pause() {
    std::thread::sleep(Duration::from_millis(800));
}

#[test]
fn a_paste_without_marks_is_text_in_a_field_and_nothing_elsewhere() {
    let (_home, app) = started();
    // Every letter of it is a key here; `q` would quit.
    app.send("a quick page of prose, unmarked\n".repeat(200).as_bytes());
    app.wait_text("pasted=6400");
    after_a_pause();
    app.keys("j");
    app.wait_text("job=done");
    app.keys("/");
    app.wait_text("field:");
    app.send("a quick page of prose, unmarked\n".repeat(10).as_bytes());
    app.wait_text("field:a quick page of prose, unmarked");
    after_a_pause();
    app.keys("<enter>");
    app.wait_text("field=a quick");
}

#[test]
fn megabytes_pasted_without_marks_are_survived() {
    let (_home, app) = started();
    let begun = Instant::now();
    app.send("every letter of this is a key: q, d, e, x, /\n".repeat(90_000).as_bytes());
    app.wait_text("pasted=4050000");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    after_a_pause();
    app.keys("j");
    app.wait_text("job=done");
    let status = std::fs::read_to_string(format!("/proc/{}/status", app.pid())).unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    assert!(peak.is_none_or(|kb| kb < 64 * 1024), "{peak:?} kB");
}

#[test]
fn text_goes_to_the_clipboard_encoded() {
    let (_home, app) = started();
    let from = app.raw().len();
    app.keys("y");
    app.wait_raw(from, b"\x1b]52;c;Y29waWVkIHRleHQ=\x1b\\");
    app.wait_text("copy=Ok");
}

#[test]
fn the_editor_has_the_terminal_and_the_note_comes_back() {
    let (home, app) = with_editor(
        r#"echo "ARGUMENTS $#:$1"; stty -a >"$HOME/stty"; read -r -p "EDITOR: " line </dev/tty; echo "$line" >"$2""#,
    );
    app.keys("e");
    app.wait_text("ARGUMENTS 2:--wait");
    app.wait_text("EDITOR:");
    assert!(!app.with_screen(|screen| screen.vt().alternate_screen() || screen.vt().hide_cursor()));
    // Every key is the editor's: q would quit the program if it were read there.
    app.keys("qqqqqqqqqqqqqqqqqqqqqqqqq and a note\r");
    app.wait_text("note=qqqqqqqqqqqqqqqqqqqqqqqqq and a note");
    let stty = std::fs::read_to_string(home.path().join("stty")).unwrap();
    assert!(stty.contains(" icanon") && stty.contains(" echo "), "{stty}");
    assert!(drafts(home.path()).is_empty());
    // And again, with the note so far in the file.
    app.keys("e");
    app.wait_text("EDITOR:");
    app.keys("second<enter>");
    app.wait_text("note=second");
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    app.assert_given_back();
}

#[test]
fn an_editor_that_leaves_disorder_is_cleaned_up_after() {
    let (_home, app) =
        with_editor(r#"printf '\e[?1000h\e[?1003h\e[?2004h\e[?1h\e[31m'; stty raw -echo; echo changed >"$2""#);
    app.keys("e");
    app.wait_text("note=changed");
    app.keys("j");
    app.wait_text("job=done");
    let modes = app.with_screen(|screen| (screen.vt().mouse_protocol_mode(), screen.vt().bracketed_paste()));
    assert_eq!(modes, (vt100::MouseProtocolMode::None, false));
    app.keys("q");
    assert_eq!(app.wait_exit(), 0);
    app.assert_given_back();
}

#[test]
fn what_editors_do_wrong_is_said_and_loses_nothing() {
    let cases = [
        (r#"echo half >"$2"; exit 1"#, "status 1", 1),
        (r#"echo half >"$2"; kill -9 $$"#, "signal 9", 1),
        (r#"rm "$2""#, "removed the file", 0),
        (r#"printf '\xff\x00' >"$2""#, "not plain text", 1),
        (r#"truncate -s 100M "$2""#, "longer than", 1),
        (r#"rm "$2"; mkfifo "$2""#, "not a regular file", 1),
        ("exit 1", "status 1", 0),
        ("true", "Unchanged { instant: true }", 0),
    ];
    for (script, words, kept) in cases {
        let (home, app) = with_editor(script);
        app.keys("e");
        app.wait_text("edit=");
        let text = app.with_screen(|screen| screen.text());
        assert!(text.contains(words), "{script}: {text}");
        assert_eq!(drafts(home.path()).len(), kept, "{script}");
        app.keys("j");
        app.wait_text("job=done");
    }
}

#[test]
fn a_missing_editor_is_named() {
    let home = tempfile::tempdir().unwrap();
    let app = demo(home.path()).env("EDITOR", "no-such-editor").start();
    app.wait_text("READY");
    app.keys("e");
    app.wait_text("no-such-editor");
    assert!(app.with_screen(|screen| screen.has("was not found")));
    app.keys("j");
    app.wait_text("job=done");
}

#[test]
fn ctrl_c_in_the_editor_is_the_editors() {
    let (_home, app) =
        with_editor(r#"trap 'echo interrupted >"$2"; exit 0' INT; echo WAITING; while :; do sleep 0.1; done"#);
    app.keys("e");
    app.wait_text("WAITING");
    app.keys("<c-c>");
    app.wait_text("note=interrupted");
}

/// The signals reach us and the editor at once, and the editor ends of them at once: they are its own all the same,
/// however late our thread for them wakes.
#[test]
fn an_editor_that_ends_of_ctrl_c_at_once_does_not_end_us() {
    let (_home, app) =
        with_editor(r#"trap '' INT QUIT; n=$(tr -dc 0-9 <"$2"); echo "<$((n + 1))>" >"$2"; kill -INT 0; kill -QUIT 0"#);
    for round in 1..=20 {
        app.keys("e");
        app.wait_text(&format!("note=<{round}>"));
    }
}

#[test]
fn a_signal_while_the_editor_runs_ends_both_and_keeps_the_draft() {
    let (home, app) = with_editor(
        r#"echo "half a note" >"$2"; echo $$ >"$HOME/editor-pid"; stty raw; echo WAITING; exec sleep 1000"#,
    );
    app.keys("e");
    app.wait_text("WAITING");
    app.signal(libc::SIGTERM);
    assert_eq!(app.wait_exit(), 128 + libc::SIGTERM);
    app.assert_given_back();
    let [draft] = drafts(home.path()).try_into().unwrap();
    assert_eq!(std::fs::read_to_string(draft).unwrap(), "half a note\n");
    let pid: i32 = std::fs::read_to_string(home.path().join("editor-pid")).unwrap().trim().parse().unwrap();
    assert!(!gomastery::tui::sys::kill(pid, 0), "the editor still runs");
}

#[test]
fn killed_while_the_editor_runs_the_draft_is_found_again() {
    let (home, app) = with_editor(r#"echo "half a note" >"$2"; echo WAITING; exec sleep 1000"#);
    app.keys("e");
    app.wait_text("WAITING");
    app.signal(libc::SIGKILL);
    assert_eq!(app.wait_exit(), 128 + libc::SIGKILL);
    let found = gomastery::tui::editor::leftovers(&home.path().join("drafts"));
    assert_eq!(found.len(), 1);
    assert_eq!(std::fs::read_to_string(&found[0]).unwrap(), "half a note\n");
}

#[test]
fn ctrl_z_in_the_editor_stops_both() {
    // The first stops its whole group, as vi does; the second itself alone.
    for stop in ["kill -TSTP 0", "kill -STOP $$"] {
        let (_home, mut app) = with_editor(&format!(r#"echo WAITING; {stop}; echo "after fg" >"$2""#));
        app.keys("e");
        app.wait_stopped();
        app.foreground();
        app.wait_text("note=after fg");
        app.keys("<c-z>");
        app.wait_stopped();
        app.assert_given_back();
        app.foreground();
        app.wait_for("the screen again", |screen| screen.vt().alternate_screen() && screen.has("note=after fg"));
    }
}

#[test]
fn a_code_block_is_a_file_of_its_own_and_stays() {
    let (home, app) = with_editor(r#"pwd >"$HOME/where"; echo "// mine" >>"$2""#);
    app.keys("b");
    app.wait_text("edit=Closed");
    let block = home.path().join("block");
    assert_eq!(std::fs::read_to_string(block.join("main.go")).unwrap(), "package main\n// mine\n");
    let inside = std::fs::read_to_string(home.path().join("where")).unwrap();
    assert_eq!(std::fs::canonicalize(inside.trim()).unwrap(), std::fs::canonicalize(block).unwrap());
}

#[test]
fn links_are_opened_detached_and_failures_are_said() {
    let run = |script: &str, link: &str| {
        let home = tempfile::tempdir().unwrap();
        let tools = home.path().join("bin");
        std::fs::create_dir(&tools).unwrap();
        for name in
            ["xdg-open", "open", "gio", "gnome-open", "kde-open", "kde-open5", "kde-open6", "kfmclient", "wslview"]
        {
            editor(&tools, name, script);
        }
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
        let app = demo(home.path()).env("PATH", path).env("DEMO_LINK", link).start();
        app.wait_text("READY");
        app.keys("o");
        app.wait_text("open=");
        (home, app)
    };
    let (home, app) = run(r#"echo JUNK; echo "$@" >>"$HOME/opened""#, "https://go.dev/ref/spec#Channel_types");
    assert!(app.with_screen(|screen| screen.has("open=Ok") && !screen.has("JUNK")));
    let opened = std::fs::read_to_string(home.path().join("opened")).unwrap();
    assert_eq!(opened, "https://go.dev/ref/spec#Channel_types\n");
    let (_home, app) = run("exit 1", "https://go.dev/");
    assert!(app.with_screen(|screen| screen.has("open=Err(NoOpener)")));
    let (_home, app) = run("exec sleep 5", "https://go.dev/");
    assert!(app.with_screen(|screen| screen.has("open=Ok")));
    let (home, app) = run(r#"touch "$HOME/opened""#, "file:///etc/passwd");
    assert!(app.with_screen(|screen| screen.has("open=Err(Scheme)")));
    assert!(!home.path().join("opened").exists());
}

#[test]
fn a_save_under_way_is_finished_before_the_end() {
    let (home, app) = started();
    let gate = home.path().join("gate");
    std::fs::write(&gate, "").unwrap();
    app.keys("sq");
    app.wait_for("the shell's screen", |screen| !screen.vt().alternate_screen());
    assert!(!app.has_exited());
    std::fs::remove_file(gate).unwrap();
    let begun = Instant::now();
    assert_eq!(app.wait_exit(), 0);
    assert!(begun.elapsed() < Duration::from_secs(4), "it went on waiting: {:?}", begun.elapsed());
    assert!(home.path().join("saved").exists());
    app.assert_given_back();
}

#[test]
fn the_log_is_sanitised() {
    let (home, app) = started();
    app.keys("5");
    app.wait_text("logged");
    let log = std::fs::read_to_string(home.path().join("gomastery.log")).unwrap();
    assert!(log.contains("a line with \\u{1b}]0;title\\u{7}"), "{log}");
}

/// Wake-ups of all threads so far.
#[cfg(target_os = "linux")]
pub fn wakeups(pid: i32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let status = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap());
    let switches = status.flat_map(|status| {
        status
            .lines()
            .filter_map(|line| line.strip_prefix("voluntary_ctxt_switches:")?.trim().parse().ok())
            .collect::<Vec<u64>>()
    });
    switches.sum()
}

#[test]
#[cfg(target_os = "linux")]
fn idle_it_hardly_wakes_and_writes_nothing() {
    let (_home, app) = started();
    app.keys("j");
    app.wait_text("job=done");
    // Idleness is the one thing that only time can show.
    std::thread::sleep(Duration::from_millis(1500));
    let (bytes, before) = (app.raw().len(), wakeups(app.pid()));
    std::thread::sleep(Duration::from_secs(4));
    let woken = wakeups(app.pid()) - before;
    assert!(woken <= 8, "{woken} wake-ups in 4 s");
    assert_eq!(app.raw().len(), bytes, "bytes were written to a still screen");
}

#[test]
fn without_a_terminal_one_line_says_what_to_use() {
    let home = tempfile::tempdir().unwrap();
    let run = |stdin: Stdio, shell: &str| {
        let mut command = Command::new("bash");
        command
            .args(["-c", shell, "bash"])
            .arg(demo_path())
            .stdin(stdin)
            .env("TERM", "xterm")
            .env("DEMO_FOLDER", home.path());
        command.output().unwrap()
    };
    for shell in
        [r#""$1""#, r#""$1" 0<&-"#, r#""$1" </dev/null"#, r#""$1" | cat; exit ${PIPESTATUS[0]}"#, r#""$1" >&-"#]
    {
        let output = run(Stdio::null(), shell);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{shell}: {error}");
        assert!(
            error.starts_with("error: the study screen needs") && error.contains("gomastery list"),
            "{shell}: {error}"
        );
        assert_eq!((output.stdout.as_slice(), error.lines().count()), (&b""[..], 2), "{shell}");
    }
}

#[test]
fn a_terminal_without_a_screen_is_refused() {
    for term in ["dumb", ""] {
        let home = tempfile::tempdir().unwrap();
        let app = demo(home.path()).env("TERM", term).start();
        assert_eq!(app.wait_exit(), 2);
        app.wait_text("gomastery list");
        app.assert_given_back();
        assert!(!app.raw().contains(&0x1b), "{term:?}");
    }
}
