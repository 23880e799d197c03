//! Text to words, the same for lessons and for queries.
//!
//! A word is a run of letters, digits and `_`. Words that are held together by `.`, `/`, `:` or `-` are a compound too
//! (`errors.Is`, `net/http`, `go:build`), and so are its ends (`Server.Shutdown` of `http.Server.Shutdown`). An identifier
//! gives its parts (`WithTimeout`: `with`, `timeout`). In code, what is no word is a symbol: `:=`, `%w`, `-race`, `[]byte`.

use std::ops::Range;

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
pub fn tokens(text: &str, code: bool, mut put: impl FnMut(&str, Range<usize>, Class)) {
    let runs = Runs { text, at: 0 };
    let mut low = String::new();
    let mut end = 0;
    for (run, joined) in runs {
        if code && run.start > end {
            symbols(text, end..run.start, run.end, &mut put);
        }
        end = run.end;
        match joined {
            true => compound(text, run, &mut low, &mut put),
            false => word(text.get(run.clone()).unwrap_or_default(), run.start, &mut low, &mut put),
        }
    }
    if code && text.len() > end {
        symbols(text, end..text.len(), text.len(), &mut put);
    }
}

/// Compounds and lone words of a text, as places in it, and which of the two they are.
struct Runs<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Runs<'_> {
    type Item = (Range<usize>, bool);

    fn next(&mut self) -> Option<(Range<usize>, bool)> {
        let bytes = self.text.as_bytes();
        let is_word = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80);
        let mut start = self.at;
        while start < bytes.len() && !is_word(start) {
            start += 1;
        }
        if start >= bytes.len() {
            return None;
        }
        let mut end = start;
        let mut joined = false;
        loop {
            while is_word(end) {
                end += 1;
            }
            match bytes.get(end) {
                Some(b'.' | b'/' | b':' | b'-' | b'\'') if is_word(end + 1) => (end, joined) = (end + 1, true),
                _ => break,
            }
        }
        self.at = end;
        Some((start..end, joined))
    }
}

