//! The search over the whole curriculum: judged queries, anchors, and a table of synonyms without dead entries.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use gomastery::{
    content::{Source, load},
    domain::Curriculum,
    markdown,
    search::{Index, collect, query},
    session::index,
};

fn curriculum() -> (Curriculum, Index) {
    let (tree, _) = load(&Source::Embedded).unwrap();
    let index = index::build(&tree, &Source::Embedded);
    (tree, index)
}

/// Each row of `tests/search/judged.jsonl` is a query of a kind, with the lessons that answer it: 3 is what was meant, 2 and
/// 1 are near it. The rows of kind `none` are about something else.
#[test]
fn judged_queries_find_their_lessons() {
    let (tree, index) = curriculum();
    let rows = include_str!("../search/judged.jsonl");
    let (mut answered, mut in_three, mut reciprocal) = (0.0, 0.0, 0.0);
    let mut misses = Vec::new();
    for row in rows.lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap()) {
        let query = row["query"].as_str().unwrap();
        let grades: BTreeMap<&str, i64> = row["relevant"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(id, grade)| (id.as_str(), grade.as_i64().unwrap()))
            .collect();
        assert!(grades.keys().all(|id| tree.find(id).is_some()), "{query}");
        let hits = index.search(query, 10, false).hits;
        if grades.is_empty() {
            assert!(hits.len() <= 3, "{query:?} is about something else, and finds {} lessons", hits.len());
            continue;
        }
        let meant = |id: &str| grades.get(id) == Some(&3);
        let place = hits.iter().position(|hit| meant(tree.get(hit.node).unwrap().id.as_str()));
        answered += 1.0;
        in_three += f64::from(place.is_some_and(|place| place < 3));
        reciprocal += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
        if place.is_none_or(|place| place > 2) {
            misses.push(query.to_owned());
        }
    }
    let (success, mrr) = (in_three / answered, reciprocal / answered);
    println!("{answered} queries: success@3 {success:.3}, MRR@10 {mrr:.3}; not among three: {misses:?}");
    assert!(answered > 150.0);
    assert!(success >= 0.96, "success@3 {success:.3}: {misses:?}");
    assert!(mrr >= 0.92, "MRR@10 {mrr:.3}");
}

#[test]
fn every_title_and_id_finds_its_own() {
    let (tree, index) = curriculum();
    for (at, node) in tree.all_lessons() {
        let by_id = index.search(node.id.as_str(), 1, false);
        assert_eq!(by_id.hits[0].node, at, "{}", node.id);
        let by_title = index.search(&node.title, 3, false);
        assert!(by_title.hits.iter().any(|hit| hit.node == at), "{}: {:?}", node.title, by_title.hits.first());
    }
}

#[test]
fn every_anchor_is_one_of_the_lesson() {
    let (tree, index) = curriculum();
    let mut seen = 0;
    for query in ["error", "goroutine", "memory", "type", "test", "value", "close", "request", "package"] {
        let mut results = index.search(query, 50, false);
        results.show_all();
        for hit in results.hits.iter().filter(|hit| !hit.snippet.anchor.is_empty()) {
            let node = tree.get(hit.node).unwrap();
            let text = Source::Embedded.text(node.file.as_deref().unwrap()).unwrap();
            let document = markdown::parse(&text);
            assert!(document.heading(&hit.snippet.anchor).is_some(), "{}: #{}", node.id, hit.snippet.anchor);
            let line = text.lines().nth(hit.snippet.line as usize - 1).unwrap();
            let word = |text: &str| text.chars().filter(|c| c.is_alphabetic()).take(3).collect::<String>();
            let shown = hit.snippet.text.trim_start_matches("… ");
            assert!(shown.len() < hit.snippet.text.len() || word(line).starts_with(&word(shown)), "{line} | {shown}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_table_of_the_program_is_that_of_its_texts() {
    let (tree, embedded) = curriculum();
    let files: Vec<_> = tree.nodes.iter().map(|node| node.file.clone()).collect();
    let text = |file: &str| Source::Embedded.text(file).ok();
    let made = collect::of_curriculum(&tree, |node| text(files[node.at()].as_deref()?));
    assert_eq!(embedded.bytes(), made.len());
    let other = Curriculum { nodes: tree.nodes.iter().skip(1).cloned().collect(), ..tree.clone() };
    assert!(Index::embedded(&other, Arc::new(|_| None::<Cow<'static, str>>)).is_none(), "only for its own curriculum");
}

/// A synonym for words that no lesson has stands for nothing.
#[test]
fn every_synonym_stands_for_words_of_the_curriculum() {
    let (tree, _) = curriculum();
    let files: Vec<_> = tree.nodes.iter().map(|node| node.file.clone()).collect();
    let bytes = collect::of_curriculum(&tree, |node| Source::Embedded.text(files[node.at()].as_deref()?).ok());
    let table = gomastery::search::table::Table::read(Cow::Owned(bytes)).unwrap();
    let mut dead = Vec::new();
    let mut count = 0;
    for name in gomastery::search::synonyms::names() {
        for target in gomastery::search::synonyms::of(name).unwrap() {
            count += 1;
            if query::phrase_meaning(target, &table, 1.0, query::How::Alias).is_empty() {
                dead.push(format!("{name} = {target}"));
            }
        }
    }
    assert!(count > 600);
    assert!(dead.is_empty(), "{} of {count}: {dead:#?}", dead.len());
}
