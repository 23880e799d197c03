mod any;

use super::*;
use crate::markdown::parse;
use crate::markdown::style::{Mods, Role};
use crate::text::width::width;

fn set(source: &str, width: usize) -> Layout {
    layout(&parse(source), &Options::new(width))
}

fn check(source: &str, width: usize, picture: &str) {
    check_with(source, &Options::new(width), picture);
}

fn check_with(source: &str, options: &Options, picture: &str) {
    let text = layout(&parse(source), options).to_text();
    assert_eq!(text.as_str().trim_end(), picture.trim_matches('\n'), "\n{text}");
}

#[test]
fn paragraphs_wrap_and_a_blank_line_stands_between() {
    check(
        "# Title\n\nThe quick *brown* fox jumps.\nOver\\\nthe dog.\n\n---\n",
        16,
        "
Title

The quick brown
fox jumps. Over
the dog.

────────────────",
    );
}

#[test]
fn nested_lists_hang() {
    check(
        "1. one is long enough to wrap\n   - inner\n     - innermost goes on and on\n\n     more\n2. two\n\n- [x] done\n- [ ] to do\n",
        24,
        "
1. one is long enough to
   wrap
   • inner

     ◦ innermost goes on
       and on

     more
2. two

[x] done
[ ] to do",
    );
    let list = "- a\n- b\n  - c\n\n9. nine\n10. ten is long\n";
    check(list, 12, "• a\n• b\n  ◦ c\n\n 9. nine\n10. ten is\n    long");
    let ascii = Options { glyphs: Glyphs::Ascii, ..Options::new(12) };
    check_with(list, &ascii, "* a\n* b\n  - c\n\n 9. nine\n10. ten is\n    long");
}

#[test]
fn callouts_and_quotations_have_a_bar_on_every_line() {
    let source = "> **Trap.** A nil map reads well.\n>\n> - and *dies* when written\n\n> plain\n";
    check(
        source,
        20,
        "
▎ Trap
▎ A nil map reads
▎ well.
▎
▎ • and dies when
▎   written

▎ plain",
    );
    let layout = set(source, 20);
    let first = |index: usize| layout.line(index).and_then(|line| line.spans().next()).map(|span| span.style.role);
    assert_eq!(first(0), Some(Role::CalloutTrap));
    assert_eq!(first(3), Some(Role::CalloutTrap));
    assert_eq!(first(7), Some(Role::QuoteBar));
    let label = layout.line(0).and_then(|line| line.spans().nth(1)).map(|span| (span.style, span.text.to_string()));
    assert_eq!(label, Some((Style::new(Role::CalloutTrap, Mods::STRONG), "Trap".to_owned())));
}

const TABLE: &str = "
| operation | wall clock | n |
|---|:-:|--:|
| `Sub`, `Since`, `Before` | unless both have one | 1 |
| `==` | compared | 12 |
";

#[test]
fn tables_stand_in_columns() {
    check(
        TABLE,
        78,
        "
operation                wall clock        n
──────────────────  ────────────────────  ──
Sub, Since, Before  unless both have one   1
==                        compared        12",
    );
    check(
        TABLE,
        30,
        "
operation    wall clock    n
───────────  ───────────  ──
Sub, Since,  unless both   1
Before        have one
╌╌╌╌╌╌╌╌╌╌╌  ╌╌╌╌╌╌╌╌╌╌╌  ╌╌
==            compared    12",
    );
}

#[test]
fn tables_are_stacked_where_columns_do_not_fit() {
    check(
        TABLE,
        20,
        "
operation:
  Sub, Since, Before
  wall clock:
    unless both have
    one
  n: 1

operation: ==
  wall clock:
    compared
  n: 12",
    );
}

#[test]
fn no_cell_is_cut() {
    for width in 1..=60 {
        let text = set(TABLE, width).to_text();
        let ink: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        for cell in ["Sub", "Since", "Before", "12"] {
            assert!(ink.contains(cell), "{cell} at {width}:\n{text}");
        }
    }
}

const CODE: &str =
    "```go run\nfunc main() {\n\tprintln(\"a long, long, long line\")\n}\n```\n```output\na long\n```\n\nEnd.\n";

