//! The one sanitiser: whatever reaches a terminal or a pipe is a [`Clean`].
//!
//! Text comes from lessons, notes, file names, other programs and errors. In a terminal a control character
//! acts (it sets the title, writes to the clipboard, moves the cursor), a bidi override shows code in another
//! order than the compiler reads it, and an invisible character hides. None of them gets through:
//!
//! | character | becomes |
//! |---|---|
//! | `\n` | itself in [`Clean::code`] and [`Clean::block`], a space in [`Clean::line`] |
//! | `\r\n` | the same as `\n` |
//! | TAB | spaces up to the next multiple of [`TAB`] columns; a space in a line |
//! | other C0, DEL | its picture, `␛` |
//! | C1 | `<U+009B>` |
//! | bidi controls, line separators, invisible operators, tags, fillers, BOM | `<U+202E>` in code, dropped in prose, counted by [`hidden`] |
//! | zero-width space, soft hyphen, variation selectors | dropped |
//! | zero-width joiners | kept inside an emoji and in scripts that write with them |
//! | more than [`MARKS`] combining marks on one character | cut |
//! | a combining mark with nothing to stand on | gets a dotted circle, so two clean texts can be put together |
//! | private use, unassigned, noncharacters, signs of no width that lean on what follows | `U+FFFD` |
//!
//! Variation selectors go because terminals disagree with every table about the width that they ask for.
//! What is assigned, and what prints, is asked of the standard library (`escape_debug`), whose tables follow
//! the Unicode version of the toolchain; so there is no table here that grows old.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::{Deref, Range};

use super::width;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Columns from one tab stop to the next.
pub const TAB: usize = 4;

/// Combining marks that one character may carry; the rest is cut.
pub const MARKS: usize = 8;

/// Text that no character of can act on a terminal, hide, or lie about its order.
///
/// Only the constructors below make one, and slices and sums of clean texts stay clean, so a function that
/// takes a `Clean` need not think of hostile text: the compiler already has.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clean<'a>(Cow<'a, str>);

/// What the text is for; decides about line ends, tabs and invisible characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Line,
    Block,
    Code,
}

impl<'a> Clean<'a> {
    /// One line of prose: a title, a name, an error. Line ends and tabs become spaces. Borrows what is clean.
    pub fn line(text: impl Into<Cow<'a, str>>) -> Self {
        Clean(sanitise(text.into(), Mode::Line))
    }

    /// Prose of several lines: line ends stay.
    pub fn block(text: impl Into<Cow<'a, str>>) -> Self {
        Clean(sanitise(text.into(), Mode::Block))
    }

    /// Code and the output of programs: line ends stay, and what would hide is shown as `<U+XXXX>`.
    pub fn code(text: impl Into<Cow<'a, str>>) -> Self {
        Clean(sanitise(text.into(), Mode::Code))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same text, owned by nobody else.
    pub fn into_owned(self) -> Clean<'static> {
        Clean(Cow::Owned(self.0.into_owned()))
    }

    /// The text as a `String`, which is no longer known to be clean.
    pub fn into_string(self) -> String {
        self.0.into_owned()
    }

    /// A view of the same text with a shorter life.
    pub fn borrowed(&self) -> Clean<'_> {
        Clean(Cow::Borrowed(&self.0))
    }

    /// The bytes of `range`; empty where the range is not one of this text or would split a character.
    pub fn slice(&self, range: Range<usize>) -> Clean<'_> {
        Clean(Cow::Borrowed(self.0.get(range).unwrap_or_default()))
    }

    /// The lines of a block, without their ends.
    pub fn lines(&self) -> impl Iterator<Item = Clean<'_>> {
        self.0.split('\n').map(|line| Clean(Cow::Borrowed(line)))
    }

    /// Puts another clean text behind this one.
    pub fn push(&mut self, more: &Clean<'_>) {
        if self.0.is_empty() {
            self.0 = Cow::Owned(more.0.clone().into_owned());
        } else {
            self.0.to_mut().push_str(&more.0);
        }
    }

    /// This text `count` times.
    pub fn repeat(&self, count: usize) -> Clean<'static> {
        Clean(Cow::Owned(self.0.repeat(count)))
    }

    /// Puts `count` spaces behind this text.
    pub fn push_spaces(&mut self, count: usize) {
        let text = self.0.to_mut();
        text.extend(std::iter::repeat_n(' ', count));
    }

    /// Puts a line end behind this text.
    pub fn push_newline(&mut self) {
        self.0.to_mut().push('\n');
    }

    /// Drops the end of the text from byte `len` on, if that is a character's beginning.
    pub fn truncate(&mut self, len: usize) {
        if len < self.0.len() && self.0.is_char_boundary(len) {
            self.0.to_mut().truncate(len);
        }
    }
}

