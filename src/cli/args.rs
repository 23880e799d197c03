//! What can be typed after `gomastery`.

use std::{ffi::OsString, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum, ValueHint, value_parser};

use crate::session::Wanted;

/// What stands over the options that every verb has.
pub const GLOBAL: &str = "Global options";

/// The arguments.
#[derive(Debug, Default, Parser)]
#[command(
    name = "gomastery",
    version,
    about = "From zero to professional Go architect, offline, from the keyboard",
    long_about = "From zero to professional Go architect, offline, from the keyboard.\n\nWithout a verb it opens the study \
                  screen where you left off. Ids are those of the curriculum: 5 a phase, 5.6 a topic, 5.6.4 a section.",
    after_help = "Examples:\n  gomastery                     study\n  gomastery search b.Loop       find a symbol\n  gomastery show 5.6.4 | less   read a lesson\n  gomastery done 5.6.1 5.6.2    mark lessons done\n\nKeys are listed with ? in the study screen and in the README.",
    args_conflicts_with_subcommands = false
)]
pub struct Args {
    /// Keep progress in this folder [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = GLOBAL)]
    pub data_dir: Option<PathBuf>,
    /// Study the curriculum in this folder; its progress is kept apart
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = GLOBAL)]
    pub curriculum: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto, help_heading = GLOBAL)]
    pub color: Colour,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    #[default]
    Auto,
    Always,
    Never,
}

/// Which lessons to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Status {
    Todo,
    Done,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the curriculum: a tree on a terminal, a line a lesson in a pipe
    #[command(
        after_help = "Examples:\n  gomastery list --phase 5\n  gomastery list --status todo | head -3\n  gomastery list --json"
    )]
    List {
        /// Only this phase
        #[arg(long, value_name = "N")]
        phase: Option<String>,
        /// Only lessons to do, or only those done
        #[arg(long, value_enum)]
        status: Option<Status>,
        /// As JSON: a flat array in the curriculum's order
        #[arg(long)]
        json: bool,
    },
    /// Show a lesson, an overview or a page
    #[command(
        after_help = "Examples:\n  gomastery show 5.6.4\n  gomastery show 5.6.4 --code 1 > main.go\n  gomastery show introduction --markdown"
    )]
    Show {
        /// A lesson's id, such as 5.6.4
        id: String,
        /// Its Markdown source
        #[arg(long, conflicts_with_all = ["json", "code"])]
        markdown: bool,
        /// As JSON: what is known about it, and its source
        #[arg(long, conflicts_with = "code")]
        json: bool,
        /// Its Nth code block alone
        #[arg(long, value_name = "N", value_hint = ValueHint::Other, value_parser = value_parser!(u32).range(1..))]
        code: Option<u32>,
    },
    /// Search everything: titles, terms, symbols, text, notes
    #[command(
        after_help = "Examples:\n  gomastery search write barrier\n  gomastery search ':='\n  gomastery search gorutine --limit 3\n  gomastery search -race\n\nNothing found is exit status 1, with --json an empty array and 0."
    )]
    Search {
        /// Words, symbols or a number
        #[arg(required = true)]
        query: Vec<String>,
        /// At most so many hits
        #[arg(long, value_name = "N", default_value_t = 10, value_hint = ValueHint::Other, value_parser = value_parser!(u32).range(1..))]
        limit: u32,
        /// As JSON, best first
        #[arg(long)]
        json: bool,
    },
    /// Mark lessons done; an id with children marks all of them
    #[command(
        after_help = "Examples:\n  gomastery done 5.6.4\n  gomastery done 0 1.1\n\nEach id is saved by itself; its line is printed when it is on the disk."
    )]
    Done {
        /// Ids of lessons, topics or phases
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Take the mark off lessons
    #[command(after_help = "Example:\n  gomastery undone 5.6.4")]
    Undone {
        /// Ids of lessons, topics or phases
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// The next unfinished lesson
    #[command(after_help = "Example:\n  gomastery next --json")]
    Next {
        /// As JSON: an array of one, or of none
        #[arg(long)]
        json: bool,
    },
    /// How far you have come: per tier and phase, streak, pace, forecast
    #[command(after_help = "Example:\n  gomastery progress --json")]
    Progress {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Answer what is due, then new questions of lessons that are done
    #[command(
        after_help = "Examples:\n  gomastery review\n  gomastery review 5.6 --count\n\nOf a branch all questions are asked, also those that are not due. --count only says how many there are."
    )]
    Review {
        /// Only this phase, topic or lesson
        id: Option<String>,
        /// Say how much there is, and begin nothing
        #[arg(long)]
        count: bool,
    },
    /// Figures of memory: what is retained, right answers, what is due
    #[command(after_help = "Example:\n  gomastery stats --json")]
    Stats {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Show or write a lesson's note
    #[command(
        after_help = "Examples:\n  gomastery note 5.6.4\n  gomastery note 5.6.4 --edit\n  gomastery note 5.6.4 --text 'a nil channel blocks for ever'"
    )]
    Note {
        /// A lesson's id
        id: String,
        /// Write this text; an empty one takes the note away
        // A text may begin with a dash: a list does.
        #[arg(long, value_name = "TEXT", conflicts_with = "edit", allow_hyphen_values = true, value_hint = ValueHint::Other)]
        text: Option<String>,
        /// Write it in $VISUAL or $EDITOR
        #[arg(long)]
        edit: bool,
    },
    /// All notes, as Markdown
    #[command(after_help = "Example:\n  gomastery notes > notes.md")]
    Notes {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write everything that is yours (marks, notes, bookmarks, answers) as JSON
    #[command(
        after_help = "Examples:\n  gomastery export progress.json\n  gomastery export | gzip > progress.json.gz\n  gomastery export --anki questions.txt"
    )]
    Export {
        /// Where to; the output if none is named
        #[arg(value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
        /// Write all questions, your own too, as a text that Anki imports
        #[arg(long)]
        anki: bool,
    },
    /// Merge an export of another machine; doing it again changes nothing
    #[command(after_help = "Example:\n  gomastery import progress.json")]
    Import {
        /// An export
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// List the backups, or put one back
    #[command(
        after_help = "Examples:\n  gomastery restore\n  gomastery restore ~/.local/share/gomastery/backups/FILE\n\nThe present file is kept as a backup first."
    )]
    Restore {
        /// The backup to put back
        #[arg(value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
    },
    /// Check a curriculum: path:line:column, what is wrong, what to do
    #[command(after_help = "Example:\n  gomastery check my-course/")]
    Check {
        /// Its folder; the embedded one if none is named
        #[arg(value_hint = ValueHint::DirPath)]
        dir: Option<PathBuf>,
    },
    /// Look at terminal, paths, database and Go toolchain
    #[command(
        after_help = "Example:\n  gomastery doctor\n\nIt fails only where data is damaged; all else is a warning."
    )]
    Doctor,
    /// Print shell completions
    #[command(
        after_help = "Example:\n  gomastery completions bash > ~/.local/share/bash-completion/completions/gomastery"
    )]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    #[command(after_help = "Example:\n  gomastery man | man -l -")]
    Man,
}

