//! The few system calls that the shell needs, each in one small function; all `unsafe` of the program
//! outside of tests is in this file.

#![allow(unsafe_code)] // Terminal and signal calls have no safe form in the standard library.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::RawFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus};
use std::time::Duration;

/// Standard input: the terminal is read from here.
pub const INPUT: RawFd = libc::STDIN_FILENO;
/// Standard output: the terminal is written to here.
pub const OUTPUT: RawFd = libc::STDOUT_FILENO;
/// Standard error.
pub const ERRORS: RawFd = libc::STDERR_FILENO;

/// Whether the descriptor is an open terminal.
pub fn is_terminal(fd: RawFd) -> bool {
    // SAFETY: isatty reads nothing of ours.
    unsafe { libc::isatty(fd) == 1 }
}

/// Reads the terminal's settings.
pub fn attributes(fd: RawFd) -> io::Result<libc::termios> {
    let mut settings = MaybeUninit::<libc::termios>::zeroed();
    // SAFETY: the pointer is to a termios of ours; it is read only after success.
    unsafe {
        if libc::tcgetattr(fd, settings.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(settings.assume_init())
    }
}

/// Sets the terminal's settings, at once, without waiting for output to drain.
pub fn set_attributes(fd: RawFd, settings: &libc::termios) -> io::Result<()> {
    // SAFETY: the reference is valid for the call.
    if unsafe { libc::tcsetattr(fd, libc::TCSANOW, settings) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// The settings for reading key by key: raw, and a read with nothing there returns at once.
///
/// `VMIN = VTIME = 0` is what keeps a half-sent escape sequence from blocking the reader: having parsed a piece,
/// it reads on for the rest, and with the usual `VMIN = 1` it would sleep there until the next key.
pub fn raw(mut settings: libc::termios) -> libc::termios {
    // SAFETY: cfmakeraw changes the struct that it is given.
    unsafe { libc::cfmakeraw(&mut settings) };
    for (place, value) in [(libc::VMIN, 0), (libc::VTIME, 0)] {
        if let Some(slot) = settings.c_cc.get_mut(place) {
            *slot = value;
        }
    }
    settings
}

/// Columns and rows of the terminal, or nothing where they cannot be had.
pub fn size(fd: RawFd) -> Option<(u16, u16)> {
    let mut window = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the pointer is to a winsize of ours.
    let answer = unsafe { libc::ioctl(fd, libc::TIOCGWINSZ as _, &mut window as *mut libc::winsize) };
    (answer == 0).then_some((window.ws_col, window.ws_row))
}

/// Whether this process may use the terminal now. True too where there is no job control to ask.
pub fn in_foreground(fd: RawFd) -> bool {
    // SAFETY: plain calls without pointers.
    unsafe {
        let owner = libc::tcgetpgrp(fd);
        owner < 0 || owner == libc::getpgrp()
    }
}

/// Takes the terminal back from a process group that has it and is not there any more (an editor that ran under a
/// shell of its own and was killed).
pub fn take_foreground(fd: RawFd) {
    // SAFETY: plain calls. SIGTTOU would stop a process that does this from the background, so it is ignored
    // meanwhile.
    unsafe {
        let owner = libc::tcgetpgrp(fd);
        if owner > 0 && owner != libc::getpgrp() && libc::kill(-owner, 0) != 0 {
            let former = libc::signal(libc::SIGTTOU, libc::SIG_IGN);
            libc::tcsetpgrp(fd, libc::getpgrp());
            libc::signal(libc::SIGTTOU, former);
        }
    }
}

/// Writes all of it, past every lock and buffer of the standard library; gives up at the first real error.
pub fn write_all(fd: RawFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        // SAFETY: pointer and length are of one live slice.
        let written = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(_) => {
                let error = io::Error::last_os_error();
                match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    // Somebody left the terminal non-blocking: wait until it takes more.
                    io::ErrorKind::WouldBlock => {
                        poll(&mut [waiting(fd, libc::POLLOUT)], None)?;
                    }
                    _ => return Err(error),
                }
            }
        }
    }
    Ok(())
}

/// How many bytes can be read at once now.
pub fn readable(fd: RawFd) -> usize {
    let mut count: libc::c_int = 0;
    // SAFETY: the pointer is to an integer of ours.
    let answer = unsafe { libc::ioctl(fd, libc::FIONREAD as _, &mut count as *mut libc::c_int) };
    if answer == 0 { usize::try_from(count).unwrap_or(0) } else { 0 }
}

/// Throws away what the terminal has not taken yet, so that a few more bytes find room.
pub fn discard_output(fd: RawFd) {
    // SAFETY: plain call.
    unsafe { libc::tcflush(fd, libc::TCOFLUSH) };
}

/// One byte from a pipe of our own; nothing at its end.
pub fn read_byte(fd: RawFd) -> Option<u8> {
    let mut byte = 0_u8;
    loop {
        // SAFETY: one byte into one byte.
        let count = unsafe { libc::read(fd, (&raw mut byte).cast(), 1) };
        match count {
            1 => return Some(byte),
            0 => return None,
            _ if io::Error::last_os_error().kind() == io::ErrorKind::Interrupted => {}
            _ => return None,
        }
    }
}

