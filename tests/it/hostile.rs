//! A curriculum that means harm: text that acts on a terminal in every place where a curriculum has text, files that are
//! no files, and texts that are very large or very deep. Whatever is shown of it, on the screen or in a pipe, is plain
//! text, and comes within time.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    fmt::Write as _,
    fs,
    io::Read,
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use gomastery::{
    app::{Msg, msg::Mouse},
    content::Source,
    session::index,
};
use unicode_width::UnicodeWidthChar;

use super::driver::Driver;

/// What a text may try, by name. Not all of it is UTF-8.
fn payloads() -> Vec<(&'static str, Vec<u8>)> {
    const ESC: &str = "\u{1b}";
    const BEL: &str = "\u{7}";
    const ST: &str = "\u{1b}\\";
    let mut all: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let mut add = |name, text: String| all.push((name, text.into_bytes()));
    // Sequences that set colours, modes, titles, clipboards, images, or ask the terminal to answer.
    for (name, body) in [
        ("colour", "[38;2;1;33;7mCANARY"),
        ("erase", "[2J"),
        ("move", "[777;777HCANARY"),
        ("leave", "[?1049l"),
        ("mouse", "[?1003h"),
        ("region", "[3;5r"),
        ("print", "[5i"),
        ("ask", "[6n"),
        ("name", "[21t"),
        ("reset", "c"),
        ("align", "#8"),
        ("charset", "(0"),
        ("half", "["),
    ] {
        add(name, format!("{ESC}{body}"));
    }
    for (name, body) in [
        ("title", "0;CANARY"),
        ("palette", "4;1;#ffffff"),
        ("hyperlink", "8;;http://canary.invalid/"),
        ("notify", "9;CANARY"),
        ("clipboard", "52;c;Q0FOQVJZ"),
        ("prompt", "133;A"),
        ("growl", "777;notify;CANARY;x"),
        ("variable", "1337;SetUserVar=C=Q0FOQVJZ"),
    ] {
        add(name, format!("{ESC}]{body}{BEL}"));
        add(name, format!("{ESC}]{body}{ST}"));
    }
    for (name, start) in [("dcs", "P"), ("apc", "_"), ("pm", "^"), ("sos", "X")] {
        add(name, format!("{ESC}{start}CANARY{ST}"));
    }
    add("open-osc", format!("{ESC}]0;never closed"));
    add("open-dcs", format!("{ESC}Pnever closed"));
    add("tmux", format!("{ESC}Ptmux;{ESC}{ESC}]52;c;Q0FOQVJZ{BEL}{ST}"));
    // Controls, one by one.
    for (name, control) in [
        ("nul", '\0'),
        ("enq", '\u{5}'),
        ("bell", '\u{7}'),
        ("back", '\u{8}'),
        ("vt", '\u{b}'),
        ("ff", '\u{c}'),
        ("return", '\r'),
        ("so", '\u{e}'),
        ("xoff", '\u{13}'),
        ("esc", '\u{1b}'),
        ("del", '\u{7f}'),
        ("nel", '\u{85}'),
        ("c1-csi", '\u{9b}'),
        ("c1-osc", '\u{9d}'),
        ("c1-dcs", '\u{90}'),
    ] {
        add(name, format!("safe{control}31;1mCANARY"));
    }
    // What hides, or turns the order around.
    for (name, hidden) in [
        ("override", '\u{202e}'),
        ("isolate", '\u{2067}'),
        ("mark", '\u{200f}'),
        ("space", '\u{200b}'),
        ("joiner", '\u{200d}'),
        ("bom", '\u{feff}'),
        ("hyphen", '\u{ad}'),
        ("line", '\u{2028}'),
        ("paragraph", '\u{2029}'),
        ("filler", '\u{3164}'),
        ("choseong", '\u{115f}'),
        ("operator", '\u{2063}'),
        ("anchor", '\u{fffa}'),
        ("private", '\u{e000}'),
    ] {
        add(name, format!("ad{hidden}min{hidden}"));
    }
    add("source", "if level != \"user\u{202e} \u{2066}// check\u{2069} \u{2066}\" {".into());
    add("tags", "x".chars().chain("CANARY".chars().filter_map(|c| char::from_u32(0xE0000 + c as u32))).collect());
    add("marks", format!("z{}", "\u{301}\u{489}".repeat(300)));
    add("wide", "漢".repeat(200));
    add("flags", "🇫".repeat(51));
    add("family", "👩\u{200d}👩\u{200d}👧".repeat(20));
    add("right-to-left", "שלום مرحبا".repeat(5));
    // What becomes one of the above only after something was decoded.
    add("entities", "&#27;[31m &#x1b;]52;c;QQ==&#7; &#155;31m &#x202e; &#0; &#8203;".into());
    add("escapes", "\\x1b[31m \\u001b]0;x\\a \\e[2J %1b%5d0;x%07".into());
    add("shell", "$(id) `id` ${HOME} ; rm -rf / %s%n {} {0}".into());
    add("html", "<script>alert(1)</script><img src=x onerror=1>".into());
    add("targets", "[a](javascript:x) [b](file:///etc/passwd) [c](-oProxyCommand=id) ![d](../../../etc/passwd)".into());
    add("tabs", "\tif x {\n\t\treturn\n\t}".into());
    add("long", "x".repeat(20_000));
    all.push(("raw-c1", b"\x9b31mCANARY\x9d0;CANARY\x9c".to_vec()));
    all.push(("broken", b"\xff\xfe\xc3\x28\xf0\x28\x8c\xbc\xed\xa0\x80".to_vec()));
    all.push(("overlong", b"\xc0\x9b31m\xe0\x80\x9b".to_vec()));
    all
}

