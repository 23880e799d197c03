//! THE table of commands. Key bindings, help, palette, the status line's hints and the README's key table all come from
//! it, so what a key does is said in one place.

use std::fmt::Write;

/// Where the learner is, as far as keys are concerned. Exactly one holds at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Context {
    /// The navigator.
    Tree,
    /// The reader with a lesson.
    Reader,
    /// The search screen: a text field, so printable keys are text.
    Search,
    /// The progress screen.
    Progress,
    /// A list to choose from: bookmarks, links, outline, notes, code blocks.
    List,
    /// The palette: a list with a text field.
    Palette,
    /// A text field on the bottom line: go-to, find in the page.
    Field,
    /// The help.
    Help,
    /// A question that is answered with yes or no.
    Confirm,
    /// The first start's welcome.
    Welcome,
    /// A review question before its answer is shown: pick, or leave it to the text field.
    Ask,
    /// A review question that is answered in a text field.
    Write,
    /// The points of a good answer, of which the learner ticks those that they hit.
    Tick,
    /// A review question after its answer is shown.
    Graded,
    /// The end of a review.
    Summary,
    /// What an interview is to be about.
    Choose,
}

impl Context {
    /// All contexts, for tests and documents.
    pub const ALL: [Self; 16] = [
        Self::Tree,
        Self::Reader,
        Self::Search,
        Self::Progress,
        Self::List,
        Self::Palette,
        Self::Field,
        Self::Help,
        Self::Confirm,
        Self::Welcome,
        Self::Ask,
        Self::Write,
        Self::Tick,
        Self::Graded,
        Self::Summary,
        Self::Choose,
    ];

    /// Whether every printable key is text here.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Search | Self::Palette | Self::Field | Self::Write)
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of contexts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When(u16);

impl When {
    const fn of(contexts: &[Context]) -> Self {
        let mut bits = 0;
        let mut rest = contexts;
        while let [first, tail @ ..] = rest {
            bits |= first.bit();
            rest = tail;
        }
        Self(bits)
    }

    const fn and(self, context: Context) -> Self {
        Self(self.0 | context.bit())
    }

    /// Whether the command can be used there.
    pub const fn holds(self, context: Context) -> bool {
        self.0 & context.bit() != 0
    }
}

/// What a key or a line of the palette stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cmd {
    Up,
    Down,
    HalfUp,
    HalfDown,
    PageUp,
    PageDown,
    Top,
    End,
    Fold,
    Unfold,
    FoldAll,
    UnfoldAll,
    Parent,
    NextUnfinished,
    PreviousUnfinished,
    Filter,
    Enter,
    Escape,
    OtherPane,
    GoTo,
    NextLesson,
    PreviousLesson,
    Back,
    Forward,
    Toggle,
    DoneNext,
    Undo,
    Bookmark,
    Bookmarks,
    Note,
    Notes,
    Outline,
    Links,
    NextLink,
    PreviousLink,
    CopyBlock,
    EditBlock,
    FoldKeyPoints,
    Find,
    NextMatch,
    PreviousMatch,
    Search,
    TitlesOnly,
    Progress,
    Review,
    CheckYourself,
    BlankPage,
    OwnQuestion,
    OwnQuestions,
    EditQuestion,
    DeleteQuestion,
    TestOut,
    Interview,
    Palette,
    Help,
    Theme,
    Retry,
    Suspend,
    Quit,
    Yes,
    No,
    Confidence,
    Hint,
    Reveal,
    Pick,
    TickPoint,
    TickAll,
    Minutes,
    WriteAnswer,
    GradeAgain,
    GradeHard,
    GradeGood,
    GradeEasy,
    Passage,
    SuspendQuestion,
    ReportQuestion,
    EraseWord,
    EraseLine,
}

/// How commands are grouped in help and documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Move,
    Study,
    Find,
    Remember,
    Program,
}

impl Group {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Move, Self::Study, Self::Find, Self::Remember, Self::Program];

    /// The group's heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Study => "Study",
            Self::Find => "Find",
            Self::Remember => "Remember",
            Self::Program => "Program",
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Command {
    pub cmd: Cmd,
    /// Its name in `config.toml`.
    pub name: &'static str,
    /// What the palette and the hints call it: two or three words.
    pub title: &'static str,
    /// What it does, in a sentence without its full stop.
    pub doc: &'static str,
    /// The keys that do it unless the configuration says otherwise.
    pub keys: &'static [&'static str],
    pub when: When,
    pub group: Group,
    /// Its rank in the status line, 1 first; 0 is never shown there.
    pub hint: u8,
}

