//! Walks the tree and sets each block: headings, paragraphs, lists, quotations, callouts, rules.

use super::writer::Writer;
use super::{Anchor, CodePlace, HeadingPlace, Layout, Options, code, table};
use crate::markdown::block::{Block, Callout, Document, Item, Kind, List, RunKind, Text};
use crate::markdown::style::{Glyphs, Mods, Role, Style};
use crate::markdown::wrap::{Piece, wrap, wrap_keeping};
use crate::text::Clean;

/// The anchor of the section that can be folded.
const KEY_POINTS: &str = "key-points";

/// Our own signs.
struct Signs {
    bar: &'static str,
    bullets: [&'static str; 3],
    rule: char,
    folded: &'static str,
}

const UNICODE: Signs = Signs { bar: "▎ ", bullets: ["• ", "◦ ", "▪ "], rule: '─', folded: "▸ " };
const ASCII: Signs = Signs { bar: "| ", bullets: ["* ", "- ", "+ "], rule: '-', folded: "> " };

pub(super) struct Setter<'a> {
    pub out: Writer,
    pub options: &'a Options,
    signs: &'static Signs,
    /// Lists with bullets around the block.
    lists: usize,
    /// Quotations around the block.
    quoted: usize,
}

pub(super) fn run(document: &Document, options: &Options) -> Layout {
    let mut set = Setter::new(options);
    set.top(document);
    set.out.finish()
}

/// As [`run`], of the blocks that a window of so many `lines` shows with the place `from` on top. None where they do not
/// fill it, or where more than the blocks themselves is to be known.
pub(super) fn run_window(document: &Document, options: &Options, from: Anchor, lines: usize) -> Option<Layout> {
    if options.fold_key_points {
        return None;
    }
    let first = document.blocks.partition_point(|block| block.id <= from.block).checked_sub(1)?;
    let skips_first = first == 0 && options.skip_title && document.blocks.first().is_some_and(is_title);
    let first = first + usize::from(skips_first);
    let mut set = Setter::new(options);
    let mut before = None;
    for block in document.blocks.get(first..)? {
        set.between(before, block, false);
        set.block(block);
        before = Some(block);
        let layout = set.out.layout();
        if layout.len() > layout.line_of(from) + lines {
            return Some(set.out.finish());
        }
    }
    None
}

fn is_title(block: &Block) -> bool {
    matches!(block.kind, Kind::Heading { level: 1, .. })
}

/// A running text on its way into lines: knows which run comes next.
pub(super) struct Flow<'t> {
    pub text: &'t Text,
    base: Style,
    flow: u32,
    next: usize,
}

impl<'t> Flow<'t> {
    pub fn new(text: &'t Text, base: Style, flow: u32) -> Self {
        Flow { text, base, flow, next: 0 }
    }

    /// The lines of the text. Code stays together where that costs no more than half a line.
    pub fn wrap(&self, max: usize) -> Vec<Piece> {
        let mut kept = Vec::new();
        let mut start = 0;
        for run in &self.text.runs {
            let range = start..run.end;
            start = run.end;
            if run.kind == RunKind::Code && range.len() <= max / 2 {
                kept.push(range);
            }
        }
        wrap_keeping(&self.text.text, max, &kept)
    }

    /// Puts a piece of the text, which must follow the pieces put before.
    pub fn put(&mut self, out: &mut Writer, piece: &Piece) {
        out.begin_fragment(self.flow);
        let (mut at, end) = (piece.range.start, piece.range.end);
        while at < end {
            let Some(run) = self.text.runs.get(self.next) else { break };
            if run.end <= at {
                self.next += 1;
                continue;
            }
            let stop = run.end.min(end);
            let part = self.text.text.slice(at..stop);
            let role = match (run.kind, run.link) {
                (_, Some(_)) => Role::Link,
                (RunKind::Code, None) => Role::Code,
                (RunKind::Image, None) => Role::Image,
                (RunKind::Plain, None) => self.base.role,
            };
            let style = Style::new(role, self.base.mods.with(run.mods));
            match run.link {
                Some(link) => out.put_link(style, &part, link),
                None => out.put(style, &part),
            }
            at = stop;
        }
        out.end_fragment(piece.join);
    }
}

impl<'a> Setter<'a> {
    fn new(options: &'a Options) -> Self {
        let signs = match options.glyphs {
            Glyphs::Unicode => &UNICODE,
            Glyphs::Ascii => &ASCII,
        };
        Setter { out: Writer::new(options.width), options, signs, lists: 0, quoted: 0 }
    }

