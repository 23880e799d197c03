//! Markdown to a small, safe HTML in one line: text is escaped, tags are ours alone, links lead to http and https alone. For
//! other programs, such as Anki, that show HTML.

use crate::markdown::block::{Block, Kind, RunKind, Table, Text};
use crate::markdown::{self, Mods};
use crate::text::Clean;

/// How deep blocks may lie in one another; deeper ones are left out. (The parser allows no more than a few dozen.)
const DEEPEST: usize = 32;

/// Text as HTML: escaped, without control characters, line ends as `<br>`, tabs as an entity.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for c in Clean::block(text).as_str().chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\t' => html.push_str("&#9;"),
            '\n' => html.push_str("<br>"),
            '\r' => {}
            c => html.push(c),
        }
    }
    html
}

/// A program or its output, lines kept.
pub fn pre(source: &str) -> String {
    // A tab would be lost in what Anki shows, or become a space in the file.
    format!("<pre>{}</pre>", escape(&source.trim_end().replace('\t', "    ")))
}

/// Markdown as HTML.
pub fn of_markdown(source: &str) -> String {
    let document = markdown::parse(source);
    let mut html = String::with_capacity(source.len() * 2);
    blocks(&document.blocks, &document.links, DEEPEST, &mut html);
    html
}

fn blocks(all: &[Block], links: &[markdown::block::Link], deepest: usize, html: &mut String) {
    let Some(deeper) = deepest.checked_sub(1) else { return };
    let wrap = |tag: &str, inner: &dyn Fn(&mut String), html: &mut String| {
        html.push_str(&format!("<{tag}>"));
        inner(html);
        html.push_str(&format!("</{tag}>"));
    };
    for block in all {
        match &block.kind {
            Kind::Heading { text, .. } => wrap("h4", &|html| inline(text, links, html), html),
            Kind::Paragraph(text) => wrap("p", &|html| inline(text, links, html), html),
            Kind::List(list) => {
                let tag = if list.first.is_some() { "ol" } else { "ul" };
                let items = |html: &mut String| {
                    for item in &list.items {
                        wrap("li", &|html| blocks(&item.blocks, links, deeper, html), html);
                    }
                };
                wrap(tag, &items, html);
            }
            Kind::Table(table) => self::table(table, links, html),
            Kind::Code(code) => html.push_str(&pre(&code.source)),
            Kind::Quote(inner) | Kind::Footnote { blocks: inner, .. } => {
                wrap("blockquote", &|html| blocks(inner, links, deeper, html), html);
            }
            Kind::Callout { label, blocks: inner, .. } => {
                html.push_str(&format!("<blockquote><b>{}.</b> ", escape(label)));
                blocks(inner, links, deeper, html);
                html.push_str("</blockquote>");
            }
            Kind::Rule => html.push_str("<hr>"),
            Kind::Notice(text) => html.push_str(&format!("<p>{}</p>", escape(text))),
        }
    }
}

fn table(table: &Table, links: &[markdown::block::Link], html: &mut String) {
    html.push_str("<table>");
    for (tag, row) in std::iter::once(("th", &table.header)).chain(table.rows.iter().map(|row| ("td", row))) {
        html.push_str("<tr>");
        for cell in row {
            html.push_str(&format!("<{tag}>"));
            inline(&cell.text, links, html);
            html.push_str(&format!("</{tag}>"));
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>");
}

fn inline(text: &Text, links: &[markdown::block::Link], html: &mut String) {
    let mut start = 0;
    for run in &text.runs {
        let piece = text.text.as_str().get(start..run.end).unwrap_or_default();
        start = run.end;
        let mut inner = escape(piece);
        if run.kind == RunKind::Code {
            inner = format!("<code>{inner}</code>");
        }
        for (mods, tag) in [(Mods::EMPHASIS, "i"), (Mods::STRONG, "b"), (Mods::STRIKE, "s")] {
            if run.mods.has(mods) {
                inner = format!("<{tag}>{inner}</{tag}>");
            }
        }
        let link = run.link.and_then(|at| links.get(usize::try_from(at).ok()?));
        match link.map(|link| link.target()) {
            Some(markdown::block::Target::Web(href)) => {
                html.push_str(&format!("<a href=\"{}\">{inner}</a>", escape(href)));
            }
            _ => html.push_str(&inner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_is_escaped() {
        assert_eq!(
            of_markdown("a `<-c` & **b** <script>x</script>\u{1b}[2J"),
            "<p>a <code>&lt;-c</code> &amp; <b>b</b> <code>&lt;script&gt;</code>x<code>&lt;/script&gt;</code>␛[2J</p>"
        );
        let hostile = of_markdown("[x](javascript:alert(1)) [y](https://go.dev/?a=1&b=\"2) ![z](http://e/x.png)");
        assert!(!hostile.contains("javascript:") && !hostile.contains("<img"), "{hostile}");
        assert!(
            hostile.contains("<a href=\"https://go.dev/?a=1&amp;b=&quot;2\">y</a>") || !hostile.contains("<a"),
            "{hostile}"
        );
    }

    #[test]
    fn it_is_one_line_without_tabs() {
        let html = of_markdown(
            "# h\n\na\nb\n\n- x\n- y\n\n```go\nfunc f() {\n\treturn\n}\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n> q\n",
        );
        assert!(!html.contains(['\n', '\t', '\r']), "{html:?}");
        for part in [
            "<h4>h</h4>",
            "<li>",
            "<pre>func f() {<br>    return<br>}</pre>",
            "<th>a</th>",
            "<td>d</td>",
            "<blockquote>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
