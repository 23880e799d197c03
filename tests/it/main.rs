#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)] // tests may fail loudly

//! Whole-program tests, in one binary so that there is one link step.

mod driver;
mod screens;
mod storm;
