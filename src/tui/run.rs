//! The loop. The main thread owns the application; it waits on the channel, a second at most, takes everything that
//! waits, then draws once if something changed. What the application asks for ([`Action`]) is performed here.
//!
//! Order of the start: the first frame is made; signals, claim, and the frame goes out; only then the threads for keys and
//! for hang-ups, and the application's slow work. Every way out passes [`Terminal::release`].

mod lend;

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use crossterm::event::Event;

use super::app::{Action, App};
use super::input::Input;
use super::jobs::{Job, Worker};
use super::screen::{self, Screen};
use super::signals::{self, State};
use super::terminal::{Former, Refusal, Terminal};
use super::wake::{self, Sender, Wake};
use super::{clipboard, crash, opener, watchdog};

/// Longest wait: how often the application is woken where nothing happens.
const TICK: Duration = Duration::from_secs(1);
/// A flood of input (a paste of megabytes as keys) is interrupted this often to show where it has got to.
const DRAIN: Duration = Duration::from_millis(30);
/// How long a frame waits for a save: most are done in a few milliseconds, and "saving" would only flicker.
const SETTLE: Duration = Duration::from_millis(20);
/// How long an end waits for jobs that must be done: a little more than a save waits for another program's lock.
const LAST_SAVES: Duration = Duration::from_secs(6);
/// The same after a signal: the process is ended by force soon after.
const LAST_SAVES_SIGNAL: Duration = Duration::from_millis(1200);

/// What the loop needs to know from outside.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where a panic is written down.
    pub crash_log: Option<PathBuf>,
    /// Whether mouse reports are on from the start.
    pub mouse: bool,
}

/// Runs the application until it ends, and returns the exit status: what [`Action::Quit`] said, 128+n after signal
/// n, [`watchdog::GONE`] after a hang-up, [`crash::CRASHED`] after a panic. Call it on the main thread, and leave
/// with [`std::process::exit`].
///
/// # Errors
/// [`Refusal`] (status 1) where the terminal could not be claimed; it is as it was then.
pub fn run<A: App>(app: &mut A, terminal: Terminal, options: Options) -> Result<i32, Refusal> {
    let terminal = Arc::new(terminal);
    crash::install(Arc::clone(&terminal), options.crash_log);
    terminal.set_mouse(options.mouse);
    let outcome = catch_unwind(AssertUnwindSafe(|| Loop::start(app, Arc::clone(&terminal)).map(Loop::turn)));
    terminal.release();
    match outcome {
        Ok(Ok(code)) => Ok(code),
        // The window was closed while the first frame went out.
        Ok(Err(error)) if error.raw_os_error() == Some(libc::EIO) => Ok(watchdog::GONE),
        Ok(Err(error)) => Err(Refusal {
            what: format!("the terminal could not be set up: {error}"),
            hint: "try another terminal; `gomastery doctor` says more".to_owned(),
            code: 1,
        }),
        Err(_) => Ok(crash::CRASHED),
    }
}

struct Loop<'a, A: App> {
    app: &'a mut A,
    terminal: Arc<Terminal>,
    screen: Screen,
    /// Columns and rows as the application knows them.
    size: Option<(u16, u16)>,
    sender: Sender<A::Msg>,
    wakes: Receiver<Wake<A::Msg>>,
    /// Wakes taken from the channel before their time.
    backlog: VecDeque<Wake<A::Msg>>,
    input: Option<Input>,
    worker: Worker<A::Msg>,
    /// Saves have a thread of their own, so that none waits for an index or a check.
    saver: Worker<A::Msg>,
    signals: Arc<State>,
    /// The terminal is with the shell: we were stopped, and not yet brought back to the foreground.
    suspended: bool,
    text_focus: bool,
    dirty: bool,
    /// Since when something is being saved.
    saving: Option<Instant>,
    ticked: Instant,
    /// The exit status, once we are to leave.
    leaving: Option<i32>,
}

