//! A small application in the real shell (`gomastery::tui`), so that the shell can be tested by itself: it shows
//! what it received, and has a key for each thing that may be asked of the shell. Built for tests only.
//!
//! `q` quits, Ctrl-c quits, Ctrl-z stops, `/` begins a text field (Esc or Enter ends it), `e` edits a note,
//! `b` a code block, `o` opens `$DEMO_LINK`, `y` copies, `m` mouse on and off, `l` redraws, `j` a job, `s` a save that
//! takes as long as the file `gate` in `$DEMO_FOLDER` exists; a file `hold-start`, `hold-found` or `hold-draw` there holds up the start at that point. With `DEMO_FAULTS` set: `Q` quits with 3, `1` panics in an update, `2` while
//! drawing, `3` in a job, `4` hangs for ever, `5` writes to the log of `$DEMO_FOLDER`.

// Part of the tests.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use gomastery::tui::editor::{Outcome, Request};
use gomastery::tui::jobs::Job;
use gomastery::tui::terminal::{Refusal, Terminal};
use gomastery::tui::{Action, App, Options};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Paragraph};

type Asked = Vec<Action<Msg>>;

#[derive(Debug)]
enum Msg {
    Say(String),
    Edited(Outcome),
}

#[derive(Default)]
struct Demo {
    events: u64,
    size: (u16, u16),
    pasted: usize,
    said: String,
    field: Option<String>,
    note: String,
    mouse: bool,
    faults: bool,
    panic_in_draw: bool,
    folder: PathBuf,
    changed: bool,
}

impl Demo {
    fn say(&mut self, what: impl Into<String>) -> Asked {
        self.said = what.into();
        self.changed = true;
        Vec::new()
    }

    fn key(&mut self, key: KeyEvent) -> Asked {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if let KeyCode::Char(c @ ('c' | 'z')) = key.code
            && control
        {
            return vec![if c == 'c' { Action::Quit(0) } else { Action::Suspend }];
        }
        if let Some(field) = &mut self.field {
            match key.code {
                KeyCode::Esc | KeyCode::Enter => {
                    let typed = self.field.take().unwrap_or_default();
                    self.say(format!("field={typed}"));
                    return vec![Action::TextFocus(false)];
                }
                KeyCode::Char(c) if !control => field.push(c),
                _ => {}
            }
            return Vec::new();
        }
        match key.code {
            KeyCode::Char('q') => vec![Action::Quit(0)],
            KeyCode::Char('Q') if self.faults => vec![Action::Quit(3)],
            KeyCode::Char('l') => vec![Action::Redraw],
            KeyCode::Char('/') => {
                self.field = Some(String::new());
                vec![Action::TextFocus(true)]
            }
            KeyCode::Char('m') => {
                self.mouse = !self.mouse;
                self.say(format!("mouse={}", self.mouse));
                vec![Action::Mouse(self.mouse)]
            }
            KeyCode::Char('y') => {
                vec![Action::Copy("copied text".into(), Box::new(|sent| Msg::Say(format!("copy={sent:?}"))))]
            }
            KeyCode::Char('o') => {
                let link = std::env::var("DEMO_LINK").unwrap_or_else(|_| "https://go.dev/".into());
                vec![Action::Open(link, Box::new(|opened| Msg::Say(format!("open={opened:?}"))))]
            }
            KeyCode::Char('e') => {
                let request =
                    Request::Text { folder: self.folder.join("drafts"), name: "5.6.4".into(), text: self.note.clone() };
                vec![Action::Edit(request, Box::new(Msg::Edited))]
            }
            KeyCode::Char('b') => {
                let files = vec![("main.go".to_owned(), "package main\n".to_owned())];
                let request = Request::Files { folder: self.folder.join("block"), files };
                vec![Action::Edit(request, Box::new(Msg::Edited))]
            }
            KeyCode::Char('j') => vec![Action::Work(Job::new(|_| Some(Msg::Say("job=done".into()))))],
            KeyCode::Char('s') => {
                let (gate, saved) = (self.folder.join("gate"), self.folder.join("saved"));
                vec![Action::Work(
                    Job::new(move |_| {
                        while gate.exists() {
                            std::thread::sleep(Duration::from_millis(5));
                        }
                        // No result: that a save says nothing must not hold up the end.
                        let _ = std::fs::write(saved, "saved");
                        None
                    })
                    .needed(),
                )]
            }
            KeyCode::Char(fault @ '1'..='5') if self.faults => self.fault(fault),
            other => self.say(format!("key={other:?}")),
        }
    }

