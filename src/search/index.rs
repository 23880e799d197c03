//! What can be searched, and the search.
//!
//! An index is a [`Table`] of the curriculum's texts, one of the notes, and the titles. It keeps no texts: it asks for those
//! of the hits that it shows.

use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

use super::{
    collect::{self, Collector, Names},
    hit::{Hit, Results, Snippet, Why},
    lights::Lights,
    rank::Match,
    snippet,
    table::{Table, place},
    understand::Understood,
};
use crate::domain::{Curriculum, Id, Kind, List, NodeIdx, Str};

/// Where the Markdown of a node comes from. The index keeps it and asks again for the hits that it shows, so it should be
/// quick: the binary's own text, a small cache, or a file. What cannot be read is `None`.
pub type Texts = Arc<dyn Fn(NodeIdx) -> Option<Cow<'static, str>> + Send + Sync>;

/// Above this many nodes a search may take longer than a frame has room for.
const LARGE: usize = 4_000;
/// The scores of an id and of a title that are exactly the query; whatever else is found is below.
const EXACT_ID: f32 = 1000.0;
const EXACT_TITLE: f32 = 900.0;
/// The scale of all other scores, and the highest of them.
const SCALE: f32 = 400.0;
const HIGHEST: f32 = 899.0;
/// Hits below this share of the best one are noise.
const NOISE: f32 = 0.12;
/// How many of the best are read again, what it gives at most to say the query word for word, and to have it in a paragraph.
const READ: usize = 12;
const SAID: f32 = 75.0;
/// What it gives more to say all of a longer query, as a text does that shows the message of an error.
const QUOTED: f32 = 200.0;
const TOGETHER: f32 = 90.0;
/// How many hits are looked at for topics that stand before their sections.
const SEEN: usize = 20;
/// As many hits at most where a word of the query is nowhere: it may be about something else.
const DOUBTFUL: usize = 3;

/// What can be searched: cheap to copy and to share between threads, never changed by a search.
#[derive(Clone)]
pub struct Index {
    nodes: Arc<[Known]>,
    /// Other names of nodes.
    aliases: Arc<List<(Id, List<Str>)>>,
    /// Made at the first search, where it is of titles alone.
    table: Arc<OnceLock<Table>>,
    notes: Option<Arc<Notes>>,
    texts: Option<Texts>,
}

/// What is known of a node.
#[derive(Debug)]
struct Known {
    id: Id,
    title: Str,
    about: List<Str>,
    kind: Kind,
    parent: Option<NodeIdx>,
}

/// The learner's notes, searched like lessons.
#[derive(Debug)]
struct Notes {
    table: Table,
    notes: Vec<(NodeIdx, String)>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("nodes", &self.nodes.len()).field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}

impl Index {
    /// An index of ids and titles alone: made at once, for the time until the texts are read.
    pub fn titles_only(curriculum: &Curriculum) -> Self {
        Self::over(curriculum, OnceLock::new(), None)
    }

    /// An index of everything; asks `texts` once for each node that has a text. Belongs on a worker.
    pub fn build(curriculum: &Curriculum, texts: Texts) -> Self {
        let bytes = collect::of_curriculum(curriculum, |node| texts(node));
        let table = Table::read(Cow::Owned(bytes)).map_or_else(OnceLock::new, OnceLock::from);
        Self::over(curriculum, table, Some(texts))
    }

    /// The index of the curriculum that is part of the program, made by the build script: no work at all. `None` for any
    /// other curriculum.
    pub fn embedded(curriculum: &Curriculum, texts: Texts) -> Option<Self> {
        static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/search.idx"));
        let table = Table::read(Cow::Borrowed(BYTES))?;
        let same = table.fingerprint() == collect::fingerprint(curriculum);
        same.then(|| Self::over(curriculum, OnceLock::from(table), Some(texts)))
    }

    fn over(curriculum: &Curriculum, table: OnceLock<Table>, texts: Option<Texts>) -> Self {
        let known = |node: &crate::domain::Node| Known {
            id: node.id.clone(),
            title: node.title.clone(),
            about: node.std.clone(),
            kind: node.kind,
            parent: node.parent,
        };
        let nodes = curriculum.nodes.iter().map(known).collect();
        Self { nodes, aliases: Arc::new(curriculum.aliases.clone()), table: Arc::new(table), notes: None, texts }
    }

    /// The table; of titles alone it is made when it is first needed, so that a start does not wait for it.
    pub(super) fn table(&self) -> &Table {
        self.table.get_or_init(|| {
            let mut collector = Collector::default();
            for node in self.nodes.iter() {
                let aliases =
                    self.aliases.iter().find(|(id, _)| *id == node.id).map_or(&[] as &[Str], |(_, names)| names);
                let aliases: Vec<&str> = aliases.iter().map(AsRef::as_ref).collect();
                let about: Vec<&str> = node.about.iter().map(AsRef::as_ref).collect();
                let names = Names { title: &node.title, aliases: &aliases, about: &about };
                collector.add(if node.kind == Kind::Tier { Names::default() } else { names }, None);
            }
            Table::read(Cow::Owned(collector.finish(0))).unwrap_or(Table::empty())
        })
    }