/// Where a lesson has text: `@` is where the payload goes.
const SLOTS: &[&str] = &[
    "# @",
    "## Part @",
    "Text @ and more.",
    "- one @\n  - two @\n    1. three @",
    "> quoted @",
    "> **Trap.** @",
    "| head @ | b |\n|---|---|\n| @ | `@` |",
    "```go\nfunc main() { // @\n\ts := \"@\"\n}\n```",
    "```@\nx\n```",
    "```go @\nx := 1\n```",
    "```output\n@\n```",
    "`@` and **@** and _@_ and ~~@~~",
    "[@](https://go.dev/@)",
    "<https://go.dev/@>",
    "[@][ref]\n\n[ref]: https://go.dev/@ \"@\"",
    "![@](picture-@.png \"@\")",
    "- [ ] task @\n- [x] done @",
    "<details><summary>@</summary>\n\n@\n\n</details>",
    "Note[^1]\n\n[^1]: @",
    "<!-- @ -->",
    "---\ntitle: \"@\"\n---",
];

fn lesson(number: usize, payload: &[u8]) -> Vec<u8> {
    let mut text = format!("# {}\n\n", marker(number)).into_bytes();
    for slot in SLOTS {
        for (at, piece) in slot.split('@').enumerate() {
            if at > 0 {
                text.extend_from_slice(payload);
            }
            text.extend_from_slice(piece.as_bytes());
        }
        text.extend_from_slice(b"\n\n");
    }
    text
}

/// A word that says which lesson is seen.
fn marker(number: usize) -> String {
    format!("K{number:04}K")
}

/// A TOML string of anything: whatever could be refused is escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' {
            quoted.push(c);
        } else {
            write!(quoted, "\\U{:08X}", c as u32).expect("a String takes everything");
        }
    }
    quoted.push('"');
    quoted
}

/// The name of a file with the payload in it, where a folder can hold such a name.
fn file_name(number: usize, payload: &[u8]) -> Vec<u8> {
    let fits = payload.len() < 200 && !payload.contains(&b'/') && !payload.contains(&0) && !payload.contains(&b'\\');
    let mut name = format!("t{number}").into_bytes();
    if fits {
        name.extend_from_slice(payload);
    }
    name.extend_from_slice(b".md");
    name
}

const PHASES: usize = 8;