    fn fault(&mut self, fault: char) -> Asked {
        match fault {
            '1' => panic!("fault one, \u{1b}[31mwith colour"),
            '2' => self.panic_in_draw = true,
            '3' => {
                let job = Job::new(|_| panic!("fault three"));
                return vec![Action::Work(job.or_failed(|| Msg::Say("job=failed".into())))];
            }
            '4' => loop {
                std::thread::park();
            },
            _ => {
                gomastery::tui::log::start(&self.folder, log::LevelFilter::Info).unwrap();
                log::warn!("a line with \u{1b}]0;title\u{7}");
                return self.say("logged");
            }
        }
        Vec::new()
    }
}

impl App for Demo {
    type Msg = Msg;

    fn input(&mut self, event: Event) -> Asked {
        self.events += 1;
        self.changed = true;
        match event {
            Event::Key(key) => self.key(key),
            Event::Resize(columns, rows) => {
                self.size = (columns, rows);
                Vec::new()
            }
            Event::Paste(text) => match &mut self.field {
                Some(field) => {
                    field.extend(text.chars().filter(|c| !c.is_control()).take(1000));
                    Vec::new()
                }
                None => {
                    self.pasted += text.len();
                    self.say(format!("pasted={}", self.pasted))
                }
            },
            Event::Mouse(mouse) => self.say(format!("mouse={:?} {},{}", mouse.kind, mouse.column, mouse.row)),
            Event::FocusGained | Event::FocusLost => Vec::new(),
        }
    }

    fn message(&mut self, message: Msg) -> Asked {
        match message {
            Msg::Say(what) => self.say(what),
            Msg::Edited(Outcome::Changed { text, draft }) => {
                self.note = text;
                draft.discard();
                self.say(format!("note={}", self.note))
            }
            Msg::Edited(other) => self.say(format!("edit={other:?}")),
        }
    }

    fn tick(&mut self, _first: bool) -> Asked {
        Vec::new()
    }

    fn changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        assert!(!self.panic_in_draw, "fault two");
        hold(&self.folder, "hold-draw");
        let area = frame.area();
        let title = format!("READY {}x{} events={}", self.size.0, self.size.1, self.events);
        let field = self.field.as_ref().map(|field| format!("\nfield:{field}")).unwrap_or_default();
        let text = format!("{title}\n{}{field}\n{}", self.said, "some words to fill the window\n".repeat(60));
        frame.render_widget(Paragraph::new(text).block(Block::bordered()), area);
        if self.field.is_some() && area.width > 2 && area.height > 2 {
            frame.set_cursor_position(Rect::new(1, 3, 1, 1).intersection(area).as_position());
        }
    }
}

/// Says why it does not go on, as the program does: where the window was closed there is nobody to read it.
fn refused(refusal: &Refusal) -> i32 {
    let _ = writeln!(std::io::stderr(), "{refusal}");
    refusal.code
}

/// Where the folder has a file of this name: says that it waits there, and waits until the file is gone.
fn hold(folder: &Path, name: &str) {
    let gate = folder.join(name);
    if gate.exists() {
        std::fs::write(folder.join(format!("{name}.waits")), "").unwrap();
        while gate.exists() {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn main() {
    let folder = std::env::var_os("DEMO_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    hold(&folder, "hold-start");
    let terminal = match Terminal::find() {
        Ok(terminal) => terminal,
        Err(refusal) => std::process::exit(refused(&refusal)),
    };
    hold(&folder, "hold-found");
    let options = Options { crash_log: Some(folder.join("crash.log")), mouse: false };
    let mut demo = Demo { faults: std::env::var_os("DEMO_FAULTS").is_some(), folder, ..Demo::default() };
    let status = gomastery::tui::run(&mut demo, terminal, options).unwrap_or_else(|refusal| refused(&refusal));
    std::process::exit(status)
}
