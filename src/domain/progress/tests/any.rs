//! Any log in any order, and packs of it.

use super::*;
use proptest::prelude::*;

#[test]
fn what_is_no_pack_is_refused_and_changes_nothing() {
    let full = fold(&[done(1, NOON, "1.1"), answer(2, NOON, Grade::Good), undo(3, NOON, 9)]).pack();
    for cut in 0..full.len() {
        let mut progress = Fold::new(240);
        assert!(!progress.unpack(&full[..cut]));
        assert_eq!(progress, Fold::new(240));
    }
    assert!(!Fold::new(240).unpack(&[&full[..], &[0]].concat()));
    assert!(!Fold::new(240).unpack(&[1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]));
}

fn any_what() -> impl Strategy<Value = What> {
    let text = "[a-c]{0,2}";
    let ids = || (0_u128..24).prop_map(EventId);
    prop_oneof![
        (1_u32..3).prop_map(|revision| What::Done { revision }),
        Just(What::Undone {}),
        (1_u32..3).prop_map(|revision| What::TestedOut { revision }),
        (text, prop::collection::vec(ids(), 0..3)).prop_map(|(text, replaces)| What::Note { text, replaces }),
        (text, text).prop_map(|(passage, label)| What::Bookmark { passage, label }),
        text.prop_map(|passage| What::Unbookmark { passage }),
        (0_u32..200).prop_map(|seconds| What::Read { seconds }),
        prop_oneof![Just(Grade::Again), Just(Grade::Good)].prop_map(|grade| answer(1, 1, grade).what),
        text.prop_map(|question| What::Suspend { question }),
        text.prop_map(|question| What::Unsuspend { question }),
        (text, text).prop_map(|(question, prompt)| What::Question { question, prompt, answer: "x".into() }),
        ids().prop_map(|of| What::Undo { of }),
        ids().prop_map(|of| What::Undo { of }),
        Just(What::Other { kind: "odd".into(), data: "{}".into() }),
    ]
}

/// Up to 24 events on two machines, in few lessons and around few days, so that they meet; and another order of them.
fn any_log() -> impl Strategy<Value = (Vec<Event>, Vec<Event>)> {
    let one = (any_what(), 0_i64..6, -900_i16..900, 0_usize..4, 0_u128..2);
    prop::collection::vec(one, 0..24)
        .prop_map(|all| {
            let lessons = ["1.1", "1.2", "2.1", ""];
            let made = all.into_iter().zip(0_u64..).map(|((what, hours, offset, lesson, device), n)| Event {
                offset,
                device: DeviceId(device),
                id: EventId(u128::from(n)),
                ..event(n, NOON + hours * 5 * 3_600_000, lessons[lesson], what)
            });
            made.collect::<Vec<_>>()
        })
        .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
}

proptest! {
    #[test]
    fn one_by_one_in_any_order_is_the_fold_of_all((log, other) in any_log()) {
        let whole = fold(&log);
        let mut steps = Fold::new(240);
        for event in &other {
            steps.apply(event);
        }
        prop_assert_eq!(&steps, &whole);
        let (first, second) = other.split_at(other.len() / 2);
        let mut halves = fold(first);
        halves.extend(second);
        prop_assert_eq!(&halves, &whole);
        prop_assert_eq!(steps.suspended(), whole.suspended());
        prop_assert_eq!(steps.own_questions(), whole.own_questions());
    }

    #[test]
    fn a_pack_and_what_came_after_is_the_fold_of_all((log, other) in any_log()) {
        let (first, second) = other.split_at(other.len() / 2);
        let mut packed = Fold::new(240);
        prop_assert!(packed.unpack(&fold(first).pack()));
        let notes = first.iter().filter(|event| matches!(event.what, What::Note { .. }));
        packed.extend(notes.chain(second));
        prop_assert_eq!(&packed, &fold(&log));
    }

    #[test]
    fn what_is_true_now_is_packed_whole((log, _) in any_log()) {
        let fold = fold(&log);
        let bytes = fold.pack_now(&fold);
        prop_assert_eq!(fold.unpack_now(&bytes), Some((*fold.now()).clone()));
        prop_assert_eq!(Fold::new(0).unpack_now(&bytes), None, "days end at another time");
        for cut in 0..bytes.len() {
            prop_assert_eq!(fold.unpack_now(&bytes[..cut]), None);
        }
        prop_assert_eq!(fold.unpack_now(&[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn what_is_brought_forward_is_the_fold_of_all((mut log, other) in any_log(), cut in 0_usize..24, later: bool) {
        // As they come, or in the order of time, in which more of them can be taken in.
        if later {
            log.sort_by_key(|event| event.ms);
        } else {
            log = other;
        }
        let (first, second) = log.split_at(cut.min(log.len()));
        let (blank, before) = (Fold::new(240), fold(first).now());
        let mut now = before.clone();
        for (n, event) in second.iter().enumerate() {
            if !blank.advance(&mut now, std::slice::from_ref(event)) {
                prop_assert_eq!(&now, &fold(&log[..first.len() + n]).now(), "a refusal changed something");
                now = fold(&log[..=first.len() + n]).now();
            }
            prop_assert_eq!(&now, &fold(&log[..=first.len() + n]).now());
        }
        let mut at_once = before.clone();
        let taken = blank.advance(&mut at_once, second);
        prop_assert_eq!(at_once, if taken { now } else { before });
    }

    #[test]
    fn the_model_of_a_mark_is_the_last_word_in_order((log, _) in any_log()) {
        // The plain meaning, without the fold: sort, drop what is undone, read the marks from the first to the last.
        let progress = fold(&log);
        let mut sorted: Vec<&Event> = log.iter().filter(|event| !progress.is_undone(event.id)).collect();
        sorted.sort_by_key(|event| (event.key(), event.id));
        for lesson in ["1.1", "1.2", "2.1"] {
            let mut is_done = false;
            for event in sorted.iter().filter(|event| event.lesson.as_ref().is_some_and(|id| id.as_str() == lesson)) {
                match event.what {
                    What::Done { .. } | What::TestedOut { .. } => is_done = true,
                    What::Undone {} => is_done = false,
                    _ => {}
                }
            }
            prop_assert_eq!(progress.is_done(lesson), is_done);
        }
        let lessons: u32 = progress.days.values().map(|day| day.lessons + day.tested_out).sum();
        let marked = progress.lessons().filter(|(_, lesson)| lesson.done.is_some()).count();
        prop_assert_eq!(usize::try_from(lessons).unwrap(), marked);
    }

    #[test]
    fn bytes_that_are_no_pack_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = 1;
        }
        Fold::new(240).unpack(&bytes);
        Fold::new(0).unpack_now(&[&[1, 0, 0], &bytes[..]].concat());
    }
}