    /// Whether a search may take longer than a frame has room for, and belongs on a worker.
    pub fn is_large(&self) -> bool {
        self.nodes.len() > LARGE
    }

    /// How many bytes the index takes, without the notes.
    pub fn bytes(&self) -> usize {
        self.table.get().map_or(0, Table::size)
    }

    /// Takes the learner's notes, by lesson, in place of those it had.
    pub fn set_notes(&mut self, notes: Vec<(NodeIdx, String)>) {
        let mut collector = Collector::default();
        for (_, note) in &notes {
            collector.add(Names::default(), Some(note));
        }
        let table = Table::read(Cow::Owned(collector.finish(0)));
        self.notes = table.filter(|_| !notes.is_empty()).map(|table| Arc::new(Notes { table, notes }));
    }

    /// The nodes that `query` means, best first, at most `limit`; with `titles_only` by their ids and titles alone. An empty
    /// query finds nothing. Ranks only: [`Results::show`] reads what is shown of a hit.
    pub fn search(&self, raw: &str, limit: usize, titles_only: bool) -> Results {
        let query = raw.trim();
        let mut found: Vec<Candidate> = Vec::new();
        let known = |word: &str| {
            self.notes
                .as_ref()
                .is_some_and(|notes| !titles_only && !notes.table.prefix(notes.table.terms, word).is_empty())
        };
        let table = self.table();
        let understood = Understood::new(raw.trim_start(), table, known);
        let by_id = self.ids(query, &mut found);
        if !by_id {
            let matches = understood.matches(table);
            found.extend(matches.into_iter().filter_map(|hit| self.candidate(hit, titles_only)));
            if let Some(notes) = self.notes.as_ref().filter(|_| !titles_only) {
                self.in_notes(query, notes, &mut found);
            }
        }
        sort(&mut found);
        if !by_id {
            self.read(&understood, &mut found);
            self.sections_first(&mut found);
        }
        let unsure = !by_id && understood.is_doubtful();
        let best = found.first().map_or(0.0, |best| best.score).min(SCALE);
        found.retain(|hit| hit.score >= best * NOISE);
        if unsure {
            found.truncate(DOUBTFUL);
        }
        let total = found.len();
        let hits = found.into_iter().take(limit).map(Candidate::hit).collect();
        let mended = understood.mended.clone().filter(|_| total > 0 && !by_id);
        Results { hits, mended, total, by: Some((self.clone(), understood)) }
    }

    /// Nodes by number: the one that is meant, those below it, and those whose number begins so.
    fn ids(&self, query: &str, found: &mut Vec<Candidate>) -> bool {
        let mut words = query.split_whitespace();
        let (first, second, third) = (words.next().unwrap_or_default(), words.next(), words.next());
        let kinds = ["phase", "topic", "section", "lesson", "chapter", "part"];
        let number = match second {
            Some(second) if third.is_none() && kinds.contains(&first.to_lowercase().as_str()) => second,
            Some(_) => return false,
            None => first,
        };
        let number = number.trim_start_matches(['§', '#']).trim_end_matches('.');
        if !number.bytes().all(|b| b.is_ascii_digit() || b == b'.') || number.is_empty() {
            return false;
        }
        let parts: Vec<&str> =
            number.split('.').map(|part| if part.len() > 1 { part.trim_start_matches('0') } else { part }).collect();
        let number = parts.join(".");
        let below = format!("{number}.");
        for (at, node) in self.nodes.iter().enumerate() {
            let score = match () {
                () if node.id.as_str() == number => EXACT_ID,
                () if node.id.as_str().starts_with(&below) => {
                    EXACT_ID - 50.0 * node.id.as_str().matches('.').count() as f32 - 50.0
                }
                () if node.id.as_str().starts_with(&number) => EXACT_ID * 0.6,
                () => continue,
            };
            let node = NodeIdx(u32::try_from(at).unwrap_or(u32::MAX));
            found.push(Candidate { node, score, why: Why::Id, passage: 0, note: None, near: 0, in_title: false });
        }
        !found.is_empty()
    }

    fn candidate(&self, hit: Match, titles_only: bool) -> Option<Candidate> {
        let known = self.nodes.get(hit.doc as usize).filter(|known| known.kind != Kind::Tier)?;
        let has = |place: u8| hit.flags & place != 0;
        if titles_only && !has(place::TITLE) {
            return None;
        }
        let why = match () {
            () if has(place::TITLE) && !hit.alias => Why::Title,
            () if has(place::ALIAS) || hit.alias => Why::Alias,
            () if has(place::HEADING | place::LEAD | place::CELL) => Why::Term,
            () => Why::Text,
        };
        // Between equals the one that says more in general; a phase is where its lessons are, a page is about the whole.
        let general = match known.kind {
            Kind::Topic => 1.0,
            Kind::Section => 0.97,
            Kind::Phase => 0.62,
            Kind::Page | Kind::Tier => 0.5,
        };
        let score = hit.score * general * SCALE;
        let score = if hit.titled { EXACT_TITLE + (score / 100.0).min(50.0) } else { score.min(HIGHEST) };
        let (near, in_title) = (hit.near, hit.in_title);
        Some(Candidate { node: NodeIdx(hit.doc), score, why, passage: hit.passage, note: None, near, in_title })
    }

