//! One case proved by itself, in a folder and a module of its own. Slow, and what counts: where a batch did not prove a
//! case, this says what is wrong with it.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use gomastery::{domain::question::Outcome, markdown::fence};
use tempfile::TempDir;

use super::{
    collect::{Asked, Block, Session, What},
    compare::{difference, same},
    judge,
    process::Ended,
    toolchain::Go,
    txtar,
};

/// For one program.
pub const RUN: Duration = Duration::from_secs(30);
/// For one call of a tool, or one command of a session.
pub const TOOL: Duration = Duration::from_secs(180);
/// How often a program that varies is run.
const RUNS: usize = 200;
/// The longest that it is run.
const VARY: Duration = Duration::from_secs(60);
/// How often a program that races is run.
pub const RACES: usize = 10;

/// What is wrong, and how many lines below the case.
pub struct Fault {
    pub below: usize,
    pub what: String,
}

/// Proves one case.
pub fn prove(go: &Go, what: &What) -> Vec<Fault> {
    let here = |faults: Vec<String>| faults.into_iter().map(|what| Fault { below: 0, what }).collect::<Vec<_>>();
    match what {
        What::Session(one) => match tempfile::tempdir() {
            Ok(dir) => session(go, dir.path(), one),
            Err(error) => here(vec![error.to_string()]),
        },
        What::Question(asked) => here(question(go, asked)),
        What::Block(code) => {
            let name = if code.kind == fence::Go::Test { "prog_test.go" } else { "prog.go" };
            let dir = match folder(&code.body, name) {
                Ok(dir) => dir,
                Err(why) => return here(vec![why]),
            };
            let mut faults = here(block(go, code, dir.path()));
            for one in &code.sessions {
                faults.extend(session(go, dir.path(), one));
            }
            faults
        }
    }
}

/// A folder with a block's files, and a module.
fn folder(body: &str, name: &str) -> Result<TempDir, String> {
    let dir = tempfile::Builder::new().prefix("proof").tempdir().map_err(|error| error.to_string())?;
    let mut files = txtar::files(body, name);
    if !files.iter().any(|(name, _)| *name == "go.mod") {
        files.push(("go.mod", txtar::GO_MOD));
    }
    txtar::lay(dir.path(), &files).map_err(|error| error.to_string())?;
    Ok(dir)
}

fn block(go: &Go, block: &Block, dir: &Path) -> Vec<String> {
    if block.kind == fence::Go::Fragment {
        return fragment(go, block, dir);
    }
    let mut faults = Vec::new();
    if !block.nofmt {
        faults.extend(formatted(go, dir));
    }
    let built = || go.go(&["build", "-o", ".prog", "."]).run(dir, TOOL);
    match block.kind {
        fence::Go::Run | fence::Go::Panics => {
            let built = built();
            if !built.fine() {
                faults.push(format!("does not build: {}", built.says()));
                return faults;
            }
            if block.kind == fence::Go::Run {
                if !block.novet {
                    let vet = go.go(&["vet", "./..."]).run(dir, TOOL);
                    faults.extend((!vet.fine()).then(|| format!("go vet objects: {}", vet.says())));
                }
                faults.extend(fixed(go, block, dir));
            }
            faults.extend(judge::ran(block, &go.program(dir.join(".prog"), &[]).run(dir, RUN)));
        }
        fence::Go::Fails => {
            let built = built();
            match built.fine() {
                true => faults.push("it builds, but must not".into()),
                false => faults.extend(judge::objected(block, "the compiler", &built.output)),
            }
        }
        fence::Go::Vets => {
            let (built, vet) = (built(), go.go(&["vet", "./..."]).run(dir, TOOL));
            if !built.fine() {
                faults.push(format!("does not build: {}", built.says()));
            } else if vet.fine() {
                faults.push("go vet is silent, but must object".into());
            } else {
                faults.extend(judge::objected(block, "go vet", &vet.output));
            }
        }
        fence::Go::Test => {
            let verbose: &[&str] = if block.output.is_some() { &["-v"] } else { &[] };
            let args = [&["test", "-count=1"], verbose, &["./..."]].concat();
            faults.extend(judge::tested(block, &go.go(&args).run(dir, TOOL)));
            faults.extend(fixed(go, block, dir));
        }
        fence::Go::Race => faults.extend(raced(go, dir, block.output.as_ref())),
        fence::Go::Fragment => {}
    }
    faults
}

/// Parsed, and laid out as `gofmt` would: a part of a program can be had on its input alone.
fn fragment(go: &Go, block: &Block, dir: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, text) in txtar::files(&block.body, "prog.go") {
        if !name.ends_with(".go") {
            continue;
        }
        let done = go.gofmt(&[]).input(dir.join(name)).run(dir, TOOL);
        if !done.fine() {
            faults.push(format!("is no Go: {}", done.says()));
        } else if !block.nofmt && done.output.trim_end_matches('\n') != text.trim_end_matches('\n') {
            faults.push(format!(
                "is not as gofmt lays it out (- the lesson, + gofmt):\n{}",
                difference(text, &done.output)
            ));
        }
    }
    faults
}

