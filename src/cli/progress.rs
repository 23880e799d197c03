//! `gomastery progress`: done and total per tier, phase and overall, streak, pace, forecast.

use serde_json::{Value, json};

use super::{
    Failure, json as node_json, open,
    output::{Output, number_of},
    review,
};
use crate::{
    domain::{Kind, Now, progress::Forecast},
    session::{
        Begin,
        review::{Memories, forecast as due_forecast},
    },
};

/// A day as people and programs write it.
fn date(day: crate::domain::Day) -> String {
    let (year, month, date) = day.date();
    format!("{year:04}-{month:02}-{date:02}")
}

/// Says how far the learner has come.
pub fn run(begin: &Begin, as_json: bool, out: &mut Output, now: Now) -> Result<(), Failure> {
    let session = open(begin, out, now)?;
    let progress = session.progress();
    let tallies = progress.tally(&begin.curriculum);
    let today = now.day(begin.config.day_ends);
    let figures = progress.figures(today);
    let left = usize::try_from(tallies.all.total.saturating_sub(tallies.all.done)).unwrap_or(0);
    let forecast = progress.forecast(today, left);
    let deck = review::deck(begin, &session, out)?;
    let scene = review::scene(begin, &deck, progress, now);
    let memories = Memories::of(&scene);
    let branches: Vec<_> =
        begin.curriculum.iter().filter(|(_, node)| matches!(node.kind, Kind::Tier | Kind::Phase)).collect();
    if as_json {
        let of = |kind: Kind| -> Vec<Value> {
            let of_kind = branches.iter().filter(|(_, node)| node.kind == kind);
            let with_memory = |idx| {
                let mut row = node_json::node(begin, Some(&tallies), Some(&memories), idx);
                if let Some(row) = row.as_object_mut() {
                    row.insert("memory".to_owned(), node_json::share(&memories.of_branch(idx)));
                }
                row
            };
            of_kind.map(|(idx, _)| with_memory(*idx)).collect()
        };
        let week: Vec<Value> = figures
            .week
            .iter()
            .map(|day| json!({ "lessons": day.lessons, "tested_out": day.tested_out, "seconds": day.seconds, "answers": day.answers }))
            .collect();
        let said = match forecast {
            Forecast::Finished => json!({ "state": "finished" }),
            Forecast::TooEarly { active, needed } => {
                json!({ "state": "too-early", "active_days": active, "needed_days": needed })
            }
            Forecast::Idle => json!({ "state": "idle" }),
            Forecast::Between { from, to } => json!({ "state": "range", "from": date(from), "to": to.map(date) }),
        };
        let lessons: Vec<Value> = begin
            .curriculum
            .all_lessons()
            .filter(|(idx, _)| memories.of_lesson(*idx).answered > 0)
            .map(|(idx, node)| {
                let memory = memories.of_lesson(idx);
                json!({
                    "id": node.id.as_str(), "done": progress.is_done(node.id.as_str()), "questions": memory.questions,
                    "answered": memory.answered, "recall": memory.retained.map(node_json::rounded),
                    "mastered": memory.mastered, "fading": memory.fading(),
                })
            })
            .collect();
        let value = json!({
            "done": tallies.all.done,
            "total": tallies.all.total,
            "today": date(today),
            "tiers": of(Kind::Tier),
            "phases": of(Kind::Phase),
            "streak": { "days": figures.streak.days, "today": figures.streak.today, "grace": figures.streak.grace },
            "pace": { "lessons_per_week": figures.pace.per_week, "lessons": figures.pace.lessons, "seconds": figures.pace.seconds,
                      "days": figures.pace.days, "active_days": figures.pace.active_days },
            "week": week,
            "forecast": said,
            "memory": node_json::share(&memories.all),
            "lessons": lessons,
            "due": due_forecast(&scene),
        });
        out.raw(&node_json::pretty(&value))?;
        return Ok(());
    }
    // Who answers no questions is not told of memory.
    let shown = progress.has_answers();
    for (idx, node) in branches {
        let tally = tallies.of(idx);
        let name =
            if node.kind == Kind::Tier { node.title.to_string() } else { format!("  {} {}", node.id, node.title) };
        let retained = memories.of_branch(idx).retained;
        let retained = if shown { format!("  {retained:>3} retained") } else { String::new() };
        out.line(&format!("{name:<50} {:>3}/{:<3}{retained}", tally.done, tally.total))?;
    }
    out.line(&format!("{:<50} {:>3}/{:<3}", "In all", tallies.all.done, tallies.all.total))?;
    if shown {
        let all = memories.all;
        out.line(&format!(
            "Memory: {} lessons retained, {} mastered, {} fading.",
            all.retained, all.mastered, all.fading
        ))?;
    }
    out.line(&format!(
        "Streak: {}. Pace: {:.1} lessons a week over the last {}.",
        number_of(figures.streak.days, "day"),
        figures.pace.per_week,
        number_of(figures.pace.days, "day")
    ))?;
    let said = match forecast {
        Forecast::Finished => "All lessons are done.".to_owned(),
        Forecast::TooEarly { active, needed } => {
            format!("A forecast needs {needed} days of study; so far there are {active}.")
        }
        Forecast::Idle => "No forecast: nothing was done in the last weeks.".to_owned(),
        Forecast::Between { from, to: Some(to) } => {
            format!("At this pace all is done between {} and {}.", date(from), date(to))
        }
        Forecast::Between { from, to: None } => format!("At this pace all is done after {}.", date(from)),
    };
    out.line(&said)?;
    Ok(())
}
