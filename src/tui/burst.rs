//! Tells a paste from typing where the terminal does not mark it. Outside of a text field nothing asks the terminal for
//! marks, and a page of text pasted there would act: every `d` in it marks a lesson.
//!
//! What waits in the terminal all at once is looked at before any of it is delivered. A person, also one who holds a
//! key down over a stalled connection, gives few keys or many of the same; a paste gives a hundred letters of many
//! kinds, or thousands. It becomes one [`Event::Paste`], which only a text field takes; and so does what follows
//! without a pause, until there is one.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyModifiers};

/// Fewer bytes than this waiting at once are not looked at: keys are delivered as they come.
pub const MANY: usize = 128;
/// This many letters at once are a paste if they are [`KINDS`] different ones at least...
const LETTERS: usize = 100;
/// ... or if there are this many of whatever kind: half a minute of a held key.
const FLOOD: usize = 1000;
const KINDS: usize = 10;
/// A paste goes on until no piece of it has come for this long. On a machine whose processors are all taken a piece may come
/// a good while after the last; nobody reads a paste on the screen and presses a key in less.
const PAUSE: Duration = Duration::from_millis(500);
/// Less than this is not a piece that makes it go on, but perhaps its last, or a key pressed too soon.
const PIECE: usize = 16;

/// The state between one look and the next.
#[derive(Debug, Default)]
pub struct Bursts {
    /// When the last piece of a paste came.
    pasting: Option<Instant>,
}

impl Bursts {
    /// Whether what comes now belongs to a paste.
    pub fn is_pasting(&self, now: Instant) -> bool {
        self.pasting.is_some_and(|last| now.saturating_duration_since(last) < PAUSE)
    }

    /// What to deliver of events that waited together.
    pub fn sort(&mut self, events: Vec<Event>, now: Instant) -> Vec<Event> {
        if !self.is_pasting(now) {
            self.pasting = None;
            if !is_paste(&events) {
                return events;
            }
        }
        if self.pasting.is_none() || events.len() >= PIECE {
            self.pasting = Some(now);
        }
        let mut kept = Vec::new();
        let mut text = String::new();
        for event in events {
            match event {
                Event::Paste(marked) => kept.push(Event::Paste(marked)),
                other => text.extend(letter(&other)),
            }
        }
        if !text.is_empty() {
            kept.insert(0, Event::Paste(text));
        }
        kept
    }
}

fn is_paste(events: &[Event]) -> bool {
    let letters = events.iter().filter_map(letter);
    let count = letters.clone().count();
    count >= FLOOD || (count >= LETTERS && letters.collect::<HashSet<_>>().len() >= KINDS)
}

/// The character that a key would put into a text.
fn letter(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    match key.code {
        // Ctrl-J is how a line end arrives in raw mode where the terminal sends it as it is.
        KeyCode::Char('j') if key.modifiers.contains(KeyModifiers::CONTROL) => Some('\n'),
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => Some(c),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

/// At least how many bytes of the terminal's the event was.
pub fn bytes(event: &Event) -> usize {
    match event {
        Event::Key(key) => match key.code {
            KeyCode::Char(c) => c.len_utf8(),
            KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace | KeyCode::Esc => 1,
            _ => 3,
        },
        Event::Paste(text) => text.len(),
        Event::Mouse(_) => 6,
        Event::Resize(..) => 0,
        Event::FocusGained | Event::FocusLost => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    fn typed(text: &str) -> Vec<Event> {
        let key = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        text.chars().map(|c| Event::Key(KeyEvent::new(key(c), KeyModifiers::NONE))).collect()
    }

    const PROSE: &str = "A mutex guards a piece of state; a channel hands it on.\n";

    #[test]
    fn a_page_of_text_is_one_paste() {
        let page = PROSE.repeat(5);
        assert_eq!(Bursts::default().sort(typed(&page), Instant::now()), [Event::Paste(page)]);
    }

    #[test]
    fn typing_ahead_and_held_keys_are_keys() {
        for text in ["j".repeat(300), "jk".repeat(200), PROSE.to_owned(), "d".repeat(FLOOD - 1)] {
            let events = typed(&text);
            assert_eq!(Bursts::default().sort(events.clone(), Instant::now()), events, "{text}");
        }
    }

    #[test]
    fn a_flood_of_one_key_is_a_paste() {
        assert_eq!(Bursts::default().sort(typed(&"d".repeat(FLOOD)), Instant::now()).len(), 1);
    }

    #[test]
    fn the_rest_of_a_paste_belongs_to_it_until_there_is_a_pause() {
        let (mut bursts, begun) = (Bursts::default(), Instant::now());
        bursts.sort(typed(&PROSE.repeat(5)), begun);
        let soon = begun + PAUSE / 2;
        assert!(bursts.is_pasting(soon));
        assert_eq!(bursts.sort(typed("d q"), soon), [Event::Paste("d q".to_owned())]);
        let escape = Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        assert_eq!(bursts.sort(vec![escape.clone()], soon), []);
        // Neither was long enough to make it go on: a key held down is not swallowed for ever.
        let later = begun + PAUSE;
        assert!(!bursts.is_pasting(later));
        assert_eq!(bursts.sort(vec![escape.clone()], later), [escape]);
    }

    #[test]
    fn a_marked_paste_stays_as_it_is() {
        let marked = Event::Paste("marked".to_owned());
        assert_eq!(Bursts::default().sort(vec![marked.clone()], Instant::now()), [marked]);
    }
}
