//! The verbs, as a whole program: what they print, where, and with which status they end.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A home of its own for a test's runs.
struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The program with a clean environment.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gomastery"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TERM", "xterm-256color")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Runs it with the small curriculum.
    fn small(&self, arguments: &[&str]) -> Output {
        let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course");
        let mut all = vec!["--curriculum", course.to_str().expect("text")];
        all.extend(arguments);
        self.run(&all)
    }

    fn database(&self) -> PathBuf {
        self.path().join(".local/share/gomastery/progress.db")
    }
}

#[track_caller]
fn ok(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "status {:?}: {errors}", output.status.code());
    assert_eq!(errors, "", "nothing is said on standard error");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The status, and what was said on standard error.
fn failed(output: &Output) -> (i32, String) {
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    (output.status.code().expect("a status"), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_pipe_gets_a_line_a_lesson() {
    let home = Home::new();
    let list = ok(&home.small(&["list"]));
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0], "1.1\ttodo\tValues and channels");
    assert!(lines.iter().all(|line| line.split('\t').count() == 3), "{list}");
    assert_eq!(ok(&home.small(&["list", "--status", "done"])), "", "nothing to list is no failure");
    assert_eq!(ok(&home.small(&["list", "--phase", "2"])), "2.1\ttodo\tLast\n");
    let (status, said) = failed(&home.small(&["list", "--phase", "9"]));
    assert_eq!(status, 1);
    assert!(said.starts_with("error: there is no phase \"9\"\nhint: "), "{said}");
}

#[test]
fn marks_are_saved_one_line_an_argument() {
    let home = Home::new();
    assert_eq!(ok(&home.small(&["done", "1.1"])), "done 1.1  Values and channels\n");
    assert_eq!(ok(&home.small(&["done", "1.1"])), "done 1.1  Values and channels\n", "also where it was so already");
    assert_eq!(
        ok(&home.small(&["done", "1.2", "2"])),
        "done 1.2  A branch  (2 lessons)\ndone 2  Second phase  (1 lesson)\n"
    );
    let done = ok(&home.small(&["list", "--status", "done"]));
    assert_eq!(
        done.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect::<Vec<_>>(),
        ["1.1", "1.2.1", "1.2.2", "2.1"]
    );
    assert_eq!(ok(&home.small(&["next"])), "1.3\t日本語 and é\n");
    assert_eq!(ok(&home.small(&["undone", "1"])), "undone 1  First phase  (4 lessons)\n");
    assert_eq!(ok(&home.small(&["next"])), "1.1\tValues and channels\n");
}

#[test]
fn an_unknown_id_is_an_error_before_anything_is_marked() {
    let home = Home::new();
    let (status, said) = failed(&home.small(&["done", "1.1", "7.7"]));
    assert_eq!(status, 1);
    assert!(said.contains("there is no \"7.7\""), "{said}");
    assert_eq!(ok(&home.small(&["list", "--status", "done"])), "");
    let (status, said) = failed(&home.small(&["done", "about"]));
    assert_eq!(status, 1);
    assert!(said.contains("pages are read, not marked"), "{said}");
}

#[test]
fn json_has_the_promised_fields() {
    let home = Home::new();
    ok(&home.small(&["done", "1.2.1"]));
    let rows: serde_json::Value = serde_json::from_str(&ok(&home.small(&["list", "--json"]))).expect("JSON");
    let rows = rows.as_array().expect("an array");
    for row in rows {
        for field in ["id", "title", "kind", "path", "state", "done", "total"] {
            assert!(!row[field].is_null(), "{field} is missing in {row}");
        }
    }
    // Of a branch what it takes to read it and all below, as its lessons are counted.
    let minutes = |id: &str| rows.iter().find(|row| row["id"] == id).and_then(|row| row["minutes"].as_u64());
    assert_eq!(["about", "1.1", "1.2.1", "1.2", "1", "2"].map(minutes), [1, 7, 2, 5, 12, 3].map(Some));
    let branch = rows.iter().find(|row| row["id"] == "1.2").expect("the topic");
    assert_eq!(
        (branch["kind"].as_str(), branch["done"].as_u64(), branch["total"].as_u64()),
        (Some("topic"), Some(1), Some(2))
    );
    assert_eq!(branch["path"], serde_json::json!(["Ground", "First phase", "A branch"]));
    let next: serde_json::Value = serde_json::from_str(&ok(&home.small(&["next", "--json"]))).expect("JSON");
    assert_eq!(next.as_array().map(Vec::len), Some(1));
    ok(&home.small(&["done", "1", "2"]));
    assert_eq!(ok(&home.small(&["next", "--json"])).trim(), "[]");
    let progress: serde_json::Value = serde_json::from_str(&ok(&home.small(&["progress", "--json"]))).expect("JSON");
    assert_eq!((progress["done"].as_u64(), progress["total"].as_u64()), (Some(5), Some(5)));
    assert_eq!(progress["forecast"]["state"], "finished");
    assert_eq!(progress["tiers"][0]["minutes"], 12);
}

