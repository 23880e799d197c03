//! `gomastery stats`: figures of memory.

use serde_json::{Value, json};

use super::{
    Failure,
    json::{pretty, rounded, share},
    open,
    output::Output,
    review,
};
use crate::{
    domain::{Now, event::Confidence},
    session::{
        Begin,
        review::{Memories, Queue, Scene, Stats, Tried, Want, Why, forecast},
    },
};

/// Days of the forecast that a person is shown.
const SHOWN_DAYS: usize = 7;

/// Says what is known.
pub fn run(begin: &Begin, as_json: bool, out: &mut Output, now: Now) -> Result<(), Failure> {
    let session = open(begin, out, now)?;
    let deck = review::deck(begin, &session, out)?;
    let scene = review::scene(begin, &deck, session.progress(), now);
    let stats = Stats::of(&scene);
    if as_json {
        out.raw(&pretty(&data(&scene, &stats)))?;
        return Ok(());
    }
    text(&scene, &stats, out)
}

fn tried(tried: Tried) -> Value {
    json!({ "answers": tried.answers, "right": tried.right, "share": tried.share().map(rounded) })
}

fn with(mut value: Value, more: Vec<(&str, Value)>) -> Value {
    if let Some(fields) = value.as_object_mut() {
        // What names the row stands before its numbers.
        let numbers = std::mem::take(fields);
        fields.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
        fields.extend(numbers);
    }
    value
}

const fn sure(level: Confidence) -> &'static str {
    match level {
        Confidence::Guess => "guess",
        Confidence::ThinkSo => "think so",
        Confidence::Sure => "sure",
    }
}

/// All figures, for programs.
fn data(scene: &Scene<'_>, stats: &Stats) -> Value {
    let queue = Queue::new(Want::Due, scene);
    let prompt = |question: &str| scene.deck.card(question).map(|card| card.prompt().to_owned());
    let phase =
        |idx| scene.curriculum.get(idx).map_or((Value::Null, Value::Null), |n| (json!(n.id.as_str()), json!(n.title)));
    json!({
        "due": queue.count(Why::Due) + queue.count(Why::Step),
        "new": queue.count(Why::New),
        "minutes": queue.minutes(scene.deck),
        "held_back": queue.held_back,
        "backlog": queue.backlog.map(|b| json!({ "due": b.due, "usual": b.usual, "cap": b.cap })),
        "cards": stats.cards,
        "suspended": stats.suspended,
        "memory": share(&Memories::of(scene).all),
        "answers": tried(stats.all),
        "retention": tried(stats.kept),
        "kinds": stats.kinds.iter().map(|(kind, t, median)| {
            with(tried(*t), vec![("kind", json!(kind.name())), ("median_ms", json!(median))])
        }).collect::<Vec<_>>(),
        "phases": stats.phases.iter().map(|(idx, t)| {
            let (id, title) = phase(*idx);
            with(tried(*t), vec![("id", id), ("title", title)])
        }).collect::<Vec<_>>(),
        "calibration": stats.sure.iter().map(|(level, t)| with(tried(*t), vec![("sure", json!(sure(*level)))])).collect::<Vec<_>>(),
        "missed": stats.leeches.iter().map(|leech| json!({
            "question": leech.question, "lesson": leech.lesson.as_ref().map(|id| id.as_str()), "prompt": prompt(&leech.question),
            "wrong": leech.wrong, "of": leech.of, "lapses": leech.lapses,
        })).collect::<Vec<_>>(),
        "reported": scene.progress.reports().iter().map(|report| json!({
            "question": report.question, "lesson": report.lesson.as_ref().map(|id| id.as_str()), "reason": report.reason,
        })).collect::<Vec<_>>(),
        "forecast": forecast(scene),
    })
}

fn percent(tried: Tried) -> String {
    tried.share().map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

/// The figures that say something, for people.
fn text(scene: &Scene<'_>, stats: &Stats, out: &mut Output) -> Result<(), Failure> {
    if !scene.deck.has_questions() {
        out.line("This curriculum has no questions.")?;
        return Ok(());
    }
    let queue = Queue::new(Want::Due, scene);
    let all = Memories::of(scene).all;
    out.line(&format!(
        "Due now {}, new {}, about {} minutes.",
        queue.count(Why::Due) + queue.count(Why::Step),
        queue.count(Why::New),
        queue.minutes(scene.deck)
    ))?;
    if let Some(backlog) = queue.backlog {
        out.line(&backlog.sentence())?;
    }
    let recall = all.mean().map_or_else(String::new, |mean| format!(" Recall now: {:.0} %.", mean * 100.0));
    out.line(&format!(
        "Lessons: {} of {} done, {} retained, {} mastered, {} fading.{recall}",
        all.done, all.lessons, all.retained, all.mastered, all.fading
    ))?;
    if stats.all.answers == 0 {
        out.line("No question was answered yet.")?;
        return Ok(());
    }
    out.line(&format!(
        "Answers: {}, right {}. Of what was known before, kept: {}.",
        stats.all.answers,
        percent(stats.all),
        percent(stats.kept)
    ))?;
    out.line("")?;
    for (kind, t, median) in &stats.kinds {
        let median = median.map_or_else(String::new, |ms| format!("  {:>4} s", ms.div_ceil(1_000)));
        out.line(&format!("{:<24} {:>6} {:>6}{median}", kind.name(), t.answers, percent(*t)))?;
    }
    for (idx, t) in &stats.phases {
        let Some(node) = scene.curriculum.get(*idx) else { continue };
        let name: String = format!("{} {}", node.id, node.title).chars().take(24).collect();
        out.line(&format!("{name:<24} {:>6} {:>6}", t.answers, percent(*t)))?;
    }
    for (level, t) in &stats.sure {
        out.line(&format!("{:<24} {:>6} {:>6}", sure(*level), t.answers, percent(*t)))?;
    }
    if !stats.leeches.is_empty() {
        out.line("")?;
        out.line("Missed again and again:")?;
        for leech in &stats.leeches {
            let lesson = leech.lesson.as_ref().map_or("", |id| id.as_str());
            let prompt = scene.deck.card(&leech.question).map_or("", |card| card.prompt());
            let first = prompt.lines().next().unwrap_or_default();
            out.line(&format!("{lesson:<8} {} of {} wrong  {first}", leech.wrong, leech.of))?;
        }
    }
    let days: Vec<String> = forecast(scene).iter().take(SHOWN_DAYS).map(u32::to_string).collect();
    out.line("")?;
    out.line(&format!("Due today and on the days after: {}.", days.join(", ")))?;
    Ok(())
}
