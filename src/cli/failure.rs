//! What went wrong: one line, a hint, and the exit status that follows the kind.

use std::io;

use crate::{
    content::Problem,
    domain::{Curriculum, Id, Kind, Node},
    session::Error,
};

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

    /// An id that the curriculum does not have, with what is near.
    pub fn unknown(curriculum: &Curriculum, text: &str) -> Self {
        let name = text.trim();
        let near = std::iter::successors(name.rsplit_once('.'), |(above, _)| above.rsplit_once('.'));
        let near = near.filter_map(|(above, _)| curriculum.resolve(above)).next().and_then(|idx| curriculum.get(idx));
        let number = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let similar = curriculum.nodes.iter().find(|node| node.id.as_str().eq_ignore_ascii_case(name));
        let hint = match (near, similar) {
            (Some(node), _) => match range(curriculum, |other| parent(curriculum, other) == Some(&node.id)) {
                Some((first, last)) => format!("{} has {first} to {last}", node.id),
                None => format!("{} is a lesson, with nothing below it", node.id),
            },
            (None, Some(node)) => format!("did you mean {}?", node.id),
            (None, None) if number => match range(curriculum, |other| other.kind == Kind::Phase) {
                Some((first, last)) => format!("phases are {first} to {last}; `gomastery list` shows all ids"),
                None => "`gomastery list` shows all ids".to_owned(),
            },
            (None, None) => "`gomastery search WORDS` finds lessons; ids are like 5, 5.6 or 5.6.4".to_owned(),
        };
        Self::new(format!("there is no {text:?} in the curriculum"), hint)
    }
}

/// The id of the node above.
fn parent<'a>(curriculum: &'a Curriculum, node: &Node) -> Option<&'a Id> {
    node.parent.and_then(|idx| curriculum.get(idx)).map(|above| &above.id)
}

/// The first and the last id, as people count, of the nodes that are wanted.
fn range(curriculum: &Curriculum, wanted: impl Fn(&Node) -> bool) -> Option<(&Id, &Id)> {
    let ids = || curriculum.nodes.iter().filter(|node| wanted(node)).map(|node| &node.id);
    ids().min().zip(ids().max())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::source::embedded_tree;

    #[test]
    fn an_unknown_id_is_told_with_what_is_near() {
        let tree = embedded_tree();
        for (id, hint) in [
            ("5.6.99", "5.6 has 5.6.1 to 5.6.5"),
            ("5.6.4.1", "5.6.4 is a lesson, with nothing below it"),
            (" 5.6.4.1.1. ", "5.6.4 is a lesson, with nothing below it"),
            ("Introduction", "did you mean introduction?"),
            ("99", "phases are 0 to 12; `gomastery list` shows all ids"),
            ("", "phases are 0 to 12; `gomastery list` shows all ids"),
            ("channels", "`gomastery search WORDS` finds lessons; ids are like 5, 5.6 or 5.6.4"),
        ] {
            assert_eq!(Failure::unknown(&tree, id).hint, hint, "{id}");
        }
        assert!(Failure::unknown(&tree, "5.99").hint.starts_with("5 has 5.1 to 5.1"), "as people count");
    }
}
