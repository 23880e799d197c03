//! Finds the words of Go, line by line, with a table for what a byte begins; and, for sessions and outputs, the
//! lines that are commands and errors.
//!
//! It is a lexer and no parser: what it cannot know from a word and the character behind it, it leaves as a
//! name. Comments and raw strings that span lines are carried over in [`Lexer`]. Tokens cover the whole line.

use super::style::Role;

/// How a block is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Go.
    Go,
    /// A shell session.
    Console,
    /// What a program or a tool printed.
    Output,
    /// A diagram.
    Diagram,
    /// Anything else: plain code.
    Other,
}

/// A part of a line: it begins where the one before ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it ends, in bytes of the line.
    pub end: usize,
    /// What it is.
    pub role: Role,
}

/// Reads a block line by line.
#[derive(Clone, Debug)]
pub struct Lexer {
    language: Language,
    inside: Inside,
}

/// What a line begins inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Code,
    Comment,
    RawString,
}

impl Lexer {
    /// Begins a block.
    pub fn new(language: Language) -> Lexer {
        Lexer { language, inside: Inside::Code }
    }

    /// The tokens of the next line, in place of what is in `tokens`.
    pub fn line(&mut self, line: &str, tokens: &mut Vec<Token>) {
        tokens.clear();
        match self.language {
            Language::Go => self.go(line, tokens),
            Language::Console => console(line, tokens),
            Language::Output => tokens.push(Token { end: line.len(), role: output_role(line) }),
            Language::Diagram => tokens.push(Token { end: line.len(), role: Role::Diagram }),
            Language::Other => tokens.push(Token { end: line.len(), role: Role::Code }),
        }
    }

    fn go(&mut self, line: &str, tokens: &mut Vec<Token>) {
        // The parts of a txtar archive.
        if self.inside == Inside::Code && line.starts_with("-- ") && line.ends_with(" --") && line.len() > 6 {
            tokens.push(Token { end: line.len(), role: Role::Caption });
            return;
        }
        let bytes = line.as_bytes();
        let mut at = 0;
        // Whether the word before was `func`.
        let mut declares = false;
        while at < bytes.len() {
            let (end, role) = self.token(line, at, declares);
            let end = end.max(at + 1);
            if role != Role::Text {
                declares = role == Role::Keyword && line.get(at..end) == Some("func");
            }
            match tokens.last_mut() {
                Some(last) if last.role == role => last.end = end,
                _ => tokens.push(Token { end, role }),
            }
            at = end;
        }
    }

    /// The token that begins at `at`: where it ends and what it is.
    fn token(&mut self, line: &str, at: usize, declares: bool) -> (usize, Role) {
        let rest = line.get(at..).unwrap_or_default();
        match self.inside {
            Inside::Comment => return self.until(rest, at, "*/", Role::Comment),
            Inside::RawString => return self.until(rest, at, "`", Role::String),
            Inside::Code => {}
        }
        let first = rest.bytes().next().unwrap_or(b' ');
        match start(first) {
            Start::Space => (at + run(rest, |b| b == b' '), Role::Text),
            Start::Word => word(line, rest, at, declares),
            Start::Digit => (at + number(rest), Role::Number),
            Start::Quote => (at + quoted(rest, first), Role::String),
            Start::Backtick => {
                self.inside = Inside::RawString;
                let (end, role) = self.until(rest.get(1..).unwrap_or_default(), at + 1, "`", Role::String);
                (end, role)
            }
            Start::Slash if rest.starts_with("//") => (line.len(), Role::Comment),
            Start::Slash if rest.starts_with("/*") => {
                self.inside = Inside::Comment;
                self.until(rest.get(2..).unwrap_or_default(), at + 2, "*/", Role::Comment)
            }
            Start::Dot if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => (at + number(rest), Role::Number),
            Start::Slash | Start::Dot | Start::Operator => (at + 1, Role::Operator),
        }
    }

    /// What is inside of something goes on to `close`, or to the end of the line and beyond.
    fn until(&mut self, rest: &str, at: usize, close: &str, role: Role) -> (usize, Role) {
        match rest.find(close) {
            Some(found) => {
                self.inside = Inside::Code;
                (at + found + close.len(), role)
            }
            None => (at + rest.len(), role),
        }
    }
}

/// What a byte begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    Space,
    Word,
    Digit,
    Quote,
    Backtick,
    Slash,
    Dot,
    Operator,
}

/// What each byte begins; the compiler makes a table of it. Bytes of other scripts are letters.
const fn start(byte: u8) -> Start {
    match byte {
        b' ' => Start::Space,
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => Start::Word,
        b'0'..=b'9' => Start::Digit,
        b'"' | b'\'' => Start::Quote,
        b'`' => Start::Backtick,
        b'/' => Start::Slash,
        b'.' => Start::Dot,
        _ => Start::Operator,
    }
}

/// Sorted, for binary search.
const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// Sorted. Predeclared types.
const TYPES: [&str; 22] = [
    "any",
    "bool",
    "byte",
    "comparable",
    "complex128",
    "complex64",
    "error",
    "float32",
    "float64",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "rune",
    "string",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

/// Sorted. Predeclared constants and the zero value.
const CONSTANTS: [&str; 4] = ["false", "iota", "nil", "true"];

fn word(line: &str, rest: &str, at: usize, declares: bool) -> (usize, Role) {
    let len = run(rest, |b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80);
    let name = rest.get(..len).unwrap_or_default();
    let end = at + len;
    // After a dot it is a field or a method, whatever it is called.
    let selected = line.get(..at).is_some_and(|before| before.ends_with('.'));
    let role = if !selected && KEYWORDS.binary_search(&name).is_ok() {
        Role::Keyword
    } else if !selected && TYPES.binary_search(&name).is_ok() {
        Role::Type
    } else if !selected && CONSTANTS.binary_search(&name).is_ok() {
        Role::Constant
    } else if declares || rest.as_bytes().get(len) == Some(&b'(') {
        Role::Function
    } else {
        Role::Name
    };
    (end, role)
}

/// The length of the beginning of `text` whose bytes are all of a kind.
fn run(text: &str, of: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|b| !of(b)).unwrap_or(text.len())
}

