//! The search over a small curriculum.

mod meaning;

use std::sync::Arc;

use proptest::prelude::*;

use super::scan::{self, Line};
use super::{Index, Results, Texts, Why, understand::Understood, word};
use crate::domain::{Curriculum, Id, Kind, Node, NodeIdx};

const TEXTS: &[(&str, Kind, &str, Option<u32>, &str)] = &[
    ("t", Kind::Tier, "Foundation", None, ""),
    ("5", Kind::Phase, "Concurrency", Some(0), "# Concurrency\n\nGoroutines and channels.\n"),
    (
        "5.2",
        Kind::Topic,
        "Goroutines",
        Some(1),
        "# Goroutines\n\nA goroutine costs *little*.\n\n## Leaks\n\n**Leak.** Nobody receives, so it waits\nfor ever: `ch <- v` blocks.\n",
    ),
    ("5.6", Kind::Topic, "Channels", Some(1), "# Channels\n\nA queue with a lock. Send on a closed channel panics.\n"),
    (
        "5.6.1",
        Kind::Section,
        "Channel fundamentals",
        Some(3),
        "# Fundamentals\n\n| operation | does |\n|---|---|\n| `close(ch)` | ends it |\n\n```go\nch := make(chan int)\nerrors.Is(err, io.EOF)\n```\n",
    ),
    (
        "5.6.4",
        Kind::Section,
        "Channel axioms",
        Some(3),
        "# Axioms\n\n## Sending\n\nA send on a closed channel panics; with `%w` nothing is wrapped.\n",
    ),
    ("5.60", Kind::Topic, "The WaitGroup", Some(1), "# Wait\n\nUse `sync.WaitGroup` and the garbage collector.\n"),
];

fn tree() -> Curriculum {
    let nodes: Vec<Node> = TEXTS
        .iter()
        .enumerate()
        .map(|(at, &(id, kind, title, parent, _))| Node {
            parent: parent.map(NodeIdx),
            end: u32::try_from(TEXTS.len()).unwrap(),
            file: (kind != Kind::Tier).then(|| format!("{at}.md").into()),
            ..Node::new(kind, Id::from_static(id), title.into())
        })
        .collect();
    Curriculum {
        nodes,
        aliases: vec![(Id::from_static("5.60"), vec!["Latchkey of old".into()].into())].into(),
        ..Curriculum::default()
    }
}

fn index() -> Index {
    let texts: Texts = Arc::new(|node: NodeIdx| TEXTS.get(node.at()).map(|row| row.4.into()));
    Index::build(&tree(), texts)
}

/// The results of a query with all that is shown of them.
fn shown(index: &Index, query: &str) -> Results {
    let mut results = index.search(query, 10, false);
    results.show_all();
    results
}

fn ids(results: &Results) -> Vec<&'static str> {
    results.hits.iter().map(|hit| TEXTS[hit.node.at()].0).collect()
}

fn first(query: &str) -> (&'static str, Why) {
    let results = index().search(query, 10, false);
    results.hits.first().map_or(("nothing", Why::Text), |hit| (TEXTS[hit.node.at()].0, hit.why))
}

#[test]
fn numbers_are_ids_first() {
    let index = index();
    assert_eq!(ids(&index.search("5.6", 10, false)), ["5.6", "5.6.1", "5.6.4", "5.60"]);
    for same in ["5.6.", " 5.6 ", "topic 5.6", "§5.6", "05.06"] {
        assert_eq!(shown(&index, same).hits, shown(&index, "5.6").hits, "{same}");
    }
    assert_eq!(ids(&index.search("5.6.4", 10, false)), ["5.6.4"]);
    assert_eq!(index.search("5.6.4", 10, false).hits[0].score, 1000.0);
    assert!(index.search("9.9", 10, false).hits.is_empty());
}

