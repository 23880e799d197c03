//! The TOML files of a curriculum, as they are written. An unknown key is an error, so that a typing mistake is found.

use serde::Deserialize;
use toml::Spanned;

use super::error::Problem;

/// The one format that there is.
pub const FORMAT: u32 = 1;

/// `curriculum.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurriculumToml {
    pub format: u32,
    pub id: Spanned<String>,
    pub title: String,
    #[serde(default)]
    pub edition: String,
    #[serde(default)]
    pub philosophy: String,
    #[serde(default)]
    pub tenets: Vec<String>,
    /// Pages of the tree, in order: file names beside `curriculum.toml`.
    #[serde(default)]
    pub pages: Vec<PageToml>,
    #[serde(default)]
    pub tier: Vec<TierToml>,
    #[serde(default)]
    pub aliases: std::collections::BTreeMap<String, Vec<String>>,
}

/// A page: read, but not counted. Its id is the stem of its file's name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageToml {
    pub file: Spanned<String>,
    pub title: String,
    #[serde(default)]
    pub minutes: u16,
}

/// A tier and the folders of its phases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierToml {
    pub title: String,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub goal: String,
    #[serde(default)]
    pub duration: String,
    #[serde(default)]
    pub outcome: String,
    pub phases: Vec<Spanned<String>>,
}

/// `phase.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseToml {
    pub number: Spanned<u32>,
    pub title: String,
    #[serde(default)]
    pub objective: String,
    #[serde(default)]
    pub topic: Vec<TopicToml>,
}

/// A topic or a section of one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicToml {
    pub id: Spanned<String>,
    pub title: String,
    pub file: Spanned<String>,
    #[serde(default)]
    pub depth: DepthToml,
    #[serde(default = "one")]
    pub revision: u32,
    #[serde(default)]
    pub minutes: u16,
    #[serde(default)]
    pub since: String,
    #[serde(default)]
    pub spec: Vec<Spanned<String>>,
    #[serde(default)]
    pub std: Vec<String>,
    #[serde(default)]
    pub requires: Vec<Spanned<String>>,
    #[serde(default)]
    pub was: Vec<Spanned<String>>,
    #[serde(default)]
    pub added: bool,
    #[serde(default)]
    pub section: Vec<TopicToml>,
}

/// `depth` as it is written.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DepthToml {
    #[default]
    Outline,
    Full,
}

const fn one() -> u32 {
    1
}

/// Reads one TOML file; the error names line and column.
pub fn parse<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| {
        let byte = error.span().map_or(0, |span| span.start);
        Problem::at_byte(path, text, byte, error.message().replace('\n', " "), "see the format in the README")
    })
}
