//! Putting things in a row: a shuffle that a seed decides, and interleaving.

use std::hash::Hash;

/// A number that follows from a text and a number, the same on every machine (FNV-1a).
pub(super) fn seed(text: &str, number: u64) -> u64 {
    let bytes = text.bytes().chain(number.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The next number of a sequence (SplitMix64, S. Vigna).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Shuffles (R. Durstenfeld); the same seed gives the same order.
pub(super) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev() {
        let bound = u64::try_from(last).unwrap_or(0).saturating_add(1);
        let other = usize::try_from(next(&mut state) % bound).unwrap_or(0);
        items.swap(last, other);
    }
}

/// Puts items that stand in the order of their urgency so that neighbours differ in their group (a phase) where that can be,
/// and at least in their part of it (a lesson): each place gets the most urgent one that fits. `before` is what was asked
/// just before.
pub(super) fn interleave<T, G: PartialEq + Clone, P: PartialEq + Clone>(
    items: Vec<T>,
    mut before: Option<(G, P)>,
    key: impl Fn(&T) -> (G, P),
) -> Vec<T> {
    let mut left: Vec<Option<(T, (G, P))>> = items
        .into_iter()
        .map(|item| {
            let key = key(&item);
            Some((item, key))
        })
        .collect();
    let mut row = Vec::with_capacity(left.len());
    let mut start = 0;
    while start < left.len() {
        let fits = |group: bool| {
            left.iter().enumerate().skip(start).find_map(|(at, slot)| {
                let (_, (g, p)) = slot.as_ref()?;
                let other = before.as_ref().is_none_or(|(bg, bp)| p != bp && (!group || g != bg));
                other.then_some(at)
            })
        };
        let first = || left.iter().enumerate().skip(start).find(|(_, slot)| slot.is_some()).map(|(at, _)| at);
        let Some(at) = fits(true).or_else(|| fits(false)).or_else(first) else { break };
        if let Some((item, key)) = left.get_mut(at).and_then(Option::take) {
            before = Some(key);
            row.push(item);
        }
        while left.get(start).is_some_and(Option::is_none) {
            start += 1;
        }
    }
    row
}

/// One item of each part in turn, parts in the order of their first item: what is taken from the front is spread.
pub(super) fn spread<T, P: Hash + Eq>(items: Vec<T>, part: impl Fn(&T) -> P) -> Vec<T> {
    let mut seen = std::collections::HashMap::new();
    let mut numbered: Vec<(usize, T)> = Vec::with_capacity(items.len());
    for item in items {
        let count = seen.entry(part(&item)).or_insert(0_usize);
        numbered.push((*count, item));
        *count += 1;
    }
    numbered.sort_by_key(|(round, _)| *round);
    numbered.into_iter().map(|(_, item)| item).collect()
}
