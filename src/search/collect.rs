//! Texts to a [`Table`]: which terms stand where in which document, and how much it is about them.
//!
//! Documents come in order, one at a time, and leave nothing but their posts; so the memory that is needed is that of the
//! table, whatever the size of the texts.

use std::{borrow::Cow, collections::HashMap};

use super::{
    scan::{self, Kind, Line},
    stem,
    table::{Entries, Table, place, varint},
    word::{self, Class},
};
use crate::domain::{Curriculum, NodeIdx};

/// The most bytes of a line that are looked at.
const LINE_MAX: usize = 16 * 1024;
/// The weight of all words of a usual lesson; a longer one needs more of a word to be as much about it.
const USUAL: f32 = 900.0;
/// How soon more of the same word says nothing new (BM25's k1), and how much length counts (its b).
const K1: f32 = 1.4;
const B: f32 = 0.7;

/// What a document is called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    pub title: &'a str,
    /// Other titles.
    pub aliases: &'a [&'a str],
    /// Names that it belongs to, such as packages.
    pub about: &'a [&'a str],
}

/// Collects documents, then makes a table of them.
#[derive(Debug, Default)]
pub struct Collector {
    terms: Dictionary,
    phrases: Dictionary,
    /// The terms of each title.
    titles: Vec<Vec<u32>>,
    length: f32,
}

/// Terms and their posts so far.
#[derive(Debug, Default)]
struct Dictionary {
    known: HashMap<Box<str>, u32>,
    entries: Vec<Entry>,
    /// The entries of the document at hand.
    touched: Vec<u32>,
}

#[derive(Debug, Default)]
struct Entry {
    posts: Vec<u8>,
    count: u32,
    titles: u32,
    next_doc: u32,
    all_flags: u8,
    // Of the document at hand.
    here: bool,
    weight: f32,
    flags: u8,
    passages: u64,
}

/// Where tokens stand.
#[derive(Clone, Copy, Debug)]
struct Spot {
    flags: u8,
    weight: f32,
    passage: u32,
    code: bool,
}

impl Dictionary {
    fn add(&mut self, name: &str, flags: u8, weight: f32, passage: u32) -> u32 {
        let at = match self.known.get(name) {
            Some(at) => *at,
            None => {
                let at = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                self.known.insert(name.into(), at);
                self.entries.push(Entry::default());
                at
            }
        };
        if let Some(entry) = self.entries.get_mut(at as usize) {
            if !entry.here {
                entry.here = true;
                self.touched.push(at);
            }
            entry.weight += weight;
            // A word of its own is no longer only a part.
            let part = entry.flags & flags & place::PART;
            let first = if entry.weight == weight { flags & place::PART } else { part };
            entry.flags = ((entry.flags | flags) & !place::PART) | first;
            entry.passages |= 1 << passage.min(63);
        }
        at
    }

    /// Ends the document: what was touched becomes posts.
    fn close(&mut self, doc: u32, length: f32) {
        for at in self.touched.drain(..) {
            let Some(entry) = self.entries.get_mut(at as usize) else { continue };
            let worn = K1 * (1.0 - B + B * length / USUAL);
            let impact = entry.weight / (entry.weight + worn);
            entry.posts.extend(varint(u64::from(doc - entry.next_doc.min(doc))));
            // From 0 to 255; the cast saturates.
            entry.posts.extend([entry.flags, (impact * 255.0) as u8]);
            entry.posts.extend(varint(entry.passages));
            entry.all_flags |= entry.flags;
            *entry = Entry {
                posts: std::mem::take(&mut entry.posts),
                count: entry.count + 1,
                titles: entry.titles + u32::from(entry.flags & place::TITLE != 0),
                next_doc: doc,
                all_flags: entry.all_flags,
                ..Entry::default()
            };
        }
    }

    fn sorted(&self) -> Entries<'_> {
        let mut entries: Entries<'_> = self
            .known
            .iter()
            .filter_map(|(name, at)| self.entries.get(*at as usize).map(|entry| (name, entry)))
            .map(|(name, entry)| (name.as_ref(), entry.all_flags, [entry.count, entry.titles], entry.posts.as_slice()))
            .collect();
        entries.sort_unstable_by_key(|entry| entry.0);
        entries
    }
}

