//! What a word that nothing knows may have been meant to be: two words written as one, a mistyped term, or an abbreviation
//! that has only some of a term's letters.

use fuzzy_matcher::{FuzzyMatcher, skim::SkimMatcherV2};

use super::{
    query::{self, How, Meaning, Word},
    synonyms,
    table::{Table, place},
};

/// Places of terms that are worth guessing at by their letters alone.
const NAMED: u8 = place::TITLE | place::ALIAS | place::HEADING | place::LEAD | place::CELL;
/// Typed words that are trusted less are as likely to be other words.
pub const UNLIKELY: f32 = 0.6;
/// The most guesses for one word.
const GUESSES: usize = 6;

/// Adds what `word` may have been meant to be; its right spelling, if it was mistyped.
pub fn mend(word: &Word, table: &Table, found: &mut Vec<Meaning>) -> Option<String> {
    if (word.symbol && !word.text.contains('.')) || word.is_number() {
        return None;
    }
    remade(word, table, found);
    if found.is_empty() {
        let slips = typos(word, table, found);
        if slips.is_none_or(|slips| slips > 1)
            && let Some(name) = synonym(word)
        {
            found.clear();
            return Some(name.to_owned());
        }
        if let Some(at) = found.first().and_then(|best| best.terms.first()) {
            return Some(table.name(table.terms, *at).to_owned());
        }
    }
    if found.is_empty() {
        split(word, table, found);
    }
    if found.is_empty() {
        letters(word, table, found);
    }
    if found.is_empty() {
        package(word, table, found);
    }
    None
}

/// `json.Valid`: of a name that no lesson has, the package, if lessons are about it.
fn package(word: &Word, table: &Table, found: &mut Vec<Meaning>) {
    let package = word.text.split_once('.').and_then(|(package, _)| table.find(table.terms, package));
    let about = place::TITLE | place::ALIAS | place::CELL;
    let known = package.filter(|at| word.symbol && table.flags(table.terms, *at) & about != 0);
    found.extend(known.map(|at| Meaning::of(at, 0.5, How::Joined)));
}

/// `autoformat`: a word that has a name of its own, with what makes one word of another before it; `json.NewDecoder` makes
/// a `json.Decoder`.
fn remade(word: &Word, table: &Table, found: &mut Vec<Meaning>) {
    let made = word.text.contains(".new").then(|| word.text.replacen(".new", ".", 1));
    if let Some(at) = made.and_then(|made| table.find(table.terms, &made)) {
        found.push(Meaning::of(at, 0.8, How::Form));
        return;
    }
    let rest = ["auto", "multi", "non", "pre", "sub", "un"].iter().find_map(|begin| word.text.strip_prefix(begin));
    let Some(rest) = rest.filter(|rest| rest.len() > 4) else { return };
    let rest = Word::new(rest.to_owned(), false);
    for target in synonyms::of(&rest.stem).into_iter().flatten() {
        found.extend(query::phrase_meaning(target, table, 0.8, How::Alias));
    }
    if found.is_empty() {
        let sure = rest.sure(table).into_iter();
        found.extend(sure.map(|meaning| Meaning { weight: meaning.weight * 0.6, how: How::Joined, ..meaning }));
    }
}

/// `errorwrapping`: two known words.
fn split(word: &Word, table: &Table, found: &mut Vec<Meaning>) {
    if word.text.len() < 6 || !word.text.is_ascii() {
        return;
    }
    let known = |text: &str| {
        let at = table.find(table.terms, text)?;
        (table.flags(table.terms, at) & (NAMED | place::NAME) != 0).then_some(at)
    };
    for at in 3..=word.text.len() - 3 {
        let (left, right) = word.text.split_at(at);
        if let (Some(left), Some(right)) = (known(left), known(right)) {
            found.push(Meaning { terms: vec![left, right], weight: 0.8, how: How::Joined });
        }
    }
}

