//! What learners say and the curriculum does not: `assets/synonyms.toml`, made a table by the build script.

mod table {
    include!(concat!(env!("OUT_DIR"), "/synonyms.rs"));
}

/// The most words of a name.
pub const WORDS_MAX: usize = 4;

/// What stands for `name` (stems, separated by blanks), the closest first.
pub fn of(name: &str) -> Option<&'static [&'static str]> {
    let at = table::SYNONYMS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    table::SYNONYMS.get(at).map(|(_, targets)| *targets)
}

/// All names.
pub fn names() -> impl Iterator<Item = &'static str> {
    table::SYNONYMS.iter().map(|(name, _)| *name)
}
