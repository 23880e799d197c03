use super::*;
use crate::markdown::block::{Callout, Target};
use crate::markdown::fence::{Fence, Go, Match};
use crate::markdown::style::Mods;
use proptest::prelude::*;

/// The tree in one line a block: depth as indentation, position, kind, text.
fn picture(document: &Document) -> String {
    fn draw(block: &Block, depth: usize, out: &mut String) {
        let Position { line, column } = block.at;
        out.push_str(&format!("{}{line}:{column} ", "  ".repeat(depth)));
        let blocks = match &block.kind {
            Kind::Heading { level, text, anchor } => {
                return out.push_str(&format!("h{level} {} #{anchor}\n", text.text));
            }
            Kind::Paragraph(text) => return out.push_str(&format!("p {}\n", text.text.replace('\n', "⏎"))),
            Kind::List(list) => {
                out.push_str(&format!("list {:?} {}\n", list.first, if list.tight { "tight" } else { "loose" }));
                for item in &list.items {
                    out.push_str(&format!("{}item {:?}\n", "  ".repeat(depth + 1), item.task));
                    item.blocks.iter().for_each(|inner| draw(inner, depth + 2, out));
                }
                return;
            }
            Kind::Table(table) => {
                let row = |row: &Vec<Cell>| row.iter().map(|cell| cell.source.clone()).collect::<Vec<_>>().join("|");
                let rows: Vec<_> = std::iter::once(&table.header).chain(&table.rows).map(row).collect();
                return out.push_str(&format!("table {:?} {}\n", table.align, rows.join(" / ")));
            }
            Kind::Code(code) => {
                return out.push_str(&format!(
                    "code {:?} {:?} of {:?} {:?}\n",
                    code.number, code.info.fence, code.output_of, code.source
                ));
            }
            Kind::Quote(blocks) => {
                out.push_str("quote\n");
                blocks
            }
            Kind::Callout { kind, label, blocks } => {
                out.push_str(&format!("{kind:?} {label}\n"));
                blocks
            }
            Kind::Footnote { label, blocks } => {
                out.push_str(&format!("footnote {label}\n"));
                blocks
            }
            Kind::Rule => return out.push_str("rule\n"),
            Kind::Notice(text) => return out.push_str(&format!("notice {text}\n")),
        };
        blocks.iter().for_each(|inner| draw(inner, depth + 1, out));
    }
    let mut out = String::new();
    document.blocks.iter().for_each(|inner| draw(inner, 0, &mut out));
    out
}

fn check(source: &str, expected: &str) {
    assert_eq!(picture(&parse(source)).trim_end(), expected.trim(), "{source}");
}

/// The text of the first paragraph, its runs marked.
fn runs(source: &str) -> String {
    let document = parse(source);
    let Some(Block { kind: Kind::Paragraph(text), .. }) = document.blocks.first() else {
        panic!("no paragraph: {source}")
    };
    let mut start = 0;
    let mut out = String::new();
    for run in &text.runs {
        let part = &text.text[start..run.end];
        start = run.end;
        let mods: String = [(Mods::EMPHASIS, 'e'), (Mods::STRONG, 's'), (Mods::STRIKE, 'x')]
            .iter()
            .filter_map(|&(mods, letter)| run.mods.has(mods).then_some(letter))
            .collect();
        let link = run.link.map(|link| format!("→{}", document.links[link as usize].href)).unwrap_or_default();
        out.push_str(&format!("[{:?}{mods}{link} {part}]", run.kind));
    }
    assert_eq!(start, text.text.len());
    out
}

#[test]
fn headings_have_anchors_and_places() {
    check(
        "# The `x` of y\n\ntext\n\n## A\n## A\n",
        "1:1 h1 The x of y #the-x-of-y\n3:1 p text\n5:1 h2 A #a\n6:1 h2 A #a-1",
    );
}

#[test]
fn lists_nest_and_know_numbers_and_tasks() {
    check(
        "3. three\n4. four\n   - [x] done\n   - [ ] open\n",
        "
1:1 list Some(3) tight
  item None
    1:4 p three
  item None
    2:4 p four
    3:4 list None tight
      item Some(true)
        3:10 p done
      item Some(false)
        4:10 p open",
    );
    check("- a\n\n- b\n", "1:1 list None loose\n  item None\n    1:3 p a\n  item None\n    3:3 p b");
}

