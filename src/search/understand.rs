//! A whole query in the terms of one index: what each word means there, and how much it says.

use std::ops::Range;

use super::{
    guess,
    query::{self, How, Meaning, Word},
    stem, synonyms,
    table::Table,
    word,
};

/// How far the synonym of a word is trusted in a longer question, if lessons use the word itself.
const LONG_ALIAS: f32 = 0.8;

/// How far a word of a name of several words is trusted to mean itself.
const WITHIN_NAME: f32 = 0.6;

/// How far what stands for the right spelling of a word is trusted.
const MENDED: f32 = 0.9;
/// How far what stands for a name is trusted that the query only begins, and the most such names.
const UNFINISHED: f32 = 0.6;
const FEW: usize = 3;

/// A query as one index understands it.
#[derive(Clone, Debug)]
pub struct Understood {
    pub words: Vec<Word>,
    /// Of each word.
    pub meanings: Vec<Vec<Meaning>>,
    pub(super) weights: Vec<f32>,
    /// A word that was taken for another, and that other.
    pub mended: Option<(String, String)>,
}

impl Understood {
    /// What the words of a query mean in an index. `known` says whether a word is known elsewhere, and need not be guessed.
    pub fn new(text: &str, table: &Table, known: impl Fn(&str) -> bool) -> Self {
        let mut words = query::words(text);
        let mut meanings: Vec<Vec<Meaning>> =
            words.iter().map(|word| if word.stop { Vec::new() } else { word.meanings(table, false) }).collect();
        aliases(&words, table, &mut meanings, |_| 1.0);
        unfinished(&words, table, &mut meanings);
        joined(&words, table, &mut meanings);
        // Signs beside words help where they are known.
        if words.iter().any(|word| !word.symbol) {
            for (word, meanings) in words.iter_mut().zip(&meanings) {
                word.soft |= meanings.is_empty() && word.symbol && !word.text.contains(char::is_alphanumeric);
            }
        }
        let mended = mend(&words, table, &mut meanings, known);
        let weights = words
            .iter()
            .zip(&meanings)
            .map(|(word, meanings)| query::weight_of(meanings, table) * if word.soft { 0.2 } else { 1.0 })
            .collect();
        Self { words, meanings, weights, mended }
    }

    /// How much a word says.
    pub fn weight(&self, word: usize) -> f32 {
        self.weights.get(word).copied().unwrap_or(0.0)
    }

    /// The words that must be found.
    pub(super) fn hard(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().filter(|(_, word)| !word.stop && !word.soft).map(|(at, _)| at)
    }

    /// Whether the query may be about something else: a word of it is nowhere or hardly what it was
    /// taken for, or most of it is only taken for something.
    pub fn is_doubtful(&self) -> bool {
        let (mut words, mut doubts, mut unknown, mut unlikely) = (0, 0, 0, 0);
        for at in self.hard() {
            let meanings = self.meanings.get(at).map_or(&[] as &[Meaning], Vec::as_slice);
            words += 1;
            unknown += usize::from(meanings.is_empty());
            let guess = meanings.first().filter(|best| matches!(best.how, How::Typo | How::Letters));
            unlikely += usize::from(guess.is_some_and(|best| best.weight < guess::UNLIKELY));
            let sure = |how: How| matches!(how, How::Exact | How::Form | How::Prefix | How::Joined);
            doubts += usize::from(!meanings.iter().any(|meaning| sure(meaning.how)));
        }
        unknown > 0 || (words > 1 && unlikely > 0) || (words > 2 && doubts * 5 >= words * 2)
    }

    /// The stems of the query's words in order, without articles: what a text would say that says the same.
    pub fn stems(&self) -> Vec<&str> {
        let articles = |word: &&Word| !matches!(word.text.as_str(), "the" | "a" | "an");
        self.words.iter().filter(articles).map(|word| word.stem.as_str()).collect()
    }
}

fn alias_weight(rank: usize) -> f32 {
    0.95 * 0.86f32.powi(i32::try_from(rank).unwrap_or(i32::MAX))
}

/// Gives words that mean nothing what they may have been meant to be, and says the first that was taken for another. A
/// mistyped word stands for what its right spelling does, alone and with the words beside it.
fn mend(
    words: &[Word],
    table: &Table,
    meanings: &mut [Vec<Meaning>],
    known: impl Fn(&str) -> bool,
) -> Option<(String, String)> {
    let mut right = words.to_vec();
    let mut slips = Vec::new();
    for (at, (word, meanings)) in words.iter().zip(meanings.iter_mut()).enumerate() {
        if word.stop || !meanings.is_empty() || known(&word.text) {
            continue;
        }
        if let Some(name) = guess::mend(word, table, meanings)
            && let Some(right) = right.get_mut(at)
        {
            *right = Word { open: false, ..Word::new(name, false) };
            slips.push(at);
        }
    }
    let first = slips.first().and_then(|at| words.get(*at).zip(right.get(*at)));
    let mended = first.map(|(word, right)| (word.text.clone(), right.text.clone()));
    if mended.is_some() {
        aliases(&right, table, meanings, |run| if slips.iter().any(|at| run.contains(at)) { MENDED } else { 0.0 });
    }
    mended
}

