//! The tree of a curriculum: tiers, phases, topics, sections and pages, flat and in reading order.
//!
//! A node's subtree is the run of nodes from it to its `end`, so "all lessons below" is a slice and nothing recurses.

use std::ops::Range;

use super::{Id, List, Str};

/// A whole curriculum, without its lessons' texts.
#[derive(Clone, Debug, Default)]
pub struct Curriculum {
    /// Its own id: progress is kept apart by it.
    pub id: Str,
    pub title: Str,
    /// What its statements hold for: "Go 1.27".
    pub edition: Str,
    pub philosophy: Str,
    pub tenets: List<Str>,
    /// All nodes in reading order, a parent before its children.
    pub nodes: Vec<Node>,
    /// What the tiers promise; `node` is their place in `nodes`.
    pub tiers: Vec<Tier>,
    /// Places in `nodes`, sorted by id.
    pub by_id: List<u32>,
    /// Other names under which a node is known: (id, names).
    pub aliases: List<(Id, List<Str>)>,
}

/// What a tier promises.
#[derive(Clone, Debug)]
pub struct Tier {
    pub node: NodeIdx,
    pub subject: Str,
    pub goal: Str,
    /// In words: "8 to 12 weeks".
    pub duration: Str,
    pub outcome: Str,
}

/// A place in [`Curriculum::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIdx(pub u32);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Tier,
    Phase,
    Topic,
    Section,
    Page,
}

impl Kind {
    /// The kind's name, as JSON output has it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Tier => "tier",
            Kind::Phase => "phase",
            Kind::Topic => "topic",
            Kind::Section => "section",
            Kind::Page => "page",
        }
    }
}

/// How far a lesson's text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Depth {
    /// Each term explained in a sentence or two.
    #[default]
    Outline,
    /// The lesson as it is meant to be.
    Full,
}

/// A tier, phase, topic, section or page.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: Id,
    pub kind: Kind,
    pub title: Str,
    /// A phase's objective; empty elsewhere.
    pub objective: Str,
    pub parent: Option<NodeIdx>,
    /// Where its subtree ends in `nodes` (exclusive).
    pub end: u32,
    /// Whether it is a lesson: a leaf that is marked and counted. Overviews (of branches) and pages are not.
    pub lesson: bool,
    /// The path of its text below the curriculum's folder; none for a tier, or a phase without an overview.
    pub file: Option<Str>,
    pub depth: Depth,
    /// Rises when the text is rewritten; 1 at first.
    pub revision: u32,
    /// Honest reading time in minutes.
    pub minutes: u16,
    /// The Go version that brought the subject, "1.18", or empty.
    pub since: Str,
    /// Anchors of the Go specification, "#Channel_types".
    pub spec: List<Str>,
    /// Packages of the standard library.
    pub std: List<Str>,
    /// Lessons to read before.
    pub requires: List<Id>,
    /// Ids that it had before a renumbering.
    pub was: List<Id>,
    /// Beyond the roadmap: added by us.
    pub added: bool,
}

impl Node {
    /// A node of a kind with an id and a title and nothing else.
    pub const fn new(kind: Kind, id: Id, title: Str) -> Self {
        Self {
            id,
            kind,
            title,
            objective: Str::Borrowed(""),
            parent: None,
            end: 0,
            lesson: false,
            file: None,
            depth: Depth::Outline,
            revision: 1,
            minutes: 0,
            since: Str::Borrowed(""),
            spec: List::Borrowed(&[]),
            std: List::Borrowed(&[]),
            requires: List::Borrowed(&[]),
            was: List::Borrowed(&[]),
            added: false,
        }
    }

    /// Whether there is a text to read: a lesson, an overview or a page.
    pub const fn readable(&self) -> bool {
        self.file.is_some()
    }
}

impl NodeIdx {
    /// The place as a number to index with.
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

impl Curriculum {
    /// The node at `idx`, if the curriculum has it.
    pub fn get(&self, idx: NodeIdx) -> Option<&Node> {
        self.nodes.get(idx.at())
    }

