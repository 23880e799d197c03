//! What the learner set: `config.toml`, which need not exist. What is wrong in it is reported by line and left at its
//! default; the program works all the same.

use crate::domain::day::DAY_ENDS;
use std::fs::OpenOptions;
use std::io::Read;
use std::ops::Range;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// The themes that there are; `auto` leaves the choice to the program.
pub const THEMES: &[&str] = &["auto", "dark", "light", "contrast", "mono"];
/// The most bytes of the file.
const FILE_MAX: u64 = 1 << 20;

/// Which signs are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// Circles, lines and bars.
    #[default]
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// How much is reviewed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Review {
    /// New questions a day.
    pub new: u32,
    /// Answers a day at most; 0 for no limit.
    pub limit: u32,
    /// The chance with which a question is to be known when it is asked again: 0.80 to 0.97.
    pub retention: f32,
}

impl Default for Review {
    fn default() -> Self {
        Review { new: 10, limit: 200, retention: 0.90 }
    }
}

/// The keys of one command. Whether there is such a command and whether the keys are free is for the command table to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The command's id, `study.bookmark`.
    pub command: String,
    /// The keys as written, `["m", "Ctrl-b"]`.
    pub chords: Vec<String>,
    /// The line in the file, from 1.
    pub line: usize,
}

/// What the learner set.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// One of [`THEMES`].
    pub theme: String,
    /// Whether the mouse scrolls and clicks.
    pub mouse: bool,
    /// Which signs are drawn.
    pub glyphs: Glyphs,
    /// When a study day ends, in minutes after midnight.
    pub day_ends: u16,
    /// How much is reviewed.
    pub review: Review,
    /// Keys of the learner's own.
    pub keys: Vec<Keys>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            theme: "auto".to_owned(),
            mouse: false,
            glyphs: Glyphs::Unicode,
            day_ends: DAY_ENDS,
            review: Review::default(),
            keys: Vec::new(),
        }
    }
}

/// Something wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1; 0 where it is the whole file.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Problem {
    /// As `PATH:LINE: message`.
    pub fn text(&self, path: &Path) -> String {
        match self.line {
            0 => format!("{}: {}", path.display(), self.message),
            line => format!("{}:{line}: {}", path.display(), self.message),
        }
    }
}

impl Config {
    /// Reads the file; the default where there is none.
    pub fn load(path: &Path) -> (Config, Vec<Problem>) {
        match read(path) {
            Ok(None) => (Config::default(), Vec::new()),
            Ok(Some(text)) => Config::parse(&text),
            Err(message) => {
                let hint = "The defaults hold. Mend the file, or remove it.".to_owned();
                (Config::default(), vec![Problem { line: 0, message, hint }])
            }
        }
    }

    /// Reads the text of the file.
    pub fn parse(text: &str) -> (Config, Vec<Problem>) {
        let mut reader = Reader { text, config: Config::default(), problems: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => reader.table(table.get_ref()),
            Err(error) => {
                let first = error.message().lines().next().unwrap_or_default().to_owned();
                reader.problem(error.span().unwrap_or(0..0), first, "The defaults hold until the file is TOML again.");
            }
        }
        reader.problems.sort_by_key(|problem| problem.line);
        (reader.config, reader.problems)
    }
}

fn read(path: &Path) -> Result<Option<String>, String> {
    let plain = |error: std::io::Error| super::Error::io(&error, path, "read").to_string();
    let file = match OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(plain(error)),
    };
    if !file.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= FILE_MAX) {
        return Err("it is no plain file of less than a megabyte".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(FILE_MAX).read_to_end(&mut bytes).map_err(plain)?;
    String::from_utf8(bytes).map(Some).map_err(|_| "it is not UTF-8 text".to_owned())
}

struct Reader<'a> {
    text: &'a str,
    config: Config,
    problems: Vec<Problem>,
}

type Value<'a> = toml::Spanned<DeValue<'a>>;