/// Adds what stands for runs of words and for words, where `trust` has any in the run. In a run that is a name of its own
/// each word alone says less: a `code generator` is no generator.
fn aliases(words: &[Word], table: &Table, meanings: &mut [Vec<Meaning>], trust: impl Fn(Range<usize>) -> f32) {
    // In a longer question a word that lessons use means itself first.
    let long = words.iter().filter(|word| !word.stop && (!word.soft || stem::is_deed(&word.text))).count() > 2;
    let mut named = vec![false; words.len()];
    for run in (1..=synonyms::WORDS_MAX.min(words.len())).rev().flat_map(|len| words.windows(len).enumerate()) {
        let (from, run) = run;
        let trust = trust(from..from + run.len());
        let Some(targets) = standing_for(run).filter(|_| trust > 0.0) else { continue };
        let targets: Vec<_> = targets.zip((0..).map(|rank| alias_weight(rank) * trust)).collect();
        let meant = |(target, weight): &(&str, f32)| query::phrase_meaning(target, table, *weight, How::Alias);
        let meant: Vec<Meaning> = targets.iter().flat_map(meant).collect();
        for ((own, named), _) in meanings.iter_mut().zip(&mut named).skip(from).zip(run).filter(|(_, word)| !word.stop)
        {
            let sure = |meaning: &&mut Meaning| matches!(meaning.how, How::Exact | How::Form);
            if run.len() > 1 && !*named {
                own.iter_mut().filter(sure).for_each(|meaning| meaning.weight *= WITHIN_NAME);
            }
            let known = own.iter().any(|meaning| meaning.how == How::Exact);
            let trust = match () {
                () if run.len() == 1 && *named => WITHIN_NAME,
                () if run.len() == 1 && long && known => LONG_ALIAS,
                () => 1.0,
            };
            *named |= run.len() > 1;
            own.extend(meant.iter().map(|meaning| Meaning { weight: meaning.weight * trust, ..meaning.clone() }));
        }
    }
}

/// What stands for a run of words, the closest first.
fn standing_for(run: &[Word]) -> Option<impl Iterator<Item = &'static str>> {
    let name = run.iter().map(|word| if word.symbol { word.text.as_str() } else { word.stem.as_str() });
    let name = name.collect::<Vec<_>>().join(" ");
    // `package.json` is "package json".
    let symbol = run.iter().any(|word| word.symbol);
    let words = word::phrase(&name);
    let spaced = || synonyms::of(&words).filter(|_| symbol && (run.len() > 1 || words.contains(' ')));
    let sign = || leading_sign(&name).filter(|_| symbol && run.len() == 1).and_then(synonyms::of);
    synonyms::of(&name).or_else(spaced).or_else(sign).or_else(|| synonyms::of(&written_as_one(run)?))
}

/// `dead lock`: "deadlock".
fn written_as_one(run: &[Word]) -> Option<String> {
    let [left, right] = run else { return None };
    let plain = |word: &Word| !word.symbol && !word.stop;
    (plain(left) && plain(right)).then(|| stem::stem(&format!("{}{}", left.text, right.text)))
}

/// Adds what stands for the few names that an unfinished word begins, alone or with the words before it: `dictio`, `try cat`.
fn unfinished(words: &[Word], table: &Table, meanings: &mut [Vec<Meaning>]) {
    let Some((last, before)) = words.split_last().filter(|(last, _)| last.open && !last.symbol && !last.stop) else {
        return;
    };
    let known =
        |own: &Vec<Meaning>| own.iter().any(|meaning| matches!(meaning.how, How::Exact | How::Form | How::Alias));
    for from in (0..words.len()).rev().take(synonyms::WORDS_MAX) {
        let alone = from == before.len();
        if last.text.len() < if alone { 4 } else { 3 } || (alone && meanings.last().is_some_and(known)) {
            continue;
        }
        let begin = before.iter().skip(from).map(|word| word.stem.as_str()).chain([last.text.as_str()]);
        let begin = begin.collect::<Vec<_>>().join(" ");
        let names: Vec<_> = synonyms::begun(&begin).take(FEW + 1).collect();
        let few = names.len() <= FEW;
        for target in names.into_iter().filter(|_| few).flatten() {
            let meant = query::phrase_meaning(target, table, UNFINISHED, How::Alias);
            for (own, _) in meanings.iter_mut().zip(words).skip(from).filter(|(_, word)| !word.stop) {
                own.extend(meant.iter().cloned());
            }
        }
    }
}

/// The longest sign with a meaning that `name` begins with: `~int` is what `~` is, and `&^=` what `&^` is.
fn leading_sign(name: &str) -> Option<&str> {
    let signs =
        name.len() - name.trim_start_matches(['~', '^', '&', '<', '>', '|', '*', '+', '=', '-', '[', ']']).len();
    let signs = if name.starts_with(['=', '-', ']']) { 0 } else { signs };
    (1..=signs).rev().filter_map(|len| name.get(..len)).find(|sign| synonyms::of(sign).is_some())
}

/// Adds what two words next to each other are, written as one.
fn joined(words: &[Word], table: &Table, meanings: &mut [Vec<Meaning>]) {
    for (at, pair) in words.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        if left.symbol || right.symbol {
            continue;
        }
        for joined in [format!("{}{}", left.text, right.text), format!("{}.{}", left.text, right.text)] {
            let both = Word { stem: stem::stem(&joined), text: joined, ..right.clone() };
            let found = both.sure(table).into_iter();
            let found: Vec<Meaning> =
                found.map(|meaning| Meaning { weight: meaning.weight * 0.95, how: How::Joined, ..meaning }).collect();
            for (own, word) in meanings.iter_mut().skip(at).zip(pair) {
                if !word.stop {
                    own.extend(found.iter().cloned());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::leading_sign;

    #[test]
    fn the_longest_sign_with_a_meaning_is_meant() {
        for (name, sign) in [
            ("~int", Some("~")),
            ("&^=", Some("&^")),
            ("&x", Some("&")),
            ("<-ch", Some("<-")),
            ("[]int", Some("[]")),
            ("-race", None),
            ("//go:embed", None),
            ("int", None),
            ("", None),
        ] {
            assert_eq!(leading_sign(name), sign, "{name}");
        }
    }
}
