//! Notices that the terminal is gone, also where nobody sends SIGHUP (nohup, disown, sudo, a killed multiplexer).
//! Sleeps in the kernel without a limit of time: a hang-up wakes it, nothing else does.

use std::time::Duration;

use super::sys;
use super::wake::{Sender, Wake};

/// How long the loop has to end in order, before the process is ended over its head.
pub const PATIENCE: Duration = Duration::from_millis(1500);

/// Exit status for a terminal that is gone: as if SIGHUP had come.
pub const GONE: i32 = 128 + libc::SIGHUP;

/// Starts the watchdog.
///
/// # Errors
/// Where no thread can be made.
pub fn start<M: Send + 'static>(to: Sender<M>) -> std::io::Result<()> {
    std::thread::Builder::new().name("watchdog".into()).stack_size(64 * 1024).spawn(move || {
        let mut entry = [sys::waiting(sys::INPUT, 0)];
        loop {
            match sys::poll(&mut entry, None) {
                Ok(_) if entry.iter().any(|entry| entry.revents != 0) => break,
                Ok(_) => {}
                Err(_) => return,
            }
        }
        let _ = to.try_send(Wake::Gone);
        std::thread::sleep(PATIENCE);
        sys::exit_now(GONE)
    })?;
    Ok(())
}
