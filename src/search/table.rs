//! An index as bytes: made at run time, or by the build script and then part of the program, so that a start costs nothing.
//!
//! ```text
//! "GMsearch" version  fingerprint:u64  docs:u32  title weights: docs x u16  terms: dictionary  phrases: dictionary
//! dictionary = count:u32  names:u32 bytes  posts:u32 bytes  name ends: count x u32  post ends: count x u32
//!              flags of all posts: count x u8  names, sorted  posts
//! posts      = how many: varint, how many of them in titles: varint, then each: document, as distance from the one before: varint  flags:u8  impact:u8
//!              passages: varint, a bit each
//! ```
//! All numbers little-endian. What cannot be read reads as nothing: a bad table finds less and never fails.

use std::{borrow::Cow, ops::Range};

/// The first bytes.
const MAGIC: &[u8; 8] = b"GMsrch02";

/// Where in a document a term stands: bits of a post's flags.
pub mod place {
    pub const TITLE: u8 = 1;
    /// Another name of the document.
    pub const ALIAS: u8 = 2;
    pub const HEADING: u8 = 4;
    /// In bold at the beginning of a paragraph.
    pub const LEAD: u8 = 8;
    /// The first cell of a row.
    pub const CELL: u8 = 16;
    /// Nowhere as a word of its own, only inside of an identifier.
    pub const PART: u8 = 32;
    /// Inline code: a name or a symbol that the text speaks about.
    pub const NAME: u8 = 64;
}

/// A term in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    pub doc: u32,
    pub flags: u8,
    /// How much of the text is about the term, 0 to 255.
    pub impact: u8,
    /// The passages that have it, a bit each; the last bit stands for all from the 64th on.
    pub passages: u64,
}

/// An index that can be asked.
#[derive(Debug)]
pub struct Table {
    bytes: Cow<'static, [u8]>,
    fingerprint: u64,
    docs: u32,
    titles: usize,
    pub terms: Dict,
    pub phrases: Dict,
}

/// Where a dictionary stands in the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dict {
    count: u32,
    name_ends: usize,
    post_ends: usize,
    flags: usize,
    names: usize,
    posts: usize,
}

/// What a dictionary is made from: names in order, with all flags, the number of posts, of those in titles, and the posts.
pub type Entries<'a> = Vec<(&'a str, u8, [u32; 2], &'a [u8])>;

impl Table {
    /// Reads the header; `None` where it is not a table.
    pub fn read(bytes: Cow<'static, [u8]>) -> Option<Self> {
        let mut at = MAGIC.len();
        if bytes.get(..at)? != MAGIC {
            return None;
        }
        let low = u32_at(&bytes, at)?;
        let fingerprint = u64::from(low) | u64::from(u32_at(&bytes, at + 4)?) << 32;
        let docs = u32_at(&bytes, at + 8)?;
        at += 12;
        let titles = at;
        at = at.checked_add(2usize.checked_mul(docs as usize)?)?;
        let terms = Dict::read(&bytes, &mut at)?;
        let phrases = Dict::read(&bytes, &mut at)?;
        (bytes.len() >= at).then_some(Self { bytes, fingerprint, docs, titles, terms, phrases })
    }

