//! Whether what a tool or a program said is what the lesson promises. Each answer is a list of faults; none is a proof.

use gomastery::{
    domain::question::Outcome,
    markdown::fence::{Go, Match},
};

use super::{
    collect::{Asked, Block},
    compare::{begins, difference, same},
    process::Ended,
};

/// What the tools print of the packages that they are at, and no lesson shows.
pub fn without_headers(output: &str) -> String {
    let shown = |line: &&str| !line.starts_with("# ") && !line.starts_with("go: warning");
    output.lines().filter(shown).map(|line| format!("{line}\n")).collect()
}

fn differs(what: &str, expected: &str, got: &str) -> Vec<String> {
    vec![format!("{what} (- the lesson, + Go):\n{}", difference(expected, got))]
}

/// What a block's program printed when it was run.
pub fn ran(block: &Block, ended: &Ended) -> Vec<String> {
    let mut faults = Vec::new();
    let dies = block.kind == Go::Panics;
    if dies && ended.fine() {
        return vec![format!("must end with a status other than 0; it ends with {}", ended.says())];
    }
    let as_promised = if dies { ended.failed() } else { ended.fine() };
    if !as_promised {
        faults.push(format!("ends with {}", ended.says()));
    }
    match &block.output {
        None => faults.push(format!("no output block follows; it ends with {}", ended.says())),
        Some((expected, how)) if dies && !begins(expected, &ended.output, *how) => {
            faults.extend(differs("it does not begin to say what the lesson shows", expected, &ended.output));
        }
        Some((expected, how)) if !dies && !same(expected, &ended.output, *how) => {
            faults.extend(differs("the output differs", expected, &ended.output));
        }
        Some(_) => {}
    }
    faults
}

/// What a tool that must object said: the compiler of `go fails`, vet of `go vets`.
pub fn objected(block: &Block, tool: &str, output: &str) -> Vec<String> {
    let got = without_headers(output);
    match &block.output {
        None => vec![format!("no output block follows; {tool} says:\n{}", got.trim_end())],
        Some((expected, _)) if expected.trim().is_empty() => {
            vec![format!("the output is empty; {tool} says:\n{}", got.trim_end())]
        }
        Some((expected, how)) if !same(expected, &got, *how) => {
            differs(&format!("{tool} says something else"), expected, &got)
        }
        Some(_) => Vec::new(),
    }
}

/// What `go test` said.
pub fn tested(block: &Block, ended: &Ended) -> Vec<String> {
    match &block.output {
        _ if !ended.fine() => vec![format!("go test ends with {}", ended.says())],
        Some((expected, how)) if !same(expected, &ended.output, *how) => {
            differs("what go test -v prints differs", expected, &ended.output)
        }
        _ => Vec::new(),
    }
}

/// Whether the race detector reported.
pub fn races(ended: &Ended) -> bool {
    ended.output.contains("WARNING: DATA RACE")
}

/// What a question's program printed when it was run. Programs that vary are run more than once, elsewhere.
pub fn answered(asked: &Asked, ended: &Ended) -> Vec<String> {
    let answer = asked.answer.trim();
    let output = &ended.output;
    match asked.outcome {
        Outcome::Prints if !ended.fine() => vec![format!("ends with {}", ended.says())],
        Outcome::Prints if !same(&asked.answer, output, Match::Exact) => {
            differs("it prints something else", &asked.answer, output)
        }
        Outcome::Panics if !ended.failed() => vec![format!("does not panic; ends with {}", ended.says())],
        Outcome::Panics if !begins(answer, output, Match::Exact) && (answer.is_empty() || !output.contains(answer)) => {
            differs("it says something else", answer, output)
        }
        Outcome::Panics => match (asked.line, first_line(output)) {
            (Some(line), at) if at != Some(line) => {
                vec![format!("panics at line {}, not {line}", at.map_or("?".into(), |at| at.to_string()))]
            }
            _ => Vec::new(),
        },
        Outcome::Deadlocks if !output.contains("all goroutines are asleep - deadlock!") => {
            vec![format!("no deadlock; ends with {}", ended.says())]
        }
        Outcome::Fails => vec!["it builds, but must not".into()],
        Outcome::Prints | Outcome::Deadlocks | Outcome::Varies => Vec::new(),
    }
}

/// The first line of `prog.go` in a trace.
fn first_line(trace: &str) -> Option<usize> {
    let after = trace.split("prog.go:").nth(1)?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// What the compiler said of a question's program that must not compile: the first message without its place, with or
/// without the lines that belong to it.
pub fn refused(asked: &Asked, output: &str) -> Vec<String> {
    let output = without_headers(output);
    let mut lines = output.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let (line, message) = place(first);
    let more: String =
        output.lines().skip(1).filter(|line| line.starts_with('\t')).map(|line| format!("\n{line}")).collect();
    let full = format!("{message}{more}");
    let mut faults = Vec::new();
    let answer = asked.answer.trim();
    if answer != message && answer != full.trim() {
        faults.extend(differs("the compiler says something else", answer, &full));
    }
    if let (Some(wanted), Some(line)) = (asked.line, line)
        && wanted != line
    {
        faults.push(format!("the compiler objects to line {line}, not {wanted}"));
    }
    if asked.line.is_some() && line.is_none() {
        faults.push(format!("the compiler names no line: {first}"));
    }
    faults
}

/// The line in `./prog.go:7:13: message`, and the message.
fn place(first: &str) -> (Option<usize>, &str) {
    let parse = || {
        let (place, message) = first.split_once(": ")?;
        let mut parts = place.rsplitn(3, ':');
        let (_column, line) = (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse().ok()?);
        parts.next().filter(|file| !file.contains(char::is_whitespace))?;
        Some((Some(line), message))
    };
    parse().unwrap_or((None, first))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::proofs::process::How;

    #[test]
    fn a_program_that_hangs_keeps_no_promise() {
        for kind in [Go::Run, Go::Panics] {
            let block = Block {
                kind,
                novet: false,
                nofmt: false,
                nofix: false,
                body: String::new(),
                output: Some(("1\n".into(), Match::Exact)),
                sessions: Vec::new(),
            };
            let said = |how| ran(&block, &Ended { how, output: "1\n".into() }).len();
            assert_eq!(said(How::Exit(if kind == Go::Run { 0 } else { 2 })), 0);
            assert_eq!(said(How::TimedOut(Duration::from_secs(1))), 1);
            assert_eq!(said(How::NotStarted("no".into())), 1);
        }
    }
}
