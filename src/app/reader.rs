//! A lesson that is open: its text, laid out for the pane, and where the learner stands in it.

use crate::{
    domain::NodeIdx,
    markdown::{Anchor, Document, Layout, Options, find, layout, layout_window},
};

use super::place::Place;

/// The open lesson.
#[derive(Debug)]
pub struct Reader {
    pub node: NodeIdx,
    pub document: Document,
    pub layout: Layout,
    /// The layout is of what the window shows, and not of the whole text: on the first frame alone.
    pub glimpse: bool,
    pub options: Options,
    /// The first line on the screen.
    pub top: usize,
    /// How many lines fit; set by `fit`.
    pub height: usize,
    pub found: Option<Found>,
    /// Where the learner stood when they began to type what to find: each letter searches from there again.
    pub find_from: Anchor,
    /// The selected link: an index into the layout's places.
    pub link: Option<usize>,
}

/// What was found in the page.
#[derive(Debug)]
pub struct Found {
    pub query: String,
    pub hits: Vec<find::Hit>,
    /// The hit that the learner is at.
    pub at: usize,
}

impl Reader {
    /// A text in a pane of this many columns and lines, opened at a place.
    pub fn new(node: NodeIdx, document: Document, options: Options, height: usize, place: &Place) -> Self {
        let layout = layout(&document, &options);
        let mut reader = Self {
            node,
            document,
            layout,
            glimpse: false,
            options,
            top: 0,
            height,
            found: None,
            find_from: Anchor::default(),
            link: None,
        };
        match place {
            Place::Top => {}
            Place::At(anchor) => reader.scroll_to(reader.layout.line_of(*anchor)),
            Place::Heading(slug) => {
                let line = reader.layout.heading_line(slug);
                reader.scroll_to(line.unwrap_or(0));
            }
        }
        reader
    }

    /// As [`Reader::new`], of which no more is laid out than the window shows until [`Reader::complete`].
    pub fn glimpse(node: NodeIdx, document: Document, options: Options, height: usize, place: &Place) -> Self {
        let window = match place {
            Place::At(anchor) => Some(*anchor),
            Place::Top | Place::Heading(_) => None,
        };
        let part = window.and_then(|from| Some((from, layout_window(&document, &options, from, height)?)));
        match part {
            None => Self::new(node, document, options, height, place),
            Some((from, layout)) => {
                let top = layout.line_of(from);
                let find_from = Anchor::default();
                Self { node, document, layout, glimpse: true, options, top, height, found: None, find_from, link: None }
            }
        }
    }

    /// Lays out the whole text where that was not done yet; the window shows the same.
    pub fn complete(&mut self) {
        if std::mem::take(&mut self.glimpse) {
            let anchor = self.anchor();
            self.layout = layout(&self.document, &self.options);
            self.scroll_to(self.layout.line_of(anchor));
        }
    }

    /// Lays the text out again where the pane or the options have changed; the passage on top stays on top.
    pub fn fit(&mut self, options: Options, height: usize) {
        self.height = height;
        if options != self.options {
            let anchor = self.anchor();
            self.options = options;
            self.glimpse = false;
            self.layout = layout(&self.document, &options);
            self.top = self.layout.line_of(anchor);
            self.link = None;
            if let Some(found) = &mut self.found {
                found.hits = self.layout.find(&found.query);
                found.at = found.at.min(found.hits.len().saturating_sub(1));
            }
        }
        self.top = self.top.min(self.last_top());
    }

    /// The passage on top.
    pub fn anchor(&self) -> Anchor {
        self.layout.anchor_of(self.top)
    }

    /// The largest `top`: the last line stands at the bottom.
    pub fn last_top(&self) -> usize {
        self.layout.len().saturating_sub(self.height.max(1))
    }

    /// Puts a line on top, as far as the text reaches.
    pub fn scroll_to(&mut self, line: usize) {
        self.top = line.min(self.last_top());
        self.link = self.link.filter(|link| self.layout.links().get(*link).is_some_and(|place| self.shows(place.line)));
    }

    /// Scrolls by lines.
    pub fn scroll_by(&mut self, by: isize) {
        self.scroll_to(self.top.saturating_add_signed(by));
    }

    /// Whether a line is on the screen.
    pub fn shows(&self, line: usize) -> bool {
        (self.top..self.top + self.height.max(1)).contains(&line)
    }

    /// Brings a line onto the screen, a third from the top, if it is not there.
    pub fn reveal(&mut self, line: usize) {
        if !self.shows(line) {
            self.scroll_to(line.saturating_sub(self.height / 3));
        }
    }

    /// How far the learner has come, in percent.
    pub fn percent(&self) -> usize {
        let seen = (self.top + self.height).min(self.layout.len());
        (seen * 100).checked_div(self.layout.len()).unwrap_or(100)
    }

    /// Selects the next (or previous) link on the screen, from the top if none is selected. True if there is one.
    pub fn select_link(&mut self, forward: bool) -> bool {
        let links = self.layout.links();
        let on_screen = |at: &usize| links.get(*at).is_some_and(|place| self.shows(place.line));
        let mut places: Vec<usize> = (0..links.len()).filter(on_screen).collect();
        // A link that is broken over lines has a place in each; one of them is enough.
        places.dedup_by_key(|at| links.get(*at).map(|place| place.link));
        if !forward {
            places.reverse();
        }
        let next = match self.link.and_then(|now| places.iter().position(|at| *at == now)) {
            Some(now) => places.get(now + 1).or(places.first()),
            None => places.first(),
        };
        self.link = next.copied();
        self.link.is_some()
    }

    /// The selected link: an index into the document's links.
    pub fn selected_link(&self) -> Option<u32> {
        self.link.and_then(|at| self.layout.links().get(at)).map(|place| place.link)
    }

    /// Finds `query` and goes to the first hit at or after the place where the search began; stays there if there is none.
    pub fn find(&mut self, query: &str) {
        self.scroll_to(self.layout.line_of(self.find_from));
        let hits = self.layout.find(query);
        let at = hits.iter().position(|hit| hit.line() >= self.top).unwrap_or(0);
        let line = hits.get(at).map(find::Hit::line);
        self.found = (!query.is_empty()).then(|| Found { query: query.to_owned(), hits, at });
        if let Some(line) = line {
            self.reveal(line);
        }
    }

    /// Goes to the next or previous hit, around the end. False where there is none.
    pub fn step_hit(&mut self, forward: bool) -> bool {
        let Some(found) = &mut self.found else { return false };
        let count = found.hits.len();
        if count == 0 {
            return false;
        }
        found.at = if forward { (found.at + 1) % count } else { (found.at + count - 1) % count };
        let line = found.hits.get(found.at).map_or(0, find::Hit::line);
        self.reveal(line);
        true
    }

    /// The numbers of the code blocks of which something is on the screen.
    pub fn visible_codes(&self) -> Vec<u32> {
        let end = self.top + self.height.max(1);
        let visible = self.layout.codes().iter().filter(|code| code.start < end && code.end > self.top);
        visible.map(|code| code.number).collect()
    }
}
