//! A program in a terminal, for tests: a real pseudo-terminal, with a screen that is read and keys that are typed.
//!
//! ```ignore
//! let home = tempfile::tempdir().unwrap();
//! let mut app = Program::gomastery(home.path()).size(80, 24).start();
//! app.wait_text("READY");                                  // waits for what is on the screen; never sleep in a test
//! app.keys("jj<enter><c-d>/chan<esc>");                    // `<name>` for what is not a letter, see `keys`
//! app.wait_for("the second row is marked", |screen| screen.row(2).starts_with("●"));
//! app.resize(40, 12);
//! app.keys("q");
//! assert_eq!(app.wait_exit(), 0);                          // 128+n after signal n
//! app.assert_given_back();                                 // modes, alternate screen, cursor, mouse, paste
//! ```
//!
//! Every wait ends in a panic that shows the screen after [`PATIENCE`]. The program runs as a job of a small shell
//! script, as it does for a learner: so Ctrl-Z stops it ([`Pty::wait_stopped`], [`Pty::foreground`]), and the
//! terminal can still be looked at after its end (the end of the session's leader would reset it). Its home,
//! configuration and data are in a folder that the test gives; the environment is empty otherwise, but for `PATH`.
//! When a [`Pty`] is dropped, all that it started is ended.

use std::ffi::{OsStr, OsString};
use std::io::{PipeWriter, Read};
use std::os::fd::{AsRawFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use gomastery::tui::sys;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};

/// The longest wait for anything. Generous: the machine may be busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The script that stands above the program. `$0` is the file that it reports to, `$GATE` a pipe that it waits on.
const LEADER: &str = r#"
trap : HUP
set -m
again() { # Calls itself: a stop ends every loop of bash.
    if [ $1 -gt 128 ]; then
        case "$(kill -l $1)" in
        TSTP | STOP | TTIN | TTOU)
            echo stopped >>"$0"
            read -r _ <"$GATE"
            fg >/dev/null
            again $?
            return
            ;;
        esac
    fi
    echo "exit $1" >>"$0"
}
bash -c 'echo "pid $$" >>"$0"; unset GATE; exec "$@"' "$0" "$@"
again $?
read -r _ <"$GATE"
"#;

/// A program to be started.
pub struct Program {
    path: PathBuf,
    home: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    size: (u16, u16),
}

impl Program {
    /// The real program, with `home` as its home folder.
    pub fn gomastery(home: &Path) -> Self {
        Self::at(Path::new(env!("CARGO_BIN_EXE_gomastery")), home)
    }

    /// Any program.
    pub fn at(path: &Path, home: &Path) -> Self {
        let environment = [
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("HOME", home.into()),
            ("XDG_DATA_HOME", home.join("data").into()),
            ("XDG_CONFIG_HOME", home.join("config").into()),
            ("XDG_STATE_HOME", home.join("state").into()),
            ("XDG_CACHE_HOME", home.join("cache").into()),
            ("EDITOR", "true".into()),
        ];
        Program {
            path: path.to_owned(),
            home: home.to_owned(),
            arguments: Vec::new(),
            environment: environment.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            size: (80, 24),
        }
    }

    /// Arguments, after those given so far.
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Sets a variable of its environment; the last one given counts.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Columns and rows of the terminal; 80 by 24 otherwise.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Starts it. Returns at once; wait for something on the screen next.
    pub fn start(self) -> Pty {
        let folder = tempfile::tempdir().unwrap();
        let (status, gate) = (folder.path().join("status"), folder.path().join("gate"));
        std::fs::write(&status, "").unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&gate).status().unwrap().success());
        // Open for both: neither side ever waits for the other, nor sees an end.
        let gate_file = std::fs::OpenOptions::new().read(true).write(true).open(&gate).unwrap();

        let pair = native_pty_system().openpty(pty_size(self.size)).unwrap();
        let mut command = CommandBuilder::new("bash");
        command.env_clear();
        command.cwd(&self.home);
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command.env("GATE", &gate);
        command.args([OsStr::new("-c"), OsStr::new(LEADER), status.as_os_str(), self.path.as_os_str()]);
        command.args(&self.arguments);
        let before = settings(pair.master.as_raw_fd().unwrap());
        let leader = pair.slave.spawn_command(command).unwrap();

        let shared = Arc::new(Shared::new(self.size));
        let (stop_end, stop) = std::io::pipe().unwrap();
        let reader = {
            let (shared, fd, mut from) =
                (Arc::clone(&shared), pair.master.as_raw_fd().unwrap(), pair.master.try_clone_reader().unwrap());
            std::thread::spawn(move || shared.read(fd, &mut from, stop_end.as_raw_fd()))
        };
        Pty {
            shared,
            master: Some(pair.master),
            slave: Some(pair.slave),
            leader,
            reader: Some((reader, stop)),
            before,
            status,
            gate: gate_file,
            stops: 0,
            _folder: folder,
        }
    }
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// The terminal's settings in comparable form.
fn settings(fd: RawFd) -> [u64; 4] {
    let all = sys::attributes(fd).unwrap();
    #[allow(clippy::useless_conversion, reason = "the type differs between systems")]
    [all.c_iflag.into(), all.c_oflag.into(), all.c_cflag.into(), all.c_lflag.into()]
}

