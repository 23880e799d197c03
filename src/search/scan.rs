//! Markdown to lines that are headings, rows, sentences or code: no more than an index and a snippet need, and fast enough
//! to be done for a whole curriculum. What is shown as a lesson is parsed elsewhere, properly.

/// How far ahead the end of a code span or of a link's text is looked for, in bytes: no line costs more than its length
/// times this.
const NEAR: usize = 400;

/// A line of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number, from 0.
    pub number: u32,
    /// The byte where it begins.
    pub start: usize,
    pub kind: Kind,
    /// Without marks at its beginning.
    pub text: &'a str,
    /// Which heading it stands under: 0 is the beginning of the text, each heading adds one.
    pub passage: u32,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With its level.
    Heading(u8),
    /// The beginning of a paragraph, an item or a quote.
    Begin,
    /// More of what the line before began.
    More,
    /// A row of a table.
    Row,
    /// The first row of a table: what its columns are.
    Head,
    Code,
    Output,
    /// Blank, or nothing but marks.
    Blank,
}

/// The lines of a Markdown text.
pub fn lines(text: &str) -> Lines<'_> {
    Lines { text, at: 0, number: 0, passage: 0, fence: None, open: false }
}

#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: u32,
    passage: u32,
    /// The open code block: its sign, how often, and what its lines are.
    fence: Option<(u8, usize, Kind)>,
    /// Whether a paragraph is open.
    open: bool,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let raw = rest.get(..len).unwrap_or_default().trim_end();
        let (number, start) = (self.number, self.at);
        self.at += len + 1;
        self.number = self.number.saturating_add(1);
        let after = self.text.get(self.at..).unwrap_or_default();
        let (kind, text) = self.line(raw, after);
        self.open = matches!(kind, Kind::Begin | Kind::More);
        Some(Line { number, start, kind, text, passage: self.passage })
    }
}

impl<'a> Lines<'a> {
    /// The next line that is a heading: what stands before it is passed over, at less cost than as lines.
    pub fn heading(&mut self) -> Option<Line<'a>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let first = rest.bytes().find(|b| !matches!(b, b' ' | b'\t' | 11..=13));
            // No other line is a heading, or begins or ends code; signs of width zero and the like are asked about there.
            if matches!(first, Some(b'#' | b'`' | b'~' | 0x80..)) {
                let line = self.next()?;
                if matches!(line.kind, Kind::Heading(_)) {
                    return Some(line);
                }
                continue;
            }
            self.at += memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()) + 1;
            self.number = self.number.saturating_add(1);
            self.open = false;
        }
    }

    fn line(&mut self, raw: &'a str, after: &str) -> (Kind, &'a str) {
        let indented = raw.trim_start();
        if let Some((sign, count, kind)) = self.fence {
            if run(indented, sign) >= count && indented.bytes().all(|b| b == sign) {
                self.fence = None;
                return (Kind::Blank, "");
            }
            return (kind, raw);
        }
        let first = indented.bytes().next().unwrap_or(b' ');
        match first {
            b'`' | b'~' if run(indented, first) >= 3 => {
                let count = run(indented, first);
                let info = indented.get(count..).unwrap_or_default().trim_start();
                let kind = if info.starts_with("output") { Kind::Output } else { Kind::Code };
                self.fence = Some((first, count, kind));
                (Kind::Blank, "")
            }
            b'#' => {
                let level = run(indented, b'#');
                let title = indented.get(level..).unwrap_or_default();
                if level > 6 || !(title.is_empty() || title.starts_with(' ')) {
                    return (self.prose(), indented);
                }
                self.passage = self.passage.saturating_add(1);
                (Kind::Heading(u8::try_from(level).unwrap_or(6)), title.trim().trim_end_matches('#').trim_end())
            }
            b'|' => {
                if indented.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ')) {
                    return (Kind::Blank, "");
                }
                let next = after.trim_start_matches(' ');
                let ruled = next.starts_with("|-") || next.starts_with("| -") || next.starts_with("|:");
                (if ruled { Kind::Head } else { Kind::Row }, indented)
            }
            b' ' => (Kind::Blank, ""),
            _ => {
                let (text, marked) = unmark(indented);
                match () {
                    () if text.is_empty() => (Kind::Blank, ""),
                    () if marked && !(self.open && raw.starts_with('>') && !text.starts_with("**")) => {
                        (Kind::Begin, text)
                    }
                    () => (self.prose(), text),
                }
            }
        }
    }

    fn prose(&self) -> Kind {
        if self.open { Kind::More } else { Kind::Begin }
    }
}

