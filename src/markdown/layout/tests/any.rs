//! Any text at any width.

use super::*;
use crate::markdown::parse::tests::markdown;
use crate::text::width::width;
use proptest::prelude::*;

/// What must come through whatever the width: letters and digits of any script.
fn ink(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_line_is_wider_than_asked(source in markdown(), max in 1usize..=200, ascii: bool, fold: bool, numbers: bool, marks: bool, bare: (bool, bool)) {
        let document = parse(&source);
        let glyphs = if ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        let options = Options { width: max, glyphs, fold_key_points: fold, line_numbers: numbers, marks, skip_title: bare.0, captions: bare.1 };
        let layout = layout(&document, &options);
        for line in layout.lines(0..layout.len()) {
            let by_span: usize = line.spans().map(|span| width(&span.text)).sum();
            prop_assert!(by_span <= max && width(&line.text()) <= max, "{:?} is wider than {max}", line.text());
            let joined: String = line.spans().map(|span| span.text.to_string()).collect();
            prop_assert_eq!(joined.as_str(), &*line.text().to_string());
            prop_assert_eq!(Clean::line(joined.clone()), joined.as_str(), "clean, and one line");
        }
    }

    #[test]
    fn places_are_in_order_and_lead_back(source in markdown(), max in 1usize..=100) {
        let layout = set(&source, max);
        let places: Vec<_> = (0..layout.len()).map(|index| layout.anchor_of(index)).collect();
        prop_assert!(places.is_sorted(), "{:?}", places);
        for (index, &place) in places.iter().enumerate() {
            let back = layout.line_of(place);
            prop_assert!(back >= index && layout.anchor_of(back) == place);
        }
        for heading in layout.headings() {
            prop_assert!(heading.line < layout.len() || layout.is_empty());
        }
    }

    #[test]
    fn no_character_of_prose_is_lost(words in prop::collection::vec("[a-zé世]{1,30}", 1..30), max in 2usize..=78) {
        let source = words.join(" ");
        prop_assert_eq!(ink(&set(&source, max).to_text()), ink(&source));
    }

    #[test]
    fn no_character_of_code_is_lost(code in "[ -_a-~\t\n]{0,200}", max in 8usize..=78) {
        let source = format!("~~~go\n{}\n~~~\n", code.replace('~', ""));
        let document = parse(&source);
        let layout = layout(&document, &Options { line_numbers: false, ..Options::new(max) });
        let expected = Clean::code(document.code_blocks()[0].code.source.clone());
        let code = layout.codes()[0];
        // The gutter is spaces, or a mark where a line goes on.
        let mut seen = String::new();
        let rows = set_rows(&layout, code.start..code.end);
        for (index, row) in rows.iter().enumerate() {
            if index > 0 && !row.goes_on { seen.push('\n'); }
            seen.push_str(&row.text);
        }
        seen.push('\n');
        prop_assert_eq!(seen.as_str(), expected.as_str());
    }
}

struct Row {
    goes_on: bool,
    text: String,
}

/// The lines of a code block without gutter and caption, read by the roles of their spans.
fn set_rows(layout: &Layout, range: Range<usize>) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in layout.lines(range) {
        let mut spans = line.spans().peekable();
        if line.anchor().offset == 0 {
            continue;
        }
        let gutter = spans
            .next_if(|span| span.style.role == Role::LineNumber)
            .map(|span| span.text.to_string())
            .unwrap_or_default();
        rows.push(Row { goes_on: gutter.contains('↪'), text: spans.map(|span| span.text.to_string()).collect() });
    }
    rows
}
