//! What lessons say that the standard library has: packages in `std = [...]`, packages and names in links to pkg.go.dev.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use gomastery::{
    content::{Source, load},
    markdown::{self, block::Target},
};

use super::go_or_skip;

const SITE: &str = "https://pkg.go.dev/";

/// A package, and a name in it: where it is said, and what.
struct Said {
    place: String,
    package: String,
    name: Option<String>,
}

/// What a link says, if it is of the standard library.
fn link(place: String, page: &str) -> Option<Said> {
    let rest = page.strip_prefix(SITE)?;
    let (path, anchor) = rest.split_once('#').map_or((rest, None), |(path, anchor)| (path, Some(anchor)));
    let package = path.split('@').next().unwrap_or(path).trim_end_matches('/');
    // Paths of other people's packages begin with a host; those of commands are their manuals.
    let first = package.split('/').next().unwrap_or_default();
    if first.is_empty() || first.contains('.') || matches!(package, "std" | "cmd") {
        return None;
    }
    // Headings and examples are not names.
    let name =
        anchor.filter(|anchor| !["hdr-", "pkg-", "example-", "section-"].iter().any(|start| anchor.starts_with(start)));
    Some(Said { place, package: package.to_owned(), name: name.map(str::to_owned) })
}

#[test]
fn packages_and_their_names_are_in_the_standard_library() {
    let Some(go) = go_or_skip("the names of the standard library") else { return };
    let source = Source::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("curriculum")).expect("the curriculum");
    let (tree, _) = load(&source).expect("the tree");
    let mut said = vec![
        Said { place: "lie".into(), package: "net/htttp".into(), name: None },
        Said { place: "lie".into(), package: "net/http".into(), name: Some("Server.Serv".into()) },
    ];
    for node in &tree.nodes {
        let Some(path) = node.file.as_deref().filter(|path| source.has(path)) else { continue };
        let std = |package: &str| Said { place: path.to_owned(), package: package.to_owned(), name: None };
        said.extend(node.std.iter().map(|package| std(package)));
        for link in markdown::parse(&source.text(path).expect(path)).links {
            if let Target::Web(page) = link.target() {
                said.extend(self::link(format!("{path}:{}:{}", link.at.line, link.at.column), page));
            }
        }
    }
    let packages: BTreeSet<&str> = said.iter().map(|said| said.package.as_str()).collect();
    let dir = tempfile::tempdir().expect("dir");
    fs::write(dir.path().join("names.go"), include_str!("names.go")).expect("written");
    let args: Vec<&str> = ["run", "names.go"].into_iter().chain(packages.iter().copied()).collect();
    let ended = go.go(&args).run(dir.path(), Duration::from_secs(300));
    assert!(ended.fine(), "{}", ended.says());
    let known: BTreeSet<&str> = ended.output.lines().collect();
    let wrong: Vec<String> = said
        .iter()
        .filter(|said| match &said.name {
            None => !known.contains(said.package.as_str()),
            Some(name) => !known.contains(format!("{}\t{name}", said.package).as_str()),
        })
        .map(|said| format!("{}: {} {}", said.place, said.package, said.name.as_deref().unwrap_or("(no such package)")))
        .collect();
    assert_eq!(wrong, ["lie: net/htttp (no such package)", "lie: net/http Server.Serv"], "\n{}\n", wrong.join("\n"));
}
