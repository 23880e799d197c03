//! A whole curriculum from a source.

use super::{
    assemble::{Phase, assemble},
    error::Problem,
    manifest::{self, CurriculumToml, PhaseToml},
    source::{self, Source},
};
use std::collections::HashSet;

use crate::domain::Curriculum;

/// The tree, and what had to be left out of it. Lessons' texts are not read.
pub fn load(source: &Source) -> Result<(Curriculum, Vec<Problem>), Problem> {
    match source {
        Source::Embedded => Ok((source::embedded_tree(), Vec::new())),
        Source::Folder(_) => from_manifests(source).map(|(tree, _, problems)| (tree, problems)),
    }
}

/// Reads the manifests of a source, whether the build script has read them before or not: the tree, the folders of phases
/// that could not be read, and what is wrong.
pub fn from_manifests(source: &Source) -> Result<(Curriculum, HashSet<String>, Vec<Problem>), Problem> {
    let text = source.text("curriculum.toml")?;
    let toml: CurriculumToml = manifest::parse("curriculum.toml", &text)?;
    let mut problems = Vec::new();
    let (mut phases, mut broken) = (Vec::new(), HashSet::new());
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
            Err(problem) if broken.insert(folder.clone()) => problems.push(problem),
            Err(_) => {}
        }
    }
    let tree = assemble(toml, &text, phases, &broken, &mut problems)?;
    Ok((tree, broken, problems))
}