fn formatted(go: &Go, dir: &Path) -> Option<String> {
    let done = go.gofmt(&["-d", "."]).run(dir, TOOL);
    (!done.fine() || !done.output.trim().is_empty()).then(|| format!("is not as gofmt lays it out: {}", done.says()))
}

fn fixed(go: &Go, block: &Block, dir: &Path) -> Option<String> {
    if block.nofix {
        return None;
    }
    let done = go.go(&["fix", "-diff", "./..."]).run(dir, TOOL);
    (!done.output.trim().is_empty() || !done.fine())
        .then(|| format!("go fix proposes something newer: {}", done.says()))
}

fn raced(go: &Go, dir: &Path, output: Option<&(String, fence::Match)>) -> Vec<String> {
    let built = go.go(&["build", "-race", "-o", ".race", "."]).run(dir, TOOL);
    if !built.fine() {
        return vec![format!("does not build with -race: {}", built.says())];
    }
    match report(go, dir, &dir.join(".race")) {
        Err(last) => vec![format!("no race was reported in {RACES} runs; it ends with {}", last.says())],
        Ok(ended) => match output {
            Some((expected, how)) if !same(expected, &ended.output, *how) => {
                vec![format!("the report differs (- the lesson, + Go):\n{}", difference(expected, &ended.output))]
            }
            _ => Vec::new(),
        },
    }
}

/// The run in which a program built with -race was reported, or the last of all runs.
pub fn report(go: &Go, dir: &Path, program: &Path) -> Result<Ended, Ended> {
    let mut last = go.program(program, &[]).run(dir, RUN);
    for _ in 1..RACES {
        if judge::races(&last) {
            break;
        }
        last = go.program(program, &[]).run(dir, RUN);
    }
    if judge::races(&last) { Ok(last) } else { Err(last) }
}

fn question(go: &Go, asked: &Asked) -> Vec<String> {
    let dir = match folder(&asked.program, "prog.go") {
        Ok(dir) => dir,
        Err(why) => return vec![why],
    };
    let dir = dir.path();
    let mut faults: Vec<String> = formatted(go, dir).into_iter().collect();
    let built = go.go(&["build", "-o", ".prog", "."]).run(dir, TOOL);
    if asked.outcome == Outcome::Fails {
        faults.extend(match built.fine() {
            true => vec!["it builds, but must not".into()],
            false => judge::refused(asked, &built.output),
        });
    } else if !built.fine() {
        faults.push(format!("does not build: {}", built.says()));
    } else if asked.outcome == Outcome::Varies {
        if !varies(go, dir, &dir.join(".prog")) {
            let raced = go.race && raced(go, dir, None).is_empty();
            faults.extend((!raced).then(|| format!("does not vary in {RUNS} runs, and no race is reported")));
        }
    } else {
        faults.extend(judge::answered(asked, &go.program(dir.join(".prog"), &[]).run(dir, RUN)));
    }
    faults
}

/// Whether a program says two things in many runs.
pub fn varies(go: &Go, dir: &Path, program: &Path) -> bool {
    let begun = Instant::now();
    let first = go.program(program, &[]).run(dir, RUN);
    (1..RUNS)
        .take_while(|_| begun.elapsed() < VARY)
        .any(|_| go.program(program, &[]).run(dir, RUN).output != first.output)
}

/// The commands of a session, one after the other.
fn session(go: &Go, dir: &Path, session: &Session) -> Vec<Fault> {
    let mut commands: Vec<(usize, &str, String)> = Vec::new();
    let mut faults = Vec::new();
    for (at, line) in session.text.lines().enumerate() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((session.below + at + 1, command, String::new())),
            (None, Some((_, _, expected))) => {
                expected.push_str(line);
                expected.push('\n');
            }
            (None, None) => {
                let what = "a line before the first command; commands begin with \"$ \"".into();
                faults.push(Fault { below: session.below + at + 1, what });
            }
        }
    }
    if commands.is_empty() {
        faults.push(Fault { below: session.below, what: "a session without a command".into() });
    }
    for (below, command, expected) in commands {
        let ended = go.program("/bin/sh", &["-c", command]).run(dir, TOOL);
        let over = matches!(ended.how, super::process::How::Exit(_) | super::process::How::Signal(_));
        if !over {
            faults.push(Fault { below, what: format!("$ {command}\nends with {}", ended.says()) });
        } else if !same(&expected, &ended.output, session.matching) {
            let difference = difference(&expected, &ended.output);
            faults.push(Fault {
                below,
                what: format!("$ {command}\nprints something else (- the lesson, + here):\n{difference}"),
            });
        }
    }
    faults
}