#[test]
fn every_kind_of_evidence_is_found() {
    for (query, id, why) in [
        ("channels", "5.6", Why::Title),
        ("goroutine", "5.2", Why::Title),
        ("wait group", "5.60", Why::Title),
        ("latchkey of old", "5.60", Why::Alias),
        ("leaks", "5.2", Why::Term),
        ("closing", "5.6.1", Why::Term),
        ("errors.Is", "5.6.1", Why::Text),
        ("sync.WaitGroup", "5.60", Why::Text),
        ("%w", "5.6.4", Why::Text),
        ("<-", "5.2", Why::Text),
        ("collector", "5.60", Why::Text),
        ("gorou", "5.2", Why::Title),
        ("chan fun", "5.6.1", Why::Title),
        ("goruotine", "5.2", Why::Title),
        ("gc", "5.60", Why::Alias),
        ("send on closed channel", "5.6.4", Why::Title),
        ("how do I send on a closed channel?", "5.6.4", Why::Title),
    ] {
        assert_eq!(first(query), (id, why), "{query}");
    }
}

#[test]
fn nonsense_finds_nothing() {
    let index = index();
    for query in ["", "  ", "qwzxv", "chocolate cake recipe", "!", "\u{1b}[31m", "?"] {
        assert!(index.search(query, 10, false).hits.is_empty(), "{query:?}: {:?}", index.search(query, 10, false));
    }
}

#[test]
fn what_was_mended_is_said() {
    let results = index().search("gorutine", 10, false);
    assert_eq!(results.mended, Some(("gorutine".into(), "goroutine".into())));
    assert_eq!(index().search("goroutine", 10, false).mended, None);
}

#[test]
fn a_hit_shows_where_it_is() {
    let results = shown(&index(), "leaks forever nobody");
    assert!(results.hits.is_empty() || results.hits[0].node == NodeIdx(2));
    let results = shown(&index(), "nobody receives");
    let hit = &results.hits[0];
    assert_eq!(hit.snippet.text, "Leak. Nobody receives, so it waits for ever: ch <- v blocks.");
    assert_eq!((hit.snippet.anchor.as_str(), hit.snippet.line), ("leaks", 7));
    assert_eq!(hit.snippet.marks, [6..12, 13..21]);
    assert!(hit.passage.as_deref().unwrap().starts_with("## Leaks\n"), "{:?}", hit.passage);
    let hit = &shown(&index(), "channels axio").hits[0];
    assert_eq!(hit.title_marks, [0..7, 8..12], "what was typed, not the whole word");
}

#[test]
fn titles_alone_are_there_before_the_texts() {
    let titles = Index::titles_only(&tree());
    assert_eq!(ids(&titles.search("axioms", 10, false)), ["5.6.4"]);
    assert_eq!(ids(&titles.search("5.2", 10, false)), ["5.2"]);
    assert!(titles.search("collector", 10, false).hits.is_empty());
    let hit = &shown(&titles, "axioms").hits[0];
    assert_eq!((hit.snippet.text.as_str(), hit.passage.as_ref()), ("", None));
    // The same as a wish of the learner's, with the texts there.
    assert!(index().search("collector", 10, true).hits.is_empty());
    assert_eq!(ids(&index().search("axioms", 10, true)), ["5.6.4"]);
}

#[test]
fn notes_are_found_by_their_words() {
    let mut index = index();
    index.set_notes(vec![(NodeIdx(6), "remember\nthe **zebra** crossing".into()), (NodeIdx(2), "ask Grace".into())]);
    let results = shown(&index, "zebra");
    assert_eq!(ids(&results), ["5.60"]);
    let hit = &results.hits[0];
    assert_eq!((hit.why, hit.snippet.line, hit.snippet.anchor.as_str()), (Why::Note, 1, ""));
    assert_eq!(hit.snippet.text, "remember the zebra crossing");
    assert_eq!(ids(&index.search("grace", 10, false)), ["5.2"]);
    assert!(index.search("zebra", 10, true).hits.is_empty(), "titles only");
    index.set_notes(Vec::new());
    assert!(index.search("zebra", 10, false).hits.is_empty());
}

#[test]
fn an_unknown_word_leaves_few_hits() {
    let index = index();
    assert!(index.search("channel", 10, false).hits.len() >= 3);
    let doubtful = index.search("channel zebra", 10, false);
    assert!(doubtful.hits.len() <= 3, "{doubtful:?}");
    assert!(index.search("zebra crossing channel of stripes", 10, false).hits.is_empty());
}

#[test]
fn texts_that_go_away_are_no_error() {
    let texts: Texts = Arc::new({
        let asked = std::sync::atomic::AtomicUsize::new(0);
        move |node: NodeIdx| {
            let count = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            (count < TEXTS.len() - 1).then(|| TEXTS[node.at()].4.into())
        }
    });
    let index = Index::build(&tree(), texts);
    let hit = &shown(&index, "collector").hits[0];
    assert_eq!((hit.node, hit.snippet.text.as_str()), (NodeIdx(6), ""));
}

