//! `update`: a message and a model make the next model, and say what the shell is to do. A file for each screen:
//!
//! - [`study`]: navigator, marks, jumps; [`reader`]: the open lesson; [`notes`]: notes, bookmarks and lists of them
//! - [`search`], [`progress`], [`review`]: these screens
//! - [`overlay`]: help, palette, lists, questions, fields on the bottom line
//! - [`saved`]: what comes back from the disk; [`undo`]: taking back

mod mouse;
pub(crate) mod notes;
mod overlay;
mod progress;
mod reader;
mod review;
mod saved;
mod search;
mod study;
mod undo;

use super::{
    Effect, Model, Msg,
    command::{Cmd, Context},
    keys::{Chord, Meaning},
    layout,
    model::{Screen, Toast, Tone},
};
use crate::domain::day::Now;

pub use notes::place_of;
pub use search::find;
pub use study::resume;

/// How long a message stays, in milliseconds.
const TOAST_MS: i64 = 4_000;
/// How long the learner's place must rest before it is written down, in milliseconds.
const REST_MS: i64 = 1_500;

/// The next model, and what is to be done.
pub fn update(model: &mut Model, msg: Msg, now: Now) -> Vec<Effect> {
    model.now = now;
    let typing = model.context().is_text();
    let mut effects = Vec::new();
    let first_frame = matches!(msg, Msg::Resize(width, height) if model.size == (width, height));
    if let Some(open) = model.reader.as_mut().filter(|_| !first_frame) {
        open.complete();
    }
    match msg {
        Msg::Chord(chord) => {
            model.last_key_ms = now.ms;
            reader::count_time(model);
            press(model, chord, &mut effects);
        }
        Msg::Paste(text) => paste(model, &text, &mut effects),
        Msg::Resize(width, height) => {
            model.size = (width, height);
            effects.push(Effect::Redraw);
        }
        Msg::Mouse(mouse, column, row) => {
            model.last_key_ms = now.ms;
            reader::count_time(model);
            mouse::act(model, mouse, (column, row), &mut effects);
        }
        Msg::Tick => tick(model, &mut effects),
        Msg::Loaded { node, text, place } => reader::loaded(model, node, text, &place),
        Msg::Indexed(index) => search::indexed(model, index, &mut effects),
        Msg::Found { generation, results } => search::found(model, generation, results),
        Msg::Saved { ticket, news } => saved::saved(model, ticket, news, &mut effects),
        Msg::NotSaved { ticket, what, for_good } => saved::not_saved(model, ticket, what, for_good),
        Msg::Undone(result) => undo::undone(model, result, &mut effects),
        Msg::Elsewhere(progress) => saved::elsewhere(model, progress, &mut effects),
        Msg::ReadOnly(why) => saved::read_only(model, why),
        Msg::NoteEdited { node, text } => notes::edited(model, node, text, &mut effects),
        Msg::Deck(deck) => review::deck_ready(model, *deck, &mut effects),
        Msg::Sheet { entry, sheet } => review::sheet(model, entry, sheet, &mut effects),
        Msg::Notice(text) => toast(model, Tone::Plain, text),
        Msg::Warning(text) => toast(model, Tone::Bad, text),
    }
    let typing_now = model.context().is_text();
    if typing != typing_now {
        effects.push(Effect::TextFocus(typing_now));
    }
    fit(model);
    effects
}

/// Lets everything that scrolls fit the window as it is now.
fn fit(model: &mut Model) {
    let areas = layout::areas(model);
    model.tree.keep_in_view(usize::from(areas.tree.height).max(1));
    let options = reader::options(model, &areas);
    if let Some(open) = &mut model.reader {
        open.fit(options, usize::from(areas.text.height));
    }
    if let Screen::Search(search) = &mut model.screen {
        search::fit(search, &areas);
    }
    overlay::fit(model, &areas);
    review::fit(model, &areas);
}

/// Scrolls a list so that the row under the cursor is on the screen.
fn keep(cursor: usize, top: &mut usize, height: usize) {
    *top = (*top).clamp((cursor + 1).saturating_sub(height), cursor);
}

fn tick(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.toast.as_ref().is_some_and(|toast| toast.until_ms <= model.now.ms) {
        model.toast = None;
    }
    let rests = model.now.ms.saturating_sub(model.last_key_ms) >= REST_MS;
    if rests {
        remember(model, effects);
    }
    reader::save_time(model, false, effects);
    review::day_turned(model, effects);
}

/// What an end from outside (a signal, a closed window) still has to save.
pub fn leave(model: &mut Model, now: Now) -> Vec<Effect> {
    model.now = now;
    let mut effects = Vec::new();
    reader::save_time(model, true, &mut effects);
    remember(model, &mut effects);
    effects
}

/// Asks to write down where the learner stands, if that is not on the disk already.
fn remember(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.saves.read_only.is_some() || !model.overlays.is_empty() {
        return;
    }
    let view = model.view();
    if model.remembered.as_ref() != Some(&view) {
        model.remembered = Some(view.clone());
        effects.push(Effect::Remember(view));
    }
}

