//! The application, pure: a model, messages, and `update`, which turns one into the next and says what the shell is to do.
//! No I/O, no clock, no randomness.
//!
//! - [`model`]: all that the screen depends on; [`place`], [`tree`], [`reader`], [`review`], [`field`] are parts of it
//! - [`msg`]: what can happen; [`effect`]: what the shell is asked to do
//! - [`command`]: THE table of commands; [`keys`]: what a chord means
//! - [`link`]: which links may leave the program, and as what
//! - [`layout`]: where everything stands, for update and view alike
//! - [`update`]: a file for each screen

pub mod command;
pub mod effect;
pub mod field;
pub mod keys;
pub mod layout;
pub mod link;
pub mod model;
pub mod msg;
pub mod overlay;
pub mod place;
pub mod reader;
pub mod review;
pub mod tree;
pub mod update;

pub use effect::Effect;
pub use model::Model;
pub use msg::{Msg, News};
pub use update::update;
