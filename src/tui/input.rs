//! The thread that reads keys. It sleeps in the kernel on the terminal and on a pipe of its own; when the terminal
//! has something it takes events until there are no more, and sleeps again. The pipe is how it is parked: before
//! another program gets the terminal, the loop waits until this thread has said that it reads no more (a thread
//! left reading takes half of the editor's keys).
//!
//! What never blocks it: a half-sent sequence (`VMIN = 0`, see [`sys::raw`]), a paste without its end (kept by the
//! parser until the end comes; signals and everything else go on), a full channel (it stops reading, and the
//! terminal's own flow control does the rest).

use std::io::{self, PipeReader, PipeWriter, Write};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crossterm::event::{self, Event, KeyEventKind};

use super::sys;
use super::wake::{Sender, Wake};

/// How long the parser is asked to wait for another event, once there was one. (With 0 it never looks.)
const DRAIN: Duration = Duration::from_millis(1);

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
    loop {
        let mut entries = [sys::waiting(sys::INPUT, libc::POLLIN), sys::waiting(control.as_raw_fd(), libc::POLLIN)];
        sys::poll(&mut entries, None).ok()?;
        let [terminal, control_entry] = entries;
        if control_entry.revents != 0 {
            return sys::read_byte(control.as_raw_fd()).map(|_| ());
        }
        if terminal.revents & libc::POLLIN != 0 {
            while !park.load(Ordering::SeqCst) && event::poll(DRAIN).ok()? {
                let event = event::read().ok()?;
                if wanted(&event) {
                    to.send(Wake::Input(event)).ok()?;
                }
            }
        }
        // Said only after what was left to read has been read.
        if terminal.revents & (libc::POLLHUP | libc::POLLERR | libc::POLLNVAL) != 0 {
            return None;
        }
    }
}

/// Sizes come with the signal; releases of keys mean nothing here.
fn wanted(event: &Event) -> bool {
    match event {
        Event::Resize(..) => false,
        Event::Key(key) => key.kind != KeyEventKind::Release,
        Event::Mouse(_) | Event::Paste(_) | Event::FocusGained | Event::FocusLost => true,
    }
}
