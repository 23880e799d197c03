//! Manifests become the tree. The build script runs this on the embedded curriculum, the program on a folder's.

use std::collections::{HashMap, HashSet};

use toml::Spanned;

use super::{
    error::Problem,
    manifest::{CurriculumToml, DepthToml, FORMAT, PhaseToml, TopicToml},
};
use crate::domain::id::MAX_LEN;
use crate::domain::{Curriculum, Depth, Id, Kind, List, Node, NodeIdx, Str, Tier};

/// The most nodes that a curriculum may have.
pub const MAX_NODES: usize = 200_000;

/// The manifest of a phase: its folder's name, its text (for places in messages) and what it says.
pub struct Phase {
    pub folder: String,
    pub text: String,
    pub toml: PhaseToml,
    /// Whether `overview.md` stands in the folder.
    pub overview: bool,
}

/// Builds the tree. `phases` are all that `curriculum.toml` names and that could be read, in any order, `broken` the folders
/// of the others. What is wrong with a part goes to `problems` and the part is left out; only a curriculum that cannot be used at all is an error.
pub fn assemble(
    toml: CurriculumToml,
    text: &str,
    phases: Vec<Phase>,
    broken: &HashSet<String>,
    problems: &mut Vec<Problem>,
) -> Result<Curriculum, Problem> {
    const FILE: &str = "curriculum.toml";
    if toml.format != FORMAT {
        let what = format!("format {} is not known", toml.format);
        return Err(Problem::of_file(FILE, what, format!("this program reads format {FORMAT}; update it")));
    }
    let id = Id::parse(toml.id.get_ref()).ok_or_else(|| {
        Problem::at_byte(FILE, text, toml.id.span().start, "the id is no id", "use letters, digits and dashes")
    })?;
    let mut build = Build { nodes: Vec::new(), seen: HashMap::new(), problems };
    let mut phases: HashMap<String, Phase> = phases.into_iter().map(|phase| (phase.folder.clone(), phase)).collect();
    let mut tiers = Vec::new();

    for page in toml.pages {
        let file = page.file.get_ref();
        let stem = file.strip_suffix(".md").unwrap_or(file);
        if let Some(idx) =
            build.add(FILE, text, None, Kind::Page, &Spanned::new(page.file.span(), stem.to_owned()), page.title)
        {
            build.edit(idx, |node| {
                node.file = Some(file.clone().into());
                node.minutes = page.minutes;
            });
        }
    }
    for tier in toml.tier {
        let mut name = slug(&tier.title);
        if name.is_empty() || build.seen.contains_key(&name) {
            name = format!("tier-{}", tiers.len() + 1);
        }
        let place = tier.phases.first().map_or(0..0, Spanned::span);
        let Some(idx) = build.add(FILE, text, None, Kind::Tier, &Spanned::new(place, name), tier.title) else {
            continue;
        };
        for folder in tier.phases {
            match phases.remove(folder.get_ref()) {
                Some(phase) => build.phase(idx, phase),
                // Why it could not be read was told.
                None if broken.contains(folder.get_ref()) => {}
                None => build.problems.push(Problem::at_byte(
                    FILE,
                    text,
                    folder.span().start,
                    format!("the phase {:?} is named twice", folder.get_ref()),
                    "name each folder once",
                )),
            }
        }
        tiers.push(Tier {
            node: idx,
            subject: tier.subject.into(),
            goal: tier.goal.into(),
            duration: tier.duration.into(),
            outcome: tier.outcome.into(),
        });
    }
    let mut nodes = build.nodes;
    close(&mut nodes);
    let mut by_id: Vec<u32> = (0..u32::try_from(nodes.len()).unwrap_or(0)).collect();
    by_id.sort_by(|a, b| key(&nodes, *a).cmp(key(&nodes, *b)));
    let aliases: Vec<(Id, List<Str>)> = toml
        .aliases
        .into_iter()
        .filter_map(|(id, names)| Some((Id::parse(&id)?, names.into_iter().map(Str::from).collect::<Vec<_>>().into())))
        .collect();
    Ok(Curriculum {
        id: id.as_str().to_owned().into(),
        title: toml.title.into(),
        edition: toml.edition.into(),
        philosophy: toml.philosophy.into(),
        tenets: toml.tenets.into_iter().map(Str::from).collect::<Vec<_>>().into(),
        nodes,
        tiers,
        by_id: by_id.into(),
        aliases: aliases.into(),
    })
}