    fn top(&mut self, document: &Document) {
        let mut blocks = document.blocks.iter().peekable();
        let mut before: Option<&Block> = None;
        if self.options.skip_title {
            blocks.next_if(|block| is_title(block));
        }
        while let Some(block) = blocks.next() {
            self.between(before, block, false);
            self.block(block);
            before = Some(block);
            if self.options.fold_key_points && is_key_points(block) {
                let mut hidden = Vec::new();
                while let Some(next) = blocks.next_if(|next| !matches!(next.kind, Kind::Heading { level: ..=2, .. })) {
                    hidden.push(next);
                }
                self.fold(&hidden);
            }
        }
        if document.hidden > 0 {
            let count = document.hidden;
            let text = Clean::line(format!(
                "Hidden characters in this text: {count}. Prose is shown without them, code with their numbers."
            ));
            self.out.blank();
            for piece in wrap(&text, self.out.room()) {
                self.out.begin_after(0);
                self.out.put(Role::Notice, &text.slice(piece.range));
                self.out.end();
            }
        }
    }

    fn fold(&mut self, hidden: &[&Block]) {
        let Some(first) = hidden.first() else { return };
        let points = hidden.iter().map(|block| match &block.kind {
            Kind::List(list) => list.items.len(),
            _ => 1,
        });
        let count: usize = points.sum();
        let what = if count == 1 { "1 point is".to_owned() } else { format!("{count} points are") };
        self.out.blank();
        let line = self.out.next_line();
        self.out.layout().folded = Some(line);
        let text = Clean::line(format!("{}{what} folded here. Say them from memory first.", self.signs.folded));
        self.notice(first.id, &text);
        for block in hidden {
            if let Kind::Heading { level, text, anchor } = &block.kind {
                let (title, anchor) = (text.text.clone(), anchor.clone());
                self.out.layout().headings.push(HeadingPlace { level: *level, title, anchor, block: block.id, line });
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block], tight: bool) {
        let mut before = None;
        for block in blocks {
            self.between(before, block, tight);
            self.block(block);
            before = Some(block);
        }
    }

    /// The empty line between two blocks, where there is one.
    fn between(&mut self, before: Option<&Block>, block: &Block, tight: bool) {
        let Some(before) = before else { return };
        let output = matches!(&block.kind, Kind::Code(code) if code.output_of.is_some());
        let together = tight && matches!(before.kind, Kind::Paragraph(_)) && matches!(block.kind, Kind::List(_));
        if !output && !together {
            self.out.blank();
        }
    }

    fn block(&mut self, block: &Block) {
        let base = if self.quoted > 0 { Role::Quote } else { Role::Text };
        match &block.kind {
            Kind::Heading { level, text, anchor } => self.heading(block.id, *level, text, anchor),
            Kind::Paragraph(text) => self.paragraph(block.id, text, base.into()),
            Kind::List(list) => self.list(block.id, list),
            Kind::Table(table) => table::table(self, block.id, table),
            Kind::Code(code) => {
                let start = self.out.next_line();
                code::code(self, block.id, code);
                if let Some(number) = code.number {
                    let end = self.out.next_line();
                    self.out.layout().codes.push(CodePlace { number, block: block.id, start, end });
                }
            }
            Kind::Quote(blocks) => {
                self.quoted += 1;
                self.barred(Role::QuoteBar, blocks);
                self.quoted -= 1;
            }
            Kind::Callout { kind, label, blocks } => self.callout(block.id, *kind, label, blocks),
            Kind::Footnote { label, blocks } => {
                let label = Clean::line(format!("[{label}] "));
                let rest = Clean::line(" ".repeat(crate::text::width::width(&label)));
                self.out.push_prefix(Some((Role::Bullet.into(), label)), (Style::default(), rest));
                self.blocks(blocks, false);
                self.out.pop_prefix();
            }
            Kind::Rule => {
                self.out.begin(block.id, 0);
                let room = self.out.room();
                self.out.repeat(Role::Rule, self.signs.rule, room);
                self.out.end();
            }
            Kind::Notice(text) => self.notice(block.id, text),
        }
    }

    fn notice(&mut self, block: u32, text: &Clean<'_>) {
        for piece in wrap(text, self.out.room()) {
            self.out.begin(block, piece.range.start);
            self.out.put(Role::Notice, &text.slice(piece.range));
            self.out.end();
        }
    }

    fn paragraph(&mut self, block: u32, text: &Text, base: Style) {
        let marked;
        let text = if self.options.marks {
            marked = with_backticks(text);
            &marked
        } else {
            text
        };
        let mut flow = Flow::new(text, base, self.out.flow());
        for piece in flow.wrap(self.out.room()) {
            self.out.begin(block, piece.range.start);
            flow.put(&mut self.out, &piece);
            self.out.end();
        }
    }

    fn heading(&mut self, block: u32, level: u8, text: &Text, anchor: &str) {
        let line = self.out.next_line();
        let (title, anchor) = (text.text.clone(), anchor.to_owned());
        self.out.layout().headings.push(HeadingPlace { level, title, anchor, block, line });
        let role = match level {
            1 => Role::Heading1,
            2 => Role::Heading2,
            3 => Role::Heading3,
            _ => Role::Heading4,
        };
        let style = Style::new(role, Mods::STRONG);
        if self.options.marks {
            let mark = Clean::line(format!("{} ", "#".repeat(usize::from(level))));
            let rest = Clean::line(" ".repeat(usize::from(level) + 1));
            self.out.push_prefix(Some((style, mark)), (style, rest));
        }
        self.paragraph(block, text, style);
        if self.options.marks {
            self.out.pop_prefix();
        }
    }

    fn list(&mut self, block: u32, list: &List) {
        let last = list.first.map(|first| first.saturating_add(list.items.len() as u64).saturating_sub(1));
        let digits = last.map_or(0, |last| last.to_string().len());
        for (index, item) in list.items.iter().enumerate() {
            if index > 0 && !list.tight {
                self.out.blank();
            }
            let number = list.first.map(|first| first.saturating_add(index as u64));
            self.item(block, item, number, digits, list.tight);
        }
    }

    fn item(&mut self, block: u32, item: &Item, number: Option<u64>, digits: usize, tight: bool) {
        let (style, sign) = match (item.task, number) {
            (Some(true), _) => (Role::Task, Clean::line("[x] ")),
            (Some(false), _) => (Role::Task, Clean::line("[ ] ")),
            (None, Some(number)) => (Role::Bullet, Clean::line(format!("{number:>digits$}. "))),
            (None, None) => {
                let bullets = self.signs.bullets;
                let bullet = bullets.get(self.lists % bullets.len()).copied().unwrap_or("- ");
                (Role::Bullet, Clean::line(bullet))
            }
        };
        let rest = Clean::line(" ".repeat(crate::text::width::width(&sign)));
        self.out.push_prefix(Some((style.into(), sign)), (Style::default(), rest));
        let bulleted = usize::from(number.is_none());
        self.lists += bulleted;
        self.blocks(&item.blocks, tight);
        self.lists -= bulleted;
        if self.out.prefix_waits() && item.blocks.is_empty() {
            self.out.begin_after(block);
            self.out.end();
        }
        self.out.pop_prefix();
    }

    fn barred(&mut self, role: Role, blocks: &[Block]) {
        let bar = (role.into(), Clean::line(self.signs.bar));
        self.out.push_prefix(None, bar);
        self.blocks(blocks, false);
        self.out.pop_prefix();
    }

    fn callout(&mut self, block: u32, kind: Callout, label: &Clean<'static>, blocks: &[Block]) {
        let role = match kind {
            Callout::Machine => Role::CalloutMachine,
            Callout::Trap => Role::CalloutTrap,
            Callout::Interview => Role::CalloutInterview,
            Callout::Since => Role::CalloutSince,
        };
        self.out.push_prefix(None, (role.into(), Clean::line(self.signs.bar)));
        for piece in wrap(label, self.out.room()) {
            self.out.begin(block, 0);
            self.out.put(Style::new(role, Mods::STRONG), &label.slice(piece.range));
            self.out.end();
        }
        self.blocks(blocks, false);
        self.out.pop_prefix();
    }
}

fn is_key_points(block: &Block) -> bool {
    matches!(&block.kind, Kind::Heading { level: 2, anchor, .. } if anchor == KEY_POINTS)
}

/// The text with backticks around its code.
fn with_backticks(text: &Text) -> Text {
    let mut out = Text::default();
    let tick = Clean::line("`");
    let mut start = 0;
    for run in &text.runs {
        let part = text.text.slice(start..run.end);
        let is_code = run.kind == RunKind::Code;
        if is_code {
            out.text.push(&tick);
        }
        out.text.push(&part);
        if is_code {
            out.text.push(&tick);
        }
        start = run.end;
        out.runs.push(crate::markdown::block::Run { end: out.text.len(), ..*run });
    }
    out
}
