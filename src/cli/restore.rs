//! `gomastery restore`: lists the backups, or puts one back.

use std::path::Path;

use super::{
    Failure,
    output::{Output, number_of},
};
use crate::{
    domain::Now,
    session::{Begin, restore, transfer::stamp},
};

/// Lists the backups, the newest first, or puts the named one back.
pub fn run(begin: &Begin, file: Option<&Path>, out: &mut Output, now: Now) -> Result<(), Failure> {
    let paths = begin.paths.as_ref().map_err(|error| Failure::from(error.clone()))?;
    if let Some(file) = file {
        let restored = restore::restore(&paths.data, file, now)?;
        out.line(&format!("restored {} from {}", number_of(restored.events, "event"), file.display()))?;
        if let Some(kept) = restored.kept {
            out.line(&format!("the file that was there is kept as {}", kept.display()))?;
        }
        return Ok(());
    }
    let backups = restore::list(&paths.data)?;
    if backups.is_empty() {
        out.line("no backups yet; one is made each day that you study")?;
    }
    for backup in backups {
        let events = match backup.events {
            Some(events) => number_of(events, "event"),
            None => "cannot be read".to_owned(),
        };
        let path = backup.path.display().to_string();
        out.fields(&[&stamp(backup.ms), backup.reason.name(), &events, &path])?;
    }
    Ok(())
}
