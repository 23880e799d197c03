//! The end of a review: leaving it, and what came of it.

use super::{super::saved, ask, current, refresh};
use crate::{
    app::{Effect, Model, effect::Task, model::Screen, review::Stage},
    domain::Id,
    schedule::{Want, queue},
};

/// Enter at the end: more if there is more, else back to study.
pub fn go_on(model: &mut Model, effects: &mut Vec<Effect>) {
    refresh(model);
    let more = current(model).is_some_and(|review| review.queue.next().is_some());
    let due = current(model).is_some_and(|review| review.queue.want == Want::Due);
    if more && due {
        ask(model, effects);
    } else {
        model.screen = Screen::Study;
    }
}

/// The learner has had enough; all that was answered is saved.
pub fn leave(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(review) = current(model) else { return };
    if review.stage == Stage::End || review.answered.is_empty() {
        model.screen = Screen::Study;
        return;
    }
    end(model, effects);
}

/// The end of a review, with what came of it.
pub fn end(model: &mut Model, effects: &mut Vec<Effect>) {
    let now = model.now.ms;
    let Some(review) = current(model) else { return };
    review.stage = Stage::End;
    review.asked = None;
    review.top = 0;
    let asked = review.answered.len();
    let right = review.answered.iter().filter(|answer| answer.right == Some(true)).count();
    let points = review.answered.iter().fold((0, 0), |sum, answer| (sum.0 + answer.points.0, sum.1 + answer.points.1));
    let took = match now.saturating_sub(review.began_ms) / 60_000 {
        0 => "in less than a minute".to_owned(),
        1 => "in a minute".to_owned(),
        minutes => format!("in {minutes} minutes"),
    };
    let mut lines = vec![match points {
        (hit, all) if all > 0 && matches!(review.queue.want, Want::Interview(_)) => {
            format!("{asked} answered, {hit} of {all} points, {took}.")
        }
        _ => format!("{asked} answered, {right} right, {took}."),
    }];
    if review.left_ms(now) == Some(0) && !review.queue.is_empty() {
        lines.push(format!("The time is up; {} were not asked.", review.queue.len()));
    }
    if let Some(at) = review.queue.waiting {
        let wait = at.saturating_sub(now).max(0) / 60_000 + 1;
        lines.push(format!("What was missed comes again in {wait} min; Enter then."));
    }
    if review.queue.held_back > 0 {
        lines.push(format!("{} more are due; today's limit leaves them for tomorrow.", review.queue.held_back));
    }
    let tested = match review.queue.want {
        Want::TestOut(phase) => Some((phase, queue::passed(right, asked))),
        Want::Due | Want::Branch(_) | Want::Lesson(_) | Want::Blank(_) | Want::Interview(_) => None,
    };
    if let Some((_, passed)) = tested {
        lines.push(match passed {
            true => "The lessons of this phase are marked done, as tested out. u takes it back.".to_owned(),
            false => {
                let least = (queue::TEST_OUT * 4).div_ceil(5);
                format!("Not enough to test out: {least} of {} must be right.", queue::TEST_OUT)
            }
        });
    }
    let mut gaps = review.answered.iter().filter_map(|answer| answer.gap.as_ref()).peekable();
    if gaps.peek().is_some() {
        lines.push("## What was missing".to_owned());
    }
    for gap in gaps {
        lines.push(format!("{} {}", gap.lesson, gap.prompt).trim().to_owned());
        lines.extend((!gap.points.is_empty()).then(|| format!("- {}", gap.points.join("\n- "))));
    }
    review.summary = lines.join("\n\n");
    if let Some((phase, true)) = tested {
        let open = model.curriculum.lessons(phase).filter(|(_, node)| !model.progress.is_done(node.id.as_str()));
        let lessons: Vec<(Id, u32)> = open.map(|(_, node)| (node.id.clone(), node.revision)).collect();
        if !lessons.is_empty() {
            let said = match lessons.len() {
                1 => "tested out: 1 lesson".to_owned(),
                count => format!("tested out: {count} lessons"),
            };
            saved::save(model, Task::TestedOut(lessons), said, effects);
        }
    }
}