/// Writes the whole course and returns the ids of its lessons with their numbers.
fn write_course(root: &Path) -> Vec<(String, usize)> {
    let payloads = payloads();
    let mut ids = Vec::new();
    let mut phases = vec![String::new(); PHASES];
    for (number, (_, payload)) in payloads.iter().enumerate() {
        let phase = number % PHASES;
        let folder = root.join(format!("p{phase}"));
        fs::create_dir_all(&folder).expect("a folder");
        let text = String::from_utf8(payload.clone()).ok();
        let name = file_name(number, if text.is_some() { payload } else { b"" });
        fs::write(folder.join(OsStr::from_bytes(&name)), lesson(number, payload)).expect("a lesson");
        // A manifest is read at every start: what is only long is cut there, and whole in the lesson.
        let brief = text.as_deref().map(|text| text.chars().take(700).collect::<String>());
        let shown = quoted(brief.as_deref().unwrap_or("not UTF-8"));
        let name = String::from_utf8(name).expect("of UTF-8 parts");
        let id = format!("{phase}.{}", number + 1);
        let toml = phases.get_mut(phase).expect("a phase");
        write!(
            toml,
            "[[topic]]\nid = \"{id}\"\ntitle = {}\nfile = {}\nsince = {shown}\nspec = [{shown}]\nstd = [{shown}]\nrequires = [{shown}]\nwas = [{shown}]\n",
            quoted(&format!("{} {}", marker(number), brief.as_deref().unwrap_or("not UTF-8"))),
            quoted(&name),
        )
        .expect("a String takes everything");
        // And what must be refused, in words: an id, a file outside, a file that is not there.
        write!(toml, "[[topic]]\nid = {shown}\ntitle = \"bad id\"\nfile = \"x.md\"\n").expect("text");
        write!(toml, "[[topic]]\nid = \"{id}.out\"\ntitle = \"out\"\nfile = {}\n", quoted(&format!("../{name}")))
            .expect("text");
        write!(toml, "[[topic]]\nid = \"{id}.gone\"\ntitle = \"gone\"\nfile = {}\n", quoted(&format!("gone-{name}")))
            .expect("text");
        if text.is_some() {
            let questions = format!(
                "[[question]]\nid = \"q{number}\"\nkind = \"choose\"\npassage = {shown}\nlevel = 1\nprompt = {shown}\nexplanation = {shown}\n\
                 option = [{{ text = {shown}, right = true, why = {shown} }}, {{ text = \"b\", why = {shown} }}]\n\
                 [[question]]\nid = \"r{number}\"\nkind = \"recall\"\npassage = \"k{number:04}k\"\nlevel = 1\nprompt = {shown}\npoints = [{shown}]\nanswer = {shown}\nexplanation = {shown}\n"
            );
            fs::write(folder.join(name.replace(".md", ".toml")), questions).expect("questions");
        }
        ids.push((id, number));
    }
    let short = |payload: &&[u8]| payload.len() < 3_000;
    let all: Vec<&str> = payloads
        .iter()
        .map(|(_, payload)| payload.as_slice())
        .filter(short)
        .filter_map(|payload| std::str::from_utf8(payload).ok())
        .collect();
    let at = |number: usize| quoted(all.get(number * 7 % all.len()).expect("a payload"));
    let mut course = format!(
        "format = 1\nid = \"hostile\"\ntitle = {0}\nedition = {1}\nphilosophy = {0}\ntenets = [{0}, {1}]\n\
         [[pages]]\nfile = \"about.md\"\ntitle = {0}\n[[pages]]\nfile = {1}\ntitle = \"x\"\n",
        quoted(&all.concat()),
        at(2)
    );
    fs::write(root.join("about.md"), lesson(9_999, all.concat().as_bytes())).expect("a page");
    for (number, topics) in phases.iter().enumerate() {
        let folder = root.join(format!("p{number}"));
        let toml = format!("number = {number}\ntitle = {0}\nobjective = {0}\n{topics}", at(number + 3));
        fs::write(folder.join("phase.toml"), toml).expect("a manifest");
        fs::write(folder.join("overview.md"), lesson(9_000 + number, all.concat().as_bytes())).expect("an overview");
        write!(
            course,
            "[[tier]]\ntitle = {0}\nsubject = {0}\ngoal = {0}\nduration = {0}\noutcome = {0}\nphases = [\"p{number}\", {0}]\n",
            at(number + 1)
        )
        .expect("text");
    }
    write!(course, "[aliases]\n\"0.1\" = [{}]\n{} = [\"x\"]\n", at(5), at(6)).expect("text");
    fs::write(root.join("curriculum.toml"), course).expect("a manifest");
    ids
}

/// What must never come out, with the place where it did. `cell` is a cell of a screen: there not even a line end may be.
fn forbidden(bytes: &[u8], cell: bool) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Some(format!("invalid UTF-8 at byte {}", error.valid_up_to())),
    };
    let mut marks = 0;
    let mut before = 'x';
    for (at, c) in text.char_indices() {
        let bad = match c {
            '\n' | '\t' => cell,
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' => true,
            '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => {
                true
            }
            '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}' => true,
            // A joiner holds an emoji together, and joins nothing else.
            '\u{200d}' => before.is_ascii(),
            _ => false,
        };
        marks = if !c.is_ascii() && c.width() == Some(0) { marks + 1 } else { 0 };
        if bad || marks > 8 {
            let near: String = text[..at].chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
            return Some(format!("{c:?} behind {near:?}"));
        }
        before = c;
    }
    None
}

/// What a run gave.
struct Ran {
    status: Option<i32>,
    out: Vec<u8>,
    errors: Vec<u8>,
}

impl Ran {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&self.errors).into_owned()
    }
}

/// The program on a course, with a home of its own.
struct Course {
    home: tempfile::TempDir,
    root: PathBuf,
    /// How long one run may take.
    limit: Duration,
}

