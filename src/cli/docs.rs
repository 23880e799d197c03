//! `gomastery completions` and `man`.

use clap::{CommandFactory, builder::PossibleValuesParser};
use clap_complete::Shell;

use super::{Args, Failure, output::Output};
use crate::content::source::embedded_tree;

/// The verbs whose arguments are ids.
const WITH_IDS: [(&str, &str); 5] =
    [("show", "id"), ("note", "id"), ("done", "ids"), ("undone", "ids"), ("review", "id")];

/// Completions for a shell; ids of the embedded curriculum are completed too.
pub fn completions(shell: Shell, out: &mut Output) -> Result<(), Failure> {
    let tree = embedded_tree();
    let ids: Vec<clap::builder::PossibleValue> =
        tree.nodes.iter().map(|node| clap::builder::PossibleValue::new(node.id.to_string())).collect();
    let mut command = Args::command();
    for (verb, argument) in WITH_IDS {
        let ids = ids.clone();
        command = command.mut_subcommand(verb, |verb| {
            verb.mut_arg(argument, |arg| arg.value_parser(PossibleValuesParser::new(ids)))
        });
    }
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "gomastery", &mut text);
    out.raw(&String::from_utf8_lossy(&text))?;
    if shell == Shell::Fish {
        // The generator leaves the values of positional arguments out for fish.
        let verbs: Vec<&str> = WITH_IDS.iter().map(|(verb, _)| *verb).collect();
        let ids: Vec<&str> = tree.nodes.iter().map(|node| node.id.as_str()).collect();
        let (verbs, ids) = (verbs.join(" "), ids.join(" "));
        out.raw(&format!("complete -c gomastery -n \"__fish_seen_subcommand_from {verbs}\" -f -a \"{ids}\"\n"))?;
    }
    Ok(())
}

/// The man page.
pub fn man(out: &mut Output) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut text)?;
    out.raw(&String::from_utf8_lossy(&text))?;
    Ok(())
}
