//! Keys: chords as people write them (`ctrl-u`, `G`, `space`), and what a chord means where the learner is.

use std::fmt;

use super::command::{COMMANDS, Cmd, Command, Context};

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A key with its modifiers. Shift is part of the character (`G`), and only other keys carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    pub key: Key,
    pub ctrl: bool,
    pub alt: bool,
}

const NAMED: &[(&str, Key)] = &[
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("shift-tab", Key::BackTab),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
    ("insert", Key::Insert),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("home", Key::Home),
    ("end", Key::End),
    ("pageup", Key::PageUp),
    ("pagedown", Key::PageDown),
    ("space", Key::Char(' ')),
];

impl Chord {
    /// A key alone.
    pub const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// The chord that `text` names: modifiers `ctrl-` and `alt-`, then a name or one character.
    pub fn parse(text: &str) -> Option<Self> {
        let mut chord = Self::plain(Key::Esc);
        let mut rest = text;
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-").filter(|after| !after.is_empty() && !chord.ctrl) {
                chord.ctrl = true;
                rest = after;
            } else if let Some(after) = rest.strip_prefix("alt-").filter(|after| !after.is_empty() && !chord.alt) {
                chord.alt = true;
                rest = after;
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        chord.key = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() && c != ' ' => Key::Char(c),
            _ => match NAMED.iter().find(|(name, _)| *name == rest) {
                Some((_, key)) => *key,
                None => Key::F(rest.strip_prefix('f')?.parse().ok().filter(|n| (1..=12).contains(n))?),
            },
        };
        Some(chord)
    }

    /// Whether it types a character.
    pub const fn is_text(&self) -> bool {
        matches!(self.key, Key::Char(_)) && !self.ctrl && !self.alt
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match (NAMED.iter().find(|(_, key)| *key == self.key), self.key) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Key::Char(c)) => write!(f, "{c}"),
            (None, Key::F(n)) => write!(f, "f{n}"),
            (None, _) => Ok(()),
        }
    }
}

/// What a chord means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A command, and the chord that called it (go-to needs its digit).
    Command(Cmd, Chord),
    /// A key for the text field: a character, Backspace, an arrow.
    Text(Chord),
    /// Nothing here.
    Nothing,
}

/// The keys in force: the table's, changed by the configuration.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<(&'static Command, Vec<Chord>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = COMMANDS
            .iter()
            .map(|command| (command, command.keys.iter().filter_map(|key| Chord::parse(key)).collect()))
            .collect();
        Self { bindings }
    }
}

/// A key of the configuration that cannot be used; `name` says which line is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub name: String,
    pub what: String,
}