fn key(nodes: &[Node], at: u32) -> &str {
    nodes.get(at as usize).map_or("", |node| node.id.as_str())
}

/// The id of a tier: its title in small letters and dashes; empty where the title has no letters that an id may have.
fn slug(title: &str) -> String {
    let dashed: String = title
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .skip_while(|c| *c == '-')
        .take(MAX_LEN)
        .collect();
    dashed.trim_end_matches('-').to_owned()
}

/// Sets the ends of all subtrees: a node ends where the next one begins that does not lie below it.
fn close(nodes: &mut [Node]) {
    let ends: Vec<u32> = {
        let mut ends = vec![0; nodes.len()];
        let mut open: Vec<usize> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            while open.last().copied() != node.parent.map(NodeIdx::at) {
                let Some(done) = open.pop() else { break };
                if let Some(end) = ends.get_mut(done) {
                    *end = u32::try_from(at).unwrap_or(u32::MAX);
                }
            }
            open.push(at);
        }
        for done in open {
            if let Some(end) = ends.get_mut(done) {
                *end = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
            }
        }
        ends
    };
    for (node, end) in nodes.iter_mut().zip(ends) {
        node.end = end;
    }
}

struct Build<'a> {
    nodes: Vec<Node>,
    /// Where each id was first used.
    seen: HashMap<String, String>,
    problems: &'a mut Vec<Problem>,
}

