use std::fs;
use std::process::ExitStatus;

use super::*;

/// A session on "old text" whose "editor" then did something to the file.
fn edited(did: impl FnOnce(&Path), raw_status: i32) -> (tempfile::TempDir, Outcome) {
    let folder = tempfile::tempdir().unwrap();
    let draft = Draft::create(folder.path(), "1.2", "old text").unwrap();
    did(draft.path());
    let editor = command::Editor { program: "ed".into(), arguments: Vec::new(), variable: Some("EDITOR") };
    let session = Session { editor, target: Target::Text { draft, before: "old text".to_owned() } };
    let ended = Ended { status: ExitStatus::from_raw(raw_status), ran: Duration::from_secs(9) };
    (folder, session.finish(ended))
}

fn files(folder: &tempfile::TempDir) -> usize {
    fs::read_dir(folder.path()).unwrap().count()
}

const WELL: i32 = 0;
const EXIT_1: i32 = 1 << 8;
const KILLED: i32 = libc::SIGKILL;

#[test]
fn a_new_text_is_given_and_kept_until_it_is_saved() {
    let (folder, outcome) = edited(|path| fs::write(path, "new text\n").unwrap(), WELL);
    let Outcome::Changed { text, draft } = outcome else { panic!("{outcome:?}") };
    assert_eq!(text, "new text");
    assert_eq!(fs::read_to_string(draft.path()).unwrap(), "new text\n");
    draft.discard();
    assert_eq!(files(&folder), 0);
}

#[test]
fn an_editor_that_writes_by_renaming_is_read() {
    let (_folder, outcome) = edited(
        |path| {
            let other = path.with_extension("new");
            fs::write(&other, "renamed").unwrap();
            fs::rename(&other, path).unwrap();
        },
        WELL,
    );
    assert!(matches!(outcome, Outcome::Changed { text, .. } if text == "renamed"));
}

#[test]
fn an_untouched_text_leaves_nothing_behind() {
    let (folder, outcome) = edited(|_| {}, WELL);
    assert_eq!(outcome, Outcome::Unchanged { instant: false });
    assert_eq!(files(&folder), 0);
    let (_folder, outcome) = edited(|path| fs::write(path, "old text\n").unwrap(), WELL);
    assert_eq!(outcome, Outcome::Unchanged { instant: false });
}

#[test]
fn a_truncated_text_is_no_new_text() {
    let (_folder, outcome) = edited(|path| fs::write(path, "").unwrap(), WELL);
    assert_eq!(outcome, Outcome::Emptied);
}

#[test]
fn a_deleted_file_is_a_failure() {
    let (_folder, outcome) = edited(|path| fs::remove_file(path).unwrap(), WELL);
    assert_eq!(outcome, Outcome::Failed { reason: "the editor removed the file".into(), kept: None });
}

#[test]
fn a_failed_or_killed_editor_changes_nothing_and_its_text_is_kept() {
    for (status, words) in [(EXIT_1, "status 1"), (KILLED, "signal 9")] {
        let (folder, outcome) = edited(|path| fs::write(path, "half a tho").unwrap(), status);
        let Outcome::Failed { reason, kept: Some(kept) } = outcome else { panic!("{outcome:?}") };
        assert!(reason.contains(words), "{reason}");
        assert_eq!(fs::read_to_string(kept).unwrap(), "half a tho");
        drop(folder);
        let (folder, outcome) = edited(|_| {}, status);
        assert!(matches!(outcome, Outcome::Failed { kept: None, .. }), "{outcome:?}");
        assert_eq!(files(&folder), 0, "nothing was written, so nothing is kept");
    }
}

#[test]
fn a_binary_or_huge_result_is_refused_and_kept() {
    let (_folder, outcome) = edited(|path| fs::write(path, [1, 0, 0xff]).unwrap(), WELL);
    assert!(matches!(outcome, Outcome::Failed { kept: Some(ref path), .. } if path.exists()), "{outcome:?}");
    let (_folder, outcome) = edited(|path| fs::File::create(path).unwrap().set_len(100_000_000).unwrap(), WELL);
    assert!(matches!(outcome, Outcome::Failed { kept: Some(ref path), .. } if path.exists()), "{outcome:?}");
}

#[test]
fn a_missing_program_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let draft = Draft::create(folder.path(), "1.2", "").unwrap();
    let editor = command::Editor { program: "no-such".into(), arguments: Vec::new(), variable: Some("VISUAL") };
    let session = Session { editor, target: Target::Text { draft, before: String::new() } };
    let Outcome::Failed { reason, kept } = session.not_started(&std::io::ErrorKind::NotFound.into()) else { panic!() };
    assert_eq!(reason, "the editor \"no-such\" was not found; set VISUAL, for example: export VISUAL=nano");
    assert_eq!((kept, files(&folder)), (None, 0));
}

#[test]
fn files_of_a_block_are_written_once_and_then_the_learners() {
    let folder = tempfile::tempdir().unwrap();
    let block = folder.path().join("5.6.4-2");
    let two =
        [("main.go".to_owned(), "package main\n".to_owned()), ("sub/x.go".to_owned(), "package sub\n".to_owned())];
    let first = write_files(&block, &two).unwrap();
    assert_eq!(first, block.join("main.go"));
    fs::write(&first, "changed by the learner").unwrap();
    assert_eq!(write_files(&block, &two).unwrap(), first);
    assert_eq!(fs::read_to_string(&first).unwrap(), "changed by the learner");
    assert_eq!(fs::read_to_string(block.join("sub/x.go")).unwrap(), "package sub\n");
}

#[test]
fn files_stay_in_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["../x", "/etc/x", "a/../../x", "", "."] {
        assert!(write_files(&folder.path().join("b"), &[(name.to_owned(), String::new())]).is_err(), "{name}");
    }
    assert_eq!(files(&folder), 0);
    assert!(write_files(folder.path(), &[]).is_err());
}