impl Course {
    fn new(limit: u64) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path().join("course");
        fs::create_dir(&root).expect("a folder");
        Self { root, home, limit: Duration::from_secs(limit) }
    }

    fn source(&self) -> Source {
        Source::folder(&self.root).expect("the course")
    }

    /// Runs it and waits; a run that takes longer than the limit is ended, and fails the test.
    #[track_caller]
    fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        let mut all = vec![OsString::from("--curriculum"), self.root.clone().into()];
        all.extend(arguments.iter().map(|argument| argument.as_ref().to_owned()));
        self.bare(&all)
    }

    #[track_caller]
    fn bare(&self, arguments: &[OsString]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gomastery"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("TERM", "xterm-256color")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (done, ended) = mpsc::channel();
        let mut out = child.stdout.take().expect("a pipe");
        let mut errors = child.stderr.take().expect("a pipe");
        let reader = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = errors.read_to_end(&mut bytes);
            bytes
        });
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = out.read_to_end(&mut bytes);
            let _ = done.send(bytes);
        });
        let Ok(out) = ended.recv_timeout(self.limit) else {
            let _ = child.kill();
            panic!("{arguments:?} takes longer than {:?}", self.limit);
        };
        let status = child.wait().expect("it ends").code();
        let errors = reader.join().expect("a reader");
        let ran = Ran { status, out, errors };
        assert!(matches!(status, Some(0..=4)), "{arguments:?}: {status:?} {}", ran.said());
        assert!(!ran.said().contains("panicked"), "{arguments:?}: {}", ran.said());
        ran
    }

    /// Runs it, and nothing forbidden comes out.
    #[track_caller]
    fn clean<S: AsRef<OsStr> + std::fmt::Debug>(&self, arguments: &[S]) -> Ran {
        let ran = self.run(arguments);
        for bytes in [&ran.out, &ran.errors] {
            if let Some(what) = forbidden(bytes, false) {
                panic!("{arguments:?} gives {what}");
            }
        }
        ran
    }
}

/// Looks at all cells of the screen as it is.
#[track_caller]
fn look(driver: &Driver, seen: &mut BTreeSet<usize>) {
    let frame = driver.frame();
    let mut text = String::new();
    for cell in frame.content() {
        if let Some(what) = forbidden(cell.symbol().as_bytes(), true) {
            panic!("the screen has {what}:\n{}", driver.screen());
        }
        text.push_str(cell.symbol());
    }
    for (at, _) in text.match_indices('K') {
        if let Some(number) = text.get(at + 1..at + 5).and_then(|digits| digits.parse().ok())
            && text.get(at + 5..at + 6) == Some("K")
        {
            seen.insert(number);
        }
    }
}

#[test]
fn the_scan_finds_what_it_is_for() {
    let mut missed: Vec<&str> =
        payloads().into_iter().filter(|(_, text)| forbidden(text, false).is_none()).map(|(name, _)| name).collect();
    missed.sort_unstable();
    // These are plain text until something decodes them, or too wide, or too long.
    let plain =
        ["entities", "escapes", "family", "flags", "html", "long", "right-to-left", "shell", "tabs", "targets", "wide"];
    assert_eq!(missed, plain);
}

#[test]
fn nothing_that_acts_comes_out_of_a_pipe() {
    let course = Course::new(20);
    let ids = write_course(&course.root);
    let list = course.clean(&["list"]);
    assert_eq!(list.status, Some(0));
    let said = list.said();
    assert!(
        said.contains("is no id") && said.contains("outside of the phase's folder"),
        "what is left out is named: {said}"
    );
    for (_, number) in &ids {
        assert!(list.text().contains(&marker(*number)), "{}", marker(*number));
    }
    for verb in [
        &["list", "--json"][..],
        &["progress"],
        &["progress", "--json"],
        &["next"],
        &["search", "CANARY"],
        &["search", "CANARY", "--json", "--limit", "500"],
        &["search", "\u{1b}]0;x\u{7}"],
        &["doctor"],
        &["check"],
        &["restore"],
        &["show", "about"],
        &["show", "0"],
    ] {
        course.clean(verb);
    }
    let mut shown = 0;
    for (id, number) in &ids {
        let text = course.clean(&["show", id]);
        match text.status {
            Some(0) => {
                shown += 1;
                assert!(text.text().contains(&marker(*number)), "{id}");
            }
            _ => assert!(text.said().contains("not UTF-8"), "{id}: {}", text.said()),
        }
        // The other forms of a third of the lessons each; their text takes the same way.
        if number % 3 < 2 {
            course.clean(&["show", id, if number % 3 == 0 { "--markdown" } else { "--json" }]);
            continue;
        }
        // Colours are the program's own; none of the content's.
        let coloured = course.run(&["show", id, "--color", "always"]).text();
        assert!(!coloured.contains("38;2;1;33;7"), "{id}");
        let mut plain = String::new();
        for (at, piece) in coloured.split("\u{1b}[").enumerate() {
            let colour = piece.find('m').filter(|end| piece[..*end].chars().all(|c| c.is_ascii_digit() || c == ';'));
            assert!(at == 0 || colour.is_some(), "{id}: {piece:?}");
            plain.push_str(colour.filter(|_| at > 0).map_or(piece, |end| &piece[end + 1..]));
        }
        assert_eq!(forbidden(plain.as_bytes(), false), None, "{id}");
        let refused = format!("{id}.{}", if number % 2 == 0 { "out" } else { "gone" });
        assert_eq!(course.clean(&["show", &refused]).status, Some(1), "{refused}");
    }
    assert_eq!(shown, ids.len() - 3, "all but those three that are not UTF-8");
}