impl<'a, A: App> Loop<'a, A> {
    fn start(app: &'a mut A, terminal: Arc<Terminal>) -> io::Result<Self> {
        let (sender, wakes) = wake::channel();
        let screen = screen::screen()?;
        let worker = Worker::new(sender.clone());
        let saver = Worker::new(sender.clone());
        let mut this = Loop {
            app,
            terminal,
            screen,
            size: None,
            sender,
            wakes,
            backlog: VecDeque::new(),
            input: None,
            worker,
            saver,
            signals: Arc::default(),
            suspended: false,
            text_focus: false,
            dirty: true,
            saving: None,
            ticked: Instant::now(),
            leaving: None,
        };
        this.compose();
        this.signals = signals::start(this.sender.clone(), Arc::clone(&this.terminal))?;
        this.terminal.claim(Former::Ask, &this.screen.backend_mut().take_frame())?;
        this.input = Some(Input::start(this.sender.clone())?);
        watchdog::start(this.sender.clone())?;
        let actions = this.app.tick(true);
        this.perform(actions);
        Ok(this)
    }

    fn turn(mut self) -> i32 {
        loop {
            if let Some(code) = self.leaving {
                return self.leave(code);
            }
            self.draw();
            if let Some(wake) = self.next() {
                self.drain(wake);
            }
            if self.ticked.elapsed() >= TICK {
                self.tick();
            }
        }
    }

    /// The next wake, or nothing when it is time for a tick or for a frame that waited long enough.
    fn next(&mut self) -> Option<Wake<A::Msg>> {
        if let Some(wake) = self.backlog.pop_front() {
            return Some(wake);
        }
        let tick = TICK.saturating_sub(self.ticked.elapsed());
        let frame = self.saving.filter(|_| self.dirty).map(|since| SETTLE.saturating_sub(since.elapsed()));
        self.wakes.recv_timeout(frame.map_or(tick, |frame| tick.min(frame))).ok()
    }

    /// Handles a wake and all that wait behind it, so that a burst costs one frame.
    fn drain(&mut self, first: Wake<A::Msg>) {
        let begun = Instant::now();
        self.handle(first);
        while self.leaving.is_none() && begun.elapsed() < DRAIN {
            match self.backlog.pop_front().or_else(|| self.wakes.try_recv().ok()) {
                Some(wake) => self.handle(wake),
                None => return,
            }
        }
    }

    fn handle(&mut self, wake: Wake<A::Msg>) {
        match wake {
            Wake::Input(event) => {
                let actions = self.app.input(event);
                self.perform(actions);
            }
            Wake::Done(message) => {
                let actions = self.app.message(message);
                self.perform(actions);
            }
            Wake::Resized => {
                // Drawn anew even at the same size: made smaller and larger again before we looked, the window has
                // lost what was in it.
                self.measure();
                self.redraw();
            }
            Wake::End(signal) => self.ended_from_outside(128 + signal),
            Wake::Gone => self.ended_from_outside(watchdog::GONE),
            Wake::Stop => self.suspend(),
            Wake::Continued => self.continued(),
            // An editor that we no longer wait for; a save, which only the end waits for.
            Wake::ChildEnded(_) | Wake::Finished => {}
        }
    }

    fn ended_from_outside(&mut self, code: i32) {
        if self.leaving.is_none() {
            self.leaving = Some(code);
            let actions = self.app.end();
            self.perform(actions);
        }
    }

    fn tick(&mut self) {
        self.ticked = Instant::now();
        let signal = self.signals.ending.load(Ordering::SeqCst);
        if signal != 0 {
            self.ended_from_outside(128 + signal);
        }
        if self.suspended {
            self.come_back();
        }
        let actions = self.app.tick(false);
        self.perform(actions);
    }

    /// Tells the application of another size.
    fn measure(&mut self) {
        let size = screen::drawable_size();
        if let (Some((columns, rows)), true) = (size, size != self.size) {
            self.screen.backend_mut().set_size((columns, rows));
            let actions = self.app.input(Event::Resize(columns, rows));
            self.perform(actions);
        }
        self.size = size;
        self.dirty = true;
    }

    fn draw(&mut self) {
        self.dirty |= self.app.changed();
        if self.dirty && self.terminal.is_claimed() && !self.waits_for_save() {
            self.compose();
        }
    }

    /// Whether a frame would only say that something is being saved, and be overtaken at once.
    fn waits_for_save(&mut self) -> bool {
        if !self.app.is_saving() {
            self.saving = None;
            return false;
        }
        self.saving.get_or_insert_with(Instant::now).elapsed() < SETTLE
    }

    /// Makes a frame.
    fn compose(&mut self) {
        if self.size.is_none() || self.size != screen::drawable_size() {
            self.measure();
            self.app.changed();
        }
        if self.size.is_none() || self.leaving.is_some() {
            return;
        }
        let app = &*self.app;
        match self.screen.draw(|frame| app.draw(frame)) {
            Ok(_) => self.dirty = false,
            // Writing to a terminal fails where it is gone.
            Err(_) => self.leaving = Some(watchdog::GONE),
        }
    }

