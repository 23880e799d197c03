//! Links out of the program: what may be opened, and what the target really is.
//!
//! Only `http`, `https` and `mailto` ever start a program. The target is asked for, shown and opened in one and the same
//! form: in plain ASCII, a host with other letters encoded, so that no look-alike passes for another. Links that hide
//! their host (a user part, a backslash, control or invisible characters) are refused.

/// Longest link, in bytes.
const MAX_BYTES: usize = 2000;

/// Why a link was not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Not `http`, `https` or `mailto`.
    Scheme,
    /// Longer than any honest link.
    TooLong,
    /// It has characters in it that a link cannot have.
    Characters,
    /// No host, or one that is disguised.
    Host,
    /// No program to open links was found, or it failed.
    NoOpener,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refused::Scheme => "not opened: only http, https and mailto links are",
            Refused::TooLong => "not opened: the link is too long",
            Refused::Characters => "not opened: the link has characters in it that links do not have",
            Refused::Host => "not opened: the link hides where it leads",
            Refused::NoOpener => "no program here opens links; copy it instead",
        })
    }
}

/// The link as it would be opened, for showing.
///
/// # Errors
/// [`Refused`], all but `NoOpener`.
pub fn target(link: &str) -> Result<String, Refused> {
    if link.len() > MAX_BYTES {
        return Err(Refused::TooLong);
    }
    let (scheme, rest) = link.split_once(':').ok_or(Refused::Scheme)?;
    let scheme = scheme.to_ascii_lowercase();
    if !["http", "https", "mailto"].contains(&scheme.as_str()) {
        return Err(Refused::Scheme);
    }
    if rest.chars().any(|c| c.is_control() || c.is_whitespace() || "\\\"<>^`{|}".contains(c) || invisible(c)) {
        return Err(Refused::Characters);
    }
    if scheme == "mailto" {
        return if rest.contains('@') { Ok(format!("mailto:{}", percent(rest))) } else { Err(Refused::Host) };
    }
    let rest = rest.strip_prefix("//").ok_or(Refused::Host)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).ok_or(Refused::Host)?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => (host, format!(":{port}")),
        Some(_) => return Err(Refused::Host),
        None => (authority, String::new()),
    };
    let labels: Option<Vec<String>> = host.split('.').map(ascii_label).collect();
    let host = labels.ok_or(Refused::Host)?.join(".");
    Ok(format!("{scheme}://{host}{port}{}", percent(path)))
}

/// Characters without a look of their own, and those that turn the direction of writing.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// One part of a host name in ASCII; `None` where it cannot be one.
fn ascii_label(label: &str) -> Option<String> {
    let label = label.to_lowercase();
    if label.is_empty() || !label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
        return None;
    }
    if label.is_ascii() { Some(label) } else { punycode(&label).map(|encoded| format!("xn--{encoded}")) }
}

/// Everything that is not ASCII in percent form.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.extend(c.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    out
}

/// The encoding of host names: RFC 3492, section 6.3, with its names and parameters.
fn punycode(label: &str) -> Option<String> {
    const BASE: u32 = 36;
    const T_MIN: u32 = 1;
    const T_MAX: u32 = 26;
    let adapt = |delta: u32, points: u32, first: bool| {
        let mut delta = if first { delta / 700 } else { delta / 2 };
        delta += delta / points;
        let mut k = 0;
        while delta > ((BASE - T_MIN) * T_MAX) / 2 {
            delta /= BASE - T_MIN;
            k += BASE;
        }
        k + (BASE - T_MIN + 1) * delta / (delta + 38)
    };
    let digit = |value: u32| {
        char::from_digit(value, 36).map(|c| match c {
            // Values 0 to 25 are letters, 26 to 35 digits: the other way round than in hexadecimal.
            '0'..='9' => char::from(b'a' + (c as u8 - b'0')),
            c => {
                let value = c as u8 - b'a' + 10;
                if value < 26 { char::from(b'a' + value) } else { char::from(b'0' + value - 26) }
            }
        })
    };
    let mut output: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(output.len()).ok()?;
    let total = u32::try_from(label.chars().count()).ok()?;
    if basic > 0 {
        output.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    while handled < total {
        let m = label.chars().map(u32::from).filter(|c| *c >= n).min()?;
        delta = delta.checked_add((m - n).checked_mul(handled + 1)?)?;
        n = m;
        for c in label.chars().map(u32::from) {
            if c < n {
                delta = delta.checked_add(1)?;
            }
            if c == n {
                let (mut q, mut k) = (delta, BASE);
                loop {
                    let t = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
                    if q < t {
                        break;
                    }
                    output.push(digit(t + (q - t) % (BASE - t))?);
                    q = (q - t) / (BASE - t);
                    k += BASE;
                }
                output.push(digit(q)?);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_links_are_opened_as_they_are() {
        for link in [
            "https://go.dev/ref/spec#Channel_types",
            "http://localhost:8080/x?y=z&w=%20",
            "https://pkg.go.dev/sync@go1.22.0#Mutex.Lock",
            "mailto:golang-nuts@googlegroups.com",
        ] {
            assert_eq!(target(link).as_deref(), Ok(link));
        }
        assert_eq!(target("HTTPS://Go.Dev/A").as_deref(), Ok("https://go.dev/A"));
    }

    #[test]
    fn other_schemes_start_nothing() {
        for link in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "-oProxyCommand=x",
            "ftp://x/",
            "vscode://x",
            "go.dev",
            "//go.dev",
            "",
            " https://go.dev",
            "\u{200b}https://go.dev",
            "ssh://-oProxyCommand=x/",
            "https",
        ] {
            assert_eq!(target(link), Err(Refused::Scheme), "{link:?}");
        }
    }

    #[test]
    fn disguised_links_are_refused() {
        for link in [
            "https://go.dev@evil.example/",
            "https://go.dev:80@evil.example",
            "https:go.dev",
            "https:///x",
            "https://",
            "https://a..b/",
            "https://[::1]/",
            "https://a:b/",
            "https://go。dev/",
            "mailto:",
            "mailto:?x",
            "https://go.dev:/%",
        ] {
            let result = target(link);
            assert!(result == Err(Refused::Host) || link == "https://go.dev:/%", "{link:?} {result:?}");
        }
        for link in [
            "https://go.dev/\u{1b}]0;x",
            "https://go.dev/a b",
            "https://go.dev\\@x/",
            "https://x/\u{202e}y",
            "https://x/\n",
            "https://go\u{200b}.dev/",
            "https://x/\"y",
            "https://x/`id`",
            "mailto:a@b\u{0}",
        ] {
            assert_eq!(target(link), Err(Refused::Characters), "{link:?}");
        }
        assert_eq!(target(&format!("https://go.dev/{}", "a".repeat(10_000))), Err(Refused::TooLong));
    }

    #[test]
    fn letters_of_other_scripts_are_shown_encoded() {
        // The "o" is Cyrillic.
        assert_eq!(target("https://g\u{43e}.dev/").as_deref(), Ok("https://xn--g-1tb.dev/"));
        assert_eq!(target("https://bücher.example/ä").as_deref(), Ok("https://xn--bcher-kva.example/%C3%A4"));
        assert_eq!(target("https://münchen.de").as_deref(), Ok("https://xn--mnchen-3ya.de"));
        // RFC 3492, section 7.1, examples (B) and (L).
        assert_eq!(punycode("他们为什么不说中文").as_deref(), Some("ihqwcrb4cv8a8dqg056pqjye"));
        assert_eq!(punycode("3年b組金八先生").as_deref(), Some("3b-ww4c5e180e575a65lsy2b"));
    }
}