#[test]
fn tables_keep_their_alignment_and_the_source_of_their_cells() {
    check(
        "| a | `b` | c |\n|:--|:-:|--:|\n| **1** | x \\| y | |\n| 2 |\n",
        "1:1 table [Left, Center, Right] a|`b`|c / **1**|x \\| y| / 2||",
    );
    let document = parse("| operation | wall |\n|---|---|\n| `Sub`, `Since` | unless *both* |\n");
    let tables = document.tables();
    let cell = tables[0].1.cell("`Sub`, `Since`", "wall").expect("the cell");
    assert_eq!((cell.text.text.as_str(), cell.source.as_str()), ("unless both", "unless *both*"));
    assert!(tables[0].1.cell("Sub, Since", "wall").is_none() && tables[0].1.cell("`Sub`, `Since`", "x").is_none());
}

#[test]
fn code_blocks_are_numbered_and_outputs_know_theirs() {
    let source = "## S\n```go fails\npackage\tp\n\n```\n```output pattern\nx\n```\n```text\nd\n```\n\n    indented\n\n```output\nlost\n```\n";
    check(
        source,
        r#"
1:1 h2 S #s
2:1 code Some(1) Go(Fails) of None "package\tp\n\n"
6:1 code None Output(Pattern) of Some(Go(Fails)) "x\n"
9:1 code Some(2) Text of None "d\n"
13:5 code Some(3) Other of None "indented\n"
15:1 code None Output(Exact) of Some(Other) "lost\n""#,
    );
    let document = parse(source);
    let blocks = document.code_blocks();
    assert_eq!(
        blocks.iter().map(|block| (block.number, block.anchor)).collect::<Vec<_>>(),
        [(1, Some("s")), (2, Some("s")), (3, Some("s"))]
    );
    assert_eq!(blocks[0].code.go(), Some(Go::Fails));
    assert_eq!(blocks[0].output.map(|output| output.info.fence), Some(Fence::Output(Match::Pattern)));
}

#[test]
fn callouts_are_quotations_that_begin_with_their_word() {
    check(
        "> **Trap.** Mind *this*.\n>\n> More.\n\n> **Since 1.23.** New.\n\n> **Since 2.x.** No.\n\n> Trap. No.\n\n> **Machine.**\n> - a\n",
        "
1:1 Trap Trap
  1:3 p Mind this.
  3:3 p More.
5:1 Since Since 1.23
  5:3 p New.
7:1 quote
  7:3 p Since 2.x. No.
9:1 quote
  9:3 p Trap. No.
11:1 Machine Machine
  12:3 list None tight
    item None
      12:5 p a",
    );
    let document = parse("> **Interview.** a *b*");
    let Kind::Callout { kind: Callout::Interview, blocks, .. } = &document.blocks[0].kind else { panic!("a callout") };
    let Kind::Paragraph(text) = &blocks[0].kind else { panic!("a paragraph") };
    assert_eq!(
        text.runs.iter().map(|run| (run.end, run.mods)).collect::<Vec<_>>(),
        [(2, Mods::NONE), (3, Mods::EMPHASIS)]
    );
}

#[test]
fn running_text_has_runs() {
    assert_eq!(runs("a *b **c*** `d` ~~e~~"), "[Plain a ][Plaine b ][Plaines c][Plain  ][Code d][Plain  ][Plainx e]");
    assert_eq!(runs("see [`x` y](z.md#a) end"), "[Plain see ][Code→z.md#a x][Plain→z.md#a  y][Plain  end]");
    assert_eq!(runs("soft\nbreak  \nhard\\\ntoo"), "[Plain soft break\n][Plain hard\n][Plain too]");
    assert_eq!(runs("![a *cat*](c.png) ![](d.png)"), "[Image→c.png a ][Imagee→c.png cat][Plain  ][Image→d.png image]");
    assert_eq!(runs("<https://go.dev>"), "[Plain→https://go.dev https://go.dev]");
    assert_eq!(runs("a[^1]\n\n[^1]: note"), "[Plain a[1]]");
    assert_eq!(runs("x <b>y</b><!-- z -->"), "[Plain x ][Code <b>][Plain y][Code </b>]");
}

#[test]
fn html_blocks_show_as_written_and_comments_do_not() {
    check("<div>\n<p>\n</div>\n\n<!-- a\nb -->\n\nz\n", "1:1 p <div>⏎<p>⏎</div>\n8:1 p z");
}

#[test]
fn links_say_where_they_lead() {
    let document = parse(
        "[a](#h) [b](../x/y.md#z) [c](HTTPS://go.dev) [d](javascript:x) [e](y.md) [f](//host/x) [g](C:x)\n![h](i.png)",
    );
    let targets: Vec<_> = document.links.iter().map(Link::target).collect();
    assert_eq!(
        targets,
        [
            Target::Heading("h"),
            Target::File { path: "../x/y.md", anchor: Some("z") },
            Target::Web("HTTPS://go.dev"),
            Target::Other("javascript:x"),
            Target::File { path: "y.md", anchor: None },
            Target::Other("//host/x"),
            Target::Other("C:x"),
            Target::File { path: "i.png", anchor: None },
        ]
    );
    assert_eq!(document.links[1].text, "b");
    assert_eq!(document.links[1].at, Position { line: 1, column: 9 });
    assert!(document.links[7].image && !document.links[0].image);
}

