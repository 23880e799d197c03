//! What every level may use on text, knowing nothing of the rest of the program.
//!
//! - [`clean`]: the one sanitiser, and [`Clean`], the type that proves that a text went through it;
//! - [`width`]: how many columns a text takes on a terminal, cutting and padding to a width;
//! - [`fold`]: text as a search compares it (no case, no accents, plain quotes);
//! - [`json`]: JSON without characters that act or hide;
//! - [`slug`]: the anchors that GitHub gives to headings.

pub mod clean;
pub mod fold;
pub mod json;
pub mod slug;
pub mod width;

pub use clean::Clean;
pub use json::plain_json;