/// How often `sign` stands at the beginning.
fn run(text: &str, sign: u8) -> usize {
    text.bytes().take_while(|b| *b == sign).count()
}

/// A line without the signs of items and quotes before it, and whether there were any.
fn unmark(line: &str) -> (&str, bool) {
    let mut text = line;
    if line.bytes().next().is_some_and(|b| b.is_ascii_alphabetic()) {
        return (line, false);
    }
    for _ in 0..4 {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let item = ["- ", "* ", "+ ", "> "].iter().find_map(|mark| text.strip_prefix(mark));
        let numbered = (1..4).contains(&digits).then(|| text.get(digits..)).flatten();
        let numbered = numbered.and_then(|rest| rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")));
        match item.or(numbered) {
            Some(rest) => text = rest.trim_start(),
            None if matches!(text, ">" | "-" | "*" | "---" | "***" | "___") => return ("", true),
            None => break,
        }
    }
    (text, text.len() < line.len())
}

/// A piece of a line: text of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    pub code: bool,
    pub strong: bool,
    /// The text of a link.
    pub link: bool,
}

/// Gives the pieces of a line to `put`, without Markdown's marks and without the targets of links.
pub fn pieces<'a>(line: &'a str, mut put: impl FnMut(Piece<'a>)) {
    let bytes = line.as_bytes();
    let (mut from, mut at, mut strong, mut link) = (0, 0, false, false);
    let mut flush = |from: usize, to: usize, code: bool, strong: bool, link: bool| {
        if let Some(text) = line.get(from..to).filter(|text| !text.is_empty()) {
            put(Piece { text, code, strong, link });
        }
    };
    while let Some(sign) =
        bytes.iter().skip(at).position(|b| matches!(b, b'`' | b'*' | b'[' | b']' | b'\\')).map(|skip| at + skip)
    {
        let here = bytes.get(sign).copied().unwrap_or(0);
        match here {
            b'`' => {
                let count = run(line.get(sign..).unwrap_or_default(), b'`');
                let open = sign + count;
                let close = closing(bytes, open, count);
                flush(from, sign, false, strong, link);
                match close {
                    Some(close) => {
                        flush(open, close, true, strong, link);
                        at = close + count;
                    }
                    None => at = open,
                }
                from = at;
            }
            b'*' => {
                let count = run(line.get(sign..).unwrap_or_default(), b'*');
                let spaced =
                    |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(|b| b.is_ascii_whitespace());
                if spaced(sign.checked_sub(1)) && spaced(Some(sign + count)) {
                    at = sign + count;
                    continue;
                }
                flush(from, sign, false, strong, link);
                if count >= 2 {
                    strong = !strong;
                }
                at = sign + count;
                from = at;
            }
            b'[' => {
                flush(from, sign, false, strong, link);
                let near = bytes.get(sign..bytes.len().min(sign + NEAR)).unwrap_or_default();
                link = memchr::memmem::find(near, b"](").is_some();
                at = sign + 1;
                from = if link { at } else { sign };
            }
            b']' if link && bytes.get(sign + 1) == Some(&b'(') => {
                flush(from, sign, false, strong, true);
                link = false;
                let close = memchr::memchr(b')', bytes.get(sign..).unwrap_or_default());
                at = close.map_or(bytes.len(), |skip| sign + skip + 1);
                from = at;
            }
            b'\\' if bytes.get(sign + 1).is_some_and(u8::is_ascii_punctuation) => {
                flush(from, sign, false, strong, link);
                from = sign + 1;
                at = sign + 2;
            }
            _ => at = sign + 1,
        }
    }
    flush(from, line.len(), false, strong, link);
}

/// Where a code span that was opened by `count` backticks ends.
fn closing(bytes: &[u8], mut at: usize, count: usize) -> Option<usize> {
    let bytes = bytes.get(..bytes.len().min(at + NEAR))?;
    loop {
        let start = at + memchr::memchr(b'`', bytes.get(at..)?)?;
        let len = bytes.get(start..)?.iter().take_while(|b| **b == b'`').count();
        if len == count {
            return Some(start);
        }
        at = start + len;
    }
}

