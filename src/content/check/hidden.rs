//! Characters that a reader would not be shown as they were written: the sanitiser drops or replaces them.

use crate::{
    content::error::Problem,
    domain::question::{Ask, Question},
    text::Clean,
};

const HINT: &str = "write it as an escape (\\u…) or leave it out";

/// Looks at each line of a file.
pub(super) fn in_text(path: &str, text: &str, problems: &mut Vec<Problem>) {
    for (at, line) in text.lines().enumerate() {
        if let Some((column, what)) = first(line) {
            problems.push(Problem { path: path.into(), line: at + 1, column, what, hint: HINT.into() });
        }
    }
}

/// Looks at what a question says: an escape of TOML can stand for any character.
pub(super) fn in_question(path: &str, line: usize, question: &Question, problems: &mut Vec<Problem>) {
    let Question { id, passage, prompt, ask, explanation, level: _ } = question;
    let mut texts = vec![id, passage, prompt, explanation];
    match ask {
        Ask::Predict { program, answer, outcome: _ } | Ask::Line { program, answer, line: _, outcome: _ } => {
            texts.extend([program, answer]);
        }
        Ask::Choose { options } => texts.extend(options.iter().flat_map(|option| [&option.text, &option.why])),
        Ask::Cell { row, column, answer } => texts.extend([row, column, answer]),
        Ask::Recall { answer, points } => texts.extend(points.iter().chain([answer])),
    }
    if let Some((_, what)) = texts.into_iter().flat_map(|text| text.lines()).find_map(first) {
        problems.push(Problem { path: path.into(), line, column: 1, what, hint: HINT.into() });
    }
}

/// What is wrong with a title, which also stands in narrow columns: pictures are as wide as each terminal likes.
pub(super) fn in_title(title: &str) -> Option<String> {
    let wide = |c: char| {
        matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{200D}' | '\u{20E3}')
            || (matches!(c, '\u{2300}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
                && crate::text::width::width(c.encode_utf8(&mut [0; 4])) > 1)
    };
    match title.chars().find(|c| wide(*c)) {
        Some(c) => Some(format!("the title has U+{:04X}, whose width terminals do not agree on", u32::from(c))),
        None => first(title).map(|(_, what)| what),
    }
}

/// The first character of a line that is not shown as it is: its column, and what to say of it. Tabs are spaces.
fn first(line: &str) -> Option<(usize, String)> {
    if line.bytes().all(|b| matches!(b, b' '..=b'~' | b'\t')) {
        return None;
    }
    let line = line.replace('\t', " ");
    let clean = Clean::code(line.as_str());
    if *clean == *line {
        return None;
    }
    let mut shown = clean.chars();
    let (at, c) = line.chars().enumerate().find(|(_, c)| shown.next() != Some(*c))?;
    Some((at + 1, format!("the character U+{:04X} hides, acts or cannot be shown", u32::from(c))))
}
