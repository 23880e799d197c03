//! Exports and imports: merged without loss, of one form, of other versions, refused where they are none.

use super::*;

/// Writes an export into the home's folder and imports it.
fn import(home: &Home, text: &str, now: Now) -> Result<crate::store::Merged, Error> {
    let file = home.dir.path().join("export.json");
    std::fs::write(&file, text).unwrap();
    home.open(now).import(&file, now)
}

#[test]
fn two_machines_merge_both_ways_without_loss() {
    let (left, right) = (Home::new(), Home::new());
    let mut session = left.open(at(0, 0));
    session.mark_done(&branch("1"), at(0, 0)).unwrap();
    session.write_note(&id("1.1"), "first", at(0, 1)).unwrap();
    drop(session);
    import(&right, &exported(&left, at(0, 2)), at(0, 2)).unwrap();
    // Apart: both write the note, one takes a mark back, one reads.
    left.open(at(1, 0)).write_note(&id("1.1"), "left", at(1, 0)).unwrap();
    right.open(at(1, 5)).write_note(&id("1.1"), "right", at(1, 5)).unwrap();
    right.open(at(1, 6)).mark_undone(&[id("1.2")], at(1, 6)).unwrap();
    left.open(at(1, 7)).add_reading(&[(id("2.1"), 300)], at(1, 7)).unwrap();
    let (from_left, from_right) = (exported(&left, at(2, 0)), exported(&right, at(2, 0)));
    let added = import(&left, &from_right, at(2, 1)).unwrap();
    assert_eq!((added.added, added.known), (2, 4));
    import(&right, &from_left, at(2, 1)).unwrap();
    assert_eq!(*left.open(at(2, 2)).progress(), *right.open(at(2, 2)).progress());
    assert_eq!(body(&exported(&left, at(2, 2))), body(&exported(&right, at(2, 2))));
    let session = left.open(at(2, 2));
    let progress = session.progress();
    assert_eq!(progress.lesson("1.1").unwrap().note().unwrap(), "left\n\nright");
    assert!(progress.is_done("1.1") && !progress.is_done("1.2") && progress.is_done("1.3"));
    // Again: nothing changes.
    let before = exported(&left, at(3, 0));
    assert_eq!(import(&left, &before, at(3, 0)).unwrap().added, 0);
    assert_eq!(import(&left, &from_right, at(3, 0)).unwrap().added, 0);
    assert_eq!(body(&exported(&left, at(3, 0))), body(&before));
}

#[test]
fn an_export_is_json_of_the_form_and_holds_all_curricula() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("2.1"), at(0, 0)).unwrap();
    let other = Curriculum { id: "rust".into(), ..tree() };
    Session::open(&home.path(), &other, 240, at(0, 1))
        .unwrap()
        .write_note(&id("9"), "\u{1b}[31m \"", at(0, 1))
        .unwrap();
    let value: serde_json::Value = serde_json::from_str(&exported(&home, at(0, 2))).unwrap();
    assert_eq!((value["format"].as_u64(), value["curricula"].as_array().unwrap().len()), (Some(1), 2));
    assert_eq!(value["exported_at"], "2024-10-04T12:00:00Z");
    let event = &value["curricula"][0]["events"][0];
    assert_eq!(
        (&event["kind"], &event["lesson"], &event["data"]["revision"]),
        (&"done".into(), &"2.1".into(), &1.into())
    );
    assert_eq!(
        (event["number"].as_u64(), event["offset"].as_i64(), event["ms"].as_i64()),
        (Some(1), Some(60), Some(at(0, 0).ms))
    );
    assert_eq!(value["curricula"][1]["events"][0]["data"]["text"], "\u{1b}[31m \"");
    assert_eq!(home.open(at(0, 3)).progress().lesson("9"), None, "curricula are apart");
}