impl Collector {
    /// Adds the next document.
    pub fn add(&mut self, names: Names<'_>, text: Option<&str>) {
        let doc = u32::try_from(self.titles.len()).unwrap_or(u32::MAX);
        self.length = 0.0;
        let mut title = Vec::new();
        let spot = Spot { flags: place::TITLE, weight: 3.0, passage: 0, code: false };
        word::tokens(names.title, false, |token, _, class| {
            if let Some(at) = self.token(token, class, spot)
                && class == Class::Word
                && !stem::is_stop(token)
            {
                title.push(at);
            }
        });
        self.titles.push(title);
        self.title_phrases(names.title, place::TITLE);
        for alias in names.aliases {
            self.words(alias, Spot { flags: place::ALIAS, weight: 1.0, ..spot });
            self.title_phrases(alias, place::ALIAS);
        }
        for name in names.about {
            self.words(name, Spot { flags: place::CELL, weight: 1.0, ..spot });
            self.phrase(name, place::CELL, 0);
        }
        if let Some(text) = text {
            self.text(text);
        }
        let length = self.length;
        self.terms.close(doc, length);
        self.phrases.close(doc, length);
    }

    fn text(&mut self, text: &str) {
        // How much the passage counts: what is only pointed to is not what the lesson is about.
        let mut factor = 1.0;
        for line in scan::lines(text) {
            let line = Line { text: cut(line.text), ..line };
            let spot = Spot { flags: 0, weight: factor, passage: line.passage, code: false };
            match line.kind {
                Kind::Heading(_) => {
                    factor = match line.text {
                        "Read on" => 0.05,
                        "Key points" => 0.7,
                        _ => 1.0,
                    };
                    if factor == 1.0 {
                        self.pieces(line.text, Spot { flags: place::HEADING, weight: 4.0, ..spot });
                        self.phrase(line.text, place::HEADING, line.passage);
                    }
                }
                Kind::Begin | Kind::More => {
                    let lead = scan::lead(line.text).filter(|_| line.kind == Kind::Begin);
                    if let Some(lead) = lead {
                        self.pieces(lead, Spot { flags: place::LEAD, weight: 2.0 * factor, ..spot });
                        self.phrase(lead, place::LEAD, line.passage);
                    }
                    self.pieces(line.text, spot);
                }
                Kind::Row => {
                    for (column, cell) in scan::cells(line.text).enumerate() {
                        if column == 0 {
                            self.pieces(cell, Spot { flags: place::CELL, weight: 2.0, ..spot });
                            self.phrase(cell, place::CELL, line.passage);
                        } else {
                            self.pieces(cell, spot);
                        }
                    }
                }
                Kind::Head => self.pieces(line.text, Spot { weight: 0.5, ..spot }),
                Kind::Code => self.words(line.text, Spot { weight: 0.35, code: true, ..spot }),
                Kind::Output => self.words(line.text, Spot { weight: 0.2, ..spot }),
                Kind::Blank => {}
            }
        }
    }

    /// A line of prose by its pieces.
    fn pieces(&mut self, line: &str, spot: Spot) {
        scan::pieces(line, |piece| {
            let mut spot = spot;
            if piece.code {
                spot = Spot { code: true, weight: spot.weight * 1.5, flags: spot.flags | place::NAME, ..spot };
            } else if piece.strong {
                spot.weight *= 1.5;
            }
            if piece.link {
                spot.weight *= 0.5;
            }
            self.words(piece.text, spot);
        });
    }

    fn words(&mut self, text: &str, spot: Spot) {
        word::tokens(text, spot.code, |token, _, class| {
            self.token(token, class, spot);
        });
    }