#[test]
fn nothing_that_acts_comes_out_of_notes_names_and_errors() {
    let course = Course::new(20);
    let ids = write_course(&course.root);
    for ((_, payload), (id, number)) in payloads().into_iter().zip(&ids) {
        let mut payload = payload;
        payload.retain(|byte| *byte != 0);
        payload.truncate(4_000);
        let text = OsString::from_vec(payload.clone());
        let with = |start: &str| {
            let mut all = start.as_bytes().to_vec();
            all.extend_from_slice(&payload);
            OsString::from_vec(all)
        };
        let arg = |text: &str| OsString::from(text);
        course.clean(&[arg("note"), arg(id), with("--text=")]);
        // Each way of typing it, or of naming it, with some of the payloads: the ways are more than the time.
        let ways: [Vec<OsString>; 8] = [
            vec![arg("note"), arg(id)],
            vec![arg("show"), with("x")],
            vec![with("--"), arg("list")],
            vec![with("verb")],
            vec![arg("list"), with("--status=")],
            vec![arg("search"), arg("--"), text],
            vec![arg("import"), course.home.path().join(with("gone")).into()],
            vec![arg("restore"), course.home.path().join(with("gone")).into()],
        ];
        for step in [0, 3] {
            course.clean(&ways[(number + step) % ways.len()]);
        }
        let elsewhere = if number % 2 == 0 { "--curriculum=/nowhere/" } else { "--data-dir=/dev/null/" };
        let ran = course.bare(&[with(elsewhere), arg("list")]);
        assert!(!matches!(ran.status, Some(0)), "{}", ran.text());
        assert_eq!(forbidden(&ran.errors, false), None);
    }
    let notes = course.clean(&["notes"]).text();
    assert!(notes.matches("## ").count() > 60, "the notes are there: {notes}");
    course.clean(&["notes", "--json"]);
    let export = course.clean(&["export"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&export.out).is_ok());
    // What went out comes back as it was, escaped or not.
    let file = course.home.path().join("export.json");
    fs::write(&file, &export.out).expect("a file");
    let said = course.clean(&[OsStr::new("import"), file.as_os_str()]).text();
    assert!(said.starts_with("imported 0 events"), "{said}");
}

