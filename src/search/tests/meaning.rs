//! What the words of a query mean: slips, names, what says less than what.

use super::*;

#[test]
fn a_mistyped_word_stands_for_what_its_right_spelling_does() {
    best_of(
        &[
            ("The race detector", &[], "# The race detector\n\nIt finds a data race.\n"),
            ("Conditions", &[], "# Conditions\n\nA condition, and a race of one thread.\n"),
            ("Goroutines", &[], "# Goroutines\n\nA goroutine runs.\n"),
        ],
        &[("race condition", Some(0)), ("race conditoin", Some(0)), ("thread", Some(2)), ("thraed", Some(2))],
    );
}

#[test]
fn a_name_may_be_unfinished_or_written_as_two() {
    best_of(
        &[
            ("Maps", &[], "# Maps\n\nA map.\n"),
            ("Blocking", &[], "# Blocking\n\n## Block forever\n\nNobody comes.\n"),
            ("Functions", &[], "# Functions\n\n**Variadic.** A function of many, or a dictum.\n"),
        ],
        &[
            ("dictionary", Some(0)),
            ("dictio", Some(0)),
            ("dict", Some(0)),
            ("dictu", Some(2)),
            ("deadlock", Some(1)),
            ("dead lock", Some(1)),
            ("key value", Some(0)),
            ("key val", Some(0)),
        ],
    );
}

#[test]
fn a_word_that_is_hardly_what_it_was_taken_for_makes_a_query_doubtful() {
    let index = index();
    for (query, doubtful) in
        [("channel closing", false), ("channle closing", false), ("channef closing", true), ("channef", false)]
    {
        assert_eq!(Understood::new(query, index.table(), |_| false).is_doubtful(), doubtful, "{query}");
    }
}

#[test]
fn a_word_within_a_name_says_less_alone() {
    best_of(
        &[
            ("Blocking", &[], "# Blocking\n\n## Block forever\n\nNobody comes.\n"),
            ("Locks", &[], "# Locks\n\nA lock is not dead.\n"),
        ],
        &[("lock", Some(1)), ("dead lock", Some(0))],
    );
}

/// What a query's words are, and which of them need not be found.
fn soft(query: &str) -> Vec<(String, bool)> {
    crate::search::query::words(query)
        .into_iter()
        .filter(|word| !word.stop)
        .map(|word| (word.text, word.soft))
        .collect()
}

#[test]
fn what_is_done_says_less_than_what_it_is_done_to() {
    let of = |words: &[(&str, bool)]| words.iter().map(|(word, soft)| ((*word).to_owned(), *soft)).collect::<Vec<_>>();
    assert_eq!(soft("write a tcp server"), of(&[("write", true), ("tcp", false), ("server", false)]));
    assert_eq!(soft("avoid sql injection"), of(&[("avoid", true), ("sql", false), ("injection", false)]));
    assert_eq!(soft("write barrier"), of(&[("write", false), ("barrier", false)]), "half of a name");
}

#[test]
fn a_comma_is_a_symbol_where_it_is_all_that_was_typed() {
    for sign in [";", ","] {
        assert_eq!(soft(sign), [(sign.to_owned(), false)]);
    }
    assert_eq!(soft("errors,"), [("errors".to_owned(), false)], "at the end of a word it is none");
}

#[test]
fn a_letter_doubled_in_the_wrong_place_is_forgiven() {
    for query in ["chanell", "chhanel"] {
        assert_eq!(first(query).0, "5.6", "{query}");
    }
    assert_eq!(first("flannel").0, "nothing", "another word");
}

