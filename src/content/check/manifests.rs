//! What the manifests say beyond their form: files that are there, ids that exist, anchors of the specification.

use std::collections::{HashMap, HashSet};

use toml::Spanned;

use super::hidden;
use crate::{
    content::{
        error::Problem,
        manifest::{self, CurriculumToml, PhaseToml, TopicToml},
        source::Source,
    },
    domain::{Curriculum, Id},
};

/// The headings of the Go specification that may be linked.
const ANCHORS: &str = include_str!("../../../assets/spec-anchors.txt");

/// Whether the specification has this anchor (without the `#`).
pub(super) fn in_spec(anchor: &str) -> bool {
    ANCHORS.lines().any(|known| known == anchor)
}

/// The folders of the phases that `curriculum.toml` names, each once.
pub(super) fn folders(source: &Source) -> Result<Vec<String>, Problem> {
    let text = source.text("curriculum.toml")?;
    let toml: CurriculumToml = manifest::parse("curriculum.toml", &text)?;
    let mut seen = HashSet::new();
    let all = toml.tier.into_iter().flat_map(|tier| tier.phases).map(Spanned::into_inner);
    Ok(all.filter(|folder| seen.insert(folder.clone())).collect())
}

/// Checks `curriculum.toml` and each `phase.toml`, and gives the files that they name. That they cannot be read was said
/// when the tree was built; the ids of the phases that are `broken` are not known, so none is said to be missing then.
pub(super) fn check(
    source: &Source,
    tree: &Curriculum,
    broken: &HashSet<String>,
    problems: &mut Vec<Problem>,
) -> HashSet<String> {
    let mut check = Check { source, tree, whole: broken.is_empty(), files: HashMap::new(), problems };
    check.curriculum();
    let mut overviews = Vec::new();
    for folder in folders(source).unwrap_or_default() {
        let path = format!("{folder}/phase.toml");
        let Ok(text) = source.text(&path) else { continue };
        hidden::in_text(&path, &text, check.problems);
        let Ok(toml) = manifest::parse::<PhaseToml>(&path, &text) else { continue };
        overviews.push(format!("{folder}/overview.md"));
        let mut phase = InPhase { check: &mut check, folder: &folder, path: &path, text: &text };
        phase.title(&toml.title, toml.number.span().start);
        for topic in &toml.topic {
            phase.topic(topic);
            for section in &topic.section {
                phase.topic(section);
            }
        }
    }
    check.files.into_keys().chain(overviews).collect()
}

struct Check<'a> {
    source: &'a Source,
    tree: &'a Curriculum,
    /// Whether all phases could be read.
    whole: bool,
    /// Which manifest names a file.
    files: HashMap<String, String>,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn curriculum(&mut self) {
        const PATH: &str = "curriculum.toml";
        let Ok(text) = self.source.text(PATH) else { return };
        hidden::in_text(PATH, &text, self.problems);
        let Ok(toml) = manifest::parse::<CurriculumToml>(PATH, &text) else { return };
        for page in &toml.pages {
            let place = page.file.span().start;
            self.file(PATH, &text, place, page.file.get_ref());
            self.title(PATH, &text, place, &page.title);
        }
        for tier in &toml.tier {
            self.title(PATH, &text, tier.phases.first().map_or(0, |phase| phase.span().start), &tier.title);
        }
        for id in toml.aliases.keys().filter(|id| self.whole && self.tree.find(id).is_none()) {
            let at = [format!("{id:?}"), id.clone()].iter().find_map(|key| text.rfind(key)).unwrap_or(0);
            let what = format!("the aliases name {id:?}, which nothing here has as its id");
            self.problems.push(Problem::at_byte(PATH, &text, at, what, "mend the id, or delete the line"));
        }
    }

    fn title(&mut self, path: &str, text: &str, place: usize, title: &str) {
        let what = if title.trim().is_empty() { Some("the title is empty".into()) } else { hidden::in_title(title) };
        if let Some(what) = what {
            self.problems.push(Problem::at_byte(path, text, place, what, "write the title in plain words"));
        }
    }

    fn file(&mut self, path: &str, text: &str, place: usize, file: &str) {
        let mut tell = |what: String, hint: &str| self.problems.push(Problem::at_byte(path, text, place, what, hint));
        if let Some(first) = self.files.insert(file.to_owned(), path.to_owned()) {
            tell(format!("the file {file:?} has been named before, in {first}"), "give each lesson a file of its own");
        } else if !file.ends_with(".md") {
            tell(format!("the file {file:?} is no Markdown"), "lessons are files whose names end with .md");
        } else if !self.source.has(file)
            && let Err(problem) = self.source.text(file)
        {
            tell(format!("the file {file:?} {}", problem.what), "write it, or mend the name");
        }
    }
}

struct InPhase<'a, 'b> {
    check: &'a mut Check<'b>,
    folder: &'a str,
    path: &'a str,
    text: &'a str,
}

impl InPhase<'_, '_> {
    fn tell(&mut self, place: usize, what: String, hint: &str) {
        self.check.problems.push(Problem::at_byte(self.path, self.text, place, what, hint));
    }

    fn title(&mut self, title: &str, place: usize) {
        self.check.title(self.path, self.text, place, title);
    }

    fn topic(&mut self, topic: &TopicToml) {
        let place = topic.id.span().start;
        self.title(&topic.title, place);
        let file = format!("{}/{}", self.folder, topic.file.get_ref());
        self.check.file(self.path, self.text, topic.file.span().start, &file);
        for anchor in &topic.spec {
            let known = anchor.get_ref().strip_prefix('#').is_some_and(in_spec);
            if !known {
                let what = format!("the specification has no heading {:?}", anchor.get_ref());
                self.tell(anchor.span().start, what, "give one as the specification has it: \"#Channel_types\"");
            }
        }
        let mut seen = HashSet::new();
        for id in &topic.requires {
            let own = id.get_ref() == topic.id.get_ref();
            let missing = self.check.whole && self.check.tree.find(id.get_ref()).is_none();
            if own || missing || !seen.insert(id.get_ref()) {
                let why = if own { "itself" } else { "an id that is not there, or twice" };
                self.tell(
                    id.span().start,
                    format!("requires {:?}: {why}", id.get_ref()),
                    "name lessons of this curriculum",
                );
            }
        }
        for id in &topic.was {
            // Progress under an old id must not be taken from the node that has it now.
            let taken = self.check.tree.nodes.iter().any(|node| node.id.as_str() == id.get_ref());
            if taken || Id::parse(id.get_ref()).is_none() {
                let why = if taken { "which something here has as its id today" } else { "which is no id" };
                self.tell(id.span().start, format!("was {:?}, {why}", id.get_ref()), "an id is never used twice");
            }
        }
    }
}