#[test]
fn code_is_numbered_wrapped_and_has_its_output_below() {
    check(
        CODE,
        30,
        "
  code 1: program
  1  func main() {
  2      println(\"a long, long
  ↪  , long line\")
  3  }
  prints
  │ a long

End.",
    );
    let plain = Options { line_numbers: false, ..Options::new(40) };
    check_with(
        "```go fails\nx\n```\n```output\ny\n```\n",
        &plain,
        "  code 1: does not compile\n    x\n  the compiler says\n  │ y",
    );
}

#[test]
fn code_has_roles() {
    let layout = set(CODE, 78);
    let spans: Vec<_> = layout
        .line(2)
        .map(|line| line.spans().map(|span| (span.style.role, span.text.to_string())).collect())
        .unwrap_or_default();
    assert_eq!(
        spans,
        [
            (Role::LineNumber, "  2  ".to_owned()),
            (Role::Text, "    ".to_owned()),
            (Role::Function, "println".to_owned()),
            (Role::Operator, "(".to_owned()),
            (Role::String, "\"a long, long, long line\"".to_owned()),
            (Role::Operator, ")".to_owned()),
        ]
    );
}

#[test]
fn diagrams_keep_whole_as_long_as_they_can() {
    let diagram = format!("```text\n{}\n```", "x".repeat(20));
    for (width, first) in [(30, "    xxxx"), (23, "   xxxxx"), (22, "  xxxxxx")] {
        let layout = set(&diagram, width);
        assert_eq!(layout.len(), 1, "{width}");
        assert!(layout.to_text().starts_with(first), "{width}");
    }
}

#[test]
fn the_reading_column_has_a_limit() {
    let layout = set(&"word ".repeat(100), 200);
    assert!(layout.lines(0..layout.len()).all(|line| width(&line.text()) <= MEASURE));
    assert_eq!(layout.width(), 200);
}

#[test]
fn marks_stand_for_colours_in_a_pipe() {
    let text = to_text(&parse("## The `x` of it\n\nuse `go vet` *now*\n"), &Options::plain(60));
    assert_eq!(text, "## The `x` of it\n\nuse `go vet` now\n");
}

#[test]
fn the_title_can_be_left_out() {
    let options = Options { skip_title: true, ..Options::new(20) };
    check_with("# T\n\ntext\n", &options, "text");
}

const POINTS: &str = "# T\n\n## Key points\n\n- one\n- two\n\n### More\n\n- three\n\n## Read on\n\n- there\n";

#[test]
fn key_points_fold_behind_a_line() {
    let options = Options { fold_key_points: true, ..Options::new(60) };
    let document = parse(POINTS);
    let layout = layout(&document, &options);
    assert_eq!(
        layout.to_text(),
        "T\n\nKey points\n\n▸ 4 points are folded here. Say them from memory first.\n\nRead on\n\n• there\n"
    );
    assert_eq!(layout.folded(), Some(4));
    let heading = |anchor: &str| layout.heading_line(anchor);
    assert_eq!((heading("key-points"), heading("more"), heading("read-on")), (Some(2), Some(4), Some(6)));
    // A reader who stood in the hidden part stands at the line that hides it.
    let open = super::layout(&document, &Options::new(60));
    let inside = open.anchor_of(open.heading_line("more").expect("a line") + 2);
    assert_eq!(layout.line_of(inside), 4);
    assert_eq!(open.line_of(layout.anchor_of(4)), 4);
}

#[test]
fn headings_links_and_codes_know_their_lines() {
    let source = "# T\n\nsee [the long link](x.md) and [b](#c)\n\n## C\n\n```go\nx\n```\n";
    let layout = set(source, 12);
    assert_eq!(layout.to_text(), "T\n\nsee the long\nlink and b\n\nC\n\n  code 1:\n  fragment\n  1  x\n");
    let place = |link, line, start, end| LinkPlace { link, line, start, end };
    assert_eq!(layout.links(), [place(0, 2, 4, 12), place(0, 3, 0, 4), place(1, 3, 9, 10)]);
    assert_eq!(
        layout.headings().iter().map(|heading| (heading.level, heading.line)).collect::<Vec<_>>(),
        [(1, 0), (2, 5)]
    );
    assert_eq!(layout.heading_at(4).map(|heading| heading.anchor.as_str()), Some("t"));
    assert_eq!(layout.heading_at(9).map(|heading| heading.anchor.as_str()), Some("c"));
    assert_eq!(layout.codes().iter().map(|code| (code.number, code.start, code.end)).collect::<Vec<_>>(), [(1, 7, 10)]);
}

#[test]
fn a_place_survives_a_resize() {
    let text: String = (0..400).map(|n| format!("word{n} ")).collect();
    let document = parse(&format!("# T\n\n{text}\n\n{TABLE}\n\n{CODE}"));
    let wide = layout(&document, &Options::new(78));
    let narrow = layout(&document, &Options::new(23));
    for index in 0..wide.len() {
        let there = narrow.line_of(wide.anchor_of(index));
        let line = wide.line(index).expect("a line");
        let text = line.text();
        let Some(first) = text.split_whitespace().next().filter(|word| word.starts_with("word")) else { continue };
        let seen = narrow.line(there).expect("a line").text().to_string();
        assert!(seen.contains(first), "{first} not in {seen:?}");
        // And back: the line that the place came from.
        assert_eq!(wide.line_of(narrow.anchor_of(there)), index.saturating_sub(usize::from(!seen.starts_with(first))));
    }
    assert_eq!(wide.line_of(Anchor { block: 9999, offset: 0 }), wide.len() - 1);
    assert_eq!(Layout::default().line_of(Anchor::default()), 0);
}

#[test]
fn hidden_characters_are_owned_up_to() {
    check(
        "a\u{202e}b",
        60,
        "ab\n\nHidden characters in this text: 1. Prose is shown without\nthem, code with their numbers.",
    );
}

#[test]
fn a_character_wider_than_the_pane_is_stood_in_for() {
    check("世界", 1, "�\n�");
    check("\u{1100}\u{1100}\u{1100}", 4, "\u{1100}\u{1100}\n\u{1100}");
}

#[test]
fn the_real_thing_reads_well() {
    let source = include_str!("sample.md");
    insta::assert_snapshot!("sample_78", set(source, 78).to_text().as_str());
    insta::assert_snapshot!("sample_40", set(source, 40).to_text().as_str());
}

#[test]
fn spans_of_emphasis_keep_their_weight() {
    let layout = set("a **b *c*** ~~d~~", 40);
    let spans: Vec<_> = layout
        .line(0)
        .map(|line| line.spans().map(|span| (span.style.mods, span.text.to_string())).collect())
        .unwrap_or_default();
    let both = Mods::STRONG.with(Mods::EMPHASIS);
    assert_eq!(
        spans,
        [
            (Mods::NONE, "a ".to_owned()),
            (Mods::STRONG, "b ".to_owned()),
            (both, "c".to_owned()),
            (Mods::NONE, " ".to_owned()),
            (Mods::STRIKE, "d".to_owned()),
        ]
    );
}
