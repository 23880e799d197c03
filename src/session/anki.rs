//! Questions as a text that Anki imports: tab-separated, with header lines that name separator, note type, columns, tags,
//! deck and identity, so that nothing need be chosen and importing twice makes nothing twice
//! (docs.ankiweb.net/importing/text-files.html). Anki's own package is a database in an archive: the crates that write one bring a
//! second SQLite with them, which cannot be linked beside ours.

use super::html::{escape, of_markdown, pre};
use super::review::{self, Body, Card, Deck};
use crate::content::Source;
use crate::domain::Curriculum;
use crate::domain::question::{Ask, Question};
use crate::schedule::Ending;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The text.
    pub text: String,
    /// Questions in it.
    pub questions: usize,
}

/// All questions: the lessons', the learner's own, and the blank pages that were begun.
pub fn export(curriculum: &Curriculum, source: &Source, deck: &Deck) -> Exported {
    let mut text = String::from(
        "#separator:tab\n#html:true\n#notetype:Basic\n#columns:Front\tBack\tTags\tDeck\tGUID\n#tags column:3\n\
         #deck column:4\n#guid column:5\n",
    );
    let mut questions = 0;
    for card in deck.cards() {
        let Some((front, back)) = sides(curriculum, source, deck, card) else { continue };
        let fields = [front, back, tags(card), place(curriculum, card), format!("{}/{}", curriculum.id, card.id)];
        let fields: Vec<String> = fields.iter().map(|field| field.replace(['\t', '\n', '\r'], " ")).collect();
        text.push_str(&fields.join("\t"));
        text.push('\n');
        questions += 1;
    }
    Exported { text, questions }
}

/// The two sides of a card; none for a blank page that was not begun, or has nothing on it.
fn sides(curriculum: &Curriculum, source: &Source, deck: &Deck, card: &Card) -> Option<(String, String)> {
    let title = card.node.and_then(|node| curriculum.get(node)).map_or("", |node| node.title.as_ref());
    match &card.body {
        Body::Lesson(question) => Some(of_lesson(question)),
        Body::Own { prompt, answer } => Some((escape(prompt), escape(answer))),
        Body::Blank => {
            deck.state(&card.id)?;
            let points = review::sheet(curriculum, source, deck, card).ok()?.points;
            let front = format!("<p>{}</p><p><b>{}</b></p>", escape(card.prompt()), escape(title));
            (!points.is_empty()).then(|| (front, list("ul", points.iter().map(|point| escape(point)))))
        }
    }
}

fn of_lesson(question: &Question) -> (String, String) {
    let prompt = of_markdown(&question.prompt);
    let why = of_markdown(&question.explanation);
    match &question.ask {
        Ask::Predict { program, outcome, answer } => {
            let how =
                Ending::of(*outcome).map_or_else(String::new, |ending| format!("<p><b>{}</b></p>", ending.name()));
            let said = if answer.is_empty() { String::new() } else { pre(answer) };
            (format!("{prompt}{}", pre(program)), format!("{how}{said}{why}"))
        }
        Ask::Line { program, line, answer, .. } => {
            let numbered: Vec<String> =
                program.lines().enumerate().map(|(n, text)| format!("{:>3}  {text}", n + 1)).collect();
            (format!("{prompt}{}", pre(&numbered.join("\n"))), format!("<p><b>Line {line}</b></p>{}{why}", pre(answer)))
        }
        Ask::Choose { options } => {
            let front = list("ol", options.iter().map(|option| of_markdown(&option.text)));
            let right = options.iter().find(|option| option.right);
            let back = right.map_or_else(String::new, |o| format!("{}{}", of_markdown(&o.text), of_markdown(&o.why)));
            (format!("{prompt}{front}"), format!("{back}{why}"))
        }
        Ask::Cell { row, column, answer } => {
            let place = format!("{}{}", of_markdown(row), of_markdown(column));
            (format!("{prompt}<hr>{place}"), format!("{}{why}", of_markdown(answer)))
        }
        Ask::Recall { answer, points } => {
            let points =
                if points.is_empty() { String::new() } else { list("ul", points.iter().map(|p| of_markdown(p))) };
            (prompt, format!("{}{points}{why}", of_markdown(answer)))
        }
    }
}

fn list(tag: &str, items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("<li>{item}</li>")).collect();
    format!("<{tag}>{items}</{tag}>")
}

fn tags(card: &Card) -> String {
    let lesson = card.lesson.as_ref().map(|id| format!(" lesson::{id}")).unwrap_or_default();
    format!("kind::{} level::{}{lesson}", card.kind.name(), card.level)
}

/// The deck's name: the curriculum, and in it the phase.
fn place(curriculum: &Curriculum, card: &Card) -> String {
    // Two colons would make a deck in a deck.
    let plain = |text: &str| crate::text::Clean::line(text).as_str().replace(':', " ");
    match card.phase.and_then(|phase| curriculum.get(phase)) {
        Some(phase) => {
            format!("{}::{:0>2} {}", plain(&curriculum.title), plain(phase.id.as_str()), plain(&phase.title))
        }
        None => plain(&curriculum.title),
    }
}
