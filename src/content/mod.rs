//! A curriculum's text, embedded in the binary or in a folder, becomes the domain's tree; its lessons are read when they
//! are needed.
//!
//! - [`manifest`]: `curriculum.toml` and the `phase.toml` files as they are written
//! - [`assemble`]: manifests to a [`crate::domain::Curriculum`]; the build script runs the same code
//! - [`source`]: where texts come from, and how a folder is read without trusting it
//! - [`load`]: a whole curriculum from a source
//! - [`questions`]: the questions beside a lesson
//! - [`error`]: what can be wrong, with its place and what to do

pub mod assemble;
pub mod check;
pub mod error;
pub mod load;
pub mod manifest;
pub mod questions;
pub mod source;

pub use error::Problem;
pub use load::load;
pub use source::Source;