#[test]
fn nothing_that_acts_reaches_the_screen() {
    let course = Course::new(20);
    let ids = write_course(&course.root);
    let payloads = payloads();
    let mut seen = BTreeSet::new();
    let mut driver = Driver::with(course.source(), 100, 30, None, Vec::new());
    look(&driver, &mut seen);
    driver.keys("enter");
    let index = index::build(&driver.model.curriculum, &course.source());
    driver.send(Msg::Indexed(Arc::new(index)));
    let mut step = |driver: &mut Driver, keys: &str| {
        for key in keys.split_whitespace() {
            driver.keys(key);
            look(driver, &mut seen);
        }
    };
    step(&mut driver, "+ pagedown pagedown pagedown pagedown pagedown end g");
    for (id, number) in &ids {
        let text = payloads.get(*number).and_then(|(_, payload)| String::from_utf8(payload.clone()).ok());
        let digits: Vec<String> = id.chars().map(String::from).collect();
        step(&mut driver, &format!("{} enter", digits.join(" ")));
        step(&mut driver, "pagedown pagedown G g . o j esc L j esc m ' esc f");
        driver.text("CANARY");
        step(&mut driver, "enter n esc space");
        // A note, an error and a paste may hold it too.
        driver.note = text.clone();
        step(&mut driver, "e");
        if let Some(text) = text {
            for msg in [Msg::Notice(text.clone()), Msg::Warning(text.clone())] {
                driver.send(msg);
                step(&mut driver, "j");
            }
            step(&mut driver, "/");
            driver.send(Msg::Paste(text.chars().take(300).collect()));
            step(&mut driver, "j enter esc esc : ");
            driver.text("note");
            step(&mut driver, "esc");
        }
        if number % 3 == 0 {
            step(&mut driver, "t a enter enter 3 esc y esc b x ctrl-d 3 esc y esc esc");
        }
        if number % 9 == 0 {
            for (width, height) in [(40, 12), (17, 5), (1, 1), (200, 60), (100, 30)] {
                driver.send(Msg::Resize(width, height));
                driver.send(Msg::Mouse(Mouse::Press, width / 3, height / 2));
                step(&mut driver, "j k");
            }
        }
        driver.quit = false;
    }
    step(&mut driver, "esc esc esc N j j enter esc P j j esc r enter enter 3 esc y esc ? j esc : j j esc / ");
    driver.text("CANARY");
    driver.wait(2);
    step(&mut driver, "down down down tab down enter esc");
    driver.send(Msg::ReadOnly("\u{1b}]0;CANARY\u{7}".into()));
    step(&mut driver, "esc esc j");
    assert!(driver.log.len() > ids.len(), "marks and notes were made");
    let missing: Vec<usize> = ids.iter().map(|(_, number)| *number).filter(|number| !seen.contains(number)).collect();
    assert_eq!(missing, [0; 0], "these lessons were never on the screen");
}

