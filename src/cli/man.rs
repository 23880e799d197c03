//! `gomastery man`: one page that holds all. Verbs and options are those of the arguments; the rest is told here.

use clap::{Arg, Command, CommandFactory};
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::{Args, Failure, args::GLOBAL, output::Output};
use crate::session::{Paths, paths};

const ENVIRONMENT: &[(&str, &str)] = &[
    ("GOMASTERY_DATA_DIR", "The data folder, where --data-dir names none."),
    ("GOMASTERY_LOG", "With error, warn, info, debug or trace the study screen writes a log into the data folder."),
    ("VISUAL, EDITOR", "The editor for notes and questions, with its arguments; VISUAL comes first."),
    ("NO_COLOR", "If set and not empty, there are no colours, unless --color says otherwise."),
    ("COLORFGBG", "What the terminal says of its background; the theme follows it, where config.toml names none."),
    ("COLUMNS", "How wide a lesson is shown by show."),
    ("TERM", "What the terminal is. With dumb there are no colours and no study screen."),
    ("TZ", "The time zone in which study days are reckoned."),
    (
        "XDG_DATA_HOME, XDG_CONFIG_HOME",
        "Where Linux keeps data and configuration, if not in ~/.local/share and ~/.config.",
    ),
];

const STATUSES: &[(&str, &str)] = &[
    ("0", "All went well. A reader of the output that has seen enough is no error."),
    ("1", "It failed, or nothing was found."),
    ("2", "The arguments are wrong, or the study screen has no terminal."),
    ("3", "Data is damaged, or is gone although it was there."),
    ("4", "Data was written by a newer version."),
    ("128+n", "Signal n ended it."),
];

/// Prints the page.
pub fn run(out: &mut Output) -> Result<(), Failure> {
    out.raw(&page().render())?;
    Ok(())
}

fn page() -> Roff {
    let mut command = Args::command();
    command.build();
    let version = concat!("gomastery ", env!("CARGO_PKG_VERSION"));
    let mut page = Roff::new();
    page.control("TH", ["GOMASTERY", "1", "", version, "Go Mastery"]);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.control("SH", ["NAME"]).text([roman(format!("gomastery - {about}"))]);
    page.control("SH", ["SYNOPSIS"]);
    page.text([bold("gomastery"), roman(" ["), italic("options"), roman("]")]);
    page.control("br", []);
    let after = " [options] [arguments]";
    page.text([bold("gomastery"), roman(" "), italic("verb"), roman(after)]);
    page.control("SH", ["DESCRIPTION"]);
    paragraphs(&mut page, &command.get_long_about().map(ToString::to_string).unwrap_or_default());
    paragraphs(&mut page, &prose(&command));

    page.control("SH", ["VERBS"]);
    let verbs: Vec<&Command> = command.get_subcommands().filter(|verb| verb.get_name() != "help").collect();
    for verb in &verbs {
        let own: Vec<&Arg> = verb.get_arguments().filter(|arg| is_own(arg)).collect();
        let usage: String = own.iter().map(|arg| format!(" {}", usage(arg))).collect();
        page.control("SS", [format!("{}{usage}", verb.get_name()).as_str()]);
        let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
        page.text([roman(format!("{about}."))]);
        for arg in own {
            option(&mut page, arg);
        }
        paragraphs(&mut page, &prose(verb));
    }
    page.control("SH", ["OPTIONS"]).text([roman("They go with every verb and with the study screen.")]);
    for arg in command.get_arguments().filter(|arg| !arg.is_positional()) {
        option(&mut page, arg);
    }
    table(&mut page, "ENVIRONMENT", ENVIRONMENT);
    let files = files();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, what)| (path.as_str(), *what)).collect();
    table(&mut page, "FILES", &files);
    table(&mut page, "EXIT STATUS", STATUSES);
    page.control("SH", ["EXAMPLES"]).control("EX", []);
    for line in std::iter::once(&command).chain(verbs).flat_map(examples) {
        page.text([roman(line)]);
    }
    page.control("EE", []);
    page
}

