//! Go Mastery: a study app for the terminal. The layers, from the bottom up, each knowing only what stands before it:
//!
//! - L0 [`domain`] what the program is about; [`text`] what every level may do with text
//! - L1 [`content`] curriculum text to domain; [`schedule`] when a question is due; [`markdown`] text to lines;
//!   [`search`]; [`store`] the one user of SQLite
//! - L2 [`session`] the use cases that the TUI and the CLI share; [`app`] model, messages, update: pure
//! - L3 [`view`] model to frame
//! - L4 [`tui`] the shell around the app; [`cli`] the verbs

pub mod app;
pub mod cli;
pub mod content;
pub mod domain;
pub mod markdown;
pub mod schedule;
pub mod search;
pub mod session;
mod start;
pub mod store;
pub mod text;
pub mod tui;
pub mod view;

pub use start::run;
