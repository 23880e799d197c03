//! `gomastery check`: the lint of a curriculum.

use std::path::Path;

use super::{
    Failure,
    failure::FAILED,
    output::{Output, number_of},
};
use crate::content::{Source, check};

/// Checks a folder, or the embedded curriculum.
pub fn run(dir: Option<&Path>, out: &mut Output) -> Result<(), Failure> {
    let source = match dir {
        Some(dir) => Source::folder(dir)?,
        None => Source::Embedded,
    };
    let problems = check::check(&source);
    for problem in &problems {
        out.line(&problem.to_string())?;
    }
    match problems.len() {
        0 => {
            out.line("no problems")?;
            Ok(())
        }
        many => Err(Failure { what: number_of(many, "problem"), hint: String::new(), status: FAILED }),
    }
}
