//! The open lesson: scrolling, finding, links, code blocks, and the time spent reading.

use std::borrow::Cow;

use super::{notes, saved, scroll, study, toast};
use crate::{
    app::{
        Effect, Model,
        command::Cmd,
        effect::Task,
        field::Field,
        keys::Chord,
        layout::{self, Areas},
        link,
        model::{Pane, Tone},
        overlay::{Confirm, List, Overlay, Row, Target, Then},
        place::Place,
        reader::Reader,
    },
    domain::NodeIdx,
    markdown::{
        Glyphs, Options, block,
        fence::{Fence, Go},
        parse,
    },
};

/// This many characters of a refused link are shown.
const SHOWN: usize = 80;
/// A learner who does nothing for longer is not reading, in milliseconds.
const IDLE_MS: i64 = 120_000;
/// Time is saved in pieces of at most this length, in milliseconds.
const PIECE_MS: i64 = 300_000;
/// What is less is no reading, in milliseconds.
const LEAST_MS: i64 = 3_000;

/// How the reader's text is laid out in the window.
pub fn options(model: &Model, areas: &Areas) -> Options {
    let folded = model.reader.as_ref().is_some_and(|open| open.options.fold_key_points);
    Options {
        glyphs: if model.settings.ascii { Glyphs::Ascii } else { Glyphs::Unicode },
        fold_key_points: folded,
        ..Options::new(usize::from(areas.text.width.max(1)))
    }
}

/// A text has come.
pub fn loaded(model: &mut Model, node: NodeIdx, text: Result<Cow<'static, str>, String>, place: &Place) {
    let text = match text {
        Ok(text) => text,
        Err(why) => {
            toast(model, Tone::Bad, why);
            return;
        }
    };
    let first = model.reader.is_none() && model.remembered.as_ref().is_some_and(|view| view.node.is_some());
    if !first {
        model.pane = Pane::Reader;
        study::select(model, node);
    }
    if let Some((id, anchor)) =
        model.reader.as_ref().and_then(|open| Some((model.id_of(open.node)?.clone(), open.anchor())))
    {
        model.places.insert(id, anchor);
    }
    let areas = layout::areas(model);
    let options = Options { fold_key_points: false, ..options(model, &areas) };
    let open = if first { Reader::glimpse } else { Reader::new };
    model.reader = Some(open(node, parse(&text), options, usize::from(areas.text.height), place));
    model.reading.last_ms = (model.pane == Pane::Reader).then_some(model.now.ms);
}

/// A command in the reader.
pub fn run(model: &mut Model, cmd: Cmd, chord: Chord, effects: &mut Vec<Effect>) {
    let Some(open) = &mut model.reader else { return };
    if let Some(by) = scroll(cmd, open.height) {
        open.scroll_by(by);
        return;
    }
    match cmd {
        Cmd::Escape => {
            if open.found.take().is_some() || open.link.take().is_some() {
                return;
            }
            if let Some(review) = model.paused.take() {
                return super::review::resume(model, review, effects);
            }
            pause(model);
            model.pane = Pane::Tree;
        }
        Cmd::Find => {
            open.find_from = open.anchor();
            model.overlays.push(Overlay::Find(Field::offering(&model.sought)));
        }
        Cmd::NextMatch | Cmd::PreviousMatch => {
            if open.found.is_none() {
                toast(model, Tone::Plain, "nothing is searched for in this page yet".to_owned());
            } else if !open.step_hit(cmd == Cmd::NextMatch) {
                toast(model, Tone::Plain, "not in this page".to_owned());
            }
        }
        Cmd::NextLink | Cmd::PreviousLink => {
            if !open.select_link(cmd == Cmd::NextLink) {
                toast(model, Tone::Plain, "no link on this page of the text".to_owned());
            }
        }
        Cmd::Enter => match open.selected_link() {
            Some(link) => follow(model, link, effects),
            None => list_links(model),
        },
        Cmd::Links => list_links(model),
        Cmd::Outline => outline(model),
        Cmd::FoldKeyPoints => {
            let options = Options { fold_key_points: !open.options.fold_key_points, ..open.options };
            let (height, lines) = (open.height, open.layout.len());
            open.fit(options, height);
            let said = match (open.layout.len() == lines, options.fold_key_points) {
                (true, _) => "there are no key points in this text",
                (false, true) => "the key points are folded",
                (false, false) => "the key points are shown",
            };
            toast(model, Tone::Plain, said.to_owned());
        }
        Cmd::CopyBlock => blocks(model, false, effects),
        Cmd::EditBlock => blocks(model, true, effects),
        Cmd::Bookmark => notes::bookmark(model, effects),
        _ => study::shared(model, cmd, chord, effects),
    }
}

