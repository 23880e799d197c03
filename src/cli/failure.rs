//! What went wrong: one line, a hint, and the exit status that follows the kind.

use std::io;

use crate::{content::Problem, session::Error};

/// Exit status of a failure, or of nothing found.
pub const FAILED: u8 = 1;

/// What went wrong.
#[derive(Debug)]
pub struct Failure {
    /// One line without an end mark; empty where the exit status says all (nothing found).
    pub what: String,
    pub hint: String,
    pub status: u8,
}

impl Failure {
    /// A failure with a hint.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into(), status: FAILED }
    }

    /// Nothing to say but the exit status.
    pub const fn silent(status: u8) -> Self {
        Self { what: String::new(), hint: String::new(), status }
    }

    /// An id that the curriculum does not have.
    pub fn unknown(id: &str) -> Self {
        Self::new(
            format!("there is no {id:?} in the curriculum"),
            "`gomastery list` shows all ids; they are like 5, 5.6 or 5.6.4",
        )
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { what: error.to_string(), hint: error.hint().to_owned(), status: error.exit_status() }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let hint = problem.hint.clone();
        Self::new(Problem { hint: String::new(), ..problem }.to_string(), hint)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // A reader that has seen enough (`| head -1`) is no failure.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::silent(0);
        }
        Self::new(format!("the output cannot be written: {error}"), "free space, or write elsewhere")
    }
}
