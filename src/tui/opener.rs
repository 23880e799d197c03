//! The browser: starts what the system has for links, on links that [`link`] lets through.

use crate::app::link::{self, Refused};

/// Opens the link in the program of the system, detached, without our terminal. Waits a moment to see whether that
/// program fails at once, so call it on the worker.
///
/// # Errors
/// [`Refused`].
pub fn open(link: &str) -> Result<(), Refused> {
    let target = link::target(link)?;
    open::that_detached(target).map_err(|error| {
        log::warn!("no opener: {error}");
        Refused::NoOpener
    })
}
