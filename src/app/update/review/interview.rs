//! The choice before an interview: which phases, and how long.

use super::{super::toast, begin};
use crate::{
    app::{
        Effect, Model,
        command::Cmd,
        model::Tone,
        overlay::{Choice, Interview, Overlay},
    },
    schedule::{Want, open_questions},
};

/// The lengths to choose from, in minutes; none is as long as it takes.
const MINUTES: [Option<u32>; 5] = [Some(10), Some(20), Some(30), Some(45), None];

/// Opens the choice; the phase under the cursor is ticked, of a tier all of its phases.
pub fn open(model: &mut Model) {
    let Some(scene) = model.scene() else {
        toast(model, Tone::Plain, "the questions are still being read; a moment".to_owned());
        return;
    };
    let subject = model.subject();
    let under = |phase| {
        subject.is_some_and(|at| {
            let (inside, around) = (model.curriculum.subtree(phase), model.curriculum.subtree(at));
            inside.contains(&at.0) || around.contains(&phase.0)
        })
    };
    let phases: Vec<Choice> = open_questions(&scene)
        .into_iter()
        .map(|(node, questions)| Choice { node, questions, ticked: under(node) })
        .collect();
    if phases.is_empty() {
        toast(model, Tone::Plain, "there are no open questions here yet".to_owned());
        return;
    }
    let cursor = phases.iter().position(|phase| phase.ticked).unwrap_or(0);
    model.overlays.push(Overlay::Interview(Interview { phases, cursor, top: 0, minutes: Some(20) }));
}

/// A command in the choice.
pub fn choose(model: &mut Model, cmd: Cmd, effects: &mut Vec<Effect>) {
    let Some(Overlay::Interview(choice)) = model.overlays.last_mut() else { return };
    match cmd {
        Cmd::TickPoint => {
            if let Some(phase) = choice.phases.get_mut(choice.cursor) {
                phase.ticked = !phase.ticked;
            }
        }
        Cmd::TickAll => {
            let all = choice.phases.iter().all(|phase| phase.ticked);
            choice.phases.iter_mut().for_each(|phase| phase.ticked = !all);
        }
        Cmd::Minutes => {
            let at = MINUTES.iter().position(|minutes| *minutes == choice.minutes).map_or(0, |at| at + 1);
            choice.minutes = MINUTES.get(at).copied().unwrap_or(Some(10));
        }
        Cmd::Enter => {
            let chosen: Vec<_> = choice.phases.iter().filter(|phase| phase.ticked).map(|phase| phase.node).collect();
            if chosen.is_empty() {
                toast(model, Tone::Plain, "tick a phase first".to_owned());
                return;
            }
            let limit = choice.minutes.map(|minutes| i64::from(minutes) * 60_000);
            model.overlays.pop();
            begin::start_timed(model, Want::Interview(chosen), "Interview", limit, effects);
        }
        _ => {}
    }
}