impl Keymap {
    /// The table's keys with those of the configuration (command names to chords) in their place. A binding that is
    /// wrong or in conflict is reported, and the table's stays.
    pub fn configured<'a>(changes: impl IntoIterator<Item = (&'a str, &'a [String])>) -> (Self, Vec<Conflict>) {
        let mut map = Self::default();
        let mut conflicts = Vec::new();
        let mut changed: Vec<&str> = Vec::new();
        for (name, keys) in changes {
            let conflict = |what: String| Conflict { name: name.to_owned(), what };
            let Some(slot) = map.bindings.iter().position(|(command, _)| command.name == name) else {
                conflicts.push(conflict(format!(
                    "there is no command {name:?}; `gomastery --help` tells where they are listed"
                )));
                continue;
            };
            let mut chords = Vec::new();
            for key in keys {
                match Chord::parse(key) {
                    Some(chord) => chords.push(chord),
                    None => conflicts.push(conflict(format!(
                        "{key:?} is no key; write it like \"ctrl-u\", \"G\", \"space\", \"f5\""
                    ))),
                }
            }
            if chords.is_empty() && !keys.is_empty() {
                continue;
            }
            if let Some((command, bound)) = map.bindings.get_mut(slot) {
                *bound = chords;
                changed.push(command.name);
            }
        }
        for name in changed {
            if let Some(what) = map.clash(name) {
                conflicts.push(Conflict { name: name.to_owned(), what });
                if let Some((command, bound)) = map.bindings.iter_mut().find(|(command, _)| command.name == name) {
                    *bound = command.keys.iter().filter_map(|key| Chord::parse(key)).collect();
                }
            }
        }
        (map, conflicts)
    }

    /// Why the keys of a command cannot stand, if they cannot.
    fn clash(&self, name: &str) -> Option<String> {
        let (command, chords) = self.bindings.iter().find(|(command, _)| command.name == name)?;
        for chord in chords {
            for context in Context::ALL.into_iter().filter(|context| command.when.holds(*context)) {
                if context.is_text() && chord.is_text() {
                    return Some(format!("{chord} is text where this command is used"));
                }
                let other = self
                    .bindings
                    .iter()
                    .find(|(other, keys)| other.name != name && other.when.holds(context) && keys.contains(chord));
                if let Some((other, _)) = other {
                    return Some(format!("{chord} is the key of {} already", other.name));
                }
            }
        }
        None
    }

    /// What a chord means in a context.
    pub fn resolve(&self, context: Context, chord: Chord) -> Meaning {
        let found = self.bindings.iter().find(|(command, keys)| command.when.holds(context) && keys.contains(&chord));
        match found {
            Some((command, _)) => Meaning::Command(command.cmd, chord),
            None if context.is_text() => Meaning::Text(chord),
            None => Meaning::Nothing,
        }
    }

    /// The keys of a command's row.
    pub fn keys_of(&self, name: &str) -> &[Chord] {
        self.bindings.iter().find(|(command, _)| command.name == name).map_or(&[], |(_, keys)| keys)
    }

    /// The rows that can be used in a context, with their keys.
    pub fn in_context(&self, context: Context) -> impl Iterator<Item = (&'static Command, &[Chord])> {
        self.bindings
            .iter()
            .filter(move |(command, _)| command.when.holds(context))
            .map(|(command, keys)| (*command, keys.as_slice()))
    }

    /// All rows with their keys.
    pub fn all(&self) -> impl Iterator<Item = (&'static Command, &[Chord])> {
        self.bindings.iter().map(|(command, keys)| (*command, keys.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_written_as_they_are_read() {
        for text in ["ctrl-u", "G", "space", "alt-left", "f12", "-", "ctrl--", "?", "é", "shift-tab"] {
            assert_eq!(Chord::parse(text).map(|chord| chord.to_string()).as_deref(), Some(text));
        }
        for bad in ["", "ctrl-", "f13", "f0", "banana", " ", "ctrl-ctrl-u"] {
            assert_eq!(Chord::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_configuration_changes_keys_and_conflicts_are_told() {
        let keys = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<String>>();
        let (good, clash, text, odd) = (keys(&["x"]), keys(&["d"]), keys(&["t"]), keys(&["hyper-x"]));
        let (map, conflicts) = Keymap::configured([
            ("study.bookmark", good.as_slice()),
            ("study.note", clash.as_slice()),
            ("find.titles", text.as_slice()),
            ("study.undo", odd.as_slice()),
            ("no.such", good.as_slice()),
        ]);
        let chord = |key| Chord::parse(key).expect("key");
        assert_eq!(map.resolve(Context::Reader, chord("x")), Meaning::Command(Cmd::Bookmark, chord("x")));
        assert_eq!(map.resolve(Context::Reader, chord("m")), Meaning::Nothing);
        assert_eq!(map.resolve(Context::Reader, chord("e")), Meaning::Command(Cmd::Note, chord("e")));
        assert_eq!(map.resolve(Context::Reader, chord("u")), Meaning::Command(Cmd::Undo, chord("u")));
        let said: Vec<String> = conflicts.iter().map(|c| format!("{}: {}", c.name, c.what)).collect();
        assert_eq!(said.len(), 4, "{said:#?}");
        assert!(said.iter().any(|s| s.starts_with("study.note: d is the key of study.done-next")), "{said:#?}");
        assert!(said.iter().any(|s| s.starts_with("find.titles: t is text")), "{said:#?}");
    }

    #[test]
    fn a_text_field_takes_what_no_command_does() {
        let map = Keymap::default();
        let q = Chord::plain(Key::Char('q'));
        assert_eq!(map.resolve(Context::Search, q), Meaning::Text(q));
        assert_eq!(map.resolve(Context::Tree, q), Meaning::Command(Cmd::Quit, q));
        let esc = Chord::plain(Key::Esc);
        assert_eq!(map.resolve(Context::Search, esc), Meaning::Command(Cmd::Escape, esc));
    }
}
