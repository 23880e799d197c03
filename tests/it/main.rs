//! Whole-program tests, in one binary so that there is one link step.

// A test may fail loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

mod crash;
mod driver;
mod hostile;
mod house;
mod memory;
mod own;
mod proofs;
#[allow(dead_code, reason = "a tool box: not every tool is in use at every time")]
mod pty;
mod review;
mod review_screens;
mod screens;
mod search;
mod shell;
mod sitting;
mod storm;
mod verbs;
mod whole;
