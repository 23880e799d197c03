use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

#[test]
fn what_is_appended_comes_back_as_it_was() {
    let home = Home::new();
    let mut store = home.open();
    let drafts = vec![
        draft(What::Done { revision: 3 }),
        draft(What::Other { kind: "later".into(), data: r#"{"x":[1,{}]}"#.into() }),
        Draft { lesson: None, ms: -5, offset: -720, what: What::Suspend { question: "q".into() } },
    ];
    let appended = store.append("go", 0, drafts, NOW).unwrap();
    assert_eq!((appended.own.len(), appended.others.len(), appended.upto), (3, 0, 3));
    assert_eq!(appended.own.iter().map(|event| event.number).collect::<Vec<_>>(), [1, 2, 3]);
    let (read, upto) = home.open().events("go", 0).unwrap();
    assert_eq!((read, upto), (appended.own.clone(), 3));
    assert_eq!(home.open().events("go", 2).unwrap().0, appended.own[2..]);
    assert_eq!(home.open().events("rust", 0).unwrap(), (vec![], 0), "curricula are apart");
}

#[test]
fn eight_writers_lose_nothing_and_none_is_refused() {
    let home = Home::with(1);
    let refused = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut store = home.open();
                for _ in 0..25 {
                    if store.append("go", 0, vec![draft(What::Read { seconds: 1 })], NOW).is_err() {
                        refused.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!((refused.into_inner(), home.events()), (0, 201));
    let numbers: std::collections::HashSet<u64> =
        home.open().events("go", 0).unwrap().0.iter().map(|event| event.number).collect();
    assert_eq!(numbers.len(), 201, "no number is given twice");
    assert_eq!(check::integrity(&home.db()).unwrap().problems, [""; 0]);
}

#[test]
fn eight_first_starts_at_once_all_work() {
    for _ in 0..10 {
        let home = Home::new();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| mark(&mut home.open(), 1));
            }
        });
        assert_eq!(home.events(), 8);
    }
}

#[test]
fn an_append_tells_what_others_saved_before_it() {
    let home = Home::with(2);
    let (mut here, mut there) = (home.open(), home.open());
    assert!(!here.changed().unwrap());
    mark(&mut there, 3);
    assert!(here.changed().unwrap() && !here.changed().unwrap());
    let appended = here.append("go", 2, vec![draft(What::Undone {})], NOW).unwrap();
    assert_eq!((appended.others.len(), appended.own.len(), appended.upto), (3, 1, 6));
    assert!(!here.changed().unwrap(), "one's own save is no change by another");
}

#[test]
fn a_lock_that_is_held_is_waited_for_and_then_named() {
    let home = Home::with(1);
    let holder = raw(&home.db());
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut store = home.open();
    store.db.busy_timeout(std::time::Duration::from_millis(300)).unwrap();
    let began = Instant::now();
    let error = store.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap_err();
    assert_eq!(error.kind, Kind::Busy);
    assert!(began.elapsed().as_millis() >= 250, "it waited");
    assert_eq!(store.events("go", 0).unwrap().0.len(), 1, "reading goes on");
    holder.execute_batch("COMMIT").unwrap();
    store.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap();
}

#[test]
fn what_may_be_left_undone_hardly_waits_for_a_lock() {
    let home = Home::with(1);
    let holder = raw(&home.db());
    let mut store = home.open();
    store.be_brief(true);
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let began = Instant::now();
    assert_eq!(store.set_snapshot("go", "x", 1, b"x", NOW).unwrap_err().kind, Kind::Busy);
    assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
    holder.execute_batch("COMMIT").unwrap();
    store.be_brief(false);
    store.set_snapshot("go", "x", 1, b"x", NOW).unwrap();
}