/// The lessons themselves, as texts.
fn lessons() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("curriculum");
    let folders = std::fs::read_dir(root).unwrap().filter_map(|entry| std::fs::read_dir(entry.unwrap().path()).ok());
    let files = folders.flatten().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "md"));
    texts.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn headings_alone_are_those_among_the_lines() {
    let mut texts = lessons();
    assert!(texts.len() > 100);
    texts.push("# a\n\n  ## b\n~~~go\n# no\n~~~\n\u{200b}# c\n> # d\n\t# e #\n````\n# open".to_owned());
    for text in texts {
        let all: Vec<Line> = scan::lines(&text).filter(|line| matches!(line.kind, scan::Kind::Heading(_))).collect();
        let mut lines = scan::lines(&text);
        let alone: Vec<Line> = std::iter::from_fn(|| lines.heading()).collect();
        assert_eq!(alone, all);
    }
}

#[test]
fn words_passed_over_are_those_that_were_said_no_to() {
    for text in lessons().iter().take(40) {
        for (begin, len) in [('c', 7), ('w', 11), ('_', 1), ('e', 2)] {
            let fits = |token: &str| token.starts_with(begin) && token.len() == len;
            let (mut all, mut like) = (Vec::new(), Vec::new());
            word::tokens(text, true, |token, at, _| all.extend(fits(token).then_some(at)));
            let asked = |token: &str| token.starts_with([begin, begin.to_ascii_uppercase()]) && token.len() == len;
            word::tokens_like(text, true, asked, |token, at, _| like.extend(fits(token).then_some(at)));
            assert_eq!(like, all, "{begin}{len}");
        }
    }
}

#[test]
fn hits_shown_a_few_at_a_time_are_hits_shown_at_once() {
    let index = index();
    for query in ["channel", "5.6", "closed panics", "go", "zebra"] {
        let mut once = index.search(query, 10, false);
        once.show_all();
        let mut bits = index.search(query, 10, false);
        assert!(bits.hits.iter().all(|hit| !hit.shown && hit.snippet.text.is_empty()));
        bits.show(1..3);
        assert!(bits.hits.iter().enumerate().all(|(at, hit)| hit.shown == (1..3).contains(&at)));
        for range in [2..4, 0..1, 3..usize::MAX] {
            bits.show(range);
        }
        assert_eq!(bits.hits, once.hits);
    }
}

fn holds(index: &Index, query: &str, limit: usize) {
    let mut results = index.search(query, limit, false);
    results.show_all();
    assert!(results.hits.len() <= limit && results.hits.len() <= results.total);
    assert!(results.hits.windows(2).all(|pair| pair[0].score >= pair[1].score), "best first");
    for hit in &results.hits {
        assert!(hit.score > 0.0 && hit.score <= 1000.0, "{}", hit.score);
        let title = TEXTS[hit.node.at()].2;
        for (text, marks) in [(title, &hit.title_marks), (hit.snippet.text.as_str(), &hit.snippet.marks)] {
            assert!(marks.windows(2).all(|pair| pair[0].end < pair[1].start), "apart");
            assert!(marks.iter().all(|mark| mark.start < mark.end && mark.end <= text.chars().count()));
        }
        assert!(!hit.snippet.text.contains(['\n', '\u{1b}']));
    }
}

proptest! {
    #[test]
    fn any_query_holds(query in any::<String>(), limit in 0usize..8) {
        holds(&index(), &query, limit);
    }

    #[test]
    fn any_query_of_known_signs_holds(query in "[a-dghnoruwx.:=%<>*`\\[\\](){}/\" é-]{0,24}") {
        holds(&index(), &query, 10);
    }

    #[test]
    fn any_text_can_be_indexed(text in "[a-c|`*#>\\[\\]()\\-\\n é\u{200b}\u{1b}]{0,120}", query in "[a-c]{1,3}") {
        let texts: Texts = Arc::new(move |_| Some(text.clone().into()));
        let index = Index::build(&tree(), texts);
        holds(&index, &query, 10);
        holds(&index, "channel", 10);
    }
}
