//! Tells callouts from other quotations.

use crate::markdown::block::{Block, Callout, Kind, Run, RunKind, Text};
use crate::markdown::style::Mods;
use crate::text::Clean;

/// A quotation, or the callout that it is.
pub(super) fn quote(mut blocks: Vec<Block>) -> Kind {
    if let Some(Block { kind: Kind::Paragraph(text), .. }) = blocks.first_mut()
        && let Some((kind, label, rest)) = callout(text)
    {
        *text = rest;
        if text.text.is_empty() {
            blocks.remove(0);
        }
        return Kind::Callout { kind, label, blocks };
    }
    Kind::Quote(blocks)
}

/// The kind and the label of a callout, and the text behind the label.
fn callout(text: &Text) -> Option<(Callout, Clean<'static>, Text)> {
    let first = text.runs.first().filter(|run| run.mods.has(Mods::STRONG) && run.kind == RunKind::Plain)?;
    let label = text.text.get(..first.end)?.trim_end().strip_suffix('.')?;
    let kind = match label {
        "Machine" => Callout::Machine,
        "Trap" => Callout::Trap,
        "Interview" => Callout::Interview,
        _ if label
            .strip_prefix("Since 1.")
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.')) =>
        {
            Callout::Since
        }
        _ => return None,
    };
    let rest = text.text.get(first.end..)?;
    let cut = first.end + rest.len() - rest.trim_start().len();
    let runs = text.runs.iter().filter(|run| run.end > cut).map(|run| Run { end: run.end - cut, ..*run }).collect();
    let label = Clean::line(label.to_owned());
    let text = Text { text: text.text.slice(cut..text.text.len()).into_owned(), runs };
    Some((kind, label, text))
}
