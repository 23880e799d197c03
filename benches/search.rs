//! The inner loops of the search: `cargo bench --bench search`.
//!
//! `large` is a hundred times the curriculum, its words a little different in each copy, as another author's would be.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use gomastery::{
    content::{Source, load},
    domain::{Curriculum, Id, Node, NodeIdx},
    search::{Index, Texts},
    session::index,
};

const QUERIES: &[&str] = &[
    "5.6.4",
    "g",
    "gorou",
    "channel",
    "errors.Is",
    ":=",
    "gorutine",
    "json mar",
    "garbage colector",
    "ctx timeout",
    "why does my goroutine leak",
    "how do I break out of nested loops",
    "chocolate cake recipe",
];

/// How many copies of the curriculum the large one has.
const COPIES: u32 = 100;

fn main() {
    divan::main();
}

static TREE: LazyLock<Curriculum> = LazyLock::new(|| load(&Source::Embedded).unwrap().0);
static INDEX: LazyLock<Index> = LazyLock::new(|| index::build(&TREE, &Source::Embedded));

/// The tree again and again, with ids of its own.
static LARGE_TREE: LazyLock<Curriculum> = LazyLock::new(|| {
    let len = u32::try_from(TREE.nodes.len()).unwrap();
    let copy = |copy: u32| {
        TREE.nodes.iter().map(move |node| Node {
            id: Id::parse(&format!("{copy}:{}", node.id)).unwrap(),
            title: format!("{} {copy}", node.title).into(),
            parent: node.parent.map(|up| NodeIdx(up.0 + copy * len)),
            end: node.end + copy * len,
            ..node.clone()
        })
    };
    Curriculum { nodes: (0..COPIES).flat_map(copy).collect(), ..TREE.clone() }
});

fn large_texts() -> Texts {
    let len = u32::try_from(TREE.nodes.len()).unwrap();
    Arc::new(move |node: NodeIdx| {
        let file = TREE.get(NodeIdx(node.0 % len))?.file.as_deref()?;
        let text = Source::Embedded.text(file).ok()?;
        // Words that only this copy has.
        Some(Cow::Owned(text.replace(" which ", &format!(" which{} ", node.0 / len))))
    })
}

static LARGE: LazyLock<Index> = LazyLock::new(|| {
    let start = std::time::Instant::now();
    let index = Index::build(&LARGE_TREE, large_texts());
    eprintln!(
        "large: {} nodes, {} bytes of index, built in {:?}",
        LARGE_TREE.nodes.len(),
        index.bytes(),
        start.elapsed()
    );
    index
});

#[divan::bench]
fn embedded() -> Index {
    index::build(&TREE, &Source::Embedded)
}

#[divan::bench]
fn titles_only() -> Index {
    Index::titles_only(&TREE)
}

#[divan::bench]
fn build(bencher: divan::Bencher<'_, '_>) {
    let bytes: usize = TREE
        .nodes
        .iter()
        .filter_map(|node| Source::Embedded.text(node.file.as_deref()?).ok())
        .map(|text| text.len())
        .sum();
    let texts: Texts = Arc::new(|node| Source::Embedded.text(TREE.get(node)?.file.as_deref()?).ok());
    bencher.counter(divan::counter::BytesCount::new(bytes)).bench(|| Index::build(&TREE, Arc::clone(&texts)));
}

#[divan::bench(args = QUERIES)]
fn query(query: &str) -> usize {
    INDEX.search(query, 50, false).total
}

#[divan::bench(args = QUERIES, sample_count = 20)]
fn large(query: &str) -> usize {
    LARGE.search(query, 50, false).total
}