impl Deref for Clean<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Clean<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Clean<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Clean<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Clean<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl PartialEq<str> for Clean<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Clean<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

/// How many characters of `text` would hide or reorder it: what the "hidden characters" badge counts.
pub fn hidden(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    text.chars().filter(|&c| !c.is_ascii() && class(c) == Class::Hides).count()
}

/// What a character from outside ASCII's printable range is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Prints and takes room.
    Plain,
    /// Combines with the character before it.
    Mark,
    /// ZWJ or ZWNJ.
    Joiner,
    /// Shows nothing and means nothing to a reader.
    Gone,
    /// Hides, or changes the order of what stands around it.
    Hides,
    /// Has a number and no meaning.
    Unknown,
}

fn class(c: char) -> Class {
    match c {
        // ASCII and controls are dealt with before it is asked.
        '\0'..='\u{9F}' => Class::Plain,
        // What lessons are made of: Latin, punctuation, arrows, mathematics, boxes, dingbats, ideographs.
        '\u{A0}'..='\u{AC}' | '\u{AE}'..='\u{2FF}' => Class::Plain,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{2190}'..='\u{23FF}' => Class::Plain,
        '\u{2500}'..='\u{27BF}' | '\u{4E00}'..='\u{9FFF}' => Class::Plain,
        '\u{200C}' | '\u{200D}' => Class::Joiner,
        '\u{200B}' | '\u{AD}' | '\u{34F}' | '\u{180B}'..='\u{180D}' | '\u{180F}' => Class::Gone,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => Class::Gone,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => Class::Hides,
        '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{FFF0}'..='\u{FFFB}' => Class::Hides,
        '\u{FEFF}' | '\u{180E}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => Class::Hides,
        '\u{17B4}' | '\u{17B5}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' => Class::Hides,
        '\u{E0000}'..='\u{E0FFF}' => Class::Hides,
        // Spaces with a width, and Arabic signs that print although they are format characters.
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Class::Plain,
        '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{890}' | '\u{891}' | '\u{8E2}' => marked(c),
        _ if prints(c) => marked(c),
        _ => Class::Unknown,
    }
}

/// Whether `c`, which is not ASCII, prints, takes room and changes nothing around it.
pub(super) fn prints_plainly(c: char) -> bool {
    !c.is_control() && class(c) == Class::Plain
}

fn marked(c: char) -> Class {
    match c.width() {
        Some(0) if leans_forward(c) => Class::Unknown,
        Some(0) => Class::Mark,
        _ => Class::Plain,
    }
}

/// Whether `c` forms one character with what follows it, as a few signs of Indic scripts do. Those of them that
/// take no room could be piled up before any letter, which no mark behind it can be.
fn leans_forward(c: char) -> bool {
    String::from_iter([c, 'a']).graphemes(true).nth(1).is_none()
}

/// Whether the standard library would print `c` unescaped after a letter: it does so for what is assigned,
/// is no control, format or separator character, and not for private use.
fn prints(c: char) -> bool {
    let mut room = [0; 4];
    let mut escaped = String::with_capacity(12);
    escaped.push('a');
    escaped.push_str(c.encode_utf8(&mut room));
    escaped.escape_debug().nth(1) == Some(c)
}

/// Whether `c` may stand at either side of a joiner as part of an emoji.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

/// Whether `c` belongs to a script in which joiners are spelling: Arabic and its neighbours, the scripts of
/// India and of the lands around it, Mongolian.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8FF}' | '\u{900}'..='\u{DFF}' | '\u{F00}'..='\u{109F}' | '\u{1780}'..='\u{18AF}'
        | '\u{1A20}'..='\u{1AAF}' | '\u{1B00}'..='\u{1BFF}' | '\u{A880}'..='\u{A8FF}' | '\u{A980}'..='\u{A9DF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{11000}'..='\u{114FF}')
}

