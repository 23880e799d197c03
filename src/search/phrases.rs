//! Titles and terms that a query is, or has in it: `why does a write barrier cost` has the term "write barrier".

use super::{
    query::{How, Word},
    stem,
    table::{Post, Table, place},
    understand::Understood,
    word,
};

/// The most phrases of a query that are looked up.
const PHRASES_MAX: usize = 160;

/// The most phrases that may begin with a query's first word, and how much a phrase says of which each word is begun.
const PREFIXES_MAX: usize = 4_000;
const BEGUN: f32 = 1.2;

impl Understood {
    /// Titles and terms that the query is or has in it.
    pub(super) fn phrases(&self, table: &Table, docs: usize) -> Vec<Bonus> {
        let mut bonuses = vec![Bonus::default(); docs];
        let hard = self.hard().count().max(1);
        let mut tried = 0;
        for content in [false, true] {
            let kept: Vec<&Word> = self
                .words
                .iter()
                .filter(|word| !matches!(word.text.as_str(), "the" | "a" | "an" | "and" | "vs" | "versus"))
                .filter(|word| !content || !(word.stop || word.soft))
                .collect();
            let forms: Vec<Vec<(String, f32)>> = kept.iter().map(|word| self.spoken(word, table)).collect();
            for from in 0..kept.len() {
                for to in (from + 1..=kept.len().min(from + 5)).rev() {
                    let slice = kept.get(from..to).unwrap_or_default();
                    let meant = slice.iter().filter(|word| !word.stop && !word.soft).count();
                    if (meant == 0 && to - from < kept.len())
                        || (to - from == 1 && kept.len() > 1)
                        || tried > PHRASES_MAX
                    {
                        continue;
                    }
                    let share = if to - from == kept.len() { 1.0 } else { meant as f32 / hard as f32 };
                    let open = to == kept.len() && slice.last().is_some_and(|word| word.open);
                    for (phrase, trust) in combine(forms.get(from..to).unwrap_or_default()) {
                        tried += 1;
                        look_up(table, &phrase, open, trust, share.min(1.0), &mut bonuses);
                    }
                }
            }
        }
        self.initials(table, &mut bonuses);
        self.beginnings(table, &mut bonuses);
        bonuses
    }

    /// The stems under which a phrase may have a word: its own, what it was mended to, what stands for it.
    fn spoken(&self, word: &Word, table: &Table) -> Vec<(String, f32)> {
        // A phrase has the words of a symbol.
        let own = if word.symbol { word::phrase(&word.text) } else { String::new() };
        let mut forms = vec![(if own.is_empty() { word.stem.clone() } else { own }, 1.0)];
        let at = self.words.iter().position(|other| std::ptr::eq(other, word)).unwrap_or(usize::MAX);
        for meaning in self.meanings.get(at).into_iter().flatten() {
            if matches!(meaning.how, How::Typo | How::Alias | How::Joined) && forms.len() < 6 {
                let stems: Vec<String> =
                    meaning.terms.iter().map(|term| stem::stem(table.name(table.terms, *term))).collect();
                let form = stems.join(" ");
                if !forms.iter().any(|(known, _)| *known == form) {
                    forms.push((form, meaning.weight));
                }
            }
        }
        forms
    }

    /// `tabl dri`: titles and terms whose words begin with those of the query, in order.
    fn beginnings(&self, table: &Table, bonuses: &mut [Bonus]) {
        let words: Vec<&str> = self.words.iter().filter(|word| !word.stop).map(|word| word.text.as_str()).collect();
        let [first, rest @ ..] = words.as_slice() else { return };
        if rest.is_empty() || self.words.iter().any(|word| word.symbol || (word.stop && word.text != "the")) {
            return;
        }
        let begins = |word: &str, typed: &str| word.starts_with(typed) || (typed.starts_with(word) && word.len() > 3);
        for at in table.prefix(table.phrases, first).take(PREFIXES_MAX) {
            let name = table.name(table.phrases, at);
            let mut all = name.split(' ').skip(1);
            if !rest.iter().all(|typed| all.next().is_some_and(|word| begins(word, typed))) {
                continue;
            }
            let typed: usize = words.iter().map(|word| word.len()).sum::<usize>() + rest.len();
            let closeness = (typed as f32 / name.len() as f32).clamp(0.4, 1.0);
            for post in table.posts(table.phrases, at) {
                if let Some(bonus) = bonuses.get_mut(post.doc as usize) {
                    bonus.raise(of_place(post.flags) * closeness * BEGUN, 1.0, post);
                }
            }
        }
    }

