//! What a program prints against what a lesson says: the same lines, the same in any order, or a pattern.

use gomastery::markdown::fence::Match;

/// The lines of an output as they are compared: without blanks at their ends, without empty lines at the end.
fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// Whether `got` is what `expected` says.
pub fn same(expected: &str, got: &str, how: Match) -> bool {
    let (mut expected, mut got) = (lines(expected), lines(got));
    match how {
        Match::Exact => expected == got,
        Match::Unordered => {
            expected.sort_unstable();
            got.sort_unstable();
            expected == got
        }
        Match::Pattern => pattern(&expected, &got),
    }
}

/// Whether `got` begins with what `expected` says: of a program that dies, the rest is addresses.
pub fn begins(expected: &str, got: &str, how: Match) -> bool {
    let (mut expected, got) = (lines(expected), lines(got));
    match how {
        Match::Pattern => {
            expected.push("...");
            pattern(&expected, &got)
        }
        Match::Exact | Match::Unordered => !expected.is_empty() && got.starts_with(&expected),
    }
}

/// A line `...` stands for any lines, `...` in a line for anything in it.
fn pattern(expected: &[&str], got: &[&str]) -> bool {
    // open[i]: the lines so far can be what the first i lines of the pattern stand for.
    let mut open = vec![false; expected.len() + 1];
    open[0] = true;
    skip(expected, &mut open);
    for line in got {
        let mut next = vec![false; expected.len() + 1];
        for (at, wanted) in expected.iter().enumerate().filter(|(at, _)| open[*at]) {
            match wanted.trim() {
                "..." => next[at] = true,
                _ if fits(wanted, line) => next[at + 1] = true,
                _ => {}
            }
        }
        skip(expected, &mut next);
        open = next;
    }
    open[expected.len()]
}

/// A line `...` also stands for no line.
fn skip(expected: &[&str], open: &mut [bool]) {
    for (at, wanted) in expected.iter().enumerate() {
        open[at + 1] |= open[at] && wanted.trim() == "...";
    }
}

fn fits(wanted: &str, line: &str) -> bool {
    let mut parts = wanted.split("...");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The most lines of a difference that are told.
const MAX_TOLD: usize = 40;
/// The most lines that are laid beside each other.
const MAX_LINES: usize = 400;

/// The difference, a line each: `-` expected and not there, `+` there and not expected, `  ` both.
pub fn difference(expected: &str, got: &str) -> String {
    let (mut old, mut new) = (lines(expected), lines(got));
    old.truncate(MAX_LINES);
    new.truncate(MAX_LINES);
    // longest[i][j]: how many lines old[i..] and new[j..] have in common, in order.
    let mut longest = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] =
                if old[i] == new[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut told = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            told.push(format!("  {}", old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            told.push(format!("- {}", old[i]));
            i += 1;
        } else {
            told.push(format!("+ {}", new[j]));
            j += 1;
        }
    }
    if told.len() > MAX_TOLD {
        // What comes before the first difference says least.
        let first = told.iter().position(|line| !line.starts_with("  ")).unwrap_or(0).saturating_sub(3);
        told.drain(..first);
        told.truncate(MAX_TOLD);
        told.push("  (and so on)".into());
    }
    told.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_compared_as_their_fences_say() {
        for (expected, got, how, is) in [
            ("a\nb\n", "a \nb\n\n", Match::Exact, true),
            ("a\nb\n", "b\na\n", Match::Exact, false),
            ("a\n", "", Match::Exact, false),
            ("\n", "", Match::Exact, true),
            (" a\n", "a\n", Match::Exact, false),
            ("a\nb\n", "b\na\n", Match::Unordered, true),
            ("a\nb\n", "b\na\na\n", Match::Unordered, false),
            ("a\n...\nz\n", "a\nz\n", Match::Pattern, true),
            ("a\n...\nz\n", "a\nb\nc\nz\n", Match::Pattern, true),
            ("a\n...\nz\n", "a\nb\nc\n", Match::Pattern, false),
            ("...\n", "", Match::Pattern, true),
            ("ok  ... in ...s\n", "ok  x in 0.1s\n", Match::Pattern, true),
            ("ok  ... in ...s\n", "ok  x in 0.1\n", Match::Pattern, false),
            ("ok ...\n", "so ok 1\n", Match::Pattern, false),
            ("x\n", "x...\n", Match::Pattern, false),
            ("a...a\n", "a\n", Match::Pattern, false),
            ("...\nb\n...\nb\n", "b\nb\n", Match::Pattern, true),
        ] {
            assert_eq!(same(expected, got, how), is, "{expected:?} {got:?} {how:?}");
        }
    }

    #[test]
    fn what_dies_is_compared_as_far_as_the_lesson_goes() {
        assert!(begins("panic: x\n", "panic: x\n\ngoroutine 1\n", Match::Exact));
        assert!(!begins("panic: x\n", "panic: xy\n", Match::Exact));
        assert!(!begins("\n", "panic: x\n", Match::Exact), "nothing promises nothing");
        assert!(begins("panic: ...\n", "panic: x\n\ngoroutine 1\n", Match::Pattern));
    }

    #[test]
    fn a_difference_shows_both_sides() {
        assert_eq!(difference("a\nb\nc\n", "a\nx\nc\nd\n"), "  a\n- b\n+ x\n  c\n+ d");
        let long: String = (0..200).map(|n| format!("{n}\n")).collect();
        let told = difference(&long, &long.replace("150\n", "x\n"));
        assert!(
            told.starts_with("  147\n") && told.contains("- 150\n+ x\n") && told.ends_with("(and so on)"),
            "{told}"
        );
    }
}
