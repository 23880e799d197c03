//! Runs a program that may do anything: with a time limit, a cap on what it says, and a process group of its own that
//! is ended as a whole.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

/// The most bytes that are read of what a program says.
const MAX_OUTPUT: usize = 4 << 20;

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    Exit(i32),
    Signal(i32),
    TimedOut(Duration),
    TooMuch,
    NotStarted(String),
}

/// How a program ended, and what it said on both outputs, in order.
#[derive(Clone, Debug)]
pub struct Ended {
    pub how: How,
    pub output: String,
}

impl Ended {
    /// In words, for a report.
    pub fn says(&self) -> String {
        let how = match &self.how {
            How::Exit(status) => format!("status {status}"),
            How::Signal(signal) => format!("ended by signal {signal}"),
            How::TimedOut(limit) => format!("not done after {} s", limit.as_secs()),
            How::TooMuch => format!("says more than {MAX_OUTPUT} bytes"),
            How::NotStarted(why) => format!("cannot be started: {why}"),
        };
        let output: String = self.output.chars().take(2_000).collect();
        if output.trim().is_empty() { how } else { format!("{how}:\n{}", output.trim_end()) }
    }

    pub fn fine(&self) -> bool {
        self.how == How::Exit(0)
    }

    /// Whether it ended by itself and not well.
    pub fn failed(&self) -> bool {
        matches!(self.how, How::Exit(1..) | How::Signal(_))
    }
}

/// What is to be run.
pub struct Job<'a> {
    pub program: PathBuf,
    pub args: Vec<OsString>,
    pub env: &'a [(String, OsString)],
    pub input: Option<PathBuf>,
}

impl<'a> Job<'a> {
    pub fn new(env: &'a [(String, OsString)]) -> Self {
        Self { program: PathBuf::new(), args: Vec::new(), env, input: None }
    }

    /// With this file as its input.
    pub fn input(self, file: impl Into<PathBuf>) -> Self {
        Self { input: Some(file.into()), ..self }
    }

    /// Runs it in a folder.
    pub fn run(&self, dir: &Path, limit: Duration) -> Ended {
        match self.start(dir) {
            Ok((child, output)) => watch(child, output, limit),
            Err(error) => Ended { how: How::NotStarted(error.to_string()), output: String::new() },
        }
    }

    fn start(&self, dir: &Path) -> io::Result<(Child, io::PipeReader)> {
        let (reader, writer) = io::pipe()?;
        let input = match &self.input {
            Some(path) => Stdio::from(File::open(path)?),
            None => Stdio::null(),
        };
        // The command holds our ends for writing, so it must be gone before the output is read to its end.
        let child = Command::new(&self.program)
            .args(&self.args)
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .env("PWD", dir)
            .current_dir(dir)
            .stdin(input)
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .process_group(0)
            .spawn()?;
        Ok((child, reader))
    }
}

fn watch(mut child: Child, mut output: io::PipeReader, limit: Duration) -> Ended {
    let until = Instant::now() + limit;
    let (send, heard) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut buffer = [0; 1 << 16];
        while let Ok(got @ 1..) = output.read(&mut buffer) {
            if send.send(buffer[..got].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut said: Vec<u8> = Vec::new();
    let cut = loop {
        match heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(part) if said.len() + part.len() > MAX_OUTPUT => break Some(How::TooMuch),
            Ok(part) => said.extend(part),
            Err(mpsc::RecvTimeoutError::Timeout) => break Some(How::TimedOut(limit)),
            Err(mpsc::RecvTimeoutError::Disconnected) => break None,
        }
    };
    let group = Pid::from_child(&child);
    let end = || _ = kill_process_group(group, Signal::KILL);
    let how = match cut {
        Some(how) => {
            end();
            _ = child.wait();
            how
        }
        None => {
            let how = wait(&mut child, until).map_or(How::TimedOut(limit), |status| match status.code() {
                Some(code) => How::Exit(code),
                None => How::Signal(status.signal().unwrap_or_default()),
            });
            // What it left behind in its group ends with it.
            end();
            _ = child.wait();
            how
        }
    };
    drop(heard);
    if matches!(how, How::Exit(_) | How::Signal(_)) {
        _ = reader.join();
    }
    Ended { how, output: String::from_utf8_lossy(&said).into_owned() }
}

/// Waits for a program that has closed its outputs, which may still be at work.
fn wait(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if Instant::now() > until {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
