//! Which editor, and with which arguments: `VISUAL`, then `EDITOR`, then what the system has.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Tried in this order where neither variable is set.
const USUAL: [&str; 4] = ["editor", "nano", "vim", "vi"];

/// A program and its arguments; the file comes after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// Name or path of the program.
    pub program: OsString,
    /// Arguments before the file.
    pub arguments: Vec<String>,
    /// Where the choice comes from: `VISUAL`, `EDITOR`, or nothing where it is the system's.
    pub variable: Option<&'static str>,
}

/// Finds the editor of this environment.
///
/// # Errors
/// A sentence, and what to do, where the variable cannot be understood or no editor is there.
pub fn find() -> Result<Editor, String> {
    choose(std::env::var_os("VISUAL"), std::env::var_os("EDITOR"), &std::env::var_os("PATH").unwrap_or_default())
}

/// [`find`] with the environment given.
fn choose(visual: Option<OsString>, editor: Option<OsString>, path: &OsStr) -> Result<Editor, String> {
    for (variable, value) in [("VISUAL", visual), ("EDITOR", editor)] {
        let Some(value) = value else { continue };
        let Some(text) = value.to_str() else {
            return Err(format!("{variable} is not valid text; set it anew, for example: export {variable}=nano"));
        };
        if text.trim().is_empty() {
            continue;
        }
        let words = split(text).ok_or_else(|| {
            format!("{variable} has a quote without an end; set it anew, for example: export {variable}=nano")
        })?;
        let mut words = words.into_iter();
        if let Some(program) = words.next().filter(|program| !program.is_empty()) {
            return Ok(Editor { program: program.into(), arguments: words.collect(), variable: Some(variable) });
        }
    }
    let found = USUAL.into_iter().find_map(|name| lookup(name, path));
    let none = || "no editor is set; choose one, for example: export EDITOR=nano".to_owned();
    Ok(Editor { program: found.ok_or_else(none)?.into_os_string(), arguments: Vec::new(), variable: None })
}

/// The first executable of that name on the search path.
fn lookup(name: &str, path: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| executable(file))
}

fn executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Splits words as a shell does: blanks separate, quotes of both kinds and backslashes keep together. Nothing else
/// of the shell: no variables, no patterns. `None` where a quote has no end.
fn split(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => match chars.next()? {
                            c @ ('"' | '\\' | '$' | '`') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(chars.next()?),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        split(text).unwrap()
    }

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        assert_eq!(words("code --wait"), ["code", "--wait"]);
        assert_eq!(words("  vim\t-u  NONE "), ["vim", "-u", "NONE"]);
        assert_eq!(words("'/opt/my editor/bin/ed' -x"), ["/opt/my editor/bin/ed", "-x"]);
        assert_eq!(words(r#""/opt/my \"editor\"" a\ b"#), [r#"/opt/my "editor""#, "a b"]);
        assert_eq!(words(r#"emacs --eval '(progn "x")'"#), ["emacs", "--eval", r#"(progn "x")"#]);
        assert_eq!(words(r#"ed "" x"#), ["ed", "", "x"]);
        assert_eq!(words(r#"a"b c"'d e'f"#), ["ab cd ef"]);
        assert_eq!(words(r#""a\n""#), ["a\\n"]);
        assert!(words("   ").is_empty());
    }

    #[test]
    fn an_open_quote_is_refused() {
        assert_eq!(split("vim 'x"), None);
        assert_eq!(split("vim \"x"), None);
        assert_eq!(split("vim \\"), None);
    }

    #[test]
    fn visual_goes_before_editor_and_blank_counts_as_unset() {
        let of = |visual: &str, editor: &str| choose(Some(visual.into()), Some(editor.into()), OsStr::new("")).unwrap();
        let first = of("code -w", "vi");
        assert_eq!(
            (first.program, first.arguments, first.variable),
            ("code".into(), vec!["-w".to_owned()], Some("VISUAL"))
        );
        assert_eq!(of(" ", "vi").variable, Some("EDITOR"));
        assert_eq!(of("''", "vi").variable, Some("EDITOR"));
    }

    #[test]
    fn without_any_the_path_is_searched_and_then_a_hint_given() {
        let folder = tempfile::tempdir().unwrap();
        let nothing = choose(None, None, folder.path().as_os_str()).unwrap_err();
        assert!(nothing.contains("export EDITOR=nano"), "{nothing}");
        std::fs::write(folder.path().join("nano"), "not executable").unwrap();
        assert!(choose(None, None, folder.path().as_os_str()).is_err());
        let vi = folder.path().join("vi");
        std::fs::write(&vi, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&vi, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        assert_eq!(choose(None, None, folder.path().as_os_str()).unwrap().program, vi.into_os_string());
    }

    #[test]
    fn a_name_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let bad = OsString::from_vec(vec![b'v', 0xff]);
        assert!(choose(Some(bad), None, OsStr::new("")).unwrap_err().contains("not valid text"));
    }
}
