//! What has been proved before, by content and toolchain, so that only what changed runs again. It lies under `target/`;
//! `GOMASTERY_PROVE_ALL=1` does without it.

use std::{
    collections::HashSet,
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::PathBuf,
    sync::Mutex,
};

use super::{collect::Case, toolchain::Go};

/// Rises when the proof itself changes, so that all is proved anew.
const EDITION: u32 = 1;

/// Keys of what passed.
pub struct Cache {
    file: Option<PathBuf>,
    known: HashSet<String>,
    used: Mutex<HashSet<String>>,
}

impl Cache {
    /// The cache of the whole curriculum.
    pub fn open() -> Self {
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        _ = fs::create_dir_all(&dir);
        let cache = Self::at(dir.join("proved"));
        let all = env::var_os("GOMASTERY_PROVE_ALL").is_some_and(|all| !all.is_empty() && all != "0");
        if all { Self { known: HashSet::new(), ..cache } } else { cache }
    }

    /// One that is kept in this file.
    pub fn at(file: PathBuf) -> Self {
        let known = fs::read_to_string(&file).unwrap_or_default();
        Self { file: Some(file), known: known.lines().map(str::to_owned).collect(), used: Mutex::default() }
    }

    /// One that knows nothing and keeps nothing.
    pub fn none() -> Self {
        Self { file: None, known: HashSet::new(), used: Mutex::default() }
    }

    /// Whether this case has passed before.
    pub fn has(&self, go: &Go, case: &Case) -> bool {
        let key = key(go, case);
        let has = self.known.contains(&key);
        if has {
            self.used.lock().expect("no test thread died").insert(key);
        }
        has
    }

    /// Keeps at once that it passed: a run that is broken off has not been for nothing.
    pub fn keep(&self, go: &Go, case: &Case) {
        let Some(file) = &self.file else { return };
        let key = key(go, case);
        if let Ok(mut file) = fs::OpenOptions::new().create(true).append(true).open(file) {
            _ = writeln!(file, "{key}");
        }
        self.used.lock().expect("no test thread died").insert(key);
    }

    /// Forgets what is no longer in the curriculum.
    pub fn close(&self) {
        let Some(file) = &self.file else { return };
        let mut used: Vec<String> = self.used.lock().expect("no test thread died").iter().cloned().collect();
        used.sort();
        let next = file.with_extension("next");
        if fs::write(&next, used.join("\n") + "\n").is_ok() {
            _ = fs::rename(next, file);
        }
    }
}

fn key(go: &Go, case: &Case) -> String {
    let half = |salt: u32| {
        let mut hasher = DefaultHasher::new();
        (salt, EDITION, &go.version, go.race, format!("{:?}", case.what)).hash(&mut hasher);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}
