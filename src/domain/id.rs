//! The names of things in a curriculum: `5` a phase, `5.6` a topic, `5.6.4` a section, `introduction` a page. They are
//! text, not numbers: `1.1` is not `1.10`.

use std::{cmp::Ordering, fmt};

use super::Str;

/// The most bytes that an id may have.
pub const MAX_LEN: usize = 64;

/// An id, ordered as people count: `1.2` before `1.10`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id(Str);

impl Id {
    /// An id that is known to be good, as those that the build script has checked.
    pub const fn from_static(id: &'static str) -> Self {
        Self(Str::Borrowed(id))
    }

    /// The id in `text`, if it is one: 1 to [`MAX_LEN`] ASCII letters, digits, `.`, `-`, `_`, `:`, beginning with a letter or digit.
    pub fn parse(text: &str) -> Option<Self> {
        let first = text.bytes().next()?;
        let good = text.len() <= MAX_LEN
            && first.is_ascii_alphanumeric()
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'));
        good.then(|| Self(Str::Owned(text.to_owned())))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// So that a map by id is asked with text.
impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        let mut left = self.0.split('.');
        let mut right = other.0.split('.');
        loop {
            let order = match (left.next(), right.next()) {
                (None, None) => return self.0.cmp(&other.0),
                (None, Some(_)) => Ordering::Less,
                (Some(_), None) => Ordering::Greater,
                (Some(a), Some(b)) => match (a.parse::<u32>(), b.parse::<u32>()) {
                    (Ok(a), Ok(b)) => a.cmp(&b),
                    (Ok(_), Err(_)) => Ordering::Less,
                    (Err(_), Ok(_)) => Ordering::Greater,
                    (Err(_), Err(_)) => a.cmp(b),
                },
            };
            if order != Ordering::Equal {
                return order;
            }
        }
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Id {
        Id::parse(text).expect(text)
    }

    #[test]
    fn ids_are_ordered_as_people_count() {
        let mut ids = ["1.10", "1.2", "intro", "5", "5.6.4", "5.6", "12"].map(id);
        ids.sort();
        assert_eq!(ids.map(|i| i.to_string()), ["1.2", "1.10", "5", "5.6", "5.6.4", "12", "intro"]);
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for bad in ["", ".", "a b", "5.6\u{1b}", "é", "-x", "../x"] {
            assert_eq!(Id::parse(bad), None, "{bad:?}");
        }
        assert!(Id::parse(&"1".repeat(MAX_LEN)).is_some());
        assert!(Id::parse(&"1".repeat(MAX_LEN + 1)).is_none());
    }
}