/// A text to find was accepted; one that was no more than offered is found again.
pub fn accept_find(model: &mut Model, text: String, offered: bool) {
    if let Some(open) = model.reader.as_mut().filter(|_| !text.is_empty()) {
        let known = open.found.as_ref().is_some_and(|found| found.query == text);
        if !known {
            open.find(&text);
        }
        if open.found.as_ref().is_none_or(|found| found.hits.is_empty()) {
            toast(model, Tone::Plain, format!("not in this page: {text}"));
        } else if known && offered {
            open.step_hit(true);
        }
    }
    model.sought = text;
}

fn outline(model: &mut Model) {
    let Some(open) = &model.reader else { return };
    let rows: Vec<Row> = open
        .layout
        .headings()
        .iter()
        .map(|heading| Row {
            label: heading.title.to_string(),
            detail: String::new(),
            indent: usize::from(heading.level.saturating_sub(1)) * 2,
            target: Target::Open(open.node, Place::Heading(heading.anchor.clone())),
        })
        .collect();
    let cursor = open.layout.headings().iter().rposition(|heading| heading.line <= open.top).unwrap_or(0);
    let title = "Outline".to_owned();
    model.overlays.push(Overlay::List(List {
        title,
        rows,
        cursor,
        top: 0,
        empty: "This text has no headings.".to_owned(),
        ..List::default()
    }));
}

fn list_links(model: &mut Model) {
    let Some(open) = &model.reader else { return };
    let rows: Vec<Row> = open
        .document
        .links
        .iter()
        .zip(0..)
        .map(|(link, number)| {
            let (label, detail) = (link.text.to_string(), leads_to(model, open.node, link));
            // A lesson that the text calls by its number is named once, by all of its name.
            let number_of = |text: &str| text.split(' ').next().map(str::to_owned);
            let named = number_of(&label) == number_of(&detail);
            let (label, detail) = if named { (detail, String::new()) } else { (label, detail) };
            Row { label, detail, indent: 0, target: Target::Link(number) }
        })
        .collect();
    let on_screen = open.layout.links().iter().find(|place| place.line >= open.top).map_or(0, |place| place.link);
    let cursor = usize::try_from(on_screen).unwrap_or(0);
    let title = "Links of this lesson".to_owned();
    model.overlays.push(Overlay::List(List {
        title,
        rows,
        cursor,
        top: 0,
        empty: "This text has no links.".to_owned(),
        ..List::default()
    }));
}

/// Where a link leads, as it is opened; what is not opened stands as it is written.
fn leads_to(model: &Model, from: NodeIdx, link: &block::Link) -> String {
    match link.target() {
        block::Target::File { path, .. } => {
            let node = model.curriculum.linked(from, path).and_then(|idx| model.curriculum.get(idx));
            node.map_or_else(|| link.href.clone(), |node| notes::named(model, &node.id).1)
        }
        block::Target::Web(url) => link::target(url).unwrap_or_else(|_| link.href.clone()),
        block::Target::Heading(_) | block::Target::Other(_) => link.href.clone(),
    }
}

/// Follows a link of the open lesson.
pub fn follow(model: &mut Model, number: u32, effects: &mut Vec<Effect>) {
    let Some(open) = &mut model.reader else { return };
    let Some(followed) = usize::try_from(number).ok().and_then(|at| open.document.links.get(at)) else { return };
    match followed.target() {
        block::Target::Heading(anchor) => match open.layout.heading_line(anchor) {
            Some(line) => {
                let here = (open.node, open.anchor());
                open.scroll_to(line);
                model.back.push(here);
                model.forward.clear();
            }
            None => {
                let text = format!("there is no heading #{anchor} here");
                toast(model, Tone::Bad, text);
            }
        },
        block::Target::File { path, anchor } => {
            let place = anchor.map_or(Place::Top, |slug| Place::Heading(slug.to_owned()));
            match model.curriculum.linked(open.node, path) {
                Some(node) => study::open(model, node, place, effects),
                None => {
                    let text = format!("{path}: outside of the curriculum, not opened");
                    toast(model, Tone::Bad, text);
                }
            }
        }
        block::Target::Web(url) => match link::target(url) {
            Ok(target) => {
                let question = format!("Open {target} in the browser?");
                model.overlays.push(Overlay::Confirm(Confirm::new(question, Then::Browse(target))));
            }
            Err(why) => {
                let begins: String = url.chars().take(SHOWN).collect();
                toast(model, Tone::Bad, format!("{why}: {begins}"));
            }
        },
        block::Target::Other(_) => {
            let text = format!("{}: this kind of link is not opened", followed.href);
            toast(model, Tone::Bad, text);
        }
    }
}

