//! The thread that reads keys. It sleeps in the kernel on the terminal and on a pipe of its own; when the terminal
//! has something it takes events until there are no more, and sleeps again. The pipe is how it is parked: before
//! another program gets the terminal, the loop waits until this thread has said that it reads no more (a thread
//! left reading takes half of the editor's keys).
//!
//! What never blocks it: a half-sent sequence (`VMIN = 0`, see [`sys::raw`]), a paste without its end (kept by the
//! parser until the end comes; signals and everything else go on), a full channel (it stops reading, and the
//! terminal's own flow control does the rest).
//!
//! What the terminal answers (its colours, its name) to a program that asked and has gone comes in as a control
//! string, which the parser does not know and hands on as keys: see [`swallow_string`]. What is pasted without marks is
//! told from typing by [`burst`].

use std::collections::VecDeque;
use std::io::{self, PipeReader, PipeWriter, Write};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::burst::{self, Bursts};
use super::sys;
use super::wake::{Sender, Wake};

/// How long the parser is asked to wait for another event, once there was one. Keys are not delayed by it: they end
/// the wait. With 0 it never looks, and where this thread is held up for the whole of the time it does not look
/// either, even if it has parsed events waiting; so it is not short, and one miss is not believed.
const DRAIN: Duration = Duration::from_millis(10);
/// This many misses in a row are.
const MISSES: usize = 2;

/// A control string that stops for this long is over.
const GAP: Duration = Duration::from_millis(50);
/// Longest control string, in characters; what follows counts as keys again.
const MAX_STRING: usize = 8192;

/// The loop's hold on the input thread.
pub struct Input {
    control: PipeWriter,
    parked: Receiver<()>,
    wanted: Arc<AtomicBool>,
}

impl Input {
    /// Starts reading. The terminal must be claimed.
    ///
    /// # Errors
    /// Where no pipe or no thread can be made.
    pub fn start<M: Send + 'static>(to: Sender<M>) -> io::Result<Self> {
        let (control_end, control) = io::pipe()?;
        let (report, parked) = channel();
        let wanted = Arc::new(AtomicBool::new(false));
        let park = Arc::clone(&wanted);
        let body = move || {
            while let Some(()) = read_until_parked(&to, &control_end, &park) {
                if report.send(()).is_err() || sys::read_byte(control_end.as_raw_fd()).is_none() {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("input".into()).stack_size(256 * 1024).spawn(body)?;
        Ok(Input { control, parked, wanted })
    }

    /// Stops reading, and returns once the thread reads no more. `meanwhile` is called while waiting, and must
    /// take waiting wakes from the channel: the thread may be held by a full one.
    pub fn park(&mut self, mut meanwhile: impl FnMut()) {
        self.wanted.store(true, Ordering::SeqCst);
        if self.control.write_all(b"p").is_err() {
            return;
        }
        loop {
            match self.parked.recv_timeout(Duration::from_millis(5)) {
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => meanwhile(),
            }
        }
    }

    /// Reads again.
    pub fn resume(&mut self) {
        self.wanted.store(false, Ordering::SeqCst);
        // Where the thread has ended (the terminal is gone) there is nothing to resume.
        let _ = self.control.write_all(b"r");
    }
}

/// Sends events until asked to park (`Some`), or until the terminal or the loop is gone (`None`).
fn read_until_parked<M>(to: &Sender<M>, control: &PipeReader, park: &AtomicBool) -> Option<()> {
    let mut reader = Reader { to, bursts: Bursts::default(), waiting: VecDeque::new() };
    loop {
        let mut entries = [sys::waiting(sys::INPUT, libc::POLLIN), sys::waiting(control.as_raw_fd(), libc::POLLIN)];
        sys::poll(&mut entries, None).ok()?;
        let [terminal, control_entry] = entries;
        if control_entry.revents != 0 {
            return sys::read_byte(control.as_raw_fd()).map(|_| ());
        }
        if terminal.revents & libc::POLLIN != 0 {
            reader.drain(park)?;
        }
        // Said only after what was left to read has been read.
        if terminal.revents & (libc::POLLHUP | libc::POLLERR | libc::POLLNVAL) != 0 {
            return None;
        }
    }
}

/// From the terminal's bytes to the loop's wakes.
struct Reader<'a, M> {
    to: &'a Sender<M>,
    bursts: Bursts,
    /// Events read ahead, to see whether they are a paste.
    waiting: VecDeque<Event>,
}

impl<M> Reader<'_, M> {
    /// Sends all that is there, until nothing more comes or parking is asked for. `None` where terminal or loop are
    /// gone.
    fn drain(&mut self, park: &AtomicBool) -> Option<()> {
        let mut misses = 0;
        while misses < MISSES && !park.load(Ordering::SeqCst) {
            // The parser takes up to a kilobyte in its wait: how much is there at once shows before or after it.
            let before = sys::readable(sys::INPUT);
            if !event::poll(DRAIN).ok()? {
                misses += 1;
                continue;
            }
            misses = 0;
            let at_once = before.max(sys::readable(sys::INPUT));
            let now = Instant::now();
            if at_once >= burst::MANY || self.bursts.is_pasting(now) {
                let events = read_ahead(at_once)?;
                self.waiting.extend(self.bursts.sort(events, now));
            } else {
                self.waiting.push_back(event::read().ok()?);
            }
            self.send()?;
        }
        Some(())
    }