    /// The place of the node with this id, or of the one that had it before a renumbering.
    pub fn find(&self, id: &str) -> Option<NodeIdx> {
        let found = self.by_id.binary_search_by(|&at| match self.nodes.get(at as usize) {
            Some(node) => node.id.as_str().cmp(id),
            None => std::cmp::Ordering::Less,
        });
        match found {
            Ok(place) => self.by_id.get(place).map(|&at| NodeIdx(at)),
            Err(_) => self.iter().find(|(_, n)| n.was.iter().any(|w| w.as_str() == id)).map(|(idx, _)| idx),
        }
    }

    /// The node that a person means by `text`: an id, perhaps with blanks around it, a trailing dot (`2.7.`) or zeros (`5.06`).
    pub fn resolve(&self, text: &str) -> Option<NodeIdx> {
        let text = text.trim().trim_end_matches('.');
        self.find(text).or_else(|| {
            let plain: Vec<&str> = text
                .split('.')
                .map(|part| {
                    let bare = part.trim_start_matches('0');
                    if bare.is_empty() && !part.is_empty() { "0" } else { bare }
                })
                .collect();
            self.find(&plain.join("."))
        })
    }

    /// All nodes with their places, in reading order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (NodeIdx, &Node)> + Clone {
        self.nodes.iter().enumerate().map(|(at, node)| (NodeIdx(u32::try_from(at).unwrap_or(u32::MAX)), node))
    }

    /// The places of a node and all below it.
    pub fn subtree(&self, idx: NodeIdx) -> Range<u32> {
        let end = self.get(idx).map_or(idx.0, |node| node.end);
        idx.0..end.max(idx.0)
    }

    /// The lessons of a node: itself if it is one, else those below it, in reading order.
    pub fn lessons(&self, idx: NodeIdx) -> impl DoubleEndedIterator<Item = (NodeIdx, &Node)> {
        let range = self.subtree(idx);
        let slice = self.nodes.get(range.start as usize..range.end as usize).unwrap_or(&[]);
        let start = range.start;
        slice
            .iter()
            .enumerate()
            .filter(|(_, node)| node.lesson)
            .map(move |(at, node)| (NodeIdx(start + u32::try_from(at).unwrap_or(0)), node))
    }

    /// All lessons, in reading order.
    pub fn all_lessons(&self) -> impl DoubleEndedIterator<Item = (NodeIdx, &Node)> + Clone {
        self.iter().filter(|(_, node)| node.lesson)
    }

