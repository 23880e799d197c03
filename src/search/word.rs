//! Text to words, the same for lessons and for queries.
//!
//! A word is a run of letters, digits and `_`. Words that are held together by `.`, `/`, `:` or `-` are a compound too
//! (`errors.Is`, `net/http`, `go:build`), and so are its ends (`Server.Shutdown` of `http.Server.Shutdown`). An identifier
//! gives its parts (`WithTimeout`: `with`, `timeout`). In code, what is no word is a symbol: `:=`, `%w`, `-race`, `[]byte`.

use std::ops::Range;

use super::stem::stem;
use crate::text::fold::fold;

/// The most bytes of a word; what is longer is data, not language.
pub const MAX_WORD: usize = 48;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Word,
    /// A part of an identifier, or two words written as one.
    Part,
    /// Words with what holds them together.
    Compound,
    /// Signs, perhaps with letters.
    Symbol,
}

/// Gives each token of `text`, folded, with its place (bytes of `text`) to `put`; symbols where `code` says so.
pub fn tokens(text: &str, code: bool, put: impl FnMut(&str, Range<usize>, Class)) {
    tokens_like(text, code, |_| true, put);
}

/// As [`tokens`], without most of those that `like`, asked about ASCII before it is folded, says no to: they cost little.
pub fn tokens_like(
    text: &str,
    code: bool,
    like: impl Fn(&str) -> bool,
    mut put: impl FnMut(&str, Range<usize>, Class),
) {
    let runs = Runs { text, at: 0 };
    let mut low = String::new();
    let mut end = 0;
    for (run, shape) in runs {
        if code && run.start > end {
            symbols(text, end..run.start, run.end, &like, &mut put);
        }
        end = run.end;
        let whole = text.get(run.clone()).unwrap_or_default();
        match shape {
            PLAIN if !like(whole) => {}
            _ if shape & JOINER != 0 => compound(text, run, &mut low, &like, &mut put),
            _ => word(whole, run.start, &mut low, &like, &mut put),
        }
    }
    if code && text.len() > end {
        symbols(text, end..text.len(), text.len(), &like, &mut put);
    }
}

/// What a byte is to words: bits, so that a run is what all of its bytes are.
const PLAIN: u8 = 1;
/// Where a part of an identifier may begin.
const HUMP: u8 = 2;
/// A part of a character outside of ASCII.
const WIDE: u8 = 4;
/// Holds words together.
const JOINER: u8 = 8;

static SHAPES: [u8; 256] = shapes();

#[expect(clippy::indexing_slicing, reason = "made by the compiler, which would stop at a place outside")]
const fn shapes() -> [u8; 256] {
    let mut shapes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        shapes[byte] = match byte as u8 {
            b'A'..=b'Z' | b'_' => HUMP,
            b'a'..=b'z' | b'0'..=b'9' => PLAIN,
            0x80.. => WIDE,
            b'.' | b'/' | b':' | b'-' | b'\'' => JOINER,
            _ => 0,
        };
        byte += 1;
    }
    shapes
}

#[inline(always)]
fn shape(byte: u8) -> u8 {
    SHAPES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Compounds and lone words of a text, as places in it, and of what their bytes are; a capital that a word begins with is
/// plain.
struct Runs<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Runs<'_> {
    type Item = (Range<usize>, u8);

    #[inline(always)]
    fn next(&mut self) -> Option<(Range<usize>, u8)> {
        let bytes = self.text.as_bytes();
        let in_word = |b: &u8| shape(*b) & (PLAIN | HUMP | WIDE) != 0;
        let start = self.at + bytes.get(self.at..)?.iter().position(in_word)?;
        let first = bytes.get(start).copied().map_or(0, shape);
        let mut seen = if first == HUMP { PLAIN } else { first };
        let mut end = start + 1;
        loop {
            let here = bytes.get(end).copied().map_or(0, shape);
            match here {
                0 => break,
                JOINER if bytes.get(end + 1).is_none_or(|next| !in_word(next)) => break,
                _ => seen |= here,
            }
            end += 1;
        }
        self.at = end;
        Some((start..end, seen))
    }
}

