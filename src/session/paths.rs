//! Where the files are: the data folder and the configuration.

use super::{Error, Kind};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variable that names the data folder.
pub const DATA_DIR: &str = "GOMASTERY_DATA_DIR";

/// Where the files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The data folder: the database and its backups.
    pub data: PathBuf,
    /// The configuration's file, which need not exist; none where the system has no place for one.
    pub config: Option<PathBuf>,
}

impl Paths {
    /// The data folder as the argument, the environment or the platform has it, in this order. An empty one is as none.
    pub fn find(argument: Option<&Path>) -> Result<Paths, Error> {
        Paths::find_in(argument, std::env::var_os(DATA_DIR), platform())
    }

    fn find_in(
        argument: Option<&Path>,
        variable: Option<OsString>,
        platform: Option<directories::ProjectDirs>,
    ) -> Result<Paths, Error> {
        let config = platform.as_ref().map(|dirs| dirs.config_dir().join("config.toml"));
        let named = argument.map(Path::to_owned).or(variable.map(PathBuf::from));
        let named = named.filter(|path| !path.as_os_str().is_empty());
        let own = platform.map(|dirs| dirs.data_dir().to_owned());
        match named.or(own) {
            Some(data) => Ok(Paths { data, config }),
            None => Err(Error::new(
                Kind::NoPlace,
                Path::new(""),
                "there is no home folder to keep your progress in (HOME is not set)",
                format!("Set HOME, or name a folder: --data-dir DIR, or {DATA_DIR}."),
            )),
        }
    }
}

/// The home folder. Only HOME says where it is: without it the system would ask its service of names, over a socket.
pub fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
}

fn platform() -> Option<directories::ProjectDirs> {
    home().and_then(|_| directories::ProjectDirs::from("", "", "gomastery"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_comes_before_the_variable_and_both_before_the_platform() {
        let dirs = || directories::ProjectDirs::from_path(PathBuf::from("gomastery"));
        let find = |argument: Option<&str>, variable: Option<&str>| {
            Paths::find_in(argument.map(Path::new), variable.map(OsString::from), dirs()).unwrap().data
        };
        assert_eq!(find(Some("/a"), Some("/b")), PathBuf::from("/a"));
        assert_eq!(find(None, Some("/b")), PathBuf::from("/b"));
        assert_eq!(find(None, Some("")), find(None, None));
        assert!(find(None, None).ends_with("gomastery"));
    }

    #[test]
    fn without_a_home_it_says_what_to_set() {
        let error = Paths::find_in(None, None, None).unwrap_err();
        assert_eq!(error.kind, Kind::NoPlace);
        assert!(error.hint().contains("--data-dir") && error.hint().contains(DATA_DIR));
        assert_eq!(Paths::find_in(Some(Path::new("/a")), None, None).unwrap().config, None);
    }
}
