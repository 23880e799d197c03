//! The learner's data on the disk: one SQLite file, and the one user of SQLite.
//!
//! What is acknowledged is durable: a rollback journal (`TRUNCATE`, synchronous `EXTRA`), one short immediate
//! transaction for each action, and the path compared with the open file before success is reported. A file that is
//! damaged, emptied, foreign, newer, read-only or held by another is recognised and never overwritten.
//!
//! - [`place`]: the paths, and what is found there before anything is opened
//! - [`open`]: opening, and the settings of a connection, read back
//! - [`journal`]: whether what lies beside the file is its own
//! - [`schema`]: the numbered migrations of `assets/migrations`
//! - [`rows`]: appending, reading and merging events
//! - [`codec`]: an event as a row, with its checksum
//! - [`state`]: what is kept beside the log: where the reader stands, snapshots of what follows from the log
//! - [`backup`]: making, thinning and listing backups; [`restore`]: putting one back
//! - [`check`]: the integrity of a file; [`salvage`]: what can still be read of a damaged one
//! - [`error`]: what went wrong, in plain words; [`files`]: plain files beside the database

pub mod backup;
pub mod check;
pub mod codec;
pub mod error;
pub mod files;
mod journal;
mod open;
pub mod place;
pub mod restore;
pub mod rows;
pub mod salvage;
mod schema;
mod state;
#[cfg(test)]
mod tests;

pub use codec::Row;
pub use error::{Error, Kind};
pub use files::Identity;
pub use open::{Access, Store};
pub use place::Place;
pub use rows::{Appended, Draft, Merged};
pub use schema::VERSION;

use std::path::Path;

/// 128 random bits.
pub(crate) fn random_u128(path: &Path) -> Result<u128, Error> {
    let mut bytes = [0; 16];
    fill(&mut bytes, path)?;
    Ok(u128::from_be_bytes(bytes))
}

/// 64 random bits.
fn random_u64(path: &Path) -> Result<u64, Error> {
    let mut bytes = [0; 8];
    fill(&mut bytes, path)?;
    Ok(u64::from_be_bytes(bytes))
}

fn fill(bytes: &mut [u8], path: &Path) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|_| {
        Error::new(Kind::System, path, "not saved: the system gives no random numbers", "Try again in a moment.")
    })
}
