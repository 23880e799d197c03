//! From the arguments to the exit status: a verb of the command line, or the study screen.

use std::{
    ffi::OsString,
    io::{IsTerminal, Write},
    path::Path,
    sync::Arc,
};

use crate::{
    app::{
        Model,
        keys::Keymap,
        model::{Settings, Start, Theme},
    },
    cli::{self, Args, Asked, Colour, Edited, Failure, output::Output},
    markdown,
    schedule::Want,
    session::{Begin, Error, config::Glyphs, index},
    text::Clean,
    tui::{
        self, Options,
        clock::now,
        editor::{self, Outcome},
        places::view_of,
        program::{Parts, Program},
        screen, terminal,
    },
};

/// Runs the program with its arguments (without its name) and returns its exit status.
pub fn run(arguments: Vec<OsString>) -> i32 {
    tui::sys::ignore_size_signal();
    if let Some(fault) = tui::clock::zone_fault() {
        let _ = writeln!(std::io::stderr().lock(), "warning: {}", Clean::line(fault));
    }
    let outcome = if arguments.is_empty() {
        study(&Args::default(), None)
    } else {
        match cli::parse(arguments) {
            Ok(Asked::Study(args)) => study(&args, None),
            Ok(Asked::Review(args, id)) => study(&args, Some(id.as_deref())),
            Ok(Asked::Verb(args, verb)) => perform(&args, &verb),
            Ok(Asked::Help(text)) => help(&text),
            Err(failure) => Err(failure),
        }
    };
    match outcome {
        Ok(status) => status,
        Err(failure) => tell(&failure),
    }
}

/// Help goes to the output. A closed pipe is no error.
fn help(text: &str) -> Result<i32, Failure> {
    let written = std::io::stdout().lock().write_all(Clean::block(text).as_bytes());
    written.map(|()| 0).map_err(Failure::from)
}

fn tell(failure: &Failure) -> i32 {
    if !failure.what.is_empty() {
        let mut to = std::io::stderr().lock();
        let _ = writeln!(to, "error: {}", Clean::line(failure.what.as_str()));
        if !failure.hint.is_empty() {
            let _ = writeln!(to, "hint: {}", Clean::line(failure.hint.as_str()));
        }
    }
    i32::from(failure.status)
}

fn perform(args: &Args, verb: &cli::Verb) -> Result<i32, Failure> {
    let mut out = Output::standard(args.color, markdown::Glyphs::Unicode);
    let result = cli::run(args, verb, &mut out, &edit, now());
    let flushed = out.flush().map_err(Failure::from);
    result.and(flushed).map(|()| 0)
}

/// Lets the learner edit a text in their editor, on the terminal as it is.
fn edit(folder: &Path, name: &str, text: &str) -> Result<Option<Edited>, String> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err("an editor needs a terminal".to_owned());
    }
    let request = editor::Request::Text { folder: folder.to_owned(), name: name.to_owned(), text: text.to_owned() };
    match editor::run_here(request) {
        Outcome::Changed { text, draft } => Ok(Some(Edited { text, saved: Box::new(move || draft.discard()) })),
        Outcome::Emptied => Ok(Some(Edited { text: String::new(), saved: Box::new(|| ()) })),
        Outcome::Unchanged { .. } | Outcome::Closed(_) => Ok(None),
        Outcome::Failed { reason, kept } => Err(match kept {
            Some(path) => format!("{reason}; your text is in {}", path.display()),
            None => reason,
        }),
    }
}

/// The study screen, or a review in it (of a branch, if one is named). All that can fail has failed before the terminal is touched.
fn study(args: &Args, review: Option<Option<&str>>) -> Result<i32, Failure> {
    let refuse = |refusal: terminal::Refusal| Failure {
        what: refusal.what,
        hint: refusal.hint,
        status: u8::try_from(refusal.code).unwrap_or(1),
    };
    let terminal = terminal::Terminal::find().map_err(refuse)?;
    let begin = Begin::new(&args.wanted())?;
    let now = now();
    let session = begin.open(now)?;
    let dir = session.place().dir.clone();
    let read_only = session.notice().map(|notice: Error| format!("{notice}. {}", notice.hint()));
    let view = session.position().ok().and_then(|position| view_of(&position));
    let changes = begin.config.keys.iter().map(|keys| (keys.command.as_str(), keys.chords.as_slice()));
    let (keymap, conflicts) = Keymap::configured(changes);
    let settings = Settings {
        theme: theme(&begin.config.theme, args.color),
        ascii: begin.config.glyphs == Glyphs::Ascii,
        mouse: begin.config.mouse,
        colourless: colourless(args.color),
    };
    let mut model = Model::new(Start {
        size: screen::drawable_size().unwrap_or((80, 24)),
        curriculum: Arc::clone(&begin.curriculum),
        progress: Arc::clone(session.progress()),
        settings,
        keymap,
        view,
        read_only,
        now,
    });
    model.wanted = match review {
        None => None,
        Some(None) => Some(Want::Due),
        Some(Some(id)) => {
            Some(Want::Branch(begin.curriculum.resolve(id).ok_or_else(|| Failure::unknown(&begin.curriculum, id))?))
        }
    };
    let faults = begin.config_problems.len() + conflicts.len() + begin.problems.len();
    // That nothing will be saved matters more; the doctor names both.
    if faults > 0 && model.saves.read_only.is_none() {
        let faults = if faults == 1 { "1 problem".to_owned() } else { format!("{faults} problems") };
        model.warn(format!("{faults} in the configuration or curriculum; `gomastery doctor` names them"));
    }
    let (curriculum, source) = (Arc::clone(&begin.curriculum), begin.source.clone());
    let texts = {
        let (curriculum, source) = (Arc::clone(&curriculum), source.clone());
        Arc::new(move |idx| {
            crate::session::begin::text(&curriculum, &source, idx).map_err(|problem| problem.to_string())
        })
    };
    let questions = source.clone();
    let indexer = Box::new(move || index::build(&curriculum, &source));
    let day_ends = begin.config.day_ends;
    let mut program = Program::new(Parts {
        model,
        session,
        texts,
        indexer,
        dir: dir.clone(),
        day_ends,
        source: questions,
        review: crate::session::review::settings(&begin.config),
    });
    if let Some(level) = std::env::var("GOMASTERY_LOG").ok().and_then(|text| text.parse().ok()) {
        // A log that cannot be written is no reason not to study.
        let _ = tui::log::start(&dir.join("log"), level);
    }
    let options = Options { crash_log: Some(dir.join("crash.log")), mouse: begin.config.mouse };
    let status = tui::run(&mut program, terminal, options).map_err(refuse)?;
    match program.unsaved() {
        Some(why) if status == 0 => {
            Err(Failure { what: format!("what you did last is not saved: {why}"), hint: String::new(), status: 1 })
        }
        _ => Ok(status),
    }
}

/// Whether there are to be no colours.
fn colourless(colour: Colour) -> bool {
    let silent = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    colour == Colour::Never || (silent && colour == Colour::Auto)
}

/// The theme that is asked for; without colours it is mono, and left to the program it follows what the terminal says of
/// its background (COLORFGBG, as rxvt, Konsole and others set it).
fn theme(name: &str, colour: Colour) -> Theme {
    if colourless(colour) {
        return Theme::Mono;
    }
    Theme::by_name(name).unwrap_or_else(|| {
        let background = std::env::var("COLORFGBG").ok().and_then(|text| text.rsplit(';').next()?.parse::<u8>().ok());
        match background {
            Some(7 | 9..=15) => Theme::Light,
            _ => Theme::Dark,
        }
    })
}