/// Where the files are on this machine's platform, for a learner who set nothing.
fn files() -> [(String, &'static str); 4] {
    let home = paths::home();
    let shown = |path: std::path::PathBuf| match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    };
    let (data, config) = match Paths::find(None) {
        Ok(Paths { data, config }) => (shown(data), config.map(shown)),
        Err(_) => ("DIR".to_owned(), None),
    };
    [
        (format!("{data}/progress.db"), "Marks, notes, bookmarks, answers and your own questions."),
        (format!("{data}/backups/"), "A backup of each day on which something was saved, older ones thinned out."),
        (format!("{data}/drafts/"), "Texts that came out of an editor and could not be saved."),
        (
            config.unwrap_or_else(|| "config.toml".to_owned()),
            "The settings: theme, keys, review. It need not be there.",
        ),
    ]
}

/// Whether an argument is the verb's own: not one that all have, and not its help.
fn is_own(arg: &Arg) -> bool {
    arg.get_help_heading() != Some(GLOBAL) && arg.get_id() != "help"
}

/// An argument as a line of usage has it.
fn usage(arg: &Arg) -> String {
    let many = if arg.get_num_args().is_some_and(|range| range.max_values() > 1) { "..." } else { "" };
    let text = match arg.get_long() {
        Some(long) => format!("--{long}{}", value(arg).map(|name| format!(" {name}")).unwrap_or_default()),
        None => value(arg).unwrap_or_default() + many,
    };
    if arg.is_required_set() { text } else { format!("[{text}]") }
}

/// What stands for an argument's value, if it takes one.
fn value(arg: &Arg) -> Option<String> {
    let names = arg.get_value_names()?;
    arg.get_action().takes_values().then(|| names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" "))
}

/// An argument with its help.
fn option(page: &mut Roff, arg: &Arg) {
    let mut head: Vec<Inline> = Vec::new();
    if let Some(short) = arg.get_short() {
        head.extend([bold(format!("-{short}")), roman(", ")]);
    }
    if let Some(long) = arg.get_long() {
        head.push(bold(format!("--{long}")));
    }
    if let Some(value) = value(arg) {
        head.extend([roman(if head.is_empty() { "" } else { " " }), italic(value)]);
    }
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if arg.get_action().takes_values() {
        let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            help += &format!(" [one of {}]", values.join(", "));
        }
        if let [default] = arg.get_default_values() {
            help += &format!(" [default: {}]", default.to_string_lossy());
        }
    }
    page.control("TP", []).text(head).text([roman(help)]);
}

/// A section of names with what they mean.
fn table(page: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    page.control("SH", [title]);
    for (name, meaning) in rows {
        page.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
    }
}

fn paragraphs(page: &mut Roff, text: &str) {
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        page.control("PP", []).text([roman(paragraph)]);
    }
}

/// The examples in the help of a verb.
fn examples(command: &Command) -> Vec<String> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    text.lines().filter_map(|line| line.strip_prefix("  ")).map(str::to_owned).collect()
}

/// What the help of a verb says besides its examples.
fn prose(command: &Command) -> String {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    text.lines().filter(|line| !line.starts_with("  ") && !line.starts_with("Example")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_every_verb_with_its_options() {
        let text = page().render();
        let mut command = Args::command();
        command.build();
        for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let section =
                text.split(".SS ").find(|section| section.trim_start_matches('"').starts_with(verb.get_name()));
            let section = section.unwrap_or_else(|| panic!("{} is missing", verb.get_name()));
            for arg in verb.get_arguments().filter(|arg| is_own(arg)) {
                let name = arg.get_long().map_or_else(|| value(arg).unwrap(), |long| format!("--{long}"));
                assert!(
                    section.contains(&format!("\n\\fB{}\\fR", name.replace('-', "\\-")))
                        || section.contains(&format!("\\fI{name}\\fR")),
                    "{name} of {}: {section}",
                    verb.get_name()
                );
            }
        }
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "VERBS", "OPTIONS", "ENVIRONMENT", "FILES", "EXAMPLES"] {
            assert_eq!(text.matches(&format!(".SH {section}\n")).count(), 1, "{section}");
        }
        assert!(text.contains(".SH \"EXIT STATUS\"\n"));
        assert!(!text.contains("(1)"), "there is one page");
        assert!(text.contains("gomastery list \\-\\-phase 5"), "{text}");
    }
}