    /// Writes a table.
    pub fn write(fingerprint: u64, title_weights: &[f32], terms: &Entries<'_>, phrases: &Entries<'_>) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(fingerprint.to_le_bytes());
        out.extend(small(title_weights.len()).to_le_bytes());
        for weight in title_weights {
            // Sums of a few logarithms; the cast saturates.
            out.extend(((weight * 256.0) as u16).to_le_bytes());
        }
        for dict in [terms, phrases] {
            let names: usize = dict.iter().map(|entry| entry.0.len()).sum();
            let heads: Vec<Vec<u8>> =
                dict.iter().map(|entry| entry.2.iter().flat_map(|count| varint(u64::from(*count))).collect()).collect();
            let posts: usize = dict.iter().zip(&heads).map(|(entry, head)| head.len() + entry.3.len()).sum();
            for number in [dict.len(), names, posts] {
                out.extend(small(number).to_le_bytes());
            }
            let mut end = 0;
            for entry in dict {
                end += entry.0.len();
                out.extend(small(end).to_le_bytes());
            }
            let mut end = 0;
            for (entry, head) in dict.iter().zip(&heads) {
                end += head.len() + entry.3.len();
                out.extend(small(end).to_le_bytes());
            }
            out.extend(dict.iter().map(|entry| entry.1));
            dict.iter().for_each(|entry| out.extend(entry.0.as_bytes()));
            for (entry, head) in dict.iter().zip(&heads) {
                out.extend(head);
                out.extend(entry.3);
            }
        }
        out
    }

    /// A table of nothing.
    pub const fn empty() -> Self {
        let nothing = Dict { count: 0, name_ends: 0, post_ends: 0, flags: 0, names: 0, posts: 0 };
        Self { bytes: Cow::Borrowed(&[]), fingerprint: 0, docs: 0, titles: 0, terms: nothing, phrases: nothing }
    }

    /// What the curriculum was whose texts these are.
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// How many documents it knows.
    pub const fn docs(&self) -> u32 {
        self.docs
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The weight of all words of a document's title.
    pub fn title_weight(&self, doc: u32) -> f32 {
        let at = self.titles + 2 * doc as usize;
        let weight = self.bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes);
        f32::from(weight) / 256.0
    }

    /// The name of an entry.
    pub fn name(&self, dict: Dict, at: u32) -> &str {
        let range = dict.span(&self.bytes, dict.name_ends, at);
        let bytes = self.bytes.get(dict.names + range.start..dict.names + range.end).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The flags of all posts of an entry together.
    pub fn flags(&self, dict: Dict, at: u32) -> u8 {
        self.bytes.get(dict.flags + at as usize).copied().unwrap_or(0)
    }

    /// The entry of this name.
    pub fn find(&self, dict: Dict, name: &str) -> Option<u32> {
        let at = self.first(dict, name);
        (at < dict.count && self.name(dict, at) == name).then_some(at)
    }

    /// The entries whose names begin with `prefix`.
    pub fn prefix(&self, dict: Dict, prefix: &str) -> Range<u32> {
        let start = self.first(dict, prefix);
        let (mut low, mut high) = (start, dict.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.name(dict, middle).starts_with(prefix) { low = middle + 1 } else { high = middle }
        }
        start..low
    }

    /// The first entry that is not before `name`.
    fn first(&self, dict: Dict, name: &str) -> u32 {
        let (mut low, mut high) = (0, dict.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.name(dict, middle) < name { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// In how many documents an entry is.
    pub fn count(&self, dict: Dict, at: u32) -> u32 {
        let mut bytes = self.posts_bytes(dict, at);
        take_varint(&mut bytes).and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
    }

    /// In how many titles an entry is.
    pub fn titles(&self, dict: Dict, at: u32) -> u32 {
        let mut bytes = self.posts_bytes(dict, at);
        take_varint(&mut bytes).and(take_varint(&mut bytes)).and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
    }

    /// The posts of an entry, documents in order.
    pub fn posts(&self, dict: Dict, at: u32) -> impl Iterator<Item = Post> + '_ {
        let mut bytes = self.posts_bytes(dict, at);
        let mut left = take_varint(&mut bytes).unwrap_or(0);
        take_varint(&mut bytes);
        let (mut doc, docs) = (0u32, self.docs);
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            doc = doc.checked_add(u32::try_from(take_varint(&mut bytes)?).ok()?)?;
            let (&[flags, impact], rest) = bytes.split_first_chunk::<2>()?;
            bytes = rest;
            let passages = take_varint(&mut bytes)?;
            (doc < docs).then_some(Post { doc, flags, impact, passages })
        })
    }

    fn posts_bytes(&self, dict: Dict, at: u32) -> &[u8] {
        let range = dict.span(&self.bytes, dict.post_ends, at);
        self.bytes.get(dict.posts + range.start..dict.posts + range.end).unwrap_or_default()
    }
}