    /// A short word that is the initials of a title.
    fn initials(&self, table: &Table, bonuses: &mut [Bonus]) {
        let mut hard = self.words.iter().filter(|word| !word.stop && !word.soft);
        let (Some(word), None) = (hard.next(), hard.next()) else { return };
        if let Some(at) = table.find(table.phrases, &format!("={}", word.text)) {
            for post in table.posts(table.phrases, at) {
                if let Some(bonus) = bonuses.get_mut(post.doc as usize) {
                    bonus.raise(0.8, 1.0, post);
                    bonus.titled = false;
                }
            }
        }
    }
}

/// What phrases give a document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bonus {
    pub value: f32,
    /// How many of the query's words the phrase has, 0 to 1.
    pub share: f32,
    pub titled: bool,
    pub flags: u8,
    pub passage: Option<u32>,
}

impl Bonus {
    fn raise(&mut self, value: f32, share: f32, post: Post) {
        if value > self.value {
            let named = post.flags & (place::HEADING | place::LEAD | place::CELL) != 0;
            let passage = named.then(|| post.passages.trailing_zeros());
            *self = Self { value, share, passage, flags: self.flags | post.flags, ..*self };
        }
    }
}

/// How much a phrase says by where it stands.
fn of_place(flags: u8) -> f32 {
    match flags {
        flags if flags & place::TITLE != 0 => 1.0,
        flags if flags & place::ALIAS != 0 => 0.9,
        flags if flags & place::HEADING != 0 => 0.8,
        flags if flags & place::LEAD != 0 => 0.75,
        _ => 0.6,
    }
}

fn look_up(table: &Table, phrase: &str, open: bool, trust: f32, share: f32, bonuses: &mut [Bonus]) {
    let dict = table.phrases;
    let mut give = |at: u32, closeness: f32| {
        for post in table.posts(dict, at) {
            let place = of_place(post.flags);
            if let Some(bonus) = bonuses.get_mut(post.doc as usize) {
                bonus.raise(place * trust * closeness * share * share.sqrt(), share, post);
                if post.flags & place::TITLE != 0 && closeness == 1.0 && share == 1.0 && trust > 0.99 {
                    bonus.titled = true;
                }
            }
        }
    };
    if let Some(at) = table.find(dict, phrase) {
        give(at, 1.0);
    }
    if open && phrase.len() > 3 {
        let range = table.prefix(dict, phrase);
        if range.len() <= 40 {
            for at in range {
                let name = table.name(dict, at);
                if name.len() > phrase.len() {
                    give(at, (phrase.len() as f32 / name.len() as f32).max(0.4) * 0.8);
                }
            }
        }
    }
}

/// Phrases of one form of each word; one word at a time has another form than its own.
fn combine(forms: &[Vec<(String, f32)>]) -> Vec<(String, f32)> {
    let own = |at: usize| forms.get(at).and_then(|forms| forms.first()).map_or("", |form| form.0.as_str());
    let join = |changed: Option<(usize, &str)>| {
        let words: Vec<&str> = (0..forms.len())
            .map(|at| changed.filter(|(place, _)| *place == at).map_or(own(at), |(_, form)| form))
            .collect();
        words.join(" ")
    };
    let mut phrases = vec![(join(None), 1.0)];
    for (at, forms) in forms.iter().enumerate() {
        for (form, trust) in forms.iter().skip(1) {
            phrases.push((join(Some((at, form))), *trust));
        }
    }
    phrases
}
