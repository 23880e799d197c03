use std::{fs, path::Path};

use super::*;

const MANIFEST: &str = "format = 1\nid = \"c\"\ntitle = \"C\"\n[[tier]]\ntitle = \"T\"\nphases = [\"01-a\"]\n[aliases]\n\"9.9\" = [\"x\"]\n";

const PHASE: &str = r##"number = 1
title = "A"

[[topic]]
id = "1.1"
title = "One 🚀"
file = "one.md"
depth = "full"
spec = ["#Channel_types", "#Core_types"]
requires = ["1.2", "7.7"]
was = ["1.2"]

[[topic]]
id = "1.2"
title = "Two"
file = "two.md"

[[topic]]
id = "1.3"
title = "Three"
file = "three.md"
"##;

const GOOD: &str = "\
# One

Text, [two](two.md#b), [here](#table), [spec](https://go.dev/ref/spec#Channel_types).

## Table

| op | nil |
|---|---|
| `send` | blocks *for ever* |

```go run
package main

func main() { println(1) }
```
```output
1
```

## Key points

- One.

## Read on

- [two](two.md)
";

const QUESTIONS: &str = r#"
[[question]]
id = "a"
kind = "predict"
passage = "table"
level = 1
prompt = "?"
program = "package main"
answer = "1"
explanation = "!"

[[question]]
id = "b"
kind = "cell"
passage = "table"
level = 1
prompt = "?"
row = "`send`"
column = "nil"
answer = "blocks for ever"
explanation = "!"

[[question]]
id = "c"
kind = "choose"
passage = "table"
level = 1
prompt = "?"
explanation = "!"
option = [{ text = "x", why = "x" }, { text = "y", why = "y", right = true }, { text = "z", why = "z" }]

[[question]]
id = "d"
kind = "line"
passage = "table"
level = 1
prompt = "?"
program = "package main\n\nvar x int = 1.5\n"
outcome = "fails"
line = 3
answer = "truncated"
explanation = "!"
"#;

/// A curriculum in which all is well, apart from what is written over it.
fn folder(over: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("dir");
    let phase = PHASE
        .replace(" 🚀", "")
        .replace(", \"#Core_types\"", "")
        .replace(", \"7.7\"", "")
        .replace("was = [\"1.2\"]", "")
        .replace("[[topic]]\nid = \"1.3\"\ntitle = \"Three\"\nfile = \"three.md\"\n", "");
    let files = [
        ("curriculum.toml", MANIFEST.replace("9.9", "1.1")),
        ("01-a/phase.toml", phase),
        ("01-a/one.md", GOOD.to_owned()),
        ("01-a/one.toml", QUESTIONS.to_owned()),
        ("01-a/two.md", "# Two\n\nText.\n\n## B\n\nMore.\n".to_owned()),
    ];
    for (path, text) in files.iter().map(|(path, text)| (*path, text.as_str())).chain(over.iter().copied()) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        fs::write(path, text).expect("file");
    }
    dir
}

fn said(dir: &Path) -> Vec<String> {
    check(&Source::folder(dir).expect("folder")).iter().map(ToString::to_string).collect()
}

/// That a curriculum with these files has these problems and no others: each begins with the place and has the words.
fn holds(over: &[(&str, &str)], expected: &[(&str, &str)]) {
    let dir = folder(over);
    let said = said(dir.path());
    let equal = said.len() == expected.len()
        && said.iter().zip(expected).all(|(said, (place, words))| said.starts_with(place) && said.contains(words));
    assert!(equal, "expected {expected:#?}, got {said:#?}");
}

#[test]
fn the_embedded_curriculum_passes_and_so_does_its_folder() {
    let folder = Source::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("curriculum")).expect("folder");
    for source in [Source::Embedded, folder] {
        let said: Vec<String> = check(&source).iter().map(ToString::to_string).collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
    }
}

#[test]
fn a_curriculum_that_is_well_has_no_problems() {
    holds(&[], &[]);
}

#[test]
fn manifests_name_what_is_there() {
    holds(
        &[("curriculum.toml", MANIFEST), ("01-a/phase.toml", PHASE)],
        &[
            ("01-a/phase.toml:5:6:", "U+1F680"),
            ("01-a/phase.toml:9:27:", "no heading \"#Core_types\""),
            ("01-a/phase.toml:10:20:", "requires \"7.7\""),
            ("01-a/phase.toml:11:8:", "was \"1.2\", which something here has"),
            ("01-a/phase.toml:21:8:", "\"01-a/three.md\" is not there"),
            ("curriculum.toml:8:1:", "\"9.9\""),
        ],
    );
}

