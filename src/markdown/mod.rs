//! Markdown to blocks, blocks to lines of text with a role; knows no colour and no terminal.
//!
//! ```text
//! &str --parse--> Document (block) --layout--> Layout: lines of spans (style, clean text)
//!                    |  outline, links, code blocks, tables                |  anchors, find, link places
//!                    +--passages--> text for the search index              +--to_text--> plain text for a pipe
//! ```
//!
//! - [`block`]: the tree that a document is; [`query`]: what it can be asked;
//! - [`fence`]: what the first line of a code block says about it;
//! - [`mod@parse`]: builds the tree, with caps against hostile input;
//! - [`style`]: the meanings that a span can have;
//! - [`mod@layout`]: the tree at a width; [`wrap`] breaks lines, [`highlight`] finds the words of Go;
//! - [`find`]: search in a page; [`passage`]: text for the search index.
//!
//! A caller parses a lesson once, lays it out once a width, and keeps both: drawing then only copies.

pub mod block;
pub mod fence;
pub mod find;
pub mod highlight;
pub mod layout;
pub mod parse;
pub mod passage;
pub mod query;
pub mod style;
pub mod wrap;

pub use block::Document;
pub use layout::{Anchor, Layout, Options, layout, layout_window};
pub use parse::parse;
pub use style::{Glyphs, Mods, Role, Style};