#[test]
fn a_lesson_is_shown_in_each_form() {
    let home = Home::new();
    let text = ok(&home.small(&["show", "1.1"]));
    assert!(text.contains("operation") && text.contains("blocks for ever") && !text.contains('\u{1b}'), "{text}");
    let source = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course/01-first/1.01-values.md"),
    );
    assert_eq!(ok(&home.small(&["show", "1.1", "--markdown"])), source.expect("the lesson"));
    let code = ok(&home.small(&["show", "1.1", "--code", "1"]));
    assert!(code.starts_with("package main\n") && code.contains("\tc <- 42"), "{code}");
    let (status, said) = failed(&home.small(&["show", "1.1", "--code", "9"]));
    assert_eq!(status, 1);
    assert!(said.contains("has no code block 9"), "{said}");
    let styled = ok(&home.small(&["--color", "always", "show", "1.1"]));
    assert!(styled.contains("\u{1b}["), "colours where they are asked for");
    let data: serde_json::Value = serde_json::from_str(&ok(&home.small(&["show", "1.1", "--json"]))).expect("JSON");
    assert_eq!(data["questions"].as_array().map(Vec::len), Some(6));
    assert_eq!(data["code"][0]["output"], "42\n");
}

#[test]
fn notes_are_written_shown_and_listed() {
    let home = Home::new();
    let (status, _) = failed(&home.small(&["note", "1.1"]));
    assert_eq!(status, 1);
    assert_eq!(
        ok(&home.small(&["note", "1.1", "--text", "zero value\u{1b}[31m"])),
        "note saved 1.1  Values and channels\n"
    );
    let shown = ok(&home.small(&["note", "1.1"]));
    assert!(shown.starts_with("zero value") && !shown.contains('\u{1b}'), "{shown:?}");
    assert!(ok(&home.small(&["notes"])).starts_with("## 1.1 Values and channels\n\nzero value"));
    assert_eq!(ok(&home.small(&["note", "1.1", "--text", ""])), "note taken away 1.1  Values and channels\n");
    assert_eq!(ok(&home.small(&["notes", "--json"])).trim(), "[]");
}

