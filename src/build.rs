//! Build script: embeds `curriculum/` in the program. It reads the manifests with the same code that reads a folder at run
//! time, and writes the tree as Rust, so that a start parses nothing.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

// The program uses more of these modules than the script does.
#[allow(dead_code)]
mod content {
    pub mod assemble;
    pub mod error;
    pub mod manifest;
}
#[allow(dead_code)]
mod domain {
    pub mod curriculum;
    pub mod id;
    pub use curriculum::{Curriculum, Depth, Kind, Node, NodeIdx, Tier};
    pub use id::Id;
    pub type Str = std::borrow::Cow<'static, str>;
    pub type List<T> = std::borrow::Cow<'static, [T]>;
}

#[allow(dead_code)]
mod search {
    pub mod collect;
    pub mod scan;
    pub mod stem;
    pub mod table;
    pub mod word;
}
#[allow(dead_code)]
mod text {
    pub mod fold;
}

use std::{
    borrow::Cow,
    collections::BTreeMap,
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use content::{assemble, manifest};
use domain::{Curriculum, List, Node, Str};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("curriculum");
    println!("cargo::rerun-if-changed=curriculum");
    println!("cargo::rerun-if-changed=src/build.rs");
    for module in
        ["content/assemble.rs", "content/error.rs", "content/manifest.rs", "domain/curriculum.rs", "domain/id.rs"]
    {
        println!("cargo::rerun-if-changed=src/{module}");
    }
    println!("cargo::rerun-if-changed=assets/synonyms.toml");
    for module in
        ["search/collect.rs", "search/scan.rs", "search/stem.rs", "search/table.rs", "search/word.rs", "text/fold.rs"]
    {
        println!("cargo::rerun-if-changed=src/{module}");
    }
    let tree = tree(&root).unwrap_or_else(|why| panic!("curriculum/{why}"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    let mut code = Vec::new();
    write(&mut code, &root, &tree).expect("writing to memory");
    fs::write(&out, code).expect("cargo's folder can be written");
    let text = |at| tree.get(at).and_then(|node| fs::read_to_string(root.join(node.file.as_deref()?)).ok());
    let index = search::collect::of_curriculum(&tree, |at| text(at).map(Cow::Owned));
    fs::write(out.with_file_name("search.idx"), index).expect("cargo's folder can be written");
    let synonyms = synonyms().unwrap_or_else(|why| panic!("assets/synonyms.toml: {why}"));
    fs::write(out.with_file_name("synonyms.txt"), synonyms).expect("cargo's folder can be written");
    link(&out.with_file_name("")).expect("cargo's folder can be written");
}

/// Makes a start shorter where the machine's linker and C library can: the unwinder is linked into the program, for a
/// shared library more to load takes a tenth of a start, and what the loader has to relocate is written in the short form.
///
/// A trial program shows whether both work here. Elsewhere the program is linked as usual, and so are debug builds.
fn link(out: &Path) -> io::Result<()> {
    const UNWINDER: &str = "gcc_eh";
    const SHORT: &str = "-Wl,-z,pack-relative-relocs";
    let var = |name: &str| env::var(name).unwrap_or_default();
    let glibc = var("CARGO_CFG_TARGET_OS") == "linux" && var("CARGO_CFG_TARGET_ENV") == "gnu";
    if !glibc || var("TARGET") != var("HOST") || var("PROFILE") != "release" {
        return Ok(());
    }
    let (source, trial) = (out.join("trial.c"), out.join("trial"));
    fs::write(&source, "int main(int count, char **all) { return count == 0 || all[0] == 0; }\n")?;
    let compiler = env::var_os("RUSTC_LINKER").unwrap_or("cc".into());
    let unwinder = format!("-l:lib{UNWINDER}.a");
    let made =
        Command::new(compiler).args(["-pie", "-fPIE", SHORT]).arg(&source).arg(unwinder).arg("-o").arg(&trial).output();
    let works = made.is_ok_and(|made| made.status.success())
        && Command::new(&trial).status().is_ok_and(|ended| ended.success());
    if works {
        println!("cargo::rustc-link-lib=static:-bundle={UNWINDER}");
        println!("cargo::rustc-link-arg-bins={SHORT}");
    }
    Ok(())
}

/// The table of synonyms as text: a line each, sorted, with the name as stems and what stands for it, tabs between them.
fn synonyms() -> Result<String, String> {
    let path = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("assets/synonyms.toml");
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let groups: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(&text).map_err(|error| error.to_string())?;
    let mut table: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, targets) in groups.into_values().flatten() {
        let words: Vec<&str> = name.split(' ').collect();
        let plain = words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        let key =
            if plain { words.iter().map(|word| search::stem::stem(word)).collect::<Vec<_>>().join(" ") } else { name };
        let known = table.entry(key).or_default();
        known.extend(targets.into_iter().filter(|target| !known.contains(target)).collect::<Vec<_>>());
    }
    let rows: Vec<String> = table.iter().map(|(key, targets)| format!("{key}\t{}", targets.join("\t"))).collect();
    Ok(rows.join("\n"))
}

fn tree(root: &Path) -> Result<Curriculum, String> {
    let read = |path: &str| fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"));
    let text = read("curriculum.toml")?;
    let toml: manifest::CurriculumToml = manifest::parse("curriculum.toml", &text).map_err(|p| p.to_string())?;
    let mut phases = Vec::new();
    for folder in toml.tier.iter().flat_map(|tier| &tier.phases) {
        let folder = folder.get_ref();
        let path = format!("{folder}/phase.toml");
        let text = read(&path)?;
        phases.push(assemble::Phase {
            overview: root.join(folder).join("overview.md").is_file(),
            folder: folder.clone(),
            toml: manifest::parse(&path, &text).map_err(|p| p.to_string())?,
            text,
        });
    }
    let mut problems = Vec::new();
    let tree = assemble::assemble(toml, &text, phases, &std::collections::HashSet::new(), &mut problems)
        .map_err(|p| p.to_string())?;
    match problems.first() {
        Some(problem) => Err(problem.to_string()),
        None => Ok(tree),
    }
}

/// Writes the files and the tree as Rust source.
fn write(out: &mut impl Write, root: &Path, tree: &Curriculum) -> io::Result<()> {
    let mut files = vec!["curriculum.toml".to_owned()];
    for node in &tree.nodes {
        // A phase without an overview has no file of its own, but its topics have.
        if let Some((folder, _)) = node.file.as_deref().and_then(|file| file.split_once('/')) {
            files.push(format!("{folder}/phase.toml"));
        }
        if let Some(file) = &node.file {
            files.push(file.to_string());
            files.push(format!("{}.toml", file.trim_end_matches(".md")));
        }
    }
    files.retain(|file| root.join(file).is_file());
    files.sort();
    files.dedup();
    writeln!(out, "pub static FILES: &[(&str, &str)] = &[")?;
    for file in &files {
        writeln!(out, "({file:?}, include_str!({:?})),", root.join(file))?;
    }
    writeln!(out, "];")?;
    writeln!(out, "use crate::domain::{{Curriculum, Depth, Id, Kind, List, Node, NodeIdx, Str, Tier}};")?;
    writeln!(out, "/// The tree of the embedded curriculum.\npub fn curriculum() -> Curriculum {{ Curriculum {{")?;
    writeln!(out, "id: {}, title: {}, edition: {},", text(&tree.id), text(&tree.title), text(&tree.edition))?;
    writeln!(out, "philosophy: {}, tenets: {}, nodes: vec![", text(&tree.philosophy), texts(&tree.tenets))?;
    for node in &tree.nodes {
        write_node(out, node)?;
    }
    writeln!(out, "], tiers: vec![")?;
    for tier in &tree.tiers {
        writeln!(
            out,
            "Tier {{ node: NodeIdx({}), subject: {}, goal: {}, duration: {}, outcome: {} }},",
            tier.node.0,
            text(&tier.subject),
            text(&tier.goal),
            text(&tier.duration),
            text(&tier.outcome)
        )?;
    }
    writeln!(out, "], by_id: List::Borrowed(&{:?}), aliases: List::Borrowed(const {{ &[", tree.by_id)?;
    for (id, names) in tree.aliases.iter() {
        writeln!(out, "(Id::from_static({:?}), {}),", id.as_str(), texts(names))?;
    }
    writeln!(out, "] }}) }} }}")
}

fn write_node(out: &mut impl Write, node: &Node) -> io::Result<()> {
    let file = node.file.as_ref().map_or("None".to_owned(), |file| format!("Some({})", text(file)));
    let parent = node.parent.map_or("None".to_owned(), |up| format!("Some(NodeIdx({}))", up.0));
    writeln!(
        out,
        "Node {{ parent: {parent}, end: {}, lesson: {}, file: {file}, objective: {}, depth: Depth::{:?}, revision: {}, minutes: {}, \
         since: {}, spec: {}, std: {}, requires: {}, was: {}, added: {}, ..Node::new(Kind::{:?}, Id::from_static({:?}), {}) }},",
        node.end,
        node.lesson,
        text(&node.objective),
        node.depth,
        node.revision,
        node.minutes,
        text(&node.since),
        texts(&node.spec),
        texts(&node.std),
        ids(&node.requires),
        ids(&node.was),
        node.added,
        node.kind,
        node.id.as_str(),
        text(&node.title),
    )
}

fn text(text: &str) -> String {
    format!("Str::Borrowed({text:?})")
}

fn texts(list: &List<Str>) -> String {
    let all: Vec<String> = list.iter().map(|word| text(word)).collect();
    format!("List::Borrowed(const {{ &[{}] }})", all.join(", "))
}

fn ids(list: &List<domain::Id>) -> String {
    let all: Vec<String> = list.iter().map(|id| format!("Id::from_static({:?})", id.as_str())).collect();
    format!("List::Borrowed(const {{ &[{}] }})", all.join(", "))
}
