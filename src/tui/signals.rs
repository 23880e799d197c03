//! Signals, on a thread of their own. TERM, INT, HUP and QUIT ask the loop to end with 128+n; where it does not
//! within [`PATIENCE`](super::watchdog::PATIENCE) (a frozen terminal, a hanging disk) the terminal is given back
//! and the process ended from here. TSTP, CONT and WINCH become messages.
//!
//! The library that parses keys registers WINCH too, but sees it only when it is asked for events, and the input
//! thread asks only when keys are there; so WINCH is handled here.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::sys;
use super::terminal::Terminal;
use super::wake::{Sender, Wake};
use super::watchdog::PATIENCE;

/// What the signal thread and the loop tell each other.
#[derive(Debug, Default)]
pub struct State {
    /// Another program has the terminal: at a forced end it is tidied up after, since we have claimed nothing.
    pub lent: AtomicBool,
    /// The signal that ends us, once it has come; 0 before.
    pub ending: AtomicI32,
}

/// Starts the signal thread; from here on the signals named above no longer end the process by themselves.
///
/// # Errors
/// Where the signals cannot be registered or no thread can be made.
pub fn start<M: Send + 'static>(to: Sender<M>, terminal: Arc<Terminal>) -> io::Result<Arc<State>> {
    sys::ignore_size_signal();
    let state = Arc::new(State::default());
    let shared = Arc::clone(&state);
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    std::thread::Builder::new().name("signals".into()).stack_size(128 * 1024).spawn(move || {
        for signal in signals.forever() {
            let sent = match signal {
                SIGWINCH => to.send(Wake::Resized),
                SIGTSTP => to.send(Wake::Stop),
                SIGCONT => to.send(Wake::Continued),
                _ => {
                    shared.ending.store(signal, Ordering::SeqCst);
                    // A full channel may be the reason why somebody wants us to end: never wait for it here.
                    let _ = to.try_send(Wake::End(signal));
                    std::thread::sleep(PATIENCE);
                    end_by_force(&terminal, &shared, 128 + signal)
                }
            };
            if sent.is_err() {
                return;
            }
        }
    })?;
    Ok(state)
}

/// Gives the terminal back if it takes it within a moment, and ends the process.
fn end_by_force(terminal: &Arc<Terminal>, state: &State, code: i32) -> ! {
    let lent = state.lent.load(Ordering::SeqCst);
    let (done, wait) = sync_channel(1);
    let terminal = Arc::clone(terminal);
    // The loop may hang in a write to a terminal that takes nothing (a stalled connection); so might the release.
    sys::discard_output(sys::OUTPUT);
    let helper = std::thread::Builder::new().spawn(move || {
        if lent {
            terminal.tidy();
        } else {
            terminal.release();
        }
        let _ = done.send(());
    });
    if helper.is_ok() {
        let _ = wait.recv_timeout(Duration::from_millis(200));
    }
    sys::exit_now(code)
}
