//! The shell around the pure application: everything that touches the terminal, the clock of the loop,
//! signals and other programs. The application itself (model, update, view) knows nothing of it.
//!
//! | module | duty |
//! |---|---|
//! | [`run`] | the loop: owns the application, waits for wakes, performs its actions, draws when something changed |
//! | [`app`] | the small trait by which the loop knows the application, and the actions it may ask for |
//! | [`wake`] | what can end a wait: the one channel into the loop |
//! | [`terminal`] | `claim` and `release`: the only places that change the terminal's modes |
//! | [`screen`] | the drawing backend: one write a frame, sizes without surprises |
//! | [`crash`] | the panic hook: terminal back, a readable line, a capped crash log |
//! | [`input`] | the thread that reads keys, and can be parked while another program has the terminal |
//! | [`burst`] | a paste without marks, told from typing |
//! | [`signals`], [`watchdog`] | TERM, INT, HUP, QUIT, TSTP, CONT, WINCH; a terminal that is gone |
//! | [`jobs`] | one worker thread, a queue, generation numbers |
//! | [`editor`] | `$VISUAL`/`$EDITOR` on a note or on a code block, without ever losing text |
//! | [`events`], [`places`], [`work`] | parts of the program: events to messages, where the learner stands, what runs off the main thread |
//! | [`program`] | the study application: model, session and the world, as the loop runs them |
//! | [`opener`], [`clipboard`] | links in the browser, text to the clipboard (OSC 52) |
//! | [`clock`] | what time it is, by the system's clock and zone |
//! | [`log`] | the log file: off by default, capped, sanitised |
//!
//! Threads: the main thread (model and drawing), `input`, `signals`, `watchdog` and, from the first job on, a
//! `worker` each for long work and for saves. All send into one bounded channel; only the main thread draws. Idle, the main thread wakes once a
//! second and all others sleep in the kernel.
//!
//! `unsafe` is allowed here and nowhere else: system calls on the terminal and on signals have no safe form in
//! the standard library.

pub mod app;
pub mod burst;
pub mod clipboard;
pub mod clock;
pub mod crash;
pub mod editor;
pub mod events;
pub mod input;
pub mod jobs;
pub mod log;
pub mod opener;
pub mod paint;
pub mod places;
pub mod program;
pub mod run;
pub mod screen;
pub mod signals;
pub mod sys;
pub mod terminal;
pub mod wake;
pub mod watchdog;
pub mod work;

pub use app::{Action, App};
pub use run::{Options, run};