#[test]
fn files_that_nothing_names_are_found_and_nothing_hangs() {
    let dir = folder(&[
        ("01-a/lost.md", "# Lost\n"),
        ("01-a/lost.toml", ""),
        ("02-b/phase.toml", "number = 2\ntitle = \"B\"\n"),
        ("README.md", "x"),
        ("picture.png", "x"),
        (".git/x.md", "x"),
    ]);
    std::os::unix::fs::symlink(dir.path(), dir.path().join("01-a/round")).expect("link");
    for (target, name) in [("round.md", "round.md"), ("/", "root"), ("/etc/passwd", "pass.md"), ("/etc/passwd", "png")]
    {
        std::os::unix::fs::symlink(target, dir.path().join(name)).expect("link");
    }
    std::os::unix::fs::symlink("one.md", dir.path().join("01-a/same.md")).expect("link");
    for name in ["01-a/pipe.md", "01-a/two.toml"] {
        assert!(std::process::Command::new("mkfifo").arg(dir.path().join(name)).status().expect("mkfifo").success());
    }
    let said = said(dir.path());
    let starts = [
        "01-a/lost.md: is named by no",
        "01-a/lost.toml: belongs to no lesson",
        "01-a/pipe.md: is not a regular file; not opened",
        "01-a/round: is a link to a folder; not looked into",
        "01-a/same.md: is named by no",
        "01-a/two.toml: is not a regular file; not opened",
        "02-b/phase.toml: belongs to no phase",
        "pass.md: is a link out of the curriculum's folder",
        "root: is a link out of",
        "round.md: is a link that cannot be followed",
    ];
    assert_eq!(said.len(), starts.len(), "{said:#?}");
    for (said, start) in said.iter().zip(starts) {
        assert!(said.starts_with(start), "{said}");
    }
}

#[test]
fn of_a_broken_manifest_only_the_cause_is_told() {
    let two = "[aliases]\n\"1.1\" = [\"x\"]\n\"2.1\" = [\"y\"]\n";
    let manifest =
        MANIFEST.replace("[\"01-a\"]", "[\"01-a\", \"02-b\"]").replace("[aliases]\n\"9.9\" = [\"x\"]\n", two);
    let second = "number = 2\ntitle = \"B\"\n[[topic]]\nid = \"2.1\"\ntitle = \"Last\"\nfile = \"last.md\"\nrequires = [\"1.1\"]\n";
    let last = "# Last\n\n[one](../01-a/one.md#table) [two](../01-a/two.md)\n";
    let whole = [("curriculum.toml", &*manifest), ("02-b/phase.toml", second), ("02-b/last.md", last)];
    holds(&whole, &[]);
    let good = |path: &str| fs::read_to_string(folder(&[]).path().join(path)).expect("file");
    // Without its `requires`: that an id is not there is true of one that is no id, or is used twice.
    let (phase, questions) = (good("01-a/phase.toml").replace("requires = [\"1.2\"]", ""), good("01-a/one.toml"));
    for (path, text, place, words) in [
        ("01-a/phase.toml", phase.replace("number = 1", "number = = 1"), "01-a/phase.toml:1:10:", ""),
        ("01-a/phase.toml", phase.replace("number = 1", "number = \"one\""), "01-a/phase.toml:1:10:", "invalid type"),
        ("01-a/phase.toml", phase.replace("title = \"Two\"", "titel = \"Two\""), "01-a/phase.toml:15:1:", "titel"),
        ("01-a/phase.toml", phase.replace("file = \"two.md\"", ""), "01-a/phase.toml:13:1:", "missing field"),
        ("01-a/phase.toml", phase.replace("title = \"A\"", "title = \"A"), "01-a/phase.toml:2:", ""),
        ("01-a/phase.toml", phase[..phase.len() - 3].to_owned(), "01-a/phase.toml:1", ""),
        ("01-a/phase.toml", String::new(), "01-a/phase.toml:1:1:", "missing field"),
        ("01-a/phase.toml", phase.replacen("id = \"1.2\"", "id = \"1.1\"", 1), "01-a/phase.toml:14:6:", "used twice"),
        ("01-a/phase.toml", phase.replacen("id = \"1.2\"", "id = \"one two\"", 1), "01-a/phase.toml:14:6:", "is no id"),
        ("01-a/one.toml", questions.replacen("[[question]]", "[[question]", 1), "01-a/one.toml:2:", ""),
        ("curriculum.toml", manifest.replace("format = 1", "format ="), "curriculum.toml:1:", ""),
        ("curriculum.toml", manifest.replace("id = \"c\"", "id = \"c d\""), "curriculum.toml:2:", "the id is no id"),
        ("curriculum.toml", manifest.replace("\"02-b\"", "\"02-b\", \"02-b\""), "curriculum.toml:6:", "named twice"),
        ("curriculum.toml", manifest.replace("\"02-b\"", "\"02-b\", \"03-c\""), "03-c/phase.toml:", "is not there"),
    ] {
        holds(&[&whole[..], &[(path, &text)]].concat(), &[(place, words)]);
    }
}

