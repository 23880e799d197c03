//! Which words are one word, and which say nothing: stems, stop words, soft words.

/// The stem of a folded English word, by a few rules that put together what learners use as one word: `close`, `closed`,
/// `closing`; `synchronise`, `synchronization`. Not a word for people, and no more than lesson titles and queries need.
pub fn stem(word: &str) -> String {
    let mut stem = base(word);
    if !is_english(word) {
        return stem;
    }
    if stem.ends_with("ly") && stem.len() > 6 {
        cut(&mut stem, 2);
    }
    if stem.ends_with("ncy") {
        cut(&mut stem, 2);
        stem.push('t');
    } else if stem.ends_with("ation") && stem.len() > 8 {
        cut(&mut stem, 5);
    } else if ["tion", "sion"].iter().any(|end| stem.ends_with(end)) && stem.len() > 6 {
        cut(&mut stem, 3);
    }
    if stem.ends_with("at") && stem.len() > 5 {
        cut(&mut stem, 2);
    }
    if stem.ends_with("is") && stem.len() > 5 && stem != word {
        cut(&mut stem, 2);
        stem.push_str("iz");
    }
    stem
}

/// A word without plural, -ed and -ing, and without the letters that these change: `closing` and `close` are `clos`.
pub fn base(word: &str) -> String {
    let mut stem = word.to_owned();
    if !is_english(word) {
        return stem;
    }
    let vowel = |text: &str| text.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if stem.ends_with("ies") && stem.len() > 4 {
        cut(&mut stem, 3);
        stem.push('y');
    } else if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| stem.ends_with(end)) {
        cut(&mut stem, 2);
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        cut(&mut stem, 1);
    }
    let rest =
        |stem: &str, end: &str| stem.strip_suffix(end).filter(|rest| rest.len() > 2 && vowel(rest)).map(str::to_owned);
    if let Some(rest) = rest(&stem, "ing") {
        stem = rest;
    } else if let Some(rest) = rest(&stem, "ed").filter(|rest| rest != "emb" && !rest.ends_with('e')) {
        stem = rest;
    }
    if stem.ends_with('e') && stem.len() > 3 {
        cut(&mut stem, 1);
    }
    let bytes = stem.as_bytes();
    if stem.len() > 3 && bytes.last() == bytes.get(bytes.len() - 2) {
        cut(&mut stem, 1);
    }
    stem
}

fn is_english(word: &str) -> bool {
    word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase())
}

fn cut(stem: &mut String, by: usize) {
    stem.truncate(stem.len().saturating_sub(by));
}

/// Words that carry no meaning of their own in a question.
pub fn is_stop(word: &str) -> bool {
    word.len() <= 7 && STOP.binary_search(&word).is_ok()
}

/// Words that help to choose, but that need not be found: everything here is about Go, and all of it works somehow.
pub fn is_soft(word: &str) -> bool {
    SOFT.binary_search(&word).is_ok()
}

/// Verbs and counts of questions that say little beside what they are about.
pub fn is_deed(word: &str) -> bool {
    DEED.binary_search(&word).is_ok()
}

const DEED: &[&str] = &[
    "avoid", "choose", "choosing", "create", "creating", "decide", "find", "handling", "keep", "prevent", "write",
    "writing",
];

const STOP: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "cannot",
    "could", "did", "didn", "do", "does", "doesn", "doing", "don", "for", "from", "had", "has", "have", "having", "he",
    "her", "his", "how", "i", "if", "in", "into", "is", "isn", "it", "its", "just", "let", "ll", "may", "me", "mine",
    "my", "not", "of", "on", "one", "or", "our", "ours", "please", "re", "s", "shall", "she", "should", "so", "some",
    "such", "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
    "too", "us", "ve", "versus", "very", "via", "vs", "was", "we", "were", "what", "when", "where", "whether", "which",
    "who", "whose", "why", "will", "with", "won", "would", "you", "your",
];

const SOFT: &[&str] = &[
    "actually",
    "again",
    "always",
    "another",
    "anything",
    "available",
    "bad",
    "become",
    "behave",
    "being",
    "best",
    "better",
    "between",
    "big",
    "bug",
    "cause",
    "causes",
    "certain",
    "code",
    "come",
    "comes",
    "correct",
    "correctly",
    "difference",
    "different",
    "easiest",
    "easily",
    "easy",
    "ensure",
    "every",
    "exactly",
    "explain",
    "explained",
    "fast",
    "faster",
    "first",
    "get",
    "gets",
    "give",
    "go",
    "golang",
    "good",
    "handle",
    "handles",
    "happen",
    "happens",
    "idiomatic",
    "implement",
    "instead",
    "issue",
    "issues",
    "know",
    "language",
    "learn",
    "like",
    "many",
    "mean",
    "meaning",
    "means",
    "more",
    "most",
    "much",
    "must",
    "need",
    "needs",
    "never",
    "no",
    "only",
    "other",
    "particular",
    "possible",
    "problem",
    "problems",
    "program",
    "programming",
    "programs",
    "proper",
    "properly",
    "purpose",
    "put",
    "quickly",
    "really",
    "recommended",
    "right",
    "safely",
    "same",
    "say",
    "see",
    "several",
    "simple",
    "simply",
    "something",
    "specific",
    "still",
    "support",
    "supports",
    "take",
    "thing",
    "trouble",
    "tutorial",
    "understand",
    "up",
    "use",
    "used",
    "useful",
    "uses",
    "using",
    "various",
    "want",
    "way",
    "ways",
    "whole",
    "without",
    "work",
    "works",
    "wrong",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["close", "closes", "closed", "closing"][..],
            &["wrap", "wraps", "wrapped", "wrapping"],
            &["embed", "embedded", "embedding"],
            &["defer", "defers", "deferred", "deferring"],
            &["cancel", "canceled", "cancelled", "cancelling"],
            &["allocate", "allocates", "allocating", "allocation", "allocations"],
            &["synchronise", "synchronize", "synchronised", "synchronization", "synchronisation"],
            &["dependency", "dependencies"],
            &["concurrent", "concurrency", "concurrently"],
            &["process", "processes", "processing"],
            &["channel", "channels"],
            &["injection", "inject"],
        ] {
            let stems: Vec<String> = forms.iter().map(|word| stem(word)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?}: {stems:?}");
        }
        for (one, other) in
            [("string", "str"), ("thing", "th"), ("pass", "pa"), ("speed", "spe"), ("map", "maple"), ("select", "self")]
        {
            assert_ne!(stem(one), stem(other));
        }
        assert_eq!(base("closing"), base("closes"));
        assert_ne!(base("composite"), base("composition"));
        assert_eq!(stem("int64"), "int64");
        assert_eq!(stem("größe"), "größe");
    }

    #[test]
    fn the_lists_can_be_searched() {
        for list in [STOP, SOFT, DEED] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and nothing twice");
            assert!(list.iter().all(|word| *word == word.to_lowercase()));
        }
        assert!(STOP.iter().all(|word| word.len() <= 7 && is_stop(word)));
        assert!(SOFT.iter().all(|word| is_soft(word) && !is_stop(word)));
    }
}
