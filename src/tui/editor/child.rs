//! The editor as a process: started on our terminal, waited for on a thread of its own, so that the loop can still
//! be ended by a signal meanwhile.
//!
//! Ctrl-Z in the editor stops the whole job, us included, where the editor signals its group; an editor that stops
//! itself alone would leave the user before a dead screen, so then we stop too, and on `fg` continue it.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use super::super::sys;
use super::super::wake::{Sender, Wake};

/// How a program that had the terminal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// How long it ran.
    pub ran: Duration,
}

/// Starts `command` on the terminal; its end comes as [`Wake::ChildEnded`]. Returns its process id.
///
/// # Errors
/// Where it cannot be started.
pub fn start<M: Send + 'static>(command: &mut Command, to: Sender<M>) -> io::Result<libc::pid_t> {
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let pid = libc::pid_t::try_from(child.id()).unwrap_or_default();
    let waiter = std::thread::Builder::new().name("editor".into()).stack_size(64 * 1024).spawn(move || {
        // A status that cannot be had (somebody else waited) counts as a failure: the text is then kept.
        let status = wait(pid).unwrap_or_else(|| ExitStatus::from_raw(1 << 8));
        let _ = to.send(Wake::ChildEnded(Ended { status, ran: begun.elapsed() }));
    });
    if let Err(error) = waiter {
        let _ = child.kill();
        let _ = child.wait();
        return Err(error);
    }
    Ok(pid)
}

fn wait(pid: libc::pid_t) -> Option<ExitStatus> {
    loop {
        match sys::wait(pid)? {
            sys::Change::Ended(status) => return Some(status),
            sys::Change::Stopped => {
                // After a stop of the whole group this is seen late, when all have been continued: look again.
                std::thread::sleep(Duration::from_millis(100));
                if still_stopped(pid) {
                    sys::stop_group();
                    sys::kill(pid, libc::SIGCONT);
                }
            }
        }
    }
}

/// Whether the process is stopped now. The stop has been reported once, so the system is asked for its state.
fn still_stopped(pid: libc::pid_t) -> bool {
    #[cfg(target_os = "linux")]
    {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name is in parentheses and may hold anything; the state is the letter after it.
        stat.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with(['T', 't']))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let output = Command::new("ps").args(["-o", "state=", "-p", &pid.to_string()]).output();
        output.is_ok_and(|output| output.stdout.trim_ascii_start().starts_with(b"T"))
    }
}

/// Asks the program to end, because we are to end.
pub fn end(pid: libc::pid_t, signal: i32) {
    sys::kill(pid, signal);
    // A stopped program does not hear it.
    sys::kill(pid, libc::SIGCONT);
}