use Cmd as C;
use Context as X;
use Group as G;

const READING: When = When::of(&[X::Tree, X::Reader]);
const SCROLLING: When = When::of(&[
    X::Tree,
    X::Reader,
    X::Progress,
    X::List,
    X::Help,
    X::Confirm,
    X::Ask,
    X::Tick,
    X::Graded,
    X::Summary,
    X::Choose,
]);
const PICKING: When = When::of(&[X::Search, X::Palette]);
const EVERYWHERE: When = When::of(&Context::ALL);

#[rustfmt::skip]
macro_rules! command {
    ($cmd:ident, $name:literal, $title:literal, $doc:literal, $keys:expr, $when:expr, $group:ident, $hint:literal) => {
        Command { cmd: C::$cmd, name: $name, title: $title, doc: $doc, keys: &$keys, when: $when, group: G::$group, hint: $hint }
    };
}

/// All commands. A chord stands at most once in a context, and none is the beginning of another; a test holds this.
#[rustfmt::skip]
pub const COMMANDS: &[Command] = &[
    command!(Up, "move.up", "up", "One row or line up", ["k", "up"], SCROLLING, Move, 0),
    command!(Down, "move.down", "down", "One row or line down", ["j", "down"], SCROLLING, Move, 0),
    command!(Up, "move.previous", "previous", "The row above, while typing", ["up", "ctrl-p"], PICKING, Move, 0),
    command!(Down, "move.next", "next", "The row below, while typing", ["down", "ctrl-n"], PICKING, Move, 3),
    command!(HalfUp, "move.half-up", "half up", "Half a page up", ["ctrl-u"], SCROLLING, Move, 0),
    command!(HalfDown, "move.half-down", "half down", "Half a page down", ["ctrl-d"], SCROLLING, Move, 0),
    command!(PageUp, "move.page-up", "page up", "A page up", ["pageup", "ctrl-b"], SCROLLING.and(X::Write), Move, 0),
    command!(PageDown, "move.page-down", "page down", "A page down", ["pagedown", "ctrl-f"], SCROLLING.and(X::Write), Move, 0),
    command!(Top, "move.top", "top", "To the top", ["g", "home"], SCROLLING, Move, 0),
    command!(End, "move.end", "end", "To the end", ["G", "end"], SCROLLING, Move, 0),
    command!(Enter, "move.open", "open", "Open the lesson, overview or row under the cursor; in the reader, follow the selected link", ["enter"],
        When::of(&[X::Tree, X::Reader, X::List, X::Search, X::Palette, X::Welcome, X::Progress]), Move, 1),
    command!(Escape, "move.back-out", "back", "Close what is on top; from the reader to the tree", ["esc"],
        EVERYWHERE, Move, 9),
    command!(OtherPane, "move.pane", "pane", "To the other pane", ["tab"], READING, Move, 6),
    command!(Fold, "tree.fold", "fold", "Fold the branch, or go to its parent", ["h", "left"], When::of(&[X::Tree]), Move, 0),
    command!(Unfold, "tree.unfold", "unfold", "Unfold the branch, go to its first child, or open the lesson", ["l", "right"], When::of(&[X::Tree]), Move, 0),
    command!(FoldAll, "tree.fold-all", "fold all", "Fold all but the tiers", ["-"], When::of(&[X::Tree]), Move, 0),
    command!(UnfoldAll, "tree.unfold-all", "unfold all", "Unfold everything", ["+", "="], When::of(&[X::Tree]), Move, 0),
    command!(Parent, "tree.parent", "parent", "To the parent", ["p"], READING, Move, 0),
    command!(NextUnfinished, "tree.next-unfinished", "next unfinished", "To the next lesson that is not done", ["}"], READING, Move, 0),
    command!(PreviousUnfinished, "tree.previous-unfinished", "previous unfinished", "To the last lesson before it that is not done", ["{"], READING, Move, 0),
    command!(NextLesson, "study.next", "next", "To the next lesson", ["]"], READING, Move, 3),
    command!(PreviousLesson, "study.previous", "previous", "To the previous lesson", ["["], READING, Move, 0),
    command!(Back, "study.back", "back", "To where you were before the last jump", ["ctrl-o", "alt-left"], READING, Move, 0),
    command!(Forward, "study.forward", "forward", "Forward again, after going back", ["alt-right"], READING, Move, 0),
    command!(GoTo, "study.go-to", "go to", "Go to a lesson by its number: the digits, then Enter", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], READING, Move, 0),

    command!(Toggle, "study.done", "done", "Mark the lesson done, or not done; a branch asks first", ["space"], READING, Study, 2),
    command!(DoneNext, "study.done-next", "done, next", "Mark the lesson done and go on to the next", ["d"], READING, Study, 2),
    command!(Undo, "study.undo", "undo", "Take back the last thing that was saved", ["u"],
        When::of(&[X::Tree, X::Reader, X::Progress, X::List, X::Ask, X::Graded, X::Summary]), Study, 0),
    command!(Bookmark, "study.bookmark", "bookmark", "Bookmark this passage, or take the bookmark away", ["m"], When::of(&[X::Reader]), Study, 0),
    command!(Bookmarks, "study.bookmarks", "bookmarks", "List all bookmarks", ["'"], READING, Study, 0),
    command!(Note, "study.note", "note", "Write the lesson's note in your editor", ["e"], READING, Study, 0),
    command!(Notes, "study.notes", "notes", "List all notes", ["N"], When::of(&[X::Tree]), Study, 0),
    command!(Outline, "study.outline", "outline", "The headings of this lesson", ["o"], When::of(&[X::Reader]), Study, 5),
    command!(Links, "study.links", "links", "The links of this lesson", ["L"], When::of(&[X::Reader]), Study, 0),
    command!(NextLink, "study.next-link", "next link", "Select the next link on the page", ["."], When::of(&[X::Reader]), Study, 0),
    command!(PreviousLink, "study.previous-link", "previous link", "Select the previous link on the page", [","], When::of(&[X::Reader]), Study, 0),
    command!(CopyBlock, "study.copy", "copy", "Copy a code block (in a list: the row) to the clipboard", ["y"], When::of(&[X::Reader, X::List]), Study, 0),
    command!(EditBlock, "study.edit-block", "edit block", "Open a code block in your editor as a file of its own", ["E"], When::of(&[X::Reader]), Study, 0),
    command!(FoldKeyPoints, "study.key-points", "key points", "Fold or unfold the key points", ["K"], When::of(&[X::Reader]), Study, 0),
    command!(Filter, "tree.filter", "filter", "Show all lessons, those to do, or those done", ["F"], When::of(&[X::Tree]), Study, 7),

    command!(Search, "find.everywhere", "search", "Search everything: titles, text, symbols, notes, your questions", ["/"],
        When::of(&[X::Tree, X::Reader, X::Progress]), Find, 4),
    command!(TitlesOnly, "find.titles", "titles only", "Search titles only, or everything", ["tab"], When::of(&[X::Search]), Find, 4),
    command!(Find, "find.page", "find", "Find in this page", ["f"], When::of(&[X::Reader]), Find, 0),
    command!(NextMatch, "find.next", "next match", "To the next match in the page", ["n"], When::of(&[X::Reader]), Find, 0),
    command!(PreviousMatch, "find.previous", "previous match", "To the previous match in the page", ["N"], When::of(&[X::Reader]), Find, 0),

    command!(Review, "review.start", "review", "Answer what is due", ["r"], When::of(&[X::Tree, X::Reader, X::Progress]), Remember, 2),
    command!(CheckYourself, "review.lesson", "check yourself", "Answer this lesson's questions now", ["t"], READING, Remember, 6),
    command!(BlankPage, "review.blank", "blank page", "Write down the key points from memory, then compare", ["b"], READING, Remember, 0),
    command!(OwnQuestion, "review.own", "own question", "Add a question of your own to this lesson, or to the branch under the cursor", ["a"],
        When::of(&[X::Tree, X::Reader, X::List]), Remember, 5),
    command!(OwnQuestions, "review.own-list", "your questions", "List the questions of your own, to edit or delete them", ["A"], READING, Remember, 0),
    command!(EditQuestion, "review.own-edit", "edit", "Edit this question of your own", ["E"], When::of(&[X::List, X::Ask, X::Graded]), Remember, 6),
    command!(DeleteQuestion, "review.own-delete", "delete", "Delete this question of your own", ["D"], When::of(&[X::List, X::Ask, X::Graded]), Remember, 7),
    command!(TestOut, "review.test-out", "test out", "Eight questions of this phase; 80 % right marks its lessons done", ["T"], READING, Remember, 0),
    command!(Interview, "review.interview", "interview", "A timed drill of open questions over phases that you choose, weakest first", ["I"], When::of(&[X::Tree, X::Reader, X::Progress]), Remember, 0),
    command!(Enter, "interview.begin", "begin", "Begin the interview", ["enter"], When::of(&[X::Choose]), Remember, 1),
    command!(TickPoint, "interview.tick", "tick", "Take the phase in, or leave it out", ["space"], When::of(&[X::Choose]), Remember, 2),
    command!(TickAll, "interview.all", "all, none", "Take all phases in, or leave all out", ["a"], When::of(&[X::Choose]), Remember, 4),
    command!(Minutes, "interview.minutes", "minutes", "How long: 10, 20, 30, 45 minutes, or as long as it takes", ["tab"], When::of(&[X::Choose]), Remember, 3),
    command!(Pick, "review.pick", "pick", "Pick an option, or tick a point, by its letter", ["a", "b", "c", "d", "e", "f"], When::of(&[X::Ask, X::Tick]), Remember, 0),
    command!(TickPoint, "review.tick", "tick", "Tick the point under the cursor, or take the tick away", ["space"], When::of(&[X::Tick]), Remember, 2),
    command!(Reveal, "review.reveal", "reveal", "Give the answer, and see the right one", ["enter"], When::of(&[X::Ask]), Remember, 1),
    command!(Reveal, "review.ticked", "grade", "All points that you hit are ticked: on to the grade", ["enter"], When::of(&[X::Tick]), Remember, 1),
    command!(WriteAnswer, "review.write", "write", "Type the answer", ["w"], When::of(&[X::Ask]), Remember, 4),
    command!(Reveal, "review.hand-in", "reveal", "Hand in what you wrote", ["ctrl-d", "f2"], When::of(&[X::Write]), Remember, 1),
    command!(Confidence, "review.sure", "how sure", "Say how sure you are: guess, think so, sure", ["tab"], When::of(&[X::Ask, X::Write]), Remember, 2),
    command!(Hint, "review.hint", "hint", "Name the passage that answers it", ["?", "f1"], When::of(&[X::Ask]), Remember, 3),
    command!(Hint, "review.hint-writing", "hint", "Name the passage that answers it, while writing", ["f1"], When::of(&[X::Write]), Remember, 3),
    command!(GradeAgain, "review.again", "again", "Grade: not remembered", ["1"], When::of(&[X::Graded]), Remember, 0),
    command!(GradeHard, "review.hard", "hard", "Grade: remembered with trouble", ["2"], When::of(&[X::Graded]), Remember, 0),
    command!(GradeGood, "review.good", "good", "Grade: remembered", ["3"], When::of(&[X::Graded]), Remember, 0),
    command!(GradeEasy, "review.easy", "easy", "Grade: remembered at once", ["4"], When::of(&[X::Graded]), Remember, 0),
    command!(Enter, "review.next", "next", "Accept the proposed grade and go on", ["enter", "space"], When::of(&[X::Graded]), Remember, 1),
    command!(Enter, "review.go-on", "go on", "At the end: on with what has come due, or back to study", ["enter"], When::of(&[X::Summary]), Remember, 1),
    command!(Passage, "review.passage", "passage", "To the passage in the lesson; back with the key of study.back", ["p"], When::of(&[X::Graded]), Remember, 6),
    command!(SuspendQuestion, "review.suspend", "suspend", "Never ask this question again (or do, if it is suspended)", ["s"], When::of(&[X::Graded, X::Ask]), Remember, 0),
    command!(ReportQuestion, "review.report", "report", "Keep a note of what is wrong with this question", ["!"], When::of(&[X::Graded, X::Ask]), Remember, 0),

    command!(Progress, "program.progress", "progress", "Bars, week, half year, streak, pace, forecast", ["P"], When::of(&[X::Tree, X::Reader]), Program, 0),
    command!(Palette, "program.palette", "palette", "All commands by name", [":"],
        When::of(&[X::Tree, X::Reader, X::Progress]), Program, 0),
    command!(Help, "program.help", "keys", "All keys", ["?", "f1"], When::of(&[X::Tree, X::Reader, X::Progress, X::List, X::Tick, X::Graded, X::Summary]), Program, 8),
    command!(Theme, "program.theme", "theme", "The next theme: dark, light, high contrast, mono", ["ctrl-t"], When::of(&[X::Tree, X::Reader, X::Progress]), Program, 0),
    command!(Retry, "program.save-again", "save again", "Try again to save what could not be saved", ["s"], READING, Program, 0),
    command!(Yes, "confirm.yes", "yes", "Do it", ["y", "enter"], When::of(&[X::Confirm]), Program, 1),
    command!(No, "confirm.no", "no", "Leave it", ["n", "q"], When::of(&[X::Confirm]), Program, 2),
    command!(Enter, "field.accept", "accept", "Accept what was typed", ["enter"], When::of(&[X::Field]), Program, 1),
    command!(EraseWord, "field.erase-word", "erase word", "Erase the word before the cursor", ["ctrl-w", "alt-backspace"],
        When::of(&[X::Search, X::Palette, X::Field, X::Write]), Program, 0),
    command!(EraseLine, "field.erase-line", "erase line", "Erase the line before the cursor", ["ctrl-u"],
        When::of(&[X::Search, X::Palette, X::Field, X::Write]), Program, 0),
    command!(Escape, "program.close", "close", "Close this screen", ["q"], When::of(&[X::Progress, X::List, X::Help, X::Ask, X::Tick, X::Graded, X::Summary, X::Choose]), Program, 0),
    command!(Suspend, "program.suspend", "suspend", "To the shell; `fg` comes back", ["ctrl-z"], EVERYWHERE, Program, 0),
    command!(Quit, "program.quit", "quit", "Leave; all is saved already", ["q"], When::of(&[X::Tree, X::Reader, X::Welcome]), Program, 0),
    command!(Quit, "program.quit-now", "quit", "Leave from anywhere", ["ctrl-c"], EVERYWHERE, Program, 0),
];