#[test]
fn a_lesson_that_is_a_fifo_or_no_text_is_told_and_not_waited_for() {
    let dir = folder(&[]);
    let path = dir.path().join("01-a/two.md");
    fs::remove_file(&path).expect("remove");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    let said = said(dir.path());
    assert!(
        said.iter().any(|said| said.starts_with("01-a/phase.toml:16:8: the file \"01-a/two.md\" is not a regular")),
        "{said:#?}"
    );
    fs::remove_file(&path).expect("remove");
    fs::write(&path, b"# Two\n\n\xff\n").expect("write");
    let said = self::said(dir.path());
    assert!(said.iter().any(|said| said.starts_with("01-a/two.md:3:1: is not UTF-8")), "{said:#?}");
}

#[test]
fn a_full_lesson_has_all_its_parts() {
    holds(
        &[("01-a/one.md", "Text.\n\n## Table\n\n```go\nx := 1\n```\n"), ("01-a/one.toml", "")],
        &[
            ("01-a/one.md: ", "\"## Key points\""),
            ("01-a/one.md: ", "\"## Read on\""),
            ("01-a/one.md: ", "proves none"),
            ("01-a/one.md: ", "at least 4 questions, this one 0"),
            ("01-a/one.md:1:1:", "does not begin with its title"),
        ],
    );
    let mut other = QUESTIONS.replacen("kind = \"predict\"", "kind = \"recall\"\npoints = [\"x\", \"y\"]", 1);
    other = other.replacen("program = \"package main\"\n", "", 1);
    holds(&[("01-a/one.toml", &other)], &[("01-a/one.md: ", "\"predict\"")]);
    holds(
        &[("01-a/two.md", "# Two\n\n## B\n\n# Three ⚡\n")],
        &[("01-a/two.md:1:1:", "says nothing"), ("01-a/two.md:5:1:", "a second title"), ("01-a/two.md:5:1:", "U+26A1")],
    );
    holds(
        &[("01-a/two.md", "\n"), ("01-a/one.md", &GOOD.replace("two.md#b", "two.md"))],
        &[("01-a/two.md: ", "is empty")],
    );
}

#[test]
fn dead_links_are_found() {
    holds(
        &[(
            "01-a/two.md",
            "# Two\n\n[a](one.md#nowhere) [b](three.md) [c](../../x.md) [d](#gone)\n\n## B\n\n\
             [e](https://go.dev/ref/spec#Core_types) [f](file:///etc/passwd) [g](../01-a/one.md#table) \
             [h](https://go.dev/ref/spec) ![i](no.png) [j](/etc/passwd)\n",
        )],
        &[
            ("01-a/two.md:3:1:", "01-a/one.md has no heading #nowhere"),
            ("01-a/two.md:3:21:", "leads to no text"),
            ("01-a/two.md:3:35:", "out of the curriculum"),
            ("01-a/two.md:3:51:", "01-a/two.md has no heading #gone"),
            ("01-a/two.md:7:1:", "no heading #Core_types"),
            ("01-a/two.md:7:41:", "cannot be opened"),
            ("01-a/two.md:7:120:", "the picture"),
            ("01-a/two.md:7:133:", "out of the curriculum"),
        ],
    );
    let dead = QUESTIONS.replacen("explanation = \"!\"", "explanation = \"[x](gone.md)\"", 1);
    holds(&[("01-a/one.toml", &dead)], &[("01-a/one.toml:2:1:", "leads to no text")]);
}

