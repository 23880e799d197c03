//! What happens at a panic. On the main thread: the terminal is given back first, then the fault goes to a crash
//! log and one readable line to standard error. On another thread: only to the crash log; the screen stays.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fs::OpenOptions;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::sys;
use super::terminal::Terminal;

/// Exit status after a panic of the main thread.
pub const CRASHED: i32 = 101;

/// A crash log at this size (bytes) is begun anew, and one entry is never longer.
const MAX_BYTES: usize = 64 * 1024;

/// Installs the hook. Call it on the main thread.
pub fn install(terminal: Arc<Terminal>, crash_log: Option<PathBuf>) {
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        let on_main = std::thread::current().id() == main;
        if on_main {
            terminal.release();
        }
        let fault = describe(info);
        let logged = crash_log.as_deref().is_some_and(|path| append(path, &fault));
        if on_main {
            let _ = sys::write_all(sys::ERRORS, message(&fault, crash_log.as_deref().filter(|_| logged)).as_bytes());
        }
    }));
}

/// The fault in one line: what and where.
fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let what = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map_or_else(String::new, |place| format!(" ({}:{})", place.file(), place.line()));
    printable(&format!("{}{place}", what.unwrap_or("unknown fault")))
}

/// A panic's text may hold anything: what is not plain is shown by its number. (The sanitiser itself may be what
/// failed, so it is not asked.)
fn printable(text: &str) -> String {
    let shown = text.chars().take(2000).flat_map(|c| {
        let plain = (' '..='~').contains(&c) || c.is_alphanumeric();
        let escaped = (!plain).then(|| c.escape_unicode());
        plain.then_some(c).into_iter().chain(escaped.into_iter().flatten())
    });
    shown.collect()
}

fn message(fault: &str, crash_log: Option<&Path>) -> String {
    let kept = match crash_log {
        Some(path) => format!("the details are in {}", printable(&path.to_string_lossy())),
        None => "no crash log could be written".to_owned(),
    };
    format!("error: a fault in gomastery itself ended it: {fault}\nhint: everything shown as saved is saved; {kept}\n")
}

/// Adds an entry; false where that fails. Never grows the file over its cap.
fn append(path: &Path, fault: &str) -> bool {
    let full = std::fs::metadata(path).is_ok_and(|data| data.len() > MAX_BYTES as u64);
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let thread = std::thread::current();
    let version = env!("CARGO_PKG_VERSION");
    let mut entry = format!("{seconds} gomastery {version} thread {}: {fault}\n", thread.name().unwrap_or("?"));
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        entry.extend(trace.to_string().chars().filter(|c| *c == '\n' || (' '..='~').contains(c)).take(MAX_BYTES / 2));
        entry.push('\n');
    }
    let mut options = OpenOptions::new();
    options.create(true).write(true).append(!full).truncate(full);
    options.open(path).and_then(|mut file| file.write_all(entry.as_bytes())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_cannot_act_on_the_terminal() {
        assert_eq!(printable("a\x1b[31mé\u{202e}\n"), "a\\u{1b}[31mé\\u{202e}\\u{a}");
    }

    #[test]
    fn the_crash_log_is_capped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("crash.log");
        for _ in 0..200 {
            assert!(append(&path, &"x".repeat(2000)));
        }
        let size = std::fs::metadata(&path).unwrap().len();
        assert!(size < 2 * MAX_BYTES as u64, "{size}");
        assert!(size > 2000, "{size}");
    }

    #[test]
    fn the_message_names_the_log_only_if_it_was_written() {
        assert!(message("f", Some(Path::new("/x/crash.log"))).contains("/x/crash.log"));
        assert!(message("f", None).contains("no crash log"));
        assert!(!append(Path::new("/nonexistent/folder/crash.log"), "f"));
    }
}