/// Copies or edits the code block on the screen; lets the learner choose where there are several.
fn blocks(model: &mut Model, edit: bool, effects: &mut Vec<Effect>) {
    let Some(open) = &model.reader else { return };
    let visible = open.visible_codes();
    match visible.as_slice() {
        [] => toast(model, Tone::Plain, "no code block on this page of the text".to_owned()),
        [one] => act_on_block(model, *one, edit, effects),
        several => {
            let rows: Vec<Row> = open
                .document
                .code_blocks()
                .iter()
                .filter(|code| several.contains(&code.number))
                .map(|code| {
                    let mut lines = code.code.source.lines();
                    let telling = |line: &&str| {
                        let line = line.trim();
                        !line.is_empty()
                            && !line.starts_with("package ")
                            && !line.starts_with("import")
                            && !line.starts_with('"')
                    };
                    let line = lines.find(telling).or_else(|| code.code.source.lines().next());
                    Row {
                        label: format!("{}  {}", code.number, line.unwrap_or_default().trim()),
                        detail: code.code.info.raw.clone(),
                        indent: 0,
                        target: if edit { Target::Edit(code.number) } else { Target::Copy(code.number) },
                    }
                })
                .collect();
            let title = if edit { "Edit which block?" } else { "Copy which block?" }.to_owned();
            model.overlays.push(Overlay::List(List { title, rows, ..List::default() }));
        }
    }
}

/// The name of the file that a block would be.
fn file_name(code: &block::Code) -> &'static str {
    match (code.go(), code.info.fence) {
        (Some(Go::Test), _) => "prog_test.go",
        (Some(_), _) => "prog.go",
        (None, Fence::Console { .. }) => "session.txt",
        (None, _) => "block.txt",
    }
}

/// Copies or edits a code block by its number.
pub fn act_on_block(model: &mut Model, number: u32, edit: bool, effects: &mut Vec<Effect>) {
    let Some(open) = &model.reader else { return };
    let id = model.id_of(open.node).map(ToString::to_string).unwrap_or_default();
    let found = open.document.code_blocks().into_iter().find(|code| code.number == number);
    let Some((text, name)) = found.map(|code| (code.code.source.clone(), file_name(code.code).to_owned())) else {
        return;
    };
    if edit {
        effects.push(Effect::EditBlock { name: format!("{id}-{number}-{name}"), text });
    } else {
        let lines = text.lines().count();
        let said = format!("copied block {number} ({lines} {})", if lines == 1 { "line" } else { "lines" });
        effects.push(Effect::Copy { text, said });
    }
}

/// A sign of life: the time since the last one counts as reading, unless it was long.
pub fn count_time(model: &mut Model) {
    let reading = model.pane == Pane::Reader && model.reader.is_some() && model.overlays.is_empty();
    if !reading {
        model.reading.last_ms = None;
        return;
    }
    if let Some(last) = model.reading.last_ms {
        let gap = model.now.ms.saturating_sub(last);
        if (0..=IDLE_MS).contains(&gap) {
            model.reading.pending_ms += gap;
        }
    }
    model.reading.last_ms = Some(model.now.ms);
}

/// The learner looks elsewhere.
pub fn pause(model: &mut Model) {
    count_time(model);
    model.reading.last_ms = None;
}

/// Saves the time read so far: when the lesson changes (`all`), or when a piece is full.
pub fn save_time(model: &mut Model, all: bool, effects: &mut Vec<Effect>) {
    let pending = model.reading.pending_ms;
    if pending < LEAST_MS || (!all && pending < PIECE_MS) || model.saves.read_only.is_some() {
        return;
    }
    let lesson = model.reader.as_ref().and_then(|open| model.curriculum.get(open.node)).filter(|node| node.lesson);
    let Some(id) = lesson.map(|node| node.id.clone()) else {
        model.reading.pending_ms = 0;
        return;
    };
    model.reading.pending_ms = 0;
    let seconds = u32::try_from(pending / 1_000).unwrap_or(u32::MAX);
    saved::save(model, Task::Read { lesson: id, seconds }, String::new(), effects);
}