impl Dict {
    fn read(bytes: &[u8], at: &mut usize) -> Option<Self> {
        let count = u32_at(bytes, *at)?;
        let (names_len, posts_len) = (u32_at(bytes, *at + 4)? as usize, u32_at(bytes, *at + 8)? as usize);
        let entries = count as usize;
        let name_ends = *at + 12;
        let post_ends = name_ends.checked_add(entries.checked_mul(4)?)?;
        let flags = post_ends.checked_add(entries.checked_mul(4)?)?;
        let names = flags.checked_add(entries)?;
        let posts = names.checked_add(names_len)?;
        *at = posts.checked_add(posts_len)?;
        (*at <= bytes.len()).then_some(Self { count, name_ends, post_ends, flags, names, posts })
    }

    /// How many entries there are.
    pub const fn count(self) -> u32 {
        self.count
    }

    /// Where an entry begins and ends, by the table of ends.
    fn span(self, bytes: &[u8], ends: usize, at: u32) -> Range<usize> {
        if at >= self.count {
            return 0..0;
        }
        let end = |at: u32| u32_at(bytes, ends + 4 * at as usize).unwrap_or(0) as usize;
        let start = at.checked_sub(1).map_or(0, end);
        start..end(at).max(start)
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A number in as few bytes as it needs, seven bits each, the lowest first.
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(2);
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}

fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let post = |doc: u8, flags, impact, passages| [vec![doc, flags, impact], varint(passages)].concat();
        let two = [post(3, 1, 200, 5), post(197, 2, 7, 1 << 63)].concat();
        // A distance of 197 needs two bytes.
        let two = [&two[..4], &[0xC5, 0x01], &two[5..]].concat();
        let one = post(0, 4, 9, 1);
        let terms: Entries<'_> =
            vec![("chan", 3, [2, 1], &two), ("channel", 4, [1, 0], &one), ("close", 4, [1, 0], &one)];
        let bytes = Table::write(77, &[1.5; 201], &terms, &Vec::new());
        let table = Table::read(Cow::Owned(bytes.clone())).expect("a table");
        assert_eq!((table.fingerprint(), table.docs(), table.title_weight(9)), (77, 201, 1.5));
        let at = table.find(table.terms, "chan").expect("found");
        assert_eq!(
            (table.count(table.terms, at), table.titles(table.terms, at), table.flags(table.terms, at)),
            (2, 1, 3)
        );
        let posts: Vec<Post> = table.posts(table.terms, at).collect();
        assert_eq!(posts[0], Post { doc: 3, flags: 1, impact: 200, passages: 5 });
        assert_eq!(posts[1], Post { doc: 200, flags: 2, impact: 7, passages: 1 << 63 });
        assert_eq!(table.prefix(table.terms, "chan"), 0..2);
        assert_eq!(table.prefix(table.terms, "d"), 3..3);
        assert_eq!(table.prefix(table.terms, ""), 0..3);
        assert_eq!(table.find(table.terms, "clos"), None);
        assert_eq!(table.find(table.phrases, "chan"), None);
        // Cut or spoilt anywhere: less is found, nothing fails.
        for len in 0..bytes.len() {
            assert!(Table::read(Cow::Owned(bytes[..len].to_vec())).is_none(), "{len}");
        }
        for at in 8..bytes.len() {
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 0xFF;
            if let Some(table) = Table::read(Cow::Owned(spoilt)) {
                for term in 0..table.terms.count().min(9) {
                    assert!(table.posts(table.terms, term).count() <= 9);
                    let _ = table.name(table.terms, term);
                }
            }
        }
    }
}