impl Args {
    /// What they say of folders.
    pub fn wanted(&self) -> Wanted {
        Wanted { data_dir: self.data_dir.clone(), curriculum: self.curriculum.clone() }
    }
}

/// Reads the arguments.
pub fn parse(arguments: Vec<OsString>) -> Result<Args, clap::Error> {
    Args::try_parse_from(std::iter::once(OsString::from("gomastery")).chain(words_last(arguments)))
}

/// The options of `search` and whether a value follows them.
const SEARCH_OPTIONS: &[(&str, bool)] = &[
    ("--json", false),
    ("--limit", true),
    ("--data-dir", true),
    ("--curriculum", true),
    ("--color", true),
    ("--help", false),
    ("-h", false),
];

/// The arguments with what `search` looks for behind its options, wherever they were written: `-race` is a word to be found
/// and `--json` is none. Behind `--` all is words.
fn words_last(arguments: Vec<OsString>) -> Vec<OsString> {
    let option = |text: &OsString| {
        let text = text.to_str()?;
        let (name, value) = text.split_once('=').map_or((text, false), |(name, _)| (name, true));
        let (_, valued) = SEARCH_OPTIONS.iter().find(|(known, valued)| *known == name && (*valued || !value))?;
        Some(*valued && !value)
    };
    let (mut options, mut words) = (Vec::new(), Vec::new());
    let mut searching = false;
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        match option(&argument) {
            Some(valued) => {
                options.push(argument);
                if valued {
                    options.extend(rest.next());
                }
            }
            None if searching && argument == "--" => {
                words.extend(rest);
                break;
            }
            None if searching => words.push(argument),
            None => {
                searching = argument == "search";
                options.push(argument);
                if !searching {
                    options.extend(rest);
                    break;
                }
            }
        }
    }
    if searching && !words.is_empty() {
        options.push("--".into());
    }
    options.extend(words);
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn words(line: &str) -> String {
        let line = line.split(' ').map(OsString::from).collect();
        words_last(line).iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn options_of_a_search_stand_anywhere() {
        assert_eq!(words("search mutex --json"), "search --json -- mutex");
        assert_eq!(words("search --limit 3 write barrier"), "search --limit 3 -- write barrier");
        assert_eq!(
            words("search write --limit=3 -race --color never"),
            "search --limit=3 --color never -- write -race"
        );
        assert_eq!(words("--data-dir search search -- --json"), "--data-dir search search -- --json");
        assert_eq!(words("search --json=1 --jsonl"), "search -- --json=1 --jsonl");
        assert_eq!(words("search --limit"), "search --limit");
        assert_eq!(words("show --json 5.6"), "show --json 5.6");
        assert_eq!(words("done search --json"), "done search --json");
    }

    #[test]
    fn the_options_of_search_are_all_known() {
        let mut command = Args::command();
        command.build();
        for option in command.find_subcommand("search").unwrap().get_arguments().filter(|arg| !arg.is_positional()) {
            let valued = option.get_action().takes_values();
            for name in option
                .get_long()
                .map(|long| format!("--{long}"))
                .into_iter()
                .chain(option.get_short().map(|short| format!("-{short}")))
            {
                assert!(SEARCH_OPTIONS.contains(&(name.as_str(), valued)), "{name}");
            }
        }
    }
}
