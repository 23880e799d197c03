//! The command line: a verb a file. A verb takes what it needs, writes to the output, and says what went wrong as a
//! [`Failure`]; nothing here prints by itself.
//!
//! - [`args`]: what can be typed; [`output`]: where it is written, clean and with colours where they are wanted
//! - [`failure`]: what went wrong, with its hint and exit status; [`usage`]: what is wrong with the arguments
//! - [`list`], [`show`], [`search`], [`done`], [`next`], [`progress`], [`note`], [`review`], [`stats`], [`transfer`], [`restore`], [`check`],
//!   [`doctor`], [`completions`], [`man`]: the verbs

pub mod args;
mod check;
mod completions;
mod doctor;
mod done;
pub mod failure;
mod json;
mod list;
mod man;
mod next;
mod note;
pub mod output;
mod progress;
mod restore;
mod review;
mod search;
mod show;
mod stats;
mod transfer;
mod usage;

use std::{ffi::OsString, path::Path};

pub use args::{Args, Colour, Verb};
pub use failure::Failure;
use output::Output;

use crate::{
    domain::{Id, NodeIdx, Now},
    session::{Begin, Session},
};

/// Lets the learner edit a text in their editor (drafts folder, name, text); none where it is as it was. The shell
/// provides it.
pub type Edit<'a> = &'a dyn Fn(&Path, &str, &str) -> Result<Option<Edited>, String>;

/// What came out of the editor.
pub struct Edited {
    pub text: String,
    /// To be called when the text is on the disk: its draft can go.
    pub saved: Box<dyn FnOnce()>,
}

/// What the arguments ask for.
#[derive(Debug)]
pub enum Asked {
    /// The study screen.
    Study(Args),
    /// The study screen, with the review of what is due or of the branch of this id.
    Review(Args, Option<String>),
    /// A verb.
    Verb(Args, Verb),
    /// This text: help, or the version.
    Help(String),
}

/// Reads the arguments (without the program's name).
pub fn parse(arguments: Vec<OsString>) -> Result<Asked, Failure> {
    let mut args = match args::parse(arguments.clone()) {
        Ok(args) => args,
        Err(error) if error.use_stderr() => return Err(usage::failure(&error, &arguments)),
        Err(help) => return Ok(Asked::Help(help.render().to_string())),
    };
    Ok(match args.verb.take() {
        Some(Verb::Review { id, count: false }) => Asked::Review(args, id),
        Some(verb) => Asked::Verb(args, verb),
        None => Asked::Study(args),
    })
}

/// Performs a verb.
pub fn run(args: &Args, verb: &Verb, out: &mut Output, edit: Edit<'_>, now: Now) -> Result<(), Failure> {
    match verb {
        // These need no curriculum and no data.
        Verb::Completions { shell } => return completions::run(*shell, out),
        Verb::Man => return man::run(out),
        Verb::Check { dir } => return check::run(dir.as_deref().or(args.curriculum.as_deref()), out),
        _ => {}
    }
    let begin = Begin::new(&args.wanted())?;
    match verb {
        Verb::List { phase, status, json } => list::run(&begin, phase.as_deref(), *status, *json, out, now),
        Verb::Show { id, markdown, json, code } => show::run(&begin, id, show::form(*markdown, *json, *code), out, now),
        Verb::Search { query, limit, json } => search::run(&begin, &query.join(" "), *limit as usize, *json, out, now),
        Verb::Done { ids } => done::run(&begin, ids, true, out, now),
        Verb::Undone { ids } => done::run(&begin, ids, false, out, now),
        Verb::Next { json } => next::run(&begin, *json, out, now),
        Verb::Progress { json } => progress::run(&begin, *json, out, now),
        Verb::Note { id, text, edit: wanted } => {
            note::run(&begin, id, text.as_deref(), wanted.then_some(edit), out, now)
        }
        Verb::Notes { json } => note::all(&begin, *json, out, now),
        Verb::Review { id, .. } => review::count(&begin, id.as_deref(), out, now),
        Verb::Stats { json } => stats::run(&begin, *json, out, now),
        Verb::Export { file, anki: true } => transfer::anki(&begin, file.as_deref(), out, now),
        Verb::Export { file, anki: false } => transfer::export(&begin, file.as_deref(), out, now),
        Verb::Import { file } => transfer::import(&begin, file, out, now),
        Verb::Restore { file } => restore::run(&begin, file.as_deref(), out, now),
        Verb::Doctor => doctor::run(&begin, out, now),
        Verb::Check { .. } | Verb::Completions { .. } | Verb::Man => Ok(()),
    }
}

/// The node that an argument names.
fn resolve(begin: &Begin, text: &str) -> Result<NodeIdx, Failure> {
    begin.curriculum.resolve(text).ok_or_else(|| Failure::unknown(&begin.curriculum, text))
}

/// The id and title of a node, for messages and lists.
fn named(begin: &Begin, idx: NodeIdx) -> Option<(&Id, &str)> {
    begin.curriculum.get(idx).map(|node| (&node.id, node.title.as_ref()))
}

/// Opens the learner's data, and says so where it can only be read.
fn open(begin: &Begin, out: &mut Output, now: Now) -> Result<Session, Failure> {
    let session = begin.open(now)?;
    if let Some(notice) = session.notice() {
        out.warn(&format!("{notice}. {}", notice.hint()));
    }
    Ok(session)
}
