//! What is to be proved: the blocks of a text, the programs of its questions.

use gomastery::{
    content::{Source, load, questions},
    domain::question::{Ask, Outcome},
    markdown::{
        self,
        block::{Code, Kind},
        fence::{Fence, Go, Match},
    },
};

/// One thing to prove.
#[derive(Clone, Debug)]
pub struct Case {
    pub path: String,
    pub line: usize,
    pub what: What,
}

/// What it is; all of it counts for the key of what was proved, and the place does not.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Block(Block),
    Question(Asked),
    /// A session in an empty folder.
    Session(Session),
}

/// A block of Go with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub kind: Go,
    pub novet: bool,
    pub nofmt: bool,
    pub nofix: bool,
    pub body: String,
    pub output: Option<(String, Match)>,
    /// Sessions in its folder.
    pub sessions: Vec<Session>,
}

/// A session in a shell.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// How many lines below its case's line it begins.
    pub below: usize,
    pub text: String,
    pub matching: Match,
}

/// A question's program.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub id: String,
    pub program: String,
    pub outcome: Outcome,
    /// The line that fails, if it asks for one.
    pub line: Option<usize>,
    pub answer: String,
}

/// All that a curriculum shows, and what is counted without being proved.
#[derive(Default)]
pub struct Collected {
    pub cases: Vec<Case>,
    /// Sessions that cannot be repeated here.
    pub shown: usize,
    /// Questions by kind, with a program or not.
    pub questions: Vec<&'static str>,
}

impl Collected {
    /// Everything in a curriculum.
    pub fn of(source: &Source) -> Self {
        let mut all = Self::default();
        let (tree, problems) = load(source).expect("the curriculum can be read");
        assert!(problems.is_empty(), "{problems:?}");
        for node in &tree.nodes {
            let Some(path) = node.file.as_deref() else { continue };
            if source.has(path) {
                all.text(path, &source.text(path).expect(path));
            }
            if let Some(path) = questions::path_of(node).filter(|path| source.has(path)) {
                all.questions(&path, &source.text(&path).expect(&path));
            }
        }
        all
    }

    /// The blocks of a text.
    pub fn text(&mut self, path: &str, text: &str) {
        let document = markdown::parse(text);
        let codes: Vec<(usize, &Code)> = document
            .walk()
            .filter_map(|block| match &block.kind {
                Kind::Code(code) => Some((block.at.line as usize, code)),
                _ => None,
            })
            .collect();
        let mut rest = codes.into_iter().peekable();
        while let Some((line, code)) = rest.next() {
            let what = match code.info.fence {
                Fence::Go(kind) => {
                    let output =
                        rest.next_if(|(_, next)| next.is_output()).and_then(|(_, next)| match next.info.fence {
                            Fence::Output(matching) => Some((next.source.clone(), matching)),
                            _ => None,
                        });
                    let mut sessions = Vec::new();
                    while let Some((at, next)) =
                        rest.next_if(|(_, next)| matches!(next.info.fence, Fence::Console { shown: false, .. }))
                    {
                        sessions.push(session(next, at - line));
                    }
                    let info = &code.info;
                    What::Block(Block {
                        kind,
                        novet: info.novet,
                        nofmt: info.nofmt,
                        nofix: info.nofix,
                        body: code.source.clone(),
                        output,
                        sessions,
                    })
                }
                Fence::Console { shown: false, .. } => What::Session(session(code, 0)),
                Fence::Console { shown: true, .. } => {
                    self.shown += 1;
                    continue;
                }
                Fence::Output(_) | Fence::Text | Fence::Other => continue,
            };
            self.cases.push(Case { path: path.to_owned(), line, what });
        }
    }

    /// The programs of questions.
    pub fn questions(&mut self, path: &str, text: &str) {
        for placed in questions::parse(path, text).unwrap_or_else(|problem| panic!("{problem}")) {
            let question = placed.question;
            self.questions.push(question.kind());
            let (program, outcome, line, answer) = match question.ask {
                Ask::Predict { program, outcome, answer } => (program, outcome, None, answer),
                Ask::Line { program, outcome, line, answer } => (program, outcome, Some(line), answer),
                Ask::Choose { .. } | Ask::Cell { .. } | Ask::Recall { .. } => continue,
            };
            let what = What::Question(Asked { id: question.id, program, outcome, line, answer });
            self.cases.push(Case { path: path.to_owned(), line: placed.line, what });
        }
    }
}

fn session(code: &Code, below: usize) -> Session {
    let matching = match code.info.fence {
        Fence::Console { matching, .. } => matching,
        _ => Match::Exact,
    };
    Session { below, text: code.source.clone(), matching }
}