#[test]
fn entities_are_cleaned_after_they_are_decoded() {
    assert_eq!(runs("a&#27;]0;x&#7; &#x9b; &#x202e;b"), "[Plain a␛]0;x␇ <U+009B> b]");
    assert_eq!(runs("`a\u{202e}b`"), "[Code a<U+202E>b]");
    assert_eq!(runs("e\u{301}[\u{301}"), "[Plain e\u{301}[\u{301}]");
    assert_eq!(parse("a\u{202e}b").hidden, 1);
}

#[test]
fn a_byte_order_mark_is_no_text() {
    check("\u{feff}# T\n", "1:1 h1 T #t");
}

#[test]
fn nesting_is_capped_and_said_so() {
    let document = parse(&format!("{}deep", "> ".repeat(20_000)));
    let picture = picture(&document);
    assert_eq!(picture.matches("quote\n").count(), MAX_DEPTH);
    assert!(picture.contains("notice Lists and quotations nest deeper than 32 levels here"), "{picture}");
    assert!(picture.contains(" p deep\n"), "the text is still there");
    let lists: String = (0..100).map(|n| format!("{}- {n}\n", "  ".repeat(n))).collect();
    let picture = self::picture(&parse(&lists));
    assert!((0..100).all(|n| picture.contains(&format!(" p {n}\n"))), "{picture}");
    assert_eq!(picture.matches("list ").count(), MAX_DEPTH);
}

#[test]
fn wide_tables_and_long_texts_are_cut_and_said_so() {
    let row = "|a".repeat(5000);
    let document = parse(&format!("{row}\n{}\n{row}\n", "|-".repeat(5000)));
    assert_eq!(document.tables()[0].1.rows[0].len(), MAX_COLUMNS);
    assert!(picture(&document).contains("notice This table has 5000 columns; the last 4936 are left out."));
    let document = parse(&"0123456789\n\n".repeat(MAX_BYTES / 10));
    let Some(Block { kind: Kind::Notice(text), at, .. }) = document.blocks.last() else { panic!("no notice") };
    assert_eq!((text.as_str(), at.line), ("The text is longer than 2 MB and is cut here.", 349_525));
    assert!(parse(&"é".repeat(MAX_BYTES)).blocks.len() == 2);
}

#[test]
fn heavy_texts_are_read_in_time() {
    let begun = std::time::Instant::now();
    for source in [
        "[".repeat(100_000),
        "![".repeat(100_000) + &"](x)".repeat(100_000),
        "[a](b)".repeat(100_000),
        "# h\n".repeat(50_000),
        format!("|a|b|\n|-|-|\n{}", "|1|2|\n".repeat(50_000)),
        "*a ".repeat(100_000),
        "`".repeat(100_000),
        "- ".repeat(50_000),
    ] {
        parse(&source);
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

/// Text made of the pieces that Markdown gives a meaning to.
pub(crate) fn markdown() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "# ",
        "## Key points\n",
        "> ",
        "> **Trap.** ",
        "- ",
        "1. ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "```go run\n",
        "```output\n",
        "```\n",
        "`",
        "*",
        "**",
        "~~",
        "[",
        "](x.md#y)",
        "![",
        "<b>",
        "<!--",
        "-->",
        "| a | b |\n|---|--:|\n",
        "| c ",
        "|",
        "---\n",
        "[^1]",
        "[^1]: ",
        "- [x] ",
        "&#27;",
        "\\",
        "word ",
        "world peace ",
        "世界",
        "e\u{301}",
        "👨\u{200d}👩",
        "\u{1100}\u{1100}\u{1100}",
        "\t",
        "\u{202e}",
        "\x1b[2J",
        "a/b.c ",
    ]);
    prop::collection::vec(
        prop_oneof![4 => piece.prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<String>()],
        0..40,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_a_document_with_ids_in_order(source in markdown()) {
        let document = parse(&source);
        let ids: Vec<_> = document.walk().map(|block| block.id).collect();
        prop_assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", ids);
        for block in document.walk() {
            prop_assert!(block.at.line as usize <= source.split('\n').count() + 1);
            if let Kind::Paragraph(text) | Kind::Heading { text, .. } = &block.kind {
                prop_assert_eq!(text.runs.last().map_or(0, |run| run.end), text.text.len());
                prop_assert!(text.runs.windows(2).all(|pair| pair[0].end <= pair[1].end));
                prop_assert!(text.runs.iter().all(|run| text.text.is_char_boundary(run.end)));
            }
        }
    }
}
