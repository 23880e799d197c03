//! Lines and columns of a source.

use crate::markdown::block::Position;

/// Finds line and column of byte offsets.
pub(super) struct Places<'a> {
    source: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    pub fn new(source: &'a str) -> Self {
        let ends = memchr::memchr_iter(b'\n', source.as_bytes()).map(|end| end + 1);
        Places { source, starts: std::iter::once(0).chain(ends).collect() }
    }

    pub fn of(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        // A hostile line may be megabytes long: its columns are counted so far and no further.
        let before = self.source.get(start..offset.min(start + 4096)).unwrap_or_default();
        Position { line: number(line), column: number(before.chars().count() + 1) }
    }
}

/// A count as it is stored; a source of 2 MB has no more of anything.
pub(super) fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