    fn token(&mut self, token: &str, class: Class, spot: Spot) -> Option<u32> {
        let named = spot.flags & (place::TITLE | place::ALIAS | place::HEADING | place::LEAD | place::CELL) != 0;
        let weight = match class {
            Class::Word if !named && (token.len() < 2 || stem::is_stop(token)) => return None,
            // A symbol in a program is grammar; in a sentence it is what the sentence is about.
            Class::Symbol if !named && spot.flags & place::NAME == 0 && !token.starts_with(['%', '-']) => return None,
            Class::Part => spot.weight * 0.5,
            Class::Word | Class::Compound | Class::Symbol => spot.weight,
        };
        if class == Class::Word {
            self.length += weight;
        }
        let flags = if class == Class::Part { spot.flags | place::PART } else { spot.flags };
        Some(self.terms.add(token, flags, weight, spot.passage))
    }

    /// A term as a whole.
    fn phrase(&mut self, text: &str, flags: u8, passage: u32) {
        let mut plain = String::new();
        scan::pieces(text, |piece| plain.push_str(piece.text));
        let phrase = word::phrase(&plain);
        if !phrase.is_empty() && phrase.len() <= 64 {
            self.phrases.add(&phrase, flags, 1.0, passage);
        }
    }

    /// A title as a whole, the part of it before a colon or a comma, its identifiers in parts, and its initials.
    fn title_phrases(&mut self, title: &str, flags: u8) {
        self.phrase(title, flags, 0);
        if let Some((before, _)) = title.split_once([':', ',']) {
            self.phrase(before, place::ALIAS, 0);
        }
        let (mut parts, mut initials, mut any) = (String::new(), String::new(), false);
        word::tokens(title, false, |token, _, class| {
            any |= class == Class::Part;
            if matches!(class, Class::Word) && !stem::is_stop(token) {
                initials.extend(token.chars().next());
            }
            if class == Class::Part {
                parts.push(' ');
                parts.push_str(token);
            }
        });
        if any {
            self.phrase(&parts, place::ALIAS, 0);
        }
        if (2..=5).contains(&initials.len()) {
            self.phrases.add(&format!("={initials}"), flags, 1.0, 0);
        }
    }

    /// The table of all that was added.
    pub fn finish(self, fingerprint: u64) -> Vec<u8> {
        let docs = self.titles.len();
        let weights: Vec<f32> = self
            .titles
            .iter()
            .map(|title| {
                let idf = |at: &u32| self.terms.entries.get(*at as usize).map_or(0.0, |entry| idf(docs, entry.titles));
                title.iter().map(idf).sum()
            })
            .collect();
        Table::write(fingerprint, &weights, &self.terms.sorted(), &self.phrases.sorted())
    }
}

/// How much a term says that is in `count` of `docs` documents (BM25's inverse document frequency).
pub fn idf(docs: usize, count: u32) -> f32 {
    let (docs, count) = (docs as f32, count as f32);
    (1.0 + (docs - count + 0.5).max(0.0) / (count + 0.5)).ln()
}

/// A line, at most [`LINE_MAX`] bytes of it.
fn cut(line: &str) -> &str {
    match line.len() > LINE_MAX {
        true => line.get(..line.floor_char_boundary(LINE_MAX)).unwrap_or_default(),
        false => line,
    }
}

/// The table of a curriculum as bytes: a document for each node, in the same order; tiers have no names, since nobody
/// looks for them.
pub fn of_curriculum<'a>(curriculum: &Curriculum, texts: impl Fn(NodeIdx) -> Option<Cow<'a, str>>) -> Vec<u8> {
    let mut collector = Collector::default();
    for (at, node) in curriculum.iter() {
        if node.kind == crate::domain::Kind::Tier {
            collector.add(Names::default(), None);
            continue;
        }
        let aliases: Vec<&str> = curriculum.aliases_of(&node.id).iter().map(AsRef::as_ref).collect();
        let about: Vec<&str> = node.std.iter().map(AsRef::as_ref).collect();
        let text = node.file.as_ref().and_then(|_| texts(at));
        collector.add(Names { title: &node.title, aliases: &aliases, about: &about }, text.as_deref());
    }
    collector.finish(fingerprint(curriculum))
}

/// Tells one curriculum's tree from another's (FNV-1a over ids and titles).
pub fn fingerprint(curriculum: &Curriculum) -> u64 {
    let parts = curriculum.nodes.iter().flat_map(|node| [node.id.as_str(), "\0", &node.title, "\n"]);
    parts
        .flat_map(str::bytes)
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}
