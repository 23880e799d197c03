//! What is wrong with the arguments, in the form of all that goes wrong: what it is, then what to do.

use std::ffi::OsString;

use clap::{
    CommandFactory,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{Args, Failure};

/// Exit status of wrong usage.
const USAGE: u8 = 2;

/// What is wrong with these arguments.
pub fn failure(error: &clap::Error, arguments: &[OsString]) -> Failure {
    let command = Args::command();
    let verb = arguments.iter().find_map(|word| command.find_subcommand(word)).map(clap::Command::get_name);
    let help = match verb {
        Some(verb) => format!("`gomastery {verb} --help` says what there is"),
        None => "`gomastery help` says what there is".to_owned(),
    };
    let named = |kind| words(error, kind).iter().map(|word| bare(word)).collect::<Vec<_>>().join(", ");
    let typed = |kind| words(error, kind).join(" ");
    let near = |kind| words(error, kind).first().map(|word| format!("did you mean {word}? "));
    let one_of = || match words(error, ContextKind::ValidValue).as_slice() {
        [] => help.clone(),
        values => format!("it is one of {}", values.join(", ")),
    };
    let argument = named(ContextKind::InvalidArg);
    let (what, hint) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let near = words(error, ContextKind::SuggestedSubcommand);
            let near = near.first().map(|verb| format!("did you mean `gomastery {verb}`? "));
            let what = format!("there is no verb {:?}", typed(ContextKind::InvalidSubcommand));
            (what, near.unwrap_or_default() + "`gomastery help` lists all verbs")
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            let place = verb.map_or_else(String::new, |verb| format!(" of {verb}"));
            let near = near(ContextKind::SuggestedArg).unwrap_or_default();
            (format!("there is no option {argument:?}{place}"), near + &help)
        }
        ErrorKind::UnknownArgument => (format!("{argument:?} is one argument too many"), help),
        ErrorKind::MissingRequiredArgument => (format!("{argument} is missing"), help),
        ErrorKind::InvalidValue => match typed(ContextKind::InvalidValue) {
            none if none.is_empty() => (format!("{argument} needs a value"), one_of()),
            value => {
                let near = near(ContextKind::SuggestedValue).unwrap_or_default();
                (format!("{value:?} is no value of {argument}"), near + &one_of())
            }
        },
        // Only numbers are read by their values.
        ErrorKind::ValueValidation => {
            (format!("{argument} takes a number from 1, not {:?}", typed(ContextKind::InvalidValue)), help)
        }
        ErrorKind::ArgumentConflict => match named(ContextKind::PriorArg) {
            prior if prior == argument => (format!("{argument} is given twice"), "give it once".to_owned()),
            prior => (format!("{argument} and {prior} exclude each other"), "give one of them".to_owned()),
        },
        ErrorKind::InvalidUtf8 => ("an argument is not UTF-8 text".to_owned(), help),
        _ => {
            let text = error.render().to_string();
            let first = text.lines().next().unwrap_or_default();
            (first.strip_prefix("error: ").unwrap_or(first).to_owned(), help)
        }
    };
    Failure { what, hint, status: USAGE }
}

/// What the error knows of one kind of thing.
fn words(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        _ => Vec::new(),
    }
}

/// An argument without its value and brackets: `--status <STATUS>` is `--status`, `<ID>...` is `ID`.
fn bare(argument: &str) -> &str {
    let name = argument.split([' ', '=']).next().unwrap_or(argument);
    name.trim_matches(|c| matches!(c, '<' | '>' | '[' | ']' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parse;

    /// What is said of a line of arguments.
    fn said(line: &str) -> String {
        let failure = parse(line.split_whitespace().map(OsString::from).collect()).expect_err(line);
        assert_eq!(failure.status, USAGE, "{line}");
        format!("{} / {}", failure.what, failure.hint)
    }

    #[test]
    fn wrong_arguments_are_named_and_near_ones_suggested() {
        let list = "`gomastery list --help` says what there is";
        for (line, says) in [
            (
                "lst",
                "there is no verb \"lst\" / did you mean `gomastery list`? `gomastery help` lists all verbs".into(),
            ),
            ("frobnicate", "there is no verb \"frobnicate\" / `gomastery help` lists all verbs".into()),
            ("help lst", "there is no verb \"lst\" / `gomastery help` lists all verbs".into()),
            ("--bogus", "there is no option \"--bogus\" / `gomastery help` says what there is".into()),
            ("list --statsu done", format!("there is no option \"--statsu\" of list / did you mean --status? {list}")),
            ("list 5", format!("\"5\" is one argument too many / {list}")),
            ("list --phase", format!("--phase needs a value / {list}")),
            (
                "list --status dnoe",
                "\"dnoe\" is no value of --status / did you mean done? it is one of todo, done".into(),
            ),
            ("--color", "--color needs a value / it is one of auto, always, never".into()),
            ("show", "ID is missing / `gomastery show --help` says what there is".into()),
            ("done", "ID is missing / `gomastery done --help` says what there is".into()),
            ("search", "QUERY is missing / `gomastery search --help` says what there is".into()),
            (
                "search x --limit y",
                "--limit takes a number from 1, not \"y\" / `gomastery search --help` says what there is".into(),
            ),
            ("show 5 --json --markdown", "--json and --markdown exclude each other / give one of them".into()),
            ("list --json --json", "--json is given twice / give it once".into()),
        ] {
            assert_eq!(said(line), says);
        }
    }

    #[test]
    fn help_is_had_in_each_form_that_people_try() {
        let help = |line: &str| match parse(line.split_whitespace().map(OsString::from).collect()).expect(line) {
            super::super::Asked::Help(text) => text,
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!(help("help"), help("--help"));
        assert_eq!(help("help list"), help("list --help"));
        assert_eq!(help("list -h"), help("list --help"));
        assert!(help("help list").contains("Usage: gomastery list [OPTIONS]"));
    }
}
