//! Many cases proved at once: one module, a package each, one build, one vet, one fix. A batch only ever says "proved":
//! whatever is not as it should be is left to [`super::single`], which says what is wrong. So a batch may give up early,
//! and cannot be unjust.
//!
//! A package lies in `proofNNNN/`, and tools name its files from the module's folder, so `proofNNNN/` in what they say
//! stands for the `./` of a program that is alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    time::Duration,
};

use gomastery::{domain::question::Outcome, markdown::fence};
use tempfile::TempDir;

use super::{
    collect::{Case, What},
    judge, parallel,
    process::{Ended, How},
    single::{self, RUN},
    toolchain::Go,
    txtar,
};

/// For one call of a tool on a whole batch.
const TOOL: Duration = Duration::from_secs(900);
/// How many packages a batch has: their programs lie on the disk at once.
const SIZE: usize = 48;

/// What can be done together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Programs,
    Fails,
    Tests,
    Race,
}

/// Which group a case goes with; none if it wants to be alone.
fn group(what: &What) -> Option<Group> {
    let (body, group) = match what {
        What::Session(_) => return None,
        What::Question(asked) if asked.outcome == Outcome::Fails => (&asked.program, Group::Fails),
        What::Question(asked) => (&asked.program, Group::Programs),
        What::Block(block) => {
            let group = match block.kind {
                fence::Go::Run | fence::Go::Panics => Group::Programs,
                fence::Go::Fails => Group::Fails,
                fence::Go::Test => Group::Tests,
                fence::Go::Race if block.output.is_none() => Group::Race,
                fence::Go::Race | fence::Go::Vets | fence::Go::Fragment => return None,
            };
            if !block.sessions.is_empty() {
                return None;
            }
            (&block.body, group)
        }
    };
    // A module or a package below would mean another one here.
    let plain = txtar::files(body, "prog.go").iter().all(|(name, _)| name.ends_with(".go") && !name.contains('/'));
    plain.then_some(group)
}

/// Which of the cases are proved.
pub fn prove(go: &Go, cases: &[&Case], threads: usize) -> Vec<bool> {
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for (at, case) in cases.iter().enumerate() {
        if let Some(group) = group(&case.what) {
            groups.entry(group).or_default().push(at);
        }
    }
    let mut proved = vec![false; cases.len()];
    for (group, members) in groups {
        for chunk in members.chunks(SIZE) {
            let chosen: Vec<&Case> = chunk.iter().map(|at| cases[*at]).collect();
            let Some(batch) = Batch::lay(go, &chosen, threads) else { continue };
            let good = match group {
                Group::Programs => batch.programs(),
                Group::Fails => batch.fails(),
                Group::Tests => batch.tests(),
                Group::Race => batch.race(),
            };
            for at in good {
                proved[chunk[at]] = true;
            }
        }
    }
    proved
}

struct Batch<'a> {
    go: &'a Go,
    cases: &'a [&'a Case],
    threads: usize,
    dir: TempDir,
}

type Set = BTreeSet<usize>;

fn package(at: usize) -> String {
    format!("proof{at:04}")
}

/// The packages that a text names.
fn named(text: &str) -> Set {
    text.split("proof").skip(1).filter_map(|rest| rest.get(..4)?.parse().ok()).collect()
}