#[test]
fn files_that_are_no_files_are_named_and_never_waited_for() {
    use std::os::unix::fs::symlink;
    let course = Course::new(20);
    let folder = course.root.join("p0");
    fs::create_dir_all(folder.join("folder.md")).expect("a folder");
    let at = |name: &str| folder.join(name);
    let fifo = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
    fs::write(at("good.md"), "# Good K0001K\n\nThis one can be read.\n").expect("a lesson");
    fs::write(at("empty.md"), "").expect("a lesson");
    fs::write(at("nul.md"), [0; 5_000]).expect("a lesson");
    fs::write(at("utf16.md"), b"\xff\xfe#\0 \0T\0\n\0").expect("a lesson");
    fs::write(at("returns.md"), "# T\r\r- a\r- b\r").expect("a lesson");
    fs::write(at("binary.md"), (0..=255).cycle().take(9_000).collect::<Vec<u8>>()).expect("a lesson");
    fs::write(at("open.md"), format!("# T\n```go\n{}", "y\n".repeat(2_000))).expect("a lesson");
    fs::write(course.home.path().join("secret.md"), "# SECRET\n").expect("a file outside");
    for (target, name) in [
        ("loop-b.md", "loop-a.md"),
        ("loop-a.md", "loop-b.md"),
        ("../../secret.md", "outside.md"),
        ("/etc/passwd", "passwd.md"),
        ("/dev/zero", "zero.md"),
        ("/dev/stdin", "stdin.md"),
        ("/nowhere", "dangling.md"),
        (".", "self"),
        ("..", "up"),
        ("/", "root"),
    ] {
        symlink(target, at(name)).expect("a link");
    }
    fifo(&at("fifo.md"));
    fifo(&at("good.toml"));
    fs::File::create(at("sparse.md")).expect("a file").set_len(5 << 30).expect("a sparse file");
    fs::write(at("locked.md"), "# no\n").expect("a file");
    fs::set_permissions(at("locked.md"), std::os::unix::fs::PermissionsExt::from_mode(0o000)).expect("permissions");
    // Names that no manifest can write; they only lie there.
    for name in [&b"bad\xff\xfe.md"[..], b"esc\x1b]0;x\x07.md", b"new\nline.md", b"-rf.md"] {
        fs::write(folder.join(OsStr::from_bytes(name)), "# x\n").expect("a file");
    }
    let refused = [
        ("folder", "not a regular file"),
        ("utf16", "not UTF-8"),
        ("binary", "not UTF-8"),
        ("loop-a", "cannot be read"),
        ("outside", "outside"),
        ("passwd", "outside"),
        ("zero", "outside"),
        ("stdin", ""),
        ("dangling", "cannot be read"),
        ("fifo", "not a regular file"),
        ("sparse", "larger than 2 MB"),
        ("self/self/self/self/folder", "not a regular file"),
        ("up/p0/up/p0/folder", "not a regular file"),
        ("root/etc/passwd", ""),
        ("locked", "cannot be read"),
    ];
    let read = ["good", "empty", "nul", "returns", "open"];
    let mut toml = String::from("number = 0\ntitle = \"Files\"\n");
    for (at, name) in read.iter().copied().chain(refused.map(|(name, _)| name)).enumerate() {
        write!(toml, "[[topic]]\nid = \"0.{}\"\ntitle = \"{name}\"\nfile = \"{name}.md\"\n", at + 1).expect("text");
    }
    fs::write(at("phase.toml"), toml).expect("a manifest");
    // Phases that are none: each is named, and the sound one is there.
    let broken = ["p-fifo", "p-loop", "p-zero", "p-gone", "p-deep", "p0/self", "../course/p0", "/dev"];
    for name in ["p-fifo", "p-zero", "p-deep"] {
        fs::create_dir(course.root.join(name)).expect("a folder");
    }
    fifo(&course.root.join("p-fifo/phase.toml"));
    symlink("p-loop", course.root.join("p-loop")).expect("a link");
    symlink("/dev/zero", course.root.join("p-zero/phase.toml")).expect("a link");
    let deep = format!("number = 1\ntitle = \"x\"\na = {}{}\n", "[".repeat(50_000), "]".repeat(50_000));
    fs::write(course.root.join("p-deep/phase.toml"), deep).expect("a manifest");
    let phases = broken.map(quoted).join(", ");
    let manifest = format!(
        "format = 1\nid = \"files\"\ntitle = \"Files\"\n[[tier]]\ntitle = \"T\"\nphases = [\"p0\", {phases}]\n"
    );
    fs::write(course.root.join("curriculum.toml"), manifest).expect("a manifest");

    let begun = Instant::now();
    let list = course.clean(&["list"]);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(list.text().lines().count(), read.len() + refused.len(), "{}", list.text());
    for name in ["p-fifo", "p-loop", "p-zero", "p-gone", "p-deep"] {
        assert!(list.said().contains(name), "{name} is left out in silence: {}", list.said());
    }
    let root = rustix::process::geteuid().is_root();
    for (at, (name, says)) in refused.iter().enumerate() {
        if *name == "locked" && root {
            continue;
        }
        let ran = course.clean(&["show", &format!("0.{}", read.len() + at + 1)]);
        assert_eq!(ran.status, Some(1), "{name}: {}", ran.text());
        assert!(ran.said().contains(says) && !ran.text().contains("SECRET"), "{name}: {}", ran.said());
    }
    for at in 1..=read.len() {
        assert_eq!(course.clean(&["show", &format!("0.{at}")]).status, Some(0), "{at}");
    }
    assert!(course.clean(&["search", "can be read"]).text().starts_with("0.1"));
    for verb in ["progress", "doctor", "check", "next"] {
        course.clean(&[verb]);
    }
    // The screen says why, where the lesson would stand.
    let mut driver = Driver::with(course.source(), 100, 30, None, Vec::new());
    driver.keys("enter 0 . 1 1 enter").shows("outside");
    driver.keys("0 . 1 enter").shows("This one can be read.");

    // A manifest that cannot be read at all is one plain sentence.
    let manifest = course.root.join("curriculum.toml");
    fs::remove_file(&manifest).expect("remove");
    fifo(&manifest);
    let ran = course.clean(&["list"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.said().contains("curriculum.toml"), "{}", ran.said());
}

/// Lessons that are large or deep enough to break what walks or lays them out.
fn heavy() -> Vec<(&'static str, String)> {
    let row = |cell: &str, columns: usize| format!("|{}\n", format!("{cell}|").repeat(columns));
    vec![
        ("quotes", format!("{} x", ">".repeat(20_000))),
        (
            "lists",
            (0..1_400)
                .map(|depth| format!("{}- x\n", " ".repeat(2 * depth)))
                .collect::<String>()
                .chars()
                .take(1_900_000)
                .collect(),
        ),
        ("columns", format!("{}{}{}", row("a", 5_000), row("-", 5_000), row("b", 5_000).repeat(20))),
        ("rows", format!("{}{}{}", row("a", 2), row("-", 2), row("x", 2).repeat(50_000))),
        ("line", "word ".repeat(400_000)),
        ("unbroken", "x".repeat(2_000_000)),
        ("code", format!("```go\n{}\n```", "x := \"y\" + 1 // ".repeat(110_000))),
        ("brackets", "[".repeat(100_000)),
        ("links", "[a](".repeat(30_000)),
        ("stars", "*a ".repeat(60_000)),
        ("emphasis", "*_".repeat(60_000)),
        ("ticks", (0..800).map(|count| format!("{} ", "`".repeat(count))).collect()),
        ("headings", (0..50_000).map(|n| format!("{} h{n}\n", "#".repeat(1 + n % 6))).collect()),
        (
            "references",
            format!("{}{}", (0..30_000).map(|n| format!("[r{n}]: /u\n")).collect::<String>(), "[r1] ".repeat(30_000)),
        ),
        ("html", "<div>".repeat(20_000)),
        ("open-html", "<a ".repeat(50_000)),
        ("entities", "&".repeat(100_000)),
        ("footnotes", "[^a]: ".repeat(20_000)),
        ("fences", "```go\nx\n```\n".repeat(30_000)),
        ("marks", format!("z{}", "\u{301}".repeat(500_000))),
    ]
}

#[test]
fn large_and_deep_texts_come_within_seconds() {
    let course = Course::new(60);
    fs::create_dir(course.root.join("p0")).expect("a folder");
    let mut toml = String::from("number = 0\ntitle = \"Heavy\"\n");
    let heavy = heavy();
    for (at, (name, text)) in heavy.iter().enumerate() {
        write!(toml, "[[topic]]\nid = \"0.{}\"\ntitle = \"{name}\"\nfile = \"{name}.md\"\n", at + 1).expect("text");
        fs::write(course.root.join(format!("p0/{name}.md")), format!("# {name}\n\n{text}\n")).expect("a lesson");
    }
    fs::write(course.root.join("p0/phase.toml"), toml).expect("a manifest");
    fs::write(
        course.root.join("curriculum.toml"),
        "format = 1\nid = \"heavy\"\ntitle = \"Heavy\"\n[[tier]]\ntitle = \"T\"\nphases = [\"p0\"]\n",
    )
    .expect("a manifest");
    // A development build is many times slower than what people run, and the machine may be busy.
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 4 });
    let mut slow = Vec::new();
    for (at, (name, _)) in heavy.iter().enumerate() {
        let begun = Instant::now();
        let ran = course.clean(&["show", &format!("0.{}", at + 1)]);
        assert_eq!(ran.status, Some(0), "{name}: {}", ran.said());
        let shown = begun.elapsed();
        let mut driver = Driver::with(course.source(), 100, 30, None, Vec::new());
        driver.keys("enter");
        let begun = Instant::now();
        let digits: Vec<String> = format!("0.{}", at + 1).chars().map(String::from).collect();
        driver.keys(&digits.join(" ")).keys("enter").shows(name);
        for keys in ["pagedown", "G", "g", "o", "esc"] {
            driver.keys(keys);
            driver.screen();
        }
        driver.send(Msg::Resize(40, 12));
        driver.screen();
        let drawn = begun.elapsed();
        println!("{name}: shown in {shown:?}, walked in {drawn:?}");
        if shown > limit || drawn > limit {
            slow.push(*name);
        }
    }
    assert_eq!(slow, [""; 0]);
    let begun = Instant::now();
    course.clean(&["search", "word"]);
    println!("searched in {:?}", begun.elapsed());
}

