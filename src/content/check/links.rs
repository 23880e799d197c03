//! Where links lead: to a text of this curriculum and a heading in it, to a page, and nowhere else.

use std::collections::{HashMap, HashSet};

use super::{files::below, manifests::in_spec};
use crate::{
    content::{error::Problem, questions::Placed, source::Source},
    domain::question::Ask,
    markdown::{
        self, Document,
        block::{Link, Target},
    },
};

/// The headings of all texts, and the links that wait until all have been read.
pub(super) struct Links {
    /// By path.
    headings: HashMap<String, HashSet<String>>,
    /// Texts that a manifest names and that could not be read, which is told there and once.
    unread: HashSet<String>,
    /// Folders of which nothing could be read, because their manifest is broken.
    broken: HashSet<String>,
    waiting: Vec<Waiting>,
}

struct Waiting {
    /// The text from whose place the link leads on.
    base: String,
    /// The file that it stands in, if that is another, and the line there.
    told: Option<(String, usize)>,
    link: Link,
}

impl Links {
    /// Without a text so far: `named` are those that manifests name, `broken` the folders of which nobody knows them.
    pub fn without(named: HashSet<String>, broken: HashSet<String>) -> Self {
        Self { headings: HashMap::new(), unread: named, broken, waiting: Vec::new() }
    }

    /// Takes the headings and the links of a text.
    pub fn add(&mut self, path: &str, document: Document) {
        let headings = document.outline().map(|heading| heading.anchor.to_owned()).collect();
        self.headings.insert(path.to_owned(), headings);
        self.unread.remove(path);
        let links = document.links.into_iter();
        self.waiting.extend(links.map(|link| Waiting { base: path.to_owned(), told: None, link }));
    }

    /// Takes the links of a question, which lead on from its lesson.
    pub fn add_question(&mut self, lesson: &str, file: &str, placed: &Placed) {
        let question = &placed.question;
        let mut texts = vec![&question.prompt, &question.explanation];
        match &question.ask {
            Ask::Choose { options } => texts.extend(options.iter().flat_map(|option| [&option.text, &option.why])),
            Ask::Recall { answer, points } => texts.extend(points.iter().chain([answer])),
            // What programs, compilers and tables say is no Markdown to follow.
            Ask::Predict { .. } | Ask::Line { .. } | Ask::Cell { .. } => {}
        }
        for link in texts.into_iter().filter(|text| text.contains("](")).flat_map(|text| markdown::parse(text).links) {
            let told = Some((file.to_owned(), placed.line));
            self.waiting.push(Waiting { base: lesson.to_owned(), told, link });
        }
    }

    /// Follows all links.
    pub fn check(&self, source: &Source, problems: &mut Vec<Problem>) {
        for waiting in &self.waiting {
            let Some((what, hint)) = self.fault(source, &waiting.base, &waiting.link) else { continue };
            let (path, line, column) = match &waiting.told {
                Some((file, line)) => (file.clone(), *line, 1),
                None => (waiting.base.clone(), waiting.link.at.line as usize, waiting.link.at.column as usize),
            };
            problems.push(Problem { path, line, column, what, hint: hint.into() });
        }
    }

    fn fault(&self, source: &Source, base: &str, link: &Link) -> Option<(String, &'static str)> {
        let href = link.href.as_str();
        match link.target() {
            Target::Heading(anchor) => self.heading(base, anchor),
            Target::Web(page) => web(page),
            Target::Other(_) => Some((format!("the link {href:?} cannot be opened"), "link a text or a page (https)")),
            Target::File { path, anchor } => {
                let Some(to) = resolve(base, path) else {
                    let what = format!("the link {href:?} leads out of the curriculum");
                    return Some((what, "link within it, or a page (https)"));
                };
                if link.image {
                    let there = source.has(&to) || source.root().is_none();
                    return (!there).then(|| (format!("the picture {href:?} is not there"), "mend the path"));
                }
                if self.unread.contains(&to) || below(&self.broken, &to) {
                    return None;
                }
                if !self.headings.contains_key(&to) {
                    let what = format!("the link {href:?} leads to no text of this curriculum");
                    return Some((what, "mend the path; it starts from this file's folder"));
                }
                self.heading(&to, anchor?)
            }
        }
    }

    fn heading(&self, file: &str, anchor: &str) -> Option<(String, &'static str)> {
        let there = self.headings.get(file).is_some_and(|headings| headings.contains(anchor));
        (!there).then(|| (format!("{file} has no heading #{anchor}"), "small letters, dashes for spaces, no signs"))
    }
}

/// A link to the specification must name a heading that it has.
fn web(page: &str) -> Option<(String, &'static str)> {
    let (_, rest) = page.split_once("://")?;
    if rest.is_empty() || rest.starts_with('/') {
        return Some((format!("the link {page:?} names no host"), "write the whole address"));
    }
    let anchor = rest.strip_prefix("go.dev/ref/spec")?.strip_prefix('#')?;
    let what = || format!("the specification has no heading #{anchor}");
    (!in_spec(anchor)).then(|| (what(), "give one as the specification has it: #Channel_types"))
}

/// The path below the curriculum's folder of a link from the file `base`; none if it climbs out.
fn resolve(base: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
