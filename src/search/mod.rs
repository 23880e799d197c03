//! One search for the TUI and the CLI: ids, titles, terms, API symbols, full text and the learner's own notes.
//!
//! ```text
//! texts --scan--> lines --word--> tokens --collect--> table     at build time for the program's own curriculum,
//!                                                               at run time for a folder and for notes
//! query --query, guess, synonyms--> meanings of each word --rank--> matches --snippet--> hits
//! ```
//!
//! - [`index`]: [`Index`], what can be searched, and the search itself; [`hit`]: what it finds
//! - [`scan`]: Markdown to lines and pieces; [`word`]: text to words and symbols;
//!   [`stem`]: which words are one word, and which say nothing
//! - [`collect`]: texts to a [`table`], an inverted index as plain bytes
//! - [`query`]: the words of a query and what they mean; [`guess`]: what an unknown word was meant to be;
//!   [`synonyms`]: what learners say and the curriculum does not
//! - [`understand`]: a whole query in the terms of one index; [`phrases`]: titles and terms that it has in it;
//!   [`rank`]: which documents are meant, on one scale; [`lights`]: what it means, found again in a text; [`snippet`]: the line that shows it
//!
//! The build script compiles [`collect`], [`scan`], [`stem`], [`table`] and [`word`] too: the index of the embedded curriculum is part
//! of the program, so that neither a start nor `gomastery search` reads 150 lessons.

pub mod collect;
pub mod guess;
pub mod hit;
pub mod index;
pub mod lights;
pub mod phrases;
pub mod query;
pub mod rank;
pub mod scan;
pub mod snippet;
pub mod stem;
pub mod synonyms;
pub mod table;
pub mod understand;
pub mod word;

pub use hit::{Hit, Results, Snippet, Why};
pub use index::{Index, Texts};

#[cfg(test)]
mod tests;
