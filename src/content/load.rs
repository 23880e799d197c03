//! A whole curriculum from a source.

use super::{
    assemble::{Phase, assemble},
    error::Problem,
    manifest::{self, CurriculumToml, PhaseToml},
    source::{self, Source},
};
use crate::domain::Curriculum;

/// The tree, and what had to be left out of it. Lessons' texts are not read.
pub fn load(source: &Source) -> Result<(Curriculum, Vec<Problem>), Problem> {
    match source {
        Source::Embedded => Ok((source::embedded_tree(), Vec::new())),
        Source::Folder(_) => from_manifests(source),
    }
}

/// Reads the manifests of a source, whether the build script has read them before or not.
pub fn from_manifests(source: &Source) -> Result<(Curriculum, Vec<Problem>), Problem> {
    let text = source.text("curriculum.toml")?;
    let toml: CurriculumToml = manifest::parse("curriculum.toml", &text)?;
    let mut problems = Vec::new();
    let mut phases = Vec::new();
    for folder in toml.tier.iter().flat_map(|tier| &tier.phases) {
        let folder = folder.get_ref();
        let path = format!("{folder}/phase.toml");
        let read = source.text(&path).and_then(|text| Ok((manifest::parse::<PhaseToml>(&path, &text)?, text)));
        match read {
            Ok((toml, text)) => phases.push(Phase {
                overview: source.has(&format!("{folder}/overview.md")),
                folder: folder.clone(),
                text: text.into_owned(),
                toml,
            }),
            Err(problem) => problems.push(problem),
        }
    }
    let tree = assemble(toml, &text, phases, &mut problems)?;
    Ok((tree, problems))
}