#[test]
fn a_word_that_asks_how_it_is_made_finds_the_inside() {
    let of = |title: &'static str, at: u32| Node {
        file: Some(format!("{at}.md").into()),
        ..Node::new(Kind::Topic, Id::parse(&format!("{at}")).unwrap(), title.into())
    };
    let nodes = vec![of("Lock internals", 1), of("Lock use", 2)];
    let tree = Curriculum { nodes, ..Curriculum::default() };
    let texts: Texts = Arc::new(|_| Some("# Lock\n\nA lock.\n".into()));
    let index = Index::build(&tree, texts);
    let best = |query: &str| index.search(query, 1, false).hits.first().map(|hit| hit.node.at());
    assert_eq!(best("lock"), Some(1));
    for query in ["lock internals", "lock under the hood", "how does a lock work inside"] {
        assert_eq!(best(query), Some(0), "{query}");
    }
}

/// The best of a few lessons for each query: titles and texts, found by their place.
fn best_of(lessons: &'static [(&str, &[&str], &str)], queries: &[(&str, Option<usize>)]) {
    let node = |(at, (title, about, _)): (usize, &(&'static str, &[&'static str], _))| Node {
        file: Some(format!("{at}.md").into()),
        std: about.iter().map(|name| (*name).into()).collect(),
        ..Node::new(Kind::Topic, Id::parse(&format!("{}", at + 1)).unwrap(), (*title).into())
    };
    let tree = Curriculum { nodes: lessons.iter().enumerate().map(node).collect(), ..Curriculum::default() };
    let texts: Texts = Arc::new(|node: NodeIdx| lessons.get(node.at()).map(|lesson| lesson.2.into()));
    let index = Index::build(&tree, texts);
    for (query, place) in queries {
        assert_eq!(index.search(query, 1, false).hits.first().map(|hit| hit.node.at()), *place, "{query}");
    }
}

#[test]
fn a_text_that_quotes_the_whole_query_is_meant() {
    best_of(
        &[
            ("Function declarations", &[], "# Function declarations\n\nA function has parameters.\n"),
            (
                "Names",
                &[],
                "# Names\n\nWhat is declared has a name.\n\n```output\n./p.go:6:2: declared and not used: x\n```\n",
            ),
        ],
        &[("declared", Some(0)), ("declared and not used", Some(1))],
    );
}

#[test]
fn a_name_of_a_package_is_the_title_that_has_it() {
    best_of(
        &[
            ("Pressure", &["sync"], "# Pressure\n\n## Reuse (`sync.Pool`)\n\n`sync.Pool` is a `sync.Pool`.\n"),
            ("Pool", &["sync"], "# Pool\n\nA `sync.Pool` keeps.\n"),
            ("Pool of workers", &["context"], "# Pool of workers\n\nNo `sync.Pool`.\n"),
        ],
        &[("sync.Pool", Some(1))],
    );
}

#[test]
fn a_function_that_no_lesson_has_is_of_its_package() {
    best_of(
        &[
            ("Encodings", &["encoding/json"], "# Encodings\n\nA `json.Decoder` reads.\n"),
            ("Files", &[], "# Files\n\nA file of json or yaml.\n"),
            ("Calls by grpc", &[], "# Calls\n\nFar away.\n"),
        ],
        &[("json.NewDecoder", Some(0)), ("json.Valid", Some(0)), ("grpc.NewServer", Some(2)), ("yaml.Valid", None)],
    );
}

#[test]
fn a_number_is_not_two_numbers() {
    best_of(
        &[("Numbers", &[], "# Numbers\n\nFrom 10 to 12, since 1.22.\n")],
        &[("10.12", None), ("since 1.22", Some(0)), ("12.10", None)],
    );
}

#[test]
fn what_makes_one_word_of_another_is_taken_off() {
    best_of(&[("Processes", &[], "# Processes\n\nA process.\n")], &[("subprocess", Some(0)), ("superprocess", None)]);
}

#[test]
fn a_word_of_seven_letters_may_have_two_slips_where_nothing_is_nearer() {
    best_of(
        &[("The channel", &[], "# The channel\n\nA queue.\n")],
        &[("chennal", Some(0)), ("shennal", None), ("chenal", None)],
    );
}
