//! Killed at any moment, and several at once: what was said to be saved is there, and nothing else.

use std::{
    collections::BTreeSet,
    fs::File,
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gomastery"));
    command.args(arguments).env_clear().env("HOME", home).stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The ids that the program lists as done, or all of them.
fn listed(home: &Path, done: bool) -> BTreeSet<String> {
    let arguments: &[&str] = if done { &["list", "--status", "done"] } else { &["list"] };
    let output = command(home, arguments).output().expect("the program runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().filter_map(|line| line.split('\t').next()).map(str::to_owned).collect()
}

#[track_caller]
fn sound(home: &Path) {
    let doctor = command(home, &["doctor"]).output().expect("the program runs");
    assert_eq!(doctor.status.code(), Some(0), "{}", String::from_utf8_lossy(&doctor.stdout));
}

/// The ids whose lines (`done ID  ...`) a run wrote to its output.
fn acknowledged(output: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(output).expect("the output");
    let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or_default());
    whole.lines().filter_map(|line| line.strip_prefix("done ")?.split(' ').next()).map(str::to_owned).collect()
}

/// Starts marking these ids, with the output in a file.
fn mark(home: &Path, ids: &[String], output: &Path) -> Child {
    let mut arguments = vec!["done"];
    arguments.extend(ids.iter().map(String::as_str));
    command(home, &arguments).stdout(File::create(output).expect("a file")).spawn().expect("the program runs")
}

#[test]
fn a_kill_at_any_moment_loses_no_mark_that_was_acknowledged() {
    let dir = tempfile::tempdir().expect("a folder");
    let all: Vec<String> = listed(dir.path(), false).into_iter().collect();
    let output = dir.path().join("output");
    // How long one run takes here, so that the kills fall into all of its parts on any machine.
    let begun = Instant::now();
    let whole = mark(dir.path(), &all[..8], &output).wait().expect("it ends");
    assert!(whole.success());
    let whole = begun.elapsed();
    let (mut killed, mut midway, mut rounds) = (0, 0, 0_u32);
    for home in 0..4 {
        let home = dir.path().join(format!("home-{home}"));
        std::fs::create_dir(&home).expect("a folder");
        let (mut saved, mut tried) = (BTreeSet::new(), BTreeSet::new());
        for ids in all.chunks(8) {
            // From before it has opened the file to the last of its marks, in steps that no round repeats.
            let wait = whole * (rounds * 37 % 101) / 90;
            rounds += 1;
            let mut child = mark(&home, ids, &output);
            std::thread::sleep(wait);
            child.kill().expect("it can be killed");
            let status = child.wait().expect("it ends");
            let said = acknowledged(&output);
            killed += u32::from(status.code().is_none());
            midway += u32::from(!said.is_empty() && said.len() < ids.len());
            saved.extend(said);
            tried.extend(ids.iter().cloned());
            if rounds % 6 == 0 {
                let found = listed(&home, true);
                assert!(saved.is_subset(&found), "lost: {:?}", saved.difference(&found));
                assert!(found.is_subset(&tried), "never marked: {:?}", found.difference(&tried));
            }
        }
        let found = listed(&home, true);
        assert!(saved.is_subset(&found) && found.is_subset(&tried), "{saved:?} {found:?}");
        sound(&home);
    }
    println!("{rounds} rounds, {killed} killed, {midway} between the first mark and the last");
    assert!(rounds >= 60 && killed >= 20 && midway >= 3, "the kills came at the wrong time: {killed}, {midway}");
}

#[test]
fn several_at_once_keep_all_marks() {
    let dir = tempfile::tempdir().expect("a folder");
    let home = dir.path().join("home");
    std::fs::create_dir(&home).expect("a folder");
    let all: Vec<String> = listed(dir.path(), false).into_iter().collect();
    // Eight first starts at once, each with marks of its own: the database is made once, and nobody is refused.
    let started = Instant::now();
    let parts: Vec<&[String]> = all.chunks(all.len().div_ceil(8)).collect();
    let children: Vec<(Child, _)> = parts
        .iter()
        .enumerate()
        .map(|(number, ids)| {
            let output = dir.path().join(format!("output-{number}"));
            (mark(&home, ids, &output), output)
        })
        .collect();
    for ((child, output), ids) in children.into_iter().zip(&parts) {
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        assert_eq!(acknowledged(&output).len(), ids.len());
    }
    println!("{} marks of {} writers in {:?}", all.len(), parts.len(), started.elapsed());
    assert_eq!(listed(&home, true), all.iter().cloned().collect());
    sound(&home);
}

#[test]
fn many_first_starts_at_once() {
    for _ in 0..5 {
        let dir = tempfile::tempdir().expect("a folder");
        let starts: Vec<Child> = (0..8)
            .map(|number| {
                let arguments: &[&str] = if number % 2 == 0 { &["done", "1.1"] } else { &["list", "--status", "done"] };
                command(dir.path(), arguments).stdout(Stdio::piped()).spawn().expect("the program runs")
            })
            .collect();
        for child in starts {
            let ended = child.wait_with_output().expect("it ends");
            assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
        }
        assert_eq!(listed(dir.path(), true), BTreeSet::from(["1.1".to_owned()]));
        sound(dir.path());
    }
}