impl Reader<'_> {
    fn problem(&mut self, at: Range<usize>, message: String, hint: &str) {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        let line = 1 + before.bytes().filter(|b| *b == b'\n').count();
        self.problems.push(Problem { line, message, hint: hint.to_owned() });
    }

    fn unknown(&mut self, at: Range<usize>, key: &str, known: &[&str]) {
        let hint = match nearest(key, known) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("There are {}.", known.join(", ")),
        };
        self.problem(at, format!("there is no setting `{key}`"), &hint);
    }

    fn table(&mut self, table: &DeTable) {
        for (key, value) in table.iter() {
            let at = value.span();
            match key.get_ref().as_ref() {
                "theme" => match text(value) {
                    Some(theme) if THEMES.contains(&theme) => self.config.theme = theme.to_owned(),
                    _ => self.problem(at, "there is no such theme".into(), &one_of(THEMES)),
                },
                "mouse" => match value.get_ref() {
                    DeValue::Boolean(mouse) => self.config.mouse = *mouse,
                    _ => self.problem(at, "`mouse` is true or false".into(), "As in: mouse = true"),
                },
                "glyphs" => match text(value) {
                    Some("unicode") => self.config.glyphs = Glyphs::Unicode,
                    Some("ascii") => self.config.glyphs = Glyphs::Ascii,
                    _ => self.problem(at, "there are no such glyphs".into(), &one_of(&["unicode", "ascii"])),
                },
                "day_ends" => match text(value).and_then(minutes) {
                    Some(minutes) => self.config.day_ends = minutes,
                    None => self.problem(
                        at,
                        "`day_ends` is a time of the night".into(),
                        "From 00:00 to 12:00, as in: day_ends = \"04:00\"",
                    ),
                },
                "review" => match value.get_ref() {
                    DeValue::Table(review) => self.review(review),
                    _ => self.problem(at, "`review` is a table".into(), "As in: [review]"),
                },
                "keys" => match value.get_ref() {
                    DeValue::Table(keys) => self.keys(keys, ""),
                    _ => self.problem(at, "`keys` is a table".into(), "As in: [keys]"),
                },
                other => {
                    let known = ["theme", "mouse", "glyphs", "day_ends", "review", "keys"];
                    self.unknown(key.span(), other, &known);
                }
            }
        }
    }

    fn review(&mut self, table: &DeTable) {
        for (key, value) in table.iter() {
            let at = value.span();
            match key.get_ref().as_ref() {
                "new" => match whole(value).filter(|n| *n <= 1_000) {
                    Some(n) => self.config.review.new = n,
                    None => self.problem(at, "`new` is a number of questions a day".into(), "From 0 to 1000."),
                },
                "limit" => match whole(value).filter(|n| *n <= 10_000) {
                    Some(n) => self.config.review.limit = n,
                    None => {
                        self.problem(at, "`limit` is a number of answers a day".into(), "From 0 (no limit) to 10000.");
                    }
                },
                "retention" => match number(value).filter(|n| (0.80..=0.97).contains(n)) {
                    Some(n) => self.config.review.retention = n,
                    None => self.problem(at, "`retention` is a chance".into(), "From 0.80 to 0.97."),
                },
                other => self.unknown(key.span(), other, &["new", "limit", "retention"]),
            }
        }
    }

    /// The keys of commands; without quotes, `study.bookmark` is a table in a table.
    fn keys(&mut self, table: &DeTable, group: &str) {
        for (key, value) in table.iter() {
            let command = format!("{group}{}", key.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) if group.is_empty() => {
                    self.keys(inner, &format!("{command}."));
                    continue;
                }
                _ => {}
            }
            let chords: Option<Vec<String>> = match value.get_ref() {
                DeValue::Array(list) => list.iter().map(|one| text(one).map(str::to_owned)).collect(),
                _ => text(value).map(|one| vec![one.to_owned()]),
            };
            let at = key.span();
            let before = self.text.get(..at.start).unwrap_or(self.text);
            let line = 1 + before.bytes().filter(|b| *b == b'\n').count();
            match chords {
                Some(chords) => self.config.keys.push(Keys { command, chords, line }),
                None => {
                    let message = format!("the keys of `{command}` are a list of texts");
                    self.problem(value.span(), message, "As in: \"study.bookmark\" = [\"m\"]");
                }
            }
        }
    }
}

