//! Who has the terminal: [`Terminal::claim`] takes it (alternate screen, raw mode, no cursor), and
//! [`Terminal::release`] gives it back as it was. Nothing else in the program changes its modes.
//!
//! Release may be called from any thread, at any time, any number of times: it writes the sequences itself, past
//! the locks of the standard library, ignores every error, and never prints or panics. (The library's own
//! `restore` prints a message when the window is closed, which then panics.) Every way out of the program goes
//! through it: the end of the loop, an error, the panic hook, the signals.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::sys;

/// Takes everything back that this program, or an editor that ran in it, may have switched on; harmless where it
/// is off. Cursor keys and keypad as usual, wrapping on, no paste marks, no mouse, no focus reports, no colour.
const PLAIN: &str =
    "\x1b[?1l\x1b>\x1b[?7h\x1b[?2004l\x1b[?1004l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[0m";
/// Alternate screen, cleared, without a cursor.
const ENTER: &str = "\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l";
/// Back to the main screen, with a cursor.
const LEAVE: &str = "\x1b[?1049l\x1b[?25h";
/// Presses and the wheel, in the form without limits of size; no motion reports, which would wake us for nothing.
const MOUSE: [&str; 2] = ["\x1b[?1006l\x1b[?1000l", "\x1b[?1000h\x1b[?1006h"];
/// A paste arrives between marks, as one event.
const PASTE: [&str; 2] = ["\x1b[?2004l", "\x1b[?2004h"];

/// Why the screen cannot be used here; its text is the two lines for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, a sentence without an end mark.
    pub what: String,
    /// What to do about it.
    pub hint: String,
    /// The exit status that goes with it.
    pub code: i32,
}

impl Refusal {
    fn no_terminal(what: &str) -> Self {
        Refusal {
            what: what.to_owned(),
            hint: "without one, `gomastery list` shows the lessons and `gomastery show ID` shows one".to_owned(),
            code: 2,
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "error: {}\nhint: {}", self.what, self.hint)
    }
}

impl std::error::Error for Refusal {}

/// Which settings are given back at the release that follows a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Former {
    /// Those in force now: at the start, and after a stop, when the shell may have changed them.
    Ask,
    /// Those of the claim before: after an editor, which may have left them in disorder.
    Keep,
}

/// The terminal of this process, on standard input and output.
#[derive(Debug)]
pub struct Terminal {
    claimed: AtomicBool,
    mouse: AtomicBool,
    /// The settings that were in force when it was claimed.
    former: Mutex<Option<libc::termios>>,
}

impl Terminal {
    /// Looks whether there is a terminal that can show a screen; changes nothing.
    ///
    /// # Errors
    /// [`Refusal`] (exit status 2) where input or output is no terminal, or `TERM` names one without a screen.
    pub fn find() -> Result<Self, Refusal> {
        if !sys::is_terminal(sys::INPUT) {
            return Err(Refusal::no_terminal("the study screen needs a terminal, and standard input is none"));
        }
        if !sys::is_terminal(sys::OUTPUT) {
            return Err(Refusal::no_terminal("the study screen needs a terminal, and standard output is none"));
        }
        match std::env::var_os("TERM") {
            Some(name) if name == "dumb" => Err(Refusal::no_terminal(
                "the study screen needs a terminal that can move its cursor, and TERM is \"dumb\"",
            )),
            Some(name) if !name.is_empty() => Ok(Self::unclaimed()),
            _ => Err(Refusal::no_terminal("the study screen needs to know its terminal, and TERM is not set")),
        }
    }

    fn unclaimed() -> Self {
        Terminal { claimed: AtomicBool::new(false), mouse: AtomicBool::new(false), former: Mutex::new(None) }
    }

    /// Takes the terminal: raw mode, alternate screen, no cursor, no paste marks, the mouse if it was on. What it is to show
    /// first goes out in the same write: whoever reads it wakes up once.
    ///
    /// # Errors
    /// Where the settings cannot be read or changed, or the sequences cannot be written; it is released then. Where the
    /// window was closed it is `EIO`, whichever call noticed it (the library that makes it raw looks for another terminal
    /// and says `ENXIO`).
    pub fn claim(&self, former: Former, frame: &[u8]) -> io::Result<()> {
        self.try_claim(former, frame).map_err(|error| {
            self.release();
            if sys::is_terminal(sys::INPUT) { error } else { io::Error::from_raw_os_error(libc::EIO) }
        })
    }

    fn try_claim(&self, which: Former, frame: &[u8]) -> io::Result<()> {
        {
            let mut former = self.former.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let settings = match (*former, which) {
                (Some(settings), Former::Keep) => settings,
                _ => sys::attributes(sys::INPUT)?,
            };
            *former = Some(settings);
            self.claimed.store(true, Ordering::SeqCst);
            // The event parser asks the library whether the terminal is raw, to tell Ctrl-J from Enter.
            crossterm::terminal::enable_raw_mode()?;
            sys::set_attributes(sys::INPUT, &sys::raw(settings))?;
        }
        let mouse = if self.mouse.load(Ordering::SeqCst) { MOUSE[1] } else { "" };
        sys::write_all(sys::OUTPUT, &[PLAIN.as_bytes(), ENTER.as_bytes(), mouse.as_bytes(), frame].concat())
    }

    /// Gives the terminal back as it was. Does nothing where it is not claimed, or where another program has it
    /// now (we are in the background).
    pub fn release(&self) {
        if !self.claimed.swap(false, Ordering::SeqCst) || !sys::in_foreground(sys::INPUT) {
            return;
        }
        self.give_back();
    }

    /// Puts a terminal that a program of ours left in disorder back into the state that it was claimed in; for
    /// the way out while that program ran, when the terminal is not ours to release.
    pub fn tidy(&self) {
        if sys::in_foreground(sys::INPUT) {
            self.give_back();
        }
    }

    /// Settings first: they never wait, and a terminal that takes no more output would hold us at the sequences.
    fn give_back(&self) {
        let _ = crossterm::terminal::disable_raw_mode();
        let former = *self.former.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(settings) = former {
            let _ = sys::set_attributes(sys::INPUT, &settings);
        }
        let _ = sys::write_all(sys::OUTPUT, format!("{PLAIN}{LEAVE}").as_bytes());
    }

    /// The terminal is with somebody else already (the shell, after a stop from outside): forget the claim
    /// without writing anything.
    pub fn abandon(&self) {
        self.claimed.store(false, Ordering::SeqCst);
    }

    /// Whether the terminal is ours now.
    pub fn is_claimed(&self) -> bool {
        self.claimed.load(Ordering::SeqCst)
    }

    /// Mouse reports on or off, now if claimed, and at each claim from now on.
    pub fn set_mouse(&self, on: bool) {
        self.mouse.store(on, Ordering::SeqCst);
        self.write_if_claimed(MOUSE.get(usize::from(on)));
    }

    /// Marks around pastes, for as long as a text field has the focus; off again after each claim.
    pub fn set_paste(&self, on: bool) {
        self.write_if_claimed(PASTE.get(usize::from(on)));
    }

    fn write_if_claimed(&self, sequence: Option<&&str>) {
        if let Some(sequence) = sequence
            && self.is_claimed()
        {
            let _ = sys::write_all(sys::OUTPUT, sequence.as_bytes());
        }
    }
}