/// The cells of a row.
pub fn cells(row: &str) -> impl Iterator<Item = &str> {
    let inner = row.strip_prefix('|').unwrap_or(row);
    let mut rest = Some(inner);
    std::iter::from_fn(move || {
        let text = rest.filter(|text| !text.trim().is_empty())?;
        let bytes = text.as_bytes();
        let end =
            memchr::memchr_iter(b'|', bytes).find(|at| at.checked_sub(1).and_then(|at| bytes.get(at)) != Some(&b'\\'));
        rest = end.and_then(|end| text.get(end + 1..));
        Some(text.get(..end.unwrap_or(text.len())).unwrap_or_default().trim())
    })
}

/// The text in bold that a paragraph begins with, which names what it explains; not the label of a callout.
pub fn lead(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("**")?;
    let end = inner.find("**")?;
    let lead = inner.get(..end)?.trim_end_matches(['.', ':', '?', '!']);
    let label = matches!(lead, "Machine" | "Trap" | "Interview") || lead.starts_with("Since ");
    (!label && !lead.is_empty()).then_some(lead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_what_they_are() {
        let text = "# T\n\nOne\ntwo\n- item\n  more\n> **Trap.** Mind\n> it.\n\n| a | b |\n|---|---|\n| c | d |\n\n````go run\n# no heading\n```\n````\n```output\n1\n```\n## U #\nend";
        let got: Vec<(u32, Kind, &str, u32)> = lines(text)
            .filter(|line| line.kind != Kind::Blank)
            .map(|line| (line.number, line.kind, line.text, line.passage))
            .collect();
        assert_eq!(
            got,
            [
                (0, Kind::Heading(1), "T", 1),
                (2, Kind::Begin, "One", 1),
                (3, Kind::More, "two", 1),
                (4, Kind::Begin, "item", 1),
                (5, Kind::More, "more", 1),
                (6, Kind::Begin, "**Trap.** Mind", 1),
                (7, Kind::More, "it.", 1),
                (9, Kind::Head, "| a | b |", 1),
                (11, Kind::Row, "| c | d |", 1),
                (14, Kind::Code, "# no heading", 1),
                (15, Kind::Code, "```", 1),
                (18, Kind::Output, "1", 1),
                (20, Kind::Heading(2), "U", 2),
                (21, Kind::Begin, "end", 2),
            ]
        );
        assert!(lines(text).all(|line| text[line.start..].lines().next().unwrap().contains(line.text)));
    }

    fn plain(line: &str) -> String {
        let mut out = String::new();
        pieces(line, |piece| out.push_str(&format!("{}{}", if piece.code { "`" } else { "" }, piece.text)));
        out
    }

    #[test]
    fn pieces_have_no_marks() {
        assert_eq!(plain("**bold** and *it* and `x*y` here"), "bold and it and `x*y here");
        assert_eq!(plain("see [the `go` tool](../a.md#b), or [1]"), "see the `go tool, or [1]");
        assert_eq!(plain("a * b \\* c `` ` `` d ` e"), "a * b * c `` `  d  e".replace("`` `  d", "` `  d"));
        let mut strong = Vec::new();
        pieces("**a `b`** [c](d)", |piece| strong.push((piece.text, piece.code, piece.strong, piece.link)));
        assert_eq!(
            strong,
            [
                ("a ", false, true, false),
                ("b", true, true, false),
                (" ", false, false, false),
                ("c", false, false, true)
            ]
        );
    }

    #[test]
    fn cells_and_leads() {
        assert_eq!(cells("| a | `b \\| c` | |").collect::<Vec<_>>(), ["a", "`b \\| c`", ""]);
        assert_eq!(lead("**Send.** What"), Some("Send"));
        assert_eq!(lead("**`ctx.Done()`** is"), Some("`ctx.Done()`"));
        for none in ["**Trap.** x", "**Since 1.26.** x", "x **y**", "**", "****"] {
            assert_eq!(lead(none), None, "{none}");
        }
    }

    #[test]
    fn hostile_lines_cost_no_more_than_their_length() {
        let start = std::time::Instant::now();
        for sign in ["[", "`", "``` `", "*", "\\", "](", "|", "> ", "- ", "#"] {
            let line = sign.repeat(200_000);
            let mut len = 0;
            for line in lines(&line) {
                pieces(line.text, |piece| len += piece.text.len());
                len += cells(line.text).count();
            }
            assert!(len <= 4 * line.len());
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