fn sanitise(text: Cow<'_, str>, mode: Mode) -> Cow<'_, str> {
    let keeps_newline = mode != Mode::Line;
    let harmless = |b: u8| (0x20..0x7F).contains(&b) || (b == b'\n' && keeps_newline);
    if text.bytes().all(harmless) || (!text.is_ascii() && width::narrow(&text).is_some()) {
        return text;
    }
    let cleaned = Sanitiser::new(mode, text.len()).run(&text);
    if cleaned == *text { text } else { Cow::Owned(cleaned) }
}

/// The slow path, for text with anything but printable ASCII in it.
struct Sanitiser {
    out: String,
    mode: Mode,
    /// Columns since the last line end, for tab stops.
    column: usize,
    /// The character that marks would combine with; none at the beginning of a line and after a space.
    base: Option<char>,
    marks: usize,
    joined: bool,
}

impl Sanitiser {
    fn new(mode: Mode, len: usize) -> Self {
        Sanitiser { out: String::with_capacity(len + 16), mode, column: 0, base: None, marks: 0, joined: false }
    }

    fn run(mut self, text: &str) -> String {
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                ' '..='~' => self.put(c, 1),
                '\n' => self.end_line(),
                '\r' if chars.peek() == Some(&'\n') => {}
                '\r' if self.mode == Mode::Line => self.put(' ', 1),
                '\t' if self.mode == Mode::Line => self.put(' ', 1),
                '\t' => (0..TAB - self.column % TAB).for_each(|_| self.put(' ', 1)),
                '\u{7F}' => self.put('\u{2421}', 1),
                '\0'..'\u{20}' => self.put(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'), 1),
                '\u{80}'..='\u{9F}' => self.name(c),
                _ => self.other(c, chars.peek().copied()),
            }
        }
        self.out
    }

    fn other(&mut self, c: char, next: Option<char>) {
        match class(c) {
            Class::Plain => self.put(c, c.width().unwrap_or(0)),
            Class::Mark => self.mark(c),
            Class::Joiner => self.joiner(c, next),
            Class::Gone => {}
            Class::Hides if self.mode == Mode::Code => self.name(c),
            Class::Hides => {}
            Class::Unknown => self.put('\u{FFFD}', 1),
        }
    }

    fn put(&mut self, c: char, width: usize) {
        self.out.push(c);
        self.column += width;
        // A mark on a space would begin a line once the line is broken there.
        self.base = (c != ' ').then_some(c);
        self.marks = 0;
        self.joined = false;
    }

    fn end_line(&mut self) {
        if self.mode == Mode::Line {
            return self.put(' ', 1);
        }
        self.out.push('\n');
        self.column = 0;
        self.base = None;
        self.marks = 0;
        self.joined = false;
    }

    fn mark(&mut self, c: char) {
        if self.base.is_none() {
            self.put('\u{25CC}', 1);
        }
        if self.marks < MARKS {
            self.out.push(c);
            self.marks += 1;
            self.joined = false;
        }
    }

    fn joiner(&mut self, c: char, next: Option<char>) {
        let Some(base) = self.base else { return };
        let emoji = c == '\u{200D}' && is_emoji(base) && next.is_some_and(is_emoji);
        if (emoji || joins(base)) && !self.joined && self.marks < MARKS {
            self.out.push(c);
            self.marks += 1;
            self.joined = true;
        }
    }

    fn name(&mut self, c: char) {
        for c in format!("<U+{:04X}>", u32::from(c)).chars() {
            self.put(c, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any characters at all, the dangerous ones often.
    pub(crate) fn hostile() -> impl Strategy<Value = String> {
        let nasty = prop::sample::select(
            "\0\x07\x08\t\n\r\x1b\x7f\u{80}\u{85}\u{9b}\u{9d}\u{ad}\u{300}\u{301}\u{34f}\u{61c}\u{627}\u{64b}\u{915}\u{94d}\u{1160}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{2028}\u{202e}\u{2066}\u{2e3b}\u{3164}\u{4e16}\u{1100}\u{e000}\u{fe0f}\u{feff}\u{ffa0}\u{fffe}\u{1f1e9}\u{1f3fb}\u{1f468}\u{1f469}\u{e0041}\u{10fffe}"
                .chars()
                .collect::<Vec<_>>(),
        );
        prop::collection::vec(prop_oneof![any::<char>(), nasty, prop::char::range(' ', '~')], 0..60)
            .prop_map(|chars| chars.into_iter().collect())
    }

    fn forbidden(c: char) -> bool {
        let n = u32::from(c);
        n < 0x20
            || (0x7F..0xA0).contains(&n)
            || !matches!(class(c), Class::Plain | Class::Mark | Class::Joiner)
            || (0xE000..=0xF8FF).contains(&n)
            || n >= 0xE0000
            || n & 0xFFFE == 0xFFFE
            || (0x202A..=0x202E).contains(&n)
            || (0x2066..=0x2069).contains(&n)
            || n == 0xFEFF
            || n == 0x200B
    }

    fn check(out: &str) {
        let mut marks = 0;
        let mut base = ' ';
        for c in out.chars() {
            assert!(c == '\n' || !forbidden(c), "{c:?} in {out:?}");
            marks = if matches!(class(c), Class::Mark | Class::Joiner) && c != '\n' { marks + 1 } else { 0 };
            assert!(marks <= MARKS, "{marks} marks in {out:?}");
            assert!(marks == 0 || !matches!(base, ' ' | '\n'), "a mark on nothing: {out:?}");
            base = c;
        }
    }

    proptest! {
        #[test]
        fn what_stands_alone_is_clean_as_it_is(text in "[ -~¡-ÿ‐-‧‰-›←-↓∀-⋿─-◼\u{300}\u{2028}\u{ad}]{0,12}") {
            if !text.is_ascii() && width::narrow(&text).is_some() {
                for mode in [Mode::Line, Mode::Block, Mode::Code] {
                    prop_assert_eq!(Sanitiser::new(mode, 0).run(&text), text.as_str());
                }
            }
        }

        #[test]
        fn no_forbidden_character_gets_through(text in hostile()) {
            let (line, block, code) = (Clean::line(&*text), Clean::block(&*text), Clean::code(&*text));
            prop_assert!(!line.contains('\n'));
            check(&line);
            check(&block);
            check(&code);
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in hostile()) {
            for clean in [Clean::line, Clean::block, Clean::code] as [fn(String) -> Clean<'static>; 3] {
                let once = clean(text.clone());
                prop_assert_eq!(clean(once.to_string()), once);
            }
        }
    }

    #[test]
    fn clean_text_is_borrowed() {
        for text in ["plain", "naïve — ‘quoted’ → 世界", "a\u{301}"] {
            assert!(matches!(Clean::line(text).0, Cow::Borrowed(_)), "{text}");
        }
        assert!(matches!(Clean::code("a\nb").0, Cow::Borrowed(_)));
    }

    #[test]
    fn every_kind_of_character_becomes_what_the_table_says() {
        for (text, line, code) in [
            ("a\tb", "a b", "a   b"),
            ("世\tb", "世 b", "世  b"),
            ("a\r\nb", "a b", "a\nb"),
            ("a\rb", "a b", "a␍b"),
            ("\x1b]0;owned\x07", "␛]0;owned␇", "␛]0;owned␇"),
            ("\u{9b}2J", "<U+009B>2J", "<U+009B>2J"),
            ("\x7f\0", "␡␀", "␡␀"),
            ("if \u{202e}x", "if x", "if <U+202E>x"),
            ("a\u{e0041}b", "ab", "a<U+E0041>b"),
            ("soft\u{ad}hy\u{200b}phen", "softhyphen", "softhyphen"),
            ("❤\u{fe0f}", "❤", "❤"),
            ("👨\u{200d}👩", "👨\u{200d}👩", "👨\u{200d}👩"),
            ("a\u{200d}b", "ab", "ab"),
            ("क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष"),
            ("\u{e000}\u{378}\u{10ffff}", "���", "���"),
            ("\u{301}x", "◌\u{301}x", "◌\u{301}x"),
            ("a \u{301}", "a ◌\u{301}", "a ◌\u{301}"),
        ] {
            assert_eq!(Clean::line(text), line, "line of {text:?}");
            assert_eq!(Clean::code(text), code, "code of {text:?}");
        }
        let zalgo = format!("a{}b", "\u{301}".repeat(50));
        assert_eq!(Clean::line(zalgo), format!("a{}b", "\u{301}".repeat(MARKS)).as_str());
    }

    #[test]
    fn hidden_characters_are_counted() {
        assert_eq!(hidden("plain → text"), 0);
        assert_eq!(hidden("a\u{202e}b\u{2066}c\u{feff}"), 3);
    }

    #[test]
    fn slices_and_sums_stay_whole() {
        let mut text = Clean::line("größe").into_owned();
        assert_eq!(text.slice(0..2), "gr");
        assert_eq!(text.slice(0..3), "", "would split ö");
        text.push(&Clean::line("!"));
        assert_eq!(text, "größe!");
    }
}
