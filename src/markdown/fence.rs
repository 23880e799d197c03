//! What the info string of a fenced code block says: which language, and what the project's proof does with it.

/// What a code block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fence {
    /// Go.
    Go(Go),
    /// What the block before it prints.
    Output(Match),
    /// A shell session: lines that begin with `$ ` are commands.
    Console {
        /// It cannot be repeated here, so it is shown and not proved.
        shown: bool,
        /// How its output is compared.
        matching: Match,
    },
    /// A diagram or a layout.
    Text,
    /// Another language, or none was named.
    Other,
}

/// What a block of Go promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Go {
    /// A complete program that prints what its output block says.
    Run,
    /// A complete program that must not compile.
    Fails,
    /// A complete program that must end with a status other than 0.
    Panics,
    /// A test file.
    Test,
    /// A program that the race detector must report.
    Race,
    /// A program that compiles, and that `go vet` objects to.
    Vets,
    /// A part of a program.
    Fragment,
}

/// How an output is compared with what was printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Match {
    /// Byte for byte.
    #[default]
    Exact,
    /// The same lines in any order.
    Unordered,
    /// `...` stands for anything.
    Pattern,
}

/// A parsed info string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// What it means.
    pub fence: Fence,
    /// `novet`: `go vet` objects, and that is not the point.
    pub novet: bool,
    /// `nofmt`: not laid out as gofmt would, and that is the point.
    pub nofmt: bool,
    /// `nofix`: `go fix` would write it in a newer way, and the older one is shown.
    pub nofix: bool,
    /// Words that mean nothing, or that contradict an earlier one; a check reports them.
    pub unknown: Vec<String>,
    /// The string as written.
    pub raw: String,
}

impl Info {
    /// Reads an info string. Words that it does not know go to `unknown`.
    pub fn parse(raw: &str) -> Info {
        let mut words = raw.split_whitespace();
        let mut info = Info {
            fence: Fence::Other,
            novet: false,
            nofmt: false,
            nofix: false,
            unknown: Vec::new(),
            raw: raw.to_owned(),
        };
        match words.next() {
            Some("go") => info.fence = Fence::Go(Go::Fragment),
            Some("output") => info.fence = Fence::Output(Match::Exact),
            Some("console") => info.fence = Fence::Console { shown: false, matching: Match::Exact },
            Some("text") => info.fence = Fence::Text,
            _ => {}
        }
        for word in words {
            if !info.apply(word) {
                info.unknown.push(word.to_owned());
            }
        }
        info
    }

    fn apply(&mut self, word: &str) -> bool {
        match &mut self.fence {
            Fence::Go(kind) => match (word, *kind) {
                ("novet", _) => self.novet = true,
                ("nofmt", _) => self.nofmt = true,
                ("nofix", _) => self.nofix = true,
                ("run", Go::Fragment) => *kind = Go::Run,
                ("fails", Go::Fragment) => *kind = Go::Fails,
                ("panics", Go::Fragment) => *kind = Go::Panics,
                ("test", Go::Fragment) => *kind = Go::Test,
                ("race", Go::Fragment) => *kind = Go::Race,
                ("vets", Go::Fragment) => *kind = Go::Vets,
                _ => return false,
            },
            Fence::Output(matching) => return set_match(matching, word),
            Fence::Console { shown, .. } if word == "shown" => *shown = true,
            Fence::Console { matching, .. } => return set_match(matching, word),
            Fence::Text | Fence::Other => return false,
        }
        true
    }

    /// The first word: the language, empty where none was named.
    pub fn language(&self) -> &str {
        self.raw.split_whitespace().next().unwrap_or_default()
    }
}

fn set_match(matching: &mut Match, word: &str) -> bool {
    match (word, *matching) {
        ("unordered", Match::Exact) => *matching = Match::Unordered,
        ("pattern", Match::Exact) => *matching = Match::Pattern,
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_say_what_they_are() {
        for (raw, fence) in [
            ("go", Fence::Go(Go::Fragment)),
            ("go run", Fence::Go(Go::Run)),
            ("go fails", Fence::Go(Go::Fails)),
            ("go panics", Fence::Go(Go::Panics)),
            ("go test", Fence::Go(Go::Test)),
            ("go race", Fence::Go(Go::Race)),
            ("go vets", Fence::Go(Go::Vets)),
            ("output", Fence::Output(Match::Exact)),
            ("output unordered", Fence::Output(Match::Unordered)),
            ("output pattern", Fence::Output(Match::Pattern)),
            ("console", Fence::Console { shown: false, matching: Match::Exact }),
            ("console shown", Fence::Console { shown: true, matching: Match::Exact }),
            ("console pattern", Fence::Console { shown: false, matching: Match::Pattern }),
            ("text", Fence::Text),
            ("yaml", Fence::Other),
            ("", Fence::Other),
        ] {
            let info = Info::parse(raw);
            assert_eq!((info.fence, info.unknown.len()), (fence, 0), "{raw}");
        }
        let info = Info::parse("go fails nofmt nofix");
        assert_eq!((info.fence, info.novet, info.nofmt, info.nofix), (Fence::Go(Go::Fails), false, true, true));
        assert!(Info::parse("go run novet").novet && Info::parse("go run novet").unknown.is_empty());
    }

    #[test]
    fn words_that_mean_nothing_are_kept_for_the_check() {
        assert_eq!(Info::parse("go rum").unknown, ["rum"]);
        assert_eq!(Info::parse("go run test").unknown, ["test"]);
        assert_eq!(Info::parse("text run").unknown, ["run"]);
        assert_eq!(Info::parse("output shown").unknown, ["shown"]);
    }
}
