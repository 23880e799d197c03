//! Compact forms of what follows from a log, so that a start reads one row and not ten thousand. They may be thrown away at
//! any time: all of it is in the log.
//!
//! - [`fold`]: the facts, for whoever takes in more events; without the notes, whose texts may be long and which are read
//!   from the log in any case
//! - [`now`]: what is true now, for whoever only looks
//! - [`bytes`]: how numbers and texts are written

mod bytes;
mod fold;
mod now;

pub(super) use fold::Frozen;
