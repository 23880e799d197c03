//! The questions beside a lesson: `5.6.4-channel-axioms.toml` for `5.6.4-channel-axioms.md`.

use serde::Deserialize;
use toml::Spanned;

use super::{error::Problem, manifest, source::Source};
use crate::domain::{
    Node,
    question::{Ask, Choice, Outcome, Question},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    question: Vec<Spanned<Raw>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    kind: RawKind,
    passage: String,
    level: u8,
    prompt: String,
    program: Option<String>,
    outcome: Option<RawOutcome>,
    line: Option<usize>,
    row: Option<String>,
    column: Option<String>,
    answer: Option<String>,
    #[serde(default)]
    option: Vec<RawOption>,
    #[serde(default)]
    points: Vec<String>,
    explanation: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawKind {
    Predict,
    Line,
    Choose,
    Cell,
    Recall,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawOutcome {
    Prints,
    Fails,
    Panics,
    Deadlocks,
    Varies,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOption {
    text: String,
    #[serde(default)]
    right: bool,
    why: String,
}

/// A question with the line (from 1) where it begins in its file.
#[derive(Clone, Debug)]
pub struct Placed {
    pub question: Question,
    pub line: usize,
}

/// The path of a lesson's questions, whether they exist or not.
pub fn path_of(node: &Node) -> Option<String> {
    Some(format!("{}.toml", node.file.as_deref()?.strip_suffix(".md")?))
}

/// The questions of a lesson; none where it has no file of them.
pub fn of_lesson(source: &Source, node: &Node) -> Result<Vec<Placed>, Problem> {
    match path_of(node).filter(|path| source.has(path)) {
        Some(path) => parse(&path, &source.text(&path)?),
        None => Ok(Vec::new()),
    }
}

/// Reads the TOML of a lesson's questions.
pub fn parse(path: &str, text: &str) -> Result<Vec<Placed>, Problem> {
    let file: File = manifest::parse(path, text)?;
    let mut placed = Vec::with_capacity(file.question.len());
    for raw in file.question {
        let start = raw.span().start;
        let raw = raw.into_inner();
        let id = raw.id.clone();
        let question = convert(raw).map_err(|lack| {
            Problem::at_byte(
                path,
                text,
                start,
                format!("the question {id:?} lacks {lack}"),
                "see the format in the README",
            )
        })?;
        let (line, _) = super::error::place(text, start);
        placed.push(Placed { question, line });
    }
    Ok(placed)
}

fn convert(raw: Raw) -> Result<Question, &'static str> {
    let outcome = raw.outcome.map_or(Outcome::Prints, |outcome| match outcome {
        RawOutcome::Prints => Outcome::Prints,
        RawOutcome::Fails => Outcome::Fails,
        RawOutcome::Panics => Outcome::Panics,
        RawOutcome::Deadlocks => Outcome::Deadlocks,
        RawOutcome::Varies => Outcome::Varies,
    });
    let answer = raw.answer.map(|answer| answer.trim_end_matches('\n').to_owned());
    let ask = match raw.kind {
        RawKind::Predict => Ask::Predict {
            program: raw.program.ok_or("its program")?,
            outcome,
            answer: match (answer, outcome) {
                (Some(answer), _) => answer,
                (None, Outcome::Deadlocks | Outcome::Varies) => String::new(),
                (None, _) => return Err("its answer"),
            },
        },
        RawKind::Line => Ask::Line {
            program: raw.program.ok_or("its program")?,
            outcome,
            line: raw.line.ok_or("its line")?,
            answer: answer.ok_or("its answer")?,
        },
        RawKind::Choose => {
            if !(2..=9).contains(&raw.option.len()) || raw.option.iter().filter(|option| option.right).count() != 1 {
                return Err("options of which exactly one is right");
            }
            let options = raw.option.into_iter().map(|o| Choice { text: o.text, right: o.right, why: o.why });
            Ask::Choose { options: options.collect() }
        }
        RawKind::Cell => Ask::Cell {
            row: raw.row.ok_or("its row")?,
            column: raw.column.ok_or("its column")?,
            answer: answer.ok_or("its answer")?,
        },
        RawKind::Recall => Ask::Recall { answer: answer.ok_or("its answer")?, points: raw.points },
    };
    Ok(Question {
        id: raw.id,
        passage: raw.passage,
        level: raw.level,
        prompt: raw.prompt,
        ask,
        explanation: raw.explanation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_lacks_its_answer_is_named_with_its_line() {
        let text = "\n[[question]]\nid = \"q\"\nkind = \"recall\"\npassage = \"p\"\nlevel = 1\nprompt = \"?\"\nexplanation = \"!\"\n";
        let problem = parse("q.toml", text).expect_err("no answer");
        assert_eq!(
            problem.to_string(),
            "q.toml:2:1: the question \"q\" lacks its answer (see the format in the README)"
        );
    }

    #[test]
    fn each_kind_is_read() {
        let text = r#"
[[question]]
id = "a"
kind = "predict"
passage = "p"
level = 2
prompt = "?"
program = "package main"
outcome = "deadlocks"
explanation = "!"
[[question]]
id = "b"
kind = "choose"
passage = "p"
level = 1
prompt = "?"
explanation = "!"
[[question.option]]
text = "x"
why = "no"
[[question.option]]
text = "y"
right = true
why = "yes"
"#;
        let got = parse("q.toml", text).expect("questions");
        let kinds: Vec<(&str, usize)> = got.iter().map(|p| (p.question.kind(), p.line)).collect();
        assert_eq!(kinds, [("predict", 2), ("choose", 11)]);
    }
}