    fn send(&mut self) -> Option<()> {
        while let Some(event) = self.waiting.pop_front() {
            let waiting = &mut self.waiting;
            let swallowed =
                begins_string(&event) && swallow_string(|wait| waiting.pop_front().or_else(|| next_within(wait)));
            if !swallowed && wanted(&event) {
                self.to.send(Wake::Input(event)).ok()?;
            }
        }
        Some(())
    }
}

/// The events of that many bytes, one at least; fewer where they are not there yet.
fn read_ahead(bytes: usize) -> Option<Vec<Event>> {
    let mut events = vec![event::read().ok()?];
    let mut read: usize = events.iter().map(burst::bytes).sum();
    while read < bytes && event::poll(DRAIN).ok()? {
        let event = event::read().ok()?;
        read += burst::bytes(&event);
        events.push(event);
    }
    Some(events)
}

/// The next event, if one comes within the time.
fn next_within(wait: Duration) -> Option<Event> {
    if event::poll(wait).ok()? { event::read().ok() } else { None }
}

/// Whether this may be the beginning of a control string: ESC and `]`, `P`, `_`, `^` or `X`, which is also what Alt and
/// that key send.
fn begins_string(event: &Event) -> bool {
    matches!(event, Event::Key(KeyEvent { code: KeyCode::Char(']' | 'P' | '_' | '^' | 'X'), modifiers, .. })
        if modifiers.contains(KeyModifiers::ALT))
}

/// Takes the rest of a control string, up to its end (BEL, or ESC and a backslash) or to a gap. False where nothing
/// follows at once: then it was a key.
fn swallow_string(mut next: impl FnMut(Duration) -> Option<Event>) -> bool {
    let Some(mut event) = next(DRAIN) else { return false };
    for _ in 0..MAX_STRING {
        if let Event::Key(key) = event {
            let bell = key.code == KeyCode::Char('g') && key.modifiers.contains(KeyModifiers::CONTROL);
            let terminator = key.code == KeyCode::Char('\\') && key.modifiers.contains(KeyModifiers::ALT);
            if bell || terminator {
                break;
            }
        }
        match next(GAP) {
            Some(following) => event = following,
            None => break,
        }
    }
    true
}

/// Sizes come with the signal; releases of keys mean nothing here.
fn wanted(event: &Event) -> bool {
    match event {
        Event::Resize(..) => false,
        Event::Key(key) => key.kind != KeyEventKind::Release,
        Event::Mouse(_) | Event::Paste(_) | Event::FocusGained | Event::FocusLost => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> VecDeque<Event> {
        let key = |c: char| match c {
            '\x07' => KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL),
            '\u{9c}' => KeyEvent::new(KeyCode::Char('\\'), KeyModifiers::ALT),
            c => KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
        };
        text.chars().map(|c| Event::Key(key(c))).collect()
    }

    /// What is left of the keys after a string was swallowed.
    fn left(text: &str) -> Option<usize> {
        let mut waiting = keys(text);
        swallow_string(|_| waiting.pop_front()).then_some(waiting.len())
    }

    #[test]
    fn a_control_string_is_swallowed_up_to_its_end() {
        assert_eq!(left("11;rgb:dddd/0000/0000\x07dd"), Some(2));
        assert_eq!(left("11;rgb:dddd/0000/0000\u{9c}dd"), Some(2));
        assert_eq!(left("\u{9c}d"), Some(1));
        assert_eq!(left("52;c;cut off"), Some(0));
        assert_eq!(left(&"x".repeat(MAX_STRING + 10)), Some(9));
    }

    #[test]
    fn a_key_alone_is_a_key() {
        assert_eq!(left(""), None);
        assert!(begins_string(&Event::Key(KeyEvent::new(KeyCode::Char(']'), KeyModifiers::ALT))));
        assert!(!begins_string(&Event::Key(KeyEvent::new(KeyCode::Char(']'), KeyModifiers::NONE))));
        assert!(!begins_string(&Event::Key(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT))));
    }
}