/// What the reading thread and the test share.
struct Shared {
    state: Mutex<State>,
    arrived: Condvar,
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

impl Shared {
    fn new((columns, rows): (u16, u16)) -> Self {
        let state = State { parser: vt100::Parser::new(rows.max(1), columns.max(2), 0), raw: Vec::new() };
        Shared { state: Mutex::new(state), arrived: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in all output, until told to stop or the terminal is gone.
    fn read(&self, fd: RawFd, from: &mut dyn Read, stop: RawFd) {
        let mut buffer = [0; 65536];
        loop {
            let mut entries = [sys::waiting(fd, libc::POLLIN), sys::waiting(stop, libc::POLLIN)];
            if sys::poll(&mut entries, None).is_err() || entries[1].revents != 0 {
                return;
            }
            let Ok(count @ 1..) = from.read(&mut buffer) else { return };
            let mut state = self.lock();
            state.parser.process(&buffer[..count]);
            state.raw.extend_from_slice(&buffer[..count]);
            self.arrived.notify_all();
        }
    }
}

/// What is on the screen now.
pub struct Screen<'a> {
    vt: &'a vt100::Screen,
}

impl Screen<'_> {
    /// All rows, without blanks at their ends.
    pub fn text(&self) -> String {
        self.vt.contents()
    }

    /// One row, from 0, without blanks at its end; empty where there is none.
    pub fn row(&self, row: u16) -> String {
        let (_, columns) = self.vt.size();
        self.vt.rows(0, columns).nth(usize::from(row)).unwrap_or_default().trim_end().to_owned()
    }

    /// Whether the text stands somewhere within one row.
    pub fn has(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// Everything else: cells with their colours, the cursor, modes.
    pub fn vt(&self) -> &vt100::Screen {
        self.vt
    }
}

/// A running program in its terminal.
pub struct Pty {
    shared: Arc<Shared>,
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    leader: Box<dyn Child + Send + Sync>,
    reader: Option<(JoinHandle<()>, PipeWriter)>,
    before: [u64; 4],
    status: PathBuf,
    gate: std::fs::File,
    /// Stops seen so far.
    stops: usize,
    _folder: tempfile::TempDir,
}

impl Pty {
    fn fd(&self) -> RawFd {
        self.master.as_ref().expect("the window is closed").as_raw_fd().unwrap()
    }

    /// Types the keys: letters as they are, and `<enter>`, `<esc>`, `<tab>`, `<s-tab>`, `<space>`, `<bs>`, `<up>`, `<down>`,
    /// `<left>`, `<right>`, `<home>`, `<end>`, `<pgup>`, `<pgdn>`, `<del>`, `<f1>`, `<f2>`, `<c-x>` (Control), `<a-x>` (Alt; also
    /// `<a-left>`, `<a-right>`), `<lt>` for `<`. All in one write: for Escape alone, wait for its effect before more.
    pub fn keys(&self, keys: &str) {
        self.send(&encode(keys));
    }

    /// Sends bytes as they are. A program that has ended reads no more: then the test fails instead of waiting for ever.
    #[track_caller]
    pub fn send(&self, bytes: &[u8]) {
        // So much always fits.
        if bytes.len() <= 1_024 {
            sys::write_all(self.fd(), bytes).unwrap();
            return;
        }
        let (fd, bytes) = (self.fd(), bytes.to_vec());
        let (done, waiting) = std::sync::mpsc::channel();
        std::thread::spawn(move || done.send(sys::write_all(fd, &bytes)));
        let end = Instant::now() + PATIENCE * 4;
        loop {
            match waiting.recv_timeout(Duration::from_millis(100)) {
                Ok(result) => return result.unwrap(),
                Err(_) => assert!(!self.has_exited() && Instant::now() < end, "it does not read what is sent"),
            }
        }
    }

