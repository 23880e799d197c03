//! The learner's own editor on a note, or on the files of a code block.
//!
//! | module | duty |
//! |---|---|
//! | [`command`] | which editor: `VISUAL`, `EDITOR`, arguments and quotes |
//! | [`draft`] | a note's text on its way; kept on any doubt |
//! | [`child`] | the process, and waiting for it |
//!
//! [`prepare`] writes the file, the loop lends the terminal and runs the command, [`Session::finish`] says what
//! came of it. A note's new text is in its draft until the caller has saved it and discards the draft; the old
//! text stays where it is unless the editor ended well and left valid text.

pub mod child;
pub mod command;
pub mod draft;

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub use child::Ended;
pub use draft::{Draft, leftovers};

/// An editor that ends sooner than this, with nothing changed, has perhaps only opened a window elsewhere.
const INSTANT: Duration = Duration::from_millis(500);

/// What to edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A text that is taken back: a note.
    Text {
        /// Where drafts are kept.
        folder: PathBuf,
        /// What the file is named after: the lesson's id.
        name: String,
        /// The text so far.
        text: String,
    },
    /// Files of their own in a scratch folder, not taken back: a code block. Files that are there already are the
    /// learner's and are left as they are.
    Files {
        /// The folder, for these files alone.
        folder: PathBuf,
        /// Names (relative, without `..`) and contents; the first is opened.
        files: Vec<(String, String)>,
    },
}

/// What came of it. Sentences and paths in here may hold anything, and go through the sanitiser before they are
/// shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new text, without line ends at its end. Save it, then discard the draft.
    Changed {
        /// The new text.
        text: String,
        /// The file that holds it too.
        draft: Draft,
    },
    /// The text was emptied. What was there is still saved; whether it shall go is for the learner to say.
    Emptied,
    /// Nothing changed. `instant`: the editor ended at once, as one does that only opens a window (those have an
    /// option to wait, such as `code --wait`).
    Unchanged {
        /// Whether it ended at once.
        instant: bool,
    },
    /// The files were opened and the editor ended well; the first one's path.
    Closed(PathBuf),
    /// It did not work; nothing that was saved has changed.
    Failed {
        /// What happened, and what to do; without an end mark.
        reason: String,
        /// Where a text that may be wanted still is.
        kept: Option<PathBuf>,
    },
}

/// A prepared edit: the files are written, the command is known.
#[derive(Debug)]
pub struct Session {
    editor: command::Editor,
    target: Target,
}

#[derive(Debug)]
enum Target {
    Text { draft: Draft, before: String },
    Files { first: PathBuf },
}

/// Finds the editor and writes what is to be edited.
///
/// # Errors
/// [`Outcome::Failed`] where there is no editor or the file cannot be written.
pub fn prepare(request: Request) -> Result<Session, Outcome> {
    let failed = |reason| Outcome::Failed { reason, kept: None };
    let editor = command::find().map_err(failed)?;
    let target = match request {
        Request::Text { folder, name, text } => {
            let draft = Draft::create(&folder, &name, &text)
                .map_err(|error| failed(format!("no draft can be written in {}: {error}", folder.display())))?;
            Target::Text { draft, before: text }
        }
        Request::Files { folder, files } => Target::Files { first: write_files(&folder, &files).map_err(failed)? },
    };
    Ok(Session { editor, target })
}

/// Writes the files that are not there yet; the path of the first.
fn write_files(folder: &Path, files: &[(String, String)]) -> Result<PathBuf, String> {
    let mut first = None;
    for (name, content) in files {
        let relative = Path::new(name);
        if name.is_empty() || !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(format!("the file name \"{}\" leads out of its folder", name.escape_debug()));
        }
        let path = folder.join(relative);
        let failed = |error| format!("{} cannot be written: {error}", path.display());
        draft::private_folder(path.parent().unwrap_or(folder)).map_err(failed)?;
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(mut file) => file.write_all(content.as_bytes()).map_err(failed)?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
        first.get_or_insert(path);
    }
    first.ok_or_else(|| "there is no file to open".to_owned())
}