#[test]
fn fences_say_what_is_known_and_code_is_narrow() {
    let wide = format!("\t{}", "x".repeat(69));
    let text = format!(
        "# Two\n\n```go rum\nx\n```\n\n```output\n1\n```\n\n```\nx\n```\n\n```python\nx\n```\n\n```go run\nx\n```\n\nText.\n\n\
         ```console\nls\n```\n\n## B\n\n```text\nx\n{wide}\n```\n\n```go panics\nx\n```\n"
    );
    holds(
        &[("01-a/two.md", &text)],
        &[
            ("01-a/two.md:3:1:", "\"rum\""),
            ("01-a/two.md:7:1:", "an output without a program"),
            ("01-a/two.md:11:1:", "the fence says nothing"),
            ("01-a/two.md:15:1:", "\"python\""),
            ("01-a/two.md:19:1:", "no output follows the \"go run\" block"),
            ("01-a/two.md:25:1:", "without a command"),
            ("01-a/two.md:33:1:", "73 columns"),
            ("01-a/two.md:36:1:", "no output follows the \"go panics\" block"),
        ],
    );
}

#[test]
fn hidden_characters_are_found_wherever_they_stand() {
    holds(
        &[
            ("01-a/two.md", "# Two\n\nso\u{202e}me \u{200b}text, naïve → 世界\ttab\r\n\n## B\n\nMore.\n"),
            ("01-a/one.toml", &QUESTIONS.replacen("explanation = \"!\"", "explanation = \"\\u001b[0m\"", 1)),
        ],
        &[("01-a/one.toml:2:1:", "U+001B"), ("01-a/two.md:3:3:", "U+202E")],
    );
}

#[test]
fn questions_hang_on_their_lesson() {
    let question = |id: &str, rest: &str| {
        format!("[[question]]\nid = \"{id}\"\nlevel = 1\nprompt = \"?\"\nexplanation = \"!\"\n{rest}\n")
    };
    let two = [
        question("a", "kind = \"recall\"\npassage = \"b\"\nanswer = \"x\"\npoints = [\"x\", \"y\"]"),
        question("e", "kind = \"recall\"\npassage = \"gone\"\nanswer = \"x\"\npoints = [\"x\"]"),
        question("f", "kind = \"cell\"\npassage = \"b\"\nrow = \"x\"\ncolumn = \"y\"\nanswer = \"z\""),
        question(
            "g",
            "kind = \"choose\"\npassage = \"b\"\noption = [{text = \"x\", why = \"\"}, {text = \"y\", why = \"!\", right = true}]",
        ),
        question("h", "kind = \"line\"\npassage = \"b\"\nprogram = \"x\\n\"\nline = 2\nanswer = \"z\""),
    ]
    .concat();
    holds(
        &[("01-a/two.toml", &two)],
        &[
            ("01-a/two.toml:1:1:", "\"a\" is used twice, first in 01-a/one.toml"),
            ("01-a/two.toml:10:1:", "no heading #gone"),
            ("01-a/two.toml:10:1:", "model answer"),
            ("01-a/two.toml:19:1:", "no table of the lesson has the row \"x\""),
            ("01-a/two.toml:29:1:", "2 options"),
            ("01-a/two.toml:29:1:", "without its text or its why"),
            ("01-a/two.toml:37:1:", "no line 2"),
            ("01-a/two.toml:37:1:", "does not fail"),
        ],
    );
    let lies = QUESTIONS.replacen("blocks for ever", "panics", 1);
    holds(&[("01-a/one.toml", &lies)], &[("01-a/one.toml:12:1:", "the cell says \"blocks *for ever*\"")]);
}

#[test]
fn a_flood_of_problems_is_capped() {
    let many = "[x](gone.md)\n".repeat(MAX_PROBLEMS + 10);
    let dir = folder(&[("01-a/two.md", &format!("# Two\n\n{many}\n\n## B\n\nMore.\n"))]);
    assert_eq!(check(&Source::folder(dir.path()).expect("folder")).len(), MAX_PROBLEMS + 1);
}