fn text<'a>(value: &'a Value) -> Option<&'a str> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    }
}

fn whole(value: &Value) -> Option<u32> {
    match value.get_ref() {
        DeValue::Integer(n) => u32::from_str_radix(n.as_str(), n.radix()).ok(),
        _ => None,
    }
}

fn number(value: &Value) -> Option<f32> {
    match value.get_ref() {
        DeValue::Float(n) => n.as_str().parse().ok(),
        _ => None,
    }
}

/// `04:00` in minutes; not after noon.
fn minutes(time: &str) -> Option<u16> {
    let (h, m) = time.split_once(':')?;
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(h) || !digits(m) || m.len() != 2 {
        return None;
    }
    let (h, m): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
    (m < 60 && h * 60 + m <= 12 * 60).then_some(h * 60 + m)
}

fn one_of(known: &[&str]) -> String {
    format!("There are {}.", known.join(", "))
}

/// The known word that differs least, if it is near: at most two letters.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|other| (distance(word, other), *other)).min()?;
    (near.0 <= 2).then_some(near.1)
}

/// Letters to change, insert or leave out (V. I. Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        for ((y, above), pair) in b.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            next.push((pair + usize::from(x != *y)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_settings_are_read() {
        let (config, problems) = Config::parse(
            "theme = \"light\"\nmouse = true\nglyphs = \"ascii\"\nday_ends = \"05:30\"\n[review]\nnew = 5\nlimit = 0\n\
             retention = 0.85\n[keys]\n\"study.bookmark\" = [\"m\", \"Ctrl-b\"]\nstudy.done = \"d\"\n",
        );
        assert_eq!(problems, []);
        assert_eq!(
            (config.theme.as_str(), config.mouse, config.glyphs, config.day_ends),
            ("light", true, Glyphs::Ascii, 330)
        );
        assert_eq!(config.review, Review { new: 5, limit: 0, retention: 0.85 });
        let keys = |command: &str| config.keys.iter().find(|keys| keys.command == command).unwrap();
        assert_eq!((keys("study.bookmark").chords.len(), keys("study.bookmark").line), (2, 10));
        assert_eq!((keys("study.done").chords[0].as_str(), keys("study.done").line), ("d", 11));
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_the_rest_holds() {
        let (config, problems) = Config::parse(
            "them = \"dark\"\nmouse = 1\n\nday_ends = \"25:00\"\n[review]\nretention = 0.5\nnew = 3\n[keys]\nx = 1\n",
        );
        assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 2, 4, 6, 9]);
        assert!(problems[0].message.contains("`them`") && problems[0].hint.contains("`theme`"), "{:?}", problems[0]);
        assert_eq!(config, Config { review: Review { new: 3, ..Review::default() }, ..Config::default() });
        assert_eq!(problems[1].text(Path::new("c.toml")), "c.toml:2: `mouse` is true or false");
    }

    #[test]
    fn what_is_no_toml_is_one_problem_with_its_line() {
        let (config, problems) = Config::parse("mouse = true\ntheme = = \"x\"\nx = 1\n");
        assert_eq!((config, problems.len(), problems[0].line), (Config::default(), 1, 2));
    }

    #[test]
    fn no_file_is_no_problem_and_odd_files_are_one() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Config::load(&dir.path().join("none")), (Config::default(), vec![]));
        assert_eq!(Config::load(dir.path()).1.len(), 1);
        let file = dir.path().join("bytes");
        std::fs::write(&file, [0xff, 0xfe]).unwrap();
        assert_eq!(Config::load(&file).1.len(), 1);
    }

    #[test]
    fn times_of_the_night() {
        for (text, minutes_) in [
            ("04:00", Some(240)),
            ("0:05", Some(5)),
            ("12:00", Some(720)),
            ("12:01", None),
            ("4", None),
            ("4:5", None),
            ("-1:00", None),
            ("04:60", None),
            ("+4:00", None),
        ] {
            assert_eq!(minutes(text), minutes_, "{text}");
        }
    }
}
