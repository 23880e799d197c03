//! How the loop knows the application: five calls into it, and what it may ask of the shell in return.

use crossterm::event::Event;
use ratatui::Frame;

use super::editor;
use super::jobs::Job;
use crate::app::link::Refused;

/// The application, as the loop sees it. All calls come from the main thread.
pub trait App {
    /// What jobs and other programs answer with.
    type Msg: Send + 'static;

    /// A key, a paste, the mouse, or another size of the window.
    fn input(&mut self, event: Event) -> Vec<Action<Self::Msg>>;

    /// The answer to an [`Action`] that had one.
    fn message(&mut self, message: Self::Msg) -> Vec<Action<Self::Msg>>;

    /// About once a second, busy or idle; and once right after the first frame (`first`), when slow work may
    /// begin.
    fn tick(&mut self, first: bool) -> Vec<Action<Self::Msg>>;

    /// A signal or a closed window ends the program: the last chance to save what is not saved yet. Only
    /// [`Action::Work`] and [`Action::Save`] are performed, and a second is all there is.
    fn end(&mut self) -> Vec<Action<Self::Msg>> {
        Vec::new()
    }

    /// Whether anything that can be seen has changed since the last call; asked before each wait.
    fn changed(&mut self) -> bool;

    /// Whether the screen would show that something is being saved, and the answer is near: a frame waits for it a moment.
    fn is_saving(&self) -> bool {
        false
    }

    /// Draws all of it. The area may be as small as one cell.
    fn draw(&self, frame: &mut Frame<'_>);
}

/// Makes a message of a result.
pub type Reply<R, M> = Box<dyn FnOnce(R) -> M + Send>;

/// What the application may ask of the shell. Actions are performed in order, before the next wake is looked at.
pub enum Action<M> {
    /// Leave, with this exit status.
    Quit(i32),
    /// Give the terminal back and stop, as Ctrl-Z does; on `fg` the screen is drawn anew.
    Suspend,
    /// Clear the window and draw everything again.
    Redraw,
    /// A text field has the focus (pastes arrive as one event), or has it no more.
    TextFocus(bool),
    /// Mouse reports on or off.
    Mouse(bool),
    /// Text to the clipboard; the reply says whether it was small enough to send.
    Copy(String, Reply<Result<(), super::clipboard::TooLong>, M>),
    /// A link in the browser. Show the learner the target first.
    Open(String, Reply<Result<(), Refused>, M>),
    /// Text in the editor, with the terminal given to it meanwhile.
    Edit(editor::Request, Reply<editor::Outcome, M>),
    /// Work for the worker thread.
    Work(Job<M>),
    /// Work for the saving thread, which has nothing else to do: a save waits for no index.
    Save(Job<M>),
}

impl<M> std::fmt::Debug for Action<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Action::Quit(code) => write!(f, "Quit({code})"),
            Action::Suspend => write!(f, "Suspend"),
            Action::Redraw => write!(f, "Redraw"),
            Action::TextFocus(on) => write!(f, "TextFocus({on})"),
            Action::Mouse(on) => write!(f, "Mouse({on})"),
            Action::Copy(text, _) => write!(f, "Copy({} bytes)", text.len()),
            Action::Open(url, _) => write!(f, "Open({url:?})"),
            Action::Edit(request, _) => write!(f, "Edit({request:?})"),
            Action::Work(job) => write!(f, "Work({:?})", job.lane),
            Action::Save(job) => write!(f, "Save({:?})", job.lane),
        }
    }
}
