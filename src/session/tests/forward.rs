//! What is true now, brought forward without the fold: by short sessions, and by long ones beside them.

use super::*;

/// What the whole history says.
fn told(session: &Session) -> Arc<Progress> {
    let mut fold = session.blank.clone();
    fold.extend(&session.history().unwrap());
    fold.now()
}

#[test]
fn a_mark_needs_what_is_true_now_and_no_more() {
    let home = Home::new();
    let mut session = home.open(at(0, 0));
    for n in 0..300 {
        session.add_reading(&[(id("1.1"), 60)], at(n / 10, n)).unwrap();
    }
    session.pack(at(30, 0));
    for (n, lesson) in ["1", "2.1"].iter().enumerate() {
        let mut one = home.open(at(31, 10 * i64::try_from(n).unwrap()));
        one.mark_done(&branch(lesson), at(31, 10 * i64::try_from(n).unwrap())).unwrap();
        assert!(one.fold.is_none(), "a start a few events behind, and its mark");
        assert_eq!(*one.progress(), told(&one));
        let refused = one.mark_done(&branch(lesson), at(31, 19)).unwrap();
        assert_eq!(refused, Saved::default(), "what was marked a moment ago is marked");
    }
    let mut last = home.open(at(32, 0));
    last.mark_undone(&[id("1.1"), id("2.1")], at(32, 0)).unwrap();
    assert!(last.fold.is_none());
    let kept = |session: &Session| session.store.snapshot_upto("go", NOW).unwrap();
    let before = kept(&last);
    last.pack_now_and_then(at(32, 1));
    assert_eq!(kept(&last), before, "a few marks are no reason to write it anew");
    for n in 0..NOW_EVERY {
        last.add_reading(&[(id("1.2"), 1)], at(33, n)).unwrap();
    }
    last.pack_now_and_then(at(33, 40));
    assert!(last.fold.is_none() && kept(&last) == last.upto, "but these are, and it needs no fold");
    // A clock that was set back, and what others did meanwhile.
    let (mut here, mut there) = (home.open(at(34, 0)), home.open(at(34, 0)));
    there.mark_done(&branch("1.1"), at(34, 1)).unwrap();
    here.mark_done(&branch("1.1"), at(-50, 0)).unwrap();
    here.mark_undone(&[id("1.2")], at(-50, 0)).unwrap();
    assert!(here.fold.is_none() && !here.progress().is_done("1.2"));
    assert_eq!(*here.progress(), told(&here));
    // What reaches back is read with the fold, and the next mark goes on from there.
    assert_eq!(here.undo(Undoable::Study, at(35, 0)).unwrap().of.len(), 1);
    assert!(here.fold.is_some() && here.progress().is_done("1.2"));
    there.mark_undone(&[id("1.2")], at(35, 1)).unwrap();
    assert!(there.fold.is_some(), "the undo among what the other one saved");
    for session in [&here, &there] {
        let fresh = home.open(at(36, 0));
        assert_eq!(*fresh.progress(), told(session));
    }
    assert_eq!(*there.progress(), told(&there));
}

#[test]
fn sessions_short_and_long_say_what_the_history_says() {
    let home = Home::new();
    let mut next_of = numbers(7);
    let mut signed = move |n: u64| i64::try_from(next_of(n)).unwrap();
    let lessons = ["1.1", "1.2", "1.3", "1.9", "2.1", "7.7"].map(id);
    let mut long = home.open(at(0, 0));
    let mut heard = Fold::of(240, &tree());
    let mut without = 0;
    for step in 0..400 {
        // Mostly forward, sometimes on another day's clock.
        let now = if signed(8) == 0 { at(signed(40) - 20, signed(1_000)) } else { at(step / 20, step * 1_000) };
        let short = signed(3) > 0;
        let mut opened = short.then(|| home.open(now));
        let session = opened.as_mut().unwrap_or(&mut long);
        let lesson = &lessons[usize::try_from(signed(6)).unwrap()];
        let saved = match signed(36) {
            0..=5 => session.mark_done(&[(lesson.clone(), 1), (id("1.1"), 2)], now).unwrap(),
            6..=9 => session.mark_undone(&[lesson.clone(), id("1.2")], now).unwrap(),
            10..=12 => session.mark_tested_out(&[(lesson.clone(), 1)], now).unwrap(),
            13..=15 => session.add_reading(&[(lesson.clone(), 61)], now).unwrap(),
            16 | 17 => session.bookmark(lesson, "h:1", "label", now).unwrap(),
            18 => session.unbookmark(lesson, "h:1", now).unwrap(),
            19 | 20 => session.undo(Undoable::Study, now).unwrap().saved,
            21 => session.write_note(lesson, &format!("step {step}"), now).unwrap(),
            22 => session.suspend(Some(lesson), "q", now).unwrap(),
            _ => {
                session.pack(now);
                session.refresh().map(|events| Saved { events, own: Vec::new() }).unwrap()
            }
        };
        assert_eq!(*session.progress(), told(session), "step {step}");
        without += i32::from(short && session.fold.is_none() && !saved.own.is_empty());
        if !short {
            saved.events.iter().for_each(|event| heard.apply(event));
        }
    }
    assert!(without > 30, "{without} of the sessions did without the fold");
    long.refresh().unwrap().iter().for_each(|event| heard.apply(event));
    assert_eq!(heard.now(), *long.progress(), "all was told of, once");
    assert_eq!(*long.progress(), told(&long));
    assert!(doctor::examine(&home.path(), &tree(), at(40, 0)).iter().all(|f| f.level == doctor::Level::Fine));
}
