//! The loop without the terminal: stopped by Ctrl-Z, or while an editor has it.
//!
//! The order is the same each time: the input thread is parked, the terminal released; afterwards it is claimed, the
//! window measured and drawn anew, and the thread reads again.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::super::app::{App, Reply};
use super::super::editor::{self, Outcome};
use super::super::sys;
use super::super::terminal::Former;
use super::super::wake::Wake;
use super::super::watchdog;
use super::{LAST_SAVES_SIGNAL, Loop};

/// How soon after we went on the signal that made us go on is received.
const CONTINUE: Duration = Duration::from_millis(50);

impl<A: App> Loop<'_, A> {
    /// Gives the terminal back and stops, until the shell continues us.
    pub(super) fn suspend(&mut self) {
        if self.suspended {
            return;
        }
        self.park_input();
        self.terminal.release();
        self.suspended = true;
        sys::stop_group();
        // The signal that continued us is waited for, so that it is not taken for the end of another stop. None comes
        // where nothing stopped us (no shell with job control is above).
        let end = Instant::now() + CONTINUE;
        while let Ok(wake) = self.wakes.recv_timeout(end.saturating_duration_since(Instant::now())) {
            match wake {
                Wake::Continued => break,
                other => self.backlog.push_back(other),
            }
        }
        self.come_back();
    }

    /// Takes the terminal again, if it is ours to take: continued in the background, we wait.
    pub(super) fn come_back(&mut self) {
        if sys::in_foreground(sys::INPUT) {
            self.suspended = false;
            self.take_terminal(Former::Ask);
        }
    }

    /// We were continued. After a stop of our own the terminal is claimed again; after one from outside (SIGSTOP)
    /// it still looks claimed, but the shell may have changed it meanwhile.
    pub(super) fn continued(&mut self) {
        if self.suspended {
            self.come_back();
        } else if sys::in_foreground(sys::INPUT) {
            self.reclaim(Former::Keep);
        } else {
            self.park_input();
            self.terminal.abandon();
            self.suspended = true;
        }
    }

    pub(super) fn reclaim(&mut self, former: Former) {
        if self.terminal.claim(former, &[]).is_err() {
            self.leaving = Some(watchdog::GONE);
            return;
        }
        self.terminal.set_paste(self.text_focus);
        self.measure();
        self.redraw();
    }

    pub(super) fn take_terminal(&mut self, former: Former) {
        self.reclaim(former);
        if let Some(input) = &mut self.input {
            input.resume();
        }
    }

    fn park_input(&mut self) {
        if let Some(input) = &mut self.input {
            input.park(|| self.backlog.extend(self.wakes.try_iter()));
        }
    }

    /// Lends the terminal to the editor. No message comes of it where a signal ended us meanwhile; a text then
    /// stays in its draft.
    pub(super) fn edit(&mut self, request: editor::Request, reply: Reply<Outcome, A::Msg>) -> Option<A::Msg> {
        let session = match editor::prepare(request) {
            Ok(session) => session,
            Err(outcome) => return Some(reply(outcome)),
        };
        self.park_input();
        self.terminal.release();
        self.signals.lent.store(true, Ordering::SeqCst);
        // Ctrl-Z in the editor stops us together with it, as the system does by itself.
        let stop = sys::Disposition::default_of(libc::SIGTSTP);
        // Ctrl-C and Ctrl-\ are the editor's. They are ignored rather than passed over on arrival, since an editor may
        // end of one before the signals' thread gets to it.
        let keys = [libc::SIGINT, libc::SIGQUIT];
        let deaf = keys.map(sys::Disposition::ignore);
        let mut command = session.command();
        sys::listen(&mut command, keys);
        let started = editor::child::start(&mut command, self.sender.clone());
        let outcome = match started {
            Ok(pid) => self.wait_for(pid).map(|ended| session.finish(ended)),
            Err(error) => Some(session.not_started(&error)),
        };
        drop((stop, deaf));
        self.signals.lent.store(false, Ordering::SeqCst);
        if self.leaving.is_some() {
            self.terminal.tidy();
            return None;
        }
        sys::take_foreground(sys::INPUT);
        self.take_terminal(Former::Keep);
        outcome.map(reply)
    }

    /// Waits until the program ends, or until we are to end: then it is asked to end first.
    fn wait_for(&mut self, pid: libc::pid_t) -> Option<editor::Ended> {
        let mut deadline: Option<Instant> = None;
        loop {
            let wait = deadline.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
            let signal = match self.wakes.recv_timeout(wait) {
                Ok(Wake::ChildEnded(ended)) => return Some(ended),
                Ok(Wake::End(signal)) => signal,
                Ok(Wake::Gone) => libc::SIGHUP,
                Ok(Wake::Continued) => continue,
                Ok(other) => {
                    self.backlog.push_back(other);
                    continue;
                }
                Err(_) => return None,
            };
            self.ended_from_outside(128 + signal);
            deadline.get_or_insert(Instant::now() + LAST_SAVES_SIGNAL);
            editor::child::end(pid, signal);
        }
    }
}
