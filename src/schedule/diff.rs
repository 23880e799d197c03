//! A predicted output against the real one, line by line. Whitespace at line ends and empty lines at the end do not count.

/// The most lines of each side that are compared with one another; beyond, lines are taken in pairs.
const MOST: usize = 300;

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// In both.
    Same(String),
    /// Only in the real output.
    Missing(String),
    /// Only in what was given.
    Extra(String),
}

fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// Compares the real output with what was given: a longest common subsequence of lines, missing lines before extra ones.
pub fn diff(real: &str, given: &str) -> Vec<DiffLine> {
    let (real, given) = (lines(real), lines(given));
    let (real_near, real_far) = real.split_at(real.len().min(MOST));
    let (given_near, given_far) = given.split_at(given.len().min(MOST));
    let mut row = near(real_near, given_near);
    for at in 0..real_far.len().max(given_far.len()) {
        match (real_far.get(at), given_far.get(at)) {
            (Some(a), Some(b)) if a == b => row.push(DiffLine::Same((*a).to_owned())),
            (a, b) => {
                row.extend(a.map(|a| DiffLine::Missing((*a).to_owned())));
                row.extend(b.map(|b| DiffLine::Extra((*b).to_owned())));
            }
        }
    }
    row
}

fn near(real: &[&str], given: &[&str]) -> Vec<DiffLine> {
    // common(i, j): how many lines real[i..] and given[j..] have in common at most.
    let width = given.len() + 1;
    let mut table = vec![0_u16; (real.len() + 1) * width];
    let common = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in real.iter().enumerate().rev() {
        for (j, b) in given.iter().enumerate().rev() {
            let best = if a == b {
                common(&table, i + 1, j + 1).saturating_add(1)
            } else {
                common(&table, i + 1, j).max(common(&table, i, j + 1))
            };
            if let Some(slot) = table.get_mut(i * width + j) {
                *slot = best;
            }
        }
    }
    let mut row = Vec::with_capacity(real.len().max(given.len()));
    let (mut i, mut j) = (0, 0);
    loop {
        match (real.get(i), given.get(j)) {
            (None, None) => return row,
            (Some(a), Some(b)) if a == b => {
                row.push(DiffLine::Same((*a).to_owned()));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || common(&table, i + 1, j) >= common(&table, i, j + 1) => {
                row.push(DiffLine::Missing((*a).to_owned()));
                i += 1;
            }
            (_, Some(b)) => {
                row.push(DiffLine::Extra((*b).to_owned()));
                j += 1;
            }
            (Some(_), None) => return row,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(real: &str, given: &str) -> String {
        let sign = |line: &DiffLine| match line {
            DiffLine::Same(text) => format!("={text}"),
            DiffLine::Missing(text) => format!("-{text}"),
            DiffLine::Extra(text) => format!("+{text}"),
        };
        diff(real, given).iter().map(sign).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lines_are_compared_without_their_ends() {
        assert_eq!(shown("a\nb\n", "a  \r\nb\t\n\n\n"), "=a =b");
        assert_eq!(shown("a\nb", "  a\nb"), "-a +  a =b");
        assert_eq!(shown("a\n\nb", "a\nb"), "=a - =b");
        assert_eq!(shown("7\n0", "7\n7\n0"), "=7 +7 =0");
        assert_eq!(shown("", ""), "");
        assert_eq!(shown("a", ""), "-a");
        assert_eq!(shown("", "a"), "+a");
    }

    #[test]
    fn long_outputs_are_compared_in_pairs_beyond_the_cap() {
        let many: String = (0..2_000).map(|n| format!("{n}\n")).collect();
        assert!(diff(&many, &many).iter().all(|line| matches!(line, DiffLine::Same(_))));
        assert_eq!(diff(&many, "").len(), 2_000);
        assert_eq!(diff(&many, &many.replace("1999\n", "x\n")).len(), 2_001);
    }
}
