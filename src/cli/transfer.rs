//! `gomastery export` and `import`.

use std::path::Path;

use super::{
    Failure, open,
    output::{Output, number_of},
    review,
};
use crate::{
    domain::Now,
    session::{Begin, anki, transfer},
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
            transfer::write_file(path, &text, &paths.data)?;
            out.line(&format!("exported {} to {}", number_of(exported.events, "event"), path.display()))?;
        }
        None => out.raw(&text)?,
    }
    Ok(())
}

/// Writes all questions as a text for Anki.
pub fn anki(begin: &Begin, file: Option<&Path>, out: &mut Output, now: Now) -> Result<(), Failure> {
    if file.and_then(Path::extension).is_some_and(|end| end.eq_ignore_ascii_case("apkg")) {
        return Err(Failure::new(
            "an .apkg file is not what is written here: it is a text that Anki imports",
            "name it .txt, then in Anki: File, Import",
        ));
    }
    let session = open(begin, out, now)?;
    let deck = review::deck(begin, &session, out)?;
    let exported = anki::export(&begin.curriculum, &begin.source, &deck);
    match file {
        Some(path) => {
            transfer::write_file(path, &exported.text, &session.place().dir)?;
            out.line(&format!(
                "exported {} to {}; in Anki: File, Import",
                number_of(exported.questions, "question"),
                path.display()
            ))?;
        }
        None => out.raw(&exported.text)?,
    }
    Ok(())
}

/// Merges an export.
pub fn import(begin: &Begin, file: &Path, out: &mut Output, now: Now) -> Result<(), Failure> {
    let mut session = open(begin, out, now)?;
    let merged = session.import(file, now)?;
    out.line(&format!("imported {}, {} were here already", number_of(merged.added, "event"), merged.known))?;
    Ok(())
}