#[test]
fn another_machine_is_merged_and_doing_it_again_changes_nothing() {
    let (here, there) = (Home::new(), Home::new());
    ok(&here.small(&["done", "1.1"]));
    ok(&there.small(&["done", "2.1"]));
    let file = there.path().join("export.json");
    let name = file.to_str().expect("text");
    assert_eq!(ok(&there.small(&["export", name])), format!("exported 1 event to {name}\n"));
    assert_eq!(ok(&here.small(&["import", name])), "imported 1 event, 0 were here already\n");
    assert_eq!(ok(&here.small(&["import", name])), "imported 0 events, 1 were here already\n");
    assert_eq!(ok(&here.small(&["list", "--status", "done"])).lines().count(), 2);
    std::fs::write(&file, "{\"format\":1").expect("write");
    let (status, said) = failed(&here.small(&["import", name]));
    assert_eq!(status, 1);
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[test]
fn damaged_and_newer_data_is_refused_with_its_status_and_left_alone() {
    let home = Home::new();
    ok(&home.small(&["done", "1.1"]));
    let whole = std::fs::read(home.database()).expect("the database");
    for (bytes, wanted) in [(b"hello, this is no database at all".to_vec(), 3), (Vec::new(), 3), (vec![b'x'; 1], 3)] {
        std::fs::write(home.database(), &bytes).expect("write");
        let (status, said) = failed(&home.small(&["list", "--status", "todo"]));
        assert_eq!(status, wanted, "{said}");
        assert!(said.contains("progress.db") && said.contains("hint: "), "{said}");
        assert_eq!(std::fs::read(home.database()).expect("read"), bytes, "not a byte was changed");
    }
    // The curriculum can be read all the same, and nothing is said of states that nobody knows.
    let list = home.small(&["list"]);
    assert_eq!(list.status.code(), Some(3));
    let text = String::from_utf8_lossy(&list.stdout);
    assert!(text.starts_with("1.1\tunknown\tValues and channels\n") && text.lines().count() == 5, "{text}");
    assert!(String::from_utf8_lossy(&list.stderr).starts_with("error: "));
    let list = home.small(&["list", "--json"]);
    let rows: serde_json::Value = serde_json::from_slice(&list.stdout).expect("JSON");
    assert_eq!(
        (&rows[1]["state"], &rows[1]["total"], list.status.code()),
        (&serde_json::Value::Null, &4.into(), Some(3))
    );
    let shown = home.small(&["show", "1.1", "--json"]);
    let data: serde_json::Value = serde_json::from_slice(&shown.stdout).expect("JSON");
    assert_eq!((&data["title"], shown.status.code()), (&"Values and channels".into(), Some(3)));
    for unknown in ["state", "note", "seconds"] {
        assert_eq!(data[unknown], serde_json::Value::Null, "{unknown}");
    }
    let found = home.small(&["search", "channels"]);
    assert!(found.status.success() && found.stdout.starts_with(b"1.1  "));
    assert!(String::from_utf8_lossy(&found.stderr).starts_with("warning: your notes are not searched: "));
    let mut newer = whole.clone();
    // The header's user_version (big endian, bytes 60 to 63).
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(home.database(), &newer).expect("write");
    let (status, said) = failed(&home.small(&["done", "2.1"]));
    assert_eq!(status, 4, "{said}");
    assert_eq!(std::fs::read(home.database()).expect("read"), newer);
    std::fs::write(home.database(), &whole).expect("write");
    assert_eq!(ok(&home.small(&["list", "--status", "done"])).lines().count(), 1);
}

#[test]
fn a_trigger_or_view_that_is_not_ours_is_told_by_the_doctor() {
    let home = Home::new();
    ok(&home.small(&["done", "1.1"]));
    assert!(!ok(&home.small(&["doctor"])).contains("not ours"));
    let db = rusqlite::Connection::open(home.database()).expect("the database");
    db.execute_batch(
        "CREATE TRIGGER spy AFTER INSERT ON event BEGIN SELECT 1; END; CREATE VIEW look AS SELECT 1; \
         DROP TRIGGER event_fixed; CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT 1; END;",
    )
    .expect("a change by another program");
    let said = ok(&home.small(&["doctor"]));
    let line =
        "warning  the database has what is not ours: trigger event_fixed, trigger spy, view look\n         It may";
    assert!(said.contains(line), "{said}");
}

#[test]
fn usage_and_terminals() {
    let home = Home::new();
    for wrong in [
        &["frobnicate"][..],
        &["show"],
        &["done"],
        &["list", "--status", "maybe"],
        &["show", "1.1", "--json", "--markdown"],
        &["lst"],
        &["list", "--statsu", "done"],
        &["\u{1b}[31m"],
    ] {
        let (status, said) = failed(&home.run(wrong));
        assert_eq!(status, 2, "{wrong:?}");
        let lines: Vec<&str> = said.lines().collect();
        assert!(
            matches!(lines[..], [error, hint] if error.starts_with("error: ") && hint.starts_with("hint: ")),
            "{said}"
        );
    }
    assert_eq!(ok(&home.run(&["help", "list"])), ok(&home.run(&["list", "--help"])));
    let (status, said) = failed(&home.run(&[]));
    assert_eq!(status, 2, "the study screen needs a terminal");
    assert!(said.contains("gomastery list"), "it names what to use instead: {said}");
    for verb in [
        "list",
        "show",
        "search",
        "done",
        "undone",
        "next",
        "progress",
        "review",
        "stats",
        "note",
        "notes",
        "export",
        "import",
        "restore",
        "check",
        "doctor",
        "completions",
        "man",
    ] {
        let help = ok(&home.run(&[verb, "--help"]));
        assert!(help.contains("Usage: gomastery"), "{help}");
        if !matches!(verb, "undone") {
            assert!(help.contains("Example"), "{verb} --help has no example");
        }
    }
    assert!(ok(&home.run(&["--version"])).starts_with("gomastery "));
}

#[test]
fn arguments_that_are_no_text_are_wrong_usage() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let bad = std::ffi::OsStr::from_bytes(b"bad\xff");
    let output = home.command(&["show"]).arg(bad).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_disk_is() {
    let home = Home::new();
    let program = env!("CARGO_BIN_EXE_gomastery");
    let line = format!("'{program}' show 3.3 --markdown | head -1; exit ${{PIPESTATUS[0]}}");
    let piped = home.command(&[]).get_program().to_owned();
    drop(piped);
    let output = Command::new("bash").args(["-c", &line]).env("HOME", home.path()).output().expect("bash");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    if Path::new("/dev/full").exists() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
        let output = home.command(&["list"]).stdout(full).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"));
    }
}