fn compound(
    text: &str,
    run: Range<usize>,
    low: &mut String,
    like: &impl Fn(&str) -> bool,
    put: &mut impl FnMut(&str, Range<usize>, Class),
) {
    let Some(whole) = text.get(run.clone()) else { return };
    let pieces = whole.split(['.', '/', ':', '-', '\'']).count();
    if pieces > 1 && whole.len() <= MAX_WORD {
        if like(whole) || !whole.is_ascii() {
            lower(whole, low);
            put(low, run.clone(), Class::Compound);
        }
        let suffixes = whole.match_indices(['.', '/']).map(|(at, _)| at + 1);
        for at in suffixes {
            let rest = whole.get(at..).unwrap_or_default();
            if rest.contains(['.', '/']) && (like(rest) || !rest.is_ascii()) {
                lower(rest, low);
                put(low, run.start + at..run.end, Class::Compound);
            }
        }
        if pieces == 2 && whole.contains('-') {
            lower(whole, low);
            low.retain(|c| c != '-');
            put(low, run.clone(), Class::Part);
        }
    }
    let mut at = run.start;
    for piece in whole.split(['.', '/', ':', '-', '\'']) {
        word(piece, at, low, like, put);
        at += piece.len() + 1;
    }
}

fn word(
    piece: &str,
    at: usize,
    low: &mut String,
    like: &impl Fn(&str) -> bool,
    put: &mut impl FnMut(&str, Range<usize>, Class),
) {
    // Signs outside of ASCII stand at the edges of words: arrows, quotes, dashes, ellipses.
    let ascii = piece.is_ascii();
    let bare = if ascii { piece } else { piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '_') };
    let start = at + bare.as_ptr().addr().saturating_sub(piece.as_ptr().addr());
    if bare.is_empty() || bare.len() > MAX_WORD {
        return;
    }
    if !ascii && bare.contains(|c: char| !c.is_alphanumeric() && c != '_') {
        let mut at = start;
        for part in bare.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
            let inner = part.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
            if !inner.is_empty() {
                lower(inner, low);
                put(low, at..at + inner.len(), Class::Word);
            }
            at += part.len();
        }
        return;
    }
    if !ascii || like(bare) {
        lower(bare, low);
        put(low, start..start + bare.len(), Class::Word);
    }
    let bytes = bare.as_bytes();
    let mut from = 0;
    let humps = bytes.len() > 2 && bytes.iter().skip(1).any(|b| shape(*b) == HUMP);
    if !humps {
        return;
    }
    for at in 1..=bytes.len() {
        if at == bytes.len() || hump(bytes, at) {
            let part = bare.get(from..at).unwrap_or_default().trim_matches('_');
            if part.len() > 1 && part.len() < bare.len() && (!ascii || like(part)) {
                lower(part, low);
                let here = start + part.as_ptr().addr().saturating_sub(bare.as_ptr().addr());
                put(low, here..here + part.len(), Class::Part);
            }
            from = at;
        }
    }
}

/// Whether a part of an identifier begins at `at`: `withTimeout`, `HTTPServer`, `snake_case`.
fn hump(bytes: &[u8], at: usize) -> bool {
    let kind = |at: usize| bytes.get(at).copied().unwrap_or(b'A');
    let (before, here) = (kind(at - 1), kind(at));
    if before == b'_' {
        return here != b'_';
    }
    let lower = |b: u8| b.is_ascii_lowercase();
    here.is_ascii_uppercase()
        && (lower(before) || (before.is_ascii_uppercase() && lower(kind(at + 1)) && at + 1 < bytes.len()))
}

/// Symbols of code between two words; `next` is where the word after them ends.
fn symbols(
    text: &str,
    gap: Range<usize>,
    next: usize,
    like: &impl Fn(&str) -> bool,
    put: &mut impl FnMut(&str, Range<usize>, Class),
) {
    let Some(signs) = text.get(gap.clone()).filter(|signs| *signs != " ") else { return };
    let mut at = gap.start;
    let mut chunks = signs.split([' ', '\t', '\n', '`', '"', '\'', '(', ')', ',', ';']).peekable();
    while let Some(chunk) = chunks.next() {
        let here = at..at + chunk.len();
        at = here.end + 1;
        if chunk.is_empty() || chunk.len() > 8 || !chunk.is_ascii() {
            continue;
        }
        // `.` and `:` alone end a sentence or a case.
        if !matches!(chunk, "." | ":" | "{" | "}" | "[" | "]" | "_") && like(chunk) {
            put(chunk, here.clone(), Class::Symbol);
        }
        // What leans on the word behind it: `%w`, `-race`, `[]byte`, `~int`, `<-ch`.
        let leans = chunks.peek().is_none() && here.end < next;
        let sign = if chunk.ends_with('%') { "%" } else { chunk };
        if leans && let Some(glued) = text.get(here.end - sign.len()..next) {
            let word = glued.get(sign.len()..).unwrap_or_default();
            let word = word.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if !word.is_empty()
                && word.len() <= 12
                && matches!(sign, "%" | "-" | "--" | "[]" | "~" | "<-" | "*" | "&" | "\\" | "@")
            {
                let mut glued = format!("{sign}{word}");
                glued.make_ascii_lowercase();
                put(&glued, here.end - sign.len()..here.end + word.len(), Class::Symbol);
            }
        }
    }
}

