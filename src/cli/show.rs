//! `gomastery show`: a lesson rendered, its source, its data, or one of its code blocks.

use serde_json::{Value, json};

use super::{Failure, json as node_json, open, output::Output, resolve};
use crate::{
    content::questions,
    domain::{NodeIdx, Now, Progress},
    markdown::{Options, layout, parse},
    session::Begin,
};

/// In which form to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Rendered,
    Markdown,
    Json,
    Code(u32),
}

/// The form that the flags ask for; they exclude each other.
pub const fn form(markdown: bool, json: bool, code: Option<u32>) -> Form {
    match (markdown, json, code) {
        (true, ..) => Form::Markdown,
        (_, true, _) => Form::Json,
        (.., Some(number)) => Form::Code(number),
        _ => Form::Rendered,
    }
}

/// Shows a text of the curriculum; as data without the learner's part, and with the failure at the end, where that cannot
/// be read.
pub fn run(begin: &Begin, id: &str, form: Form, out: &mut Output, now: Now) -> Result<(), Failure> {
    let idx = resolve(begin, id)?;
    let text = begin.text(idx)?;
    match form {
        Form::Markdown => out.source(&text)?,
        Form::Rendered => {
            let base = if out.colours { Options::new(out.columns()) } else { Options::plain(out.columns()) };
            let options = Options { glyphs: out.glyphs, line_numbers: false, ..base };
            out.layout(&layout(&parse(&text), &options))?;
        }
        Form::Code(number) => {
            let document = parse(&text);
            let blocks = document.code_blocks();
            let Some(block) = blocks.iter().find(|block| block.number == number) else {
                let hint = match blocks.len() {
                    0 => "it has no code blocks".to_owned(),
                    many => format!("its code blocks are 1 to {many}"),
                };
                return Err(Failure::new(format!("{id} has no code block {number}"), hint));
            };
            // A file gets the source as it is; a terminal must not be made to act by it.
            if out.terminal { out.block(&block.code.source)? } else { out.raw(&block.code.source)? }
        }
        Form::Json => {
            let opened = open(begin, out, now);
            let progress = opened.as_ref().ok().map(|session| session.progress().as_ref());
            out.raw(&node_json::pretty(&data(begin, idx, &text, progress)))?;
            return opened.map(|_| ());
        }
    }
    Ok(())
}

/// All that is known about a text; without the progress nothing of the learner's.
fn data(begin: &Begin, idx: NodeIdx, text: &str, progress: Option<&Progress>) -> Value {
    let tallies = progress.map(|progress| progress.tally(&begin.curriculum));
    let mut value = node_json::node(begin, tallies.as_ref(), None, idx);
    let Some(node) = begin.curriculum.get(idx) else { return value };
    let document = parse(text);
    let blocks: Vec<Value> = document
        .code_blocks()
        .iter()
        .map(|block| {
            json!({
                "number": block.number,
                "fence": block.code.info.raw,
                "source": block.code.source,
                "output": block.output.map(|output| output.source.clone()),
            })
        })
        .collect();
    let headings: Vec<Value> = document
        .outline()
        .map(|heading| json!({ "level": heading.level, "title": heading.title.as_str(), "anchor": heading.anchor }))
        .collect();
    let known = progress.and_then(|progress| progress.lesson(node.id.as_str()));
    let questions: Vec<String> = questions::of_lesson(&begin.source, node)
        .map(|placed| placed.into_iter().map(|placed| placed.question.id).collect())
        .unwrap_or_default();
    let more = json!({
        "revision": node.revision,
        "since": node.since,
        "spec": node.spec,
        "std": node.std,
        "requires": node.requires.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        "added": node.added,
        "headings": headings,
        "code": blocks,
        "questions": questions,
        "note": known.and_then(|lesson| lesson.note()),
        "seconds": progress.map(|_| known.map_or(0, |lesson| lesson.seconds)),
        "markdown": text,
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    value
}
