//! `gomastery export` and `import`.

use std::path::Path;

use super::{Failure, open, output::Output};
use crate::{
    domain::Now,
    session::{Begin, transfer},
    text::plain_json,
};

/// Writes all personal state as JSON: to a file, whole or not at all, or to the output.
pub fn export(begin: &Begin, file: Option<&Path>, out: &mut Output, now: Now) -> Result<(), Failure> {
    let paths = begin.paths.as_ref().map_err(|error| Failure::from(error.clone()))?;
    let exported = transfer::export(&paths.data, &begin.curriculum, now)?;
    if exported.lost > 0 {
        out.warn(&format!("the database is damaged: {} events could not be read and are missing here", exported.lost));
    }
    let text = plain_json(&exported.text);
    match file {
        Some(path) => {
            transfer::write_file(path, &text)?;
            out.line(&format!("exported {} events to {}", exported.events, path.display()))?;
        }
        None => out.raw(&text)?,
    }
    Ok(())
}

/// Merges an export.
pub fn import(begin: &Begin, file: &Path, out: &mut Output, now: Now) -> Result<(), Failure> {
    let mut session = open(begin, out, now)?;
    let merged = session.import(file, now)?;
    out.line(&format!("imported {} events, {} were here already", merged.added, merged.known))?;
    Ok(())
}