impl Session {
    /// The command to run, on the terminal.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.editor.program);
        command.args(&self.editor.arguments);
        match &self.target {
            Target::Text { draft, .. } => command.arg(draft.path()),
            Target::Files { first } => {
                // Where the files are is where the learner wants to be: `:!go run .` works.
                command.current_dir(first.parent().unwrap_or(Path::new("/"))).arg(first)
            }
        };
        command
    }

    /// The program could not be started.
    pub fn not_started(self, error: &std::io::Error) -> Outcome {
        let program = self.editor.program.to_string_lossy();
        let variable = self.editor.variable.unwrap_or("EDITOR");
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "was not found".to_owned(),
            std::io::ErrorKind::PermissionDenied => "may not be run".to_owned(),
            _ => format!("could not be started ({error})"),
        };
        if let Target::Text { draft, .. } = self.target {
            draft.discard();
        }
        Outcome::Failed {
            reason: format!("the editor \"{program}\" {why}; set {variable}, for example: export {variable}=nano"),
            kept: None,
        }
    }

    /// What came of it, once the program has ended.
    pub fn finish(self, ended: Ended) -> Outcome {
        let trouble = match (ended.status.code(), ended.status.signal()) {
            (Some(0), _) => None,
            (Some(code), _) => Some(format!("the editor ended with status {code}")),
            (None, Some(signal)) => Some(format!("the editor was ended by signal {signal}")),
            (None, None) => Some("the editor ended in an unknown way".to_owned()),
        };
        match self.target {
            Target::Files { first } => match trouble {
                None => Outcome::Closed(first),
                Some(reason) => Outcome::Failed { reason, kept: Some(first) },
            },
            Target::Text { draft, before } => judge(draft, &before, trouble, ended.ran < INSTANT),
        }
    }
}

/// A text without the line ends that editors add at the end.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches(['\n', '\r'])
}

fn judge(draft: Draft, before: &str, trouble: Option<String>, instant: bool) -> Outcome {
    let after = draft.read();
    let same = after.as_deref().is_ok_and(|after| trimmed(after) == trimmed(before));
    match (trouble, after) {
        (None, Ok(_)) if same => {
            draft.discard();
            Outcome::Unchanged { instant }
        }
        (None, Ok(after)) if after.trim().is_empty() => {
            draft.discard();
            Outcome::Emptied
        }
        (None, Ok(after)) => Outcome::Changed { text: trimmed(&after).to_owned(), draft },
        (None, Err(draft::Unusable::Missing)) => {
            Outcome::Failed { reason: draft::Unusable::Missing.to_string(), kept: None }
        }
        (None, Err(why)) => Outcome::Failed { reason: why.to_string(), kept: Some(draft.path().to_owned()) },
        // Exit 1 is how one says "do not save" (`:cq`); what was written may be wanted all the same.
        (Some(reason), Ok(after)) if same || after.trim().is_empty() => {
            draft.discard();
            Outcome::Failed { reason, kept: None }
        }
        (Some(reason), Err(draft::Unusable::Missing)) => Outcome::Failed { reason, kept: None },
        (Some(reason), _) => Outcome::Failed { reason, kept: Some(draft.path().to_owned()) },
    }
}

/// Edits here and now, on the terminal as it is: for the command line, where nobody has claimed it.
pub fn run_here(request: Request) -> Outcome {
    let session = match prepare(request) {
        Ok(session) => session,
        Err(outcome) => return outcome,
    };
    let begun = std::time::Instant::now();
    // Ctrl-C is the editor's: were we to end at it, nobody would read what it writes. A handler that does nothing, and
    // not "ignore", which the editor would inherit.
    let heard = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let deaf = [libc::SIGINT, libc::SIGQUIT].map(|signal| signal_hook::flag::register(signal, heard.clone()));
    let status = session.command().status();
    for registered in deaf.into_iter().flatten() {
        signal_hook::low_level::unregister(registered);
    }
    match status {
        Ok(status) => session.finish(Ended { status, ran: begun.elapsed() }),
        Err(error) => session.not_started(&error),
    }
}

#[cfg(test)]
mod tests;
