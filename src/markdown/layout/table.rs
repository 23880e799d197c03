//! Tables: columns where they fit with their words whole, else each row as a list of `header: value`.

use super::blocks::{Flow, Setter};
use crate::markdown::block::{Cell, Table, Text};
use crate::markdown::style::{Glyphs, Mods, Role, Style};
use crate::markdown::wrap::{Join, Piece, widest_line, widest_word};
use crate::text::Clean;
use crate::text::width::{Align, width};

/// Columns between columns.
const GAP: usize = 2;
/// A longer word does not keep a table from having columns; it is broken.
const LONG: usize = 24;
/// Offsets of lines: a row's number times this, and the line in the row.
const ROW: usize = 1024;

pub(super) fn table(set: &mut Setter<'_>, block: u32, table: &Table) {
    let room = set.out.room();
    match columns(table, room) {
        Some(widths) => in_columns(set, block, table, &widths),
        None => stacked(set, block, table),
    }
}

/// The width of each column, or none where the table needs more than `room`.
fn columns(table: &Table, room: usize) -> Option<Vec<usize>> {
    let count = table.header.len();
    let available = room.checked_sub(GAP * count.saturating_sub(1))?;
    let (mut least, mut whole) = (vec![1; count], vec![1; count]);
    for row in rows(table) {
        for ((cell, least), whole) in row.iter().zip(&mut least).zip(&mut whole) {
            *least = widest_word(&cell.text.text).min(LONG).max(*least);
            *whole = widest_line(&cell.text.text).max(*whole);
        }
    }
    if whole.iter().sum::<usize>() <= available {
        return Some(whole);
    }
    if least.iter().sum::<usize>() > available {
        return None;
    }
    Some(tune(table, share(&least, &whole, available), &whole))
}

/// Gives every column what it needs at least, then the same as the others until it has all its text in a line.
fn share(least: &[usize], whole: &[usize], available: usize) -> Vec<usize> {
    // The largest limit L such that columns of min(whole, max(least, L)) fit.
    let at = |limit: usize| least.iter().zip(whole).map(move |(&least, &whole)| limit.max(least).min(whole.max(least)));
    let (mut low, mut high) = (0, available);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if at(middle).sum::<usize>() <= available { low = middle } else { high = middle - 1 }
    }
    let mut widths: Vec<usize> = at(low).collect();
    let mut left = available.saturating_sub(widths.iter().sum());
    for (width, &whole) in widths.iter_mut().zip(whole) {
        if left > 0 && *width < whole {
            *width += 1;
            left -= 1;
        }
    }
    widths
}

/// Takes from each column what its text does not use once it is broken into lines, and gives all of that to the
/// one column where it saves most lines.
fn tune(table: &Table, widths: Vec<usize>, whole: &[usize]) -> Vec<usize> {
    if widths.len() * table.rows.len() > 1000 {
        return widths;
    }
    let mut tight = vec![1; widths.len()];
    for row in rows(table) {
        for ((cell, &max), tight) in row.iter().zip(&widths).zip(&mut tight) {
            let lines = pieces(&cell.text, max);
            let used = lines.iter().map(|piece| width(cell.text.text.get(piece.range.clone()).unwrap_or_default()));
            *tight = used.max().unwrap_or(0).max(*tight);
        }
    }
    let spare = widths.iter().sum::<usize>().saturating_sub(tight.iter().sum());
    let mut best = (lines(table, &tight), tight.clone());
    for column in 0..widths.len() {
        let mut wider = tight.clone();
        let (Some(width), Some(&whole)) = (wider.get_mut(column), whole.get(column)) else { continue };
        *width = (*width + spare).min(whole.max(*width));
        let lines = lines(table, &wider);
        if lines < best.0 {
            best = (lines, wider);
        }
    }
    best.1
}

fn rows(table: &Table) -> impl Iterator<Item = &Vec<Cell>> {
    std::iter::once(&table.header).chain(&table.rows)
}

fn pieces(text: &Text, max: usize) -> Vec<Piece> {
    Flow::new(text, Style::default(), 0).wrap(max)
}

/// The lines that the rows take.
fn lines(table: &Table, widths: &[usize]) -> usize {
    rows(table)
        .map(|row| row.iter().zip(widths).map(|(cell, &max)| pieces(&cell.text, max).len()).max().unwrap_or(0))
        .sum()
}

fn in_columns(set: &mut Setter<'_>, block: u32, table: &Table, widths: &[usize]) {
    let (line, thin) = match set.options.glyphs {
        Glyphs::Unicode => ('─', '╌'),
        Glyphs::Ascii => ('-', '.'),
    };
    row(set, block, 0, &table.header, &table.align, widths, Role::TableHead);
    rule(set, block, 0, line, widths);
    // Where a cell takes more than a line, rows need something between them.
    let tall = |row: &Vec<Cell>| {
        row.iter().zip(widths).any(|(cell, &max)| cell.text.text.contains('\n') || widest_line(&cell.text.text) > max)
    };
    let ruled = table.rows.iter().any(tall);
    for (index, cells) in table.rows.iter().enumerate() {
        if ruled && index > 0 {
            rule(set, block, index, thin, widths);
        }
        row(set, block, index + 1, cells, &table.align, widths, Role::Text);
    }
}