#[test]
fn a_file_that_was_moved_replaced_or_deleted_acknowledges_nothing() {
    // Deleted: written back to where it was.
    let home = Home::with(2);
    let mut store = home.open();
    fs::remove_file(home.db()).unwrap();
    assert_eq!(store.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap_err().kind, Kind::Replaced);
    assert_eq!(store.write_back(NOW).unwrap(), home.db());
    store.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap();
    drop(store);
    assert_eq!(home.events(), 3);
    // Replaced: both are kept.
    let home = Home::with(2);
    let other = Home::with(5);
    let mut store = home.open();
    fs::rename(other.db(), home.db()).unwrap();
    assert_eq!(store.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap_err().kind, Kind::Replaced);
    let kept = store.write_back(NOW).unwrap();
    assert_eq!(restore::content(&kept).unwrap().events, 2);
    drop(store);
    assert_eq!(home.events(), 5);
    // A link in its place.
    let home = Home::with(2);
    let mut store = home.open();
    let away = home.path().join("away.db");
    fs::rename(home.db(), &away).unwrap();
    std::os::unix::fs::symlink(&away, home.path().join("progress.db")).unwrap();
    assert_eq!(store.append("go", 0, vec![draft(What::Undone {})], NOW).unwrap_err().kind, Kind::Replaced);
}

#[test]
fn a_merge_is_a_union_and_repeats_without_effect() {
    let (left, right) = (Home::with(3), Home::with(4));
    let rows =
        |home: &Home| -> Vec<Row> { home.open().rows("go", 0).unwrap().into_iter().map(|(_, row)| row).collect() };
    let (l, r) = (rows(&left), rows(&right));
    let merged = left.open().merge(&[("go".into(), r.clone())], NOW).unwrap();
    assert_eq!(merged, Merged { added: 4, known: 0 });
    assert_eq!(left.open().merge(&[("go".into(), r)], NOW).unwrap(), Merged { added: 0, known: 4 });
    right.open().merge(&[("go".into(), l)], NOW).unwrap();
    let sorted = |home: &Home| {
        let mut rows = rows(home);
        rows.sort_by_key(|row| row.id);
        rows
    };
    assert_eq!(sorted(&left), sorted(&right));
    for home in [&left, &right] {
        assert_eq!(check::integrity(&home.db()).unwrap().problems, [""; 0]);
    }
    // Numbers go on where they were.
    mark(&mut left.open(), 1);
    assert_eq!(rows(&left).last().unwrap().number, 4);
}

#[test]
fn state_and_snapshots_are_kept_and_checked() {
    let home = Home::with(2);
    let mut store = home.open();
    assert_eq!(store.position("go").unwrap(), None);
    store.set_position("go", "{}", NOW).unwrap();
    store.set_position("go", r#"{"lesson":"1"}"#, NOW).unwrap();
    assert_eq!(store.position("go").unwrap().as_deref(), Some(r#"{"lesson":"1"}"#));
    assert_eq!(store.position("other").unwrap(), None);
    store.set_snapshot("go", "progress", 2, b"bytes", NOW).unwrap();
    assert_eq!(store.snapshot("go", "progress").unwrap(), Some((2, b"bytes".to_vec())));
    store.set_snapshot("go", "progress", 3, b"bytes", NOW).unwrap();
    assert_eq!(store.snapshot("go", "progress").unwrap(), None, "it knows more than the log");
    store.set_snapshot("go", "progress", 2, b"bytes", NOW).unwrap();
    store.db.execute("UPDATE snapshot SET data = x'00'", []).unwrap();
    assert_eq!(store.snapshot("go", "progress").unwrap(), None, "it does not match its checksum");
}

#[test]
fn ten_thousand_events_are_read_within_reason() {
    let home = Home::new();
    let mut store = home.open();
    let drafts = (0..10_000).map(|n| Draft { ms: NOW + n, ..draft(What::Read { seconds: 60 }) }).collect();
    store.append("go", 0, drafts, NOW).unwrap();
    let began = Instant::now();
    assert_eq!(home.events(), 10_000);
    assert!(began.elapsed().as_millis() < 2_000, "{:?}, unoptimised", began.elapsed());
}
