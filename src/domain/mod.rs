//! What the program is about, and nothing else: ids, the curriculum's tree, what happened to a learner and what that
//! amounts to. Pure: no file, no clock, no terminal; everything above may use it, it uses nothing above.

pub mod curriculum;
pub mod day;
pub mod event;
pub mod id;
pub mod progress;
pub mod question;
pub mod standing;

pub use curriculum::{Curriculum, Depth, Kind, Node, NodeIdx, Tier};
pub use day::{Day, Now};
pub use event::{DeviceId, Event, EventId, What};
pub use id::Id;
pub use progress::Progress;

/// Text that is either part of the binary or was read at run time.
pub type Str = std::borrow::Cow<'static, str>;
/// A list that is either part of the binary or was read at run time.
pub type List<T> = std::borrow::Cow<'static, [T]>;