/// How many slips a word of this length may have.
fn slips(len: usize) -> usize {
    match len {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Slips as many as usual for the length; if nothing is so near, one more in a word of seven letters. How many the nearest
/// terms have.
fn typos(word: &Word, table: &Table, found: &mut Vec<Meaning>) -> Option<usize> {
    let most = slips(word.text.chars().count());
    let nearest = near(word, table, most, false, found);
    if nearest.is_none() && most == 1 { near(word, table, 2, true, found) } else { nearest }
}

/// Terms that are at most so many slips away; `strict` takes only what is named, long, and begins alike.
fn near(word: &Word, table: &Table, most: usize, strict: bool, found: &mut Vec<Meaning>) -> Option<usize> {
    let text: Vec<char> = word.text.chars().collect();
    if most == 0 {
        return None;
    }
    let letters = letter_set(&word.text);
    let single = squeezed(&word.text);
    let mut near: Vec<(usize, bool, bool, u32, u32)> = Vec::new();
    let mut scratch = Scratch::default();
    for at in 0..table.terms.count() {
        let name = table.name(table.terms, at);
        // Each slip changes at most two of the letters that a word has.
        if name.len().abs_diff(word.text.len()) > most + 2
            || (letter_set(name) ^ letters).count_ones() as usize > 2 * most
            || (!word.symbol && name.contains(['.', '/', ':', '-']))
        {
            continue;
        }
        // Which letter is doubled is one thing to be unsure of, however often.
        let doubled = || (text.len() > 5 && squeezed(name) == single).then_some(1);
        let Some(slips) = scratch.distance(&text, name, most).or_else(doubled) else { continue };
        let flags = table.flags(table.terms, at);
        let first = name.chars().next() == text.first().copied();
        // A slip that makes a short word one that only stands somewhere in a text explains too much.
        let sure = flags & NAMED != 0 || text.len() > 6 || same_letters(&text, name);
        if strict && (flags & NAMED == 0 || !first || text.len() < 7 || name.len() < 7) {
            continue;
        }
        if !sure || !plausible(&text, name, slips, first) {
            continue;
        }
        near.push((
            slips + usize::from(!first) + usize::from(replaced(&text, name)),
            flags & place::TITLE == 0,
            flags & NAMED == 0,
            u32::MAX - table.count(table.terms, at),
            at,
        ));
    }
    near.sort_unstable();
    let best = near.first()?.0;
    // The slips of a guess are more than those of the best only where it is a name of something.
    near.retain(|guess| guess.0 == best || (guess.0 == best + 1 && !guess.2));
    for (slips, no_title, _, _, at) in near.into_iter().take(GUESSES) {
        let weight = 0.86 - 0.14 * slips as f32 - if no_title { 0.05 } else { 0.0 };
        let weight = weight.max(0.3);
        found.push(Meaning::of(at, weight, How::Typo));
        // What was meant has its plural too.
        let mut forms = Vec::new();
        Word::new(table.name(table.terms, at).to_owned(), false).forms(table, &mut forms);
        for form in forms {
            if !found.iter().any(|have| have.terms == form.terms) {
                found.push(Meaning { weight: weight * form.weight, how: How::Typo, ..form });
            }
        }
    }
    Some(best)
}

/// Whether people slip so: in a short word only by order, by a letter too many or too few, and not in its first letter.
fn plausible(typed: &[char], name: &str, slips: usize, first: bool) -> bool {
    let len = name.chars().count();
    match typed.len() {
        0..=4 => first && (len != typed.len() || same_letters(typed, name)) && len >= 4,
        5 => first || same_letters(typed, name) || len > typed.len(),
        _ => first || slips == 1,
    }
}

/// Whether a consonant was typed for another: of all slips the rarest, and the one that makes another word.
fn replaced(typed: &[char], name: &str) -> bool {
    let consonants = |c: &char| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    typed.len() == name.chars().count()
        && !same_letters(typed, name)
        && !typed.iter().copied().filter(consonants).eq(name.chars().filter(consonants))
}

/// A word with each run of one letter as one.
fn squeezed(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

fn same_letters(typed: &[char], name: &str) -> bool {
    let mut left = typed.to_vec();
    let mut right: Vec<char> = name.chars().collect();
    left.sort_unstable();
    right.sort_unstable();
    left == right
}

/// The letters of a word as bits.
fn letter_set(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |set, b| set | 1 << (b - b'a'))
}

/// The name of a synonym that was mistyped.
fn synonym(word: &Word) -> Option<&'static str> {
    let text: Vec<char> = word.stem.chars().collect();
    let most = slips(text.len()).min(1);
    if most == 0 || word.symbol {
        return None;
    }
    let letters = letter_set(&word.stem);
    let mut scratch = Scratch::default();
    synonyms::names()
        .filter(|name| name.len() > 4 && !name.contains(' ') && (letter_set(name) ^ letters).count_ones() <= 2)
        .filter(|name| name.chars().next() == text.first().copied())
        .find(|name| scratch.distance(&text, name, most).is_some())
}

/// Rows of the table of distances, kept between words.
#[derive(Debug, Default)]
pub struct Scratch {
    rows: [Vec<usize>; 3],
}

impl Scratch {
    /// Slips between a typed word and a name, if they are at most `most`: letters missing, too many, wrong, or in the wrong
    /// order (optimal string alignment: Damerau's distance, no letter touched twice).
    pub fn distance(&mut self, typed: &[char], name: &str, most: usize) -> Option<usize> {
        let [before, last, row] = &mut self.rows;
        last.clear();
        last.extend(0..=typed.len());
        before.clear();
        before.resize(typed.len() + 1, 0);
        let mut previous = '\0';
        for (line, here) in name.chars().enumerate() {
            row.clear();
            row.push(line + 1);
            let mut least = line + 1;
            let mut left = line + 1;
            for (at, &letter) in typed.iter().enumerate() {
                let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
                let mut cost = (get(last, at) + usize::from(letter != here)).min(get(last, at + 1) + 1).min(left + 1);
                let earlier = at.checked_sub(1).and_then(|at| typed.get(at).copied());
                if line > 0 && earlier == Some(here) && previous == letter {
                    cost = cost.min(get(before, at - 1) + 1);
                }
                row.push(cost);
                left = cost;
                least = least.min(cost);
            }
            if least > most {
                return None;
            }
            previous = here;
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        last.last().copied().filter(|slips| *slips <= most)
    }
}

/// `rwmtx`: terms that have all letters of the word, in order.
fn letters(word: &Word, table: &Table, found: &mut Vec<Meaning>) {
    if word.text.len() < 3 || word.symbol || !word.text.is_ascii() {
        return;
    }
    let mut near: Vec<(i64, u32)> = Vec::new();
    let first = word.text.get(..1).unwrap_or_default();
    for at in table.prefix(table.terms, first) {
        let name = table.name(table.terms, at);
        if table.flags(table.terms, at) & NAMED == 0
            || name.len() > 3 * word.text.len()
            || name.contains(['.', '/', ':'])
        {
            continue;
        }
        if let Some(score) = fuzzy(name, &word.text) {
            near.push((score - name.len() as i64, at));
        }
    }
    near.sort_unstable_by(|a, b| b.cmp(a));
    for (_, at) in near.into_iter().take(GUESSES) {
        found.push(Meaning::of(at, 0.45, How::Letters));
    }
}

/// How well `name` has the letters of `typed` in their order, if they are an abbreviation of it: they begin it, and the
/// consonants between them are few.
pub fn fuzzy(name: &str, typed: &str) -> Option<i64> {
    let bone = |text: &str| text.bytes().filter(|b| !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')).count();
    let skipped = bone(name).saturating_sub(bone(typed));
    let long = name.len() > typed.len() * 2 + 2;
    let mut left = name.bytes();
    // The matcher comes last: it takes a hundred times as long as all that is asked before.
    let abbreviates = !long
        && skipped <= (typed.len().saturating_sub(1)) / 3
        && typed.bytes().all(|letter| left.any(|b| b.eq_ignore_ascii_case(&letter)));
    if abbreviates { SkimMatcherV2::default().fuzzy_match(name, typed) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips_of(typed: &str, name: &str, most: usize) -> Option<usize> {
        Scratch::default().distance(&typed.chars().collect::<Vec<_>>(), name, most)
    }

    #[test]
    fn a_letter_doubled_or_not_is_one_slip() {
        assert_eq!(squeezed("chanell"), squeezed("channel"));
        assert_eq!(squeezed("chhanel"), squeezed("channel"));
        assert_ne!(squeezed("channle"), squeezed("channel"));
    }

    #[test]
    fn slips_are_counted() {
        for (typed, name, slips) in [
            ("goroutine", "goroutine", Some(0)),
            ("gorutine", "goroutine", Some(1)),
            ("goruotine", "goroutine", Some(1)),
            ("inteface", "interface", Some(1)),
            ("middelware", "middleware", Some(1)),
            ("colectro", "collector", Some(2)),
            ("abc", "xyz", None),
            ("", "ab", Some(2)),
            ("größe", "grösse", Some(2)),
        ] {
            assert_eq!(slips_of(typed, name, 2), slips, "{typed} {name}");
        }
        assert_eq!(slips_of("gorutine", "goroutine", 0), None);
    }

    #[test]
    fn short_words_are_guessed_at_with_care() {
        let ok = |typed: &str, name: &str| {
            let chars: Vec<char> = typed.chars().collect();
            let first = name.chars().next() == chars.first().copied();
            slips_of(typed, name, slips(chars.len())).is_some_and(|slips| plausible(&chars, name, slips, first))
        };
        for (typed, name) in [("mutx", "mutex"), ("fucn", "func"), ("chanels", "channels"), ("slcie", "slice")] {
            assert!(ok(typed, name), "{typed} {name}");
        }
        for (typed, name) in [("cake", "case"), ("css", "cas"), ("zebra", "debra"), ("cats", "maps")] {
            assert!(!ok(typed, name), "{typed} {name}");
        }
    }

    #[test]
    fn a_consonant_for_another_makes_another_word() {
        let is = |typed: &str, name: &str| replaced(&typed.chars().collect::<Vec<_>>(), name);
        for (typed, name) in [("bread", "break"), ("washing", "hashing"), ("quartet", "quarter")] {
            assert!(is(typed, name), "{typed} {name}");
        }
        for (typed, name) in [("dependancy", "dependency"), ("slcie", "slice"), ("gorutine", "goroutine")] {
            assert!(!is(typed, name), "{typed} {name}");
        }
    }

    #[test]
    fn letters_abbreviate() {
        assert!(fuzzy("rwmutex", "rwmtx").is_some());
        assert!(fuzzy("goroutine", "grtn").is_some());
        assert!(fuzzy("value", "vue").is_none());
        assert!(fuzzy("channel", "qz").is_none());
    }
}