impl Build<'_> {
    fn add(
        &mut self,
        file: &str,
        text: &str,
        parent: Option<NodeIdx>,
        kind: Kind,
        id: &Spanned<String>,
        title: String,
    ) -> Option<NodeIdx> {
        let problem = |what: String, hint: &str| Problem::at_byte(file, text, id.span().start, what, hint);
        let Some(good) = Id::parse(id.get_ref()) else {
            self.problems.push(problem(format!("{:?} is no id", id.get_ref()), "use letters, digits, dots and dashes"));
            return None;
        };
        if self.nodes.len() >= MAX_NODES {
            if self.nodes.len() == MAX_NODES && !self.problems.iter().any(|p| p.what.starts_with("more than")) {
                self.problems.push(problem(
                    format!("more than {MAX_NODES} nodes; the rest is left out"),
                    "split the curriculum",
                ));
            }
            return None;
        }
        if let Some(first) = self.seen.insert(good.as_str().to_owned(), file.to_owned()) {
            self.problems
                .push(problem(format!("the id {good} is used twice, first in {first}"), "give one of them another id"));
            return None;
        }
        let idx = NodeIdx(u32::try_from(self.nodes.len()).ok()?);
        self.nodes.push(Node { parent, ..Node::new(kind, good, title.into()) });
        Some(idx)
    }

    fn edit(&mut self, idx: NodeIdx, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(idx.at()) {
            change(node);
        }
    }

    fn phase(&mut self, tier: NodeIdx, phase: Phase) {
        let file = format!("{}/phase.toml", phase.folder);
        let id = Spanned::new(phase.toml.number.span(), phase.toml.number.get_ref().to_string());
        let Some(idx) = self.add(&file, &phase.text, Some(tier), Kind::Phase, &id, phase.toml.title) else { return };
        let overview = phase.overview.then(|| Str::from(format!("{}/overview.md", phase.folder)));
        self.edit(idx, |node| {
            node.objective = phase.toml.objective.into();
            node.file = overview;
        });
        for topic in phase.toml.topic {
            self.topic(idx, Kind::Topic, &phase.folder, &file, &phase.text, topic);
        }
    }

    fn topic(&mut self, parent: NodeIdx, kind: Kind, folder: &str, file: &str, text: &str, topic: TopicToml) {
        let Some(idx) = self.add(file, text, Some(parent), kind, &topic.id, topic.title) else { return };
        let lesson = topic.section.is_empty();
        let ids =
            |names: Vec<Spanned<String>>| names.iter().filter_map(|name| Id::parse(name.get_ref())).collect::<Vec<_>>();
        let list = |words: Vec<String>| words.into_iter().map(Str::from).collect::<Vec<_>>();
        let path = topic.file.get_ref();
        let inside = !path.starts_with('/')
            && !path.contains('\\')
            && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !inside {
            let what = format!("the file {path:?} lies outside of the phase's folder");
            self.problems.push(Problem::at_byte(
                file,
                text,
                topic.file.span().start,
                what,
                "name a file below the folder",
            ));
        }
        let path = inside.then(|| Str::from(format!("{folder}/{path}")));
        self.edit(idx, |node| {
            node.lesson = lesson;
            node.file = path;
            node.depth = match topic.depth {
                DepthToml::Outline => Depth::Outline,
                DepthToml::Full => Depth::Full,
            };
            node.revision = topic.revision;
            node.minutes = topic.minutes;
            node.since = topic.since.into();
            node.spec = list(topic.spec.into_iter().map(Spanned::into_inner).collect()).into();
            node.std = list(topic.std).into();
            node.requires = ids(topic.requires).into();
            node.was = ids(topic.was).into();
            node.added = topic.added;
        });
        for section in topic.section {
            if kind == Kind::Topic {
                self.topic(idx, Kind::Section, folder, file, text, section);
            } else {
                let what = "a section cannot have sections".to_owned();
                self.problems.push(Problem::at_byte(
                    file,
                    text,
                    section.id.span().start,
                    what,
                    "make it a section of the topic",
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::manifest::parse;

    fn built(phase: &str) -> (Curriculum, Vec<Problem>) {
        let text = "format = 1\nid = \"c\"\ntitle = \"C\"\n[[pages]]\nfile = \"about.md\"\ntitle = \"About\"\n[[tier]]\ntitle = \"First Tier\"\nphases = [\"01-a\"]\n";
        let toml = parse::<PhaseToml>("01-a/phase.toml", phase).expect("phase");
        let phases = vec![Phase { folder: "01-a".into(), text: phase.into(), toml, overview: true }];
        let mut problems = Vec::new();
        let tree =
            assemble(parse("curriculum.toml", text).expect("manifest"), text, phases, &HashSet::new(), &mut problems)
                .expect("tree");
        (tree, problems)
    }

    #[test]
    fn a_topic_with_sections_is_no_lesson_itself() {
        let (tree, problems) = built(
            "number = 1\ntitle = \"A\"\n[[topic]]\nid = \"1.1\"\ntitle = \"x\"\nfile = \"x.md\"\n[[topic]]\nid = \"1.2\"\ntitle = \"y\"\nfile = \"y/overview.md\"\n[[topic.section]]\nid = \"1.2.1\"\ntitle = \"z\"\nfile = \"y/z.md\"\n",
        );
        assert_eq!(problems, []);
        let lessons: Vec<&str> = tree.all_lessons().map(|(_, n)| n.id.as_str()).collect();
        assert_eq!(lessons, ["1.1", "1.2.1"]);
        let ends: Vec<(&str, u32)> = tree.nodes.iter().map(|n| (n.id.as_str(), n.end)).collect();
        assert_eq!(ends, [("about", 1), ("first-tier", 6), ("1", 6), ("1.1", 4), ("1.2", 6), ("1.2.1", 6)]);
        assert_eq!(
            tree.find("1.2.1").and_then(|i| tree.get(i)).and_then(|n| n.file.clone()).as_deref(),
            Some("01-a/y/z.md")
        );
    }

    #[test]
    fn tiers_of_any_title_have_ids() {
        let titles = ["基礎", "Ground", "ground!", "--", &"x".repeat(200)];
        let tiers: String = titles.iter().map(|title| format!("[[tier]]\ntitle = {title:?}\nphases = []\n")).collect();
        let text = format!("format = 1\nid = \"c\"\ntitle = \"C\"\n{tiers}");
        let mut problems = Vec::new();
        let toml = parse("curriculum.toml", &text).expect("manifest");
        let tree = assemble(toml, &text, Vec::new(), &HashSet::new(), &mut problems).expect("tree");
        assert_eq!(problems, []);
        let ids: Vec<&str> = tree.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids, ["tier-1", "ground", "tier-3", "tier-4", &"x".repeat(MAX_LEN)]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_left_out() {
        let (tree, problems) = built(
            "number = 1\ntitle = \"A\"\n[[topic]]\nid = \"1.1\"\ntitle = \"x\"\nfile = \"../x.md\"\n[[topic]]\nid = \"1.1\"\ntitle = \"y\"\nfile = \"y.md\"\n",
        );
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("01-a/phase.toml:6:8: the file \"../x.md\" lies outside"), "{}", said[0]);
        assert!(said[1].starts_with("01-a/phase.toml:8:6: the id 1.1 is used twice"), "{}", said[1]);
        assert_eq!(tree.all_lessons().count(), 1);
    }
}
