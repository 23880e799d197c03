//! The proof itself is tried: of each kind of promise a true one passes, and a false one is caught, with its place.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use super::{cache::Cache, collect::Collected, go_or_skip, process::How, prove, say};

/// A promise in a lesson: what it is called, its text, and words of the fault; none if it is true.
type Promise = (&'static str, &'static str, Option<&'static str>);

const MAIN: &str = "package main\n\nimport \"fmt\"\n\nfunc main() {\n";

/// `@` stands for the beginning of a program that prints, `~` for three backquotes.
const BLOCKS: &[Promise] = &[
    ("it prints that", "~go run\n@\tfmt.Println(1)\n}\n~\n~output\n1\n~\n", None),
    ("it prints something else", "~go run\n@\tfmt.Println(1)\n}\n~\n~output\n2\n~\n", Some("- 2\n    + 1")),
    ("no output is shown", "~go run\n@\tfmt.Println(1)\n}\n~\n", Some("no output block")),
    ("another order", "~go run\n@\tfmt.Print(\"a\\nb\\n\")\n}\n~\n~output unordered\nb\na\n~\n", None),
    (
        "another order, told as exact",
        "~go run\n@\tfmt.Print(\"a\\nb\\n\")\n}\n~\n~output\nb\na\n~\n",
        Some("the output differs"),
    ),
    ("a pattern", "~go run\n@\tfmt.Print(\"a1\\nb\\n\")\n}\n~\n~output pattern\na...\n...\n~\n", None),
    (
        "a pattern that does not fit",
        "~go run\n@\tfmt.Print(\"a1\\nb\\n\")\n}\n~\n~output pattern\na...\n~\n",
        Some("+ b"),
    ),
    ("a run that does not compile", "~go run\n@\tx := 1\n}\n~\n~output\n~\n", Some("does not build")),
    (
        "a run that ends badly",
        "~go run\npackage main\n\nimport \"os\"\n\nfunc main() {\n\tos.Exit(3)\n}\n~\n~output\n~\n",
        Some("ends with status 3"),
    ),
    (
        "vet objects",
        "~go run\n@\tfmt.Printf(\"%d\\n\", \"x\")\n}\n~\n~output\n%!d(string=x)\n~\n",
        Some("go vet objects"),
    ),
    ("vet objects, and may", "~go run novet\n@\tfmt.Printf(\"%d\\n\", \"x\")\n}\n~\n~output\n%!d(string=x)\n~\n", None),
    (
        "fix proposes",
        "~go run\n@\tfor i := 0; i < 2; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n~\n~output\n0\n1\n~\n",
        Some("go fix proposes"),
    ),
    (
        "fix proposes, and may",
        "~go run nofix\n@\tfor i := 0; i < 2; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n~\n~output\n0\n1\n~\n",
        None,
    ),
    ("not laid out", "~go run\n@\tfmt.Println( 1)\n}\n~\n~output\n1\n~\n", Some("gofmt")),
    ("not laid out, and may", "~go run nofmt\n@\tfmt.Println( 1)\n}\n~\n~output\n1\n~\n", None),
    (
        "it does not compile",
        "~go fails\npackage main\n\nfunc main() {\n\tx := 1\n}\n~\n~output\n./prog.go:4:2: declared and not used: x\n~\n",
        None,
    ),
    (
        "it does not even parse",
        "~go fails nofmt\npackage main\n\nfunc main() {\n\tx := = 1\n}\n~\n~output\n./prog.go:4:7: syntax error: unexpected =, expected expression\n~\n",
        None,
    ),
    (
        "it imports what is not there",
        "~go fails\npackage main\n\nimport \"nosuch\"\n\nfunc main() {\n\tnosuch.X()\n}\n~\n~output pattern\nprog.go:3:8: package nosuch is not in std (...)\n~\n",
        None,
    ),
    (
        "another message",
        "~go fails\npackage main\n\nfunc main() {\n\tx := 1\n}\n~\n~output\n./prog.go:4:2: x declared and not used\n~\n",
        Some("+ ./prog.go:4:2: declared and not used: x"),
    ),
    (
        "another line",
        "~go fails\npackage main\n\nfunc main() {\n\tx := 1\n}\n~\n~output\n./prog.go:5:2: declared and not used: x\n~\n",
        Some("+ ./prog.go:4:2"),
    ),
    (
        "it compiles",
        "~go fails\npackage main\n\nfunc main() {}\n~\n~output\n./prog.go:1:1: no\n~\n",
        Some("it builds, but must not"),
    ),
    ("it panics", "~go panics\npackage main\n\nfunc main() {\n\tpanic(\"no\")\n}\n~\n~output\npanic: no\n~\n", None),
    (
        "it panics with other words",
        "~go panics\npackage main\n\nfunc main() {\n\tpanic(\"no\")\n}\n~\n~output\npanic: yes\n~\n",
        Some("does not begin to say"),
    ),
    (
        "it panics, and nothing is shown",
        "~go panics\npackage main\n\nfunc main() {\n\tpanic(\"no\")\n}\n~\n~output\n~\n",
        Some("does not begin to say"),
    ),
    (
        "it does not panic",
        "~go panics\npackage main\n\nfunc main() {}\n~\n~output\npanic: no\n~\n",
        Some("other than 0"),
    ),
    (
        "vet says so",
        "~go vets\n@\tfmt.Printf(\"%d\\n\", \"x\")\n}\n~\n~output\nprog.go:6:14: fmt.Printf format %d has arg \"x\" of wrong type string\n~\n",
        None,
    ),
    ("vet is silent", "~go vets\n@\tfmt.Println(1)\n}\n~\n~output\nprog.go:6:2: no\n~\n", Some("go vet is silent")),
    (
        "vet says something else",
        "~go vets\n@\tfmt.Printf(\"%d\\n\", \"x\")\n}\n~\n~output\nprog.go:7:14: no\n~\n",
        Some("go vet says something else"),
    ),
    (
        "a test passes",
        "~go test\npackage main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tt.Log(\"hi\")\n}\n~\n~output pattern\n=== RUN   TestA\n    prog_test.go:6: hi\n--- PASS: TestA (...)\nPASS\nok  \texample\t...\n~\n",
        None,
    ),
    (
        "a test passes with other words",
        "~go test\npackage main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tt.Log(\"hi\")\n}\n~\n~output pattern\n=== RUN   TestA\n    prog_test.go:6: ho\n...\n~\n",
        Some("go test -v prints differs"),
    ),
    (
        "a test fails",
        "~go test\npackage main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tt.Error(\"no\")\n}\n~\n",
        Some("go test ends with status 1"),
    ),
    (
        "an example prints something else",
        "~go test\npackage main\n\nimport \"fmt\"\n\nfunc Example() {\n\tfmt.Println(1)\n\t// Output: 2\n}\n~\n",
        Some("go test ends with status 1"),
    ),
    (
        "a test that fix would write anew",
        "~go test\npackage main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tfor i := 0; i < 3; i++ {\n\t\tt.Log(i)\n\t}\n}\n~\n",
        Some("go fix proposes"),
    ),
    ("a fragment", "~go\nx := 1\n~\n", None),
    ("a fragment that is no Go", "~go\nx := = 1\n~\n", Some("is no Go")),
    ("a fragment that is not laid out", "~go\nx:=1\n~\n", Some("gofmt")),
    ("a session", "~console\n$ echo hi\nhi\n$ pwd | wc -l\n1\n~\n", None),
    ("a session that prints something else", "~console\n$ echo hi\nhi\n$ echo hi\nho\n~\n", Some("- ho")),
    (
        "a session beside its program",
        "~go run\n@\tfmt.Println(1)\n}\n~\n~output\n1\n~\n~console\n$ ls\ngo.mod\nprog.go\n$ go run .\n1\n~\n",
        None,
    ),
    (
        "a session that does not fit its program",
        "~go run\n@\tfmt.Println(1)\n}\n~\n~output\n1\n~\n~console\n$ go run .\n2\n~\n",
        Some("$ go run ."),
    ),
    (
        "several files",
        "~go run\n-- go.mod --\nmodule example.com/x\n\ngo 1.27\n-- main.go --\npackage main\n\nimport \"example.com/x/p\"\n\nfunc main() {\n\tprintln(p.X)\n}\n-- p/p.go --\npackage p\n\nconst X = 7\n~\n~output\n7\n~\n",
        None,
    ),
    ("a flood", "~go run\n@\tfor {\n\t\tfmt.Println(1)\n\t}\n}\n~\n~output\n1\n~\n", Some("says more than")),
];

const QUESTIONS: &[Promise] = &[
    ("it prints that", "outcome = \"prints\"\nanswer = \"1\"\nprogram = '''\n@\tfmt.Println(1)\n}\n'''", None),
    (
        "it prints something else",
        "outcome = \"prints\"\nanswer = \"2\"\nprogram = '''\n@\tfmt.Println(1)\n}\n'''",
        Some("it prints something else"),
    ),
    ("not laid out", "outcome = \"prints\"\nanswer = \"1\"\nprogram = '''\n@\tfmt.Println( 1)\n}\n'''", Some("gofmt")),
    (
        "the line does not compile",
        "kind = \"line\"\nline = 4\noutcome = \"fails\"\nanswer = \"declared and not used: x\"\nprogram = '''\npackage main\n\nfunc main() {\n\tx := 1\n}\n'''",
        None,
    ),
    (
        "another line does not compile",
        "kind = \"line\"\nline = 3\noutcome = \"fails\"\nanswer = \"declared and not used: x\"\nprogram = '''\npackage main\n\nfunc main() {\n\tx := 1\n}\n'''",
        Some("line 4, not 3"),
    ),
    (
        "another message",
        "outcome = \"fails\"\nanswer = \"unused x\"\nprogram = '''\npackage main\n\nfunc main() {\n\tx := 1\n}\n'''",
        Some("the compiler says something else"),
    ),
    (
        "it compiles",
        "outcome = \"fails\"\nanswer = \"no\"\nprogram = '''\n@\tfmt.Println(1)\n}\n'''",
        Some("it builds, but must not"),
    ),
    (
        "the line panics",
        "kind = \"line\"\nline = 4\noutcome = \"panics\"\nanswer = \"panic: no\"\nprogram = '''\npackage main\n\nfunc main() {\n\tpanic(\"no\")\n}\n'''",
        None,
    ),
    (
        "another line panics",
        "kind = \"line\"\nline = 3\noutcome = \"panics\"\nanswer = \"panic: no\"\nprogram = '''\npackage main\n\nfunc main() {\n\tpanic(\"no\")\n}\n'''",
        Some("panics at line 4, not 3"),
    ),
    (
        "it does not panic",
        "outcome = \"panics\"\nanswer = \"no\"\nprogram = '''\n@\tfmt.Println(1)\n}\n'''",
        Some("does not panic"),
    ),
    (
        "it deadlocks",
        "outcome = \"deadlocks\"\nprogram = '''\npackage main\n\nfunc main() {\n\tselect {}\n}\n'''",
        None,
    ),
    ("it does not deadlock", "outcome = \"deadlocks\"\nprogram = '''\n@\tfmt.Println(1)\n}\n'''", Some("no deadlock")),
    (
        "it varies",
        "outcome = \"varies\"\nprogram = '''\npackage main\n\nimport \"math/rand/v2\"\n\nfunc main() {\n\tprintln(rand.Int())\n}\n'''",
        None,
    ),
    (
        "it does not vary",
        "outcome = \"varies\"\nprogram = '''\n@\tfmt.Println(1)\n}\n'''",
        Some("does not vary in 200 runs"),
    ),
];

const RACES: &[Promise] = &[
    (
        "it races",
        "~go race\npackage main\n\nfunc main() {\n\tx, done := 0, make(chan bool)\n\tgo func() { x++; done <- true }()\n\tx++\n\t<-done\n\tprintln(x)\n}\n~\n",
        None,
    ),
    ("it does not race", "~go race\n@\tfmt.Println(1)\n}\n~\n", Some("no race was reported in 10 runs")),
];

/// Collects promises, each in a file of its own name, and holds that exactly the false ones are caught.
fn hold(promises: &[Promise], collect: impl Fn(&mut Collected, &str, &str)) {
    let Some(go) = go_or_skip("the proof's own lies") else { return };
    let mut all = Collected::default();
    for (name, text, _) in promises {
        collect(&mut all, name, &text.replace('@', MAIN).replace('~', "```"));
    }
    if !go.race {
        all.cases.retain(|case| !RACES.iter().any(|(name, ..)| *name == case.path));
    }
    let proof = prove(&go, &all.cases, &Cache::none());
    if proof.unraced > 0 {
        say("skipped: lies about races: no cgo or no C compiler");
        return;
    }
    for (name, _, fault) in promises {
        let told: Vec<&String> = proof.faults.iter().filter(|told| told.starts_with(&format!("{name}:"))).collect();
        match fault {
            None => assert!(told.is_empty(), "{name} is true, but: {told:?}"),
            Some(words) => {
                assert!(told.iter().any(|told| told.contains(words)), "{name} is a lie ({words:?}): {told:?}")
            }
        }
    }
    let lies = promises.iter().filter(|(_, _, fault)| fault.is_some()).count();
    assert!(proof.batched > 0 && proof.alone >= lies, "{} in batches, {} alone", proof.batched, proof.alone);
}

#[test]
fn each_kind_of_lie_in_a_block_is_caught() {
    hold(BLOCKS, |all, name, text| all.text(name, text));
}

#[test]
fn each_kind_of_lie_in_a_question_is_caught() {
    hold(QUESTIONS, |all, name, text| {
        let kind = if text.contains("kind = ") { "" } else { "kind = \"predict\"\n" };
        let form = "passage = \"p\"\nlevel = 1\nprompt = \"?\"\nexplanation = \"!\"\n";
        all.questions(name, &format!("[[question]]\nid = \"q\"\n{kind}{form}{text}\n"));
    });
}

#[test]
fn a_lie_about_a_race_is_caught() {
    hold(RACES, |all, name, text| all.text(name, text));
}

#[test]
fn a_fault_names_the_line_of_its_fence_or_command() {
    let Some(go) = go_or_skip("the places of faults") else { return };
    let mut all = Collected::default();
    let text = "# T\n\n- item\n\n  ```go\n  x := = 1\n  ```\n\n```console\n$ echo a\na\n$ echo b\nc\n```\n";
    all.text("t.md", text);
    all.questions(
        "t.toml",
        "\n[[question]]\nid = \"q\"\nkind = \"predict\"\npassage = \"p\"\nlevel = 1\nprompt = \"?\"\nexplanation = \"!\"\nanswer = \"1\"\nprogram = \"x\"\n",
    );
    let faults = prove(&go, &all.cases, &Cache::none()).faults;
    let places: Vec<&str> = faults.iter().filter_map(|fault| fault.split(": ").next()).collect();
    assert_eq!(places, ["t.md:5", "t.md:12", "t.toml:2", "t.toml:2"], "{faults:#?}");
}

#[test]
fn what_hangs_or_leaves_children_is_ended() {
    let Some(go) = go_or_skip("programs that hang") else { return };
    let dir = tempfile::tempdir().expect("dir");
    let begun = Instant::now();
    // The shell ends at once; what it left behind holds its output open.
    let command = "sh -c 'echo $$ > pid; exec sleep 1000' & echo begun";
    let ended = go.program("/bin/sh", &["-c", command]).run(dir.path(), Duration::from_secs(1));
    assert_eq!((ended.how, ended.output.as_str()), (How::TimedOut(Duration::from_secs(1)), "begun\n"));
    assert!(begun.elapsed() < Duration::from_secs(20));
    let pid = fs::read_to_string(dir.path().join("pid")).expect("pid");
    let state = || fs::read_to_string(Path::new("/proc").join(pid.trim()).join("stat")).unwrap_or_default();
    while !state().is_empty() && !state().contains(") Z") {
        assert!(begun.elapsed() < Duration::from_secs(20), "still there: {}", state());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_was_proved_is_known_until_it_changes() {
    let Some(go) = go_or_skip("the memory of the proof") else { return };
    let dir = tempfile::tempdir().expect("dir");
    let file = dir.path().join("proved");
    let collect = |text: &str| {
        let mut all = Collected::default();
        all.text("t.md", text);
        all.cases
    };
    let (first, moved, other) =
        (collect("```go\nx := 1\n```\n"), collect("\n\n```go\nx := 1\n```\n"), collect("```go\nx := 2\n```\n"));
    let known = |cases: &[_]| prove(&go, cases, &Cache::at(file.clone())).known;
    assert_eq!(known(&first), 0);
    assert_eq!(known(&moved), 1, "its place is not part of it");
    assert_eq!(known(&other), 0);
    assert_eq!(known(&first), 0, "what was no longer there is forgotten");
    let lie = collect("```go\nx:=1\n```\n");
    assert_eq!((known(&lie), known(&lie)), (0, 0), "what is false is never known");
}
