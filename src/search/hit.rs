//! What a search finds.

use std::ops::Range;

use super::{index::Index, lights::Lights, understand::Understood};
use crate::domain::NodeIdx;

/// What was found for a query, best first. Ranking reads few texts, showing reads one for each hit: so a hit has neither
/// snippet nor marks until [`Results::show`] is asked for it.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// At most as many as were asked for.
    pub hits: Vec<Hit>,
    /// How many nodes were found in all.
    pub total: usize,
    /// A word of the query that nothing knows, and the word that was searched in its place.
    pub mended: Option<(String, String)>,
    /// What was searched, as it was then, and how the query was understood: what is shown later fits what was found.
    pub(super) by: Option<(Index, Understood)>,
}

impl Results {
    /// Reads the texts of those of `hits` (places in the list; more of them than there are do no harm) that have not been
    /// shown yet.
    pub fn show(&mut self, hits: Range<usize>) {
        let Some((index, understood)) = &self.by else { return };
        let hits = self.hits.iter_mut().take(hits.end).skip(hits.start);
        let mut hits = hits.filter(|hit| !hit.shown).peekable();
        if hits.peek().is_none() {
            return;
        }
        let lights = Lights::new(understood, index.table());
        hits.for_each(|hit| index.show(hit, &lights));
    }

    /// Shows all hits.
    pub fn show_all(&mut self) {
        self.show(0..self.hits.len());
    }
}

/// A node that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub node: NodeIdx,
    /// On one scale for all queries: 1000 is an id, from 900 on a title that is exactly the query, below that all else.
    pub score: f64,
    /// What made it a hit.
    pub why: Why,
    /// What follows has been read.
    pub shown: bool,
    /// The characters of the node's title that match: ranges of character numbers, in order, apart from each other.
    pub title_marks: Vec<Range<usize>>,
    /// The line that matches best; empty where no text was read.
    pub snippet: Snippet,
    /// The Markdown of the passage that the snippet is from; none of a note, or where no text was read. Not sanitised.
    pub passage: Option<String>,
    /// The number of the passage to be shown.
    pub(super) place: u32,
    /// Which note, if it was found by one.
    pub(super) note: Option<u32>,
}

/// What made a node a hit: its strongest evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    Id,
    Title,
    /// Another name of it, or a word that stands for one of its words.
    Alias,
    /// A heading, a term in bold at the beginning of a paragraph, or the first cell of a table's row.
    Term,
    Text,
    /// The learner's own note.
    Note,
}

/// The line around the best match, as plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// One line without Markdown's marks, sanitised.
    pub text: String,
    /// The characters of `text` that match: ranges of character numbers, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
    /// The anchor of the heading that the line stands under; empty before the first, and in a note.
    pub anchor: String,
    /// The line of the Markdown source where its paragraph begins, from 1; of the note, where the hit is one.
    pub line: u32,
}
