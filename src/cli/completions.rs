//! `gomastery completions`.

use clap::{
    CommandFactory,
    builder::{PossibleValue, PossibleValuesParser},
};
use clap_complete::Shell;

use super::{Args, Failure, output::Output};
use crate::{
    content::source::embedded_tree,
    domain::{Kind, Node},
};

/// Which nodes an argument may name.
type Wanted = fn(&Node) -> bool;

/// The verbs' arguments that are ids.
const WITH_IDS: [(&str, &str, Wanted); 6] = [
    ("show", "id", |_| true),
    ("note", "id", |_| true),
    ("done", "ids", |node| node.kind != Kind::Page),
    ("undone", "ids", |node| node.kind != Kind::Page),
    ("review", "id", |node| node.kind != Kind::Page),
    ("list", "phase", |node| node.kind == Kind::Phase),
];

/// Completions for a shell; ids of the embedded curriculum are completed too.
pub fn run(shell: Shell, out: &mut Output) -> Result<(), Failure> {
    let tree = embedded_tree();
    let mut command = Args::command();
    for (verb, argument, wanted) in WITH_IDS {
        let ids = tree.nodes.iter().filter(|node| wanted(node));
        let ids: Vec<PossibleValue> = ids.map(|node| PossibleValue::new(node.id.to_string())).collect();
        command = command.mut_subcommand(verb, |verb| {
            verb.mut_arg(argument, |arg| arg.value_parser(PossibleValuesParser::new(ids)))
        });
    }
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "gomastery", &mut text);
    out.raw(&String::from_utf8_lossy(&text))?;
    if shell == Shell::Fish {
        // The generator leaves the values of positional arguments out for fish.
        for verb in command.get_subcommands() {
            for argument in verb.get_positionals() {
                let values = argument.get_possible_values();
                let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
                if !values.is_empty() {
                    let (verb, values) = (verb.get_name(), values.join(" "));
                    out.raw(&format!(
                        "complete -c gomastery -n \"__fish_gomastery_using_subcommand {verb}\" -f -a \"{values}\"\n"
                    ))?;
                }
            }
        }
    }
    Ok(())
}
