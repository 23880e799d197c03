//! What can end the loop's wait: everything that happens outside the main thread arrives as one of these.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crossterm::event::Event;

/// How many wakes may wait. A full channel holds the input thread back, so that a paste of megabytes does not
/// become gigabytes of key events.
pub const CAPACITY: usize = 128;

/// One reason to wake.
#[derive(Debug)]
pub enum Wake<M> {
    /// A key, a paste, the mouse.
    Input(Event),
    /// The window has another size.
    Resized,
    /// A signal to end (TERM, INT, HUP, QUIT), by number.
    End(i32),
    /// A request to stop (SIGTSTP from outside).
    Stop,
    /// We were continued (SIGCONT).
    Continued,
    /// The terminal is gone.
    Gone,
    /// A job's result.
    Done(M),
    /// A job that the end waits for is done, whether it had a result or not.
    Finished,
    /// The program that has the terminal ended; see [`super::editor`].
    ChildEnded(super::editor::Ended),
}

/// The sending side, one for each thread.
pub type Sender<M> = SyncSender<Wake<M>>;

/// The one channel into the loop.
pub fn channel<M>() -> (Sender<M>, Receiver<Wake<M>>) {
    sync_channel(CAPACITY)
}
