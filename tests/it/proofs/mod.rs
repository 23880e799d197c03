//! The proof of the curriculum: every code block, every session and every program of a question does what it says, with
//! the real toolchain. Where Go 1.27 is not to be had, that is said and nothing is proved.
//!
//! - [`toolchain`]: finds Go; [`process`]: runs what may hang, flood or leave children behind
//! - [`collect`]: what a text promises; [`txtar`]: the files of a block
//! - [`batch`]: many at once, fast, says "proved" or nothing; [`single`]: one by itself, says what is wrong
//! - [`judge`]: what was said against what was promised; [`compare`]: outputs
//! - [`cache`]: what has passed before; `GOMASTERY_PROVE_ALL=1` does without it
//! - [`names`]: packages and names of the standard library that lessons link
//! - [`lies`]: each kind of lie is caught

mod batch;
mod cache;
mod collect;
mod compare;
mod judge;
mod lies;
mod names;
mod process;
mod single;
mod toolchain;
mod txtar;

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use gomastery::{content::Source, markdown::fence};

use self::{
    cache::Cache,
    collect::{Case, Collected, What},
    toolchain::Go,
};

/// Prints a line that the test harness does not hold back.
fn say(line: &str) {
    _ = writeln!(std::io::stderr(), "{line}");
}

/// Go, or a printed line that says that `what` is skipped.
fn go_or_skip(what: &str) -> Option<Go> {
    match Go::find() {
        Ok(Some(go)) => Some(go),
        Ok(None) => {
            say(&format!("skipped: {what}: no Go 1.27 found (GOMASTERY_GO names a go binary)"));
            None
        }
        Err(why) => panic!("{why}"),
    }
}

#[test]
fn every_block_and_every_program_of_a_question_is_proved() {
    let Some(go) = go_or_skip("the proof of the curriculum") else { return };
    // The compilers take all there is; the tests beside them that press keys and watch the clock come first. The threads and
    // programs that this thread starts inherit it.
    _ = rustix::process::nice(15);
    let begun = Instant::now();
    let source = Source::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("curriculum")).expect("the curriculum");
    let all = Collected::of(&source);
    let proof = prove(&go, &all.cases, &Cache::open());
    for line in summary(&all, &proof) {
        say(&line);
    }
    say(&format!("  in {:.1} s with {}", begun.elapsed().as_secs_f64(), go.version));
    assert!(proof.faults.is_empty(), "{} faults\n\n{}\n", proof.faults.len(), proof.faults.join("\n\n"));
}

/// What came of it.
struct Proof {
    /// `path:line: kind: what is wrong`, in the curriculum's order.
    faults: Vec<String>,
    known: usize,
    batched: usize,
    alone: usize,
    /// Blocks for the race detector, where it is not to be had.
    unraced: usize,
}

/// Proves cases: known ones not again, most of them in batches, the rest alone.
fn prove(go: &Go, cases: &[Case], cache: &Cache) -> Proof {
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let races = |case: &Case| matches!(&case.what, What::Block(block) if block.kind == fence::Go::Race);
    let (wanted, unraced): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| go.race || !races(case));
    let todo: Vec<&Case> = wanted.iter().copied().filter(|case| !cache.has(go, case)).collect();
    let proved = batch::prove(go, &todo, threads);
    let (batched, alone): (Vec<_>, Vec<_>) = todo.iter().copied().zip(proved).partition(|(_, proved)| *proved);
    for (case, _) in &batched {
        cache.keep(go, case);
    }
    let told = parallel(threads, &alone, |(case, _)| {
        let faults = single::prove(go, &case.what);
        if faults.is_empty() {
            cache.keep(go, case);
        }
        faults
            .into_iter()
            .map(|fault| {
                let what = fault.what.trim_end().replace('\n', "\n    ");
                format!("{}:{}: {}: {what}", case.path, case.line + fault.below, kind(&case.what))
            })
            .collect::<Vec<_>>()
    });
    cache.close();
    Proof {
        faults: told.into_iter().flatten().collect(),
        known: wanted.len() - todo.len(),
        batched: batched.len(),
        alone: alone.len(),
        unraced: unraced.len(),
    }
}

/// Does something with each, on several threads; the answers in order.
fn parallel<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(|| {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    let answer = work(item);
                    done.lock().expect("no worker died").push((at, answer));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no worker died");
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// What a case is called.
fn kind(what: &What) -> String {
    match what {
        What::Session(_) => "console".into(),
        What::Question(asked) => format!("question {}", asked.id),
        What::Block(block) => format!("go {:?}", block.kind).to_lowercase(),
    }
}

fn summary(all: &Collected, proof: &Proof) -> Vec<String> {
    let mut blocks: BTreeMap<String, usize> = BTreeMap::new();
    let mut programs: BTreeMap<String, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &all.cases {
        match &case.what {
            What::Question(asked) => *programs.entry(format!("{:?}", asked.outcome).to_lowercase()).or_default() += 1,
            What::Session(_) => *blocks.entry("console".into()).or_default() += 1,
            What::Block(block) => {
                *blocks.entry(kind(&case.what)).or_default() += 1;
                if !block.sessions.is_empty() {
                    *blocks.entry("console".into()).or_default() += block.sessions.len();
                }
            }
        }
    }
    for kind in &all.questions {
        *kinds.entry(kind).or_default() += 1;
    }
    let fragments = blocks.remove("go fragment").unwrap_or_default();
    let list = |counts: Vec<(&str, usize)>| {
        counts.iter().map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
    };
    let texts =
        |counts: &BTreeMap<String, usize>| list(counts.iter().map(|(what, count)| (what.as_str(), *count)).collect());
    let mut lines = vec![
        format!("the curriculum: {} cases, {} faults", all.cases.len(), proof.faults.len()),
        format!("  blocks: {}", texts(&blocks)),
        format!("  questions: {}", list(kinds.iter().map(|(what, count)| (*what, *count)).collect())),
        format!("  programs of questions: {}", texts(&programs)),
        format!("  not proved: {fragments} fragments (parsed, as gofmt lays them out), {} sessions shown", all.shown),
        format!("  {} proved before, {} in batches, {} alone", proof.known, proof.batched, proof.alone),
    ];
    if proof.unraced > 0 {
        lines.push(format!(
            "  skipped: {} blocks for the race detector, which needs cgo and a C compiler",
            proof.unraced
        ));
    }
    lines
}
