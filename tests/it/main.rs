//! Whole-program tests, in one binary so that there is one link step.

mod driver;
mod screens;
mod storm;
