//! Anchors of headings as GitHub makes them: lower case, letters, digits, `-` and `_` kept, each space a `-`,
//! all else dropped; a repeated one gets `-1`, `-2`.

use std::collections::HashMap;

/// The anchor of one heading, before duplicates are told apart.
pub fn slug(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ if c.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&c) => Some(c),
            _ => None,
        })
        .collect()
}

/// Makes the anchors of one document, headings in order.
#[derive(Debug, Default)]
pub struct Slugs {
    /// Anchors given, and for each the number that its next duplicate tries first.
    given: HashMap<String, u32>,
}

impl Slugs {
    /// The anchor of the next heading, different from all before.
    pub fn next(&mut self, heading: &str) -> String {
        let base = slug(heading);
        let Some(mut number) = self.given.get(&base).copied() else {
            self.given.insert(base.clone(), 1);
            return base;
        };
        let free = loop {
            let candidate = format!("{base}-{number}");
            number += 1;
            if !self.given.contains_key(&candidate) {
                break candidate;
            }
        };
        self.given.insert(base, number);
        self.given.insert(free.clone(), 1);
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_githubs() {
        for (heading, anchor) in [
            ("Key points", "key-points"),
            ("Which part does it look at?", "which-part-does-it-look-at"),
            ("`nil` & friends: 1.21+", "nil--friends-121"),
            ("make_this-that", "make_this-that"),
            ("Größe — Übung", "größe--übung"),
            ("  x  y  ", "x--y"),
            ("!?", ""),
        ] {
            assert_eq!(slug(heading), anchor);
        }
    }

    #[test]
    fn duplicates_are_numbered_and_never_collide() {
        let mut slugs = Slugs::default();
        let made: Vec<_> = ["A", "A", "A-1", "A", "A-1"].iter().map(|h| slugs.next(h)).collect();
        assert_eq!(made, ["a", "a-1", "a-1-1", "a-2", "a-1-2"]);
    }

    #[test]
    fn fifty_thousand_equal_headings_take_no_time_to_tell_apart() {
        let mut slugs = Slugs::default();
        let last = (0..50_000).map(|_| slugs.next("Same")).last();
        assert_eq!(last.as_deref(), Some("same-49999"));
    }
}