#[test]
fn kinds_of_a_later_version_travel_unchanged() {
    let line = format!(
        r#"{{"format":1,"curricula":[{{"id":"go","events":[{{"id":"{:032x}","device":"{:032x}","number":7,"ms":5,"offset":-90,"lesson":"1.1","kind":"dream","data":{{"z":1,"a":[1.5,null]}}}}]}}],"exported_at":"x"}}"#,
        5, 6
    );
    let home = Home::new();
    assert_eq!(import(&home, &line, at(0, 0)).unwrap().added, 1);
    let back = exported(&home, at(0, 0));
    assert!(
        back.contains(r#""number":7,"ms":5,"offset":-90,"lesson":"1.1","kind":"dream","data":{"z":1,"a":[1.5,null]}"#),
        "{back}"
    );
}

#[test]
fn what_is_no_export_is_refused_with_one_line_and_changes_nothing() {
    let home = Home::new();
    home.open(at(0, 0)).mark_done(&branch("2.1"), at(0, 0)).unwrap();
    let good = exported(&home, at(0, 0));
    let nested = format!(r#"{{"format":1,"curricula":{}"#, "[".repeat(100_000));
    let event = |change: fn(&mut serde_json::Value)| {
        let mut value: serde_json::Value = serde_json::from_str(&good).unwrap();
        let event = &mut value["curricula"][0]["events"][0];
        event["id"] = format!("{:032x}", 9).into();
        change(event);
        value.to_string()
    };
    let cases = [
        String::new(),
        "{}".into(),
        "[]".into(),
        "\u{feff}{}".into(),
        nested,
        r#"{"format":0,"curricula":[]}"#.into(),
        r#"{"format":"1","curricula":[]}"#.into(),
        r#"{"format":1}"#.into(),
        r#"{"format":1,"curricula":[{"id":"a b","events":[]}]}"#.into(),
        good[..good.len() / 2].into(),
        event(|e| e["id"] = "xyz".into()),
        event(|e| e["number"] = 0.into()),
        event(|e| e["number"] = (-1).into()),
        event(|e| e["number"] = u64::MAX.into()),
        event(|e| e["ms"] = 1.5.into()),
        event(|e| e["offset"] = 5_000.into()),
        event(|e| e["lesson"] = "\u{1b}[2J".into()),
        event(|e| e["kind"] = "".into()),
        event(|e| e["kind"] = "Done\n".into()),
        event(|e| e["data"] = "text".into()),
        event(|e| _ = e.as_object_mut().unwrap().remove("data")),
    ];
    for case in cases {
        let error = import(&home, &case, at(1, 0)).unwrap_err();
        let shown = case.get(..60).unwrap_or(&case);
        assert_eq!((error.kind, error.exit_status()), (Kind::BadInput, 1), "{shown}: {error}");
        assert!(!error.to_string().contains('\n') && error.to_string().len() < 400, "{error}");
    }
    let newer = import(&home, r#"{"format":2,"curricula":[]}"#, at(1, 0)).unwrap_err();
    assert_eq!((newer.kind, newer.exit_status()), (Kind::Newer, 4));
    let session = &mut home.open(at(1, 0));
    for odd in [home.path(), "/dev/zero".into(), home.dir.path().join("none")] {
        assert!(session.import(&odd, at(1, 0)).is_err(), "{}", odd.display());
    }
    assert_eq!(exported(&home, at(0, 0)), good);
    assert_eq!(restore::list(&home.path()).unwrap(), [], "no backup is made for what is refused");
    assert!(import(&home, &event(|e| e["lesson"] = "gone.9".into()), at(1, 0)).unwrap().added == 1);
    assert_eq!(restore::list(&home.path()).unwrap().len(), 1, "one is made before what is taken");
}

#[test]
fn an_export_is_written_whole_or_not_at_all() {
    let home = Home::new();
    let write = |path: &std::path::Path, text: &str| transfer::write_file(path, text, &home.path());
    let file = home.dir.path().join("out.json");
    write(&file, "{\none\n1").unwrap();
    write(&file, "{\none\n2").unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "{\none\n2");
    assert!(write(&home.dir.path().join("no/such/x.json"), "x").is_err());
    assert!(write(home.dir.path(), "x").is_err());
    assert_eq!(std::fs::read_dir(home.dir.path()).unwrap().count(), 1, "nothing is left over");
}

#[test]
fn an_export_replaces_nothing_but_an_export() {
    let home = Home::new();
    drop(home.open(at(0, 0)));
    let before = std::fs::read(home.path().join("progress.db")).unwrap();
    let write = |path: &std::path::Path| transfer::write_file(path, "{\none\n", &home.path());
    let letter = home.dir.path().join("letter.txt");
    std::fs::write(&letter, "{ dear\n").unwrap();
    std::os::unix::fs::symlink(home.path(), home.dir.path().join("link")).unwrap();
    for path in [
        letter.clone(),
        home.path().join("progress.db"),
        home.path().join("progress.db-journal"),
        home.dir.path().join("link/../link/progress.marker"),
    ] {
        assert!(write(&path).is_err(), "{}", path.display());
    }
    assert_eq!(std::fs::read(home.path().join("progress.db")).unwrap(), before);
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "{ dear\n");
    std::fs::write(&letter, "").unwrap();
    write(&letter).unwrap();
}

/// Of each format that was released a file is kept, with the export that was made of it then.
#[test]
fn a_file_of_the_first_format_reads_as_it_was_written() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let home = Home::new();
    std::fs::create_dir_all(home.path()).unwrap();
    std::fs::copy(fixtures.join("format-1.db"), home.path().join("progress.db")).unwrap();
    let expected = std::fs::read_to_string(fixtures.join("format-1.json")).unwrap();
    assert_eq!(body(&exported(&home, at(0, 0))), body(&expected));
    let found = doctor::examine(&home.path(), &tree(), at(0, 0));
    let odd: Vec<&str> = found.iter().filter(|f| f.level != doctor::Level::Fine).map(|f| f.what.as_str()).collect();
    // The one answer in it carries a memory that was made up, and the proof sees it.
    assert_eq!(odd, ["1 questions (1.1.q is the first) have answers that say another memory than follows from them"]);
    let session = home.open(at(0, 0));
    let lesson = session.progress().lesson("1.1").unwrap();
    assert_eq!(lesson.note().unwrap(), "a channel has an end\n\n\u{1b}[31mred");
    assert!(lesson.done.is_some() && lesson.bookmarks.len() == 1 && lesson.seconds == 75);
    assert!(!session.progress().is_done("1.2") && session.progress().done("2.1").unwrap().tested_out);
    assert_eq!(session.position().unwrap().lesson.as_deref(), Some("1.1"));
    assert_eq!((session.progress().own_questions().len(), session.progress().suspended().len()), (1, 1));
}
