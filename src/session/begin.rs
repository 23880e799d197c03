//! What both faces of the program begin with: where the files are, what the learner set, which curriculum.

use std::{path::PathBuf, sync::Arc};

use super::{
    Error, Paths, Session,
    config::{Config, Problem as ConfigProblem},
};
use crate::{
    content::{self, Problem, Source},
    domain::{Curriculum, NodeIdx, Now},
};

/// What the command line may say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The data folder, in place of the platform's.
    pub data_dir: Option<PathBuf>,
    /// Another curriculum than the embedded one.
    pub curriculum: Option<PathBuf>,
}

/// The beginning, without the learner's data, which is opened by those who need it.
#[derive(Debug)]
pub struct Begin {
    pub paths: Result<Paths, Error>,
    pub config: Config,
    /// What is wrong in the configuration.
    pub config_problems: Vec<ConfigProblem>,
    pub source: Source,
    pub curriculum: Arc<Curriculum>,
    /// What had to be left out of the curriculum.
    pub problems: Vec<Problem>,
}

impl Begin {
    /// Finds the folders, reads the configuration and the curriculum's manifests.
    pub fn new(wanted: &Wanted) -> Result<Self, Problem> {
        let paths = Paths::find(wanted.data_dir.as_deref());
        let file = paths.as_ref().ok().and_then(|paths| paths.config.as_deref());
        let (config, config_problems) = file.map(Config::load).unwrap_or_default();
        let source = match &wanted.curriculum {
            Some(dir) => Source::folder(dir)?,
            None => Source::Embedded,
        };
        let (curriculum, problems) = content::load(&source)?;
        Ok(Self { paths, config, config_problems, source, curriculum: Arc::new(curriculum), problems })
    }

    /// Opens the learner's data.
    pub fn open(&self, now: Now) -> Result<Session, Error> {
        let paths = self.paths.as_ref().map_err(Clone::clone)?;
        Session::open(&paths.data, &self.curriculum, self.config.day_ends, now)
    }

    /// The text of a node: a lesson, an overview or a page.
    pub fn text(&self, idx: NodeIdx) -> Result<std::borrow::Cow<'static, str>, Problem> {
        text(&self.curriculum, &self.source, idx)
    }
}

/// The text of a node: a lesson, an overview or a page.
pub fn text(curriculum: &Curriculum, source: &Source, idx: NodeIdx) -> Result<std::borrow::Cow<'static, str>, Problem> {
    let node = curriculum.get(idx);
    match node.and_then(|node| node.file.as_deref()) {
        Some(file) => source.text(file),
        None => {
            let name = node.map_or_else(String::new, |node| node.id.to_string());
            Err(Problem::of_file(name, "has no text of its own", "choose a lesson below it"))
        }
    }
}