fn lower(text: &str, low: &mut String) {
    low.clear();
    if text.is_ascii() {
        low.push_str(text);
        low.make_ascii_lowercase();
    } else {
        low.push_str(&fold(text));
    }
}

/// A title, a term or a query as it is compared whole: stems without articles, and without what stands in parentheses at its
/// end, such as the arguments of a call.
pub fn phrase(text: &str) -> String {
    let mut out = String::new();
    let call = || text.ends_with(')').then(|| text.split_once('('))?;
    let bare = match text.split_once(" (").or_else(call) {
        Some((before, _)) if !before.trim().is_empty() => before,
        _ => text,
    };
    tokens(bare, false, |token, _, class| {
        if class == Class::Word && !matches!(token, "the" | "a" | "an" | "and" | "vs" | "versus") {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&stem(token));
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, code: bool) -> Vec<String> {
        let mut all = Vec::new();
        tokens(text, code, |token, at, class| {
            assert!(text.get(at.clone()).is_some(), "{text:?} {at:?}");
            let sign = match class {
                Class::Word => "",
                Class::Part => "part ",
                Class::Compound => "whole ",
                Class::Symbol => "sign ",
            };
            all.push(format!("{sign}{token}"));
        });
        all
    }

    #[test]
    fn a_term_is_the_same_with_its_arguments() {
        for term in ["os.Getenv(key)", "os.Getenv()", "os.Getenv (simple)"] {
            assert_eq!(phrase(term), phrase("os.Getenv"), "{term}");
        }
        assert_ne!(phrase("append() mechanics"), phrase("append"));
    }

    #[test]
    fn words_compounds_parts_and_symbols() {
        assert_eq!(of("Errors are values.", false), ["errors", "are", "values"]);
        assert_eq!(of("Größe → x", false), ["grosse", "x"]);
        assert_eq!(of("errors.Is(err)", false), ["whole errors.is", "errors", "is", "err"]);
        assert_eq!(of("net/http", false), ["whole net/http", "net", "http"]);
        let shutdown = of("http.Server.Shutdown", false);
        assert_eq!(shutdown, ["whole http.server.shutdown", "whole server.shutdown", "http", "server", "shutdown"]);
        assert_eq!(of("fan-out", false), ["whole fan-out", "part fanout", "fan", "out"]);
        assert_eq!(of("WithTimeout", false), ["withtimeout", "part with", "part timeout"]);
        assert_eq!(
            of("RWMutex HTTPServer", false),
            ["rwmutex", "part rw", "part mutex", "httpserver", "part http", "part server"]
        );
        assert_eq!(of("snake_case GOMAXPROCS", false), ["snake_case", "part snake", "part case", "gomaxprocs"]);
        assert_eq!(of("//go:build linux", true), ["sign //", "whole go:build", "go", "build", "linux"]);
        assert_eq!(of("x := 1", true), ["x", "sign :=", "1"]);
        assert_eq!(of("\"a: %w\"", true), ["a", "sign %", "sign %w", "w"]);
        assert_eq!(of("-race", true), ["sign -", "sign -race", "race"]);
        assert_eq!(of("[]byte", true), ["sign []", "sign []byte", "byte"]);
        assert_eq!(of("x := 1", false), ["x", "1"]);
    }

    #[test]
    fn phrases_are_stems_without_articles_and_remarks() {
        assert_eq!(phrase("The Write Barriers"), phrase("write barrier"));
        assert_eq!(phrase("Channel Axioms (Interview Critical)"), phrase("channel axioms"));
        assert_eq!(phrase("Fan-out and fan-in"), phrase("fan out / fan in"));
        assert_eq!(phrase("(all of it)"), phrase("all of it"));
        assert_ne!(phrase("for loop"), phrase("loop"));
    }

    #[test]
    fn data_is_no_word() {
        assert!(of(&"x".repeat(MAX_WORD + 1), true).is_empty());
    }
}
