use super::salvage::salvage;
use super::*;
use std::collections::HashSet;

/// Numbers that are the same in each run (G. Marsaglia's xorshift).
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn no_flipped_bit_changes_a_mark_unnoticed() {
    let home = Home::new();
    bulk(&mut home.open(), 300);
    let good = home.open().rows("go", 0).unwrap();
    let whole = fs::read(home.db()).unwrap();
    let mut seed = 0x5eed;
    let (mut noticed, mut harmless) = (0, 0);
    let scratch = Home::with(1);
    for _ in 0..300 {
        let mut bytes = whole.clone();
        let at = usize::try_from(random(&mut seed)).unwrap() % bytes.len();
        bytes[at] ^= 1 << (random(&mut seed) % 8);
        fs::write(scratch.db(), &bytes).unwrap();
        let read = scratch.try_open().and_then(|store| store.rows("go", 0));
        let clean = check::integrity(&scratch.db()).is_ok_and(|report| report.problems.is_empty());
        match read {
            // What is read is what was written, or the check says that the file is damaged.
            Ok(rows) if rows == good => harmless += 1,
            _ => {
                assert!(!clean, "byte {at} changed what is read, and the check calls the file clean");
                noticed += 1;
            }
        }
    }
    assert!(noticed > 100 && harmless > 0, "{noticed} noticed, {harmless} harmless");
}

#[test]
fn deleted_rows_are_noticed() {
    for spoil in ["DELETE FROM event WHERE seq = 5", "DELETE FROM event WHERE seq = 9", "DELETE FROM device"] {
        let home = Home::with(9);
        let db = raw(&home.db());
        db.execute_batch("PRAGMA foreign_keys = OFF; DROP TRIGGER event_kept").unwrap();
        db.execute_batch(spoil).unwrap();
        drop(db);
        assert_ne!(check::integrity(&home.db()).unwrap().problems, [""; 0], "{spoil}");
    }
}

#[test]
fn what_is_whole_of_a_damaged_file_is_saved() {
    let home = Home::new();
    bulk(&mut home.open(), 600);
    let good: HashSet<_> = home.open().rows("go", 0).unwrap().into_iter().map(|(_, row)| (row.id, row.data)).collect();
    let whole = fs::read(home.db()).unwrap();
    let pages = whole.len() / 4_096;
    assert!(pages > 20);
    for page in [pages / 3, pages / 2, pages - 2] {
        let mut bytes = whole.clone();
        bytes[page * 4_096..page * 4_096 + 4_096].fill(0x33);
        fs::write(home.db(), &bytes).unwrap();
        let found = salvage(&home.db()).unwrap();
        let rows: HashSet<_> = found.logs[0].1.iter().map(|row| (row.id, row.data.clone())).collect();
        assert!(rows.is_subset(&good), "nothing is made up");
        assert!(rows.len() >= 500, "page {page} of {pages}: {} of 600", rows.len());
        assert_eq!(fs::read(home.db()).unwrap(), bytes, "the damaged file is as it was");
    }
    fs::write(home.db(), &whole).unwrap();
    assert_eq!((salvage(&home.db()).unwrap().logs[0].1.len(), salvage(&home.db()).unwrap().lost), (600, 0));
}