fn compound(text: &str, run: Range<usize>, low: &mut String, put: &mut impl FnMut(&str, Range<usize>, Class)) {
    let Some(whole) = text.get(run.clone()) else { return };
    let pieces = whole.split(['.', '/', ':', '-', '\'']).count();
    if pieces > 1 && whole.len() <= MAX_WORD {
        lower(whole, low);
        put(low, run.clone(), Class::Compound);
        let suffixes = whole.match_indices(['.', '/']).map(|(at, _)| at + 1);
        for at in suffixes {
            let rest = whole.get(at..).unwrap_or_default();
            if rest.contains(['.', '/']) {
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
        word(piece, at, low, put);
        at += piece.len() + 1;
    }
}

fn word(piece: &str, at: usize, low: &mut String, put: &mut impl FnMut(&str, Range<usize>, Class)) {
    // Signs outside of ASCII stand at the edges of words: arrows, quotes, dashes, ellipses.
    let bare = if piece.is_ascii() { piece } else { piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '_') };
    let start = at + bare.as_ptr().addr().saturating_sub(piece.as_ptr().addr());
    if bare.is_empty() || bare.len() > MAX_WORD {
        return;
    }
    if !bare.is_ascii() && bare.contains(|c: char| !c.is_alphanumeric() && c != '_') {
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
    lower(bare, low);
    put(low, start..start + bare.len(), Class::Word);
    let bytes = bare.as_bytes();
    let mut from = 0;
    let humps = bytes.len() > 2 && bytes.iter().skip(1).any(|b| b.is_ascii_uppercase() || *b == b'_');
    if !humps {
        return;
    }
    for at in 1..=bytes.len() {
        if at == bytes.len() || hump(bytes, at) {
            let part = bare.get(from..at).unwrap_or_default().trim_matches('_');
            if part.len() > 1 && part.len() < bare.len() {
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
fn symbols(text: &str, gap: Range<usize>, next: usize, put: &mut impl FnMut(&str, Range<usize>, Class)) {
    let Some(signs) = text.get(gap.clone()) else { return };
    let mut at = gap.start;
    let mut chunks = signs.split([' ', '\t', '\n', '`', '"', '\'', '(', ')', ',', ';']).peekable();
    while let Some(chunk) = chunks.next() {
        let here = at..at + chunk.len();
        at = here.end + 1;
        if chunk.is_empty() || chunk.len() > 8 || !chunk.is_ascii() {
            continue;
        }
        // `.` and `:` alone end a sentence or a case.
        if !matches!(chunk, "." | ":" | "{" | "}" | "[" | "]" | "_") {
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

/// The stem of a folded English word, by a few rules that put together what learners use as one word: `close`, `closed`,
/// `closing`; `synchronise`, `synchronization`. Not a word for people, and no more than lesson titles and queries need.
pub fn stem(word: &str) -> String {
    let mut stem = base(word);
    if !is_english(word) {
        return stem;
    }
    if stem.ends_with("ly") && stem.len() > 6 {
        cut(&mut stem, 2);
    }
    if stem.ends_with("ncy") {
        cut(&mut stem, 2);
        stem.push('t');
    } else if stem.ends_with("ation") && stem.len() > 8 {
        cut(&mut stem, 5);
    } else if ["tion", "sion"].iter().any(|end| stem.ends_with(end)) && stem.len() > 6 {
        cut(&mut stem, 3);
    }
    if stem.ends_with("at") && stem.len() > 5 {
        cut(&mut stem, 2);
    }
    if stem.ends_with("is") && stem.len() > 5 && stem != word {
        cut(&mut stem, 2);
        stem.push_str("iz");
    }
    stem
}

/// A word without plural, -ed and -ing, and without the letters that these change: `closing` and `close` are `clos`.
pub fn base(word: &str) -> String {
    let mut stem = word.to_owned();
    if !is_english(word) {
        return stem;
    }
    let vowel = |text: &str| text.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if stem.ends_with("ies") && stem.len() > 4 {
        cut(&mut stem, 3);
        stem.push('y');
    } else if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| stem.ends_with(end)) {
        cut(&mut stem, 2);
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        cut(&mut stem, 1);
    }
    let rest =
        |stem: &str, end: &str| stem.strip_suffix(end).filter(|rest| rest.len() > 2 && vowel(rest)).map(str::to_owned);
    if let Some(rest) = rest(&stem, "ing") {
        stem = rest;
    } else if let Some(rest) = rest(&stem, "ed").filter(|rest| rest != "emb" && !rest.ends_with('e')) {
        stem = rest;
    }
    if stem.ends_with('e') && stem.len() > 3 {
        cut(&mut stem, 1);
    }
    let bytes = stem.as_bytes();
    if stem.len() > 3 && bytes.last() == bytes.get(bytes.len() - 2) {
        cut(&mut stem, 1);
    }
    stem
}

fn is_english(word: &str) -> bool {
    word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase())
}

fn cut(stem: &mut String, by: usize) {
    stem.truncate(stem.len().saturating_sub(by));
}

/// A title, a term or a query as it is compared whole: stems without articles, and without what stands in parentheses.
pub fn phrase(text: &str) -> String {
    let mut out = String::new();
    let bare = match text.split_once(" (") {
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

/// Words that carry no meaning of their own in a question.
pub fn is_stop(word: &str) -> bool {
    word.len() <= 7 && STOP.binary_search(&word).is_ok()
}

/// Words that help to choose, but that need not be found: everything here is about Go, and all of it works somehow.
pub fn is_soft(word: &str) -> bool {
    SOFT.binary_search(&word).is_ok()
}

const STOP: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "cannot",
    "could", "did", "didn", "do", "does", "doesn", "doing", "don", "for", "from", "had", "has", "have", "having", "he",
    "her", "his", "how", "i", "if", "in", "into", "is", "isn", "it", "its", "just", "let", "ll", "may", "me", "mine",
    "my", "not", "of", "on", "one", "or", "our", "ours", "please", "re", "s", "shall", "she", "should", "so", "some",
    "such", "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
    "too", "us", "ve", "very", "via", "vs", "versus", "was", "we", "were", "what", "when", "where", "whether", "which",
    "who", "whose", "why", "will", "with", "won", "would", "you", "your",
];

const SOFT: &[&str] = &[
    "actually",
    "always",
    "another",
    "anything",
    "available",
    "bad",
    "become",
    "behave",
    "being",
    "best",
    "better",
    "between",
    "bug",
    "cause",
    "causes",
    "code",
    "come",
    "comes",
    "correct",
    "correctly",
    "difference",
    "different",
    "exactly",
    "explain",
    "explained",
    "fast",
    "faster",
    "first",
    "function",
    "get",
    "gets",
    "give",
    "go",
    "golang",
    "good",
    "happen",
    "happens",
    "idiomatic",
    "instead",
    "know",
    "language",
    "learn",
    "like",
    "many",
    "mean",
    "meaning",
    "means",
    "more",
    "most",
    "much",
    "must",
    "need",
    "needs",
    "never",
    "no",
    "only",
    "other",
    "possible",
    "program",
    "programming",
    "programs",
    "proper",
    "properly",
    "purpose",
    "put",
    "really",
    "right",
    "same",
    "say",
    "see",
    "simple",
    "something",
    "still",
    "support",
    "supports",
    "take",
    "thing",
    "tutorial",
    "understand",
    "up",
    "use",
    "used",
    "useful",
    "uses",
    "using",
    "want",
    "way",
    "ways",
    "without",
    "work",
    "works",
    "wrong",
];