#[test]
fn a_hundred_thousand_lessons() {
    let course = Course::new(60);
    let mut names = Vec::new();
    for phase in 0..20 {
        let mut toml = format!("number = {phase}\ntitle = \"P\"\n");
        for topic in 1..=5_000 {
            write!(toml, "[[topic]]\nid = \"{phase}.{topic}\"\ntitle = \"T{topic}\"\nfile = \"t.md\"\n").expect("text");
        }
        let name = format!("p{phase}");
        fs::create_dir(course.root.join(&name)).expect("a folder");
        fs::write(course.root.join(&name).join("phase.toml"), toml).expect("a manifest");
        fs::write(course.root.join(&name).join("t.md"), "# T\n\nText.\n").expect("a lesson");
        names.push(format!("{name:?}"));
    }
    fs::write(
        course.root.join("curriculum.toml"),
        format!("format = 1\nid = \"big\"\ntitle = \"B\"\n[[tier]]\ntitle = \"T\"\nphases = [{}]\n", names.join(", ")),
    )
    .expect("a manifest");
    let begun = Instant::now();
    let list = course.clean(&["list"]);
    assert_eq!(list.text().lines().count(), 100_000);
    println!("listed in {:?}", begun.elapsed());
    let begun = Instant::now();
    let mut driver = Driver::with(course.source(), 100, 30, None, Vec::new());
    driver.keys("enter + G g 1 9 . 5 0 0 0 enter").shows("T5000");
    driver.screen();
    println!("opened and walked in {:?}", begun.elapsed());
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 40 } else { 6 });
    assert!(begun.elapsed() < limit, "{:?}", begun.elapsed());
    let begun = Instant::now();
    for _ in 0..20 {
        driver.keys("j");
        driver.screen();
    }
    println!("a key to its frame: {:?}", begun.elapsed() / 20);
}
