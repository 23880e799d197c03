//! The search screen.

use std::sync::Arc;

use super::{keep, reader, scroll, study};
use crate::{
    app::{
        Effect, Model,
        command::Cmd,
        layout,
        model::{Screen, SearchState},
        place::Place,
    },
    search::{Index, Results},
};

/// The most hits that are shown.
const LIMIT: usize = 50;

/// Opens the screen.
pub fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    reader::pause(model);
    let progress = match model.screen {
        Screen::Progress(top) => Some(top),
        _ => None,
    };
    model.screen = Screen::Search(Box::new(SearchState { progress, ..SearchState::default() }));
    query(model, effects);
}

/// A command on the screen.
pub fn run(model: &mut Model, cmd: Cmd, effects: &mut Vec<Effect>) {
    let rows = layout::hit_rows(&layout::areas(model));
    let Screen::Search(search) = &mut model.screen else { return };
    if let Some(by) = scroll(cmd, rows) {
        search.cursor = search.cursor.saturating_add_signed(by).min(search.results.hits.len().saturating_sub(1));
        return;
    }
    match cmd {
        Cmd::Escape => model.screen = search.progress.map_or(Screen::Study, Screen::Progress),
        Cmd::TitlesOnly => {
            search.titles_only = !search.titles_only;
            query(model, effects);
        }
        Cmd::EraseWord => {
            search.field.erase_word();
            query(model, effects);
        }
        Cmd::EraseLine => {
            search.field.erase_line();
            query(model, effects);
        }
        Cmd::Enter => {
            // A click may be on the half of a hit below those that the window shows.
            search.results.show(search.cursor..search.cursor.saturating_add(1));
            if let Some(hit) = search.results.hits.get(search.cursor) {
                let place =
                    if hit.snippet.anchor.is_empty() { Place::Top } else { Place::Heading(hit.snippet.anchor.clone()) };
                let node = hit.node;
                let readable = model.curriculum.get(node).is_some_and(crate::domain::Node::readable);
                if readable {
                    study::open(model, node, place, effects);
                } else {
                    model.screen = Screen::Study;
                    study::select(model, node);
                }
            }
        }
        _ => {}
    }
}

/// The query has changed: searches at once where that fits well inside a frame, else on the worker.
pub fn query(model: &mut Model, effects: &mut Vec<Effect>) {
    let Screen::Search(search) = &mut model.screen else { return };
    search.generation += 1;
    search.cursor = 0;
    search.top = 0;
    let text = search.field.text();
    if model.index.is_large() {
        search.waiting = true;
        effects.push(Effect::Search {
            generation: search.generation,
            query: text.to_owned(),
            titles_only: search.titles_only,
        });
    } else {
        search.results = model.index.search(text, LIMIT, search.titles_only);
        search.waiting = false;
    }
}

/// What a large index finds, with all that may be shown of it: for the worker, so that nobody waits for files later.
pub fn find(index: &Index, query: &str, titles_only: bool) -> Results {
    let mut results = index.search(query, LIMIT, titles_only);
    results.show_all();
    results
}

/// Scrolls the list so that the hit under the cursor is on the screen, and reads the texts of the hits that are.
pub fn fit(search: &mut SearchState, areas: &layout::Areas) {
    let rows = layout::hit_rows(areas);
    keep(search.cursor, &mut search.top, rows);
    search.results.show(search.top..search.top.saturating_add(rows));
}

/// The worker's answer; an old one is dropped.
pub fn found(model: &mut Model, generation: u64, results: Results) {
    if let Screen::Search(search) = &mut model.screen
        && search.generation == generation
    {
        search.results = results;
        search.waiting = false;
    }
}

/// The full index is there: what is on the screen is searched again.
pub fn indexed(model: &mut Model, index: Arc<Index>, effects: &mut Vec<Effect>) {
    model.index = index;
    model.indexed = true;
    // The new one knows no notes yet.
    effects.push(Effect::NotesChanged);
    if let Screen::Search(search) = &model.screen {
        let cursor = search.cursor;
        query(model, effects);
        if let Screen::Search(search) = &mut model.screen {
            search.cursor = cursor.min(search.results.hits.len().saturating_sub(1));
        }
    }
}