fn rule(set: &mut Setter<'_>, block: u32, row: usize, sign: char, widths: &[usize]) {
    set.out.begin(block, row * ROW + ROW - 1);
    for (column, &width) in widths.iter().enumerate() {
        if column > 0 {
            set.out.spaces(GAP);
        }
        set.out.repeat(Role::Rule, sign, width);
    }
    set.out.end();
}

fn row(set: &mut Setter<'_>, block: u32, number: usize, cells: &[Cell], align: &[Align], widths: &[usize], role: Role) {
    let mut columns: Vec<(Vec<Piece>, Flow<'_>, usize, Align)> = Vec::with_capacity(widths.len());
    for ((cell, &max), &align) in cells.iter().zip(widths).zip(align) {
        let base = if role == Role::TableHead { Style::new(role, Mods::STRONG) } else { role.into() };
        let flow = Flow::new(&cell.text, base, set.out.flow());
        columns.push((flow.wrap(max), flow, max, align));
    }
    let height = columns.iter().map(|(pieces, ..)| pieces.len()).max().unwrap_or(0);
    for line in 0..height {
        set.out.begin(block, number * ROW + line.min(ROW - 2));
        let mut owed = 0;
        for (pieces, flow, max, align) in &mut columns {
            let piece = pieces.get(line);
            let text = piece.map_or("", |piece| flow.text.text.get(piece.range.clone()).unwrap_or_default());
            let missing = max.saturating_sub(width(text));
            let before = match align {
                Align::Left => 0,
                Align::Center => missing / 2,
                Align::Right => missing,
            };
            if let Some(piece) = piece.filter(|piece| !piece.range.is_empty()) {
                set.out.spaces(owed + before);
                flow.put(&mut set.out, piece);
                owed = missing - before + GAP;
            } else {
                owed += missing + GAP;
            }
        }
        set.out.end();
    }
}

/// Where columns do not fit: the first cell of a row as its title, below it each other cell with the name of
/// its column.
fn stacked(set: &mut Setter<'_>, block: u32, table: &Table) {
    let indent = (Style::default(), Clean::line("  "));
    for (index, cells) in table.rows.iter().enumerate() {
        if index > 0 {
            set.out.begin(block, index * ROW + ROW - 1);
            set.out.end();
        }
        let mut offset = (index + 1) * ROW;
        for (column, (cell, head)) in cells.iter().zip(&table.header).enumerate() {
            if cell.text.text.is_empty() && head.text.text.is_empty() {
                continue;
            }
            if column > 0 {
                set.out.push_prefix(None, indent.clone());
            }
            offset = pair(set, block, offset, &head.text, &cell.text);
            if column > 0 {
                set.out.pop_prefix();
            }
        }
    }
    if table.rows.is_empty() {
        for head in &table.header {
            let mut flow = Flow::new(&head.text, Role::TableHead.into(), set.out.flow());
            for piece in flow.wrap(set.out.room()) {
                set.out.begin(block, 0);
                flow.put(&mut set.out, &piece);
                set.out.end();
            }
        }
    }
}

/// `header: value`, the value hanging below itself where there is room, else on lines of its own. Returns the
/// offset after its lines.
fn pair(set: &mut Setter<'_>, block: u32, mut offset: usize, head: &Text, value: &Text) -> usize {
    let bold = Style::new(Role::TableHead, Mods::STRONG);
    let mut label = Flow::new(head, bold, set.out.flow());
    let mut flow = Flow::new(value, Role::Text.into(), set.out.flow());
    let room = set.out.room();
    let taken = width(&head.text) + 2;
    let whole = !value.text.contains('\n') && taken + width(&value.text) <= room;
    let beside = !head.text.is_empty() && !head.text.contains('\n') && (whole || taken * 2 <= room);
    let indent = if beside {
        taken
    } else if head.text.is_empty() || room < 8 {
        0
    } else {
        2
    };
    let mut pieces = flow.wrap(room - indent).into_iter();
    let step = |offset: &mut usize| {
        let now = *offset;
        *offset = (now + 1).min(now / ROW * ROW + ROW - 2);
        now
    };
    if beside {
        set.out.begin(block, step(&mut offset));
        label.put(&mut set.out, &Piece { range: 0..head.text.len(), join: Join::Newline });
        set.out.put(bold, &Clean::line(": "));
        if let Some(piece) = pieces.next() {
            flow.put(&mut set.out, &piece);
        }
        set.out.end();
    } else if !head.text.is_empty() {
        let lines = label.wrap(room.saturating_sub(1));
        let last = lines.len().saturating_sub(1);
        for (index, piece) in lines.iter().enumerate() {
            set.out.begin(block, step(&mut offset));
            label.put(&mut set.out, piece);
            if index == last {
                set.out.put(bold, &Clean::line(":"));
            }
            set.out.end();
        }
    }
    for piece in pieces {
        set.out.begin(block, step(&mut offset));
        set.out.spaces(indent);
        flow.put(&mut set.out, &piece);
        set.out.end();
    }
    offset
}
