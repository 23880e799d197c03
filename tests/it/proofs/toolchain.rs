//! The Go toolchain that proves: found, never fetched.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::process::{How, Job};

/// What the modules of the curriculum say, and what the toolchain must be at least.
const VERSION: &str = "go1.27";

/// A toolchain and the surroundings in which programs are built and run.
pub struct Go {
    /// What `go version` says: part of the key of all that was proved with it.
    pub version: String,
    /// Whether the race detector can be had: it needs cgo and a C compiler.
    pub race: bool,
    env: Vec<(String, OsString)>,
    go: PathBuf,
}

impl Go {
    /// The toolchain that `GOMASTERY_GO` names; else `go` on the PATH, if it is new enough; else one that the module
    /// cache has. What a person names must do: another version there is a failure, not a reason to look further.
    pub fn find() -> Result<Option<Self>, String> {
        if let Some(named) = env::var_os("GOMASTERY_GO") {
            let shown = named.to_string_lossy().into_owned();
            return match Self::at(Path::new(&named)) {
                Some(go) => Ok(Some(go)),
                None => Err(format!("GOMASTERY_GO={shown} is no {VERSION}; name a go binary of that version")),
            };
        }
        if let Some(go) = Self::at(Path::new("go")) {
            return Ok(Some(go));
        }
        let mut found: Vec<PathBuf> = cached_toolchains();
        found.sort();
        Ok(found.iter().rev().find_map(|root| Self::at(&root.join("bin/go"))))
    }

    fn at(binary: &Path) -> Option<Self> {
        let first = surroundings(None);
        let ask = |args: &[&str], env: &[(String, OsString)]| {
            let ended =
                Job { program: binary.into(), args: args.iter().map(|arg| (*arg).into()).collect(), ..Job::new(env) };
            let ended = ended.run(Path::new("/"), Duration::from_secs(20));
            (ended.how == How::Exit(0)).then(|| ended.output.trim().to_owned())
        };
        let version = ask(&["version"], &first)?;
        let release = version.split(' ').nth(2)?;
        let known =
            release == VERSION || release.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with(['.', 'r', '-']));
        if !known {
            return None;
        }
        let root = PathBuf::from(ask(&["env", "GOROOT"], &first)?);
        // `gofmt`, and the `go` of sessions, are this toolchain's.
        let bin =
            [root.join("bin"), binary.parent()?.to_path_buf()].into_iter().find(|bin| bin.join("gofmt").is_file())?;
        let mut go = Self { version, race: false, env: surroundings(Some(&bin)), go: bin.join("go") };
        go.race = go.has_race();
        Some(go)
    }

    /// A program that does nothing, built for the race detector, tells more than any list of systems.
    fn has_race(&self) -> bool {
        let Ok(dir) = tempfile::tempdir() else { return false };
        let written = fs::write(dir.path().join("main.go"), "package main\n\nfunc main() {}\n");
        let built = self.go(&["build", "-race", "-o", "prog", "main.go"]).run(dir.path(), Duration::from_secs(600));
        written.is_ok() && built.how == How::Exit(0)
    }

    /// `go` with arguments.
    pub fn go(&self, args: &[&str]) -> Job<'_> {
        Job { program: self.go.clone(), args: args.iter().map(|arg| (*arg).into()).collect(), ..Job::new(&self.env) }
    }

    /// Any program, in the same surroundings.
    pub fn program(&self, path: impl Into<PathBuf>, args: &[&str]) -> Job<'_> {
        Job { program: path.into(), args: args.iter().map(|arg| (*arg).into()).collect(), ..Job::new(&self.env) }
    }

    /// `gofmt` with arguments.
    pub fn gofmt(&self, args: &[&str]) -> Job<'_> {
        self.program(self.go.with_file_name("gofmt"), args)
    }
}

/// The toolchains that the `go` on the PATH has in its module cache.
fn cached_toolchains() -> Vec<PathBuf> {
    let env = surroundings(None);
    let job = Job { program: "go".into(), args: vec!["env".into(), "GOMODCACHE".into()], ..Job::new(&env) };
    let cache = job.run(Path::new("/"), Duration::from_secs(20));
    let Ok(read) = fs::read_dir(Path::new(cache.output.trim()).join("golang.org")) else { return Vec::new() };
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    read.flatten()
        .map(|entry| entry.path())
        .filter(|path| name(path).starts_with("toolchain@") && name(path).contains(VERSION))
        .collect()
}

/// What programs see: a fixed set of variables, so that a proof does not hang on who runs it. Nothing is downloaded.
fn surroundings(bin: Option<&Path>) -> Vec<(String, OsString)> {
    let mut env: Vec<(String, OsString)> = ["HOME", "USER", "TMPDIR", "XDG_CACHE_HOME", "GOCACHE", "GOMODCACHE"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), env::var_os(name)?)))
        .collect();
    if env::var_os("HOME").is_none() && env::var_os("GOCACHE").is_none() {
        env.push(("GOCACHE".into(), Path::new(env!("CARGO_TARGET_TMPDIR")).join("go-cache").into()));
    }
    let fixed = [
        ("GOTOOLCHAIN", "local"),
        ("GOPROXY", "off"),
        ("GOFLAGS", ""),
        ("GO111MODULE", "on"),
        ("GOENV", "off"),
        ("LC_ALL", "C.UTF-8"),
    ];
    env.extend(fixed.map(|(name, value)| (name.to_owned(), value.into())));
    let mut path = bin.map(|bin| bin.as_os_str().to_owned()).unwrap_or_default();
    if bin.is_some() {
        path.push(":");
    }
    path.push(env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()));
    env.push(("PATH".into(), path));
    env
}