    /// Everything is drawn again, into a cleared window.
    fn redraw(&mut self) {
        self.screen.backend_mut().forget();
        // The backend makes no errors before its flush.
        let _ = self.screen.clear();
        self.dirty = true;
    }

    fn perform(&mut self, actions: Vec<Action<A::Msg>>) {
        let mut queue = VecDeque::from(actions);
        self.keep_only_work(&mut queue);
        while let Some(action) = queue.pop_front() {
            match action {
                Action::Quit(code) => self.leaving = Some(code),
                Action::Suspend => self.suspend(),
                Action::Redraw => self.redraw(),
                Action::TextFocus(on) => {
                    self.text_focus = on;
                    self.terminal.set_paste(on);
                }
                Action::Mouse(on) => self.terminal.set_mouse(on),
                Action::Copy(text, reply) => {
                    let message = reply(clipboard::copy(&text));
                    queue.extend(self.app.message(message));
                }
                Action::Open(link, reply) => {
                    self.worker.submit(Job::new(move |_| Some(reply(opener::open(&link)))));
                }
                Action::Edit(request, reply) => {
                    if let Some(message) = self.edit(request, reply) {
                        queue.extend(self.app.message(message));
                    }
                }
                Action::Work(job) => self.worker.submit(job),
                Action::Save(job) => self.saver.submit(job),
            }
            self.keep_only_work(&mut queue);
        }
    }

    /// Jobs asked for together with the end are saves: they go on; nothing else does.
    fn keep_only_work(&self, queue: &mut VecDeque<Action<A::Msg>>) {
        if self.leaving.is_some() {
            queue.retain(|action| matches!(action, Action::Work(_) | Action::Save(_)));
        }
    }

    /// The way out: the terminal first, then the saves that are still under way.
    fn leave(self, code: i32) -> i32 {
        self.terminal.release();
        let limit = if self.signals.ending.load(Ordering::SeqCst) == 0 { LAST_SAVES } else { LAST_SAVES_SIGNAL };
        let needed = || self.worker.needed() + self.saver.needed();
        // What it asks for now has no screen any more; only that it knows the results matters.
        let signal = last_words(self.backlog, &self.wakes, needed, limit, |message| drop(self.app.message(message)));
        signal.map_or(code, |signal| 128 + signal)
    }
}

/// Waits for the jobs that the end needs, and takes what they and those before them had to say. Gives the signal that cut
/// the wait short.
fn last_words<M>(
    backlog: VecDeque<Wake<M>>,
    wakes: &Receiver<Wake<M>>,
    needed: impl Fn() -> usize,
    limit: Duration,
    mut take: impl FnMut(M),
) -> Option<i32> {
    let mut hear = |wake| match wake {
        Wake::Done(message) => {
            take(message);
            None
        }
        Wake::End(signal) => Some(signal),
        Wake::Input(_)
        | Wake::Resized
        | Wake::Stop
        | Wake::Continued
        | Wake::Gone
        | Wake::Finished
        | Wake::ChildEnded(_) => None,
    };
    for wake in backlog {
        hear(wake);
    }
    let end = Instant::now() + limit;
    while needed() > 0 {
        let Ok(wake) = wakes.recv_timeout(end.saturating_duration_since(Instant::now())) else { break };
        if let Some(signal) = hear(wake) {
            return Some(signal);
        }
    }
    // A result is in the channel before its job counts as done. No more than the channel holds, since keys still come.
    for wake in wakes.try_iter().take(wake::CAPACITY) {
        hear(wake);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Typed in one go, a save, an editor and the end: what the save said waits where it was put aside for the editor, or
    /// came while the terminal was given back.
    #[test]
    fn the_result_of_a_save_that_is_done_before_the_end_waits_is_heard() {
        let (sender, wakes) = wake::channel();
        let mut saver = Worker::new(sender);
        saver.submit(Job::new(|_| Some("saved")).needed());
        while saver.needed() > 0 {
            std::thread::yield_now();
        }
        let mut heard = Vec::new();
        let before = VecDeque::from([Wake::Resized, Wake::Done("before")]);
        let signal = last_words(before, &wakes, || saver.needed(), LAST_SAVES, |message| heard.push(message));
        assert_eq!((signal, heard), (None, vec!["before", "saved"]));
    }
}