/// The row with this name.
pub fn by_name(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// The key table as Markdown, for the README.
pub fn markdown() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        let _ = write!(text, "| {} | keys | what it does |\n|---|---|---|\n", group.title());
        for command in COMMANDS.iter().filter(|command| command.group == group) {
            let keys: Vec<String> = match command.cmd {
                Cmd::GoTo => vec!["`0` to `9`".to_owned()],
                _ => command.keys.iter().map(|key| format!("`{key}`")).collect(),
            };
            let _ = writeln!(text, "| `{}` | {} | {} |", command.name, keys.join(" "), command.doc);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::Chord;

    #[test]
    fn in_one_context_no_chord_is_bound_twice() {
        for context in Context::ALL {
            let mut seen: Vec<(Chord, &str)> = Vec::new();
            for command in COMMANDS.iter().filter(|command| command.when.holds(context)) {
                for key in command.keys {
                    let chord = Chord::parse(key).expect("a key of the table");
                    if let Some((_, other)) = seen.iter().find(|(known, _)| *known == chord) {
                        panic!("{key} means {other} and {} in {context:?}", command.name);
                    }
                    seen.push((chord, command.name));
                }
            }
        }
    }

    #[test]
    fn in_a_text_field_every_printable_key_is_text() {
        for context in Context::ALL.into_iter().filter(|context| context.is_text()) {
            for command in COMMANDS.iter().filter(|command| command.when.holds(context)) {
                for key in command.keys {
                    let chord = Chord::parse(key).expect("a key of the table");
                    assert!(!chord.is_text(), "{key} ({}) is text in {context:?}", command.name);
                }
            }
        }
    }

    #[test]
    fn names_are_used_once_and_every_context_can_be_left() {
        let mut names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        for context in Context::ALL {
            assert!(COMMANDS.iter().any(|c| c.cmd == Cmd::Escape && c.when.holds(context)), "{context:?}");
            assert!(COMMANDS.iter().any(|c| c.cmd == Cmd::Quit && c.when.holds(context)), "{context:?}");
        }
    }
}