/// The length of a number: digits of any base, separators, a fraction, an exponent with its sign, `i`.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let hex = text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    let mut len = 0;
    while let Some(&b) = bytes.get(len) {
        let before = len.checked_sub(1).and_then(|before| bytes.get(before)).map_or(0, u8::to_ascii_lowercase);
        let exponent = if hex { b'p' } else { b'e' };
        let part =
            b.is_ascii_alphanumeric() || b == b'_' || b == b'.' || (matches!(b, b'+' | b'-') && before == exponent);
        if !part {
            break;
        }
        len += 1;
    }
    len
}

/// The length of a string or rune literal, up to the end of the line if it does not close.
fn quoted(text: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (at, b) in text.bytes().enumerate().skip(1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if b == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn console(line: &str, tokens: &mut Vec<Token>) {
    if line == "$" || line.starts_with("$ ") {
        tokens.push(Token { end: 1, role: Role::Prompt });
        tokens.push(Token { end: line.len(), role: Role::Command });
    } else {
        tokens.push(Token { end: line.len(), role: output_role(line) });
    }
}

/// Whether a line is what a compiler, a test or a dying program says.
fn output_role(line: &str) -> Role {
    const BEGINNINGS: [&str; 9] = [
        "panic:",
        "fatal error:",
        "--- FAIL",
        "FAIL",
        "exit status ",
        "WARNING: DATA RACE",
        "runtime error:",
        "go: ",
        "vet: ",
    ];
    let text = line.trim_start();
    if BEGINNINGS.iter().any(|begin| text.starts_with(begin)) || is_diagnostic(text) {
        Role::Error
    } else {
        Role::Output
    }
}

/// `file.go:12:3: message`, also without the column.
fn is_diagnostic(line: &str) -> bool {
    let Some((_, after)) = line.split_once(".go:") else { return false };
    let digits = run(after, |b| b.is_ascii_digit());
    digits > 0
        && after
            .get(digits..)
            .is_some_and(|rest| rest.starts_with(": ") || (rest.starts_with(':') && rest.contains(": ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each token with the letter of its role, spaces left out.
    fn picture(language: Language, lines: &[&str]) -> Vec<String> {
        let mut lexer = Lexer::new(language);
        let mut tokens = Vec::new();
        let mut out = Vec::new();
        for line in lines {
            lexer.line(line, &mut tokens);
            let mut start = 0;
            let mut row = Vec::new();
            for token in &tokens {
                let text = line[start..token.end].trim();
                start = token.end;
                if !text.is_empty() {
                    row.push(format!("{:?}={text}", token.role));
                }
            }
            assert_eq!(start, line.len(), "covers {line:?}");
            out.push(row.join(" "));
        }
        out
    }

    #[test]
    fn go_is_coloured_by_its_words() {
        assert_eq!(
            picture(
                Language::Go,
                &[
                    "func (p *Point) Add(q Point) error {",
                    "\u{20}   x := 0x1F + 1e-9 + .5 // sum",
                    "\u{20}   s := \"a\\\"b\" + `raw",
                    "still` + string('\\'')",
                    "/* one",
                    "two */ return nil, p.type",
                    "-- go.mod --",
                ]
            ),
            [
                "Keyword=func Operator=( Name=p Operator=* Name=Point Operator=) Function=Add Operator=( Name=q Name=Point Operator=) Type=error Operator={",
                "Name=x Operator=:= Number=0x1F Operator=+ Number=1e-9 Operator=+ Number=.5 Comment=// sum",
                "Name=s Operator=:= String=\"a\\\"b\" Operator=+ String=`raw",
                "String=still` Operator=+ Type=string Operator=( String='\\'' Operator=)",
                "Comment=/* one",
                "Comment=two */ Keyword=return Constant=nil Operator=, Name=p Operator=. Name=type",
                "Caption=-- go.mod --",
            ]
        );
    }

    #[test]
    fn generic_calls_and_declarations_are_functions() {
        assert_eq!(picture(Language::Go, &["func Map[T any](s []T)"])[0].split(' ').nth(1), Some("Function=Map"));
    }

    #[test]
    fn sessions_and_outputs_show_commands_and_errors() {
        assert_eq!(
            picture(Language::Console, &["$ go vet ./...", "./prog.go:7:13: invalid operation", "ok  example 0.1s"]),
            ["Prompt=$ Command=go vet ./...", "Error=./prog.go:7:13: invalid operation", "Output=ok  example 0.1s"]
        );
        assert_eq!(
            picture(Language::Output, &["panic: oh", "at time.go: fine"]),
            ["Error=panic: oh", "Output=at time.go: fine"]
        );
    }

    #[test]
    fn tables_are_sorted() {
        assert!(KEYWORDS.is_sorted() && TYPES.is_sorted() && CONSTANTS.is_sorted());
    }

    proptest! {
        #[test]
        fn any_text_is_covered(text in "\\PC{0,60}|[/*`\"' a-z0-9.\\\\]{0,60}") {
            for language in [Language::Go, Language::Console, Language::Output] {
                picture(language, &[&text, &text]);
            }
        }
    }
}