/// An entry for [`poll`].
pub fn waiting(fd: RawFd, events: libc::c_short) -> libc::pollfd {
    libc::pollfd { fd, events, revents: 0 }
}

/// Sleeps in the kernel until one of the entries has something, or the time is over (none: for ever).
/// Returns how many have; a signal in between is not an answer and starts the wait again.
pub fn poll(entries: &mut [libc::pollfd], limit: Option<Duration>) -> io::Result<usize> {
    let millis = limit.map_or(-1, |limit| libc::c_int::try_from(limit.as_millis()).unwrap_or(libc::c_int::MAX));
    let count = libc::nfds_t::try_from(entries.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    loop {
        // SAFETY: pointer and length are of one live slice.
        let ready = unsafe { libc::poll(entries.as_mut_ptr(), count, millis) };
        if let Ok(ready) = usize::try_from(ready) {
            return Ok(ready);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// What to do at a signal, while it is set aside: restores the former answer when dropped.
#[must_use = "dropping it restores the former answer to the signal"]
pub struct Disposition {
    signal: libc::c_int,
    former: libc::sigaction,
}

impl Disposition {
    /// Lets the system do at `signal` what it does by default, until this is dropped.
    pub fn default_of(signal: libc::c_int) -> io::Result<Self> {
        Self::set(signal, libc::SIG_DFL)
    }

    /// Lets nothing happen at `signal`, until this is dropped.
    pub fn ignore(signal: libc::c_int) -> io::Result<Self> {
        Self::set(signal, libc::SIG_IGN)
    }

    fn set(signal: libc::c_int, answer: libc::sighandler_t) -> io::Result<Self> {
        let mut former = MaybeUninit::<libc::sigaction>::zeroed();
        let mut plain = MaybeUninit::<libc::sigaction>::zeroed();
        // SAFETY: both structs are ours; all zeros is a valid sigaction with an empty mask, and the
        // callers' answers are SIG_DFL and SIG_IGN. `former` is read only after success.
        unsafe {
            (*plain.as_mut_ptr()).sa_sigaction = answer;
            if libc::sigaction(signal, plain.as_ptr(), former.as_mut_ptr()) != 0 {
                return Err(io::Error::last_os_error());
            }
            Ok(Disposition { signal, former: former.assume_init() })
        }
    }
}

impl Drop for Disposition {
    fn drop(&mut self) {
        // SAFETY: it is the answer that was in force before.
        unsafe { libc::sigaction(self.signal, &self.former, std::ptr::null_mut()) };
    }
}

/// Lets `command`'s program have the system's own answer to `signals`, though they are ignored here when it starts.
pub fn listen(command: &mut Command, signals: [libc::c_int; 2]) {
    let reset = move || {
        for signal in signals {
            // SAFETY: signal is safe to call between fork and exec, and SIG_DFL is a valid answer.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
        Ok(())
    };
    // SAFETY: the closure makes system calls alone: it allocates nothing and takes no lock.
    unsafe { command.pre_exec(reset) };
}

/// A file that would grow over the allowed size gives an error instead of the end of the program.
pub fn ignore_size_signal() {
    // SAFETY: SIG_IGN is a valid answer.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// Stops our whole process group, as Ctrl-Z does outside of raw mode. Returns when continued, or at once where
/// no shell is there to continue us (the system then ignores the signal).
pub fn stop_group() {
    let Ok(_default) = Disposition::default_of(libc::SIGTSTP) else { return };
    // SAFETY: plain call; group 0 is our own.
    unsafe { libc::kill(0, libc::SIGTSTP) };
    // On Linux the main thread is stopped before `kill` returns; elsewhere it may take a moment, and the default
    // answer must hold until then.
    std::thread::sleep(Duration::from_millis(20));
}

/// Sends a signal to a process; false where it is not there any more.
pub fn kill(pid: libc::pid_t, signal: libc::c_int) -> bool {
    // SAFETY: plain call; callers give the id of their own child or of this process.
    pid > 0 && unsafe { libc::kill(pid, signal) } == 0
}

/// What became of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was stopped.
    Stopped,
    /// It ended.
    Ended(ExitStatus),
}

/// Waits until a child of ours is stopped or ends; nothing where it cannot be waited for.
pub fn wait(pid: libc::pid_t) -> Option<Change> {
    loop {
        let mut status = 0;
        // SAFETY: the pointer is to an integer of ours.
        let answer = unsafe { libc::waitpid(pid, &mut status, libc::WUNTRACED) };
        if answer == pid {
            let stopped = libc::WIFSTOPPED(status);
            return Some(if stopped { Change::Stopped } else { Change::Ended(ExitStatus::from_raw(status)) });
        }
        if io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return None;
        }
    }
}

/// Ends the process at once: no destructors, no exit handlers, no flushing.
pub fn exit_now(code: i32) -> ! {
    // SAFETY: _exit has no preconditions.
    unsafe { libc::_exit(code) }
}