    fn in_notes(&self, query: &str, notes: &Notes, found: &mut Vec<Candidate>) {
        let main = |word: &str| !self.table().prefix(self.table().terms, word).is_empty();
        let understood = Understood::new(query, &notes.table, main);
        for hit in understood.matches(&notes.table) {
            let Some((node, _)) = notes.notes.get(hit.doc as usize) else { continue };
            let score = (hit.score * SCALE * 0.9).min(HIGHEST);
            let candidate = Candidate {
                node: *node,
                score,
                why: Why::Note,
                passage: hit.passage,
                note: Some(hit.doc),
                near: 0,
                in_title: false,
            };
            match found.iter_mut().find(|have| have.node == *node) {
                Some(have) if have.score >= score => have.score += score * 0.1,
                Some(have) => *have = candidate,
                None => found.push(candidate),
            }
        }
    }

    /// Reads the best few: a text that says the query in its own words is what is meant.
    fn read(&self, understood: &Understood, found: &mut [Candidate]) {
        let stems = understood.stems();
        let Some(texts) = self.texts.as_ref().filter(|_| stems.len() > 1) else { return };
        let lights = Lights::new(understood, self.table());
        let best = found.first().map_or(0.0, |best| best.score);
        // Several words to find are together where they are quoted; so only for a single one are more texts read.
        let quoted = if stems.len() > 3 && understood.hard().count() == 1 { QUOTED } else { 0.0 };
        for candidate in found
            .iter_mut()
            .take(READ)
            .filter(|hit| hit.near != 0 && hit.score + SAID + TOGETHER + quoted > best && hit.score < HIGHEST)
        {
            let Some(text) = texts(candidate.node) else { continue };
            let (run, said_at) = snippet::longest_run(&text, candidate.near, &stems);
            let share = run.saturating_sub(1) as f32 / (stems.len() - 1) as f32;
            let quoted = if run == stems.len() { quoted } else { 0.0 };
            let (close, close_at) = snippet::cohesion(&text, candidate.near, &lights);
            candidate.score = (candidate.score + SAID * share * share + quoted + TOGETHER * close * close).min(HIGHEST);
            if share > 0.6 {
                candidate.passage = said_at;
            } else if close > 0.7 {
                candidate.passage = close_at;
            }
        }
        sort(found);
    }

    /// A topic follows its section, where the section says as much of the query and the topic's title does not say it all.
    fn sections_first(&self, found: &mut Vec<Candidate>) {
        let mut at = 0;
        while let Some(topic) = found.get(at).copied().filter(|_| at < SEEN) {
            let child = found.iter().enumerate().take(2 * SEEN).skip(at + 1).find(|(_, hit)| {
                let parent = self.nodes.get(hit.node.at()).and_then(|node| node.parent);
                parent == Some(topic.node) && hit.score >= topic.score * 0.85
            });
            if let Some((place, child)) = child.filter(|_| !topic.in_title && topic.why != Why::Note) {
                let child = Candidate { score: topic.score, ..*child };
                found.remove(place);
                found.insert(at, child);
                at += 1;
            }
            at += 1;
        }
    }

    /// Reads what is shown of a hit.
    pub(super) fn show(&self, hit: &mut Hit, lights: &Lights<'_>) {
        hit.shown = true;
        if hit.why != Why::Id {
            let title = self.nodes.get(hit.node.at()).map_or("", |known| known.title.as_ref());
            hit.title_marks = lights.marks(title);
        }
        let note = hit.note.zip(self.notes.as_ref()).and_then(|(at, notes)| notes.notes.get(at as usize));
        if let Some((_, note)) = note {
            let (snippet, _) = snippet::of(note, hit.place, lights);
            hit.snippet = Snippet { anchor: String::new(), ..snippet };
        } else if let Some(text) = self.texts.as_ref().and_then(|texts| texts(hit.node)) {
            let (snippet, passage) = snippet::of(&text, hit.place, lights);
            hit.snippet = snippet;
            hit.passage = Some(text.get(passage).unwrap_or_default().to_owned());
        }
    }
}

/// A node that was found, before its text is read.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    node: NodeIdx,
    score: f32,
    why: Why,
    passage: u32,
    /// Which note, if it was found by one.
    note: Option<u32>,
    /// The passages where words of the query stand together.
    near: u64,
    in_title: bool,
}

impl Candidate {
    /// A hit that is not shown yet.
    fn hit(self) -> Hit {
        Hit {
            node: self.node,
            score: f64::from(self.score),
            why: self.why,
            shown: false,
            title_marks: Vec::new(),
            snippet: Snippet::default(),
            passage: None,
            place: self.passage,
            note: self.note,
        }
    }
}

/// Best first; between equals in reading order.
fn sort(found: &mut [Candidate]) {
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
}