#[test]
fn a_first_start_without_room_is_no_damage() {
    let home = Home::new();
    let without_room = |arguments: &[&str]| {
        let mut command = Command::new("bash");
        command.args(["-c", "ulimit -f 0; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_gomastery")]).args(arguments);
        command.env_clear().env("HOME", home.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.stdin(Stdio::null()).output().expect("bash")
    };
    let refused = without_room(&["done", "1.1"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no space left"));
    let report = without_room(&["doctor"]);
    let said = String::from_utf8_lossy(&report.stdout);
    assert!(said.contains("no space left") && !said.contains("DAMAGED"), "{said}");
    assert_eq!(report.status.code(), Some(0), "{said}");
    ok(&home.run(&["done", "1.1"]));
}

#[test]
fn odd_environments_never_panic() {
    let home = Home::new();
    let variables: [(&str, &str); 10] = [
        ("HOME", ""),
        ("HOME", "/nonexistent/home"),
        ("HOME", "/dev/null"),
        ("LANG", "C"),
        ("TERM", "dumb"),
        ("TERM", ""),
        ("COLUMNS", "0"),
        ("COLUMNS", "99999999999999999999"),
        ("XDG_DATA_HOME", "relative/path"),
        ("TZ", "Nowhere/Nothing"),
    ];
    for (name, value) in variables {
        for verb in [&["list"][..], &["show", "1.1"], &["doctor"], &["done", "1.1"]] {
            let output = home.command(verb).env(name, value).output().expect("the program runs");
            let code = output.status.code();
            assert!(
                matches!(code, Some(0 | 1 | 3)),
                "{name}={value:?} {verb:?}: {code:?} {}",
                String::from_utf8_lossy(&output.stderr)
            );
            assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
        }
    }
    // No columns are as good as none said.
    let shown =
        |columns: &str| home.command(&["show", "1.1"]).env("COLUMNS", columns).output().expect("it runs").stdout;
    assert_eq!(shown("0"), shown(""));
    assert_ne!(shown("40"), shown(""), "the variable counts");
}

#[test]
fn a_time_zone_that_is_a_fifo_is_not_waited_for() {
    let home = Home::new();
    let fifo = home.path().join("zone");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    let mut command = home.command(&["done", "1.1"]);
    let mut child = command.env("TZ", &fifo).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let begun = std::time::Instant::now();
    while child.try_wait().expect("its status").is_none() {
        if begun.elapsed() > std::time::Duration::from_secs(20) {
            child.kill().expect("killed");
            panic!("it waits for the FIFO");
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success() && output.stdout.starts_with(b"done 1.1"));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("warning: TZ names "));
}

#[test]
fn completions_know_ids_phases_and_values() {
    let home = Home::new();
    for (shell, phases) in [
        ("bash", "compgen -W \"0 1 2 "),
        ("zsh", "'--phase=[Only this phase]:N:(0 1 2 "),
        ("fish", "-l phase -d 'Only this phase' -r -f -a \"0\\t''\n1"),
    ] {
        let script = ok(&home.run(&["completions", shell]));
        assert!(script.contains("5.6.4") && script.contains(phases), "{shell}");
    }
    let script = home.path().join("gomastery.bash");
    std::fs::write(&script, ok(&home.run(&["completions", "bash"]))).expect("write");
    // What bash offers where the cursor stands behind these words.
    let offered = |words: &[&str]| {
        let body = "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); \
                    _gomastery gomastery \"${COMP_WORDS[-1]}\" \"${COMP_WORDS[-2]}\"; echo \"${COMPREPLY[*]}\"";
        let run = Command::new("bash").args(["-c", body, "bash"]).arg(&script).arg("gomastery").args(words).output();
        String::from_utf8(run.expect("bash").stdout).expect("UTF-8").trim().to_owned()
    };
    assert_eq!(offered(&["list", "--phase", ""]), "0 1 2 3 4 5 6 7 8 9 10 11 12");
    assert_eq!(offered(&["list", "--status", ""]), "todo done");
    assert_eq!(offered(&["show", "5.6."]), "5.6.1 5.6.2 5.6.3 5.6.4 5.6.5");
    assert_eq!(offered(&["done", "5.6.1", "5.6.4"]), "5.6.4");
    assert_eq!(offered(&["--color", ""]), "auto always never");
    assert_eq!(offered(&["pro"]), "progress");
}

#[test]
fn a_note_may_begin_with_a_dash() {
    let home = Home::new();
    ok(&home.small(&["note", "1.1", "--text", "- one\n- two"]));
    assert_eq!(ok(&home.small(&["note", "1.1"])), "- one\n- two\n");
}

#[test]
fn the_man_page_is_one_that_man_can_show() {
    let home = Home::new();
    let page = ok(&home.run(&["man"]));
    assert!(page.contains(".SH VERBS\n") && page.contains("share/gomastery/progress.db"), "{page}");
    let file = home.path().join("gomastery.1");
    std::fs::write(&file, page).expect("write");
    // Where there is a formatter, it has nothing to object.
    if let Ok(shown) = Command::new("groff").args(["-man", "-Tascii", "-ww"]).arg(&file).output() {
        assert_eq!(String::from_utf8_lossy(&shown.stderr), "");
        assert!(shown.status.success());
    }
}

#[test]
fn the_settings_of_the_readme_are_settings() {
    let home = Home::new();
    let readme = include_str!("../../README.md");
    let block = readme.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```")).expect("settings").0;
    let config = home.path().join("gomastery");
    std::fs::create_dir_all(&config).expect("a folder");
    std::fs::write(config.join("config.toml"), block).expect("a file");
    let doctor =
        || ok(&home.command(&["doctor"]).env("XDG_CONFIG_HOME", home.path()).output().expect("the program runs"));
    assert!(!doctor().contains("config.toml:"), "{}", doctor());
    std::fs::write(config.join("config.toml"), block.replace("\"B\"", "\"ctrl-b\"")).expect("a file");
    assert!(doctor().contains("config.toml:12: study.bookmark: ctrl-b"), "{}", doctor());
}

#[test]
fn the_curriculum_of_the_readme_is_one() {
    let home = Home::new();
    let readme = include_str!("../../README.md");
    let files = readme.split("```toml\n# ").skip(1).filter_map(|block| block.split_once("```")?.0.split_once('\n'));
    let mut written = 0;
    for (name, text) in files {
        let path = home.path().join("course").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        written += 1;
    }
    assert_eq!(written, 3);
    let lesson =
        "# Values\n\n## Zero values\n\nNumbers begin at 0.\n\n## Key points\n\n- 0.\n\n## Read on\n\n- None.\n";
    std::fs::write(home.path().join("course/00-beginning/0.1-values.md"), lesson).expect("a file");
    std::fs::write(home.path().join("course/introduction.md"), "# Introduction\n\nWelcome.\n").expect("a file");
    let course = home.path().join("course");
    let checked = home.run(&["check", course.to_str().expect("text")]);
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "no problems\n");
}

#[test]
fn what_the_help_of_search_shows_works() {
    let home = Home::new();
    let found = home.run(&["search", "gorutine", "--limit", "3"]);
    assert_eq!(String::from_utf8_lossy(&found.stdout).lines().filter(|line| !line.starts_with(' ')).count(), 3);
    assert!(ok(&home.run(&["search", "mutex", "--json"])).starts_with('['));
    assert!(ok(&home.run(&["search", "-race"])).contains("race detector"));
}

/// The system knows a home folder without HOME too, but tells it over a socket: nothing here opens one.
#[test]
fn without_home_the_lessons_are_there_and_what_to_set_is_said() {
    let home = Home::new();
    let run = |arguments: &[&str]| home.command(arguments).env_remove("HOME").output().expect("the program runs");
    assert!(String::from_utf8_lossy(&run(&["list"]).stdout).starts_with("0.1\tunknown\t"));
    let refused = run(&["done", "0.1"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("HOME is not set"));
    ok(&run(&["--data-dir", home.path().to_str().expect("text"), "done", "0.1"]));
}
