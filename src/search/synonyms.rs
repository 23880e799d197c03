//! What learners say and the curriculum does not: `assets/synonyms.toml`, made a table by the build script. It is text, and
//! not a list of texts: each of its thousands of addresses would be worked out anew at every start of the program.

/// A line for each name, sorted: the name, and what stands for it, the closest first, with tabs between them.
static TABLE: &str = include_str!(concat!(env!("OUT_DIR"), "/synonyms.txt"));

/// The most words of a name.
pub const WORDS_MAX: usize = 4;

/// What stands for `name` (stems, separated by blanks), the closest first.
pub fn of(name: &str) -> Option<impl Iterator<Item = &'static str> + use<>> {
    let mut left = TABLE;
    while !left.is_empty() {
        let middle = left.floor_char_boundary(left.len() / 2);
        let (before, after) = left.split_at(middle);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(left.len(), |at| middle + at);
        let (known, targets) = left.get(start..end)?.split_once('\t')?;
        left = match known.cmp(name) {
            std::cmp::Ordering::Equal => return Some(targets.split('\t')),
            std::cmp::Ordering::Less => left.get(end + 1..).unwrap_or_default(),
            std::cmp::Ordering::Greater => left.get(..start.saturating_sub(1)).unwrap_or_default(),
        };
    }
    None
}

/// What stands for each name that `begin` begins, where what is left of the name is within a word.
pub fn begun(begin: &str) -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    TABLE.lines().filter_map(move |line| {
        let (rest, targets) = line.strip_prefix(begin)?.split_once('\t')?;
        (!rest.contains(' ')).then(|| targets.split('\t'))
    })
}

/// All names.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter_map(|line| Some(line.split_once('\t')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_found_and_no_other() {
        for line in TABLE.lines() {
            let (name, targets) = line.split_once('\t').unwrap();
            assert_eq!(of(name).unwrap().collect::<Vec<_>>().join("\t"), targets, "{name}");
            assert!(of(&format!("{name}\u{1}")).is_none() && of(&format!("{name}~~")).is_none());
        }
        assert!(names().count() > 500 && names().is_sorted());
        assert!(of("").is_none() && of("\u{10ffff}").is_none());
    }
}