impl<'a> Batch<'a> {
    fn lay(go: &'a Go, cases: &'a [&'a Case], threads: usize) -> Option<Self> {
        let dir = tempfile::Builder::new().prefix("batch").tempdir().ok()?;
        fs::write(dir.path().join("go.mod"), txtar::GO_MOD).ok()?;
        for (at, case) in cases.iter().enumerate() {
            let (body, name) = match &case.what {
                What::Question(asked) => (&asked.program, "prog.go"),
                What::Block(block) if block.kind == fence::Go::Test => (&block.body, "prog_test.go"),
                What::Block(block) => (&block.body, "prog.go"),
                What::Session(_) => return None,
            };
            txtar::lay(&dir.path().join(package(at)), &txtar::files(body, name)).ok()?;
        }
        Some(Self { go, cases, threads, dir })
    }

    fn all(&self) -> Set {
        (0..self.cases.len()).collect()
    }

    fn folder(&self, at: usize) -> PathBuf {
        self.dir.path().join(package(at))
    }

    fn tool(&self, args: &[&str], packages: &Set) -> Ended {
        let packages: Vec<String> = packages.iter().map(|at| format!("./{}", package(*at))).collect();
        let args: Vec<&str> = args.iter().copied().chain(packages.iter().map(String::as_str)).collect();
        self.go.go(&args).run(self.dir.path(), TOOL)
    }

    /// The packages to which a tool has nothing to say, which is asked until it is silent.
    fn silent(&self, mut packages: Set, ask: impl Fn(&Set) -> Ended) -> Set {
        while !packages.is_empty() {
            let ended = ask(&packages);
            if ended.fine() && ended.output.trim().is_empty() {
                break;
            }
            let bad: Set = named(&ended.output).intersection(&packages).copied().collect();
            if bad.is_empty() {
                packages.clear();
            }
            packages.retain(|at| !bad.contains(at));
        }
        packages
    }

    /// The packages that `gofmt` would not touch, or may.
    fn formatted(&self) -> Set {
        let free = |case: &&Case| matches!(&case.what, What::Block(block) if block.nofmt);
        let (free, held): (Set, Set) = self.all().into_iter().partition(|at| free(&self.cases[*at]));
        let held = self.silent(held, |packages| {
            let names: Vec<String> = packages.iter().map(|at| package(*at)).collect();
            let args: Vec<&str> = ["-l"].into_iter().chain(names.iter().map(String::as_str)).collect();
            self.go.gofmt(&args).run(self.dir.path(), TOOL)
        });
        free.union(&held).copied().collect()
    }

    fn block(&self, at: usize) -> Option<&super::collect::Block> {
        match &self.cases[at].what {
            What::Block(block) => Some(block),
            What::Question(_) | What::Session(_) => None,
        }
    }

    /// Of these, the packages to which vet does not object, nor fix propose, where that is promised.
    fn vetted(&self, packages: Set, vet: bool) -> Set {
        let promises = |at: &usize| self.block(*at).is_some_and(|block| block.kind != fence::Go::Panics);
        let of = |packages: &Set, free: &dyn Fn(usize) -> bool| -> (Set, Set) {
            packages.iter().copied().partition(|at| promises(at) && !free(*at))
        };
        let (mut held, mut good) = of(&packages, &|at| !vet || self.block(at).is_some_and(|block| block.novet));
        held = self.silent(held, |packages| self.tool(&["vet"], packages));
        good.extend(held);
        let (mut held, mut good) = of(&good, &|at| self.block(at).is_some_and(|block| block.nofix));
        held = self.silent(held, |packages| self.tool(&["fix", "-diff"], packages));
        good.extend(held);
        good
    }

    /// Builds; where nothing could be loaded because of a package that imports what is not there, without it.
    fn build(&self, args: &[&str], packages: Set) -> Ended {
        let ended = self.tool(args, &packages);
        if ended.fine() || ended.output.contains("# example/") {
            return ended;
        }
        let list = ["list", "-e", "-f", "{{if or .Error .DepsErrors}}bad{{else}}good {{.ImportPath}}{{end}}"];
        let good: Set = self
            .tool(&list, &packages)
            .output
            .lines()
            .filter(|line| line.starts_with("good "))
            .flat_map(named)
            .collect();
        if good.is_empty() || good == packages { ended } else { self.tool(args, &good) }
    }

    /// Programs are built, vetted and run.
    fn programs(&self) -> Set {
        let formatted = self.formatted();
        let bin = self.dir.path().join("bin");
        _ = fs::create_dir(&bin);
        // Without the tables for debuggers the linker is done sooner.
        self.build(&["build", "-ldflags=-w", "-o", "bin/"], formatted.clone());
        let built: Set = formatted.into_iter().filter(|at| bin.join(package(*at)).is_file()).collect();
        let vetted: Vec<usize> = self.vetted(built, true).into_iter().collect();
        let good = parallel(self.threads, &vetted, |at| {
            let (dir, program) = (self.folder(*at), bin.join(package(*at)));
            let run = || self.go.program(&program, &[]).run(&dir, RUN);
            match &self.cases[*at].what {
                What::Block(block) => judge::ran(block, &run()).is_empty(),
                What::Question(asked) if asked.outcome == Outcome::Varies => single::varies(self.go, &dir, &program),
                What::Question(asked) => judge::answered(asked, &run()).is_empty(),
                What::Session(_) => false,
            }
        });
        vetted.into_iter().zip(good).filter(|(_, good)| *good).map(|(at, _)| at).collect()
    }

    /// Programs that must not compile: what the compiler says of each stands under its package's name.
    fn fails(&self) -> Set {
        let formatted = self.formatted();
        let ended = self.build(&["build"], formatted.clone());
        let mut said: BTreeMap<usize, String> = BTreeMap::new();
        let mut open = None;
        for line in ended.output.lines() {
            if let Some(package) = line.strip_prefix("# example/") {
                open = named(package).into_iter().next();
            } else if let Some(at) = open {
                let line = line.replace(&format!("{}/", package(at)), "./");
                said.entry(at).or_default().push_str(&format!("{line}\n"));
            }
        }
        said.retain(|at, said| {
            formatted.contains(at)
                && match &self.cases[*at].what {
                    What::Block(block) => judge::objected(block, "the compiler", said).is_empty(),
                    What::Question(asked) => judge::refused(asked, said).is_empty(),
                    What::Session(_) => false,
                }
        });
        said.into_keys().collect()
    }

    /// Tests: what `go test -v` prints of a package ends with a line that names it.
    fn tests(&self) -> Set {
        let formatted = self.formatted();
        let ended = self.build(&["test", "-count=1", "-v"], formatted.clone());
        let mut passed = Set::new();
        let mut said = String::new();
        for line in ended.output.lines() {
            let end = ["ok  \t", "FAIL\t", "---\t", "?   \t"].iter().any(|word| line.starts_with(word));
            match named(line).into_iter().next().filter(|_| end && line.contains("example/proof")) {
                None => said.push_str(&format!("{line}\n")),
                Some(at) => {
                    said.push_str(&format!("{}\n", line.replace(&format!("/{}", package(at)), "")));
                    let ended = Ended { how: How::Exit(0), output: std::mem::take(&mut said) };
                    let good = self.block(at).is_some_and(|block| judge::tested(block, &ended).is_empty());
                    if line.starts_with("ok  \t") && good && formatted.contains(&at) {
                        passed.insert(at);
                    }
                }
            }
        }
        self.vetted(passed, false)
    }

    /// Programs that the race detector must report.
    fn race(&self) -> Set {
        let formatted = self.formatted();
        let bin = self.dir.path().join("bin");
        _ = fs::create_dir(&bin);
        self.build(&["build", "-race", "-o", "bin/"], formatted.clone());
        let built: Vec<usize> = formatted.into_iter().filter(|at| bin.join(package(*at)).is_file()).collect();
        let good = parallel(self.threads, &built, |at| {
            single::report(self.go, &self.folder(*at), &bin.join(package(*at))).is_ok()
        });
        built.into_iter().zip(good).filter(|(_, good)| *good).map(|(at, _)| at).collect()
    }
}
