//! `gomastery doctor`: terminal, paths, configuration, database, Go toolchain. It needs no terminal, and fails for damaged
//! data alone.

use std::{
    io::IsTerminal,
    process::{Command, Stdio},
};

use super::{Failure, output::Output};
use crate::{
    app::keys::Keymap,
    domain::Now,
    session::{Begin, doctor},
};

/// Exit status where data is damaged.
const DAMAGED: u8 = 3;

/// Looks at everything, and says what was found, what is wrong, how to mend it.
pub fn run(begin: &Begin, out: &mut Output, now: Now) -> Result<(), Failure> {
    out.line(&format!(
        "ok       gomastery {} with {} at {}",
        env!("CARGO_PKG_VERSION"),
        begin.curriculum.title,
        begin.curriculum.edition
    ))?;
    for problem in &begin.problems {
        tell(out, false, &problem.to_string(), "`gomastery check DIR` says more")?;
    }
    terminal(out)?;
    configuration(begin, out)?;
    let mut damaged = false;
    match &begin.paths {
        Ok(paths) => {
            for finding in doctor::examine(&paths.data, &begin.curriculum, now) {
                damaged |= finding.level == doctor::Level::Damaged;
                match finding.level {
                    doctor::Level::Fine => tell(out, true, &finding.what, &finding.hint)?,
                    doctor::Level::Warning => tell(out, false, &finding.what, &finding.hint)?,
                    doctor::Level::Damaged => {
                        out.line(&format!("DAMAGED  {}", finding.what))?;
                        out.line(&format!("         {}", finding.hint))?;
                    }
                }
            }
        }
        Err(error) => tell(out, false, &error.to_string(), error.hint())?,
    }
    toolchain(out)?;
    out.flush()?;
    if damaged {
        Err(Failure { what: "data is damaged".into(), hint: "see above".into(), status: DAMAGED })
    } else {
        Ok(())
    }
}

fn tell(out: &mut Output, fine: bool, what: &str, hint: &str) -> Result<(), Failure> {
    out.line(&format!("{}  {what}", if fine { "ok     " } else { "warning" }))?;
    if !hint.is_empty() {
        out.line(&format!("         {hint}"))?;
    }
    Ok(())
}

fn terminal(out: &mut Output) -> Result<(), Failure> {
    let name = std::env::var("TERM").unwrap_or_default();
    let both = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    match (both, name.as_str()) {
        (false, _) => tell(out, true, "no terminal here; the study screen needs one, the verbs do not", ""),
        (true, "" | "dumb") => tell(
            out,
            false,
            &format!("TERM is {name:?}: the study screen cannot be shown"),
            "set TERM to what your terminal is, such as xterm-256color",
        ),
        (true, _) => {
            let (columns, rows) = crossterm::terminal::size().unwrap_or((0, 0));
            tell(out, true, &format!("terminal {name}, {columns}x{rows}"), "")?;
            let utf8 = ["LC_ALL", "LC_CTYPE", "LANG"]
                .iter()
                .filter_map(|name| std::env::var(name).ok())
                .find(|value| !value.is_empty());
            match utf8 {
                Some(value) if value.to_lowercase().contains("utf") => Ok(()),
                _ => tell(
                    out,
                    false,
                    "the locale does not say UTF-8: signs may look wrong",
                    "set LANG to a UTF-8 locale, or glyphs = \"ascii\" in config.toml",
                ),
            }
        }
    }
}

fn configuration(begin: &Begin, out: &mut Output) -> Result<(), Failure> {
    let Some(path) = begin.paths.as_ref().ok().and_then(|paths| paths.config.clone()) else { return Ok(()) };
    let there = if path.exists() { "" } else { " (not there; all is at its default)" };
    tell(out, true, &format!("configuration {}{there}", path.display()), "")?;
    for problem in &begin.config_problems {
        tell(out, false, &problem.text(&path), &problem.hint)?;
    }
    let keys = begin.config.keys.iter().map(|keys| (keys.command.as_str(), keys.chords.as_slice()));
    for conflict in Keymap::configured(keys).1 {
        let line = begin.config.keys.iter().find(|keys| keys.command == conflict.name).map_or(0, |keys| keys.line);
        tell(
            out,
            false,
            &format!("{}:{line}: {}: {}", path.display(), conflict.name, conflict.what),
            "the default stays in force",
        )?;
    }
    Ok(())
}

/// Whether Go is there, for those who want to run what they read.
fn toolchain(out: &mut Output) -> Result<(), Failure> {
    let found = Command::new("go")
        .arg("version")
        .env("GOTOOLCHAIN", "local")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    match found {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout);
            let text = text.trim();
            let version = text.split_whitespace().nth(2).unwrap_or_default();
            let minor: Option<u32> =
                version.strip_prefix("go1.").and_then(|rest| rest.split(['.', 'r', 'b', '-']).next()?.parse().ok());
            match minor {
                Some(minor) if minor >= 27 => tell(out, true, text, ""),
                _ => tell(out, false, text, "the curriculum is true at Go 1.27; older toolchains lack some of it"),
            }
        }
        _ => {
            tell(out, false, "no Go toolchain on PATH", "nothing here needs it; to run what you read, install Go 1.27")
        }
    }
}
