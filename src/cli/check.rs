//! `gomastery check`: the lint of a curriculum.

use std::path::Path;

use super::{Failure, failure::FAILED, output::Output};
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
        1 => Err(Failure { what: "1 problem".into(), hint: String::new(), status: FAILED }),
        many => Err(Failure { what: format!("{many} problems"), hint: String::new(), status: FAILED }),
    }
}