fn press(model: &mut Model, chord: Chord, effects: &mut Vec<Effect>) {
    let context = model.context();
    if layout::areas(model).too_small {
        // Nothing can be seen, so nothing but leaving is done; a question that cannot be seen is not answered with yes.
        match model.keymap.resolve(context, chord) {
            Meaning::Command(cmd @ (Cmd::Quit | Cmd::No), _) => run(model, cmd, chord, effects),
            Meaning::Command(Cmd::Suspend, _) => effects.push(Effect::Suspend),
            _ => {}
        }
        return;
    }
    let mut meaning = model.keymap.resolve(context, chord);
    if context == Context::Welcome && meaning == Meaning::Nothing {
        // What the welcome teaches may be tried on it.
        meaning = model.keymap.resolve(Context::Tree, chord);
        if meaning != Meaning::Nothing {
            model.overlays.pop();
        }
    }
    match meaning {
        Meaning::Command(cmd, chord) => {
            model.toast = None;
            run(model, cmd, chord, effects);
        }
        Meaning::Text(chord) => typed(model, |field| field.key(chord), effects),
        Meaning::Nothing => {}
    }
}

fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    // Outside of a text field a paste is no command: pasted keys must not act on data.
    if !model.context().is_text() {
        return;
    }
    let mut fitted = true;
    typed(
        model,
        |field| {
            let (before, offered) = (field.text().len(), field.is_offered());
            fitted = field.insert(text);
            // A field that is full takes thousands of pieces of a paste more; nothing follows from them.
            offered || field.text().len() != before
        },
        effects,
    );
    if !fitted {
        toast(model, Tone::Bad, "the paste was cut to 64 KB".to_owned());
    }
}

/// Lets the text field that has the focus change, and whatever follows from its text.
fn typed(model: &mut Model, change: impl FnOnce(&mut super::field::Field) -> bool, effects: &mut Vec<Effect>) {
    if model.overlays.is_empty() {
        match &mut model.screen {
            Screen::Search(search) => {
                if change(&mut search.field) {
                    search::query(model, effects);
                }
            }
            Screen::Review(_) => review::typed(model, change),
            Screen::Study | Screen::Progress(_) => {}
        }
    } else {
        overlay::typed(model, change);
    }
}

/// Does what a command says, wherever it was called from.
pub(super) fn run(model: &mut Model, cmd: Cmd, chord: Chord, effects: &mut Vec<Effect>) {
    match cmd {
        Cmd::Quit => {
            reader::save_time(model, true, effects);
            remember(model, effects);
            model.quitting = true;
            effects.push(Effect::Quit);
            return;
        }
        Cmd::Suspend => {
            reader::save_time(model, true, effects);
            effects.push(Effect::Suspend);
            return;
        }
        Cmd::Undo => {
            undo::ask(model, effects);
            return;
        }
        Cmd::Theme if model.settings.colourless => {
            let text = "colours are off: NO_COLOR is set, or --color never";
            toast(model, Tone::Plain, text.to_owned());
            return;
        }
        Cmd::Theme => {
            model.settings.theme = model.settings.theme.next();
            toast(model, Tone::Plain, format!("theme {}; config.toml keeps one", model.settings.theme.name()));
            return;
        }
        _ => {}
    }
    match model.context() {
        Context::Tree => study::tree(model, cmd, chord, effects),
        Context::Reader => reader::run(model, cmd, chord, effects),
        Context::Search => search::run(model, cmd, effects),
        Context::Progress => progress::run(model, cmd, effects),
        Context::Ask | Context::Write | Context::Tick | Context::Graded | Context::Summary => {
            review::run(model, cmd, chord, effects);
        }
        Context::List
        | Context::Palette
        | Context::Field
        | Context::Help
        | Context::Confirm
        | Context::Welcome
        | Context::Choose => overlay::run(model, cmd, chord, effects),
    }
}

/// Shows a message for a moment.
fn toast(model: &mut Model, tone: Tone, text: String) {
    let long = i64::try_from(text.len()).unwrap_or(0) * 40;
    model.toast = Some(Toast { text, tone, until_ms: model.now.ms.saturating_add(TOAST_MS + long) });
}

/// How far a command scrolls a pane of so many rows; none if it does not scroll.
fn scroll(cmd: Cmd, rows: usize) -> Option<isize> {
    let rows = isize::try_from(rows).unwrap_or(isize::MAX).max(1);
    Some(match cmd {
        Cmd::Up => -1,
        Cmd::Down => 1,
        Cmd::HalfUp => -(rows / 2).max(1),
        Cmd::HalfDown => (rows / 2).max(1),
        // A line of what was seen stays, so that the eye finds its place.
        Cmd::PageUp => -(rows - 1).max(1),
        Cmd::PageDown => (rows - 1).max(1),
        Cmd::Top => isize::MIN + 1,
        Cmd::End => isize::MAX,
        _ => return None,
    })
}