    /// Sends text as a terminal sends a paste, between marks.
    pub fn paste(&self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Waits until the screen is as `condition` says; `what` is for the message.
    #[track_caller]
    pub fn wait_for(&self, what: &str, condition: impl Fn(&Screen<'_>) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.shared.lock();
        while !condition(&Screen { vt: state.parser.screen() }) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what}: not within {PATIENCE:?}\n{}", picture(&state));
            state = self.shared.arrived.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until the text is on the screen.
    #[track_caller]
    pub fn wait_text(&self, text: &str) {
        self.wait_for(&format!("{text:?} on the screen"), |screen| screen.has(text));
    }

    /// Waits until the text is not on the screen.
    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.wait_for(&format!("no {text:?} on the screen"), |screen| !screen.has(text));
    }

    /// The screen as it is at this moment.
    pub fn with_screen<R>(&self, look: impl FnOnce(&Screen<'_>) -> R) -> R {
        look(&Screen { vt: self.shared.lock().parser.screen() })
    }

    /// All bytes that the program has written so far.
    pub fn raw(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// Waits until the bytes have been written, from the given place in [`Pty::raw`] on.
    #[track_caller]
    pub fn wait_raw(&self, from: usize, bytes: &[u8]) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.shared.lock();
        while !state.raw[from.min(state.raw.len())..].windows(bytes.len()).any(|window| window == bytes) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{:?}: not written\n{}", String::from_utf8_lossy(bytes), picture(&state));
            state = self.shared.arrived.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Makes the window another size. The screen that is read follows where it can: from two columns up to a million
    /// cells.
    pub fn resize(&self, columns: u16, rows: u16) {
        if columns > 1 && rows > 0 && u32::from(columns) * u32::from(rows) <= 1_000_000 {
            self.shared.lock().parser.screen_mut().set_size(rows, columns);
        }
        self.master.as_ref().expect("the window is closed").resize(pty_size((columns, rows))).unwrap();
    }

    /// The program's process id.
    #[track_caller]
    pub fn pid(&self) -> libc::pid_t {
        self.report("its start", |line| line.strip_prefix("pid ")?.parse().ok())
    }

    /// Sends it a signal.
    #[track_caller]
    pub fn signal(&self, signal: i32) {
        assert!(sys::kill(self.pid(), signal), "it is not there any more");
    }

    /// Waits until it has ended, and returns its exit status (128+n if by signal n).
    #[track_caller]
    pub fn wait_exit(&self) -> i32 {
        let code = self.report("its end", |line| line.strip_prefix("exit ")?.parse().ok());
        self.settle();
        code
    }

    /// [`Pty::wait_exit`] without a look at its last output: the window is closed, or takes nothing.
    #[track_caller]
    pub fn wait_exit_unread(&self) -> i32 {
        self.report("its end", |line| line.strip_prefix("exit ")?.parse().ok())
    }

    /// Takes no more output, as a stalled connection does: sooner or later the program's writes wait.
    pub fn stop_output(&mut self) {
        self.stop_reading();
    }

    /// Whether it has ended.
    pub fn has_exited(&self) -> bool {
        std::fs::read_to_string(&self.status).unwrap().contains("exit ")
    }

    /// Waits until it has stopped itself (Ctrl-Z).
    #[track_caller]
    pub fn wait_stopped(&mut self) {
        self.stops += 1;
        self.wait_status("its stop", |status| {
            status.lines().filter(|line| *line == "stopped").nth(self.stops - 1).map(drop)
        });
        self.settle();
    }

    /// Brings it back, as `fg` in the shell does.
    pub fn foreground(&mut self) {
        std::io::Write::write_all(&mut self.gate, b"fg\n").unwrap();
    }

    #[track_caller]
    fn report<R>(&self, what: &str, read: impl Fn(&str) -> Option<R>) -> R {
        self.wait_status(what, |status| status.lines().find_map(&read))
    }

    #[track_caller]
    fn wait_status<R>(&self, what: &str, read: impl Fn(&str) -> Option<R>) -> R {
        let end = Instant::now() + PATIENCE;
        loop {
            let status = std::fs::read_to_string(&self.status).unwrap();
            // A line is there once its end is.
            if let Some(found) = status.rfind('\n').and_then(|end| read(&status[..end])) {
                return found;
            }
            assert!(Instant::now() < end, "{what}: not within {PATIENCE:?}\n{}", picture(&self.shared.lock()));
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Lets the output arrive that was written before an end or a stop: the system hands it over a little later.
    fn settle(&self) {
        let mut state = self.shared.lock();
        loop {
            let (next, wait) = self
                .shared
                .arrived
                .wait_timeout(state, Duration::from_millis(100))
                .unwrap_or_else(PoisonError::into_inner);
            state = next;
            if wait.timed_out() {
                return;
            }
        }
    }

    /// Asserts that the terminal is as it was before the start. After [`Pty::wait_exit`] or [`Pty::wait_stopped`].
    #[track_caller]
    pub fn assert_given_back(&self) {
        let after = settings(self.fd());
        let state = self.shared.lock();
        let screen = state.parser.screen();
        let mut wrong = Vec::new();
        let mut check = |ok: bool, what: &'static str| {
            if !ok {
                wrong.push(what)
            }
        };
        check(after == self.before, "settings differ (raw mode?)");
        check(!screen.alternate_screen(), "alternate screen on");
        check(!screen.hide_cursor(), "cursor hidden");
        check(!screen.bracketed_paste(), "bracketed paste on");
        check(screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None, "mouse on");
        check(!screen.application_cursor() && !screen.application_keypad(), "application keys on");
        check(screen.fgcolor() == vt100::Color::Default && screen.bgcolor() == vt100::Color::Default, "colours on");
        check(!screen.bold() && !screen.inverse() && !screen.underline(), "attributes on");
        assert!(wrong.is_empty(), "the terminal was not given back: {}\n{}", wrong.join(", "), picture(&state));
    }

    /// Closes the window. The program gets no SIGHUP: it must notice by itself.
    pub fn close_window(&mut self) {
        self.stop_reading();
        self.slave = None;
        self.master = None;
    }

    fn stop_reading(&mut self) {
        if let Some((reader, stop)) = self.reader.take() {
            drop(stop);
            let _ = reader.join();
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let status = std::fs::read_to_string(&self.status).unwrap_or_default();
        let pid = status.lines().find_map(|line| line.strip_prefix("pid ")?.parse().ok());
        if let Some(pid) = pid.filter(|_| !status.contains("exit ")) {
            sys::kill(pid, libc::SIGKILL);
        }
        let _ = self.leader.kill();
        let _ = self.leader.wait();
        self.stop_reading();
    }
}

/// The screen as text, for messages.
fn picture(state: &State) -> String {
    let (rows, columns) = state.parser.screen().size();
    let tail = String::from_utf8_lossy(&state.raw[state.raw.len().saturating_sub(300)..]).into_owned();
    format!("--- screen {columns}x{rows}\n{}\n--- last bytes {tail:?}\n---", state.parser.screen().contents())
}

/// The bytes that a terminal sends for the keys.
fn encode(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        if let Some((name, after)) = named {
            bytes.extend(named_key(name).unwrap_or_else(|| panic!("no key is called <{name}>")));
            rest = after;
        } else {
            bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

fn named_key(name: &str) -> Option<Vec<u8>> {
    let plain: &[u8] = match name {
        "enter" => b"\r",
        "esc" => b"\x1b",
        "tab" => b"\t",
        "s-tab" => b"\x1b[Z",
        "space" => b" ",
        "bs" => b"\x7f",
        "up" => b"\x1b[A",
        "down" => b"\x1b[B",
        "right" => b"\x1b[C",
        "left" => b"\x1b[D",
        "home" => b"\x1b[H",
        "end" => b"\x1b[F",
        "pgup" => b"\x1b[5~",
        "pgdn" => b"\x1b[6~",
        "del" => b"\x1b[3~",
        "f1" => b"\x1bOP",
        "f2" => b"\x1bOQ",
        "a-right" => b"\x1b[1;3C",
        "a-left" => b"\x1b[1;3D",
        "lt" => b"<",
        _ => {
            let (modifier, letter) = name.split_once('-')?;
            let letter = letter.bytes().next().filter(|_| letter.len() == 1)?;
            return match modifier {
                "c" => Some(vec![letter & 0x1f]),
                "a" => Some(vec![0x1b, letter]),
                _ => None,
            };
        }
    };
    Some(plain.to_vec())
}

#[test]
fn keys_are_encoded_as_terminals_send_them() {
    assert_eq!(encode("aé<enter><c-c><a-x><lt><up>"), "aé\r\x03\x1bx<\x1b[A".as_bytes());
}