    /// The children of a node; of the curriculum itself (tiers and pages) for `None`.
    pub fn children(&self, parent: Option<NodeIdx>) -> impl Iterator<Item = NodeIdx> + '_ {
        let (mut next, end) = match parent {
            Some(idx) => (idx.0 + 1, self.subtree(idx).end),
            None => (0, u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)),
        };
        std::iter::from_fn(move || {
            let node = self.nodes.get(next as usize).filter(|_| next < end)?;
            let here = NodeIdx(next);
            next = node.end.max(next + 1);
            Some(here)
        })
    }

    /// The parents of a node, the nearest first.
    pub fn ancestors(&self, idx: NodeIdx) -> impl Iterator<Item = NodeIdx> + '_ {
        let mut here = self.get(idx).and_then(|node| node.parent);
        std::iter::from_fn(move || {
            let now = here?;
            here = self.get(now).and_then(|node| node.parent);
            Some(now)
        })
    }

    /// How many parents a node has.
    pub fn level(&self, idx: NodeIdx) -> usize {
        self.ancestors(idx).count()
    }

    /// The titles from the tier down to the node itself.
    pub fn path(&self, idx: NodeIdx) -> Vec<&str> {
        let mut titles: Vec<&str> =
            self.ancestors(idx).chain([]).filter_map(|up| self.get(up)).map(|node| node.title.as_ref()).collect();
        titles.reverse();
        titles.extend(self.get(idx).map(|node| node.title.as_ref()));
        titles
    }

    /// The next lesson after `idx` in reading order.
    pub fn next_lesson(&self, idx: NodeIdx) -> Option<NodeIdx> {
        self.all_lessons().map(|(at, _)| at).find(|at| *at > idx)
    }

    /// The last lesson before `idx` in reading order.
    pub fn previous_lesson(&self, idx: NodeIdx) -> Option<NodeIdx> {
        self.all_lessons().map(|(at, _)| at).rev().find(|at| *at < idx)
    }

    /// The node whose text is this file.
    pub fn by_file(&self, file: &str) -> Option<NodeIdx> {
        self.iter().find(|(_, node)| node.file.as_deref() == Some(file)).map(|(idx, _)| idx)
    }

    /// The node to which a relative link in another node's text leads: `../05-concurrency/5.07-select.md`.
    pub fn linked(&self, from: NodeIdx, path: &str) -> Option<NodeIdx> {
        let file = self.get(from)?.file.as_deref()?;
        let mut parts: Vec<&str> = file.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                // A link that climbs out of the curriculum leads nowhere.
                ".." => _ = parts.pop()?,
                part => parts.push(part),
            }
        }
        self.by_file(&parts.join("/"))
    }

    /// The other names of a node.
    pub fn aliases_of(&self, id: &Id) -> &[Str] {
        self.aliases.iter().find(|(known, _)| known == id).map_or(&[], |(_, names)| names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T(P(1.1 lesson, 1.2 topic(1.2.1, 1.2.2)), P2(2.1)), page
    fn tree() -> Curriculum {
        let rows = [
            (Kind::Tier, "t", None, 7, false),
            (Kind::Phase, "1", Some(0), 6, false),
            (Kind::Topic, "1.1", Some(1), 3, true),
            (Kind::Topic, "1.2", Some(1), 6, false),
            (Kind::Section, "1.2.1", Some(3), 5, true),
            (Kind::Section, "1.2.2", Some(3), 6, true),
            (Kind::Phase, "2", Some(0), 7, false),
            (Kind::Page, "about", None, 8, false),
        ];
        let nodes: Vec<Node> = rows
            .iter()
            .map(|&(kind, id, parent, end, lesson)| Node {
                parent: parent.map(NodeIdx),
                end,
                lesson,
                ..Node::new(kind, Id::from_static(id), id.into())
            })
            .collect();
        let mut by_id: Vec<u32> = (0..8).collect();
        by_id.sort_by_key(|&at| nodes[at as usize].id.as_str().to_owned());
        Curriculum { nodes, by_id: by_id.into(), ..Curriculum::default() }
    }

    #[test]
    fn walks_the_tree() {
        let tree = tree();
        let ids =
            |places: Vec<NodeIdx>| places.iter().map(|i| tree.get(*i).unwrap().id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(tree.children(None).collect()), ["t", "about"]);
        let phase = tree.find("1").unwrap();
        assert_eq!(ids(tree.children(Some(phase)).collect()), ["1.1", "1.2"]);
        assert_eq!(ids(tree.lessons(phase).map(|(i, _)| i).collect()), ["1.1", "1.2.1", "1.2.2"]);
        let section = tree.find("1.2.2").unwrap();
        assert_eq!(tree.path(section), ["t", "1", "1.2", "1.2.2"]);
        assert_eq!(tree.level(section), 3);
        assert_eq!(tree.previous_lesson(section), tree.find("1.2.1"));
        assert_eq!(tree.next_lesson(section), None);
        assert_eq!(tree.next_lesson(tree.find("1.2").unwrap()), tree.find("1.2.1"));
    }

    #[test]
    fn resolves_what_people_type() {
        let tree = tree();
        for (typed, id) in [(" 1.2. ", "1.2"), ("1.02", "1.2"), ("01", "1"), ("about", "about")] {
            assert_eq!(tree.resolve(typed), tree.find(id), "{typed}");
            assert!(tree.resolve(typed).is_some());
        }
        assert_eq!(tree.resolve("1.20"), None);
        assert_eq!(tree.resolve(""), None);
    }
}
