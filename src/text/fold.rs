//! Text as a search compares it: `Größe`, `GRÖSSE` and `groesse`'s neighbours meet where a learner expects it.
//!
//! Lower case; accents off Latin letters (precomposed or combining); typographic quotes, dashes and spaces as
//! their ASCII forms; full-width ASCII as ASCII. Punctuation stays: `:=` and `%w` are things to search for.
//! One character may become several (`ß` is `ss`), so [`fold_with_map`] says where each byte came from.

/// `text` folded.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |c| out.push(c));
    }
    out
}

/// `text` folded, and for each byte of the result the byte offset in `text` of the character that it came
/// from; one entry more than bytes, the last is `text.len()`.
pub fn fold_with_map(text: &str) -> (String, Vec<usize>) {
    if text.is_ascii() {
        return (text.to_ascii_lowercase(), (0..=text.len()).collect());
    }
    let mut out = String::with_capacity(text.len());
    let mut map = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        fold_char(c, |c| {
            out.push(c);
            map.extend(std::iter::repeat_n(at, c.len_utf8()));
        });
    }
    map.push(text.len());
    (out, map)
}

/// Gives each character that `c` becomes to `put`.
fn fold_char(c: char, mut put: impl FnMut(char)) {
    match c {
        '\0'..='\u{7F}' => put(c.to_ascii_lowercase()),
        '\u{300}'..='\u{36F}'
        | '\u{AD}'
        | '\u{200B}'..='\u{200D}'
        | '\u{2060}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => {}
        '‘' | '’' | '‚' | '‛' | '′' | '´' => put('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => put('"'),
        '\u{2010}'..='\u{2015}' | '−' => put('-'),
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => put(' '),
        '…' => "...".chars().for_each(put),
        'ß' | 'ẞ' => "ss".chars().for_each(put),
        'æ' | 'Æ' => "ae".chars().for_each(put),
        'œ' | 'Œ' => "oe".chars().for_each(put),
        'þ' | 'Þ' => "th".chars().for_each(put),
        '\u{FF01}'..='\u{FF5E}' => {
            put(char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_lowercase());
        }
        _ => match bare(c) {
            Some(letter) => put(letter),
            None => c.to_lowercase().for_each(put),
        },
    }
}

/// The ASCII letter under the accents of a Latin letter.
fn bare(c: char) -> Option<char> {
    let n = u32::from(c);
    let (table, first) = match n {
        0xC0..=0x24F => (LATIN, 0xC0),
        0x1E00..=0x1EFF => (LATIN_ADDITIONAL, 0x1E00),
        _ => return None,
    };
    let letter = *table.as_bytes().get(usize::try_from(n - first).ok()?)?;
    (letter != b'.').then_some(char::from(letter))
}

/// Base letters of U+00C0 to U+024F by canonical decomposition (and the bar off `đ`, `ħ`, `ł`, `ø`, `ŧ`); `.` has none.
const LATIN: &str = "\
    aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggg\
    hhhhiiiiiiiiii..jjkkkllllll..llnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs........\
    ........................oo.............uu............................aaiioouuuuuuuuuu.aaaa....ggkkoo\
    oo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................\
";

/// Base letters of U+1E00 to U+1EFF, likewise.
const LATIN_ADDITIONAL: &str = "\
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss\
    ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee\
    iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......\
";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_meet_their_plain_forms() {
        for (text, folded) in [
            ("Goroutine", "goroutine"),
            ("Größe ÉTÉ Łódź", "grosse ete lodz"),
            ("e\u{301}te\u{301}", "ete"),
            ("“don’t” — wait…", "\"don't\" - wait..."),
            ("a\u{A0}b", "a b"),
            ("Ｇｏ！", "go!"),
            ("x := %w", "x := %w"),
            ("ΣΑΣ", "σασ"),
            ("Tiếng Việt", "tieng viet"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn tables_are_as_long_as_their_ranges() {
        assert_eq!(LATIN.len(), 0x250 - 0xC0);
        assert_eq!(LATIN_ADDITIONAL.len(), 0x100);
        assert_eq!((bare('À'), bare('ɏ'), bare('×')), (Some('a'), None, None));
    }

    proptest! {
        #[test]
        fn the_map_leads_back(text in any::<String>()) {
            let (folded, map) = fold_with_map(&text);
            prop_assert_eq!(&folded, &fold(&text));
            prop_assert_eq!(map.len(), folded.len() + 1);
            prop_assert!(map.iter().all(|&at| text.is_char_boundary(at)));
            prop_assert!(map.windows(2).all(|w| w[0] <= w[1]));
        }

        #[test]
        fn case_never_matters(text in "[a-zA-Zà-ÿ .:=]{0,30}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }
    }
}
